/* Files that do not change under their address: media of the site, static files of the program. */
#ifndef LOA_SITE_FILES_H
#define LOA_SITE_FILES_H

#include "site/state.h"
#include "wire/wire.h"

/* Answers a request for /media/{path}; false when the store knows no such file or it is not there. */
bool files_media(const char *folder, struct store_reader *reader, const struct wire_request *req,
                 struct str path, struct wire_response *res);

/* Answers a request below /tinh/ or (icon) /favicon.ico; false when there is no such file. */
bool files_static(const struct state *state, const struct wire_request *req, bool icon,
                  struct wire_response *res);

#endif

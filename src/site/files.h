/* Files that do not change under their address: media of the site, static files of the program. */
#ifndef LOA_SITE_FILES_H
#define LOA_SITE_FILES_H

#include "site/media_gate.h"
#include "site/state.h"
#include "wire/wire.h"

/* Where media are. */
struct files_media {
    const char *folder; /* the site's */
    struct store_reader *reader;
    struct media_gate *gate;
};
/* Answers a request for /media/{path}; false when the store knows no such file, it is not there, or it is not what
 * was taken in. */
bool files_media(const struct files_media *media, const struct wire_request *req, struct str path,
                 struct wire_response *res);

/* Answers a request below /tinh/ or (icon) /favicon.ico; false when there is no such file. */
bool files_static(const struct state *state, const struct wire_request *req, bool icon,
                  struct wire_response *res);

#endif

/* [ask] of loa.conf: the owner's endpoint that phrases answers. Off unless it is there.
 *
 * The key is read from a file or the environment, never from loa.conf, which backups hold; it stands
 * in no message. */
#ifndef LOA_APP_PHRASER_H
#define LOA_APP_PHRASER_H

#include "base/err.h"
#include "ingest/phrase_client.h"
#include "site/ask.h"

enum {
    PHRASER_TIMEOUT_S = 5, /* unless timeout_s says otherwise */
    PHRASER_TIMEOUT_MAX_S = 30,
};

struct phraser {
    struct arena arena;
    struct phrase_client *client; /* NULL: none is set */
    struct ask_phraser hook;      /* for site_options and ask_phrase; ctx is the struct phraser */
    _Atomic bool stopping;
};

/* Reads loa.conf of the folder. RC_OK also when no endpoint is set. RC_INVALID names the key that is
 * wrong, RC_NOTFOUND, RC_IO, RC_NOMEM. The caller closes *p, which must not move. */
enum rc phraser_open(struct phraser *p, const char *folder, struct err *e) MUST_USE;

/* The hook, or NULL when no endpoint is set. */
const struct ask_phraser *phraser_hook(const struct phraser *p);

/* What is under way gives up soon. Any thread. */
void phraser_stop(struct phraser *p);

/* Harmless on zeros. */
void phraser_close(struct phraser *p);

#endif

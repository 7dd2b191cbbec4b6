/* Other sites' heads, kept here: each site that [witness] of loa.conf names with its public key (`loa key SITE show`)
 *
 *     [witness]
 *     song-ngan = b88070dd7f07…
 *
 * may POST its chain's head to WITNESS_PATH (their [seals] witness). Only what that key signed is taken, a line in
 * SITE/witness/NAME.jsonl, and only if the chain has grown: one that is shorter than before, or another of the same length, is
 * refused with 409 and an ALARM in the log, for then its history was cut or rewritten. */
#ifndef LOA_APP_WITNESS_H
#define LOA_APP_WITNESS_H

#include "base/sign.h"
#include "site/ini_file.h"
#include "wire/wire.h"

#include <pthread.h>

#define WITNESS_PATH "/niem-phong/nhan"

enum { WITNESS_SITES_MAX = 64, WITNESS_NAME_MAX_BYTES = 64, WITNESS_LINE_MAX_BYTES = 2048 };

struct witness_site {
    struct str name;
    struct sign_public key;
};

struct witness {
    const char *folder;
    struct witness_site sites[WITNESS_SITES_MAX];
    size_t sites_n;
    pthread_mutex_t lock; /* one head at a time */
};

/* Reads [witness] of the folder's loa.conf, as it is when the server starts, into a, which must live as long as *w. RC_INVALID names the line that is wrong. The
 * caller calls witness_close. */
enum rc witness_open(struct witness *w, struct arena *a, const char *folder,
                     struct err *e) MUST_USE;
void witness_close(struct witness *w);

/* True when req brings a head to a site that keeps some: then *res is the answer: 204 kept, or there already; 400 no head; 403 a
 * key that is not named; 409 see above; 503 it cannot be kept. Any thread. */
bool witness_answer(struct witness *w, const struct wire_request *req, struct wire_response *res);

#endif

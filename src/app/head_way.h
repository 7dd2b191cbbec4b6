/* The chain's head on its way out of the machine: by mail, to another Loa, and stamped with the time by an authority
 * (RFC 3161), as [seals] of loa.conf says. Into files it goes from the server itself (site/seal_files.h).
 *
 *     mail = toasoan@example.vn          to whom, with commas between
 *     mail_from = loa@example.vn
 *     mail_server = smtps://mail.example.vn
 *     mail_user = loa                    with mail_password_file = /etc/loa/mail.key
 *     witness = https://khac.example.vn  another Loa, whose [witness] has this site's key (app/witness.h)
 *     timestamp = https://tsa.example/   answers are kept in SITE/timestamps/SEQ.tsr, with SEQ.json beside it
 *     private = yes                      the two addresses may be of the owner's own network */
#ifndef LOA_APP_HEAD_WAY_H
#define LOA_APP_HEAD_WAY_H

#include "app/folder.h"

/* Called for each way with how it went: rc and e, or what was reached. */
typedef void head_way_told(void *ctx, const char *way, enum rc rc, const char *words);

struct head_way {
    const char *site;
    struct store_reader *reader;
    int64_t now_ms;
    head_way_told *told;
    void *ctx;
};

/* Sends the head by every way that is set; *ways: how many are. RC_OK when none failed, else the last failure, in e.
 * RC_INVALID: loa.conf. */
enum rc head_way_send(const struct head_way *h, size_t *ways, struct err *e) MUST_USE;

#endif

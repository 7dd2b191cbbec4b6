/* One letter by SMTP (RFC 5321), through the owner's mail server. */
#ifndef LOA_INGEST_MAIL_H
#define LOA_INGEST_MAIL_H

#include "base/err.h"
#include "base/str.h"

enum { MAIL_RECIPIENTS_MAX = 8, MAIL_TIMEOUT_S = 60 };

struct mail {
    struct str server; /* "smtps://mail.example.vn", "smtp://127.0.0.1:25" */
    struct str user;   /* "" = none; with one the line is encrypted or nothing is sent */
    struct str password;
    struct str from;
    struct str to;      /* addresses with commas between */
    struct str subject; /* ASCII */
    struct str body;    /* lines end with \n */
    int64_t now_ms;
};

/* Sends it. RC_INVALID (no address of a server, or of somebody), RC_IO (the server did not take it: its words in e), RC_LIMIT
 * (too many recipients), RC_NOMEM. */
enum rc mail_send(const struct mail *m, struct err *e) MUST_USE;

#endif

/* Asking an outside program of the owner's choice to phrase an answer: a server that speaks the
 * chat completions of OpenAI's interface (POST, JSON).
 *
 * Only the question and the sentences found go out. What comes back is worth nothing by itself:
 * text/phrased.h keeps what the sentences bear out. One address, set by the owner; no redirect is
 * followed. One thread at a time. */
#ifndef LOA_INGEST_PHRASE_CLIENT_H
#define LOA_INGEST_PHRASE_CLIENT_H

#include "base/err.h"
#include "text/phrased.h"

enum {
    PHRASE_ANSWER_MAX_BYTES = 64 << 10, /* three sentences, and what servers add of their own */
    PHRASE_TOKENS_MAX = 400,            /* asked of the server; three sentences */
    PHRASE_PASSAGE_MAX_BYTES = 4000,    /* of each that goes out */
};

struct phrase_client;

struct phrase_client_options {
    struct str url; /* that takes the POST: "https://…/v1/chat/completions" */
    struct str model;
    struct str key; /* sent as a bearer token; "" = none. Never in a message */
    const char *agent;
    int64_t timeout_ms;
    bool private_address; /* the owner's leave: it may be on this machine or in the own network */
    int64_t (*mono_ms)(void);
    bool (*stopped)(void *stop_ctx); /* as of http_client_options */
    void *stop_ctx;
};

/* Everything is copied. RC_NOMEM. The caller closes *out. */
enum rc phrase_client_open(const struct phrase_client_options *options, struct phrase_client **out,
                           struct err *e) MUST_USE;
/* NULL is harmless. */
void phrase_client_close(struct phrase_client *c);

/* What the server says to q, in a, at most PHRASED_SAID_BYTES. RC_IO (the network, or an answer that
 * is no success), RC_LIMIT (bytes, time), RC_DENIED (an address it may not have), RC_INVALID (not the
 * JSON expected), RC_BUSY (stopped), RC_NOMEM. */
enum rc phrase_client_ask(struct phrase_client *c, struct arena *a, const struct phrase_question *q,
                          struct str *said, struct err *e) MUST_USE;

/* Pure: the body that is sent, and what the answer's first choice says. RC_INVALID, RC_NOMEM. */
struct str phrase_request(struct arena *a, struct str model, const struct phrase_question *q);
enum rc phrase_answer_read(struct arena *a, struct str json, struct str *said,
                           struct err *e) MUST_USE;

#endif

/* Large JSON in pieces: the objects at certain places are given as their bytes, one at a time, to be
 * parsed by whoever wants them; the rest is passed over. Any number of values may follow each other
 * (JSON lines). One thread. Memory: one object. */
#ifndef LOA_SOURCE_JSON_SPLIT_H
#define LOA_SOURCE_JSON_SPLIT_H

#include "base/buf.h"

enum {
    JSON_SPLIT_DEPTH_MAX = 64,       /* of what is passed over, down to the objects wanted */
    JSON_SPLIT_PATH_MAX_BYTES = 512, /* keys that would make it longer are cut: nobody wants them */
};

struct json_split_handler {
    /* Whether the object that begins at path is wanted. path: "db[].data.posts[]", "" at the top. */
    bool (*wanted)(void *ctx, struct str path);
    /* One such object, from "{" to "}"; number counts them from 1. False to stop. */
    bool (*found)(void *ctx, struct str path, struct str json, size_t number);
    /* One longer than max_bytes is passed over. False to stop. */
    bool (*too_long)(void *ctx, size_t number);
    void *ctx;
    size_t max_bytes;
};

struct json_split {
    struct json_split_handler handler;
    struct buf held;
    char path[JSON_SPLIT_PATH_MAX_BYTES];
    size_t path_n;
    size_t path_of[JSON_SPLIT_DEPTH_MAX]; /* its length where the open value began */
    char open[JSON_SPLIT_DEPTH_MAX];      /* "{" or "[" */
    size_t depth;
    size_t inside; /* open brackets of the object that is held; 0 = none is */
    size_t number;
    bool in_string;
    bool escaped;
    bool is_key;
    bool overlong; /* the object that is held */
    bool stopped;
    bool began;
};

void json_split_init(struct json_split *s, const struct json_split_handler *handler);
void json_split_release(struct json_split *s);

/* RC_LIMIT (depth), RC_INVALID (brackets that do not match), RC_NOMEM. RC_OK when stopped. */
enum rc json_split_push(struct json_split *s, struct str bytes, struct err *e) MUST_USE;
/* RC_INVALID: the bytes end in the middle. */
enum rc json_split_end(struct json_split *s, struct err *e) MUST_USE;

#endif

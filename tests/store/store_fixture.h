/* A store in a temporary file with a reader, and short ways to put things into it. */
#ifndef LOA_TESTS_STORE_STORE_FIXTURE_H
#define LOA_TESTS_STORE_STORE_FIXTURE_H

#include "article/article.h"
#include "base/buf.h"
#include "store/store_internal.h"
#include "tests/test.h"

/* 2024-03-01T08:00+07:00, the "now" of the tests. */
#define NOW_MS INT64_C(1709254800000)
#define HOUR_MS INT64_C(3600000)

enum { TEXTS_MAX = 6 };

struct site {
    char path[64];
    struct store *st;
    struct store_reader *r;
    struct arena arena; /* what is read; everything fits */
};

/* Opens a new store with fail_at_query; fails the test if it cannot. */
void site_open(struct site *s, uint64_t fail_at_query);
/* Closes it and removes its files. */
void site_close(struct site *s);
/* Closes and opens the same file again. */
void site_reopen(struct site *s, uint64_t fail_at_query);
/* A path for a new file; nothing is made there. */
void site_path(char path[64]);
void site_remove(const char *path);

/* What a test article says; everything may be absent. */
struct story {
    const char *key;     /* import key; NULL: none */
    const char *key_too; /* a second one */
    const char *title;   /* NULL: "Title" */
    const char *section; /* NULL: "tin" */
    const char *text;
    int64_t published_ms; /* 0: NOW_MS - HOUR_MS; CLOCK_NONE: no time of its own */
    int64_t listed_ms;    /* for those without */
    const char *tags[TEXTS_MAX];
    const char *topics[TEXTS_MAX];
    const char *authors[TEXTS_MAX];
    const char *photographer;
    const char *source;
    const char *sponsor;
    const char *picture;
    bool featured;
    bool video;
    bool closed;
    int64_t related[TEXTS_MAX];
    size_t related_n;
    const char *words; /* search terms, separated by spaces; NULL: none */
    const char *words_head;
};

/* The terms of words and, marked as the head's, of words_head; each may be NULL. */
struct store_terms terms_of(struct arena *a, const char *words, const char *words_head);

/* The command for it, in a. */
struct store_command story_command(struct arena *a, const struct story *story);

/* Runs c and wants rc. */
struct store_result run_rc(struct site *s, struct store_command c, enum rc rc);
struct store_result run_ok(struct site *s, struct store_command c);

int64_t put_section(struct site *s, const char *slug, const char *parent, int64_t position);
struct store_result put_story(struct site *s, struct story story);
/* The id of the put. */
int64_t put(struct site *s, struct story story);

struct hash_content sender_of(int n);

#endif

/* A verb with actions on a site's store: `loa VERB SITE ACTION …`.
 *
 * task_run finds the action, opens the site, runs it, and closes everything. */
#ifndef LOA_APP_TASK_H
#define LOA_APP_TASK_H

#include "app/args.h"
#include "app/folder.h"
#include "app/say.h"

enum { TASK_ARENA_MAX_BYTES = 1 << 30 }; /* a counter history of ten years is some 100 MB */

/* One running action. */
struct task {
    const char *verb;
    const char *site;    /* the folder's path */
    const void *options; /* the verb's own struct */
    char **places;       /* what stands behind the action */
    int places_n;
    struct arena arena;
    struct folder folder;
    struct err e;
    int64_t now_ms;
};

struct task_action {
    const char *name;
    int places_min; /* behind the action */
    int places_max;
    int (*run)(struct task *t); /* the exit code */
};

/* args has been read; its places are SITE, ACTION, …; places of the verb must allow those of the
 * actions. Returns the exit code. */
int task_run(const struct args *args, const void *options, const struct task_action *actions,
             size_t actions_n);

/* Says t->e, or rc's words when it is empty, and returns the exit code: 2 for RC_INVALID of an
 * option (misuse), else 1. */
int task_failed(const struct task *t, enum rc rc);
int task_misuse(const struct task *t);

/* Runs a command in the store; on failure it is in t->e. */
enum rc task_store(struct task *t, const struct store_command *c,
                   struct store_result *result) MUST_USE;

/* The address readers have of the site, from its loa.conf, without '/' at the end; empty: none is set. In t->arena;
 * errors are ini_read_file's, in t->e. */
enum rc task_origin(struct task *t, struct str *out) MUST_USE;

/* Each of t->places as an id (from 1), in t->arena. RC_INVALID. */
enum rc task_ids(struct task *t, int64_t **out, struct err *e) MUST_USE;

#endif

/* The last step of a start: the process gives up what it needs no more (guard.h), and the log says what
 * protects it and what this kernel lacks. */
#ifndef LOA_APP_PROTECT_H
#define LOA_APP_PROTECT_H

#include "guard/guard.h"
#include "wire/wire.h"

/* X(name, word of --sandbox) */
#define PROTECT_MODE_TABLE(X)                                                                      \
    X(PROTECT_ON, "on")             /* as much as this kernel has */                               \
    X(PROTECT_REQUIRED, "required") /* all, or no start */                                         \
    X(PROTECT_OFF, "off")

enum protect_mode {
#define X(name, word) name,
    PROTECT_MODE_TABLE(X)
#undef X
        PROTECT_MODE_COUNT,
};

/* RC_INVALID names the words there are. */
enum rc protect_mode_read(const char *word, enum protect_mode *out, struct err *e) MUST_USE;

/* The same word. */
const char *protect_mode_word(enum protect_mode mode);

/* Root becomes the owner of the site's folder, who then also owns the lock (-1: none). Before threads.
 * Does nothing with PROTECT_OFF. */
enum rc protect_leave_root(enum protect_mode mode, const char *folder, int lock_fd,
                           struct err *e) MUST_USE;

struct protect {
    enum protect_mode mode;
    const char *event;  /* of the log: "serve", "fetch" */
    const char *folder; /* may be read and written */
    const struct wire_certificate *certificates;
    size_t
        certificates_n; /* may be read again; so may what lies beside them, for renewals replace them */
    struct guard_calls calls;
};

struct protect_state {
    int files;  /* version of Landlock; 0: it does not protect */
    bool calls; /* seccomp does */
};

/* Files, then system calls. Before threads. Nothing under sanitizers, which need files of their own. */
enum rc protect(const struct protect *p, struct protect_state *out, struct err *e) MUST_USE;

#endif

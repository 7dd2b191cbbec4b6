/* Result codes, error texts for the operator, and the assertion that stays on in production.
 *
 * Three kinds of error (style.md, rule 10): our mistake is ASSERT; the world's is an enum rc plus a
 * struct err filled once, at the lowest place that knows the cause; none possible returns void. */
#ifndef LOA_BASE_ERR_H
#define LOA_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/* One line a code: name, words for an operator. */
#define RC_TABLE(X)                                                                                \
    X(RC_OK, "ok")                                                                                 \
    X(RC_NOTFOUND, "not found")                                                                    \
    X(RC_INVALID, "invalid input")                                                                 \
    X(RC_LIMIT, "over a limit")                                                                    \
    X(RC_CONFLICT, "conflicts with what is there")                                                 \
    X(RC_DENIED, "not allowed")                                                                    \
    X(RC_BUSY, "busy, try again")                                                                  \
    X(RC_IO, "input/output failed")                                                                \
    X(RC_CORRUPT, "stored data is damaged")                                                        \
    X(RC_NOMEM, "out of memory")

enum rc {
#define RC_ENUM(name, words) name,
    RC_TABLE(RC_ENUM)
#undef RC_ENUM
};

/* The operator's words for the last failure. text is NUL-terminated UTF-8, one line, no newline;
 * longer texts are cut at a character. An err that nothing has failed into has text "". */
struct err {
    char text[512];
};

/* Writes the message (printf format) into e, which may be NULL, and returns rc, so that a failure
 * is one line: return fail(e, RC_IO, "cannot read %s", name). Control characters become spaces. */
enum rc fail(struct err *e, enum rc rc, const char *format, ...) PRINTF_LIKE(3, 4);

/* Static English words for rc. */
const char *rc_words(enum rc rc);

/* Our own mistake: prints where and aborts. Never on anything from a file, a socket or a row. */
#define ASSERT(condition) ((condition) ? (void)0 : assert_failed(#condition, __FILE__, __LINE__))
void assert_failed(const char *condition, const char *file, int line) __attribute__((noreturn));

#endif

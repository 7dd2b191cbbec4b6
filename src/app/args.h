/* The arguments of a verb: places (SITE, ACTION, …) and options, in any order.
 *
 * --name VALUE and --name=VALUE are the same; "--" ends the options; "-" is a place. Texts borrow
 * from argv. */
#ifndef LOA_APP_ARGS_H
#define LOA_APP_ARGS_H

#include "base/str.h"

/* One option: exactly one of text (takes a value) and flag is set. */
struct args_option {
    const char *name; /* "--state" */
    const char **text;
    bool *flag;
};

struct args {
    const char
        *usage; /* "SITE list [--json]": lines of places and options, printed by --help; a line
                          * that begins with a space goes on with the one above */
    const char *details; /* what each option means, whole lines; may be "" */
    const struct args_option *options;
    size_t options_n;
    int places_min;
    int places_max;
    const char *verb; /* from argv[0] */
    char **places;    /* set by args_read; argv is reordered */
    int places_n;
};

/* Reads argv (argv[0] is the verb). False when the verb has nothing more to do: then *exit_code is
 * 0 after --help, 2 after a misuse that was told. */
bool args_read(struct args *args, int argc, char **argv, int *exit_code) MUST_USE;

/* A whole number from least to most. RC_INVALID, with name (of the option or place) in e. */
enum rc args_number(const char *name, const char *text, int64_t least, int64_t most, int64_t *out,
                    struct err *e) MUST_USE;

/* Text of a person as Loa keeps text: UTF-8, NFC, white space folded, in a; NULL gives "".
 * RC_INVALID when it is not UTF-8. */
enum rc args_text(struct arena *a, const char *name, const char *text, struct str *out,
                  struct err *e) MUST_USE;

/* The address of a site: "https://example.vn" or "http://host:8080", without '/' at the end; borrows from
 * text; NULL gives "". RC_INVALID. */
enum rc args_origin(const char *name, const char *text, struct str *out, struct err *e) MUST_USE;

/* An instant: RFC 3339, "2026-11-22", "22/11/2026" or "22/11/2026 18:30"; NULL gives CLOCK_NONE.
 * RC_INVALID. */
enum rc args_instant(const char *name, const char *text, int64_t *at_ms, struct err *e) MUST_USE;

#endif

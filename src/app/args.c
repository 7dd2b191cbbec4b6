#include "app/args.h"

#include "app/say.h"
#include "app/verb.h"
#include "base/clock.h"
#include "base/utf8.h"

#include <string.h>

/* The option that word ("--state" or "--state=x") names, with what stands behind '=' or NULL. */
static const struct args_option *find_option(const struct args *args, char *word, char **value)
{
    size_t n = strcspn(word, "=");
    *value = word[n] == '=' ? word + n + 1 : NULL;
    for (size_t i = 0; i < args->options_n; i++) {
        const struct args_option *option = &args->options[i];
        if (strlen(option->name) == n && strncmp(option->name, word, n) == 0)
            return option;
    }
    return NULL;
}

/* Takes the option at argv[*at] and moves *at to its last word; 0 or the exit code. */
static int take_option(const struct args *args, int argc, char **argv, int *at)
{
    char *word = argv[*at];
    char *value = NULL;
    const struct args_option *option = find_option(args, word, &value);
    if (!option)
        return say_misuse(args->verb, "unknown option %s (behind -- nothing is an option)", word);
    if (option->flag && value)
        return say_misuse(args->verb, "%s takes no value", option->name);
    if (option->flag) {
        *option->flag = true;
        return 0;
    }
    if (!value && *at + 1 < argc)
        value = argv[++*at];
    if (!value)
        return say_misuse(args->verb, "%s needs a value", option->name);
    *option->text = value;
    return 0;
}

static void print_help(const struct args *args)
{
    struct str rest = str_view(args->usage);
    struct str line;
    const char *before = "usage:";
    while (str_next_line(&rest, &line)) {
        if (str_starts(line, STR(" ")))
            say("      %*s%.*s\n", (int)strlen(args->verb), "", STR_ARG(line));
        else
            say("%s loa %s %.*s\n", before, args->verb, STR_ARG(line));
        before = "      ";
    }
    const struct verb *verb = verb_find(args->verb);
    if (verb)
        say("\n%s · %s\n", verb->vietnamese, verb->english);
    if (args->details[0])
        say("\n%s", args->details);
    say("\nsau -- không còn tùy chọn · behind -- nothing is an option: loa %s … -- -x\n",
        args->verb);
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

bool args_read(struct args *args, int argc, char **argv, int *exit_code)
{
    bool only_places = false;
    args->verb = argv[0];
    args->places = argv + 1;
    args->places_n = 0;
    *exit_code = EXIT_DONE;
    if (asks_for_help(argc, argv)) {
        print_help(args);
        return false;
    }
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        if (!only_places && strcmp(word, "--") == 0) {
            only_places = true;
        } else if (!only_places && word[0] == '-' && word[1] != '\0') {
            *exit_code = take_option(args, argc, argv, &i);
            if (*exit_code)
                return false;
        } else {
            args->places[args->places_n++] = word;
        }
    }
    if (args->places_n < args->places_min)
        *exit_code = say_misuse(args->verb, "too few arguments");
    else if (args->places_n > args->places_max)
        *exit_code =
            say_misuse(args->verb, "one argument too many: %s", args->places[args->places_max]);
    return *exit_code == EXIT_DONE;
}

enum rc args_number(const char *name, const char *text, int64_t least, int64_t most, int64_t *out,
                    struct err *e)
{
    int64_t value = 0;
    if (!str_to_int(str_view(text), &value) || value < least || value > most)
        return fail(e, RC_INVALID, "%s wants a number from %lld to %lld, not \"%s\"", name,
                    (long long)least, (long long)most, text);
    *out = value;
    return RC_OK;
}

enum rc args_text(struct arena *a, const char *name, const char *text, struct str *out,
                  struct err *e)
{
    struct str typed = str_view(text);
    if (!utf8_valid(typed, NULL))
        return fail(e, RC_INVALID, "%s is not UTF-8", name);
    struct str folded = utf8_fold_space(a, typed);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "out of memory");
    *out = folded;
    return RC_OK;
}

/* One or two digits (or exactly four for a year) at the front of *rest; false on anything else. */
static bool take_number(struct str *rest, size_t digits_max, int *out)
{
    size_t n = 0;
    int value = 0;
    for (; n < rest->n && n < digits_max && byte_is_digit(rest->p[n]); n++)
        value = value * 10 + (rest->p[n] - '0');
    *rest = str_from(*rest, n);
    *out = value;
    return n > 0;
}

static bool take_byte(struct str *rest, char byte)
{
    if (rest->n == 0 || rest->p[0] != byte)
        return false;
    *rest = str_from(*rest, 1);
    return true;
}

/* "22/11/2026" or "22/11/2026 18:30" */
static bool read_vietnamese(struct str text, struct civil *c)
{
    struct str rest = str_trim(text);
    if (!take_number(&rest, 2, &c->day) || !take_byte(&rest, '/') ||
        !take_number(&rest, 2, &c->month) || !take_byte(&rest, '/') ||
        !take_number(&rest, 4, &c->year))
        return false;
    if (take_byte(&rest, ' ') && (!take_number(&rest, 2, &c->hour) || !take_byte(&rest, ':') ||
                                  !take_number(&rest, 2, &c->minute)))
        return false;
    return rest.n == 0 && c->hour < 24 && c->minute < 60 && civil_exists(c->year, c->month, c->day);
}

enum rc args_instant(const char *name, const char *text, int64_t *at_ms, struct err *e)
{
    struct civil c = {0};
    int64_t at = CLOCK_NONE;
    if (text && !clock_parse_rfc3339(str_view(text), &at)) {
        if (!read_vietnamese(str_view(text), &c))
            return fail(e, RC_INVALID,
                        "%s wants a time such as 2026-11-22T18:30:00+07:00 or 22/11/2026 18:30, "
                        "not \"%s\"",
                        name, text);
        at = civil_to_instant(c);
    }
    *at_ms = at;
    return RC_OK;
}

static bool is_origin(struct str s)
{
    struct str host = str_starts(s, STR("https://"))  ? str_from(s, 8)
                      : str_starts(s, STR("http://")) ? str_from(s, 7)
                                                      : STR("");
    for (size_t i = 0; i < host.n; i++)
        if ((unsigned char)host.p[i] <= 0x20 || strchr("/?#\"'<>\\", host.p[i]))
            return false;
    return host.n > 0;
}

enum rc args_origin(const char *name, const char *text, struct str *out, struct err *e)
{
    struct str origin = str_view(text);
    while (str_ends(origin, STR("/")))
        origin.n--;
    if (origin.n && !is_origin(origin))
        return fail(e, RC_INVALID, "%s wants https://HOST, not \"%s\"", name, text);
    *out = origin;
    return RC_OK;
}

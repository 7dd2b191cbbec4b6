#include "app/password_entry.h"

#include "app/say.h"
#include "desk/password_rule.h"

#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* The terminal shows nothing, or what it showed before. False: it is no terminal. */
static bool set_echo(bool shown)
{
    struct termios t;
    if (tcgetattr(STDIN_FILENO, &t) != 0)
        return false;
    t.c_lflag = shown ? t.c_lflag | ECHO : t.c_lflag & ~(tcflag_t)ECHO;
    return tcsetattr(STDIN_FILENO, TCSAFLUSH, &t) == 0;
}

enum rc password_entry_line(struct arena *a, const char *prompt, struct str *out, struct err *e)
{
    char line[PASSWORD_ENTRY_MAX_BYTES];
    if (isatty(STDIN_FILENO)) {
        (void)fprintf(stderr, "%s: ", prompt);
        (void)fflush(stderr);
    }
    if (!fgets(line, sizeof line, stdin))
        return fail(e, RC_IO, "nothing came on standard input");
    struct str text = str_view(line);
    while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
        text.n--;
    *out = str_copy(a, text);
    return arena_failed(a) ? fail(e, RC_NOMEM, "out of memory") : RC_OK;
}

static enum rc read_hidden(struct arena *a, const char *prompt, struct str *out, struct err *e)
{
    bool hidden = isatty(STDIN_FILENO) && set_echo(false);
    enum rc rc = password_entry_line(a, prompt, out, e);
    if (hidden) {
        (void)set_echo(true);
        (void)fputc('\n', stderr);
    }
    return rc;
}

static enum rc check(struct arena *a, struct str password, struct str name, struct err *e)
{
    switch (password_rule_fault(a, password, name)) {
    case PASSWORD_TAKEN: return RC_OK;
    case PASSWORD_SHORT:
        return fail(e, RC_INVALID, "the password has fewer than %d characters",
                    PASSWORD_RULE_MIN_CP);
    case PASSWORD_LONG:
        return fail(e, RC_INVALID, "the password has more than %d bytes", PASSWORD_RULE_MAX_BYTES);
    case PASSWORD_NAME: return fail(e, RC_INVALID, "the password is little but the name");
    case PASSWORD_COMMON: return fail(e, RC_INVALID, "the password is among those guessed first");
    case PASSWORD_BYTES: return fail(e, RC_INVALID, "the password is not UTF-8");
    }
    return RC_OK;
}

enum rc password_entry_new(struct arena *a, struct str name, struct str *out, struct err *e)
{
    struct str typed;
    struct str again;
    enum rc rc = read_hidden(a, "mật khẩu mới · new password", &typed, e);
    if (rc)
        return rc;
    typed = password_rule_normal(a, typed);
    rc = check(a, typed, name, e);
    if (rc || !isatty(STDIN_FILENO)) {
        *out = typed;
        return rc;
    }
    rc = read_hidden(a, "nhập lại · again", &again, e);
    if (!rc && !str_eq(typed, password_rule_normal(a, again)))
        rc = fail(e, RC_INVALID, "the two passwords differ");
    if (!rc)
        *out = typed;
    return rc;
}

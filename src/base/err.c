#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cuts a UTF-8 text that vsnprintf may have ended inside a character. */
static void cut_at_character(char *text, size_t n)
{
    size_t back = 0;
    while (back < 3 && n > back && ((unsigned char)text[n - 1 - back] & 0xC0) == 0x80)
        back++;
    if (n > back && ((unsigned char)text[n - 1 - back] & 0xC0) == 0xC0)
        text[n - 1 - back] = '\0';
}

enum rc fail(struct err *e, enum rc rc, const char *format, ...)
{
    if (!e)
        return rc;
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    if (wanted < 0)
        e->text[0] = '\0';
    else if ((size_t)wanted >= sizeof e->text)
        cut_at_character(e->text, sizeof e->text - 1);
    for (char *p = e->text; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7F)
            *p = ' ';
    return rc;
}

const char *rc_words(enum rc rc)
{
    switch (rc) {
#define RC_CASE(name, words)                                                                       \
    case name: return words;
        RC_TABLE(RC_CASE)
#undef RC_CASE
    }
    return "unknown result";
}

void assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "loa: assertion failed: %s (%s:%d)\n", condition, file, line);
    abort();
}

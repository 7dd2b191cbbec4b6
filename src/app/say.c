#include "app/say.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    LINE_MAX_BYTES = 1200,   /* an err.text, a file's name and the verb */
    SAY_MAX_BYTES = 1 << 16, /* of one call of say: longer text goes through say_text */
};

/* PRINTF_LIKE with a va_list: 0 says that the values are not here to be checked. */
PRINTF_LIKE(3, 0)
static void print_line(const char *verb, bool help, const char *format, va_list values)
{
    char line[LINE_MAX_BYTES];
    if (vsnprintf(line, sizeof line, format, values) < 0)
        line[0] = '\0';
    for (char *p = line; *p; p++)
        if ((unsigned char)*p < 0x20 || *p == 0x7f)
            *p = ' ';
    const char *gap = verb ? " " : "";
    const char *word = verb ? verb : "";
    if (help)
        fprintf(stderr, "loa%s%s: %s (loa%s%s --help)\n", gap, word, line, gap, word);
    else
        fprintf(stderr, "loa%s%s: %s\n", gap, word, line);
}

int say_failure(const char *verb, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print_line(verb, false, format, values);
    va_end(values);
    return EXIT_FAILED;
}

int say_misuse(const char *verb, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    print_line(verb, true, format, values);
    va_end(values);
    return EXIT_MISUSE;
}

void say_text(struct str text)
{
    struct str rest = text;
    while (rest.n) {
        struct str before = rest;
        if (!utf8_is_unseen_control(utf8_next(&rest)))
            continue;
        (void)fwrite(text.p, 1, (size_t)(before.p - text.p), stdout);
        (void)fputs("\xEF\xBF\xBD", stdout);
        text = rest;
    }
    (void)fwrite(text.p, 1, text.n, stdout);
}

void say_data(struct str text)
{
    (void)fwrite(text.p, 1, text.n, stdout);
}

void say(const char *format, ...)
{
    char line[SAY_MAX_BYTES];
    va_list values;
    va_start(values, format);
    int n = vsnprintf(line, sizeof line, format, values);
    va_end(values);
    if (n > 0)
        say_text((struct str){line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1});
}

void say_column(struct str text, size_t width_cp)
{
    size_t n = utf8_count_cp(text);
    if (n > width_cp) {
        say_text(utf8_first_cp(text, width_cp - 1));
        say_text(STR("…"));
        return;
    }
    say_text(text);
    for (; n < width_cp; n++)
        putchar(' ');
}

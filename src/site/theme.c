#include "site/theme.h"

#include "base/buf.h"

static bool all_of(struct str s, struct str others)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(c) ||
                  str_find_byte(others, c) < others.n;
        if (!ok)
            return false;
    }
    return s.n > 0 && s.n <= THEME_VALUE_MAX_BYTES;
}

static enum rc add_tokens(struct buf *b, const struct ini *preset, struct str section,
                          struct err *e)
{
    for (size_t i = 0; i < preset->entries_n; i++) {
        const struct ini_entry *entry = &preset->entries[i];
        if (!str_eq(entry->section, section))
            continue;
        if (!all_of(entry->key, STR("-")) || !all_of(entry->value, STR(" #%.,()-'\"")))
            return fail(e, RC_INVALID, "%.*s: [%.*s] %.*s is no colour, length or font name",
                        STR_ARG(preset->name), STR_ARG(section), STR_ARG(entry->key));
        buf_addf(b, "--%.*s:%.*s;", STR_ARG(entry->key), STR_ARG(entry->value));
    }
    return RC_OK;
}

/* Dark by the reader's choice, or by the system's unless the reader chose light. */
static enum rc add_dark(struct buf *b, const struct ini *preset, struct err *e)
{
    buf_add(b, STR(":root[data-theme=dark]{color-scheme:dark;"));
    enum rc rc = add_tokens(b, preset, STR("theme-dark"), e);
    buf_add(b, STR("}@media screen and (prefers-color-scheme:dark){"
                   ":root:not([data-theme=light]){color-scheme:dark;"));
    if (!rc)
        rc = add_tokens(b, preset, STR("theme-dark"), e);
    buf_add(b, STR("}}"));
    return rc;
}

enum rc theme_make(struct arena *a, const struct ini *preset, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR(":root{color-scheme:light;"));
    enum rc rc = add_tokens(&b, preset, STR("theme"), e);
    buf_add(&b, STR("}"));
    if (!rc)
        rc = add_dark(&b, preset, e);
    if (!rc)
        *out = buf_view(&b);
    return rc;
}

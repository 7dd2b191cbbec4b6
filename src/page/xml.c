#include "page/xml.h"

#include "base/utf8.h"

/* The reference for a character, "" = it stands as it is. */
static struct str reference_of(uint32_t cp)
{
    if (cp == '&')
        return STR("&amp;");
    if (cp == '<')
        return STR("&lt;");
    if (cp == '>')
        return STR("&gt;");
    if (cp == '"')
        return STR("&quot;");
    return STR("");
}

static bool forbidden(uint32_t cp)
{
    return (cp < 0x20 && cp != '\t' && cp != '\n') || (cp >= 0x7F && cp < 0xA0) || cp == 0xFFFE ||
           cp == 0xFFFF;
}

void xml_text(struct buf *b, struct str s)
{
    struct str rest = s;
    while (rest.n) {
        struct str at = rest;
        uint32_t cp = utf8_next(&rest);
        struct str reference = reference_of(cp);
        if (reference.n)
            buf_add(b, reference);
        else if (cp == UTF8_BAD)
            buf_add(b, STR("\xEF\xBF\xBD"));
        else if (!forbidden(cp))
            buf_add(b, str_first(at, at.n - rest.n));
    }
}

void xml_element(struct buf *b, const char *name, struct str text)
{
    if (text.n == 0)
        return;
    buf_addf(b, "<%s>", name);
    xml_text(b, text);
    buf_addf(b, "</%s>\n", name);
}

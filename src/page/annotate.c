#include "page/annotate.h"

#include "base/buf.h"

/* Where each byte of the text stands in the markup. */
struct alignment {
    struct str markup;
    uint32_t *begins; /* of each byte of the text; one more for the end */
    bool *linked;     /* it stands in an element a */
};

/* A piece of markup to be put in. */
struct insertion {
    size_t at; /* byte of the markup */
    size_t
        order; /* among those at one place: closing ones first, inner before outer; then opening */
    struct str markup;
};

/* ---- reading markup ---- */

static const struct {
    struct str name;
    struct str text;
} entities[] = {
    {STR_INIT("&amp;"), STR_INIT("&")},  {STR_INIT("&lt;"), STR_INIT("<")},
    {STR_INIT("&gt;"), STR_INIT(">")},   {STR_INIT("&quot;"), STR_INIT("\"")},
    {STR_INIT("&#39;"), STR_INIT("'")},  {STR_INIT("&#34;"), STR_INIT("\"")},
    {STR_INIT("&apos;"), STR_INIT("'")}, {STR_INIT("&nbsp;"), STR_INIT("\xC2\xA0")},
};

/* What the character at the start of rest says, and how many bytes it takes. */
static struct str unit(struct str rest, size_t *bytes)
{
    for (size_t i = 0; i < COUNT_OF(entities); i++)
        if (str_starts(rest, entities[i].name)) {
            *bytes = entities[i].name.n;
            return entities[i].text;
        }
    *bytes = 1;
    return str_first(rest, 1);
}

static bool is_blank(struct str said)
{
    return (said.n == 1 && byte_is_space(said.p[0])) || str_eq(said, STR("\xC2\xA0"));
}

static size_t tag_end(struct str markup, size_t at)
{
    return at + str_find_byte(str_from(markup, at), '>') + 1;
}

static bool is_tag(struct str markup, size_t at, struct str name)
{
    struct str rest = str_from(markup, at);
    return str_starts(rest, name) && rest.n > name.n &&
           (rest.p[name.n] == ' ' || rest.p[name.n] == '>');
}

/* Walks markup and text together. False when they do not say the same. */
static bool align(struct alignment *al, struct str text)
{
    struct str markup = al->markup;
    size_t t = 0;
    bool linked = false;
    for (size_t h = 0; h < markup.n;) {
        size_t bytes = 0;
        if (markup.p[h] == '<') {
            linked = is_tag(markup, h, STR("<a")) || (linked && !is_tag(markup, h, STR("</a")));
            h = tag_end(markup, h);
            continue;
        }
        struct str said = unit(str_from(markup, h), &bytes);
        bool blank = is_blank(said) && t < text.n && byte_is_space(text.p[t]);
        bool same = said.n <= text.n - t && str_eq(said, str_slice(text, t, t + said.n));
        if (!blank && !same && !is_blank(said))
            return false;
        for (size_t k = 0; (blank || same) && k < (blank ? 1 : said.n); k++) {
            al->begins[t] = (uint32_t)h;
            al->linked[t++] = linked;
        }
        h += bytes;
    }
    al->begins[text.n] = (uint32_t)markup.n;
    return t == text.n;
}

/* True when every element that begins between the two bytes ends there, and none else does. */
static bool is_balanced(struct str part)
{
    int depth = 0;
    for (size_t at = 0; at < part.n && depth >= 0; at++) {
        if (part.p[at] != '<')
            continue;
        bool empty = is_tag(part, at, STR("<br")) || str_starts(str_from(part, at), STR("<br/"));
        if (!empty)
            depth += at + 1 < part.n && part.p[at + 1] == '/' ? -1 : 1;
    }
    return depth == 0;
}

/* ---- putting in ---- */

/* The markup's byte behind the text's byte i - 1. */
static size_t behind(const struct alignment *al, size_t i)
{
    size_t at = al->begins[i - 1];
    size_t bytes = 0;
    (void)unit(str_from(al->markup, at), &bytes);
    return at + bytes;
}

static void put(struct insertion *all, size_t *n, struct insertion one)
{
    size_t at = (*n)++;
    for (; at > 0 &&
           (all[at - 1].at > one.at || (all[at - 1].at == one.at && all[at - 1].order > one.order));
         at--)
        all[at] = all[at - 1];
    all[at] = one;
}

static struct str opening(struct arena *a, const struct annotation *mark)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b,
            mark->url.n ? STR("<a class=\"record\" href=\"") : STR("<span class=\"fact\" id=\""));
    buf_add_html(&b, html_escape(a, mark->url.n ? mark->url : mark->id));
    buf_add(&b, STR("\">"));
    return buf_view(&b);
}

static void add_mark(struct arena *a, const struct alignment *al, struct str text,
                     const struct annotation *mark, struct insertion *all, size_t *n)
{
    enum { CLOSE_LINK, CLOSE_SENTENCE, EMPTY, OPEN_SENTENCE, OPEN_LINK };
    if (mark->start >= mark->end || mark->end > text.n)
        return;
    size_t from = al->begins[mark->start];
    size_t to = behind(al, mark->end);
    bool link = mark->url.n > 0;
    struct str part = str_slice(al->markup, from, to);
    bool whole =
        link ? !al->linked[mark->start] && str_find_byte(part, '<') == part.n : is_balanced(part);
    struct str close = link ? STR("</a>") : STR("</span>");
    if (!whole && link)
        return;
    if (!whole) {
        struct str both = str_concat(a, opening(a, mark), close);
        put(all, n, (struct insertion){from, EMPTY, both});
        return;
    }
    put(all, n, (struct insertion){from, link ? OPEN_LINK : OPEN_SENTENCE, opening(a, mark)});
    put(all, n, (struct insertion){to, link ? CLOSE_LINK : CLOSE_SENTENCE, close});
}

struct html annotate(struct arena *a, struct html markup, struct str text,
                     const struct annotation *marks, size_t marks_n)
{
    struct insertion all[2 * ANNOTATE_MARKS_MAX];
    size_t n = 0;
    struct alignment al = {.markup = markup.s,
                           .begins = arena_array(a, text.n + 1, sizeof *al.begins),
                           .linked = arena_array(a, text.n + 1, sizeof *al.linked)};
    bool aligned = marks_n && al.begins && al.linked && markup.s.n < UINT32_MAX && align(&al, text);
    for (size_t i = 0; aligned && i < marks_n && i < ANNOTATE_MARKS_MAX; i++)
        add_mark(a, &al, text, &marks[i], all, &n);
    if (n == 0)
        return markup;
    struct buf b;
    size_t done = 0;
    buf_init(&b, a);
    for (size_t i = 0; i < n; i++) {
        buf_add(&b, str_slice(markup.s, done, all[i].at));
        buf_add(&b, all[i].markup);
        done = all[i].at;
    }
    buf_add(&b, str_from(markup.s, done));
    return buf_failed(&b) ? markup : html_from_store(buf_view(&b));
}

#include "source/page_parts.h"

#include "base/buf.h"
#include "base/vec.h"

struct reading {
    struct arena *a;
    struct str rest;
    struct vec parts;
};

static void add(struct reading *r, enum page_part_kind kind, struct str text)
{
    struct page_part *part = r->parts.n < PAGE_PARTS_MAX ? vec_push(&r->parts) : NULL;
    if (part)
        *part = (struct page_part){kind, text};
}

/* ---- texts ---- */

static struct str without_references(struct arena *a, struct str s)
{
    static const struct {
        struct str name;
        char byte;
    } NAMES[] = {{STR_INIT("&amp;"), '&'}, {STR_INIT("&quot;"), '"'},  {STR_INIT("&#39;"), '\''},
                 {STR_INIT("&lt;"), '<'},  {STR_INIT("&gt;"), '>'},    {STR_INIT("&#x2F;"), '/'},
                 {STR_INIT("&#58;"), ':'}, {STR_INIT("&colon;"), ':'}, {STR_INIT("&sol;"), '/'}};
    struct buf b;
    if (str_find_byte(s, '&') == s.n)
        return s;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++) {
        size_t k = 0;
        while (k < COUNT_OF(NAMES) && !str_starts(str_from(s, i), NAMES[k].name))
            k++;
        buf_add_byte(&b, k < COUNT_OF(NAMES) ? NAMES[k].byte : s.p[i]);
        i += k < COUNT_OF(NAMES) ? NAMES[k].name.n - 1 : 0;
    }
    return buf_view(&b);
}

/* What stands in a number or behind one, and words that are made of letters and digits (tokens, sums). */
static bool is_live(struct str word)
{
    enum { TOKEN_MIN_BYTES = 16 };
    size_t digits = 0;
    size_t others = 0;
    for (size_t i = 0; i < word.n; i++) {
        bool mark = word.p[i] == '.' || word.p[i] == ',' || word.p[i] == ':' || word.p[i] == '+';
        digits += byte_is_digit(word.p[i]);
        others += !byte_is_digit(word.p[i]) && !mark;
    }
    return digits > 0 && (others == 0 || word.n >= TOKEN_MIN_BYTES);
}

/* Without live numbers ("1.234", "12:05"), which are others every time; white space folded. */
static struct str still(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    while (s.n) {
        size_t end = 0;
        while (end < s.n && !byte_is_space(s.p[end]))
            end++;
        struct str word = str_first(s, end);
        s = str_from(s, end + 1);
        if (!word.n || is_live(word))
            continue;
        if (b.n)
            buf_add_byte(&b, ' ');
        for (size_t i = 0; i < word.n; i++)
            if (!byte_is_digit(word.p[i]))
                buf_add_byte(&b, word.p[i]);
    }
    return buf_view(&b);
}

static void add_text(struct reading *r, enum page_part_kind kind, struct str s)
{
    struct str words = still(r->a, s);
    if (words.n)
        add(r, kind, words);
}

/* ---- tags ---- */

struct tag {
    struct str name;
    struct str href;
    struct str src;
    struct str action;
    struct str data;
    struct str type;
    struct str content;
    struct str http_equiv;
    struct str label; /* name, property or rel */
    bool closes;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool ends_name(char c)
{
    return byte_is_space(c) || c == '/' || c == '>';
}

static struct str take_value(struct str *rest)
{
    char quote = rest->n ? rest->p[0] : '\0';
    size_t end = 0;
    if (quote == '"' || quote == '\'') {
        *rest = str_from(*rest, 1);
        end = str_find_byte(*rest, quote);
        struct str value = str_first(*rest, end);
        *rest = str_from(*rest, end + 1);
        return value;
    }
    while (end < rest->n && !byte_is_space(rest->p[end]) && rest->p[end] != '>')
        end++;
    struct str value = str_first(*rest, end);
    *rest = str_from(*rest, end);
    return value;
}

static void keep(struct tag *tag, struct str name, struct str value)
{
    struct {
        struct str name;
        struct str *slot;
    } const SLOTS[] = {{STR("href"), &tag->href},       {STR("src"), &tag->src},
                       {STR("action"), &tag->action},   {STR("formaction"), &tag->action},
                       {STR("data"), &tag->data},       {STR("type"), &tag->type},
                       {STR("content"), &tag->content}, {STR("http-equiv"), &tag->http_equiv},
                       {STR("xlink:href"), &tag->href}, {STR("name"), &tag->label},
                       {STR("property"), &tag->label},  {STR("rel"), &tag->label}};
    for (size_t i = 0; i < COUNT_OF(SLOTS); i++)
        if (str_eq_nocase(name, SLOTS[i].name) && !SLOTS[i].slot->n)
            *SLOTS[i].slot = value;
}

/* One attribute; false at the tag's end, which is taken. */
static bool take_attribute(struct str *rest, struct tag *tag)
{
    size_t end = 0;
    while (rest->n && (byte_is_space(rest->p[0]) || rest->p[0] == '/'))
        *rest = str_from(*rest, 1);
    if (!rest->n || rest->p[0] == '>') {
        *rest = str_from(*rest, 1);
        return false;
    }
    while (end < rest->n && !ends_name(rest->p[end]) && (rest->p[end] != '=' || end == 0))
        end++;
    struct str name = str_first(*rest, end);
    *rest = str_from(*rest, end);
    struct str after = *rest;
    while (after.n && byte_is_space(after.p[0]))
        after = str_from(after, 1);
    if (!after.n || after.p[0] != '=') {
        keep(tag, name, STR(""));
        return true;
    }
    *rest = str_from(after, 1);
    while (rest->n && byte_is_space(rest->p[0]))
        *rest = str_from(*rest, 1);
    keep(tag, name, take_value(rest));
    return true;
}

static void take_tag(struct reading *r, struct tag *tag)
{
    size_t end = 0;
    *tag = (struct tag){.name = STR("")};
    tag->closes = r->rest.n && r->rest.p[0] == '/';
    r->rest = str_from(r->rest, tag->closes);
    while (end < r->rest.n && !ends_name(r->rest.p[end]))
        end++;
    tag->name = str_first(r->rest, end);
    r->rest = str_from(r->rest, end);
    while (take_attribute(&r->rest, tag))
        continue;
}

static bool is_one_of(struct str name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(name, str_view(names[i])))
            return true;
    return false;
}

/* Data in a script element is not run. */
static bool is_data(struct str type)
{
    return str_contains(type, STR("json")) || str_contains(type, STR("template")) ||
           str_eq_nocase(type, STR("text/plain"));
}

/* What a page says of itself to those who do not look at it. */
static void add_meta(struct reading *r, const struct tag *tag)
{
    static const char *const NAMES[] = {"description", "keywords", "robots",
                                        "googlebot",   "og:title", "og:url",
                                        "canonical",   "amphtml",  "alternate"};
    struct str said = tag->content.n ? tag->content : tag->href;
    if (is_one_of(tag->label, NAMES, COUNT_OF(NAMES)))
        add_text(r, PAGE_META, str_format(r->a, "%.*s: %.*s", STR_ARG(tag->label), STR_ARG(said)));
}

static void add_tag(struct reading *r, const struct tag *tag)
{
    static const char *const LINKS[] = {"a", "area", "form", "button", "input"};
    static const char *const FRAMES[] = {"iframe", "frame", "embed", "object"};
    struct str href = tag->href.n ? tag->href : tag->action;
    if (is_one_of(tag->name, LINKS, COUNT_OF(LINKS)) && href.n)
        add(r, PAGE_LINK, without_references(r->a, str_trim(href)));
    else if (is_one_of(tag->name, FRAMES, COUNT_OF(FRAMES)))
        add(r, PAGE_FRAME, without_references(r->a, str_trim(tag->src.n ? tag->src : tag->data)));
    else if (str_eq_nocase(tag->name, STR("script")) && (tag->src.n || !is_data(tag->type)))
        add(r, PAGE_SCRIPT, without_references(r->a, str_trim(tag->src)));
    else if (str_eq_nocase(tag->name, STR("meta")) &&
             str_eq_nocase(tag->http_equiv, STR("refresh")))
        add(r, PAGE_MOVE, without_references(r->a, tag->content));
    else if (str_eq_nocase(tag->name, STR("base")) && tag->href.n)
        add(r, PAGE_MOVE, without_references(r->a, tag->href));
    else if (str_eq_nocase(tag->name, STR("meta")) || str_eq_nocase(tag->name, STR("link")))
        add_meta(r, tag);
}

/* Past the content of an element that has no markup in it. */
static void skip_raw(struct reading *r, struct str name)
{
    static const char *const RAW[] = {"script", "style", "textarea", "title", "xmp"};
    if (!is_one_of(name, RAW, COUNT_OF(RAW)))
        return;
    for (size_t at = 0; at < r->rest.n; at++) {
        struct str from = str_from(r->rest, at);
        if (from.p[0] == '<' && from.n > 1 && from.p[1] == '/' &&
            str_eq_nocase(str_slice(from, 2, 2 + name.n), name)) {
            if (str_eq_nocase(name, STR("title")))
                add_text(r, PAGE_TITLE, str_first(r->rest, at));
            r->rest = from;
            return;
        }
    }
    r->rest = STR("");
}

static void skip_comment(struct reading *r)
{
    size_t at = str_find(r->rest, STR("-->"));
    r->rest = str_from(r->rest, at + 3);
}

void page_parts_read(struct arena *a, struct str page, struct page_part **out, size_t *out_n)
{
    struct reading r = {.a = a, .rest = page, .parts = VEC(struct page_part, a)};
    const struct str cdata = STR("![CDATA[");
    bool xml = str_starts(str_trim(page), STR("<?xml"));
    while (r.rest.n && r.parts.n < PAGE_PARTS_MAX) {
        struct tag tag;
        size_t at = str_find_byte(r.rest, '<');
        add_text(&r, PAGE_TEXT, str_first(r.rest, at));
        r.rest = str_from(r.rest, at + 1);
        bool begins = r.rest.n && (is_letter(r.rest.p[0]) ||
                                   (r.rest.p[0] == '/' && r.rest.n > 1 && is_letter(r.rest.p[1])));
        if (str_starts(r.rest, STR("!--"))) {
            skip_comment(&r);
        } else if (xml && str_starts(r.rest, cdata)) {
            r.rest = str_from(r.rest, cdata.n); /* what readers of feeds make markup of */
        } else if (begins) {
            take_tag(&r, &tag);
            if (!tag.closes) {
                add_tag(&r, &tag);
                skip_raw(&r, tag.name);
            }
        } else if (r.rest.n && (r.rest.p[0] == '!' || r.rest.p[0] == '?' || r.rest.p[0] == '/')) {
            r.rest = str_from(r.rest, str_find_byte(r.rest, '>') + 1);
        }
    }
    *out = r.parts.p;
    *out_n = r.parts.n;
}

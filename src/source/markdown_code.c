#include "source/markdown_code.h"

#include "source/markup.h"

/* ---- tags ---- */

enum { VALUES_MAX = 24 };

/* A tag: {{< name a="b" c >}}, {{% name %}}, {% name a="b" %}, {{ expression }}. */
struct code {
    struct str name;
    struct str keys[VALUES_MAX]; /* "" = it stands by its place */
    struct str values[VALUES_MAX];
    size_t n;
    bool output; /* {{ … }} of Liquid */
    size_t bytes;
};

static struct str value_of(const struct code *c, struct str key)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq_nocase(c->keys[i], key))
            return c->values[i];
    return STR("");
}

static struct str placed(const struct code *c, size_t place)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->keys[i].n == 0 && place-- == 0)
            return c->values[i];
    return STR("");
}

/* The first of these keys that is there. */
static struct str any_of(const struct code *c, const struct str *keys, size_t n)
{
    struct str found = STR("");
    for (size_t i = 0; i < n && found.n == 0; i++)
        found = value_of(c, keys[i]);
    return found;
}

/* A word or a quoted text at the start of *rest, which is moved past it. */
static struct str next_word(struct str *rest, bool *ends_at_equals)
{
    struct str s = str_trim(*rest);
    char quote = s.n ? s.p[0] : '\0';
    size_t end = 0;
    *ends_at_equals = false;
    if (quote == '"' || quote == '\'' || quote == '`') {
        end = str_find_byte(str_from(s, 1), quote);
        *rest = str_from(s, end + 2);
        return str_first(str_from(s, 1), end);
    }
    while (end < s.n && !byte_is_space(s.p[end]) && s.p[end] != '=')
        end++;
    *ends_at_equals = end < s.n && s.p[end] == '=';
    *rest = str_from(s, end + *ends_at_equals);
    return str_first(s, end);
}

static void read_inside(struct str inside, struct code *c)
{
    bool equals = false;
    c->name = next_word(&inside, &equals);
    while (str_trim(inside).n && c->n < VALUES_MAX) {
        struct str key = STR("");
        struct str value = next_word(&inside, &equals);
        if (equals) {
            key = value;
            value = next_word(&inside, &equals);
        }
        c->keys[c->n] = key;
        c->values[c->n++] = value;
    }
}

/* The tag that s begins with. */
static bool code_read(struct str s, struct code *out)
{
    static const struct {
        struct str open, close;
    } KINDS[] = {{STR_INIT("{{<"), STR_INIT(">}}")},
                 {STR_INIT("{{%"), STR_INIT("%}}")},
                 {STR_INIT("{%"), STR_INIT("%}")},
                 {STR_INIT("{{"), STR_INIT("}}")}};
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (!str_starts(s, KINDS[i].open))
            continue;
        struct str rest = str_first(str_from(s, KINDS[i].open.n), MARKDOWN_CODE_MAX_BYTES);
        size_t end = str_find(rest, KINDS[i].close);
        if (end == rest.n)
            return false;
        *out = (struct code){.output = i == 3, .bytes = KINDS[i].open.n + end + KINDS[i].close.n};
        struct str inside = str_first(rest, end);
        if (str_starts(inside, STR("-")))
            inside = str_from(inside, 1);
        if (str_ends(inside, STR("-")))
            inside.n--;
        read_inside(inside, out);
        return out->name.n > 0;
    }
    return false;
}

/* ---- what they become ---- */

static void add_attribute(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_addf(out, " %s=\"", name);
    buf_add_escaped(out, value);
    buf_add_byte(out, '"');
}

static void add_player(struct buf *out, const char *base, struct str id)
{
    buf_addf(out, "\n\n<iframe src=\"%s", base);
    buf_add_escaped(out, id);
    buf_add(out, STR("\"></iframe>\n\n"));
}

static void add_figure(struct buf *out, const struct code *c, struct str src)
{
    static const struct str WORDS[] = {STR_INIT("caption"), STR_INIT("title"), STR_INIT("attr")};
    buf_add(out, STR("\n\n<figure><img"));
    add_attribute(out, "src", src);
    add_attribute(out, "alt", value_of(c, STR("alt")));
    buf_add(out, STR("><figcaption>"));
    buf_add_escaped(out, any_of(c, WORDS, COUNT_OF(WORDS)));
    buf_add(out, STR("</figcaption></figure>\n\n"));
}

static bool names_picture(struct str src)
{
    static const struct str ENDS[] = {STR_INIT(".jpg"), STR_INIT(".jpeg"), STR_INIT(".png"),
                                      STR_INIT(".gif"), STR_INIT(".webp"), STR_INIT(".avif")};
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (src.n > ENDS[i].n && str_eq_nocase(str_from(src, src.n - ENDS[i].n), ENDS[i]))
            return true;
    return false;
}

static bool is_among(struct str name, const struct str *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(name, names[i]))
            return true;
    return false;
}

/* A film, by the name of the tag or of the file that it includes. */
static bool takes_film(const struct code *c, struct buf *out)
{
    struct str id = value_of(c, STR("id"));
    bool includes = str_eq(c->name, STR("include"));
    struct str what = includes ? placed(c, 0) : c->name;
    if (id.n == 0)
        id = includes ? any_of(c, (const struct str[]){STR("video"), STR("video_id")}, 2)
                      : placed(c, 0);
    if (includes && value_of(c, STR("provider")).n)
        what = value_of(c, STR("provider"));
    if (str_contains(what, STR("youtube")) && id.n)
        add_player(out, "https://www.youtube.com/embed/", id);
    else if (str_contains(what, STR("vimeo")) && id.n)
        add_player(out, "https://player.vimeo.com/video/", id);
    else
        return false;
    return true;
}

/* Its texts and addresses: an address as a picture, a document or a link. False: it has none. */
static bool takes_values(const struct code *c, struct buf *out)
{
    static const struct str SOURCES[] = {
        STR_INIT("src"),  STR_INIT("image"), STR_INIT("image_path"), STR_INIT("url"),
        STR_INIT("href"), STR_INIT("link"),  STR_INIT("file"),       STR_INIT("path")};
    static const struct str TEXTS[] = {STR_INIT("title"), STR_INIT("caption"), STR_INIT("text"),
                                       STR_INIT("content"), STR_INIT("description")};
    struct str src = any_of(c, SOURCES, COUNT_OF(SOURCES));
    struct str text = any_of(c, TEXTS, COUNT_OF(TEXTS));
    if (src.n == 0)
        for (size_t i = 0; i < c->n && src.n == 0; i++)
            if (names_picture(c->values[i]) || str_starts(c->values[i], STR("http")))
                src = c->values[i];
    if (src.n == 0 && text.n == 0)
        return false;
    if (names_picture(src)) {
        add_figure(out, c, src);
    } else if (src.n) {
        buf_add(out, STR("\n\n<p><a"));
        add_attribute(out, "href", src);
        buf_add_byte(out, '>');
        buf_add_escaped(out, text.n ? text : src);
        buf_add(out, STR("</a></p>\n\n"));
    } else {
        buf_add(out, STR("\n\n"));
        markup_add_element(out, "p", text);
        buf_add(out, STR("\n\n"));
    }
    return true;
}

/* {{ "/a.png" | relative_url }}, {{ site.baseurl }}: the text, or nothing. */
static bool takes_output(const struct code *c, struct buf *out)
{
    static const struct str SITE[] = {STR_INIT("site.baseurl"), STR_INIT("site.url"),
                                      STR_INIT("site.github.url")};
    if (is_among(c->name, SITE, COUNT_OF(SITE)))
        return true;
    if (!str_contains(c->name, STR("/")))
        return false;
    buf_add(out, c->name);
    return true;
}

/* What has no text of its own, and loses nothing: ends, fences of code, plain text. */
static bool is_silent(const struct code *c)
{
    static const struct str NAMES[] = {STR_INIT("raw"),          STR_INIT("highlight"),
                                       STR_INIT("endhighlight"), STR_INIT("toc"),
                                       STR_INIT("assign"),       STR_INIT("capture")};
    return c->name.p[0] == '/' || str_starts(c->name, STR("end")) ||
           is_among(c->name, NAMES, COUNT_OF(NAMES));
}

static void replace(struct arena *a, const struct code *c, struct buf *out, struct vec *notes)
{
    static const struct str LINKS[] = {STR_INIT("ref"), STR_INIT("relref"), STR_INIT("link"),
                                       STR_INIT("post_url")};
    enum { SHOWN_BYTES = 40 };
    if (!c->output && is_silent(c))
        return;
    if (!c->output && is_among(c->name, LINKS, COUNT_OF(LINKS))) {
        buf_add(out, placed(c, 0));
        return;
    }
    if (c->output ? takes_output(c, out) : takes_film(c, out))
        return;
    bool kept = !c->output && takes_values(c, out);
    bool known = kept && (str_eq(c->name, STR("figure")) || str_eq(c->name, STR("img")));
    if (!known)
        markup_add_text(notes, str_format(a, "tag \"%.*s\": it is not known%s",
                                          STR_ARG(str_first(c->name, SHOWN_BYTES)),
                                          kept ? "; its text and address are kept"
                                               : ", and is left out; the text around it stays"));
}

/* True if a line of code's fence begins at s. */
static bool is_fence(struct str s, bool line_begins)
{
    return line_begins && (str_starts(s, STR("```")) || str_starts(s, STR("~~~")));
}

void markdown_code(struct arena *a, struct str text, struct buf *out, struct vec *notes)
{
    bool fenced = false;
    bool begins = true; /* of a line */
    while (text.n) {
        struct code c;
        size_t n = 0;
        if (is_fence(text, begins))
            fenced = !fenced;
        if (!fenced && text.p[0] == '{' && code_read(text, &c)) {
            replace(a, &c, out, notes);
            text = str_from(text, c.bytes);
            begins = false;
            continue;
        }
        do
            n++;
        while (n < text.n && text.p[n] != '{' && text.p[n - 1] != '\n');
        buf_add(out, str_first(text, n));
        begins = text.p[n - 1] == '\n';
        text = str_from(text, n);
    }
}

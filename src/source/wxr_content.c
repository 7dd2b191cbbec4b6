#include "source/wxr_content.h"

#include "base/map.h"
#include "source/markup.h"

#include <stdio.h>

enum {
    NAME_MAX_BYTES = 64,             /* of a shortcode; longer ones are text */
    ATTRIBUTES_MAX_BYTES = 16 << 10, /* of a shortcode; longer ones are text */
};

/* ---- shortcodes ---- */

struct shortcode {
    struct str name;
    struct str attributes;
    bool closes;  /* [/name] */
    bool escaped; /* [[name]]: shown as it is */
    size_t n;     /* bytes of the whole tag */
};

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(c) || c == '_' ||
           c == '-';
}

/* The end of the attributes that begin at from: the "]" outside of quotes; s.n if there is none. */
static size_t attributes_end(struct str s, size_t from)
{
    char quote = '\0';
    size_t until = from + ATTRIBUTES_MAX_BYTES < s.n ? from + ATTRIBUTES_MAX_BYTES : s.n;
    for (size_t i = from; i < until; i++) {
        char c = s.p[i];
        if (quote && c == quote)
            quote = '\0';
        else if (!quote && (c == '"' || c == '\'') && i > from && s.p[i - 1] == '=')
            quote = c;
        else if (!quote && c == ']')
            return i;
        else if (!quote && (c == '[' || c == '\n'))
            return s.n;
    }
    return s.n;
}

/* Reads the shortcode that s, which begins with "[", begins with. */
static bool shortcode_read(struct str s, struct shortcode *out)
{
    size_t at = 1;
    bool escaped = s.n > 1 && s.p[1] == '[';
    at += escaped;
    bool closes = at < s.n && s.p[at] == '/';
    at += closes;
    size_t from = at;
    while (at < s.n && at - from <= NAME_MAX_BYTES && is_name_byte(s.p[at]))
        at++;
    struct str name = str_slice(s, from, at);
    if (name.n == 0 || name.n > NAME_MAX_BYTES || byte_is_digit(name.p[0]) || at >= s.n ||
        (s.p[at] != ']' && s.p[at] != ' ' && s.p[at] != '/'))
        return false;
    size_t end = attributes_end(s, at);
    if (end == s.n)
        return false;
    escaped = escaped && end + 1 < s.n && s.p[end + 1] == ']';
    *out = (struct shortcode){name, str_slice(s, at, end), closes, escaped, end + 1 + escaped};
    return escaped || s.p[1] != '[';
}

/* The value of an attribute: name="value", name='value' or name=value. */
static struct str attribute(struct str attributes, struct str name)
{
    for (size_t i = 0; i + name.n < attributes.n; i++) {
        struct str rest = str_from(attributes, i);
        bool begins = i == 0 || byte_is_space(attributes.p[i - 1]);
        if (!begins || !str_eq_nocase(str_first(rest, name.n), name) || rest.p[name.n] != '=')
            continue;
        rest = str_from(rest, name.n + 1);
        if (rest.n && (rest.p[0] == '"' || rest.p[0] == '\''))
            return str_first(str_from(rest, 1), str_find_byte(str_from(rest, 1), rest.p[0]));
        return str_first(rest, str_find_byte(rest, ' '));
    }
    return STR("");
}

struct content {
    struct arena *a;
    const struct wxr_pictures *pictures;
    struct map closed;   /* names that "[/name]" stands for somewhere */
    struct map unending; /* names that it does not stand for any more */
    size_t pictures_n;   /* of galleries so far */
    struct buf out;
};

/* All names that are closed, so that a "[word]" that is no shortcode stays. */
static void note_closed(struct content *c, struct str s)
{
    for (size_t i = 0; i < s.n;) {
        struct shortcode code;
        i += str_find(str_from(s, i), STR("[/"));
        if (i >= s.n)
            return;
        if (shortcode_read(str_from(s, i), &code))
            map_set(&c->closed, code.name, NULL);
        i += 2;
    }
}

static bool is_one_of(struct str name, const struct str *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(name, names[i]))
            return true;
    return false;
}

/* WordPress's own, and what has attributes or an end: everything else in brackets is prose. */
static bool is_shortcode(const struct content *c, const struct shortcode *code)
{
    static const struct str OWN[] = {
        STR_INIT("caption"), STR_INIT("wp_caption"), STR_INIT("gallery"), STR_INIT("embed"),
        STR_INIT("video"),   STR_INIT("audio"),      STR_INIT("playlist")};
    return code->closes || is_one_of(code->name, OWN, COUNT_OF(OWN)) ||
           str_find_byte(code->attributes, '=') < code->attributes.n ||
           map_get(&c->closed, code->name, NULL);
}

static void add_attribute(struct buf *out, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_addf(out, " %s=\"", name);
    buf_add_escaped(out, value);
    buf_add_byte(out, '"');
}

static void add_figure(struct content *c, const struct wxr_picture *picture)
{
    struct buf *out = &c->out;
    if (c->pictures_n++ >= WXR_GALLERY_MAX)
        return;
    buf_add(out, STR("\n\n<figure><img"));
    add_attribute(out, "src", picture->url);
    add_attribute(out, "alt", picture->alt);
    buf_add(out, STR("><figcaption>"));
    buf_add(out, picture->caption); /* markup; all of this is sanitized when it is read */
    buf_add(out, STR("</figcaption></figure>\n\n"));
}

static void add_gallery(struct content *c, struct str attributes)
{
    struct wxr_picture picture;
    struct str ids = attribute(attributes, STR("ids"));
    struct str one;
    if (c->pictures_n >= WXR_GALLERY_MAX)
        return;
    if (ids.n == 0)
        ids = attribute(attributes, STR("include"));
    if (ids.n == 0)
        for (size_t i = 0; i < WXR_GALLERY_MAX && c->pictures->own(c->pictures->ctx, i, &picture);
             i++)
            add_figure(c, &picture);
    for (size_t i = 0; i < WXR_GALLERY_MAX && str_next(&ids, ',', &one); i++) {
        int64_t id = 0;
        if (str_to_int(str_trim(one), &id) && c->pictures->by_id(c->pictures->ctx, id, &picture))
            add_figure(c, &picture);
    }
}

/* A line that is nothing but the address of a video is its player, as WordPress makes it. */
static bool is_player(struct str line)
{
    static const struct str HOSTS[] = {STR_INIT("youtube.com/watch"), STR_INIT("youtu.be/"),
                                       STR_INIT("vimeo.com/"), STR_INIT("dailymotion.com/video")};
    if (!str_starts(line, STR("http")) || str_find_byte(line, ' ') < line.n ||
        str_find_byte(line, '<') < line.n || line.n > 500)
        return false;
    for (size_t i = 0; i < COUNT_OF(HOSTS); i++)
        if (str_contains(line, HOSTS[i]))
            return true;
    return false;
}

static void add_iframe(struct arena *a, struct buf *out, struct str address)
{
    buf_add(out, STR("\n\n<iframe"));
    add_attribute(out, "src", markup_player(a, address));
    buf_add(out, STR("></iframe>\n\n"));
}

static void add_link(struct buf *out, struct str address, struct str words)
{
    buf_add(out, STR("<a"));
    add_attribute(out, "href", address);
    buf_add_byte(out, '>');
    buf_add_escaped(out, words);
    buf_add(out, STR("</a>"));
}

/* A film is shown; of any other page that was embedded (a post, a song, a map) the link is what there is. */
static void add_embedded(struct arena *a, struct buf *out, struct str address)
{
    if (is_player(address)) {
        add_iframe(a, out, address);
        return;
    }
    buf_add(out, STR("\n\n<p>"));
    add_link(out, address, address);
    buf_add(out, STR("</p>\n\n"));
}

static void add_video(struct buf *out, struct str attributes)
{
    static const struct str SOURCES[] = {STR_INIT("src"),  STR_INIT("mp4"), STR_INIT("m4v"),
                                         STR_INIT("webm"), STR_INIT("ogv"), STR_INIT("flv")};
    for (size_t i = 0; i < COUNT_OF(SOURCES); i++) {
        struct str src = attribute(attributes, SOURCES[i]);
        if (src.n == 0)
            continue;
        buf_add(out, STR("\n\n<video"));
        add_attribute(out, "src", src);
        add_attribute(out, "poster", attribute(attributes, STR("poster")));
        buf_add(out, STR("></video>\n\n"));
        return;
    }
}

static void add_audio(struct buf *out, struct str attributes)
{
    struct str src = attribute(attributes, STR("src"));
    if (src.n == 0)
        src = attribute(attributes, STR("mp3"));
    if (src.n == 0)
        return;
    buf_add(out, STR("\n\n<p>"));
    add_link(out, src, str_from(src, str_find_last_byte(src, '/') + 1));
    buf_add(out, STR("</p>\n\n"));
}

/* "<a><img></a> words" -> a figure: what stands behind the picture is its caption. */
static void add_caption(struct buf *out, struct str attributes, struct str inside)
{
    size_t image = str_find(inside, STR("<img"));
    size_t end = image + str_find_byte(str_from(inside, image), '>') + 1;
    struct str link_end = str_trim(str_from(inside, end));
    if (str_starts(link_end, STR("</a>")))
        end = inside.n - str_from(inside, end).n + (size_t)(link_end.p - (inside.p + end)) + 4;
    struct str caption = str_trim(str_from(inside, end));
    if (caption.n == 0)
        caption = attribute(attributes, STR("caption"));
    buf_add(out, STR("\n\n<figure>"));
    buf_add(out, str_first(inside, end));
    buf_add(out, STR("<figcaption>"));
    buf_add(out, caption);
    buf_add(out, STR("</figcaption></figure>\n\n"));
}

/* What stands between a tag of n bytes at the start of s and its end tag; false without one. */
static bool inside_of(struct content *c, struct str s, const struct shortcode *code,
                      struct str *inside, size_t *n)
{
    char end[NAME_MAX_BYTES + 4];
    int end_n = snprintf(end, sizeof end, "[/%.*s]", STR_ARG(code->name));
    struct str rest = str_from(s, code->n);
    if (map_get(&c->unending, code->name, NULL))
        return false;
    size_t at = str_find(rest, (struct str){end, (size_t)end_n});
    if (at >= rest.n) {
        map_set(&c->unending, code->name, NULL); /* looked for once, not for each that follows */
        return false;
    }
    *inside = str_first(rest, at);
    *n = code->n + at + (size_t)end_n;
    return true;
}

/* Replaces the shortcode at the start of s; returns how many bytes of s that took. */
static size_t replace(struct content *c, struct str s, const struct shortcode *code)
{
    struct str inside;
    size_t n = code->n;
    bool captions = str_ends(code->name, STR("caption"));
    bool has_inside = !code->closes && (captions || str_eq(code->name, STR("embed"))) &&
                      map_get(&c->closed, code->name, NULL) && inside_of(c, s, code, &inside, &n);
    if (code->closes)
        return n;
    if (captions && has_inside)
        add_caption(&c->out, code->attributes, inside);
    else if (has_inside)
        add_embedded(c->a, &c->out, str_trim(inside));
    else if (str_eq(code->name, STR("gallery")))
        add_gallery(c, code->attributes);
    else if (str_eq(code->name, STR("video")))
        add_video(&c->out, code->attributes);
    else if (str_eq(code->name, STR("audio")))
        add_audio(&c->out, code->attributes);
    return n;
}

static void expand(struct content *c, struct str s)
{
    while (s.n) {
        struct shortcode code;
        size_t plain = str_find_byte(s, '[');
        buf_add(&c->out, str_first(s, plain));
        s = str_from(s, plain);
        if (s.n == 0)
            return;
        if (!shortcode_read(s, &code) || !is_shortcode(c, &code)) {
            buf_add_byte(&c->out, '[');
            s = str_from(s, 1);
            continue;
        }
        if (code.escaped)
            buf_add(&c->out, str_slice(s, 1, code.n - 1));
        s = str_from(s, code.escaped ? code.n : replace(c, s, &code));
    }
}

/* ---- paragraphs ---- */

enum element {
    ELEMENT_INLINE, /* stands in a paragraph */
    ELEMENT_HOLDS,  /* a block with paragraphs of its own: div, blockquote */
    ELEMENT_CLOSED, /* a block that is taken as it is: p, ul, table */
    ELEMENT_ALONE,  /* a block without an end: hr */
};

static enum element element_of(struct str name)
{
    static const struct str HOLDS[] = {
        STR_INIT("div"),    STR_INIT("blockquote"), STR_INIT("section"), STR_INIT("article"),
        STR_INIT("center"), STR_INIT("main"),       STR_INIT("aside"),   STR_INIT("header"),
        STR_INIT("footer"), STR_INIT("details"),    STR_INIT("body"),    STR_INIT("html"),
    };
    static const struct str CLOSED[] = {
        STR_INIT("p"),      STR_INIT("pre"),      STR_INIT("ul"),     STR_INIT("ol"),
        STR_INIT("li"),     STR_INIT("table"),    STR_INIT("h1"),     STR_INIT("h2"),
        STR_INIT("h3"),     STR_INIT("h4"),       STR_INIT("h5"),     STR_INIT("h6"),
        STR_INIT("figure"), STR_INIT("dl"),       STR_INIT("form"),   STR_INIT("script"),
        STR_INIT("style"),  STR_INIT("svg"),      STR_INIT("select"), STR_INIT("video"),
        STR_INIT("audio"),  STR_INIT("iframe"),   STR_INIT("object"), STR_INIT("address"),
        STR_INIT("nav"),    STR_INIT("fieldset"),
    };
    if (is_one_of(name, HOLDS, COUNT_OF(HOLDS)))
        return ELEMENT_HOLDS;
    if (is_one_of(name, CLOSED, COUNT_OF(CLOSED)))
        return ELEMENT_CLOSED;
    return str_eq_nocase(name, STR("hr")) ? ELEMENT_ALONE : ELEMENT_INLINE;
}

struct paragraphs {
    struct buf *out;
    size_t closed_depth;    /* open elements of closed_name: taken as they are */
    struct str closed_name; /* the outermost of them; what else is left open in it ends with it */
    bool open;
    bool broken; /* a line ended, and more text of the paragraph may come */
};

static void end_paragraph(struct paragraphs *p)
{
    if (p->open)
        buf_add(p->out, STR("</p>\n"));
    p->open = false;
    p->broken = false;
}

static void begin_text(struct paragraphs *p)
{
    if (!p->open)
        buf_add(p->out, STR("<p>"));
    else if (p->broken)
        buf_add(p->out, STR("<br>\n"));
    p->open = true;
    p->broken = false;
}

/* The tag that s begins with; comments are passed over as wholes. */
static size_t tag_end(struct str s)
{
    if (str_starts(s, STR("<!--")))
        return str_find(str_from(s, 4), STR("-->")) + 7;
    return str_find_byte(s, '>') + 1;
}

static struct str tag_name(struct str tag)
{
    size_t from = 1 + (tag.n > 1 && tag.p[1] == '/');
    size_t to = from;
    while (to < tag.n && is_name_byte(tag.p[to]))
        to++;
    return str_slice(tag, from, to);
}

/* Counts the ends of the element that is taken as it is; p does not stand in p. */
static void take_inside(struct paragraphs *p, struct str name, bool closes)
{
    if (!str_eq_nocase(name, p->closed_name))
        return;
    if (closes)
        p->closed_depth--;
    else if (!str_eq_nocase(name, STR("p")))
        p->closed_depth++;
}

static void take_outside(struct paragraphs *p, struct str name, bool closes, bool empty)
{
    enum element element = element_of(name);
    if (element != ELEMENT_INLINE)
        end_paragraph(p);
    else if (!closes && !str_eq_nocase(name, STR("br")))
        begin_text(p);
    if (element == ELEMENT_CLOSED && !closes && !empty) {
        p->closed_name = name;
        p->closed_depth = 1;
    }
}

static void take_tag(struct paragraphs *p, struct str tag)
{
    bool closes = tag.n > 1 && tag.p[1] == '/';
    bool empty = str_ends(tag, STR("/>"));
    struct str name = tag_name(tag);
    if (str_starts(tag, STR("<!--")))
        return;
    if (name.n && p->closed_depth)
        take_inside(p, name, closes);
    else if (name.n)
        take_outside(p, name, closes, empty);
    else if (p->closed_depth == 0)
        begin_text(p);
    buf_add(p->out, tag);
}

/* A line of text: blank lines end paragraphs, others break them. */
static void take_text(struct paragraphs *p, struct str text)
{
    struct str rest = text;
    bool first = true;
    while (rest.n) {
        size_t end = str_find_byte(rest, '\n');
        struct str line = str_first(rest, end);
        if (!first && str_trim(line).n == 0 && end < rest.n)
            end_paragraph(p);
        if (str_trim(line).n)
            begin_text(p);
        if (p->open)
            buf_add(p->out, line);
        p->broken = p->broken || (end < rest.n && p->open);
        rest = str_from(rest, end + 1);
        first = false;
    }
}

static void add_players(struct arena *a, struct str s, struct buf *out)
{
    struct str line;
    while (s.n && str_next(&s, '\n', &line)) {
        if (is_player(str_trim(line)))
            add_iframe(a, out, str_trim(line));
        else
            buf_add(out, line);
        buf_add_byte(out, '\n');
    }
}

static void add_paragraphs(struct str s, struct buf *out)
{
    struct paragraphs p = {.out = out};
    while (s.n) {
        size_t plain = str_find_byte(s, '<');
        if (p.closed_depth)
            buf_add(out, str_first(s, plain));
        else
            take_text(&p, str_first(s, plain));
        s = str_from(s, plain);
        size_t n = s.n ? tag_end(s) : 0;
        if (n)
            take_tag(&p, str_first(s, n));
        s = str_from(s, n);
    }
    end_paragraph(&p);
}

void wxr_content_html(struct arena *a, struct str content, const struct wxr_pictures *pictures,
                      struct buf *out)
{
    struct content c = {.a = a, .pictures = pictures};
    struct buf players;
    buf_init(&c.out, a);
    buf_init(&players, a);
    map_init(&c.closed, a);
    map_init(&c.unending, a);
    note_closed(&c, content);
    expand(&c, content);
    add_players(a, buf_view(&c.out), &players);
    /* the block editor writes its own paragraphs */
    if (str_contains(content, STR("<!-- wp:")))
        buf_add(out, buf_view(&players));
    else
        add_paragraphs(buf_view(&players), out);
    if (buf_failed(&c.out) || buf_failed(&players))
        out->failed = true;
}

#include "source/recognise.h"

#include "source/mhtml.h"

#include "source/formats.h"

/* X(first bytes, what they begin, for people): known, and not read */
#define FOREIGN_TABLE(X)                                                                           \
    X("\x1f\x8b", "gzip inside gzip")                                                              \
    X("\x28\xb5\x2f\xfd", "zstd inside zstd")                                                      \
    X("%PDF-", "PDF")                                                                              \
    X("SQLite format 3", "SQLite")                                                                 \
    X("\xFF\xD8\xFF", "JPEG")                                                                      \
    X("\x89PNG", "PNG")                                                                            \
    X("GIF8", "GIF")                                                                               \
    X("RIFF", "RIFF")                                                                              \
    X("\xD0\xCF\x11\xE0", "Microsoft Office")                                                      \
    X("Rar!", "RAR")                                                                               \
    X("7z\xBC\xAF", "7-Zip")

/* X(first bytes after white space, in any case) */
#define HTML_TABLE(X)                                                                              \
    X("<!doctype html")                                                                            \
    X("<html")                                                                                     \
    X("<head")                                                                                     \
    X("<body")                                                                                     \
    X("<meta")                                                                                     \
    X("<title")                                                                                    \
    X("<!--")                                                                                      \
    X("<script")                                                                                   \
    X("<link")                                                                                     \
    X("<div")                                                                                      \
    X("<article")

static bool starts_nocase(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq_nocase(str_first(s, prefix.n), prefix);
}

static bool contains_nocase(struct str s, struct str word)
{
    for (size_t at = 0; at + word.n <= s.n; at++)
        if (starts_nocase(str_from(s, at), word))
            return true;
    return false;
}

/* The first characters of UTF-16, with its mark or without, as if they were ASCII; "" if s is none. */
static struct str narrowed(struct str s, char *room, size_t room_n)
{
    size_t n = 0;
    if (str_starts(s, STR("\xFF\xFE")) || str_starts(s, STR("\xFE\xFF")))
        s = str_from(s, 2);
    size_t at = s.n > 1 && s.p[0] == 0 ? 1 : 0;
    if (s.n < 4 || (s.p[0] == 0) == (s.p[1] == 0))
        return STR("");
    for (size_t i = 0; i + 1 < s.n && n < room_n; i += 2)
        room[n++] = s.p[i + 1 - at] ? '?' : s.p[i + at];
    return (struct str){room, n};
}

/* XHTML begins with <?xml or a comment; what tells it is the root below. */
static bool is_html(struct str first)
{
    static const struct str STARTS[] = {
#define X(bytes) STR_INIT(bytes),
        HTML_TABLE(X)
#undef X
    };
    enum { PROLOG_BYTES = 1024 };
    char room[PROLOG_BYTES];
    struct str wide = str_trim(narrowed(first, room, sizeof room));
    struct str text = wide.n ? wide : str_trim(first);
    if (mhtml_is(first)) /* a page that a browser saved with its parts */
        return true;
    for (size_t i = 0; i < COUNT_OF(STARTS); i++)
        if (starts_nocase(text, STARTS[i]))
            return true;
    return (starts_nocase(text, STR("<?xml")) || starts_nocase(text, STR("<!doctype"))) &&
           contains_nocase(str_first(text, PROLOG_BYTES), STR("<html"));
}

static bool is_article_json(struct str first)
{
    struct str text = str_trim(first);
    return text.n && text.p[0] == '{';
}

/* "[" begins captures too: "[Infographic] …". */
static bool is_json_array(struct str first)
{
    struct str text = str_trim(first);
    struct str inside = str_trim(str_from(text, 1));
    return str_starts(text, STR("[")) && inside.n && (inside.p[0] == '{' || inside.p[0] == ']');
}

static bool is_xml(struct str first)
{
    struct str text = str_trim(first);
    return starts_nocase(text, STR("<?xml")) || starts_nocase(text, STR("<rss")) ||
           starts_nocase(text, STR("<feed"));
}

const struct source_format format_html = {
    .name = "html", .words = "HTML", .kind = SOURCE_HTML, .is = is_html};
const struct source_format format_article_json = {.name = "article-json",
                                                  .words = "Article JSON",
                                                  .kind = SOURCE_ARTICLE_JSON,
                                                  .unit = "line",
                                                  .is = is_article_json};

static const struct source_format XML = {.words = "XML", .kind = SOURCE_FOREIGN, .is = is_xml};
static const struct source_format JSON_ARRAY = {
    .words = "JSON array", .kind = SOURCE_FOREIGN, .is = is_json_array};

static const struct source_format FOREIGN[] = {
#define X(bytes, what) {.name = (bytes), .words = (what), .kind = SOURCE_FOREIGN},
    FOREIGN_TABLE(X)
#undef X
};

/* Strong signs first: the first row that says yes has it. */
static const struct source_format *const FORMATS[] = {
    &format_warc,         /* one a line, so that several can be added at once */
    &format_wacz,         /* */
    &format_wxr,          /* before feeds: it is RSS, too */
    &format_newsml,       /* */
    &format_feed,         /* */
    &format_html,         /* */
    &XML,                 /* whatever else is XML */
    &format_ghost,        /* */
    &format_nukeviet,     /* */
    &format_ninjs,        /* */
    &format_markdown,     /* */
    &format_article_json, /* whatever else begins with "{" */
    &JSON_ARRAY,          /* whatever else begins with "[" */
    NULL,
};

static struct str without_bom(struct str s)
{
    static const struct str BOM = STR_INIT("\xEF\xBB\xBF");
    return str_starts(s, BOM) ? str_from(s, BOM.n) : s;
}

const struct source_format *recognise(struct str first)
{
    for (size_t i = 0; i < COUNT_OF(FOREIGN); i++)
        if (str_starts(first, str_view(FOREIGN[i].name)))
            return &FOREIGN[i];
    struct str text = without_bom(first);
    for (const struct source_format *const *format = FORMATS; *format; format++)
        if ((*format)->is(text))
            return *format;
    return &format_capture;
}

const struct source_format *recognise_sign(struct str first)
{
    for (const struct source_format *const *format = FORMATS; *format; format++)
        if ((*format)->has_sign && (*format)->is(first))
            return *format;
    return NULL;
}

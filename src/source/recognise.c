#include "source/recognise.h"

/* X(first bytes, what they begin) */
#define MAGIC_TABLE(X)                                                                             \
    X("\x1f\x8b", "gzip")                                                                          \
    X("\x28\xb5\x2f\xfd", "zstd")                                                                  \
    X("PK\x03\x04", "zip")                                                                         \
    X("%PDF-", "PDF")                                                                              \
    X("WARC/", "WARC")                                                                             \
    X("SQLite format 3", "SQLite")                                                                 \
    X("\xFF\xD8\xFF", "JPEG")                                                                      \
    X("\x89PNG", "PNG")                                                                            \
    X("GIF8", "GIF")                                                                               \
    X("RIFF", "RIFF")

/* X(first bytes after white space, in any case, what they begin) */
#define TEXT_TABLE(X)                                                                              \
    X("<!doctype", "HTML")                                                                         \
    X("<html", "HTML")                                                                             \
    X("<head", "HTML")                                                                             \
    X("<?xml", "XML")                                                                              \
    X("<rss", "feed")                                                                              \
    X("<feed", "feed")                                                                             \
    X("[", "JSON array")

struct sign {
    struct str bytes;
    const char *name;
};

static bool starts_nocase(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq_nocase(str_first(s, prefix.n), prefix);
}

/* "[" begins captures too: "[Infographic] …". */
static bool is_json_array(struct str s)
{
    struct str inside = str_trim(str_from(s, 1));
    return inside.n && (inside.p[0] == '{' || inside.p[0] == ']');
}

/* JSON lines: the second line that is not blank begins an object in its first column, or the first
 * holds one whole and is followed by nothing else. */
static bool has_object_lines(struct str s)
{
    struct str line;
    size_t objects = 0;
    while (objects < 2 && str_next_line(&s, &line)) {
        if (str_trim(line).n == 0)
            continue;
        if (line.p[0] != '{')
            return false;
        objects++;
    }
    return objects == 2;
}

enum format recognise(struct str bytes, const char **name)
{
    static const struct sign MAGIC[] = {
#define X(first, what) {STR_INIT(first), what},
        MAGIC_TABLE(X)
#undef X
    };
    static const struct sign TEXT[] = {
#define X(first, what) {STR_INIT(first), what},
        TEXT_TABLE(X)
#undef X
    };
    *name = "";
    for (size_t i = 0; i < COUNT_OF(MAGIC); i++) {
        if (str_starts(bytes, MAGIC[i].bytes)) {
            *name = MAGIC[i].name;
            return FORMAT_UNSUPPORTED;
        }
    }
    struct str text = str_trim(str_starts(bytes, STR("\xEF\xBB\xBF")) ? str_from(bytes, 3) : bytes);
    if (text.n && text.p[0] == '{')
        return has_object_lines(text) ? FORMAT_ARTICLE_JSON_LINES : FORMAT_ARTICLE_JSON;
    for (size_t i = 0; i < COUNT_OF(TEXT); i++) {
        bool found = starts_nocase(text, TEXT[i].bytes);
        if (!found || (text.p[0] == '[' && !is_json_array(text)))
            continue;
        *name = TEXT[i].name;
        return FORMAT_UNSUPPORTED;
    }
    return FORMAT_CAPTURE;
}

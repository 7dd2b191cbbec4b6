#include "source/document_link.h"

#include "base/buf.h"
#include "base/url.h"
#include "base/utf8.h"
#include "source/html_url.h"

/* X(end of a name): what newsrooms and authorities hang on their articles. Archives are here so that
 * they are told of, although the site does not take them. */
#define ENDS_TABLE(X)                                                                              \
    X(".pdf")                                                                                      \
    X(".doc")                                                                                      \
    X(".docx")                                                                                     \
    X(".docm")                                                                                     \
    X(".dot")                                                                                      \
    X(".dotx")                                                                                     \
    X(".xls")                                                                                      \
    X(".xlsx")                                                                                     \
    X(".xlsm")                                                                                     \
    X(".xlsb")                                                                                     \
    X(".ppt")                                                                                      \
    X(".pptx")                                                                                     \
    X(".pps")                                                                                      \
    X(".ppsx")                                                                                     \
    X(".odt")                                                                                      \
    X(".ods")                                                                                      \
    X(".odp")                                                                                      \
    X(".rtf")                                                                                      \
    X(".zip")                                                                                      \
    X(".rar")                                                                                      \
    X(".7z")

/* Of an absolute or a relative address, without query and fragment. */
static struct str path_of(struct str url)
{
    if (str_contains(url, STR("://")) || str_starts(url, STR("//")))
        return html_url_path(url);
    url = str_first(url, str_find_byte(url, '#'));
    return str_first(url, str_find_byte(url, '?'));
}

bool document_link_is(struct str url)
{
    static const struct str ENDS[] = {
#define X(end) STR_INIT(end),
        ENDS_TABLE(X)
#undef X
    };
    enum { END_MAX_BYTES = 5 };
    struct str path = path_of(url);
    size_t point = str_find_last_byte(path, '.'); /* most links have none so near their end */
    if (point >= path.n || path.n - point > END_MAX_BYTES)
        return false;
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (path.n > ENDS[i].n && str_eq_nocase(str_from(path, path.n - ENDS[i].n), ENDS[i]))
            return true;
    return false;
}

/* Without its escapes; what decodes to no UTF-8 stays as it was sent. */
static struct str decoded(struct arena *a, struct str s)
{
    struct str plain = url_decoded(a, s);
    return utf8_valid(plain, NULL) ? plain : s;
}

struct str document_link_of(struct arena *a, struct str url)
{
    struct str query = str_from(url, str_find_byte(url, '?') + 1);
    struct str parameter;
    if (document_link_is(url))
        return url;
    query = str_first(query, str_find_byte(query, '#'));
    while (query.n && str_next(&query, '&', &parameter)) {
        size_t equals = str_find_byte(parameter, '=');
        struct str name = str_first(parameter, equals);
        struct str value = str_from(parameter, equals + 1);
        bool names = str_eq_nocase(name, STR("url")) || str_eq_nocase(name, STR("file")) ||
                     str_eq_nocase(name, STR("src"));
        if (names && document_link_is(decoded(a, value)))
            return decoded(a, value);
    }
    return STR("");
}

struct str document_link_name(struct arena *a, struct str url)
{
    struct str path = path_of(url);
    struct str name = decoded(a, str_from(path, str_find_last_byte(path, '/') + 1));
    size_t slash = str_find_last_byte(name, '/'); /* one that was coded */
    name = utf8_fold_space(a, slash < name.n ? str_from(name, slash + 1) : name);
    return name.n ? name : STR("tài liệu");
}

/* What links say that name no document. */
static bool says_nothing(struct arena *a, struct str title)
{
    static const struct str WORDS[] = {
        STR_INIT("tải về"),
        STR_INIT("tải xuống"),
        STR_INIT("tải file"),
        STR_INIT("tải tệp"),
        STR_INIT("tại đây"),
        STR_INIT("xem tại đây"),
        STR_INIT("ở đây"),
        STR_INIT("xem"),
        STR_INIT("xem chi tiết"),
        STR_INIT("chi tiết"),
        STR_INIT("download"),
        STR_INIT("here"),
        STR_INIT("click here"),
        STR_INIT("pdf"),
        STR_INIT("tệp đính kèm"),
        STR_INIT("file đính kèm"),
        STR_INIT("tải về tại đây"),
        STR_INIT("link"),
        STR_INIT("tập tin đính kèm"),
    };
    struct str lower = utf8_lower(a, title);
    while (lower.n && (byte_is_space(lower.p[0]) || lower.p[0] == '[' || lower.p[0] == '('))
        lower = str_from(lower, 1);
    while (lower.n && (lower.p[lower.n - 1] == ']' || lower.p[lower.n - 1] == ')' ||
                       lower.p[lower.n - 1] == '.' || lower.p[lower.n - 1] == ':'))
        lower.n--;
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_eq(lower, WORDS[i]))
            return true;
    return lower.n == 0;
}

void document_link_add(struct arena *a, struct vec *files, struct doc_file file)
{
    struct doc_file *known = files->p;
    if (file.url.n == 0)
        return;
    if (says_nothing(a, file.title))
        file.title = STR("");
    for (size_t i = 0; i < files->n; i++) {
        if (!str_eq(known[i].url, file.url))
            continue;
        if (known[i].title.n == 0)
            known[i].title = file.title;
        return;
    }
    struct doc_file *kept = files->n < DOCUMENT_LINKS_MAX ? vec_push(files) : NULL;
    if (kept)
        *kept = file;
}

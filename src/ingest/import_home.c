#include "ingest/import_home.h"

#include "article/links.h"
#include "base/clock.h"
#include "base/url.h"

enum {
    YOUNG_MS = 24 * 3600 * 1000,
    OLDEST_MS = 1000, /* of 1970: no article has it */
};

bool import_is_undated(const struct article *art)
{
    return art->published_ms == CLOCK_NONE;
}

int64_t import_undated_ms(const struct article *art, int64_t now_ms)
{
    int64_t captured_ms = art->provenance_captured_ms;
    if (art->updated_ms != CLOCK_NONE && art->updated_ms <= now_ms)
        return art->updated_ms;
    if (captured_ms != CLOCK_NONE && captured_ms < now_ms - YOUNG_MS)
        return captured_ms;
    return OLDEST_MS;
}

const char *import_undated_words(struct arena *a, const struct article *art, int64_t now_ms)
{
    int64_t at_ms = import_undated_ms(art, now_ms);
    struct civil c = civil_from_instant(at_ms);
    if (at_ms == OLDEST_MS)
        return "it has no date: it stands behind all articles that have one";
    return str_cstr(
        a,
        str_format(
            a, "it has no date: it stands where its last change or its file is of, %02d/%02d/%04d",
            c.day, c.month, c.year));
}

void import_bring_home(struct arena *a, struct article *art)
{
    struct str origin = url_origin(a, art->url);
    struct str host = str_from(origin, str_find(origin, STR("://")) + 3);
    if (str_eq_nocase(str_first(host, 4), STR("www.")))
        host = str_from(host, 4);
    if (host.n)
        article_bring_links_home(a, art, host);
}

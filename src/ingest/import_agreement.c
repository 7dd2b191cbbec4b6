#include "ingest/import_agreement.h"

#include "base/url.h"
#include "base/utf8.h"
#include "ingest/fetch_rules.h"

enum rc import_agreements_read(struct arena *a, struct store_reader *r,
                               struct import_agreements *out, struct err *e)
{
    return store_feeds(r, a, &out->feeds, &out->n, e);
}

/* In lower case, without "www."; "" for what is no address. */
static struct str host_of(struct arena *a, struct str url)
{
    struct url parts;
    if (!url_is_web(url))
        return STR("");
    url_split(url, &parts);
    struct str host = str_lower_ascii(a, parts.host);
    return str_starts(host, STR("www.")) ? str_from(host, 4) : host;
}

static bool same_host(struct arena *a, struct str one, struct str other)
{
    struct str host = host_of(a, one);
    return host.n && str_eq(host, host_of(a, other));
}

static bool is_of(struct arena *a, const struct store_feed *feed, const struct article *art)
{
    struct str address = art->source_url.n ? art->source_url : art->url;
    if (art->source_name.n && str_eq(utf8_lower(a, art->source_name), utf8_lower(a, feed->name)))
        return true;
    return same_host(a, address, feed->site_url) || same_host(a, address, feed->feed_url);
}

struct str import_agreement_lacks(struct arena *a, const struct import_agreements *all,
                                  const struct article *art, int64_t now_ms,
                                  const struct store_feed **feed)
{
    struct str lacks = STR("");
    *feed = NULL;
    for (size_t i = 0; i < all->n && !*feed; i++) {
        if (!is_of(a, &all->feeds[i], art))
            continue;
        lacks = fetch_agreement_lacks(a, &all->feeds[i], now_ms);
        if (lacks.n == 0)
            *feed = &all->feeds[i];
    }
    if (*feed || lacks.n)
        return lacks;
    struct str name = art->source_name.n ? art->source_name : host_of(a, art->url);
    return str_format(a,
                      "chưa có thỏa thuận với nguồn \"%.*s\" (loa source SITE add … --agreement)",
                      STR_ARG(name));
}

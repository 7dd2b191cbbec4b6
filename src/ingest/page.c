#include "ingest/page.h"

#include "source/html.h"
#include "text/legacy.h"

enum {
    LEGACY_SURE_PCT = 60, /* bytes that are not UTF-8 are something: the likeliest is taken */
    TYPED_SURE_PCT = 80,  /* UTF-8 is what it says, unless nearly every word speaks against it */
};

static bool legacy_from_bytes(struct arena *a, struct str bytes, struct str *utf8)
{
    struct legacy_guess guess = legacy_recognise(bytes);
    if (guess.charset == LEGACY_NONE || guess.confidence_pct < LEGACY_SURE_PCT)
        return false;
    *utf8 = legacy_to_utf8(a, guess.charset, bytes);
    return true;
}

static int legacy_typed(struct str sample)
{
    struct legacy_guess guess = legacy_recognise_typed(sample);
    return guess.confidence_pct >= TYPED_SURE_PCT ? (int)guess.charset : 0;
}

static struct str legacy_convert(struct arena *a, int charset, struct str text)
{
    return legacy_typed_to_utf8(a, (enum legacy_charset)charset, text);
}

enum rc page_read_html(struct arena *a, struct str bytes, const struct source_origin *origin,
                       struct doc *out, struct err *e)
{
    static const struct html_legacy LEGACY = {legacy_from_bytes, legacy_typed, legacy_convert};
    struct html_page_hints hints = {.url = origin->url,
                                    .content_type = origin->charset,
                                    .captured_ms = origin->captured_ms,
                                    .legacy = &LEGACY};
    return html_read(a, bytes, &hints, out, e);
}

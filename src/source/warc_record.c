#include "source/warc_record.h"

#include "source/charset.h"
#include "source/document_link.h"
#include "source/header_lines.h"
#include "source/http_message.h"
#include "source/warc.h"

/* ---- lines ---- */

/* X(name, type) */
#define TYPE_TABLE(X)                                                                              \
    X("response", WARC_RESPONSE)                                                                   \
    X("resource", WARC_RESOURCE)                                                                   \
    X("conversion", WARC_CONVERSION)                                                               \
    X("revisit", WARC_REVISIT)                                                                     \
    X("continuation", WARC_CONTINUATION)

static enum warc_type type_of(struct str name)
{
    static const struct {
        struct str name;
        enum warc_type type;
    } TYPES[] = {
#define X(word, value) {STR_INIT(word), value},
        TYPE_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (str_eq_nocase(name, TYPES[i].name))
            return TYPES[i].type;
    return WARC_OTHER;
}

/* wget and Heritrix 1 wrote "<https://…>". */
static struct str without_brackets(struct str url)
{
    bool has = url.n >= 2 && url.p[0] == '<' && url.p[url.n - 1] == '>';
    return has ? str_slice(url, 1, url.n - 1) : url;
}

struct fields {
    bool has_type;
    bool has_length;
    bool bad_length;
};

static void read_length(struct warc_record *r, struct fields *seen, struct str value)
{
    int64_t n = 0;
    bool is_number = value.n && byte_is_digit(value.p[0]) && str_to_int(value, &n);
    seen->has_length = true;
    seen->bad_length = !is_number || (uint64_t)n >> 30 > WARC_LENGTH_MAX_GIBIBYTES;
    r->length_bytes = is_number ? (uint64_t)n : 0;
}

static void read_segment_field(struct warc_record *r, struct str name, struct str value)
{
    if (str_eq_nocase(name, STR("WARC-Record-ID")))
        r->id = value;
    else if (str_eq_nocase(name, STR("WARC-Segment-Origin-ID")))
        r->origin_id = value;
    else if (str_eq_nocase(name, STR("WARC-Segment-Total-Length")))
        r->ends_segments = true;
    else if (str_eq_nocase(name, STR("WARC-Segment-Number")) &&
             (!str_to_int(value, &r->segment) || r->segment < 0))
        r->segment = 0;
}

static void read_field(struct warc_record *r, struct fields *seen, struct str name,
                       struct str value)
{
    if (str_eq_nocase(name, STR("WARC-Type"))) {
        seen->has_type = true;
        r->type = type_of(value);
    } else if (str_eq_nocase(name, STR("Content-Length"))) {
        read_length(r, seen, value);
    } else if (str_eq_nocase(name, STR("WARC-Target-URI"))) {
        r->url = without_brackets(value);
    } else if (str_eq_nocase(name, STR("Content-Type"))) {
        r->media = value;
    } else if (str_eq_nocase(name, STR("WARC-Date"))) {
        if (!clock_parse_rfc3339(value, &r->captured_ms))
            r->captured_ms = CLOCK_NONE;
    } else if (str_eq_nocase(name, STR("WARC-Truncated"))) {
        r->is_cut = true;
    } else {
        read_segment_field(r, name, value);
    }
}

enum rc warc_record_head(struct str lines, struct warc_record *out, struct err *e)
{
    struct warc_record r = {.type = WARC_OTHER, .captured_ms = CLOCK_NONE};
    struct fields seen = {0};
    struct str name;
    struct str value;
    while (header_next(&lines, &name, &value))
        read_field(&r, &seen, name, value);
    if (!seen.has_length)
        return fail(e, RC_INVALID, "a record without Content-Length");
    if (seen.bad_length)
        return fail(e, RC_INVALID, "a record whose Content-Length is no length");
    if (!seen.has_type)
        return fail(e, RC_INVALID, "a record without WARC-Type");
    *out = r;
    return RC_OK;
}

/* ---- which ones are pages ---- */

enum { LOOKED_AT_BYTES = 1024 }; /* of a page of unknown type */

static bool is_html(struct str type)
{
    return str_eq_nocase(type, STR("text/html")) ||
           str_eq_nocase(type, STR("application/xhtml+xml"));
}

static bool is_http(struct str media)
{
    struct str type;
    struct str charset;
    header_media_type(media, &type, &charset);
    return str_eq_nocase(type, STR("application/http"));
}

/* A response without a type: what begins like HTML is some. */
static bool looks_like_html(struct str body)
{
    struct str text = str_trim(str_first(body, LOOKED_AT_BYTES));
    return str_eq_nocase(str_first(text, 14), STR("<!doctype html")) ||
           str_eq_nocase(str_first(text, 5), STR("<html"));
}

/* A picture, or a document that an article may have attached. Drawings (SVG) are none. */
static bool is_medium(struct str type, struct str url)
{
    static const struct str DOCUMENTS[] = {
        STR_INIT("application/pdf"),          STR_INIT("application/msword"),
        STR_INIT("application/vnd."),         STR_INIT("application/rtf"),
        STR_INIT("application/octet-stream"), STR_INIT("application/zip")};
    if (str_eq_nocase(str_first(type, 6), STR("image/")))
        return !str_eq_nocase(type, STR("image/svg+xml"));
    for (size_t i = 0; i < COUNT_OF(DOCUMENTS); i++)
        if (str_eq_nocase(str_first(type, DOCUMENTS[i].n), DOCUMENTS[i]))
            return document_link_is(url);
    return false;
}

/* What a proxy passed on changed (203) is a page too; an error's page is none of the site's. */
static bool is_sent(const struct http_message *m)
{
    enum { OK = 200, TRANSFORMED = 203 };
    return m->status == OK || m->status == TRANSFORMED;
}

static bool is_page(const struct http_message *m, struct str block)
{
    return m->type.n ? is_html(m->type) : looks_like_html(str_from(block, m->body_at));
}

static enum warc_use use_of_type(const struct warc_record *record, enum warc_want want)
{
    struct str type;
    struct str charset;
    header_media_type(record->media, &type, &charset);
    if (want == WARC_MEDIA)
        return is_medium(type, record->url) ? WARC_WANTED : WARC_UNWANTED;
    bool is_text = record->type == WARC_CONVERSION && str_eq_nocase(type, STR("text/plain"));
    return is_text || is_html(type) ? WARC_WANTED : WARC_UNWANTED;
}

enum rc warc_record_use(const struct warc_record *record, enum warc_want want, struct str begun,
                        enum warc_use *use, struct err *e)
{
    struct http_message m;
    bool carries = record->type == WARC_RESPONSE || record->type == WARC_RESOURCE ||
                   record->type == WARC_CONVERSION;
    if (!carries || record->length_bytes == 0) {
        *use = WARC_UNWANTED;
        return RC_OK;
    }
    if (record->type != WARC_RESPONSE || !is_http(record->media)) {
        *use = use_of_type(record, want);
        return RC_OK;
    }
    bool whole = begun.n >= record->length_bytes;
    enum rc rc = http_message_head(begun, whole, &m, e);
    bool wants_more = rc == RC_NOTFOUND ||
                      (!rc && !whole && m.type.n == 0 && begun.n < m.body_at + LOOKED_AT_BYTES);
    *use = wants_more ? WARC_UNKNOWN : WARC_UNWANTED;
    bool wanted = !rc && !wants_more && is_sent(&m);
    if (wanted && (want == WARC_PAGES ? is_page(&m, begun) : is_medium(m.type, record->url)))
        *use = WARC_WANTED;
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

/* ---- the page ---- */

static enum rc page_of_response(struct arena *a, struct warc_block block, struct buf *out,
                                struct source_page *page, struct err *e)
{
    struct http_message m;
    enum rc rc = http_message_head(block.bytes, true, &m, e);
    if (!rc)
        rc = http_message_body(&m,
                               (struct http_body){.bytes = str_from(block.bytes, m.body_at),
                                                  .is_cut = block.record->is_cut,
                                                  .max_bytes = SOURCE_MAX_BYTES},
                               out, e);
    if (rc)
        return rc;
    page->bytes = buf_view(out);
    page->type = m.type.n ? str_lower_ascii(a, m.type) : STR("text/html");
    page->charset = str_copy(a, m.charset);
    return RC_OK;
}

enum rc warc_record_page(struct arena *a, struct warc_block block, struct buf *out,
                         struct source_page *page, struct err *e)
{
    const struct warc_record *record = block.record;
    struct source_page made = {
        .bytes = block.bytes, .url = str_copy(a, record->url), .captured_ms = record->captured_ms};
    enum rc rc = RC_OK;
    if (record->type == WARC_RESPONSE && is_http(record->media)) {
        rc = page_of_response(a, block, out, &made, e);
    } else {
        struct str type;
        header_media_type(record->media, &type, &made.charset);
        made.type = str_lower_ascii(a, type);
        made.charset = str_copy(a, made.charset);
    }
    if (!rc && made.bytes.n > SOURCE_MAX_BYTES)
        rc =
            fail(e, RC_LIMIT, "%zu bytes, at most %d for one page", made.bytes.n, SOURCE_MAX_BYTES);
    if (!rc && arena_failed(a))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (!rc)
        *page = made;
    return rc;
}

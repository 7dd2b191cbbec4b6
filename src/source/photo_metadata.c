#include "source/photo_metadata.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"

#include <expat.h>

/* ---- IPTC-IIM ---- */

static uint32_t byte_at(struct str s, size_t at)
{
    return at < s.n ? (unsigned char)s.p[at] : 0;
}

static uint32_t be16(struct str s, size_t at)
{
    return byte_at(s, at) << 8 | byte_at(s, at + 1);
}

static uint32_t be32(struct str s, size_t at)
{
    return be16(s, at) << 16 | be16(s, at + 2);
}

/* The datasets inside Photoshop's resources ("8BIM", id, padded name, length), else s itself. */
static struct str iim_of(struct str s)
{
    static const struct str SIGN = STR_INIT("8BIM\x04\x04");
    size_t at = str_find(s, SIGN);
    if (at == s.n)
        return s;
    at += SIGN.n;
    at += (byte_at(s, at) + 2) & ~(size_t)1; /* Pascal text, padded to an even length */
    return str_first(str_from(s, at + 4), be32(s, at));
}

static void append(struct arena *a, struct str *text, struct str more)
{
    more = utf8_fold_space(a, more);
    if (more.n == 0 || text->n + more.n > PHOTO_METADATA_TEXT_MAX_BYTES)
        return;
    *text = text->n ? str_format(a, "%.*s, %.*s", STR_ARG(*text), STR_ARG(more)) : more;
}

enum { BY_LINE = 80, CREDIT = 110, SOURCE = 115, CAPTION = 120 };

/* Takes the next dataset from *rest; *dataset is 0 for one that is no text of ours. */
static bool next_dataset(struct str *rest, uint32_t *dataset, struct str *value)
{
    enum { MARK = 0x1C, APPLICATION = 2, HEAD_BYTES = 5 };
    uint32_t n = be16(*rest, 3);
    if (byte_at(*rest, 0) != MARK || n > 0x7FFF) /* extended: of a size no text has */
        return false;
    uint32_t number = byte_at(*rest, 1) == APPLICATION ? byte_at(*rest, 2) : 0;
    bool ours = number == BY_LINE || number == CREDIT || number == SOURCE || number == CAPTION;
    *value = str_first(str_from(*rest, HEAD_BYTES), n);
    *dataset = ours && value->n == n ? number : 0;
    *rest = str_from(*rest, HEAD_BYTES + n);
    return true;
}

/* All texts that are not UTF-8: the longer, the surer is what they are written in. */
static struct str old_texts(struct arena *a, struct str s)
{
    struct buf b;
    struct str value;
    uint32_t dataset = 0;
    buf_init(&b, a);
    for (int i = 0; i < PHOTO_METADATA_DATASETS_MAX && next_dataset(&s, &dataset, &value); i++)
        if (dataset && value.n <= PHOTO_METADATA_TEXT_MAX_BYTES && !utf8_valid(value, NULL)) {
            buf_add(&b, value);
            buf_add_byte(&b, '\n');
        }
    return buf_view(&b);
}

static void read_iim(struct arena *a, struct photo_metadata_blobs blobs, struct photo_metadata *out)
{
    struct str source = STR("");
    struct str s = iim_of(blobs.iptc);
    struct str all = blobs.old_text ? old_texts(a, s) : STR("");
    struct str value;
    uint32_t dataset = 0;
    for (int i = 0; i < PHOTO_METADATA_DATASETS_MAX && next_dataset(&s, &dataset, &value); i++) {
        if (!dataset || value.n > PHOTO_METADATA_TEXT_MAX_BYTES)
            continue;
        if (!utf8_valid(value, NULL))
            value = blobs.old_text ? blobs.old_text(a, all, value) : STR("");
        if (dataset == BY_LINE)
            append(a, &out->creator, value);
        if (dataset == CREDIT)
            append(a, &out->credit, value);
        if (dataset == SOURCE)
            append(a, &source, value);
        if (dataset == CAPTION)
            append(a, &out->caption, value);
    }
    if (out->credit.n == 0)
        out->credit = source;
}

/* ---- XMP ---- */

#define DC "http://purl.org/dc/elements/1.1/ "
#define PHOTOSHOP "http://ns.adobe.com/photoshop/1.0/ "
#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns# "

enum property { NONE, CREATOR, DESCRIPTION, CREDIT_LINE, SOURCE_NAME, PROPERTY_COUNT };

static const char *const PROPERTIES[PROPERTY_COUNT] = {
    [NONE] = "",
    [CREATOR] = DC "creator",
    [DESCRIPTION] = DC "description",
    [CREDIT_LINE] = PHOTOSHOP "Credit",
    [SOURCE_NAME] = PHOTOSHOP "Source",
};

struct xmp {
    struct arena *a;
    XML_Parser parser;
    int depth;
    int property_depth;
    enum property property; /* inside of which */
    struct buf text;
    struct str values[PROPERTY_COUNT];
};

static enum property property_of(const char *name)
{
    for (int i = CREATOR; i < PROPERTY_COUNT; i++)
        if (str_eq(str_view(name), str_view(PROPERTIES[i])))
            return (enum property)i;
    return NONE;
}

static void keep(struct xmp *x, enum property property, struct str value)
{
    bool first_only = property == DESCRIPTION; /* alternatives by language, the default first */
    if (utf8_valid(value, NULL) && !(first_only && x->values[property].n))
        append(x->a, &x->values[property], value);
}

static void XMLCALL element_begins(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
    enum { DEPTH_MAX = 32 };
    struct xmp *x = ctx;
    if (++x->depth > DEPTH_MAX) {
        (void)XML_StopParser(x->parser, XML_FALSE);
        return;
    }
    for (size_t i = 0; attributes[i]; i += 2) {
        enum property property = property_of(attributes[i]);
        if (property != NONE)
            keep(x, property, str_view(attributes[i + 1]));
    }
    enum property property = property_of(name);
    if (property != NONE) {
        x->property = property;
        x->property_depth = x->depth;
    }
    if (property != NONE || str_eq(str_view(name), STR(RDF "li")))
        buf_clear(&x->text);
}

static void XMLCALL element_ends(void *ctx, const XML_Char *name)
{
    struct xmp *x = ctx;
    bool leaves = x->depth == x->property_depth;
    bool item = str_eq(str_view(name), STR(RDF "li"));
    if (x->property != NONE && (leaves || item)) {
        keep(x, x->property, str_trim(buf_view(&x->text)));
        buf_clear(&x->text);
    }
    if (leaves) {
        x->property = NONE;
        x->property_depth = 0;
    }
    x->depth--;
}

static void XMLCALL characters(void *ctx, const XML_Char *p, int n)
{
    struct xmp *x = ctx;
    struct str more = {p, (size_t)n};
    if (x->property != NONE && x->text.n + more.n <= PHOTO_METADATA_TEXT_MAX_BYTES)
        buf_add(&x->text, more);
}

/* A packet has no document type; with one, entities could grow. */
static void XMLCALL doctype_begins(void *ctx, const XML_Char *name, const XML_Char *system_id,
                                   const XML_Char *public_id, int has_internal_subset)
{
    struct xmp *x = ctx;
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

static void read_xmp(struct arena *a, struct str packet, struct photo_metadata *out)
{
    static const XML_Memory_Handling_Suite HEAP = {mem_alloc, mem_resize, mem_free};
    struct xmp x = {.a = a, .parser = XML_ParserCreate_MM(NULL, &HEAP, " ")};
    if (!x.parser)
        return;
    buf_init(&x.text, NULL);
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, element_begins, element_ends);
    XML_SetCharacterDataHandler(x.parser, characters);
    XML_SetStartDoctypeDeclHandler(x.parser, doctype_begins);
    /* what stands before a break in a broken packet counts */
    (void)XML_Parse(x.parser, packet.p, (int)packet.n, XML_TRUE);
    XML_ParserFree(x.parser);
    buf_release(&x.text);
    if (x.values[CREATOR].n)
        out->creator = x.values[CREATOR];
    if (x.values[CREDIT_LINE].n || x.values[SOURCE_NAME].n)
        out->credit = x.values[x.values[CREDIT_LINE].n ? CREDIT_LINE : SOURCE_NAME];
    if (x.values[DESCRIPTION].n)
        out->caption = x.values[DESCRIPTION];
}

struct photo_metadata photo_metadata_read(struct arena *a, struct photo_metadata_blobs blobs)
{
    struct photo_metadata out = {0};
    read_iim(a, blobs, &out);
    if (blobs.xmp.n && blobs.xmp.n <= PHOTO_METADATA_XMP_MAX_BYTES)
        read_xmp(a, blobs.xmp, &out);
    return out;
}

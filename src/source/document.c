#include "source/document.h"

/* X(constant, media type, extension) */
#define DOCUMENT_TABLE(X)                                                                          \
    X(IS_PDF, "application/pdf", "pdf")                                                            \
    X(IS_DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")  \
    X(IS_XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")        \
    X(IS_PPTX, "application/vnd.openxmlformats-officedocument.presentationml.presentation",        \
      "pptx")                                                                                      \
    X(IS_ODT, "application/vnd.oasis.opendocument.text", "odt")                                    \
    X(IS_ODS, "application/vnd.oasis.opendocument.spreadsheet", "ods")                             \
    X(IS_ODP, "application/vnd.oasis.opendocument.presentation", "odp")                            \
    X(IS_DOC, "application/msword", "doc")                                                         \
    X(IS_XLS, "application/vnd.ms-excel", "xls")                                                   \
    X(IS_PPT, "application/vnd.ms-powerpoint", "ppt")                                              \
    X(IS_RTF, "application/rtf", "rtf")

enum kind {
#define X(name, type, extension) name,
    DOCUMENT_TABLE(X)
#undef X
        KIND_NONE,
};

static const struct document KINDS[] = {
#define X(name, type, extension) [name] = {STR_INIT(type), STR_INIT(extension)},
    DOCUMENT_TABLE(X)
#undef X
};

bool document_is_type(struct str type)
{
    for (size_t i = 0; i < COUNT_OF(KINDS); i++)
        if (str_eq(type, KINDS[i].type))
            return true;
    return false;
}

/* A little-endian number; 0 past the end. */
static uint32_t byte_at(struct str s, size_t at)
{
    return at < s.n ? (unsigned char)s.p[at] : 0;
}

static uint32_t le16(struct str s, size_t at)
{
    return byte_at(s, at) | byte_at(s, at + 1) << 8;
}

static uint32_t le32(struct str s, size_t at)
{
    return le16(s, at) | le16(s, at + 2) << 16;
}

/* ---- zip: OOXML and OpenDocument ---- */

/* Where the record of the end of the directory begins (APPNOTE 4.3.16): a comment of at most 64 KiB
 * may stand behind it. s.n if there is none. */
static size_t zip_end(struct str s)
{
    enum { END_BYTES = 22, COMMENT_MAX_BYTES = 65535 };
    if (s.n < END_BYTES)
        return s.n;
    for (size_t back = 0; back <= COMMENT_MAX_BYTES && back + END_BYTES <= s.n; back++) {
        size_t at = s.n - END_BYTES - back;
        if (str_starts(str_from(s, at), STR("PK\x05\x06")))
            return at;
    }
    return s.n;
}

/* OpenDocument 1.2, part 3, 2.2.1: the first file is "mimetype", not packed. */
static enum kind open_document(struct str s)
{
    enum { NAME_AT = 30 };
    size_t name_n = le16(s, 26);
    size_t at = NAME_AT + name_n + le16(s, 28);
    if (!str_eq(str_slice(s, NAME_AT, NAME_AT + name_n), STR("mimetype")) || le16(s, 8) != 0)
        return KIND_NONE;
    struct str type = str_slice(s, at, at + le32(s, 22));
    for (enum kind k = IS_ODT; k <= IS_ODP; k++)
        if (str_eq(type, KINDS[k].type))
            return k;
    return KIND_NONE;
}

/* ECMA-376: a package of parts; which one is the main part tells what it is. */
static enum kind office_open(struct str s)
{
    static const struct {
        struct str part;
        enum kind kind;
    } PARTS[] = {
        {STR_INIT("word/"), IS_DOCX}, {STR_INIT("xl/"), IS_XLSX}, {STR_INIT("ppt/"), IS_PPTX}};
    enum { ENTRY_BYTES = 46 };
    size_t end = zip_end(s);
    size_t at = le32(s, end + 16);
    bool package = false;
    enum kind kind = KIND_NONE;
    for (size_t n = le16(s, end + 10); n && n <= DOCUMENT_ENTRIES_MAX; n--) {
        if (!str_starts(str_from(s, at), STR("PK\x01\x02")))
            return KIND_NONE;
        struct str name = str_slice(s, at + ENTRY_BYTES, at + ENTRY_BYTES + le16(s, at + 28));
        package = package || str_eq(name, STR("[Content_Types].xml"));
        for (size_t i = 0; i < COUNT_OF(PARTS) && kind == KIND_NONE; i++)
            kind = str_starts(name, PARTS[i].part) ? PARTS[i].kind : KIND_NONE;
        at += (size_t)ENTRY_BYTES + le16(s, at + 28) + le16(s, at + 30) + le16(s, at + 32);
    }
    return package ? kind : KIND_NONE;
}

static enum kind zip_kind(struct str s)
{
    enum kind kind = open_document(s);
    return kind == KIND_NONE ? office_open(s) : kind;
}

/* ---- compound files: DOC, XLS, PPT ---- */

/* [MS-CFB] 2.2 to 2.6 */
struct compound {
    struct str s;
    size_t sector_bytes;
};

static size_t sector_at(const struct compound *c, uint32_t sector)
{
    return ((size_t)sector + 1) * c->sector_bytes;
}

/* The sector behind this one in its chain, by the first 109 sectors of the allocation table. */
static uint32_t next_sector(const struct compound *c, uint32_t sector)
{
    enum { TABLE_AT = 76, TABLE_SECTORS = 109 };
    size_t per_sector = c->sector_bytes / 4;
    size_t which = sector / per_sector;
    if (which >= TABLE_SECTORS)
        return UINT32_MAX;
    uint32_t table = le32(c->s, TABLE_AT + 4 * which);
    return table >= UINT32_MAX - 8 ? UINT32_MAX
                                   : le32(c->s, sector_at(c, table) + sector % per_sector * 4);
}

/* The name of a directory entry, UTF-16LE, is this text of ASCII. */
static bool entry_is(struct str entry, struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (le16(entry, 2 * i) != (unsigned char)name.p[i])
            return false;
    return le16(entry, 2 * name.n) == 0;
}

static enum kind entry_kind(struct str entry)
{
    static const struct {
        struct str name;
        enum kind kind;
    } STREAMS[] = {{STR_INIT("WordDocument"), IS_DOC},
                   {STR_INIT("Workbook"), IS_XLS},
                   {STR_INIT("Book"), IS_XLS},
                   {STR_INIT("PowerPoint Document"), IS_PPT}};
    for (size_t i = 0; i < COUNT_OF(STREAMS); i++)
        if (entry_is(entry, STREAMS[i].name))
            return STREAMS[i].kind;
    return KIND_NONE;
}

static enum kind compound_kind(struct str s)
{
    enum { ENTRY_BYTES = 128 };
    uint32_t shift = le16(s, 30);
    struct compound c = {s, (size_t)1 << (shift == 12 ? 12 : 9)};
    uint32_t sector = le32(s, 48);
    for (size_t n = 0; n < DOCUMENT_SECTORS_MAX && sector < UINT32_MAX - 8; n++) {
        size_t from = sector_at(&c, sector);
        if (from >= s.n)
            return KIND_NONE;
        for (size_t at = from; at < from + c.sector_bytes && at < s.n; at += ENTRY_BYTES) {
            enum kind kind = entry_kind(str_slice(s, at, at + ENTRY_BYTES));
            if (kind != KIND_NONE)
                return kind;
        }
        sector = next_sector(&c, sector);
    }
    return KIND_NONE;
}

/* ---- any ---- */

static enum kind kind_of(struct str s)
{
    enum { PDF_SIGN_WITHIN_BYTES = 1024 }; /* readers look so far for it */
    if (str_contains(str_first(s, PDF_SIGN_WITHIN_BYTES), STR("%PDF-")))
        return IS_PDF;
    if (str_starts(s, STR("PK\x03\x04")))
        return zip_kind(s);
    if (str_starts(s, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return compound_kind(s);
    return str_starts(s, STR("{\\rtf")) ? IS_RTF : KIND_NONE;
}

/* For the report: what a refused file is. */
static const char *words_of(struct str s)
{
    static const struct {
        struct str sign;
        const char *words;
    } OTHERS[] = {{STR_INIT("PK\x03\x04"), "a zip archive"},
                  {STR_INIT("Rar!"), "a RAR archive"},
                  {STR_INIT("7z\xBC\xAF\x27\x1C"), "a 7-Zip archive"},
                  {STR_INIT("MZ"), "a program"},
                  {STR_INIT("\x7F"
                            "ELF"),
                   "a program"},
                  {STR_INIT("<"), "markup"}};
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        if (str_starts(s, OTHERS[i].sign))
            return OTHERS[i].words;
    return s.n ? "something else" : "empty";
}

enum rc document_read(struct str bytes, struct document *out, struct err *e)
{
    enum kind kind = kind_of(bytes);
    if (kind == KIND_NONE)
        return fail(
            e, RC_INVALID,
            "no document that is taken (PDF, DOC, XLS, PPT, DOCX, XLSX, PPTX, ODT, ODS, ODP, "
            "RTF): it is %s",
            words_of(bytes));
    *out = KINDS[kind];
    return RC_OK;
}

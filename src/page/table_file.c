#include "page/table_file.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "page/xml.h"

#define ZLIB_CONST
#include <zlib.h>

/* ---- CSV ---- */

static bool is_formula(struct str cell)
{
    return cell.n && str_find_byte(STR("=+-@\t\r"), cell.p[0]) < 6;
}

static void add_csv(struct buf *b, struct str cell)
{
    buf_add_byte(b, '"');
    if (is_formula(cell))
        buf_add_byte(b, '\'');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            buf_add_byte(b, '"');
        buf_add_byte(b, cell.p[i]);
    }
    buf_add_byte(b, '"');
}

struct str table_csv(struct arena *a, const struct table_file *table)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("\xEF\xBB\xBF"));
    for (size_t r = 0; r < table->rows_n; r++)
        for (size_t c = 0; c < table->columns_n; c++) {
            add_csv(&b, table->cells[r * table->columns_n + c]);
            buf_add(&b, c + 1 < table->columns_n ? STR(",") : STR("\r\n"));
        }
    return buf_failed(&b) ? STR("") : buf_view(&b);
}

/* ---- the parts of a workbook ---- */

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define SHEET_SPACE "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATION_SPACE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE_SPACE "http://schemas.openxmlformats.org/package/2006"

/* A sheet's name: [ ] : * ? / \ are refused, and more than 31 characters. */
static struct str sheet_name(struct arena *a, struct str title, size_t number)
{
    enum { NAME_MAX_CP = 31 };
    struct str cut = utf8_first_cp(title, NAME_MAX_CP);
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < cut.n; i++)
        buf_add_byte(&b, str_find_byte(STR("[]:*?/\\'"), cut.p[i]) < 8 ? ' ' : cut.p[i]);
    struct str name = str_trim(buf_view(&b));
    return name.n ? name : str_format(a, "%zu", number);
}

static struct str sheet_xml(struct arena *a, const struct table_file *t)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR(XML_HEAD "<worksheet xmlns=\"" SHEET_SPACE "\"><sheetData>"));
    for (size_t r = 0; r < t->rows_n; r++) {
        buf_addf(&b, "<row r=\"%zu\">", r + 1);
        for (size_t c = 0; c < t->columns_n && c < TABLE_COLUMNS_MAX; c++) {
            buf_addf(&b, "<c r=\"%c%zu\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
                     (char)('A' + c), r + 1);
            xml_text(&b, utf8_first_cp(t->cells[r * t->columns_n + c], TABLE_CELL_MAX_CP));
            buf_add(&b, STR("</t></is></c>"));
        }
        buf_add(&b, STR("</row>"));
    }
    buf_add(&b, STR("</sheetData></worksheet>"));
    return buf_view(&b);
}

static struct str types_xml(struct arena *a, size_t sheets)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR(XML_HEAD "<Types xmlns=\"" PACKAGE_SPACE "/content-types\">"
                             "<Default Extension=\"rels\" ContentType=\"application/"
                             "vnd.openxmlformats-package.relationships+xml\"/>"
                             "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                             "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
                             "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"));
    for (size_t i = 1; i <= sheets; i++)
        buf_addf(&b,
                 "<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"application/"
                 "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>",
                 i);
    buf_add(&b, STR("</Types>"));
    return buf_view(&b);
}

static struct str workbook_xml(struct arena *a, const struct table_file *tables, size_t n)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR(XML_HEAD "<workbook xmlns=\"" SHEET_SPACE "\" xmlns:r=\"" RELATION_SPACE
                             "\"><sheets>"));
    for (size_t i = 0; i < n; i++) {
        buf_add(&b, STR("<sheet name=\""));
        xml_text(&b, sheet_name(a, tables[i].title, i + 1));
        buf_addf(&b, "\" sheetId=\"%zu\" r:id=\"rId%zu\"/>", i + 1, i + 1);
    }
    buf_add(&b, STR("</sheets></workbook>"));
    return buf_view(&b);
}

static struct str relations_xml(struct arena *a, const char *type, const char *target, size_t n)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR(XML_HEAD "<Relationships xmlns=\"" PACKAGE_SPACE "/relationships\">"));
    for (size_t i = 1; i <= n; i++) {
        buf_addf(&b, "<Relationship Id=\"rId%zu\" Type=\"" RELATION_SPACE "/%s\" Target=\"%s", i,
                 type, target);
        if (n > 1 || str_eq(str_view(type), STR("worksheet")))
            buf_addf(&b, "%zu.xml", i);
        buf_add(&b, STR("\"/>"));
    }
    buf_add(&b, STR("</Relationships>"));
    return buf_view(&b);
}

/* ---- the archive (PKWARE APPNOTE 6.3, §4.3) ---- */

enum {
    ZIP_PARTS_MAX = TABLE_SHEETS_MAX + 4,
    ZIP_LOCAL = 0x04034b50,
    ZIP_CENTRAL = 0x02014b50,
    ZIP_END = 0x06054b50,
    ZIP_VERSION = 20,
    ZIP_DEFLATED = 8,
};

struct part {
    const char *name;
    uint32_t crc;
    uint32_t packed;
    uint32_t plain;
    uint32_t at;
};

struct archive {
    struct buf out;
    struct part parts[ZIP_PARTS_MAX];
    size_t parts_n;
    uint32_t dos_time;
};

static void add_16(struct buf *b, uint32_t value)
{
    buf_add_byte(b, (char)(value & 0xff));
    buf_add_byte(b, (char)(value >> 8 & 0xff));
}

static void add_32(struct buf *b, uint32_t value)
{
    add_16(b, value & 0xffff);
    add_16(b, value >> 16);
}

/* What local and central headers have in common. */
static void add_common(struct archive *z, const struct part *p)
{
    add_16(&z->out, ZIP_VERSION);
    add_16(&z->out, 0);
    add_16(&z->out, ZIP_DEFLATED);
    add_32(&z->out, z->dos_time);
    add_32(&z->out, p->crc);
    add_32(&z->out, p->packed);
    add_32(&z->out, p->plain);
    add_16(&z->out, (uint32_t)str_view(p->name).n);
    add_16(&z->out, 0);
}

/* Raw deflate, in a; the empty text when zlib fails. */
static struct str deflated(struct arena *a, struct str plain)
{
    enum { RAW = -15, MEMORY = 8 };
    z_stream z = {0};
    struct str packed = {0};
    if (plain.n > UINT32_MAX / 2 ||
        deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, RAW, MEMORY, Z_DEFAULT_STRATEGY))
        return packed;
    uLong room = deflateBound(&z, (uLong)plain.n);
    char *bytes = arena_alloc(a, room);
    z.next_in = (const Bytef *)plain.p;
    z.avail_in = (uInt)plain.n;
    z.next_out = (Bytef *)bytes;
    z.avail_out = (uInt)room;
    if (bytes && deflate(&z, Z_FINISH) == Z_STREAM_END)
        packed = (struct str){bytes, z.total_out};
    (void)deflateEnd(&z);
    return packed;
}

static void add_part(struct archive *z, struct arena *a, const char *name, struct str plain)
{
    struct str packed = deflated(a, plain);
    if (packed.n == 0 || z->parts_n == ZIP_PARTS_MAX) {
        z->out.failed = true;
        return;
    }
    struct part *p = &z->parts[z->parts_n++];
    *p = (struct part){.name = name,
                       .crc = (uint32_t)crc32(0, (const Bytef *)plain.p, (uInt)plain.n),
                       .packed = (uint32_t)packed.n,
                       .plain = (uint32_t)plain.n,
                       .at = (uint32_t)z->out.n};
    add_32(&z->out, ZIP_LOCAL);
    add_common(z, p);
    buf_add(&z->out, str_view(name));
    buf_add(&z->out, packed);
}

static void add_directory(struct archive *z)
{
    uint32_t at = (uint32_t)z->out.n;
    for (size_t i = 0; i < z->parts_n; i++) {
        add_32(&z->out, ZIP_CENTRAL);
        add_16(&z->out, ZIP_VERSION);
        add_common(z, &z->parts[i]);
        for (int k = 0; k < 3; k++) /* comment, disk, inner attributes */
            add_16(&z->out, 0);
        add_32(&z->out, 0);
        add_32(&z->out, z->parts[i].at);
        buf_add(&z->out, str_view(z->parts[i].name));
    }
    uint32_t size = (uint32_t)z->out.n - at;
    add_32(&z->out, ZIP_END);
    add_32(&z->out, 0);
    add_16(&z->out, (uint32_t)z->parts_n);
    add_16(&z->out, (uint32_t)z->parts_n);
    add_32(&z->out, size);
    add_32(&z->out, at);
    add_16(&z->out, 0);
}

/* MS-DOS time, then date, as one number. */
static uint32_t dos_time(int64_t at_ms)
{
    struct civil c = civil_from_instant(at_ms);
    uint32_t year = c.year < 1980 ? 0 : (uint32_t)(c.year - 1980) & 0x7f;
    uint32_t time = (uint32_t)c.hour << 11 | (uint32_t)c.minute << 5 | (uint32_t)c.second / 2;
    return (year << 9 | (uint32_t)c.month << 5 | (uint32_t)c.day) << 16 | time;
}

struct str table_xlsx(struct arena *a, const struct table_file *tables, size_t n, int64_t now_ms)
{
    static const char *const names[TABLE_SHEETS_MAX] = {
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml",
        "xl/worksheets/sheet4.xml"};
    struct archive z = {.dos_time = dos_time(now_ms)};
    buf_init(&z.out, a);
    if (n == 0 || n > TABLE_SHEETS_MAX)
        return STR("");
    add_part(&z, a, "[Content_Types].xml", types_xml(a, n));
    add_part(&z, a, "_rels/.rels", relations_xml(a, "officeDocument", "xl/workbook.xml", 1));
    add_part(&z, a, "xl/workbook.xml", workbook_xml(a, tables, n));
    add_part(&z, a, "xl/_rels/workbook.xml.rels",
             relations_xml(a, "worksheet", "worksheets/sheet", n));
    for (size_t i = 0; i < n; i++)
        add_part(&z, a, names[i], sheet_xml(a, &tables[i]));
    add_directory(&z);
    return buf_failed(&z.out) ? STR("") : buf_view(&z.out);
}

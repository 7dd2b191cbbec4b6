#include "ingest/import_folder.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[] = "/tmp/loa-import-folder-XXXXXX";

static bool is_part(const char *name, struct str bytes)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
    bool part = import_folder_is_part(path);
    unlink(path);
    return part;
}

static void names_tell(void **state)
{
    (void)state;
    static const char *const PARTS[] = {"a.jpg",  "A.PNG",  "b.jpg?w=300", "c.css@v=2", "d.pdf",
                                        "e.DOCX", "f.xlsx", "g.odt",       "h.rtf",     "i.opus",
                                        "k.heic", "l.epub", "m.7z",        "n.flac",    "o.doc"};
    static const char *const OTHERS[] = {"a.html", "b.txt", "c.jsonl", "d",       "jpg",
                                         ".pdf",   "e.xml", "f.warc",  "pdf.htm", "g.wacz"};
    for (size_t i = 0; i < COUNT_OF(PARTS); i++)
        if (!is_part(PARTS[i], STR("Chữ")))
            fail_msg("%s is a part", PARTS[i]);
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        if (is_part(OTHERS[i], STR("Chữ")))
            fail_msg("%s is no part", OTHERS[i]);
}

#define ZIP_HEAD "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x13\0\0\0"

/* Copies of sites have files without an end of a name. */
static void first_bytes_tell(void **state)
{
    (void)state;
    static const struct str PARTS[] = {
        STR_INIT("%PDF-1.4\n"),
        STR_INIT("\r\n %PDF-1.4\n"),
        STR_INIT("\xFF\xD8\xFF\xE0"),
        STR_INIT("II*\0\x08"),
        STR_INIT("\0\0\1\0\1\0"),
        STR_INIT("BM\x36\x30\0\0\0\0\0\0\x36\0"),
        STR_INIT("\0\0\0\x18"
                 "ftypheic"),
        STR_INIT("OggS\0\2"),
        STR_INIT("\xFF\xFB\x90\0"),
        STR_INIT("{\\rtf1 a}"),
        STR_INIT("<svg xmlns='http://www.w3.org/2000/svg'/>"),
        STR_INIT("<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE svg>\n<svg/>"),
        STR_INIT(ZIP_HEAD "[Content_Types].xml"),
        STR_INIT(ZIP_HEAD "mimetypeapplication/vnd.oasis.opendocument.text"),
    };
    static const struct str OTHERS[] = {
        STR_INIT(""),
        STR_INIT("BM là tên một giống lúa mới."),
        STR_INIT("<!doctype html><svg/>"),
        STR_INIT("<html><svg/></html>"),
        STR_INIT("<?xml version='1.0'?><rss><svg/></rss>"),
        STR_INIT("<"),
        STR_INIT("<?xml"),
        STR_INIT("{\"title\":\"%PDF-\"}"),
        STR_INIT("\xFF\xFE<\0h\0t\0m\0l\0"),
        STR_INIT(ZIP_HEAD "datapackage.json"),
        STR_INIT("PK\x03\x04"),
        STR_INIT("WARC/1.1\r\n"),
    };
    for (size_t i = 0; i < COUNT_OF(PARTS); i++)
        if (!is_part("tep", PARTS[i]))
            fail_msg("%zu is a part", i);
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        if (is_part("tep", OTHERS[i]))
            fail_msg("%zu is no part", i);
    assert_false(import_folder_is_part("/nowhere/tep"));
}

static void a_named_file_is_of_no_folder(void **state)
{
    (void)state;
    static const char *const PATHS[] = {"a", "a/b", "c.pdf"};
    assert_string_equal(import_folder_of(PATHS, 3, "a/b/x.pdf"), "a/b");
    assert_string_equal(import_folder_of(PATHS, 3, "a/x.pdf"), "a");
    assert_null(import_folder_of(PATHS, 3, "c.pdf"));
    assert_null(import_folder_of(PATHS, 3, "ab/x.pdf"));
    assert_true(import_folder_has_name(PATHS, 3, "c.pdf"));
    assert_false(import_folder_has_name(PATHS, 3, "a/c.pdf"));
    assert_false(import_folder_has_name(PATHS, 0, "a"));
}

static int begin(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_tell),
        cmocka_unit_test(first_bytes_tell),
        cmocka_unit_test(a_named_file_is_of_no_folder),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

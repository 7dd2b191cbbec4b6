/* wordsc: makes the catalogue of interface words from src/page/words.tsv.
 *
 * usage: wordsc words.tsv OUT.h OUT.c
 * A row is key, Vietnamese, English with one tab between; lines that begin with # and empty lines
 * are skipped. Exit 0 written, 1 a row is wrong ("file:line: message"), 2 misuse. */
#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "tools/file.h"

#include <stdio.h>

enum { CATALOGUE_BYTES_MAX = 1 << 20, ARENA_BYTES_MAX = 16 << 20 };

struct row {
    struct str key;
    struct str vietnamese;
    struct str english;
};

static bool key_good(struct str key)
{
    for (size_t i = 0; i < key.n; i++) {
        bool letter = key.p[i] >= 'a' && key.p[i] <= 'z';
        if (!letter && (i == 0 || (!byte_is_digit(key.p[i]) && key.p[i] != '_')))
            return false;
    }
    return key.n > 0;
}

static const char *row_wrong(const struct row *row, const struct vec *rows, bool more,
                             struct arena *a)
{
    if (!key_good(row->key))
        return "the key is a C name: a-z 0-9 _";
    if (more || row->vietnamese.n == 0 || row->english.n == 0)
        return "a row is key, Vietnamese, English with one tab between";
    if (!utf8_valid(row->vietnamese, NULL) || !utf8_valid(row->english, NULL) ||
        !str_eq(row->vietnamese, utf8_nfc(a, row->vietnamese)))
        return "words are UTF-8 in normal form C";
    bool number_vi = str_contains(row->vietnamese, STR("{n}"));
    if (number_vi != str_contains(row->english, STR("{n}")))
        return "{n} in one language only";
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *other = vec_at(rows, i);
        if (str_eq(other->key, row->key))
            return "the same key twice";
    }
    return NULL;
}

static enum rc read_rows(struct str path, struct vec *rows, struct err *e)
{
    struct str rest;
    struct str line;
    enum rc rc = file_read(rows->arena, path, CATALOGUE_BYTES_MAX, &rest, e);
    for (int at = 1; !rc && str_next_line(&rest, &line); at++) {
        struct str cells = line;
        struct row row;
        if (line.n == 0 || line.p[0] == '#')
            continue;
        (void)str_next(&cells, '\t', &row.key);
        (void)str_next(&cells, '\t', &row.vietnamese);
        (void)str_next(&cells, '\t', &row.english);
        const char *why = row_wrong(&row, rows, cells.n > 0, rows->arena);
        if (why)
            return fail(e, RC_INVALID, "%.*s:%d: %s", STR_ARG(path), at, why);
        struct row *kept = vec_push(rows);
        if (!kept)
            return fail(e, RC_NOMEM, "out of memory");
        *kept = row;
    }
    return rc;
}

static enum rc write_header(const struct vec *rows, struct str path, struct err *e)
{
    struct buf b;
    buf_init(&b, rows->arena);
    buf_add(&b,
            STR("/* Made by tools/wordsc from src/page/words.tsv: every word of the interface.\n"
                " *\n * Constant; any thread. */\n"
                "#ifndef LOA_PAGE_WORDS_H\n#define LOA_PAGE_WORDS_H\n\n"
                "#include \"base/str.h\"\n\nstruct words {\n"));
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = vec_at(rows, i);
        buf_addf(&b, "    struct str %.*s; /* %.*s */\n", STR_ARG(row->key), STR_ARG(row->english));
    }
    buf_add(
        &b,
        STR("};\n\n"
            "/* The words of a language (\"vi\", \"en\", \"en-GB\"); others get Vietnamese. */\n"
            "const struct words *words_of(struct str language);\n\n"
            "/* pattern with its {n} replaced by value, in a. */\n"
            "struct str words_with(struct arena *a, struct str pattern, struct str value);\n"
            "\n#endif\n"));
    return buf_failed(&b) ? fail(e, RC_NOMEM, "out of memory") : file_write(path, buf_view(&b), e);
}

static void add_language(struct buf *b, const struct vec *rows, const char *name, bool english)
{
    buf_addf(b, "const struct words %s = {\n", name);
    for (size_t i = 0; i < rows->n; i++) {
        const struct row *row = vec_at(rows, i);
        struct str words = english ? row->english : row->vietnamese;
        buf_addf(b, "    .%.*s = STR_INIT(\"", STR_ARG(row->key));
        for (size_t k = 0; k < words.n; k++) {
            if (words.p[k] == '"' || words.p[k] == '\\')
                buf_add_byte(b, '\\');
            buf_add_byte(b, words.p[k]);
        }
        buf_add(b, STR("\"),\n"));
    }
    buf_add(b, STR("};\n\n"));
}

static enum rc write_tables(const struct vec *rows, struct str path, struct err *e)
{
    struct buf b;
    buf_init(&b, rows->arena);
    buf_add(&b, STR("/* Made by tools/wordsc from src/page/words.tsv. */\n"
                    "#include \"page/words_tables.h\"\n\n"));
    add_language(&b, rows, "words_vi", false);
    add_language(&b, rows, "words_en", true);
    return buf_failed(&b) ? fail(e, RC_NOMEM, "out of memory") : file_write(path, buf_view(&b), e);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: wordsc words.tsv OUT.h OUT.c\n");
        return 2;
    }
    struct arena arena;
    arena_init(&arena, ARENA_BYTES_MAX);
    struct vec rows = VEC(struct row, &arena);
    struct err e = {""};
    enum rc rc = read_rows(str_view(argv[1]), &rows, &e);
    if (!rc)
        rc = write_header(&rows, str_view(argv[2]), &e);
    if (!rc)
        rc = write_tables(&rows, str_view(argv[3]), &e);
    if (rc)
        fprintf(stderr, "%s\n", e.text);
    arena_release(&arena);
    return rc ? 1 : 0;
}

/* gazc: makes the table of src/text/gazetteer.h from the lists in data/vi.
 *
 * usage: gazc OUT.c LIST.tsv...
 * A row is class, id, forms separated by "|", and for a former province the id of today's; rows that
 * begin with # are comments. Exit 0 written, 1 a row is wrong ("file:line: message"), 2 misuse. */
#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/gazetteer_table.h"
#include "text/syllable.h"
#include "tools/file.h"

#include <stdio.h>

enum {
    LIST_BYTES_MAX = 4 << 20,
    ARENA_BYTES_MAX = 256 << 20,
    IDS_MAX = UINT16_MAX,
    CAPITALS_MAX = 16, /* bits of gaz_value.capitals */
};

struct form {
    uint64_t hash; /* of the whole path */
    uint16_t id;
    uint16_t capitals;
    uint8_t class;
};

struct id {
    struct str text;
    struct str successor;
};

struct tables {
    struct arena *arena;
    struct vec forms; /* struct form */
    struct vec paths; /* uint64_t: every prefix of every form, repeated */
    struct vec ids;   /* struct id */
};

static const char *const CLASS_WORDS[] = {
#define X(name, word) word,
    GAZ_CLASS_TABLE(X)
#undef X
};

static bool class_from_word(struct str word, uint8_t *class)
{
    for (size_t i = 0; i < GAZ_CLASS_COUNT; i++) {
        if (!str_eq(word, str_view(CLASS_WORDS[i])))
            continue;
        *class = (uint8_t)i;
        return true;
    }
    return false;
}

/* Ids of one class follow each other in the lists, so the last ones are looked at first. */
static bool id_number(struct tables *t, struct str text, struct str successor, uint16_t *out)
{
    for (size_t i = t->ids.n; i-- > 0;) {
        const struct id *known = vec_at(&t->ids, i);
        if (str_eq(known->text, text)) {
            *out = (uint16_t)i;
            return true;
        }
    }
    struct id *added = t->ids.n < IDS_MAX ? vec_push(&t->ids) : NULL;
    if (!added)
        return false;
    *added = (struct id){text, successor};
    *out = (uint16_t)(t->ids.n - 1);
    return true;
}

static const char *add_form(struct tables *t, struct form form, struct str text)
{
    struct syllable piece;
    size_t at = 0;
    size_t n = 0;
    if (text.n > 1 && text.p[text.n - 1] == '.')
        text.n--;
    for (; syllable_next(text, &at, &piece); n++) {
        struct str bytes = gaz_piece(str_slice(text, piece.start, piece.end));
        struct syllable_form spelt = syllable_form(bytes);
        bool capital = spelt.letters != CASE_LOWER && spelt.letters != CASE_NONE;
        form.hash = gaz_hash(form.hash, spelt.key);
        form.capitals |= (uint16_t)(capital && n < CAPITALS_MAX ? 1U << n : 0);
        uint64_t *path = vec_push(&t->paths);
        if (path)
            *path = form.hash;
    }
    if (n == 0 || n > GAZ_SPAN_MAX)
        return "a form has 1 to 12 syllables";
    struct form *kept = vec_push(&t->forms);
    if (kept)
        *kept = form;
    return NULL;
}

static const char *add_row(struct tables *t, struct str line)
{
    struct str class_word;
    struct str id;
    struct str forms;
    struct str form;
    struct form base = {.hash = 0};
    if (!utf8_valid(line, NULL) || !str_eq(line, utf8_nfc(t->arena, line)))
        return "text is UTF-8 in normal form C";
    (void)str_next(&line, '\t', &class_word);
    (void)str_next(&line, '\t', &id);
    (void)str_next(&line, '\t', &forms);
    if (!class_from_word(class_word, &base.class))
        return "no such class";
    if (id.n == 0 || forms.n == 0)
        return "a row is class, id, forms with one tab between";
    if (!id_number(t, id, line, &base.id))
        return "too many ids";
    while (str_next(&forms, '|', &form)) {
        const char *why = add_form(t, base, form);
        if (why)
            return why;
    }
    return NULL;
}

static enum rc read_list(struct tables *t, struct str path, struct err *e)
{
    struct str rest;
    struct str line;
    enum rc rc = file_read(t->arena, path, LIST_BYTES_MAX, &rest, e);
    for (int at = 1; !rc && str_next_line(&rest, &line); at++) {
        if (line.n == 0 || line.p[0] == '#')
            continue;
        const char *why = add_row(t, line);
        if (why)
            return fail(e, RC_INVALID, "%.*s:%d: %s", STR_ARG(path), at, why);
    }
    return rc;
}

static size_t slot_of(const struct gaz_slot *slots, size_t n, uint64_t hash)
{
    size_t at = hash & (n - 1);
    while (slots[at].hash != 0 && slots[at].hash != hash)
        at = (at + 1) & (n - 1);
    return at;
}

/* Forms that end at one slot, counted into starts; their values follow each other. */
static void write_values(struct buf *b, const struct tables *t, struct gaz_slot *slots, size_t n)
{
    const struct form *forms = t->forms.p;
    uint32_t *next = arena_array(t->arena, t->forms.n + 1, sizeof *next);
    uint32_t *first = arena_array(t->arena, n, sizeof *first);
    uint32_t written = 0;
    if (!forms || !next || !first)
        return;
    for (size_t i = t->forms.n; i-- > 0;) {
        size_t slot = slot_of(slots, n, forms[i].hash);
        next[i] = first[slot];
        first[slot] = (uint32_t)i + 1;
    }
    buf_add(b, STR("const struct gaz_value gaz_values[] = {\n"));
    for (size_t slot = 0; slot < n; slot++) {
        slots[slot].values = first[slot] ? written + 1 : 0;
        for (uint32_t i = first[slot]; i; i = next[i - 1], written++)
            buf_addf(b, "{%u,%u,%u,%d},\n", forms[i - 1].id, forms[i - 1].capitals,
                     forms[i - 1].class, next[i - 1] == 0);
    }
    buf_add(b, STR("};\n"));
}

static void write_slots(struct buf *b, const struct gaz_slot *slots, size_t n)
{
    buf_add(b, STR("const struct gaz_slot gaz_slots[] = {\n"));
    for (size_t i = 0; i < n; i++)
        buf_addf(b, "{UINT64_C(%llu),%u},\n", (unsigned long long)slots[i].hash, slots[i].values);
    buf_addf(b, "};\nconst size_t gaz_slots_n = %zu;\n", n);
}

static void write_ids(struct buf *b, const struct vec *ids)
{
    buf_add(b, STR("const char *const gaz_ids[] = {\n"));
    for (size_t i = 0; i < ids->n; i++)
        buf_addf(b, "\"%.*s\",\n", STR_ARG(((struct id *)vec_at(ids, i))->text));
    buf_add(b, STR("};\nconst char *const gaz_successors[] = {\n"));
    for (size_t i = 0; i < ids->n; i++) {
        struct str successor = ((struct id *)vec_at(ids, i))->successor;
        if (successor.n)
            buf_addf(b, "\"%.*s\",\n", STR_ARG(successor));
        else
            buf_add(b, STR("0,\n"));
    }
    buf_addf(b, "};\nconst size_t gaz_ids_n = %zu;\n", ids->n);
}

static enum rc write_tables(const struct tables *t, struct str path, struct err *e)
{
    struct buf b;
    size_t n = 1;
    while (n < t->paths.n * 2)
        n *= 2;
    struct gaz_slot *slots = arena_array(t->arena, n, sizeof *slots);
    for (size_t i = 0; slots && i < t->paths.n; i++) {
        uint64_t hash = *(uint64_t *)vec_at(&t->paths, i);
        slots[slot_of(slots, n, hash)].hash = hash;
    }
    if (!slots)
        return fail(e, RC_NOMEM, "out of memory");
    buf_init(&b, t->arena);
    buf_add(&b, STR("/* Made by tools/gazc. */\n#include \"text/gazetteer_table.h\"\n\n"));
    write_values(&b, t, slots, n);
    write_slots(&b, slots, n);
    write_ids(&b, &t->ids);
    if (buf_failed(&b) || arena_failed(t->arena))
        return fail(e, RC_NOMEM, "out of memory");
    return file_write(path, buf_view(&b), e);
}

int main(int argc, char **argv)
{
    struct arena a;
    struct err e = {""};
    enum rc rc = RC_OK;
    if (argc < 3) {
        fputs("usage: gazc OUT.c LIST.tsv...\n", stderr);
        return 2;
    }
    arena_init(&a, ARENA_BYTES_MAX);
    struct tables t = {
        &a,
        VEC(struct form, &a),
        VEC(uint64_t, &a),
        VEC(struct id, &a),
    };
    for (int i = 2; i < argc && !rc; i++)
        rc = read_list(&t, str_view(argv[i]), &e);
    if (!rc)
        rc = write_tables(&t, str_view(argv[1]), &e);
    if (rc)
        fprintf(stderr, "gazc: %s\n", e.text);
    arena_release(&a);
    return rc ? 1 : 0;
}

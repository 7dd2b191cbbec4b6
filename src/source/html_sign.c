#include "source/html_sign.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "source/byline.h"

enum {
    SIGNATURE_CP_MAX = 90,
    LINES_MAX = 4, /* texts from the end on that may sign: writer, photographer, source */
};

static bool is_known(const struct doc *doc, struct str name, enum doc_role role)
{
    for (size_t i = 0; i < doc->people_n; i++)
        if (str_eq_nocase(doc->people[i].name, name) && doc->people[i].role == role)
            return true;
    return false;
}

static void add_people(struct arena *a, struct doc *doc, const struct byline *by)
{
    struct vec people = VEC(struct doc_person, a);
    for (size_t i = 0; i < doc->people_n + by->people_n; i++) {
        bool old = i < doc->people_n;
        struct doc_person person = old ? doc->people[i] : by->people[i - doc->people_n];
        if (!old && is_known(doc, person.name, person.role))
            continue;
        struct doc_person *slot = vec_push(&people);
        if (slot)
            *slot = person;
    }
    doc->people = people.p;
    doc->people_n = people.n;
}

static bool is_text(const struct doc_block *b)
{
    return b->type == DOC_PARAGRAPH || b->type == DOC_HEADING || b->type == DOC_QUOTE ||
           b->type == DOC_LIST || b->type == DOC_TABLE;
}

static bool ends_sentence(struct str s)
{
    return s.n && str_find_byte(STR(".?!:;"), s.p[s.n - 1]) < 5;
}

/* "Lê Phương", "Hà Vũ - Trung Sơn": names of two words or more, nothing else. */
static bool are_full_names(const struct byline *by)
{
    for (size_t i = 0; i < by->people_n; i++)
        if (str_find_byte(by->people[i].name, ' ') == by->people[i].name.n)
            return false;
    return by->people_n > 0;
}

static bool signs(struct arena *a, const struct doc *doc, const struct doc_block *b,
                  struct byline *by)
{
    if (b->type != DOC_PARAGRAPH && b->type != DOC_HEADING)
        return false;
    if (utf8_count_cp(b->text) > SIGNATURE_CP_MAX || !byline_read(a, b->text, by))
        return false;
    if (by->labelled)
        return by->people_n > 0 || by->source.n > 0;
    return str_eq(doc->language, STR("vi")) && !ends_sentence(b->text) && are_full_names(by);
}

static void drop_block(struct doc *doc, size_t at)
{
    for (size_t i = at; i + 1 < doc->blocks_n; i++)
        doc->blocks[i] = doc->blocks[i + 1];
    doc->blocks_n--;
}

void html_sign(struct arena *a, struct doc *doc)
{
    size_t texts = 0;
    for (size_t i = doc->blocks_n; i-- > 1 && texts < LINES_MAX;) {
        struct byline by;
        if (!is_text(&doc->blocks[i]))
            continue;
        if (!signs(a, doc, &doc->blocks[i], &by))
            return;
        texts++;
        add_people(a, doc, &by);
        if (by.source.n && doc->source_name.n == 0)
            doc->source_name = by.source;
        drop_block(doc, i);
    }
}

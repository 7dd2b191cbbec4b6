#include "source/html_sign.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "source/byline.h"
#include "source/html_line.h"

enum {
    SIGNATURE_CP_MAX = 90,
    LINES_MAX = 4, /* texts from the end on that may sign: writer, photographer, source */
};

static bool is_known(struct arena *a, const struct doc *doc, struct str name, enum doc_role role)
{
    struct str lower = utf8_lower(a, name);
    for (size_t i = 0; i < doc->people_n; i++)
        if (doc->people[i].role == role && str_eq(utf8_lower(a, doc->people[i].name), lower))
            return true;
    return false;
}

static void push(struct vec *people, struct doc_person person)
{
    struct doc_person *slot = vec_push(people);
    if (slot)
        *slot = person;
}

/* Puts by's people behind the first `at` of doc's. */
static void insert_people(struct arena *a, struct doc *doc, size_t at, const struct byline *by)
{
    struct vec people = VEC(struct doc_person, a);
    for (size_t i = 0; i < at; i++)
        push(&people, doc->people[i]);
    for (size_t i = 0; i < by->people_n; i++)
        if (!is_known(a, doc, by->people[i].name, by->people[i].role))
            push(&people, by->people[i]);
    for (size_t i = at; i < doc->people_n; i++)
        push(&people, doc->people[i]);
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

/* "Lê Phương", "Hà Vũ - Trung Sơn": names of two words or more; "K.Chi", "N.V.A". */
static bool are_full_names(const struct byline *by)
{
    for (size_t i = 0; i < by->people_n; i++) {
        struct str name = by->people[i].name;
        size_t point = str_find_byte(name, '.');
        if (str_find_byte(name, ' ') == name.n && (point == 0 || point > 2 || point + 1 >= name.n))
            return false;
    }
    return by->people_n > 0;
}

/* An office signs behind a sentence or a name, not under a heading. */
static bool office_signs(struct arena *a, const struct doc *doc, const struct doc_block *b,
                         struct byline *by)
{
    struct byline above;
    return b > doc->blocks && !ends_sentence(b->text) && str_eq(doc->language, STR("vi")) &&
           (ends_sentence(b[-1].text) ||
            (byline_read(a, b[-1].text, &above) && are_full_names(&above))) &&
           byline_office(a, b->text, by);
}

static bool signs(struct arena *a, const struct doc *doc, const struct doc_block *b,
                  struct byline *by)
{
    if ((b->type != DOC_PARAGRAPH && b->type != DOC_HEADING) ||
        utf8_count_cp(b->text) > SIGNATURE_CP_MAX)
        return false;
    if (!byline_read(a, b->text, by))
        return office_signs(a, doc, b, by);
    if (by->labelled)
        return by->people_n > 0 || by->source.n > 0;
    return str_eq(doc->language, STR("vi")) && !ends_sentence(b->text) && are_full_names(by);
}

void html_sign_line(struct arena *a, struct doc *doc, struct str line)
{
    struct byline by;
    struct str part;
    while (html_line_part(&line, &part)) {
        if (html_line_is_tools(a, part) || !byline_read(a, part, &by))
            continue;
        insert_people(a, doc, doc->people_n, &by);
        if (by.source.n && doc->source_name.n == 0)
            doc->source_name = by.source;
    }
}

/* ---- the newsroom's mark ---- */

/* The markup without the mark that its text begins with; as it is if the mark is not whole in it. */
static struct html without_mark(struct arena *a, struct html html, struct str mark)
{
    size_t at = 0;
    while (at < html.s.n && html.s.p[at] == '<')
        at += str_find_byte(str_from(html.s, at), '>') + 1;
    if (!str_starts(str_from(html.s, at), html_escape(a, mark).s))
        return html;
    struct str rest = str_from(html.s, at + html_escape(a, mark).s.n);
    /* a part of clean markup without some of its text is clean markup */
    return html_from_store(str_concat(a, str_first(html.s, at), rest));
}

static void take_mark(struct arena *a, struct doc *doc, struct doc_block *b)
{
    size_t length = 0;
    struct str mark = html_line_mark(b->text, &length);
    struct html html = without_mark(a, b->html, str_first(b->text, length));
    if (mark.n == 0 || (b->html.s.n && html.s.n == b->html.s.n))
        return;
    doc->dateline = doc->dateline.n ? doc->dateline : mark;
    b->text = str_from(b->text, length);
    b->html = html;
}

void html_sign_mark(struct arena *a, struct doc *doc)
{
    size_t length = 0;
    struct str mark = html_line_mark(doc->lead, &length);
    if (!str_eq(doc->language, STR("vi")))
        return;
    if (mark.n) {
        doc->dateline = doc->dateline.n ? doc->dateline : mark;
        doc->lead = str_from(doc->lead, length);
    }
    for (size_t i = 0; i < doc->blocks_n; i++) {
        if (!is_text(&doc->blocks[i]))
            continue;
        if (doc->blocks[i].type == DOC_PARAGRAPH)
            take_mark(a, doc, &doc->blocks[i]);
        return;
    }
}

/* ---- signatures ---- */

static void drop_block(struct doc *doc, size_t at)
{
    for (size_t i = at; i + 1 < doc->blocks_n; i++)
        doc->blocks[i] = doc->blocks[i + 1];
    doc->blocks_n--;
}

/* "ẢNH: THẠCH ĐA" in a line of its own: the credit of the picture above it. */
static void credit_pictures(struct arena *a, struct doc *doc)
{
    for (size_t i = 1; i < doc->blocks_n; i++) {
        struct doc_block *figure = &doc->blocks[i - 1];
        const struct doc_block *b = &doc->blocks[i];
        struct byline by;
        bool line = figure->type == DOC_FIGURE && figure->credit.n == 0 &&
                    b->type == DOC_PARAGRAPH && utf8_count_cp(b->text) <= SIGNATURE_CP_MAX;
        struct str credit = line ? byline_credit(a, b->text) : STR("");
        if (credit.n == 0 || !byline_read(a, b->text, &by) || !by.labelled || by.people_n != 1 ||
            by.people[0].role != DOC_PHOTOGRAPHER || by.source.n)
            continue;
        figure->credit = credit;
        drop_block(doc, i);
    }
}

void html_sign(struct arena *a, struct doc *doc)
{
    bool vietnamese = str_eq(doc->language, STR("vi"));
    size_t texts = 0;
    size_t known =
        doc->people_n; /* lines are read from the last up: each goes before those below it */
    credit_pictures(a, doc);
    for (size_t i = doc->blocks_n; i-- > 1 && texts < LINES_MAX;) {
        struct byline by;
        if (!is_text(&doc->blocks[i]))
            continue;
        texts++;
        if (vietnamese && byline_desk(doc->blocks[i].text, &by)) {
            insert_people(a, doc, known, &by);
            drop_block(doc, i);
            continue;
        }
        if (!signs(a, doc, &doc->blocks[i], &by))
            return;
        insert_people(a, doc, known, &by);
        if (by.source.n && doc->source_name.n == 0)
            doc->source_name = by.source;
        drop_block(doc, i);
    }
}

#include "source/capture.h"

#include "base/utf8.h"
#include "source/capture_page.h"
#include "source/charset.h"
#include "source/formats.h"

/* Vietnamese shows itself by letters that no other language of such pages has. */
static struct str language_of(const struct page *p)
{
    enum { LETTERS_LOOKED_AT = 4000, VIETNAMESE_SHARE = 50 };
    size_t letters = 0;
    size_t vietnamese = 0;
    for (size_t i = p->title; i < p->lines.n && letters < LETTERS_LOOKED_AT; i++) {
        struct str rest = str_first(p->lines.at[i].text, LETTERS_LOOKED_AT);
        while (rest.n) {
            uint32_t cp = utf8_next(&rest);
            letters += utf8_is_letter(cp);
            vietnamese +=
                (cp >= 0x1EA0 && cp <= 0x1EF9) || cp == 0x111 || cp == 0x1A1 || cp == 0x1B0;
        }
    }
    return vietnamese * VIETNAMESE_SHARE > letters ? STR("vi") : STR("en");
}

/* Who alone signs an article is its author, also when "(tổng hợp)" follows the name. */
static void name_author(struct vec *people)
{
    for (size_t i = 0; i < people->n; i++) {
        const struct doc_person *person = vec_at(people, i);
        if (person->role == DOC_AUTHOR)
            return;
    }
    for (size_t i = 0; i < people->n; i++) {
        struct doc_person *person = vec_at(people, i);
        if (person->role == DOC_COMPILER)
            person->role = DOC_AUTHOR;
    }
}

static void finish(struct page *p)
{
    name_author(&p->people);
    p->doc.blocks = p->blocks.p;
    p->doc.blocks_n = p->blocks.n;
    p->doc.people = p->people.p;
    p->doc.people_n = p->people.n;
    p->doc.tags = p->tags.p;
    p->doc.tags_n = p->tags.n;
    p->doc.teasers = p->teasers.p;
    p->doc.teasers_n = p->teasers.n;
    p->doc.language = language_of(p);
}

/* A list of headlines has a title and no text of its own. */
static bool has_text(const struct page *p)
{
    for (size_t i = 0; i < p->blocks.n; i++) {
        const struct doc_block *block = vec_at(&p->blocks, i);
        if (block->type == DOC_PARAGRAPH || block->type == DOC_FIGURE)
            return true;
    }
    return p->doc.lead.n > 0;
}

enum rc capture_read(struct arena *a, struct str bytes, struct doc *out, struct err *e)
{
    struct str text;
    enum rc rc = charset_text(bytes, &text, e);
    if (rc)
        return rc;
    struct page p = {.a = a,
                     .blocks = VEC(struct doc_block, a),
                     .people = VEC(struct doc_person, a),
                     .tags = VEC(struct str, a),
                     .teasers = VEC(struct doc_teaser, a)};
    p.doc.published_ms = CLOCK_NONE;
    p.doc.updated_ms = CLOCK_NONE;
    rc = lines_read(a, text, &p.lines, e);
    if (rc)
        return rc;
    bool found = page_read_head(&p);
    if (found) {
        page_read_body(&p);
        page_read_teasers(&p);
        finish(&p);
        found = has_text(&p);
    }
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "page needs more memory than its limit");
    if (!found)
        return fail(e, RC_INVALID, "no article found: no title with text below it");
    *out = p.doc;
    return RC_OK;
}

/* ---- texts that are no page ---- */

static bool contains_any(struct str s, const struct str *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_contains(s, words[i]))
            return true;
    return false;
}

/* A line that programs read. */
static bool is_code(struct str line)
{
    static const struct str STARTS[] = {
        STR_INIT("#include"), STR_INIT("import "), STR_INIT("def "),  STR_INIT("class "),
        STR_INIT("return "),  STR_INIT("if ("),    STR_INIT("for ("), STR_INIT("//"),
        STR_INIT("/*"),       STR_INIT("export "), STR_INIT("set -"), STR_INIT("function "),
        STR_INIT("var "),     STR_INIT("const "),  STR_INIT("<?php"), STR_INIT("fi"),
        STR_INIT("done"),     STR_INIT("echo "),   STR_INIT("cd "),   STR_INIT("exit ")};
    static const struct str SIGNS[] = {STR_INIT(" == "), STR_INIT("()"), STR_INIT("->"),
                                       STR_INIT("::"),   STR_INIT("&&"), STR_INIT("||"),
                                       STR_INIT("$("),   STR_INIT("${"), STR_INIT("\");"),
                                       STR_INIT("');"),  STR_INIT("):")};
    for (size_t i = 0; i < COUNT_OF(STARTS); i++)
        if (str_starts(line, STARTS[i]))
            return true;
    return str_ends(line, STR("{")) || str_ends(line, STR("}")) || str_ends(line, STR("\\")) ||
           str_ends(line, STR(";")) || contains_any(line, SIGNS, COUNT_OF(SIGNS));
}

/* A script, a source file: "#!", or a third of its lines. */
static bool is_program(struct str bytes)
{
    enum { LINES_MAX = 300, LINES_MIN = 3, CODE_SHARE = 3 };
    struct str line;
    size_t lines = 0;
    size_t code = 0;
    if (str_starts(bytes, STR("#!")))
        return true;
    while (lines < LINES_MAX && str_next_line(&bytes, &line)) {
        line = str_trim(line);
        lines += line.n > 0;
        code += line.n && is_code(line);
    }
    return code >= LINES_MIN && code * CODE_SHARE >= lines;
}

/* Neither Vietnamese, nor dated, nor signed: a licence, notes of a program. The text of a page has one of
 * them. A licence has a version's date. */
static bool is_stray_text(struct arena *a, const struct doc *d)
{
    static const struct str LICENCES[] = {STR_INIT("license"), STR_INIT("licence"),
                                          STR_INIT("copyright"), STR_INIT("readme")};
    bool named = contains_any(utf8_lower(a, d->title), LICENCES, COUNT_OF(LICENCES));
    bool dated = d->published_ms != CLOCK_NONE || d->updated_ms != CLOCK_NONE;
    return !str_eq(d->language, STR("vi")) && d->people_n == 0 && d->source_name.n == 0 &&
           d->dateline.n == 0 && (!dated || named);
}

static bool is_capture(struct str first)
{
    (void)first;
    return true;
}

static enum rc read_as_page(struct arena *a, struct str bytes, const struct source_origin *origin,
                            struct doc *out, struct err *e)
{
    struct doc d = {.title = STR("")};
    (void)origin;
    if (is_program(bytes))
        return fail(e, RC_INVALID, "no article: a program's text");
    enum rc rc = capture_read(a, bytes, &d, e);
    if (!rc && is_stray_text(a, &d))
        return fail(e, RC_INVALID, "no article: neither a date nor a writer nor Vietnamese");
    if (!rc)
        *out = d;
    return rc;
}

const struct source_format format_capture = {.name = "capture",
                                             .words = "text capture",
                                             .kind = SOURCE_PAGE,
                                             .is = is_capture,
                                             .read = read_as_page};

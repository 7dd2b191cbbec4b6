/* What a query asks for besides words: author, section, dates. An unquoted name ends where the longest
 * name that there is ends; what stands behind it are words. */
#include "site/find_internal.h"

#include "article/slug.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "text/fold.h"
#include "text/norm.h"
#include "text/token.h"

enum { NAME_WORDS_MAX = 12 }; /* of a section; what follows more cannot be part of its name */

/* ---- sections ---- */

/* Folded letters and digits alone: "Văn hóa", "van-hoa" and "vanhoa" are one name. */
static struct str squeezed(struct arena *a, struct str name)
{
    struct str rest = norm_text(a, text_fold(a, name));
    struct str token;
    struct buf b;
    buf_init(&b, a);
    while (token_next(&rest, &token))
        buf_add(&b, token);
    return buf_view(&b);
}

/* name: squeezed. */
static bool names_section(struct arena *a, const struct store_section *s, struct str name)
{
    return str_eq(squeezed(a, s->slug), name) || str_eq(squeezed(a, s->name), name);
}

static bool is_below(const struct find_place *p, int64_t id, int64_t above)
{
    enum { DEPTH_MAX = 16 }; /* STORE_SECTION_DEPTH_MAX */
    for (int depth = 0; depth < DEPTH_MAX && id; depth++) {
        if (id == above)
            return true;
        int64_t parent = 0;
        for (size_t i = 0; i < p->sections_n; i++)
            if (p->sections[i].id == id)
                parent = p->sections[i].parent_id;
        id = parent;
    }
    return false;
}

/* The sections of that name and all below them. */
static struct vec sections_named(const struct find_place *p, struct str name)
{
    struct vec ids = VEC(int64_t, p->arena);
    name = squeezed(p->arena, name);
    for (size_t i = 0; name.n && i < p->sections_n; i++) {
        if (!names_section(p->arena, &p->sections[i], name))
            continue;
        for (size_t k = 0; k < p->sections_n && ids.n < STORE_LIST_MAX; k++) {
            bool below = is_below(p, p->sections[k].id, p->sections[i].id);
            int64_t *id = below ? vec_push(&ids) : NULL;
            if (id)
                *id = p->sections[k].id;
        }
    }
    return ids;
}

/* Where the tokens of text end, at most most of them. */
static size_t token_ends(struct str text, size_t *ends, size_t most)
{
    struct str rest = text;
    struct str token;
    size_t n = 0;
    while (n < most && token_next(&rest, &token))
        ends[n++] = (size_t)(token.p + token.n - text.p);
    return n;
}

/* The section asked for; found->section_unknown when there is none. */
static void find_section(struct finding *f)
{
    const struct find_place *p = f->place;
    size_t ends[NAME_WORDS_MAX];
    struct str name = str_trim(f->query.section);
    if (name.n == 0)
        return;
    struct vec ids = sections_named(p, name);
    size_t n = f->query.section_open && ids.n == 0 ? token_ends(name, ends, NAME_WORDS_MAX) : 0;
    while (ids.n == 0 && n-- > 0) {
        ids = sections_named(p, str_first(name, ends[n]));
        if (ids.n == 0)
            continue;
        query_add_words(p->arena, &f->query, str_from(name, ends[n]));
        f->query.section = str_first(name, ends[n]);
    }
    f->section_ids = ids.p;
    f->section_ids_n = ids.n;
    f->found->section_unknown = ids.n == 0;
}

/* ---- authors ---- */

/* Whether somebody has just that name; of one word, because that is a part of many. */
static enum rc is_pen_name(const struct finding *f, struct str word, bool *known)
{
    enum { LABELS_MAX = 20 }; /* names that begin so */
    const struct find_place *p = f->place;
    struct store_label *labels = NULL;
    size_t n = 0;
    enum rc rc =
        store_labels_like(p->reader, p->arena, STORE_LABEL_PERSON, slug_from_title(p->arena, word),
                          p->now_ms, LABELS_MAX, &labels, &n, f->err);
    for (size_t i = 0; i < n && !rc && !*known; i++)
        *known = str_eq(text_fold(p->arena, labels[i].name), text_fold(p->arena, word));
    return rc;
}

/* Whether anybody of that name has written anything. */
static enum rc is_author(const struct finding *f, struct str name, bool *known)
{
    struct store_hit *hits = NULL;
    size_t n = 0;
    struct finding alone = {
        .place = f->place,
        .query = {.author = name, .from_ms = CLOCK_NONE, .until_ms = CLOCK_NONE},
        .work_left = f->work_left,
        .err = f->err};
    enum rc rc = find_hits(&alone, (struct find_how){.left_out = SIZE_MAX, .limit = 1}, &hits, &n);
    *known = n > 0;
    return rc;
}

/* The longest name there is at the beginning of an unquoted one; all of it when there is none. */
static enum rc find_author(struct finding *f)
{
    size_t ends[FIND_AUTHOR_WORDS_MAX];
    struct str name = f->query.author;
    size_t n = f->query.author_open ? token_ends(name, ends, FIND_AUTHOR_WORDS_MAX) : 0;
    bool known = n < 2;
    while (!known && n > 0) {
        enum rc rc = (n > 1 ? is_author : is_pen_name)(f, str_first(name, ends[n - 1]), &known);
        if (rc)
            return rc;
        n -= !known;
    }
    if (n < 1 || !known)
        return RC_OK;
    query_add_words(f->place->arena, &f->query, str_from(name, ends[n - 1]));
    f->query.author = str_first(name, ends[n - 1]);
    return RC_OK;
}

/* ---- the form ---- */

/* The fields of the form go before those in the words. */
static void read_form(struct query *q, const struct find_ask *ask)
{
    int64_t from = CLOCK_NONE;
    int64_t until = CLOCK_NONE;
    if (ask->author.n) {
        q->author = ask->author;
        q->author_open = false;
    }
    if (ask->section.n) {
        q->section = ask->section;
        q->section_open = false;
    }
    if (ask->from.n) {
        q->from_unreadable = !query_date(ask->from, &from, &until);
        q->from_ms = q->from_unreadable ? CLOCK_NONE : from;
    }
    if (ask->until.n) {
        q->until_unreadable = !query_date(ask->until, &from, &until);
        q->until_ms = q->until_unreadable ? CLOCK_NONE : until;
    }
}

enum rc find_fields(struct finding *f)
{
    struct query *q = &f->query;
    read_form(q, f->ask);
    q->author = norm_text(f->place->arena, q->author);
    find_section(f);
    return find_author(f);
}

static void add_field(struct buf *b, const char *name, struct str value)
{
    buf_addf(b, " %s: \"", name);
    buf_add(b, value);
    buf_add_byte(b, '"');
}

struct str find_with_fields(const struct finding *f, struct str words)
{
    struct arena *a = f->place->arena;
    const struct query *q = &f->query;
    struct buf b;
    if (words.n == 0)
        return words;
    buf_init(&b, a);
    buf_add(&b, words);
    if (q->author.n && !f->ask->author.n)
        add_field(&b, "tác giả", q->author);
    if (q->section.n && !f->ask->section.n)
        add_field(&b, "chuyên mục", q->section);
    if (q->from_ms != CLOCK_NONE && !f->ask->from.n)
        buf_addf(&b, " từ: %.*s", STR_ARG(clock_vietnamese_date(a, q->from_ms)));
    if (q->until_ms != CLOCK_NONE && !f->ask->until.n)
        buf_addf(&b, " đến: %.*s", STR_ARG(clock_vietnamese_date(a, q->until_ms - CLOCK_DAY_MS)));
    return buf_view(&b);
}

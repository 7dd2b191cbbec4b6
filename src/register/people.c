#include "register/people.h"

#include "base/utf8.h"
#include "register/people_internal.h"

#include <string.h>

enum {
    LINKS_LOOKED_AT = 64, /* persons with one word of the name in common: more are not looked at */
    NAME_PARTS_MAX = 8,
    WORD_SLOTS_LEAST = 64,
};

/* -- persons by the words of their names -- */

/* Persons whose names have a word with this key, latest first. */
struct word_link {
    uint64_t key;
    uint32_t person;
    uint32_t next; /* + 1 */
};

struct grouping {
    struct people *p;
    uint32_t *slots; /* by key: the latest link + 1 */
    size_t slots_n;
    struct vec links;
};

static const struct mention *mention_of(const struct people *p, uint32_t i)
{
    return &p->names->v[i];
}

struct person *people_person(const struct people *p, uint32_t person)
{
    return vec_at(&p->persons, person);
}

static uint32_t first_link(const struct grouping *g, uint64_t key)
{
    uint32_t link = g->slots[key & (g->slots_n - 1)];
    return link;
}

static void add_link(struct grouping *g, uint64_t key, uint32_t person)
{
    uint32_t *slot = &g->slots[key & (g->slots_n - 1)];
    struct word_link *link = vec_push(&g->links);
    if (!link)
        return;
    *link = (struct word_link){key, person, *slot};
    *slot = (uint32_t)g->links.n;
}

static size_t name_words(const struct people *p, const struct mention *m,
                         uint64_t keys[NAME_PARTS_MAX])
{
    size_t n = 0;
    for (size_t i = m->from; i < m->to && n < NAME_PARTS_MAX; i++)
        keys[n++] = p->r->pieces[i].key;
    return n;
}

static bool has_key(const uint64_t *keys, size_t n, uint64_t key)
{
    for (size_t i = 0; i < n; i++)
        if (keys[i] == key)
            return true;
    return false;
}

/* "V." of "Vladimir". */
static bool is_initial_of(const struct people *p, size_t piece, size_t whole)
{
    struct str s = reading_text(p->r, piece, piece + 1);
    struct str w = reading_text(p->r, whole, whole + 1);
    uint32_t first = s.n ? utf8_next(&s) : 0;
    return str_eq(s, STR(".")) && w.n && utf8_next(&w) == first;
}

/* Each word of m is a word, or the initial of a word, of whole. */
static bool words_are_of(const struct people *p, const struct mention *m, const struct mention *w)
{
    uint64_t keys[NAME_PARTS_MAX];
    size_t n = name_words(p, w, keys);
    for (size_t i = m->from; i < m->to; i++) {
        bool found = has_key(keys, n, p->r->pieces[i].key);
        for (size_t k = w->from; k < w->to && !found; k++)
            found = is_initial_of(p, i, k);
        if (!found)
            return false;
    }
    return true;
}

static bool is_vietnamese_name(const struct people *p, const struct mention *m)
{
    if (!reading_span(p->r, m->from, GAZ_SURNAME) || m->to - m->from < 2)
        return false;
    for (size_t i = m->from; i < m->to; i++)
        if (!reading_is_vietnamese(p->r, i))
            return false;
    return true;
}

/* One letter more, less or other: a slip of the pen, where the words are long enough. */
static bool is_slip(struct str a, struct str b)
{
    enum { SLIP_LEAST_BYTES = 4 };
    size_t same = 0;
    if (a.n < SLIP_LEAST_BYTES || b.n < SLIP_LEAST_BYTES)
        return false;
    while (same < a.n && same < b.n && a.p[same] == b.p[same])
        same++;
    size_t end = 0;
    while (end < a.n - same && end < b.n - same && a.p[a.n - 1 - end] == b.p[b.n - 1 - end])
        end++;
    size_t rest_a = a.n - same - end;
    size_t rest_b = b.n - same - end;
    bool swapped = rest_a == rest_b && (rest_a == 2 || (rest_a == 3 && same)) &&
                   a.p[same] == b.p[same + rest_a - 1] && a.p[same + rest_a - 1] == b.p[same] &&
                   (rest_a == 2 || a.p[same + 1] == b.p[same + 1]); /* "Adibi", "Abidi" */
    return swapped || (rest_a <= 1 && rest_b <= 1);
}

/* "Win" and "Winn": one ends in a letter the other doubles. */
static bool is_doubled(struct str a, struct str b)
{
    struct str brief = a.n < b.n ? a : b;
    struct str full = a.n < b.n ? b : a;
    return brief.n > 1 && full.n == brief.n + 1 && str_starts(full, brief) &&
           full.p[brief.n] == full.p[brief.n - 1];
}

/* "Mudahidun" and "Mujahidul" of one foreign name of three words and more: they begin and run alike. */
static bool is_misheard(const struct people *p, const struct mention *m, struct str a, struct str b)
{
    enum { WORDS_LEAST = 3, BYTES_LEAST = 5, APART_MOST = 3 };
    if (m->to - m->from < WORDS_LEAST || a.n < BYTES_LEAST || a.n != b.n || a.p[0] != b.p[0] ||
        is_vietnamese_name(p, m))
        return false;
    size_t apart = 0;
    for (size_t i = 0; i < a.n; i++)
        apart += a.p[i] != b.p[i];
    return apart <= APART_MOST;
}

/* The same words but for one slip; of a long foreign name ("Winn Khaing Thann", "Win Khaing Than") but for two. */
static bool is_misspelt(const struct people *p, const struct mention *m, const struct mention *w)
{
    enum { LONG_NAME = 4 };
    size_t n = m->to - m->from;
    size_t slips = 0;
    size_t most = n >= LONG_NAME && !is_vietnamese_name(p, m) ? 2 : 1;
    if (n < 2 || n != w->to - w->from)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (p->r->pieces[m->from + i].key == p->r->pieces[w->from + i].key)
            continue;
        struct str a = reading_text(p->r, m->from + i, m->from + i + 1);
        struct str b = reading_text(p->r, w->from + i, w->from + i + 1);
        if (++slips > most || !(is_slip(a, b) || is_doubled(a, b) || is_misheard(p, m, a, b)))
            return false;
    }
    bool main = reading_span_id(p->r, m->from, GAZ_SURNAME, STR("vi-main")) != 0;
    return slips > 0 && !(main && is_vietnamese_name(p, m));
}

/* The next letter of a name at *at that is no hyphen or space, ASCII in lower case; 0 at its end. */
static char next_letter(struct str name, size_t *at)
{
    while (*at < name.n && (name.p[*at] == '-' || name.p[*at] == ' '))
        ++*at;
    char c = *at < name.n ? name.p[(*at)++] : '\0';
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* "Yoon Jong Keun" is "Yoon Jong-keun". */
static bool is_hyphenated(const struct people *p, const struct mention *m, const struct mention *w)
{
    struct str a = reading_text(p->r, m->from, m->to);
    struct str b = reading_text(p->r, w->from, w->to);
    size_t i = 0;
    size_t k = 0;
    char c = '\0';
    if (m->to - m->from == w->to - w->from)
        return false;
    do {
        c = next_letter(a, &i);
        if (c != next_letter(b, &k))
            return false;
    } while (c);
    return true;
}

/* Whether mention m names the person whose fullest mention is w. */
static bool names_the_same(const struct people *p, const struct mention *m, const struct mention *w)
{
    size_t n = m->to - m->from;
    size_t whole = w->to - w->from;
    const struct reading_piece *pieces = p->r->pieces;
    if (is_misspelt(p, m, w) || is_hyphenated(p, m, w))
        return true;
    if (n > whole || !words_are_of(p, m, w))
        return false;
    if (!is_vietnamese_name(p, w))
        return true;
    if (n == whole)
        return pieces[m->from].key == pieces[w->from].key;
    return pieces[m->to - 1].key == pieces[w->to - 1].key;
}

/* Of several with the word in their names a foreigner is the one named first: "Tổng thống Rivlin" is
 * no mention of his wife. */
static uint32_t same_person(const struct grouping *g, const struct mention *m)
{
    const struct people *p = g->p;
    uint32_t found = THING_NONE;
    for (size_t i = m->to; i-- > m->from;) {
        uint32_t link = first_link(g, p->r->pieces[i].key);
        for (size_t k = 0; link && k < LINKS_LOOKED_AT; k++) {
            const struct word_link *at = vec_at(&g->links, link - 1);
            const struct person *person = people_person(p, at->person);
            bool same = names_the_same(p, m, mention_of(p, person->mention));
            if (same && !person->foreign)
                return found == THING_NONE ? at->person : found;
            if (same && (found == THING_NONE || person->first < people_person(p, found)->first))
                found = at->person;
            link = at->next;
        }
    }
    return found;
}

/* "G.Poltavchenko": the family name behind an initial in one piece. */
static struct str behind_initial(struct str piece)
{
    size_t dot = str_find_last_byte(piece, '.');
    return dot + 1 < piece.n ? str_from(piece, dot + 1) : (struct str){piece.p, 0};
}

static uint32_t same_behind_initial(const struct grouping *g, const struct mention *m)
{
    struct str last = behind_initial(reading_text(g->p->r, m->to - 1, m->to));
    if (last.n == 0)
        return THING_NONE;
    uint64_t key = syllable_form(last).key;
    uint32_t link = first_link(g, key);
    for (size_t k = 0; link && k < LINKS_LOOKED_AT; k++) {
        const struct word_link *at = vec_at(&g->links, link - 1);
        if (at->key == key)
            return at->person;
        link = at->next;
    }
    return THING_NONE;
}

static uint32_t new_person(struct grouping *g, uint32_t mention)
{
    const struct mention *m = mention_of(g->p, mention);
    uint64_t keys[NAME_PARTS_MAX];
    size_t n = name_words(g->p, m, keys);
    if (g->p->persons.n >= ANALYSIS_PERSONS_MAX)
        return THING_NONE;
    struct person *person = vec_push(&g->p->persons);
    if (!person)
        return THING_NONE;
    *person = (struct person){.mention = mention, .first = mention, .last = mention};
    person->foreign = !is_vietnamese_name(g->p, m);
    for (size_t i = 0; i < n; i++)
        add_link(g, keys[i], (uint32_t)g->p->persons.n - 1);
    return (uint32_t)g->p->persons.n - 1;
}

/* A single Vietnamese syllable that is nobody's given name here makes no person. */
static bool may_stand_alone(const struct people *p, const struct mention *m)
{
    return m->to - m->from > 1 || !reading_is_vietnamese(p->r, m->from);
}

static void group_mention(struct grouping *g, uint32_t i)
{
    const struct mention *m = mention_of(g->p, i);
    uint32_t person = same_person(g, m);
    if (person == THING_NONE)
        person = same_behind_initial(g, m);
    if (person == THING_NONE && may_stand_alone(g->p, m))
        person = new_person(g, i);
    g->p->thing[i] = person;
    if (person == THING_NONE)
        return;
    struct person *found = people_person(g->p, person);
    found->first = i < found->first ? i : found->first;
    found->last = i > found->last ? i : found->last;
}

/* The words of a name that are written out. */
static size_t whole_words(const struct people *p, const struct mention *m)
{
    size_t n = 0;
    for (size_t i = m->from; i < m->to; i++)
        n += !str_ends(reading_text(p->r, i, i + 1), STR("."));
    return n < NAME_PARTS_MAX ? n : NAME_PARTS_MAX;
}

/* Long names first, so that short ones find them wherever they stand. */
static void group_persons(struct grouping *g)
{
    for (size_t words = NAME_PARTS_MAX + 1; words-- > 0;)
        for (uint32_t i = 0; i < g->p->names->n; i++) {
            const struct mention *m = mention_of(g->p, i);
            if (m->kind == MENTION_PERSON && whole_words(g->p, m) == words)
                group_mention(g, i);
        }
}

/* Renumbers the persons by their first mentions. */
static void order_persons(struct people *p)
{
    struct vec ordered = VEC(struct person, p->arena);
    uint32_t *number = arena_array(p->arena, p->persons.n + 1, sizeof *number); /* new + 1 */
    for (uint32_t i = 0; number && i < p->names->n; i++) {
        uint32_t old = p->thing[i];
        if (mention_of(p, i)->kind != MENTION_PERSON || old == THING_NONE)
            continue;
        struct person *moved = number[old] ? NULL : vec_push(&ordered);
        if (moved) {
            *moved = *people_person(p, old);
            number[old] = (uint32_t)ordered.n;
        }
        p->thing[i] = number[old] ? number[old] - 1 : THING_NONE;
    }
    p->persons = ordered;
}

/* The commonest of the spellings with as many words, or letters, as the fullest one. */
static void choose_names(struct people *p)
{
    uint32_t *count = arena_array(p->arena, p->persons.n + 1, sizeof *count);
    for (uint32_t i = 0; count && i < p->names->n; i++) {
        const struct mention *m = mention_of(p, i);
        if (m->kind != MENTION_PERSON || p->thing[i] == THING_NONE)
            continue;
        struct person *person = people_person(p, p->thing[i]);
        const struct mention *full = mention_of(p, person->mention);
        struct str text = reading_text(p->r, m->from, m->to);
        struct str kept = reading_text(p->r, full->from, full->to);
        if (m->to - m->from != full->to - full->from && !is_hyphenated(p, m, full))
            continue;
        /* majority vote (Boyer, Moore): the first spelling stays unless outnumbered */
        if (str_eq(text, kept))
            count[p->thing[i]]++;
        else if (count[p->thing[i]] == 0)
            person->mention = i;
        else
            count[p->thing[i]]--;
    }
    for (size_t i = 0; i < p->persons.n; i++) {
        struct person *person = people_person(p, (uint32_t)i);
        const struct mention *m = mention_of(p, person->mention);
        person->name = reading_text(p->r, m->from, m->to);
    }
}

enum rc people_find(struct arena *a, const struct reading *r, const struct names *names,
                    struct people *out, struct err *e)
{
    struct grouping g = {.p = out, .slots_n = WORD_SLOTS_LEAST, .links = VEC(struct word_link, a)};
    *out = (struct people){.arena = a,
                           .r = r,
                           .names = names,
                           .persons = VEC(struct person, a),
                           .held = VEC(struct held, a),
                           .things = VEC(struct thing, a)};
    while (g.slots_n < names->n)
        g.slots_n *= 2;
    g.slots = arena_array(a, g.slots_n, sizeof *g.slots);
    out->thing = arena_array(a, names->n + 1, sizeof *out->thing);
    if (!g.slots || !out->thing)
        return fail(e, RC_NOMEM, "out of memory");
    memset(out->thing, 0xFF, (names->n + 1) * sizeof *out->thing);
    group_persons(&g);
    order_persons(out);
    choose_names(out);
    offices_find(out);
    things_find(out);
    return arena_failed(a) ? fail(e, RC_NOMEM, "out of memory") : RC_OK;
}

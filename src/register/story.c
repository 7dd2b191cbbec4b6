#include "register/story.h"

enum {
    LEAD_GAP_MAX = 60,     /* pieces between a group and the word that says who leads it */
    LISTED_GAP_MAX = 3,    /* "Đồng chí A và Đoàn" */
    SPOUSE_GAP_MAX = 5,    /* "A và phu nhân cùng Đoàn" */
    YEAR_AHEAD_MONTHS = 6, /* a month so far ahead of the publication is last year's */
};

void story_mentions(const struct story *s, size_t sentence, uint32_t *from, uint32_t *to)
{
    *from = s->sentence_mentions[sentence];
    *to = s->sentence_mentions[sentence + 1];
    if (*to - *from > SENTENCE_MENTIONS_MAX)
        *to = *from + SENTENCE_MENTIONS_MAX;
}

void story_pieces(const struct story *s, size_t sentence, size_t *from, size_t *to)
{
    *from = s->r->sentences[sentence].from;
    *to = s->r->sentences[sentence].to;
    if (*to - *from > SENTENCE_PIECES_MAX)
        *to = *from + SENTENCE_PIECES_MAX;
}

struct str story_person_name(const struct story *s, uint32_t person)
{
    return person == THING_NONE ? STR("") : people_person(s->people, person)->name;
}

struct str story_thing_name(const struct story *s, uint32_t mention)
{
    uint32_t thing = s->people->thing[mention];
    if (thing == THING_NONE)
        return STR("");
    return ((struct thing *)vec_at(&s->people->things, thing))->name;
}

struct fact story_fact(const struct story *s, size_t from, size_t to, uint8_t confidence)
{
    const struct reading_piece *pieces = s->r->pieces;
    size_t last = s->r->sentences[pieces[from].sentence].to;
    to = to < last ? to : last; /* a broken list may reach into the next line */
    return (struct fact){.sentence = pieces[from].sentence,
                         .start = pieces[from].start,
                         .end = pieces[to > from ? to - 1 : from].end,
                         .confidence = confidence};
}

void story_add_text(struct story *s, struct fact_texts *list, struct str text)
{
    if (text.n == 0 || list->n >= ANALYSIS_LIST_MAX)
        return;
    for (size_t i = 0; i < list->n; i++)
        if (str_eq(list->v[i], text))
            return;
    struct str *grown = list->v;
    if ((list->n & (list->n - 1)) == 0) { /* full at 0, 1, 2, 4, … */
        size_t room = list->n ? list->n * 2 : 1;
        grown = arena_grow(s->arena, list->v, list->n * sizeof *grown, room * sizeof *grown);
    }
    if (!grown)
        return;
    list->v = grown;
    list->v[list->n++] = text;
}

/* -- dates -- */

/* A day without a year: the year of the publication, or the one before it when the month is far
 * ahead ("31-12" read in January). 0 when the publication is not known. */
static int year_of(const struct story *s, int month)
{
    if (s->published_ms == CLOCK_NONE)
        return 0;
    struct civil published = civil_from_instant(s->published_ms);
    return month > published.month + YEAR_AHEAD_MONTHS ? published.year - 1 : published.year;
}

static struct str date_text(const struct story *s, int year, int month, int day)
{
    struct arena *a = s->arena;
    if (!year && month)
        year = year_of(s, month);
    if (!month)
        return year ? str_format(a, "%04d", year) : STR("");
    if (!day)
        return year ? str_format(a, "%04d-%02d", year, month) : str_format(a, "--%02d", month);
    return year ? str_format(a, "%04d-%02d-%02d", year, month, day)
                : str_format(a, "--%02d-%02d", month, day);
}

struct str story_date(const struct story *s, const struct name_date *date)
{
    return date_text(s, date->year, date->month, date->day);
}

struct str story_until(const struct story *s, const struct name_date *date)
{
    return date_text(s, date->until_year, date->until_month, date->until_day);
}

/* -- actors -- */

static bool piece_between(const struct reading *r, size_t from, size_t to, struct str word)
{
    for (size_t i = from; i < to; i++)
        if (reading_is_word(r, i, word))
            return true;
    return false;
}

/* From the first office before the name to the last one behind it. */
static void widen(const struct story *s, struct actor *actor, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        const struct mention *m = &s->names->v[i];
        if (m->kind != MENTION_OFFICE || m->of != actor->mention)
            continue;
        actor->from = m->from < actor->from ? m->from : actor->from;
        actor->to = m->to > actor->to ? m->to : actor->to;
    }
}

/* "tập đoàn", "binh đoàn": a company, a formation, no delegation. */
static bool is_formation(const struct reading *r, size_t i)
{
    static const struct str WORDS[] = {STR_INIT("tập"), STR_INIT("Tập"), STR_INIT("binh"),
                                       STR_INIT("sư"),  STR_INIT("lữ"),  STR_INIT("trung"),
                                       STR_INIT("công")};
    for (size_t k = 0; k < COUNT_OF(WORDS) && i > 0; k++)
        if (reading_is_word(r, i - 1, WORDS[k]))
            return true;
    return false;
}

static bool actor_of(const struct story *s, uint32_t i, struct actor *out)
{
    const struct mention *m = &s->names->v[i];
    *out = (struct actor){.mention = i, .person = THING_NONE, .from = m->from, .to = m->to};
    switch (m->kind) {
    case MENTION_PERSON:
        out->kind = ACTOR_PERSON;
        out->person = s->people->thing[i];
        return out->person != THING_NONE;
    case MENTION_OFFICE:
        out->kind = ACTOR_OFFICE;
        if (m->from > 0 && (reading_is_word(s->r, m->from - 1, STR("vị")) ||
                            reading_is_word(s->r, m->from - 1, STR("chức"))))
            return false; /* "khi giữ cương vị Chủ tịch nước" */
        if (m->of == MENTION_NONE)
            out->person = people_holder(s->people, i, i);
        return m->of == MENTION_NONE;
    case MENTION_DELEGATION: out->kind = ACTOR_GROUP; return !is_formation(s->r, m->from);
    case MENTION_ORGANIZATION:
        out->kind = ACTOR_BODY;
        return !(m->flags & (MENTION_INSIDE | MENTION_IN_GROUP));
    case MENTION_PLACE:
    case MENTION_DATE: return false;
    }
    return false;
}

static bool lead_word_behind(const struct story *s, size_t from, size_t to)
{
    for (size_t i = from; i < to && reading_goes_on(s->r, i); i++)
        if (reading_span_id(s->r, i, GAZ_TRIGGER, STR("lead")))
            return true;
    return false;
}

static size_t next_person(const struct actors *all, size_t i)
{
    for (i++; i < all->n; i++)
        if (all->v[i].kind == ACTOR_PERSON || all->v[i].kind == ACTOR_OFFICE)
            break;
    return i;
}

/* "Đoàn … do đồng chí A, … dẫn đầu". */
static void join_led(const struct story *s, struct actors *all, size_t i)
{
    struct actor *group = &all->v[i];
    size_t k = next_person(all, i);
    if (k == all->n || all->v[k].person == THING_NONE)
        return;
    struct actor *lead = &all->v[k];
    size_t after = next_person(all, k);
    size_t stop = after < all->n ? all->v[after].from : lead->to + LEAD_GAP_MAX;
    bool by = piece_between(s->r, group->to, lead->from, STR("do"));
    if (lead->from - group->to > LEAD_GAP_MAX || !by)
        return;
    if (lead_word_behind(s, lead->to, stop)) {
        group->person = lead->person;
        lead->leads = true;
    }
}

/* "Đồng chí A và Đoàn", "A dẫn đầu Đoàn", "A cùng Đoàn": the group is the person's. */
static void join_leading(const struct story *s, struct actors *all, size_t i)
{
    struct actor *person = &all->v[i];
    struct actor *group = i + 1 < all->n ? &all->v[i + 1] : NULL;
    if (!group || group->kind != ACTOR_GROUP || person->person == THING_NONE)
        return;
    bool leads = lead_word_behind(s, person->to, group->from);
    bool spouse = piece_between(s->r, person->to, group->from, STR("nhân"));
    size_t most = spouse ? SPOUSE_GAP_MAX : LISTED_GAP_MAX;
    bool with = group->from - person->to <= most &&
                (piece_between(s->r, person->to, group->from, STR("và")) ||
                 piece_between(s->r, person->to, group->from, STR("cùng")));
    if (leads || with) {
        group->person = person->person;
        group->leads = true; /* the person speaks for it */
    }
}

void story_actors(const struct story *s, size_t sentence, struct actors *out)
{
    uint32_t first;
    uint32_t end;
    story_mentions(s, sentence, &first, &end);
    out->n = 0;
    for (uint32_t i = first; i < end && out->n < ACTORS_MAX; i++) {
        struct actor *actor = &out->v[out->n];
        if (!actor_of(s, i, actor))
            continue;
        if (actor->kind == ACTOR_PERSON)
            widen(s, actor, first, end);
        out->n++;
    }
    for (size_t i = 0; i < out->n; i++) {
        if (out->v[i].kind == ACTOR_GROUP && !out->v[i].leads)
            join_led(s, out, i);
        else if (out->v[i].kind == ACTOR_PERSON || out->v[i].kind == ACTOR_OFFICE)
            join_leading(s, out, i);
    }
}

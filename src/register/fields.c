/* The fields of cooperation an article lists. */
#include "register/story.h"

enum { FIELD_PIECES_MAX = 8 };

static bool is_word(const struct reading *r, size_t i, const char *list)
{
    struct str rest = str_view(list);
    struct str item;
    while (str_next(&rest, ' ', &item))
        if (reading_is_word(r, i, item))
            return true;
    return false;
}

static size_t part_end(const struct reading *r, size_t i, size_t to)
{
    while (i < to && !(r->pieces[i].sign && r->pieces[i].sign != '-' && r->pieces[i].sign != '"'))
        i++;
    return i;
}

/* The field at the beginning of pieces from..to - 1: the whole part if it is short, else nothing. */
static void add_field(struct story *s, size_t from, size_t to, struct fact_texts *out)
{
    const struct reading *r = s->r;
    size_t known = reading_span(r, from, GAZ_FIELD);
    if (from >= to || (!known && !out->n))
        return;
    if (to - from <= FIELD_PIECES_MAX && (known == to - from || reading_is_lower(r, to - 1)) &&
        !reading_span(r, from, GAZ_STOP))
        story_add_text(s, out, reading_text(r, from, to));
    else if (known)
        story_add_text(s, out, reading_text(r, from, from + known));
}

/* Parts of a list behind piece i, parted by commas, the last by "và". */
static void add_listed(struct story *s, size_t i, size_t to, struct fact_texts *out)
{
    const struct reading *r = s->r;
    while (i < to) {
        size_t end = part_end(r, i, to);
        bool last = !reading_is_sign(r, end, ',');
        size_t and = i;
        while (last && and < end && !reading_is_word(r, and, STR("và")))
            and++;
        if (last && and < end && reading_span(r, i, GAZ_FIELD) < end - i) {
            add_field(s, i, and, out);
            i = and+1;
            if (!reading_span(r, i, GAZ_FIELD))
                break;
        }
        if (end - i > FIELD_PIECES_MAX && !reading_span(r, i, GAZ_FIELD))
            break;
        add_field(s, i, end, out);
        if (last)
            break;
        i = end + 1;
    }
}

/* "trong các lĩnh vực giáo dục, y tế", "các lĩnh vực … như nông nghiệp, …". */
static void fields_of(struct story *s, size_t sentence, struct fact_texts *out)
{
    const struct reading *r = s->r;
    size_t i;
    size_t to;
    for (story_pieces(s, sentence, &i, &to); i + 2 < to; i++) {
        if (!reading_is_word(r, i, STR("lĩnh")) || !reading_is_word(r, i + 1, STR("vực")))
            continue;
        size_t at = i + 2;
        for (size_t k = at; k < to && k - at < 24 && !reading_span(r, at, GAZ_FIELD); k++)
            if (is_word(r, k, "như là gồm") || reading_is_sign(r, k, ':'))
                at = k + 1;
        if (reading_span(r, at, GAZ_FIELD))
            add_listed(s, at, to, out);
    }
}

/* "Đặc biệt tìm kiếm cơ hội đầu tư" behind such a sentence. */
static void fields_besides(struct story *s, size_t sentence, struct fact_texts *out)
{
    const struct reading *r = s->r;
    if (sentence >= s->r->sentences_n)
        return;
    size_t i;
    size_t to;
    story_pieces(s, sentence, &i, &to);
    if (!reading_is_word(r, i, STR("Đặc")))
        return;
    for (; i < to; i++)
        if (is_word(r, i, "hội vực") && reading_span(r, i + 1, GAZ_FIELD))
            story_add_text(s, out,
                           reading_text(r, i + 1, i + 1 + reading_span(r, i + 1, GAZ_FIELD)));
}

static struct agreement *agreement_in(const struct story *s, size_t sentence)
{
    for (size_t i = 0; i < s->agreements.n; i++) {
        struct agreement *found = vec_at(&s->agreements, i);
        if (found->at.sentence == sentence)
            return found;
    }
    return NULL;
}

void story_fields(struct story *s)
{
    for (size_t k = 0; k < s->r->sentences_n; k++) {
        struct fact_texts found = {NULL, 0};
        fields_of(s, k, &found);
        if (!found.n)
            continue;
        struct agreement *owner = agreement_in(s, k);
        struct fact_texts *to = owner ? &owner->fields : NULL;
        if (!owner)
            fields_besides(s, k + 1, &found);
        if (!to && s->events.n)
            to = &((struct event *)vec_at(&s->events, 0))->fields;
        for (size_t i = 0; to && i < found.n; i++)
            story_add_text(s, to, found.v[i]);
    }
}

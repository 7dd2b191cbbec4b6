/* Agreements: a noun of events.tsv with what it is about, who signed, for which years. */
#include "register/agreements.h"

enum {
    CONFIDENT = 85,
    LIST_GAP_MAX =
        40,         /* pieces between two agreements of one list, the first one's parties there */
    OPENER_GAP = 4, /* "gồm", "là:" behind the agreement a list unfolds */
    FORCE = 65,     /* only spoken of as one in force */
};

/* What a sentence has said of agreements so far. */
struct listing {
    enum agreement_state state; /* of the one before */
    size_t end;                 /* behind it, 0: none */
    bool open;                  /* "gồm:" was read: items follow */
};

/* Its years: within the name, or behind it up to the next agreement or the semicolon. */
static void set_period(struct story *s, const struct phrase *p, struct agreement *out)
{
    enum { PERIOD_GAP = 30 };
    for (size_t i = p->noun; i < s->r->n && i < p->end + PERIOD_GAP; i++) {
        struct name_date date;
        if (i >= p->end && (reading_span(s->r, i, GAZ_AGREEMENT) || reading_is_sign(s->r, i, ';') ||
                            !reading_goes_on(s->r, i - 1)))
            return;
        if (names_date_at(s->r, i, &date) == i)
            continue;
        if (date.until_year && !date.month) {
            out->period_from = story_date(s, &date);
            out->period_to = str_format(s->arena, "%04d", date.until_year);
        }
        if (date.until_year || i < p->end)
            return;
    }
}

/* -- one agreement told twice -- */

/* The words of a name up to the end of the shorter one, case aside. */
static bool begins_alike(const struct reading *r, const struct phrase *a, const struct phrase *b)
{
    size_t n = a->end - a->noun < b->end - b->noun ? a->end - a->noun : b->end - b->noun;
    for (size_t i = 0; i < n; i++)
        if (r->pieces[a->noun + i].key != r->pieces[b->noun + i].key)
            return false;
    return n > 0;
}

/* How many words two names share from their nouns on. */
static size_t shared_words(const struct reading *r, const struct phrase *a, const struct phrase *b)
{
    size_t n = 0;
    while (a->noun + n < a->end && b->noun + n < b->end &&
           r->pieces[a->noun + n].key == r->pieces[b->noun + n].key)
        n++;
    return n;
}

static bool parties_agree(const struct agreement *a, const struct agreement *b)
{
    if (!a->parties.n || !b->parties.n)
        return true;
    for (size_t i = 0; i < a->parties.n; i++)
        for (size_t k = 0; k < b->parties.n; k++)
            if (str_eq(a->parties.v[i], b->parties.v[k]))
                return true;
    return false;
}

static bool is_bare(const struct phrase *p)
{
    return !p->count && p->end == p->noun + p->hit->pieces;
}

/* "bản ghi nhớ về lao động thời vụ" of a headline is the "Bản ghi nhớ hợp tác về tiếp nhận lao động nông nghiệp thời
 * vụ …" of the text: all its words, in their order. */
static bool says_shorter(const struct reading *r, const struct phrase *headline,
                         const struct phrase *whole)
{
    size_t i = headline->noun;
    for (size_t k = whole->noun; k < whole->end && i < headline->end; k++)
        if (r->pieces[i].key == r->pieces[k].key)
            i++;
    return i == headline->end && !is_bare(headline);
}

/* "biên bản hợp tác với X" of a headline is the "biên bản ghi nhớ" of the same two: one of them has no
 * name. */
static bool same_two(const struct agreement *a, const struct phrase *q, const struct agreement *b,
                     const struct phrase *p)
{
    if (!(is_bare(q) || is_bare(p)) || q->item || p->item || !str_eq(a->kind, b->kind) ||
        a->parties.n != 2 || b->parties.n != 2)
        return false;
    for (size_t i = 0; i < 2; i++)
        if (!str_eq(a->parties.v[i], b->parties.v[0]) && !str_eq(a->parties.v[i], b->parties.v[1]))
            return false;
    return true;
}

static bool same_agreement(const struct story *s, size_t known, const struct agreement *b,
                           const struct phrase *p)
{
    enum { TITLE_SHARED_LEAST = 5 };
    const struct agreement *a = vec_at(&s->agreements, known);
    const struct phrase *q = vec_at(&s->phrases, known);
    if (a->count > 1 || b->count > 1)
        return a->count == b->count && str_eq(a->kind, b->kind);
    if (!parties_agree(a, b) || a->proposed != b->proposed)
        return false;
    if (same_two(a, q, b, p))
        return true;
    if (begins_alike(s->r, q, p))
        return !(p->item && q->item) || q->end - q->noun == p->end - p->noun;
    /* a headline says it shorter */
    return a->at.sentence == 0 && (shared_words(s->r, q, p) >= TITLE_SHARED_LEAST ||
                                   (str_eq(a->kind, b->kind) && says_shorter(s->r, q, p)));
}

/* The fuller name stays; what one of them does not say, the other does. */
static void merge(struct agreement *known, const struct agreement *more)
{
    if (more->name.n > known->name.n && known->count <= 1) {
        known->name = more->name;
        known->at = more->at;
    }
    if (!known->parties.n)
        known->parties = more->parties;
    if (!known->period_from.n) {
        known->period_from = more->period_from;
        known->period_to = more->period_to;
    }
}

/* Adds it, or only what it says more of one known when `more` is false. */
static void add_agreement(struct story *s, const struct agreement *agreement,
                          const struct phrase *p, bool more)
{
    for (size_t i = 0; i < s->agreements.n; i++) {
        if (!same_agreement(s, i, agreement, p))
            continue;
        struct phrase *kept = vec_at(&s->phrases, i);
        if (p->end - p->noun > kept->end - kept->noun)
            *kept = *p;
        merge(vec_at(&s->agreements, i), agreement);
        return;
    }
    if (!more || s->agreements.n >= ANALYSIS_EVENTS_MAX)
        return;
    struct phrase *phrase = vec_push(&s->phrases);
    struct agreement *added = phrase ? vec_push(&s->agreements) : NULL;
    if (!added)
        return;
    *phrase = *p;
    *added = *agreement;
}

/* -- which phrases are agreements -- */

/* "việc ký thỏa thuận": what was named before. */
static bool named_before(const struct story *s, const struct phrase *p)
{
    for (size_t i = 0; i < s->phrases.n; i++) {
        const struct phrase *known = vec_at(&s->phrases, i);
        bool beside = s->r->pieces[known->from].sentence == s->r->pieces[p->from].sentence;
        bool named = p->end > p->noun + p->hit->pieces + 1; /* "hiệp định thương mại" */
        size_t noun =
            beside || named ? known->hit->pieces : 1; /* "ký thỏa thuận A và thỏa thuận B" */
        if (shared_words(s->r, known, p) > noun || (is_bare(p) && known->hit->id == p->hit->id))
            return true;
    }
    return false;
}

/* "ra tuyên bố chung", "thông qua tuyên bố chung", "trong bản tuyên bố chung", "Tuyên bố chung … được đưa ra": it was
 * made. */
static bool is_issued(const struct reading *r, const struct phrase *p, size_t from)
{
    enum { ISSUED_GAP = 2 };
    size_t first = p->from > from + ISSUED_GAP ? p->from - ISSUED_GAP : from;
    for (size_t i = first; i < p->from; i++)
        if (agreement_is_word(r, i, "ra qua bố trong Trong theo Theo"))
            return true;
    return reading_is_word(r, p->end, STR("được")) &&
           agreement_is_word(r, p->end + 1, "đưa công thông");
}

static bool is_declaration(const struct phrase *p)
{
    return str_eq(gaz_id(p->hit->id), STR("declaration"));
}

static bool is_document(const struct phrase *p)
{
    return str_eq(gaz_id(p->hit->id), STR("document"));
}

/* Where the word stands that says "of many": right before the noun, or before the one it is joined to: "các hợp đồng,
 * thỏa thuận kinh tế". */
static size_t before_nouns(const struct reading *r, size_t noun)
{
    enum { NOUN_MAX = 3 };
    size_t at = noun;
    for (size_t k = 1; k <= NOUN_MAX && reading_is_sign(r, noun - 1, ',') && noun > k + 1; k++)
        if (reading_span(r, noun - 1 - k, GAZ_AGREEMENT) == k)
            at = noun - 1 - k;
    return at > 0 ? at - 1 : 0;
}

/* "các hợp đồng kinh doanh", "một số thỏa thuận hợp tác": nobody says how many, or about what. */
static bool is_uncounted(const struct reading *r, const struct phrase *p)
{
    size_t first = p->noun > 0 ? before_nouns(r, p->noun) : 0;
    if (p->capital || p->count || p->item || p->noun == 0 || p->from < p->noun ||
        !reading_goes_on(r, first) || !agreement_is_word(r, first, "các những nhiều số loạt"))
        return false;
    for (size_t i = p->noun; i < p->end; i++)
        if (reading_is_word(r, i, STR("về")))
            return false;
    return true;
}

/* "hiệp định này", "thỏa thuận trên": of what was told before. */
static bool is_pointed_at(const struct reading *r, const struct phrase *p)
{
    return is_bare(p) && agreement_is_word(r, p->end, "này đó trên ấy nói");
}

/* Too little is said of it: no name, no number. */
static bool is_vague(const struct reading *r, const struct phrase *p)
{
    bool high = reading_is_word(r, p->noun + p->hit->pieces, STR("cấp")); /* "thỏa thuận cấp cao" */
    if (is_uncounted(r, p) || (high && !p->capital && !p->count))
        return true;
    bool many = p->from + 1 == p->noun && !p->count; /* "loạt" */
    if (is_document(p))
        return !p->count && !many;
    if (is_declaration(p) && !p->capital && p->hit->pieces == 2)
        return true; /* "tuyên bố" is a verb too */
    return is_bare(p) && !p->item && !many && p->hit->pieces < 3 && !is_declaration(p);
}

static enum agreement_state listed_state(const struct reading *r, const struct phrase *p,
                                         const struct listing *list)
{
    if (!list->end || p->from < list->end || p->from - list->end > LIST_GAP_MAX)
        return AGREEMENT_UNSAID;
    if (list->open)
        return list->state;
    size_t before = p->from > 1 && reading_is_sign(r, p->from - 1, '"') ? p->from - 2 : p->from - 1;
    bool joint = p->from > list->end &&
                 (reading_is_sign(r, before, ',') || reading_is_sign(r, before, ';') ||
                  reading_is_word(r, before, STR("và")));
    return joint && (p->capital || !is_bare(p)) ? list->state : AGREEMENT_UNSAID;
}

/* "Năm văn kiện bao gồm", "Các văn kiện trên bao gồm": the state is that of those told before. */
static enum agreement_state counted_state(const struct story *s, const struct phrase *p)
{
    for (size_t i = 0; i < s->agreements.n; i++) {
        const struct agreement *known = vec_at(&s->agreements, i);
        bool same = known->count == p->count || (!p->count && known->count > 1);
        if (same && str_eq(known->kind, gaz_id(p->hit->id)))
            return known->proposed ? AGREEMENT_PROPOSED : AGREEMENT_SIGNED;
    }
    return AGREEMENT_UNSAID;
}

static enum agreement_state find_state(struct story *s, size_t sentence, const struct phrase *p,
                                       const struct listing *list)
{
    size_t from;
    size_t to;
    story_pieces(s, sentence, &from, &to);
    enum agreement_state state = listed_state(s->r, p, list);
    if (state == AGREEMENT_UNSAID)
        state = agreement_state_of(s->r, p, from, to);
    if (state == AGREEMENT_UNSAID && (p->count > 1 || is_pointed_at(s->r, p)))
        state = counted_state(s, p);
    if (state == AGREEMENT_UNSAID && is_declaration(p) && is_issued(s->r, p, from))
        state = AGREEMENT_SIGNED;
    return state;
}

/* Whether the phrase is one more agreement of the article. */
static bool is_told(const struct story *s, size_t sentence, const struct phrase *p)
{
    size_t from;
    size_t to;
    story_pieces(s, sentence, &from, &to);
    return p->capital || p->count || p->item || agreement_is_witnessed(s->r, p, from) ||
           !named_before(s, p);
}

static void agreement(struct story *s, size_t sentence, const struct phrase *p,
                      enum agreement_state state)
{
    struct agreement found = {.name = reading_text(s->r, p->from, p->end),
                              .kind = gaz_id(p->hit->id),
                              .count = p->count ? p->count : 1,
                              .proposed = state == AGREEMENT_PROPOSED,
                              .event = FACT_NONE};
    found.at = story_fact(s, p->from, p->end, CONFIDENT);
    set_period(s, p, &found);
    agreement_parties(s, sentence, p, &found.parties);
    if (is_pointed_at(s->r, p))
        return;
    if (is_vague(s->r, p) && !found.parties.n)
        return; /* "ký thỏa thuận với Tập đoàn X": with whom is enough when nothing else is named */
    add_agreement(s, &found, p, is_told(s, sentence, p));
}

/* "gồm", "là:" behind the agreement: the next ones are its parts. */
static bool opens_list(const struct reading *r, const struct phrase *p, size_t to)
{
    for (size_t i = p->end; i < to && i - p->end < OPENER_GAP; i++)
        if (reading_is_sign(r, i, ':') || agreement_is_word(r, i, "gồm là"))
            return true;
    return false;
}

/* A colon: behind "ký" or an agreement a list of agreements begins. */
static void open_list(const struct reading *r, size_t colon, size_t first, struct listing *list)
{
    enum { BEFORE_COLON = 12 };
    size_t from = colon > first + BEFORE_COLON ? colon - BEFORE_COLON : first;
    if (list->end > from) {
        list->open = true;
        return;
    }
    for (size_t i = from; i < colon; i++)
        if (agreement_is_signing(r, i))
            *list = (struct listing){AGREEMENT_SIGNED, colon, true};
}

/* "đã ký một thỏa thuận": one, signed, and the first the article tells of. */
static bool is_only_one(const struct story *s, const struct phrase *p, enum agreement_state state)
{
    bool many = p->from > 0 &&
                agreement_is_word(s->r, before_nouns(s->r, p->from), "các những nhiều số loạt");
    return state == AGREEMENT_SIGNED && !is_document(p) && !is_declaration(p) && !many &&
           s->agreements.n == 0;
}

/* "Cùng với đó là thỏa thuận …", "Bên cạnh đó, …": the sentence goes on with those of the one before. */
static bool goes_on_with(const struct reading *r, size_t first)
{
    if (agreement_is_word(r, first, "Cùng Bên") && agreement_is_word(r, first + 1, "với cạnh"))
        return reading_is_word(r, first + 2, STR("đó"));
    return (reading_is_word(r, first, STR("Ngoài")) && reading_is_word(r, first + 1, STR("ra"))) ||
           (reading_is_word(r, first, STR("Cũng")) && reading_is_word(r, first + 1, STR("như")));
}

/* state: of the agreements of the sentence before; returns that of this one. */
static enum agreement_state read_sentence(struct story *s, size_t sentence,
                                          enum agreement_state before)
{
    struct listing list = {.end = 0};
    size_t first;
    size_t to;
    story_pieces(s, sentence, &first, &to);
    bool more = before != AGREEMENT_UNSAID && goes_on_with(s->r, first);
    for (size_t i = first; i < to; i++) {
        struct phrase p;
        if (reading_is_sign(s->r, i, ':') && !list.open)
            open_list(s->r, i, first, &list);
        if (!agreement_phrase_at(s->r, i, list.open && list.end, &p))
            continue;
        enum agreement_state state = find_state(s, sentence, &p, &list);
        if (state == AGREEMENT_UNSAID && more && p.end - first < LIST_GAP_MAX) {
            state = before;
            p.item = true; /* one more of them */
        }
        if (state != AGREEMENT_UNSAID) {
            if (!is_vague(s->r, &p) || is_only_one(s, &p, state))
                agreement(s, sentence, &p, state);
            list = (struct listing){state, p.end, list.open || opens_list(s->r, &p, to)};
        }
        i = p.end - 1;
    }
    return list.end ? list.state : AGREEMENT_UNSAID;
}

/* The signing told in the agreement's sentence, else another event of it. */
static uint32_t event_of(const struct story *s, const struct agreement *agreement)
{
    uint32_t other = FACT_NONE;
    for (uint32_t i = 0; i < s->events.n; i++) {
        const struct event *event = vec_at(&s->events, i);
        if (event->at.sentence != agreement->at.sentence || event->kind == EVENT_MILESTONE)
            continue;
        if (event->kind == EVENT_SIGNING)
            return i;
        other = other == FACT_NONE ? i : other;
    }
    return other;
}

static void give_events(struct story *s)
{
    for (size_t i = 0; i < s->agreements.n; i++) {
        struct agreement *agreement = vec_at(&s->agreements, i);
        agreement->event = event_of(s, agreement);
        if (agreement->event == FACT_NONE)
            continue;
        struct event *event = vec_at(&s->events, agreement->event);
        if (event->kind == EVENT_SIGNING && !event->parties.n)
            event->parties = agreement->parties;
    }
}

void story_agreements(struct story *s)
{
    enum { CARRIED_MAX = 2 }; /* sentences over which "Cùng với đó là thỏa thuận" looks back */
    enum agreement_state before = AGREEMENT_UNSAID;
    size_t told = 0;
    for (size_t k = 0; k < s->r->sentences_n; k++) {
        enum agreement_state state =
            read_sentence(s, k, k - told <= CARRIED_MAX ? before : AGREEMENT_UNSAID);
        before = state == AGREEMENT_UNSAID ? before : state;
        told = state == AGREEMENT_UNSAID ? told : k;
    }
    give_events(s);
}

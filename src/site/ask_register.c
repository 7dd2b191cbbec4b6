/* What the register knows of whom a question names: other spellings of their names, and the sentences
 * that the facts asked for were read from. */
#include "site/ask_internal.h"

#include "store/store_register.h"
#include "text/token.h"

enum {
    NAMES_MAX = 4,       /* records one question names */
    SPAN_MAX = 7,        /* words of a name */
    LOOKED_UP_MAX = 160, /* spans looked up, in all kinds: some milliseconds */
    SPELLINGS = 8,       /* of one record */
    EVENTS_MAX = 40,     /* of those named, newest first */
    REPORTS_MAX = 4,     /* of one event */
};

/* A record that the question names. */
struct named {
    struct store_entity entity;
    struct article_texts spellings;
    size_t from; /* words from..from + n - 1 */
    size_t n;
};

struct register_look {
    struct asking *k;
    struct named names[NAMES_MAX];
    size_t names_n;
    size_t looked_up;
    uint64_t taken; /* words of names found */
};

/* ---- whom it names ---- */

/* A name begins with a capital where capitals were typed, and ends with a word that says something. */
static bool may_be_name(const struct register_look *l, size_t from, size_t n)
{
    const struct question *q = &l->k->question;
    const struct question_word *last = &q->words[from + n - 1];
    if (!q->words[from].says || !(last->says || last->name))
        return false;
    for (size_t i = from; i < from + n; i++)
        if (l->taken >> i & 1)
            return false;
    return q->plain ? n > 1 : q->words[from].name || (n > 2 && last->name);
}

static struct str span_text(const struct question *q, size_t from, size_t n)
{
    const struct str first = q->words[from].text;
    const struct str last = q->words[from + n - 1].text;
    return (struct str){first.p, (size_t)(last.p + last.n - first.p)};
}

/* The register also looks persons up by their last word; a question names whom it names. */
static bool is_spelled_so(struct arena *a, const struct named *named, struct str text)
{
    struct str wanted[FACTS_KEYS_MAX];
    struct str keys[FACTS_KEYS_MAX];
    if (facts_keys(a, named->entity.kind, text, wanted) == 0)
        return false;
    for (size_t i = 0; i < named->spellings.items_n; i++)
        if (facts_keys(a, named->entity.kind, named->spellings.items[i], keys) &&
            str_eq(keys[0], wanted[0]))
            return true;
    return false;
}

static void take_name(struct register_look *l, struct named named)
{
    l->names[l->names_n++] = named;
    for (size_t i = named.from; i < named.from + named.n; i++)
        l->taken |= UINT64_C(1) << i;
}

/* The record of that kind that is called text; named->n stays 0 when there is none. */
static enum rc look_up_kind(struct asking *k, enum facts_kind kind, struct str text,
                            struct named *named)
{
    struct arena *a = k->place->arena;
    struct store_entity *found = NULL;
    size_t n = 0;
    enum rc rc = store_entities_named(k->place->reader, a, kind, text, 1, &found, &n, k->err);
    if (rc || n == 0 || found->articles == 0 || found->verdict.kind == VERDICT_REJECTED)
        return rc;
    struct named found_one = {.entity = *found};
    rc =
        store_entity_names(k->place->reader, a, found->id, SPELLINGS, &found_one.spellings, k->err);
    if (!rc && is_spelled_so(a, &found_one, text))
        *named = found_one;
    return rc;
}

static enum rc look_up(struct register_look *l, size_t from, size_t n)
{
    static const enum facts_kind kinds[] = {FACTS_PERSON, FACTS_ORGANIZATION, FACTS_COUNTRY,
                                            FACTS_PLACE};
    struct str text = span_text(&l->k->question, from, n);
    struct named named = {.n = 0};
    enum rc rc = RC_OK;
    l->looked_up++;
    for (size_t i = 0; i < COUNT_OF(kinds) && !rc && !named.entity.id; i++)
        rc = look_up_kind(l->k, kinds[i], text, &named);
    named.from = from;
    named.n = n;
    if (!rc && named.entity.id)
        take_name(l, named);
    return rc;
}

/* Longest first: "Thành ủy Hà Nội" before "Hà Nội". */
static enum rc find_names(struct register_look *l)
{
    const struct question *q = &l->k->question;
    enum rc rc = RC_OK;
    for (size_t n = SPAN_MAX; n > 0 && !rc; n--)
        for (size_t from = 0; from + n <= q->words_n && !rc; from++)
            if (l->names_n < NAMES_MAX && l->looked_up < LOOKED_UP_MAX && may_be_name(l, from, n))
                rc = look_up(l, from, n);
    return rc;
}

/* Other spellings say the same words. */
static void add_spellings(struct register_look *l)
{
    struct asking *k = l->k;
    for (size_t i = 0; i < l->names_n; i++)
        for (size_t s = 0; s < l->names[i].spellings.items_n; s++)
            question_add_alias(&k->question, k->place->arena, l->names[i].from, l->names[i].n,
                               l->names[i].spellings.items[s]);
}

/* ---- the facts ---- */

static bool question_has(const struct asking *k, struct str words)
{
    const struct question *q = &k->question;
    struct str rest = words;
    struct str word;
    while (str_next(&rest, ',', &word)) {
        struct str text = word;
        struct str first;
        struct str second;
        bool two = str_next(&text, ' ', &first) && str_next(&text, ' ', &second);
        uint64_t one = question_term_of(q, k->place->arena, first);
        uint64_t next = two ? question_term_of(q, k->place->arena, second) : 0;
        for (size_t i = 0; i < q->words_n; i++) {
            uint64_t here = q->plain ? q->words[i].folded : q->words[i].exact;
            uint64_t then = i + 1 == q->words_n ? 0
                            : q->plain          ? q->words[i + 1].folded
                                                : q->words[i + 1].exact;
            if (here == one && (!two || then == next))
                return true;
        }
    }
    return false;
}

/* What the question asks of an event. */
enum fact_asked { FACT_NOTHING, FACT_HEAD, FACT_HOST, FACT_DATE, FACT_PLACE, FACT_AGREEMENT };

static enum fact_asked fact_asked(const struct asking *k)
{
    switch (k->question.kind) {
    case QUESTION_WHO:
        if (question_has(k, STR("dẫn đầu,trưởng đoàn,đứng đầu")))
            return FACT_HEAD;
        return question_has(k, STR("tiếp,đón,hội đàm,chủ trì,gặp")) ? FACT_HOST : FACT_NOTHING;
    case QUESTION_WHEN: return FACT_DATE;
    case QUESTION_WHERE: return FACT_PLACE;
    case QUESTION_HOW_MANY:
        return question_has(k, STR("ghi nhớ,thỏa thuận,hiệp định,văn kiện,biên bản"))
                   ? FACT_AGREEMENT
                   : FACT_NOTHING;
    case QUESTION_AGREED: return FACT_AGREEMENT;
    case QUESTION_OPEN: break;
    }
    return FACT_NOTHING;
}

/* The words for what happened; none of them: it is not asked of an event. */
static bool asks_of_event(const struct asking *k)
{
    return question_has(k,
                        STR("thăm,tiếp,đón,hội đàm,ký,ghi nhớ,thỏa thuận,đoàn,dẫn đầu,làm việc"));
}

/* All words of name stand in text: "Đảng Lao động Mê-hi-cô" in "Đảng Lao động (PT) Mê-hi-cô". */
static bool has_words(struct arena *a, struct str text, struct str name)
{
    struct str rest = name;
    struct str word;
    while (token_next(&rest, &word)) {
        uint64_t term = term_pair_of(term_forms(a, word)).folded;
        struct str left = text;
        struct str token;
        bool there = false;
        while (!there && token_next(&left, &token))
            there = term_pair_of(term_forms(a, token)).folded == term;
        if (!there)
            return false;
    }
    return true;
}

/* The delegation is of whom the question names first: who leads another one is not asked. */
static bool is_of_named(const struct register_look *l, struct str guest)
{
    const struct named *first = &l->names[0];
    for (size_t i = 1; i < l->names_n; i++)
        first = l->names[i].from < first->from ? &l->names[i] : first;
    for (size_t i = 0; i < first->spellings.items_n; i++)
        if (has_words(l->k->place->arena, guest, first->spellings.items[i]))
            return true;
    return guest.n == 0;
}

/* The day of "2023-09-25"; 0: none is said. */
static int64_t day_of(struct str date)
{
    enum { DAY_DIGITS = 2, WITH_DAY = 7 };
    int64_t day = 0;
    bool said = date.n >= WITH_DAY && date.p[date.n - DAY_DIGITS - 1] == '-';
    return said && str_to_int(str_from(date, date.n - DAY_DIGITS), &day) ? day : 0;
}

static bool says_fact(const struct register_look *l, enum fact_asked what,
                      const struct store_event *event, const struct store_report *r)
{
    switch (what) {
    case FACT_HEAD:
        return r->head.n && str_contains(r->at.text, r->head) && is_of_named(l, r->guest);
    case FACT_HOST: return r->host.n && str_contains(r->at.text, r->host);
    case FACT_PLACE: return r->place.n && str_contains(r->at.text, r->place);
    case FACT_DATE: return r->date.n > 0;
    case FACT_AGREEMENT: return event->is_agreement;
    case FACT_NOTHING: break;
    }
    return false;
}

static enum rc add_facts(struct register_look *l, enum fact_asked what,
                         const struct store_event *event)
{
    static const double weight = 4; /* as a rare word: the article is read whatever its words are */
    struct asking *k = l->k;
    struct store_report *reports = NULL;
    size_t n = 0;
    enum rc rc = store_reports(k->place->reader, k->place->arena, event->id, k->place->now_ms,
                               REPORTS_MAX, &reports, &n, k->err);
    for (size_t i = 0; i < n && !rc; i++) {
        ask_count_candidate(k, reports[i].at.article_id, weight);
        if (says_fact(l, what, event, &reports[i]) && k->facts_n < ASK_FACTS)
            k->facts[k->facts_n++] =
                (struct ask_fact){reports[i].at.article_id, (size_t)reports[i].at.start_byte,
                                  what == FACT_DATE ? day_of(reports[i].date) : 0};
    }
    return rc;
}

static enum rc members(struct register_look *l, size_t i, const int64_t **ids, size_t *n)
{
    int64_t *out = NULL;
    enum rc rc = store_members(l->k->place->reader, l->k->place->arena, &l->names[i].entity, &out,
                               n, l->k->err);
    *ids = out;
    return rc;
}

static enum rc find_facts(struct register_look *l)
{
    struct asking *k = l->k;
    enum fact_asked what = fact_asked(k);
    struct store_event *events = NULL;
    size_t n = 0;
    struct store_event_query q = {.both = true,
                                  .kind = -1,
                                  .from_day = FACTS_NO_DAY,
                                  .until_day = FACTS_NO_DAY,
                                  .now_ms = k->place->now_ms,
                                  .limit = EVENTS_MAX};
    enum rc rc = members(l, 0, &q.one, &q.one_n);
    if (!rc && l->names_n > 1)
        rc = members(l, 1, &q.other, &q.other_n);
    if (!rc)
        rc = store_events(k->place->reader, k->place->arena, q, &events, &n, k->err);
    for (size_t i = 0; i < n && !rc; i++)
        rc = add_facts(l, what, &events[i]);
    return rc;
}

/* ---- who visits whom ---- */

/* Notes the articles of visits of guest to place: *n of ids, at most ASK_REVERSED. */
static enum rc visits(struct register_look *l, size_t place, size_t guest, int64_t *ids, size_t *n)
{
    struct asking *k = l->k;
    struct store_event *events = NULL;
    size_t events_n = 0;
    struct store_event_query q = {.kind = EVENT_VISIT,
                                  .roles = UINT64_C(1) << PART_PLACE,
                                  .from_day = FACTS_NO_DAY,
                                  .until_day = FACTS_NO_DAY,
                                  .now_ms = k->place->now_ms,
                                  .limit = EVENTS_MAX};
    enum rc rc = members(l, place, &q.one, &q.one_n);
    if (!rc)
        rc = members(l, guest, &q.other, &q.other_n);
    if (!rc)
        rc = store_events(k->place->reader, k->place->arena, q, &events, &events_n, k->err);
    for (size_t i = 0; i < events_n && !rc; i++) {
        struct store_report *reports = NULL;
        size_t reports_n = 0;
        rc = store_reports(k->place->reader, k->place->arena, events[i].id, k->place->now_ms,
                           REPORTS_MAX, &reports, &reports_n, k->err);
        for (size_t r = 0; r < reports_n && !rc && *n < ASK_REVERSED; r++)
            ids[(*n)++] = reports[r].at.article_id;
    }
    return rc;
}

static bool is_among(int64_t id, const int64_t *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

/* The word "thăm", or SIZE_MAX. */
static size_t visit_word(const struct asking *k)
{
    const struct question *q = &k->question;
    uint64_t term = question_term_of(q, k->place->arena, STR("thăm"));
    for (size_t i = 0; i < q->words_n; i++)
        if ((q->plain ? q->words[i].folded : q->words[i].exact) == term)
            return i;
    return SIZE_MAX;
}

/* The record named last before word at, or first behind it, that somebody can visit; SIZE_MAX: none. */
static size_t party_beside(const struct register_look *l, size_t at, bool behind)
{
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < l->names_n; i++) {
        const struct named *named = &l->names[i];
        bool side = behind ? named->from > at : named->from + named->n <= at;
        bool nearer = best == SIZE_MAX || (named->from < l->names[best].from) == behind;
        if (side && nearer && named->entity.kind != FACTS_PERSON)
            best = i;
    }
    return best;
}

/* "Đoàn Bắc Kinh thăm Hà Nội khi nào?": a visit of Hà Nội to Bắc Kinh is no answer. */
static enum rc find_reversed(struct register_look *l)
{
    struct asking *k = l->k;
    int64_t as_asked[ASK_REVERSED];
    int64_t other[ASK_REVERSED];
    size_t as_asked_n = 0;
    size_t other_n = 0;
    size_t at = visit_word(k);
    size_t guest = at == SIZE_MAX ? at : party_beside(l, at, false);
    size_t host = at == SIZE_MAX ? at : party_beside(l, at, true);
    if (guest == SIZE_MAX || host == SIZE_MAX)
        return RC_OK;
    enum rc rc = visits(l, guest, host, other, &other_n);
    if (!rc && other_n)
        rc = visits(l, host, guest, as_asked, &as_asked_n);
    for (size_t i = 0; i < other_n && !rc; i++)
        if (!is_among(other[i], as_asked, as_asked_n))
            k->reversed[k->reversed_n++] = other[i];
    return rc;
}

bool ask_is_reversed(const struct asking *k, int64_t article_id)
{
    return is_among(article_id, k->reversed, k->reversed_n);
}

/* ---- what somebody is ---- */

/* "Ông A giữ chức vụ gì?", "Bà B là ai?": nothing but who that is. */
static bool asks_of_offices(const struct register_look *l)
{
    const struct question *q = &l->k->question;
    if (l->names_n != 1 || l->names[0].entity.kind != FACTS_PERSON)
        return false;
    if (question_has(l->k, STR("chức vụ,giữ chức,chức danh")))
        return true;
    for (size_t i = 0; i < q->words_n; i++)
        if (question_tells(&q->words[i]) && !(l->taken >> i & 1))
            return false;
    return q->kind == QUESTION_WHO;
}

/* The sentences that the register read somebody's offices from, the latest first. */
static enum rc keep_offices(struct register_look *l)
{
    static const double sure = 0.9;
    static const struct passage empty = {.start = 0};
    struct asking *k = l->k;
    struct store_office *offices = NULL;
    size_t n = 0;
    enum rc rc = store_offices(k->place->reader, k->place->arena, l->names[0].entity.id,
                               k->place->now_ms, ASK_KEPT, &offices, &n, k->err);
    for (size_t i = 0; i < n && !rc; i++) {
        struct ask_answer answer = {.text = offices[i].first.text,
                                    .article_id = offices[i].first.article_id,
                                    .start_byte = (size_t)offices[i].first.start_byte,
                                    .score = 1 + (double)(n - i),
                                    .sure = sure,
                                    .registered = true};
        if (offices[i].verdict.kind != VERDICT_REJECTED)
            ask_keep(k, answer, &empty);
    }
    return rc;
}

enum rc ask_register(struct asking *k)
{
    struct register_look l = {.k = k};
    enum rc rc = find_names(&l);
    if (!rc)
        add_spellings(&l);
    if (!rc && l.names_n && asks_of_event(k))
        rc = find_facts(&l);
    if (!rc && l.names_n > 1)
        rc = find_reversed(&l);
    if (!rc && asks_of_offices(&l))
        rc = keep_offices(&l);
    return rc;
}

static bool says_number(struct str text, int64_t number)
{
    struct str token;
    int64_t value = 0;
    while (token_next(&text, &token))
        if (str_to_int(token, &value) && value == number)
            return true;
    return false;
}

bool ask_is_fact(const struct asking *k, int64_t article_id, struct str sentence, size_t start)
{
    for (size_t i = 0; i < k->facts_n; i++) {
        const struct ask_fact *fact = &k->facts[i];
        bool read_there = fact->start_byte >= start && fact->start_byte < start + sentence.n;
        if (fact->article_id == article_id &&
            (fact->day ? says_number(sentence, fact->day) : read_there))
            return true;
    }
    return false;
}

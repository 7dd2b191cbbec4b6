#include "site/register_view.h"
#include "text/shape.h"

#include "article/article_json.h"
#include "article/own_text.h"
#include "base/log.h"

enum { QUOTED_ARENA_BYTES = 64 << 20 }; /* one article, parsed */

/* ---- dates ---- */

/* "2023-09-25" → "25/09/2023", "--12-01" → "01/12", "2019-09" → "9/2019". */
static struct str written(struct arena *a, struct str date)
{
    enum { YEAR = 4, MONTH = 7, DAY = 10 };
    if (str_starts(date, STR("--")) && date.n == 7)
        return str_format(a, "%.*s/%.*s", STR_ARG(str_slice(date, 5, 7)),
                          STR_ARG(str_slice(date, 2, 4)));
    if (date.n == DAY)
        return str_format(a, "%.*s/%.*s/%.*s", STR_ARG(str_slice(date, 8, 10)),
                          STR_ARG(str_slice(date, 5, 7)), STR_ARG(str_first(date, YEAR)));
    if (date.n == MONTH)
        return str_format(a, "%.*s/%.*s", STR_ARG(str_slice(date, 5, 7)),
                          STR_ARG(str_first(date, YEAR)));
    return date;
}

struct str register_date_text(struct job *j, struct str date, struct str until)
{
    const struct words *t = j->state->words;
    struct arena *a = j->arena;
    int64_t first = 0;
    int64_t last = 0;
    struct str text = written(a, date);
    if (until.n)
        text = str_format(a, "%.*s – %.*s", STR_ARG(text), STR_ARG(written(a, until)));
    switch (facts_days(date, &first, &last)) {
    case FACTS_UNDATED: return t->register_no_day;
    case FACTS_DAY: return text;
    case FACTS_MONTH: return words_with(a, t->register_month, text);
    case FACTS_YEAR: return words_with(a, t->register_year, text);
    case FACTS_YEARLESS: return words_with(a, t->register_no_year, text);
    }
    return text;
}

struct str register_date(struct job *j, const struct store_event *e)
{
    bool near = e->precision == FACTS_UNDATED && e->sort_day != FACTS_NO_DAY;
    if (!near)
        return register_date_text(j, e->date, e->until);
    return words_with(j->arena, j->state->words->register_around,
                      clock_vietnamese_date(j->arena, clock_day_start(e->sort_day)));
}

void register_days(int year, int month, int64_t *from_day, int64_t *until_day)
{
    enum { MONTHS = 12 };
    bool last = !month || month == MONTHS;
    struct civil first = {.year = year, .month = month ? month : 1, .day = 1};
    struct civil next = {.year = last ? year + 1 : year, .month = last ? 1 : month + 1, .day = 1};
    *from_day = clock_day(civil_to_instant(first));
    *until_day = clock_day(civil_to_instant(next)) - 1;
}

/* ---- words ---- */

struct str register_event_kind(const struct job *j, const struct store_event *e)
{
    const struct words *t = j->state->words;
    if (e->is_agreement)
        return str_eq(e->word, STR("memorandum")) ? t->register_memorandum : t->register_agreement;
    switch (e->kind) {
    case EVENT_VISIT: return t->register_visit;
    case EVENT_RECEPTION: return t->register_reception;
    case EVENT_TALKS: return t->register_talks;
    case EVENT_MEETING: return t->register_meeting;
    case EVENT_COURTESY_CALL: return t->register_courtesy;
    case EVENT_SIGNING: return t->register_signing;
    case EVENT_MILESTONE: return t->register_milestone;
    case EVENT_KIND_COUNT: break;
    }
    return STR("");
}

struct str register_kind_title(const struct words *t, enum facts_kind kind)
{
    switch (kind) {
    case FACTS_PERSON: return t->register_persons;
    case FACTS_ORGANIZATION: return t->register_organizations;
    case FACTS_COUNTRY: return t->register_countries;
    case FACTS_PLACE: return t->register_places;
    case FACTS_KIND_COUNT: break;
    }
    return STR("");
}

/* ---- evidence ---- */

/* A fragment's text directive: all but letters and digits escaped, "-" and "," too
 * (https://wicg.github.io/scroll-to-text-fragment/). */
static void add_directive(struct buf *b, struct arena *a, struct str text)
{
    struct buf plain;
    buf_init(&plain, a);
    buf_add_url_encoded(&plain, text);
    struct str rest = buf_view(&plain);
    for (size_t i = 0; i < rest.n; i++) {
        if (rest.p[i] == '-')
            buf_add(b, STR("%2D"));
        else
            buf_add_byte(b, rest.p[i]);
    }
}

/* The first or last words of a sentence. */
static struct str some_words(struct str text, bool last)
{
    enum { WORDS = 5 };
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        size_t at = last ? text.n - 1 - i : i;
        n += text.p[at] == ' ';
        if (n == WORDS)
            return last ? str_from(text, at + 1) : str_first(text, at);
    }
    return text;
}

struct str register_sentence_url(struct job *j, const struct store_evidence *at)
{
    enum { WHOLE_MAX_BYTES = 120 };
    struct arena *a = j->arena;
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, route_article_path(a, at->section_slug, at->article_slug, at->article_id));
    buf_addf(&b, "#cau-%lld", (long long)at->sentence);
    if (at->text.n == 0)
        return buf_view(&b);
    buf_add(&b, STR(":~:text="));
    if (at->text.n <= WHOLE_MAX_BYTES) {
        add_directive(&b, a, at->text);
        return buf_view(&b);
    }
    add_directive(&b, a, some_words(at->text, false));
    buf_add_byte(&b, ',');
    add_directive(&b, a, some_words(at->text, true));
    return buf_view(&b);
}

/* The articles that rows quote, as they were sealed; what is not is left out of both, with an ALARM. */
struct quoted {
    struct store_card *cards;
    size_t cards_n;
    struct store_source *bodies;
    size_t bodies_n;
};

static const struct store_evidence *evidence_of(struct register_rows rows, size_t i)
{
    return (const void *)((const char *)rows.p + i * rows.size + rows.at);
}

static enum rc read_quoted(struct job *j, struct register_rows rows, size_t n, struct quoted *out)
{
    int64_t *ids = arena_array(j->arena, n, sizeof *ids);
    size_t ids_n = 0;
    if (!ids)
        return fail(j->err, RC_NOMEM, "out of memory");
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < ids_n && ids[k] != evidence_of(rows, i)->article_id)
            k++;
        ids[k] = evidence_of(rows, i)->article_id;
        ids_n += k == ids_n;
    }
    enum rc rc = store_cards(j->reader, j->arena, ids, ids_n, &out->cards, &out->cards_n, j->err);
    return rc ? rc
              : store_bodies(j->reader, j->arena, ids, ids_n, &out->bodies, &out->bodies_n, j->err);
}

/* True when the text that body is of has the sentence; mostly it can be found as it is written there. */
static bool has_sentence(struct str body, struct str sentence)
{
    struct arena a;
    struct buf written;
    struct article art;
    const struct article_json_options options = {.trusted_html = true};
    buf_init(&written, NULL);
    buf_add_json(&written, sentence);
    bool found = written.n > 2 && !buf_failed(&written) &&
                 str_contains(body, str_slice(buf_view(&written), 1, written.n - 1));
    buf_release(&written);
    arena_init(&a, QUOTED_ARENA_BYTES);
    if (!found && article_json_read(&a, body, options, &art, NULL) == RC_OK)
        found = str_contains(article_own_text(&a, &art).text, sentence);
    arena_release(&a);
    return found;
}

static bool stands_there(const struct quoted *q, const struct store_evidence *at)
{
    size_t card = 0;
    size_t body = 0;
    while (card < q->cards_n && q->cards[card].id != at->article_id)
        card++;
    while (body < q->bodies_n && q->bodies[body].id != at->article_id)
        body++;
    return card < q->cards_n && body < q->bodies_n &&
           str_eq(q->cards[card].title, at->article_title) &&
           str_eq(q->cards[card].slug, at->article_slug) &&
           str_eq(q->cards[card].section_slug, at->section_slug) &&
           has_sentence(q->bodies[body].body_json, at->text);
}

/* Of at most STORE_LIST_MAX rows. */
static enum rc keep_some(struct job *j, struct register_rows rows, size_t *n)
{
    struct quoted quoted = {0};
    size_t kept = 0;
    enum rc rc = *n ? read_quoted(j, rows, *n, &quoted) : RC_OK;
    for (size_t i = 0; i < *n && !rc; i++) {
        const struct store_evidence *at = evidence_of(rows, i);
        if (stands_there(&quoted, at))
            memmove((char *)rows.p + kept++ * rows.size, (char *)rows.p + i * rows.size, rows.size);
        else
            log_write(LOG_LEVEL_ERROR, "seal",
                      "ALARM: left out: register: sentence %lld of article %lld does not stand "
                      "there as it was sealed",
                      (long long)at->sentence, (long long)at->article_id);
    }
    *n = rc ? 0 : kept;
    return rc;
}

enum rc register_keep_sealed(struct job *j, struct register_rows rows, size_t *n)
{
    size_t kept = 0;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < *n && !rc; i += STORE_LIST_MAX) {
        size_t some = *n - i < STORE_LIST_MAX ? *n - i : STORE_LIST_MAX;
        struct register_rows from = rows;
        from.p = (char *)rows.p + i * rows.size;
        rc = keep_some(j, from, &some);
        memmove((char *)rows.p + kept * rows.size, from.p, some * rows.size);
        kept += some;
    }
    *n = rc ? 0 : kept;
    return rc;
}

struct view_evidence register_evidence(struct job *j, const struct store_evidence *at)
{
    return (struct view_evidence){.text = at->text,
                                  .url = register_sentence_url(j, at),
                                  .title = at->article_title,
                                  .time = clock_vietnamese_date(j->arena, at->published_ms)};
}

/* ---- entries ---- */

struct view_entry register_event_entry(struct job *j, const struct store_event *e)
{
    const struct words *t = j->state->words;
    bool more = e->reports > 1;
    return (struct view_entry){
        .title = e->title,
        .url = register_event_path(j->arena, e->is_agreement, e->slug),
        .time = register_date(j, e),
        .kind = register_event_kind(j, e),
        .detail = e->place.n ? e->place : e->guest,
        .count = more
                     ? words_with(j->arena, t->register_articles, page_number(j->arena, e->reports))
                     : STR(""),
        .planned = e->planned,
        .confirmed = e->verdict.kind == VERDICT_CONFIRMED,
    };
}

struct view_entry register_entity_entry(struct job *j, const struct store_entity *e)
{
    return (struct view_entry){
        .title = e->name,
        .url = register_entity_path(j->arena, e->kind, e->slug),
        .count = words_with(j->arena, j->state->words->register_articles,
                            page_number(j->arena, e->articles)),
        .confirmed = e->verdict.kind == VERDICT_CONFIRMED,
    };
}

struct store_event_query register_any_event(const struct job *j, int64_t limit)
{
    return (struct store_event_query){.kind = -1,
                                      .from_day = FACTS_NO_DAY,
                                      .until_day = FACTS_NO_DAY,
                                      .now_ms = j->now_ms,
                                      .limit = limit};
}

/* ---- delegations ---- */

/* Among codes with commas between: a country that is not ours; ours. */
static void read_countries(struct str codes, bool *foreign, bool *home)
{
    struct str code;
    *foreign = false;
    *home = false;
    while (str_next(&codes, ',', &code)) {
        bool ours = str_eq(code, STR("VN"));
        *home = *home || ours;
        *foreign = *foreign || (!ours && code.n);
    }
}

/* How many countries not ours are among the codes, but for those of places. */
static size_t foreign_sides(struct str sides, struct str places)
{
    struct str code;
    size_t n = 0;
    while (str_next(&sides, ',', &code)) {
        struct str rest = places;
        struct str place;
        bool other = code.n && !str_eq(code, STR("VN"));
        while (other && str_next(&rest, ',', &place))
            other = !str_eq(place, code);
        n += other;
    }
    return n;
}

/* A word of the name has no Vietnamese spelling. */
static bool is_foreign_name(struct str name)
{
    struct str word;
    while (str_next(&name, ' ', &word))
        if (word.n > 2 && !syllable_is_vietnamese(word))
            return true;
    return false;
}

bool register_is_outward(const struct store_delegation *d, bool *outward)
{
    bool there = false;
    bool here = false;
    bool foreign = false;
    bool home = false;
    read_countries(d->place_countries, &there, &here);
    read_countries(d->side_countries, &foreign, &home);
    *outward = there && !here;
    if (!foreign && !there)
        return false; /* nobody from abroad, and nobody went there */
    const struct store_event *e = &d->event;
    bool host = e->host.name.n && !is_foreign_name(e->host.name);
    bool head = e->head.name.n && !is_foreign_name(e->head.name);
    if (e->kind == EVENT_VISIT)
        return home || here ||
               (!(e->head.name.n && !head) &&
                !foreign_sides(d->side_countries, d->place_countries));
    if (!there && !here && head && !host && e->host.name.n)
        *outward = true; /* "Tổng thống A tiếp Thủ tướng": the host's name tells where */
    /* an article seldom says whose Prime Minister is ours: the one Vietnamese name beside one country does */
    return home || here || (host != head && foreign_sides(d->side_countries, STR("")) <= 1);
}

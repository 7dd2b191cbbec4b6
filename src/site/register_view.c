#include "site/register_view.h"
#include "text/shape.h"

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

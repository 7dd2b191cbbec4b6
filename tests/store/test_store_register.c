/* The contract of the register (store_register.h), for every engine. Persons and events are made up. */
#include "register/same.h"
#include "store/store_register.h"
#include "tests/store/store_contract.h"
#include "tests/store/told.h"

#define DAY_MS CLOCK_DAY_MS

#define RECEPTION                                                                                                                               \
    "Sáng 27/2, đồng chí Lê Văn Khải, Ủy viên Trung ương Đảng, Bí thư Thành ủy Hải Phòng tiếp Đoàn đại biểu " \
    "Đảng Lao động Mê-hi-cô do đồng chí Ma-ri-ô Ê-xpi-nô-xa, Tổng Bí thư Đảng Lao động Mê-hi-cô làm Trưởng "     \
    "đoàn."
#define RECEPTION_TOO                                                                                                                              \
    "Bí thư Thành ủy Hải Phòng Lê Văn Khải ngày 27/2 đã tiếp Đoàn đại biểu Đảng Lao động Mexico do Tổng Bí thư " \
    "Mario Espinosa dẫn đầu."
#define VISIT                                                                                                                                                                \
    "Từ ngày 10 đến 14/2, Đoàn đại biểu thành phố Hà Nội do đồng chí Phạm Quốc Bình, Bí thư Thành ủy Hà Nội "                            \
    "dẫn đầu đã thăm Bắc Kinh, Trung Quốc. Đồng chí Phạm Quốc Bình đã hội đàm với đồng chí Vương Gia Thụy, Bí thư Thành ủy Bắc " \
    "Kinh."

static struct store_result put_told(struct site *s, const char *key, const char *text)
{
    struct store_command c = story_command(&s->arena, &(struct story){.key = key, .text = text});
    c.put_article.facts = told(&s->arena, text, NOW_MS);
    return run_ok(s, c);
}

struct entities {
    struct store_entity *p;
    size_t n;
};

static struct entities entities(struct site *s, enum facts_kind kind)
{
    struct entities all = {0};
    struct err e = {0};
    struct store_entity_query q = {
        .kind = kind, .country = STR(""), .folded = STR(""), .now_ms = NOW_MS, .limit = 100};
    if (store_entities(s->r, &s->arena, q, &all.p, &all.n, &e))
        fail_msg("%s", e.text);
    int64_t count = 0;
    assert_int_equal(store_entities_count(s->r, q, &count, &e), RC_OK);
    assert_int_equal(count, all.n);
    return all;
}

/* The record shown under that name; id 0: none. */
static struct store_entity named(struct site *s, enum facts_kind kind, const char *name)
{
    struct entities all = entities(s, kind);
    for (size_t i = 0; i < all.n; i++)
        if (str_eq(all.p[i].name, str_view(name)))
            return all.p[i];
    return (struct store_entity){0};
}

struct events {
    struct store_event *p;
    size_t n;
};

static struct store_event_query any_event(void)
{
    return (struct store_event_query){.kind = -1,
                                      .from_day = FACTS_NO_DAY,
                                      .until_day = FACTS_NO_DAY,
                                      .now_ms = NOW_MS,
                                      .limit = 100};
}

static struct events events_of(struct site *s, struct store_event_query q)
{
    struct events all = {0};
    struct err e = {0};
    int64_t count = 0;
    if (store_events(s->r, &s->arena, q, &all.p, &all.n, &e))
        fail_msg("%s", e.text);
    assert_int_equal(store_events_count(s->r, &s->arena, q, &count, &e), RC_OK);
    assert_int_equal(count, all.n);
    return all;
}

static struct store_result decide(struct site *s, struct store_decide d, enum rc rc)
{
    d.by = STR("Lan");
    d.now_ms = NOW_MS;
    if (!d.name.p)
        d.name = STR("");
    if (!d.office.p)
        d.office = STR("");
    return run_rc(s, (struct store_command){.kind = STORE_DECIDE, .decide = d}, rc);
}

static size_t reports_of(struct site *s, int64_t event_id, struct store_report **out)
{
    size_t n = 0;
    assert_int_equal(store_reports(s->r, &s->arena, event_id, NOW_MS, 100, out, &n, NULL), RC_OK);
    return n;
}

/* ---- merging by itself ---- */

static void two_spellings_are_one_person_with_all_evidence(void **state)
{
    struct site *s = site_of(state);
    struct store_report *reports = NULL;
    put_told(s, "a", RECEPTION);
    put_told(s, "b", RECEPTION_TOO);
    struct entities persons = entities(s, FACTS_PERSON);
    assert_int_equal(persons.n, 2);
    struct store_entity guest = named(s, FACTS_PERSON, "Mario Espinosa");
    assert_int_equal(guest.articles, 2);
    assert_int_equal(entities(s, FACTS_COUNTRY).n, 1);
    struct store_entity party = named(s, FACTS_ORGANIZATION, "Đảng Lao động Mê-hi-cô");
    assert_true(party.id || named(s, FACTS_ORGANIZATION, "Đảng Lao động Mexico").id);
    struct events all = events_of(s, any_event());
    assert_int_equal(all.n, 1);
    assert_int_equal(all.p[0].reports, 2);
    assert_int_equal(all.p[0].head.id, guest.id);
    assert_str_is(all.p[0].date, "2024-02-27");
    assert_int_equal(reports_of(s, all.p[0].id, &reports), 2);
    assert_true(str_contains(reports[0].at.text, STR("Lê Văn Khải")));
    assert_true(reports[0].at.confidence > 0);
    assert_int_equal(reports[0].at.revision, 1);
}

static void namesakes_elsewhere_are_two(void **state)
{
    struct site *s = site_of(state);
    put_told(s, "a", "Bà Trần Thị Mận, Giám đốc Công ty Gỗ tỉnh Quảng Ninh phát biểu.");
    put_told(s, "b", "Bà Trần Thị Mận, Chủ tịch UBND xã Tân Lập, tỉnh Cà Mau dự lễ.");
    put_told(s, "c", "Bà Trần Thị Mận, Giám đốc Công ty Gỗ tỉnh Quảng Ninh ký hợp đồng.");
    assert_int_equal(entities(s, FACTS_PERSON).n, 2);
    assert_int_equal(entities(s, FACTS_PERSON).p[0].articles, 2);
}

static void an_office_has_a_time_span(void **state)
{
    struct site *s = site_of(state);
    struct store_office *offices = NULL;
    size_t n = 0;
    const char *text = "Đồng chí Lê Văn Khải, Bí thư Thành ủy Hải Phòng phát biểu.";
    static const int64_t ages[] = {400, 10, 200};
    for (size_t i = 0; i < COUNT_OF(ages); i++) {
        struct store_command c = story_command(&s->arena, &(struct story){.text = text});
        c.put_article.facts = told(&s->arena, text, NOW_MS - ages[i] * DAY_MS);
        run_ok(s, c);
    }
    struct store_entity person = named(s, FACTS_PERSON, "Lê Văn Khải");
    assert_int_equal(store_offices(s->r, &s->arena, person.id, NOW_MS, 10, &offices, &n, NULL),
                     RC_OK);
    assert_int_equal(n, 1);
    assert_str_is(offices[0].name, "Bí thư Thành ủy Hải Phòng");
    assert_int_equal(offices[0].articles, 3);
    assert_int_equal(offices[0].from_day, clock_day(NOW_MS) - 400);
    assert_int_equal(offices[0].until_day, clock_day(NOW_MS) - 10);
}

/* Two dates a day apart, of one event: it is one record, and both are there. */
static void contradictions_are_kept(void **state)
{
    struct site *s = site_of(state);
    struct store_report *reports = NULL;
    put_told(s, "a",
             "Ngày 20/2, Bí thư Thành ủy Hải Phòng Lê Văn Khải tiếp Đại sứ Cuba Mario Espinosa.");
    put_told(s, "b",
             "Ngày 21/2, Bí thư Thành ủy Hải Phòng Lê Văn Khải tiếp Đại sứ Cuba Mario Espinosa.");
    struct events all = events_of(s, any_event());
    assert_int_equal(all.n, 1);
    assert_int_equal(reports_of(s, all.p[0].id, &reports), 2);
    assert_str_is(reports[0].date, "2024-02-20");
    assert_str_is(reports[1].date, "2024-02-21");
}

static void other_days_are_other_events(void **state)
{
    struct site *s = site_of(state);
    put_told(s, "a",
             "Ngày 20/1, Bí thư Thành ủy Hải Phòng Lê Văn Khải tiếp Đại sứ Cuba Mario Espinosa.");
    put_told(s, "b",
             "Ngày 21/2, Bí thư Thành ủy Hải Phòng Lê Văn Khải tiếp Đại sứ Cuba Mario Espinosa.");
    assert_int_equal(events_of(s, any_event()).n, 2);
}

/* ---- corrections ---- */

static void a_correction_takes_its_facts_away(void **state)
{
    struct site *s = site_of(state);
    put_told(s, "a", RECEPTION);
    put_told(s, "b", RECEPTION_TOO);
    int64_t event = events_of(s, any_event()).p[0].id;
    put_told(s, "a", "Sáng 27/2, thành phố có mưa.");
    assert_int_equal(events_of(s, any_event()).p[0].reports, 1);
    assert_int_equal(named(s, FACTS_PERSON, "Mario Espinosa").articles, 1);
    put_told(s, "b", "Trời tạnh.");
    assert_int_equal(events_of(s, any_event()).n, 0);
    assert_int_equal(entities(s, FACTS_PERSON).n, 0);
    put_told(s, "b", RECEPTION_TOO); /* the same record again */
    assert_int_equal(events_of(s, any_event()).p[0].id, event);
}

static void what_is_withdrawn_is_hidden_at_once(void **state)
{
    struct site *s = site_of(state);
    int64_t id = put_told(s, "a", RECEPTION).id;
    struct store_command c = {.kind = STORE_WITHDRAW, .withdraw = {id, true, NOW_MS}};
    run_ok(s, c);
    assert_int_equal(events_of(s, any_event()).n, 0);
    assert_int_equal(entities(s, FACTS_PERSON).n, 0);
    c.withdraw.withdrawn = false;
    run_ok(s, c);
    assert_int_equal(events_of(s, any_event()).n, 1);
    assert_int_equal(entities(s, FACTS_PERSON).p[0].articles, 1);
}

static void what_is_to_come_is_not_shown(void **state)
{
    struct site *s = site_of(state);
    struct store_command c = story_command(
        &s->arena, &(struct story){.text = RECEPTION, .published_ms = NOW_MS + HOUR_MS});
    c.put_article.facts = told(&s->arena, RECEPTION, NOW_MS);
    run_ok(s, c);
    assert_int_equal(events_of(s, any_event()).n, 0);
    assert_int_equal(entities(s, FACTS_PERSON).n, 0);
    struct store_event_query later = any_event();
    later.now_ms = NOW_MS + 2 * HOUR_MS;
    assert_int_equal(events_of(s, later).n, 1);
}

/* ---- decisions ---- */

static void again(struct site *s)
{
    put_told(s, "a", "Không có gì.");
    put_told(s, "a", RECEPTION);
    put_told(s, "v", "Không có gì.");
    put_told(s, "v", VISIT);
    run_ok(s, (struct store_command){.kind = STORE_PRUNE_REGISTER});
}

static void a_merge_outlives_a_re_run_and_can_be_undone(void **state)
{
    struct site *s = site_of(state);
    struct store_entity found;
    put_told(s, "a", RECEPTION);
    put_told(s, "v", VISIT);
    struct store_entity one = named(s, FACTS_PERSON, "Lê Văn Khải");
    struct store_entity other = named(s, FACTS_PERSON, "Phạm Quốc Bình");
    size_t persons = entities(s, FACTS_PERSON).n;
    decide(s, (struct store_decide){.kind = DECIDE_MERGE, .id = one.id, .to_id = other.id}, RC_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(entities(s, FACTS_PERSON).n, persons - 1);
        assert_int_equal(named(s, FACTS_PERSON, "Phạm Quốc Bình").articles, 2);
        assert_int_equal(
            store_entity_by_slug(s->r, &s->arena, FACTS_PERSON, one.slug, &found, NULL), RC_OK);
        assert_int_equal(found.id, other.id);
        again(s);
    }
    decide(s, (struct store_decide){.kind = DECIDE_MERGE, .id = other.id, .to_id = one.id},
           RC_CONFLICT);
    decide(s, (struct store_decide){.kind = DECIDE_SPLIT, .id = one.id}, RC_OK);
    assert_int_equal(entities(s, FACTS_PERSON).n, persons);
    assert_int_equal(named(s, FACTS_PERSON, "Lê Văn Khải").id, one.id);
    decide(s, (struct store_decide){.kind = DECIDE_SPLIT, .id = one.id}, RC_NOTFOUND);
}

static void a_split_outlives_a_re_run(void **state)
{
    struct site *s = site_of(state);
    put_told(s, "a", RECEPTION);
    int64_t second = put_told(s, "b", RECEPTION_TOO).id;
    struct store_entity host = named(s, FACTS_PERSON, "Lê Văn Khải");
    struct store_decide d = {
        .kind = DECIDE_SPLIT, .id = host.id, .article_ids = &second, .article_ids_n = 1};
    int64_t fresh = decide(s, d, RC_OK).id;
    for (int i = 0; i < 2; i++) {
        struct store_entity part;
        assert_int_equal(store_entity_by_id(s->r, &s->arena, fresh, &part, NULL), RC_OK);
        assert_int_equal(part.articles, 1);
        assert_int_equal(entities(s, FACTS_PERSON).n, 3);
        put_told(s, "b", "Không có gì.");
        put_told(s, "b", RECEPTION_TOO);
    }
    int64_t none = 999;
    d.article_ids = &none;
    decide(s, d, RC_NOTFOUND);
}

static void events_merge_and_split(void **state)
{
    struct site *s = site_of(state);
    put_told(s, "a", RECEPTION);
    int64_t visit = put_told(s, "v", VISIT).id;
    struct events all = events_of(s, any_event());
    assert_in_range(all.n, 2, 4);
    struct store_decide d = {
        .kind = DECIDE_MERGE, .event = true, .id = all.p[0].id, .to_id = all.p[1].id};
    decide(s, d, RC_OK);
    assert_int_equal(events_of(s, any_event()).n, all.n - 1);
    again(s);
    assert_int_equal(events_of(s, any_event()).n, all.n - 1);
    d = (struct store_decide){.kind = DECIDE_SPLIT, .event = true, .id = all.p[0].id};
    decide(s, d, RC_OK);
    assert_int_equal(events_of(s, any_event()).n, all.n);
    (void)visit;
}

static void verdicts_outlive_a_re_run(void **state)
{
    struct site *s = site_of(state);
    struct store_office *offices = NULL;
    size_t n = 0;
    put_told(s, "a", RECEPTION);
    struct store_entity host = named(s, FACTS_PERSON, "Lê Văn Khải");
    int64_t event = events_of(s, any_event()).p[0].id;
    decide(s, (struct store_decide){.kind = DECIDE_CONFIRM, .id = host.id}, RC_OK);
    decide(s, (struct store_decide){.kind = DECIDE_REJECT, .id = event, .event = true}, RC_OK);
    decide(s,
           (struct store_decide){.kind = DECIDE_REJECT,
                                 .id = host.id,
                                 .office = same_fold(&s->arena, STR("Ủy viên Trung ương Đảng"))},
           RC_OK);
    decide(s,
           (struct store_decide){.kind = DECIDE_REJECT, .id = host.id, .office = STR("giam doc")},
           RC_NOTFOUND);
    again(s);
    assert_int_equal(named(s, FACTS_PERSON, "Lê Văn Khải").verdict.kind, VERDICT_CONFIRMED);
    assert_str_is(named(s, FACTS_PERSON, "Lê Văn Khải").verdict.by, "Lan");
    for (size_t i = 0; i < events_of(s, any_event()).n; i++)
        assert_int_not_equal(events_of(s, any_event()).p[i].id, event);
    assert_int_equal(store_offices(s->r, &s->arena, host.id, NOW_MS, 10, &offices, &n, NULL),
                     RC_OK);
    assert_int_equal(n, 1);
    decide(s, (struct store_decide){.kind = DECIDE_UNDECIDE, .id = event, .event = true}, RC_OK);
    decide(s, (struct store_decide){.kind = DECIDE_CONFIRM, .id = 999}, RC_NOTFOUND);
}

static void what_cannot_be_one_is_refused(void **state)
{
    struct site *s = site_of(state);
    put_told(s, "a", RECEPTION);
    int64_t person = named(s, FACTS_PERSON, "Lê Văn Khải").id;
    int64_t country = entities(s, FACTS_COUNTRY).p[0].id;
    decide(s, (struct store_decide){.kind = DECIDE_MERGE, .id = person, .to_id = country},
           RC_INVALID);
    decide(s, (struct store_decide){.kind = DECIDE_MERGE, .id = person, .to_id = person},
           RC_CONFLICT);
    decide(s, (struct store_decide){.kind = DECIDE_MERGE, .id = person, .to_id = 999}, RC_NOTFOUND);
}

/* ---- queries ---- */

static void a_timeline_of_two_parties(void **state)
{
    struct site *s = site_of(state);
    put_told(s, "a", RECEPTION);
    put_told(s, "v", VISIT);
    struct store_entity hanoi = named(s, FACTS_PLACE, "Hà Nội");
    struct store_entity china = named(s, FACTS_COUNTRY, "Trung Quốc");
    struct store_event_query q = any_event();
    assert_true(hanoi.id && china.id);
    int64_t *one = NULL;
    int64_t *other = NULL;
    assert_int_equal(store_members(s->r, &s->arena, &hanoi, &one, &q.one_n, NULL), RC_OK);
    assert_int_equal(store_members(s->r, &s->arena, &china, &other, &q.other_n, NULL), RC_OK);
    q.one = one;
    q.other = other;
    assert_true(q.other_n > 1); /* Bắc Kinh stands for its country */
    struct events all = events_of(s, q);
    assert_int_equal(all.n, 2); /* the visit and the talks, not Hải Phòng's reception */
    q.roles = 1U << PART_HOST;
    assert_int_equal(events_of(s, q).n, 0);
    q.roles = 0;
    q.kind = EVENT_TALKS;
    assert_int_equal(events_of(s, q).n, 1);
    q.kind = -1;
    q.from_day = clock_day(NOW_MS);
    assert_int_equal(events_of(s, q).n, 0);
}

/* Of each event of a list who agreed, in the text's order, and each once; of others none. */
static void the_parties_of_a_list(void **state)
{
    static const char SIGNED[] =
        "Thành ủy Hải Phòng và Thành ủy Incheon ký Thỏa thuận hợp tác giai đoạn "
        "2023-2028. Sở Y tế Hải Phòng và Bệnh viện Incheon ký bản ghi nhớ đào tạo.";
    struct site *s = site_of(state);
    put_told(s, "a", SIGNED);
    put_told(s, "b", SIGNED);
    struct store_event_query q = any_event();
    q.agreements = true;
    q.oldest_first = true;
    struct events all = events_of(s, q);
    assert_int_equal(all.n, 2);
    int64_t ids[] = {all.p[0].id, all.p[1].id};
    struct store_party *rows = NULL;
    size_t n = 0;
    struct store_parties_query ask = {.events = ids, .n = 2, .now_ms = NOW_MS};
    assert_int_equal(store_parties(s->r, &s->arena, ask, &rows, &n, NULL), RC_OK);
    assert_int_equal(n, 4);
    assert_true(rows[0].event_id == rows[1].event_id && rows[1].event_id < rows[2].event_id);
    assert_str_is(rows[0].name, "Thành ủy Hải Phòng");
    assert_str_is(rows[1].name, "Thành ủy Incheon");
    ask.n = 1;
    assert_int_equal(store_parties(s->r, &s->arena, ask, &rows, &n, NULL), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(rows[0].event_id, ids[0]);
    ask.now_ms = 0; /* not published yet */
    assert_int_equal(store_parties(s->r, &s->arena, ask, &rows, &n, NULL), RC_OK);
    assert_int_equal(n, 0);
    ask.n = 0;
    assert_int_equal(store_parties(s->r, &s->arena, ask, &rows, &n, NULL), RC_OK);
    assert_int_equal(n, 0);
}

static void pictures_of_the_whole(void **state)
{
    struct site *s = site_of(state);
    struct store_contact *contacts = NULL;
    struct store_pair *pairs = NULL;
    struct store_partner *partners = NULL;
    struct store_entity *found = NULL;
    size_t n = 0;
    put_told(s, "a", RECEPTION);
    put_told(s, "v", VISIT);
    int64_t host = named(s, FACTS_PERSON, "Lê Văn Khải").id;
    assert_int_equal(store_contacts(s->r, &s->arena, host, NOW_MS, 10, &contacts, &n, NULL), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(contacts[0].events, 1);
    assert_int_equal(store_pairs(s->r, &s->arena, NOW_MS, 10, &pairs, &n, NULL), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(store_partners(s->r, &s->arena, NOW_MS, 50, &partners, &n, NULL), RC_OK);
    assert_true(n >= 4);
    assert_int_equal(
        store_entities_named(s->r, &s->arena, FACTS_PERSON, STR("Espinosa"), 5, &found, &n, NULL),
        RC_OK);
    assert_int_equal(n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(two_spellings_are_one_person_with_all_evidence),
        T(namesakes_elsewhere_are_two),
        T(an_office_has_a_time_span),
        T(contradictions_are_kept),
        T(other_days_are_other_events),
        T(a_correction_takes_its_facts_away),
        T(what_is_withdrawn_is_hidden_at_once),
        T(what_is_to_come_is_not_shown),
        T(a_merge_outlives_a_re_run_and_can_be_undone),
        T(a_split_outlives_a_re_run),
        T(events_merge_and_split),
        T(verdicts_outlive_a_re_run),
        T(what_cannot_be_one_is_refused),
        T(a_timeline_of_two_parties),
        T(the_parties_of_a_list),
        T(pictures_of_the_whole),
    };
    return RUN_ON_EVERY_ENGINE(tests);
}

/* The examples of tests/spec/analysis.txt, and what every fact must have. */
#include "tests/test.h"

#include "base/buf.h"
#include "register/analysis.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES = 64 << 20, SPEC_MAX_BYTES = 1 << 20 };

static const char *spec_path;

static void add_persons(struct buf *b, const struct analysis *x)
{
    for (size_t i = 0; i < x->persons_n; i++) {
        buf_add(b, STR("person "));
        buf_add(b, x->persons[i].name);
        for (size_t k = 0; k < x->persons[i].offices.n; k++) {
            buf_add(b, k ? STR(", ") : STR(": "));
            buf_add(b, x->persons[i].offices.v[k]);
        }
        buf_add_byte(b, '\n');
    }
}

static void add_list(struct buf *b, const char *word, const struct fact_texts *texts)
{
    for (size_t i = 0; i < texts->n; i++)
        buf_addf(b, "%s %.*s\n", word, STR_ARG(texts->v[i]));
}

static struct str print(struct buf *b, const struct analysis *x)
{
    add_persons(b, x);
    add_list(b, "organization", &x->organizations);
    add_list(b, "place", &x->places);
    for (size_t i = 0; i < x->events_n; i++) {
        const struct event *event = &x->events[i];
        buf_addf(b, "event %.*s; %.*s; %.*s; %.*s\n", STR_ARG(event_kind_word(event->kind)),
                 STR_ARG(event->host), STR_ARG(event->head), STR_ARG(event->date));
    }
    for (size_t i = 0; i < x->agreements_n; i++)
        buf_addf(b, "agreement %.*s; %s\n", STR_ARG(x->agreements[i].name),
                 x->agreements[i].proposed ? "proposed" : "signed");
    return buf_view(b);
}

static void check_fact(const struct fact *at, const struct analysis *x, struct str text)
{
    assert_true(at->start < at->end && at->end <= text.n);
    assert_in_range(at->confidence, 1, 100);
    assert_true(at->sentence < x->sentences_n);
    assert_true(at->start >= x->sentences[at->sentence].start);
    assert_true(at->end <= x->sentences[at->sentence].end);
}

static void check_facts(const struct analysis *x, struct str text)
{
    for (size_t i = 0; i < x->entities_n; i++) {
        const struct entity *entity = &x->entities[i];
        check_fact(&entity->at, x, text);
        assert_true(entity->name.n > 0);
        if (entity->type == ENTITY_OFFICE) {
            assert_true(entity->of < x->entities_n);
            assert_int_equal(x->entities[entity->of].type, ENTITY_PERSON);
        }
    }
    for (size_t i = 0; i < x->events_n; i++)
        check_fact(&x->events[i].at, x, text);
    for (size_t i = 0; i < x->agreements_n; i++)
        check_fact(&x->agreements[i].at, x, text);
}

static void run_case(struct str article, struct str want)
{
    struct arena a;
    struct buf b;
    struct analysis x;
    struct err e = {""};
    arena_init(&a, ARENA_BYTES);
    buf_init(&b, &a);
    assert_int_equal(analysis_make(&a, article, CLOCK_NONE, &x, &e), RC_OK);
    check_facts(&x, article);
    assert_str_eq(print(&b, &x), want);
    arena_release(&a);
}

static struct str read_spec(struct arena *a)
{
    char *bytes = arena_alloc(a, SPEC_MAX_BYTES);
    FILE *f = fopen(spec_path, "rb");
    assert_non_null(f);
    assert_non_null(bytes);
    size_t n = fread(bytes, 1, SPEC_MAX_BYTES, f);
    assert_int_equal(fclose(f), 0);
    return (struct str){bytes, n};
}

static void examples_hold(void **state)
{
    (void)state;
    struct arena a;
    struct buf article;
    struct buf want;
    struct str line;
    size_t cases = 0;
    arena_init(&a, ARENA_BYTES);
    buf_init(&article, &a);
    buf_init(&want, &a);
    struct str rest = read_spec(&a);
    bool more = true;
    while (more) {
        more = str_next_line(&rest, &line);
        if (more && line.n && line.p[0] == '#')
            continue;
        if (str_starts(line, STR("= "))) {
            buf_add(&article, str_from(line, 2));
            buf_add_byte(&article, '\n');
        } else if (line.n) {
            buf_add(&want, line);
            buf_add_byte(&want, '\n');
        } else if (article.n) {
            run_case(buf_view(&article), buf_view(&want));
            buf_clear(&article);
            buf_clear(&want);
            cases++;
        }
    }
    assert_true(cases >= 9);
    arena_release(&a);
}

/* The year of the publication completes a date; December read in January is last year's. */
static void publication_completes_dates(void **state)
{
    (void)state;
    struct arena a;
    struct analysis x;
    struct err e = {""};
    struct civil january = {.year = 2024, .month = 1, .day = 9};
    arena_init(&a, ARENA_BYTES);
    struct str text = STR("Ngày 28-12, Thủ tướng Lê Văn Minh tiếp ông John Smith.");
    assert_int_equal(analysis_make(&a, text, civil_to_instant(january), &x, &e), RC_OK);
    assert_int_equal(x.events_n, 1);
    assert_str_is(x.events[0].date, "2023-12-28");
    arena_release(&a);
}

/* What the spec's lines do not show: to come or done, why, with whom, at which event. */
static void events_and_agreements_have_their_rest(void **state)
{
    (void)state;
    struct arena a;
    struct analysis x;
    struct err e = {""};
    arena_init(&a, ARENA_BYTES);
    struct str text =
        STR("Nhân dịp Quốc khánh, Bộ trưởng Lê Thu Trang sẽ thăm Chile.\n"
            "Ngày 4-6, Giám đốc Phan Văn Hậu và ông Pedro Salas đã ký Bản ghi nhớ về nghề cá "
            "giai đoạn 2024-2026 giữa Sở Thủy sản Hà Tĩnh, Tập đoàn Mar và Công ty Biển Xanh.");
    assert_int_equal(analysis_make(&a, text, CLOCK_NONE, &x, &e), RC_OK);
    assert_int_equal(x.events_n, 2);
    assert_true(x.events[0].planned);
    assert_str_is(x.events[0].occasion, "Nhân dịp Quốc khánh");
    assert_int_equal(x.events[1].kind, EVENT_SIGNING);
    assert_false(x.events[1].planned);
    assert_int_equal(x.agreements_n, 1);
    assert_int_equal(x.agreements[0].parties.n, 3);
    assert_str_is(x.agreements[0].period_to, "2026");
    assert_int_equal(x.agreements[0].event, 1);
    assert_int_equal(x.events[1].parties.n, 3);
    arena_release(&a);
}

/* Of several encounters the place behind a semicolon is not theirs. */
static void a_place_is_of_what_is_told_with_it(void **state)
{
    (void)state;
    struct arena a;
    struct analysis x;
    struct err e = {""};
    arena_init(&a, ARENA_BYTES);
    struct str text =
        STR("Chủ tịch UBND thành phố Lê Văn An đã hội đàm với Thị trưởng Seoul Park Min-jun; gặp "
            "Thống đốc tỉnh Gyeonggi Kim Dong-yeon; cùng nhiều hoạt động tại thành phố Busan.\n"
            "Thủ tướng Trần Văn Bình hội đàm với Thủ tướng Lào Kham Phan tại Huế; thăm chợ.");
    assert_int_equal(analysis_make(&a, text, CLOCK_NONE, &x, &e), RC_OK);
    assert_int_equal(x.events_n, 3);
    assert_int_equal(x.events[0].place.n, 0);
    assert_int_equal(x.events[1].place.n, 0);
    assert_str_is(x.events[2].place.v[0], "Huế");
    arena_release(&a);
}

static void a_bracket_behind_a_party_is_no_party(void **state)
{
    (void)state;
    struct arena a;
    struct analysis x;
    struct err e = {""};
    arena_init(&a, ARENA_BYTES);
    struct str text =
        STR("Thành phố Hải Phòng và thành phố Incheon (Hàn Quốc) ký thỏa thuận thiết lập "
            "quan hệ thành phố kết nghĩa.");
    assert_int_equal(analysis_make(&a, text, CLOCK_NONE, &x, &e), RC_OK);
    assert_int_equal(x.agreements_n, 1);
    assert_int_equal(x.agreements[0].parties.n, 2);
    assert_str_is(x.agreements[0].parties.v[0], "Hải Phòng");
    assert_str_is(x.agreements[0].parties.v[1], "Incheon");
    arena_release(&a);
}

/* What stands behind another agreement's noun is that one's. */
static void a_number_of_agreements_has_no_parties_of_one(void **state)
{
    (void)state;
    struct arena a;
    struct analysis x;
    struct err e = {""};
    arena_init(&a, ARENA_BYTES);
    struct str text =
        STR("Lễ trao 12 văn kiện hợp tác, trong đó có Bản ghi nhớ giữa Bộ Công Thương và "
            "Bộ Kinh tế Hungary về năng lượng, diễn ra chiều 5/3.");
    assert_int_equal(analysis_make(&a, text, CLOCK_NONE, &x, &e), RC_OK);
    assert_int_equal(x.agreements_n, 2);
    assert_int_equal(x.agreements[0].count, 12);
    assert_int_equal(x.agreements[0].parties.n, 0);
    assert_int_equal(x.agreements[1].parties.n, 2);
    arena_release(&a);
}

static void nothing_says_nothing(void **state)
{
    (void)state;
    struct arena a;
    struct analysis x;
    struct err e = {""};
    arena_init(&a, ARENA_BYTES);
    assert_int_equal(analysis_make(&a, STR(" \n"), CLOCK_NONE, &x, &e), RC_OK);
    assert_int_equal(x.entities_n + x.events_n + x.agreements_n + x.sentences_n, 0);
    arena_release(&a);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_hold),
        cmocka_unit_test(publication_completes_dates),
        cmocka_unit_test(events_and_agreements_have_their_rest),
        cmocka_unit_test(a_place_is_of_what_is_told_with_it),
        cmocka_unit_test(a_bracket_behind_a_party_is_no_party),
        cmocka_unit_test(a_number_of_agreements_has_no_parties_of_one),
        cmocka_unit_test(nothing_says_nothing),
    };
    if (argc != 2)
        return EXIT_FAILURE;
    spec_path = argv[1];
    return cmocka_run_group_tests(tests, NULL, NULL);
}

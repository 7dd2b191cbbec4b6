/* A page's answer: the numbers of now in its holes, entity tags, codings, rotation, references. */
#include "tests/test.h"

#include "base/clock.h"
#include "base/mem.h"
#include "page/words.h"
#include "site/deliver.h"

#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#define NOW INT64_C(1795000000000) /* November 2026 */

enum { ARTICLE = 42, TEXT_BYTES = 16200 };

/* A site of one page with two holes and a slot of two creatives. */
struct stage {
    struct state *state;
    struct state_lease *lease;
    struct live *live;
    struct slots *slots;
    struct slots_loop slots_loop;
    struct audience audience;
    struct prints *prints; /* NULL at first */
    struct state_creative creatives[2];
    struct page *page;
    struct arena arena;
    struct wire_field fields[4];
    struct wire_request req;
    struct wire_response res;
};

static struct page *make_page(void)
{
    struct arena a;
    struct page_out out;
    arena_init(&a, 1 << 20);
    page_out_init(&out, &a);
    while (out.text.n < TEXT_BYTES)
        page_put_literal(&out, STR("Gió từ sông thổi lên con phố nhỏ. "));
    page_put_hole(&out, (struct hole){HOLE_VIEWS, ARTICLE, 0});
    page_put_literal(&out, STR("|"));
    page_put_hole(&out, (struct hole){HOLE_SLOT, 0, 0});
    page_put_literal(&out, STR("|"));
    page_put_hole(&out, (struct hole){HOLE_TOTAL, 0, 0});
    struct page *p = page_finish(&out, STR("text/html; charset=utf-8"), NULL, 0);
    assert_non_null(p);
    arena_release(&a);
    return p;
}

static void open_stage(struct stage *s, struct state *state)
{
    *s = (struct stage){.state = state, .page = make_page(), .slots = slots_new()};
    struct live_start start = {.now_ms = NOW, .key = {{1}}, .total = 1234};
    assert_int_equal(live_new(start, &s->live, NULL), RC_OK);
    assert_true(audience_init(&s->audience, s->live, (struct hash_key){{2}}));
    slots_loop_init(&s->slots_loop, s->slots);
    for (size_t i = 0; i < COUNT_OF(s->creatives); i++)
        s->creatives[i] = (struct state_creative){
            .booked = {.id = 5 + (int64_t)i,
                       .weight = 1,
                       .from_ms = CLOCK_NONE,
                       .until_ms = CLOCK_NONE},
            .hash = i + 1,
        };
    for (size_t i = 0; i < COUNT_OF(s->creatives); i++)
        page_insert_init(&s->creatives[i].markup, i ? STR("[sáu]") : STR("[năm]"));
    *state = (struct state){.id = 3, .slots_n = 1, .words = words_of(STR("vi"))};
    state->slots[0] = (struct state_slot){
        .name = STR("top"), .creatives = s->creatives, .creatives_n = COUNT_OF(s->creatives)};
    atomic_init(&state->references, 2); /* one is the test's, so that nobody frees it */
    s->lease = state_lease_new(state);
    assert_non_null(s->lease);
    arena_init(&s->arena, 1 << 20);
    s->req = (struct wire_request){.method = WIRE_GET,
                                   .path = STR("/"),
                                   .fields = s->fields,
                                   .remote = STR("10.0.0.1"),
                                   .arena = &s->arena,
                                   .now_ms = NOW};
    s->fields[0] = (struct wire_field){STR("User-Agent"), STR("Mozilla/5.0 Firefox/128.0")};
    s->req.fields_n = 1;
}

static void ask(struct stage *s, bool count)
{
    struct delivery d = {.state = s->state,
                         .lease = s->lease,
                         .live = s->live,
                         .slots = &s->slots_loop,
                         .audience = &s->audience,
                         .prints = s->prints,
                         .req = &s->req,
                         .res = &s->res};
    deliver_page(&d, page_ref(s->page), 200, ARTICLE, count);
}

static void end_response(struct stage *s)
{
    assert_non_null(s->res.done);
    s->res.done(s->res.done_ctx);
    assert_int_equal(s->lease->requests, 0);
}

static void close_stage(struct stage *s)
{
    prints_free(s->prints);
    page_unref(s->page);
    state_lease_retire(s->lease);
    assert_int_equal(atomic_load(&s->state->references), 1);
    arena_release(&s->arena);
    audience_release(&s->audience);
    live_free(s->live);
    slots_free(s->slots);
}

static struct str header(const struct stage *s, const char *name)
{
    for (size_t i = 0; i < s->res.headers_n; i++)
        if (str_eq(s->res.headers[i].name, str_view(name)))
            return s->res.headers[i].value;
    return STR("");
}

/* What follows the text. */
static struct str tail_of(struct stage *s)
{
    struct buf b;
    buf_init(&b, &s->arena);
    for (size_t i = 0; i < s->res.segments_n; i++)
        buf_add(&b, (struct str){s->res.segments[i].p, s->res.segments[i].n});
    return str_from(buf_view(&b), TEXT_BYTES);
}

static void shows_the_numbers_of_now(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    open_stage(&s, &state);
    ask(&s, true);
    assert_int_equal(s.res.status, 200);
    assert_true(str_contains(tail_of(&s), STR("1          |[năm]|1.235          ")));
    end_response(&s);
    ask(&s, true);
    assert_true(str_contains(tail_of(&s), STR("2          |[sáu]|1.235          ")));
    end_response(&s);
    ask(&s, false); /* not counted */
    assert_true(str_contains(tail_of(&s), STR("2          |[năm]|1.235          ")));
    end_response(&s);
    close_stage(&s);
}

static void a_tag_stands_for_what_is_shown(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    open_stage(&s, &state);
    ask(&s, false);
    struct str first = header(&s, "ETag");
    assert_true(str_ends(first, STR("-5\"")));
    end_response(&s);
    s.fields[1] = (struct wire_field){STR("If-None-Match"), first};
    s.req.fields_n = 2;
    for (int i = 0; i < 3; i++) {
        ask(&s, false);
        assert_int_equal(s.res.status, 304);
        assert_int_equal(s.res.segments_n, 0);
        assert_str_eq(header(&s, "ETag"), first);
        end_response(&s);
    }
    live_view(s.live, ARTICLE); /* a number changes: no 304 may hide it */
    ask(&s, false);
    assert_int_equal(s.res.status, 200);
    assert_true(str_contains(tail_of(&s), STR("1          |[")));
    assert_false(str_eq(header(&s, "ETag"), first));
    end_response(&s);
    close_stage(&s);
}

static void a_changed_banner_is_no_304(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    open_stage(&s, &state);
    ask(&s, false);
    s.fields[1] = (struct wire_field){STR("If-None-Match"), header(&s, "ETag")};
    s.req.fields_n = 2;
    end_response(&s);
    s.creatives[0].hash = 99; /* the same id with another picture */
    ask(&s, false);
    assert_int_equal(s.res.status, 200);
    end_response(&s);
    s.creatives[0].booked.until_ms = NOW; /* and one that has ended */
    state.id = 4;
    ask(&s, false);
    assert_int_equal(s.res.status, 200);
    assert_true(str_contains(tail_of(&s), STR("[sáu]")));
    end_response(&s);
    close_stage(&s);
}

static void counts_people_robots_and_showings(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    struct live_deltas d;
    open_stage(&s, &state);
    ask(&s, true);
    end_response(&s);
    s.fields[1] = (struct wire_field){STR("Sec-Purpose"), STR("prefetch;prerender")};
    s.req.fields_n = 2;
    ask(&s, true);
    end_response(&s);
    s.fields[0].value = STR("Vidubot/1.0");
    s.req.fields_n = 1;
    ask(&s, true);
    end_response(&s);
    s.req.method = WIRE_HEAD;
    ask(&s, true);
    end_response(&s);
    assert_int_equal(live_take(s.live, &s.arena, &d), RC_OK);
    assert_int_equal(d.page_views, 1);
    assert_int_equal(d.robot_views, 1);
    assert_int_equal(d.visits, 1);
    struct store_creative_delta *shown = NULL;
    size_t n = 0;
    slots_tell(&s.slots_loop);
    assert_int_equal(slots_take(s.slots, &s.arena, 1, &shown, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_int_equal(shown[0].impressions, 1);
    close_stage(&s);
}

/* What WIRE_FIXED vouches for. */
static void fields_written_beforehand_are_sound(void **unused)
{
    (void)unused;
    struct wire_response plain;
    wire_response_init(&plain, 200);
    deliver_common_headers(&plain);
    struct state state;
    struct stage s;
    open_stage(&s, &state);
    ask(&s, false);
    const struct wire_fixed *all[] = {plain.fixed, s.res.fixed};
    for (size_t k = 0; k < COUNT_OF(all); k++) {
        struct buf lines;
        buf_init(&lines, &s.arena);
        assert_in_range(all[k]->fields_n, 5, 16);
        for (size_t i = 0; i < all[k]->fields_n; i++) {
            struct wire_field field = all[k]->fields[i];
            struct str bad = STR("\r\n");
            assert_true(field.name.n > 0 && !str_contains(field.name, STR(":")));
            for (size_t b = 0; b < bad.n; b++)
                assert_int_equal(str_find_byte(field.value, bad.p[b]), field.value.n);
            buf_addf(&lines, "%.*s: %.*s\r\n", STR_ARG(field.name), STR_ARG(field.value));
        }
        assert_str_eq(all[k]->lines, buf_view(&lines));
    }
    end_response(&s);
    close_stage(&s);
}

static void says_so_without_memory(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    open_stage(&s, &state);
    s.fields[1] = (struct wire_field){STR("Accept-Encoding"), STR("gzip")};
    s.req.fields_n = 2;
    bool served = false;
    for (size_t limit = 0; !served; limit += 16) {
        assert_true(limit < 8192);
        struct arena small;
        arena_init(&small, limit);
        s.req.arena = &small;
        ask(&s, false);
        served = s.res.status == 200;
        assert_true(served || s.res.status == 503);
        if (s.res.done)
            s.res.done(s.res.done_ctx);
        assert_int_equal(s.lease->requests, 0);
        arena_release(&small);
    }
    close_stage(&s);
}

/* ---- prints ---- */

/* Room for what a print needs; the page's text is long enough for a file. */
static void open_crowd(struct stage *s, struct state *state)
{
    open_stage(s, state);
    s->prints = prints_new();
    assert_non_null(s->prints);
    for (int i = 0; i < PRINT_AFTER; i++) {
        ask(s, false);
        end_response(s);
        arena_clear(&s->arena, SIZE_MAX);
    }
}

/* The views that an answer shows, and the banner behind them. */
static struct str shown(struct stage *s)
{
    return str_first(tail_of(s), sizeof "1          |[năm]" - 1);
}

static void says(struct stage *s, const char *what)
{
    ask(s, false);
    assert_str_is(shown(s), what);
    end_response(s);
}

static void each_its_own_until_many_ask(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    open_stage(&s, &state);
    s.prints = prints_new();
    for (int i = 0; i < PRINT_AFTER; i++) {
        says(&s, i % 2 ? "0          |[sáu]" : "0          |[năm]");
        s.req.now_ms += i % 8 == 7; /* eight each millisecond */
    }
    live_view(s.live, ARTICLE);
    says(&s, "0          |[sáu]"); /* that of the last */
    says(&s, "0          |[sáu]");
    s.req.now_ms += PRINT_MS;
    says(&s, "1          |[năm]");
    close_stage(&s);
}

/* Many who had to wait need not show again that they are many; a while later they do. */
static void a_crowd_stays_one_for_a_while(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    open_crowd(&s, &state);
    ask(&s, false);
    assert_true(s.res.head_bytes > 0);
    end_response(&s);
    for (int late = 0; late < 2; late++) {
        s.req.now_ms += PRINT_CROWD_MS - 1 + late;
        ask(&s, false);
        assert_int_equal(s.res.head_bytes, 0);
        end_response(&s);
        for (int i = 1; i <= PRINT_AFTER; i++) {
            ask(&s, false);
            assert_true((s.res.head_bytes > 0) == (!late || i == PRINT_AFTER));
            end_response(&s);
        }
    }
    close_stage(&s);
}

static void numbers_are_old_for_a_moment(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    const int64_t reactions[LIVE_REACTIONS] = {7};
    open_crowd(&s, &state);
    live_view(s.live, ARTICLE);
    says(&s, "0          |[sáu]");
    live_set(s.live, ARTICLE, 3, reactions); /* what a reader did shows at once */
    says(&s, "1          |[năm]");
    live_view(s.live, ARTICLE);
    says(&s, "1          |[năm]");
    s.req.now_ms += PRINT_MS - 1;
    says(&s, "1          |[năm]");
    s.req.now_ms += 1;
    says(&s, "2          |[sáu]");
    live_view(s.live, ARTICLE);
    s.req.now_ms -= 60000; /* the clock is set back */
    says(&s, "3          |[năm]");
    state.id = 4; /* the site's configuration has changed */
    s.creatives[1].booked.until_ms = 1;
    s.creatives[0].booked.until_ms = 1;
    says(&s, "3          ||1.234");
    close_stage(&s);
}

static void a_reader_with_a_copy_gets_the_newest(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    open_crowd(&s, &state);
    ask(&s, false);
    struct str tag = str_copy(&s.arena, header(&s, "ETag"));
    assert_int_equal(tag.n, 0); /* stands in the lines of the print */
    for (size_t i = 0; i < s.res.fixed->fields_n; i++)
        if (str_eq(s.res.fixed->fields[i].name, STR("ETag")))
            tag = str_copy(&s.arena, s.res.fixed->fields[i].value);
    assert_true(str_contains(s.res.fixed->lines, str_concat(&s.arena, STR("\r\nETag: "), tag)));
    assert_true(str_ends(s.res.fixed->lines, STR("\r\n")));
    end_response(&s);
    s.fields[1] = (struct wire_field){STR("If-None-Match"), tag};
    s.req.fields_n = 2;
    ask(&s, false);
    assert_int_equal(s.res.status, 304);
    end_response(&s);
    live_view(s.live, ARTICLE);
    says(&s, "1          |[năm]");
    close_stage(&s);
}

static void showings_on_prints_count(void **unused)
{
    enum { READERS = 100 };
    (void)unused;
    struct state state;
    struct stage s;
    open_crowd(&s, &state);
    for (int i = 0; i < READERS; i++) {
        ask(&s, true);
        end_response(&s);
        s.req.now_ms += 1;
    }
    struct store_creative_delta *counts = NULL;
    size_t n = 0;
    slots_tell(&s.slots_loop);
    assert_int_equal(slots_take(s.slots, &s.arena, 1, &counts, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(counts[0].impressions + counts[1].impressions, READERS);
    assert_in_range(counts[0].impressions, READERS / 4, 3 * READERS / 4);
    assert_int_equal(live_article(s.live, ARTICLE).views, READERS);
    close_stage(&s);
}

static void read_file_of(const struct stage *s, char *to, size_t n)
{
    assert_true(s->res.same_fd >= 0);
    assert_int_equal(pread(s->res.same_fd, to, n, s->res.same_at_bytes), n);
}

static void shows_views(struct stage *s, int64_t n)
{
    ask(s, false);
    assert_str_eq(str_first(tail_of(s), 11),
                  page_hole_number(&s->arena, (struct hole){HOLE_VIEWS, ARTICLE, 0}, n));
    end_response(s);
    arena_clear(&s->arena, SIZE_MAX);
}

/* What stands in front of the body is its head. */
static void heads_stand_in_front(void **unused)
{
    char room[4096];
    (void)unused;
    struct state state;
    struct stage s;
    open_crowd(&s, &state);
    ask(&s, false);
    struct buf head;
    buf_init(&head, &s.arena);
    wire_head_write(&head, &s.req, &s.res);
    assert_in_range(s.res.head_bytes, 100, sizeof room);
    assert_int_equal(pread(s.res.same_fd, room, s.res.head_bytes,
                           s.res.same_at_bytes - (int64_t)s.res.head_bytes),
                     s.res.head_bytes);
    assert_str_eq(((struct str){room, s.res.head_bytes}), buf_view(&head));
    assert_true(str_contains(buf_view(&head), STR("\r\nETag: ")));
    end_response(&s);
    close_stage(&s);
}

/* Who closes the connection and who keeps it get the same body, but not the same head. */
static void each_kind_its_head(void **unused)
{
    char room[4096];
    (void)unused;
    struct state state;
    struct stage s;
    open_crowd(&s, &state);
    for (int kind = 0; kind < 2; kind++) {
        s.req.last = kind == 1;
        for (int i = 0; i <= PRINT_AFTER; i++) {
            ask(&s, false);
            bool printed = s.res.head_bytes > 0;
            assert_true(printed == (kind == 0 || i == PRINT_AFTER));
            if (i < PRINT_AFTER)
                end_response(&s);
        }
        ssize_t n = pread(s.res.same_fd, room, s.res.head_bytes,
                          s.res.same_at_bytes - (int64_t)s.res.head_bytes);
        assert_int_equal(n, s.res.head_bytes);
        assert_true(str_contains((struct str){room, (size_t)n}, STR("\r\nConnection: close\r\n")) ==
                    s.req.last);
        end_response(&s);
    }
    close_stage(&s);
}

/* A response that is on its way keeps its bytes, whatever is made meanwhile; and those who cannot have a
 * print get an answer of their own. */
static void what_is_on_its_way_stays(void **unused)
{
    enum { SLOW = PRINTS_MAX + 20 };
    static struct wire_response slow[SLOW]; /* prints */
    static char before[TEXT_BYTES * 4];
    static char after[TEXT_BYTES * 4];
    size_t printed = 1;
    (void)unused;
    struct state state;
    struct stage s;
    open_crowd(&s, &state);
    ask(&s, false);
    size_t n = s.res.segments[0].n;
    assert_int_equal(s.res.segments_n, 1);
    assert_in_range(n, PRINT_FILE_MIN_BYTES, sizeof before);
    read_file_of(&s, before, n);
    assert_memory_equal(before, s.res.segments[0].p, n);
    slow[0] = s.res;
    for (int i = 1; i < SLOW; i++) {
        live_view(s.live, ARTICLE);
        s.req.now_ms += PRINT_MS;
        for (int k = 0; k < PRINT_AFTER; k++)
            shows_views(&s, i);
        ask(&s, false);
        if (s.res.segments_n == 1)
            slow[printed++] = s.res;
        else
            end_response(&s);
        arena_clear(&s.arena, SIZE_MAX);
    }
    assert_int_equal(printed, PRINTS_MAX);
    s.res = slow[0];
    read_file_of(&s, after, n);
    assert_memory_equal(before, after, n);
    assert_memory_equal(before, s.res.segments[0].p, n);
    for (size_t i = 0; i < printed; i++)
        slow[i].done(slow[i].done_ctx);
    live_view(s.live, ARTICLE);
    s.req.now_ms += 2 * PRINT_MS;
    for (int k = 0; k < PRINT_AFTER; k++)
        shows_views(&s, SLOW);
    ask(&s, false); /* there is room again */
    assert_int_equal(s.res.segments_n, 1);
    end_response(&s);
    s.req.now_ms += 100000;
    prints_sweep(s.prints, s.req.now_ms);
    close_stage(&s);
}

/* Pages that many ask for are served without the heap: a new print takes the memory of an old one. */
static void a_crowd_costs_no_memory(void **unused)
{
    enum { REQUESTS = 1000000 };
    (void)unused;
    struct state state;
    struct stage s;
    open_crowd(&s, &state);
    s.req.now_ms += PRINT_MS;
    for (int i = 0; i < 100; i++) {
        ask(&s, true);
        end_response(&s);
        arena_clear(&s.arena, SIZE_MAX);
    }
    uint64_t before = mem_allocations();
    int printed = 0;
    for (int i = 0; i < REQUESTS; i++) {
        ask(&s, true);
        printed += s.res.segments_n == 1;
        end_response(&s);
        arena_clear(&s.arena, SIZE_MAX);
        s.req.now_ms += i % 20 == 0;
    }
    assert_int_equal(mem_allocations(), before);
    assert_true(printed > REQUESTS / 10 * 9);
    assert_int_equal(live_article(s.live, ARTICLE).views, REQUESTS + 100);
    close_stage(&s);
}

static size_t body_bytes(const struct stage *s)
{
    size_t n = 0;
    for (size_t i = 0; i < s->res.segments_n; i++)
        n += s->res.segments[i].n;
    return n;
}

static void prints_do_without_memory(void **unused)
{
    (void)unused;
    struct state state;
    struct stage s;
    bool fired = true;
    open_stage(&s, &state);
    says(&s, "0          |[năm]"); /* the arena has its memory now */
    for (uint64_t k = 1; fired; k++) {
        mem_fail_at(k);
        s.prints = prints_new();
        for (int i = 0; s.prints && i < PRINT_AFTER + 2; i++) {
            arena_clear(&s.arena, SIZE_MAX);
            ask(&s, false);
            assert_int_equal(s.res.status, 200);
            assert_int_equal(body_bytes(&s),
                             TEXT_BYTES + sizeof "0          |[năm]|1.234          " - 1);
            end_response(&s);
        }
        fired = mem_fault_fired();
        mem_fail_at(0);
        prints_free(s.prints);
        s.prints = NULL;
    }
    close_stage(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_the_numbers_of_now),
        cmocka_unit_test(a_tag_stands_for_what_is_shown),
        cmocka_unit_test(a_changed_banner_is_no_304),
        cmocka_unit_test(counts_people_robots_and_showings),
        cmocka_unit_test(fields_written_beforehand_are_sound),
        cmocka_unit_test(says_so_without_memory),
        cmocka_unit_test(each_its_own_until_many_ask),
        cmocka_unit_test(a_crowd_stays_one_for_a_while),
        cmocka_unit_test(numbers_are_old_for_a_moment),
        cmocka_unit_test(a_reader_with_a_copy_gets_the_newest),
        cmocka_unit_test(showings_on_prints_count),
        cmocka_unit_test(heads_stand_in_front),
        cmocka_unit_test(each_kind_its_head),
        cmocka_unit_test(what_is_on_its_way_stays),
        cmocka_unit_test(a_crowd_costs_no_memory),
        cmocka_unit_test(prints_do_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

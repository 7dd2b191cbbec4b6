#include "tests/test.h"

#include "ingest/doc_pack.h"
#include "source/doc.h"

#include <string.h>

/* One of everything that a page can have. */
static struct doc sample(void)
{
    static struct str texts[] = {STR_INIT("Một"), STR_INIT("hai")};
    static struct doc_texts rows[] = {{texts, 2}, {texts, 1}};
    static struct doc_link links[] = {{STR_INIT("Tin khác"), STR_INIT("https://a.vn/1")}};
    static struct doc_person people[] = {{STR_INIT("Lan Chi"), DOC_EDITOR}};
    static struct doc_file files[] = {
        {STR_INIT("Quyết định"), STR_INIT("https://a.vn/q.pdf"), STR_INIT("application/pdf"), 123}};
    static struct doc_teaser teasers[] = {{STR_INIT("Mới"), STR_INIT("Đầu"), STR_INIT("/x"),
                                           STR_INIT("Lời"), STR_INIT("1 giờ trước")}};
    static struct doc_block blocks[2];
    blocks[0] = (struct doc_block){.type = DOC_PARAGRAPH,
                                   .text = STR("chữ đậm"),
                                   .html = html_from_store(STR("chữ <strong>đậm</strong>")),
                                   .rows = rows,
                                   .rows_n = 2,
                                   .has_head = true};
    blocks[1] = (struct doc_block){.type = DOC_RELATED,
                                   .src = STR("https://a.vn/a.jpg"),
                                   .caption = STR("Chú thích"),
                                   .items = {texts, 2},
                                   .is_ordered = true,
                                   .links = links,
                                   .links_n = 1};
    return (struct doc){.kind = DOC_ARTICLE,
                        .title = STR("Họp thôn"),
                        .kicker = STR("Nhịp sống"),
                        .dateline = STR("HNMO"),
                        .lead = STR("Sa-pô"),
                        .published_ms = 1700000000000,
                        .updated_ms = CLOCK_NONE,
                        .people = people,
                        .people_n = 1,
                        .blocks = blocks,
                        .blocks_n = 2,
                        .files = files,
                        .files_n = 1,
                        .teasers = teasers,
                        .teasers_n = 1,
                        .tags = texts,
                        .tags_n = 2,
                        .topics = texts,
                        .topics_n = 1,
                        .notes = texts,
                        .notes_n = 2,
                        .breadcrumb = texts,
                        .breadcrumb_n = 1,
                        .links = links,
                        .links_n = 1};
}

static void comes_back_as_it_was(void **state)
{
    (void)state;
    struct buf out;
    struct arena a;
    struct doc d;
    struct err e = {""};
    struct doc from = sample();
    buf_init(&out, NULL);
    arena_init(&a, 1 << 20);
    doc_pack(&out, &from);
    assert_int_equal(doc_unpack(&a, buf_view(&out), &d, &e), RC_OK);
    assert_str_is(d.title, "Họp thôn");
    assert_str_is(d.dateline, "HNMO");
    assert_true(d.published_ms == from.published_ms && d.updated_ms == CLOCK_NONE);
    assert_int_equal(d.people_n, 1);
    assert_int_equal(d.people[0].role, DOC_EDITOR);
    assert_int_equal(d.blocks_n, 2);
    assert_str_is(d.blocks[0].html.s, "chữ <strong>đậm</strong>");
    assert_str_is(d.blocks[0].rows[1].items[0], "Một");
    assert_true(d.blocks[0].has_head && !d.blocks[0].is_ordered);
    assert_true(d.blocks[1].is_ordered && !d.blocks[1].has_head);
    assert_str_is(d.blocks[1].links[0].title, "Tin khác");
    assert_str_is(d.files[0].url, "https://a.vn/q.pdf");
    assert_true(d.files[0].bytes == 123);
    assert_str_is(d.teasers[0].time, "1 giờ trước");
    assert_str_is(d.tags[1], "hai");
    assert_int_equal(d.topics_n, 1);
    assert_int_equal(d.notes_n, 2);
    struct buf again;
    buf_init(&again, NULL);
    doc_pack(&again, &d);
    assert_true(str_eq(buf_view(&again), buf_view(&out)));
    buf_release(&again);
    buf_release(&out);
    arena_release(&a);
}

/* The child is not believed: cut at any byte, with any byte changed, it is refused or it is a document
 * whose lengths hold. */
static void broken_answers(void **state)
{
    (void)state;
    struct buf out;
    struct doc from = sample();
    buf_init(&out, NULL);
    doc_pack(&out, &from);
    for (size_t n = 0; n < out.n; n++) {
        struct arena a;
        struct doc d;
        struct err e = {""};
        arena_init(&a, 1 << 20);
        assert_int_equal(doc_unpack(&a, (struct str){out.p, n}, &d, &e), RC_CORRUPT);
        arena_release(&a);
    }
    for (size_t i = 0; i < out.n; i++) {
        struct arena a;
        struct doc d;
        struct err e = {""};
        char was = out.p[i];
        out.p[i] = (char)(was ^ 0x5A);
        arena_init(&a, 1 << 22);
        enum rc rc = doc_unpack(&a, buf_view(&out), &d, &e);
        assert_true(rc == RC_OK || rc == RC_CORRUPT || rc == RC_NOMEM);
        assert_true(rc == RC_OK || e.text[0]);
        arena_release(&a);
        out.p[i] = was;
    }
    buf_release(&out);
}

static void markup_that_nobody_cleaned(void **state)
{
    (void)state;
    static const char *const BAD[] = {"<script>x</script>", "<b onclick=x>a</b>", "a > b",
                                      "<p>a</p>"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct doc_block block = {.type = DOC_PARAGRAPH, .html = html_from_store(str_view(BAD[i]))};
        struct doc from = {.kind = DOC_ARTICLE, .blocks = &block, .blocks_n = 1};
        struct buf out;
        struct arena a;
        struct doc d;
        struct err e = {""};
        buf_init(&out, NULL);
        arena_init(&a, 1 << 20);
        doc_pack(&out, &from);
        assert_int_equal(doc_unpack(&a, buf_view(&out), &d, &e), RC_CORRUPT);
        buf_release(&out);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was),
        cmocka_unit_test(broken_answers),
        cmocka_unit_test(markup_that_nobody_cleaned),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

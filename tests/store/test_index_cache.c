/* What a reader keeps of the index while it reads one state: found again, bounded, never wrong. */
#include "base/mem.h"
#include "store/store_index_cache.h"
#include "tests/test.h"

static struct index_row *add_row(struct index_cache *c, struct index_list *list, int64_t position,
                                 int64_t asked)
{
    uint32_t *docs = NULL;
    struct index_row *row = index_cache_row(c, 1, &docs);
    assert_non_null(row);
    docs[0] = (uint32_t)asked;
    row->position = position;
    row->asked = asked;
    row->n = 1;
    index_list_add(list, row);
    return row;
}

static void a_row_answers_for_what_was_asked(void **state)
{
    (void)state;
    struct index_cache c = {0};
    struct index_list *list = index_cache_list(&c, 3, 77);
    assert_ptr_equal(index_cache_list(&c, 3, 77), list);
    assert_ptr_not_equal(index_cache_list(&c, 4, 77), list);
    assert_ptr_not_equal(index_cache_list(&c, 3, 78), list);
    assert_null(index_list_row(list, 10));
    struct index_row *row = add_row(&c, list, 10, 20);
    assert_ptr_equal(index_list_row(list, 10), row);
    assert_ptr_equal(index_list_row(list, 20), row);
    assert_null(index_list_row(list, 9));
    assert_null(index_list_row(list, 21)); /* another row may stand at 21 */
    add_row(&c, list, 10, 30);
    assert_ptr_equal(index_list_row(list, 30), row);
    add_row(&c, list, 10, 12); /* known already: it answers for no less */
    assert_ptr_equal(index_list_row(list, 30), row);
    struct index_row *none = add_row(&c, list, INT64_MIN, 5);
    assert_ptr_equal(index_list_row(list, 0), none);
    index_cache_clear(&c);
    assert_null(index_list_row(index_cache_list(&c, 3, 77), 10));
    index_cache_release(&c);
}

static void a_full_cache_takes_no_more(void **state)
{
    (void)state;
    struct index_cache c = {0};
    uint32_t *docs = NULL;
    size_t rows = 0;
    while (index_cache_row(&c, 9000, &docs))
        rows++;
    assert_in_range(rows, 500, INDEX_CACHE_BYTES / (9000 * sizeof *docs));
    while (index_cache_row(&c, 0, &docs)) {
    }
    assert_null(index_cache_list(&c, 1, 1));
    assert_false(arena_failed(&c.arena));
    assert_true(index_cache_make_room(&c, 1000)); /* docs have their own */
    index_cache_clear(&c);
    assert_non_null(index_cache_row(&c, 9000, &docs));
    index_cache_release(&c);
}

static void docs_are_known_until_there_are_too_many(void **state)
{
    (void)state;
    enum { EACH = 1000, ROUNDS = 40 };
    struct index_cache c = {0};
    size_t known = 0;
    assert_null(index_cache_doc(&c, 1));
    for (int64_t round = 0; round < ROUNDS; round++) {
        assert_true(index_cache_make_room(&c, EACH));
        for (int64_t i = 1; i <= EACH; i++)
            index_cache_keep(&c, (struct index_doc){.doc = round * EACH + i, .article_id = i % 7});
        for (int64_t i = 1; i <= EACH; i++) {
            const struct index_doc *doc = index_cache_doc(&c, round * EACH + i);
            assert_true(doc && doc->doc == round * EACH + i && doc->article_id == i % 7);
        }
    }
    for (int64_t doc = 1; doc <= ROUNDS * EACH; doc++) {
        const struct index_doc *found = index_cache_doc(&c, doc);
        assert_true(!found || found->doc == doc);
        known += found != NULL;
    }
    assert_in_range(known, EACH, INDEX_CACHE_DOCS / 2);
    index_cache_keep(&c, (struct index_doc){.doc = ROUNDS * EACH, .article_id = 99});
    assert_int_equal(index_cache_doc(&c, ROUNDS * EACH)->article_id, 99);
    index_cache_clear(&c);
    assert_null(index_cache_doc(&c, ROUNDS * EACH));
    index_cache_release(&c);
}

static void an_empty_heap_is_told(void **state)
{
    (void)state;
    struct index_cache c = {0};
    uint32_t *docs = NULL;
    mem_fail_at(1);
    assert_false(index_cache_make_room(&c, 1000));
    mem_fail_at(1);
    assert_null(index_cache_row(&c, 9000, &docs));
    mem_fail_at(0);
    assert_null(index_cache_list(&c, 1, 1));
    index_cache_clear(&c);
    assert_non_null(index_cache_list(&c, 1, 1));
    assert_true(index_cache_make_room(&c, 1000));
    index_cache_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_answers_for_what_was_asked),
        cmocka_unit_test(a_full_cache_takes_no_more),
        cmocka_unit_test(docs_are_known_until_there_are_too_many),
        cmocka_unit_test(an_empty_heap_is_told),
    };
    return cmocka_run_group_tests_name("index cache", tests, NULL, NULL);
}

/* What is remembered of signatures (store/store_signed.h): by threads that write and look at once. */
#include "base/mem.h"
#include "store/store_signed.h"
#include "tests/test.h"

#include <pthread.h>

enum { HASHES = 20000, THREADS = 4 };

static struct hash_content hash_of(uint64_t n)
{
    return hash_content((struct str){(const char *)&n, sizeof n});
}

/* Another thread's hashes may have pushed out one's own; a hash that nobody has added is never there. */
static void *add_and_look(void *ctx)
{
    struct signed_entries *s = ctx;
    uint64_t wrong = 0;
    for (uint64_t i = 0; i < HASHES; i++) {
        struct hash_content good = hash_of(i);
        struct hash_content bad = hash_of(i + HASHES);
        signed_entries_add(s, &good);
        wrong += signed_entries_has(s, &bad);
    }
    assert_int_equal(wrong, 0);
    return NULL;
}

static void what_was_added_is_there_and_nothing_else(void **state)
{
    (void)state;
    struct signed_entries *s = signed_entries_new();
    pthread_t threads[THREADS];
    size_t there = 0;
    assert_non_null(s);
    for (size_t i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, add_and_look, s), 0);
    for (size_t i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (uint64_t i = 0; i < HASHES; i++) {
        struct hash_content good = hash_of(i);
        there += signed_entries_has(s, &good);
    }
    assert_true(there > HASHES * 9 / 10); /* of two that share a place one is there */
    mem_free(s);
}

static void half_a_hash_is_not_known(void **state)
{
    (void)state;
    struct signed_entries *s = signed_entries_new();
    struct hash_content good = hash_of(1);
    struct hash_content none = {{0}};
    assert_non_null(s);
    signed_entries_add(s, &good);
    for (size_t i = 0; i < sizeof good.bytes; i++) {
        struct hash_content bad = good;
        bad.bytes[i] ^= 1;
        assert_false(signed_entries_has(s, &bad));
    }
    assert_true(signed_entries_has(s, &good));
    assert_true(signed_entries_has(s, &none)); /* an empty place: no text has that hash */
    mem_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_there_and_nothing_else),
        cmocka_unit_test(half_a_hash_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

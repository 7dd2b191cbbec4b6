#include "article/seal.h"
#include "tests/test.h"

static struct arena arena;

static void hex_is(struct hash_content h, const char *want)
{
    assert_str_is(hash_hex(&arena, h.bytes, sizeof h.bytes), want);
}

static struct sign_secret test_key(void)
{
    static const struct sign_seed seed = {
        /* RFC 8032 §7.1, test 1 */
        {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
         0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
         0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60}};
    return sign_secret_of(&seed);
}

static struct hash_content row_of_three(void)
{
    struct seal_row row;
    seal_row_begin(&row);
    seal_row_add(&row, STR("42"));
    seal_row_add_absent(&row);
    seal_row_add(&row, STR("abc"));
    return seal_row_end(&row);
}

static struct seal sample(void)
{
    struct sign_secret secret = test_key();
    struct seal s = {.seq = 12,
                     .thing = SEAL_ARTICLE,
                     .act = SEAL_CHANGED,
                     .object_id = 42,
                     .name = STR(""),
                     .revision = 3,
                     .at_ms = 1795426320000,
                     .content = hash_content(STR("{\"title\":\"Bến\"}")),
                     .state = row_of_three()};
    s.prev = s.content;
    s.skip = s.state;
    seal_sign(&s, &secret);
    return s;
}

/* The hashes were made by Python's hashlib from the text that seal.h describes. */
static void the_canonical_form_is_as_documented(void **state)
{
    (void)state;
    struct seal s = sample();
    const struct seal named = {
        .thing = SEAL_SETTING, .act = SEAL_FOUND, .object_id = 7, .name = STR("tên:"), .at_ms = -1};
    hex_is(s.state, "909628b048beaf0aeba239221bed757e4019c585121c625719157fe37d8ffedc");
    hex_is(seal_detail(&s), "e5fbabcf434ace98ced871d147376650ffc00d209429094f91757e5682a9caf1");
    hex_is(seal_detail(&named), "917897668a35084a5cd6cd4fb3de563d15b330220f66bad44c5869db3cf3f28a");
    hex_is(seal_hash(&s), "11949af7c1804bc7f228ec3d0b65746873583a3904459de0eb271eee2949a5cd");
}

static void any_other_field_is_another_entry(void **state)
{
    (void)state;
    for (int field = 0; field < 12; field++) {
        struct seal s = sample();
        assert_true(seal_holds(&s));
        switch (field) {
        case 0: s.seq++; break;
        case 1: s.thing = SEAL_SECTION; break;
        case 2: s.act = SEAL_WITHDRAWN; break;
        case 3: s.object_id++; break;
        case 4: s.name = STR("a"); break;
        case 5: s.revision++; break;
        case 6: s.at_ms--; break;
        case 7: s.content.bytes[31] ^= 1; break;
        case 8: s.state.bytes[0] ^= 1; break;
        case 9: s.prev.bytes[5] ^= 1; break;
        case 10: s.skip.bytes[6] ^= 1; break;
        default: s.key.bytes[0] ^= 1; break;
        }
        assert_false(seal_holds(&s));
    }
}

static void skips_clear_the_lowest_bit(void **state)
{
    (void)state;
    static const int64_t WANT[][2] = {{1, 0},   {2, 0},       {3, 2}, {12, 8},
                                      {13, 12}, {1 << 20, 0}, {0, 0}};
    for (size_t i = 0; i < COUNT_OF(WANT); i++)
        assert_int_equal(seal_skip_seq(WANT[i][0]), WANT[i][1]);
}

static void names_have_ids(void **state)
{
    (void)state;
    assert_true(seal_name_id(STR("")) > 0);
    assert_true(seal_name_id(STR("users")) != seal_name_id(STR("user")));
    assert_str_is(seal_thing_word((enum seal_thing)99), "?");
    assert_str_is(seal_act_word((enum seal_act)99), "?");
    assert_str_is(seal_act_word(SEAL_DRAFTED), "drafted");
}

static void a_head_is_read_back(void **state)
{
    (void)state;
    struct seal s = sample();
    struct hash_content hash = seal_hash(&s);
    struct seal_head head;
    struct buf b;
    buf_init(&b, &arena);
    buf_add(&b, STR("{\"seq\":3,\"hash\":\"short\"}\n"));
    seal_head_json(&b, &s);
    buf_add(&b, STR("\n  \n"));
    assert_int_equal(seal_head_read(buf_view(&b), &head, NULL), RC_OK);
    assert_int_equal(head.seq, 12);
    assert_true(seal_hash_eq(&head.hash, &hash));
    static const char *const BAD[] = {"", "{}", "{\"seq\":3,\"hash\":\"ab\"}", "{\"seq\":0}",
                                      "{\"seq\":99999999999999999999999,\"hash\":\"00\"}"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++)
        assert_int_equal(seal_head_read(str_view(BAD[i]), &head, NULL), RC_INVALID);
}

/* Every byte of a head that was signed counts; what a stranger signed is his. */
static void a_head_is_held_by_its_signature(void **state)
{
    (void)state;
    struct sign_seed seed = sign_seed_make();
    struct sign_secret secret = sign_secret_of(&seed);
    struct seal s = sample();
    struct sign_public key;
    struct seal_head head;
    struct buf b;
    buf_init(&b, &arena);
    seal_sign(&s, &secret);
    seal_head_json(&b, &s);
    struct str line = str_trim(buf_view(&b));
    assert_true(seal_head_holds(line, &key, &head));
    assert_true(sign_public_eq(&key, &secret.public_key));
    assert_int_equal(head.seq, 12);
    char *changed = arena_alloc(&arena, line.n);
    assert_non_null(changed);
    for (size_t i = 0; i < line.n; i++) {
        struct str name = STR("\"at\":");
        size_t at = str_find(line, name);
        memcpy(changed, line.p, line.n);
        changed[i] = changed[i] == '7' ? '8' : '7';
        bool told =
            i >= at + 1 && i < at + name.n + 13; /* the time is told, and signed in detail */
        bool held = seal_head_holds((struct str){changed, line.n}, &key, &head);
        bool syntax = strchr("{}\":,", line.p[i]) != NULL;
        if (!told && !syntax && held)
            fail_msg("byte %zu of %.*s", i, STR_ARG(line));
    }
    for (size_t n = 0; n < line.n - 2; n++)
        assert_false(seal_head_holds(str_first(line, n), &key, &head));
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 1 << 20);
    return hash_start() ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_canonical_form_is_as_documented),
        cmocka_unit_test(any_other_field_is_another_entry),
        cmocka_unit_test(skips_clear_the_lowest_bit),
        cmocka_unit_test(names_have_ids),
        cmocka_unit_test(a_head_is_read_back),
        cmocka_unit_test(a_head_is_held_by_its_signature),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

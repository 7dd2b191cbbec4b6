/* Markdown with front matter: YAML, TOML and JSON, as their specifications and other programs write them. */
#include "tests/test.h"

#include "source/formats.h"

static enum rc read_markdown_file(struct arena *a, const char *path, const char *text,
                                  struct doc *d)
{
    struct err e = {""};
    const struct source_origin origin = {.path = str_view(path), .captured_ms = CLOCK_NONE};
    assert_true(format_markdown.is(str_view(text)));
    return format_markdown.read(a, str_view(text), &origin, d, &e);
}

static void front_matter_kinds(void **state)
{
    (void)state;
    static const char *const FILES[] = {
        "+++\ntitle = \"Một bài\"\ntags = [\"a\",\n \"b\"]\ndate = 2024-03-05T08:30:00+07:00\n"
        "[params]\nx = 1\n+++\nChữ.\n",
        "{\"title\": \"Một bài\", \"tags\": [\"a\", \"b\"], \"date\": \"2024-03-05T08:30:00+07:00\"}\n\n"
        "Chữ.\n",
        "---\ntitle: 'Một bài'\ntags: a, b\ndate: 2024-03-05T08:30:00+07:00\n---\nChữ.\n",
    };
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        struct arena a;
        struct doc d;
        struct err e = {""};
        struct source_origin origin = {.path = STR("a.md")};
        arena_init(&a, 64 << 20);
        assert_true(format_markdown.is(str_view(FILES[i])));
        assert_int_equal(format_markdown.read(&a, str_view(FILES[i]), &origin, &d, &e), RC_OK);
        assert_str_is(d.title, "Một bài");
        assert_int_equal(d.tags_n, 2);
        assert_str_is(d.tags[1], "b");
        assert_int_equal(d.published_ms, INT64_C(1709602200000));
        assert_int_equal(d.blocks_n, 1);
        arena_release(&a);
    }
}

static void markdown_front_matter_and_footnotes(void **state)
{
    (void)state;
    struct arena a;
    struct doc d;
    arena_init(&a, 64 << 20);
    assert_int_equal(
        read_markdown_file(
            &a, "blog/_posts/2024-03-05-hop.md",
            "---\ntitle: \"H\\u1ECDp \\\"làng\\\"\"\ndescription: Dòng một\n  dòng hai\n"
            "category: Đời sống\ntags: [họp,\n  'đường, sá']\ncover: {image: /c.png, alt: Bìa}\n"
            "expiryDate: 2024-06-30\n---\nĐoạn[^b] hai[^x].\n\n![A](/a.png \"Chú\")\n\n"
            "```\nmã[^b]\n```\n\n[^b]: Lời *chú*\n    tiếp.\n[^thừa]: Không ai gọi\n",
            &d),
        RC_OK);
    assert_str_is(d.title, "Họp \"làng\"");
    assert_str_is(d.lead, "Dòng một dòng hai");
    assert_int_equal(d.tags_n, 2);
    assert_str_is(d.tags[1], "đường, sá");
    assert_true(d.expires_ms > d.published_ms);
    assert_str_is(d.old_urls[0], "/đời-sống/2024/03/05/hop.html");
    assert_str_is(d.old_urls[2], "/2024/03/05/hop.html");
    assert_int_equal(d.blocks_n, 6);
    assert_str_is(d.blocks[0].src, "/c.png");
    assert_str_is(d.blocks[0].alt, "Bìa");
    assert_str_is(d.blocks[1].text, "Đoạn[1] hai[^x].");
    assert_str_is(d.blocks[2].caption, "Chú");
    assert_str_is(d.blocks[3].text, "mã[^b]");
    assert_str_is(d.blocks[4].text, "[1] Lời chú tiếp.");
    assert_str_is(d.blocks[5].text, "[2] Không ai gọi");
    assert_int_equal(
        read_markdown_file(
            &a, "content/tin/bai.md",
            "+++\ntitle = 'Hai'\nslug = \"khac\"\ndescription = \"\"\"\nMô tả\nnhiều dòng\"\"\"\n"
            "tags = [\n  \"a\", # chú\n  \"b\",\n]\ncover = {image = \"/d.png\"}\n+++\nThân.\n",
            &d),
        RC_OK);
    assert_str_is(d.lead, "Mô tả nhiều dòng");
    assert_int_equal(d.tags_n, 2);
    assert_str_is(d.blocks[0].src, "/d.png");
    assert_str_is(d.old_urls[1], "/tin/khac/");
    arena_release(&a);
}

/* What YAML 1.2 and TOML 1.0 say of quotes, properties and texts over several lines. */
static void front_matter_as_specified(void **state)
{
    (void)state;
    struct arena a;
    struct doc d;
    arena_init(&a, 64 << 20);
    assert_int_equal(
        read_markdown_file(
            &a, "a.md",
            "---\ntitle: 'It''s # một'\ntags: [\"x \\\"y, z\\\" w\", 'it''s, hai', rock 'n' roll]\n"
            "category: &muc !!str Kinh tế # chú\ndescription: *muc\n---\nChữ.\n",
            &d),
        RC_OK);
    assert_str_is(d.title, "It's # một");
    assert_int_equal(d.tags_n, 3);
    assert_str_is(d.tags[0], "x \"y, z\" w");
    assert_str_is(d.tags[1], "it's, hai");
    assert_str_is(d.tags[2], "rock 'n' roll");
    assert_str_is(d.section, "Kinh tế");
    assert_str_is(d.lead, "Kinh tế");
    assert_int_equal(
        read_markdown_file(
            &a, "b.md",
            "+++\ntitle=\"Một # hai\"\ndescription = \"\"\"\nDòng \\\n   một \\u1EA1\"\"\"\n"
            "tags=[\"a # b\",'c\\d']\n+++\nChữ.\n",
            &d),
        RC_OK);
    assert_str_is(d.title, "Một # hai");
    assert_str_is(d.lead, "Dòng một ạ");
    assert_str_is(d.tags[0], "a # b");
    assert_str_is(d.tags[1], "c\\d");
    arena_release(&a);
}

/* Two writers, a picture and a time, as each program has them. */
static void front_matter_of_other_programs(void **state)
{
    (void)state;
    static const char *const FILES[] = {
        "+++\ntitle = 'T'\ndate = 2024-03-05T08:30:00+07:00\n[params]\nauthor = ['Lê Na', 'Hà Vũ']\n"
        "images = ['/a.png']\n+++\nChữ.\n",
        "+++\ntitle = 'T'\ndate = 2024-03-05 08:30:00\n[[authors]]\nname = 'Lê Na'\n[[authors]]\n"
        "name = 'Hà Vũ'\n[cover]\nimage = '/a.png'\n+++\nChữ.\n",
        "+++\ntitle = 'T'\ndate = 2024-03-05T08:30:00+07:00\nauthors = [\n {name = 'Lê Na'},\n {name "
        "= 'Hà Vũ', email = 'h@v.vn'}]\n[extra]\nimage = '/a.png'\n[taxonomies]\ntags = ['x']\n"
        "+++\nChữ.\n",
        "---\ntitle: T\nparams:\n  author:\n    - name: Lê Na\n      title: Phóng viên\n    - name: Hà "
        "Vũ\n  cover:\n    image: /a.png\ndate: 05/03/2024 08:30\n---\nChữ.\n",
        "---\ntitle: T\nauthors: [{name: Lê Na}, {name: Hà Vũ}]\npubDate: 'Mar 05 2024 08:30'\n"
        "heroImage: /a.png\n---\nChữ.\n",
        "---\ntitle: T\npubDate: 20240305T083000\nheroImage:\n  src: /a.png\n  alt: A\nauthors:\n- Lê "
        "Na\n- Hà Vũ\n---\nChữ.\n",
        "---\ntitle: T\ndate: 5/3/24 8:30\nauthor:\n- Lê Na\n- Hà Vũ\nimage:\n  path: /a.png\n---\n"
        "Chữ.\n",
        "{\"title\": \"T\", \"date\": \"2024-03-05T08:30:00+07:00\", \"authors\": [{\"name\": \"Lê "
        "Na\"}, {\"name\": \"Hà Vũ\"}], \"params\": {\"cover\": {\"image\": \"/a.png\"}}}\n\n"
        "Chữ.\n",
    };
    for (size_t i = 0; i < COUNT_OF(FILES); i++) {
        struct arena a;
        struct doc d;
        arena_init(&a, 64 << 20);
        assert_int_equal(read_markdown_file(&a, "a.md", FILES[i], &d), RC_OK);
        if (d.people_n != 2 || !str_eq(d.people[0].name, STR("Lê Na")) ||
            !str_eq(d.people[1].name, STR("Hà Vũ")) || d.blocks_n != 2 ||
            !str_eq(d.blocks[0].src, STR("/a.png")) || d.published_ms != INT64_C(1709602200000))
            fail_msg("file %zu: %zu people, %zu blocks, %lld", i, d.people_n, d.blocks_n,
                     (long long)d.published_ms);
        arena_release(&a);
    }
}

static void markdown_tables_stand_behind_notes(void **state)
{
    (void)state;
    struct arena a;
    struct doc d;
    arena_init(&a, 64 << 20);
    assert_int_equal(read_markdown_file(&a, "tin/bai.md",
                                        "---\ntitle: T\n---\nĐoạn [x][1] chú[^1].\n\n"
                                        "[1]: https://a.example\n[^1]: Chân.\n\n"
                                        "| a | b |\n|---|---|\n| 1 | 2 |\n",
                                        &d),
                     RC_OK);
    assert_int_equal(d.blocks_n, 3);
    assert_str_is(d.blocks[0].text, "Đoạn x chú[1].");
    assert_true(str_contains(d.blocks[0].html.s, STR("<sup>[1]</sup>")));
    assert_int_equal(d.blocks[1].type, DOC_TABLE);
    assert_int_equal(d.blocks[1].rows_n, 2);
    assert_str_is(d.blocks[2].text, "[1] Chân.");
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(front_matter_kinds),
        cmocka_unit_test(markdown_front_matter_and_footnotes),
        cmocka_unit_test(front_matter_as_specified),
        cmocka_unit_test(front_matter_of_other_programs),
        cmocka_unit_test(markdown_tables_stand_behind_notes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

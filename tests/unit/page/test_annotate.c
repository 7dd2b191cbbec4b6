/* Marks in markup: links on names, anchors around sentences; markup is never broken. */
#include "page/annotate.h"
#include "tests/test.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, SIZE_MAX / 2);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* A mark on the first place of part in text: a link, or (url NULL) a sentence. */
static struct annotation mark(const char *text, const char *part, const char *url)
{
    size_t start = str_find(str_view(text), str_view(part));
    return (struct annotation){.start = start,
                               .end = start + str_view(part).n,
                               .url = str_view(url ? url : ""),
                               .id = str_view(url ? "" : "cau-1")};
}

static struct str marked(const char *markup, const char *text, struct annotation a,
                         struct annotation b)
{
    const struct annotation marks[] = {a, b};
    return annotate(&arena, html_from_store(str_view(markup)), str_view(text), marks, b.end ? 2 : 1)
        .s;
}

static const struct annotation none;

static void names_become_links_and_sentences_anchors(void **state)
{
    (void)state;
    const char *text = "Ông An & bà Bình. Hết.";
    assert_str_is(marked("Ông An &amp; bà Bình. Hết.", text, mark(text, "bà Bình", "/b/"), none),
                  "Ông An &amp; <a class=\"record\" href=\"/b/\">bà Bình</a>. Hết.");
    assert_str_is(marked("Ông An &amp; bà Bình. Hết.", text, mark(text, "Ông An & bà Bình.", NULL),
                         mark(text, "Ông An", "/a/")),
                  "<span class=\"fact\" id=\"cau-1\"><a class=\"record\" href=\"/a/\">Ông An</a> "
                  "&amp; bà Bình.</span> Hết.");
}

static void elements_inside_stay_whole(void **state)
{
    (void)state;
    const char *text = "Một hai ba bốn.";
    assert_str_is(marked("Một <b>hai</b> ba bốn.", text, mark(text, "hai ba", NULL), none),
                  "Một <b><span class=\"fact\" id=\"cau-1\"></span>hai</b> ba bốn.");
    assert_str_is(marked("Một <b>hai</b> ba bốn.", text, mark(text, "Một hai ba", NULL), none),
                  "<span class=\"fact\" id=\"cau-1\">Một <b>hai</b> ba</span> bốn.");
    assert_str_is(marked("Một <b>hai</b> ba bốn.", text, mark(text, "hai ba", "/x/"), none),
                  "Một <b>hai</b> ba bốn.");
    assert_str_is(marked("Một <b>hai</b> ba bốn.", text, mark(text, "hai", "/x/"), none),
                  "Một <b><a class=\"record\" href=\"/x/\">hai</a></b> ba bốn.");
}

static void a_link_gets_no_link_inside(void **state)
{
    (void)state;
    const char *text = "Xem Hà Nội ở đây, Hà Nội.";
    struct annotation first = mark(text, "Hà Nội", "/hn/");
    const char *markup = "Xem <a href=\"https://x.vn\">Hà Nội ở đây</a>, Hà Nội.";
    assert_str_is(marked(markup, text, first, none), markup);
}

static void what_does_not_agree_is_left_alone(void **state)
{
    (void)state;
    const char *text = "Ông An tới.";
    struct annotation a = mark(text, "Ông An", "/a/");
    assert_str_is(marked("Bà Bình tới.", text, a, none), "Bà Bình tới.");
    assert_str_is(marked("Ông An", text, a, none), "Ông An");
    assert_str_is(marked("Ông An<br>tới.", text, a, none),
                  "Ông An<br>tới."); /* a space of the text is not in the markup */
    a.end = 1000;
    assert_str_is(marked("Ông An tới.", text, a, none), "Ông An tới.");
    a.end = a.start;
    assert_str_is(marked("Ông An tới.", text, a, none), "Ông An tới.");
}

static void an_address_cannot_leave_its_attribute(void **state)
{
    (void)state;
    const char *text = "Ông An tới.";
    struct str out = marked("Ông An tới.", text, mark(text, "Ông An", "/a/\"><script>"), none);
    assert_false(str_contains(out, STR("<script>")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_become_links_and_sentences_anchors),
        cmocka_unit_test(elements_inside_stay_whole),
        cmocka_unit_test(a_link_gets_no_link_inside),
        cmocka_unit_test(what_does_not_agree_is_left_alone),
        cmocka_unit_test(an_address_cannot_leave_its_attribute),
    };
    return cmocka_run_group_tests_name("annotate", tests, begin, end);
}

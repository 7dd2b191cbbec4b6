/* Which links are refused, and what is left of an article without them. */
#include "tests/test.h"

#include "article/link_host.h"
#include "article/link_known.h"
#include "article/link_rules.h"

static struct arena a;
static struct link_rules rules;

static int start(void **state)
{
    struct err e;
    (void)state;
    arena_init(&a, 64 << 20);
    link_rules_init(&rules, &a);
    if (link_rules_add_shipped(&rules, &e) ||
        link_rules_add_bad(&rules, STR("# của trang\nxau.example\n*quangcaoban*\n\n"), "own", &e))
        return 1;
    link_rules_trust(&rules, STR("baonui.vn"));
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&a);
    return 0;
}

static void assert_judged(const char *url, const char *text, enum link_refusal want)
{
    enum link_refusal got = link_rules_judge(&rules, &a, str_view(url), str_view(text));
    if (got != want)
        fail_msg("%s: \"%.*s\", not \"%.*s\"", url, STR_ARG(link_refusal_words(got)),
                 STR_ARG(link_refusal_words(want)));
}

static void plain_links_are_fine(void **state)
{
    (void)state;
    assert_judged("https://www.chinhphu.vn/nghi-dinh", "Nghị định", LINK_FINE);
    assert_judged("https://songque.example/tin?trang=2", "", LINK_FINE);
    assert_judged("/tin/bai-1.html", "bài", LINK_FINE);
    assert_judged("mailto:toasoan@baonui.vn", "toasoan@baonui.vn", LINK_FINE);
    assert_judged("tel:+842438220000", "024", LINK_FINE);
    assert_judged("article:12", "", LINK_FINE);
    assert_judged("https://www.facebook.com/sharer/sharer.php?u=https://baonui.vn/tin", "",
                  LINK_FINE);
    assert_judged("https://songque.example/login?next=https%3A%2F%2Fsongque.example%2Fa", "",
                  LINK_FINE);
    assert_judged("https://mercado.example/avocado", "", LINK_FINE);
    assert_judged("https://tobacco-control.example/", "", LINK_FINE);
    assert_judged("https://technohub.example/", "", LINK_FINE);
    assert_judged("https://explode.example/", "", LINK_FINE);
    assert_judged("https://alphabet2024.example/", "", LINK_FINE);
}

static void known_bad_hosts_are_refused(void **state)
{
    (void)state;
    assert_judged("https://nhacai-uytin.example/", "", LINK_IS_BAD);
    assert_judged("https://nha-cai.example/", "", LINK_IS_BAD);
    assert_judged("https://nhàcáiuytín.example/", "", LINK_IS_BAD);
    assert_judged("https://top10casino.example/", "", LINK_IS_BAD);
    assert_judged("https://cas1no-online.example/", "", LINK_FINE); /* 1 is l, not i (UTS #39) */
    assert_judged("https://188bet.example/", "", LINK_IS_BAD);
    assert_judged("https://m.bet365-vn.example/", "", LINK_IS_BAD);
    assert_judged("https://a.xau.example/x", "", LINK_IS_BAD);
    assert_judged("https://xau.example.com/x", "", LINK_FINE);
    assert_judged("https://www.quangcaoban.example/", "", LINK_IS_BAD);
}

static void look_alikes_are_refused(void **state)
{
    (void)state;
    assert_judged("https://ch1nhphu.vn/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://chlnhphu.vn/", "", LINK_FINE);
    assert_judged("https://chínhphủ.vn/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://xn--chnhph-4va0152d.vn/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://ba\xD0\xBEnui.vn/", "", LINK_IS_MIXED);    /* Cyrillic о */
    assert_judged("https://baonu\xC4\xB1.vn/", "", LINK_LOOKS_ALIKE); /* dotless i */
    assert_judged("https://ba0nui.vn/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://chinhphu.vn.tintuc.example/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://tin.chinhphu.vn.tintuc.example/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://tin.chinhphu.vn/", "", LINK_FINE);
    assert_judged("https://baonui-vn.example/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://tin-baonui-vn.example/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://nguoi-baonui.example/", "", LINK_FINE);
}

/* What comes with Loa as known is fine, and nobody else's to look like. */
static void the_states_own_names_are_known(void **state)
{
    struct str rest = link_known_all();
    struct str name;
    bool below = false;
    size_t n = 0;
    (void)state;
    assert_true(link_is_known(STR("songque.gov.vn")));
    assert_true(link_is_known(STR("chinhphu.vn")));
    assert_false(link_is_known(STR("gov.vn")));
    assert_false(link_is_known(STR(".gov.vn")));
    assert_false(link_is_known(STR("songquegov.vn")));
    assert_false(link_is_known(STR("gov.vn.example")));
    assert_false(link_is_known(STR("baochinhphu.vn.example")));
    assert_false(link_is_known(STR("")));
    assert_judged("https://dichvucong.songque.gov.vn/", "", LINK_FINE);
    assert_judged("https://songque.gov.vn/den?url=https://quochoi.vn/luat", "", LINK_FINE);
    assert_judged("https://songque.gov.vn/den?url=https://songque.example/", "", LINK_REDIRECTS);
    assert_judged("https://songque.gov.vn.example/", "", LINK_LOOKS_ALIKE);
    assert_judged("https://songque-gov-vn.example/", "", LINK_LOOKS_ALIKE);
    while (link_known_next(&rest, &name, &below)) {
        struct link_host host;
        struct str url = str_concat(&a, below ? STR("//x.") : STR("//"), name);
        if (!link_host_read(&a, url, &host) || !link_is_known(host.domain))
            fail_msg("%.*s: not the one spelling of a registrable domain", STR_ARG(name));
        n++;
    }
    assert_true(n > 1);
}

static void hidden_goals_are_refused(void **state)
{
    (void)state;
    assert_judged("https://chinhphu.vn@songque.example/", "", LINK_HAS_USER);
    assert_judged("https://songque.example/", "https://chinhphu.vn/tin", LINK_TEXT_LIES);
    assert_judged("https://songque.example/", "xem www.chinhphu.vn", LINK_TEXT_LIES);
    assert_judged("https://songque.example/", "songque.example", LINK_FINE);
    assert_judged("https://www.google.com/url?q=https://songque.example/&sa=D", "", LINK_REDIRECTS);
    assert_judged("https://l.facebook.com/l.php?u=https%3A%2F%2Fsongque.example%2F", "",
                  LINK_REDIRECTS);
    assert_judged("https://chinhphu.vn/out?to=https%253A%252F%252Fsongque.example", "",
                  LINK_REDIRECTS);
    assert_judged("https://chinhphu.vn/out?to=//songque.example/x", "", LINK_REDIRECTS);
    assert_judged("https://chinhphu.vn/go/http://songque.example/x", "", LINK_REDIRECTS);
    assert_judged("https://bit.ly/3abc", "", LINK_IS_SHORT);
    assert_judged("data:text/html,x", "", LINK_RUNS);
    assert_judged("javascript:alert(1)", "", LINK_RUNS);
    assert_judged("JaVaScRiPt://chinhphu.vn/%0aalert(1)", "", LINK_RUNS);
    assert_judged("vbscript:x", "", LINK_RUNS);
    assert_judged("http://3232235777/", "", LINK_IS_BROKEN);
}

/* What the owner has approved by its name is meant. */
static void approved_domains_are_meant(void **state)
{
    struct link_rules own;
    struct err e;
    (void)state;
    link_rules_init(&own, &a);
    assert_int_equal(link_rules_add_shipped(&own, &e), RC_OK);
    link_rules_trust(&own, STR("bit.ly"));
    link_rules_trust(&own, STR("casino-royale-phim.example"));
    assert_int_equal(link_rules_judge(&own, &a, STR("https://bit.ly/3abc"), STR("")), LINK_FINE);
    assert_int_equal(
        link_rules_judge(&own, &a, STR("https://casino-royale-phim.example/"), STR("")), LINK_FINE);
}

static void bad_lines_are_named(void **state)
{
    struct link_rules own;
    struct err e = {""};
    (void)state;
    link_rules_init(&own, &a);
    assert_int_equal(link_rules_add_bad(&own, STR("a.vn\n\nhai từ\n"), "ds.txt", &e), RC_INVALID);
    assert_non_null(strstr(e.text, "ds.txt: line 3"));
    assert_int_equal(link_rules_add_bad(&own, STR("*\n"), "ds.txt", &e), RC_INVALID);
    assert_int_equal(link_rules_add_bad(&own, STR("*a*\n"), "ds.txt", &e), RC_INVALID);
}

/* ---- articles ---- */

static size_t told_n;
static enum link_refusal told_last;

static void told(void *ctx, struct str url, enum link_refusal refusal)
{
    (void)ctx;
    (void)url;
    told_n++;
    told_last = refusal;
}

static struct article sample(struct article_block *blocks, size_t n)
{
    return (struct article){.title = STR("Cầu mới"),
                            .blocks = blocks,
                            .blocks_n = n,
                            .source_name = STR("Sông Quê"),
                            .source_url = STR("https://songque.example/tin/1")};
}

static void links_go_and_texts_stay(void **state)
{
    struct article_block blocks[] = {
        {.type = BLOCK_PARAGRAPH,
         .text = STR("Theo nghị định, xem casino."),
         .html = {STR("Theo <a href=\"https://chinhphu.vn/?a=1&amp;b=2\">nghị <b>định</b></a>, xem "
                      "<a href=\"https://casino.example/\"><i>casino</i></a>.")}},
        {.type = BLOCK_VIDEO, .src = STR("https://casino.example/phim")},
    };
    struct article art = sample(blocks, COUNT_OF(blocks));
    (void)state;
    told_n = 0;
    link_rules_screen(&rules, &a, &art, (struct link_told){told, NULL});
    assert_str_is(art.blocks[0].html.s,
                  "Theo <a href=\"https://chinhphu.vn/?a=1&amp;b=2\">nghị <b>định</b></a>, xem "
                  "<i>casino</i>.");
    assert_str_is(art.blocks[0].text, "Theo nghị định, xem casino.");
    assert_int_equal(art.blocks[1].src.n, 0);
    assert_str_is(art.source_url, "https://songque.example/tin/1");
    assert_int_equal(told_n, 2);
    assert_int_equal(told_last, LINK_IS_BAD);
    assert_true(blocks[1].src.n > 0); /* what it pointed to is as it was */
}

static void links_of_an_article_are_gathered_once(void **state)
{
    struct article_link related[] = {{STR("Khác"), STR("https://khac.example/1")},
                                     {STR("Đây"), STR("article:3")}};
    struct article_document document = {.title = STR("Tệp"),
                                        .url = STR("https://tep.example/a.pdf")};
    struct article_block blocks[] = {
        {.type = BLOCK_PARAGRAPH,
         .html = {STR("<a href=\"https://a.example/x\">x</a> <a href=\"https://a.example/x\">y</a> "
                      "<a href=\"/tin\">z</a> href=&quot;https://b.example/")}},
        {.type = BLOCK_RELATED, .links = related, .links_n = 2},
    };
    struct article art = sample(blocks, COUNT_OF(blocks));
    struct link *links = NULL;
    size_t n = 0;
    (void)state;
    art.documents = &document;
    art.documents_n = 1;
    article_links(&a, &art, &links, &n);
    assert_int_equal(n, 4);
    assert_int_equal(links[0].place, LINK_SOURCE);
    assert_str_is(links[1].url, "https://a.example/x");
    assert_str_is(links[1].domain, "a.example");
    assert_int_equal(links[2].place, LINK_RELATED);
    assert_int_equal(links[3].place, LINK_DOCUMENT);
    assert_str_is(link_place_word(LINK_DOCUMENT), "document");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_links_are_fine),
        cmocka_unit_test(known_bad_hosts_are_refused),
        cmocka_unit_test(look_alikes_are_refused),
        cmocka_unit_test(the_states_own_names_are_known),
        cmocka_unit_test(hidden_goals_are_refused),
        cmocka_unit_test(approved_domains_are_meant),
        cmocka_unit_test(bad_lines_are_named),
        cmocka_unit_test(links_go_and_texts_stay),
        cmocka_unit_test(links_of_an_article_are_gathered_once),
    };
    return cmocka_run_group_tests(tests, start, end);
}

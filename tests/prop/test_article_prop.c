/* What holds for any article: Article JSON there and back, and slugs. */
#include "tests/prop.h"

#include "article/article_json.h"
#include "article/article_terms.h"
#include "article/sealed_text.h"
#include "article/slug.h"
#include "base/hash.h"
#include "base/utf8.h"

enum { ARENA_BYTES = 8 << 20 };

static struct str text_of(struct prop *p, struct arena *a)
{
    char text[PROP_SIZE_MAX];
    struct prop small = {prop_u64(p), p->size_max / 8 + 8};
    return utf8_fold_space(a, (struct str){text, prop_text(&small, text)});
}

/* never empty: empty names and items are left out when read */
static struct str some_text(struct prop *p, struct arena *a)
{
    struct str text = text_of(p, a);
    return str_concat(a, STR("x"), text);
}

static struct article_texts texts_of(struct prop *p, struct arena *a)
{
    struct article_texts texts = {arena_array(a, 3, sizeof(struct str)), prop_below(p, 4)};
    for (size_t i = 0; i < texts.items_n; i++)
        texts.items[i] = some_text(p, a);
    return texts;
}

static void fill_block(struct prop *p, struct arena *a, struct article_block *b)
{
    b->type = (enum article_block_type)prop_below(p, ARTICLE_BLOCK_TYPE_COUNT);
    switch (b->type) {
    case BLOCK_PARAGRAPH:
    case BLOCK_HEADING:
    case BLOCK_QUOTE: b->text = text_of(p, a); return;
    case BLOCK_FIGURE:
        b->src = text_of(p, a);
        b->alt = text_of(p, a);
        b->caption = text_of(p, a);
        b->credit = text_of(p, a);
        return;
    case BLOCK_VIDEO:
        b->src = text_of(p, a);
        b->poster = text_of(p, a);
        b->caption = text_of(p, a);
        return;
    case BLOCK_LIST: b->items = texts_of(p, a); return;
    case BLOCK_TABLE:
        b->rows_n = prop_below(p, 3);
        b->rows = arena_array(a, b->rows_n, sizeof *b->rows);
        for (size_t i = 0; i < b->rows_n; i++)
            b->rows[i] = texts_of(p, a);
        return;
    case BLOCK_RELATED:
        b->links_n = prop_below(p, 3);
        b->links = arena_array(a, b->links_n, sizeof *b->links);
        for (size_t i = 0; i < b->links_n; i++)
            b->links[i] = (struct article_link){text_of(p, a), text_of(p, a)};
        return;
    case ARTICLE_BLOCK_TYPE_COUNT: return;
    }
}

static int64_t time_of(struct prop *p)
{
    return prop_below(p, 3) ? (int64_t)prop_below(p, 4102444800) * 1000 : CLOCK_NONE;
}

static struct article article_of(struct prop *p, struct arena *a)
{
    struct article art = {.title = some_text(p, a),
                          .kicker = text_of(p, a),
                          .section = text_of(p, a),
                          .breadcrumb = texts_of(p, a),
                          .dateline = text_of(p, a),
                          .lead = text_of(p, a),
                          .language = STR("vi"),
                          .published_ms = time_of(p),
                          .updated_ms = time_of(p),
                          .source_name = text_of(p, a),
                          .source_url = text_of(p, a),
                          .url = text_of(p, a),
                          .tags = texts_of(p, a),
                          .topics = texts_of(p, a),
                          .copyright = text_of(p, a),
                          .provenance_format = STR("capture"),
                          .provenance_path = text_of(p, a),
                          .provenance_captured_ms = time_of(p),
                          .featured = prop_below(p, 2),
                          .comments_closed = prop_below(p, 2),
                          .sponsor = text_of(p, a)};
    art.title = utf8_first_cp(art.title, ARTICLE_TITLE_MAX_CP);
    art.contributors_n = prop_below(p, 4);
    art.contributors = arena_array(a, art.contributors_n, sizeof *art.contributors);
    for (size_t i = 0; i < art.contributors_n; i++)
        art.contributors[i] = (struct article_contributor){
            some_text(p, a), (enum article_role)prop_below(p, ARTICLE_ROLE_COUNT)};
    art.blocks_n = prop_below(p, 8);
    art.blocks = arena_array(a, art.blocks_n, sizeof *art.blocks);
    for (size_t i = 0; i < art.blocks_n; i++)
        fill_block(p, a, &art.blocks[i]);
    return art;
}

static int by_number(const void *l, const void *r)
{
    uint64_t a = *(const uint64_t *)l;
    uint64_t b = *(const uint64_t *)r;
    return (a > b) - (a < b);
}

static bool same_terms(struct terms *a, struct terms *b)
{
    if (a->n != b->n)
        return false;
    if (a->n == 0)
        return true;
    qsort(a->keys, a->n, sizeof *a->keys, by_number);
    qsort(b->keys, b->n, sizeof *b->keys, by_number);
    return memcmp(a->keys, b->keys, a->n * sizeof *a->keys) == 0;
}

/* The quick reader of stored articles finds what reading them whole finds, also of what it must give
 * up on: JSON written by others, cut short, or changed by a byte. */
static bool terms_from_json_are_the_articles(struct prop *p)
{
    struct arena a;
    struct article read;
    struct buf json;
    struct terms quick;
    struct terms slow;
    struct term_reader reader;
    arena_init(&a, ARENA_BYTES);
    term_reader_init(&reader, &a, 64);
    struct article art = article_of(p, &a);
    buf_init(&json, &a);
    article_json_write(&json, &art);
    size_t how = prop_below(p, 4);
    if (how == 0)
        json.p[prop_below(p, json.n)] = "\"{}[],:\\ nu0"[prop_below(p, 11)];
    if (how == 1)
        json.n = prop_below(p, json.n);
    struct str text = buf_view(&json);
    enum rc rc = article_json_read(&a, text, (struct article_json_options){0}, &read, NULL);
    enum rc quick_rc = article_terms_from_json(&a, &reader, text, &quick);
    bool good = (rc && quick_rc) || how < 2;
    if (!rc) {
        article_terms(&a, &reader, &read, &slow);
        good = quick_rc == RC_OK && (how == 0 || same_terms(&quick, &slow));
    }
    good = good && !arena_failed(&a);
    arena_release(&a);
    return good;
}

static bool json_there_and_back(struct prop *p)
{
    struct arena a;
    struct article read;
    struct err e = {""};
    struct buf first;
    struct buf second;
    arena_init(&a, ARENA_BYTES);
    struct article art = article_of(p, &a);
    buf_init(&first, &a);
    buf_init(&second, &a);
    article_json_write(&first, &art);
    enum rc rc = article_json_read(&a, buf_view(&first),
                                   (struct article_json_options){.trusted_html = true}, &read, &e);
    bool same = rc == RC_OK;
    if (same) {
        article_json_write(&second, &read);
        same = str_eq(buf_view(&first), buf_view(&second)) &&
               str_find_byte(buf_view(&first), '\n') == first.n;
    } else {
        print_error("%s\n", e.text);
    }
    arena_release(&a);
    return same;
}

/* What is sealed of an article is the article without its path, whatever else is in it. */
static bool only_the_path_is_not_sealed(struct prop *p)
{
    struct arena a;
    struct buf stored;
    struct buf want;
    arena_init(&a, ARENA_BYTES);
    struct article art = article_of(p, &a);
    buf_init(&stored, &a);
    buf_init(&want, &a);
    article_json_write(&stored, &art);
    art.provenance_path = STR("");
    article_json_write(&want, &art);
    struct hash_content hash = sealed_text_hash(buf_view(&stored));
    struct hash_content whole = hash_content(buf_view(&want));
    bool same = str_eq(sealed_text(&a, buf_view(&stored)), buf_view(&want)) &&
                memcmp(hash.bytes, whole.bytes, sizeof hash.bytes) == 0;
    arena_release(&a);
    return same;
}

static bool slugs_are_valid(struct prop *p)
{
    char text[PROP_SIZE_MAX];
    struct arena a;
    arena_init(&a, ARENA_BYTES);
    struct str s = {text, prop_below(p, 2) ? prop_text(p, text) : prop_bytes(p, text)};
    struct str slug = slug_from_title(&a, s);
    bool good = slug_valid(slug) && str_eq(slug_from_title(&a, slug), slug);
    arena_release(&a);
    return good;
}

static void properties(void **state)
{
    (void)state;
    prop_check("terms from stored JSON are those of the article", terms_from_json_are_the_articles,
               1500);
    prop_check("what was written is read, and written again the same", json_there_and_back, 1500);
    prop_check("what is sealed is all but the path", only_the_path_is_not_sealed, 1500);
    prop_check("any title gives a valid slug, and a slug gives itself", slugs_are_valid, 2000);
}

int main(void)
{
    if (!hash_start())
        return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(properties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

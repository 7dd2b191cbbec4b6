/* Every page costs a constant number of queries, whatever the site's size: the table below is that
 * number, for the preset with the most blocks. The presets' folder is the program's argument. */
#include "tests/test.h"

#include "article/article_json.h"
#include "article/slug.h"
#include "base/hash.h"
#include "base/hash_term.h"
#include "register/facts.h"
#include "site/site.h"
#include "store/store_batch.h"
#include "store/store_story.h"
#include "text/terms.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW INT64_C(1795000000000) /* November 2026 */

enum {
    SMALL = 90,
    LARGE = 1200,
    PEOPLE = 7,
    TAGS = 11,
    TOPICS = 3,
    EVENT_EVERY = 8, /* one article in so many tells of the event of the second, */
    EVENT_DAYS = 5,  /* in the days before NOW */
};

static const char *presets_folder;
static const char *const preset_names[] = {"city", "economy", "youth", "aggregator", "daily"};
static const char *const sections[] = {"Thời sự", "Kinh tế", "Đối ngoại"};

static struct arena arena;

static void write_file(const char *path, struct str text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.p, 1, text.n, f), text.n);
    assert_int_equal(fclose(f), 0);
}

static struct str read_file(const char *path)
{
    char *text = arena_alloc(&arena, 1 << 16);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(text, 1, 1 << 16, f);
    fclose(f);
    return (struct str){text, n};
}

static const char *path_of(const char *folder, const char *name)
{
    return str_cstr(&arena, str_format(&arena, "%s/%s", folder, name));
}

static void run(struct store *store, struct store_command command)
{
    struct err e = {{0}};
    if (store_run(store, &command, NULL, &e)) {
        print_error("%s\n", e.text);
        fail_msg("store");
    }
}

static struct article_texts one_text(struct arena *a, const char *word, int number)
{
    struct article_texts t = {.items = arena_alloc(a, sizeof *t.items), .items_n = 1};
    t.items[0] = str_format(a, "%s %d", word, number);
    return t;
}

/* A sentence about a reception, on another day each time. */
static struct str reception(struct arena *a, int i)
{
    return str_format(a,
                      "Ngày %d/%d/%d, Bí thư Thành ủy Hải Phòng Lê Văn Khải tiếp Đại sứ "
                      "Cuba Mario Espinosa và ký bản ghi nhớ hợp tác với Thành ủy Havana.",
                      i % 28 + 1, i / 28 % 12 + 1, 2020 + i / 336);
}

static const struct facts *facts_of(struct arena *a, int i)
{
    struct analysis an;
    struct facts *f = arena_alloc(a, sizeof *f);
    struct str text = reception(a, i);
    assert_non_null(f);
    assert_int_equal(analysis_make(a, text, NOW, &an, NULL), RC_OK);
    assert_int_equal(facts_make(a, &an, text, NOW, f, NULL), RC_OK);
    return f;
}

/* A paragraph that only articles of the same event share: a whole site of one story would cost what
 * no site costs. */
static struct str paragraph(struct arena *a, size_t number, int event)
{
    enum { SYLLABLES = 24, LETTERS = 26 };
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, number ? STR("Đoạn") : STR("Chuyện bến sông"));
    uint64_t seed = (uint64_t)event << 32 | number;
    for (size_t i = 0; i < SYLLABLES; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        buf_addf(&b, " %c%c%c%c", (char)('a' + (seed >> 33) % LETTERS),
                 (char)('a' + (seed >> 39) % LETTERS), (char)('a' + (seed >> 45) % LETTERS),
                 (char)('a' + (seed >> 51) % LETTERS));
    }
    return buf_view(&b);
}

static void put_article(struct store_batch *store, int i)
{
    struct arena a;
    arena_init(&a, 8 << 20);
    struct article_block blocks[6] = {{0}};
    for (size_t b = 0; b < COUNT_OF(blocks); b++)
        blocks[b].text = paragraph(&a, b, i % EVENT_EVERY != 1 || i >= EVENT_DAYS * 24 ? i : 1);
    blocks[0].text = str_concat(&a, blocks[0].text, reception(&a, i));
    struct article_contributor people[] = {
        {str_format(&a, "Tác giả %d", i % PEOPLE), ROLE_AUTHOR},
        {str_format(&a, "Nhiếp ảnh %d", i % 3), ROLE_PHOTOGRAPHER}};
    struct article art = {
        .title = str_format(&a, "Bài mẫu %d về dòng sông", i),
        .lead = STR("Lời dẫn của bài mẫu."),
        .language = STR("vi"),
        .published_ms = NOW - (int64_t)i * 3600000,
        .updated_ms = CLOCK_NONE,
        .provenance_captured_ms = CLOCK_NONE,
        .blocks = blocks,
        .blocks_n = COUNT_OF(blocks),
        .contributors = people,
        .contributors_n = COUNT_OF(people),
        .tags = one_text(&a, "thẻ", i % TAGS),
        .topics = one_text(&a, "chủ đề", i % TOPICS),
        .featured = i % 4 == 0,
        .sponsor = i % 29 == 5 ? STR("Nhà tài trợ") : STR(""),
    };
    struct buf body;
    buf_init(&body, &a);
    article_json_write(&body, &art);
    struct str section = slug_from_title(&a, str_view(sections[i % 3]));
    struct str key = str_format(&a, "test:%d", i);
    const uint64_t song[] = {hash_term(STR("song")), hash_term(STR("song")) | TERM_HEAD};
    struct store_command c = {.kind = STORE_PUT_ARTICLE,
                              .put_article = {.article = &art,
                                              .body_json = buf_view(&body),
                                              .import_keys = {&key, 1},
                                              .section_slug = section,
                                              .slug = slug_from_title(&a, art.title),
                                              .excerpt = art.lead,
                                              .search = {song, COUNT_OF(song)},
                                              .facts = facts_of(&a, i),
                                              .now_ms = NOW}};
    assert_int_equal(store_batch_submit(store, &c, NULL, NULL), RC_OK);
    arena_release(&a);
}

/* How many reports the story of the second article has. */
static int64_t reports(struct store *store)
{
    struct store_reader *r = NULL;
    struct store_story story = {0};
    struct arena a;
    arena_init(&a, 1 << 20);
    assert_int_equal(store_reader_open(store, &r, NULL), RC_OK);
    assert_int_equal(store_story_of(r, &a, 2, &story, NULL), RC_OK);
    store_reader_close(r);
    arena_release(&a);
    return story.articles;
}

/* How many reports the story of its second article has then. */
static int64_t fill_store(const char *folder, int from, int to)
{
    struct store *store = NULL;
    struct store_batch batch;
    struct err e = {{0}};
    assert_int_equal(
        store_open(path_of(folder, "loa.db"), (struct store_options){.create = true}, &store, &e),
        RC_OK);
    for (size_t i = 0; from == 0 && i < COUNT_OF(sections); i++)
        run(store, (struct store_command){
                       .kind = STORE_PUT_SECTION,
                       .put_section = {.name = str_view(sections[i]),
                                       .slug = slug_from_title(&arena, str_view(sections[i])),
                                       .position = (int64_t)i}});
    store_batch_init(&batch, store);
    for (int i = from; i < to; i++)
        put_article(&batch, i);
    assert_int_equal(store_batch_wait(&batch, 0, &e), RC_OK);
    store_batch_release(&batch);
    int64_t n = reports(store);
    store_close(store);
    return n;
}

static void write_site(const char *folder, const char *preset)
{
    struct str name = str_format(&arena, "%s/%s.ini", presets_folder, preset);
    write_file(path_of(folder, "loa.conf"),
               STR("[site]\nname = Báo thử\norigin = https://bao.example\n"));
    write_file(path_of(folder, "preset.ini"), read_file(str_cstr(&arena, name)));
}

/* What GET of path costs on a cold cache. */
static uint64_t queries_of(struct site *site, const char *path, int want_status)
{
    struct arena a;
    arena_init(&a, WIRE_ARENA_MAX_BYTES);
    struct wire_field fields[] = {{STR("User-Agent"), STR("Mozilla/5.0")}};
    struct str target = str_view(path);
    size_t mark = str_find_byte(target, '?');
    struct wire_request req = {.method = WIRE_GET,
                               .path = str_first(target, mark),
                               .query = str_from(target, mark + 1),
                               .fields = fields,
                               .fields_n = COUNT_OF(fields),
                               .remote = STR("192.0.2.1"),
                               .arena = &a,
                               .now_ms = NOW};
    struct wire_response res;
    assert_int_equal(site_handle(site, 0, &req, &res), WIRE_ANSWERED);
    if (res.status != want_status)
        print_error("%s: status %d\n", path, res.status);
    assert_int_equal(res.status, want_status);
    if (res.done)
        res.done(res.done_ctx);
    arena_release(&a);
    return site_last_queries(site, 0);
}

struct row {
    const char *path;
    int status;
    uint64_t most; /* of the five presets */
};

/* The promise: at most so many queries, on a site of any size. */
static const struct row rows[] = {
    {"/", 200, 11},
    {"/thoi-su/", 200, 6},
    {"/thoi-su/trang-2/", 200, 6},
    {"/chu-de/chu-de-1/", 200, 5},
    {"/tac-gia/tac-gia-1/", 200, 5},
    {"/the/the-1/", 200, 5},
    {"/cung-su-kien/2/", 200, 5},
    {"/tin-moi/", 200, 4},
    {"/doc-nhieu/", 200, 3},
    {"/video/", 200, 4},
    {"/tim-kiem?q=song", 200, 11},
    {"/tim-kiem/feed.rss?q=song", 200, 4},
    {"/goi-y?q=song", 200, 8},
    {"/thong-ke/", 200, 9},
    {"/lien-he/", 200, 2},
    {"/rss/", 200, 2},
    {"/kinh-te/bai-mau-1-ve-dong-song-2.html", 200, 19},
    {"/niem-phong/2/", 200, 7},
    {"/niem-phong/2/10000.json", 404, 6},
    {"/tin-moi/feed.rss", 200, 1},
    {"/sitemap.xml", 200, 1},
    {"/sitemap-2.xml", 200, 1},
    {"/ho-so/", 200, 6},
    {"/ho-so/nhan-vat/", 200, 3},
    {"/ho-so/to-chuc/?q=thanh&trang=1", 200, 4},
    {"/ho-so/nhan-vat/le-van-khai/", 200, 13},
    {"/ho-so/quoc-gia/cuba/", 200, 9},
    {"/ho-so/su-kien/", 200, 3},
    {"/ho-so/su-kien/le-van-khai-tiep-mario-espinosa/", 200, 9},
    {"/ho-so/thoa-thuan/", 200, 3},
    {"/ho-so/quan-he/", 200, 4},
    {"/ho-so/quan-he/dia-phuong/hai-phong/quoc-gia/cuba/", 200, 8},
    {"/ho-so/lich/2020/02/", 200, 2},
    {"/ho-so/doan-ra-vao/2020/", 200, 2},
    {"/ho-so/doan-ra-vao/2020/doan-ra-vao.xlsx", 200, 1},
    {"/ho-so/su-kien/lich.ics", 200, 1},
    {"/ho-so/nhan-vat/le-van-khai/du-lieu.jsonld", 200, 9},
    {"/ho-so/thoa-thuan/du-lieu.csv", 200, 2},
    {"/ho-so/to-chuc/lich.ics", 200, 1},
    {"/ho-so/ban-do/", 200, 2},
    {"/ho-so/mang-luoi/", 200, 2},
    {"/khong-co/", 404, 1}, /* whether the former system had that address */
    {"/khong-co", 404, 1},  /* not first sent on to /khong-co/ */
};

/* Only the presets of public bodies and of a daily have the register's pages. */
static int status_in(const struct row *row, const char *preset)
{
    bool has_register = strcmp(preset, "city") == 0 || strcmp(preset, "daily") == 0;
    return str_starts(str_view(row->path), STR("/ho-so/")) && !has_register ? 404 : row->status;
}

static void count_all(const char *folder, const char *preset, uint64_t *counts)
{
    struct site *site = NULL;
    struct err e = {{0}};
    write_site(folder, preset);
    enum rc rc =
        site_open((struct site_options){.folder = folder, .loops = 1, .now_ms = NOW}, &site, &e);
    if (rc)
        print_error("%s\n", e.text);
    assert_int_equal(rc, RC_OK);
    /* the seal of each section is looked at once, by two queries, and remembered */
    static const char *const first[] = {"/tac-gia/tac-gia-2/", "/tac-gia/tac-gia-3/",
                                        "/tac-gia/tac-gia-4/"};
    for (size_t i = 0; i < COUNT_OF(first); i++)
        (void)queries_of(site, first[i], 200);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        counts[i] = queries_of(site, rows[i].path, status_in(&rows[i], preset));
    site_close(site, NOW);
}

static void remove_site(const char *folder)
{
    static const char *const names[] = {"loa.db",  "loa.db-wal", "loa.db-shm",
                                        "loa.key", "loa.conf",   "preset.ini"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        unlink(path_of(folder, names[i]));
    rmdir(folder);
}

static void pages_cost_the_same_on_any_site(void **state)
{
    (void)state;
    char folder[] = "/tmp/loa-queries-XXXXXX";
    uint64_t small[COUNT_OF(preset_names)][COUNT_OF(rows)];
    uint64_t large[COUNT_OF(preset_names)][COUNT_OF(rows)];
    assert_non_null(mkdtemp(folder));
    int64_t few = fill_store(folder, 0, SMALL);
    for (size_t p = 0; p < COUNT_OF(preset_names); p++)
        count_all(folder, preset_names[p], small[p]);
    int64_t many = fill_store(folder, SMALL, LARGE);
    print_message("%d, then %d reports of the event\n", (int)few, (int)many);
    assert_true(few >= SMALL / EVENT_EVERY && few < SMALL / 2 && many > few);
    for (size_t p = 0; p < COUNT_OF(preset_names); p++)
        count_all(folder, preset_names[p], large[p]);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        print_message("%-46s", rows[i].path);
        for (size_t p = 0; p < COUNT_OF(preset_names); p++) {
            print_message(" %s %d", preset_names[p], (int)large[p][i]);
            /* ranking tries closer ways when there is more to choose from: bounded, not the same */
            if (!str_starts(str_view(rows[i].path), STR("/tim-kiem?")))
                assert_int_equal(small[p][i], large[p][i]);
            assert_true(large[p][i] <= rows[i].most);
        }
        print_message("\n");
    }
    remove_site(folder);
}

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_cost_the_same_on_any_site)};
    presets_folder = argc > 1 ? argv[1] : "presets";
    return hash_start() ? cmocka_run_group_tests(tests, begin, end) : 1;
}

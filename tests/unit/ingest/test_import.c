/* Importing into a fresh site: what is new, what is known, what is left out. */
#include "tests/test.h"

#include "base/buf.h"
#include "base/hash.h"
#include "ingest/import.h"
#include "ingest/import_key.h"
#include "ingest/import_own.h"
#include "store/store_backup.h"
#include "tests/unit/ingest/png.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct arena a;
static struct store *store;
static struct store_reader *reader;

static const char *path_of(const char *name)
{
    return str_cstr(&a, str_format(&a, "%s/%s", folder, name));
}

static void write_file(const char *name, struct str bytes)
{
    FILE *f = fopen(path_of(name), "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

static int start(void **state)
{
    (void)state;
    struct err e = {""};
    snprintf(folder, sizeof folder, "/tmp/loa-import-XXXXXX");
    if (!hash_start() || !mkdtemp(folder))
        return 1;
    arena_init(&a, 16 << 20);
    if (mkdir(path_of("media"), 0755) || mkdir(path_of("in"), 0755))
        return 1;
    if (store_open(path_of("loa.db"), (struct store_options){.create = true}, &store, &e) ||
        store_reader_open(store, &reader, &e)) {
        print_error("%s\n", e.text);
        return 1;
    }
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static int end(void **state)
{
    (void)state;
    store_reader_close(reader);
    store_close(store);
    arena_release(&a);
    return nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

struct heard {
    size_t failures;
    size_t warnings; /* of pictures and documents */
    size_t notes;
    size_t line;
    char cause[512];
};

static void on_failed(void *ctx, const char *path, struct reader_place place, const char *cause)
{
    struct heard *h = ctx;
    assert_non_null(strstr(path, "/"));
    h->failures++;
    h->line = place.number;
    snprintf(h->cause, sizeof h->cause, "%s", cause);
}

static void on_warned(void *ctx, const struct import_warning *w)
{
    struct heard *h = ctx;
    assert_true(w->cause[0]);
    h->warnings += w->src.n > 0;
    h->notes += w->src.n == 0;
}

static void on_progress(void *ctx, const struct import_progress *progress)
{
    (void)ctx;
    assert_true(progress->files_done <= progress->files_total);
    assert_true(progress->bytes_done <= progress->bytes_total);
}

static struct import_counts import(const char *name, struct heard *heard)
{
    struct import_counts counts = {0};
    struct err e = {""};
    struct heard own = {0};
    const char *paths[] = {path_of(name)};
    struct import_job job = {
        .store = store,
        .reader = reader,
        .media_folder = path_of("media"),
        .paths = paths,
        .paths_n = 1,
        .origin = STR("https://bao.example"),
        .now_ms = INT64_C(1700000000000),
        .listener = {on_failed, on_warned, on_progress, NULL, heard ? heard : &own}};
    if (import_run(&job, &counts, &e))
        fail_msg("%s", e.text);
    return counts;
}

static void assert_counts(struct import_counts n, size_t created, size_t updated, size_t unchanged,
                          size_t failed)
{
    assert_int_equal(n.created, created);
    assert_int_equal(n.updated, updated);
    assert_int_equal(n.unchanged, unchanged);
    assert_int_equal(n.failed, failed);
}

static struct store_article article_of_key(struct str key)
{
    int64_t id = 0;
    struct store_article art = {0};
    struct err e = {""};
    if (store_article_by_import_key(reader, key, &id, &e) ||
        store_article_by_id(reader, &a, id, &art, &e))
        fail_msg("%.*s: %s", STR_ARG(key), e.text);
    return art;
}

static struct str path_key(const char *name)
{
    char *real = realpath(path_of(name), NULL);
    struct str key = str_format(&a, "path:%s", real);
    free(real);
    return key;
}

#define CAPTURE                                                                                                                                           \
    "Hội đồng thôn họp bàn việc sửa đường vào xóm\n\nSáng nay, hội đồng thôn họp bàn việc sửa đường vào xóm, có " \
    "hơn một trăm người dân cùng dự và góp ý kiến về kinh phí, thời gian làm.\n\nTin liên quan\n\nMột tít của báo "          \
    "khác không được giữ lại\n"

static void a_capture_is_known_again_under_another_name(void **state)
{
    (void)state;
    write_file("in/a.txt", STR(CAPTURE));
    assert_counts(import("in/a.txt", NULL), 1, 0, 0, 0);
    assert_counts(import("in/a.txt", NULL), 0, 0, 1, 0);
    write_file("in/b.txt", STR("Trang nhất\n\n" CAPTURE));
    write_file("in/c.txt", STR(CAPTURE));
    assert_counts(import("in/c.txt", NULL), 0, 0, 1, 0);
    remove(path_of("in/a.txt"));
    remove(path_of("in/b.txt"));
    remove(path_of("in/c.txt"));
}

/* A line of Article JSON with its address on a site. */
static struct str exported(const char *title, const char *origin, const char *slug, int64_t id)
{
    return str_format(&a,
                      "{\"title\":\"%s\",\"section\":\"Y tế\","
                      "\"url\":\"%s/y-te/%s-%lld.html\"}",
                      title, origin, slug, (long long)id);
}

/* loa export, a correction, loa import: it is the same article. */
static void what_the_site_exported_is_its_article(void **state)
{
    (void)state;
    write_file("in/goc.json", STR("{\"title\":\"Mở lại trạm\",\"section\":\"Y tế\"}"));
    assert_counts(import("in/goc.json", NULL), 1, 0, 0, 0);
    int64_t id = article_of_key(path_key("in/goc.json")).card.id;
    write_file("in/sua.jsonl",
               exported("Mở lại trạm y tế", "https://bao.example", "mo-lai-tram", id));
    assert_counts(import("in/sua.jsonl", NULL), 0, 1, 0, 0);
    assert_counts(import("in/sua.jsonl", NULL), 0, 0, 1, 0);
    struct store_article art = article_of_key(path_key("in/goc.json"));
    assert_str_is(art.card.title, "Mở lại trạm y tế");
    assert_str_is(art.article.url, "");
    write_file("in/khac.jsonl", exported("Trạm bơm", "https://bao.example", "tram-bom",
                                         id)); /* of a site that was there before */
    assert_counts(import("in/khac.jsonl", NULL), 1, 0, 0, 0);
    write_file("in/xa.jsonl", exported("Đò ngang", "https://xa.example", "mo-lai-tram-y-te", id));
    assert_counts(import("in/xa.jsonl", NULL), 1, 0, 0, 0);
    write_file(
        "in/gia.html",
        str_format(&a,
                   "<html><head><link rel=canonical href=\"https://bao.example/y-te/"
                   "mo-lai-tram-y-te-%lld.html\"><title>Bài giả</title></head><body><h1>Bài "
                   "giả</h1><p>Trang này tự nhận địa chỉ của một bài ở đây, dù không phải do "
                   "tòa soạn viết ra và cũng không ai ở đây sửa.</p></body></html>",
                   (long long)id)); /* anybody's page */
    assert_counts(import("in/gia.html", NULL), 1, 0, 0, 0);
    assert_str_is(article_of_key(path_key("in/goc.json")).card.title, "Mở lại trạm y tế");
}

static void what_the_site_has_is_not_looked_for(void **state)
{
    (void)state;
    static const char LINE[] =
        "{\"title\":\"Cầu\",\"blocks\":[{\"type\":\"figure\",\"src\":\"%s%.*s\"}]}";
    struct heard heard = {0};
    write_file("in/cau.png", png_of(&a, 64, 32, STR("")));
    write_file("in/cau.json", str_format(&a, LINE, "cau.png", 0, ""));
    assert_counts(import("in/cau.json", &heard), 1, 0, 0, 0);
    struct str src = article_of_key(path_key("in/cau.json")).article.blocks[0].src;
    remove(path_of("in/cau.png"));
    write_file("in/cau.json", str_format(&a, LINE, "https://bao.example/", STR_ARG(src)));
    assert_counts(import("in/cau.json", &heard), 0, 1, 0, 0); /* nobody says its sides */
    assert_int_equal(heard.warnings, 0);
    assert_str_is(article_of_key(path_key("in/cau.json")).article.blocks[0].src, str_cstr(&a, src));
    write_file("in/cau.json", str_format(&a, LINE, "https://bao.example.vn/", STR_ARG(src)));
    assert_counts(import("in/cau.json", &heard), 0, 1, 0, 0);
    write_file("in/cau.json",
               str_format(&a, LINE, "https://bao.example/media/ab/khong-co.png", 0, ""));
    assert_counts(import("in/cau.json", &heard), 0, 1, 0, 0);
    assert_str_is(article_of_key(path_key("in/cau.json")).article.blocks[0].src,
                  "https://bao.example/media/ab/khong-co.png");
}

static void own_addresses_have_a_number(void **state)
{
    static const struct {
        const char *url;
        int64_t id;
        const char *slug;
    } rows[] = {
        {"https://bao.example/y-te/mo-lai-tram-12.html", 12, "mo-lai-tram"},
        {"https://bao.example/y-te/tram-2-12.html", 12, "tram-2"},
        {"https://bao.example/mo-lai-tram-12.html", 0, ""}, /* no section */
        {"https://bao.example.vn/y-te/mo-lai-tram-12.html", 0, ""},
        {"https://bao.example/y-te/12.html", 0, ""},
        {"https://bao.example/y-te/-12.html", 0, ""},
        {"https://bao.example/y-te/tram-0.html", 0, ""},
        {"https://bao.example/y-te/tram-x.html", 0, ""},
        {"https://bao.example/y-te/tram-99999999999999999999.html", 0, ""},
        {"https://bao.example/y-te/.html", 0, ""},
        {"https://bao.example.html", 0, ""},
        {"https://bao.example", 0, ""},
        {"", 0, ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str slug = STR("");
        assert_int_equal(import_own_id(STR("https://bao.example"), str_view(rows[i].url), &slug),
                         rows[i].id);
        assert_str_is(slug, rows[i].slug);
        assert_int_equal(import_own_id(STR(""), str_view(rows[i].url), &slug), 0);
    }
}

static void edited_json_is_a_new_revision(void **state)
{
    (void)state;
    write_file("in/bai.json",
               STR("{\"title\":\"Bài một\",\"breadcrumb\":[\"Trang chủ\",\"Đời sống\"],"
                   "\"section\":\"Video\"}"));
    assert_counts(import("in/bai.json", NULL), 1, 0, 0, 0);
    assert_counts(import("in/bai.json", NULL), 0, 0, 1, 0);
    write_file("in/bai.json", STR("{\"title\":\"Bài một, sửa\",\"section\":\"Đời sống\"}"));
    assert_counts(import("in/bai.json", NULL), 0, 1, 0, 0);
    struct store_article art = article_of_key(path_key("in/bai.json"));
    assert_int_equal(art.revision, 2);
    assert_str_is(art.card.section_slug, "doi-song");
    assert_str_is(art.card.slug, "bai-mot-sua");
    assert_int_equal(art.article.published_ms, CLOCK_NONE);
    assert_int_equal(art.card.published_ms, CLOCK_NONE); /* the file's time is no date of it */
    assert_true(art.card.listed_ms != CLOCK_NONE);
    struct store_section *sections = NULL;
    size_t n = 0;
    assert_int_equal(store_sections(reader, &a, &sections, &n, NULL), RC_OK);
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found = found || str_eq(sections[i].slug, STR("video-muc"));
    assert_true(found);
    remove(path_of("in/bai.json"));
}

/* A copied folder says nothing new; what is then edited in it is another article. */
static void a_copy_is_known_and_never_overwrites(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path_of("in/o"), 0755), 0);
    write_file("in/o/a.json", STR("{\"title\":\"Gốc\",\"lead\":\"Một.\"}"));
    assert_counts(import("in/o/a.json", NULL), 1, 0, 0, 0);
    write_file("in/o/b.json", STR("{\"lead\":\"Một.\",\"title\":\"Gốc\",\"tags\":[\"x\"]}"));
    assert_counts(import("in/o", NULL), 0, 0, 2, 0);
    assert_int_equal(article_of_key(path_key("in/o/a.json")).tags_n, 0);
    write_file("in/o/b.json", STR("{\"title\":\"Khác\",\"lead\":\"Hai.\"}"));
    assert_counts(import("in/o", NULL), 1, 0, 1, 0);
    struct store_article one = article_of_key(path_key("in/o/a.json"));
    assert_str_is(one.card.title, "Gốc");
    rename(path_of("in/o/a.json"), path_of("in/o/c.json")); /* moved: it goes on being itself */
    assert_counts(import("in/o/c.json", NULL), 0, 0, 1, 0);
    write_file("in/o/c.json", STR("{\"title\":\"Gốc, sửa\",\"lead\":\"Một.\"}"));
    assert_counts(import("in/o/c.json", NULL), 0, 1, 0, 0);
    assert_int_equal(article_of_key(path_key("in/o/c.json")).card.id, one.card.id);
    write_file("in/o/d.json", STR("{\"title\":\"Gốc, sửa\",\"lead\":\"Một.\","
                                  "\"url\":\"https://a.vn/d\"}"));
    write_file("in/o/e.json", STR("{\"title\":\"Gốc, sửa\",\"lead\":\"Một.\","
                                  "\"published\":\"2024-01-02T03:04:05+07:00\"}"));
    assert_counts(import("in/o/e.json", NULL), 1, 0, 0, 0);
    assert_counts(import("in/o/d.json", NULL), 0, 0, 1, 0);
    assert_int_equal(nftw(path_of("in/o"), remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* One file, written anew for each article: two addresses are two articles. */
static void two_addresses_are_two_articles(void **state)
{
    (void)state;
    write_file("in/u.json", STR("{\"title\":\"Chung\",\"url\":\"https://a.vn/u1\"}"));
    assert_counts(import("in/u.json", NULL), 1, 0, 0, 0);
    write_file("in/u.json", STR("{\"title\":\"Chung\",\"url\":\"https://a.vn/u2\"}"));
    assert_counts(import("in/u.json", NULL), 1, 0, 0, 0);
    assert_counts(import("in/u.json", NULL), 0, 0, 1, 0);
    remove(path_of("in/u.json"));
}

/* What loa extract writes of a capture is the capture's article, whichever comes first. */
static void an_extract_and_its_capture_are_one(void **state)
{
    (void)state;
    static const char json[] =
        "{\"title\":\"Một bản tin\",\"lead\":\"Đầu.\",\"blocks\":[{\"type\":\"paragraph\","
        "\"text\":\"Thân.\"}]}";
    write_file("in/e.json", str_view(json));
    write_file("in/e.jsonl", str_format(&a, "%s\n{\"title\":\"Khác hẳn\"}\n", json));
    assert_counts(import("in/e.jsonl", NULL), 2, 0, 0, 0);
    assert_counts(import("in/e.json", NULL), 0, 0, 1, 0);
    remove(path_of("in/e.json"));
    remove(path_of("in/e.jsonl"));
}

static void lines_of_one_title_are_two_articles(void **state)
{
    (void)state;
    struct heard heard = {0};
    write_file(
        "in/l.jsonl",
        STR("{\"title\":\"Tin vắn\",\"lead\":\"a\"}\n{\"title\":\"Tin vắn\",\"lead\":\"b\"}\n"
            "{\"title\":7}\n{\"title\":\"Có địa chỉ\",\"url\":\"https://a.vn/1\"}\n"));
    assert_counts(import("in/l.jsonl", &heard), 3, 0, 0, 1);
    assert_int_equal(heard.line, 3);
    assert_counts(import("in/l.jsonl", NULL), 0, 0, 3, 1);
    assert_str_is(article_of_key(STR("url:https://a.vn/1")).article.title, "Có địa chỉ");
    write_file("in/l.jsonl", STR("{\"title\":\"Tin vắn\",\"lead\":\"b\"}\n")); /* it moved up */
    assert_counts(import("in/l.jsonl", NULL), 0, 0, 1, 0);
    remove(path_of("in/l.jsonl"));
}

static void pictures_are_taken_over_by_content(void **state)
{
    (void)state;
    struct heard heard = {0};
    write_file("in/hinh.jpg", png_of(&a, 64, 32, STR("")));
    write_file("in/gia.jpg", STR("<svg/>"));
    write_file("in/p.json",
               STR("{\"title\":\"Có ảnh\",\"blocks\":[{\"type\":\"figure\",\"src\":\"gia.jpg\"},"
                   "{\"type\":\"figure\",\"src\":\"hinh.jpg\",\"caption\":\"Cảnh\"},"
                   "{\"type\":\"figure\",\"src\":\"../etc/khong.png\"}]}"));
    assert_counts(import("in/p.json", &heard), 1, 0, 0, 0);
    assert_int_equal(heard.warnings, 2);
    struct store_article art = article_of_key(path_key("in/p.json"));
    assert_str_is(art.article.blocks[0].src, "gia.jpg");
    assert_true(str_starts(art.article.blocks[1].src, STR("media/")));
    assert_true(str_ends(art.article.blocks[1].src, STR("-64.png")));
    assert_int_equal(art.card.picture_width_px, 64);
    assert_str_is(art.card.picture_alt, "Cảnh");
    struct str file =
        str_concat(&a, str_view(folder), str_concat(&a, STR("/"), art.article.blocks[1].src));
    assert_int_equal(access(str_cstr(&a, file), R_OK), 0);
    assert_counts(import("in/p.json", NULL), 0, 0, 1, 0);
    remove(path_of("in/p.json"));
    remove(path_of("in/hinh.jpg"));
    remove(path_of("in/gia.jpg"));
}

static void related_stems_become_articles(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path_of("in/r"), 0755), 0);
    write_file(
        "in/r/mot.json",
        STR("{\"title\":\"Một\",\"blocks\":[{\"type\":\"related\",\"items\":[{\"title\":\"Hai\","
            "\"url\":\"hai\"},{\"title\":\"Lạ\",\"url\":\"khong-co\"}]}]}"));
    write_file(
        "in/r/hai.json",
        STR("{\"title\":\"Hai\",\"blocks\":[{\"type\":\"related\",\"items\":[{\"title\":\"Một\","
            "\"url\":\"mot\"}]}]}"));
    write_file(
        "in/r/ba.json",
        STR("{\"title\":\"Ba\",\"blocks\":[{\"type\":\"related\",\"items\":[{\"title\":\"Một\","
            "\"url\":\"mot\"}]}]}"));
    assert_counts(import("in/r", NULL), 3, 0, 0, 0);
    assert_counts(import("in/r", NULL), 0, 0, 3, 0);
    assert_counts(import("in/r/ba.json", NULL), 0, 0, 1, 0);
    struct store_article one = article_of_key(path_key("in/r/mot.json"));
    struct store_article two = article_of_key(path_key("in/r/hai.json"));
    struct str want = str_format(&a, "article:%lld", (long long)two.card.id);
    assert_str_eq(one.article.blocks[0].links[0].url, want);
    assert_str_is(one.article.blocks[0].links[1].url, "khong-co");
    struct store_card *cards = NULL;
    size_t n = 0;
    struct store_list_query q = {.kind = STORE_LIST_RELATED,
                                 .key = one.card.id,
                                 .now_ms = INT64_C(4000000000000),
                                 .limit = 5};
    assert_int_equal(store_list(reader, &a, q, &cards, &n, NULL), RC_OK);
    assert_true(n >= 1 && cards[0].id == two.card.id);
}

/* "../../x.gif" and links out of the folder: the article goes in without the picture. */
static void pictures_from_elsewhere_stay_there(void **state)
{
    (void)state;
    struct heard heard = {0};
    assert_int_equal(mkdir(path_of("in/q"), 0755), 0);
    assert_int_equal(mkdir(path_of("in/q/bai"), 0755), 0);
    write_file("kin.gif", png_of(&a, 8, 8, STR("")));
    write_file("in/q/gan.gif", png_of(&a, 8, 8, STR("")));
    assert_int_equal(symlink(path_of("kin.gif"), path_of("in/q/bai/link.gif")), 0);
    write_file("in/q/bai/q.json",
               STR("{\"title\":\"Ảnh lạ\",\"blocks\":[{\"type\":\"figure\",\"src\":"
                   "\"../../../kin.gif\"},{\"type\":\"figure\",\"src\":\"link.gif\"},"
                   "{\"type\":\"figure\",\"src\":\"../gan.gif\"}]}"));
    assert_counts(import("in/q/bai/q.json", &heard), 1, 0, 0, 0);
    assert_int_equal(heard.warnings, 2);
    struct store_article art = article_of_key(path_key("in/q/bai/q.json"));
    assert_str_is(art.article.blocks[0].src, "../../../kin.gif");
    assert_true(str_starts(art.article.blocks[2].src, STR("media/")));
}

static void linked_folders_are_not_followed(void **state)
{
    (void)state;
    struct heard heard = {0};
    assert_int_equal(mkdir(path_of("in/v"), 0755), 0);
    write_file("in/v/v.json", STR("{\"title\":\"Vòng\"}"));
    assert_int_equal(symlink(path_of("in/v"), path_of("in/v/vong")), 0);
    assert_int_equal(symlink(path_of("in/v/v.json"), path_of("in/v/w.json")), 0);
    assert_counts(import("in/v", &heard), 1, 0, 1, 1);
    assert_non_null(strstr(heard.cause, "link to a folder"));
}

#define PAGE(head, picture, document)                                                                                       \
    "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Bến Vạn có cầu mới</title>" head                             \
    "</head><body><article><h1>Bến Vạn có cầu mới</h1><p>Bà con hai bên sông đi lại dễ hơn từ khi có " \
    "cầu, ghe vẫn cập bến bán rau như trước.</p><img src=\"" picture                                                        \
    "\" alt=\"Cầu\"><p>Cầu dài ba trăm mét, làm trong mười tám tháng, do tỉnh và người dân cùng góp " \
    "tiền. Xem <a href=\"" document "\">kế hoạch</a>.</p></article></body></html>"

static const struct article *only_article_at(const char *url)
{
    struct str key = str_format(&a, "url:%s", url);
    struct store_article *art = arena_alloc(&a, sizeof *art);
    *art = article_of_key(key);
    return &art->article;
}

static void assert_came_whole(const struct article *art)
{
    assert_int_equal(art->documents_n, 1);
    assert_true(str_starts(art->documents[0].url, STR("media/")));
    assert_non_null(article_lead_picture(art));
    assert_true(str_starts(article_lead_picture(art)->src, STR("media/")));
}

/* Links to the site's former host lead here, and what has no date is no news. */
static void a_former_site_comes_home(void **state)
{
    (void)state;
    struct heard heard = {0};
    write_file(
        "in/nha.xml",
        STR("<?xml version=\"1.0\"?><rss xmlns:wp=\"http://wordpress.org/export/1.2/\" "
            "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
            "<link>https://www.nha.example</link><wp:wxr_version>1.2</wp:wxr_version>"
            "<item><title>Bài có liên kết</title><link>https://www.nha.example/bai-1/</link><content:encoded><![CDATA["
            "<p><a href=\"https://nha.example/bai-2/?a=1&amp;b=2#c\">hai</a> <a href=\"http://WWW.nha.example\">nhà</a> "
            "<a href=\"//nha.example//xau.example/x\">vòng</a> <a href=\"https://nha.example/\\xau.example\">chéo</a> "
            "<a href=\"https://nha.example.khac.example/a\">khác</a></p>]]></content:encoded><wp:post_id>1</wp:post_id>"
            "<wp:post_date_gmt>2023-05-01 08:00:00</wp:post_date_gmt><wp:status>publish</wp:status>"
            "<wp:post_type>post</wp:post_type></item>"
            "<item><title>Bài không ngày</title><link>https://www.nha.example/bai-2/</link>"
            "<content:encoded>Chữ.</content:encoded><wp:post_id>2</wp:post_id><wp:status>publish</wp:status>"
            "<wp:post_type>post</wp:post_type></item></channel></rss>"));
    struct import_counts counts = import("in/nha.xml", &heard);
    assert_counts(counts, 2, 0, 0, 0);
    assert_int_equal(counts.undated, 1);
    struct store_article one = article_of_key(STR("url:https://www.nha.example/bai-1/"));
    struct store_article two = article_of_key(STR("url:https://www.nha.example/bai-2/"));
    assert_str_is(one.article.blocks[0].html.s,
                  "<a href=\"/bai-2/?a=1&amp;b=2#c\">hai</a> <a href=\"/\">nhà</a> "
                  "<a href=\"/xau.example/x\">vòng</a> <a href=\"/xau.example\">chéo</a> "
                  "<a href=\"https://nha.example.khac.example/a\">khác</a>");
    assert_true(two.card.listed_ms < one.card.listed_ms);
    assert_int_equal(two.card.published_ms, CLOCK_NONE);
    assert_int_equal(import("in/nha.xml", NULL).undated, 0);
    remove(path_of("in/nha.xml"));
}

/* Articles with comments and old addresses go in by the group, and a second time nothing comes anew. */
static void an_export_goes_in_by_the_group(void **state)
{
    (void)state;
    enum { POSTS = 60, COMMENTS = 3, MANY = 1203 };
    struct buf b;
    buf_init(&b, &a);
    buf_add(&b, STR("<?xml version=\"1.0\"?><rss xmlns:wp=\"http://wordpress.org/export/1.2/\" "
                    "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel>"
                    "<link>https://nhom.example</link><wp:wxr_version>1.2</wp:wxr_version>"));
    for (int i = 1; i <= POSTS; i++) {
        buf_addf(
            &b,
            "<item><title>Xóm số %d họp bàn</title><link>https://nhom.example/bai-%d/</link>"
            "<content:encoded>Bà con xóm số %d họp bàn việc làng.</content:encoded><wp:post_id>%d</wp:post_id>"
            "<wp:post_date_gmt>2023-05-01 08:00:00</wp:post_date_gmt><wp:status>publish</wp:status>"
            "<wp:post_type>post</wp:post_type><category domain=\"category\" nicename=\"xom\">Xóm</category>",
            i, i, i, i);
        for (int k = 0; k < (i == POSTS ? MANY : COMMENTS); k++)
            buf_addf(
                &b,
                "<wp:comment><wp:comment_id>%d</wp:comment_id><wp:comment_author>Bạn %d</wp:comment_author>"
                "<wp:comment_date_gmt>2023-05-02 08:00:00</wp:comment_date_gmt><wp:comment_content>Rất đúng, lần %d"
                "</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>",
                i * 10000 + k, i, k);
        buf_add(&b, STR("</item>"));
    }
    buf_add(&b, STR("</channel></rss>"));
    write_file("in/nhom.xml", buf_view(&b));
    for (int round = 0; round < 2; round++) {
        uint64_t before = store_load(store).commits;
        struct import_counts counts = import("in/nhom.xml", NULL);
        assert_counts(counts, round ? 0 : POSTS, 0, round ? POSTS : 0, 0);
        assert_int_equal(counts.comments, round ? 0 : (POSTS - 1) * COMMENTS + MANY);
        /* one a post when the store waits for the reader; each was three */
        assert_in_range(store_load(store).commits - before, 1, POSTS * 2);
    }
    struct store_article last = article_of_key(STR("url:https://nhom.example/bai-60/"));
    assert_int_equal(last.card.comments, MANY);
    remove(path_of("in/nhom.xml"));
}

/* A static site: its parts are no failures, and pages find them however they name them. */
static void a_folder_of_a_site_comes_with_its_parts(void **state)
{
    (void)state;
    static const char *const FOLDERS[] = {"in/s", "in/s/anh", "in/s/tin", "in/s/tin/2024"};
    for (size_t i = 0; i < COUNT_OF(FOLDERS); i++)
        assert_int_equal(mkdir(path_of(FOLDERS[i]), 0755), 0);
    struct heard heard = {0};
    write_file("in/s/anh/cau.png", png_of(&a, 8, 8, STR("")));
    write_file("in/s/anh/ke-hoach.pdf", STR("%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"));
    write_file("in/s/anh/khong-ten", png_of(&a, 9, 9, STR("")));
    write_file("in/s/kieu.css", STR("body { color: red }"));
    write_file("in/s/tin/a.html",
               STR(PAGE("<link rel=\"canonical\" href=\"https://ben.example/cu/a.html\">",
                        "../anh/cau.png", "../anh/ke-hoach.pdf")));
    write_file("in/s/tin/2024/b.html",
               STR(PAGE("<link rel=\"canonical\" href=\"https://ben.example/tin/2024/b.html\">",
                        "../../anh/cau.png", "/anh/ke-hoach.pdf")));
    assert_counts(import("in/s", &heard), 2, 0, 0, 0);
    assert_int_equal(heard.warnings, 0);
    assert_came_whole(only_article_at("https://ben.example/cu/a.html"));
    assert_came_whole(only_article_at("https://ben.example/tin/2024/b.html"));
    assert_counts(import("in/s", &heard), 0, 0, 2, 0);
    write_file("in/s/tin/c.html",
               STR(PAGE("<link rel=\"canonical\" href=\"https://ben.example/tin/c.html\">",
                        "../../../anh/cau.png", "mat.pdf")));
    assert_counts(import("in/s", &heard), 1, 0, 2, 0);
    assert_int_equal(heard.warnings,
                     1); /* the document that is not there; a browser goes no higher than the top */
    assert_counts(import("in/s/anh/cau.png", &heard), 0, 0, 0, 1); /* named itself, it was meant */
    assert_int_equal(nftw(path_of("in/s"), remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* A page of nothing but boxes: its headline goes in, and it is said that no text did. */
static void page_without_text_is_told(void **state)
{
    (void)state;
    struct heard heard = {0};
    write_file(
        "in/trong.html",
        STR("<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\">"
            "<meta property=\"article:published_time\" content=\"2023-05-01T08:00:00+07:00\">"
            "<title>Xóm Đông thay đèn đường</title></head><body><div>"
            "<h1>Xóm Đông thay đèn đường</h1><div class=\"content\">"
            "<div class=\"newsletter\"><p>Mời bạn đọc đăng ký nhận bản tin mỗi sáng, gửi thẳng vào hộp thư, đủ chuyện trong xã, ngoài huyện.</p></div>"
            "<div class=\"newsletter\"><p>Bản tin chiều có giá nông sản ở ba chợ lớn, lịch cắt điện, lịch tưới, cùng chuyện kể của bà con.</p></div>"
            "<div class=\"newsletter\"><p>Bản tin cuối tuần dành cho các cháu học sinh, có truyện tranh, câu đố, mẹo học toán.</p></div>"
            "<div class=\"newsletter\"><p>Bản tin tháng tóm tắt mọi việc của hội đồng nhân dân xã, in được ra giấy để dán.</p></div>"
            "</div></div></body></html>"));
    assert_counts(import("in/trong.html", &heard), 1, 0, 0, 0);
    assert_int_equal(heard.notes, 1);
    write_file(
        "in/day.html",
        STR(PAGE("<meta property=\"article:published_time\" content=\"2023-05-01T08:00:00+07:00\">",
                 "cau.png", "mat.pdf")));
    heard.notes = 0;
    assert_counts(import("in/day.html", &heard), 1, 0, 0, 0);
    assert_int_equal(heard.notes, 0);
    remove(path_of("in/trong.html"));
    remove(path_of("in/day.html"));
}

/* NukeViet's exptime: what has ended is not listed, what will end is told. job.now_ms is in 2023. */
static void what_has_ended_there_is_a_draft(void **state)
{
    (void)state;
    struct heard heard = {0};
    write_file(
        "in/het.sql",
        STR("CREATE TABLE nv4_vi_news_rows (id int, catid int, publtime int, exptime int, "
            "title text, alias text, hometext text, status int);\n"
            "INSERT INTO nv4_vi_news_rows VALUES (1,1,1600000000,1650000000,'Đã hết','Het','a',1),"
            "(2,1,1600000000,1900000000,'Còn hạn','Con','b',1),"
            "(3,1,1600000000,0,'Mãi mãi','Mai','c',1);\n"
            "INSERT INTO nv4_vi_news_cat (catid, title, alias) VALUES (1, 'Tin', 'Tin');\n"));
    struct import_counts n = import("in/het.sql", &heard);
    assert_counts(n, 3, 0, 0, 0);
    assert_int_equal(n.drafts, 1);
    assert_int_equal(heard.notes, 1);
    assert_counts(import("in/het.sql", &heard), 0, 0, 3, 0);
    remove(path_of("in/het.sql"));
}

/* As Notepad saves what it calls Unicode. */
static void utf16_is_read_like_utf8(void **state)
{
    (void)state;
    struct heard heard = {0};
    write_file("in/u16.json", (struct str){"\xFF\xFE{\0\"\0t\0i\0t\0l\0"
                                           "e\0\"\0:\0\"\0X\0\xE3\0\"\0}\0",
                                           30});
    assert_counts(import("in/u16.json", &heard), 1, 0, 0, 0);
    assert_str_is(article_of_key(path_key("in/u16.json")).card.title, "Xã");
    remove(path_of("in/u16.json"));
}

static void bad_files_are_named_and_the_others_go_in(void **state)
{
    (void)state;
    struct heard heard = {0};
    assert_int_equal(mkdir(path_of("in/x"), 0755), 0);
    write_file("in/x/1", STR(""));
    write_file("in/x/2", STR("ab\0c"));
    write_file("in/x/3", STR("\x1f\x8b\x08"));
    write_file("in/x/4.json", STR("{\"title\":\"Lành\"}"));
    write_file("in/x/5.json", STR("{\"title\":"));
    assert_counts(import("in/x", &heard), 1, 0, 0, 4);
    assert_int_equal(heard.failures, 4);
    assert_counts(import("in/none", &heard), 0, 0, 0, 1);
    assert_non_null(strstr(heard.cause, "No such file"));
}

struct order {
    struct heard heard;
    int64_t last_line;
    size_t taken;
    bool in_store; /* each, when it was told */
    bool ordered;
};

static void on_took(void *ctx, const struct import_taken *taken)
{
    struct order *o = ctx;
    struct store_article art;
    struct err e = {""};
    o->taken++;
    o->ordered = o->ordered && (int64_t)taken->place.number > o->last_line;
    o->last_line = (int64_t)taken->place.number;
    o->in_store =
        o->in_store && store_article_by_id(reader, &a, taken->article_id, &art, &e) == RC_OK;
}

static void assert_leads_on(const char *url)
{
    const struct store_redirect_ask ask = {.from = old_address_read(&a, str_view(url))};
    struct store_redirect to = {0};
    struct err e = {""};
    if (store_redirect_from(reader, &a, &ask, &to, &e))
        fail_msg("%s leads nowhere: %s", url, e.text);
}

/* More than may be on their way at once, two of them broken, one a copy of the line before. */
static void many_go_in_together_and_are_told_in_order(void **state)
{
    (void)state;
    enum { LINES = 600, BAD = 7, COPY = 300 };
    struct buf b;
    struct err e = {""};
    struct import_counts counts = {0};
    struct order o = {.in_store = true, .ordered = true};
    const char *paths[] = {path_of("in/nhieu.jsonl")};
    buf_init(&b, NULL);
    for (int i = 0; i < LINES; i++) {
        int n = i == COPY ? i - 1 : i;
        if (i == BAD || i == LINES - 1)
            buf_add(&b, STR("{\"title\":\n"));
        else
            buf_addf(&b, "{\"title\":\"Tin thứ %d\",\"url\":\"https://cu.example/%d\"}\n", n, n);
    }
    write_file("in/nhieu.jsonl", buf_view(&b));
    buf_release(&b);
    const struct import_job job = {.store = store,
                                   .reader = reader,
                                   .media_folder = path_of("media"),
                                   .paths = paths,
                                   .paths_n = 1,
                                   .moved = IMPORT_MOVED_ALL,
                                   .now_ms = INT64_C(1700000000000),
                                   .listener = {on_failed, on_warned, on_progress, on_took, &o}};
    assert_int_equal(import_run(&job, &counts, &e), RC_OK);
    assert_counts(counts, LINES - 3, 0, 1, 2);
    assert_int_equal(o.taken, LINES - 2);
    assert_int_equal(o.heard.failures, 2);
    assert_true(o.in_store);
    assert_true(o.ordered);
    assert_leads_on("https://cu.example/0");
    assert_leads_on("https://cu.example/598");
    o = (struct order){.in_store = true, .ordered = true};
    assert_int_equal(import_run(&job, &counts, &e), RC_OK);
    assert_counts(counts, 0, 0, LINES - 2, 2);
    remove(path_of("in/nhieu.jsonl"));
}

static void stems(void **state)
{
    (void)state;
    assert_str_is(import_stem(STR("/a/b/mo-cua.json")), "mo-cua");
    assert_str_is(import_stem(STR("x.tar.gz")), "x.tar");
    assert_str_is(import_stem(STR(".hidden")), ".hidden");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capture_is_known_again_under_another_name),
        cmocka_unit_test(what_the_site_exported_is_its_article),
        cmocka_unit_test(own_addresses_have_a_number),
        cmocka_unit_test(what_the_site_has_is_not_looked_for),
        cmocka_unit_test(edited_json_is_a_new_revision),
        cmocka_unit_test(a_copy_is_known_and_never_overwrites),
        cmocka_unit_test(two_addresses_are_two_articles),
        cmocka_unit_test(an_extract_and_its_capture_are_one),
        cmocka_unit_test(lines_of_one_title_are_two_articles),
        cmocka_unit_test(pictures_are_taken_over_by_content),
        cmocka_unit_test(related_stems_become_articles),
        cmocka_unit_test(pictures_from_elsewhere_stay_there),
        cmocka_unit_test(linked_folders_are_not_followed),
        cmocka_unit_test(a_former_site_comes_home),
        cmocka_unit_test(an_export_goes_in_by_the_group),
        cmocka_unit_test(a_folder_of_a_site_comes_with_its_parts),
        cmocka_unit_test(page_without_text_is_told),
        cmocka_unit_test(what_has_ended_there_is_a_draft),
        cmocka_unit_test(utf16_is_read_like_utf8),
        cmocka_unit_test(bad_files_are_named_and_the_others_go_in),
        cmocka_unit_test(many_go_in_together_and_are_told_in_order),
        cmocka_unit_test(stems),
    };
    return cmocka_run_group_tests(tests, start, end);
}

/* Pictures taken into a site: what is written, what is refused, what is asked of the decoder twice. */
#include "tests/test.h"

#include "ingest/files.h"
#include "ingest/media_article.h"
#include "source/picture.h"
#include "tests/unit/ingest/png.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena a;
static char folder[] = "/tmp/loa-media-XXXXXX";
static struct store *st;
static struct store_reader *reader;
static struct media_target target;

static const char *path_of(const char *name)
{
    return str_cstr(&a, str_format(&a, "%s/%s", folder, name));
}

static int set_up(void **state)
{
    (void)state;
    struct err e = {""};
    arena_init(&a, 256 << 20);
    if (!mkdtemp(folder) ||
        store_open(path_of("loa.db"), (struct store_options){.create = true}, &st, &e) ||
        store_reader_open(st, &reader, &e))
        return 1;
    target = (struct media_target){folder, st, reader, raster_child_new()};
    return target.raster ? 0 : 1;
}

static int tear_down(void **state)
{
    (void)state;
    raster_child_free(target.raster);
    store_reader_close(reader);
    store_close(st);
    const char *remove_all = str_cstr(&a, str_format(&a, "rm -rf %s", folder));
    int rc = system(remove_all);
    arena_release(&a);
    return rc;
}

static void write_file(const char *path, struct str bytes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
    assert_int_equal(fclose(f), 0);
}

static bool is_there(struct str path)
{
    return access(path_of(str_cstr(&a, path)), R_OK) == 0;
}

static void a_picture_gets_its_renditions(void **state)
{
    (void)state;
    struct err e = {""};
    struct media_taken taken = {0};
    struct str png = png_of(&a, 700, 350, STR(""));
    int widths_px[RENDITION_RUNGS_MAX];
    assert_int_equal(media_take_bytes(&a, &target, png, &taken, &e), RC_OK);
    struct str path = media_path(taken.src);
    assert_true(str_ends(path, STR("-700.jpg")));
    assert_int_equal(taken.width_px, 700);
    assert_int_equal(taken.height_px, 350);
    size_t n = rendition_widths(path, widths_px);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++)
        for (int format = 0; format < RENDITION_PNG; format++)
            assert_true(
                is_there(rendition_path(&a, path, widths_px[i], (enum rendition_format)format)));
    struct file file;
    struct str small = rendition_path(&a, path, 320, RENDITION_JPEG);
    assert_int_equal(file_read(path_of(str_cstr(&a, small)), 1 << 20, &file, &e), RC_OK);
    struct picture seen;
    assert_int_equal(picture_read(file.bytes, &seen, &e), RC_OK);
    assert_str_is(seen.type, "image/jpeg");
    assert_int_equal(seen.width_px, 320);
    assert_int_equal(seen.height_px, 160);
    file_release(&file);
}

static struct str bytes_of(struct str path)
{
    struct file file;
    assert_int_equal(file_read(path_of(str_cstr(&a, path)), 1 << 24, &file, NULL), RC_OK);
    struct str bytes = str_copy(&a, file.bytes);
    file_release(&file);
    return bytes;
}

/* What leaves a Loa for another keeps its bytes and its name; what has anything else in it does not. */
static void a_picture_of_a_loa_is_not_encoded_again(void **state)
{
    (void)state;
    struct media_taken first = {0};
    struct media_taken again = {0};
    assert_int_equal(media_take_bytes(&a, &target, png_of(&a, 600, 530, STR("")), &first, NULL),
                     RC_OK);
    assert_true(str_ends(first.src, STR("-600.jpg")));
    struct str own = bytes_of(media_path(first.src));
    assert_int_equal(media_take_bytes(&a, &target, own, &again, NULL), RC_OK);
    assert_str_eq(again.src, first.src);
    assert_true(str_eq(bytes_of(media_path(again.src)), own));
    struct buf more;
    struct err e = {""};
    static const char COMMENT[] = {'\xFF', '\xFE', 0, 6, 'l', 'o', 'i', '!'};
    buf_init(&more, &a);
    buf_add(&more, str_first(own, 2));
    buf_add(&more, (struct str){COMMENT, sizeof COMMENT});
    buf_add(&more, str_from(own, 2));
    if (media_take_bytes(&a, &target, buf_view(&more), &again, &e))
        fail_msg("%s", e.text);
    assert_false(str_contains(bytes_of(media_path(again.src)), STR("loi!")));
    buf_clear(&more);
    buf_add(&more, own);
    buf_add(&more, STR("phía sau"));
    if (media_take_bytes(&a, &target, buf_view(&more), &again, &e))
        fail_msg("%s", e.text);
    assert_false(str_ends(bytes_of(media_path(again.src)), STR("phía sau")));
}

static void a_documents_name_does_not_grow(void **state)
{
    (void)state;
    struct media_taken first = {0};
    struct media_taken again = {0};
    struct str pdf = STR("%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n");
    struct media_document document = {pdf, STR("Kế hoạch.pdf")};
    assert_int_equal(media_take_document(&a, &target, document, &first, NULL), RC_OK);
    assert_true(str_ends(first.src, STR("-ke-hoach.pdf")));
    struct media_target other = target; /* that has never seen it */
    struct err e = {""};
    assert_int_equal(
        store_open(path_of("khac.db"), (struct store_options){.create = true}, &other.store, &e),
        RC_OK);
    assert_int_equal(store_reader_open(other.store, &other.reader, &e), RC_OK);
    document.name = str_from(first.src, str_find_last_byte(first.src, '/') + 1);
    assert_int_equal(media_take_document(&a, &other, document, &again, NULL), RC_OK);
    assert_str_eq(again.src, first.src);
    store_reader_close(other.reader);
    store_close(other.store);
}

static void what_was_taken_is_not_decoded_again(void **state)
{
    (void)state;
    struct media_taken first = {0};
    struct media_taken again = {0};
    struct str png = png_of(&a, 40, 30, STR(""));
    assert_int_equal(media_take_bytes(&a, &target, png, &first, NULL), RC_OK);
    assert_true(str_ends(first.src, STR("-40.png"))); /* a small drawing stays one */
    struct media_target blind = target;
    blind.raster = NULL;
    assert_int_equal(media_take_bytes(&a, &blind, png, &again, NULL), RC_OK);
    assert_str_eq(first.src, again.src);
    assert_int_equal(again.width_px, 40);
    assert_int_equal(unlink(path_of(str_cstr(&a, media_path(first.src)))), 0);
    assert_int_equal(media_take_bytes(&a, &target, png, &again, NULL), RC_OK);
    assert_true(is_there(media_path(again.src))); /* its file had gone */
}

static void a_figure_says_what_its_file_says(void **state)
{
    (void)state;
    struct str xmp = STR("<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
                         "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
                         "xmlns:dc='http://purl.org/dc/elements/1.1/' "
                         "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "
                         "photoshop:Credit='Báo Làng'><dc:creator><rdf:Seq><rdf:li>Lê Na</rdf:li>"
                         "</rdf:Seq></dc:creator><dc:description><rdf:Alt><rdf:li>Bến đò sớm"
                         "</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF>"
                         "</x:xmpmeta>");
    struct str png = png_of(&a, 60, 40, xmp);
    write_file(path_of("ben.png"), png);
    struct article_block figures[] = {
        {.type = BLOCK_FIGURE, .src = STR("ben.png")},
        {.type = BLOCK_FIGURE,
         .src = STR("ben.png"),
         .caption = STR("Của bài"),
         .credit = STR("X")},
    };
    struct article art = {.blocks = figures, .blocks_n = 2};
    media_take_over(&a, &target, &(struct media_origin){.path = path_of("a.json"), .quiet = true},
                    &art);
    assert_str_is(figures[0].caption, "Bến đò sớm");
    assert_str_is(figures[0].credit, "Lê Na/Báo Làng");
    assert_int_equal(figures[0].width_px, 60);
    assert_str_is(figures[1].caption, "Của bài");
    assert_str_is(figures[1].credit, "X");
}

static void count_refusal(void *ctx, struct str src, const struct err *e)
{
    int *n = ctx;
    assert_true(src.n > 0 && e->text[0] != '\0');
    (*n)++;
}

/* "https://x.vn/wp-content/uploads/2024/anh-300x200.png" lies in the copied folder as 2024/anh.png. */
static void addresses_are_found_among_uploads(void **state)
{
    (void)state;
    int refused = 0;
    assert_int_equal(mkdir(path_of("up"), 0755), 0);
    assert_int_equal(mkdir(path_of("up/2024"), 0755), 0);
    write_file(path_of("up/2024/ảnh đò.png"), png_of(&a, 48, 40, STR("")));
    write_file(path_of("ngoai.png"), png_of(&a, 47, 40, STR("")));
    struct article_block figures[] = {
        {.type = BLOCK_FIGURE,
         .src = STR(
             "https://x.vn/wp-content/uploads/2024/%E1%BA%A3nh%20%C4%91%C3%B2-300x200.png?w=1")},
        {.type = BLOCK_FIGURE, .src = STR("/uploads/2024/ảnh đò.png")},
        {.type = BLOCK_FIGURE, .src = STR("https://x.vn/../ngoai.png")},
        {.type = BLOCK_FIGURE, .src = STR("https://x.vn/khong/co.png")},
    };
    struct article art = {.blocks = figures, .blocks_n = 4};
    struct media_origin from = {
        .path = "", .uploads = path_of("up"), .refused = count_refusal, .ctx = &refused};
    media_take_over(&a, &target, &from, &art);
    assert_true(str_ends(figures[0].src, STR("-48.png")));
    assert_str_eq(figures[1].src, figures[0].src);
    assert_str_is(figures[2].src, "https://x.vn/../ngoai.png");
    assert_str_is(figures[3].src, "https://x.vn/khong/co.png");
    assert_int_equal(refused, 2);
    /* without the folder it is known by its address */
    struct article_block again = {
        .type = BLOCK_FIGURE,
        .src =
            STR("https://x.vn/wp-content/uploads/2024/%E1%BA%A3nh%20%C4%91%C3%B2-300x200.png?w=1")};
    struct article other = {.blocks = &again, .blocks_n = 1};
    from.uploads = NULL;
    media_take_over(&a, &target, &from, &other);
    assert_str_eq(again.src, figures[0].src);
}

static void inner_addresses_are_not_fetched(void **state)
{
    (void)state;
    struct err e = {""};
    int refused = 0;
    struct http_client *web = NULL;
    struct http_client_options options = {.agent = "t", .robot = "t", .mono_ms = clock_mono_now};
    assert_int_equal(http_client_open(&options, &web, &e), RC_OK);
    struct article_block figures[] = {
        {.type = BLOCK_FIGURE, .src = STR("http://127.0.0.1:9/a.png")},
        {.type = BLOCK_FIGURE, .src = STR("http://[::ffff:10.0.0.1]/a.png")},
        {.type = BLOCK_FIGURE, .src = STR("http://169.254.169.254/latest/meta-data")},
    };
    struct article art = {.blocks = figures, .blocks_n = 3};
    struct media_origin from = {.path = "", .web = web, .refused = count_refusal, .ctx = &refused};
    media_take_over(&a, &target, &from, &art);
    assert_int_equal(refused, 3);
    assert_str_is(figures[0].src, "http://127.0.0.1:9/a.png");
    http_client_close(web);
}

/* A server of one answer on a port of its own, in a child. */
static int serve_once(struct str body, pid_t *child)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t at_n = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &at_n), 0);
    *child = fork();
    if (*child == 0) {
        char asked[4096];
        int peer = accept(fd, NULL, NULL);
        (void)!read(peer, asked, sizeof asked);
        dprintf(peer, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %zu\r\n\r\n",
                body.n);
        (void)!write(peer, body.p, body.n);
        _exit(0);
    }
    close(fd);
    return ntohs(at.sin_port);
}

/* By its Content-Location and by its Content-ID; the same Content-ID is nobody's in another file. */
static void a_saved_page_brings_its_pictures(void **state)
{
    (void)state;
    struct buf file;
    buf_init(&file, &a);
    buf_add(&file,
            STR("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"==B\"\r\n\r\n"
                "--==B\r\nContent-Type: text/html\r\n\r\n<p>x\r\n--==B\r\n"
                "Content-Type: image/png\r\nContent-Location: https://x.example/a.png\r\n\r\n"));
    buf_add(&file, png_of(&a, 61, 43, STR("")));
    buf_add(&file, STR("\r\n--==B\r\nContent-Type: image/png\r\nContent-ID: <b@x>\r\n\r\n"));
    buf_add(&file, png_of(&a, 62, 44, STR("")));
    buf_add(&file, STR("\r\n--==B--\r\n"));
    write_file(path_of("trang.mhtml"), buf_view(&file));
    write_file(path_of("khac.mht"), STR("MIME-Version: 1.0\r\nContent-Type: multipart/related; "
                                        "boundary=\"==B\"\r\n\r\n--==B--\r\n"));
    for (int other = 0; other <= 1; other++) {
        struct article_block figures[] = {
            {.type = BLOCK_FIGURE, .src = STR("https://x.example/a.png")},
            {.type = BLOCK_FIGURE, .src = STR("https://cid.invalid/b@x"), .caption = STR("Chú")},
            {.type = BLOCK_FIGURE, .src = STR("https://x.example/khong.png")},
        };
        struct article art = {.blocks = figures, .blocks_n = 3};
        struct media_origin from = {.path = path_of(other ? "khac.mht" : "trang.mhtml"),
                                    .quiet = true};
        media_take_over(&a, &target, &from, &art);
        assert_true(str_ends(figures[0].src, STR("-61.png"))); /* taken once: found again */
        assert_true(str_ends(figures[1].src, other ? STR("/b@x") : STR("-62.png")));
        assert_str_is(figures[1].caption, "Chú");
        assert_str_is(figures[2].src, "https://x.example/khong.png");
    }
}

static void a_fetched_picture_is_fetched_once(void **state)
{
    (void)state;
    struct err e = {""};
    struct http_client *web = NULL;
    pid_t child = 0;
    struct http_client_options options = {
        .agent = "t", .robot = "t", .allow_loopback = true, .mono_ms = clock_mono_now};
    assert_int_equal(http_client_open(&options, &web, &e), RC_OK);
    int port = serve_once(png_of(&a, 52, 41, STR("")), &child);
    struct str src = str_format(&a, "http://127.0.0.1:%d/a", port);
    for (int i = 0; i < 2; i++) {
        struct article_block figure = {.type = BLOCK_FIGURE, .src = src};
        struct article art = {.blocks = &figure, .blocks_n = 1};
        struct media_origin from = {.path = "", .web = web};
        media_take_over(&a, &target, &from, &art);
        assert_true(str_ends(figure.src, STR("-52.png")));
    }
    assert_int_equal(waitpid(child, NULL, 0), child);
    http_client_close(web);
}

static void an_animation_becomes_one_webp(void **state)
{
    (void)state;
    struct err e = {""};
    struct media_taken taken = {0};
    struct str gif = STR("GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0"
                         "\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
                         "\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0"
                         "\x3b");
    assert_int_equal(media_take_bytes(&a, &target, gif, &taken, &e), RC_OK);
    assert_true(str_ends(taken.src, STR(".webp")));
    int widths_px[RENDITION_RUNGS_MAX];
    assert_int_equal(rendition_widths(media_path(taken.src), widths_px), 0);
}

static void assert_refused(struct str bytes, enum rc want)
{
    struct err e = {""};
    struct media_taken taken = {0};
    assert_int_equal(media_take_bytes(&a, &target, bytes, &taken, &e), want);
    assert_true(e.text[0] != '\0');
}

static void what_harms_is_refused_and_the_next_goes_on(void **state)
{
    (void)state;
    struct media_taken taken = {0};
    struct str png = png_of(&a, 90, 60, STR(""));
    struct buf bomb;
    buf_init(&bomb, &a);
    buf_add(&bomb, STR("\x89PNG\r\n\x1a\n"));
    png_chunk(&bomb, STR("IHDR"),
              STR("\0\0\x4e\x20\0\0\x4e\x20\x08\0\0\0\0")); /* 20,000 x 20,000 */
    png_chunk(&bomb, STR("IDAT"), STR("x\x9c\x03\0\0\0\0\x01"));
    assert_refused(buf_view(&bomb), RC_LIMIT);
    assert_refused(STR("<svg xmlns='http://www.w3.org/2000/svg'/>"), RC_INVALID);
    assert_refused(STR("<!doctype html><script>alert(1)</script>"), RC_INVALID);
    assert_refused(str_first(png, 20), RC_INVALID);
    assert_refused(STR("\xFF\xD8\xFF\xC0\0\x11\x08\0\x20\0\x20\x03"), RC_INVALID);
    assert_refused(STR(""), RC_INVALID);
    assert_int_equal(media_take_bytes(&a, &target, png, &taken, NULL), RC_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_gets_its_renditions),
        cmocka_unit_test(what_was_taken_is_not_decoded_again),
        cmocka_unit_test(a_picture_of_a_loa_is_not_encoded_again),
        cmocka_unit_test(a_documents_name_does_not_grow),
        cmocka_unit_test(a_figure_says_what_its_file_says),
        cmocka_unit_test(addresses_are_found_among_uploads),
        cmocka_unit_test(inner_addresses_are_not_fetched),
        cmocka_unit_test(a_saved_page_brings_its_pictures),
        cmocka_unit_test(a_fetched_picture_is_fetched_once),
        cmocka_unit_test(an_animation_becomes_one_webp),
        cmocka_unit_test(what_harms_is_refused_and_the_next_goes_on),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* Archives: what goes in comes out; whatever was changed, cut or made up is refused; an interrupted one
 * goes on. */
#include "archive/archive_pack.h"
#include "archive/archive_record.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/rand.h"
#include "tests/test.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BIG_BYTES = 300000, MANY_BYTES = 70 << 20 };

static char folder[64];
static char path[128];

static int make_folder(void **state)
{
    (void)state;
    (void)snprintf(folder, sizeof folder, "%s/loa-archive-XXXXXX",
                   getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static void remove_files(void)
{
    static const char *const ends[] = {"", ".part", ".part.list"};
    char name[160];
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, ends[i]);
        (void)unlink(name);
    }
}

static int remove_folder(void **state)
{
    (void)state;
    remove_files();
    return rmdir(folder);
}

static int begin(void **state)
{
    (void)state;
    (void)snprintf(path, sizeof path, "%s/a.loa", folder);
    remove_files();
    return 0;
}

/* Bytes that do not pack. */
static char *noise(size_t n)
{
    struct rand r = {n};
    char *p = mem_alloc(n);
    for (size_t i = 0; i < n; i++)
        p[i] = (char)rand_next(&r);
    return p;
}

static enum rc write_one(struct archive_writer *w, const char *name, struct str bytes,
                         struct err *e)
{
    const struct archive_file file = {.name = str_view(name),
                                      .size_bytes = bytes.n,
                                      .changed_ms = INT64_C(1795430400123),
                                      .mode = 0640};
    enum rc rc = archive_write_begin(w, &file, e);
    if (!rc)
        rc = archive_write_bytes(w, bytes, e);
    return rc ? rc : archive_write_end(w, e);
}

static enum rc write_sample(const struct archive_key *seal, struct err *e)
{
    struct archive_writer *w = NULL;
    struct archive_totals totals;
    char *big = noise(BIG_BYTES);
    enum rc rc = archive_writer_open(path, seal, &w, e);
    if (!rc)
        rc = write_one(w, "loa.conf", STR("[site]\nname = Báo Sông Lam\n"), e);
    if (!rc)
        rc = write_one(w, "media/ab/cầu.webp", (struct str){big, BIG_BYTES}, e);
    if (!rc)
        rc = write_one(w, "media/rỗng", STR(""), e);
    if (!rc)
        rc = archive_writer_finish(w, &totals, e);
    archive_writer_close(w);
    mem_free(big);
    return rc;
}

/* ---- reading, from memory ---- */

struct memory {
    struct str rest;
};

static enum rc read_memory(void *ctx, void *p, size_t n, size_t *got, struct err *e)
{
    struct memory *m = ctx;
    (void)e;
    n = n < m->rest.n ? n : m->rest.n;
    n = n < 1000 ? n : 1000; /* in pieces */
    memcpy(p, m->rest.p, n);
    m->rest = str_from(m->rest, n);
    *got = n;
    return RC_OK;
}

/* What was seen, one line a file: name size changed mode sum. */
struct seen {
    struct buf text;
    uint64_t bytes;
    uint64_t sum;
};

static enum rc on_begin(void *ctx, const struct archive_file *file, struct err *e)
{
    struct seen *s = ctx;
    (void)e;
    buf_addf(&s->text, "%.*s %lld %o", STR_ARG(file->name), (long long)file->changed_ms,
             (unsigned)file->mode);
    s->bytes = s->sum = 0;
    return RC_OK;
}

static enum rc on_bytes(void *ctx, struct str piece, struct err *e)
{
    struct seen *s = ctx;
    (void)e;
    s->bytes += piece.n;
    for (size_t i = 0; i < piece.n; i++)
        s->sum = s->sum * 31 + (unsigned char)piece.p[i];
    return RC_OK;
}

static enum rc on_end(void *ctx, struct err *e)
{
    struct seen *s = ctx;
    (void)e;
    buf_addf(&s->text, " %llu %llx\n", (unsigned long long)s->bytes, (unsigned long long)s->sum);
    return RC_OK;
}

static enum rc read_bytes(struct str bytes, const struct archive_key *secret, struct seen *s,
                          struct err *e)
{
    struct memory m = {bytes};
    struct archive_source source = {read_memory, &m};
    struct archive_sink sink = {on_begin, on_bytes, on_end, s};
    struct archive_head head;
    struct archive_totals totals;
    buf_init(&s->text, NULL);
    enum rc rc = archive_read_head(&source, &head, e);
    return rc ? rc : archive_read(&source, &head, secret, &sink, &totals, e);
}

static enum rc read_only(struct str bytes, const struct archive_key *secret, struct err *e)
{
    struct seen s;
    enum rc rc = read_bytes(bytes, secret, &s, e);
    buf_release(&s.text);
    return rc;
}

/* The file at path, in memory of its own. */
static struct str load(void)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    char *p = mem_alloc((size_t)st.st_size);
    assert_int_equal(read(fd, p, (size_t)st.st_size), st.st_size);
    close(fd);
    return (struct str){p, (size_t)st.st_size};
}

static void unload(struct str s)
{
    void *p = NULL;
    memcpy(&p, &s.p, sizeof p);
    mem_free(p);
}

static struct str load_sample(const struct archive_key *seal)
{
    struct err e = {""};
    if (write_sample(seal, &e) != RC_OK)
        fail_msg("%s", e.text);
    return load();
}

/* ---- the tests ---- */

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    struct archive_key keys[2];
    struct err e = {""};
    archive_key_make(&keys[0], &keys[1]);
    for (int sealed = 0; sealed < 2; sealed++) {
        struct seen s;
        remove_files();
        struct str bytes = load_sample(sealed ? &keys[0] : NULL);
        if (read_bytes(bytes, sealed ? &keys[1] : NULL, &s, &e) != RC_OK)
            fail_msg("%s", e.text);
        struct str lines = buf_view(&s.text);
        struct str line;
        assert_true(str_next_line(&lines, &line));
        assert_true(str_starts(line, STR("loa.conf 1795430400123 640 29 ")));
        assert_true(str_next_line(&lines, &line));
        assert_true(str_starts(line, STR("media/ab/cầu.webp 1795430400123 640 300000 ")));
        assert_true(str_next_line(&lines, &line));
        assert_str_is(line, "media/rỗng 1795430400123 640 0 0");
        assert_false(str_next_line(&lines, &line));
        buf_release(&s.text);
        assert_true(!sealed || !str_contains(bytes, STR("Sông")));
        unload(bytes);
    }
}

static void another_key_does_not_open_it(void **state)
{
    (void)state;
    struct archive_key keys[2];
    struct archive_key others[2];
    struct err e = {""};
    archive_key_make(&keys[0], &keys[1]);
    archive_key_make(&others[0], &others[1]);
    struct str bytes = load_sample(&keys[0]);
    assert_int_equal(read_only(bytes, &others[1], &e), RC_DENIED);
    assert_int_equal(read_only(bytes, NULL, &e), RC_OK); /* whole, as far as can be seen outside */
    unload(bytes);
}

/* Every byte of an archive counts, those of lengths and checksums too. */
static void every_changed_byte_is_found(void **state)
{
    (void)state;
    struct archive_key keys[2];
    archive_key_make(&keys[0], &keys[1]);
    for (int kind = 0; kind < 3; kind++) { /* plain, sealed and opened, sealed and not opened */
        remove_files();
        struct str bytes = load_sample(kind ? &keys[0] : NULL);
        char *p = NULL;
        memcpy(&p, &bytes.p, sizeof p);
        for (size_t i = 0; i < bytes.n; i += i < 400 || i + 400 > bytes.n ? 1 : 9973) {
            struct err e = {""};
            p[i] ^= 0x41;
            if (read_only(bytes, kind == 1 ? &keys[1] : NULL, &e) == RC_OK || !e.text[0])
                fail_msg("kind %d: byte %zu of %zu is not missed", kind, i, bytes.n);
            p[i] ^= 0x41;
        }
        unload(bytes);
    }
}

static void every_cut_is_found(void **state)
{
    (void)state;
    struct str bytes = load_sample(NULL);
    for (size_t n = 0; n < bytes.n; n += n < 400 || n + 400 > bytes.n ? 1 : 4001) {
        struct err e = {""};
        if (read_only(str_first(bytes, n), NULL, &e) != RC_CORRUPT || !e.text[0])
            fail_msg("cut at %zu of %zu: %s", n, bytes.n, e.text);
    }
    unload(bytes);
}

static void what_follows_the_end_is_found(void **state)
{
    (void)state;
    struct err e = {""};
    struct str bytes = load_sample(NULL);
    char *longer = mem_alloc(bytes.n + 1);
    memcpy(longer, bytes.p, bytes.n);
    assert_int_equal(read_only((struct str){longer, bytes.n + 1}, NULL, &e), RC_CORRUPT);
    mem_free(longer);
    unload(bytes);
}

static void a_newer_one_is_told(void **state)
{
    (void)state;
    struct err e = {""};
    struct str bytes = load_sample(NULL);
    char *p = NULL;
    memcpy(&p, &bytes.p, sizeof p);
    p[8] = ARCHIVE_VERSION + 1;
    assert_int_equal(read_only(bytes, NULL, &e), RC_CONFLICT);
    assert_non_null(strstr(e.text, "newer Loa"));
    unload(bytes);
}

static void only_safe_names_are_safe(void **state)
{
    (void)state;
    static const char *const safe[] = {"loa.conf", "media/ab/c.webp", "a..b/...", "khóa/của tôi"};
    static const char *const unsafe[] = {"",   "/etc/passwd", "../x",  "a/../../x", "a//b",
                                         "a/", "./a",         "a/.",   "a\nb",      "a\\b",
                                         "..", "\x7f",        "\xff.", "a/\x01"};
    for (size_t i = 0; i < COUNT_OF(safe); i++)
        if (!archive_name_is_safe(str_view(safe[i])))
            fail_msg("refused: %s", safe[i]);
    for (size_t i = 0; i < COUNT_OF(unsafe); i++)
        if (archive_name_is_safe(str_view(unsafe[i])))
            fail_msg("taken: %s", unsafe[i]);
    char deep[2 * ARCHIVE_DEPTH_MAX + 2];
    for (size_t i = 0; i < sizeof deep; i++)
        deep[i] = i % 2 ? '/' : 'a';
    assert_false(archive_name_is_safe((struct str){deep, sizeof deep - 1}));
    assert_true(archive_name_is_safe((struct str){deep, (size_t)2 * ARCHIVE_DEPTH_MAX - 1}));
    assert_false(archive_name_is_safe((struct str){deep, ARCHIVE_NAME_MAX_BYTES + 1}));
}

/* ---- archives made by hand: records as they should not be ---- */

static enum rc keep_bytes(void *ctx, struct str bytes, struct err *e)
{
    (void)e;
    buf_add(ctx, bytes);
    return RC_OK;
}

static void put_number(struct buf *b, uint64_t value, size_t n)
{
    unsigned char bytes[8];
    record_number(bytes, value, n);
    buf_add(b, (struct str){(const char *)bytes, n});
}

static void put_file(struct buf *b, const char *name, uint64_t size)
{
    buf_add_byte(b, RECORD_FILE);
    put_number(b, strlen(name), 2);
    put_number(b, size, 8);
    put_number(b, 0, 8);
    put_number(b, 0644, 4);
    buf_add(b, str_view(name));
}

static void put_piece(struct buf *b, struct str bytes)
{
    buf_add_byte(b, RECORD_BYTES);
    put_number(b, bytes.n, 4);
    buf_add(b, bytes);
}

static enum rc read_records(struct buf *records, struct err *e)
{
    struct buf out;
    struct packer *p = NULL;
    buf_init(&out, NULL);
    assert_int_equal(packer_new((struct pack_sink){keep_bytes, &out}, NULL, NULL, &p, e), RC_OK);
    assert_int_equal(packer_put(p, buf_view(records), e), RC_OK);
    assert_int_equal(packer_end_segment(p, true, e), RC_OK);
    packer_free(p);
    enum rc rc = read_only(buf_view(&out), NULL, e);
    buf_release(&out);
    buf_release(records);
    return rc;
}

static void wrong_records_are_refused(void **state)
{
    (void)state;
    struct buf b;
    struct err e = {""};
    buf_init(&b, NULL);
    put_file(&b, "../../etc/cron.d/x", 3);
    assert_int_equal(read_records(&b, &e), RC_INVALID);
    put_file(&b, "a", 3);
    put_piece(&b, STR("more"));
    assert_int_equal(read_records(&b, &e), RC_LIMIT);
    put_file(&b, "a", 3);
    put_file(&b, "b", 3);
    assert_int_equal(read_records(&b, &e), RC_CORRUPT);
    put_file(&b, "a", 3);
    assert_int_equal(read_records(&b, &e), RC_CORRUPT); /* ends inside a file */
    put_piece(&b, STR("x"));
    assert_int_equal(read_records(&b, &e), RC_CORRUPT);
    buf_add_byte(&b, RECORD_END);
    assert_int_equal(read_records(&b, &e), RC_CORRUPT);
    buf_add_byte(&b, '?');
    assert_int_equal(read_records(&b, &e), RC_CORRUPT);
    put_file(&b, "a", UINT64_MAX);
    assert_int_equal(read_records(&b, &e), RC_LIMIT);
    buf_add_byte(&b, RECORD_TOTALS); /* one file too many announced */
    put_number(&b, 1, 8);
    put_number(&b, 0, 8);
    assert_int_equal(read_records(&b, &e), RC_CORRUPT);
    put_file(&b, "a", 3);
    put_piece(&b, STR("abc"));
    buf_add_byte(&b, RECORD_END); /* the right size, the wrong checksum */
    put_number(&b, 3, 8);
    for (int i = 0; i < 4; i++)
        put_number(&b, 0, 8);
    assert_int_equal(read_records(&b, &e), RC_CORRUPT);
    assert_non_null(strstr(e.text, "\"a\""));
}

/* 100 MB of zeros in some kilobytes. */
static void a_bomb_is_refused(void **state)
{
    (void)state;
    static const char zeros[RECORD_PIECE_MAX_BYTES];
    struct buf b;
    struct err e = {""};
    buf_init(&b, NULL);
    put_file(&b, "a", 200 << 20);
    for (size_t n = 0; n < (size_t)100 << 20; n += sizeof zeros)
        put_piece(&b, (struct str){zeros, sizeof zeros});
    assert_int_equal(read_records(&b, &e), RC_LIMIT);
}

/* ---- interrupted ---- */

/* The first run ends with a whole segment on the disk and some bytes behind it. */
static void an_interrupted_one_goes_on(void **state)
{
    (void)state;
    struct archive_writer *w = NULL;
    struct archive_totals totals;
    struct err e = {""};
    struct seen s;
    char *many = noise(MANY_BYTES);
    struct str bytes = {many, MANY_BYTES};
    assert_int_equal(archive_writer_open(path, NULL, &w, &e), RC_OK);
    assert_int_equal(write_one(w, "media/1", bytes, &e), RC_OK);
    assert_int_equal(write_one(w, "media/2", str_first(bytes, 1 << 20), &e), RC_OK);
    archive_writer_close(w); /* as kill -9 would */
    assert_int_equal(access(path, F_OK), -1);

    struct archive_key keys[2]; /* for another key it begins anew, and that for this again */
    assert_int_equal(archive_writer_open(path, NULL, &w, &e), RC_OK);
    assert_int_equal(archive_writer_resumed(w), 1);
    assert_true(archive_writer_has(w, STR("media/1")));
    assert_false(archive_writer_has(w, STR("media/2")));
    assert_int_equal(write_one(w, "media/1", bytes, &e), RC_INVALID);
    archive_writer_close(w);
    assert_int_equal(archive_writer_open(path, NULL, &w, &e), RC_OK);
    assert_int_equal(archive_writer_resumed(w), 1);
    archive_writer_volatile(w);
    assert_int_equal(write_one(w, "media/2", bytes, &e), RC_OK);
    archive_writer_close(w);
    assert_int_equal(archive_writer_open(path, NULL, &w, &e), RC_OK);
    assert_int_equal(archive_writer_resumed(w), 1);
    assert_int_equal(write_one(w, "loa.db", STR("db"), &e), RC_OK);
    assert_int_equal(archive_writer_finish(w, &totals, &e), RC_OK);
    archive_writer_close(w);
    assert_int_equal(totals.files, 2);
    assert_int_equal(totals.file_bytes, MANY_BYTES + 2);
    struct str whole = load();
    if (read_bytes(whole, NULL, &s, &e) != RC_OK)
        fail_msg("%s", e.text);
    buf_release(&s.text);
    unload(whole);
    mem_free(many);

    assert_int_equal(archive_writer_open(path, NULL, &w, &e), RC_CONFLICT); /* it is there */
    archive_key_make(&keys[0], &keys[1]);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(archive_writer_open(path, &keys[0], &w, &e), RC_OK);
    assert_int_equal(archive_writer_resumed(w), 0);
    struct archive_writer *second = NULL;
    assert_int_equal(archive_writer_open(path, &keys[0], &second, &e), RC_CONFLICT); /* locked */
    archive_writer_close(w);
}

/* ---- faults ---- */

static void a_full_disk_is_told(void **state)
{
    (void)state;
    struct err e = {""};
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit small = {100000, before.rlim_max};
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum rc rc = write_sample(NULL, &e);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(rc, RC_IO);
    assert_non_null(strstr(e.text, "cannot be written"));
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(write_sample(NULL, &e), RC_OK); /* and it can be tried again */
}

static void a_folder_that_is_not_there_is_told(void **state)
{
    (void)state;
    struct err e = {""};
    struct archive_writer *w = NULL;
    assert_int_equal(archive_writer_open("/nonexistent/a.loa", NULL, &w, &e), RC_IO);
    assert_int_equal(archive_writer_open(path, NULL, &w, &e), RC_OK);
    assert_int_equal(write_one(w, "../x", STR(""), &e), RC_INVALID);
    const struct archive_file file = {.name = STR("x"), .size_bytes = 1};
    assert_int_equal(archive_write_begin(w, &file, &e), RC_OK);
    assert_int_equal(archive_write_bytes(w, STR("xy"), &e), RC_LIMIT);
    archive_writer_close(w);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct archive_key keys[2];
    archive_key_make(&keys[0], &keys[1]);
    bool fired = true;
    for (uint64_t k = 1; fired; k++) {
        struct err e = {""};
        remove_files();
        mem_fail_at(k + 1); /* the first one is the test's own */
        enum rc rc = write_sample(&keys[0], &e);
        fired = mem_fault_fired();
        mem_fail_at(0);
        assert_true(fired ? rc != RC_OK || access(path, F_OK) == 0 : rc == RC_OK);
    }
    struct str bytes = load();
    fired = true;
    for (uint64_t k = 1; fired; k++) {
        struct err e = {""};
        struct memory m = {bytes};
        struct archive_source source = {read_memory, &m};
        struct seen s = {.bytes = 0};
        struct archive_sink sink = {on_begin, on_bytes, on_end, &s};
        struct archive_head head;
        struct archive_totals totals;
        buf_init(&s.text, NULL);
        assert_int_equal(archive_read_head(&source, &head, &e), RC_OK);
        mem_fail_at(k);
        enum rc rc = archive_read(&source, &head, &keys[1], &sink, &totals, &e);
        fired = mem_fault_fired();
        mem_fail_at(0);
        assert_true(rc == RC_OK || (fired && rc == RC_NOMEM));
        buf_release(&s.text);
    }
    unload(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_goes_in_comes_out, begin),
        cmocka_unit_test_setup(another_key_does_not_open_it, begin),
        cmocka_unit_test_setup(every_changed_byte_is_found, begin),
        cmocka_unit_test_setup(every_cut_is_found, begin),
        cmocka_unit_test_setup(what_follows_the_end_is_found, begin),
        cmocka_unit_test_setup(a_newer_one_is_told, begin),
        cmocka_unit_test(only_safe_names_are_safe),
        cmocka_unit_test(wrong_records_are_refused),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test_setup(an_interrupted_one_goes_on, begin),
        cmocka_unit_test_setup(a_full_disk_is_told, begin),
        cmocka_unit_test_setup(a_folder_that_is_not_there_is_told, begin),
        cmocka_unit_test_setup(every_allocation_may_fail, begin),
    };
    assert_true(hash_start());
    return cmocka_run_group_tests_name("archive", tests, make_folder, remove_folder);
}

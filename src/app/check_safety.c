/* What an aggregator owes its sources, and what keeps a site from being defaced or lost. */
#include "app/check.h"
#include "app/serve_conf.h"
#include "base/clock.h"
#include "ingest/fetch_rules.h"
#include "site/seal_files.h"
#include "store/store_feed.h"
#include "store/store_seal.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

enum { PRESS_SOURCES_MIN = 3, HEAD_AGE_MAX_DAYS = 2, FREE_MIN_PERCENT = 10 };
static const int64_t hour_ms = INT64_C(3600) * 1000;
static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

/* ---- gathered articles ---- */

struct sources {
    size_t running;
    size_t press;
    size_t without; /* no agreement that is valid now */
    struct str named;
};

static struct sources count_sources(const struct check *c, const struct store_feed *feeds, size_t n)
{
    struct sources s = {.named = STR("")};
    for (size_t i = 0; i < n; i++) {
        const struct store_feed *f = &feeds[i];
        bool ended = f->agreement_until_ms != CLOCK_NONE && f->agreement_until_ms <= c->now_ms;
        if (f->paused)
            continue;
        s.running++;
        s.press += f->is_press;
        if (f->agreement_number.n && !ended)
            continue;
        s.without++;
        s.named = f->name;
    }
    return s;
}

static int64_t hold_of(const struct check *c)
{
    struct str value = STR("");
    struct err none;
    int64_t hold_ms = 0;
    if (store_setting(c->store.reader, c->arena, STR(STORE_HOLD_SETTING), &value, &none))
        return 0;
    return str_to_int(value, &hold_ms) ? hold_ms : 0;
}

enum rc check_gathered(struct check *c)
{
    struct store_feed *feeds = NULL;
    size_t n = 0;
    enum rc rc = store_feeds(c->store.reader, c->arena, &feeds, &n, c->e);
    bool aggregator = str_eq(ini_value(&c->preset, STR("site"), STR("preset")), STR("aggregator"));
    if (rc || (!n && !aggregator))
        return rc;
    struct sources s = count_sources(c, feeds, n);
    int64_t hold_ms = hold_of(c);
    bool comments = ini_yes(ini_value(&c->preset, STR("features"), STR("comments")), true);
    check_heading(c, "Tin tổng hợp (Nghị định 147/2024/NĐ-CP) · gathered articles");
    check_say(c, hold_ms >= hour_ms ? CHECK_MET : CHECK_MISSED, "đăng sau bản gốc ít nhất một giờ",
              "%lld phút", (long long)(hold_ms / 60000));
    check_say(c, s.without ? CHECK_MISSED : CHECK_MET, "mỗi nguồn có thỏa thuận còn hạn",
              "%zu trong %zu nguồn không có%s%.*s", s.without, s.running, s.without ? ", như " : "",
              STR_ARG(s.named));
    check_say(c, s.press < PRESS_SOURCES_MIN ? CHECK_MISSED : CHECK_MET,
              "ít nhất ba nguồn là cơ quan báo chí", "%zu", s.press);
    if (aggregator)
        check_say(c, comments ? CHECK_MISSED : CHECK_MET, "không nhận bình luận",
                  comments ? "preset.ini: [features] comments" : "đã tắt");
    return RC_OK;
}

/* ---- safety ---- */

struct findings {
    size_t n;
    struct store_finding first;
};

static void note_finding(void *ctx, const struct store_finding *f)
{
    struct findings *found = ctx;
    if (found->n++ == 0)
        found->first = *f;
}

static enum rc check_seals(struct check *c)
{
    struct findings found = {0};
    struct store_verify_counts counts = {0};
    struct sign_public key;
    bool own = store_own_key(c->store.store, &key);
    const struct store_verify_ask ask = {
        .key = own ? &key : NULL, .tell = note_finding, .ctx = &found};
    enum rc rc = store_verify(c->store.reader, &ask, &counts, c->e);
    if (rc)
        return rc;
    struct findings files = {0};
    rc = seal_files_verify(c->store.reader, c->folder, note_finding, &files, c->e);
    if (rc)
        return rc;
    if (files.n)
        check_say(c, CHECK_NOTE, "loa.conf và preset.ini như lúc được tải",
                  "%.*s đã khác: loa serve chưa tải lại, hoặc có người khác sửa",
                  STR_ARG(files.first.name));
    check_say(c, own ? CHECK_MET : CHECK_MISSED, "khóa ký của trang", "%s",
              own ? "loa.key" : "không có loa.key, hoặc là khóa khác");
    if (found.n)
        check_say(c, CHECK_MISSED, "không gì bị sửa ngoài Loa",
                  "%zu chỗ, đầu tiên %s %lld: %s (loa verify)", found.n,
                  str_cstr(c->arena, seal_thing_word(found.first.thing)),
                  (long long)found.first.object_id, store_finding_words(found.first.kind));
    else
        check_say(c, CHECK_MET, "không gì bị sửa ngoài Loa", "%lld bản, %lld mục trong chuỗi",
                  (long long)counts.revisions, (long long)counts.entries);
    return RC_OK;
}

/* The file of the chain's heads grows by a line a day while the site is served. */
static void check_heads(struct check *c)
{
    struct stat st;
    const char *path = folder_path(c->arena, c->folder, FOLDER_HEADS);
    if (!path || stat(path, &st) != 0) {
        check_say(c, CHECK_MISSED, "đầu chuỗi niêm phong được ghi mỗi ngày",
                  "chưa có heads.jsonl: loa serve ghi nó");
        return;
    }
    int64_t days = (c->now_ms - (int64_t)st.st_mtim.tv_sec * 1000) / day_ms;
    check_say(c, days <= HEAD_AGE_MAX_DAYS ? CHECK_MET : CHECK_MISSED,
              "đầu chuỗi niêm phong được ghi mỗi ngày", "%lld ngày trước", (long long)days);
}

static enum rc check_serving(struct check *c)
{
    struct serve_conf conf;
    enum rc rc = serve_conf_read(c->arena, c->folder, &conf, c->e);
    if (rc)
        return rc;
    struct str origin = ini_value(&c->conf, STR("site"), STR("origin"));
    bool https = str_starts(origin, STR("https://"));
    check_say(c, https ? CHECK_MET : CHECK_MISSED, "địa chỉ https", "%.*s",
              STR_ARG(origin.n ? origin : STR("loa.conf: [site] origin chưa đặt")));
    bool own = conf.listen_tls[0] != '\0';
    if (own)
        check_say(c, conf.hsts_s ? CHECK_MET : CHECK_MISSED, "HSTS: trình duyệt chỉ đến bằng https",
                  "%lld s", (long long)conf.hsts_s);
    else
        check_say(c, conf.proxies[0] ? CHECK_MET : CHECK_MISSED, "TLS",
                  conf.proxies[0] ? "ở máy chủ đứng trước: %s"
                                  : "loa.conf: [server] không có listen_tls%s",
                  conf.proxies);
    return RC_OK;
}

/* The key's own mode is the store's to refuse. */
static void check_conf_mode(struct check *c)
{
    enum { OTHERS_WRITE = 022 };
    struct stat st;
    const char *path = folder_path(c->arena, c->folder, FOLDER_CONF);
    if (!path || stat(path, &st) != 0)
        return;
    check_say(c, st.st_mode & OTHERS_WRITE ? CHECK_MISSED : CHECK_MET, "quyền của tệp",
              "loa.conf: %03o", (unsigned)(st.st_mode & 0777));
}

static void check_disk(struct check *c)
{
    struct statvfs fs;
    if (statvfs(c->folder, &fs) != 0 || fs.f_blocks == 0)
        return;
    int percent = (int)((uint64_t)fs.f_bavail * 100 / fs.f_blocks);
    check_say(c, percent >= FREE_MIN_PERCENT ? CHECK_MET : CHECK_MISSED, "đĩa còn chỗ", "%d %%",
              percent);
}

enum rc check_safety(struct check *c)
{
    check_heading(c, "An toàn · safety");
    enum rc rc = check_serving(c);
    if (!rc)
        rc = check_seals(c);
    if (rc)
        return rc;
    check_heads(c);
    check_conf_mode(c);
    check_disk(c);
    return RC_OK;
}

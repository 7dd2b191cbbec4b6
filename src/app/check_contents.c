/* What has to stand on a site, and what its articles have to say of themselves. */
#include "app/check.h"
#include "article/article_json.h"
#include "site/route.h"
#include "text/fold.h"

enum { PART_BYTES = 64 << 20, IMPRINT_NAMES_MAX = 3, MATTERS_NAMES_MAX = 5 };

/* ---- imprint and contacts ---- */

/* A line of loa.conf that is asked for: any key of its section with one of the names in it. */
struct imprint_rule {
    const char *asked;
    const char *section;
    bool press; /* of newspapers and aggregators only: a state portal needs no licence */
    const char *names[IMPRINT_NAMES_MAX]; /* folded */
};

static const struct imprint_rule imprint_rules[] = {
    {"cơ quan chủ quản", "imprint", false, {"chu quan", "co quan quan ly", "don vi quan ly"}},
    {"người chịu trách nhiệm nội dung", "imprint", false, {"bien tap", "chiu trach nhiem"}},
    {"giấy phép", "imprint", true, {"giay phep"}},
    {"địa chỉ liên hệ", "contact", false, {"dia chi", "tru so", "toa soan"}},
    {"điện thoại", "contact", false, {"dien thoai", "duong day nong"}},
    {"thư điện tử", "contact", false, {"thu dien tu", "email", "e-mail"}},
};

static bool has_name(struct arena *a, struct str text, const char *const *names, size_t names_n)
{
    struct str folded = text_fold(a, text);
    for (size_t i = 0; i < names_n && names[i]; i++)
        if (str_contains(folded, str_view(names[i])))
            return true;
    return false;
}

static struct str imprint_value(struct check *c, const struct imprint_rule *rule)
{
    for (size_t i = 0; i < c->conf.entries_n; i++) {
        const struct ini_entry *e = &c->conf.entries[i];
        if (str_eq(e->section, str_view(rule->section)) && e->value.n &&
            has_name(c->arena, e->key, rule->names, IMPRINT_NAMES_MAX))
            return e->value;
    }
    return STR("");
}

static struct str preset_of(const struct check *c)
{
    return ini_value(&c->preset, STR("site"), STR("preset"));
}

static void check_imprint(struct check *c)
{
    bool portal = str_eq(preset_of(c), STR("city"));
    for (size_t i = 0; i < COUNT_OF(imprint_rules); i++) {
        const struct imprint_rule *rule = &imprint_rules[i];
        struct str value = imprint_value(c, rule);
        if (rule->press && portal)
            continue;
        check_say(c, value.n ? CHECK_MET : CHECK_MISSED, rule->asked, "%.*s",
                  STR_ARG(value.n ? value : STR("không có trong loa.conf")));
    }
}

/* ---- what a portal of the state publishes ---- */

/* A matter of Decree 42/2022, and the words that sections, services and topics about it are named with. */
struct matter {
    const char *asked;
    const char *names[MATTERS_NAMES_MAX];
};

static const struct matter matters[] = {
    {"giới thiệu: chức năng, bộ máy, lãnh đạo", {"gioi thieu", "bo may", "to chuc", "lanh dao"}},
    {"văn bản, hướng dẫn chính sách", {"van ban", "phap luat", "chinh sach"}},
    {"chỉ đạo, điều hành", {"dieu hanh", "chi dao", "lich cong tac"}},
    {"dịch vụ công, thủ tục hành chính", {"dich vu cong", "thu tuc", "hanh chinh cong"}},
    {"ngân sách, công khai tài chính", {"ngan sach", "cong khai", "tai chinh"}},
    {"dự án, đầu tư, đấu thầu", {"du an", "dau tu", "dau thau"}},
    {"chiến lược, quy hoạch, kế hoạch", {"quy hoach", "chien luoc", "ke hoach"}},
    {"báo cáo, thống kê", {"thong ke", "bao cao", "so lieu"}},
    {"hỏi đáp, góp ý, phản ánh", {"hoi dap", "gop y", "phan anh", "lay y kien"}},
};

static bool stands_in_conf(struct check *c, const struct matter *m)
{
    for (size_t i = 0; i < c->conf.entries_n; i++) {
        const struct ini_entry *e = &c->conf.entries[i];
        bool link = str_eq(e->section, STR("services")) || str_eq(e->section, STR("contact"));
        if (link && e->value.n && has_name(c->arena, e->key, m->names, MATTERS_NAMES_MAX))
            return true;
    }
    return false;
}

static enum rc check_matters(struct check *c)
{
    struct store_section *sections = NULL;
    size_t n = 0;
    enum rc rc = store_sections(c->store.reader, c->arena, &sections, &n, c->e);
    if (rc || !str_eq(preset_of(c), STR("city")))
        return rc;
    check_heading(c,
                  "Thông tin phải công khai (Nghị định 42/2022/NĐ-CP) · what a portal publishes");
    for (size_t i = 0; i < COUNT_OF(matters); i++) {
        struct str where = STR("");
        for (size_t k = 0; k < n && !where.n; k++)
            if (has_name(c->arena, sections[k].name, matters[i].names, MATTERS_NAMES_MAX))
                where = sections[k].name;
        if (!where.n && stands_in_conf(c, &matters[i]))
            where = STR("liên kết trong loa.conf");
        check_say(c, where.n ? CHECK_MET : CHECK_MISSED, matters[i].asked, "%.*s",
                  STR_ARG(where.n ? where : STR("không có chuyên mục hay liên kết nào")));
    }
    return RC_OK;
}

/* ---- pages every site has ---- */

static enum rc check_fixed_pages(struct check *c)
{
    static const struct {
        const char *asked;
        const char *path;
    } pages[] = {
        {"trang chủ", "/"},
        {"tìm kiếm", "/tim-kiem"},
        {"liên hệ", "/lien-he/"},
        {"thống kê truy cập", "/thong-ke/"},
        {"nguồn tin RSS, Atom", "/tin-moi/feed.rss"},
        {"sơ đồ trang cho máy tìm kiếm", "/sitemap.xml"},
        {"robots.txt", "/robots.txt"},
    };
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        struct check_answer answer;
        arena_clear(c->part, PART_BYTES);
        enum rc rc = check_ask(c, c->part, str_view(pages[i].path), STR(""), true, &answer);
        if (rc)
            return rc;
        check_say(c, answer.status == 200 ? CHECK_MET : CHECK_MISSED, pages[i].asked,
                  "%s: %d, %zu KB, %lld ms", pages[i].path, answer.status, answer.bytes / 1024,
                  (long long)answer.took_us / 1000);
    }
    return RC_OK;
}

enum rc check_contents(struct check *c)
{
    check_heading(
        c, "Thông tin về trang (Luật Báo chí, Thông tư 22/2023/TT-BTTTT) · imprint, fixed pages");
    check_imprint(c);
    enum rc rc = check_fixed_pages(c);
    return rc ? rc : check_matters(c);
}

/* ---- articles ---- */

/* Of the articles that were read, how many lack what; one of them for each. */
struct lacks {
    size_t read;
    size_t figures;
    size_t no_alt;
    size_t no_time;
    size_t no_writer; /* neither a person nor a source is named */
    size_t no_caption;
    size_t unreadable;
    int64_t alt_of;
    int64_t time_of;
    int64_t writer_of;
    int64_t caption_of;
};

static void count(size_t *lacking, int64_t *of, int64_t id)
{
    if ((*lacking)++ == 0)
        *of = id;
}

static void read_article(struct check *c, const struct store_source *source, struct lacks *l)
{
    struct article art;
    l->read++;
    if (article_json_read(c->part, source->body_json, (struct article_json_options){0}, &art,
                          NULL)) {
        l->unreadable++;
        return;
    }
    if (art.published_ms == CLOCK_NONE)
        count(&l->no_time, &l->time_of, source->id);
    if (!art.contributors_n && !art.source_name.n)
        count(&l->no_writer, &l->writer_of, source->id);
    for (size_t i = 0; i < art.blocks_n; i++) {
        if (art.blocks[i].type != BLOCK_FIGURE)
            continue;
        l->figures++;
        if (!art.blocks[i].alt.n && !art.blocks[i].caption.n)
            count(&l->no_alt, &l->alt_of, source->id);
        if (!art.blocks[i].caption.n)
            count(&l->no_caption, &l->caption_of, source->id);
    }
}

static void say_lack(struct check *c, const char *asked, size_t lacking, size_t of, int64_t id)
{
    if (lacking == 0)
        check_say(c, CHECK_MET, asked, "đủ %zu", of);
    else
        check_say(c, CHECK_MISSED, asked, "%zu trong %zu không có, bài %lld là một", lacking, of,
                  (long long)id);
}

static enum rc read_some(struct check *c, const struct store_card *cards, size_t n,
                         struct lacks *lacks)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n && !rc; i++) {
        struct store_source *source = NULL;
        size_t found = 0;
        arena_clear(c->part, PART_BYTES);
        rc = store_bodies(c->store.reader, c->part, &cards[i].id, 1, &source, &found, c->e);
        if (!rc && found)
            read_article(c, source, lacks);
    }
    return rc;
}

static enum rc read_newest(struct check *c, struct lacks *lacks)
{
    struct store_list_query q = {
        .kind = STORE_LIST_NEWEST, .now_ms = c->now_ms, .limit = STORE_LIST_MAX};
    size_t n = STORE_LIST_MAX;
    enum rc rc = RC_OK;
    for (; !rc && n > 0 && q.offset < CHECK_ARTICLES; q.offset += STORE_LIST_MAX) {
        struct store_card *cards = NULL;
        rc = store_list(c->store.reader, c->arena, q, &cards, &n, c->e);
        if (!rc)
            rc = read_some(c, cards, n, lacks);
    }
    return rc;
}

enum rc check_articles(struct check *c)
{
    struct lacks l = {0};
    enum rc rc = read_newest(c, &l);
    if (rc)
        return rc;
    check_heading(
        c, "Bài viết (Luật Báo chí, Thông tư 26/2020/TT-BTTTT) · articles, the newest 1.000");
    say_lack(c, "bài có ngày giờ đăng", l.no_time, l.read, l.time_of);
    say_lack(c, "bài có tên người viết hoặc nguồn", l.no_writer, l.read, l.writer_of);
    say_lack(c, "hình có lời thay hoặc chú thích cho người không thấy", l.no_alt, l.figures,
             l.alt_of);
    if (l.no_caption)
        check_say(c, CHECK_NOTE, "hình có chú thích", "%zu trong %zu không có, bài %lld là một",
                  l.no_caption, l.figures, (long long)l.caption_of);
    if (l.unreadable)
        check_say(c, CHECK_MISSED, "bài đọc được", "%zu bài hỏng: loa verify", l.unreadable);
    return RC_OK;
}

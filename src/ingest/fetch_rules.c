#include "ingest/fetch_rules.h"

#include "base/buf.h"
#include "base/url.h"
#include "base/utf8.h"
#include "text/fold.h"

enum {
    RETRY_MAX_MS = 7 * 24 * 3600 * 1000, /* a longer Retry-After is a mistake */
    WORDS_MIN_CP = 60,                   /* of title and lead: "Bản tin sáng" is no identity */
    WORDS_MAX_CP = 400,
    TEASER_CP = 300,
    NOTE_PAGE_BYTES = 600, /* a page that says "taken down" says little else */
};

/* ---- agreements ---- */

struct str fetch_agreement_lacks(struct arena *a, const struct store_feed *feed, int64_t now_ms)
{
    if (!feed->agreement_number.n)
        return STR("chưa có thỏa thuận: thiếu số (--agreement)");
    if (feed->agreement_ms == CLOCK_NONE)
        return STR("thỏa thuận chưa có ngày ký (--agreed)");
    if (feed->scope == FEED_SCOPE_NONE)
        return STR("thỏa thuận chưa nêu phạm vi (--scope)");
    if (feed->agreement_ms > now_ms)
        return str_format(a, "thỏa thuận %.*s chỉ có hiệu lực từ %.*s",
                          STR_ARG(feed->agreement_number),
                          STR_ARG(clock_vietnamese_date(a, feed->agreement_ms)));
    if (feed->agreement_until_ms != CLOCK_NONE && feed->agreement_until_ms <= now_ms)
        return str_format(a, "thỏa thuận %.*s đã hết hạn ngày %.*s",
                          STR_ARG(feed->agreement_number),
                          STR_ARG(clock_vietnamese_date(a, feed->agreement_until_ms)));
    return STR("");
}

struct str fetch_press_lacks(struct arena *a, const struct store_feed *feeds, size_t n)
{
    size_t press = 0;
    for (size_t i = 0; i < n; i++) {
        bool again = false; /* several feeds of one newspaper are one source */
        for (size_t k = 0; k < i; k++)
            again = again || (feeds[k].is_press && !feeds[k].paused &&
                              str_eq_nocase(feeds[k].name, feeds[i].name));
        press += feeds[i].is_press && !feeds[i].paused && !again;
    }
    if (press >= FETCH_PRESS_MIN)
        return STR("");
    return str_format(
        a, "chỉ có %zu nguồn báo chí; Nghị định 147/2024 yêu cầu ít nhất %d (--press yes)", press,
        FETCH_PRESS_MIN);
}

/* ---- when ---- */

static int64_t within(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

int64_t fetch_wait_ms(int64_t ttl_ms, bool pushed, struct rand *rand)
{
    int64_t wait_ms = ttl_ms > 0 ? ttl_ms : FETCH_EVERY_MS;
    wait_ms = within(wait_ms, pushed ? FETCH_PUSHED_EVERY_MS : FETCH_SOONEST_MS, FETCH_LATEST_MS);
    return wait_ms + (int64_t)rand_below(rand, (uint64_t)(wait_ms / 10));
}

static int64_t retry_ms(struct str retry, int64_t now_ms)
{
    int64_t value = 0;
    retry = str_trim(retry);
    if (str_to_int(retry, &value))
        return within(value, 0, RETRY_MAX_MS / 1000) * 1000;
    if (clock_parse_http_date(retry, &value))
        return within(value - now_ms, 0, RETRY_MAX_MS);
    return 0;
}

int64_t fetch_backoff_ms(int64_t errors, struct str retry, int64_t now_ms, struct rand *rand)
{
    enum { DOUBLINGS_MAX = 8 };
    int64_t doublings = within(errors - 1, 0, DOUBLINGS_MAX);
    int64_t whole_ms = within((int64_t)FETCH_EVERY_MS << doublings, 0, FETCH_LATEST_MS);
    int64_t wait_ms = whole_ms / 2 + (int64_t)rand_below(rand, (uint64_t)(whole_ms / 2) + 1);
    int64_t asked_ms = retry_ms(retry, now_ms);
    return asked_ms > wait_ms ? asked_ms : wait_ms;
}

/* ---- what is the same ---- */

static bool is_tracking(struct str parameter)
{
    static const struct str names[] = {
        STR_INIT("fbclid"), STR_INIT("gclid"),    STR_INIT("zarsrc"), STR_INIT("zalo"),
        STR_INIT("mc_cid"), STR_INIT("mc_eid"),   STR_INIT("igshid"), STR_INIT("ref_src"),
        STR_INIT("yclid"),  STR_INIT("msclkid"),  STR_INIT("gidzl"),  STR_INIT("cmpid"),
        STR_INIT("rss"),    STR_INIT("from_rss"), STR_INIT("_ga"),    STR_INIT("spm"),
    };
    struct str name = str_first(parameter, str_find_byte(parameter, '='));
    if (str_starts(name, STR("utm_")))
        return true;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq_nocase(name, names[i]))
            return true;
    return false;
}

static struct str main_host(struct str host)
{
    static const struct str prefixes[] = {STR_INIT("www."), STR_INIT("m."), STR_INIT("amp."),
                                          STR_INIT("mobile.")};
    for (size_t i = 0; i < COUNT_OF(prefixes); i++)
        if (str_starts(host, prefixes[i]) &&
            str_find_byte(str_from(host, prefixes[i].n), '.') < host.n - prefixes[i].n)
            return str_from(host, prefixes[i].n);
    return host;
}

/* Where many have their names below one: "com.vn", "gov.vn", "hanoi.gov.vn" is one again. */
static bool is_shared_label(struct str label)
{
    static const struct str labels[] = {
        STR_INIT("com"), STR_INIT("net"), STR_INIT("org"),  STR_INIT("gov"),  STR_INIT("edu"),
        STR_INIT("ac"),  STR_INIT("co"),  STR_INIT("info"), STR_INIT("name"), STR_INIT("biz"),
    };
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        if (str_eq(label, labels[i]))
            return true;
    return false;
}

/* The part of host that one owner has: its last two labels, or three below a shared one. */
static struct str domain_of(struct str host)
{
    size_t last = str_find_last_byte(host, '.');
    size_t second = str_find_last_byte(str_first(host, last), '.');
    if (last == host.n || second == last || byte_is_digit(host.p[host.n - 1]))
        return host; /* "localhost", "bao.vn", "127.0.0.1" */
    if (is_shared_label(str_slice(host, second + 1, last))) {
        size_t third = str_find_last_byte(str_first(host, second), '.');
        return third < second ? str_from(host, third + 1) : host;
    }
    return str_from(host, second + 1);
}

bool fetch_same_site(struct arena *a, struct str url, struct str other)
{
    struct url x;
    struct url y;
    url_split(url_normal(a, url), &x);
    url_split(url_normal(a, other), &y);
    return x.host.n && str_eq(domain_of(x.host), domain_of(y.host)) && str_eq(x.port, y.port);
}

struct str fetch_url_key(struct arena *a, struct str url)
{
    struct url u;
    struct buf b;
    if (!url_is_web(url))
        return STR("");
    url_split(url_normal(a, url), &u);
    buf_init(&b, a);
    buf_add(&b, STR("page:"));
    buf_add(&b, main_host(u.host));
    if (u.port.n)
        buf_addf(&b, ":%.*s", STR_ARG(u.port));
    buf_add(&b, str_ends(u.path, STR("/")) ? str_first(u.path, u.path.n - 1) : u.path);
    struct str rest = u.query;
    struct str parameter;
    char mark = '?';
    while (str_next(&rest, '&', &parameter)) {
        if (!parameter.n || is_tracking(parameter))
            continue;
        buf_add_byte(&b, mark);
        buf_add(&b, parameter);
        mark = '&';
    }
    return buf_view(&b);
}

/* Letters and digits with single spaces between. */
static void add_words(struct buf *b, struct str folded)
{
    bool space = b->n > 0;
    while (folded.n) {
        struct str before = folded;
        uint32_t cp = utf8_next(&folded);
        if (!utf8_is_letter(cp) && !utf8_is_digit(cp)) {
            space = b->n > 0;
            continue;
        }
        if (space)
            buf_add_byte(b, ' ');
        space = false;
        buf_add(b, str_first(before, before.n - folded.n));
    }
}

static struct str first_text(const struct article *art)
{
    for (size_t i = 0; i < art->blocks_n; i++)
        if (art->blocks[i].type == BLOCK_PARAGRAPH && art->blocks[i].text.n)
            return art->blocks[i].text;
    return STR("");
}

struct str fetch_words_key(struct arena *a, const struct article *art)
{
    struct buf b;
    buf_init(&b, a);
    struct str text = art->lead.n ? art->lead : first_text(art);
    add_words(&b, text_fold(a, art->title));
    if (!text.n)
        return STR("");
    add_words(&b, text_fold(a, text));
    struct str words = utf8_first_cp(buf_view(&b), WORDS_MAX_CP);
    if (utf8_count_cp(words) < WORDS_MIN_CP)
        return STR("");
    struct hash_content hash = hash_content(words);
    return str_concat(a, STR("same:"), hash_hex(a, hash.bytes, sizeof hash.bytes));
}

/* ---- originals ---- */

static bool is_front_page(struct str url)
{
    struct url u;
    url_split(url, &u);
    struct str path = str_trim(u.path);
    return !u.query.n && (!path.n || str_eq(path, STR("/")) || str_eq(path, STR("/index.html")) ||
                          str_eq(path, STR("/home")) || str_eq(path, STR("/trang-chu")));
}

/* From an article to the list it stood in: "/thoi-su/tin-1.html" to "/thoi-su/". */
static bool is_list_above(struct arena *a, struct str asked, struct str url)
{
    struct url from;
    struct url to;
    url_split(asked, &from);
    url_split(url, &to);
    struct str host = main_host(str_lower_ascii(a, from.host));
    struct str path = str_ends(to.path, STR("/")) ? str_first(to.path, to.path.n - 1) : to.path;
    return !to.query.n && path.n && str_eq(host, main_host(str_lower_ascii(a, to.host))) &&
           str_starts(from.path, path) && from.path.n > path.n + 1 && from.path.p[path.n] == '/';
}

/* An article that was called so before ("Không tìm thấy nạn nhân …") is still there. */
static bool says_taken_down(struct arena *a, struct str title, struct str known)
{
    static const struct str phrases[] = {
        STR_INIT("da bi go"),
        STR_INIT("da duoc go"),
        STR_INIT("da go bo"),
        STR_INIT("bai viet khong ton tai"),
        STR_INIT("khong tim thay"),
        STR_INIT("noi dung khong ton tai"),
        STR_INIT("bai viet da bi xoa"),
        STR_INIT("article withdrawn"),
        STR_INIT("withdrawn:"),
        STR_INIT("has been withdrawn"),
        STR_INIT("has been removed"),
        STR_INIT("retracted"),
        STR_INIT("page not found"),
        STR_INIT("404 not found"),
        STR_INIT("da duoc rut"),
        STR_INIT("rut bai"),
        STR_INIT("khong ton tai"),
        STR_INIT("khong con ton tai"),
        STR_INIT("loi 404"),
        STR_INIT("error 404"),
        STR_INIT("bai viet da go"),
        STR_INIT("tam go"),
    };
    struct str folded = text_fold(a, title);
    if (str_eq(folded, text_fold(a, known)))
        return false;
    for (size_t i = 0; i < COUNT_OF(phrases); i++)
        if (str_contains(folded, phrases[i]))
            return true;
    return false;
}

enum fetch_verdict fetch_judge(struct arena *a, const struct fetch_original *o, const char **why)
{
    *why = "";
    if (o->status == 410) {
        *why = "trang gốc trả lời 410: đã gỡ hẳn";
        return ORIGINAL_GONE;
    }
    if (o->status == 404) {
        *why = "trang gốc trả lời 404: không còn";
        return ORIGINAL_GONE;
    }
    if (o->status != 200)
        return o->status == 304 ? ORIGINAL_THERE : ORIGINAL_UNKNOWN;
    if (!is_front_page(o->asked) && is_front_page(o->url)) {
        *why = "địa chỉ gốc dẫn về trang chủ";
        return ORIGINAL_GONE;
    }
    if (o->is_list && is_list_above(a, o->asked, o->url)) {
        *why = "địa chỉ gốc dẫn về trang chuyên mục";
        return ORIGINAL_GONE;
    }
    if (o->title.n && o->text_bytes <= NOTE_PAGE_BYTES && says_taken_down(a, o->title, o->known)) {
        *why = "trang gốc cho biết bài đã được gỡ";
        return ORIGINAL_GONE;
    }
    return ORIGINAL_THERE;
}

/* ---- sections and scope ---- */

static struct str mapped(struct arena *a, struct str lines, struct str category)
{
    struct str wanted = text_lower(a, category);
    struct str line;
    while (str_next_line(&lines, &line)) {
        size_t tab = str_find_byte(line, '\t');
        if (tab < line.n && str_eq(text_lower(a, str_first(line, tab)), wanted))
            return str_from(line, tab + 1);
    }
    return STR("");
}

struct str fetch_section(struct arena *a, const struct store_feed *feed, struct article_texts tags)
{
    for (size_t i = 0; i < tags.items_n; i++) {
        struct str slug = mapped(a, feed->sections, tags.items[i]);
        if (slug.n)
            return slug;
    }
    return feed->section_slug;
}

static void keep_first_picture(struct article *art)
{
    size_t kept = 0;
    for (size_t i = 0; i < art->blocks_n && !kept; i++)
        if (art->blocks[i].type == BLOCK_FIGURE)
            art->blocks[kept++] = art->blocks[i];
    art->blocks_n = kept;
}

void fetch_keep_scope(struct arena *a, enum store_feed_scope scope, struct article *art)
{
    switch (scope) {
    case FEED_SCOPE_NONE:
    case FEED_SCOPE_FULL: return;
    case FEED_SCOPE_TITLE:
        art->lead = STR("");
        art->blocks_n = 0;
        return;
    case FEED_SCOPE_TEASER:
        if (!art->lead.n) {
            struct str text = first_text(art);
            struct str cut = utf8_first_cp(text, TEASER_CP);
            art->lead = cut.n < text.n ? str_concat(a, cut, STR("…")) : cut;
        }
        keep_first_picture(art);
        return;
    }
}

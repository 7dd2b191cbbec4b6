/* loa source: where a site takes articles from, and on what terms. */
#include "app/fetcher.h"
#include "app/source_opml.h"
#include "app/source_terms.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/url.h"

#include <string.h>

enum { REPORT_EVENTS = 200, REPORT_HELD = 100 };

struct options {
    const char *name;
    const char *logo;
    const char *feed;
    const char *site;
    const char *section;
    const char *map;
    const char *press;
    const char *agreement;
    const char *agreed;
    const char *until;
    const char *scope;
    const char *hold;
    const char *pause;
    bool json;
};

static const char *const scope_names[] = {"chưa nêu", "tiêu đề", "trích", "toàn văn"};
static const char *const hub_words[] = {"none", "asked", "on", "denied"};

/* ---- reading options ---- */

static enum rc read_yes(const char *name, const char *text, bool *out, struct err *e)
{
    if (!text)
        return RC_OK;
    if (strcmp(text, "yes") == 0 || strcmp(text, "no") == 0) {
        *out = strcmp(text, "yes") == 0;
        return RC_OK;
    }
    return fail(e, RC_INVALID, "%s wants yes or no, not \"%s\"", name, text);
}

static enum rc read_text(struct task *t, const char *name, const char *text, struct str *out)
{
    return text ? args_text(&t->arena, name, text, out, &t->e) : RC_OK;
}

static enum rc read_url(struct task *t, const char *name, const char *text, struct str *out)
{
    if (!text)
        return RC_OK;
    *out = str_trim(str_view(text));
    if (out->n && !url_is_web(*out))
        return fail(&t->e, RC_INVALID, "%s wants http:// or https://, not \"%s\"", name, text);
    return RC_OK;
}

/* "Thể thao=the-thao, Kinh tế=kinh-te" */
static enum rc read_map(struct task *t, const char *text, struct str *out)
{
    struct buf b;
    struct str all = STR("");
    struct str pair;
    buf_init(&b, &t->arena);
    if (!text)
        return RC_OK;
    if (args_text(&t->arena, "--map", text, &all, &t->e))
        return RC_INVALID;
    while (str_next(&all, ',', &pair)) {
        size_t at = str_find_last_byte(pair, '=');
        struct str category = str_trim(str_first(pair, at));
        struct str slug = str_trim(str_from(pair, at + 1));
        if (at == pair.n || !category.n || !slug.n)
            return fail(&t->e, RC_INVALID, "--map wants CATEGORY=SECTION,…, not \"%s\"", text);
        enum rc rc = source_section_known(t, slug);
        if (rc)
            return rc;
        buf_addf(&b, "%.*s\t%.*s\n", STR_ARG(category), STR_ARG(slug));
    }
    *out = buf_view(&b);
    return RC_OK;
}

static enum rc read_agreement(struct task *t, struct store_feed *feed)
{
    const struct options *o = t->options;
    int64_t minutes = feed->hold_ms / SOURCE_MINUTE_MS;
    enum rc rc = read_text(t, "--agreement", o->agreement, &feed->agreement_number);
    if (!rc && o->agreed)
        rc = args_instant("--agreed", o->agreed, &feed->agreement_ms, &t->e);
    if (!rc && o->until && strcmp(o->until, "none") == 0)
        feed->agreement_until_ms = CLOCK_NONE;
    else if (!rc && o->until)
        rc = args_instant("--until", o->until, &feed->agreement_until_ms, &t->e);
    if (!rc && o->scope)
        rc = source_read_scope("--scope", str_view(o->scope), &feed->scope, &t->e);
    if (!rc && o->hold)
        rc = args_number("--hold", o->hold, 0, SOURCE_HOLD_MAX_MIN, &minutes, &t->e);
    feed->hold_ms = minutes * SOURCE_MINUTE_MS;
    return rc;
}

/* --name "": the feed is asked for its own name again. */
static enum rc read_name(struct task *t, struct store_feed *feed)
{
    const struct options *o = t->options;
    struct str name = STR("");
    enum rc rc = read_text(t, "--name", o->name, &name);
    if (rc || !o->name)
        return rc;
    feed->name = name.n ? name : source_new(feed->feed_url, name).name;
    feed->is_named = name.n > 0;
    return RC_OK;
}

static enum rc read_options(struct task *t, struct store_feed *feed)
{
    const struct options *o = t->options;
    enum rc rc = read_name(t, feed);
    if (!rc)
        rc = read_url(t, "--logo", o->logo, &feed->logo);
    if (!rc)
        rc = read_url(t, "--feed", o->feed, &feed->feed_url);
    if (!rc)
        rc = read_url(t, "--site", o->site, &feed->site_url);
    if (!rc)
        rc = read_text(t, "--section", o->section, &feed->section_slug);
    if (!rc && o->section && feed->section_slug.n)
        rc = source_section_known(t, feed->section_slug);
    if (!rc)
        rc = read_map(t, o->map, &feed->sections);
    if (!rc)
        rc = read_yes("--press", o->press, &feed->is_press, &t->e);
    if (!rc)
        rc = read_yes("--pause", o->pause, &feed->paused, &t->e);
    return rc ? rc : read_agreement(t, feed);
}

/* ---- add, set, remove ---- */

static enum rc find_feed(struct task *t, int64_t id, struct store_feed *out)
{
    struct store_feed *feeds = NULL;
    size_t n = 0;
    enum rc rc = store_feeds(t->folder.reader, &t->arena, &feeds, &n, &t->e);
    for (size_t i = 0; !rc && i < n; i++) {
        if (feeds[i].id != id)
            continue;
        *out = feeds[i];
        return RC_OK;
    }
    return rc ? rc : fail(&t->e, RC_NOTFOUND, "no source %lld", (long long)id);
}

/* What the rules will say of it, at once. */
static void warn(struct task *t, const struct store_feed *feed)
{
    struct str on = STR("");
    if (store_setting(t->folder.reader, &t->arena, STR(FETCH_AGREEMENT_SETTING), &on, NULL) ||
        !str_eq(on, STR("1")))
        return;
    struct str lacks = fetch_agreement_lacks(&t->arena, feed, t->now_ms);
    struct store_feed *feeds = NULL;
    size_t n = 0;
    if (lacks.n)
        (void)say_failure("source", "warning: %.*s: bài sẽ được giữ lại: %.*s", STR_ARG(feed->name),
                          STR_ARG(lacks));
    if (store_feeds(t->folder.reader, &t->arena, &feeds, &n, NULL))
        return;
    struct str press = fetch_press_lacks(&t->arena, feeds, n);
    if (press.n)
        (void)say_failure("source", "warning: %.*s", STR_ARG(press));
}

static int run_add(struct task *t)
{
    struct store_result result = {0};
    struct str url = str_trim(str_view(t->places[0]));
    struct store_feed feed = source_new(url, STR(""));
    if (!url_is_web(url))
        return say_misuse(t->verb, "a feed's address begins with http:// or https://, not \"%s\"",
                          t->places[0]);
    if (read_options(t, &feed))
        return task_misuse(t);
    enum rc rc = source_put(t, &feed, &result);
    if (rc)
        return task_failed(t, rc);
    say("%lld\n", (long long)result.id);
    warn(t, &feed);
    return EXIT_DONE;
}

static int run_set(struct task *t)
{
    int64_t *ids = NULL;
    struct store_feed feed = {0};
    if (task_ids(t, &ids, &t->e))
        return task_misuse(t);
    enum rc rc = find_feed(t, ids[0], &feed);
    if (rc)
        return task_failed(t, rc);
    if (read_options(t, &feed))
        return task_misuse(t);
    rc = source_put(t, &feed, NULL);
    if (rc)
        return task_failed(t, rc);
    /* what was held for want of an agreement is looked at with the next poll */
    const struct store_command due = {.kind = STORE_SET_FEED_DUE, .set_feed_due = feed.id};
    rc = task_store(t, &due, NULL);
    if (rc)
        return task_failed(t, rc);
    say("đã sửa\n");
    warn(t, &feed);
    return EXIT_DONE;
}

static int run_remove(struct task *t)
{
    int64_t *ids = NULL;
    struct store_feed feed = {0};
    struct fetcher f = {0};
    if (task_ids(t, &ids, &t->e))
        return task_misuse(t);
    enum rc rc = find_feed(t, ids[0], &feed);
    if (rc)
        return task_failed(t, rc);
    const struct store_command c = {.kind = STORE_REMOVE_FEED, .remove_feed = feed.id};
    rc = task_store(t, &c, NULL);
    if (rc)
        return task_failed(t, rc);
    /* afterwards: the site confirms to hubs only that it no longer knows a subscription */
    if (fetcher_open(&f, t->site, &t->folder, &t->e) == RC_OK)
        fetch_unsubscribe(&f.job, &feed);
    fetcher_close(&f);
    say("đã bỏ %.*s; các bài đã lấy vẫn còn\n", STR_ARG(feed.name));
    return EXIT_DONE;
}

/* ---- list ---- */

static void add_member(struct buf *b, const char *name, struct str value)
{
    buf_addf(b, ",\"%s\":", name);
    buf_add_json(b, value);
}

static void add_instant(struct task *t, struct buf *b, const char *name, int64_t at_ms)
{
    if (at_ms == CLOCK_NONE)
        buf_addf(b, ",\"%s\":null", name);
    else
        add_member(b, name, clock_rfc3339(&t->arena, at_ms));
}

static void print_json(struct task *t, const struct store_feed *f)
{
    struct buf b;
    buf_init(&b, &t->arena);
    buf_addf(&b, "{\"id\":%lld", (long long)f->id);
    add_member(&b, "name", f->name);
    buf_addf(&b, ",\"named\":%s", f->is_named ? "true" : "false");
    add_member(&b, "logo", f->logo);
    add_member(&b, "feed", f->feed_url);
    add_member(&b, "site", f->site_url);
    add_member(&b, "section", f->section_slug);
    add_member(&b, "sections", f->sections);
    buf_addf(&b, ",\"press\":%s,\"paused\":%s", f->is_press ? "true" : "false",
             f->paused ? "true" : "false");
    add_member(&b, "agreement", f->agreement_number);
    add_instant(t, &b, "agreed", f->agreement_ms);
    add_instant(t, &b, "until", f->agreement_until_ms);
    add_member(&b, "scope", source_scope_word(f->scope));
    buf_addf(&b, ",\"hold_minutes\":%lld,\"errors\":%lld",
             (long long)(f->hold_ms / SOURCE_MINUTE_MS), (long long)f->state.errors);
    add_member(&b, "error", f->state.error);
    add_instant(t, &b, "fetched", f->state.fetched_ms);
    add_instant(t, &b, "next", f->state.next_ms);
    add_member(&b, "hub", f->hub.hub);
    add_member(&b, "hub_state", str_view(hub_words[f->hub.state]));
    add_instant(t, &b, "hub_until", f->hub.until_ms);
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static void print_line(struct task *t, const struct store_feed *f)
{
    struct str lacks = fetch_agreement_lacks(&t->arena, f, t->now_ms);
    struct str fetched = f->state.fetched_ms == CLOCK_NONE
                             ? STR("chưa")
                             : clock_vietnamese(&t->arena, f->state.fetched_ms);
    say("%lld  ", (long long)f->id);
    say_column(f->name, 24);
    say("  %.*s\n    %s%s · %s · giữ %lld phút · lấy lần cuối: %.*s%s\n", STR_ARG(f->feed_url),
        f->is_press ? "báo chí" : "không phải báo chí", f->paused ? " · tạm dừng" : "",
        scope_names[f->scope], (long long)(f->hold_ms / SOURCE_MINUTE_MS), STR_ARG(fetched),
        f->hub.state == FEED_HUB_ON ? " · WebSub" : "");
    if (lacks.n)
        say("    %.*s\n", STR_ARG(lacks));
    if (f->state.error.n)
        say("    %s: %.*s\n", f->state.errors ? "lỗi" : "lưu ý", STR_ARG(f->state.error));
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    struct store_feed *feeds = NULL;
    size_t n = 0;
    enum rc rc = store_feeds(t->folder.reader, &t->arena, &feeds, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < n; i++) {
        if (o->json)
            print_json(t, &feeds[i]);
        else
            print_line(t, &feeds[i]);
    }
    return EXIT_DONE;
}

/* ---- report ---- */

static void report_press(struct task *t, const struct store_feed *feeds, size_t n)
{
    struct str press = fetch_press_lacks(&t->arena, feeds, n);
    say("Nguồn báo chí: %s%.*s\n", press.n ? "CHƯA ĐẠT: " : "đạt", STR_ARG(press));
}

static int64_t count_of(const struct store_feed_count *counts, size_t n, int64_t feed_id,
                        enum store_feed_item_state state)
{
    for (size_t i = 0; i < n; i++)
        if (counts[i].feed_id == feed_id && counts[i].state == state)
            return counts[i].n;
    return 0;
}

static enum rc report_held(struct task *t, const struct store_feed *feed)
{
    struct store_feed_item *items = NULL;
    size_t n = 0;
    struct store_feed_items_query q = {feed->id, FEED_ITEM_HELD, 0, REPORT_HELD};
    enum rc rc = store_feed_items(t->folder.reader, &t->arena, q, &items, &n, &t->e);
    for (size_t i = 0; !rc && i < n; i++)
        say("    giữ lại: %.*s: %.*s\n", STR_ARG(items[i].title), STR_ARG(items[i].reason));
    return rc;
}

static enum rc report_feeds(struct task *t, const struct store_feed *feeds, size_t n)
{
    struct store_feed_count *counts = NULL;
    size_t counts_n = 0;
    enum rc rc = store_feed_counts(t->folder.reader, &t->arena, &counts, &counts_n, &t->e);
    for (size_t i = 0; !rc && i < n; i++) {
        int64_t id = feeds[i].id;
        print_line(t, &feeds[i]);
        say("    đăng %lld · giữ %lld · gỡ %lld · từ chối %lld\n",
            (long long)count_of(counts, counts_n, id, FEED_ITEM_PUBLISHED),
            (long long)count_of(counts, counts_n, id, FEED_ITEM_HELD),
            (long long)count_of(counts, counts_n, id, FEED_ITEM_WITHDRAWN),
            (long long)count_of(counts, counts_n, id, FEED_ITEM_REFUSED));
        rc = report_held(t, &feeds[i]);
    }
    return rc;
}

static void print_event(struct task *t, const struct store_feed_event *event, bool json)
{
    struct buf b;
    if (!json) {
        say("%.*s  %.*s  %.*s  %.*s\n", STR_ARG(clock_vietnamese(&t->arena, event->at_ms)),
            STR_ARG(event->kind), STR_ARG(event->source_name), STR_ARG(event->words));
        return;
    }
    buf_init(&b, &t->arena);
    buf_addf(&b, "{\"event\":%lld,\"source\":%lld,\"article\":%lld", (long long)event->id,
             (long long)event->feed_id, (long long)event->article_id);
    add_instant(t, &b, "at", event->at_ms);
    add_member(&b, "kind", event->kind);
    add_member(&b, "name", event->source_name);
    add_member(&b, "words", event->words);
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static int run_report(struct task *t)
{
    const struct options *o = t->options;
    struct store_feed *feeds = NULL;
    struct store_feed_event *events = NULL;
    size_t n = 0;
    size_t events_n = 0;
    struct store_feed_events_query q = {INT64_MAX, REPORT_EVENTS};
    enum rc rc = store_feeds(t->folder.reader, &t->arena, &feeds, &n, &t->e);
    if (!rc && !o->json)
        report_press(t, feeds, n);
    if (!rc && !o->json)
        rc = report_feeds(t, feeds, n);
    if (!rc)
        rc = store_feed_events(t->folder.reader, &t->arena, q, &events, &events_n, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < events_n; i++)
        print_event(t, &events[i], o->json);
    return EXIT_DONE;
}

/* ---- rules ---- */

static enum rc set_setting(struct task *t, const char *name, struct str value)
{
    const struct store_command c = {.kind = STORE_SET, .set = {str_view(name), value}};
    return task_store(t, &c, NULL);
}

/* *value stays where there is no such rule. */
static enum rc read_rule(struct task *t, const char *name, struct str *value)
{
    enum rc rc = store_setting(t->folder.reader, &t->arena, str_view(name), value, &t->e);
    return rc == RC_NOTFOUND ? RC_OK : rc;
}

static int run_rules(struct task *t)
{
    const struct options *o = t->options;
    int64_t minutes = 0;
    bool on = false;
    enum rc rc = RC_OK;
    if (o->hold && args_number("--hold", o->hold, 0, SOURCE_HOLD_MAX_MIN, &minutes, &t->e))
        return task_misuse(t);
    if (read_yes("--agreement", o->agreement, &on, &t->e))
        return task_misuse(t);
    if (o->hold)
        rc = set_setting(t, STORE_HOLD_SETTING,
                         str_format(&t->arena, "%lld", (long long)minutes * SOURCE_MINUTE_MS));
    if (!rc && o->agreement)
        rc = set_setting(t, FETCH_AGREEMENT_SETTING, on ? STR("1") : STR("0"));
    if (rc)
        return task_failed(t, rc);
    struct str hold = STR("0");
    struct str needs = STR("0");
    rc = read_rule(t, STORE_HOLD_SETTING, &hold);
    if (!rc)
        rc = read_rule(t, FETCH_AGREEMENT_SETTING, &needs);
    if (rc)
        return task_failed(t, rc);
    int64_t hold_ms = 0;
    (void)str_to_int(hold, &hold_ms);
    say("đăng sau bản gốc ít nhất %lld phút; %s\n", (long long)(hold_ms / SOURCE_MINUTE_MS),
        str_eq(needs, STR("1")) ? "mỗi nguồn phải có thỏa thuận" : "không đòi thỏa thuận");
    return EXIT_DONE;
}

static const struct task_action actions[] = {
    {"add", 1, 1, run_add},
    {"list", 0, 0, run_list},
    {"set", 1, 1, run_set},
    {"remove", 1, 1, run_remove},
    {"import", 1, 1, source_opml_import},
    {"export", 0, 0, source_opml_export},
    {"report", 0, 0, run_report},
    {"rules", 0, 0, run_rules},
};

int cmd_source(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--name", .text = &o.name},       {"--logo", .text = &o.logo},
        {"--feed", .text = &o.feed},       {"--site", .text = &o.site},
        {"--section", .text = &o.section}, {"--map", .text = &o.map},
        {"--press", .text = &o.press},     {"--agreement", .text = &o.agreement},
        {"--agreed", .text = &o.agreed},   {"--until", .text = &o.until},
        {"--scope", .text = &o.scope},     {"--hold", .text = &o.hold},
        {"--pause", .text = &o.pause},     {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE add FEED-URL [--name N] [--site URL] [--logo L] [--section SLUG] [--map M]\n"
                 "         [--press yes|no] [--agreement NUMBER --agreed DATE [--until DATE]\n"
                 "         --scope title|teaser|full] [--hold MINUTES]\n"
                 "SITE set ID [--feed URL] [--pause yes|no] [the same options]\n"
                 "SITE remove ID\n"
                 "SITE list [--json]\n"
                 "SITE import FILE.opml\n"
                 "SITE export\n"
                 "SITE report [--json]\n"
                 "SITE rules [--hold MINUTES] [--agreement yes|no]\n",
        .details =
            "--map      chuyên mục của nguồn=chuyên mục ở đây, cách nhau bằng dấu phẩy · sections\n"
            "--scope    thỏa thuận cho phép: tiêu đề, trích, toàn văn · what the agreement allows\n"
            "--hold     đăng sau bản gốc ít nhất bấy nhiêu phút · minutes after the original\n"
            "--name     không đặt thì lấy tên của chính nguồn · the feed's own title if not given\n"
            "export     OPML kèm thỏa thuận ra màn hình; import nhận lại · OPML with the terms\n"
            "report     số liệu, bài bị giữ và vì sao, nhật ký · figures, what is held and why, log\n"
            "rules      quy tắc của cả trang (preset aggregator: 60 phút, phải có thỏa thuận)\n"
            "           the site's rules (preset aggregator: 60 minutes, agreements required)\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 3,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}

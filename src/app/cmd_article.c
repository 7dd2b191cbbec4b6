/* loa article: what is published, and taking it down. */
#include "app/reference.h"
#include "app/verb.h"
#include "base/buf.h"
#include "site/route.h"

#include <limits.h>

struct options {
    const char *limit;
    bool json;
};

static void print_json(struct task *t, const struct store_card *card)
{
    struct buf b;
    buf_init(&b, &t->arena);
    buf_addf(&b, "{\"id\":%lld,\"title\":", (long long)card->id);
    buf_add_json(&b, card->title);
    buf_add(&b, STR(",\"url\":"));
    buf_add_json(&b, route_article_path(&t->arena, card->section_slug, card->slug, card->id));
    buf_add(&b, STR(",\"published\":"));
    buf_add_json(&b, clock_rfc3339(&t->arena, card->published_ms));
    buf_addf(&b, ",\"views\":%lld,\"comments\":%lld}\n", (long long)card->views,
             (long long)card->comments);
    say_text(buf_view(&b));
}

static void print_card(struct task *t, const struct store_card *card)
{
    struct str time = clock_vietnamese(&t->arena, card->published_ms);
    say("%6lld  %.*s  %.*s\n", (long long)card->id, STR_ARG(time), STR_ARG(card->title));
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    struct store_list_query q = {.kind = STORE_LIST_NEWEST, .now_ms = t->now_ms, .limit = 50};
    if (o->limit && args_number("--limit", o->limit, 1, INT32_MAX, &q.limit, &t->e))
        return task_misuse(t);
    int64_t left = q.limit;
    while (left > 0) {
        struct store_card *cards = NULL;
        size_t n = 0;
        q.limit = left < STORE_LIST_MAX ? left : STORE_LIST_MAX;
        enum rc rc = store_list(t->folder.reader, &t->arena, q, &cards, &n, &t->e);
        if (rc)
            return task_failed(t, rc);
        for (size_t i = 0; i < n; i++)
            (o->json ? print_json : print_card)(t, &cards[i]);
        q.offset += (int64_t)n;
        left = (int64_t)n < q.limit ? 0 : left - (int64_t)n;
    }
    return EXIT_DONE;
}

static int set_withdrawn(struct task *t, bool withdrawn)
{
    int exit_code = EXIT_DONE;
    struct reference_book book = reference_open(t, NULL);
    for (int i = 0; i < t->places_n; i++) {
        struct store_command c = {.kind = STORE_WITHDRAW,
                                  .withdraw = {.withdrawn = withdrawn, .now_ms = t->now_ms}};
        struct store_result result = {0};
        t->e.text[0] = '\0';
        enum rc rc = reference_article(&book, str_view(t->places[i]), &c.withdraw.article_id);
        if (!rc)
            rc = task_store(t, &c, &result);
        if (rc)
            exit_code = task_failed(t, rc);
        else
            say("%lld: %s\n", (long long)c.withdraw.article_id,
                !result.changed ? "không đổi gì"
                : withdrawn     ? "đã gỡ"
                                : "đã khôi phục");
    }
    return exit_code;
}

static int run_withdraw(struct task *t)
{
    return set_withdrawn(t, true);
}

static int run_restore(struct task *t)
{
    return set_withdrawn(t, false);
}

static const struct task_action actions[] = {
    {"list", 0, 0, run_list},
    {"withdraw", 1, INT_MAX, run_withdraw},
    {"restore", 1, INT_MAX, run_restore},
};

int cmd_article(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--limit", .text = &o.limit},
        {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE list [--limit N] [--json]\n"
                 "SITE withdraw ID…\n"
                 "SITE restore ID…\n",
        .details = "list       bài mới nhất, mặc định 50 · the newest, 50 unless told otherwise\n"
                   "withdraw   gỡ bài; địa chỉ cũ trả lời 410, nội dung vẫn được giữ · takes it "
                   "down:\n"
                   "           its address answers 410, what was published is kept\n"
                   "restore    đưa bài trở lại · puts it back\n"
                   "ID         số hoặc khóa nhập của bài · the article's id or import key\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = INT_MAX,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}

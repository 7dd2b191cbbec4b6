/* loa comment: the queue of readers' comments, until the desk has its own page for it. */
#include "app/list_file.h"
#include "app/once.h"
#include "app/reference.h"
#include "app/task.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/utf8.h"

#include <limits.h>
#include <string.h>

enum { QUEUE_MAX = 10000 }; /* comments shown or approved by one call */

struct options {
    const char *state;
    const char *article;
    const char *name;
    const char *text;
    const char *reply_to;
    const char *created;
    const char *articles;
    bool approve;
    bool all;
    bool json;
};

static const struct {
    const char *word;
    enum store_comment_state state;
} states[] = {
    {"pending", STORE_COMMENT_PENDING},
    {"approved", STORE_COMMENT_APPROVED},
    {"rejected", STORE_COMMENT_REJECTED},
};

static bool state_from_word(const char *word, enum store_comment_state *out)
{
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (strcmp(states[i].word, word) == 0) {
            *out = states[i].state;
            return true;
        }
    return false;
}

static const char *state_word(enum store_comment_state state)
{
    for (size_t i = 0; i < COUNT_OF(states); i++)
        if (states[i].state == state)
            return states[i].word;
    return "";
}

/* ---- list ---- */

static void print_json(struct task *t, const struct store_comment *comments, size_t n)
{
    struct buf b;
    buf_init(&b, &t->arena);
    for (size_t i = 0; i < n; i++) {
        const struct store_comment *c = &comments[i];
        buf_clear(&b);
        buf_addf(&b, "{\"id\":%lld,\"article\":%lld,\"reply_to\":", (long long)c->id,
                 (long long)c->article_id);
        if (c->parent_id)
            buf_add_int(&b, c->parent_id);
        else
            buf_add(&b, STR("null"));
        buf_addf(&b, ",\"state\":\"%s\",\"created\":", state_word(c->state));
        buf_add_json(&b, clock_rfc3339(&t->arena, c->created_ms));
        buf_add(&b, STR(",\"title\":"));
        buf_add_json(&b, c->article_title);
        buf_add(&b, STR(",\"name\":"));
        buf_add_json(&b, c->name);
        buf_add(&b, STR(",\"text\":"));
        buf_add_json(&b, c->text);
        buf_add(&b, STR("}\n"));
        say_text(buf_view(&b));
    }
}

static void print_comments(struct task *t, const struct store_comment *comments, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct store_comment *c = &comments[i];
        struct str time = clock_vietnamese(&t->arena, c->created_ms);
        say("%lld  %.*s  %.*s  bài %lld: %.*s\n", (long long)c->id, STR_ARG(time), STR_ARG(c->name),
            (long long)c->article_id, STR_ARG(c->article_title));
        say("    %.*s\n", STR_ARG(utf8_fold_space(&t->arena, c->text)));
    }
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    enum store_comment_state state = STORE_COMMENT_PENDING;
    struct store_comment *comments = NULL;
    size_t n = 0;
    if (o->state && !state_from_word(o->state, &state))
        return say_misuse(t->verb, "--state is pending, approved or rejected, not \"%s\"",
                          o->state);
    enum rc rc =
        store_comment_queue(t->folder.reader, &t->arena, state, QUEUE_MAX, &comments, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    if (o->json)
        print_json(t, comments, n);
    else
        print_comments(t, comments, n);
    return EXIT_DONE;
}

/* ---- moderate ---- */

/* Moderates each; those that fail are named, and the others go through. */
static int moderate_all(struct task *t, const int64_t *ids, size_t n, struct store_moderate how)
{
    int exit_code = EXIT_DONE;
    for (size_t i = 0; i < n; i++) {
        struct store_command c = {.kind = STORE_MODERATE, .moderate = how};
        c.moderate.comment_id = ids[i];
        c.moderate.now_ms = t->now_ms;
        enum rc rc = task_store(t, &c, NULL);
        if (rc)
            exit_code = task_failed(t, rc);
    }
    return exit_code;
}

static int moderate_named(struct task *t, struct store_moderate how)
{
    int64_t *ids = NULL;
    if (t->places_n == 0)
        return say_misuse(t->verb, "which comments? their numbers, from: loa comment %s list",
                          t->site);
    if (task_ids(t, &ids, &t->e))
        return task_misuse(t);
    return moderate_all(t, ids, (size_t)t->places_n, how);
}

static int run_approve(struct task *t)
{
    const struct options *o = t->options;
    const struct store_moderate how = {.state = STORE_COMMENT_APPROVED};
    struct store_comment *waiting = NULL;
    size_t n = 0;
    if (!o->all)
        return moderate_named(t, how);
    if (t->places_n)
        return say_misuse(t->verb, "approve: either numbers or --all");
    enum rc rc = store_comment_queue(t->folder.reader, &t->arena, STORE_COMMENT_PENDING, QUEUE_MAX,
                                     &waiting, &n, &t->e);
    int64_t *ids = rc ? NULL : arena_array(&t->arena, n, sizeof *ids);
    if (!ids)
        return task_failed(t, rc ? rc : RC_NOMEM);
    for (size_t i = 0; i < n; i++)
        ids[i] = waiting[i].id;
    return moderate_all(t, ids, n, how);
}

static int run_reject(struct task *t)
{
    return moderate_named(t, (struct store_moderate){.state = STORE_COMMENT_REJECTED});
}

static int run_ban(struct task *t)
{
    return moderate_named(t, (struct store_moderate){.state = STORE_COMMENT_REJECTED, .ban = true});
}

/* ---- add, import ---- */

/* A comment that came by no connection: its sender is itself, so that a ban hits no other one. */
static struct hash_content own_sender(struct arena *a, struct str name, struct str text)
{
    return hash_content(str_format(a, "administrator\n%.*s\n%.*s", STR_ARG(name), STR_ARG(text)));
}

static enum rc read_comment(struct task *t, const struct options *o, struct store_add_comment *out)
{
    enum rc rc = args_text(&t->arena, "--name", o->name, &out->name, &t->e);
    if (!rc)
        rc = args_text(&t->arena, "--text", o->text, &out->text, &t->e);
    if (!rc)
        rc = args_instant("--created", o->created, &out->created_ms, &t->e);
    if (!rc && o->reply_to)
        rc = args_number("--reply-to", o->reply_to, 1, INT64_MAX, &out->parent_id, &t->e);
    if (rc)
        return rc;
    if (out->created_ms == CLOCK_NONE)
        out->created_ms = t->now_ms;
    out->sender = own_sender(&t->arena, out->name, out->text);
    out->state = o->approve ? STORE_COMMENT_APPROVED : STORE_COMMENT_PENDING;
    return RC_OK;
}

static int run_add(struct task *t)
{
    const struct options *o = t->options;
    struct store_command c = {.kind = STORE_ADD_COMMENT};
    struct store_result result = {0};
    if (!o->article || !o->name || !o->text)
        return say_misuse(t->verb, "add needs --article, --name and --text");
    if (read_comment(t, o, &c.add_comment))
        return task_misuse(t);
    struct reference_book book = reference_open(t, o->articles);
    enum rc rc = reference_article(&book, str_view(o->article), &c.add_comment.article_id);
    if (!rc)
        rc = task_store(t, &c, &result);
    if (rc)
        return task_failed(t, rc);
    say("%lld\n", (long long)result.id);
    return EXIT_DONE;
}

struct intake {
    struct reference_book book;
    struct list list;
    int64_t *made; /* made[i]: the id of row i; 0 when it was not taken */
};

/* What is imported has stood on another site, so it is approved; a reply needs that of its parent. */
static enum rc import_row(struct task *t, struct intake *in, size_t row)
{
    const struct list *list = &in->list;
    int64_t *made = in->made;
    ASSERT(made);
    const struct list_row *from = &list->rows[row];
    struct store_command c = {.kind = STORE_ADD_COMMENT};
    struct store_add_comment *add = &c.add_comment;
    struct store_result result = {0};
    struct str reply_to = list_value(from, STR("reply_to"));
    int64_t answered = 0;
    add->name = list_value(from, STR("name"));
    add->text = list_value(from, STR("text"));
    add->sender = own_sender(&t->arena, add->name, add->text);
    add->state = STORE_COMMENT_APPROVED;
    if (!clock_parse_rfc3339(list_value(from, STR("created")), &add->created_ms))
        return fail(&t->e, RC_INVALID, "\"created\" is no RFC 3339 time");
    if (reply_to.n &&
        (!str_to_int(reply_to, &answered) || answered < 0 || answered >= (int64_t)row))
        return fail(&t->e, RC_INVALID, "\"reply_to\" is not the index of an earlier entry");
    if (reply_to.n && made[answered] == 0)
        return fail(&t->e, RC_NOTFOUND, "the comment it replies to was not taken");
    add->parent_id = reply_to.n ? made[answered] : 0;
    enum rc rc = reference_article(&in->book, list_value(from, STR("article")), &add->article_id);
    if (!rc)
        rc = task_store(t, &c, &result);
    if (!rc)
        made[row] = result.id;
    return rc;
}

static size_t import_rows(struct task *t, struct intake *in)
{
    size_t taken = 0;
    for (size_t i = 0; i < in->list.rows_n; i++) {
        t->e.text[0] = '\0';
        enum rc rc = import_row(t, in, i);
        taken += rc == RC_OK;
        if (rc)
            (void)say_failure(t->verb, "%s, entry %zu: %s", t->places[0], i + 1,
                              t->e.text[0] ? t->e.text : rc_words(rc));
    }
    return taken;
}

static int run_import(struct task *t)
{
    const struct options *o = t->options;
    struct intake in = {.book = reference_open(t, o->articles)};
    struct once once;
    enum rc rc = list_read(&t->arena, t->places[0], &in.list, &t->e);
    if (!rc)
        rc = once_begin(t, in.list.hash, &once);
    if (!rc && once.done) {
        say("%s: đã nhập từ trước, không đổi gì\n", t->places[0]);
        return EXIT_DONE;
    }
    if (!rc && !(in.made = arena_array(&t->arena, in.list.rows_n, sizeof *in.made)))
        rc = fail(&t->e, RC_NOMEM, "out of memory");
    size_t taken = rc ? 0 : import_rows(t, &in);
    if (!rc)
        rc = once_end(t, &once);
    if (rc)
        return task_failed(t, rc);
    say("%s: %zu bình luận\n", t->places[0], taken);
    return taken == in.list.rows_n ? EXIT_DONE : EXIT_FAILED;
}

static const struct task_action actions[] = {
    {"list", 0, 0, run_list},
    {"approve", 0, INT_MAX, run_approve},
    {"reject", 1, INT_MAX, run_reject},
    {"ban", 1, INT_MAX, run_ban},
    {"add", 0, 0, run_add},
    {"import", 1, 1, run_import},
};

int cmd_comment(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--state", .text = &o.state},       {"--article", .text = &o.article},
        {"--name", .text = &o.name},         {"--text", .text = &o.text},
        {"--reply-to", .text = &o.reply_to}, {"--created", .text = &o.created},
        {"--articles", .text = &o.articles}, {"--approve", .flag = &o.approve},
        {"--all", .flag = &o.all},           {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage =
            "SITE list [--state pending|approved|rejected] [--json]\n"
            "SITE approve ID… | --all\n"
            "SITE reject ID…\n"
            "SITE ban ID…\n"
            "SITE add --article A --name N --text T [--reply-to ID] [--created T] [--approve]\n"
            "SITE import FILE.json [--articles FOLDER]\n",
        .details =
            "list       bình luận theo trạng thái, cũ trước · the queue, oldest first\n"
            "approve    cho hiện · show them          reject   không cho hiện · hide them\n"
            "ban        từ chối cả người gửi từ nay · refuse their senders from now on\n"
            "add        thêm một bình luận; A là số hoặc khóa nhập của bài · A: id or import key\n"
            "import     bình luận đã hiện trên trang cũ · what stood on an earlier site; a JSON list:\n"
            "           {\"article\",\"name\",\"text\",\"created\",\"reply_to\"};\n"
            "           reply_to là vị trí (từ 0) trong danh sách · an index (from 0) of the list\n" REFERENCE_HELP
            "--json     mỗi bình luận một dòng JSON · one JSON object a line\n",
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

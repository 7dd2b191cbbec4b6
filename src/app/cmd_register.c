/* loa register: the register of external affairs, and what persons decide about it. */
#include "app/register_json.h"
#include "app/task.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/vec.h"
#include "register/same.h"

#include <stdlib.h>

enum {
    LIMIT_DEFAULT = 50,
    EXPORT_SLICE = 500,
    ARTICLES_MAX = 200, /* of one --article */
    RECORD_ARENA_BYTES = 64 << 20,
};

struct options {
    const char *limit;
    const char *query;
    const char *articles;
    const char *name;
    const char *office;
    const char *by;
    bool event;
    bool json;
};

static const struct options *options_of(const struct task *t)
{
    return t->options;
}

/* ---- what is listed ---- */

struct listing {
    bool events;
    bool agreements;
    enum facts_kind kind;
};

/* "persons", "events", …; false: no such list. */
static bool listing_of(struct str word, struct listing *out)
{
    *out = (struct listing){.events = str_eq(word, STR("events")),
                            .agreements = str_eq(word, STR("agreements"))};
    if (out->events || out->agreements)
        return true;
    if (str_eq(word, STR("countries"))) {
        out->kind = FACTS_COUNTRY;
        return true;
    }
    return str_ends(word, STR("s")) &&
           facts_kind_from_word(str_first(word, word.n - 1), &out->kind);
}

static void print_entity(struct buf *b, const struct store_entity *e)
{
    static const char *const marks[] = {"", "  ✓", "  ✗"};
    buf_addf(b, "%8lld  %.*s  (%lld bài)%s\n", (long long)e->id, STR_ARG(e->name),
             (long long)e->articles, marks[e->verdict.kind]);
}

static void print_event(struct buf *b, const struct store_event *e)
{
    static const char *const marks[] = {"", "  ✓", "  ✗"};
    buf_addf(b, "%8lld  %.*s%s%.*s  %.*s  (%lld bài)%s\n", (long long)e->id,
             STR_ARG(e->date.n ? e->date : STR("?")), e->until.n ? "…" : "", STR_ARG(e->until),
             STR_ARG(e->title), (long long)e->reports, marks[e->verdict.kind]);
}

static struct register_json json_of(struct task *t, struct arena *a, struct buf *b)
{
    return (struct register_json){t->folder.reader, a, t->now_ms, b};
}

/* One record as a line of JSON or of text. */
static enum rc print_one(struct task *t, const struct store_entity *entity,
                         const struct store_event *event)
{
    struct arena a;
    struct buf b;
    enum rc rc = RC_OK;
    arena_init(&a, RECORD_ARENA_BYTES);
    buf_init(&b, &a);
    struct register_json j = json_of(t, &a, &b);
    if (!options_of(t)->json && entity)
        print_entity(&b, entity);
    else if (!options_of(t)->json)
        print_event(&b, event);
    else
        rc = entity ? register_json_entity(&j, entity, &t->e)
                    : register_json_event(&j, event, &t->e);
    if (options_of(t)->json)
        buf_add_byte(&b, '\n');
    if (!rc && buf_failed(&b))
        rc = fail(&t->e, RC_NOMEM, "out of memory");
    if (!rc)
        say_text(buf_view(&b));
    arena_release(&a);
    return rc;
}

static enum rc list_entities(struct task *t, struct listing what, struct store_entity_query q,
                             size_t *n)
{
    struct arena a;
    struct store_entity *rows = NULL;
    arena_init(&a, RECORD_ARENA_BYTES);
    q.kind = what.kind;
    enum rc rc = store_entities(t->folder.reader, &a, q, &rows, n, &t->e);
    for (size_t i = 0; i < *n && !rc; i++)
        rc = print_one(t, &rows[i], NULL);
    arena_release(&a);
    return rc;
}

static enum rc list_events(struct task *t, struct listing what, int64_t limit, int64_t offset,
                           size_t *n)
{
    struct arena a;
    struct store_event *rows = NULL;
    arena_init(&a, RECORD_ARENA_BYTES);
    struct store_event_query q = {.agreements = what.agreements,
                                  .kind = -1,
                                  .from_day = FACTS_NO_DAY,
                                  .until_day = FACTS_NO_DAY,
                                  .now_ms = t->now_ms,
                                  .limit = limit,
                                  .offset = offset};
    enum rc rc = store_events(t->folder.reader, &a, q, &rows, n, &t->e);
    for (size_t i = 0; i < *n && !rc; i++)
        rc = print_one(t, NULL, &rows[i]);
    arena_release(&a);
    return rc;
}

static enum rc list_slice(struct task *t, struct listing what, int64_t limit, int64_t offset,
                          size_t *n)
{
    struct str query = {0};
    enum rc rc = args_text(&t->arena, "--query", options_of(t)->query, &query, &t->e);
    *n = 0;
    if (rc)
        return rc;
    if (what.events || what.agreements)
        return list_events(t, what, limit, offset, n);
    struct store_entity_query q = {.folded = same_fold(&t->arena, query),
                                   .country = STR(""),
                                   .now_ms = t->now_ms,
                                   .limit = limit,
                                   .offset = offset};
    return list_entities(t, what, q, n);
}

static int list_records(struct task *t)
{
    struct listing what;
    int64_t limit = LIMIT_DEFAULT;
    size_t n = 0;
    struct str word = t->places_n ? str_view(t->places[0]) : STR("events");
    if (!listing_of(word, &what))
        return say_misuse(t->verb,
                          "no list \"%.*s\": persons, organizations, countries, places, "
                          "events, agreements",
                          STR_ARG(word));
    if (options_of(t)->limit &&
        args_number("--limit", options_of(t)->limit, 1, STORE_REGISTER_LIST_MAX, &limit, &t->e))
        return task_misuse(t);
    enum rc rc = list_slice(t, what, limit, 0, &n);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

static enum rc export_list(struct task *t, struct listing what)
{
    int64_t offset = 0;
    size_t n = EXPORT_SLICE;
    enum rc rc = RC_OK;
    for (; n == EXPORT_SLICE && !rc; offset += EXPORT_SLICE)
        rc = list_slice(t, what, EXPORT_SLICE, offset, &n);
    return rc;
}

/* Everything, a line each. */
static int export_all(struct task *t)
{
    enum rc rc = RC_OK;
    for (int k = 0; k < FACTS_KIND_COUNT && !rc; k++)
        rc = export_list(t, (struct listing){.kind = (enum facts_kind)k});
    if (!rc)
        rc = export_list(t, (struct listing){.events = true});
    if (!rc)
        rc = export_list(t, (struct listing){.agreements = true});
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

/* ---- one record ---- */

static int show_record(struct task *t)
{
    struct store_entity entity;
    struct store_event event;
    int64_t id = 0;
    bool is_event = options_of(t)->event;
    if (args_number("the record", t->places[0], 1, INT64_MAX, &id, &t->e))
        return task_misuse(t);
    enum rc rc = is_event ? store_event_by_id(t->folder.reader, &t->arena, id, &event, &t->e)
                          : store_entity_by_id(t->folder.reader, &t->arena, id, &entity, &t->e);
    if (!rc)
        rc = print_one(t, is_event ? NULL : &entity, is_event ? &event : NULL);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

/* ---- decisions ---- */

/* "3,5,8" */
static enum rc read_articles(struct task *t, struct store_decide *d)
{
    struct str rest = str_view(options_of(t)->articles);
    struct str word;
    struct vec ids = VEC(int64_t, &t->arena);
    while (str_next(&rest, ',', &word)) {
        int64_t *slot = ids.n < ARTICLES_MAX ? vec_push(&ids) : NULL;
        if (!slot)
            return fail(&t->e, RC_INVALID, "--article: at most %d", (int)ARTICLES_MAX);
        enum rc rc = args_number("--article", str_cstr(&t->arena, str_trim(word)), 1, INT64_MAX,
                                 slot, &t->e);
        if (rc)
            return rc;
    }
    d->article_ids = ids.p;
    d->article_ids_n = ids.n;
    return RC_OK;
}

/* Whoever runs the command, unless --by names another. */
static const char *decider(const struct options *o)
{
    const char *user = getenv("USER"); /* NOLINT(concurrency-mt-unsafe): nothing sets it */
    if (o->by)
        return o->by;
    return user && *user ? user : "loa register";
}

static enum rc read_decision(struct task *t, struct store_decide *d)
{
    const struct options *o = options_of(t);
    struct str office = {0};
    enum rc rc = args_number("the record", t->places[0], 1, INT64_MAX, &d->id, &t->e);
    if (!rc && t->places_n > 1)
        rc = args_number("the record", t->places[1], 1, INT64_MAX, &d->to_id, &t->e);
    if (!rc)
        rc = args_text(&t->arena, "--by", decider(o), &d->by, &t->e);
    if (!rc)
        rc = args_text(&t->arena, "--name", o->name, &d->name, &t->e);
    if (!rc)
        rc = args_text(&t->arena, "--office", o->office, &office, &t->e);
    d->office = same_fold(&t->arena, office);
    d->event = o->event;
    d->now_ms = t->now_ms;
    return rc ? rc : read_articles(t, d);
}

static int decide(struct task *t, enum store_decision_kind kind)
{
    struct store_command c = {.kind = STORE_DECIDE, .decide = {.kind = kind}};
    struct store_result result = {0};
    if (read_decision(t, &c.decide))
        return task_misuse(t);
    enum rc rc = task_store(t, &c, &result);
    if (rc)
        return task_failed(t, rc == RC_INVALID ? RC_CONFLICT : rc);
    say("%lld\n", (long long)result.id);
    return EXIT_DONE;
}

static int merge_records(struct task *t)
{
    return decide(t, DECIDE_MERGE);
}

static int split_record(struct task *t)
{
    return decide(t, DECIDE_SPLIT);
}

static int confirm_record(struct task *t)
{
    return decide(t, DECIDE_CONFIRM);
}

static int reject_record(struct task *t)
{
    return decide(t, DECIDE_REJECT);
}

static int undecide_record(struct task *t)
{
    return decide(t, DECIDE_UNDECIDE);
}

static const struct task_action actions[] = {
    {"list", 0, 1, list_records},    {"show", 1, 1, show_record},
    {"export", 0, 0, export_all},    {"merge", 2, 2, merge_records},
    {"split", 1, 1, split_record},   {"confirm", 1, 1, confirm_record},
    {"reject", 1, 1, reject_record}, {"undecide", 1, 1, undecide_record},
};

int cmd_register(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--limit", .text = &o.limit},      {"--query", .text = &o.query},
        {"--article", .text = &o.articles}, {"--name", .text = &o.name},
        {"--office", .text = &o.office},    {"--by", .text = &o.by},
        {"--event", .flag = &o.event},      {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE list [LIST] [--query NAME] [--limit N] [--json]\n"
                 "SITE show ID [--event] [--json]\n"
                 "SITE export [--json]\n"
                 "SITE merge ID INTO [--event] [--by WHO]\n"
                 "SITE split ID [--article N,N | --name NAME] [--event] [--by WHO]\n"
                 "SITE confirm|reject|undecide ID [--office NAME] [--event] [--by WHO]\n",
        .details =
            "list      LIST: persons, organizations, countries, places, events, agreements\n"
            "merge     hai hồ sơ là một; split không có gì thêm thì bỏ gộp\n"
            "          two records are one from now on; split with nothing more undoes it\n"
            "split     phần của các bài (hoặc tên) ấy là một hồ sơ khác; in số của nó\n"
            "          what those articles (or that name) say is another record; prints its number\n"
            "confirm   người có trách nhiệm xác nhận; reject: sai, ẩn đi; undecide: bỏ cả hai\n"
            "          --office: only that office of a person\n"
            "--event   số là của sự kiện hay thỏa thuận · ID is an event's or agreement's\n"
            "--by      ai quyết định · who decides; the user of this machine when absent\n"
            "--json    mỗi hồ sơ một dòng JSON, kèm câu làm chứng · a line of JSON each, with\n"
            "          the sentences it rests on\n"
            "Đọc lại toàn bộ (`loa job SITE register`) không bỏ quyết định nào ở đây.\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 2,
        .places_max = 4,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}

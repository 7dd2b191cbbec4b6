/* loa story: which articles of a site tell of the same event. */
#include "app/story_lines.h"
#include "app/task.h"
#include "app/verb.h"
#include "base/buf.h"
#include "site/route.h"
#include "store/store_story.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LIMIT_DEFAULT = 20, LINE_ARENA_BYTES = 64 << 20 };

struct options {
    const char *limit;
    const char *cluster;
    const char *sources;
    bool json;
};

static const struct options *options_of(const struct task *t)
{
    return t->options;
}

/* ---- the articles of a story ---- */

static void add_card(struct buf *b, const struct store_card *card, int64_t alike)
{
    struct arena *a = b->arena;
    buf_addf(b, "{\"id\":%lld,\"title\":", (long long)card->id);
    buf_add_json(b, card->title);
    buf_add(b, STR(",\"source\":"));
    buf_add_json(b, card->source_name);
    buf_add(b, STR(",\"url\":"));
    buf_add_json(b, route_article_path(a, card->section_slug, card->slug, card->id));
    buf_add(b, STR(",\"published\":"));
    buf_add_json(b, clock_rfc3339(a, card->published_ms));
    if (alike)
        buf_addf(b, ",\"alike\":%.3f,\"copy\":%s", (double)alike / SIMILARITY_ONE,
                 alike >= STORY_COPY_MIN ? "true" : "false");
    buf_add_byte(b, '}');
}

static void add_story(struct buf *b, const struct store_story *story)
{
    buf_addf(b,
             "\"story\":%lld,\"articles\":%lld,\"sources\":%lld,\"title\":", (long long)story->id,
             (long long)story->articles, (long long)story->sources);
    buf_add_json(b, story->title);
    buf_add(b, STR(",\"newest\":"));
    buf_add_json(b, clock_rfc3339(b->arena, story->newest_ms));
}

static int64_t alike_of(const struct store_near *near, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (near[i].article_id == id)
            return near[i].alike;
    return 0;
}

/* What an article belongs to and what is like it. */
struct answer {
    int64_t article_id;
    struct store_story story; /* id 0: alone */
    struct store_card *cards; /* of the story */
    size_t cards_n;
    struct store_near *near;
    size_t near_n;
    struct store_card *alike; /* of near */
    size_t alike_n;
};

static enum rc read_near(struct task *t, struct answer *out)
{
    int64_t ids[STORE_NEAR_MAX];
    enum rc rc = store_near(t->folder.reader, &t->arena, out->article_id, STORE_NEAR_MAX,
                            &out->near, &out->near_n, &t->e);
    for (size_t i = 0; !rc && i < out->near_n; i++)
        ids[i] = out->near[i].article_id;
    if (rc || out->near_n == 0)
        return rc;
    return store_cards(t->folder.reader, &t->arena, ids, out->near_n, &out->alike, &out->alike_n,
                       &t->e);
}

static enum rc read_answer(struct task *t, int64_t id, struct answer *out)
{
    struct store_reader *r = t->folder.reader;
    struct store_article article;
    *out = (struct answer){.article_id = id};
    enum rc rc = store_article_by_id(r, &t->arena, id, &article, &t->e);
    if (!rc)
        rc = read_near(t, out);
    if (rc)
        return rc;
    rc = store_story_of(r, &t->arena, id, &out->story, NULL);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    return store_list(r, &t->arena,
                      (struct store_list_query){.kind = STORE_LIST_STORY,
                                                .key = out->story.id,
                                                .now_ms = t->now_ms,
                                                .limit = STORY_MEMBERS_MAX},
                      &out->cards, &out->cards_n, &t->e);
}

static void print_cards_json(struct buf *b, const char *name, const struct answer *x, bool story)
{
    const struct store_card *cards = story ? x->cards : x->alike;
    size_t n = story ? x->cards_n : x->alike_n;
    buf_addf(b, ",\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_add_byte(b, ',');
        add_card(b, &cards[i], alike_of(x->near, x->near_n, cards[i].id));
    }
    buf_add_byte(b, ']');
}

static void print_answer_json(struct task *t, const struct answer *x)
{
    struct buf b;
    buf_init(&b, &t->arena);
    buf_addf(&b, "{\"id\":%lld,", (long long)x->article_id);
    if (x->story.id)
        add_story(&b, &x->story);
    else
        buf_add(&b, STR("\"story\":null"));
    print_cards_json(&b, "members", x, true);
    print_cards_json(&b, "alike", x, false);
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static void print_card(const struct task *t, const struct store_card *card, int64_t alike)
{
    struct arena a;
    (void)t;
    arena_init(&a, LINE_ARENA_BYTES);
    struct str time = clock_vietnamese(&a, card->published_ms);
    say("%8lld  ", (long long)card->id);
    if (alike)
        say("%.2f  ", (double)alike / SIMILARITY_ONE);
    say("%.*s  %.*s  %.*s\n", STR_ARG(time), STR_ARG(card->title), STR_ARG(card->source_name));
    arena_release(&a);
}

static int show_article(struct task *t)
{
    struct answer x;
    int64_t *ids = NULL;
    enum rc rc = task_ids(t, &ids, &t->e);
    if (rc)
        return task_misuse(t);
    rc = read_answer(t, ids[0], &x);
    if (rc)
        return task_failed(t, rc);
    if (options_of(t)->json) {
        print_answer_json(t, &x);
        return EXIT_DONE;
    }
    if (x.story.id)
        say("%lld: %lld bài, %lld báo đưa tin\n", (long long)x.story.id,
            (long long)x.story.articles, (long long)x.story.sources);
    for (size_t i = 0; i < x.cards_n; i++)
        print_card(t, &x.cards[i], 0);
    if (x.alike_n)
        say("gần giống · alike\n");
    for (size_t i = 0; i < x.alike_n; i++)
        print_card(t, &x.alike[i], alike_of(x.near, x.near_n, x.alike[i].id));
    return EXIT_DONE;
}

/* ---- all stories ---- */

static int list_stories(struct task *t)
{
    const struct options *o = options_of(t);
    int64_t limit = LIMIT_DEFAULT;
    int64_t sources = 1;
    struct store_story *stories = NULL;
    size_t n = 0;
    if ((o->limit && args_number("--limit", o->limit, 1, STORE_LIST_MAX, &limit, &t->e)) ||
        (o->sources && args_number("--sources", o->sources, 1, STORY_MEMBERS_MAX, &sources, &t->e)))
        return task_misuse(t);
    enum rc rc = store_stories(t->folder.reader, &t->arena, sources, limit, 0, &stories, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    struct buf b;
    buf_init(&b, &t->arena);
    for (size_t i = 0; i < n; i++) {
        if (o->json) {
            buf_add_byte(&b, '{');
            add_story(&b, &stories[i]);
            buf_add(&b, STR("}\n"));
            continue;
        }
        struct str time = clock_vietnamese(&t->arena, stories[i].newest_ms);
        buf_addf(&b, "%8lld  %.*s  %lld bài, %lld báo  %.*s\n", (long long)stories[i].id,
                 STR_ARG(time), (long long)stories[i].articles, (long long)stories[i].sources,
                 STR_ARG(stories[i].title));
    }
    say_text(buf_view(&b));
    return EXIT_DONE;
}

/* ---- items from a file ---- */

static int cluster_file(const struct args *args, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *in = standard ? stdin : fopen(path, "re");
    struct err e = {{0}};
    if (!in) {
        char words[128];
        const char *why = strerror_r(errno, words, sizeof words);
        return say_failure(args->verb, "%s: %s", path, why);
    }
    enum rc rc = story_lines(in, path, clock_wall_now(), &e);
    if (!standard)
        (void)fclose(in);
    return rc ? say_failure(args->verb, "%s: %s", path, e.text) : EXIT_DONE;
}

static const struct task_action actions[] = {
    {"list", 0, 0, list_stories},
    {"show", 1, 1, show_article},
};

int cmd_story(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--limit", .text = &o.limit},
        {"--sources", .text = &o.sources},
        {"--cluster", .text = &o.cluster},
        {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE list [--sources N] [--limit N] [--json]\n"
                 "SITE show ARTICLE [--json]\n"
                 "--cluster FILE\n",
        .details =
            "list       các sự kiện có nhiều bài, mới nhất trước\n"
            "           stories that several articles tell, newest first\n"
            "show       sự kiện của một bài, các bài gần giống nó\n"
            "           the story an article belongs to, and what is like it\n"
            "--sources  chỉ sự kiện có từ N báo · only those of at least N papers\n"
            "--limit    mặc định 20 · 20 when absent\n"
            "--cluster  FILE (\"-\": đầu vào chuẩn): mỗi dòng {\"id\",\"title\",\"lead\",\"body\",\n"
            "           \"date\",\"source\"}; in {\"id\",\"story\"}: cùng số là cùng sự kiện\n"
            "           items in, which are the same story out; no site is needed\n"
            "--json     mỗi sự kiện một dòng JSON · one line of JSON a story\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 0,
        .places_max = 3,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    if (o.cluster && args.places_n == 0)
        return cluster_file(&args, o.cluster);
    if (o.cluster || args.places_n < 2)
        return say_misuse(args.verb, "SITE and an action, or --cluster FILE, are needed");
    return task_run(&args, &o, actions, COUNT_OF(actions));
}

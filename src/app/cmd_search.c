/* loa search: the same answers as the search page gives. */
#include "app/task.h"
#include "app/verb.h"
#include "base/buf.h"
#include "site/ini_file.h"
#include "site/route.h"
#include "text/query.h"

#include <stdio.h>
#include <string.h>

enum {
    LIMIT_DEFAULT = 20,
    LINE_MAX_BYTES = 4096,         /* a query line of "-"; the rest of a longer one is dropped */
    ANSWER_ARENA_BYTES = 64 << 20, /* STORE_LIST_MAX cards and their JSON */
};

struct options {
    const char *limit;
    bool json;
};

struct search {
    struct task *t;
    struct str origin; /* "" = addresses without one */
    int64_t limit;
    bool json;
};

struct answer {
    struct store_card *cards;
    size_t n;
    int64_t total;
};

static enum rc find(const struct search *s, struct arena *a, struct str typed, struct answer *out)
{
    struct query terms = query_read(a, typed);
    struct store_search_query q = {
        .exact = {terms.exact, terms.exact_n},
        .folded = {terms.folded, terms.folded_n},
        .now_ms = s->t->now_ms,
        .limit = s->limit,
    };
    struct answer answer = {0};
    s->t->e.text[0] = '\0';
    if (terms.exact_n + terms.folded_n) {
        enum rc rc = store_search(s->t->folder.reader, a, q, &answer.cards, &answer.n,
                                  &answer.total, &s->t->e);
        if (rc)
            return rc;
    }
    *out = answer;
    return RC_OK;
}

static struct str url_of(const struct search *s, struct arena *a, const struct store_card *card)
{
    return str_concat(a, s->origin,
                      route_article_path(a, card->section_slug, card->slug, card->id));
}

static void print_json(const struct search *s, struct arena *a, const struct answer *answer)
{
    struct buf b;
    buf_init(&b, a);
    buf_addf(&b, "{\"total\":%lld,\"results\":[", (long long)answer->total);
    for (size_t i = 0; i < answer->n; i++) {
        const struct store_card *card = &answer->cards[i];
        buf_addf(&b, "%s{\"id\":%lld,\"title\":", i ? "," : "", (long long)card->id);
        buf_add_json(&b, card->title);
        buf_add(&b, STR(",\"url\":"));
        buf_add_json(&b, url_of(s, a, card));
        buf_add(&b, STR(",\"snippet\":"));
        buf_add_json(&b, card->excerpt);
        buf_add(&b, STR(",\"published\":"));
        buf_add_json(&b, clock_rfc3339(a, card->published_ms));
        buf_add(&b, STR("}"));
    }
    buf_add(&b, STR("]}\n"));
    say_text(buf_view(&b));
}

static void print_plain(const struct search *s, struct arena *a, const struct answer *answer)
{
    say("%lld bài\n", (long long)answer->total);
    for (size_t i = 0; i < answer->n; i++) {
        const struct store_card *card = &answer->cards[i];
        struct str time = clock_vietnamese(a, card->published_ms);
        struct str url = url_of(s, a, card);
        say("%6lld  %.*s  %.*s\n        %.*s\n", (long long)card->id, STR_ARG(time),
            STR_ARG(card->title), STR_ARG(url));
    }
}

static int search_one(const struct search *s, struct str typed)
{
    struct arena a;
    struct answer answer;
    int exit_code = EXIT_DONE;
    arena_init(&a, ANSWER_ARENA_BYTES);
    enum rc rc = find(s, &a, typed, &answer);
    if (rc)
        exit_code = task_failed(s->t, rc);
    else
        (s->json ? print_json : print_plain)(s, &a, &answer);
    arena_release(&a);
    return exit_code;
}

/* Drops what is left of a line that did not fit. */
static void skip_line(FILE *f)
{
    int c = getc(f);
    while (c != EOF && c != '\n')
        c = getc(f);
}

static int search_lines(const struct search *s)
{
    char line[LINE_MAX_BYTES];
    int exit_code = EXIT_DONE;
    while (fgets(line, sizeof line, stdin)) {
        struct str typed = str_view(line);
        if (!str_ends(typed, STR("\n")) && !feof(stdin))
            skip_line(stdin);
        int code = search_one(s, str_trim(typed));
        exit_code = code ? code : exit_code;
        (void)fflush(stdout); /* whoever asks line by line waits for it */
    }
    return exit_code;
}

static enum rc read_origin(struct task *t, struct str *out)
{
    struct ini conf;
    enum rc rc =
        ini_read_file(&t->arena, folder_path(&t->arena, t->site, FOLDER_CONF), &conf, &t->e);
    if (!rc)
        *out = ini_value(&conf, STR("site"), STR("origin"));
    while (!rc && str_ends(*out, STR("/")))
        out->n--;
    return rc;
}

static int search(struct task *t, const char *query, const struct options *o)
{
    struct search s = {.t = t, .limit = LIMIT_DEFAULT, .json = o->json};
    if (o->limit && args_number("--limit", o->limit, 1, STORE_LIST_MAX, &s.limit, &t->e))
        return task_misuse(t);
    enum rc rc = folder_open(t->site, &t->folder, &t->e);
    if (!rc)
        rc = read_origin(t, &s.origin);
    if (rc)
        return task_failed(t, rc);
    return strcmp(query, "-") == 0 ? search_lines(&s) : search_one(&s, str_view(query));
}

int cmd_search(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--limit", .text = &o.limit},
        {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE QUERY [--limit N] [--json]\n",
        .details = "QUERY      từ cần tìm; \"-\" đọc mỗi dòng một câu từ đầu vào chuẩn\n"
                   "           the words; \"-\" reads one query a line from standard input\n"
                   "--limit    số kết quả, mặc định 20 · how many results\n"
                   "--json     {\"total\",\"results\":[{\"id\",\"title\",\"url\",\"snippet\","
                   "\"published\"}]}, mỗi câu một dòng · one line a query\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 2,
        .places_max = 2,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    struct task t = {.verb = args.verb, .site = args.places[0], .now_ms = clock_wall_now()};
    arena_init(&t.arena, TASK_ARENA_MAX_BYTES);
    exit_code = search(&t, args.places[1], &o);
    folder_close(&t.folder);
    arena_release(&t.arena);
    return exit_code;
}

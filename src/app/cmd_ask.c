/* loa ask: the same answers as the page of questions gives. */
#include "app/phraser.h"
#include "app/task.h"
#include "app/typed_lines.h"
#include "app/verb.h"
#include "base/buf.h"
#include "site/ask.h"
#include "site/route.h"

#include <stdio.h>
#include <string.h>

enum {
    ANSWER_ARENA_BYTES = 96 << 20, /* the articles that are compared */
};

struct options {
    bool json;
};

struct questions {
    struct task *t;
    struct str origin; /* "" = addresses without one */
    struct phraser phraser;
    bool json;
};

static struct str url_of(const struct questions *q, struct arena *a,
                         const struct ask_answer *answer)
{
    return str_concat(
        a, q->origin,
        route_article_path(a, answer->section_slug, answer->slug, answer->article_id));
}

/* What is printed of one question. */
struct said {
    const struct ask_answers *found;
    struct ask_phrased phrased;
};

/* ,"phrased":[{"text","answers":[0]}] where an endpoint has phrased it */
static void add_phrased(struct buf *b, const struct ask_phrased *phrased)
{
    buf_add(b, STR(",\"phrased\":["));
    for (size_t i = 0; i < phrased->n; i++) {
        const char *comma = "";
        buf_addf(b, "%s{\"text\":", i ? "," : "");
        buf_add_json(b, phrased->sentences[i].text);
        buf_add(b, STR(",\"answers\":["));
        for (int k = 0; k < ASK_ANSWERS_MAX; k++)
            if (phrased->sentences[i].cites >> k & 1) {
                buf_addf(b, "%s%d", comma, k);
                comma = ",";
            }
        buf_add(b, STR("]}"));
    }
    buf_add_byte(b, ']');
}

static void print_json(const struct questions *q, struct arena *a, const struct said *said)
{
    const struct ask_answers *found = said->found;
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("{\"answers\":["));
    for (size_t i = 0; i < found->n; i++) {
        const struct ask_answer *answer = &found->answers[i];
        struct str published = clock_rfc3339(a, answer->published_ms);
        buf_addf(&b, "%s{\"text\":", i ? "," : "");
        buf_add_json(&b, answer->text);
        buf_add(&b, STR(",\"title\":"));
        buf_add_json(&b, answer->title);
        buf_add(&b, STR(",\"url\":"));
        buf_add_json(&b, url_of(q, a, answer));
        buf_add(&b, STR(",\"published\":"));
        if (published.n)
            buf_add_json(&b, published);
        else
            buf_add(&b, STR("null"));
        buf_addf(&b, ",\"confidence\":%.2f}", answer->sure);
    }
    buf_add_byte(&b, ']');
    if (said->phrased.n)
        add_phrased(&b, &said->phrased);
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static void print_phrased(const struct ask_phrased *phrased)
{
    for (size_t i = 0; i < phrased->n; i++) {
        say("%.*s", STR_ARG(phrased->sentences[i].text));
        for (int k = 0; k < ASK_ANSWERS_MAX; k++)
            if (phrased->sentences[i].cites >> k & 1)
                say(" [%d]", k + 1);
        say("%s", i + 1 == phrased->n ? "\n\n" : "\n");
    }
}

static void print_plain(const struct questions *q, struct arena *a, const struct said *said)
{
    const struct ask_answers *found = said->found;
    print_phrased(&said->phrased);
    if (found->n == 0)
        say("Kho bài của trang không có câu trả lời · the archive does not know\n");
    for (size_t i = 0; i < found->n; i++) {
        const struct ask_answer *answer = &found->answers[i];
        struct str time = clock_vietnamese(a, answer->published_ms);
        struct str url = url_of(q, a, answer);
        say("%.*s\n    %.*s%s%.*s\n    %.*s\n", STR_ARG(answer->text), STR_ARG(answer->title),
            time.n ? ", " : "", STR_ARG(time), STR_ARG(url));
    }
    if (found->truncated)
        say("câu hỏi dài quá, chỉ phần đầu được đọc · too long, only its beginning was read\n");
    if (found->building)
        say("chỉ mục đang được lập, câu trả lời chưa đủ · the index is being built\n");
}

static int ask_one(void *context, struct str typed)
{
    const struct questions *q = context;
    struct arena a;
    struct ask_answers found;
    struct find_place place = {.reader = q->t->folder.reader, .now_ms = q->t->now_ms};
    int exit_code = EXIT_DONE;
    arena_init(&a, ANSWER_ARENA_BYTES);
    place.arena = &a;
    q->t->e.text[0] = '\0';
    enum rc rc = ask_archive(&place, typed, &found, &q->t->e);
    struct said said = {.found = &found};
    const struct ask_phraser *phraser = phraser_hook(&q->phraser);
    if (!rc && phraser && ask_phrase(phraser, &a, typed, &found, &said.phrased, &q->t->e))
        (void)say_failure(q->t->verb, "not phrased: %s", q->t->e.text);
    if (rc)
        exit_code = task_failed(q->t, rc);
    else
        (q->json ? print_json : print_plain)(q, &a, &said);
    arena_release(&a);
    return exit_code;
}

static int ask(struct task *t, const char *question, const struct options *o)
{
    struct questions q = {.t = t, .json = o->json};
    enum rc rc = folder_open(t->site, &t->folder, &t->e);
    if (!rc)
        rc = task_origin(t, &q.origin);
    if (!rc)
        rc = phraser_open(&q.phraser, t->site, &t->e);
    int exit_code = EXIT_DONE;
    if (rc)
        exit_code = task_failed(t, rc);
    else if (strcmp(question, "-") == 0)
        exit_code = typed_lines(stdin, ask_one, &q);
    else
        exit_code = ask_one(&q, str_view(question));
    phraser_close(&q.phraser);
    return exit_code;
}

int cmd_ask(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE QUESTION [--json]\n",
        .details =
            "QUESTION   câu hỏi tiếng Việt; \"-\" đọc mỗi dòng một câu từ đầu vào chuẩn\n"
            "           a question in Vietnamese; \"-\" reads one a line from standard input\n"
            "--json     {\"answers\":[{\"text\",\"title\",\"url\",\"published\",\"confidence\"}]}, "
            "mỗi câu một dòng,\n"
            "           rỗng khi kho bài không có · one line a question, empty when unknown;\n"
            "           \"phrased\":[{\"text\",\"answers\"}] khi loa.conf có [ask] endpoint\n",
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
    exit_code = ask(&t, args.places[1], &o);
    folder_close(&t.folder);
    arena_release(&t.arena);
    return exit_code;
}

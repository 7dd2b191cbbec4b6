/* loa search: the same answers as the search page gives. */
#include "app/say.h"
#include "app/task.h"
#include "app/typed_lines.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "site/find.h"
#include "site/route.h"
#include "text/norm.h"

#include <stdio.h>
#include <string.h>

enum {
    LIMIT_DEFAULT = 20,
    ANSWER_ARENA_BYTES = 64 << 20, /* STORE_LIST_MAX cards and their JSON */
};

struct options {
    const char *limit;
    bool newest;
    bool json;
};

struct search {
    struct task *t;
    struct str origin; /* "" = addresses without one */
    struct store_section *sections;
    size_t sections_n;
    int64_t limit;
    bool newest;
    bool json;
};

struct answer {
    struct found found;
    struct store_card *cards;
    size_t n;
    struct snippet *snippets; /* of cards */
};

/* Snippets are of found.ids; an article that has gone meanwhile has no card. */
static enum rc read_cards(const struct find_place *place, struct answer *out, struct err *e)
{
    struct snippet *snippets = NULL;
    enum rc rc = store_cards(place->reader, place->arena, out->found.ids, out->found.ids_n,
                             &out->cards, &out->n, e);
    if (!rc)
        rc = find_snippets(place, &out->found, &snippets, e);
    for (size_t i = 0, c = 0; !rc && i < out->found.ids_n && c < out->n; i++)
        if (out->cards[c].id == out->found.ids[i])
            snippets[c++] = snippets[i];
    out->snippets = snippets;
    return rc;
}

/* Nothing was found, or not what was asked for: RC_CORRUPT when that is because the index does not know what there is. */
static enum rc check_index(const struct search *s)
{
    bool whole = false;
    enum rc rc = store_search_whole(s->t->folder.reader, &whole, &s->t->e);
    if (rc || whole)
        return rc;
    return fail(&s->t->e, RC_CORRUPT, "the search index does not know all articles");
}

/* Adds to the error what helps. */
static void hint_reindex(struct task *t)
{
    struct str cause = str_copy(&t->arena, str_view(t->e.text[0] ? t->e.text : "damaged"));
    (void)fail(&t->e, RC_CORRUPT,
               "%.*s; build it anew · chỉ mục tìm kiếm hỏng hoặc thiếu, hãy lập lại: loa job %s "
               "reindex",
               STR_ARG(cause), t->site);
}

static enum rc find(const struct search *s, struct arena *a, struct str typed, struct answer *out)
{
    struct find_place place = {.reader = s->t->folder.reader,
                               .arena = a,
                               .sections = s->sections,
                               .sections_n = s->sections_n,
                               .now_ms = s->t->now_ms};
    struct find_ask ask = {.typed = typed, .newest = s->newest, .limit = s->limit};
    struct answer answer = {.n = 0};
    s->t->e.text[0] = '\0';
    enum rc rc = find_articles(&place, &ask, &answer.found, &s->t->e);
    bool lacks = answer.found.total == 0 || answer.found.corrected.n || answer.found.fewer;
    if (!rc && lacks)
        rc = check_index(s);
    if (rc == RC_CORRUPT)
        hint_reindex(s->t);
    if (!rc)
        rc = read_cards(&place, &answer, &s->t->e);
    if (!rc)
        *out = answer;
    return rc;
}

/* text on one line, without what is not seen: as it looks on the page. */
static struct str seen_text(struct arena *a, struct str text)
{
    struct str rest = norm_text(a, text);
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < rest.n; i++) {
        unsigned char c = (unsigned char)rest.p[i];
        bool control = c < 0x20 || c == 0x7F;
        buf_add(&b, control ? STR(" ") : str_slice(rest, i, i + 1));
    }
    return utf8_fold_space(a, buf_view(&b));
}

static struct str snippet_text(struct arena *a, const struct answer *answer, size_t i)
{
    const struct snippet *s = &answer->snippets[i];
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, str_view(s->cut_before ? "… " : ""));
    for (size_t p = 0; p < s->parts_n; p++)
        buf_add(&b, s->parts[p].text);
    buf_add(&b, str_view(s->cut_after ? " …" : ""));
    return seen_text(a, s->parts_n ? buf_view(&b) : answer->cards[i].excerpt);
}

static struct str url_of(const struct search *s, struct arena *a, const struct store_card *card)
{
    return str_concat(a, s->origin,
                      route_article_path(a, card->section_slug, card->slug, card->id));
}

static const char *notice_words(enum find_notice notice)
{
    switch (notice) {
    case FIND_NOTICE_FROM: return "từ: không phải là ngày, không được dùng · not a date, not used";
    case FIND_NOTICE_UNTIL:
        return "đến: không phải là ngày, không được dùng · not a date, not used";
    case FIND_NOTICE_REVERSED: return "từ: đứng sau đến: · the first date is after the last";
    case FIND_NOTICE_SECTION: return "không có chuyên mục đó · no such section";
    case FIND_NOTICE_LONG:
        return "câu tìm dài quá, chỉ phần đầu được tìm · too long, only its beginning was searched";
    case FIND_NOTICE_PHRASE:
        return "không có bài nào có đúng cụm từ trong ngoặc kép · no article has the exact phrase";
    case FIND_NOTICE_FEWER:
        return "không có bài nào có đủ các từ · no article has all the words; these lack one";
    case FIND_NOTICE_CUT:
        return "câu tìm quá rộng, chỉ tìm trong các bài mới nhất · too broad, only the newest "
               "articles were searched";
    case FIND_NOTICE_BUILDING:
        return "chỉ mục đang được lập hoặc đã cũ, kết quả chưa đủ (loa job SITE reindex) · the index "
               "is being built or is an older Loa's, these results are not complete";
    case FIND_NOTICE_COUNT: break;
    }
    return "";
}

static void add_json_notices(struct buf *b, const struct found *f)
{
    const char *before = "\"notices\":[";
    for (int i = 0; i < FIND_NOTICE_COUNT; i++) {
        if (!find_says(f, (enum find_notice)i))
            continue;
        buf_add(b, str_view(before));
        buf_add_json(b, str_view(notice_words((enum find_notice)i)));
        before = ",";
    }
    if (*before == ',')
        buf_add(b, STR("],"));
}

static void print_json(const struct search *s, struct arena *a, const struct answer *answer)
{
    struct buf b;
    buf_init(&b, a);
    buf_addf(&b, "{\"total\":%lld,", (long long)answer->found.total);
    if (answer->found.more)
        buf_add(&b, STR("\"total_is_minimum\":true,"));
    if (answer->found.corrected.n) {
        buf_add(&b, STR("\"corrected\":"));
        buf_add_json(&b, answer->found.corrected);
        buf_add_byte(&b, ',');
    }
    if (answer->found.suggested.n) {
        buf_add(&b, STR("\"suggested\":"));
        buf_add_json(&b, answer->found.suggested);
        buf_add_byte(&b, ',');
    }
    add_json_notices(&b, &answer->found);
    buf_add(&b, STR("\"results\":["));
    for (size_t i = 0; i < answer->n; i++) {
        const struct store_card *card = &answer->cards[i];
        buf_addf(&b, "%s{\"id\":%lld,\"title\":", i ? "," : "", (long long)card->id);
        buf_add_json(&b, seen_text(a, card->title));
        buf_add(&b, STR(",\"url\":"));
        buf_add_json(&b, url_of(s, a, card));
        buf_add(&b, STR(",\"snippet\":"));
        buf_add_json(&b, snippet_text(a, answer, i));
        buf_add(&b, STR(",\"published\":"));
        buf_add_json(&b, clock_rfc3339(a, card->published_ms));
        buf_add(&b, STR("}"));
    }
    buf_add(&b, STR("]}\n"));
    say_text(buf_view(&b));
}

static void print_plain(const struct search *s, struct arena *a, const struct answer *answer)
{
    const struct found *f = &answer->found;
    say("%s%lld bài\n", f->more ? "hơn " : "", (long long)f->total);
    if (f->corrected.n)
        say("ý bạn là: %.*s\n", STR_ARG(f->corrected));
    if (f->suggested.n)
        say("ý bạn là: %.*s (chưa tìm · not searched for)\n", STR_ARG(f->suggested));
    for (int i = 0; i < FIND_NOTICE_COUNT; i++)
        if (find_says(f, (enum find_notice)i))
            say("%s\n", notice_words((enum find_notice)i));
    for (size_t i = 0; i < answer->n; i++) {
        const struct store_card *card = &answer->cards[i];
        struct str time = clock_vietnamese(a, card->published_ms);
        struct str url = url_of(s, a, card);
        struct str title = seen_text(a, card->title);
        struct str text = snippet_text(a, answer, i);
        say("%6lld  %.*s  %.*s\n        %.*s\n        %.*s\n", (long long)card->id, STR_ARG(time),
            STR_ARG(title), STR_ARG(url), STR_ARG(text));
    }
}

static int search_one(void *context, struct str typed)
{
    const struct search *s = context;
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

/* What is found may be a part of what there is: that is said once, beside the results. */
static enum rc tell_lost(struct task *t)
{
    bool whole = false;
    enum rc rc = store_search_whole(t->folder.reader, &whole, &t->e);
    if ((rc && rc != RC_CORRUPT) || whole)
        return rc;
    if (!rc)
        (void)fail(&t->e, RC_CORRUPT, "the search index does not know all articles");
    hint_reindex(t);
    (void)say_failure(t->verb, "%s", t->e.text);
    return RC_OK;
}

static int search(struct task *t, const char *query, const struct options *o)
{
    struct search s = {.t = t, .limit = LIMIT_DEFAULT, .newest = o->newest, .json = o->json};
    if (o->limit && args_number("--limit", o->limit, 1, FIND_RANKED, &s.limit, &t->e))
        return task_misuse(t);
    enum rc rc = folder_open(t->site, &t->folder, &t->e);
    if (!rc)
        rc = task_origin(t, &s.origin);
    if (!rc)
        rc = store_sections(t->folder.reader, &t->arena, &s.sections, &s.sections_n, &t->e);
    if (!rc)
        rc = tell_lost(t);
    if (rc)
        return task_failed(t, rc);
    return strcmp(query, "-") == 0 ? typed_lines(stdin, search_one, &s)
                                   : search_one(&s, str_view(query));
}

int cmd_search(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--limit", .text = &o.limit},
        {"--newest", .flag = &o.newest},
        {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE QUERY [--limit N] [--newest] [--json]\n",
        .details =
            "QUERY      từ cần tìm; \"-\" đọc mỗi dòng một câu từ đầu vào chuẩn\n"
            "           the words; \"-\" reads one query a line from standard input\n"
            "           \"đúng cụm\" -không tác giả: … chuyên mục: … từ: … đến: 30/9/2024\n"
            "--limit    số kết quả, mặc định 20 · how many results\n"
            "--newest   mới nhất trước, thay vì hợp nhất trước · newest instead of best first\n"
            "--json     {\"total\",\"results\":[{\"id\",\"title\",\"url\",\"snippet\","
            "\"published\"}]}, mỗi câu một dòng · one line a query; \"corrected\", \"suggested\",\n"
            "           \"notices\", \"total_is_minimum\" (còn bài nữa · there are more)\n"
            "           khi có · when there are such\n",
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

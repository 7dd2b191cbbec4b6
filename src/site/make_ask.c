/* The page of questions. What was typed stands in the form alone, as on the search page. */
#include "site/make.h"

#include "base/clock.h"
#include "base/log.h"
#include "site/ask.h"

enum {
    FRAGMENT_WORDS = 5, /* at either end of the sentence that an address points to */
};

static struct find_place place_of(const struct job *j)
{
    return (struct find_place){.reader = j->reader,
                               .arena = j->arena,
                               .sections = j->state->sections,
                               .sections_n = j->state->sections_n,
                               .now_ms = j->now_ms};
}

/* ---- the place in the article ---- */

/* The end of the first n words of text, and the beginning of the last n. */
static size_t after_words(struct str text, size_t n)
{
    size_t at = 0;
    while (at < text.n && n > 0)
        n -= text.p[at++] == ' ';
    return n ? text.n : at - 1;
}

static size_t before_words(struct str text, size_t n)
{
    size_t at = text.n;
    while (at > 0 && n > 0)
        n -= text.p[--at] == ' ';
    return n ? 0 : at + 1;
}

/* A text fragment (WICG scroll-to-text): the browser shows the sentence, highlighted; one that does
 * not know of them shows the article. */
static struct str sentence_url(struct arena *a, struct str path, struct str sentence)
{
    struct buf b;
    size_t first = after_words(sentence, FRAGMENT_WORDS);
    size_t last = before_words(sentence, FRAGMENT_WORDS);
    bool whole = first >= last;
    buf_init(&b, a);
    buf_add(&b, path);
    buf_add(&b, STR("#:~:text="));
    buf_add_url_encoded(&b, whole ? sentence : str_first(sentence, first));
    if (!whole) {
        buf_add_byte(&b, ',');
        buf_add_url_encoded(&b, str_from(sentence, last));
    }
    return buf_view(&b);
}

/* ---- the page ---- */

static void fill_answers(struct job *j, const struct ask_answers *found, struct view_ask *view)
{
    struct view_evidence *answers = arena_array(j->arena, ASK_ANSWERS_MAX, sizeof *answers);
    for (size_t i = 0; answers && i < found->n; i++) {
        const struct ask_answer *answer = &found->answers[i];
        struct str path =
            route_article_path(j->arena, answer->section_slug, answer->slug, answer->article_id);
        answers[i] =
            (struct view_evidence){.text = answer->text,
                                   .url = sentence_url(j->arena, path, answer->text),
                                   .title = answer->title,
                                   .time = clock_vietnamese_date(j->arena, answer->published_ms)};
    }
    view->answers = answers;
    view->answers_n = answers ? found->n : 0;
}

/* "[1]": the places in the articles that a sentence rests on. */
static void fill_cites(struct job *j, const struct view_ask *view, uint32_t cites,
                       struct view_phrased *out)
{
    struct view_link *links = arena_array(j->arena, view->answers_n, sizeof *links);
    out->cites_n = 0;
    for (size_t i = 0; links && i < view->answers_n; i++)
        if (cites >> i & 1)
            links[out->cites_n++] = (struct view_link){
                .url = view->answers[i].url, .title = str_format(j->arena, "[%zu]", i + 1)};
    out->cites = links;
}

/* In the words of the owner's endpoint, where there is one; without it, or when it fails, the
 * sentences alone are the answer. */
static void phrase(struct job *j, struct str question, const struct ask_answers *found,
                   struct view_ask *view)
{
    struct ask_phrased phrased;
    struct err e = {""};
    enum rc rc = ask_phrase(j->phraser, j->arena, question, found, &phrased, &e);
    j->phrase_failed = rc != RC_OK;
    if (rc)
        log_write(LOG_LEVEL_WARN, "ask", "answers are not phrased for a while: %s", e.text);
    struct view_phrased *said = arena_array(j->arena, phrased.n + 1, sizeof *said);
    if (!said)
        return;
    for (size_t i = 0; i < phrased.n; i++) {
        said[i].text = phrased.sentences[i].text;
        fill_cites(j, view, phrased.sentences[i].cites, &said[i]);
    }
    view->phrased = said;
    view->phrased_n = phrased.n;
}

static struct str search_url(struct arena *a, struct str words)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("/tim-kiem?q="));
    buf_add_url_encoded(&b, words);
    return buf_view(&b);
}

/* A damaged index is no error of the reader's: the page says so, and the keeper builds a new one. */
static enum rc answer(struct job *j, struct str question, struct view_ask *view)
{
    const struct words *t = j->state->words;
    struct find_place place = place_of(j);
    struct ask_answers found = {.n = 0};
    enum rc rc = ask_archive(&place, question, &found, j->err);
    if (rc == RC_CORRUPT) {
        j->index_damaged = true;
        view->notice = t->search_damaged;
        return RC_OK;
    }
    if (rc)
        return rc;
    fill_answers(j, &found, view);
    if (j->phraser)
        phrase(j, question, &found, view);
    view->summary = found.n ? t->ask_answers : t->ask_unknown;
    view->search_url = found.n ? STR("") : search_url(j->arena, question);
    view->notice = found.truncated ? t->ask_long : found.building ? t->search_building : STR("");
    return RC_OK;
}

enum rc make_ask(struct make *m)
{
    struct job *j = m->job;
    const struct words *t = j->state->words;
    struct view_ask *view = arena_alloc(j->arena, sizeof *view);
    if (!view)
        return RC_NOMEM;
    view->question = j->question ? *j->question : STR("");
    enum rc rc = view->question.n ? answer(j, view->question, view) : RC_OK;
    if (rc)
        return rc;
    m->page.kind = STR("ask");
    m->page.questions = view;
    m->head.noindex = true;
    m->path = STR("/hoi-dap"); /* the canonical address says nothing of what was typed */
    make_crumb(m, t->questions, STR("/hoi-dap"));
    make_head(m, t->questions, t->questions);
    return RC_OK;
}

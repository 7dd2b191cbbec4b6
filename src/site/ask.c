#include "site/ask_internal.h"

#include "article/article_json.h"
#include "article/own_text.h"
#include "base/clock.h"
#include "base/hash_term.h"

#include <string.h>

/* Set on questions of which a third has no answer (bench/ask.py): below it the archive does not
 * know. */
static const double sure_enough = 0.35;
/* A further sentence is shown when it answers nearly as well. */
static const double as_good = 0.5;
/* Who holds an office is sure by what the article says of it beside the words of the question. */
static const double holder_sure = 0.6;
static const double as_held = 0.9;

/* What the register read from a sentence, it answers better than its words tell. */
static const double fact_first = 1.25;
static const double fact_sure = 0.3;
/* Who visited whom is the other way round: below sure_enough whatever its words are. */
static const double other_way = 0.4;

enum {
    READER_WORDS = 1 << 12,       /* kept by the term_reader */
    ARTICLE_BYTES = 32 << 20,     /* of one article as it is read */
    ARTICLE_KEPT_BYTES = 1 << 20, /* for the next one */
    SENTENCES_OF_ONE = 4,         /* kept of one article */
};

/* ---- the best sentences ---- */

void ask_keep(struct asking *k, struct ask_answer answer, const struct passage *p)
{
    size_t at = k->kept_n;
    for (size_t i = 0; i < k->kept_n; i++)
        if (str_eq(k->kept[i].text, answer.text))
            return;
    while (at > 0 && k->kept[at - 1].score < answer.score)
        at--;
    if (at >= ASK_KEPT)
        return;
    size_t moved = (k->kept_n < ASK_KEPT ? k->kept_n : ASK_KEPT - 1) - at;
    memmove(&k->kept[at + 1], &k->kept[at], moved * sizeof *k->kept);
    memmove(&k->found[at + 1], &k->found[at], moved * sizeof *k->found);
    k->kept[at] = answer;
    k->kept[at].text = str_copy(k->place->arena, answer.text);
    k->found[at] = *p;
    k->kept_n += k->kept_n < ASK_KEPT;
}

/* ---- what the time of publication says ---- */

static bool is_behind(const struct question *q, size_t i, struct str folded)
{
    return i > 0 && q->words[i - 1].text.n && q->words[i - 1].folded == hash_term(folded);
}

/* The words that the article's time answers for: "năm 2023" of an article of 2023. */
static uint64_t words_of_time(const struct question *q, int64_t published_ms)
{
    uint64_t known = 0;
    if (published_ms == CLOCK_NONE)
        return 0;
    struct civil day = civil_from_instant(published_ms);
    for (size_t i = 0; i < q->words_n; i++) {
        int64_t number = 0;
        if (!q->words[i].number || !str_to_int(q->words[i].text, &number))
            continue;
        if (number == day.year || (number == day.month && is_behind(q, i, STR("thang"))) ||
            (number == day.day && is_behind(q, i, STR("ngay"))))
            known |= UINT64_C(1) << i;
    }
    return known;
}

/* ---- reading the candidates ---- */

/* A sentence from which the register read what is asked for goes before others. */
static void keep_passage(struct asking *k, int64_t article_id, struct str text,
                         const struct passage *p)
{
    struct str sentence = str_slice(text, p->start, p->end);
    bool fact = ask_is_fact(k, article_id, sentence, p->start);
    struct ask_answer answer = {.text = sentence,
                                .article_id = article_id,
                                .start_byte = p->start,
                                .score = p->rank * (fact ? fact_first : 1),
                                .registered = fact};
    ask_keep(k, answer, p);
}

/* Of two that say it alike the later one counts: who held the office before does not. */
static void keep_holder(struct asking *k, struct arena *a, const struct store_source *source,
                        const struct article *art, struct str text)
{
    static const double year_later = 0.001;
    static const double year_ms = 366.0 * CLOCK_DAY_MS;
    struct ask_holder holder;
    struct passage p = {.start = 0};
    if (!ask_holder(k, a, text, &holder))
        return;
    double years = art->published_ms == CLOCK_NONE ? 0 : (double)art->published_ms / year_ms;
    struct ask_answer answer = {.text = str_slice(text, holder.start, holder.end),
                                .article_id = source->id,
                                .start_byte = holder.start,
                                .score = holder.fit + years * year_later,
                                .sure = holder_sure + (1 - holder_sure) * holder.fit,
                                .registered = true};
    ask_keep(k, answer, &p);
}

static void read_article(struct asking *k, struct passage_finder *f, struct arena *a,
                         const struct store_source *source)
{
    struct passage found[SENTENCES_OF_ONE];
    struct article art;
    if (article_json_read(a, source->body_json, (struct article_json_options){0}, &art, NULL))
        return; /* the keeper finds damaged ones */
    struct str text = article_own_text(a, &art).text;
    if (k->office_n) {
        keep_holder(k, a, source, &art, text);
        return;
    }
    uint64_t known = words_of_time(&k->question, art.published_ms);
    size_t n = passages_find(f, text, known, found, SENTENCES_OF_ONE);
    for (size_t i = 0; i < n; i++)
        keep_passage(k, source->id, text, &found[i]);
}

/* One at a time: forty of the largest size would not fit. What does not fit alone is passed over. */
static enum rc read_candidate(struct asking *k, struct passage_finder *f, struct arena *a,
                              int64_t id)
{
    struct store_source *source = NULL;
    size_t n = 0;
    enum rc rc = store_bodies(k->place->reader, a, &id, 1, &source, &n, k->err);
    if (rc == RC_NOMEM || rc == RC_LIMIT)
        return RC_OK;
    if (!rc && n)
        read_article(k, f, a, source);
    return rc;
}

static enum rc read_candidates(struct asking *k)
{
    int64_t ids[ASK_CANDIDATES];
    struct passage_finder finder;
    struct arena a;
    enum rc rc = RC_OK;
    size_t n = ask_best(k, ids, ASK_CANDIDATES);
    passage_finder_init(&finder, &k->question, &k->reader);
    if (arena_failed(k->place->arena))
        return fail(k->err, RC_NOMEM, "out of memory");
    arena_init(&a, ARTICLE_BYTES);
    for (size_t i = 0; i < n && !rc; i++) {
        rc = read_candidate(k, &finder, &a, ids[i]);
        arena_clear(&a, ARTICLE_KEPT_BYTES);
    }
    arena_release(&a);
    return rc;
}

/* ---- the answer ---- */

static const struct store_card *card_of(const struct store_card *cards, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (cards[i].id == id)
            return &cards[i];
    return NULL;
}

/* Fills in the articles' titles and addresses; an answer whose article is gone meanwhile goes. */
static enum rc fill_articles(struct asking *k, struct ask_answers *out)
{
    int64_t ids[ASK_ANSWERS_MAX] = {0};
    struct store_card *cards = NULL;
    size_t cards_n = 0;
    size_t kept = 0;
    for (size_t i = 0; i < out->n; i++)
        ids[i] = out->answers[i].article_id;
    enum rc rc = out->n ? store_cards(k->place->reader, k->place->arena, ids, out->n, &cards,
                                      &cards_n, k->err)
                        : RC_OK;
    for (size_t i = 0; i < out->n && !rc; i++) {
        const struct store_card *card = card_of(cards, cards_n, ids[i]);
        if (!card)
            continue;
        struct ask_answer answer = out->answers[i];
        answer.title = card->title;
        answer.section_slug = card->section_slug;
        answer.slug = card->slug;
        answer.published_ms = card->published_ms;
        out->answers[kept++] = answer;
    }
    out->n = kept;
    return rc;
}

/* How well the best sentence of another article does. */
static double other_of(const struct asking *k, size_t i)
{
    for (size_t o = 0; o < k->kept_n; o++)
        if (k->kept[o].article_id != k->kept[i].article_id)
            return k->kept[o].score < k->kept[i].score ? k->kept[o].score / k->kept[i].score : 1;
    return 0;
}

static double sure_of(const struct asking *k, size_t i)
{
    double sure = passage_sure(&k->question, &k->found[i], other_of(k, i));
    if (ask_is_reversed(k, k->kept[i].article_id))
        return sure * other_way;
    const struct passage_support *s = &k->found[i].support;
    /* a fact, but of another's delegation, or not the one that is asked for */
    bool of_others =
        s->country > 0 || s->office > 0 || s->roles > 0 || s->measure > 0 || s->undone > 0;
    return k->kept[i].registered && !of_others ? sure + (1 - sure) * fact_sure : sure;
}

static void choose(struct asking *k, struct ask_answers *out)
{
    for (size_t i = 0; i < k->kept_n; i++)
        if (k->kept[i].sure <= 0)
            k->kept[i].sure = sure_of(k, i);
    if (k->kept_n == 0 || k->kept[0].sure < sure_enough)
        return;
    double least = (k->office_n ? as_held : as_good) * k->kept[0].score;
    for (size_t i = 0; i < k->kept_n && out->n < ASK_ANSWERS_MAX; i++)
        if (i == 0 ||
            (k->kept[i].score >= least && (k->kept[i].registered || !k->kept[0].registered)))
            out->answers[out->n++] = k->kept[i];
}

static enum rc answer(struct asking *k, struct ask_answers *out)
{
    enum rc rc = store_totals(k->place->reader, k->place->now_ms, &k->totals, k->err);
    if (!rc)
        rc = ask_register(k);
    if (!rc) {
        ask_read_office(k);
        rc = ask_candidates(k);
    }
    if (!rc)
        rc = read_candidates(k);
    if (!rc)
        choose(k, out);
    return rc ? rc : fill_articles(k, out);
}

enum rc ask_archive(const struct find_place *place, struct str typed, struct ask_answers *out,
                    struct err *e)
{
    struct ask_answers answers = {.n = 0};
    struct asking *k = arena_alloc(place->arena, sizeof *k);
    if (!k)
        return fail(e, RC_NOMEM, "out of memory");
    *k = (struct asking){.place = place, .work_left = ASK_WORK, .err = e};
    k->slots = arena_array(place->arena, ASK_SLOTS, sizeof *k->slots);
    term_reader_init(&k->reader, place->arena, READER_WORDS);
    question_read(&k->question, place->arena, typed);
    if (arena_failed(place->arena))
        return fail(e, RC_NOMEM, "out of memory");
    enum rc rc = store_read_begin(place->reader, e);
    if (rc)
        return rc;
    if (question_asks(&k->question))
        rc = answer(k, &answers);
    store_read_end(place->reader);
    if (!rc && arena_failed(place->arena))
        rc = fail(e, RC_NOMEM, "out of memory");
    if (rc)
        return rc;
    answers.truncated = k->question.truncated;
    answers.building = k->building;
    *out = answers;
    return RC_OK;
}

/* Sources of an article: which article an entry of another feed is the same as, and who carries it. */
#include "ingest/fetch_internal.h"

#include "article/story.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "ingest/import_put.h"
#include "store/store_alike.h"
#include "text/fold.h"

enum {
    SAME_GAP_MAX_MS = 24 * 3600 * 1000, /* the next day's weather is in nearly the same words */
    HEAD_CP = 400,                      /* of the first paragraph: as much as a teaser has */
    BODY_TIMES = 2,                     /* so much more text, and one of two is only a teaser */
    TITLE_NUMBERS_MAX = 16,
    TITLE_WORDS_MAX = 64,
};

/* ---- which article ---- */

static int64_t distance(int64_t x, int64_t y)
{
    return x < y ? y - x : x - y;
}

static bool next_number(struct str *rest, struct str *number)
{
    size_t at = 0;
    while (at < rest->n && !byte_is_digit(rest->p[at]))
        at++;
    size_t end = at;
    while (end < rest->n && byte_is_digit(rest->p[end]))
        end++;
    *number = (struct str){rest->p + at, end - at};
    *rest = str_from(*rest, end);
    while (number->n > 1 && number->p[0] == '0')
        *number = str_from(*number, 1);
    return number->n > 0;
}

/* Every number of title stands in other too. */
static bool numbers_within(struct str title, struct str other)
{
    struct str number;
    for (int i = 0; i < TITLE_NUMBERS_MAX && next_number(&title, &number); i++) {
        struct str rest = other;
        struct str there;
        bool found = false;
        while (!found && next_number(&rest, &there))
            found = str_eq(there, number);
        if (!found)
            return false;
    }
    return true;
}

bool fetch_titles_agree(struct str x, struct str y)
{
    return numbers_within(x, y) || numbers_within(y, x);
}

static struct str first_paragraph(const struct article *art)
{
    for (size_t i = 0; i < art->blocks_n; i++)
        if (art->blocks[i].type == BLOCK_PARAGRAPH && art->blocks[i].text.n)
            return art->blocks[i].text;
    return STR("");
}

/* What a teaser would have of it. */
static struct signature head_of(struct arena *a, const struct article *art)
{
    struct signature_maker m;
    struct signature s;
    signature_init(&m, a, similarity_model_built_in());
    signature_add_title(&m, art->title);
    signature_add_lead(&m, art->lead.n ? art->lead : utf8_first_cp(first_paragraph(art), HEAD_CP));
    (void)signature_view(&s, signature_bytes(&m));
    return s;
}

static size_t body_bytes(const struct article *art)
{
    size_t bytes = art->lead.n;
    for (size_t i = 0; i < art->blocks_n; i++)
        bytes += art->blocks[i].text.n;
    return bytes;
}

/* Where one has the whole text and the other a teaser, their beginnings are compared. */
static bool heads_are_alike(struct arena *a, const struct article *x, const struct article *y)
{
    size_t x_bytes = body_bytes(x);
    size_t y_bytes = body_bytes(y);
    if (x_bytes / BODY_TIMES < y_bytes && y_bytes / BODY_TIMES < x_bytes)
        return false;
    struct signature x_head = head_of(a, x);
    struct signature y_head = head_of(a, y);
    return similarity(&x_head, &y_head) >= STORY_COPY_MIN;
}

/* Of the words of title, how many in a hundred stand in other. */
static size_t shared_words_pct(struct arena *a, struct str title, struct str other)
{
    struct str rest = text_fold(a, title);
    struct str there = str_format(a, " %.*s ", STR_ARG(text_fold(a, other)));
    struct str word;
    size_t n = 0;
    size_t shared = 0;
    while (n < TITLE_WORDS_MAX && str_next(&rest, ' ', &word)) {
        if (!word.n)
            continue;
        n++;
        shared += str_contains(there, str_format(a, " %.*s ", STR_ARG(word)));
    }
    return n ? shared * 100 / n : 0;
}

bool fetch_still_it(struct arena *a, const struct article *was, const struct article *now)
{
    enum { MOST_PCT = 50 };
    struct signature x;
    struct signature y;
    if (shared_words_pct(a, was->title, now->title) >= MOST_PCT)
        return true;
    return signature_view(&x, article_signature(a, was)) &&
           signature_view(&y, article_signature(a, now)) && similarity(&x, &y) >= STORY_ALIKE_MIN;
}

static bool is_source(struct arena *a, struct article_link x, struct article_link y)
{
    if (str_eq(x.url, y.url) ||
        (x.url.n && str_eq(fetch_url_key(a, x.url), fetch_url_key(a, y.url))))
        return true;
    return str_eq(x.title, y.title) && fetch_same_site(a, x.url, y.url);
}

bool fetch_names_source(struct arena *a, const struct article *art, struct article_link source)
{
    if (is_source(a, (struct article_link){art->source_name, art->source_url}, source))
        return true;
    for (size_t i = 0; i < art->sources_n; i++)
        if (is_source(a, art->sources[i], source))
            return true;
    return false;
}

static bool came_from_a_feed(struct fetch *f, struct arena *a, int64_t id)
{
    struct store_feed_item *items = NULL;
    size_t n = 0;
    return store_feed_items_of(f->job->reader, a, id, &items, &n, NULL) == RC_OK && n;
}

static bool is_same(struct fetch *f, struct arena *a, const struct article *art,
                    const struct store_near *near)
{
    struct store_article there;
    if (store_article_by_id(f->job->reader, a, near->article_id, &there, NULL))
        return false;
    const struct article *other = &there.article;
    return there.state != STORE_ARTICLE_WITHDRAWN &&
           !fetch_names_source(a, other,
                               (struct article_link){art->source_name, art->source_url}) &&
           art->published_ms != CLOCK_NONE && other->published_ms != CLOCK_NONE &&
           distance(art->published_ms, other->published_ms) <= SAME_GAP_MAX_MS &&
           fetch_titles_agree(art->title, other->title) &&
           (near->alike >= STORY_COPY_MIN || heads_are_alike(a, art, other)) &&
           came_from_a_feed(f, a, near->article_id);
}

int64_t fetch_find_same(struct fetch *f, struct arena *a, const struct article *art)
{
    struct store_near *near = NULL;
    size_t n = 0;
    struct store_alike_query q = {.signature = article_signature(a, art),
                                  .at_ms = art->published_ms,
                                  .min = STORY_ALIKE_MIN,
                                  .limit = STORE_ALIKE_MAX};
    if (!q.signature.n || art->published_ms == CLOCK_NONE ||
        store_alike(f->job->reader, a, q, &near, &n, NULL))
        return 0;
    for (size_t i = 0; i < n; i++)
        if (is_same(f, a, art, &near[i]))
            return near[i].article_id;
    return 0;
}

/* ---- who carries it ---- */

const struct store_feed *fetch_feed(const struct fetch *f, int64_t id)
{
    for (size_t i = 0; i < f->feeds_n; i++)
        if (f->feeds[i].id == id)
            return &f->feeds[i];
    return NULL;
}

/* The first that still has it; NULL if none. */
static struct store_feed_item *carrier(struct store_feed_item *items, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (items[i].state == FEED_ITEM_PUBLISHED)
            return &items[i];
    return NULL;
}

int64_t fetch_hold_of(struct fetch *f, struct arena *a, int64_t article_id)
{
    struct store_feed_item *items = NULL;
    size_t n = 0;
    if (store_feed_items_of(f->job->reader, a, article_id, &items, &n, NULL))
        return 0;
    const struct store_feed_item *item = carrier(items, n);
    const struct store_feed *feed = item ? fetch_feed(f, item->feed_id) : NULL;
    return feed ? feed->hold_ms : 0;
}

bool fetch_add_source(struct arena *a, struct article *art, struct str name, struct str url)
{
    struct article_link *all = arena_array(a, art->sources_n + 1, sizeof *all);
    if (!all || fetch_names_source(a, art, (struct article_link){name, url}))
        return false;
    for (size_t i = 0; i < art->sources_n; i++)
        all[i] = art->sources[i];
    all[art->sources_n] = (struct article_link){name, url};
    art->sources = all;
    art->sources_n++;
    return true;
}

bool fetch_drop_source(struct arena *a, struct article *art, struct str url)
{
    struct vec left = VEC(struct article_link, a);
    bool first = str_eq(art->source_url, url);
    for (size_t i = 0; i < art->sources_n; i++) {
        bool goes = str_eq(art->sources[i].url, url) || (first && i == 0);
        struct article_link *link = goes ? NULL : vec_push(&left);
        if (link)
            *link = art->sources[i];
    }
    if (left.n == art->sources_n)
        return false;
    if (first) {
        art->source_name = art->sources[0].title;
        art->source_url = art->sources[0].url;
        art->url = art->sources[0].url;
    }
    art->sources = left.p;
    art->sources_n = left.n;
    return true;
}

enum rc fetch_put_sources(struct fetch *f, struct arena *a, const struct store_article *there,
                          const struct article *art)
{
    struct article_texts keys = {0};
    struct store_result result = {0};
    struct err e = {""};
    enum rc rc = store_import_keys(f->job->reader, a, there->card.id, &keys, &e);
    if (rc || !keys.items_n)
        return rc ? rc : RC_NOTFOUND;
    keys.items_n = 1; /* its first key names it, whatever else its sources are known by */
    return import_put(a, f->job->store,
                      (struct put_input){.article = art,
                                         .import_keys = keys,
                                         .section_slug = there->card.section_slug,
                                         .now_ms = f->job->wall_ms(),
                                         .brought = {STR("loa fetch"), STR("further sources")},
                                         .hold_ms = fetch_hold_of(f, a, there->card.id)},
                      &result, &e);
}

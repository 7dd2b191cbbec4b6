/* Originals looked at again: withdrawn there means withdrawn here; changed there, a new revision. */
#include "ingest/fetch_internal.h"

#include "base/mem.h"
#include "ingest/from_doc.h"
#include "ingest/import_put.h"
#include "ingest/page.h"

enum { CHECK_ARENA_BYTES = 256 << 20, CHECKS_MAX = 5000, KEYS_MAX = 1 };

struct check {
    struct check *next;
    struct check *next_open;
    struct check **open_at; /* what points to it among those open */
    struct checks *all;
    struct fetch *f;
    const struct store_feed *feed;
    struct arena a;
    struct store_feed_item row; /* texts in a */
    struct doc page;            /* in a, while it waits as changed */
    bool first_read;            /* its page was never read before */
};

/* Originals that changed: taken when the run is over, because their pictures are fetched then. */
struct checks {
    struct check *changed;
    struct check *open; /* all that are not done */
};

static void open_check(struct check *c)
{
    c->next_open = c->all->open;
    c->open_at = &c->all->open;
    if (c->next_open)
        c->next_open->open_at = &c->next_open;
    c->all->open = c;
}

static void free_check(struct check *c)
{
    *c->open_at = c->next_open;
    if (c->next_open)
        c->next_open->open_at = c->open_at;
    arena_release(&c->a);
    mem_free(c);
}

static void store_row(struct check *c)
{
    struct store_command put = {.kind = STORE_PUT_FEED_ITEM, .put_feed_item = c->row};
    c->row.checked_ms = c->f->job->wall_ms();
    put.put_feed_item.checked_ms = c->row.checked_ms;
    (void)fetch_run(c->f, &put, NULL, NULL);
}

/* ---- what follows from it ---- */

static bool set_withdrawn(struct check *c, bool withdrawn)
{
    struct store_command w = {.kind = STORE_WITHDRAW};
    struct store_result result = {0};
    w.withdraw = (struct store_withdraw){c->row.article_id, withdrawn, c->f->job->wall_ms()};
    return fetch_run(c->f, &w, &result, NULL) == RC_OK && result.changed;
}

/* An article of several sources stays as long as one of them has it. */
static bool another_has_it(struct check *c)
{
    struct store_feed_item *items = NULL;
    size_t n = 0;
    if (store_feed_items_of(c->f->job->reader, &c->a, c->row.article_id, &items, &n, NULL))
        return true; /* not known: nothing is taken down */
    for (size_t i = 0; i < n; i++)
        if (items[i].id != c->row.id && items[i].state == FEED_ITEM_PUBLISHED)
            return true;
    return false;
}

static void set_unread(struct store_feed_item *item)
{
    item->page_etag = STR("");
    item->page_modified = STR("");
    item->page_hash = hash_content(STR("that of another source"));
}

/* Of the source that came forward the text is taken as if it had changed: now, if its check is still
 * to come, else with the next one. */
static void read_again(struct check *c, struct str url)
{
    struct store_feed_item *items = NULL;
    size_t n = 0;
    if (store_feed_items_of(c->f->job->reader, &c->a, c->row.article_id, &items, &n, NULL))
        return;
    for (size_t i = 0; i < n; i++) {
        if (items[i].state != FEED_ITEM_PUBLISHED || !str_eq(items[i].url, url))
            continue;
        struct store_command put = {.kind = STORE_PUT_FEED_ITEM, .put_feed_item = items[i]};
        set_unread(&put.put_feed_item);
        (void)fetch_run(c->f, &put, NULL, NULL);
        for (struct check *open = c->all->open; open; open = open->next_open)
            if (open->row.id == items[i].id)
                set_unread(&open->row);
    }
}

/* Nobody is sent to a page that is gone. */
static void no_longer_names(struct check *c)
{
    struct store_article there;
    struct fetch *f = c->f;
    if (store_article_by_id(f->job->reader, &c->a, c->row.article_id, &there, NULL))
        return;
    struct article art = there.article;
    bool first = str_eq(art.source_url, c->row.url);
    if (!fetch_drop_source(&c->a, &art, c->row.url) ||
        fetch_put_sources(f, &c->a, &there, &art) != RC_OK || !first)
        return;
    read_again(c, art.source_url);
}

/* The one that is back, and none of those that are gone. */
static void names_again(struct check *c)
{
    struct store_article there;
    struct store_feed_item *items = NULL;
    size_t n = 0;
    struct store_reader *r = c->f->job->reader;
    if (store_article_by_id(r, &c->a, c->row.article_id, &there, NULL) ||
        store_feed_items_of(r, &c->a, c->row.article_id, &items, &n, NULL))
        return;
    struct article art = there.article;
    bool changed = fetch_add_source(&c->a, &art, c->feed->name, c->row.url);
    for (size_t i = 0; i < n; i++)
        if (items[i].state == FEED_ITEM_WITHDRAWN)
            changed |= fetch_drop_source(&c->a, &art, items[i].url);
    if (changed)
        (void)!fetch_put_sources(c->f, &c->a, &there, &art);
}

static void original_gone(struct check *c, const char *why)
{
    bool news = c->row.state != FEED_ITEM_WITHDRAWN;
    bool kept = another_has_it(c);
    c->row.state = FEED_ITEM_WITHDRAWN;
    c->row.reason = str_view(why);
    store_row(c);
    if (!news || !c->row.article_id)
        return;
    if (kept)
        no_longer_names(c);
    else if (set_withdrawn(c, true))
        c->f->counts->withdrawn++;
    fetch_log(c->f, c->feed, c->row.article_id, kept ? "source-gone" : "withdrawn",
              str_format(&c->a, "%.*s: %s", STR_ARG(c->row.url), why));
}

/* What another source kept here was not taken down for this one: if it is, the newsroom did it. */
static void original_back(struct check *c)
{
    bool kept = another_has_it(c);
    c->row.state = FEED_ITEM_PUBLISHED;
    c->row.reason = STR("");
    store_row(c);
    if (!kept && set_withdrawn(c, false))
        c->f->counts->restored++;
    names_again(c);
    fetch_log(c->f, c->feed, c->row.article_id, "restored", c->row.url);
}

static bool hash_is_zero(struct hash_content h)
{
    for (size_t i = 0; i < sizeof h.bytes; i++)
        if (h.bytes[i])
            return false;
    return true;
}

static bool hash_same(struct hash_content x, struct hash_content y)
{
    for (size_t i = 0; i < sizeof x.bytes; i++)
        if (x.bytes[i] != y.bytes[i])
            return false;
    return true;
}

/* A page that could not be had when its teaser came. Nothing else is taken from it: what the feed said
 * stands. */
static void take_whole_text(struct check *c, const struct store_article *there,
                            const struct doc *page)
{
    struct article art = there->article;
    if (c->feed->scope != FEED_SCOPE_FULL || !fetch_merge_page(&c->a, page, &art))
        return;
    fetch_take_media(c->f, &c->a, &art);
    if (article_check(&art, NULL) || fetch_put_sources(c->f, &c->a, there, &art))
        return;
    c->f->counts->updated++;
    fetch_log(c->f, c->feed, c->row.article_id, "changed", c->row.url);
}

/* Of the agreement's scope: the whole text, or the title alone. */
static void link_refused(void *ctx, struct str url, enum link_refusal refusal)
{
    struct check *c = ctx;
    fetch_log(c->f, c->feed, c->row.article_id, "link",
              str_format(&c->a, "%.*s: %.*s", STR_ARG(url), STR_ARG(link_refusal_words(refusal))));
}

static void take_change(struct check *c, const struct doc *page)
{
    struct store_article there = {0};
    struct store_result result = {0};
    struct article_texts keys = {0};
    struct err e = {""};
    struct fetch *f = c->f;
    if (store_article_by_id(f->job->reader, &c->a, c->row.article_id, &there, &e) ||
        store_import_keys(f->job->reader, &c->a, c->row.article_id, &keys, &e) || !keys.items_n)
        return;
    struct article art = there.article;
    struct article now = from_doc(&c->a, page, (struct origin){.captured_ms = CLOCK_NONE});
    bool first = str_eq(art.source_url, c->row.url);
    if (!first || page->kind != DOC_ARTICLE || !now.title.n)
        return;
    if (c->first_read) {
        take_whole_text(c, &there, page);
        return;
    }
    if (!fetch_still_it(&c->a, &art, &now)) {
        fetch_log(f, c->feed, c->row.article_id, "unlike",
                  str_format(&c->a, "%.*s: trang gốc nay nói chuyện khác, giữ bài cũ",
                             STR_ARG(c->row.url)));
        return;
    }
    art.title = now.title;
    art.updated_ms = now.updated_ms != CLOCK_NONE ? now.updated_ms : f->job->wall_ms();
    if (c->feed->scope == FEED_SCOPE_FULL && now.blocks_n) {
        art.lead = now.lead.n ? now.lead : art.lead;
        art.blocks = now.blocks;
        art.blocks_n = now.blocks_n;
        fetch_take_media(f, &c->a, &art);
    }
    keys.items_n = KEYS_MAX;
    struct put_input in = {.article = &art,
                           .import_keys = keys,
                           .section_slug = there.card.section_slug,
                           .now_ms = f->job->wall_ms(),
                           .hold_ms = c->feed->hold_ms,
                           .brought = fetch_brought(c->feed),
                           .rules = f->job->rules,
                           .told = {link_refused, c}};
    if (article_check(&art, &e) || import_put(&c->a, f->job->store, in, &result, &e) ||
        !result.changed)
        return;
    f->counts->updated++;
    fetch_log(f, c->feed, c->row.article_id, "changed", c->row.url);
}

/* ---- one original ---- */

/* True: it changed, and waits. */
static bool judge(struct check *c, const struct http_answer *answer)
{
    bool changed = false;
    struct doc page = {.kind = DOC_LIST_PAGE};
    struct err e = {""};
    const char *why = "";
    struct source_origin origin = {.url = answer->url, .captured_ms = c->f->job->wall_ms()};
    bool read =
        answer->status == 200 && page_read_html(&c->a, answer->body, &origin, &page, &e) == RC_OK;
    size_t text_bytes = 0;
    for (size_t i = 0; i < page.blocks_n; i++)
        text_bytes += page.blocks[i].text.n;
    struct fetch_original o = {.status = answer->status,
                               .asked = c->row.url,
                               .url = answer->url,
                               .title = page.title,
                               .known = c->row.title,
                               .text_bytes = text_bytes,
                               .is_list = page.kind != DOC_ARTICLE};
    switch (fetch_judge(&c->a, &o, &why)) {
    case ORIGINAL_GONE: original_gone(c, why); return false;
    case ORIGINAL_UNKNOWN: store_row(c); return false;
    case ORIGINAL_THERE: break;
    }
    if (c->row.state == FEED_ITEM_WITHDRAWN)
        original_back(c);
    if (read) {
        struct hash_content hash = fetch_page_hash(&c->a, &page);
        c->first_read = hash_is_zero(c->row.page_hash);
        changed = !hash_same(hash, c->row.page_hash) &&
                  (!c->first_read || c->feed->scope == FEED_SCOPE_FULL);
        c->row.page_hash = hash;
    }
    if (answer->status == 200) {
        c->row.page_etag = str_copy(&c->a, answer->etag);
        c->row.page_modified = str_copy(&c->a, answer->modified);
    }
    store_row(c);
    c->page = page;
    return changed;
}

/* What the network does is no word of the source: the article stays. */
static void original_came(void *ctx, enum rc rc, const struct http_answer *answer,
                          const struct err *e)
{
    struct check *c = ctx;
    (void)e;
    if (!rc && judge(c, answer)) {
        c->next = c->all->changed;
        c->all->changed = c;
        return;
    }
    if (rc)
        store_row(c);
    free_check(c);
}

static void take_changes(struct checks *all)
{
    while (all->changed) {
        struct check *c = all->changed;
        all->changed = c->next;
        take_change(c, &c->page);
        free_check(c);
    }
}

static void begin_check(struct fetch *f, struct checks *all, const struct store_feed *feed,
                        const struct store_feed_item *item)
{
    struct check *c = mem_alloc(sizeof *c);
    if (!c)
        return;
    *c = (struct check){.all = all, .f = f, .feed = feed, .row = *item};
    arena_init(&c->a, CHECK_ARENA_BYTES);
    open_check(c);
    bool gone = item->state == FEED_ITEM_WITHDRAWN;
    struct http_request request = {.url = item->url,
                                   .etag = gone ? STR("") : item->page_etag,
                                   .modified = gone ? STR("") : item->page_modified,
                                   .accept = STR("text/html"),
                                   .max_bytes = FETCH_PAGE_MAX_BYTES,
                                   .timeout_ms = FETCH_TIMEOUT_MS,
                                   .robots = true};
    if (http_client_begin(f->job->http, &request, original_came, c, NULL)) {
        store_row(c);
        free_check(c);
    }
}

static enum rc begin_all(struct fetch *f, struct checks *all, struct store_feed_check_query q,
                         struct err *e)
{
    struct store_feed_item *items = NULL;
    size_t n = 0;
    enum rc rc = store_feed_items_to_check(f->job->reader, &f->arena, q, &items, &n, e);
    for (size_t i = 0; !rc && i < n; i++) {
        const struct store_feed *feed = fetch_feed(f, items[i].feed_id);
        if (feed && items[i].article_id)
            begin_check(f, all, feed, &items[i]);
    }
    return rc;
}

enum rc fetch_originals(const struct fetch_job *job, size_t limit, struct fetch_counts *counts,
                        struct err *e)
{
    struct fetch f;
    enum rc rc = fetch_open(&f, job, counts, e);
    struct checks all = {NULL, NULL};
    struct store_feed_check_query q = {FEED_ITEM_PUBLISHED,
                                       job->all ? INT64_MAX : job->wall_ms() - FETCH_CHECK_AFTER_MS,
                                       (int64_t)(limit < CHECKS_MAX ? limit : CHECKS_MAX)};
    if (!rc)
        rc = begin_all(&f, &all, q, e);
    q.state = FEED_ITEM_WITHDRAWN;
    if (!rc)
        rc = begin_all(&f, &all, q, e);
    http_client_run(job->http);
    take_changes(&all);
    if (!rc && f.rc)
        rc = fail(e, f.rc, "%s", f.e.text);
    fetch_close(&f);
    return rc;
}

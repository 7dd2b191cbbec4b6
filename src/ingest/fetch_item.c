/* What becomes of one entry of a feed. */
#include "ingest/fetch_internal.h"

#include "article/article_json.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/url.h"
#include "ingest/from_doc.h"
#include "ingest/import_put.h"
#include "ingest/media_article.h"
#include "ingest/page.h"

enum {
    KEYS_MAX = 5,
    CANDIDATE_ARENA_BYTES = 256 << 20,
    HELD_BATCH = 200,
    TEASER_MAX_BYTES = 700, /* less is no whole text, wherever in the feed it stands */
};

/* An entry on its way to an article. Heap; freed when it is done. */
struct candidate {
    struct candidate *next;
    struct fetch *f;
    const struct store_feed *feed;
    struct arena a;
    struct store_feed_item row; /* as it will be stored; texts in a */
    struct str body;            /* Article JSON, in a */
    bool was_held;
    bool is_teaser; /* the feed does not carry the whole text */
};

static void free_candidate(struct candidate *c)
{
    arena_release(&c->a);
    mem_free(c);
}

/* ---- small parts ---- */

static void add_hashed(struct buf *b, struct str s)
{
    buf_addf(b, "%zu:", s.n);
    buf_add(b, s);
}

static struct hash_content hash_of_item(struct arena *a, const struct feed_item *item)
{
    struct buf b;
    buf_init(&b, a);
    add_hashed(&b, item->title.s);
    add_hashed(&b, item->summary.s);
    add_hashed(&b, item->content.s);
    add_hashed(&b, item->link);
    buf_add_int(&b, item->published_ms);
    for (size_t i = 0; i < item->authors.items_n; i++)
        add_hashed(&b, item->authors.items[i].name);
    for (size_t i = 0; i < item->enclosures_n; i++)
        add_hashed(&b, item->enclosures[i].url);
    return hash_content(buf_view(&b));
}

static bool hash_same(struct hash_content x, struct hash_content y)
{
    for (size_t i = 0; i < sizeof x.bytes; i++)
        if (x.bytes[i] != y.bytes[i])
            return false;
    return true;
}

static struct str json_of(struct arena *a, const struct article *art)
{
    struct buf b;
    buf_init(&b, a);
    article_json_write(&b, art);
    return buf_view(&b);
}

enum rc fetch_read_body(struct arena *a, struct str body, struct article *out, struct err *e)
{
    struct article_json_options options = {.trusted_html = true}; /* sanitized when it was made */
    return article_json_read(a, body, options, out, e);
}

static void store_row(struct candidate *c)
{
    struct store_command put = {.kind = STORE_PUT_FEED_ITEM, .put_feed_item = c->row};
    (void)fetch_run(c->f, &put, NULL, NULL);
}

/* ---- the page behind a teaser ---- */

static size_t text_bytes(const struct article_block *blocks, size_t n)
{
    size_t bytes = 0;
    for (size_t i = 0; i < n; i++)
        bytes += blocks[i].text.n;
    return bytes;
}

static bool shows_picture(const struct article_block *blocks, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (blocks[i].type == BLOCK_FIGURE)
            return true;
    return false;
}

/* The feed's picture goes first where the page has none. */
static void keep_picture(struct arena *a, const struct article *own, struct article *page)
{
    if (!shows_picture(own->blocks, own->blocks_n) || shows_picture(page->blocks, page->blocks_n))
        return;
    struct article_block *blocks = arena_array(a, page->blocks_n + 1, sizeof *blocks);
    size_t n = 0;
    if (!blocks)
        return;
    for (size_t i = 0; i < own->blocks_n && !n; i++)
        if (own->blocks[i].type == BLOCK_FIGURE)
            blocks[n++] = own->blocks[i];
    for (size_t i = 0; i < page->blocks_n; i++)
        blocks[n++] = page->blocks[i];
    page->blocks = blocks;
    page->blocks_n = n;
}

bool fetch_merge_page(struct arena *a, const struct doc *page, struct article *art)
{
    struct article full = from_doc(a, page, (struct origin){.captured_ms = CLOCK_NONE});
    if (page->kind != DOC_ARTICLE ||
        text_bytes(full.blocks, full.blocks_n) <= text_bytes(art->blocks, art->blocks_n) ||
        !fetch_still_it(a, art, &full))
        return false;
    keep_picture(a, art, &full);
    art->blocks = full.blocks;
    art->blocks_n = full.blocks_n;
    if (full.lead.n)
        art->lead = full.lead;
    if (full.kicker.n)
        art->kicker = full.kicker;
    if (full.contributors_n && !art->contributors_n) {
        art->contributors = full.contributors;
        art->contributors_n = full.contributors_n;
    }
    if (art->published_ms == CLOCK_NONE)
        art->published_ms = full.published_ms;
    return true;
}

struct hash_content fetch_page_hash(struct arena *a, const struct doc *page)
{
    struct buf b;
    buf_init(&b, a);
    add_hashed(&b, page->title);
    add_hashed(&b, page->lead);
    for (size_t i = 0; i < page->blocks_n; i++)
        if (page->blocks[i].type != DOC_RELATED)
            add_hashed(&b, page->blocks[i].text);
    return hash_content(buf_view(&b));
}

/* ---- publishing ---- */

static void add_key(struct article_texts *keys, struct str key)
{
    if (key.n && keys->items_n < KEYS_MAX)
        keys->items[keys->items_n++] = key;
}

/* The entry itself, its address, its words: the first that is known names the article. */
static struct article_texts keys_of(struct candidate *c, const struct article *art)
{
    struct article_texts keys = {arena_array(&c->a, KEYS_MAX, sizeof(struct str)), 0};
    bool global = str_find_byte(c->row.guid, ':') < c->row.guid.n;
    if (!keys.items)
        return keys;
    add_key(&keys,
            str_format(&c->a, "feed:%lld:%.*s", (long long)c->feed->id, STR_ARG(c->row.guid)));
    add_key(&keys, fetch_url_key(&c->a, art->url));
    if (art->url.n)
        add_key(&keys, str_concat(&c->a, STR("url:"), art->url));
    if (global)
        add_key(&keys, str_concat(&c->a, STR("guid:"), c->row.guid));
    add_key(&keys, fetch_words_key(&c->a, art));
    return keys;
}

/* The article that one of keys names; 0 if none. */
static int64_t find_article(struct candidate *c, struct article_texts keys)
{
    int64_t id = 0;
    for (size_t i = 0; i < keys.items_n; i++)
        if (store_article_by_import_key(c->f->job->reader, keys.items[i], &id, NULL) == RC_OK)
            return id;
    return 0;
}

/* An article, and where it is to stand. */
struct placed {
    const struct article *article;
    struct article_texts keys;
    struct str section;
    int64_t hold_ms;
};

/* In the log, once an article is there to name; before that it has no number. */
static void link_refused(void *ctx, struct str url, enum link_refusal refusal)
{
    struct candidate *c = ctx;
    fetch_log(c->f, c->feed, c->row.article_id, "link",
              str_format(&c->a, "%.*s: %.*s", STR_ARG(url), STR_ARG(link_refusal_words(refusal))));
}

static enum rc put(struct candidate *c, struct placed p, struct store_result *result)
{
    struct err e = {""};
    struct str slug = p.section;
    struct fetch *f = c->f;
    enum rc rc = RC_OK;
    if (!slug.n || !map_get(&f->sections.slugs, slug, NULL))
        rc = section_book_place(&f->sections, &c->a, p.article, &slug, &e);
    if (!rc)
        rc = article_check(p.article, &e);
    if (!rc)
        rc = import_put(&c->a, f->job->store,
                        (struct put_input){.article = p.article,
                                           .import_keys = p.keys,
                                           .section_slug = slug,
                                           .now_ms = f->job->wall_ms(),
                                           .hold_ms = p.hold_ms,
                                           .brought = fetch_brought(c->feed),
                                           .rules = f->job->rules,
                                           .told = {link_refused, c}},
                        result, &e);
    if (!rc)
        return RC_OK;
    if (rc == RC_IO || rc == RC_CORRUPT || rc == RC_NOMEM)
        f->rc = fail(&f->e, rc, "%s", e.text);
    c->row.state = FEED_ITEM_REFUSED;
    c->row.reason = str_copy(&c->a, str_view(e.text));
    store_row(c);
    return rc;
}

static void not_taken(void *ctx, struct str src, const struct err *e)
{
    (void)ctx; /* the article goes in without it */
    (void)src;
    (void)e;
}

void fetch_take_media(struct fetch *f, struct arena *a, struct article *art)
{
    const struct media_target target = {.folder = f->job->media_folder,
                                        .store = f->job->store,
                                        .reader = f->job->reader,
                                        .raster = f->raster};
    struct media_origin origin = {
        .path = "", .quiet = true, .web = f->job->http, .robots = true, .refused = not_taken};
    media_take_over(a, &target, &origin, art);
}

/* The same article of another source: one more name under it. */
static void merge(struct candidate *c, int64_t id, struct article_texts keys)
{
    struct store_article there = {0};
    struct store_result result = {0};
    struct fetch *f = c->f;
    if (store_article_by_id(f->job->reader, &c->a, id, &there, NULL))
        return;
    struct article art = there.article;
    struct article_texts own = {arena_array(&c->a, KEYS_MAX + 1, sizeof(struct str)), 0};
    struct article_texts had = {0};
    c->row.article_id = id;
    c->row.state = FEED_ITEM_PUBLISHED;
    store_row(c); /* before the article, whose change makes pages count its sources again */
    /* the article's own first key names it, whatever else this entry is known by */
    if (!own.items || store_import_keys(f->job->reader, &c->a, id, &had, NULL) || !had.items_n ||
        !fetch_add_source(&c->a, &art, c->feed->name, c->row.url))
        return;
    own.items[own.items_n++] = had.items[0];
    for (size_t i = 0; i < keys.items_n; i++)
        own.items[own.items_n++] = keys.items[i];
    if (put(c, (struct placed){&art, own, there.card.section_slug, fetch_hold_of(f, &c->a, id)},
            &result))
        return;
    f->counts->merged++;
    fetch_log(f, c->feed, id, "merged", c->row.url);
}

/* True if the article is taken from this entry; then the entry's word is the article's. */
static bool is_own(struct candidate *c, int64_t id)
{
    struct store_feed_item *items = NULL;
    size_t n = 0;
    size_t first = 0;
    if (store_feed_items_of(c->f->job->reader, &c->a, id, &items, &n, NULL) || !n)
        return true;
    while (first < n && items[first].state == FEED_ITEM_WITHDRAWN)
        first++; /* those that come after it came forward */
    first = first < n ? first : 0;
    return items[first].feed_id == c->feed->id &&
           (str_eq(items[first].guid, c->row.guid) || str_eq(items[first].url, c->row.url));
}

/* A new text of the entry leaves the other sources of the article as they are. */
static void keep_sources(struct candidate *c, int64_t id, struct article *art)
{
    struct store_article there = {0};
    if (store_article_by_id(c->f->job->reader, &c->a, id, &there, NULL))
        return;
    art->sources = there.article.sources;
    art->sources_n = there.article.sources_n;
}

static void publish(struct candidate *c)
{
    struct article art;
    struct store_result result = {0};
    struct err e = {""};
    struct fetch *f = c->f;
    if (fetch_read_body(&c->a, c->body, &art, &e)) {
        c->row.state = FEED_ITEM_REFUSED;
        c->row.reason = str_copy(&c->a, str_view(e.text));
        store_row(c);
        return;
    }
    art.source_name = c->feed->name; /* which it may not have had when the entry was read */
    fetch_keep_scope(&c->a, c->feed->scope, &art);
    struct article_texts keys = keys_of(c, &art);
    int64_t id = find_article(c, keys);
    if (!id)
        id = fetch_find_same(f, &c->a, &art);
    c->row.body = STR("");
    c->row.reason = STR("");
    if (id && !is_own(c, id)) {
        merge(c, id, keys);
        return;
    }
    if (id)
        keep_sources(c, id, &art);
    fetch_take_media(f, &c->a, &art);
    struct str section = fetch_section(&c->a, c->feed, art.tags);
    if (put(c, (struct placed){&art, keys, section, c->feed->hold_ms}, &result))
        return;
    c->row.state = FEED_ITEM_PUBLISHED;
    c->row.article_id = result.id;
    f->counts->created += result.created;
    f->counts->updated += result.changed && !result.created;
    if (c->was_held)
        fetch_log(f, c->feed, result.id, "released", c->row.title);
    store_row(c);
}

static void make_ready(struct candidate *c)
{
    struct fetch *f = c->f;
    if (f->last)
        f->last->next = c;
    else
        f->first = c;
    f->last = c;
}

void fetch_publish_ready(struct fetch *f)
{
    while (f->first) {
        struct candidate *c = f->first;
        f->first = c->next;
        if (!f->rc)
            publish(c);
        free_candidate(c);
    }
    f->last = NULL;
}

/* The page is read in an arena of its own: entries wait in numbers, pages are large. */
static void merge_answer(struct candidate *c, const struct http_answer *answer)
{
    struct arena a;
    struct doc page;
    struct article art;
    struct err e = {""};
    struct source_origin origin = {
        .url = answer->url, .charset = STR(""), .captured_ms = c->f->job->wall_ms()};
    arena_init(&a, FETCH_ARENA_BYTES);
    if (page_read_html(&a, answer->body, &origin, &page, &e) == RC_OK &&
        fetch_read_body(&a, c->body, &art, &e) == RC_OK) {
        (void)fetch_merge_page(&a, &page, &art);
        c->body = str_copy(&c->a, json_of(&a, &art));
        c->row.page_hash = fetch_page_hash(&a, &page);
        c->row.page_etag = str_copy(&c->a, answer->etag);
        c->row.page_modified = str_copy(&c->a, answer->modified);
    }
    arena_release(&a);
}

static void page_came(void *ctx, enum rc rc, const struct http_answer *answer, const struct err *e)
{
    struct candidate *c = ctx;
    (void)e; /* without its page the teaser is published */
    if (!rc && answer->status == 200)
        merge_answer(c, answer);
    make_ready(c);
}

static bool begin_page(struct candidate *c)
{
    struct http_request request = {.url = c->row.url,
                                   .accept = STR("text/html"),
                                   .max_bytes = FETCH_PAGE_MAX_BYTES,
                                   .timeout_ms = FETCH_TIMEOUT_MS,
                                   .robots = true};
    return http_client_begin(c->f->job->http, &request, page_came, c, NULL) == RC_OK;
}

/* ---- entries ---- */

static void hold(struct candidate *c, struct str reason)
{
    bool news = c->row.state != FEED_ITEM_HELD || !str_eq(c->row.reason, reason);
    c->row.state = FEED_ITEM_HELD;
    c->row.reason = reason;
    c->row.body = c->body;
    store_row(c);
    if (!news)
        return;
    c->f->counts->held++;
    fetch_log(c->f, c->feed, 0, "held",
              str_format(&c->a, "%.*s: %.*s", STR_ARG(c->row.title), STR_ARG(reason)));
}

static void refuse(struct candidate *c, struct str reason)
{
    c->row.state = FEED_ITEM_REFUSED;
    c->row.reason = reason;
    store_row(c);
}

/* Fills the row and body from the entry. False: there is nothing to do. */
static bool prepare(struct candidate *c, const struct feed *about, const struct feed_item *item)
{
    struct fetch *f = c->f;
    struct store_feed_item was = {0};
    struct doc doc;
    struct err e;
    struct arena *a = &c->a;
    if (feed_doc(a, about, item, &doc, &e))
        return false;
    struct hash_content hash = hash_of_item(a, item);
    struct str guid = item->id.n ? item->id : item->link;
    if (!guid.n)
        guid = hash_hex(a, hash.bytes, sizeof hash.bytes);
    bool known = store_feed_item(f->job->reader, a, c->feed->id, guid, &was, NULL) == RC_OK;
    if (known && hash_same(was.item_hash, hash) && was.state != FEED_ITEM_HELD)
        return false;
    if (known && was.state == FEED_ITEM_WITHDRAWN)
        return false; /* only its original brings it back */
    c->row = was;
    if (!known)
        c->row = (struct store_feed_item){.state = FEED_ITEM_PUBLISHED,
                                          .seen_ms = f->job->wall_ms(),
                                          .checked_ms = f->job->wall_ms()};
    c->was_held = known && was.state == FEED_ITEM_HELD;
    c->row.feed_id = c->feed->id;
    c->row.guid = str_copy(a, guid);
    c->row.url = str_copy(a, doc.url); /* outlives the item */
    c->row.item_hash = hash;
    doc.source_name = c->feed->name;
    struct article art = from_doc(a, &doc,
                                  (struct origin){.format = STR("feed"),
                                                  .path = c->feed->feed_url,
                                                  .captured_ms = c->row.seen_ms});
    if (art.published_ms != CLOCK_NONE && art.published_ms > c->row.seen_ms)
        art.published_ms = c->row.seen_ms; /* a wrong clock or zone: it is out */
    c->row.title = str_copy(a, art.title);
    c->is_teaser = text_bytes(art.blocks, art.blocks_n) < TEASER_MAX_BYTES;
    c->body = json_of(a, &art);
    return true;
}

/* Entries wait in thousands: what was needed to read one goes, its texts stay. */
static void compact(struct candidate *c)
{
    struct arena kept;
    struct store_feed_item *row = &c->row;
    arena_init(&kept, CANDIDATE_ARENA_BYTES);
    row->guid = str_copy(&kept, row->guid);
    row->url = str_copy(&kept, row->url);
    row->title = str_copy(&kept, row->title);
    row->reason = str_copy(&kept, row->reason);
    row->page_etag = str_copy(&kept, row->page_etag);
    row->page_modified = str_copy(&kept, row->page_modified);
    row->body = str_copy(&kept, row->body);
    c->body = str_copy(&kept, c->body);
    kept.failed |= c->a.failed;
    arena_release(&c->a);
    c->a = kept;
}

void fetch_take_item(struct fetch *f, const struct store_feed *feed, const struct feed *about,
                     const struct feed_item *item, struct arena *a)
{
    struct candidate *c = mem_alloc(sizeof *c);
    (void)a;
    if (!c)
        return;
    *c = (struct candidate){.f = f, .feed = feed};
    arena_init(&c->a, CANDIDATE_ARENA_BYTES);
    bool waits = false;
    if (prepare(c, about, item)) {
        compact(c);
        struct str lacks =
            f->needs_agreement ? fetch_agreement_lacks(&c->a, feed, f->job->wall_ms()) : STR("");
        bool usable = c->row.title.n && url_is_web(c->row.url);
        if (!usable)
            refuse(c, STR("mục không có tiêu đề hoặc địa chỉ http(s)"));
        else if (lacks.n)
            hold(c, lacks);
        else if (feed->scope == FEED_SCOPE_FULL && c->is_teaser)
            waits = begin_page(c);
        if (!waits && usable && !lacks.n) {
            make_ready(c);
            waits = true;
        }
    }
    if (!waits)
        free_candidate(c);
}

/* ---- released ---- */

/* What waits is published only as it was sealed when it came. */
static bool is_sealed(struct fetch *f, const struct store_feed *feed,
                      const struct store_feed_item *item)
{
    struct err e = {""};
    if (store_row_verify(f->job->reader, SEAL_HELD, item->id, &e) == RC_OK)
        return true;
    log_write(LOG_LEVEL_ERROR, "seal", "ALARM: not published: %s (loa verify)", e.text);
    fetch_log(f, feed, 0, "altered", str_view(e.text));
    return false;
}

static void release_one(struct fetch *f, const struct store_feed *feed,
                        const struct store_feed_item *item)
{
    struct candidate *c = mem_alloc(sizeof *c);
    if (!c)
        return;
    *c = (struct candidate){.f = f, .feed = feed, .row = *item, .was_held = true};
    arena_init(&c->a, CANDIDATE_ARENA_BYTES);
    c->row.guid = str_copy(&c->a, item->guid);
    c->row.url = str_copy(&c->a, item->url);
    c->row.title = str_copy(&c->a, item->title);
    c->row.page_etag = str_copy(&c->a, item->page_etag);
    c->row.page_modified = str_copy(&c->a, item->page_modified);
    c->body = str_copy(&c->a, item->body);
    if (feed->scope == FEED_SCOPE_FULL && begin_page(c))
        return;
    make_ready(c);
}

void fetch_release_held(struct fetch *f, const struct store_feed *feed)
{
    int64_t after_id = 0;
    if (f->needs_agreement && fetch_agreement_lacks(&f->arena, feed, f->job->wall_ms()).n)
        return;
    for (size_t n = HELD_BATCH; n == HELD_BATCH && !f->rc;) {
        struct arena a;
        struct store_feed_item *items = NULL;
        struct store_feed_items_query q = {feed->id, FEED_ITEM_HELD, after_id, HELD_BATCH};
        arena_init(&a, CANDIDATE_ARENA_BYTES);
        n = 0;
        if (store_feed_items(f->job->reader, &a, q, &items, &n, NULL) == RC_OK)
            for (size_t i = 0; i < n && !f->rc; i++) {
                after_id = items[i].id;
                if (is_sealed(f, feed, &items[i]))
                    release_one(f, feed, &items[i]);
            }
        arena_release(&a);
    }
}

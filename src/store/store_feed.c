/* Feeds, their items and their log. */
#include "store/store_write_seal.h"

#include "base/vec.h"

/* ---- reading ---- */

static struct store_feed row_feed(const struct stmt *q, struct arena *a)
{
    struct store_feed f = {
        .id = row_int(q, FEEDS_id),
        .name = row_text(q, a, FEEDS_name),
        .is_named = row_bool(q, FEEDS_is_named),
        .logo = row_text(q, a, FEEDS_logo),
        .feed_url = row_text(q, a, FEEDS_feed_url),
        .site_url = row_text(q, a, FEEDS_site_url),
        .section_slug = row_text(q, a, FEEDS_section_slug),
        .sections = row_text(q, a, FEEDS_sections),
        .is_press = row_bool(q, FEEDS_is_press),
        .paused = row_bool(q, FEEDS_paused),
        .agreement_number = row_text(q, a, FEEDS_agreement_number),
        .agreement_ms = row_time(q, FEEDS_agreement_ms),
        .agreement_until_ms = row_time(q, FEEDS_agreement_until_ms),
        .scope = (enum store_feed_scope)row_int(q, FEEDS_scope),
        .hold_ms = row_int(q, FEEDS_hold_ms),
    };
    f.state = (struct store_feed_state){
        .feed_id = f.id,
        .etag = row_text(q, a, FEEDS_etag),
        .modified = row_text(q, a, FEEDS_modified),
        .fetched_ms = row_time(q, FEEDS_fetched_ms),
        .next_ms = row_time(q, FEEDS_next_ms),
        .errors = row_int(q, FEEDS_errors),
        .error = row_text(q, a, FEEDS_error),
    };
    f.hub = (struct store_feed_hub){
        .feed_id = f.id,
        .topic = row_text(q, a, FEEDS_topic),
        .hub = row_text(q, a, FEEDS_hub),
        .token = row_text(q, a, FEEDS_hub_token),
        .secret = row_text(q, a, FEEDS_hub_secret),
        .state = (enum store_feed_hub_state)row_int(q, FEEDS_hub_state),
        .until_ms = row_time(q, FEEDS_hub_until_ms),
    };
    return f;
}

enum rc store_feeds(struct store_reader *r, struct arena *a, struct store_feed **out, size_t *out_n,
                    struct err *e)
{
    struct vec feeds = VEC(struct store_feed, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_FEEDS, e);
    while (stmt_next(&q)) {
        struct store_feed *feed = vec_push(&feeds);
        if (!feed)
            break;
        *feed = row_feed(&q, a);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = feeds.p;
    *out_n = feeds.n;
    return RC_OK;
}

enum rc store_feed_hub_by_token(struct store_reader *r, struct arena *a, struct str token,
                                struct store_feed_hub *out, struct err *e)
{
    struct stmt q;
    struct store_feed_hub hub = {.token = token};
    stmt_start(&q, &r->db, SQL_FEED_BY_TOKEN, e);
    stmt_text(&q, token);
    bool found = stmt_next(&q);
    if (found) {
        hub.feed_id = row_int(&q, FEED_BY_TOKEN_id);
        hub.topic = row_text(&q, a, FEED_BY_TOKEN_topic);
        hub.hub = row_text(&q, a, FEED_BY_TOKEN_hub);
        hub.secret = row_text(&q, a, FEED_BY_TOKEN_hub_secret);
        hub.state = (enum store_feed_hub_state)row_int(&q, FEED_BY_TOKEN_hub_state);
        hub.until_ms = row_time(&q, FEED_BY_TOKEN_hub_until_ms);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    if (!found)
        return fail(e, RC_NOTFOUND, "no subscription has this address");
    *out = hub;
    return RC_OK;
}

/* The item queries have the same columns in the same order. */
_Static_assert((int)FEED_ITEM_BY_GUID_body == (int)FEED_ITEMS_IN_STATE_body &&
                   (int)FEED_ITEM_BY_GUID_body == (int)FEED_ITEMS_TO_CHECK_body &&
                   (int)FEED_ITEM_BY_GUID_body == (int)FEED_ITEMS_OF_ARTICLE_body,
               "one row for all");

static struct store_feed_item row_item(const struct stmt *q, struct arena *a)
{
    struct store_feed_item item = {
        .id = row_int(q, FEED_ITEM_BY_GUID_id),
        .feed_id = row_int(q, FEED_ITEM_BY_GUID_feed_id),
        .guid = row_text(q, a, FEED_ITEM_BY_GUID_guid),
        .url = row_text(q, a, FEED_ITEM_BY_GUID_url),
        .title = row_text(q, a, FEED_ITEM_BY_GUID_title),
        .article_id = row_int(q, FEED_ITEM_BY_GUID_article_id),
        .state = (enum store_feed_item_state)row_int(q, FEED_ITEM_BY_GUID_state),
        .reason = row_text(q, a, FEED_ITEM_BY_GUID_reason),
        .seen_ms = row_time(q, FEED_ITEM_BY_GUID_seen_ms),
        .checked_ms = row_time(q, FEED_ITEM_BY_GUID_checked_ms),
        .page_etag = row_text(q, a, FEED_ITEM_BY_GUID_page_etag),
        .page_modified = row_text(q, a, FEED_ITEM_BY_GUID_page_modified),
        .body = row_text(q, a, FEED_ITEM_BY_GUID_body),
    };
    (void)row_hash(q, FEED_ITEM_BY_GUID_item_hash, &item.item_hash);
    (void)row_hash(q, FEED_ITEM_BY_GUID_page_hash, &item.page_hash);
    return item;
}

static enum rc read_items(struct stmt *q, struct arena *a, struct store_feed_item **out,
                          size_t *out_n, struct err *e)
{
    struct vec items = VEC(struct store_feed_item, a);
    while (stmt_next(q)) {
        struct store_feed_item *item = vec_push(&items);
        if (!item)
            break;
        *item = row_item(q, a);
    }
    enum rc rc = read_result(stmt_end(q), a, e);
    if (rc)
        return rc;
    *out = items.p;
    *out_n = items.n;
    return RC_OK;
}

enum rc store_feed_item(struct store_reader *r, struct arena *a, int64_t feed_id, struct str guid,
                        struct store_feed_item *out, struct err *e)
{
    struct stmt q;
    struct store_feed_item *items = NULL;
    size_t n = 0;
    stmt_start(&q, &r->db, SQL_FEED_ITEM_BY_GUID, e);
    stmt_int(&q, feed_id);
    stmt_text(&q, guid);
    enum rc rc = read_items(&q, a, &items, &n, e);
    if (rc)
        return rc;
    if (n == 0)
        return fail(e, RC_NOTFOUND, "no such item");
    *out = items[0];
    return RC_OK;
}

enum rc store_feed_items_of(struct store_reader *r, struct arena *a, int64_t article_id,
                            struct store_feed_item **out, size_t *out_n, struct err *e)
{
    struct stmt q;
    stmt_start(&q, &r->db, SQL_FEED_ITEMS_OF_ARTICLE, e);
    stmt_int(&q, article_id);
    return read_items(&q, a, out, out_n, e);
}

enum rc store_feed_items(struct store_reader *r, struct arena *a, struct store_feed_items_query q,
                         struct store_feed_item **out, size_t *out_n, struct err *e)
{
    struct stmt s;
    stmt_start(&s, &r->db, SQL_FEED_ITEMS_IN_STATE, e);
    stmt_int(&s, q.feed_id);
    stmt_int(&s, (int64_t)q.state);
    stmt_int(&s, q.after_id);
    stmt_int(&s, q.limit);
    return read_items(&s, a, out, out_n, e);
}

enum rc store_feed_items_to_check(struct store_reader *r, struct arena *a,
                                  struct store_feed_check_query q, struct store_feed_item **out,
                                  size_t *out_n, struct err *e)
{
    struct stmt s;
    stmt_start(&s, &r->db, SQL_FEED_ITEMS_TO_CHECK, e);
    stmt_int(&s, (int64_t)q.state);
    stmt_int(&s, q.before_ms);
    stmt_int(&s, q.limit);
    return read_items(&s, a, out, out_n, e);
}

enum rc store_feed_counts(struct store_reader *r, struct arena *a, struct store_feed_count **out,
                          size_t *out_n, struct err *e)
{
    struct vec counts = VEC(struct store_feed_count, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_FEED_ITEM_COUNTS, e);
    while (stmt_next(&q)) {
        struct store_feed_count *count = vec_push(&counts);
        if (!count)
            break;
        count->feed_id = row_int(&q, FEED_ITEM_COUNTS_feed_id);
        count->state = (enum store_feed_item_state)row_int(&q, FEED_ITEM_COUNTS_state);
        count->n = row_int(&q, FEED_ITEM_COUNTS_n);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = counts.p;
    *out_n = counts.n;
    return RC_OK;
}

enum rc store_feed_events(struct store_reader *r, struct arena *a,
                          struct store_feed_events_query query, struct store_feed_event **out,
                          size_t *out_n, struct err *e)
{
    struct vec events = VEC(struct store_feed_event, a);
    struct stmt q;
    stmt_start(&q, &r->db, SQL_FEED_EVENTS, e);
    stmt_int(&q, query.before_id);
    stmt_int(&q, query.limit);
    while (stmt_next(&q)) {
        struct store_feed_event *event = vec_push(&events);
        if (!event)
            break;
        event->id = row_int(&q, FEED_EVENTS_id);
        event->feed_id = row_int(&q, FEED_EVENTS_feed_id);
        event->article_id = row_int(&q, FEED_EVENTS_article_id);
        event->at_ms = row_time(&q, FEED_EVENTS_at_ms);
        event->kind = row_text(&q, a, FEED_EVENTS_kind);
        event->source_name = row_text(&q, a, FEED_EVENTS_source_name);
        event->words = row_text(&q, a, FEED_EVENTS_words);
    }
    enum rc rc = read_result(stmt_end(&q), a, e);
    if (rc)
        return rc;
    *out = events.p;
    *out_n = events.n;
    return RC_OK;
}

/* ---- commands ---- */

static void bind_feed(struct stmt *q, const struct store_feed *f)
{
    stmt_text(q, f->name);
    stmt_text(q, f->logo);
    stmt_text(q, f->feed_url);
    stmt_text(q, f->site_url);
    stmt_text(q, f->section_slug);
    stmt_text(q, f->sections);
    stmt_bool(q, f->is_press);
    stmt_bool(q, f->paused);
    stmt_text(q, f->agreement_number);
    stmt_time(q, f->agreement_ms);
    stmt_time(q, f->agreement_until_ms);
    stmt_int(q, (int64_t)f->scope);
    stmt_int(q, f->hold_ms);
    stmt_bool(q, f->is_named);
}

/* What has become of a source, in the chain. */
static enum rc seal_feed(struct write *w, enum rc rc)
{
    const struct seal_object feed = {SEAL_SOURCE, w->result->id, STR("")};
    return rc ? rc : write_seal_now(w, feed, 0);
}

/* Ends q, which gives the id of the feed it changed. */
static enum rc changed_feed(struct write *w, struct stmt *q, int64_t feed_id)
{
    bool found = false;
    enum rc rc = stmt_run_int(q, &w->result->id, &found);
    if (rc)
        return rc;
    if (!found)
        return fail(w->e, RC_NOTFOUND, "no source %lld", (long long)feed_id);
    w->result->changed = true;
    return RC_OK;
}

enum rc write_put_feed(struct write *w, const struct store_feed *feed)
{
    struct stmt q;
    int64_t other = 0;
    if (!feed->name.n || !feed->feed_url.n || feed->hold_ms < 0)
        return fail(w->e, RC_INVALID, "a source needs a name, an address and a hold of at least 0");
    stmt_start(&q, w->db, SQL_FEED_BY_URL, w->e);
    stmt_text(&q, feed->feed_url);
    enum rc rc = stmt_run_int(&q, &other, NULL);
    if (rc)
        return rc;
    if (other && other != feed->id)
        return fail(w->e, RC_CONFLICT, "source %lld has this address", (long long)other);
    if (feed->id == 0) {
        stmt_start(&q, w->db, SQL_FEED_INSERT, w->e);
    } else {
        stmt_start(&q, w->db, SQL_FEED_UPDATE, w->e);
        stmt_int(&q, feed->id);
    }
    bind_feed(&q, feed);
    w->result->created = feed->id == 0;
    rc = seal_feed(w, changed_feed(w, &q, feed->id));
    return rc ? rc : change_add(w, "feeds", 0); /* pages show names and logos of sources */
}

enum rc write_set_feed_state(struct write *w, const struct store_feed_state *state)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_FEED_SET_STATE, w->e);
    stmt_int(&q, state->feed_id);
    stmt_text(&q, state->etag);
    stmt_text(&q, state->modified);
    stmt_time(&q, state->fetched_ms);
    stmt_time(&q, state->next_ms);
    stmt_int(&q, state->errors);
    stmt_text(&q, state->error);
    return changed_feed(w, &q, state->feed_id);
}

enum rc write_set_feed_hub(struct write *w, const struct store_feed_hub *hub)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_FEED_SET_HUB, w->e);
    stmt_int(&q, hub->feed_id);
    stmt_text(&q, hub->topic);
    stmt_text(&q, hub->hub);
    stmt_text(&q, hub->token);
    stmt_text(&q, hub->secret);
    stmt_int(&q, (int64_t)hub->state);
    stmt_time(&q, hub->until_ms);
    return seal_feed(w, changed_feed(w, &q, hub->feed_id));
}

enum rc write_set_feed_due(struct write *w, const int64_t *feed_id)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_FEED_SET_DUE, w->e);
    stmt_int(&q, *feed_id);
    return changed_feed(w, &q, *feed_id);
}

enum rc write_set_feed_logo(struct write *w, const struct store_feed_logo *logo)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_FEED_SET_LOGO, w->e);
    stmt_int(&q, logo->feed_id);
    stmt_text(&q, logo->logo);
    enum rc rc = seal_feed(w, changed_feed(w, &q, logo->feed_id));
    return rc ? rc : change_add(w, "feeds", 0);
}

enum rc write_set_feed_name(struct write *w, const struct store_feed_name *name)
{
    struct stmt q;
    if (!name->name.n)
        return fail(w->e, RC_INVALID, "a source needs a name");
    stmt_start(&q, w->db, SQL_FEED_SET_NAME, w->e);
    stmt_int(&q, name->feed_id);
    stmt_text(&q, name->name);
    enum rc rc = seal_feed(w, changed_feed(w, &q, name->feed_id));
    return rc ? rc : change_add(w, "feeds", 0);
}

/* What waits is in the chain while it does. */
static enum rc seal_held(struct write *w, int64_t id, int64_t now_ms)
{
    return write_seal_now(w, (struct seal_object){SEAL_HELD, id, STR("")}, now_ms);
}

/* The items of a source go with it, one by one those that wait. */
static enum rc remove_items(struct write *w, int64_t feed_id)
{
    int64_t id = 0;
    bool found = true;
    enum rc rc = RC_OK;
    while (!rc && found) {
        struct stmt q;
        stmt_start(&q, w->db, SQL_FEED_ITEM_HELD_REMOVE, w->e);
        stmt_int(&q, feed_id);
        rc = stmt_run_int(&q, &id, &found);
        if (!rc && found)
            rc = seal_held(w, id, 0);
    }
    return rc ? rc : write_id(w, SQL_FEED_ITEMS_REMOVE, feed_id);
}

enum rc write_remove_feed(struct write *w, const int64_t *feed_id)
{
    struct stmt q;
    enum rc rc = remove_items(w, *feed_id);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_FEED_REMOVE, w->e);
    stmt_int(&q, *feed_id);
    rc = seal_feed(w, changed_feed(w, &q, *feed_id));
    return rc ? rc : change_add(w, "feeds", 0);
}

enum rc write_put_feed_item(struct write *w, const struct store_feed_item *item)
{
    struct stmt q;
    if (!item->guid.n)
        return fail(w->e, RC_INVALID, "an item of a feed needs an id");
    stmt_start(&q, w->db, SQL_FEED_ITEM_PUT, w->e);
    stmt_int(&q, item->feed_id);
    stmt_text(&q, item->guid);
    stmt_text(&q, item->url);
    stmt_text(&q, item->title);
    stmt_id(&q, item->article_id);
    stmt_int(&q, (int64_t)item->state);
    stmt_text(&q, item->reason);
    stmt_time(&q, item->seen_ms);
    stmt_time(&q, item->checked_ms);
    stmt_hash(&q, &item->item_hash);
    stmt_hash(&q, &item->page_hash);
    stmt_text(&q, item->page_etag);
    stmt_text(&q, item->page_modified);
    stmt_text(&q, item->body);
    w->result->changed = true;
    enum rc rc = stmt_run_int(&q, &w->result->id, NULL);
    return rc ? rc : seal_held(w, w->result->id, item->checked_ms);
}

enum rc write_add_feed_event(struct write *w, const struct store_feed_event *event)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_FEED_EVENT_ADD, w->e);
    stmt_int(&q, event->feed_id);
    stmt_id(&q, event->article_id);
    stmt_time(&q, event->at_ms);
    stmt_text(&q, event->kind);
    stmt_text(&q, event->source_name);
    stmt_text(&q, event->words);
    w->result->created = true;
    w->result->changed = true;
    return stmt_run_int(&q, &w->result->id, NULL);
}

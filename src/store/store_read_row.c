/* Rows that several readers share. */
#include "store/store_internal.h"
#include "store/store_write_seal.h"

#include "base/buf.h"
#include "base/log.h"

void row_card(const struct stmt *q, struct arena *a, struct store_card *out)
{
    *out = (struct store_card){
        .id = row_int(q, CARD_VIEWS_id),
        .slug = row_text(q, a, CARD_VIEWS_slug),
        .section_name = row_text(q, a, CARD_VIEWS_section_name),
        .section_slug = row_text(q, a, CARD_VIEWS_section_slug),
        .title = row_text(q, a, CARD_VIEWS_title),
        .kicker = row_text(q, a, CARD_VIEWS_kicker),
        .excerpt = row_text(q, a, CARD_VIEWS_excerpt),
        .published_ms = row_time(q, CARD_VIEWS_published_ms),
        .listed_ms = row_time(q, CARD_VIEWS_order_ms),
        .updated_ms = row_time(q, CARD_VIEWS_updated_ms),
        .picture = row_text(q, a, CARD_VIEWS_picture),
        .picture_alt = row_text(q, a, CARD_VIEWS_picture_alt),
        .picture_width_px = row_int(q, CARD_VIEWS_picture_width_px),
        .picture_height_px = row_int(q, CARD_VIEWS_picture_height_px),
        .has_video = row_bool(q, CARD_VIEWS_has_video),
        .aggregated = row_bool(q, CARD_VIEWS_aggregated),
        .featured = row_bool(q, CARD_VIEWS_featured),
        .source_name = row_text(q, a, CARD_VIEWS_source_name),
        .sponsor = row_text(q, a, CARD_VIEWS_sponsor),
        .views = row_int(q, CARD_VIEWS_views),
        .comments = row_int(q, CARD_VIEWS_comments),
        .story_id = row_int(q, CARD_VIEWS_story_id),
        .story_articles = row_int(q, CARD_VIEWS_story_articles),
        .story_sources = row_int(q, CARD_VIEWS_story_sources),
        .feeds = row_int(q, CARD_VIEWS_feeds),
    };
}

/* What cannot be looked at now is no forgery: the run fails, and says why. */
static bool is_sealed(struct stmt *q, enum rc rc, const struct err *e)
{
    bool forged = rc == RC_DENIED || rc == RC_CORRUPT || rc == RC_NOTFOUND;
    if (forged)
        log_write(LOG_LEVEL_ERROR, "seal", "ALARM: left out: %s (loa verify)", e->text);
    else if (rc && !q->rc)
        q->rc = fail(q->e, rc, "%s", e->text);
    return rc == RC_OK;
}

bool row_body_sealed(struct store_reader *r, struct stmt *q)
{
    struct err e = {""};
    return is_sealed(q, row_body_verify(r, q, &e), &e);
}

bool row_label_sealed(struct store_reader *r, struct stmt *q, int first, int entry)
{
    struct err e = {""};
    return is_sealed(q, row_label_verify(r, q, (struct label_place){first, entry}, &e), &e);
}

bool row_comment_sealed(struct store_reader *r, struct stmt *q)
{
    struct err e = {""};
    return is_sealed(q, row_comment_verify(r, q, &e), &e);
}

struct store_card *row_card_listed(struct store_reader *r, struct stmt *q, struct vec *cards)
{
    struct err e = {""};
    if (!is_sealed(q, row_card_verify(r, q, &e), &e))
        return NULL;
    struct store_card *card = vec_push(cards);
    if (card)
        row_card(q, cards->arena, card);
    return card;
}

void row_counts(const struct stmt *q, struct store_article_counts *out)
{
    static const int COLUMNS[] = {COUNTS_excellent, COUNTS_liked, COUNTS_fun, COUNTS_improve};
    _Static_assert(sizeof COLUMNS / sizeof *COLUMNS == STORE_REACTION_COUNT,
                   "every reaction has its column");
    out->article_id = row_int(q, COUNTS_article_id);
    out->views = row_int(q, COUNTS_views);
    out->comments = row_int(q, COUNTS_comments);
    for (size_t i = 0; i < STORE_REACTION_COUNT; i++)
        out->reactions[i] = row_int(q, COLUMNS[i]);
}

enum rc read_result(enum rc rc, const struct arena *a, struct err *e)
{
    if (arena_failed(
            a)) /* whatever else: a parameter that was cut off is no fault of the database */
        return fail(e, RC_NOMEM, "the answer does not fit into its memory");
    return rc;
}

bool read_limit_valid(int64_t limit, int64_t offset)
{
    return limit >= 1 && limit <= STORE_LIST_MAX && offset >= 0;
}

struct str read_ids_as_json(struct arena *a, const int64_t *ids, size_t ids_n)
{
    struct buf b;
    buf_init(&b, a);
    buf_add_byte(&b, '[');
    for (size_t i = 0; i < ids_n; i++) {
        if (i)
            buf_add_byte(&b, ',');
        buf_add_int(&b, ids[i]);
    }
    buf_add_byte(&b, ']');
    return buf_view(&b);
}

#include "ingest/import_put.h"

#include "article/article_json.h"
#include "article/article_terms.h"
#include "article/slug.h"
#include "ingest/article_facts.h"
#include "ingest/media.h"

enum { EXCERPT_MAX_CP = 220 }; /* three lines of a card */

/* The picture of cards: the first whose file the site has, else a video's poster. */
static const struct article_block *card_picture(const struct article *art, struct str *path)
{
    for (size_t i = 0; i < art->blocks_n; i++) {
        const struct article_block *block = &art->blocks[i];
        struct str src = block->type == BLOCK_FIGURE  ? block->src
                         : block->type == BLOCK_VIDEO ? block->poster
                                                      : STR("");
        *path = media_path(src);
        if (path->n)
            return block;
    }
    *path = STR("");
    return NULL;
}

static struct str alt_of(const struct article_block *block)
{
    if (!block)
        return STR("");
    return block->alt.n ? block->alt : block->caption;
}

/* When the file was last changed; a file from the future (a wrong clock) is no scheduled article. */
static int64_t listed_ms(const struct put_input *in)
{
    int64_t captured_ms = in->article->provenance_captured_ms;
    if (in->undated_ms)
        return in->undated_ms;
    return captured_ms == CLOCK_NONE || captured_ms > in->now_ms ? in->now_ms : captured_ms;
}

enum rc import_put_command(struct arena *a, struct put_input in, struct store_command *out,
                           struct err *e)
{
    struct article *screened = arena_alloc(a, sizeof *screened);
    struct buf body;
    if (!screened)
        return fail(e, RC_NOMEM, "article needs more memory than its limit");
    *screened = *in.article;
    if (in.rules)
        link_rules_screen(in.rules, a, screened, in.told);
    in.article = screened;
    struct str picture;
    buf_init(&body, a);
    article_json_write(&body, in.article);
    enum { WORDS_KEPT = 1024 }; /* of one article */
    struct terms terms;
    struct term_reader reader;
    term_reader_init(&reader, a, WORDS_KEPT);
    article_terms(a, &reader, in.article, &terms);
    const struct facts *facts = NULL;
    enum rc rc = article_facts(a, in.article, &facts, e);
    if (rc)
        return rc;
    const struct article_block *shown = card_picture(in.article, &picture);
    struct store_command put = {.kind = STORE_PUT_ARTICLE,
                                .put_article = {
                                    .article = in.article,
                                    .body_json = buf_view(&body),
                                    .import_keys = in.import_keys,
                                    .section_slug = in.section_slug,
                                    .slug = slug_from_title(a, in.article->title),
                                    .excerpt = article_excerpt(a, in.article, EXCERPT_MAX_CP),
                                    .picture = picture,
                                    .picture_alt = alt_of(shown),
                                    .related_ids = in.related_ids,
                                    .related_ids_n = in.related_ids_n,
                                    .search = {terms.keys, terms.n},
                                    .facts = facts,
                                    .listed_ms = listed_ms(&in),
                                    .now_ms = in.now_ms,
                                    .hold_ms = in.hold_ms,
                                    .views = in.views,
                                    .draft = in.draft,
                                    .brought = in.brought,
                                    .moved = {.from = in.old.from, .from_n = in.old.n},
                                    .talk = in.talk,
                                }};
    if (arena_failed(a) || buf_failed(&body))
        return fail(e, RC_NOMEM, "article needs more memory than its limit");
    *out = put;
    return RC_OK;
}

enum rc import_put(struct arena *a, struct store *st, struct put_input in,
                   struct store_result *result, struct err *e)
{
    struct store_command put;
    enum rc rc = import_put_command(a, in, &put, e);
    return rc ? rc : store_run(st, &put, result, e);
}

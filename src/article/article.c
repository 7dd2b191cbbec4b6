#include "article/article.h"

#include "base/buf.h"
#include "base/utf8.h"

static const struct str ROLE_WORDS[] = {
#define X(name, word) STR_INIT(word),
    ARTICLE_ROLE_TABLE(X)
#undef X
};
static const struct str BLOCK_WORDS[] = {
#define X(name, word) STR_INIT(word),
    ARTICLE_BLOCK_TABLE(X)
#undef X
};

_Static_assert(COUNT_OF(ROLE_WORDS) == ARTICLE_ROLE_COUNT, "every role has a word");
_Static_assert(COUNT_OF(BLOCK_WORDS) == ARTICLE_BLOCK_TYPE_COUNT, "every type has a word");

struct str article_role_word(enum article_role role)
{
    ASSERT((size_t)role < COUNT_OF(ROLE_WORDS));
    return ROLE_WORDS[role];
}

struct str article_block_word(enum article_block_type type)
{
    ASSERT((size_t)type < COUNT_OF(BLOCK_WORDS));
    return BLOCK_WORDS[type];
}

static bool index_of(const struct str *words, size_t n, struct str word, size_t *out)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(words[i], word)) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool article_role_from_word(struct str word, enum article_role *role)
{
    size_t i = 0;
    if (!index_of(ROLE_WORDS, COUNT_OF(ROLE_WORDS), word, &i))
        return false;
    *role = (enum article_role)i;
    return true;
}

bool article_block_from_word(struct str word, enum article_block_type *type)
{
    size_t i = 0;
    if (!index_of(BLOCK_WORDS, COUNT_OF(BLOCK_WORDS), word, &i))
        return false;
    *type = (enum article_block_type)i;
    return true;
}

bool article_is_aggregated(const struct article *art)
{
    return art->source_name.n > 0 || art->source_url.n > 0;
}

static const struct article_block *first_block(const struct article *art,
                                               enum article_block_type type)
{
    for (size_t i = 0; i < art->blocks_n; i++)
        if (art->blocks[i].type == type)
            return &art->blocks[i];
    return NULL;
}

const struct article_block *article_lead_picture(const struct article *art)
{
    return first_block(art, BLOCK_FIGURE);
}

const struct article_block *article_lead_video(const struct article *art)
{
    return first_block(art, BLOCK_VIDEO);
}

static void add_line(struct buf *b, struct str line)
{
    if (line.n == 0)
        return;
    if (b->n)
        buf_add_byte(b, '\n');
    buf_add(b, line);
}

static void add_texts(struct buf *b, const struct article_texts *texts)
{
    for (size_t i = 0; i < texts->items_n; i++)
        add_line(b, texts->items[i]);
}

static void add_block(struct buf *b, const struct article_block *block)
{
    switch (block->type) {
    case BLOCK_PARAGRAPH:
    case BLOCK_HEADING:
    case BLOCK_QUOTE: add_line(b, block->text); return;
    case BLOCK_FIGURE:
    case BLOCK_VIDEO: add_line(b, block->caption); return;
    case BLOCK_LIST: add_texts(b, &block->items); return;
    case BLOCK_TABLE:
        for (size_t i = 0; i < block->rows_n; i++)
            add_texts(b, &block->rows[i]);
        return;
    case BLOCK_RELATED: /* other articles' words */
    case ARTICLE_BLOCK_TYPE_COUNT: return;
    }
}

struct str article_plain_text(struct arena *a, const struct article *art)
{
    struct buf b;
    buf_init(&b, a);
    add_line(&b, art->title);
    add_line(&b, art->lead);
    for (size_t i = 0; i < art->blocks_n; i++)
        add_block(&b, &art->blocks[i]);
    add_texts(&b, &art->tags);
    for (size_t i = 0; i < art->contributors_n; i++)
        add_line(&b, art->contributors[i].name);
    return buf_view(&b);
}

/* s cut before its last word unless it is whole. */
static struct str cut_at_word(struct arena *a, struct str s, size_t max_cp)
{
    struct str cut = utf8_first_cp(s, max_cp);
    if (cut.n == s.n)
        return str_copy(a, s);
    if (s.p[cut.n] != ' ') {
        size_t space = str_find_last_byte(cut, ' ');
        cut = space < cut.n ? str_first(cut, space) : cut;
    }
    cut = str_trim(cut);
    while (cut.n && (cut.p[cut.n - 1] == ',' || cut.p[cut.n - 1] == ';'))
        cut.n--;
    return str_concat(a, cut, STR("…"));
}

struct str article_excerpt(struct arena *a, const struct article *art, size_t max_cp)
{
    if (art->lead.n)
        return cut_at_word(a, art->lead, max_cp);
    const struct article_block *first = first_block(art, BLOCK_PARAGRAPH);
    return first ? cut_at_word(a, first->text, max_cp) : STR("");
}

/* Only texts that a row or a page shows whole are checked one by one; the size of the whole is
 * bounded by ARTICLE_TEXT_MAX_BYTES where it is written. */
static enum rc check_blocks(const struct article *art, struct err *e)
{
    if (art->blocks_n > ARTICLE_BLOCKS_MAX)
        return fail(e, RC_LIMIT, "blocks: %zu, at most %d", art->blocks_n, ARTICLE_BLOCKS_MAX);
    for (size_t i = 0; i < art->blocks_n; i++) {
        const struct article_block *b = &art->blocks[i];
        size_t parts = b->items.items_n + b->rows_n + b->links_n;
        if (parts > ARTICLE_BLOCKS_MAX)
            return fail(e, RC_LIMIT, "blocks[%zu]: %zu items, at most %d", i, parts,
                        ARTICLE_BLOCKS_MAX);
        struct str texts[] = {b->text, b->html.s, b->src, b->alt, b->caption, b->credit};
        for (size_t k = 0; k < COUNT_OF(texts); k++)
            if (!utf8_valid(texts[k], NULL))
                return fail(e, RC_INVALID, "blocks[%zu]: not UTF-8", i);
    }
    return RC_OK;
}

enum rc article_check(const struct article *art, struct err *e)
{
    const struct {
        const char *key;
        size_t n;
    } lists[] = {
        {"contributors", art->contributors_n},
        {"tags", art->tags.items_n},
        {"topics", art->topics.items_n},
        {"breadcrumb", art->breadcrumb.items_n},
    };
    if (art->title.n == 0)
        return fail(e, RC_INVALID, "title: missing");
    if (utf8_count_cp(art->title) > ARTICLE_TITLE_MAX_CP)
        return fail(e, RC_LIMIT, "title: %zu characters, at most %d", utf8_count_cp(art->title),
                    ARTICLE_TITLE_MAX_CP);
    if (!utf8_valid(art->title, NULL) || !utf8_valid(art->lead, NULL))
        return fail(e, RC_INVALID, "title or lead: not UTF-8");
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        if (lists[i].n > ARTICLE_LIST_MAX)
            return fail(e, RC_LIMIT, "%s: %zu entries, at most %d", lists[i].key, lists[i].n,
                        ARTICLE_LIST_MAX);
    if (art->teasers_n > ARTICLE_BLOCKS_MAX)
        return fail(e, RC_LIMIT, "teasers: %zu, at most %d", art->teasers_n, ARTICLE_BLOCKS_MAX);
    return check_blocks(art, e);
}

#include "ingest/from_doc.h"

#include "ingest/legacy_article.h"
#include "source/document_link.h"

static enum article_role role_of(enum doc_role role)
{
    switch (role) {
    case DOC_AUTHOR: return ROLE_AUTHOR;
    case DOC_PHOTOGRAPHER: return ROLE_PHOTOGRAPHER;
    case DOC_TRANSLATOR: return ROLE_TRANSLATOR;
    case DOC_COMPILER: return ROLE_COMPILER;
    case DOC_EDITOR: return ROLE_EDITOR;
    }
    ASSERT(false); /* a role of struct doc */
}

static enum article_block_type type_of(enum doc_block_type type)
{
    switch (type) {
    case DOC_PARAGRAPH: return BLOCK_PARAGRAPH;
    case DOC_HEADING: return BLOCK_HEADING;
    case DOC_QUOTE: return BLOCK_QUOTE;
    case DOC_FIGURE: return BLOCK_FIGURE;
    case DOC_LIST: return BLOCK_LIST;
    case DOC_TABLE: return BLOCK_TABLE;
    case DOC_VIDEO: return BLOCK_VIDEO;
    case DOC_RELATED: return BLOCK_RELATED;
    }
    ASSERT(false); /* a block type of struct doc */
}

static size_t at_most(size_t n, size_t max)
{
    return n < max ? n : max;
}

static void copy_links(struct arena *a, const struct doc_block *from, struct article_block *to)
{
    size_t n = at_most(from->links_n, ARTICLE_LIST_MAX);
    to->links = arena_array(a, n, sizeof *to->links);
    if (!to->links)
        return;
    to->links_n = n;
    for (size_t i = 0; i < n; i++)
        to->links[i] = (struct article_link){from->links[i].title, from->links[i].url};
}

static void copy_rows(struct arena *a, const struct doc_block *from, struct article_block *to)
{
    to->rows = arena_array(a, from->rows_n, sizeof *to->rows);
    if (!to->rows)
        return;
    to->rows_n = from->rows_n;
    for (size_t i = 0; i < from->rows_n; i++)
        to->rows[i] = (struct article_texts){from->rows[i].items, from->rows[i].items_n};
}

static void copy_blocks(struct arena *a, const struct doc *doc, struct article *art)
{
    art->blocks = arena_array(a, doc->blocks_n, sizeof *art->blocks);
    if (!art->blocks)
        return;
    art->blocks_n = doc->blocks_n;
    for (size_t i = 0; i < doc->blocks_n; i++) {
        const struct doc_block *from = &doc->blocks[i];
        struct article_block *to = &art->blocks[i];
        to->type = type_of(from->type);
        to->text = from->text;
        to->html = from->html;
        to->src = from->src;
        to->poster = from->poster;
        to->alt = from->alt;
        to->caption = from->caption;
        to->credit = from->credit;
        to->items = (struct article_texts){from->items.items, from->items.items_n};
        to->is_ordered = from->is_ordered;
        to->has_head = from->has_head;
        copy_links(a, from, to);
        copy_rows(a, from, to);
    }
}

static void copy_people(struct arena *a, const struct doc *doc, struct article *art)
{
    size_t n = at_most(doc->people_n, ARTICLE_LIST_MAX);
    art->contributors = arena_array(a, n, sizeof *art->contributors);
    if (!art->contributors)
        return;
    art->contributors_n = n;
    for (size_t i = 0; i < n; i++)
        art->contributors[i] =
            (struct article_contributor){doc->people[i].name, role_of(doc->people[i].role)};
}

static void copy_teasers(struct arena *a, const struct doc *doc, struct article *art)
{
    art->teasers = arena_array(a, doc->teasers_n, sizeof *art->teasers);
    if (!art->teasers)
        return;
    art->teasers_n = doc->teasers_n;
    for (size_t i = 0; i < doc->teasers_n; i++) {
        const struct doc_teaser *from = &doc->teasers[i];
        art->teasers[i] = (struct article_teaser){.block = from->block,
                                                  .title = from->title,
                                                  .url = from->url,
                                                  .excerpt = from->excerpt,
                                                  .time = from->time};
    }
}

static struct str title_of(struct arena *a, const struct doc_file *file)
{
    return file->title.n ? file->title : document_link_name(a, file->url);
}

static void copy_sources(struct arena *a, const struct doc *doc, struct article *art)
{
    size_t n = at_most(doc->sources_n, ARTICLE_LIST_MAX);
    art->sources = arena_array(a, n, sizeof *art->sources);
    for (; art->sources && art->sources_n < n; art->sources_n++)
        art->sources[art->sources_n] = (struct article_link){doc->sources[art->sources_n].title,
                                                             doc->sources[art->sources_n].url};
}

static void copy_files(struct arena *a, const struct doc *doc, struct article *art)
{
    size_t n = at_most(doc->files_n, ARTICLE_DOCUMENTS_MAX);
    art->documents = arena_array(a, n, sizeof *art->documents);
    if (!art->documents)
        return;
    art->documents_n = n;
    for (size_t i = 0; i < n; i++) {
        const struct doc_file *from = &doc->files[i];
        art->documents[i] =
            (struct article_document){title_of(a, from), from->url, from->type, from->bytes};
    }
}

struct article from_doc_typed(struct arena *a, const struct doc *doc, struct origin origin,
                              enum legacy_charset *typed)
{
    struct article art = {
        .is_list = doc->kind == DOC_LIST_PAGE,
        .title = doc->title,
        .kicker = doc->kicker,
        .section = doc->section,
        .breadcrumb = {doc->breadcrumb, at_most(doc->breadcrumb_n, ARTICLE_LIST_MAX)},
        .dateline = doc->dateline,
        .lead = doc->lead,
        .description = doc->description,
        .site_name = doc->site_name,
        .language = doc->language,
        .published_ms = doc->published_ms,
        .updated_ms = doc->updated_ms,
        .source_name = doc->source_name,
        .source_url = doc->source_url,
        .sponsor = doc->sponsor,
        .url = doc->url,
        .tags = {doc->tags, at_most(doc->tags_n, ARTICLE_LIST_MAX)},
        .topics = {doc->topics, at_most(doc->topics_n, ARTICLE_LIST_MAX)},
        .copyright = doc->copyright,
        .featured = doc->featured,
        .comments_closed = doc->comments_closed,
        .provenance_format = origin.format,
        .provenance_path = origin.path,
        .provenance_captured_ms = origin.captured_ms,
    };
    copy_people(a, doc, &art);
    copy_blocks(a, doc, &art);
    copy_files(a, doc, &art);
    copy_sources(a, doc, &art);
    copy_teasers(a, doc, &art);
    *typed = legacy_mend_article(a, &art);
    return art;
}

struct article from_doc(struct arena *a, const struct doc *doc, struct origin origin)
{
    enum legacy_charset typed;
    return from_doc_typed(a, doc, origin, &typed);
}

/* A document: what a page from outside said, before the newsroom's rules.
 *
 * Floor source may know nothing of articles, so its readers all give this; floor ingest maps it to
 * struct article, where roles, limits and sections are decided. Everything a struct doc points to
 * lives in the arena it was made in. Text is UTF-8, NFC, white space folded, plain. Absent text is
 * the empty text, an absent time CLOCK_NONE. */
#ifndef LOA_SOURCE_DOC_H
#define LOA_SOURCE_DOC_H

#include "base/clock.h"
#include "base/str.h"

enum doc_role { DOC_AUTHOR, DOC_PHOTOGRAPHER, DOC_TRANSLATOR, DOC_COMPILER, DOC_EDITOR };

struct doc_person {
    struct str name;
    enum doc_role role;
};

enum doc_block_type { DOC_PARAGRAPH, DOC_HEADING, DOC_FIGURE, DOC_LIST, DOC_RELATED };

/* paragraph, heading: text   figure: src, alt, caption, credit   list, related: items */
struct doc_block {
    enum doc_block_type type;
    struct str text;
    struct str src;
    struct str alt;
    struct str caption; /* as printed, its credit included */
    struct str credit;  /* the credit alone: "TTXVN" */
    struct str *items;
    size_t items_n;
};

struct doc_teaser {
    struct str block; /* heading of the box; "" = stood in none */
    struct str title;
    struct str excerpt;
    struct str time; /* as printed */
};

struct doc {
    struct str title;
    struct str section;
    struct str *breadcrumb;
    size_t breadcrumb_n;
    struct str dateline;
    struct str lead;
    struct str language; /* BCP 47 */
    int64_t published_ms;
    int64_t updated_ms;
    struct doc_person *people;
    size_t people_n;
    struct doc_block *blocks;
    size_t blocks_n;
    struct str source_name; /* "Nguồn" alone when the page names its source by a bare link */
    struct str url;
    struct str *tags;
    size_t tags_n;
    struct doc_teaser *teasers;
    size_t teasers_n;
    struct str copyright;
};

#endif

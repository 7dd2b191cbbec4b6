/* A document: what a page from outside said, before the newsroom's rules.
 *
 * Floor source may know nothing of articles, so its readers all give this; floor ingest maps it to
 * struct article, where roles, limits and sections are decided. Everything a struct doc points to
 * lives in the arena it was made in. Text is UTF-8, NFC, white space folded, plain. Absent text is
 * the empty text, an absent time CLOCK_NONE. */
#ifndef LOA_SOURCE_DOC_H
#define LOA_SOURCE_DOC_H

#include "base/clock.h"
#include "base/html.h"
#include "base/str.h"

enum doc_role { DOC_AUTHOR, DOC_PHOTOGRAPHER, DOC_TRANSLATOR, DOC_COMPILER, DOC_EDITOR };

struct doc_person {
    struct str name;
    enum doc_role role;
};

enum doc_block_type {
    DOC_PARAGRAPH,
    DOC_HEADING,
    DOC_QUOTE,
    DOC_FIGURE,
    DOC_LIST,
    DOC_TABLE,
    DOC_VIDEO,
    DOC_RELATED,
};

struct doc_texts {
    struct str *items;
    size_t items_n;
};

struct doc_link {
    struct str title;
    struct str url; /* "" = only the title was printed */
};

/* paragraph, heading, quote: text, html (sanitized inline markup of the same text, or empty)
 * figure: src, alt, caption, credit   video: src, poster, caption   list: items   table: rows
 * related: links */
struct doc_block {
    enum doc_block_type type;
    struct str text;
    struct html html;
    struct str src; /* absolute where the page's address is known */
    struct str poster;
    struct str alt;
    struct str caption; /* as printed, its credit included */
    struct str credit;  /* the credit alone: "TTXVN" */
    struct doc_texts items;
    bool is_ordered; /* items: their order is told by numbers */
    struct doc_texts *rows;
    size_t rows_n;
    bool has_head; /* the first row says what the columns are */
    struct doc_link *links;
    size_t links_n;
};

/* A file that comes with the document: a link in its text, an attachment that another system keeps. */
struct doc_file {
    struct str title; /* as the link says; "" = it says nothing */
    struct str url;   /* absolute where the page's address is known */
    struct str type;  /* of its medium, as declared; "" = unknown */
    int64_t bytes;    /* as declared; 0 = unknown */
};

struct doc_teaser {
    struct str block; /* heading of the box; "" = stood in none */
    struct str title;
    struct str url;
    struct str excerpt;
    struct str time; /* as printed */
};

/* A reader's comment that another system kept. */
struct doc_comment {
    struct str key;    /* the other system's id, unique in the document */
    struct str parent; /* key of the comment it answers; "" = none */
    struct str name;
    struct str text;
    int64_t created_ms;
    bool approved;
};

/* A page of another system that is no article's: what its readers had bookmarked besides. */
enum doc_place_kind {
    DOC_PLACE_HOME, /* the site's own front page, for what has no page of its own here */
    DOC_PLACE_SECTION,
    DOC_PLACE_TOPIC,
    DOC_PLACE_TAG,
    DOC_PLACE_AUTHOR,
    DOC_PLACE_FILE, /* a document of no article; urls has its address alone */
};

struct doc_place {
    enum doc_place_kind kind;
    struct str name;   /* as articles name it */
    struct str *steps; /* of a section: names from the top down, its own last */
    size_t steps_n;
    struct str *urls; /* it had there */
    size_t urls_n;
    struct str *feeds; /* its feed had */
    size_t feeds_n;
};

/* A newspaper's list or front page is no article: it gives links. */
enum doc_kind { DOC_ARTICLE, DOC_LIST_PAGE };

enum doc_state { DOC_PUBLISHED, DOC_DRAFT };

struct doc {
    enum doc_kind kind;
    enum doc_state state;
    struct str title;
    struct str kicker;
    struct str section;
    struct str *breadcrumb;
    size_t breadcrumb_n;
    struct str dateline;
    struct str lead;        /* as printed, apart from the text */
    struct str description; /* as declared, else the first paragraph */
    struct str language;    /* BCP 47 */
    int64_t published_ms;
    int64_t updated_ms;
    struct doc_person *people;
    size_t people_n;
    struct doc_block *blocks;
    size_t blocks_n;
    struct doc_file *files; /* PDF, DOCX …: each address once */
    size_t files_n;
    struct str source_name; /* "Nguồn" alone when the page names its source by a bare link */
    struct str source_url;
    struct str site_name;     /* whose page it is */
    struct doc_link *sources; /* further ones that carry the same: name and address there */
    size_t sources_n;
    struct str sponsor;   /* not empty: paid for */
    struct str url;       /* the address it has, or had, there */
    bool url_is_others;   /* it never was one of the site that the export is of */
    struct str *old_urls; /* further addresses that shall lead to it */
    size_t old_urls_n;
    struct str guid; /* the other system's own name for it; "" = none */
    struct str *tags;
    size_t tags_n;
    struct str *topics; /* what it belongs to besides its section */
    size_t topics_n;
    struct doc_teaser *teasers;
    size_t teasers_n;
    struct doc_link *links; /* of a list page, in the order of the page */
    size_t links_n;
    struct doc_comment *comments;
    size_t comments_n;
    struct str copyright;
    struct doc_place *places; /* of an export that is one file an article (Markdown) */
    size_t places_n;
    struct str *notes; /* what of it could not be kept, for people */
    size_t notes_n;
    struct str status;    /* the other system's word for its state: "publish", "expired" */
    int64_t expires_ms;   /* it is not shown there from then on; 0 = it never ends */
    int64_t views;        /* it was read there; 0 = unknown */
    bool featured;        /* put before others there */
    bool comments_closed; /* no further ones were taken there */
};

#endif

/* The article: what a newsroom publishes, as plain values.
 *
 * Everything a struct article points to lives in the arena it was made in. Text is UTF-8, NFC,
 * white space folded, and is plain text: markup exists only in block.html, which is already
 * sanitized. Absent text is the empty text; an absent time is CLOCK_NONE.
 * The JSON form is design.md's Article JSON (article_json.h). */
#ifndef LOA_ARTICLE_ARTICLE_H
#define LOA_ARTICLE_ARTICLE_H

#include "base/clock.h"
#include "base/html.h"
#include "base/str.h"

enum {
    ARTICLE_TITLE_MAX_CP = 500,       /* longer titles are refused: no headline needs more */
    ARTICLE_BLOCKS_MAX = 5000,        /* blocks of one article */
    ARTICLE_TEXT_MAX_BYTES = 4 << 20, /* the whole Article JSON of one article */
    ARTICLE_SIDE_MAX_PX = 1 << 16,    /* of a picture */
    ARTICLE_LIST_MAX = 200,           /* contributors, tags, topics, breadcrumb steps */
    ARTICLE_DOCUMENTS_MAX = 100,      /* files that come with one article */
};

/* X(constant, Article JSON's word) */
#define ARTICLE_ROLE_TABLE(X)                                                                      \
    X(ROLE_AUTHOR, "author")                                                                       \
    X(ROLE_PHOTOGRAPHER, "photographer")                                                           \
    X(ROLE_TRANSLATOR, "translator")                                                               \
    X(ROLE_COMPILER, "compiler")                                                                   \
    X(ROLE_EDITOR, "editor")

#define ARTICLE_BLOCK_TABLE(X)                                                                     \
    X(BLOCK_PARAGRAPH, "paragraph")                                                                \
    X(BLOCK_HEADING, "heading")                                                                    \
    X(BLOCK_QUOTE, "quote")                                                                        \
    X(BLOCK_FIGURE, "figure")                                                                      \
    X(BLOCK_LIST, "list")                                                                          \
    X(BLOCK_TABLE, "table")                                                                        \
    X(BLOCK_VIDEO, "video")                                                                        \
    X(BLOCK_RELATED, "related")

enum article_role {
#define X(name, word) name,
    ARTICLE_ROLE_TABLE(X)
#undef X
        ARTICLE_ROLE_COUNT,
};

enum article_block_type {
#define X(name, word) name,
    ARTICLE_BLOCK_TABLE(X)
#undef X
        ARTICLE_BLOCK_TYPE_COUNT,
};

struct article_contributor {
    struct str name;
    enum article_role role;
};

/* A list of texts (breadcrumb, tags, list items, a table's row). */
struct article_texts {
    struct str *items;
    size_t items_n;
};

/* A hand-picked related article. url is an address on this site or elsewhere, or the stem of the
 * imported file it names; "" when only the title is known. */
struct article_link {
    struct str title;
    struct str url;
};

/* One block of the body; type tells which fields count.
 * paragraph, heading, quote: text, html (sanitized inline markup of the same text; may be empty)
 * figure: src, alt, caption, credit, width_px, height_px (0 = unknown; Loa's addition)
 * video: src, poster, caption
 * list: items, is_ordered (numbered from 1) table: rows, has_head (its first row)    related: links
 * is_ordered and has_head are Loa's additions. */
struct article_block {
    enum article_block_type type;
    struct str text;
    struct html html;
    struct str src;
    struct str poster;
    struct str alt;
    struct str caption;
    struct str credit;
    int64_t width_px;
    int64_t height_px;
    struct article_texts items;
    bool is_ordered;
    struct article_texts *rows;
    size_t rows_n;
    bool has_head;
    struct article_link *links;
    size_t links_n;
};

/* Another article's title that stood on the captured page; never part of the body. */
struct article_teaser {
    struct str block; /* heading of the box it stood in: "Đừng bỏ lỡ" */
    struct str title;
    struct str url;
    struct str excerpt;
    struct str time; /* as printed */
};

/* A file that comes with the article: a decree as PDF, a form as DOCX. */
struct article_document {
    struct str title; /* as its link says; never empty in what floor ingest makes */
    struct str url;   /* "media/…" when the site has the file, else its address elsewhere */
    struct str type;  /* of its medium, by its content: "application/pdf"; "" = unknown */
    int64_t bytes;    /* its size; 0 = unknown */
};

struct article {
    struct str title;
    struct str kicker;
    struct str section; /* name as printed: "Đối ngoại" */
    struct article_texts breadcrumb;
    struct str dateline;
    struct str lead;
    struct str description; /* what the page declared; Loa's addition, not stored */
    struct str site_name;   /* whose page it was: JSON "site"; Loa's addition, not stored */
    struct str language;    /* BCP 47, "vi" */
    int64_t published_ms;
    int64_t updated_ms;
    struct article_contributor *contributors;
    size_t contributors_n;
    struct article_block *blocks;
    size_t blocks_n;
    struct str source_name; /* where it was taken from, when it was not written here */
    struct str source_url;
    struct article_link *sources; /* others that carry the same article: name and address there;
                                     Loa's addition */
    size_t sources_n;
    struct article_document *documents; /* Tài liệu đính kèm; Loa's addition */
    size_t documents_n;
    struct str url;                /* the address it had there */
    struct article_texts old_urls; /* addresses of the site that lead to it: JSON "old_urls"; Loa's
                                      addition, not stored (the site keeps them as redirects) */
    struct article_texts tags;
    struct article_texts topics; /* dòng sự kiện; Loa's addition to Article JSON */
    struct article_teaser *teasers;
    size_t teasers_n;
    struct str copyright;
    struct str provenance_format; /* "capture", "article-json", … */
    struct str provenance_path;
    int64_t provenance_captured_ms;
    bool is_list;         /* a list or front page: teasers and nothing else, "kind":"list" */
    bool featured;        /* Nổi bật; Loa's addition */
    bool comments_closed; /* Loa's addition: "comments":"closed" */
    struct str sponsor;   /* not empty: paid for, labelled Tin tài trợ; Loa's addition */
};

/* "author", "paragraph", …: the Article JSON word. */
struct str article_role_word(enum article_role role);
struct str article_block_word(enum article_block_type type);
/* The reverse; false if there is no such word. */
bool article_role_from_word(struct str word, enum article_role *role);
bool article_block_from_word(struct str word, enum article_block_type *type);

/* True if the article was taken from elsewhere: it has a source name or source address. Comments
 * are always off on it (Decree 147/2024). */
bool article_is_aggregated(const struct article *art);

/* The first figure of the body, or NULL; the first video, or NULL. Borrowed from art. */
const struct article_block *article_lead_picture(const struct article *art);
const struct article_block *article_lead_video(const struct article *art);

/* All text of the article for search and excerpts: title, lead, text blocks, lists, captions, tags,
 * contributors, a line each, in a. */
struct str article_plain_text(struct arena *a, const struct article *art);

/* The lead, or the start of the first paragraph cut at a word to at most max_cp code points with
 * "…", in a. */
struct str article_excerpt(struct arena *a, const struct article *art, size_t max_cp);

/* Says whether art may be stored: title present and within limits, lists within limits, UTF-8.
 * RC_OK, RC_INVALID or RC_LIMIT with the field in e. */
enum rc article_check(const struct article *art, struct err *e) MUST_USE;

#endif

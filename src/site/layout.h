/* Which blocks stand where: the [layout] of a preset, read into plain values. Pure.
 *
 *     home.side = most-read:10, slot:side, statistics
 *     article.inside = related:3@3, slot:inline@5
 *
 * An item is block[:name][:number][:shape][@paragraph]: name is the slug of `section` or the slot of
 * `slot`; number how many articles; shape another look than the block's own (lead, list, ranked,
 * cards, grid); paragraph after which it stands (article.inside only). */
#ifndef LOA_SITE_LAYOUT_H
#define LOA_SITE_LAYOUT_H

#include "site/ini_file.h"

/* X(constant, preset's word, articles when no number is given) */
#define LAYOUT_BLOCK_TABLE(X)                                                                      \
    X(LAYOUT_NEWEST, "newest", 8)                                                                  \
    X(LAYOUT_FEATURED, "featured", 5)                                                              \
    X(LAYOUT_DONT_MISS, "dont-miss", 4)                                                            \
    X(LAYOUT_MOST_READ, "most-read", 8)                                                            \
    X(LAYOUT_SECTION, "section", 5)   /* one section, by slug */                                   \
    X(LAYOUT_SECTIONS, "sections", 5) /* a box for each top section that has articles */           \
    X(LAYOUT_RELATED, "related", 5)                                                                \
    X(LAYOUT_SAME_STORY, "same-story", 5)                                                          \
    X(LAYOUT_SAME_TOPIC, "same-topic", 5)                                                          \
    X(LAYOUT_SAME_AUTHOR, "same-author", 5)                                                        \
    X(LAYOUT_SAME_SECTION, "same-section", 6)                                                      \
    X(LAYOUT_READ_MORE, "read-more", 9)                                                            \
    X(LAYOUT_VIDEO, "video", 4)                                                                    \
    X(LAYOUT_SPONSORED, "sponsored", 3)                                                            \
    X(LAYOUT_SLOT, "slot", 0)                                                                      \
    X(LAYOUT_QUESTIONS, "questions", 0)                                                            \
    X(LAYOUT_STATISTICS, "statistics", 0)                                                          \
    X(LAYOUT_TOPICS, "topics", 10)

enum layout_block {
#define X(name, word, limit) name,
    LAYOUT_BLOCK_TABLE(X)
#undef X
        LAYOUT_BLOCK_COUNT,
};

/* X(constant, preset's word) */
#define LAYOUT_SHAPE_TABLE(X)                                                                      \
    X(SHAPE_OWN, "")                                                                               \
    X(SHAPE_LEAD, "lead")                                                                          \
    X(SHAPE_LIST, "list")                                                                          \
    X(SHAPE_RANKED, "ranked")                                                                      \
    X(SHAPE_CARDS, "cards")                                                                        \
    X(SHAPE_GRID, "grid")

enum layout_shape {
#define X(name, word) name,
    LAYOUT_SHAPE_TABLE(X)
#undef X
        LAYOUT_SHAPE_COUNT,
};

/* X(constant, preset's key) */
#define LAYOUT_REGION_TABLE(X)                                                                     \
    X(REGION_HOME_TOP, "home.top")                                                                 \
    X(REGION_HOME_MAIN, "home.main")                                                               \
    X(REGION_HOME_SIDE, "home.side")                                                               \
    X(REGION_HOME_BOTTOM, "home.bottom")                                                           \
    X(REGION_SECTION_TOP, "section.top")                                                           \
    X(REGION_SECTION_MAIN, "section.main")                                                         \
    X(REGION_SECTION_SIDE, "section.side")                                                         \
    X(REGION_SECTION_BOTTOM, "section.bottom")                                                     \
    X(REGION_ARTICLE_TOP, "article.top")                                                           \
    X(REGION_ARTICLE_INSIDE, "article.inside")                                                     \
    X(REGION_ARTICLE_MAIN, "article.after")                                                        \
    X(REGION_ARTICLE_SIDE, "article.side")                                                         \
    X(REGION_ARTICLE_BOTTOM, "article.bottom")                                                     \
    X(REGION_LIST_TOP, "list.top")                                                                 \
    X(REGION_LIST_MAIN, "list.main")                                                               \
    X(REGION_LIST_SIDE, "list.side")                                                               \
    X(REGION_LIST_BOTTOM, "list.bottom")

enum layout_region {
#define X(name, key) name,
    LAYOUT_REGION_TABLE(X)
#undef X
        LAYOUT_REGION_COUNT,
};

enum {
    LAYOUT_ITEMS_MAX = 24, /* blocks in one region */
    LAYOUT_LIMIT_MAX = 40, /* articles in one block */
};

struct layout_item {
    enum layout_block block;
    struct str word;   /* "most-read" */
    struct str option; /* slug of `section`, name of `slot`; else "" */
    enum layout_shape shape;
    int64_t limit;
    int64_t after_paragraph; /* 0 = not given */
};

struct layout {
    struct layout_item items[LAYOUT_REGION_COUNT][LAYOUT_ITEMS_MAX];
    size_t items_n[LAYOUT_REGION_COUNT];
};

/* Reads [layout] of preset; texts borrow from it. RC_INVALID with file, key and item in e. */
enum rc layout_read(const struct ini *preset, struct layout *out, struct err *e) MUST_USE;

/* Whether a banner that is booked into the slot of that name would stand on some page: `occasion` does on
 * all, `sponsored` where that block is, another where a `slot` has its name. */
bool layout_has_slot(const struct layout *l, struct str name);

#endif

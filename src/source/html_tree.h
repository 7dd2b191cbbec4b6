/* A parsed page as a tree of small nodes that can be cut and changed: what gumbo gave, without what
 * no reader sees. The only file that includes gumbo.h is html_tree.c.
 *
 * Nodes are numbers into one array, 0 is none: a copy of the array is a copy of the tree. Text and
 * attributes live in the arena the tree was made in. Counts (struct html_count) are kept for every
 * subtree, so that a question about an element costs nothing and a cut costs its depth.
 * Not shared between threads while it is changed. */
#ifndef LOA_SOURCE_HTML_TREE_H
#define LOA_SOURCE_HTML_TREE_H

#include "base/str.h"

/* Elements Loa tells apart; everything else is HTML_TAG_OTHER. */
#define HTML_TAG_TABLE(X)                                                                          \
    X(A)                                                                                           \
    X(ABBR)                                                                                        \
    X(ACRONYM)                                                                                     \
    X(ADDRESS)                                                                                     \
    X(APPLET)                                                                                      \
    X(ARTICLE)                                                                                     \
    X(ASIDE)                                                                                       \
    X(AUDIO)                                                                                       \
    X(B)                                                                                           \
    X(BASE)                                                                                        \
    X(BDO)                                                                                         \
    X(BIG)                                                                                         \
    X(BLOCKQUOTE)                                                                                  \
    X(BODY)                                                                                        \
    X(BR)                                                                                          \
    X(BUTTON)                                                                                      \
    X(CANVAS)                                                                                      \
    X(CAPTION)                                                                                     \
    X(CENTER)                                                                                      \
    X(CITE)                                                                                        \
    X(CODE)                                                                                        \
    X(COL)                                                                                         \
    X(COLGROUP)                                                                                    \
    X(DATA)                                                                                        \
    X(DATALIST)                                                                                    \
    X(DD)                                                                                          \
    X(DEL)                                                                                         \
    X(DETAILS)                                                                                     \
    X(DFN)                                                                                         \
    X(DIR)                                                                                         \
    X(DIV)                                                                                         \
    X(DL)                                                                                          \
    X(DT)                                                                                          \
    X(EM)                                                                                          \
    X(EMBED)                                                                                       \
    X(FIELDSET)                                                                                    \
    X(FIGCAPTION)                                                                                  \
    X(FIGURE)                                                                                      \
    X(FONT)                                                                                        \
    X(FOOTER)                                                                                      \
    X(FORM)                                                                                        \
    X(H1)                                                                                          \
    X(H2)                                                                                          \
    X(H3)                                                                                          \
    X(H4)                                                                                          \
    X(H5)                                                                                          \
    X(H6)                                                                                          \
    X(HEAD)                                                                                        \
    X(HEADER)                                                                                      \
    X(HGROUP)                                                                                      \
    X(HR)                                                                                          \
    X(HTML)                                                                                        \
    X(I)                                                                                           \
    X(IFRAME)                                                                                      \
    X(IMG)                                                                                         \
    X(INPUT)                                                                                       \
    X(INS)                                                                                         \
    X(KBD)                                                                                         \
    X(LABEL)                                                                                       \
    X(LEGEND)                                                                                      \
    X(LI)                                                                                          \
    X(LINK)                                                                                        \
    X(MAIN)                                                                                        \
    X(MARK)                                                                                        \
    X(MATH)                                                                                        \
    X(MENU)                                                                                        \
    X(META)                                                                                        \
    X(METER)                                                                                       \
    X(NAV)                                                                                         \
    X(NOBR)                                                                                        \
    X(NOSCRIPT)                                                                                    \
    X(OBJECT)                                                                                      \
    X(OL)                                                                                          \
    X(OPTION)                                                                                      \
    X(OUTPUT)                                                                                      \
    X(P)                                                                                           \
    X(PARAM)                                                                                       \
    X(PRE)                                                                                         \
    X(PROGRESS)                                                                                    \
    X(Q)                                                                                           \
    X(RUBY)                                                                                        \
    X(S)                                                                                           \
    X(SAMP)                                                                                        \
    X(SCRIPT)                                                                                      \
    X(SECTION)                                                                                     \
    X(SELECT)                                                                                      \
    X(SMALL)                                                                                       \
    X(SOURCE)                                                                                      \
    X(SPAN)                                                                                        \
    X(STRIKE)                                                                                      \
    X(STRONG)                                                                                      \
    X(STYLE)                                                                                       \
    X(SUB)                                                                                         \
    X(SUMMARY)                                                                                     \
    X(SUP)                                                                                         \
    X(SVG)                                                                                         \
    X(TABLE)                                                                                       \
    X(TBODY)                                                                                       \
    X(TD)                                                                                          \
    X(TEMPLATE)                                                                                    \
    X(TEXTAREA)                                                                                    \
    X(TFOOT)                                                                                       \
    X(TH)                                                                                          \
    X(THEAD)                                                                                       \
    X(TIME)                                                                                        \
    X(TITLE)                                                                                       \
    X(TR)                                                                                          \
    X(TT)                                                                                          \
    X(U)                                                                                           \
    X(UL)                                                                                          \
    X(VAR)                                                                                         \
    X(VIDEO)                                                                                       \
    X(WBR)

enum html_tag {
    HTML_TAG_OTHER,
    HTML_TAG_TEXT, /* a text node */
#define X(name) HTML_TAG_##name,
    HTML_TAG_TABLE(X)
#undef X
        HTML_TAG_COUNT,
};

struct html_attribute {
    const char *name; /* lower case */
    struct str value;
};

/* Of a whole subtree. _cp: characters with white space folded. Things are counted up to 65,535 and
 * then no further, up or down: so many are many. */
struct html_count {
    uint32_t cp;
    uint32_t link_cp; /* inside a with href */
    uint32_t hash_cp; /* of these, links into the same page */
    uint32_t heading_cp;
    uint32_t list_cp;
    uint16_t commas;
    uint16_t elements;
    uint16_t breaks; /* br, hr */
    uint16_t p;
    uint16_t img;
    uint16_t li;
    uint16_t input;
    uint16_t embed;   /* object, embed, iframe */
    uint16_t boxes;   /* div p img ul table …: what makes a div more than a paragraph */
    uint16_t textish; /* elements that hold text of their own: p div td li span … */
};

typedef uint32_t html_node; /* 0 = none */

enum { HTML_HIDDEN_MAX = 50 }; /* hidden links of a page that are named */

/* What readers note on nodes, for themselves and the next. */
enum html_mark {
    HTML_MARK_RELATED = 1,    /* a box of links to other articles */
    HTML_MARK_DATA_TABLE = 2, /* rows and columns of values */
    HTML_MARK_HOLDS_DATA = 4, /* a data table stands in it */
    HTML_MARK_SCORED = 8,     /* score counts */
    HTML_MARK_CARD = 16,      /* tells of another article: html_cards.h */
    HTML_MARK_OTHERS = 32,    /* a card that stands under "Tin liên quan" */
    HTML_MARK_FLAT = 64,      /* a card without an element of its own around it */
    HTML_MARK_GALLERY = 128,  /* pictures and their captions: html_gallery.h */
};

/* A page has one for each 50 bytes, several times over: every byte here is a tenth of a page. */
struct html_item {
    unsigned char tag;   /* enum html_tag */
    unsigned char marks; /* enum html_mark, for the reader at work */
    uint16_t attributes_n;
    float score; /* for the reader at work */
    html_node parent;
    html_node first;
    html_node last;
    html_node next;
    html_node previous;
    struct html_count count;
    struct html_attribute *attributes;
    union {
        struct str text;  /* of a text node, as in the page */
        struct str names; /* of an element: class and id, see html_names */
    };
};

struct html_tree {
    struct arena *a;
    struct html_item *items;
    uint32_t n;
    uint32_t capacity;
    html_node root; /* the html element, or the div of a fragment */
    struct str
        *hidden; /* addresses of links that no reader would have found, and that are left out; at
                           most HTML_HIDDEN_MAX of them */
    size_t hidden_n;
};

/* Parses a page, or a fragment as the content of a div. text is UTF-8; the tree borrows nothing from it.
 * Attributes that only scripts read are left out, and of a page white space beside what breaks a line.
 * RC_LIMIT (depth, bytes: html_scan.h), RC_NOMEM (arena a). */
enum rc html_tree_parse(struct arena *a, struct str text, bool fragment, struct html_tree *out,
                        struct err *e) MUST_USE;

/* Counts anew what every node holds, for whoever has built a tree: children stand behind their parents. */
void html_tree_count(struct html_tree *t);

/* A copy that can be changed apart from t; attributes and text are shared. *out is all zero, or an
 * earlier copy that is given up: its room is used again. */
bool html_tree_copy(const struct html_tree *t, struct html_tree *out);

struct html_item *html_at(const struct html_tree *t, html_node n);
enum html_tag html_tag_of(const struct html_tree *t, html_node n);
/* The attribute's value, trimmed; "" if there is none. name is in lower case. */
struct str html_attr(const struct html_tree *t, html_node n, const char *name);
bool html_has_attr(const struct html_tree *t, html_node n, const char *name);

/* The next node in the order of the page, within root; 0 at the end. _skip: not into n itself. */
html_node html_next(const struct html_tree *t, html_node root, html_node n);
html_node html_next_skip(const struct html_tree *t, html_node root, html_node n);
bool html_is_element(const struct html_tree *t, html_node n);
html_node html_first_element(const struct html_tree *t, html_node n);
html_node html_next_element(const struct html_tree *t, html_node n);
html_node html_previous_element(const struct html_tree *t, html_node n);
/* The first element with this tag below root, or 0. */
html_node html_find(const struct html_tree *t, html_node root, enum html_tag tag);
/* The nearest ancestor with this tag, at most max levels up (0 = any), or 0. */
html_node html_ancestor(const struct html_tree *t, html_node n, enum html_tag tag, size_t max);
bool html_within(const struct html_tree *t, html_node n, html_node ancestor);

/* Changing. Counts follow. */
void html_cut(struct html_tree *t, html_node n);
void html_append(struct html_tree *t, html_node parent, html_node n);
void html_insert_before(struct html_tree *t, html_node n, html_node before);
void html_retag(struct html_tree *t, html_node n, enum html_tag tag);
/* A new element outside of the tree; 0 when the arena is full. */
html_node html_make(struct html_tree *t, enum html_tag tag);
/* Puts n's children in n's place. */
void html_unwrap(struct html_tree *t, html_node n);

/* All text below n, white space folded, NFC, in t's arena; blocks and line breaks are a space. */
struct str html_text(const struct html_tree *t, html_node n);
/* True if the text below n is white space alone. */
bool html_is_blank(const struct html_tree *t, html_node n);

/* class and id alone, in lower case; borrowed. */
struct str html_class(const struct html_tree *t, html_node n);
struct str html_id(const struct html_tree *t, html_node n);

/* What a tag is. */
bool html_tag_is_block(enum html_tag tag);    /* breaks a line of text */
bool html_tag_is_phrasing(enum html_tag tag); /* stands in a line of text */

/* class and id of n with a space between, in lower case; borrowed. */
struct str html_names(const struct html_tree *t, html_node n);

#endif

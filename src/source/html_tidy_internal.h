/* The steps of html_tidy.h, between its files. */
#ifndef LOA_SOURCE_HTML_TIDY_INTERNAL_H
#define LOA_SOURCE_HTML_TIDY_INTERNAL_H

#include "base/vec.h"
#include "source/html_tidy.h"

enum {
    TIDY_LABEL_CP_MAX = 60, /* "You may also like…" */
};

struct tidy {
    struct html_tree *t;
    html_node root;
    const struct html_head *h;
    bool vietnamese;
    uint32_t cp; /* of the article before anything went */
};

/* A line long enough for text, and more text than links. */
bool tidy_is_prose(const struct html_tree *t, html_node n);
bool tidy_holds_prose(const struct html_tree *t, html_node root);
/* A third of the article or more is the article, whatever it is named. */
bool tidy_is_small(const struct tidy *d, html_node n);
bool tidy_is_heading(enum html_tag tag);

/* Blocks of text without blocks in them (html_node), in the order of the page. */
struct vec tidy_lines(const struct tidy *d);
html_node tidy_line_at(const struct vec *lines, size_t i);

/* The texts of a line with a space between: "28", "Th8", "2025" in elements that only the page's look
 * keeps apart. */
struct str tidy_spaced_text(const struct tidy *d, html_node line);

/* n is of a table of values, or of a figure too. */
bool tidy_in_table(const struct html_tree *t, html_node n);
bool tidy_in_structure(const struct html_tree *t, html_node n);

/* html_tidy_labels.c: the length of the label that lower begins with ("xem thêm", "related"), whole
 * words; 0 if none. */
size_t tidy_label_length(struct str lower);
/* The text of n in lower case, without the arrows and dashes before it: ">> Xem thêm". */
struct str tidy_lower_text(const struct tidy *d, html_node n);

/* html_tidy_boxes.c: boxes that their names tell beside the text. */
void tidy_cut_boxes(struct tidy *d);

/* html_tidy_above.c: date, byline, section, the title again above the text; fills doc with what only
 * they say, and with the summary. */
void tidy_cut_above(struct tidy *d, struct doc *doc);

/* html_tidy_below.c: comments, addresses to the reader, who signs at the right. */
void tidy_cut_comments(struct tidy *d);
void tidy_cut_below(struct tidy *d);
void tidy_cut_signature(struct tidy *d, struct doc *doc);

#endif

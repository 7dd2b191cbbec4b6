/* A capture while it is being read; shared by capture*.c only.
 *
 * The order of work: head (where the body stands, the title above it, breadcrumb and section),
 * body (from the title down to where the article ends), teasers (what is left). */
#ifndef LOA_SOURCE_CAPTURE_PAGE_H
#define LOA_SOURCE_CAPTURE_PAGE_H

#include "base/vec.h"
#include "source/capture_line.h"

enum { LOOK_AHEAD_LINES = 60 }; /* a box inside a body is shorter; keeps the walk linear */

struct page {
    struct arena *a;
    struct lines lines;
    size_t anchor;         /* first paragraph of the body's largest part */
    size_t title;          /* index of the title's line */
    size_t title_top;      /* of its first copy */
    size_t body_end;       /* first line after the article */
    bool section_in_menu;  /* the section was guessed from a menu: a better word replaces it */
    bool section_is_label; /* the section is a short line near the title */
    bool sets_in;          /* some captions are set in farther than the text */
    bool marks_pictures;   /* pictures are named or credited: what is neither is text */
    bool credits_photographer;
    struct word_table title_words;
    struct doc doc;
    struct vec blocks; /* struct doc_block */
    struct vec people;
    struct vec tags;
    struct vec teasers;
};

/* Finds anchor, title, breadcrumb, section. False if there is no paragraph of text. */
bool page_read_head(struct page *p);

/* Fills blocks, people, times, source, tags, lead, dateline; sets body_end. */
void page_read_body(struct page *p);

/* Fills teasers and copyright from the lines outside the article. */
void page_read_teasers(struct page *p);

/* Adds the names of a byline; each name has a role once. */
void page_add_people(struct page *p, const struct byline *by);

#endif

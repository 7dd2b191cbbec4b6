/* The lines of a text capture, each with what can be said of it alone. For capture*.c only. Pure.
 *
 * A crawler's text capture has one text node or paragraph a line; white space at the ends, blank
 * lines and Markdown remains (# * ![]() |) tell something and are then gone from the text. */
#ifndef LOA_SOURCE_CAPTURE_LINE_H
#define LOA_SOURCE_CAPTURE_LINE_H

#include "source/byline.h"
#include "source/capture_words.h"
#include "source/datetime.h"

enum {
    CAPTURE_LINES_MAX = 100000, /* lines of one page; its longest lists have a few thousand */
    LINE_SHORT_MAX_BYTES = 400, /* longer lines are prose, nothing is looked up in them */
};

enum line_kind {
    LINE_PROSE,   /* a paragraph */
    LINE_SHORT,   /* a heading, title, caption, menu entry: its place will tell */
    LINE_CAPTION, /* ends with a picture credit */
    LINE_IMAGE,   /* a picture's file name or Markdown picture */
    LINE_TIME,    /* a date, maybe with a name or section */
    LINE_BYLINE,  /* labelled names or source */
    LINE_NAME,    /* names without a label: a byline in the right place */
    LINE_SOURCE,  /* "Nguồn" alone: a link to the original */
    LINE_TAGS,
    LINE_CRUMB,   /* a breadcrumb in one line */
    LINE_HOME,    /* its first step, alone */
    LINE_TEASERS, /* opens a box of other articles */
    LINE_CLOSING, /* opens what is not news */
    LINE_CHROME,
    LINE_IMPRINT,
    LINE_COPYRIGHT,
};

enum memo { MEMO_UNKNOWN, MEMO_NO, MEMO_YES };

struct line {
    struct str text;  /* NFC, white space folded, decoration gone */
    struct str lower; /* text in lower case; "" for lines over LINE_SHORT_MAX_BYTES */
    enum line_kind kind;
    uint32_t words;
    uint32_t seen;       /* how many lines of the page have this text */
    uint32_t first_seen; /* index of the first of them */
    uint32_t indent;     /* columns of white space before it */
    bool blank_before;
    bool sentence; /* ends as a sentence does */
    bool bullet;
    bool related;      /* ">>> Title", "Xem thêm: Title": points to another article */
    bool numbered;     /* "1." or "01" stood before it */
    enum memo caption; /* is_caption's answer, for it is asked often */
    bool heading;      /* Markdown heading */
    bool top_heading;  /* of the first rank */
    struct str src;    /* LINE_IMAGE: file name, may be empty */
    struct str alt;
};

struct lines {
    struct line *at;
    size_t n;
};

/* Splits and classifies text (valid UTF-8) in a. Blank lines are not kept. RC_LIMIT over
 * CAPTURE_LINES_MAX; RC_NOMEM. */
enum rc lines_read(struct arena *a, struct str text, struct lines *out, struct err *e) MUST_USE;

/* Words of a title or paragraph by which two lines are compared: the share of line's distinct
 * words (up to 64) that are in the table. */
struct word_table {
    struct str *slots;
    size_t capacity;
    size_t n;
};
void word_table_init(struct word_table *t, struct arena *a, size_t words_max);
void word_table_add(struct word_table *t, struct str lower);
double word_table_share(const struct word_table *t, struct str lower);

bool line_has_digit(struct str s);

/* The next word (letters and digits) of *rest. False at the end. */
bool line_next_word(struct str *rest, struct str *word);

#endif

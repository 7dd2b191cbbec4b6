/* Article JSON in pieces: one object over any number of lines, or one object a line. */
#ifndef LOA_INGEST_READER_JSON_H
#define LOA_INGEST_READER_JSON_H

#include "base/buf.h"

/* One object's bytes; line is 0 when the file is one object. False to stop. */
typedef bool reader_json_found(void *ctx, struct str json, size_t line);
/* An object over its limit. False to stop. */
typedef bool reader_json_too_long(void *ctx, size_t line);

struct reader_json {
    reader_json_found *found;
    reader_json_too_long *too_long;
    void *ctx;
    struct buf held;   /* the line, or the object, as far as it has come */
    size_t line;       /* number of the line that is coming */
    size_t first_line; /* that held begins on */
    bool is_lines;     /* known: one object a line */
    bool is_object;    /* known: one object */
    bool at_start;     /* of a line */
    bool is_indented;  /* the line that is coming */
    bool passes_over;  /* the rest of a line that was too long */
    bool stopped;
};

enum {
    READER_JSON_MAX_BYTES = 8 << 20
}; /* of one object; ARTICLE_TEXT_MAX_BYTES with white space */

void reader_json_init(struct reader_json *r, reader_json_found *found,
                      reader_json_too_long *too_long, void *ctx);
void reader_json_release(struct reader_json *r);

/* Pieces of any size; false when stopped. */
bool reader_json_push(struct reader_json *r, struct str piece);
void reader_json_end(struct reader_json *r);

#endif

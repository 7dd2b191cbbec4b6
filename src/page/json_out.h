/* Writes JSON (RFC 8259) piece by piece; commas come by themselves. Strings are safe inside an HTML
 * script element (buf_add_json). Sticky through its buf. */
#ifndef LOA_PAGE_JSON_OUT_H
#define LOA_PAGE_JSON_OUT_H

#include "base/buf.h"

struct json_out {
    struct buf *b;
    bool wants_comma;
};

/* '{' or '['; and its '}' or ']'. */
void json_out_open(struct json_out *j, char bracket);
void json_out_close(struct json_out *j, char bracket);
/* The key of the value that is written next. */
void json_out_key(struct json_out *j, const char *key);
void json_out_text(struct json_out *j, struct str text);
void json_out_int(struct json_out *j, int64_t value);
/* Key and text; nothing when the text is empty. */
void json_out_pair(struct json_out *j, const char *key, struct str text);

#endif

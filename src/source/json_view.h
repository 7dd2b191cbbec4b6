/* Reading jansson values without asking first: what is absent or of another type is "". */
#ifndef LOA_SOURCE_JSON_VIEW_H
#define LOA_SOURCE_JSON_VIEW_H

#include "source/doc.h"

#include <jansson.h>

/* Borrowed from value. */
struct str json_text_of(const json_t *value);
struct str json_text(const json_t *object, const char *key);

/* The value at key, however its letters are written and whatever "_" stand in it: ninjs has
 * body_xhtml, contenttype and contentType. NULL if there is none. */
json_t *json_find(json_t *object, const char *key);
struct str json_find_text(json_t *object, const char *key);

/* Parses json as json_loadb; a NUL in a text, for which jansson would refuse the whole, becomes U+FFFD. */
json_t *json_read(struct arena *a, struct str json, json_error_t *cause);

/* A number, or a text of digits. */
int64_t json_whole(const json_t *object, const char *key);
bool json_is_set(const json_t *object, const char *key);

/* loa_meta.h's object, parsed already. */
void loa_meta_apply_json(struct arena *a, const json_t *object, struct str body, struct doc *d);
/* Its blocks, if they are body's; false: they are not, and d is as it was. */
bool loa_body_apply(struct arena *a, const json_t *meta, struct str body, struct doc *d);

#endif

/* Shared by the files of the feed reader. */
#ifndef LOA_SOURCE_FEED_INTERNAL_H
#define LOA_SOURCE_FEED_INTERNAL_H

#include "base/buf.h"
#include "base/vec.h"
#include "source/feed.h"

struct feed_reader {
    struct feed_options options;
    struct feed_sink sink;
    struct buf bytes;   /* as pushed; on the heap */
    struct arena arena; /* of about */
    struct feed about;
    struct arena item_arena;
    struct feed_item item;
    size_t items_n;
    bool stopped; /* by the sink, or after FEED_ITEMS_MAX */
};

/* ---- feed_encoding.c ---- */

/* bytes as UTF-8 without byte order mark in out (on the heap): by byte order mark, content_type, XML
 * declaration, content. What had to be replaced is told in *note (static). RC_INVALID (binary),
 * RC_NOMEM. */
enum rc feed_utf8(struct str bytes, struct str content_type, struct buf *out, const char **note,
                  struct err *e) MUST_USE;

/* ---- feed_text.c ---- */

/* Makes every "&" of XML that begins no reference "&amp;" and tells so in *note: addresses are often
 * written without. RC_NOMEM. */
enum rc feed_mend_references(struct buf *utf8, const char **note, struct err *e) MUST_USE;

/* True if plain text was meant for markup: has tags or character references. */
bool feed_looks_like_html(struct str s);

/* "a@b.vn (Nguyễn An)", "Nguyễn An <a@b.vn>", "a@b.vn", "Nguyễn An", in a. */
struct feed_person feed_person_from(struct arena *a, struct str text);

/* Bytes of base64, white space passed over, in a; false if it is none. */
bool feed_base64(struct arena *a, struct str text, struct str *out);

/* What the entity of that name stands for (HTML's names); "" if nothing. */
struct str feed_entity(struct arena *a, struct str name);

/* url absolute against base, white space gone; as it is without base. */
struct str feed_url(struct arena *a, struct str base, struct str url);

/* ---- feed_xml.c, feed_json.c ---- */

enum rc feed_xml_read(struct feed_reader *r, struct str utf8, struct err *e) MUST_USE;
enum rc feed_json_read(struct feed_reader *r, struct str utf8, struct err *e) MUST_USE;

/* ---- feed.c ---- */

/* The next item: empties r->item and its arena. */
void feed_begin_item(struct feed_reader *r);
/* Completes r->item (id, authors, language) and gives it to the sink. */
void feed_give_item(struct feed_reader *r, size_t line);

void feed_add_person(struct arena *a, struct feed_people *to, const struct feed_person *person);
void feed_add_text(struct arena *a, struct str **items, size_t *n, struct str text);
void feed_add_enclosure(struct arena *a, struct feed_item *item, const struct feed_enclosure *from);

#endif

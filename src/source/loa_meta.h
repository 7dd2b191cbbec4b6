/* What an export made by Loa says of an article besides what the format has a place for: one JSON
 * object that other systems pass over. Pure.
 *
 * {"version":2,"kicker","dateline","contributors":[{"name","role"}],"source":{"name","url"},
 *  "sources":[{"name","url"}],"documents":[{"title","url"}],"copyright","topics":[…],"tags":[…],
 *  "section","breadcrumb":[…],"language","url","old_urls":[…],"views","featured","comments":"closed",
 *  "sponsor","talk":[{"id","reply_to","name","text","created","approved"}],
 *  "body":{"hash","blocks":[…]}}
 *
 * From version 2 on, what is absent is absent there too, whatever the format filled in for it. The body's
 * blocks, as Article JSON has them, count only while the HTML beside them is the very one they were
 * written with (BLAKE2b-256): a body that was edited elsewhere is read as HTML. */
#ifndef LOA_SOURCE_LOA_META_H
#define LOA_SOURCE_LOA_META_H

#include "source/doc.h"

/* The name it goes by: a post's meta field in WXR, a key in JSON formats. */
#define LOA_META_NAME "_loa"
#define LOA_META_KEY STR(LOA_META_NAME)

/* Sets in d what json says; json "" or no such object changes nothing. body: the HTML beside it. */
void loa_meta_apply(struct arena *a, struct str json, struct str body, struct doc *d);

#endif

/* What an export made by Loa says of an article besides what the format has a place for: one JSON
 * object that other systems pass over. It never holds the body. Pure.
 *
 * {"kicker","dateline","contributors":[{"name","role"}],"source":{"name","url"},
 *  "documents":[{"title","url"}],"copyright","topics":[…],"breadcrumb":[…],"language"} */
#ifndef LOA_SOURCE_LOA_META_H
#define LOA_SOURCE_LOA_META_H

#include "source/doc.h"

/* The name it goes by: a post's meta field in WXR, a key in JSON formats. */
#define LOA_META_NAME "_loa"
#define LOA_META_KEY STR(LOA_META_NAME)

/* Sets in d what json says; json "" or no such object changes nothing. */
void loa_meta_apply(struct arena *a, struct str json, struct doc *d);

#endif

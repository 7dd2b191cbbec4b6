/* One static file on its way into the program, and what is done to style on that way. */
#ifndef LOA_TOOLS_EMBED_H
#define LOA_TOOLS_EMBED_H

#include "base/str.h"
#include "base/vec.h"

struct asset {
    struct str path;
    struct str name;
    struct str url;
    struct str type;
    struct str hash; /* hexadecimal */
    struct str bytes;
    bool packs;
};

/* Minifies css->bytes and replaces url(name) by the address of that asset (struct asset). An
 * @font-face whose font is not among them is dropped; any other unknown name is an error. */
MUST_USE enum rc css_embed(struct asset *css, const struct vec *assets, struct err *e);

/* Takes the next url(name) of a file beside the style, without quotes; false at the end. */
bool css_next_url(struct str *rest, struct str *name);

/* The asset with that name, or NULL. */
const struct asset *asset_named(const struct vec *assets, struct str name);

#endif

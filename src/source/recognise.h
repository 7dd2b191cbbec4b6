/* Which format bytes are in, by their content and not by their name. Pure. */
#ifndef LOA_SOURCE_RECOGNISE_H
#define LOA_SOURCE_RECOGNISE_H

#include "source/format.h"

/* The format of a file that begins with first (its first FORMAT_FIRST_BYTES, or all of it); what
 * nothing else claims is a text capture. */
const struct source_format *recognise(struct str first);

/* The same from the first FORMAT_SIGN_BYTES; NULL: more must be seen. */
const struct source_format *recognise_sign(struct str first);

#endif

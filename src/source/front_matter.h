/* The front matter of a Markdown file: keys with texts and lists.
 *
 * YAML: "key: value", quoted values, "[a, b]" and "- a" lists, "|" and ">" texts, plain texts that go on
 * further in, maps and "{a: b}" as "key.inner"; comments. TOML: "key = value", strings, those between three
 * quotes, lists, "{a = b}", "[section]" as "section.key". JSON: an object; inner objects as "key.inner".
 * "params.", "extra.", "taxonomies.", "data." and "custom.", in which Hugo, Zola and others keep what a
 * site says itself, are left off. What is beyond that stays text. Pure. */
#ifndef LOA_SOURCE_FRONT_MATTER_H
#define LOA_SOURCE_FRONT_MATTER_H

#include "base/vec.h"
#include "source/doc.h"

enum {
    FRONT_MATTER_MAX_BYTES = 256 << 10,
    FRONT_MATTER_VALUES_MAX = 2000,
    FRONT_MATTER_DEPTH_MAX = 8, /* of maps in maps; what is further in is left out */
};

struct front_matter {
    struct vec keys;   /* struct str */
    struct vec values; /* struct str, of the key with the same index; a list has several */
    struct str body;   /* what follows it, borrowed */
};

/* Reads the front matter that bytes begin with; texts are in a. False if there is none. */
bool front_matter_read(struct arena *a, struct str bytes, struct front_matter *out);

/* The first value of the first of the keys that is there; "". Keys compare without case. */
struct str front_matter_text(const struct front_matter *f, const struct str *keys, size_t keys_n);
/* Adds all values of the keys to texts, each once. */
void front_matter_texts(const struct front_matter *f, const struct str *keys, size_t keys_n,
                        struct vec *texts);

#endif

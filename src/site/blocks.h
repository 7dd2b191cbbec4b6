/* The blocks of a page: what a layout region names, filled from the store. */
#ifndef LOA_SITE_BLOCKS_H
#define LOA_SITE_BLOCKS_H

#include "site/job.h"

/* Whose page the blocks stand on; ids are 0 where there is none. */
struct blocks_place {
    int64_t article_id;
    int64_t section_id;
    int64_t story_id; /* that the article belongs to; 0: it is alone */
};

/* Lets the region's video and sponsored blocks choose their articles before all others: a site has
 * few of them, and a general list higher up would leave those blocks empty. One query each. */
enum rc blocks_reserve(struct job *j, enum layout_region region) MUST_USE;

/* Fills the blocks of a region in order; empty blocks are left out. Each block costs a fixed number
 * of queries (at most one; all of `sections` one together, and a second for a lead that is filled up with the
 * newest). No block shows the article of the page or one article twice; blocks but rankings pass over what
 * earlier blocks showed. Where the site has no section of the name, its next one without a block stands in. */
enum rc blocks_fill(struct job *j, enum layout_region region, struct blocks_place place,
                    const struct view_block **out, size_t *out_n) MUST_USE;

#endif

/* Sections of a site, made as imported articles name them. */
#ifndef LOA_INGEST_IMPORT_SECTION_H
#define LOA_INGEST_IMPORT_SECTION_H

#include "base/map.h"
#include "store/store.h"

/* The sections known so far; lives in its map's arena. Single-threaded. */
struct section_book {
    struct map slugs; /* slug -> any */
    struct store *store;
    int64_t position; /* of the next new section */
};

/* Reads the site's sections. Errors as store_sections. */
enum rc section_book_open(struct section_book *book, struct arena *a, struct store *st,
                          struct store_reader *r, struct err *e) MUST_USE;

/* The slug of art's section, in a: the steps of its breadcrumb, "Trang chủ" left out, and its
 * section below them; "tin-tuc" (Tin tức) when it names none. Sections that the site has not yet
 * are made; those it has stay as they are. A slug that is an address of the site itself
 * (reserved.h) gets "-muc". */
enum rc section_book_place(struct section_book *book, struct arena *a, const struct article *art,
                           struct str *slug, struct err *e) MUST_USE;

/* The same, but nothing is made: *slug is the section that art would stand in; false when the site has
 * it not. */
bool section_book_find(const struct section_book *book, struct arena *a, const struct article *art,
                       struct str *slug);

#endif

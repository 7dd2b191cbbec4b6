/* A compiled page: immutable bytes with holes for the values that are live.
 *
 * Templates (src/page/templates, compiled to C by tools/tmplc) write into a page_out; page_finish
 * makes a reference-counted page of it. A request copies nothing: page_fill lists the page's
 * segments with the values of its holes between them. A page is immutable after page_finish and
 * may be shared by threads; its count is atomic. */
#ifndef LOA_PAGE_PAGE_H
#define LOA_PAGE_PAGE_H

#include "base/buf.h"
#include "base/hash.h"
#include "page/crc_shift.h"

enum {
    PAGE_MAX_BYTES = 4 << 20, /* one compiled page; larger is a failure of its builder */
    PAGE_HOLES_MAX = 200,
    PAGE_TAGS_MAX = 400,
    PAGE_HOLE_WIDTH_MAX = 16,   /* of what PAGE_HOLE_TABLE fixes, and a round number */
    PAGE_SLOT_WIDTH_MAX = 4096, /* of a banner slot whose width is fixed */
};

/* What stands in a hole. id is the article's, the slot's, or 0. X(name, width of its value in
 * bytes): numbers are padded with spaces, so that compressed text may refer back over them
 * (page_gzip.h); 0 = what the hole says. */
#define PAGE_HOLE_TABLE(X)                                                                         \
    X(HOLE_VIEWS, 11)                                                                              \
    X(HOLE_COMMENTS, 9)                                                                            \
    X(HOLE_REACTION, 9) /* id = article * 8 + reaction */                                          \
    X(HOLE_ONLINE, 9)                                                                              \
    X(HOLE_TODAY, 11)                                                                              \
    X(HOLE_WEEK, 11)                                                                               \
    X(HOLE_TOTAL, 15)                                                                              \
    X(HOLE_SLOT, 0) /* id = index of the banner slot: markup chosen at request time */

enum page_hole_kind {
    HOLE_NONE,
#define X(name, width) name,
    PAGE_HOLE_TABLE(X)
#undef X
};

/* A view struct's field of this type becomes a hole where {{field}} stands. kind HOLE_NONE prints
 * nothing and is false as a section. */
struct hole {
    enum page_hole_kind kind;
    int64_t id;
    size_t width_bytes; /* of a slot: all that stands there is padded to it, at most
                           PAGE_SLOT_WIDTH_MAX; 0 = any */
};

/* The builder a template writes to. Sticky: ask page_out_failed (or page_finish) once. */
struct page_hole {
    struct hole hole;
    size_t at; /* offset in text where the value goes */
};

struct page_out {
    struct buf text;
    struct page_hole *holes; /* in order of at */
    size_t holes_n;
    struct arena *arena;
    bool failed;
    bool
        plain; /* set by the caller: never asked for with page_fill_gzip, so that it is not compressed */
};

void page_out_init(struct page_out *out, struct arena *arena);
void page_put_literal(struct page_out *out, struct str markup); /* only tmplc's output calls this */
void page_put_text(struct page_out *out, struct str text);      /* escaped */
void page_put_html(struct page_out *out, struct html html);
/* An address at the start of an attribute, escaped: relative, or http, https, mailto or tel; any
 * other scheme (javascript:, data:) becomes "#". */
void page_put_url(struct page_out *out, struct str url);
void page_put_int(struct page_out *out, int64_t value);    /* digits grouped: 1.234.567 */
void page_put_digits(struct page_out *out, int64_t value); /* 1234567, for attributes */
void page_put_hole(struct page_out *out, struct hole hole);
bool page_out_failed(const struct page_out *out);

/* n as pages show it, in a: "1.234.567". */
struct str page_number(struct arena *a, int64_t n);

/* The width of what stands in hole, in bytes; 0 = any. */
size_t page_hole_width(struct hole hole);

/* n as it stands in hole: as page_number, padded with spaces behind to the hole's width; what is too
 * long for it is the longest row of nines. In a. */
struct str page_hole_number(struct arena *a, struct hole hole, int64_t n);

/* The same without an arena: to has room for PAGE_HOLE_WIDTH_MAX bytes, all of which may be written.
 * Returns the hole's width. */
size_t page_hole_put(struct hole hole, int64_t n, char *to);

/* The finished bytes as one html value (holes not allowed: it fails), for a part of another page. */
struct html page_out_html(struct page_out *out);

struct page;

/* Makes a page of out, with the tags whose change makes it stale ("article:42", "site"). Returns
 * NULL when out failed or memory is out. The caller holds one reference. It is compressed in haste:
 * somebody waits for it, and most pages are asked for once before they change. */
struct page *page_finish(const struct page_out *out, struct str content_type,
                         const struct str *tags, size_t tags_n);

/* The same page once more, to the reader no other, compressed as well as can be. Takes about four times as
 * long as page_finish. NULL when memory is out. The caller holds one reference. */
struct page *page_pack_well(const struct page *p);
/* False for a page that page_pack_well would make smaller. */
bool page_is_packed_well(const struct page *p);

struct page *page_ref(struct page *p);
void page_unref(struct page *p);

/* The page cache says here until when p stands, and 0 from when it does not any more, so that whoever
 * holds p need not ask there. A page that was never in a cache does not stand. Atomic; any thread. */
void page_stand(struct page *p, int64_t until_ms);
bool page_stands(const struct page *p, int64_t now_ms);

/* That somebody was served p without asking the cache; page_take_use says whether, and forgets it. */
void page_note_use(struct page *p);
bool page_take_use(struct page *p);

struct str page_content_type(const struct page *p);
/* The whole page in these codings; "" for pages with holes, for HTML, where it does not gain, and before
 * page_pack_well. */
struct str page_brotli(const struct page *p);
struct str page_zstd(const struct page *p);
size_t page_size_bytes(const struct page *p); /* without hole values */
size_t page_holes(const struct page *p);
struct hole page_hole_at(const struct page *p, size_t i);
/* All of them, in order of their places; *n how many. Borrowed from p. */
const struct page_hole *page_hole_list(const struct page *p, size_t *n);
/* Its tags in byte order, none twice; i below page_tags. Borrowed from p. */
size_t page_tags(const struct page *p);
struct str page_tag_at(const struct page *p, size_t i);
bool page_has_tag(const struct page *p, struct str tag);
/* All the memory that p takes. */
size_t page_memory_bytes(const struct page *p);
/* BLAKE2b of the page's bytes and holes (not their values). */
struct hash_content page_hash(const struct page *p);
/* Its first 64 bits. */
uint64_t page_hash_short(const struct page *p);

struct page_segment {
    const char *p;
    size_t n;
};

/* Fills segments (at least 2 * page_holes + 1 of them) with the page's bytes and values[i] between;
 * returns how many. values[i] has its hole's width. Segments borrow from p and values. */
size_t page_fill(const struct page *p, const struct str *values, struct page_segment *segments);

/* A text that stands in holes, with what a checksum over it needs. */
struct page_insert {
    struct str text;
    uint32_t crc;           /* of text */
    uint32_t crc_of_blanks; /* what it makes of the checksum of as many blanks (crc_raw) */
    struct crc_shift shift; /* by its length */
};

void page_insert_init(struct page_insert *i, struct str text);

/* What is not seen in a hole of that width: a comment, so that CSS takes what is around it for empty. In
 * a; "" when width has no room for one, or memory is out. */
struct str page_blank(struct arena *a, size_t width_bytes);

/* The same as one gzip stream (RFC 1952), nothing compressed for it; segments has room for
 * 2 * page_holes + 2. inserts[i] is values[i] with its checksum, or NULL for numbers and where it has
 * to be reckoned; inserts itself may be NULL. They borrow from p and a. Returns 0, and nothing is to be
 * sent so, when the page is too small to gain, a value over 65,535 bytes or not of its hole's width, or a
 * has failed. */
size_t page_fill_gzip(const struct page *p, struct arena *a, const struct str *values,
                      const struct page_insert *const *inserts, struct page_segment *segments);

#endif

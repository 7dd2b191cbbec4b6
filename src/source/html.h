/* HTML from outside: a whole page read into a struct doc, or the markup of one body into blocks.
 *
 * A linear scan goes before the parser and refuses depth and bytes over the limits; what no reader
 * sees (script, style, hidden text) is gone before anything is judged. Nothing here knows a site:
 * the body is found by where the sentences are (html_main.h), the rest by what the page declares
 * (JSON-LD, Open Graph, Dublin Core, microdata) where the page itself agrees, else by its look.
 * The markup kept in blocks has passed the allow-list of sanitize.h on the parsed tree.
 * Pure; any thread. Cost: O(length), see tests/path. */
#ifndef LOA_SOURCE_HTML_H
#define LOA_SOURCE_HTML_H

#include "source/doc.h"

enum {
    HTML_MAX_BYTES = 8 << 20, /* one page: a thousand times the longest article */
};

/* What the arena of one page of page_bytes may hold, the parser's heap included: real pages need less
 * than 15 times their bytes, small ones up to 32 MB in all. What needs more (thousands of tags of three
 * bytes) is refused by html_read. */
size_t html_memory_bytes(size_t page_bytes);

/* Old Vietnamese character sets belong to floor text, which source may not include: the caller
 * lends its functions. Any may be NULL. */
struct html_legacy {
    /* bytes that are not UTF-8 and say no charset: as UTF-8 in a; false if they are none of them */
    bool (*from_bytes)(struct arena *a, struct str bytes, struct str *utf8);
    /* UTF-8 text that was typed in an old font: a number for typed_to_utf8; 0 = it was not */
    int (*typed)(struct str sample);
    struct str (*typed_to_utf8)(struct arena *a, int charset, struct str text);
};

/* What is known of a page besides its bytes; zero and CLOCK_NONE where nothing is. */
struct html_page_hints {
    struct str url;
    struct str content_type; /* of the response: "text/html; charset=utf-8" */
    int64_t captured_ms;     /* "2 giờ trước" and dates without a year count from here */
    const struct html_legacy *legacy;
};

/* Reads a page, or the page of an MHTML file; *out lives in a and borrows nothing from bytes. out->kind tells an article from a
 * list page, which has title, url, language, section, teasers and links alone.
 * RC_INVALID (empty, binary, unknown characters, nothing to read), RC_LIMIT (bytes, depth),
 * RC_NOMEM (arena). */
enum rc html_read(struct arena *a, struct str bytes, const struct html_page_hints *hints,
                  struct doc *out, struct err *e) MUST_USE;

/* Reads the markup of one body (an export's post) as html_blocks does, and sets d's blocks and the
 * files that it links to (document_link.h). */
enum rc html_body(struct arena *a, struct str fragment, struct str base_url, struct doc *d,
                  struct err *e) MUST_USE;

/* Reads the markup of one body (a feed's content, an export's post), UTF-8, into blocks in a.
 * Everything in it is taken for the body: nothing is judged but what is hidden. Relative addresses
 * are resolved against base_url; with base_url "" they stay. *n may be 0. Codes as html_read. */
enum rc html_blocks(struct arena *a, struct str fragment, struct str base_url,
                    struct doc_block **out, size_t *n, struct err *e) MUST_USE;

#endif

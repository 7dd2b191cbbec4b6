/* The attachments of a WordPress export by their number, in bounded memory: a post names its
 * pictures by numbers that may be explained before it or, oftener, far behind it. One thread. */
#ifndef LOA_SOURCE_WXR_MEDIA_H
#define LOA_SOURCE_WXR_MEDIA_H

#include "base/hash.h"
#include "source/doc.h"
#include "source/wxr_content.h"

enum {
    WXR_MEDIA_MAX_BYTES = 144 << 20,    /* some 700,000 pictures; further ones are not found */
    WXR_MEDIA_TEXT_MAX_BYTES = 2 << 10, /* of an address, a caption; longer ones are left out */
};

struct wxr_medium;

struct wxr_media {
    struct arena arena;
    struct wxr_medium **by_id; /* open addressing */
    size_t capacity;
    size_t n;
    struct hash_key key;
    bool full; /* some were not kept */
};

void wxr_media_init(struct wxr_media *m);
void wxr_media_release(struct wxr_media *m);

struct wxr_attachment {
    int64_t id;
    int64_t parent; /* the post it was uploaded to; 0 = none */
    struct str url;
    struct str link; /* of its own page there; "" = it has none */
    struct str caption;
    struct str alt;
    struct str title;
};

/* Keeps a copy; one that is there already stays. */
void wxr_media_add(struct wxr_media *m, const struct wxr_attachment *attachment);

/* False if it is not known. *out borrows from m. */
bool wxr_media_by_id(const struct wxr_media *m, int64_t id, struct wxr_picture *out);
/* The i-th document (document_link.h) of a post, in the order of the file. */
bool wxr_media_document(const struct wxr_media *m, int64_t parent, size_t i, struct doc_file *out);

/* An attachment's own page there. */
struct wxr_media_page {
    int64_t id;
    struct str link;
};

/* The i-th such page of a post; the page of an attachment that was uploaded to no post. Both count as
 * led on then. *out borrows from m. */
bool wxr_media_page_of_post(const struct wxr_media *m, int64_t parent, size_t i,
                            struct wxr_media_page *out);
bool wxr_media_page_of_none(const struct wxr_media *m, int64_t id, struct wxr_media_page *out);
/* The next page, from *at = 0 on, that nobody asked for so far. */
bool wxr_media_page_left(const struct wxr_media *m, size_t *at, struct wxr_media_page *out);

/* The i-th picture of a post, in the order of the file. */
bool wxr_media_of_post(const struct wxr_media *m, int64_t parent, size_t i,
                       struct wxr_picture *out);

#endif

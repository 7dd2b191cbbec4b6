#include "source/wxr_media.h"

#include "base/rand.h"
#include "source/document_link.h"

struct wxr_medium {
    int64_t id; /* 0: stands for the post alone, which has children */
    struct wxr_picture picture;
    struct str link;
    struct wxr_medium *first_child; /* pictures uploaded to the post with this id */
    struct wxr_medium *last_child;
    struct wxr_medium *next_sibling;
    bool has_parent;
    bool led; /* its page leads on */
    bool is_picture;
    bool is_document; /* picture.alt is its title */
};

enum { CAPACITY_FIRST = 1024 }; /* a power of two */

void wxr_media_init(struct wxr_media *m)
{
    *m = (struct wxr_media){.n = 0};
    arena_init(&m->arena, WXR_MEDIA_MAX_BYTES);
    rand_bytes(m->key.bytes, sizeof m->key.bytes);
}

void wxr_media_release(struct wxr_media *m)
{
    arena_release(&m->arena);
    *m = (struct wxr_media){.n = 0};
}

/* The slot of id, or the free one where it belongs. */
static struct wxr_medium **slot_of(const struct wxr_media *m, int64_t id)
{
    struct str bytes = {(const char *)&id, sizeof id};
    size_t at = (size_t)hash_sip(m->key, bytes) & (m->capacity - 1);
    while (m->by_id[at] && m->by_id[at]->id != id)
        at = (at + 1) & (m->capacity - 1);
    return &m->by_id[at];
}

static bool grow(struct wxr_media *m)
{
    struct wxr_media old = *m;
    size_t capacity = m->capacity ? 2 * m->capacity : CAPACITY_FIRST;
    struct wxr_medium **slots = arena_array(&m->arena, capacity, sizeof(struct wxr_medium *));
    if (!slots)
        return false;
    m->by_id = slots;
    m->capacity = capacity;
    for (size_t i = 0; i < old.capacity; i++)
        if (old.by_id[i])
            *slot_of(m, old.by_id[i]->id) = old.by_id[i];
    return true;
}

/* The entry of id, made if there is none; NULL when there is no room. */
static struct wxr_medium *entry_of(struct wxr_media *m, int64_t id)
{
    if (m->full || (m->n * 2 >= m->capacity && !grow(m)))
        return NULL;
    struct wxr_medium **slot = slot_of(m, id);
    if (*slot)
        return *slot;
    *slot = arena_alloc(&m->arena, sizeof **slot);
    if (!*slot)
        return NULL;
    (*slot)->id = id;
    m->n++;
    return *slot;
}

static struct str keep(struct wxr_media *m, struct str s)
{
    return s.n <= WXR_MEDIA_TEXT_MAX_BYTES ? str_copy(&m->arena, s) : STR("");
}

static void link_to_parent(struct wxr_media *m, struct wxr_medium *child, int64_t parent_id)
{
    struct wxr_medium *parent = parent_id ? entry_of(m, parent_id) : NULL;
    if (!parent)
        return;
    if (parent->last_child)
        parent->last_child->next_sibling = child;
    else
        parent->first_child = child;
    parent->last_child = child;
}

static bool is_picture(struct str url)
{
    static const struct str ENDS[] = {STR_INIT(".jpg"), STR_INIT(".jpeg"), STR_INIT(".png"),
                                      STR_INIT(".gif"), STR_INIT(".webp"), STR_INIT(".avif")};
    url = str_first(url, str_find_byte(url, '?'));
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (url.n > ENDS[i].n && str_eq_nocase(str_from(url, url.n - ENDS[i].n), ENDS[i]))
            return true;
    return false;
}

void wxr_media_add(struct wxr_media *m, const struct wxr_attachment *attachment)
{
    if (attachment->id == 0 || attachment->url.n == 0)
        return;
    struct wxr_medium *entry = entry_of(m, attachment->id);
    if (entry && entry->picture.url.n == 0) {
        entry->picture = (struct wxr_picture){
            keep(m, attachment->url), keep(m, attachment->caption), keep(m, attachment->alt)};
        entry->link = keep(m, attachment->link);
        entry->has_parent = attachment->parent != 0;
        entry->is_picture = is_picture(attachment->url);
        entry->is_document = document_link_is(attachment->url);
        if (entry->is_document)
            entry->picture.alt = keep(m, attachment->title);
        link_to_parent(m, entry, attachment->parent);
    }
    m->full = m->full || arena_failed(&m->arena);
}

bool wxr_media_by_id(const struct wxr_media *m, int64_t id, struct wxr_picture *out)
{
    const struct wxr_medium *entry = m->capacity ? *slot_of(m, id) : NULL;
    if (!entry || entry->picture.url.n == 0)
        return false;
    *out = entry->picture;
    return true;
}

bool wxr_media_of_post(const struct wxr_media *m, int64_t parent, size_t i, struct wxr_picture *out)
{
    const struct wxr_medium *entry = m->capacity ? *slot_of(m, parent) : NULL;
    const struct wxr_medium *child = entry ? entry->first_child : NULL;
    for (size_t k = 0; child; child = child->next_sibling) {
        if (!child->is_picture || k++ < i)
            continue;
        *out = child->picture;
        return true;
    }
    return false;
}

bool wxr_media_document(const struct wxr_media *m, int64_t parent, size_t i, struct doc_file *out)
{
    const struct wxr_medium *entry = m->capacity ? *slot_of(m, parent) : NULL;
    const struct wxr_medium *child = entry ? entry->first_child : NULL;
    for (size_t k = 0; child; child = child->next_sibling) {
        if (!child->is_document || k++ < i)
            continue;
        *out = (struct doc_file){.title = child->picture.alt, .url = child->picture.url};
        return true;
    }
    return false;
}

static bool lead(struct wxr_medium *entry, struct wxr_media_page *out)
{
    *out = (struct wxr_media_page){entry->id, entry->link};
    return entry->led = true;
}

bool wxr_media_page_of_post(const struct wxr_media *m, int64_t parent, size_t i,
                            struct wxr_media_page *out)
{
    const struct wxr_medium *entry = m->capacity ? *slot_of(m, parent) : NULL;
    struct wxr_medium *child = entry ? entry->first_child : NULL;
    for (size_t k = 0; child; child = child->next_sibling)
        if (child->link.n && k++ == i)
            return lead(child, out);
    return false;
}

bool wxr_media_page_of_none(const struct wxr_media *m, int64_t id, struct wxr_media_page *out)
{
    struct wxr_medium *entry = m->capacity ? *slot_of(m, id) : NULL;
    return entry && !entry->has_parent && entry->link.n && lead(entry, out);
}

bool wxr_media_page_left(const struct wxr_media *m, size_t *at, struct wxr_media_page *out)
{
    while (*at < m->capacity) {
        struct wxr_medium *entry = m->by_id[(*at)++];
        if (entry && entry->link.n && !entry->led)
            return lead(entry, out);
    }
    return false;
}

/* The tables of a Ghost export that say who wrote a post and which tags it has. One thread. */
#ifndef LOA_SOURCE_GHOST_TABLES_H
#define LOA_SOURCE_GHOST_TABLES_H

#include "base/map.h"
#include "base/vec.h"
#include "source/json_view.h"
#include "source/sink.h"

struct ghost_tag {
    struct str name;
    bool internal; /* "#…": for the theme, not for readers */
};

struct ghost_link {
    struct str id; /* of the tag, of the user */
    int64_t order;
    struct ghost_link *next;
};

struct ghost_meta {
    struct str alt;
    struct str caption;
};

/* A tag or a person, for the address of the page. */
struct ghost_named {
    enum doc_place_kind kind;
    struct str name;
    struct str slug;
};

struct ghost_tables {
    struct arena *a;
    struct map users;   /* id -> struct str *: name */
    struct map tags;    /* id -> struct ghost_tag * */
    struct map authors; /* post id -> struct ghost_link *, in order */
    struct map tagged;  /* the same */
    struct map metas;   /* post id -> struct ghost_meta * */
    struct vec named;   /* struct ghost_named *, as they came */
};

void ghost_tables_init(struct ghost_tables *t, struct arena *a);

/* True for "users", "tags", "posts_authors", "posts_tags", "posts_meta". */
bool ghost_tables_has(struct str table);
/* Keeps what a row says. */
void ghost_tables_add(struct ghost_tables *t, struct str table, const json_t *row);

/* Tells sink of the pages of tags and people, and of the feeds. */
void ghost_places_tell(const struct ghost_tables *t, const struct source_sink *sink);

/* An id, which is text or a number, as text in a. */
struct str ghost_id(struct arena *a, const json_t *object, const char *key);

#endif

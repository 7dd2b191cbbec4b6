/* What a site is, apart from its articles: configuration, preset, sections, creatives. One immutable
 * snapshot, made at start and again whenever any of it changes; requests hold a reference.
 *
 * Immutable after state_load but for the reference count, which is atomic. Markup of creatives is
 * made with it, so a response that shows some holds a reference until it has been sent. */
#ifndef LOA_SITE_STATE_H
#define LOA_SITE_STATE_H

#include "page/packed.h"
#include "page/view.h"
#include "site/ini_file.h"
#include "site/layout.h"
#include "store/store.h"

enum {
    STATE_ARENA_MAX_BYTES = 16 << 20,
    STATE_SLOTS_MAX = 32, /* differently named banner slots */
    STATE_SERVICES_MAX = 8,
    STATE_THEME_MAX_BYTES = 16 << 10,
};

/* A creative with its markup, which is the same for every reader. */
struct state_creative {
    struct store_creative booked;
    struct page_insert markup;
    uint64_t hash; /* of markup */
};

/* A banner slot and the creatives booked in it (running or not). */
struct state_slot {
    struct str name;
    struct state_creative *creatives;
    size_t creatives_n;
    size_t width_bytes;       /* of every markup in it; 0 = each its own */
    struct page_insert blank; /* what stands there when none of them runs */
};

/* [features] of the preset and [site] of the configuration, read. */
struct state_features {
    bool reactions;
    bool comments;
    bool moderation; /* comments wait for approval */
    bool questions;
    bool registry; /* the register of external affairs has pages */
};

/* A source of gathered articles that has a logo. */
struct state_source {
    struct str name;
    struct str logo_url;
};

struct state {
    uint64_t id; /* no two snapshots of a process have the same; never 0 */
    struct arena arena;
    struct ini conf;   /* SITE/loa.conf */
    struct ini preset; /* SITE/preset.ini */
    struct layout layout;
    struct state_features features;
    struct view_site view; /* all but what changes by page */
    const struct words *words;
    struct store_section *sections;
    size_t sections_n;
    struct state_slot slots[STATE_SLOTS_MAX];
    size_t slots_n;
    struct state_source *sources;
    size_t sources_n;
    struct str theme_css; /* the preset's tokens as custom properties */
    struct packed theme_packed;
    struct str theme_path; /* "/tinh/theme.<hash>.css" */
    _Atomic int references;
};

struct state_input {
    const char *folder; /* SITE */
    struct str origin;  /* used when loa.conf names none */
    bool frozen; /* for a static copy: no forms, and origin, unless "", goes before loa.conf's */
    struct store_reader *reader;
    int64_t now_ms;
};

/* Reads configuration, preset, sections and creatives. The caller holds one reference to *out.
 * RC_NOTFOUND (no such file), RC_INVALID (file, line and cause in e), RC_LIMIT, RC_IO, RC_NOMEM. */
enum rc state_load(struct state_input in, struct state **out, struct err *e) MUST_USE;

struct state *state_ref(struct state *s);
void state_unref(struct state *s);

/* The section of that slug or id; NULL when there is none. */
const struct store_section *state_section_by_slug(const struct state *s, struct str slug);
const struct store_section *state_section_by_id(const struct state *s, int64_t id);

/* The hole of a slot by name; HOLE_NONE when no creative is booked in it. */
struct hole state_slot_hole(const struct state *s, struct str name);

/* The address of the logo of the source of that name; "" = it has none. */
struct str state_source_logo(const struct state *s, struct str name);

/* A heading: the preset's [blocks] word for block, else fallback. */
struct str state_heading(const struct state *s, struct str block, struct str fallback);

#endif

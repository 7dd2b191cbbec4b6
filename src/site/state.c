#include "site/state.h"

#include "article/rendition.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/rand.h"
#include "base/vec.h"
#include "page/static_file.h"
#include "site/creatives.h"
#include "site/link_gate.h"
#include "site/route.h"
#include "site/sealed_row.h"
#include "site/theme.h"

#include <stdatomic.h>

static bool is_web(struct str s)
{
    return str_starts(s, STR("https://")) || str_starts(s, STR("http://"));
}

/* ---- slots ---- */

static struct state_slot *slot_named(struct state *s, struct str name)
{
    for (size_t i = 0; i < s->slots_n; i++)
        if (str_eq(s->slots[i].name, name))
            return &s->slots[i];
    if (s->slots_n == STATE_SLOTS_MAX)
        return NULL;
    s->slots[s->slots_n].name = name;
    return &s->slots[s->slots_n++];
}

static struct str value(const struct state *s, struct str section, struct str key);

/* The address, or "" while readers may not follow it. */
static struct str open_link(struct state *s, struct store_reader *reader, struct str url)
{
    struct str origin = value(s, STR("site"), STR("origin"));
    return link_gate_is_open(reader, &s->arena, origin, url) ? url : STR("");
}

/* Creatives come ordered by slot, so each slot's are side by side. */
static enum rc load_slots(struct state *s, struct store_reader *reader, struct err *e)
{
    struct store_creative *all = NULL;
    size_t n = 0;
    enum rc rc = store_creatives(reader, &s->arena, &all, &n, e);
    size_t kept_n = 0;
    struct state_creative *kept = rc ? NULL : arena_array(&s->arena, n, sizeof *kept);
    for (size_t i = 0; kept && i < n; i++) {
        if (!sealed_row(reader, SEAL_CREATIVE, all[i].id))
            continue;
        struct state_slot *slot = slot_named(s, all[i].slot);
        if (!slot)
            return fail(e, RC_LIMIT, "more than %d differently named banner slots",
                        STATE_SLOTS_MAX);
        if (!slot->creatives)
            slot->creatives = &kept[kept_n];
        kept[kept_n].booked = all[i];
        kept[kept_n++].booked.link = open_link(s, reader, all[i].link);
        slot->creatives_n++;
    }
    return rc;
}

struct hole state_slot_hole(const struct state *s, struct str name)
{
    for (size_t i = 0; i < s->slots_n; i++)
        if (str_eq(s->slots[i].name, name))
            return (struct hole){HOLE_SLOT, (int64_t)i, s->slots[i].width_bytes};
    return (struct hole){.kind = HOLE_NONE};
}

/* ---- sections ---- */

const struct store_section *state_section_by_slug(const struct state *s, struct str slug)
{
    for (size_t i = 0; i < s->sections_n; i++)
        if (str_eq(s->sections[i].slug, slug))
            return &s->sections[i];
    return NULL;
}

const struct store_section *state_section_by_id(const struct state *s, int64_t id)
{
    for (size_t i = 0; id && i < s->sections_n; i++)
        if (s->sections[i].id == id)
            return &s->sections[i];
    return NULL;
}

static void fill_children(struct state *s, int64_t parent_id, struct view_menu *menu)
{
    struct vec links = VEC(struct view_link, &s->arena);
    for (size_t i = 0; i < s->sections_n; i++) {
        struct view_link *link = s->sections[i].parent_id == parent_id ? vec_push(&links) : NULL;
        if (!link)
            continue;
        link->title = s->sections[i].name;
        link->url = route_section_path(&s->arena, s->sections[i].slug, 1);
    }
    menu->children = links.p;
    menu->children_n = links.n;
}

static void fill_menu(struct state *s)
{
    struct vec menu = VEC(struct view_menu, &s->arena);
    for (size_t i = 0; i < s->sections_n; i++) {
        struct view_menu *item = s->sections[i].parent_id == 0 ? vec_push(&menu) : NULL;
        if (!item)
            continue;
        item->title = s->sections[i].name;
        item->url = route_section_path(&s->arena, s->sections[i].slug, 1);
        fill_children(s, s->sections[i].id, item);
    }
    struct view_menu *registry = s->features.registry ? vec_push(&menu) : NULL;
    if (registry)
        *registry =
            (struct view_menu){.title = s->words->register_,
                               .url = route_list_path(&s->arena, ROUTE_REGISTER, STR(""), 1)};
    s->view.menu = menu.p;
    s->view.menu_n = menu.n;
}

/* ---- sources ---- */

/* In its smallest width: it stands in a line of text. */
static struct str logo_url(struct arena *a, struct str path)
{
    int widths_px[RENDITION_RUNGS_MAX];
    if (rendition_widths(path, widths_px))
        path = rendition_path(a, path, widths_px[0], rendition_fallback(path));
    return str_concat(a, STR("/media/"), path);
}

static enum rc load_sources(struct state *s, struct store_reader *reader, struct err *e)
{
    struct store_feed *feeds = NULL;
    size_t n = 0;
    struct vec sources = VEC(struct state_source, &s->arena);
    enum rc rc = store_feeds(reader, &s->arena, &feeds, &n, e);
    for (size_t i = 0; !rc && i < n; i++) {
        bool taken = feeds[i].logo.n && !is_web(feeds[i].logo) &&
                     sealed_row(reader, SEAL_SOURCE, feeds[i].id);
        struct state_source *source = taken ? vec_push(&sources) : NULL;
        if (source)
            *source = (struct state_source){feeds[i].name, logo_url(&s->arena, feeds[i].logo)};
    }
    s->sources = sources.p;
    s->sources_n = sources.n;
    return rc;
}

struct str state_source_logo(const struct state *s, struct str name)
{
    for (size_t i = 0; i < s->sources_n; i++)
        if (str_eq_nocase(s->sources[i].name, name))
            return s->sources[i].logo_url;
    return STR("");
}

/* ---- configuration ---- */

/* loa.conf's value, else the preset's. */
static struct str value(const struct state *s, struct str section, struct str key)
{
    struct str own = ini_value(&s->conf, section, key);
    return own.n ? own : ini_value(&s->preset, section, key);
}

struct str state_heading(const struct state *s, struct str block, struct str fallback)
{
    struct str heading = value(s, STR("blocks"), block);
    return heading.n ? heading : fallback;
}

/* True for a telephone number: digits with spaces, dots, hyphens, a plus, brackets. */
static bool is_phone(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool digit = byte_is_digit(s.p[i]);
        if (!digit && str_find_byte(STR(" .-+()"), s.p[i]) == 6)
            return false;
        digits += digit;
    }
    return digits >= 6;
}

static struct str phone_url(struct arena *a, struct str number)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("tel:"));
    for (size_t i = 0; i < number.n; i++)
        if (byte_is_digit(number.p[i]) || number.p[i] == '+')
            buf_add_byte(&b, number.p[i]);
    return buf_view(&b);
}

/* The address behind a line of the contacts: tel:, mailto:, the web address itself, or none. */
static struct str contact_url(struct arena *a, struct str text)
{
    if (is_web(text))
        return text;
    if (is_phone(text))
        return phone_url(a, text);
    bool mail = str_find_byte(text, '@') < text.n && str_find_byte(text, ' ') == text.n;
    return mail ? str_concat(a, STR("mailto:"), text) : STR("");
}

/* All `label = value` lines of a section of loa.conf. */
static void fill_figures(struct state *s, struct store_reader *reader, struct str section,
                         const struct view_figure **out, size_t *out_n)
{
    struct vec figures = VEC(struct view_figure, &s->arena);
    for (size_t i = 0; i < s->conf.entries_n; i++) {
        const struct ini_entry *entry = &s->conf.entries[i];
        bool ours = str_eq(entry->section, section) && entry->value.n;
        struct view_figure *figure = ours ? vec_push(&figures) : NULL;
        if (figure)
            *figure =
                (struct view_figure){entry->key, entry->value,
                                     open_link(s, reader, contact_url(&s->arena, entry->value))};
    }
    *out = figures.p;
    *out_n = figures.n;
}

/* [services]: only what has an address: no dead links. */
static void fill_services(struct state *s, struct store_reader *reader)
{
    struct vec links = VEC(struct view_link, &s->arena);
    for (size_t i = 0; i < s->conf.entries_n && links.n < STATE_SERVICES_MAX; i++) {
        const struct ini_entry *entry = &s->conf.entries[i];
        bool ours = str_eq(entry->section, STR("services")) && is_web(entry->value) &&
                    open_link(s, reader, entry->value).n;
        struct view_link *link = ours ? vec_push(&links) : NULL;
        if (link)
            *link = (struct view_link){.title = entry->key, .url = entry->value};
    }
    s->view.services = links.p;
    s->view.services_n = links.n;
}

static struct str media_or_static(struct state *s, struct str key, struct str fallback)
{
    struct str path = value(s, STR("site"), key);
    if (path.n)
        return str_concat(&s->arena, STR("/media/"), path);
    const struct static_file *file = static_file_by_name(fallback);
    return file ? file->url : STR("");
}

static void fill_logo(struct state *s, struct store_reader *reader)
{
    struct str logo = value(s, STR("site"), STR("logo"));
    struct store_media media;
    if (logo.n == 0)
        return;
    s->view.logo_url = str_concat(&s->arena, STR("/media/"), logo);
    if (store_media_by_path(reader, &s->arena, logo, &media, NULL) != RC_OK || !media.width_px)
        return;
    s->view.logo_width = str_format(&s->arena, "%lld", (long long)media.width_px);
    s->view.logo_height = str_format(&s->arena, "%lld", (long long)media.height_px);
}

static void fill_look(struct state *s)
{
    struct view_site *v = &s->view;
    struct str preset = value(s, STR("site"), STR("preset"));
    v->preset = preset.n ? preset : STR("city");
    v->masthead = value(s, STR("look"), STR("masthead"));
    v->heads = value(s, STR("look"), STR("heads"));
    v->lead = value(s, STR("look"), STR("lead"));
    v->side = value(s, STR("look"), STR("side"));
    v->density = value(s, STR("look"), STR("density"));
    v->byline_below = str_eq(value(s, STR("features"), STR("byline")), STR("below"));
    v->count_first = str_eq(value(s, STR("features"), STR("comments-count")), STR("before"));
    v->theme_color = value(s, STR("theme"), STR("band"));
    v->style_url = static_url(STR("style.css"));
    v->script_url = static_url(STR("script.js"));
    v->theme_url = s->theme_path;
}

static void fill_site(struct state *s, struct state_input in)
{
    struct view_site *v = &s->view;
    struct str language = value(s, STR("site"), STR("language"));
    struct str origin = value(s, STR("site"), STR("origin"));
    struct str note = value(s, STR("site"), STR("sample_note"));
    v->language = language.n ? language : STR("vi");
    s->words = words_of(v->language);
    v->name = value(s, STR("site"), STR("name"));
    v->slogan = value(s, STR("site"), STR("slogan"));
    bool own = origin.n && !(in.frozen && in.origin.n);
    v->origin = str_copy(&s->arena, own ? origin : in.origin);
    v->frozen = in.frozen;
    while (str_ends(v->origin, STR("/")))
        v->origin.n--;
    v->sample_note = str_eq(note, STR("yes")) ? s->words->sample_note : note;
    v->copyright = value(s, STR("site"), STR("copyright"));
    v->icon_url = media_or_static(s, STR("icon"), STR("icon.svg"));
    v->touch_icon_url = media_or_static(s, STR("touch_icon"), STR("touch-icon.png"));
    v->year = str_format(&s->arena, "%d", civil_from_instant(in.now_ms).year);
    v->online = (struct hole){.kind = HOLE_ONLINE};
    v->today = (struct hole){.kind = HOLE_TODAY};
    v->week = (struct hole){.kind = HOLE_WEEK};
    v->total = (struct hole){.kind = HOLE_TOTAL};
    fill_figures(s, in.reader, STR("imprint"), &v->imprint, &v->imprint_n);
    fill_figures(s, in.reader, STR("contact"), &v->contacts, &v->contacts_n);
    fill_services(s, in.reader);
}

static bool feature(const struct state *s, struct str key, bool fallback)
{
    struct str own = ini_value(&s->conf, STR("site"), key);
    return ini_yes(own, ini_yes(ini_value(&s->preset, STR("features"), key), fallback));
}

static enum rc read_files(struct state *s, const char *folder, struct err *e)
{
    struct str dir = str_view(folder);
    const char *conf = str_cstr(&s->arena, str_concat(&s->arena, dir, STR("/loa.conf")));
    const char *preset = str_cstr(&s->arena, str_concat(&s->arena, dir, STR("/preset.ini")));
    enum rc rc = ini_read_file(&s->arena, conf, &s->conf, e);
    if (!rc)
        rc = ini_read_file(&s->arena, preset, &s->preset, e);
    if (!rc)
        rc = layout_read(&s->preset, &s->layout, e);
    if (!rc)
        rc = theme_make(&s->arena, &s->preset, &s->theme_css, e);
    return rc;
}

/* One that is not what was sealed has no name, no place in the menu and no page. */
static enum rc load_sections(struct state *s, struct store_reader *reader, struct err *e)
{
    size_t n = 0;
    enum rc rc = store_sections(reader, &s->arena, &s->sections, &n, e);
    for (size_t i = 0; !rc && i < n; i++)
        if (sealed_row(reader, SEAL_SECTION, s->sections[i].id))
            s->sections[s->sections_n++] = s->sections[i];
    return rc;
}

static enum rc load(struct state *s, struct state_input in, struct err *e)
{
    enum rc rc = read_files(s, in.folder, e);
    if (!rc)
        rc = load_sections(s, in.reader, e);
    if (!rc)
        rc = load_slots(s, in.reader, e);
    if (!rc)
        rc = load_sources(s, in.reader, e);
    if (rc)
        return rc;
    if (!packed_make(s->theme_css, &s->theme_packed))
        return fail(e, RC_NOMEM, "no memory for the theme");
    struct hash_content hash = hash_content(s->theme_css);
    s->theme_path =
        str_format(&s->arena, "/tinh/theme.%.*s.css", STR_ARG(hash_hex(&s->arena, hash.bytes, 4)));
    s->features = (struct state_features){
        .reactions = !in.frozen && feature(s, STR("reactions"), true),
        .comments = feature(s, STR("comments"), true),
        .moderation = feature(s, STR("moderation"), true),
        .questions = !in.frozen && feature(s, STR("questions"), true),
        .registry = feature(s, STR("register"), false),
    };
    fill_site(s, in);
    s->view.asks = s->features.questions;
    fill_logo(s, in.reader);
    fill_look(s);
    fill_menu(s);
    creatives_render(s);
    s->view.occasion = state_slot_hole(s, STR("occasion")); /* its width is known now */
    return arena_failed(&s->arena)
               ? fail(e, RC_LIMIT, "%s: configuration over its limit", in.folder)
               : RC_OK;
}

enum rc state_load(struct state_input in, struct state **out, struct err *e)
{
    struct state *s = mem_alloc(sizeof *s);
    if (!s)
        return fail(e, RC_NOMEM, "no memory for the configuration");
    arena_init(&s->arena, STATE_ARENA_MAX_BYTES);
    atomic_init(&s->references, 1);
    rand_bytes(&s->id, sizeof s->id);
    s->id |= 1; /* 0 is none */
    enum rc rc = load(s, in, e);
    if (rc) {
        state_unref(s);
        return rc;
    }
    *out = s;
    return RC_OK;
}

struct state *state_ref(struct state *s)
{
    atomic_fetch_add(&s->references, 1);
    return s;
}

void state_unref(struct state *s)
{
    if (!s || atomic_fetch_sub(&s->references, 1) != 1)
        return;
    packed_release(&s->theme_packed);
    arena_release(&s->arena);
    mem_free(s);
}

/* Creatives, media and settings. */
#include "store/store_internal.h"
#include "store/store_write_links.h"
#include "store/store_write_seal.h"

static void bind_creative(struct stmt *q, const struct store_creative *c)
{
    stmt_text(q, c->slot);
    stmt_text(q, c->picture);
    stmt_int(q, c->picture_width_px);
    stmt_int(q, c->picture_height_px);
    stmt_text(q, c->alt);
    stmt_text(q, c->link);
    stmt_text(q, c->title);
    stmt_time(q, c->from_ms);
    stmt_time(q, c->until_ms);
    stmt_int(q, c->weight);
}

/* Its link, in the ledger; link "" ends what was there. */
static enum rc note_link(struct write *w, const struct store_creative *c)
{
    struct link link;
    bool changed = false;
    bool leads_out = link_make(w->arena, LINK_BANNER, c->link, &link);
    struct links_put put = {.holder = STORE_LINKS_BANNER,
                            .object_id = c->id,
                            .revision = 1,
                            .links = &link,
                            .links_n = leads_out,
                            .origin = {c->brought_by, STR("loa banner")},
                            .now_ms = c->put_ms};
    return links_note(w, &put, c->link_meant, &changed);
}

enum rc write_put_creative(struct write *w, const struct store_creative *creative)
{
    struct stmt q;
    bool found = false;
    if (creative->slot.n == 0 || creative->weight < 1)
        return fail(w->e, RC_INVALID, "a creative needs a slot and a weight of at least 1");
    if (creative->id == 0) {
        stmt_start(&q, w->db, SQL_CREATIVE_INSERT, w->e);
    } else {
        stmt_start(&q, w->db, SQL_CREATIVE_UPDATE, w->e);
        stmt_int(&q, creative->id);
    }
    bind_creative(&q, creative);
    enum rc rc = stmt_run_int(&q, &w->result->id, &found);
    if (rc)
        return rc;
    if (!found)
        return fail(w->e, RC_NOTFOUND, "no creative %lld", (long long)creative->id);
    w->result->created = creative->id == 0;
    w->result->changed = true;
    rc = write_seal_row(w, SEAL_CREATIVE, w->result->id,
                        (struct seal_event){.act = creative->id ? SEAL_CHANGED : SEAL_PUBLISHED});
    struct store_creative known = *creative;
    known.id = w->result->id;
    if (rc == RC_OK)
        rc = note_link(w, &known);
    return rc ? rc : change_add(w, "creatives", 0);
}

enum rc write_remove_creative(struct write *w, const int64_t *id)
{
    struct stmt q;
    bool found = false;
    stmt_start(&q, w->db, SQL_CREATIVE_REMOVE, w->e);
    stmt_int(&q, *id);
    enum rc rc = stmt_run_int(&q, &w->result->id, &found);
    if (rc)
        return rc;
    if (!found)
        return fail(w->e, RC_NOTFOUND, "no creative %lld", (long long)*id);
    w->result->changed = true;
    rc = write_seal_row(w, SEAL_CREATIVE, *id, (struct seal_event){.act = SEAL_REMOVED});
    if (rc == RC_OK)
        rc = note_link(w, &(struct store_creative){.id = *id});
    return rc ? rc : change_add(w, "creatives", 0);
}

static enum rc media_same(struct write *w, const struct store_media *media, bool *found, bool *same)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_MEDIA, w->e);
    stmt_text(&q, media->path);
    *found = stmt_next(&q);
    *same = *found && str_eq(row_text(&q, w->arena, MEDIA_type), media->type) &&
            row_int(&q, MEDIA_width_px) == media->width_px &&
            row_int(&q, MEDIA_height_px) == media->height_px &&
            row_int(&q, MEDIA_size_bytes) == media->size_bytes &&
            (!media->files.n || str_eq(row_bytes(&q, MEDIA_files), media->files));
    return stmt_end(&q);
}

static enum rc put_files(struct write *w, const struct store_media *media)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_MEDIA_FILES_PUT, w->e);
    stmt_text(&q, media->path);
    stmt_text(&q, media->files);
    return stmt_run(&q);
}

enum rc write_put_media(struct write *w, const struct store_media *media)
{
    struct stmt q;
    bool found = false;
    bool same = false;
    if (media->path.n == 0 || media->width_px < 0 || media->height_px < 0)
        return fail(w->e, RC_INVALID, "media need a path and sizes of at least 0");
    enum rc rc = media_same(w, media, &found, &same);
    if (rc || same)
        return rc;
    stmt_start(&q, w->db, SQL_MEDIA_PUT, w->e);
    stmt_text(&q, media->path);
    stmt_text(&q, media->type);
    stmt_int(&q, media->width_px);
    stmt_int(&q, media->height_px);
    stmt_int(&q, media->size_bytes);
    w->result->created = !found;
    w->result->changed = true;
    rc = stmt_run(&q);
    if (rc == RC_OK && media->files.n)
        rc = put_files(w, media);
    const struct seal_object medium = {.thing = SEAL_MEDIUM, .name = media->path};
    return rc ? rc : write_seal_now(w, medium, 0);
}

enum rc write_set(struct write *w, const struct store_set *set)
{
    struct stmt q;
    if (set->name.n == 0)
        return fail(w->e, RC_INVALID, "a setting needs a name");
    stmt_start(&q, w->db, SQL_SETTING, w->e);
    stmt_text(&q, set->name);
    bool found = stmt_next(&q);
    bool same = found && str_eq(row_text(&q, w->arena, SETTING_value), set->value);
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK && same) /* as it stands there, perhaps behind Loa's back */
        rc = write_setting_sealed(w, set->name, &set->value, &same);
    if (rc || same)
        return rc;
    stmt_start(&q, w->db, SQL_SETTING_PUT, w->e);
    stmt_text(&q, set->name);
    stmt_text(&q, set->value);
    rc = stmt_run(&q);
    struct hash_content content = hash_content(set->value);
    if (rc == RC_OK)
        rc = write_seal_named(w, SEAL_SETTING, set->name, &content,
                              (struct seal_event){.act = found ? SEAL_CHANGED : SEAL_PUBLISHED});
    if (rc)
        return rc;
    w->result->created = !found;
    w->result->changed = true;
    struct str tag = str_format(w->arena, "setting:%.*s", STR_ARG(set->name));
    const char *tag_z = str_cstr(w->arena, tag);
    return change_add(w, tag_z, 0);
}

#include "site/creatives.h"

#include "base/hash.h"
#include "page/templates.h"

#include <string.h>

static struct view_creative view_of(struct state *s, const struct store_creative *c)
{
    struct arena *a = &s->arena;
    bool occasion = str_eq(c->slot, STR("occasion"));
    bool counted = c->link.n && !s->view.frozen;
    return (struct view_creative){
        .url = counted ? str_format(a, "/qc/%lld", (long long)c->id) : c->link,
        .picture_url = c->picture.n ? str_concat(a, STR("/media/"), c->picture) : STR(""),
        .picture_width =
            c->picture_width_px ? str_format(a, "%lld", (long long)c->picture_width_px) : STR(""),
        .picture_height =
            c->picture_width_px ? str_format(a, "%lld", (long long)c->picture_height_px) : STR(""),
        .alt = c->alt,
        .title = c->title,
        .label = occasion ? STR("") : s->words->advertisement,
        .is_occasion = occasion,
        .shows_title = str_eq(c->slot, STR("sponsored")),
    };
}

static struct str markup_of(struct state *s, const struct store_creative *c)
{
    struct view_creative view = view_of(s, c);
    struct page_out out;
    page_out_init(&out, &s->arena);
    template_creative(&out, &view);
    return page_out_html(&out).s;
}

/* text with spaces behind it up to width; "" when memory is out. */
static struct str padded(struct arena *a, struct str text, size_t width)
{
    if (text.n >= width)
        return text;
    char *to = arena_alloc(a, width);
    if (!to)
        return STR("");
    memset(to, ' ', width);
    memcpy(to, text.p, text.n);
    return (struct str){to, width};
}

static void render(struct state *s, struct state_slot *slot)
{
    size_t width = 0;
    for (size_t i = 0; i < slot->creatives_n; i++) {
        struct str *text = &slot->creatives[i].markup.text;
        *text = markup_of(s, &slot->creatives[i].booked);
        width = text->n > width ? text->n : width;
    }
    slot->width_bytes = width <= PAGE_SLOT_WIDTH_MAX ? width : 0;
    for (size_t i = 0; i < slot->creatives_n; i++) {
        struct state_creative *c = &slot->creatives[i];
        page_insert_init(&c->markup, padded(&s->arena, c->markup.text, slot->width_bytes));
        struct hash_content hash = hash_content(c->markup.text);
        memcpy(&c->hash, hash.bytes, sizeof c->hash);
    }
    page_insert_init(&slot->blank, page_blank(&s->arena, slot->width_bytes));
}

void creatives_render(struct state *s)
{
    for (size_t i = 0; i < s->slots_n; i++)
        render(s, &s->slots[i]);
}

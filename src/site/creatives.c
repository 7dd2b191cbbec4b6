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

static void render(struct state *s, struct state_creative *c)
{
    struct view_creative view = view_of(s, &c->booked);
    struct page_out out;
    page_out_init(&out, &s->arena);
    template_creative(&out, &view);
    page_insert_init(&c->markup, page_out_html(&out).s);
    struct hash_content hash = hash_content(c->markup.text);
    memcpy(&c->hash, hash.bytes, sizeof c->hash);
}

void creatives_render(struct state *s)
{
    for (size_t i = 0; i < s->slots_n; i++)
        for (size_t k = 0; k < s->slots[i].creatives_n; k++)
            render(s, &s->slots[i].creatives[k]);
}

#include "site/sources.h"

#include "article/rendition.h"
#include "base/buf.h"

/* The widest that is offered, and how wide it stands in static/style.css: on a phone, else. */
static const struct {
    int width_max_px;
    struct str sizes;
} PLACES[] = {
    [SOURCES_CARD] = {960, STR_INIT("(min-width:48rem) 24rem, 100vw")},
    [SOURCES_BODY] = {RENDITION_WIDTH_MAX_PX, STR_INIT("(min-width:60rem) 46rem, 100vw")},
};
_Static_assert(COUNT_OF(PLACES) == SOURCES_PLACE_COUNT, "every place has its sizes");

static struct str srcset(struct arena *a, struct str path, enum rendition_format format,
                         enum sources_place place)
{
    int widths_px[RENDITION_RUNGS_MAX];
    size_t n = rendition_widths(path, widths_px);
    struct buf out;
    buf_init(&out, a);
    for (size_t i = 0; i < n; i++) {
        if (i && widths_px[i] > PLACES[place].width_max_px)
            break;
        if (i)
            buf_add(&out, STR(", "));
        buf_addf(&out, "/media/%.*s %dw", STR_ARG(rendition_path(a, path, widths_px[i], format)),
                 widths_px[i]);
    }
    return buf_view(&out);
}

struct sources sources_of(struct arena *a, struct str path, enum sources_place place, bool eager)
{
    static const enum rendition_format BETTER[] = {RENDITION_AVIF, RENDITION_WEBP};
    int widths_px[RENDITION_RUNGS_MAX];
    struct sources out = {0};
    if (rendition_widths(path, widths_px) == 0)
        return out;
    struct view_source *better = arena_array(a, COUNT_OF(BETTER), sizeof *better);
    struct str sizes = PLACES[place].sizes;
    out.sizes = eager ? sizes : str_concat(a, STR("auto, "), sizes);
    out.srcset = srcset(a, path, rendition_fallback(path), place);
    for (size_t i = 0; better && i < COUNT_OF(BETTER); i++)
        better[i] = (struct view_source){.type = rendition_type(BETTER[i]),
                                         .srcset = srcset(a, path, BETTER[i], place),
                                         .sizes = out.sizes};
    out.better = better;
    out.better_n = better ? COUNT_OF(BETTER) : 0;
    return out;
}

#include "article/rendition.h"

#include "base/arena.h"

static const int LADDER_PX[] = {320, 640, 960, 1280};
_Static_assert(COUNT_OF(LADDER_PX) + 1 == RENDITION_RUNGS_MAX, "the ladder and the picture itself");

static const struct {
    struct str type, extension;
} FORMATS[] = {
#define X(name, type, extension) {STR_INIT(type), STR_INIT(extension)},
    RENDITION_FORMAT_TABLE(X)
#undef X
};
_Static_assert(COUNT_OF(FORMATS) == RENDITION_FORMAT_COUNT, "every format has a type");

struct str rendition_type(enum rendition_format format)
{
    return FORMATS[format].type;
}

struct str rendition_extension(enum rendition_format format)
{
    return FORMATS[format].extension;
}

static bool format_of(struct str extension, enum rendition_format *out)
{
    for (size_t i = 0; i < RENDITION_FORMAT_COUNT; i++)
        if (str_eq(extension, FORMATS[i].extension)) {
            *out = (enum rendition_format)i;
            return true;
        }
    return false;
}

size_t rendition_ladder(int width_px, int widths_px[RENDITION_RUNGS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(LADDER_PX) && LADDER_PX[i] < width_px; i++)
        widths_px[n++] = LADDER_PX[i];
    widths_px[n++] = width_px;
    return n;
}

/* "<name>-1200.jpg" */
struct parts {
    int width_px;
    enum rendition_format format;
};

static bool take_apart(struct str path, struct parts *out)
{
    size_t dot = str_find_last_byte(path, '.');
    struct str stem = str_first(path, dot);
    struct str digits = str_from(stem, str_find_last_byte(stem, '-') + 1);
    int64_t width_px = 0;
    if (!format_of(str_from(path, dot + 1), &out->format) || !str_to_int(digits, &width_px))
        return false;
    out->width_px = (int)width_px;
    return width_px > 0 && width_px <= RENDITION_WIDTH_MAX_PX && out->format >= RENDITION_JPEG;
}

size_t rendition_widths(struct str path, int widths_px[RENDITION_RUNGS_MAX])
{
    struct parts parts;
    return take_apart(path, &parts) ? rendition_ladder(parts.width_px, widths_px) : 0;
}

enum rendition_format rendition_fallback(struct str path)
{
    struct parts parts;
    return take_apart(path, &parts) ? parts.format : RENDITION_JPEG;
}

struct str rendition_path(struct arena *a, struct str path, int width_px,
                          enum rendition_format format)
{
    struct parts parts;
    if (take_apart(path, &parts) && parts.width_px == width_px && parts.format == format)
        return path;
    return str_format(a, "%.*s.%d.%.*s", STR_ARG(path), width_px,
                      STR_ARG(rendition_extension(format)));
}

/* True if the picture at path is there in that width and format, beside its own file. */
static bool is_made(struct str path, int64_t width_px, enum rendition_format format)
{
    int widths_px[RENDITION_RUNGS_MAX];
    size_t n = rendition_widths(path, widths_px);
    bool fallback = format == rendition_fallback(path);
    size_t last = fallback && n ? n - 1 : n; /* its own width in its own format is the picture */
    if (format >= RENDITION_JPEG && !fallback)
        return false;
    for (size_t i = 0; i < last; i++)
        if (widths_px[i] == width_px)
            return true;
    return false;
}

bool rendition_master(struct str path, struct str *master, struct str *type)
{
    size_t dot = str_find_last_byte(path, '.');
    struct str rest = str_first(path, dot);
    size_t before = str_find_last_byte(rest, '.');
    enum rendition_format format;
    int64_t width_px = 0;
    if (!format_of(str_from(path, dot + 1), &format) ||
        !str_to_int(str_from(rest, before + 1), &width_px) ||
        !is_made(str_first(rest, before), width_px, format))
        return false;
    *master = str_first(rest, before);
    *type = rendition_type(format);
    return true;
}

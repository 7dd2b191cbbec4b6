#include "source/html_style.h"

enum { STYLE_MAX_BYTES = 4096, OFF_SCREEN_PX = 500 };

static bool starts_nocase(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq_nocase(str_first(s, prefix.n), prefix);
}

/* The number value begins with, and what stands after it. */
static bool read_number(struct str value, double *number, struct str *unit)
{
    size_t i = 0;
    bool negative = value.n && value.p[0] == '-';
    double scale = 1;
    bool point = false;
    bool digits = false;
    *number = 0;
    for (i = negative || (value.n && value.p[0] == '+'); i < value.n && i < 20; i++) {
        if (value.p[i] == '.' && !point) {
            point = true;
            continue;
        }
        if (!byte_is_digit(value.p[i]))
            break;
        digits = true;
        scale = point ? scale / 10 : scale;
        *number = point ? *number + scale * (value.p[i] - '0') : *number * 10 + (value.p[i] - '0');
    }
    *number = negative ? -*number : *number;
    *unit = str_trim(str_from(value, i));
    return digits;
}

static bool is_zero(struct str value)
{
    double number = 0;
    struct str unit;
    return read_number(value, &number, &unit) && number == 0;
}

/* -9999px, -100em, -999% */
static bool is_off_screen(struct str value)
{
    double number = 0;
    struct str unit;
    if (!read_number(value, &number, &unit))
        return false;
    double px =
        starts_nocase(unit, STR("em")) || starts_nocase(unit, STR("rem")) ? number * 16 : number;
    return px <= -OFF_SCREEN_PX;
}

struct look {
    bool hidden;
    bool positioned;
    bool off_screen;
    bool zero_size;
    bool clipped;
    bool animated;
    bool invisible;
};

static void read_declaration(struct look *look, struct str name, struct str value)
{
    if (str_eq_nocase(name, STR("display")))
        look->hidden = look->hidden || starts_nocase(value, STR("none"));
    else if (str_eq_nocase(name, STR("visibility")))
        look->invisible = starts_nocase(value, STR("hidden")) || starts_nocase(value, STR("coll"));
    else if (str_eq_nocase(name, STR("font-size")))
        look->hidden = look->hidden || is_zero(value);
    else if (str_eq_nocase(name, STR("text-indent")))
        look->hidden = look->hidden || is_off_screen(value);
    else if (str_eq_nocase(name, STR("position")))
        look->positioned = starts_nocase(value, STR("abs")) || starts_nocase(value, STR("fix"));
    else if (str_eq_nocase(name, STR("left")) || str_eq_nocase(name, STR("top")) ||
             str_eq_nocase(name, STR("right")) || str_eq_nocase(name, STR("margin-left")) ||
             str_eq_nocase(name, STR("margin-top")))
        look->off_screen = look->off_screen || is_off_screen(value);
    else if (str_eq_nocase(name, STR("width")) || str_eq_nocase(name, STR("height")) ||
             str_eq_nocase(name, STR("max-height")) || str_eq_nocase(name, STR("max-width")))
        look->zero_size = look->zero_size || is_zero(value);
    else if (starts_nocase(name, STR("overflow")))
        look->clipped = starts_nocase(value, STR("hidden")) || starts_nocase(value, STR("clip"));
    else if (starts_nocase(name, STR("animation")))
        look->animated = true; /* shown when the script has run */
}

bool html_style_hides(struct str style)
{
    struct look look = {false};
    struct str part;
    style = str_first(style, STYLE_MAX_BYTES);
    while (str_next(&style, ';', &part)) {
        size_t colon = str_find_byte(part, ':');
        read_declaration(&look, str_trim(str_first(part, colon)),
                         str_trim(str_from(part, colon + 1)));
    }
    return look.hidden || (look.invisible && !look.animated) || look.off_screen ||
           (look.zero_size && (look.clipped || look.positioned));
}

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

/* -9999px, -100em, -999%, -100vw (-50vw is how a picture is as wide as the page) */
static bool is_off_screen(struct str value)
{
    enum { EM_PX = 16, VIEW_PX = 8 };
    double number = 0;
    struct str unit;
    struct str calc = STR("calc(");
    value = str_from(value, starts_nocase(value, calc) ? calc.n : 0);
    if (!read_number(value, &number, &unit))
        return false;
    if (starts_nocase(unit, STR("em")) || starts_nocase(unit, STR("rem")))
        number *= EM_PX;
    if (starts_nocase(unit, STR("vw")) || starts_nocase(unit, STR("vh")))
        number *= VIEW_PX;
    return number <= -OFF_SCREEN_PX;
}

/* ---- what links are hidden by ---- */

/* A colour's spelling without spaces and case: "#FFF", "#ffffff", "white" and "rgb(255,255,255)" are one. */
static struct str plain_colour(struct str value, char *room, size_t room_bytes)
{
    size_t n = 0;
    for (size_t i = 0; i < value.n && n < room_bytes; i++) {
        char c = value.p[i];
        if (!byte_is_space(c))
            room[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    struct str s = {room, n};
    bool white =
        str_eq(s, STR("white")) || str_eq(s, STR("#ffffff")) || str_eq(s, STR("rgb(255,255,255)"));
    bool black =
        str_eq(s, STR("black")) || str_eq(s, STR("#000000")) || str_eq(s, STR("rgb(0,0,0)"));
    if (white || black)
        return white ? STR("#fff") : STR("#000");
    return s;
}

static bool same_colour(struct str x, struct str y)
{
    enum { COLOUR_MAX_BYTES = 64 };
    char room_x[COLOUR_MAX_BYTES];
    char room_y[COLOUR_MAX_BYTES];
    return x.n && y.n &&
           str_eq(plain_colour(x, room_x, sizeof room_x), plain_colour(y, room_y, sizeof room_y));
}

static bool is_clear(struct str colour)
{
    enum { COLOUR_MAX_BYTES = 64 };
    char room[COLOUR_MAX_BYTES];
    struct str s = plain_colour(colour, room, sizeof room);
    bool mixed = str_starts(s, STR("rgb")) || str_starts(s, STR("hsl"));
    bool four = str_starts(s, STR("rgba(")) || str_starts(s, STR("hsla("));
    bool no_alpha = (four && (str_ends(s, STR(",0)")) || str_ends(s, STR(",0.0)")))) ||
                    (mixed && str_ends(s, STR("/0)")));
    bool no_hex = s.n && s.p[0] == '#' &&
                  ((s.n == 9 && str_ends(s, STR("00"))) || (s.n == 5 && s.p[4] == '0'));
    return str_eq(s, STR("transparent")) || no_alpha || no_hex;
}

/* At most that many pixels, or any other unit of them. */
static bool is_at_most(struct str value, double most)
{
    double number = 0;
    struct str unit;
    return read_number(value, &number, &unit) && number <= most;
}

/* What stands between function's bracket and the next one; false: value does not call it. */
static bool arguments_of(struct str value, struct str function, struct str *out)
{
    size_t at = str_find(value, function);
    *out = str_from(value, at + function.n);
    *out = str_first(*out, str_find_byte(*out, ')'));
    return at < value.n;
}

static bool calls_at_most(struct str value, struct str function, double most)
{
    struct str arguments;
    return arguments_of(value, function, &arguments) && is_at_most(arguments, most);
}

/* Any of the lengths, with spaces or commas between. */
static bool any_off_screen(struct str lengths)
{
    struct str part;
    struct str length;
    while (str_next(&lengths, ',', &part))
        while (str_next(&part, ' ', &length))
            if (is_off_screen(length))
                return true;
    return false;
}

static bool has_digit_but_zero(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '1' && s.p[i] <= '9')
            return true;
    return false;
}

static bool clips_all(struct str name, struct str value)
{
    struct str corners;
    if (str_eq(name, STR("clip")))
        return str_contains(value, STR("rect(0")) || str_contains(value, STR("rect(1px"));
    return str_eq(name, STR("clip-path")) &&
           (str_contains(value, STR("inset(50%")) || str_contains(value, STR("inset(100%")) ||
            calls_at_most(value, STR("circle("), 0) ||
            (arguments_of(value, STR("polygon("), &corners) && !has_digit_but_zero(corners)));
}

static bool transforms_away(struct str value)
{
    static const struct str MOVES[] = {STR_INIT("translate("), STR_INIT("translatex("),
                                       STR_INIT("translatey("), STR_INIT("translate3d(")};
    static const struct str SCALES[] = {STR_INIT("scale("), STR_INIT("scalex("),
                                        STR_INIT("scaley("), STR_INIT("scale3d(")};
    struct str arguments;
    for (size_t i = 0; i < COUNT_OF(MOVES); i++)
        if (arguments_of(value, MOVES[i], &arguments) &&
            str_find_byte(arguments, '%') == arguments.n && any_off_screen(arguments))
            return true;
    for (size_t i = 0; i < COUNT_OF(SCALES); i++)
        if (calls_at_most(value, SCALES[i], 0.05) && !str_contains(value, STR("scale(-")) &&
            !str_contains(value, STR("x(-")) && !str_contains(value, STR("y(-")))
            return true; /* below nothing is a mirror */
    return str_contains(value, STR("rotatex(90deg")) || str_contains(value, STR("rotatey(90deg"));
}

static bool moves_away(struct str name, struct str value)
{
    if (str_eq(name, STR("transform")))
        return transforms_away(value);
    if (str_eq(name, STR("scale")) || str_eq(name, STR("zoom")))
        return value.n && value.p[0] != '-' && is_at_most(value, 0.05);
    if (str_eq(name, STR("margin")) || str_eq(name, STR("inset")))
        return any_off_screen(value);
    return str_eq(name, STR("font")) &&
           (str_starts(value, STR("0/")) || str_starts(value, STR("0 ")) ||
            str_starts(value, STR("0px")));
}

static bool fades_out(struct str name, struct str value)
{
    enum { SPREAD_PX = -20 }; /* letters on top of each other */
    if (str_eq(name, STR("filter")))
        return calls_at_most(value, STR("opacity("), 0.05) ||
               calls_at_most(value, STR("alpha(opacity="), 5);
    if (str_eq(name, STR("letter-spacing")))
        return is_at_most(value, SPREAD_PX);
    return str_eq(name, STR("content-visibility")) && str_eq(value, STR("hidden"));
}

struct veil {
    struct str colour;
    struct str background;
    bool concealed;
    bool tiny;
    bool clipped;
};

static void read_veil(struct veil *v, struct str name, struct str value)
{
    enum { TINY_PX = 1 };
    if (str_eq_nocase(name, STR("color")))
        v->colour = value;
    else if (starts_nocase(name, STR("background")))
        v->background = value;
    else if (str_eq_nocase(name, STR("opacity")))
        v->concealed |= is_at_most(value, 0.05);
    else if (str_eq_nocase(name, STR("font-size")) || str_eq_nocase(name, STR("line-height")))
        v->concealed |=
            is_zero(value) || (str_contains(value, STR("px")) && is_at_most(value, TINY_PX));
    else if (str_eq_nocase(name, STR("width")) || str_eq_nocase(name, STR("height")) ||
             str_eq_nocase(name, STR("max-height")) || str_eq_nocase(name, STR("max-width")))
        v->tiny |= !str_contains(value, STR("%")) && !str_contains(value, STR("em")) &&
                   is_at_most(value, TINY_PX);
    else if (starts_nocase(name, STR("overflow")))
        v->clipped |= starts_nocase(value, STR("hidden")) || starts_nocase(value, STR("clip"));
    else
        v->concealed |= clips_all(name, value) || moves_away(name, value) || fades_out(name, value);
}

/* "\6e" and "\n" are n (CSS Syntax §4.3.7). Moves *i behind it. */
static char unescaped(struct str s, size_t *i)
{
    enum { HEX_MAX = 6 };
    unsigned value = 0;
    size_t n = 0;
    for (*i += 1; n < HEX_MAX && *i < s.n; n++, *i += 1) {
        char low = (char)(s.p[*i] | 0x20);
        if (byte_is_digit(s.p[*i]))
            value = value << 4 | (unsigned)(s.p[*i] - '0');
        else if (low >= 'a' && low <= 'f')
            value = value << 4 | (unsigned)(low - 'a' + 10);
        else
            break;
    }
    if (n == 0)
        return *i < s.n ? s.p[(*i)++] : ' ';
    *i += *i < s.n && byte_is_space(s.p[*i]); /* belongs to it */
    return value < 0x80 ? (char)value : '?';
}

/* In lower case, without comments, escapes and the spaces behind brackets: what a browser reads. */
static struct str plain_style(struct str s, char *room)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        struct str rest = str_from(s, i);
        if (str_starts(rest, STR("/*"))) {
            size_t end = str_find(str_from(rest, 2), STR("*/"));
            i += end + 4;
            continue;
        }
        char c = rest.p[0] == '\\' ? unescaped(s, &i) : s.p[i++];
        if (n && room[n - 1] == '(' && byte_is_space(c))
            continue;
        room[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : byte_is_space(c) ? ' ' : c;
    }
    return (struct str){room, n};
}

bool html_style_conceals(struct str style)
{
    char room[STYLE_MAX_BYTES];
    struct str part;
    if (!style.n)
        return false; /* as most */
    style = plain_style(str_first(style, STYLE_MAX_BYTES), room);
    struct veil v = {.concealed = html_style_hides(style)};
    while (str_next(&style, ';', &part)) {
        size_t colon = str_find_byte(part, ':');
        struct str value = str_trim(str_from(part, colon + 1));
        struct str important = STR("!important");
        if (str_ends(value, important))
            value = str_trim(str_first(value, value.n - important.n));
        read_veil(&v, str_trim(str_first(part, colon)), value);
    }
    return v.concealed || (v.tiny && v.clipped) || is_clear(v.colour) ||
           same_colour(v.colour, v.background);
}

/* ---- what nobody sees ---- */

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

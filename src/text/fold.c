#include "text/fold.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/norm.h"

/* ð and ɖ: what keyboards and old converters give for đ; anywhere in a word, not only where norm_text
 * is sure of it (QÐ-UBND). */
enum { D_STROKE_LOWER_CP = 0x111, ETH_LOWER_CP = 0xF0, D_TAIL_LOWER_CP = 0x256 };

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

struct str text_lower(struct arena *a, struct str s)
{
    if (is_ascii(s))
        return str_lower_ascii(a, s);
    return utf8_nfc(a, utf8_lower(a, norm_text(a, s)));
}

static uint32_t folded_cp(uint32_t cp)
{
    uint32_t lower = utf8_lower_cp(cp);
    bool d = lower == D_STROKE_LOWER_CP || lower == ETH_LOWER_CP || lower == D_TAIL_LOWER_CP;
    return d ? 'd' : lower;
}

static struct str fold_once(struct arena *a, struct str s)
{
    struct str rest = utf8_nfd(a, norm_text(a, s));
    struct buf b;
    buf_init(&b, a);
    while (rest.n) {
        uint32_t cp = utf8_next(&rest);
        if (cp == UTF8_BAD || utf8_is_mark(cp))
            continue;
        char out[4];
        buf_add(&b, (struct str){out, utf8_put(folded_cp(cp), out)});
    }
    return utf8_nfc(a, buf_view(&b));
}

/* A letter that was folded may make its neighbour one of another alphabet's that norm_text tells (Cyrillic а beside d,
 * which was ɖ): what still has such letters is folded until nothing changes. */
struct str text_fold(struct arena *a, struct str s)
{
    enum { TIMES_MAX = 4 };
    if (is_ascii(s))
        return str_lower_ascii(a, s);
    struct str folded = fold_once(a, s);
    for (int i = 0; i < TIMES_MAX && text_has_marks(folded); i++) {
        struct str again = fold_once(a, folded);
        if (str_eq(again, folded))
            break;
        folded = again;
    }
    return folded;
}

/* Latin letters beyond ASCII that carry no mark (æ, ß …) count as marked: nobody types them by
 * accident. */
bool text_has_marks(struct str s)
{
    while (s.n) {
        uint32_t cp = utf8_next(&s);
        if (cp >= 0x80 && cp != UTF8_BAD && (utf8_is_letter(cp) || utf8_is_mark(cp)))
            return true;
    }
    return false;
}

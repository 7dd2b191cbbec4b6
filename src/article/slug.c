#include "article/slug.h"

#include "base/buf.h"
#include "text/fold.h"

static bool is_slug_byte(char c)
{
    return (c >= 'a' && c <= 'z') || byte_is_digit(c);
}

struct str slug_from_title(struct arena *a, struct str s)
{
    struct str folded = text_fold(a, s);
    struct buf b;
    buf_init(&b, a);
    bool hyphen = false;
    for (size_t i = 0; i < folded.n && b.n <= SLUG_MAX_BYTES; i++) {
        if (!is_slug_byte(folded.p[i])) {
            hyphen = b.n > 0;
            continue;
        }
        if (hyphen)
            buf_add_byte(&b, '-');
        hyphen = false;
        buf_add_byte(&b, folded.p[i]);
    }
    struct str slug = buf_view(&b);
    if (slug.n > SLUG_MAX_BYTES) {
        struct str kept = str_first(slug, SLUG_MAX_BYTES);
        bool whole_word = slug.p[SLUG_MAX_BYTES] == '-';
        size_t hyphen_at = whole_word ? kept.n : str_find_last_byte(kept, '-');
        slug = str_first(kept, hyphen_at);
    }
    return slug.n ? slug : STR("bai");
}

bool slug_valid(struct str s)
{
    if (s.n == 0 || s.n > SLUG_MAX_BYTES)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        bool inside = i > 0 && i + 1 < s.n && s.p[i - 1] != '-';
        if (!is_slug_byte(s.p[i]) && !(s.p[i] == '-' && inside))
            return false;
    }
    return true;
}

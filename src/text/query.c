#include "text/query.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/norm.h"
#include "text/token.h"

static bool holds(const struct str *terms, size_t n, struct str term)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(terms[i], term))
            return true;
    return false;
}

/* At most QUERY_MAX_BYTES, without the beginning of a character that the cut would leave. */
static struct str bounded(struct str typed)
{
    size_t n = typed.n < QUERY_MAX_BYTES ? typed.n : QUERY_MAX_BYTES;
    while (n < typed.n && n && ((unsigned char)typed.p[n] & 0xC0) == 0x80)
        n--;
    return str_first(typed, n);
}

struct query query_read(struct arena *a, struct str typed)
{
    struct query q = {.exact_n = 0};
    struct str rest = norm_text(a, bounded(typed));
    struct str token;
    while (q.exact_n + q.folded_n < QUERY_TERMS_MAX && token_next(&rest, &token)) {
        bool exact = text_has_marks(token);
        struct str term = token_form(a, token, !exact);
        struct str *terms = exact ? q.exact : q.folded;
        size_t *n = exact ? &q.exact_n : &q.folded_n;
        if (term.n && !holds(terms, *n, term))
            terms[(*n)++] = term;
    }
    return q;
}

#include "text/similarity_feature.h"

#include "base/utf8.h"

void feature_reader_init(struct feature_reader *r, struct term_reader *terms, struct str text)
{
    *r = (struct feature_reader){.terms = terms, .rest = term_text(terms->arena, text)};
}

/* True when what stands between two tokens may begin a sentence, a quotation or a bracket. */
static bool gap_opens(struct str gap)
{
    for (size_t i = 0; i < gap.n; i++)
        if ((unsigned char)gap.p[i] >= 0x80 || str_find_byte(STR(".!?:;\"'(\n-"), gap.p[i]) < 10)
            return true;
    return false;
}

static bool is_capital(struct str token)
{
    uint32_t cp = utf8_next(&token);
    return utf8_lower_cp(cp) != cp;
}

bool feature_next(struct feature_reader *r, struct feature *out)
{
    struct str token;
    struct term_pair terms;
    if (!term_next(r->terms, &r->rest, &token, &terms))
        return false;
    struct str gap = {r->end, r->end ? (size_t)(token.p - r->end) : 0};
    *out = (struct feature){
        .key = feature_key_add(terms.exact, terms.exact >> 32),
        .capital = is_capital(token),
        .number = byte_is_digit(token.p[0]) && token.n > 1,
        .opens = !r->end || gap_opens(gap),
        .continues = gap.n == 1 && (gap.p[0] == ' ' || gap.p[0] == '_'),
    };
    if (r->before)
        out->pair = feature_key_add(r->before, out->key);
    r->before = out->key;
    r->end = token.p + token.n;
    return true;
}

#include "page/words.h"

#include "page/words_tables.h"

const struct words *words_of(struct str language)
{
    bool english = str_eq(language, STR("en")) || str_starts(language, STR("en-"));
    return english ? &words_en : &words_vi;
}

struct str words_with(struct arena *a, struct str pattern, struct str value)
{
    size_t at = str_find(pattern, STR("{n}"));
    if (at == pattern.n)
        return pattern;
    return str_format(a, "%.*s%.*s%.*s", STR_ARG(str_first(pattern, at)), STR_ARG(value),
                      STR_ARG(str_from(pattern, at + 3)));
}

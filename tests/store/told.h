/* What a text says, as facts for the register. */
#ifndef LOA_TESTS_STORE_TOLD_H
#define LOA_TESTS_STORE_TOLD_H

#include "register/facts.h"
#include "tests/test.h"

static inline const struct facts *told(struct arena *a, const char *text, int64_t published_ms)
{
    struct analysis *analysis = arena_alloc(a, sizeof *analysis);
    struct facts *facts = arena_alloc(a, sizeof *facts);
    struct err e = {0};
    assert_true(analysis && facts);
    if (analysis_make(a, str_view(text), published_ms, analysis, &e) ||
        facts_make(a, analysis, str_view(text), published_ms, facts, &e))
        fail_msg("%s: %s", text, e.text);
    return facts;
}

#endif

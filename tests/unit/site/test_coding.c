/* Accept-Encoding. */
#include "tests/test.h"

#include "site/coding.h"

struct coding_case {
    const char *first;  /* the first field; NULL: none */
    const char *second; /* another one */
    enum coding all;    /* chosen when everything is there */
    enum coding gzip;   /* when only gzip is */
};

static const struct coding_case CASES[] = {
    {NULL, NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip", NULL, CODING_GZIP, CODING_GZIP},
    {"GZIP", NULL, CODING_GZIP, CODING_GZIP},
    {"x-gzip", NULL, CODING_GZIP, CODING_GZIP},
    {"gzip, deflate, br, zstd", NULL, CODING_BROTLI, CODING_GZIP},
    {"gzip, deflate, zstd", NULL, CODING_ZSTD, CODING_GZIP},
    {"gzip", "br", CODING_BROTLI, CODING_GZIP},
    {"br;q=0.5, gzip", NULL, CODING_GZIP, CODING_GZIP},
    {"br;q=0.9,gzip;q=0.8", NULL, CODING_BROTLI, CODING_GZIP},
    {"br ; q=0.001 , gzip;Q=0.002", NULL, CODING_GZIP, CODING_GZIP},
    {"gzip;q=0", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;q=0.0", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;q=0.000, br", NULL, CODING_BROTLI, CODING_IDENTITY},
    {"gzip;q=1.0", NULL, CODING_GZIP, CODING_GZIP},
    {"gzip;q=1.", NULL, CODING_GZIP, CODING_GZIP},
    {"*", NULL, CODING_BROTLI, CODING_GZIP},
    {"*;q=0", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"*;q=0, gzip", NULL, CODING_GZIP, CODING_GZIP},
    {"*, br;q=0", NULL, CODING_ZSTD, CODING_GZIP},
    {"identity", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"identity;q=0.5, gzip;q=0.4", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"identity;q=0.5, gzip;q=0.5", NULL, CODING_GZIP, CODING_GZIP},
    {"identity;q=0, gzip", NULL, CODING_GZIP, CODING_GZIP},
    {"identity;q=0", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;q=2", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;q=0.1234", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;q=1.001", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;q=-1", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;q=a", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;q=", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzip;x=1", NULL, CODING_IDENTITY, CODING_IDENTITY},
    {"gzipped, brotli, ,;,", NULL, CODING_IDENTITY, CODING_IDENTITY},
};

static void table(void **state)
{
    static const bool ALL[CODING_COUNT] = {true, true, true, true};
    static const bool GZIP[CODING_COUNT] = {[CODING_GZIP] = true};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        const struct coding_case *c = &CASES[i];
        struct wire_field fields[] = {{STR("accept-encoding"), str_view(c->first)},
                                      {STR("Accept-Encoding"), str_view(c->second)}};
        struct wire_request req = {.fields = fields, .fields_n = !c->first ? 0 : c->second ? 2 : 1};
        if (coding_choose(&req, ALL) != c->all || coding_choose(&req, GZIP) != c->gzip)
            fail_msg("\"%s\": %d and %d", c->first ? c->first : "", (int)coding_choose(&req, ALL),
                     (int)coding_choose(&req, GZIP));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(table)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Golden files: what a writer makes is compared with a file beside the tests.
 *
 * The folder is the program's first argument. LOA_GOLDEN_WRITE=1 writes the files instead: look at
 * the difference before committing it. */
#ifndef LOA_TESTS_UNIT_PAGE_GOLDEN_H
#define LOA_TESTS_UNIT_PAGE_GOLDEN_H

#include "tests/test.h"

#include <stdlib.h>

enum { GOLDEN_BYTES_MAX = 1 << 16 };

static const char *golden_folder;

static inline void assert_golden(struct str got, const char *name)
{
    static char want[GOLDEN_BYTES_MAX];
    char path[4096];
    bool write = getenv("LOA_GOLDEN_WRITE") != NULL;
    (void)snprintf(path, sizeof path, "%s/%s", golden_folder, name);
    FILE *f = fopen(path, write ? "wb" : "rb");
    if (!f)
        fail_msg("%s cannot be opened", path);
    size_t n = write ? fwrite(got.p, 1, got.n, f) : fread(want, 1, sizeof want, f);
    (void)fclose(f);
    struct str golden = {write ? got.p : want, n};
    assert_str_eq(got, golden);
}

#endif

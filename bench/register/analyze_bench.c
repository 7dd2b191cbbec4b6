/* How many articles a second are analysed on one core.
 *
 * usage: analyze_bench FILE   (articles, a form feed between two)
 * Prints user time for the analysis alone, and with words and Analysis JSON. */
#include "register/analysis_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { FILE_BYTES_MAX = 64 << 20, KEPT_BYTES = 1 << 20 };

static double user_seconds(void)
{
    struct rusage use;
    if (getrusage(RUSAGE_SELF, &use) != 0)
        return 0;
    return (double)use.ru_utime.tv_sec + (double)use.ru_utime.tv_usec / 1e6;
}

static void run(struct str all, bool whole)
{
    struct segmenter model = segmenter_built_in();
    struct str article;
    struct str rest = all;
    size_t n = 0;
    size_t failed = 0;
    size_t most_bytes = 0;
    struct arena a;
    arena_init(&a, ANALYSIS_ARENA_BYTES);
    double start = user_seconds();
    while (str_next(&rest, '\f', &article)) {
        struct buf out;
        struct analysis x;
        struct segment_words words = {NULL, 0};
        buf_init(&out, &a);
        failed += analysis_make(&a, article, CLOCK_NONE, &x, NULL) != RC_OK;
        if (whole) {
            segment_words(&model, &a, article, &words);
            analysis_json_write(&out, &x, &words);
        }
        most_bytes = a.used_bytes > most_bytes ? a.used_bytes : most_bytes;
        arena_clear(&a, KEPT_BYTES);
        n++;
    }
    double seconds = user_seconds() - start;
    arena_release(&a);
    printf(
        "%-28s %zu articles, %zu failed, %.2f s: %.0f articles/s, %.1f MB/s; most memory %zu KiB\n",
        whole ? "with words and JSON" : "analysis", n, failed, seconds, (double)n / seconds,
        (double)all.n / 1e6 / seconds, most_bytes >> 10);
}

int main(int argc, char **argv)
{
    struct arena a;
    arena_init(&a, (size_t)FILE_BYTES_MAX + 1);
    char *bytes = arena_alloc(&a, FILE_BYTES_MAX);
    FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!f || !bytes)
        return EXIT_FAILURE;
    struct str all = {bytes, fread(bytes, 1, FILE_BYTES_MAX, f)};
    run(all, false);
    run(all, true);
    arena_release(&a);
    return fclose(f) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* loa extract: pages in, one Article JSON a line out. */
#include "app/args.h"
#include "app/say.h"
#include "app/verb.h"
#include "article/article_json.h"
#include "ingest/files.h"
#include "ingest/page.h"
#include "ingest/reader.h"

#include <limits.h>
#include <stdio.h>

static const char DETAILS[] =
    "Prints the article of each page as one line of Article JSON, as soon as it is read (of a list\n"
    "page, \"kind\":\"list\", its links as teasers). No site is needed.\n"
    "PATH is a file, a folder (walked in byte order) or - (standard input), packed with gzip or zstd\n"
    "or not, of any size. The format is known by the content:\n"
    "  text capture   one text node or paragraph a line, UTF-8, at most 8 MiB\n"
    "  Article JSON   one object, or one object a line\n"
    "  web archive    WARC 1.0 and 1.1, WACZ, WET: each page in it, in constant memory\n"
    "  and HTML, feeds, and the exports of other systems (docs/running.md)\n"
    "What cannot be read gets one line on standard error (file, place, cause); the rest goes on.\n"
    "\n"
    "  --lenient   broken records of an archive are named, and are no failure: for Hadoop's and\n"
    "              Spark's pipe, which give a whole task up for one\n"
    "\n"
    "Exit: 0 all read (a page of an archive that holds no article is named, and no failure),\n"
    "1 some input failed, 2 misuse.\n";

static const struct reader_place WHOLE_FILE = {"", 0, false};

enum { FILES_ARENA_BYTES = 256 << 20 }; /* the names of FILES_MAX files */

struct extraction {
    const char *verb;
    const char *path;
    bool lenient;
    bool failed;
};

static void complain(struct extraction *x, struct reader_place place, const char *cause)
{
    bool single = place.number && x->lenient;
    x->failed = x->failed || !(place.is_page || single);
    if (place.number)
        (void)say_failure(x->verb, "%s: %s %zu: %s", x->path, place.unit, place.number, cause);
    else
        (void)say_failure(x->verb, "%s: %s", x->path, cause);
}

static void list_failed(void *ctx, const char *path, const struct err *e)
{
    struct extraction *x = ctx;
    x->path = path;
    complain(x, WHOLE_FILE, e->text);
}

static bool print_item(void *ctx, const struct reader_item *item, enum rc rc,
                       struct reader_place place, const struct err *e)
{
    struct extraction *x = ctx;
    struct buf out;
    if (rc) {
        complain(x, place, e->text);
        return true;
    }
    buf_init(&out, NULL);
    article_json_write(&out, &item->article);
    buf_add_byte(&out, '\n');
    if (buf_failed(&out))
        complain(x, place, "out of memory");
    else
        say_text(buf_view(&out));
    (void)fflush(stdout); /* a pipe's reader has it before the next page is read */
    buf_release(&out);
    return !ferror(stdout);
}

static int extract_paths(struct extraction x, const char *const *paths, size_t n)
{
    struct child *pages = page_child_new();
    struct arena a;
    arena_init(&a, FILES_ARENA_BYTES);
    struct files files = files_list(&a, paths, n, list_failed, &x);
    for (size_t i = 0; i < files.n && !ferror(stdout); i++) {
        x.path = files.paths[i];
        (void)reader_run_file(
            x.path, (struct reader_listener){.found = print_item, .ctx = &x, .pages = pages});
    }
    if (arena_failed(&a)) {
        x.path = paths[0];
        complain(&x, WHOLE_FILE, "too many files for one call");
    }
    child_free(pages);
    arena_release(&a);
    return x.failed ? EXIT_FAILED : EXIT_DONE;
}

int cmd_extract(int argc, char **argv)
{
    int code = EXIT_DONE;
    bool lenient = false;
    const struct args_option options[] = {{"--lenient", .flag = &lenient}};
    struct args args = {.usage = "PATH... [--lenient]",
                        .details = DETAILS,
                        .options = options,
                        .options_n = COUNT_OF(options),
                        .places_min = 1,
                        .places_max = INT_MAX};
    if (!args_read(&args, argc, argv, &code))
        return code;
    return extract_paths((struct extraction){.verb = args.verb, .lenient = lenient},
                         (const char *const *)args.places, (size_t)args.places_n);
}

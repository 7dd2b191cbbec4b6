/* loa extract: pages in, one Article JSON a line out. */
#include "app/args.h"
#include "app/say.h"
#include "app/verb.h"
#include "article/article_json.h"
#include "ingest/files.h"
#include "ingest/reader.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char DETAILS[] =
    "Prints the article of each page as one line of Article JSON. No site is needed.\n"
    "PATH is a file or a folder (walked in byte order). The format is known by the content:\n"
    "  text capture   one text node or paragraph a line, UTF-8, at most 8 MiB\n"
    "  Article JSON   one object, or one object a line\n"
    "What cannot be read gets one line on standard error (file, place, cause); the rest goes on.\n"
    "\n"
    "Exit: 0 all read, 1 some input failed, 2 misuse.\n";

enum { FILES_ARENA_BYTES = 256 << 20 }; /* the names of FILES_MAX files */

struct extraction {
    const char *verb;
    const char *path;
    bool failed;
};

static void complain(struct extraction *x, size_t line, const char *cause)
{
    x->failed = true;
    if (line)
        (void)say_failure(x->verb, "%s: line %zu: %s", x->path, line, cause);
    else
        (void)say_failure(x->verb, "%s: %s", x->path, cause);
}

static void list_failed(void *ctx, const char *path, const struct err *e)
{
    struct extraction *x = ctx;
    x->path = path;
    complain(x, 0, e->text);
}

static bool print_item(void *ctx, const struct reader_item *item, enum rc rc, size_t line,
                       const struct err *e)
{
    struct extraction *x = ctx;
    struct buf out;
    if (rc) {
        complain(x, line, e->text);
        return true;
    }
    buf_init(&out, NULL);
    article_json_write(&out, &item->article);
    buf_add_byte(&out, '\n');
    if (buf_failed(&out))
        complain(x, line, "out of memory");
    else
        say_text(buf_view(&out));
    buf_release(&out);
    return !ferror(stdout);
}

static void extract_file(struct extraction *x, const char *path)
{
    struct file file;
    struct err e = {""};
    x->path = path;
    if (file_read(path, READER_FILE_MAX_BYTES, &file, &e)) {
        complain(x, 0, e.text);
        return;
    }
    struct origin origin = {.path = str_view(path), .captured_ms = file.modified_ms};
    reader_run(file.bytes, origin, print_item, x);
    file_release(&file);
}

static int extract_paths(const char *verb, const char *const *paths, size_t n)
{
    struct extraction x = {.verb = verb};
    struct arena a;
    arena_init(&a, FILES_ARENA_BYTES);
    struct files files = files_list(&a, paths, n, list_failed, &x);
    for (size_t i = 0; i < files.n && !ferror(stdout); i++)
        extract_file(&x, files.paths[i]);
    if (arena_failed(&a)) {
        x.path = paths[0];
        complain(&x, 0, "too many files for one call");
    }
    arena_release(&a);
    return x.failed ? EXIT_FAILED : EXIT_DONE;
}

int cmd_extract(int argc, char **argv)
{
    int code = EXIT_DONE;
    struct args args = {
        .usage = "PATH...", .details = DETAILS, .places_min = 1, .places_max = INT_MAX};
    if (!args_read(&args, argc, argv, &code))
        return code;
    for (int i = 0; i < args.places_n; i++)
        if (strcmp(args.places[i], "-") == 0)
            return say_misuse(args.verb, "reading WARC from standard input is not there yet");
    return extract_paths(args.verb, (const char *const *)args.places, (size_t)args.places_n);
}

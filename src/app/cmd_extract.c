#include "app/cmd_extract.h"

#include "article/article_json.h"
#include "ingest/files.h"
#include "ingest/reader.h"

#include <stdio.h>
#include <string.h>

static const char HELP[] =
    "usage: loa extract PATH...\n"
    "\n"
    "Reads pages and prints the article of each as one line of Article JSON. No site is needed.\n"
    "PATH is a file or a folder (walked in byte order). The format is known by the content:\n"
    "  text capture   one text node or paragraph a line, UTF-8, at most 8 MiB\n"
    "  Article JSON   one object, or one object a line\n"
    "\n"
    "What cannot be read gets one line on standard error: file, place, cause; the rest goes on.\n"
    "Exit: 0 all read, 1 some input failed, 2 misuse.\n";

enum { FILES_ARENA_BYTES = 256 << 20 }; /* the names of FILES_MAX files */

struct extraction {
    const char *path;
    bool failed;
};

static void complain(const char *path, size_t line, const char *cause)
{
    if (line)
        fprintf(stderr, "%s: line %zu: %s\n", path, line, cause);
    else
        fprintf(stderr, "%s: %s\n", path, cause);
}

static void list_failed(void *ctx, const char *path, const struct err *e)
{
    struct extraction *x = ctx;
    x->failed = true;
    complain(path, 0, e->text);
}

static bool print_item(void *ctx, const struct reader_item *item, enum rc rc, size_t line,
                       const struct err *e)
{
    struct extraction *x = ctx;
    struct buf out;
    if (rc) {
        x->failed = true;
        complain(x->path, line, e->text);
        return true;
    }
    buf_init(&out, NULL);
    article_json_write(&out, &item->article);
    buf_add_byte(&out, '\n');
    if (buf_failed(&out)) {
        x->failed = true;
        complain(x->path, line, "out of memory");
    } else if (fwrite(out.p, 1, out.n, stdout) != out.n) {
        x->failed = true;
    }
    buf_release(&out);
    return !ferror(stdout);
}

static void extract_file(struct extraction *x, const char *path)
{
    struct file file;
    struct err e = {""};
    x->path = path;
    if (file_read(path, READER_FILE_MAX_BYTES, &file, &e)) {
        list_failed(x, path, &e);
        return;
    }
    struct origin origin = {.path = str_view(path), .captured_ms = file.modified_ms};
    reader_run(file.bytes, origin, print_item, x);
    file_release(&file);
}

static int extract_paths(const char *const *paths, size_t n)
{
    struct extraction x = {.failed = false};
    struct arena a;
    arena_init(&a, FILES_ARENA_BYTES);
    struct files files = files_list(&a, paths, n, list_failed, &x);
    for (size_t i = 0; i < files.n && !ferror(stdout); i++)
        extract_file(&x, files.paths[i]);
    if (arena_failed(&a)) {
        x.failed = true;
        complain("extract", 0, "too many files for one call");
    }
    arena_release(&a);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        complain("standard output", 0, "cannot be written");
        return 1;
    }
    return x.failed ? 1 : 0;
}

int cmd_extract(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(HELP, stdout);
            return 0;
        }
        if (strcmp(argv[i], "-") == 0) {
            fputs("loa extract: reading WARC from standard input is not there yet\n", stderr);
            return 2;
        }
        if (argv[i][0] == '-') {
            fprintf(stderr, "loa extract: unknown option %s; see loa extract --help\n", argv[i]);
            return 2;
        }
    }
    if (argc < 2) {
        fputs("usage: loa extract PATH...; see loa extract --help\n", stderr);
        return 2;
    }
    return extract_paths((const char *const *)(argv + 1), (size_t)(argc - 1));
}

/* loa analyze: articles in, what they say out. */
#include "app/args.h"
#include "app/say.h"
#include "app/verb.h"
#include "article/own_text.h"
#include "base/utf8.h"
#include "ingest/article_part.h"
#include "ingest/files.h"
#include "ingest/legacy_article.h"
#include "ingest/reader.h"
#include "register/analysis_json.h"
#include "source/recognise.h"
#include "text/wrap.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char DETAILS[] =
    "Prints what each article says, one Analysis JSON a line: sentences, words, persons with their\n"
    "offices, organizations, places, dates, events and agreements, each with its place in the text.\n"
    "A FILE (standard input without one, or for \"-\") is one article's text, a page's text capture\n"
    "(its menus and other articles are left out), or anything that `loa extract` reads, such as\n"
    "Article JSON; known by the content. Offsets are bytes of the text; of other formats, of the\n"
    "article's title, lead and blocks, a line each.\n"
    "  --date DATE  when it was published: completes dates without a year (22/11/2026, 2026-11-22)\n"
    "  --whole      all of the text is the article\n"
    "  --register   print each thing once, as the register lists it, without offsets\n"
    "\n"
    "Đọc bài, in ra người, chức vụ, cơ quan, địa danh, ngày tháng, hoạt động và thỏa thuận.\n"
    "\n"
    "Exit: 0 all read, 1 some input failed, 2 misuse.\n";

enum {
    ANALYZE_FILE_MAX_BYTES = 256 << 20, /* Article JSON lines of a large newsroom */
    ANALYZE_KEPT_BYTES = 1 << 20,       /* what an article of 10 KB needs: kept for the next one */
};

struct analyzing {
    const char *verb;
    const char *path;
    struct segmenter model;
    struct arena arena; /* one article at a time */
    int64_t date_ms;
    bool whole;
    bool short_form;
    bool failed;
};

static const struct reader_place WHOLE_FILE = {.number = 0};

static void complain(struct analyzing *x, struct reader_place place, const char *cause)
{
    x->failed = true;
    if (place.number)
        (void)say_failure(x->verb, "%s: %s %zu: %s", x->path, place.unit, place.number, cause);
    else
        (void)say_failure(x->verb, "%s: %s", x->path, cause);
}

/* The last part of a path names the document. */
static struct str document_name(const char *path)
{
    struct str name = str_view(path);
    size_t slash = str_find_last_byte(name, '/');
    return slash < name.n ? str_from(name, slash + 1) : name;
}

static void write_short(struct buf *out, struct str document, const struct analysis *analysis)
{
    buf_add(out, STR("{\"document\":"));
    buf_add_json(out, document);
    buf_add(out, STR(",\"register\":"));
    register_json_write(out, analysis);
    buf_add_byte(out, '}');
}

static void print_analysis(struct analyzing *x, struct str text, int64_t published_ms,
                           struct reader_place place, struct str document)
{
    struct arena *a = &x->arena;
    struct buf out;
    struct analysis analysis;
    struct segment_words words = {NULL, 0};
    struct err e = {""};
    buf_init(&out, a);
    enum rc rc =
        analysis_make(a, text, x->date_ms != CLOCK_NONE ? x->date_ms : published_ms, &analysis, &e);
    if (!rc && x->short_form)
        write_short(&out, document, &analysis);
    if (!rc && !x->short_form) {
        segment_words(&x->model, a, text, &words);
        analysis_json_write(&out, &analysis, &words);
    }
    buf_add_byte(&out, '\n');
    if (!rc && (buf_failed(&out) || arena_failed(a)))
        rc = fail(&e, RC_NOMEM, "out of memory");
    if (rc)
        complain(x, place, e.text);
    else
        say_data(buf_view(&out)); /* buf_add_json has left nothing that steers a terminal */
    arena_clear(a, ANALYZE_KEPT_BYTES);
}

static void analyze_text(struct analyzing *x, struct str bytes)
{
    struct arena a;
    struct err e = {""};
    int64_t published_ms = CLOCK_NONE;
    size_t bad_at = 0;
    enum rc rc = RC_OK;
    arena_init(&a, READER_ARTICLE_ARENA_BYTES);
    struct str text = legacy_page_text(&a, bytes);
    if (!utf8_valid(text, &bad_at))
        rc = fail(&e, RC_INVALID, "byte %zu: not UTF-8", bad_at);
    else if (!x->whole) /* the parts of a page are told by its lines */
        rc = article_part_of_page(&a, text_unwrap(&a, text), &text, &published_ms, &e);
    if (rc)
        complain(x, WHOLE_FILE, e.text);
    else
        print_analysis(x, text, published_ms, WHOLE_FILE, document_name(x->path));
    arena_release(&a);
}

static bool analyze_item(void *ctx, const struct reader_item *item, enum rc rc,
                         struct reader_place place, const struct err *e)
{
    struct analyzing *x = ctx;
    if (rc) {
        if (!place.is_page)
            complain(x, place, e->text);
        return true;
    }
    const struct article *art = &item->article;
    struct str path = art->provenance_path;
    size_t slash = str_find_last_byte(path, '/');
    print_analysis(x, article_own_text(item->a, art).text, art->published_ms, place,
                   slash < path.n ? str_from(path, slash + 1) : path);
    return !ferror(stdout);
}

static bool is_text(struct str bytes)
{
    const struct source_format *format = recognise(str_first(bytes, FORMAT_FIRST_BYTES));
    return strcmp(format->name, "capture") == 0;
}

static void analyze_bytes(struct analyzing *x, struct str bytes)
{
    struct origin origin = {.path = str_view(x->path), .captured_ms = CLOCK_NONE};
    if (x->whole || is_text(bytes))
        analyze_text(x, bytes);
    else
        (void)reader_run(bytes, origin, (struct reader_listener){.found = analyze_item, .ctx = x});
}

static void analyze_input(struct analyzing *x)
{
    enum { READ_BYTES = 64 << 10 };
    struct buf all;
    char bytes[READ_BYTES];
    buf_init(&all, NULL);
    x->path = "standard input";
    for (;;) {
        ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            complain(x, WHOLE_FILE, "cannot be read");
        if (n <= 0 || all.n > ANALYZE_FILE_MAX_BYTES)
            break;
        buf_add(&all, (struct str){bytes, (size_t)n});
    }
    if (buf_failed(&all) || all.n > ANALYZE_FILE_MAX_BYTES)
        complain(x, WHOLE_FILE, "larger than its limit");
    else
        analyze_bytes(x, buf_view(&all));
    buf_release(&all);
}

static void analyze_file(struct analyzing *x, const char *path)
{
    struct file file;
    struct err e = {""};
    if (strcmp(path, "-") == 0) {
        analyze_input(x);
        return;
    }
    x->path = path;
    if (file_read(path, ANALYZE_FILE_MAX_BYTES, &file, &e)) {
        complain(x, WHOLE_FILE, e.text);
        return;
    }
    analyze_bytes(x, file.bytes);
    file_release(&file);
}

int cmd_analyze(int argc, char **argv)
{
    int code = EXIT_DONE;
    const char *date = NULL;
    struct err e = {""};
    struct analyzing x = {.date_ms = CLOCK_NONE};
    const struct args_option options[] = {
        {"--date", &date, NULL},
        {"--whole", NULL, &x.whole},
        {"--register", NULL, &x.short_form},
    };
    struct args args = {.usage = "[--date DATE] [--whole] [--register] [FILE...]\n",
                        .details = DETAILS,
                        .options = options,
                        .options_n = COUNT_OF(options),
                        .places_max = INT_MAX};
    if (!args_read(&args, argc, argv, &code))
        return code;
    if (args_instant("--date", date, &x.date_ms, &e))
        return say_misuse(args.verb, "%s", e.text);
    x.verb = args.verb;
    x.model = segmenter_built_in();
    arena_init(&x.arena, ANALYSIS_ARENA_BYTES);
    if (args.places_n == 0)
        analyze_file(&x, "-");
    for (int i = 0; i < args.places_n && !ferror(stdout); i++)
        analyze_file(&x, args.places[i]);
    arena_release(&x.arena);
    return x.failed ? EXIT_FAILED : EXIT_DONE;
}

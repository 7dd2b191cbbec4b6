#include "app/story_lines.h"

#include "app/args.h"
#include "app/say.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "store/store_batch.h"
#include "store/store_story.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    LINE_MAX_BYTES = 4 << 20, /* as an article */
    ITEM_ARENA_BYTES = 32 << 20,
    RUN_ARENA_SHIFT = 31, /* ids and answers of some millions of items */
    FOLDER_PATH_BYTES = 256,
    PIECE_BYTES = 64 << 10,
    EXCERPT_MAX_CP = 220, /* as an import keeps it */
};

struct item {
    struct str name; /* as JSON */
    struct store_answer answer;
};

struct run {
    struct arena arena;
    const char *name; /* of the input, in messages */
    char folder[FOLDER_PATH_BYTES];
    struct store *store;
    struct store_batch batch;
    struct vec items; /* struct item * */
    int64_t now_ms;
    size_t refused; /* lines */
    struct err *e;
};

/* ---- the store ---- */

static enum rc open_store(struct run *run)
{
    const char *base = getenv("TMPDIR"); /* NOLINT(concurrency-mt-unsafe): nothing sets it */
    struct str folder = str_format(&run->arena, "%s/loa-story-XXXXXX", base ? base : "/tmp");
    if (folder.n >= sizeof run->folder)
        return fail(run->e, RC_LIMIT, "TMPDIR is too long");
    memcpy(run->folder, folder.p, folder.n);
    if (!mkdtemp(run->folder)) {
        run->folder[0] = '\0';
        return fail(run->e, RC_IO, "no folder can be made for the work; set TMPDIR");
    }
    const char *path = str_cstr(&run->arena, str_format(&run->arena, "%s/db", run->folder));
    enum rc rc = store_open(path, (struct store_options){.create = true}, &run->store, run->e);
    struct store_command section = {.kind = STORE_PUT_SECTION,
                                    .put_section = {.name = STR("tin"), .slug = STR("tin")}};
    return rc ? rc : store_run(run->store, &section, NULL, run->e);
}

static void remove_store(struct run *run)
{
    static const char *const files[] = {"db", "db-wal", "db-shm", "db-journal"};
    if (!run->folder[0])
        return;
    for (size_t i = 0; i < COUNT_OF(files); i++)
        (void)unlink(
            str_cstr(&run->arena, str_format(&run->arena, "%s/%s", run->folder, files[i])));
    (void)rmdir(run->folder);
}

/* ---- one line ---- */

/* The member's text, as Loa keeps text; "" when it is not there. */
static struct str member(struct arena *a, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value))
        return STR("");
    struct str text = {json_string_value(value), json_string_length(value)};
    return utf8_fold_space(a, text);
}

static int64_t date_of(struct arena *a, const json_t *object, int64_t now_ms)
{
    struct str text = member(a, object, "date");
    int64_t at_ms = CLOCK_NONE;
    if (text.n == 0 || args_instant("date", str_cstr(a, text), &at_ms, NULL))
        return now_ms;
    return at_ms < now_ms ? at_ms : now_ms; /* what is to come would wait for its time */
}

static enum rc put_item(struct run *run, struct arena *a, const json_t *object, struct item *item)
{
    struct article_block body = {.type = BLOCK_PARAGRAPH, .text = member(a, object, "body")};
    struct article art = {.title = member(a, object, "title"),
                          .lead = member(a, object, "lead"),
                          .source_name = member(a, object, "source"),
                          .blocks = &body,
                          .blocks_n = 1,
                          .published_ms = date_of(a, object, run->now_ms),
                          .updated_ms = CLOCK_NONE,
                          .provenance_captured_ms = CLOCK_NONE};
    if (art.title.n == 0) /* an item without one is alone, like one without words */
        art.title = STR("-");
    struct store_command c = {.kind = STORE_PUT_ARTICLE,
                              .put_article = {.article = &art,
                                              .excerpt = article_excerpt(a, &art, EXCERPT_MAX_CP),
                                              .body_json = STR("{}"),
                                              .section_slug = STR("tin"),
                                              .slug = STR("tin"),
                                              .now_ms = run->now_ms}};
    if (arena_failed(a))
        return fail(run->e, RC_NOMEM, "out of memory");
    return store_batch_submit(&run->batch, &c, &item->answer, run->e);
}

static struct item *new_item(struct run *run, const json_t *id)
{
    struct item **place = vec_push(&run->items);
    struct item *item = arena_alloc(&run->arena, sizeof *item);
    struct buf name;
    if (!place || !item)
        return NULL;
    buf_init(&name, &run->arena);
    if (json_is_string(id))
        buf_add_json(&name, (struct str){json_string_value(id), json_string_length(id)});
    else
        buf_add_int(&name, json_integer_value(id));
    *item = (struct item){.name = buf_view(&name)};
    *place = item;
    return item;
}

/* A line that is no item is told, and the rest goes on without it. */
static void refuse(struct run *run, size_t number, const char *why)
{
    run->refused++;
    (void)say_failure("story", "%s: line %zu: %s", run->name, number, why);
}

static const char *why_not(const json_t *object, const json_error_t *error)
{
    const json_t *id = json_object_get(object, "id");
    if (!object)
        return error->text;
    if (!json_is_object(object))
        return "not a JSON object";
    return json_is_string(id) || json_is_integer(id) ? NULL : "no id, which is a text or a number";
}

static enum rc read_line(struct run *run, struct str line, size_t number)
{
    struct arena a;
    json_error_t error;
    json_t *object = json_loadb(line.p, line.n, 0, &error);
    const char *why = why_not(object, &error);
    enum rc rc = RC_OK;
    arena_init(&a, ITEM_ARENA_BYTES);
    struct item *item = why ? NULL : new_item(run, json_object_get(object, "id"));
    if (why)
        refuse(run, number, why);
    else if (!item)
        rc = fail(run->e, RC_NOMEM, "line %zu: out of memory", number);
    else
        rc = put_item(run, &a, object, item);
    arena_release(&a);
    json_decref(object);
    return rc;
}

/* The next line into the buffer; false at the end. A line over the limit is read to its end and kept to
 * the limit and a piece. */
static bool next_line(FILE *in, struct buf *line)
{
    char piece[PIECE_BYTES];
    bool any = false;
    buf_clear(line);
    while (fgets(piece, sizeof piece, in)) {
        struct str text = str_view(piece);
        any = true;
        if (line->n <= LINE_MAX_BYTES)
            buf_add(line, text);
        if (str_ends(text, STR("\n")))
            break;
    }
    return any;
}

static enum rc read_lines(struct run *run, FILE *in)
{
    struct buf line;
    size_t number = 0;
    enum rc rc = RC_OK;
    buf_init(&line, NULL);
    while (!rc && next_line(in, &line)) {
        struct str text = str_trim(buf_view(&line));
        number++;
        if (buf_failed(&line))
            rc = fail(run->e, RC_NOMEM, "line %zu: out of memory", number);
        else if (text.n > LINE_MAX_BYTES)
            refuse(run, number, "longer than 4 MiB");
        else if (text.n)
            rc = read_line(run, text, number);
    }
    buf_release(&line);
    if (!rc && ferror(in))
        rc = fail(run->e, RC_IO, "the items cannot be read");
    return rc;
}

static enum rc put_lines(struct run *run, FILE *in)
{
    store_batch_init(&run->batch, run->store);
    enum rc rc = read_lines(run, in);
    if (!rc)
        rc = store_batch_wait(&run->batch, 0, run->e);
    store_batch_release(&run->batch);
    return rc;
}

/* ---- the answer ---- */

static enum rc print_stories(struct run *run)
{
    struct store_reader *r = NULL;
    enum rc rc = store_reader_open(run->store, &r, run->e);
    for (size_t i = 0; i < run->items.n && !rc; i++) {
        struct arena a;
        struct store_story story = {0};
        const struct item *item = *(struct item **)vec_at(&run->items, i);
        arena_init(&a, ITEM_ARENA_BYTES);
        rc = store_story_of(r, &a, item->answer.id, &story, run->e);
        if (rc == RC_NOTFOUND) {
            story.id = item->answer.id;
            rc = RC_OK;
        }
        if (!rc)
            say("{\"id\":%.*s,\"story\":%lld}\n", STR_ARG(item->name), (long long)story.id);
        arena_release(&a);
    }
    store_reader_close(r);
    return rc;
}

enum rc story_lines(FILE *in, const char *name, int64_t now_ms, struct err *e)
{
    struct run run = {.name = name, .now_ms = now_ms, .e = e};
    arena_init(&run.arena, (size_t)1 << RUN_ARENA_SHIFT);
    run.items = VEC(struct item *, &run.arena);
    enum rc rc = open_store(&run);
    if (!rc)
        rc = put_lines(&run, in);
    if (!rc)
        rc = print_stories(&run);
    store_close(run.store);
    remove_store(&run);
    arena_release(&run.arena);
    if (!rc && run.refused)
        rc = fail(e, RC_INVALID, "lines passed over: %zu", run.refused);
    return rc;
}

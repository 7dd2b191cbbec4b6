#include "source/nukeviet.h"

#include "base/mem.h"
#include "source/nukeviet_page.h"
#include "source/nukeviet_place.h"
#include "source/nukeviet_tables.h"
#include "source/sql_dump.h"

struct nukeviet {
    struct source_sink sink;
    struct sql_dump *dump;
    struct arena arena; /* of the tables */
    struct nukeviet_tables tables;
    size_t articles; /* told so far: the place */
    bool surveys;
    bool twice;
    bool stopped;
};

static bool tell(struct nukeviet *n, const struct nukeviet_module *module,
                 struct nukeviet_article *article, struct str body)
{
    struct arena a;
    struct doc d;
    struct err e = {""};
    struct nukeviet_whole whole = {&n->tables, module, article, body};
    arena_init(&a, NUKEVIET_ARTICLE_BYTES);
    enum rc rc = nukeviet_doc(&a, &whole, &d, &e);
    size_t place = ++n->articles;
    article->told = true;
    bool go_on = rc ? n->sink.refused(n->sink.ctx, place, rc, e.text)
                    : n->sink.found(n->sink.ctx, &d, &a, place);
    arena_release(&a);
    n->stopped = !go_on;
    return go_on;
}

static bool refuse_body(struct nukeviet *n, const struct nukeviet_module *module,
                        struct nukeviet_article *article)
{
    struct err e;
    enum rc rc = fail(&e, RC_INVALID, "%.*s: a text with the number %.*s has no row in %.*s_rows",
                      STR_ARG(module->prefix), STR_ARG(article->id), STR_ARG(module->prefix));
    article->told = true;
    n->stopped = !n->sink.refused(n->sink.ctx, ++n->articles, rc, e.text);
    return !n->stopped;
}

static bool take_body(struct nukeviet *n, const struct sql_row *row)
{
    struct nukeviet_module *module = NULL;
    struct str body = STR("");
    struct nukeviet_article *article = nukeviet_body(&n->tables, row, &module, &body);
    if (!article || article->told)
        return true;
    if (!n->twice) {
        if (article->body.n == 0)
            article->body = str_copy(&n->arena, body);
        return true;
    }
    if (article->known)
        return tell(n, module, article, body);
    /* a text of a module that has no news at all (pages, downloads) is none of ours */
    return module->order.n == 0 || refuse_body(n, module, article);
}

static bool wanted(void *ctx, struct str table)
{
    const struct nukeviet *n = ctx;
    return nukeviet_tables_want(table) || nukeviet_page_wants(&n->tables, table);
}

static bool take_page(struct nukeviet *n, const struct sql_row *row)
{
    struct arena a;
    struct doc d;
    struct err e = {""};
    arena_init(&a, NUKEVIET_ARTICLE_BYTES);
    enum rc rc = nukeviet_page_doc(&a, &n->tables, row, &d, &e);
    size_t place = ++n->articles;
    bool go_on = rc ? n->sink.refused(n->sink.ctx, place, rc, e.text)
                    : n->sink.found(n->sink.ctx, &d, &a, place);
    arena_release(&a);
    n->stopped = !go_on;
    return go_on;
}

static bool take_row(void *ctx, const struct sql_row *row)
{
    struct nukeviet *n = ctx;
    if (!nukeviet_tables_want(row->table))
        return n->surveys || !nukeviet_page_is(row) || take_page(n, row);
    if (n->surveys || !n->twice)
        nukeviet_tables_add(&n->tables, row);
    return n->surveys || take_body(n, row);
}

static bool too_long(void *ctx, struct str table)
{
    struct nukeviet *n = ctx;
    struct err e;
    enum rc rc = fail(&e, RC_LIMIT, "a row of %.*s is larger than 32 MiB", STR_ARG(table));
    return n->surveys || n->sink.refused(n->sink.ctx, ++n->articles, rc, e.text);
}

/* ---- the reader ---- */

static enum rc new_dump(struct nukeviet *n, struct err *e)
{
    struct sql_dump_handler handler = {wanted, take_row, too_long, n};
    sql_dump_free(n->dump);
    n->dump = NULL;
    return sql_dump_new(&handler, &n->dump, e);
}

static void nukeviet_close(void *reader)
{
    struct nukeviet *n = reader;
    if (!n)
        return;
    sql_dump_free(n->dump);
    arena_release(&n->arena);
    mem_free(n);
}

static enum rc nukeviet_open(const struct source_sink *sink, const struct source_origin *origin,
                             void **out, struct err *e)
{
    struct nukeviet *n = mem_alloc(sizeof *n);
    (void)origin;
    if (!n)
        return fail(e, RC_NOMEM, "out of memory");
    n->sink = *sink;
    arena_init(&n->arena, NUKEVIET_MAX_BYTES);
    nukeviet_tables_init(&n->tables, &n->arena);
    enum rc rc = new_dump(n, e);
    if (rc)
        nukeviet_close(n);
    else
        *out = n;
    return rc;
}

static enum rc check(const struct nukeviet *n, struct err *e)
{
    if (!arena_failed(&n->arena))
        return RC_OK;
    return fail(e, RC_LIMIT, "the dump's tables need more than %d MiB%s", NUKEVIET_MAX_BYTES >> 20,
                n->twice ? "" : "; read it from a file, not through a pipe");
}

static enum rc nukeviet_push(void *reader, struct str piece, struct err *e)
{
    struct nukeviet *n = reader;
    enum rc rc = sql_dump_push(n->dump, piece, e);
    return rc ? rc : check(n, e);
}

static void nukeviet_survey(void *reader)
{
    struct nukeviet *n = reader;
    n->surveys = n->twice = true;
}

static enum rc nukeviet_again(void *reader, struct err *e)
{
    struct nukeviet *n = reader;
    n->surveys = false;
    nukeviet_tables_settle(&n->tables);
    return new_dump(n, e);
}

/* What has not been told yet: articles whose bodies are not there, and all when the dump came once. */
static void tell_rest(struct nukeviet *n)
{
    for (size_t i = 0; i < n->tables.order.n && !n->stopped; i++) {
        struct nukeviet_module *m = *(struct nukeviet_module **)vec_at(&n->tables.order, i);
        for (size_t k = 0; k < m->order.n && !n->stopped; k++) {
            struct nukeviet_article *article = *(struct nukeviet_article **)vec_at(&m->order, k);
            if (!article->told)
                (void)tell(n, m, article, article->body);
        }
    }
}

static enum rc nukeviet_end(void *reader, struct err *e)
{
    struct nukeviet *n = reader;
    enum rc rc = n->stopped ? RC_OK : sql_dump_end(n->dump, e);
    if (n->stopped || (rc && rc != RC_INVALID))
        return rc;
    nukeviet_tables_settle(&n->tables);
    tell_rest(n);
    nukeviet_places_tell(&n->tables, &n->sink);
    if (n->articles == 0 && !rc)
        return fail(e, RC_INVALID, "a dump without NukeViet's news: no table …_rows with hometext");
    return rc;
}

static bool starts_nocase(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq_nocase(str_first(s, prefix.n), prefix);
}

/* The statement's next word is one of those that follow its first in a dump. */
static bool is_statement(struct str line)
{
    static const struct {
        struct str verb;
        struct str object;
    } STATEMENTS[] = {
        {STR_INIT("insert"), STR_INIT("into")},     {STR_INIT("insert"), STR_INIT("ignore")},
        {STR_INIT("replace"), STR_INIT("into")},    {STR_INIT("create"), STR_INIT("table")},
        {STR_INIT("create"), STR_INIT("database")}, {STR_INIT("drop"), STR_INIT("table")},
        {STR_INIT("lock"), STR_INIT("tables")},     {STR_INIT("set"), STR_INIT("sql_mode")},
        {STR_INIT("set"), STR_INIT("names")},       {STR_INIT("set"), STR_INIT("session")},
    };
    for (size_t i = 0; i < COUNT_OF(STATEMENTS); i++)
        if (starts_nocase(line, STATEMENTS[i].verb) &&
            starts_nocase(str_trim(str_from(line, STATEMENTS[i].verb.n)), STATEMENTS[i].object))
            return true;
    return false;
}

/* A line, comments before it, that begins a statement as dumps have them. */
static bool is_nukeviet(struct str first)
{
    struct str line;
    while (str_next_line(&first, &line)) {
        line = str_trim(line);
        if (is_statement(line) || starts_nocase(line, STR("-- MySQL dump")) ||
            starts_nocase(line, STR("-- phpMyAdmin")) || starts_nocase(line, STR("-- NUKEVIET")) ||
            starts_nocase(line, STR("-- MariaDB dump")) || starts_nocase(line, STR("/*!")))
            return true;
        if (line.n && !str_starts(line, STR("--")) && !str_starts(line, STR("#")) &&
            !starts_nocase(line, STR("use ")) && !starts_nocase(line, STR("start ")))
            return false;
    }
    return false;
}

const struct source_format format_nukeviet = {
    .name = "nukeviet",
    .words = "SQL dump of NukeViet",
    .kind = SOURCE_STREAM,
    .unit = "row",
    .is_export = true,
    .is = is_nukeviet,
    .open = nukeviet_open,
    .push = nukeviet_push,
    .end = nukeviet_end,
    .close = nukeviet_close,
    .survey = nukeviet_survey,
    .again = nukeviet_again,
};

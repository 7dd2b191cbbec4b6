/* loa export: every article of a site, for other systems and for Loa. */
#include "app/args.h"
#include "app/folder.h"
#include "app/say.h"
#include "app/static_export.h"
#include "app/verb.h"
#include "article/article_json.h"
#include "base/vec.h"
#include "page/exchange.h"
#include "site/ini_file.h"
#include "site/route.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char DETAILS[] =
    "Writes every article into a new file (\"-\" is standard output), one at a time, whatever their\n"
    "number; a server may run meanwhile.\n"
    "  --wxr FILE      WordPress: sections, tags, people, comments, lead pictures, drafts\n"
    "  --ninjs FILE    IPTC ninjs 3.0, a list of news items\n"
    "  --ghost FILE    Ghost 5\n"
    "  --json FILE     Article JSON, one a line; without comments and withdrawn articles\n"
    "  --static FOLDER the site itself as files for any web server: pages, feeds, media, redirects;\n"
    "                  again into the same folder: only what has changed\n"
    "  --origin URL    where the site is, for addresses; else that of loa.conf, else none\n"
    "Pictures are named by their addresses. To bring them along: loa import … --uploads SITE\n"
    "\n"
    "Exit: 0 done, 1 failed, 2 misuse.\n";

enum {
    ITEM_ARENA_BYTES = 256 << 20, /* one article with its comments */
    SITE_ARENA_BYTES = 256 << 20, /* sections, and Ghost's names of tags and people */
    IDS_AT_ONCE = 500,
    SECTION_DEPTH_MAX = 16, /* as the store's */
    COMMENTS_MAX = 100000,  /* of one article */
    OLD_MAX = 198,          /* addresses of one article, besides its own (ARTICLE_LIST_MAX) */
    FLUSH_BYTES = 1 << 20,
};

struct export
{
    const char *verb;
    const struct exchange_format *format; /* NULL: Article JSON lines */
    struct exchange x;
    struct folder site;
    struct arena arena;
    struct exchange_section *sections;
    size_t sections_n;
    FILE *file;
    struct buf out;
    size_t written;
    size_t left_out;
    struct err e;
};

/* ---- output ---- */

static enum rc flush(struct export *ex)
{
    struct str bytes = buf_view(&ex->out);
    if (buf_failed(&ex->out))
        return fail(&ex->e, RC_NOMEM, "out of memory");
    if (bytes.n && fwrite(bytes.p, 1, bytes.n, ex->file) != bytes.n)
        return fail(&ex->e, RC_IO, "cannot write: error %d", errno);
    buf_clear(&ex->out);
    return RC_OK;
}

/* ---- one article ---- */

static enum rc read_sections(struct export *ex)
{
    struct store_section *all = NULL;
    enum rc rc = store_sections(ex->site.reader, &ex->arena, &all, &ex->sections_n, &ex->e);
    if (rc)
        return rc;
    ex->sections = arena_array(&ex->arena, ex->sections_n, sizeof *ex->sections);
    if (!ex->sections)
        return fail(&ex->e, RC_NOMEM, "out of memory");
    for (size_t i = 0; i < ex->sections_n; i++)
        ex->sections[i] =
            (struct exchange_section){all[i].id, all[i].parent_id, all[i].name, all[i].slug};
    return RC_OK;
}

static const struct exchange_section *section_by_id(const struct export *ex, int64_t id)
{
    for (size_t i = 0; i < ex->sections_n; i++)
        if (ex->sections[i].id == id)
            return &ex->sections[i];
    return NULL;
}

/* The sections from the top down to id, in a. */
static void set_sections(const struct export *ex, struct arena *a, int64_t id,
                         struct exchange_item *item)
{
    struct vec down = VEC(const struct exchange_section *, a);
    const struct exchange_section *up[SECTION_DEPTH_MAX];
    size_t n = 0;
    for (const struct exchange_section *s = section_by_id(ex, id); s && n < SECTION_DEPTH_MAX;
         s = section_by_id(ex, s->parent_id))
        up[n++] = s;
    while (n) {
        const struct exchange_section **step = vec_push(&down);
        n--;
        if (step)
            *step = up[n];
    }
    item->sections = down.p;
    item->sections_n = down.n;
}

static enum rc read_comments(struct export *ex, struct arena *a, struct exchange_item *item)
{
    struct vec all = VEC(struct exchange_comment, a);
    struct store_comments_query q = {item->id, 0, STORE_EXPORT_PAGE_MAX};
    size_t n = 0;
    do {
        struct store_comment *some = NULL;
        enum rc rc = store_comments_all(ex->site.reader, a, q, &some, &n, &ex->e);
        if (rc)
            return rc;
        for (size_t i = 0; i < n; i++) {
            struct exchange_comment *c =
                some[i].state == STORE_COMMENT_REJECTED ? NULL : vec_push(&all);
            if (c)
                *c = (struct exchange_comment){
                    some[i].id,   some[i].parent_id,  some[i].name,
                    some[i].text, some[i].created_ms, some[i].state == STORE_COMMENT_APPROVED};
            q.after_id = some[i].id;
        }
    } while (n == STORE_EXPORT_PAGE_MAX && all.n < COMMENTS_MAX);
    item->comments = all.p;
    item->comments_n = all.n;
    return RC_OK;
}

/* "article:42" becomes the path of that article. */
static enum rc name_links(struct export *ex, struct arena *a, const struct article *art)
{
    for (size_t i = 0; i < art->blocks_n; i++) {
        for (size_t k = 0; k < art->blocks[i].links_n; k++) {
            struct article_link *link = &art->blocks[i].links[k];
            struct store_card *cards = NULL;
            size_t n = 0;
            int64_t id = 0;
            if (!str_starts(link->url, STR("article:")) || !str_to_int(str_from(link->url, 8), &id))
                continue;
            enum rc rc = store_cards(ex->site.reader, a, &id, 1, &cards, &n, &ex->e);
            if (rc)
                return rc;
            link->url =
                n ? route_article_path(a, cards[0].section_slug, cards[0].slug, id) : STR("");
        }
    }
    return RC_OK;
}

static void name_media(const struct export *ex, struct arena *a, const struct article *art)
{
    for (size_t i = 0; i < art->blocks_n; i++) {
        art->blocks[i].src = exchange_url(&ex->x, a, art->blocks[i].src);
        art->blocks[i].poster = exchange_url(&ex->x, a, art->blocks[i].poster);
    }
    for (size_t i = 0; i < art->documents_n; i++)
        art->documents[i].url = exchange_url(&ex->x, a, art->documents[i].url);
}

static enum rc read_old(struct export *ex, struct arena *a, struct exchange_item *item)
{
    struct old_address *old = NULL;
    size_t n = 0;
    enum rc rc = store_redirects_of(ex->site.reader, a, item->id, OLD_MAX, &old, &n, &ex->e);
    if (rc)
        return rc;
    item->old.items = arena_array(a, n, sizeof *item->old.items);
    for (size_t i = 0; i < n && item->old.items; i++)
        item->old.items[item->old.items_n++] = old_address_write(a, old[i]);
    return RC_OK;
}

static void write_json(struct export *ex, struct arena *a, const struct exchange_item *item)
{
    struct article art = *item->article;
    if (item->withdrawn) {
        ex->left_out++;
        return;
    }
    name_media(ex, a, &art);
    if (art.url.n == 0 && ex->x.origin.n)
        art.url = exchange_url(&ex->x, a, item->path);
    art.old_urls = exchange_old_urls(&ex->x, a, item);
    article_json_write(&ex->out, &art);
    buf_add_byte(&ex->out, '\n');
    ex->written++;
}

static enum rc write_article(struct export *ex, struct arena *a, int64_t id)
{
    struct store_article stored;
    enum rc rc = store_article_by_id(ex->site.reader, a, id, &stored, &ex->e);
    if (rc)
        return rc == RC_NOTFOUND ? RC_OK : rc;
    struct exchange_item item = {
        .id = id,
        .article = &stored.article,
        .slug = stored.card.slug,
        .path = route_article_path(a, stored.card.section_slug, stored.card.slug, id),
        .withdrawn = stored.state == STORE_ARTICLE_WITHDRAWN,
        .modified_ms = stored.card.updated_ms,
        .views = stored.card.views};
    set_sections(ex, a, stored.section_id, &item);
    rc = name_links(ex, a, &stored.article);
    if (!rc)
        rc = read_old(ex, a, &item);
    if (!rc && ex->format)
        rc = read_comments(ex, a, &item);
    if (rc)
        return rc;
    if (arena_failed(a))
        return fail(&ex->e, RC_NOMEM, "article %lld needs more memory than its limit",
                    (long long)id);
    if (!ex->format) {
        write_json(ex, a, &item);
        return RC_OK;
    }
    ex->format->item(&ex->x, a, &item, &ex->out);
    ex->written++;
    return RC_OK;
}

/* ---- all of them ---- */

static enum rc write_one(struct export *ex, int64_t id)
{
    struct arena a;
    arena_init(&a, ITEM_ARENA_BYTES);
    enum rc rc = write_article(ex, &a, id);
    arena_release(&a);
    return !rc && ex->out.n > FLUSH_BYTES ? flush(ex) : rc;
}

static enum rc write_all(struct export *ex)
{
    int64_t after = 0;
    size_t n = 0;
    enum rc rc = RC_OK;
    do {
        struct arena a;
        int64_t *ids = NULL;
        arena_init(&a, ITEM_ARENA_BYTES);
        rc = store_article_ids(ex->site.reader, &a, after, IDS_AT_ONCE, &ids, &n, &ex->e);
        for (size_t i = 0; i < n && !rc; i++) {
            rc = write_one(ex, ids[i]);
            after = ids[i];
        }
        arena_release(&a);
    } while (n == IDS_AT_ONCE && !rc);
    return rc;
}

static enum rc write_file(struct export *ex)
{
    enum rc rc = read_sections(ex);
    if (rc)
        return rc;
    if (ex->format)
        ex->format->begin(&ex->x, ex->sections, ex->sections_n, &ex->out);
    rc = write_all(ex);
    if (ex->format)
        ex->format->end(&ex->x, &ex->out);
    return rc ? rc : flush(ex);
}

/* Origin, name and language, as loa.conf says. */
static enum rc read_conf(struct export *ex, const char *folder, struct str origin)
{
    struct ini conf;
    enum rc rc =
        ini_read_file(&ex->arena, folder_path(&ex->arena, folder, FOLDER_CONF), &conf, &ex->e);
    if (rc)
        return rc;
    ex->x.origin = origin.n ? origin : ini_value(&conf, STR("site"), STR("origin"));
    while (str_ends(ex->x.origin, STR("/")))
        ex->x.origin.n--;
    ex->x.site_name = ini_value(&conf, STR("site"), STR("name"));
    ex->x.language = STR("vi");
    return RC_OK;
}

static int run(struct export *ex, const char *path)
{
    bool to_stdout = strcmp(path, "-") == 0;
    ex->file = to_stdout ? stdout : fopen(path, "wbx");
    if (!ex->file)
        return say_failure(ex->verb, "%s: %s", path,
                           errno == EEXIST ? "is there already" : strerrordesc_np(errno));
    enum rc rc = write_file(ex);
    if (!to_stdout && fclose(ex->file) != 0 && !rc)
        rc = fail(&ex->e, RC_IO, "cannot write: error %d", errno);
    if (rc && !to_stdout)
        (void)remove(path);
    if (rc)
        return say_failure(ex->verb, "%s: %s", path, ex->e.text);
    if (!to_stdout)
        say("%zu bài\n", ex->written);
    if (ex->left_out && !to_stdout)
        say("%zu bài đã gỡ hoặc chưa đăng không có trong tệp\n", ex->left_out);
    return EXIT_DONE;
}

struct choice {
    const char *path;
    const struct exchange_format *format;
};

int cmd_export(int argc, char **argv)
{
    const char *wxr = NULL;
    const char *ninjs = NULL;
    const char *ghost = NULL;
    const char *json = NULL;
    const char *origin = NULL;
    const char *frozen = NULL;
    const struct args_option options[] = {{"--wxr", &wxr, NULL},       {"--ninjs", &ninjs, NULL},
                                          {"--ghost", &ghost, NULL},   {"--json", &json, NULL},
                                          {"--static", &frozen, NULL}, {"--origin", &origin, NULL}};
    struct args args = {.usage = "SITE --wxr FILE | --ninjs FILE | --ghost FILE | --json FILE | "
                                 "--static FOLDER [--origin URL]",
                        .details = DETAILS,
                        .options = options,
                        .options_n = COUNT_OF(options),
                        .places_min = 1,
                        .places_max = 1};
    int code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &code))
        return code;
    const struct choice choices[] = {
        {wxr, &exchange_wxr}, {ninjs, &exchange_ninjs}, {ghost, &exchange_ghost}, {json, NULL}};
    const struct choice *chosen = NULL;
    size_t chosen_n = 0;
    for (size_t i = 0; i < COUNT_OF(choices); i++) {
        chosen = choices[i].path ? &choices[i] : chosen;
        chosen_n += choices[i].path != NULL;
    }
    if (chosen_n + (frozen != NULL) != 1)
        return say_misuse(args.verb, "one of --wxr, --ninjs, --ghost, --json and --static");
    struct str address = STR("");
    struct err e = {""};
    if (args_origin("--origin", origin, &address, &e))
        return say_misuse(args.verb, "%s", e.text);
    if (frozen)
        return static_export(args.verb, args.places[0], frozen, origin);
    struct export ex = {.verb = args.verb, .format = chosen->format};
    ex.x.now_ms = clock_wall_now();
    arena_init(&ex.arena, SITE_ARENA_BYTES);
    map_init(&ex.x.tags, &ex.arena);
    map_init(&ex.x.people, &ex.arena);
    buf_init(&ex.out, NULL);
    if (folder_open(args.places[0], &ex.site, &ex.e) || read_conf(&ex, args.places[0], address))
        code = say_failure(args.verb, "%s", ex.e.text);
    else
        code = run(&ex, chosen->path);
    buf_release(&ex.out);
    folder_close(&ex.site);
    arena_release(&ex.arena);
    return code;
}

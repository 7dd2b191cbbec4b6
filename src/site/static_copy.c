#include "site/static_copy.h"

#include "base/buf.h"
#include "base/map.h"
#include "page/templates.h"
#include "site/copy_folder.h"
#include "site/copy_ledger.h"
#include "site/copy_links.h"
#include "site/deliver.h"
#include "site/files.h"
#include "site/machine.h"
#include "site/make.h"
#include "site/moved.h"
#include "site/site_internal.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ENTRIES_AT_ONCE = 1000, /* articles asked for in one query */
    CHANGES_AT_ONCE = 10000,
    CHANGES_MAX = 1000000, /* more, and every page is made */
    REDIRECTS_AT_ONCE = 1000,
    TELL_EVERY = 100, /* articles */
    PART_ARENA_BYTES = 64 << 20,
};

/* One copy under way. arena holds what is known of the whole; part is emptied after each page. */
struct copy {
    struct site *site;
    struct static_copy_options o;
    struct static_copy_report *report;
    struct err *e;
    struct state *state;
    struct store_reader *reader;
    struct media_gate media;
    struct arena arena;
    struct copy_folder folder;
    struct copy_reader old;
    struct copy_stamp was; /* of the old ledger */
    struct copy_stamp now;
    FILE *ledger;
    struct list_memo memo;
    struct map changed; /* tags that have changed since the old ledger */
    struct map seen;    /* addresses but those of articles: asked for in this copy */
    struct vec queue;   /* struct str: of those, the ones not yet made */
    size_t next;        /* of the queue */
};

static enum rc no_memory(struct copy *c)
{
    return fail(c->e, RC_NOMEM, "out of memory");
}

/* ---- what has to be made ---- */

/* What all pages hang on: program, configuration, and the day's look of the site (its year). */
static enum rc stamp_of(struct copy *c, struct hash_content *out)
{
    static const char *const names[] = {"/loa.conf", "/preset.ini"};
    struct buf b;
    struct arena a;
    enum rc rc = RC_OK;
    arena_init(&a, PART_ARENA_BYTES);
    buf_init(&b, &a);
    int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    struct stat st = {0};
    if (fd < 0 || fstat(fd, &st) != 0)
        rc = fail(c->e, RC_IO, "/proc/self/exe: cannot be read");
    buf_addf(&b, "%lld %lld %lld %.*s\n", (long long)st.st_size, (long long)st.st_mtim.tv_sec,
             (long long)st.st_mtim.tv_nsec, STR_ARG(c->state->view.origin));
    buf_add(&b, c->state->view.year);
    for (size_t i = 0; i < COUNT_OF(names) && !rc; i++) {
        struct ini ini;
        const char *path = str_cstr(&a, str_format(&a, "%s%s", c->site->folder, names[i]));
        rc = ini_read_file(&a, path, &ini, c->e);
        for (size_t k = 0; k < ini.entries_n && !rc; k++)
            buf_addf(&b, "%.*s\n%.*s\n%.*s\n", STR_ARG(ini.entries[k].section),
                     STR_ARG(ini.entries[k].key), STR_ARG(ini.entries[k].value));
    }
    if (fd >= 0)
        close(fd);
    if (!rc && buf_failed(&b))
        rc = no_memory(c);
    *out = hash_content(buf_view(&b));
    arena_release(&a);
    return rc;
}

/* Tags that make every page stale. */
static bool is_everything(struct str tag)
{
    return str_eq(tag, STR("all")) || str_eq(tag, STR("sections")) || str_eq(tag, STR("creatives"));
}

static enum rc read_changes(struct copy *c)
{
    struct store_change *changes = NULL;
    size_t n = 0;
    int64_t after = c->was.seq;
    do {
        enum rc rc = store_changes(c->reader, &c->arena, after, CHANGES_AT_ONCE, &changes, &n,
                                   &c->now.seq, c->e);
        if (rc)
            return rc;
        for (size_t i = 0; i < n; i++) {
            c->report->whole |= is_everything(changes[i].tag);
            map_set(&c->changed, changes[i].tag, NULL);
            after = changes[i].seq;
        }
        c->report->whole |= c->changed.n > CHANGES_MAX;
    } while (n == CHANGES_AT_ONCE && !c->report->whole);
    if (n == 0 || c->report->whole)
        return RC_OK;
    c->now.seq = after;
    return RC_OK;
}

/* Articles whose time has come since, and rankings, which are always new. */
static enum rc add_time(struct copy *c)
{
    int64_t due = CLOCK_NONE;
    enum rc rc = store_next_publication(c->reader, c->was.at_ms, &due, c->e);
    if (!rc && due != CLOCK_NONE && due <= c->o.now_ms)
        map_set(&c->changed, STR("site"), NULL);
    map_set(&c->changed, STR("ranking"), NULL);
    return rc;
}

/* True if any of the tags has changed. */
static bool is_stale(const struct copy *c, struct str tags)
{
    struct str tag;
    void *none = NULL;
    while (str_next(&tags, ' ', &tag))
        if (map_get(&c->changed, tag, &none))
            return true;
    return c->report->whole;
}

/* ---- writing ---- */

static void count_write(struct copy *c, bool changed)
{
    c->report->written += changed;
}

/* The tags of page with a space between, in a. */
static struct str tags_of(struct arena *a, const struct page *page)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < page_tags(page); i++) {
        if (i)
            buf_add_byte(&b, ' ');
        buf_add(&b, page_tag_at(page, i));
    }
    return buf_view(&b);
}

/* Puts an address into the queue if it is not there yet. Articles have their own way. */
static void ask_for(void *ctx, struct str path)
{
    struct copy *c = ctx;
    void *none = NULL;
    struct arena a;
    arena_init(&a, 64 << 10);
    struct route route = route_read(&a, path);
    arena_release(&a);
    if (route.kind == ROUTE_ARTICLE || map_get(&c->seen, path, &none))
        return;
    struct str copy = str_copy(&c->arena, path);
    struct str *item = map_set(&c->seen, copy, NULL) ? vec_push(&c->queue) : NULL;
    if (item)
        *item = copy;
}

static enum rc write_page(struct copy *c, struct arena *a, struct copy_line *line,
                          struct page *page)
{
    struct wire_request req = {.method = WIRE_HEAD, .arena = a, .now_ms = c->o.now_ms};
    struct wire_response res;
    struct delivery d = {.state = c->state,
                         .live = c->site->live,
                         .slots = &c->site->loops[0].slots,
                         .req = &req,
                         .res = &res};
    bool changed = false;
    wire_response_init(&res, 200);
    if (!deliver_plain(&d, page))
        return no_memory(c);
    struct page_segment *segments = arena_array(a, res.segments_n, sizeof *segments);
    if (!segments)
        return no_memory(c);
    for (size_t i = 0; i < res.segments_n; i++) {
        segments[i] = (struct page_segment){res.segments[i].p, res.segments[i].n};
        copy_links((struct str){segments[i].p, segments[i].n}, ask_for, c);
    }
    line->tags = tags_of(a, page);
    enum rc rc =
        copy_folder_write(&c->folder, line->file, segments, res.segments_n, &changed, c->e);
    count_write(c, changed);
    if (!rc)
        copy_writer_add(c->ledger, line);
    return rc;
}

/* Makes the page of route and writes it as line says; *made->status tells what it was. */
static enum rc copy_page(struct copy *c, struct arena *a, struct route route,
                         struct copy_line *line, struct made *made)
{
    struct job *j = arena_alloc(a, sizeof *j);
    if (!j)
        return no_memory(c);
    job_init(j, c->state, c->reader, a, c->o.now_ms, c->e);
    list_memo_trim(&c->memo);
    j->memo = &c->memo;
    j->plain = true;
    enum rc rc = machine_is(route) ? machine_make(j, route, made) : make_page(j, route, made);
    if (rc)
        return rc;
    c->report->made++;
    if (made->page && (made->status == 200 || route.kind == ROUTE_NONE))
        rc = write_page(c, a, line, made->page);
    page_unref(made->page);
    made->page = NULL;
    return rc;
}

/* A page that leads on, for hosts that know no redirects. */
static enum rc write_redirect(struct copy *c, struct arena *a, struct str from, struct str file,
                              struct str to)
{
    bool changed = false;
    struct page_out out;
    struct view_moved view = {
        .language = c->state->view.language,
        .title = c->state->words->moved,
        .url = to,
        .canonical_url = str_starts(to, STR("/")) ? str_concat(a, c->state->view.origin, to) : to,
    };
    page_out_init(&out, a);
    template_moved(&out, &view);
    struct str html = page_out_html(&out).s;
    if (page_out_failed(&out))
        return no_memory(c);
    struct page_segment all = {html.p, html.n};
    enum rc rc = copy_folder_write(&c->folder, file, &all, 1, &changed, c->e);
    count_write(c, changed);
    c->report->redirects++;
    copy_writer_add(c->ledger,
                    &(struct copy_line){.kind = COPY_REDIRECT, .path = from, .file = file});
    return rc;
}

static enum rc remove_file(struct copy *c, struct str file)
{
    c->report->removed++;
    return copy_folder_remove(&c->folder, file, c->e);
}

/* ---- articles ---- */

/* The old ledger's articles, beside the store's: both in order of ids. */
struct old_articles {
    struct copy_line line;
    bool there;
    bool damaged;
};

static void step_old(struct copy *c, struct old_articles *old)
{
    old->there = copy_reader_next(&c->old, &old->line, &old->damaged);
}

static bool is_article(const struct old_articles *old)
{
    return old->there && old->line.kind == COPY_ARTICLE;
}

/* Removes what the old ledger has before id: those are published no longer. */
static enum rc pass_until(struct copy *c, struct old_articles *old, int64_t id)
{
    enum rc rc = RC_OK;
    while (!rc && is_article(old) && old->line.id < id) {
        rc = remove_file(c, old->line.file);
        step_old(c, old);
    }
    return rc;
}

static enum rc copy_article(struct copy *c, struct old_articles *old,
                            const struct store_sitemap_entry *entry)
{
    struct arena a;
    arena_init(&a, PART_ARENA_BYTES);
    struct str path = route_article_path(&a, entry->section_slug, entry->slug, entry->id);
    struct copy_line line = {COPY_ARTICLE, entry->id, STR(""), copy_folder_name(&a, path), STR("")};
    bool known = is_article(old) && old->line.id == entry->id;
    bool same = known && str_eq(old->line.file, line.file);
    enum rc rc = RC_OK;
    struct made made = {0};
    struct route route = {.kind = ROUTE_ARTICLE,
                          .slug = entry->slug,
                          .section = entry->section_slug,
                          .id = entry->id};
    c->report->articles++;
    if (same && !is_stale(c, old->line.tags))
        copy_writer_add(c->ledger, &old->line);
    else
        rc = line.file.n ? copy_page(c, &a, route, &line, &made) : RC_OK;
    bool gone = known && !rc && (!same || (made.status != 0 && made.status != 200));
    if (gone)
        rc = remove_file(c, old->line.file); /* its address has changed, or it was withdrawn now */
    if (known)
        step_old(c, old);
    arena_release(&a);
    return rc;
}

static bool goes_on(const struct copy *c)
{
    return !c->o.goes_on || c->o.goes_on(c->o.ctx, c->report);
}

static enum rc copy_some_articles(struct copy *c, struct old_articles *old, int64_t *after,
                                  bool *more)
{
    struct arena a;
    struct store_sitemap_entry *entries = NULL;
    size_t n = 0;
    arena_init(&a, PART_ARENA_BYTES);
    enum rc rc = store_read_begin(c->reader, c->e);
    if (rc)
        return rc;
    rc = store_sitemap(c->reader, &a, *after, CLOCK_NONE, c->o.now_ms, ENTRIES_AT_ONCE, &entries,
                       &n, c->e);
    for (size_t i = 0; i < n && !rc; i++) {
        rc = pass_until(c, old, entries[i].id);
        if (!rc && !entries[i].withheld)
            rc = copy_article(c, old, &entries[i]);
        if (!rc && c->report->articles % TELL_EVERY == 0 && !goes_on(c))
            rc = fail(c->e, RC_BUSY, "stopped after %zu articles", c->report->articles);
        *after = entries[i].id;
    }
    *more = n == ENTRIES_AT_ONCE;
    store_read_end(c->reader);
    arena_release(&a);
    return rc;
}

static enum rc copy_articles(struct copy *c, struct old_articles *old)
{
    int64_t after = 0;
    bool more = true;
    enum rc rc = RC_OK;
    step_old(c, old);
    while (!rc && more)
        rc = copy_some_articles(c, old, &after, &more);
    return rc ? rc : pass_until(c, old, INT64_MAX);
}

/* ---- old addresses ---- */

/* The file of an old address, in a; "" for one that only a server can answer. It has no slash at the
 * end, but may be asked for with one. */
static struct str redirect_file(struct arena *a, struct str path)
{
    struct str last = str_from(path, str_find_last_byte(path, '/') + 1);
    if (str_find_byte(path, '?') < path.n)
        return STR("");
    if (str_ends(last, STR(".html")) || str_ends(last, STR(".htm")))
        return copy_folder_name(a, path);
    if (str_find_byte(last, '.') < last.n)
        return STR("");
    return copy_folder_name(a, str_concat(a, path, STR("/")));
}

/* Where an old address leads, in a; "" when it leads nowhere now. */
static enum rc redirect_target(struct copy *c, struct arena *a, struct old_address from,
                               struct str *out)
{
    struct store_redirect found;
    const struct store_redirect_ask ask = {
        from, {moved_other(a, from.path, 0), moved_other(a, from.path, 1)}};
    *out = STR("");
    enum rc rc = store_redirect_from(c->reader, a, &ask, &found, c->e);
    if (rc)
        return rc == RC_NOTFOUND || rc == RC_DENIED ? RC_OK : rc; /* loa verify names the second */
    bool hidden =
        found.article_id && (found.withdrawn_ms != CLOCK_NONE || found.listed_ms > c->o.now_ms);
    if (!hidden)
        *out = moved_location(a, &found);
    return RC_OK;
}

/* A site's own article may have the address of another system's. */
static enum rc is_own_article(struct copy *c, struct arena *a, struct str path, bool *own)
{
    struct route route = route_read(a, path);
    struct store_card *cards = NULL;
    size_t n = 0;
    *own = false;
    if (route.kind != ROUTE_ARTICLE)
        return RC_OK;
    enum rc rc = store_cards(c->reader, a, &route.id, 1, &cards, &n, c->e);
    *own = !rc && n &&
           str_eq(path, route_article_path(a, cards[0].section_slug, cards[0].slug, cards[0].id));
    return rc;
}

static enum rc copy_redirect(struct copy *c, struct arena *a, struct old_address from)
{
    struct str file = redirect_file(a, from.path);
    struct str to;
    bool own = false;
    void *none = NULL;
    enum rc rc = redirect_target(c, a, from, &to);
    if (!rc)
        rc = is_own_article(c, a, from.path, &own);
    if (rc || own || to.n == 0 || map_get(&c->seen, file, &none))
        return rc;
    if (file.n == 0) {
        c->report->left_out++;
        return RC_OK;
    }
    if (!map_set(&c->seen, str_copy(&c->arena, file), NULL))
        return no_memory(c);
    return write_redirect(c, a, file, file, to);
}

/* An address that some list of the site might have is left to the walk: the list goes first. */
static enum rc copy_some_redirects(struct copy *c, struct arena *a, struct old_address *after,
                                   bool *more)
{
    struct store_redirect *list = NULL;
    size_t n = 0;
    enum rc rc = store_redirects(c->reader, a, *after, REDIRECTS_AT_ONCE, &list, &n, c->e);
    for (size_t i = 0; i < n && !rc; i++) {
        struct str listed = str_concat(a, list[i].from.path, STR("/"));
        enum route_kind kind = route_read(a, listed).kind;
        if (kind == ROUTE_NONE || kind == ROUTE_ARTICLE)
            rc = copy_redirect(c, a, list[i].from);
        else
            ask_for(c, listed);
    }
    *more = n == REDIRECTS_AT_ONCE;
    if (n)
        *after = (struct old_address){str_copy(&c->arena, list[n - 1].from.host),
                                      str_copy(&c->arena, list[n - 1].from.path)};
    return rc;
}

static enum rc copy_redirects(struct copy *c)
{
    struct old_address after = {STR(""), STR("")};
    bool more = true;
    enum rc rc = RC_OK;
    while (!rc && more) {
        struct arena a;
        arena_init(&a, PART_ARENA_BYTES);
        rc = copy_some_redirects(c, &a, &after, &more);
        arena_release(&a);
    }
    return rc;
}

/* ---- everything else ---- */

static enum rc copy_file(struct copy *c, struct arena *a, struct route route, struct str path,
                         struct str file)
{
    struct wire_request req = {.method = WIRE_GET, .path = path, .arena = a, .now_ms = c->o.now_ms};
    struct wire_response res;
    bool changed = false;
    bool there = route.kind == ROUTE_MEDIA
                     ? files_media(&(struct files_media){c->site->folder, c->reader, &c->media},
                                   &req, route.rest, &res)
                     : files_static(c->state, &req, route.kind == ROUTE_ICON, &res);
    if (!there) {
        c->report->left_out++;
        return RC_OK;
    }
    enum rc rc = RC_OK;
    if (res.file_fd >= 0) {
        rc = copy_folder_take(&c->folder, file, res.file_fd, res.file_size_bytes, &changed, c->e);
        close(res.file_fd);
    } else {
        struct page_segment all = {res.segments_n ? res.segments[0].p : "",
                                   res.segments_n ? res.segments[0].n : 0};
        if (str_starts(res.content_type, STR("text/css")))
            copy_links((struct str){all.p, all.n}, ask_for, c);
        rc = copy_folder_write(&c->folder, file, &all, 1, &changed, c->e);
    }
    count_write(c, changed);
    copy_writer_add(c->ledger, &(struct copy_line){.kind = COPY_FILE, .path = path, .file = file});
    return rc;
}

/* Addresses that mean something only with a server behind them. */
static bool needs_server(enum route_kind kind)
{
    return kind == ROUTE_SEARCH || kind == ROUTE_SUGGEST || kind == ROUTE_CLICK ||
           kind == ROUTE_REACT || kind == ROUTE_COMMENT || kind == ROUTE_WEBSUB ||
           kind == ROUTE_LIVE || kind == ROUTE_OPENSEARCH;
}

/* No page of the site has the address: it may be an old one, else it has gone. */
static enum rc copy_missing(struct copy *c, struct arena *a, struct str path, struct str file)
{
    struct str to;
    struct old_address from = old_address_read(a, path);
    if (from.path.n == 0)
        return copy_folder_remove(&c->folder, file, c->e);
    enum rc rc = redirect_target(c, a, from, &to);
    if (rc)
        return rc;
    if (to.n)
        return write_redirect(c, a, path, file, to);
    return copy_folder_remove(&c->folder, file, c->e);
}

static enum rc copy_other(struct copy *c, struct arena *a, struct str path)
{
    struct route route = route_read(a, path);
    struct copy_line line = {.kind = COPY_PAGE, .path = path, .file = copy_folder_name(a, path)};
    struct made made = {0};
    if (needs_server(route.kind))
        return RC_OK;
    if (route.kind == ROUTE_MOVED) {
        ask_for(c, route.location); /* a web server adds the slash itself */
        return RC_OK;
    }
    if (line.file.n == 0 || route.kind == ROUTE_NONE) {
        c->report->left_out++;
        return RC_OK;
    }
    if (route.kind == ROUTE_MEDIA || route.kind == ROUTE_STATIC || route.kind == ROUTE_ICON)
        return copy_file(c, a, route, path, line.file);
    enum rc rc = copy_page(c, a, route, &line, &made);
    if (!rc && made.status != 200)
        rc = copy_missing(c, a, path, line.file);
    return rc;
}

/* ---- the walk ---- */

/* The old ledger's other lines: kept while nothing they show has changed. */
static enum rc keep_or_ask(struct copy *c, struct old_articles *old)
{
    enum rc rc = RC_OK;
    void *none = NULL;
    for (; old->there && !rc; step_old(c, old)) {
        const struct copy_line *line = &old->line;
        bool page = line->kind == COPY_PAGE;
        if (line->kind == COPY_REDIRECT)
            rc = map_get(&c->seen, line->path, &none) ? RC_OK : remove_file(c, line->file);
        else if (!page || is_stale(c, line->tags))
            ask_for(c, line->path);
        else if (!map_get(&c->seen, line->path, &none) &&
                 map_set(&c->seen, str_copy(&c->arena, line->path), NULL))
            copy_writer_add(c->ledger, line);
    }
    return rc;
}

/* After a copy made whole: what the walk did not come to again has gone. */
static enum rc remove_unseen(struct copy *c, struct old_articles *old)
{
    enum rc rc = RC_OK;
    void *none = NULL;
    for (; old->there && !rc; step_old(c, old)) {
        const struct copy_line *line = &old->line;
        if (!map_get(&c->seen, line->path, &none))
            rc = remove_file(c, line->file);
    }
    return rc;
}

static enum rc empty_queue(struct copy *c)
{
    enum rc rc = RC_OK;
    while (!rc && c->next < c->queue.n) {
        struct arena a;
        arena_init(&a, PART_ARENA_BYTES);
        rc = copy_other(c, &a, *(struct str *)vec_at(&c->queue, c->next++));
        arena_release(&a);
        if (!rc && !goes_on(c))
            rc = fail(c->e, RC_BUSY, "stopped after %zu articles", c->report->articles);
    }
    return rc;
}

static enum rc copy_not_found(struct copy *c)
{
    struct arena a;
    struct made made = {0};
    struct copy_line line = {.kind = COPY_PAGE, .path = STR("/404.html"), .file = STR("404.html")};
    arena_init(&a, PART_ARENA_BYTES);
    enum rc rc = map_set(&c->seen, line.path, NULL)
                     ? copy_page(c, &a, (struct route){.kind = ROUTE_NONE}, &line, &made)
                     : no_memory(c);
    arena_release(&a);
    return rc;
}

/* Those of the index, whose addresses are whole ones; a part may have no article left in it. */
static enum rc ask_for_sitemaps(struct copy *c)
{
    struct store_totals totals;
    enum rc rc = store_totals(c->reader, c->o.now_ms, &totals, c->e);
    for (int64_t part = 1; !rc && part <= machine_sitemap_parts(totals.max_article_id); part++)
        ask_for(c, str_format(&c->arena, "/sitemap-%lld.xml", (long long)part));
    return rc;
}

static enum rc walk(struct copy *c, struct old_articles *old)
{
    static const char *const roots[] = {
        "/", "/tin-moi/", "/robots.txt", "/sitemap.xml", "/sitemap-news.xml", "/favicon.ico"};
    enum rc rc = copy_articles(c, old);
    if (!rc)
        rc = copy_redirects(c);
    if (!rc && !c->report->whole)
        rc = keep_or_ask(c, old);
    for (size_t i = 0; i < COUNT_OF(roots) && !rc; i++)
        ask_for(c, str_view(roots[i]));
    if (!rc)
        rc = ask_for_sitemaps(c);
    if (!rc)
        rc = empty_queue(c);
    if (!rc)
        rc = copy_not_found(c);
    if (!rc && c->report->whole)
        rc = remove_unseen(c, old);
    if (!rc && old->damaged)
        rc = fail(c->e, RC_CORRUPT, "%s: a line is damaged; remove the file and copy again",
                  COPY_LEDGER_NAME);
    if (!rc && arena_failed(&c->arena))
        rc = fail(c->e, RC_LIMIT, "more addresses than fit into %d MB",
                  STATIC_COPY_ARENA_BYTES >> 20);
    return rc;
}

/* ---- beginning and end ---- */

/* A folder of something else is left alone: a wrong word on the command line costs nobody a disk. */
static enum rc check_empty(struct copy *c)
{
    DIR *dir = opendir(c->o.into);
    enum rc rc = RC_OK;
    const struct dirent *entry = NULL;
    if (!dir)
        return fail(c->e, RC_IO, "%s: cannot be read", c->o.into);
    while (!rc && (entry = readdir(dir)) != NULL) /* NOLINT(concurrency-mt-unsafe): own DIR */
        if (entry->d_name[0] != '.')
            rc = fail(c->e, RC_CONFLICT, "%s: holds files, and none of an earlier copy (%s)",
                      c->o.into, COPY_LEDGER_NAME);
    closedir(dir);
    return rc;
}

/* Reads the old ledger's head, and decides how much has to be made. */
static enum rc begin(struct copy *c)
{
    bool there = false;
    enum rc rc = copy_reader_open(c->folder.fd, &c->old, &c->was, &there, c->e);
    if (!rc && !copy_ledger_begun(c->folder.fd))
        rc = check_empty(c);
    c->now.at_ms = c->o.now_ms;
    if (!rc && c->state->view.origin.n == 0)
        rc = fail(c->e, RC_INVALID,
                  "sitemaps and feeds need the address of the copy: --origin "
                  "https://…, or [site] origin of loa.conf");
    if (!rc)
        rc = stamp_of(c, &c->now.made_by);
    c->report->whole =
        !there || memcmp(&c->was.made_by, &c->now.made_by, sizeof c->was.made_by) != 0;
    if (!rc)
        rc = read_changes(c);
    if (!rc)
        rc = add_time(c);
    return rc ? rc : copy_writer_open(c->folder.fd, c->now, &c->ledger, c->e);
}

static enum rc finish(struct copy *c)
{
    FILE *ledger = c->ledger;
    c->ledger = NULL;
    if (syncfs(c->folder.fd) != 0) {
        (void)fclose(ledger);
        return fail(c->e, RC_IO, "%s: cannot be brought to the disk", c->o.into);
    }
    return copy_writer_finish(c->folder.fd, ledger, c->e);
}

enum rc static_copy(struct site *s, struct static_copy_options o, struct static_copy_report *out,
                    struct err *e)
{
    struct copy c = {.site = s, .o = o, .report = out, .e = e, .reader = s->loops[0].reader};
    struct old_articles old = {0};
    *out = (struct static_copy_report){0};
    enum rc rc = copy_folder_open(o.into, &c.folder, e);
    if (rc)
        return rc;
    arena_init(&c.arena, STATIC_COPY_ARENA_BYTES);
    map_init(&c.changed, &c.arena);
    map_init(&c.seen, &c.arena);
    c.queue = VEC(struct str, &c.arena);
    c.state = site_state(s);
    list_memo_init(&c.memo, c.reader, LIST_MEMO_CARDS_WALK_BYTES);
    rc = begin(&c);
    if (!rc)
        rc = walk(&c, &old);
    if (!rc)
        rc = finish(&c);
    if (c.ledger)
        (void)fclose(c.ledger);
    copy_reader_close(&c.old);
    copy_folder_close(&c.folder);
    state_unref(c.state);
    list_memo_release(&c.memo);
    arena_release(&c.arena);
    return rc;
}

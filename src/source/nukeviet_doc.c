/* One article of NukeViet as a document. */
#include "source/nukeviet_tables.h"

#include "source/document_link.h"
#include "source/markup.h"

enum {
    DEPTH_MAX = 8,           /* of sections in sections; deeper is a circle */
    OTHER_SECTIONS_MAX = 10, /* further sections of an article, for its old addresses */
};

/* X(number, word): "_rows.status". A locked section adds 20 to that of its articles and one more. */
#define STATUS_TABLE(X)                                                                            \
    X(0, "suspended")                                                                              \
    X(1, "published")                                                                              \
    X(2, "scheduled")                                                                              \
    X(3, "expired")                                                                                \
    X(4, "draft")                                                                                  \
    X(5, "waiting for approval")                                                                   \
    X(6, "sent back by the approver")                                                              \
    X(7, "being approved")                                                                         \
    X(8, "waiting for publication")                                                                \
    X(9, "sent back by the publisher")                                                             \
    X(10, "being published")

enum { STATUS_SHOWN = 1, STATUS_WAITS_FOR_ITS_TIME = 2, STATUS_LOCKED = 20 };

static int64_t number(struct str s)
{
    int64_t n = 0;
    (void)str_to_int(str_trim(s), &n);
    return n;
}

/* What its readers and editors saw of it. */
static void set_state(struct arena *a, const struct nukeviet_article *article, struct doc *d)
{
    static const struct str WORDS[] = {
#define X(number, word) [number] = STR_INIT(word),
        STATUS_TABLE(X)
#undef X
    };
    int64_t status = article->status.n ? number(article->status) : STATUS_SHOWN;
    bool locked = status > STATUS_LOCKED;
    bool shown = status == STATUS_SHOWN || status == STATUS_WAITS_FOR_ITS_TIME;
    d->state = shown ? DOC_PUBLISHED : DOC_DRAFT;
    if (locked)
        d->status = STR("in a locked section");
    else if (status >= 0 && (size_t)status < COUNT_OF(WORDS))
        d->status = WORDS[status];
    else
        d->status = str_format(a, "status %lld", (long long)status);
    int64_t ends = nukeviet_time(article->exptime);
    d->expires_ms = ends != CLOCK_NONE && ends > 0 ? ends : 0;
    int64_t hits = number(article->hits);
    d->views = hits > 0 ? hits : 0;
}

static void set_times(const struct nukeviet_article *article, struct doc *d)
{
    int64_t edited = nukeviet_time(article->edittime);
    d->published_ms = nukeviet_time(article->publtime);
    if (d->published_ms == CLOCK_NONE)
        d->published_ms = nukeviet_time(article->addtime);
    d->updated_ms = edited > d->published_ms ? edited : CLOCK_NONE;
}

static const struct nukeviet_section *section_of(const struct nukeviet_module *m, struct str id)
{
    void *found = NULL;
    return map_get(&m->sections, str_trim(id), &found) ? found : NULL;
}

static void set_section(struct arena *a, const struct nukeviet_module *m,
                        const struct nukeviet_article *article, struct doc *d)
{
    struct str names[DEPTH_MAX];
    size_t n = 0;
    struct str id = article->catid;
    if (!section_of(m, id)) /* a section that is gone: the first of the others */
        id = str_first(article->listcatid, str_find_byte(article->listcatid, ','));
    for (const struct nukeviet_section *s = section_of(m, id); s && n < DEPTH_MAX;
         s = section_of(m, s->parent))
        names[n++] = s->title;
    struct str *steps = arena_array(a, n, sizeof *steps);
    if (n == 0 || !steps)
        return;
    for (size_t i = 0; i < n; i++)
        steps[i] = names[n - 1 - i];
    d->section = names[0];
    if (n > 1) {
        d->breadcrumb = steps;
        d->breadcrumb_n = n;
    }
}

static struct str name_of(const struct map *m, struct str id)
{
    const struct nukeviet_label *label = nukeviet_label(m, id);
    return label ? label->name : STR("");
}

static void set_labels(struct arena *a, const struct nukeviet_module *m,
                       const struct nukeviet_article *article, struct doc *d)
{
    struct vec tags = VEC(struct str, a);
    struct vec topics = VEC(struct str, a);
    struct str rest = article->keywords;
    struct str keyword;
    for (const struct nukeviet_text *t = article->tags; t; t = t->next)
        markup_add_text(&tags, t->text);
    for (const struct nukeviet_text *t = article->tag_ids; t; t = t->next)
        markup_add_text(&tags, name_of(&m->tags, t->text));
    while (m->tags.n == 0 && str_next(&rest, ',', &keyword)) /* 3.x had keywords and no tags */
        markup_add_text(&tags, markup_text(a, keyword));
    markup_add_text(&topics, name_of(&m->topics, article->topicid));
    rest = article->listcatid;
    while (str_next(&rest, ',', &keyword)) {
        const struct nukeviet_section *s = section_of(m, keyword);
        if (s && !str_eq(s->title, d->section))
            markup_add_text(&topics, s->title);
    }
    for (const struct nukeviet_text *t = article->block_ids; t; t = t->next) {
        bool featured = map_get(&m->featured, t->text, NULL);
        d->featured = d->featured || featured;
        if (!featured)
            markup_add_text(&topics, name_of(&m->groups, t->text));
    }
    d->tags = tags.p;
    d->tags_n = tags.n;
    d->topics = topics.p;
    d->topics_n = topics.n;
}

static void set_people(struct arena *a, const struct nukeviet_article *article, struct doc *d)
{
    struct vec people = VEC(struct doc_person, a);
    for (const struct nukeviet_text *t = article->authors; t; t = t->next)
        markup_person(&people, t->text, DOC_AUTHOR);
    if (article->author.n)
        markup_people(a, article->author, &people);
    d->people = people.p;
    d->people_n = people.n;
}

static void set_source(struct arena *a, const struct nukeviet_module *m,
                       const struct nukeviet_article *article, struct doc *d)
{
    void *found = NULL;
    struct str text = markup_text(a, article->sourcetext);
    bool address = str_starts(text, STR("http://")) || str_starts(text, STR("https://"));
    if (map_get(&m->sources, str_trim(article->sourceid), &found) && found) {
        const struct nukeviet_source *source = found;
        d->source_name = source->title;
        d->source_url = source->link;
    }
    if (address)
        d->source_url = text;
    else if (d->source_name.n == 0)
        d->source_name = text;
}

static void add_comments(const struct nukeviet_comment *c, struct vec *comments)
{
    for (; c; c = c->next) {
        struct doc_comment *kept = vec_push(comments);
        if (kept)
            *kept = c->comment;
    }
}

static void set_comments(struct arena *a, const struct nukeviet_whole *whole, struct doc *d)
{
    struct vec comments = VEC(struct doc_comment, a);
    add_comments(whole->article->comments.first, &comments);
    add_comments(nukeviet_shared(whole->tables, whole->module, whole->article), &comments);
    d->comments = comments.p;
    d->comments_n = comments.n;
}

/* ---- pictures ---- */

/* "/portal/uploads/news/a.jpg" lies beside the dump as "uploads/news/a.jpg". */
static struct str local_file(struct str src)
{
    size_t at = str_find(src, STR("/uploads/"));
    return src.n && src.p[0] == '/' && at < src.n ? str_from(src, at + 1) : src;
}

static void set_picture(struct arena *a, struct str upload, const struct nukeviet_article *article,
                        struct doc *d)
{
    enum { ELSEWHERE = 3 };
    struct str file = str_trim(article->homeimgfile);
    struct doc_block figure = {
        .type = DOC_FIGURE, .src = file, .alt = markup_text(a, article->homeimgalt)};
    for (size_t i = 0; i < d->blocks_n; i++) {
        d->blocks[i].src = local_file(d->blocks[i].src);
        d->blocks[i].poster = local_file(d->blocks[i].poster);
    }
    if (file.n == 0)
        return;
    if (number(article->homeimgthumb) != ELSEWHERE && !str_starts(file, STR("http")) &&
        file.p[0] != '/')
        figure.src = str_format(a, "uploads/%.*s/%.*s", STR_ARG(upload), STR_ARG(file));
    figure.src = local_file(figure.src);
    figure.caption = figure.alt;
    figure.credit = markup_credit(a, figure.caption);
    markup_lead_picture(a, d, &figure);
}

/* ---- files ---- */

/* "news/2024_05/a.pdf,news/2024_05/b.doc": below the folder of uploads, or whole addresses. Those of
 * the text are there already, as addresses. */
static void set_files(struct arena *a, const struct nukeviet_article *article, struct doc *d)
{
    struct vec files = VEC(struct doc_file, a);
    struct str rest = article->files;
    struct str one;
    for (size_t i = 0; i < d->files_n; i++)
        document_link_add(a, &files, d->files[i]);
    while (rest.n && files.n < DOCUMENT_LINKS_MAX && str_next(&rest, ',', &one)) {
        one = str_trim(one);
        if (one.n == 0)
            continue;
        if (str_starts(one, STR("/uploads/")) || str_starts(one, STR("uploads/")))
            one = str_from(one, str_find(one, STR("uploads/")) + 8);
        while (str_starts(one, STR("/")))
            one = str_from(one, 1);
        bool whole = str_starts(one, STR("http://")) || str_starts(one, STR("https://"));
        document_link_add(
            a, &files,
            (struct doc_file){.url = whole ? one : str_concat(a, STR("/uploads/"), one)});
    }
    d->files = files.p;
    d->files_n = files.n;
}

/* ---- addresses ---- */

struct place {
    struct str language;
    struct str module;
    struct str section; /* alias */
    struct str page;    /* "alias-id" */
};

/* What NukeViet makes of an article's place: plain, rewritten, with and without language and module
 * (its settings decide), 3.x with a slash at the end. */
static void add_addresses(struct arena *a, const struct place *p, struct vec *old)
{
    markup_add_text(old, str_format(a, "/%.*s/%.*s/%.*s.html", STR_ARG(p->module),
                                    STR_ARG(p->section), STR_ARG(p->page)));
    markup_add_text(old, str_format(a, "/%.*s/%.*s/%.*s/%.*s.html", STR_ARG(p->language),
                                    STR_ARG(p->module), STR_ARG(p->section), STR_ARG(p->page)));
    markup_add_text(old, str_format(a, "/%.*s/%.*s.html", STR_ARG(p->section), STR_ARG(p->page)));
    markup_add_text(old, str_format(a, "/%.*s/%.*s/%.*s.html", STR_ARG(p->language),
                                    STR_ARG(p->section), STR_ARG(p->page)));
    markup_add_text(old, str_format(a, "/index.php?language=%.*s&nv=%.*s&op=%.*s/%.*s",
                                    STR_ARG(p->language), STR_ARG(p->module), STR_ARG(p->section),
                                    STR_ARG(p->page)));
    markup_add_text(old, str_format(a, "/index.php?language=%.*s&nv=%.*s&op=%.*s/%.*s.html",
                                    STR_ARG(p->language), STR_ARG(p->module), STR_ARG(p->section),
                                    STR_ARG(p->page)));
    markup_add_text(old, str_format(a, "/%.*s/%.*s/%.*s/", STR_ARG(p->module), STR_ARG(p->section),
                                    STR_ARG(p->page)));
    markup_add_text(old, str_format(a, "/%.*s/%.*s/%.*s/%.*s/", STR_ARG(p->language),
                                    STR_ARG(p->module), STR_ARG(p->section), STR_ARG(p->page)));
}

struct site {
    struct str domain; /* "" = unknown */
    struct str module; /* its name in addresses */
};

static void set_addresses(struct arena *a, struct site site, const struct nukeviet_module *m,
                          const struct nukeviet_article *article, struct doc *d)
{
    struct vec old = VEC(struct str, a);
    struct str rest = article->listcatid;
    struct str id = STR("");
    const struct nukeviet_section *first = section_of(m, article->catid);
    struct place place = {
        m->language, site.module, first ? first->alias : STR(""),
        str_format(a, "%.*s-%.*s", STR_ARG(article->alias), STR_ARG(article->id))};
    /* many sites have the same tables and numbers: two that are merged must not meet */
    d->guid = str_format(a, "nukeviet:%.*s:%.*s:%.*s:%.*s", STR_ARG(site.domain),
                         STR_ARG(m->prefix), STR_ARG(article->id), STR_ARG(article->alias));
    /* wherever it stood: its section may be gone, and NukeViet asks for the last part alone */
    markup_add_text(&old, str_format(a, "/*/%.*s.html", STR_ARG(place.page)));
    markup_add_text(&old, str_format(a, "/*/%.*s", STR_ARG(place.page)));
    if (first)
        add_addresses(a, &place, &old);
    if (first && site.domain.n)
        d->url = str_format(a, "https://%.*s/%.*s/%.*s/%.*s/%.*s.html", STR_ARG(site.domain),
                            STR_ARG(m->language), STR_ARG(site.module), STR_ARG(place.section),
                            STR_ARG(place.page));
    for (size_t i = 0; i < OTHER_SECTIONS_MAX && str_next(&rest, ',', &id); i++) {
        const struct nukeviet_section *s = section_of(m, id);
        if (!s)
            continue;
        place.section = s->alias;
        add_addresses(a, &place, &old);
    }
    d->old_urls = old.p;
    d->old_urls_n = old.n;
}

enum rc nukeviet_doc(struct arena *a, const struct nukeviet_whole *whole, struct doc *out,
                     struct err *e)
{
    const struct nukeviet_tables *t = whole->tables;
    const struct nukeviet_module *m = whole->module;
    const struct nukeviet_article *article = whole->article;
    struct nukeviet_name name = nukeviet_name_of(a, t, m);
    struct doc d = {.title = markup_text(a, article->title),
                    .lead = markup_text(a, article->hometext),
                    .language = m->language};
    enum rc rc = markup_body(a, whole->body, STR(""), &d, e);
    if (rc)
        return rc;
    set_state(a, article, &d);
    set_times(article, &d);
    set_section(a, m, article, &d);
    set_labels(a, m, article, &d);
    set_people(a, article, &d);
    set_source(a, m, article, &d);
    set_comments(a, whole, &d);
    set_picture(a, name.upload, article, &d);
    set_files(a, article, &d);
    set_addresses(a, (struct site){t->domain, name.title}, m, article, &d);
    markup_title(a, &d);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "the article needs more memory than its limit");
    *out = d;
    return RC_OK;
}

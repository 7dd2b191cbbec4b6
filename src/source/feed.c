#include "source/feed.h"

#include "base/mem.h"
#include "source/feed_internal.h"

enum { HEAD_BYTES = 4096, GROW_FROM = 4 };

/* ---- lists of an item ---- */

/* One more element at the end of items; NULL past FEED_LIST_MAX or on a failed arena. */
static void *grown(struct arena *a, void **items, size_t *n, size_t width_bytes)
{
    if (*n >= FEED_LIST_MAX)
        return NULL;
    if (*n == 0 || (*n >= GROW_FROM && (*n & (*n - 1)) == 0)) {
        size_t room = *n ? *n * 2 : GROW_FROM;
        void *p = arena_grow(a, *items, *n * width_bytes, room * width_bytes);
        if (!p)
            return NULL;
        *items = p;
    }
    return (char *)*items + (*n)++ * width_bytes;
}

void feed_add_person(struct arena *a, struct feed_people *to, const struct feed_person *person)
{
    void *items = to->items;
    struct feed_person *p = NULL;
    if (!person->name.n && !person->email.n && !person->url.n)
        return;
    p = grown(a, &items, &to->items_n, sizeof *p);
    to->items = items;
    if (p)
        *p = *person;
}

void feed_add_text(struct arena *a, struct str **items, size_t *n, struct str text)
{
    void *p = *items;
    if (!text.n)
        return;
    for (size_t i = 0; i < *n; i++)
        if (str_eq((*items)[i], text))
            return;
    struct str *one = grown(a, &p, n, sizeof *one);
    *items = p;
    if (one)
        *one = text;
}

void feed_add_enclosure(struct arena *a, struct feed_item *item, const struct feed_enclosure *from)
{
    void *items = item->enclosures;
    for (size_t i = 0; i < item->enclosures_n; i++)
        if (str_eq(item->enclosures[i].url, from->url))
            return;
    struct feed_enclosure *x = grown(a, &items, &item->enclosures_n, sizeof *x);
    item->enclosures = items;
    if (x)
        *x = *from;
}

/* ---- items ---- */

void feed_begin_item(struct feed_reader *r)
{
    arena_release(&r->item_arena);
    r->item = (struct feed_item){
        .published_ms = CLOCK_NONE, .updated_ms = CLOCK_NONE, .created_ms = CLOCK_NONE};
}

void feed_give_item(struct feed_reader *r, size_t line)
{
    struct feed_item *item = &r->item;
    if (r->stopped)
        return;
    if (++r->items_n > FEED_ITEMS_MAX) {
        r->stopped = true;
        return;
    }
    if (!item->id.n)
        item->id = item->link;
    if (!item->authors.items_n)
        item->authors = r->about.authors;
    if (!item->language.n)
        item->language = r->about.language.n ? r->about.language : r->options.language;
    if (arena_failed(&r->item_arena))
        r->stopped = !r->sink.refused(r->sink.ctx, line, RC_LIMIT, "the item is too large");
    else
        r->stopped = !r->sink.item(r->sink.ctx, &r->about, item, &r->item_arena, line);
}

/* ---- the reader ---- */

enum rc feed_new(const struct feed_options *options, const struct feed_sink *sink,
                 struct feed_reader **out, struct err *e)
{
    struct feed_reader *r = mem_alloc(sizeof *r);
    if (!r)
        return fail(e, RC_NOMEM, "out of memory");
    *r = (struct feed_reader){.options = *options, .sink = *sink};
    arena_init(&r->arena, FEED_ABOUT_MAX_BYTES);
    arena_init(&r->item_arena, FEED_ITEM_MAX_BYTES);
    buf_init(&r->bytes, NULL);
    r->options.url = str_copy(&r->arena, options->url);
    r->options.content_type = str_copy(&r->arena, options->content_type);
    r->options.language = str_copy(&r->arena, options->language);
    r->about.published_ms = CLOCK_NONE;
    r->about.updated_ms = CLOCK_NONE;
    if (arena_failed(&r->arena)) {
        feed_free(r);
        return fail(e, RC_NOMEM, "out of memory");
    }
    *out = r;
    return RC_OK;
}

void feed_free(struct feed_reader *r)
{
    if (!r)
        return;
    arena_release(&r->arena);
    arena_release(&r->item_arena);
    buf_release(&r->bytes);
    mem_free(r);
}

enum rc feed_push(struct feed_reader *r, struct str bytes, struct err *e)
{
    if (bytes.n > FEED_MAX_BYTES - r->bytes.n)
        return fail(e, RC_LIMIT, "the feed is larger than %d bytes", FEED_MAX_BYTES);
    buf_add(&r->bytes, bytes);
    return buf_failed(&r->bytes) ? fail(e, RC_NOMEM, "out of memory") : RC_OK;
}

static struct str without_lead(struct str s)
{
    if (str_starts(s, STR("\xEF\xBB\xBF")))
        s = str_from(s, 3);
    while (s.n && byte_is_space(s.p[0]))
        s = str_from(s, 1);
    return s;
}

static enum rc read_text(struct feed_reader *r, struct str utf8, struct err *e)
{
    if (!without_lead(utf8).n)
        return fail(e, RC_INVALID, "the feed is empty");
    if (without_lead(utf8).p[0] == '{')
        return feed_json_read(r, utf8, e);
    if (without_lead(utf8).p[0] != '<')
        return fail(e, RC_INVALID, "this is no feed: it begins with neither \"<\" nor \"{\"");
    return feed_xml_read(r, utf8, e);
}

enum rc feed_end(struct feed_reader *r, struct err *e)
{
    struct buf utf8;
    const char *note = NULL;
    buf_init(&utf8, NULL);
    enum rc rc = feed_utf8(buf_view(&r->bytes), r->options.content_type, &utf8, &note, e);
    buf_release(&r->bytes);
    if (!rc)
        rc = feed_mend_references(&utf8, &note, e);
    if (note)
        r->about.note = str_view(note);
    if (!rc)
        rc = read_text(r, buf_view(&utf8), e);
    buf_release(&utf8);
    if (!r->about.language.n)
        r->about.language = r->options.language;
    if (!rc && arena_failed(&r->arena))
        rc = fail(e, RC_LIMIT, "the feed says too much of itself");
    return rc;
}

const struct feed *feed_about(const struct feed_reader *r)
{
    return &r->about;
}

/* ---- recognising ---- */

/* The name of the first element, without its prefix. */
static struct str root_name(struct str s)
{
    for (;;) {
        s = without_lead(s);
        if (str_starts(s, STR("<!--")))
            s = str_from(s, str_find(s, STR("-->")) + 3);
        else if (str_starts(s, STR("<?")) || str_starts(s, STR("<!")))
            s = str_from(s, str_find_byte(s, '>') + 1);
        else
            break;
    }
    if (!str_starts(s, STR("<")))
        return STR("");
    size_t end = 1;
    while (end < s.n && !byte_is_space(s.p[end]) && s.p[end] != '>' && s.p[end] != '/')
        end++;
    struct str name = str_slice(s, 1, end);
    return str_from(name, str_find_byte(name, ':') < name.n ? str_find_byte(name, ':') + 1 : 0);
}

bool feed_recognise(struct str bytes)
{
    static const struct str roots[] = {STR_INIT("rss"), STR_INIT("feed"), STR_INIT("RDF"),
                                       STR_INIT("Channel")};
    struct buf utf8;
    const char *note = NULL;
    struct err e;
    bool yes = false;
    struct str head = str_first(bytes, HEAD_BYTES);
    buf_init(&utf8, NULL);
    if (feed_utf8(head, STR(""), &utf8, &note, &e) == RC_OK) {
        struct str s = buf_view(&utf8);
        struct str name = root_name(s);
        for (size_t i = 0; i < COUNT_OF(roots); i++)
            yes = yes || str_eq_nocase(name, roots[i]);
        yes = yes || (str_starts(without_lead(s), STR("{")) &&
                      (str_contains(s, STR("://jsonfeed.org/version/")) ||
                       str_contains(s, STR(":\\/\\/jsonfeed.org\\/version\\/"))));
    }
    buf_release(&utf8);
    return yes;
}

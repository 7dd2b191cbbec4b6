/* What the feed reader makes of a file, as one JSON object: for bench/feeds/score.py.
 *
 * usage: feed_dump [--url U] [--type CONTENT-TYPE] [--language L] FILE...   one line a file */
#include "base/buf.h"
#include "base/hash.h"
#include "source/feed.h"

#include <stdio.h>
#include <string.h>

struct dump {
    struct buf *b;
    size_t items_n;
    struct buf refused;
};

static void add_member(struct buf *b, const char *name, struct str value)
{
    buf_addf(b, "\"%s\":", name);
    buf_add_json(b, value);
    buf_add_byte(b, ',');
}

static void add_time(struct buf *b, const char *name, int64_t at_ms)
{
    if (at_ms != CLOCK_NONE)
        buf_addf(b, "\"%s\":%lld,", name, (long long)at_ms);
}

static void add_construct(struct buf *b, struct arena *a, const char *name,
                          const struct feed_text *t)
{
    buf_addf(b, "\"%s\":{", name);
    add_member(b, "value", t->s);
    add_member(b, "plain", feed_plain(a, t));
    add_member(b, "base", t->base);
    add_member(b, "language", t->language);
    buf_addf(b, "\"html\":%s},", t->is_html ? "true" : "false");
}

static void add_people(struct buf *b, const char *name, const struct feed_people *people)
{
    buf_addf(b, "\"%s\":[", name);
    for (size_t i = 0; i < people->items_n; i++) {
        buf_add(b, i ? STR(",{") : STR("{"));
        add_member(b, "name", people->items[i].name);
        add_member(b, "email", people->items[i].email);
        add_member(b, "url", people->items[i].url);
        buf_add(b, STR("\"x\":0}"));
    }
    buf_add(b, STR("],"));
}

static void add_texts(struct buf *b, const char *name, const struct str *texts, size_t n)
{
    buf_addf(b, "\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        buf_add(b, i ? STR(",") : STR(""));
        buf_add_json(b, texts[i]);
    }
    buf_add(b, STR("],"));
}

static bool add_item(void *ctx, const struct feed *feed, const struct feed_item *item,
                     struct arena *a, size_t line)
{
    struct dump *d = ctx;
    struct buf *b = d->b;
    (void)feed;
    (void)line;
    buf_add(b, d->items_n++ ? STR(",{") : STR("{"));
    add_construct(b, a, "title", &item->title);
    add_construct(b, a, "summary", &item->summary);
    add_construct(b, a, "content", &item->content);
    add_member(b, "link", item->link);
    add_member(b, "id", item->id);
    add_member(b, "language", item->language);
    add_member(b, "source_name", item->source_name);
    add_member(b, "source_url", item->source_url);
    add_member(b, "rights", item->rights);
    add_time(b, "published", item->published_ms);
    add_time(b, "updated", item->updated_ms);
    add_time(b, "created", item->created_ms);
    add_people(b, "authors", &item->authors);
    add_people(b, "contributors", &item->contributors);
    add_texts(b, "categories", item->categories, item->categories_n);
    buf_add(b, STR("\"enclosures\":["));
    for (size_t i = 0; i < item->enclosures_n; i++) {
        const struct feed_enclosure *x = &item->enclosures[i];
        buf_add(b, i ? STR(",{") : STR("{"));
        add_member(b, "url", x->url);
        add_member(b, "type", x->type);
        add_member(b, "medium", x->medium);
        buf_addf(b, "\"thumbnail\":%s,\"length\":%lld}", x->thumbnail ? "true" : "false",
                 (long long)x->length_bytes);
    }
    buf_add(b, STR("]}"));
    return true;
}

static bool add_refused(void *ctx, size_t line, enum rc rc, const char *cause)
{
    struct dump *d = ctx;
    (void)line;
    (void)rc;
    buf_add(&d->refused, d->refused.n ? STR(",") : STR(""));
    buf_add_json(&d->refused, str_view(cause));
    return true;
}

static void add_about(struct buf *b, const struct feed *feed)
{
    struct arena a;
    arena_init(&a, FEED_ITEM_MAX_BYTES);
    buf_add(b, STR("\"feed\":{"));
    add_construct(b, &a, "title", &feed->title);
    add_construct(b, &a, "subtitle", &feed->subtitle);
    add_member(b, "link", feed->link);
    add_member(b, "self", feed->self);
    add_member(b, "hub", feed->hub);
    add_member(b, "id", feed->id);
    add_member(b, "icon", feed->icon);
    add_member(b, "logo", feed->logo);
    add_member(b, "language", feed->language);
    add_member(b, "rights", feed->rights);
    add_member(b, "note", feed->note);
    add_member(b, "moved_to", feed->moved_to);
    add_time(b, "published", feed->published_ms);
    add_time(b, "updated", feed->updated_ms);
    add_people(b, "authors", &feed->authors);
    add_texts(b, "categories", feed->categories, feed->categories_n);
    buf_addf(b, "\"ttl_ms\":%lld},", (long long)feed->ttl_ms);
    arena_release(&a);
}

static enum rc push_file(struct feed_reader *r, const char *path, struct err *e)
{
    char piece[65536];
    enum rc rc = RC_OK;
    FILE *f = fopen(path, "rb");
    if (!f)
        return fail(e, RC_NOTFOUND, "cannot open");
    for (size_t n = fread(piece, 1, sizeof piece, f); n && !rc;
         n = fread(piece, 1, sizeof piece, f))
        rc = feed_push(r, (struct str){piece, n}, e);
    (void)fclose(f);
    return rc;
}

static void dump_file(const char *path, const struct feed_options *options)
{
    struct buf b;
    struct err e = {""};
    struct feed_reader *r = NULL;
    buf_init(&b, NULL);
    struct dump d = {.b = &b};
    buf_init(&d.refused, NULL);
    struct feed_sink sink = {add_item, add_refused, &d};
    if (feed_new(options, &sink, &r, &e))
        return;
    buf_add(&b, STR("{"));
    add_member(&b, "path", str_view(path));
    buf_add(&b, STR("\"entries\":["));
    enum rc rc = push_file(r, path, &e);
    if (!rc)
        rc = feed_end(r, &e);
    buf_add(&b, STR("],"));
    add_about(&b, feed_about(r));
    add_member(&b, "error", rc ? str_view(e.text) : STR(""));
    buf_add(&b, STR("\"refused\":["));
    buf_add(&b, buf_view(&d.refused));
    buf_add(&b, STR("]}\n"));
    (void)fwrite(b.p, 1, b.n, stdout);
    feed_free(r);
    buf_release(&b);
    buf_release(&d.refused);
}

int main(int argc, char **argv)
{
    struct feed_options options = {.zone_min = 0};
    if (!hash_start())
        return 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--url") == 0 && i + 1 < argc)
            options.url = str_view(argv[++i]);
        else if (strcmp(argv[i], "--type") == 0 && i + 1 < argc)
            options.content_type = str_view(argv[++i]);
        else if (strcmp(argv[i], "--language") == 0 && i + 1 < argc)
            options.language = str_view(argv[++i]);
        else
            dump_file(argv[i], &options);
    }
    return 0;
}

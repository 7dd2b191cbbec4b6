#include "source/markdown.h"

#include "base/utf8.h"
#include "source/charset.h"
#include "source/feed_date.h"
#include "source/front_matter.h"
#include "source/json_view.h"
#include "source/loa_meta.h"
#include "source/markdown_code.h"
#include "source/markdown_html.h"
#include "source/markdown_notes.h"
#include "source/markup.h"
#include "source/place.h"

#define KEYS(...)                                                                                  \
    (const struct str[]){__VA_ARGS__},                                                             \
        sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str)

static const int64_t VIETNAM_MS = INT64_C(25200000);

enum { MINUTE_MS = 60000 };

/* "2024-03-01-mo-cho.md" */
static int64_t time_of_name(struct str path)
{
    size_t slash = str_find_last_byte(path, '/');
    struct str name = slash < path.n ? str_from(path, slash + 1) : path;
    if (name.n < 11 || name.p[4] != '-' || name.p[7] != '-' || name.p[10] != '-')
        return CLOCK_NONE;
    return markup_time(str_first(name, 10), VIETNAM_MS);
}

/* As programs write it, or as people do: "5/11/23", "15/03/2024 8:30", "March 5, 2024". */
static int64_t time_of(struct str text)
{
    int64_t at_ms = markup_time(text, VIETNAM_MS);
    if (at_ms == CLOCK_NONE)
        (void)feed_date(text, (int)(VIETNAM_MS / MINUTE_MS), &at_ms);
    return at_ms;
}

static void set_times(const struct front_matter *f, const struct source_origin *origin,
                      struct doc *d)
{
    d->published_ms = time_of(front_matter_text(
        f, KEYS(STR("date"), STR("published_at"), STR("publishDate"), STR("pubDate"),
                STR("publish_date"), STR("pub_date"), STR("publishedAt"), STR("publishedDate"),
                STR("published_date"), STR("datePublished"), STR("date_published"),
                STR("published_time"), STR("created"), STR("created_at"), STR("createdAt"),
                STR("published"))));
    if (d->published_ms == CLOCK_NONE)
        d->published_ms = time_of_name(origin->path);
    int64_t updated = time_of(front_matter_text(
        f, KEYS(STR("lastmod"), STR("updated"), STR("updated_at"), STR("updatedAt"),
                STR("updatedDate"), STR("updated_date"), STR("modified"), STR("modDatetime"),
                STR("last_modified_at"), STR("last_modified"), STR("dateModified"))));
    d->updated_ms = updated != CLOCK_NONE && updated > d->published_ms ? updated : CLOCK_NONE;
    int64_t ends = time_of(
        front_matter_text(f, KEYS(STR("expiryDate"), STR("expires"), STR("unpublishdate"))));
    d->expires_ms = ends > 0 ? ends : 0; /* CLOCK_NONE is below */
}

/* One text may hold several: Jekyll's "tags: a b" and "tags: a, b". */
static void split_text(struct vec *texts, bool at_spaces)
{
    if (texts->n != 1)
        return;
    struct str all = *(struct str *)vec_at(texts, 0);
    struct str one;
    bool commas = str_find_byte(all, ',') < all.n;
    if (!commas && !at_spaces)
        return;
    texts->n = 0;
    while (str_next(&all, commas ? ',' : ' ', &one))
        markup_add_text(texts, str_trim(one));
}

static void set_labels(struct arena *a, const struct front_matter *f, struct doc *d)
{
    struct vec sections = VEC(struct str, a);
    struct vec tags = VEC(struct str, a);
    struct vec topics = VEC(struct str, a);
    front_matter_texts(f, KEYS(STR("section"), STR("category"), STR("categories")), &sections);
    front_matter_texts(f, KEYS(STR("tags"), STR("tag"), STR("keywords"), STR("taxonomies.tags")),
                       &tags);
    front_matter_texts(f, KEYS(STR("series"), STR("topics"), STR("topic")), &topics);
    split_text(&sections, false);
    split_text(&tags, false);
    if (sections.n)
        d->section = *(struct str *)vec_at(&sections, 0);
    for (size_t i = 1; i < sections.n; i++)
        markup_add_text(&topics, *(struct str *)vec_at(&sections, i));
    d->tags = tags.p;
    d->tags_n = tags.n;
    d->topics = topics.p;
    d->topics_n = topics.n;
}

static void set_people(struct arena *a, const struct front_matter *f, struct doc *d)
{
    struct vec names = VEC(struct str, a);
    struct vec people = VEC(struct doc_person, a);
    front_matter_texts(
        f,
        KEYS(STR("author"), STR("authors"), STR("byline"), STR("author.name"), STR("authors.name")),
        &names);
    if (names.n == 0)
        front_matter_texts(f,
                           KEYS(STR("author_name"), STR("authorName"), STR("writer"),
                                STR("writers"), STR("creator"), STR("author.display_name"),
                                STR("authors.display_name"), STR("author.title"),
                                STR("authors.title")),
                           &names);
    for (size_t i = 0; i < names.n; i++)
        markup_people(a, *(struct str *)vec_at(&names, i), &people);
    d->people = people.p;
    d->people_n = people.n;
}

static bool says(const struct front_matter *f, struct str key, struct str value)
{
    return str_eq_nocase(front_matter_text(f, &key, 1), value);
}

/* "Văn hóa làng" -> "văn-hóa-làng", as Hugo and Jekyll make addresses of names. */
static struct str place_slug(struct arena *a, struct str name)
{
    struct buf out;
    struct str lower = utf8_lower(a, name);
    buf_init(&out, a);
    for (size_t i = 0; i < lower.n; i++)
        buf_add_byte(&out, lower.p[i] == ' ' || lower.p[i] == '/' ? '-' : lower.p[i]);
    return buf_view(&out);
}

/* "…/content/tin/bai-mot.md" -> "/tin/bai-mot/", which Hugo makes of it; slug takes the last step's place. */
static void add_hugo_path(struct arena *a, struct str path, struct str slug, struct vec *old)
{
    static const struct str CONTENT = STR_INIT("content/");
    size_t at = str_starts(path, CONTENT) ? 0 : str_find(path, STR("/content/")) + 1;
    struct str below = str_from(path, at + CONTENT.n);
    below = str_first(below, str_find_last_byte(below, '.'));
    if (str_ends(below, STR("/index")) || str_ends(below, STR("/_index")))
        below = str_first(below, str_find_last_byte(below, '/'));
    size_t slash = str_find_last_byte(below, '/');
    struct str folder = slash < below.n ? str_first(below, slash + 1) : STR("");
    if (at >= path.n || below.n == 0)
        return;
    struct str last = slug.n ? slug : str_from(below, folder.n);
    markup_add_text(old, str_format(a, "/%.*s%.*s/", STR_ARG(folder), STR_ARG(last)));
}

/* "…/_posts/2024-03-05-hop.md" -> "/2024/03/05/hop.html", below its categories where it has some, as
 * Jekyll writes it; other sites of it leave the date or the ending away. */
static void add_jekyll_paths(struct arena *a, struct str path, const struct front_matter *f,
                             struct vec *old)
{
    struct str name = str_from(path, str_find_last_byte(path, '/') + 1);
    struct str slug = front_matter_text(f, KEYS(STR("slug")));
    struct vec sections = VEC(struct str, a);
    struct buf folder;
    bool post = str_starts(path, STR("_posts/")) || str_contains(path, STR("/_posts/"));
    if (!post || time_of_name(path) == CLOCK_NONE)
        return;
    front_matter_texts(f, KEYS(STR("category"), STR("categories")), &sections);
    buf_init(&folder, a);
    for (size_t i = 0; i < sections.n; i++)
        buf_addf(&folder, "/%.*s", STR_ARG(place_slug(a, *(struct str *)vec_at(&sections, i))));
    if (slug.n == 0)
        slug = str_first(str_from(name, 11), str_find_last_byte(str_from(name, 11), '.'));
    for (int whole = 1; whole >= 0; whole--) {
        struct str dated =
            str_format(a, "%.*s/%.*s/%.*s/%.*s/%.*s", STR_ARG(whole ? buf_view(&folder) : STR("")),
                       STR_ARG(str_first(name, 4)), STR_ARG(str_slice(name, 5, 7)),
                       STR_ARG(str_slice(name, 8, 10)), STR_ARG(slug));
        markup_add_text(old, str_concat(a, dated, STR(".html")));
        markup_add_text(old, str_concat(a, dated, STR("/")));
    }
}

static void set_addresses(struct arena *a, const struct front_matter *f,
                          const struct source_origin *origin, struct doc *d)
{
    struct vec old = VEC(struct str, a);
    struct str link = front_matter_text(f, KEYS(STR("permalink"), STR("url"), STR("slug")));
    struct str whole = front_matter_text(f, KEYS(STR("canonical_url"), STR("canonical")));
    if (str_starts(link, STR("http")))
        d->url = link;
    else if (link.n && str_find_byte(link, ':') == link.n) /* no pattern such as /:year/:title */
        markup_add_text(&old, link.p[0] == '/' ? link : str_format(a, "/%.*s/", STR_ARG(link)));
    if (d->url.n == 0 && str_starts(whole, STR("http")))
        d->url = whole;
    add_hugo_path(a, origin->path, front_matter_text(f, KEYS(STR("slug"))), &old);
    add_jekyll_paths(a, origin->path, f, &old);
    front_matter_texts(f, KEYS(STR("aliases"), STR("redirect_from"), STR("alias")), &old);
    d->guid = front_matter_text(f, KEYS(STR("guid"), STR("id"), STR("uuid")));
    d->old_urls = old.p;
    d->old_urls_n = old.n;
}

static void add_place(struct arena *a, struct vec *places, enum doc_place_kind kind,
                      struct str name)
{
    struct place p;
    bool tag = kind == DOC_PLACE_TAG;
    struct str slug = place_slug(a, name);
    struct doc_place *kept = name.n ? vec_push(places) : NULL;
    if (!kept)
        return;
    place_begin(&p, a, kind, name);
    place_step(&p, name);
    for (int one = 0; one <= 1; one++) {
        const char *base = tag ? (one ? "tag" : "tags") : (one ? "category" : "categories");
        place_url(&p, str_format(a, "/%s/%.*s/", base, STR_ARG(slug)));
        place_feed(&p, str_format(a, "/%s/%.*s/index.xml", base, STR_ARG(slug)));
    }
    *kept = place_done(&p);
}

static void set_places(struct arena *a, struct doc *d)
{
    static const struct str FEEDS[] = {STR_INIT("/index.xml"), STR_INIT("/feed.xml"),
                                       STR_INIT("/atom.xml"), STR_INIT("/rss.xml")};
    struct vec places = VEC(struct doc_place, a);
    struct place home;
    add_place(a, &places, DOC_PLACE_SECTION, d->section);
    for (size_t i = 0; i < d->topics_n; i++)
        add_place(a, &places, DOC_PLACE_TOPIC, d->topics[i]);
    for (size_t i = 0; i < d->tags_n; i++)
        add_place(a, &places, DOC_PLACE_TAG, d->tags[i]);
    place_begin(&home, a, DOC_PLACE_HOME, STR(""));
    for (size_t i = 0; i < COUNT_OF(FEEDS); i++)
        place_feed(&home, FEEDS[i]);
    struct doc_place *kept = vec_push(&places);
    if (kept)
        *kept = place_done(&home);
    d->places = places.p;
    d->places_n = places.n;
}

static void set_picture(struct arena *a, const struct front_matter *f, struct doc *d)
{
    struct doc_block figure = {
        .type = DOC_FIGURE,
        .src = front_matter_text(
            f, KEYS(STR("image"), STR("featured_image"), STR("cover"), STR("feature_image"),
                    STR("thumbnail"), STR("images"), STR("image.path"), STR("image.src"),
                    STR("cover.image"), STR("header.image"), STR("resources.src"),
                    STR("image.feature"), STR("heroImage"), STR("heroImage.src"), STR("coverImage"),
                    STR("cover_image"), STR("featuredImage"), STR("image.url"), STR("cover.src"),
                    STR("cover.url"), STR("coverImage.src"), STR("ogImage"))),
        .alt = front_matter_text(f, KEYS(STR("image_alt"), STR("cover.alt"), STR("image.alt"),
                                         STR("heroImage.alt"), STR("heroImageAlt"),
                                         STR("coverImage.alt"))),
        .caption = front_matter_text(f, KEYS(STR("image_caption"), STR("cover.caption"),
                                             STR("image.caption"), STR("caption")))};
    figure.caption = markup_text(a, figure.caption);
    figure.credit = markup_credit(a, figure.caption);
    markup_lead_picture(a, d, &figure);
}

/* A first heading that repeats the title, or is it. */
static void take_heading(struct doc *d)
{
    if (!d->blocks_n || d->blocks[0].type != DOC_HEADING)
        return;
    if (d->title.n && !str_eq(d->title, d->blocks[0].text))
        return;
    d->title = d->blocks[0].text;
    d->blocks++;
    d->blocks_n--;
}

/* ![alt](src "words") is written <img src alt title>: the words are its caption. */
static struct str with_captions(struct arena *a, struct str html)
{
    static const struct str TITLE = STR_INIT(" title=\"");
    struct buf out;
    buf_init(&out, a);
    while (html.n) {
        size_t image = str_find(html, STR("<img "));
        buf_add(&out, str_first(html, image));
        html = str_from(html, image);
        struct str tag = str_first(html, str_find_byte(html, '>') + 1);
        size_t at = str_find(tag, TITLE);
        html = str_from(html, tag.n);
        if (at >= tag.n) {
            buf_add(&out, tag);
            continue;
        }
        struct str title = str_from(tag, at + TITLE.n);
        buf_add(&out, STR("</p><figure>"));
        buf_add(&out, str_first(tag, at));
        buf_add(&out, STR("><figcaption>"));
        buf_add(&out, str_first(title, str_find_byte(title, '"')));
        buf_add(&out, STR("</figcaption></figure><p>"));
    }
    return buf_view(&out);
}

static enum rc set_body(struct arena *a, struct str markdown, struct doc *d, struct err *e)
{
    struct buf html;
    struct buf plain;
    struct buf numbered;
    struct vec notes = VEC(struct str, a);
    buf_init(&html, a);
    buf_init(&plain, a);
    buf_init(&numbered, a);
    markdown_notes(a, markdown, &numbered);
    markdown_code(a, buf_view(&numbered), &plain, &notes);
    d->notes = notes.p;
    d->notes_n = notes.n;
    if (buf_failed(&numbered) || buf_failed(&plain) || !markdown_html(buf_view(&plain), &html))
        return fail(e, RC_LIMIT, "the text is too long for Markdown, or its tables too wide");
    enum rc rc = markup_body(a, with_captions(a, buf_view(&html)), STR(""), d, e);
    if (!rc)
        take_heading(d);
    return rc;
}

static enum rc read_markdown(struct arena *a, struct str bytes, const struct source_origin *origin,
                             struct doc *out, struct err *e)
{
    struct front_matter f;
    struct str text;
    struct doc d = {.state = DOC_PUBLISHED};
    enum rc rc = charset_text(bytes, &text, e);
    if (!rc && !front_matter_read(a, text, &f))
        rc = fail(e, RC_INVALID, "its front matter does not end");
    if (rc)
        return rc;
    d.title = markup_text(a, front_matter_text(&f, KEYS(STR("title"), STR("headline"))));
    d.lead =
        markup_text(a, front_matter_text(&f, KEYS(STR("lead"), STR("description"), STR("excerpt"),
                                                  STR("summary"), STR("subtitle"))));
    d.language = front_matter_text(&f, KEYS(STR("lang"), STR("language"), STR("locale")));
    d.featured = says(&f, STR("featured"), STR("true")) || says(&f, STR("pinned"), STR("true")) ||
                 says(&f, STR("featured"), STR("yes"));
    if (says(&f, STR("draft"), STR("true")) || says(&f, STR("isDraft"), STR("true")) ||
        says(&f, STR("published"), STR("false")) || says(&f, STR("status"), STR("draft")))
        d.state = DOC_DRAFT;
    d.source_name = markup_fold(a, front_matter_text(&f, KEYS(STR("source"), STR("source.name"))));
    d.source_url = front_matter_text(&f, KEYS(STR("source_url"), STR("source.url")));
    rc = set_body(a, f.body, &d, e);
    if (rc)
        return rc;
    set_times(&f, origin, &d);
    set_labels(a, &f, &d);
    set_people(a, &f, &d);
    set_addresses(a, &f, origin, &d);
    set_picture(a, &f, &d);
    set_places(a, &d);
    markup_title(a, &d);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "the article needs more memory than its limit");
    *out = d;
    return RC_OK;
}

/* Front matter that ends, with a key in it: "---" begins captures, too. */
static bool is_markdown(struct str first)
{
    struct arena a;
    struct front_matter f;
    if (!str_starts(first, STR("---")) && !str_starts(first, STR("+++")) &&
        !str_starts(first, STR("{")))
        return false;
    arena_init(&a, 4 << 20);
    bool is = front_matter_read(&a, first, &f) && f.values.n > 0;
    arena_release(&a);
    return is;
}

const struct source_format format_markdown = {
    .name = "markdown",
    .words = "Markdown with front matter",
    .kind = SOURCE_PAGE,
    .unit = "",
    .is_export = true,
    .is = is_markdown,
    .read = read_markdown,
};

#include "source/wxr_item.h"

#include "base/utf8.h"
#include "source/document_link.h"
#include "source/loa_meta.h"
#include "source/markup.h"

enum {
    CATEGORY_DEPTH_MAX = 8, /* of sections in sections; deeper is a circle */
    PAGES_MAX = 200,        /* of one article's attachments; further ones lead home */
};

struct str wxr_meta(const struct wxr_item *item, struct str key)
{
    const struct wxr_meta *metas = item->metas.p;
    for (size_t i = 0; i < item->metas.n; i++)
        if (str_eq(metas[i].key, key))
            return metas[i].value;
    return STR("");
}

/* ---- what it is ---- */

static bool among(struct str s, const struct str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(s, list[i]))
            return true;
    return false;
}

static bool is_internal(struct str type)
{
    static const struct str TYPES[] = {
        STR_INIT("nav_menu_item"), STR_INIT("revision"),          STR_INIT("custom_css"),
        STR_INIT("oembed_cache"),  STR_INIT("user_request"),      STR_INIT("customize_changeset"),
        STR_INIT("acf-field"),     STR_INIT("amp_validated_url"), STR_INIT("acf-field-group"),
    };
    return str_starts(type, STR("wp_")) || among(type, TYPES, COUNT_OF(TYPES));
}

enum wxr_kind wxr_item_kind(struct arena *a, const struct wxr_item *item, struct str *cause)
{
    struct str title = utf8_first_cp(markup_text(a, item->title), 80);
    if (str_eq(item->type, STR("attachment")))
        return WXR_ATTACHMENT;
    if (is_internal(item->type))
        return WXR_INTERNAL;
    if (str_eq(item->status, STR("auto-draft")) && str_trim(item->content).n == 0)
        return WXR_INTERNAL; /* an editor was opened */
    if (str_eq(item->status, STR("trash"))) {
        *cause = str_format(a, "\"%.*s\" is in WordPress's bin", STR_ARG(title));
        return WXR_REFUSED;
    }
    if (item->type.n == 0 || str_eq(item->type, STR("post")) || str_eq(item->type, STR("page")))
        return WXR_ARTICLE;
    *cause = str_format(a, "\"%.*s\" is of type \"%.*s\", neither post nor page", STR_ARG(title),
                        STR_ARG(utf8_first_cp(item->type, 40)));
    return WXR_REFUSED;
}

struct wxr_attachment wxr_item_attachment(struct arena *a, const struct wxr_item *item)
{
    struct wxr_attachment out = {.url = str_trim(item->attachment_url)};
    if (out.url.n == 0)
        out.url = str_trim(item->guid);
    out.link = str_trim(item->link);
    if (str_eq(out.link, out.url)) /* the file is what there is */
        out.link = STR("");
    (void)str_to_int(str_trim(item->id), &out.id);
    (void)str_to_int(str_trim(item->parent), &out.parent);
    out.title = markup_text(a, item->title);
    out.caption = str_trim(item->excerpt);
    out.alt = markup_text(a, wxr_meta(item, STR("_wp_attachment_image_alt")));
    return out;
}

bool wxr_item_is_drawing(const struct wxr_item *item)
{
    struct str url = str_trim(item->attachment_url);
    url = str_first(url, str_find_byte(url, '?'));
    size_t dot = str_find_last_byte(url, '.');
    return str_eq_nocase(str_from(url, dot), STR(".svg")) ||
           str_eq_nocase(str_from(url, dot), STR(".svgz"));
}

bool wxr_item_is_stray(const struct wxr_item *item)
{
    int64_t parent = 0;
    (void)str_to_int(str_trim(item->parent), &parent);
    return parent == 0 && document_link_is(str_trim(item->attachment_url));
}

/* ---- times ---- */

/* Local time minus UTC; false where it has not both. */
static bool offset_of_item(const struct wxr_item *item, int64_t *offset_ms)
{
    int64_t gmt = markup_time(item->date_gmt, 0);
    int64_t local = markup_time(item->date, 0);
    if (gmt == CLOCK_NONE || local == CLOCK_NONE || local - gmt > CLOCK_DAY_MS ||
        gmt - local > CLOCK_DAY_MS)
        return false;
    *offset_ms = local - gmt;
    return true;
}

void wxr_note_offset(struct wxr_site *site, const struct wxr_item *item)
{
    int64_t ms = 0;
    if (!offset_of_item(item, &ms))
        return;
    for (size_t i = 0; i < WXR_OFFSETS_MAX; i++) {
        struct wxr_offset *o = &site->offsets[i];
        if (o->items && o->ms != ms)
            continue;
        o->ms = ms;
        o->items++;
        return;
    }
}

void wxr_take_offset(struct wxr_site *site)
{
    const struct wxr_offset *most = &site->offsets[0];
    for (size_t i = 1; i < WXR_OFFSETS_MAX; i++)
        if (site->offsets[i].items > most->items)
            most = &site->offsets[i];
    if (most->items)
        site->offset_ms = most->ms;
    site->is_surveyed = true;
}

static void set_times(struct wxr_site *site, const struct wxr_item *item, struct doc *d)
{
    int64_t gmt = markup_time(item->date_gmt, 0);
    int64_t local = markup_time(item->date, 0);
    if (!site->is_surveyed)
        (void)offset_of_item(item, &site->offset_ms);
    int64_t changed = markup_time(item->modified_gmt, 0);
    d->published_ms = gmt;
    if (gmt == CLOCK_NONE && local != CLOCK_NONE)
        d->published_ms = local - site->offset_ms;
    if (d->published_ms == CLOCK_NONE)
        d->published_ms = markup_time(item->pub_date, 0);
    if (changed == CLOCK_NONE)
        changed = markup_time(item->modified, site->offset_ms);
    d->updated_ms = changed != CLOCK_NONE && changed > d->published_ms ? changed : CLOCK_NONE;
}

/* ---- people, sections, tags ---- */

static struct str author_name(const struct wxr_site *site, struct arena *a, struct str login)
{
    void *name = NULL;
    login = str_trim(login);
    if (map_get(&site->authors, login, &name) && name)
        return *(const struct str *)name;
    return utf8_fold_space(a, login);
}

/* Of the plug-in Co-Authors Plus: named by the login, in the slug behind "cap-"; a guest by his own name. */
static struct str co_author(const struct wxr_site *site, struct arena *a,
                            const struct wxr_term *term)
{
    static const struct str BEFORE = STR_INIT("cap-");
    struct str slug = str_starts(term->slug, BEFORE) ? str_from(term->slug, BEFORE.n) : term->slug;
    struct str name = markup_text(a, term->name);
    if (map_get(&site->authors, name, NULL))
        return author_name(site, a, name);
    return map_get(&site->authors, slug, NULL) ? author_name(site, a, slug) : name;
}

static void set_people(struct arena *a, const struct wxr_site *site, const struct wxr_item *item,
                       struct doc *d)
{
    struct vec people = VEC(struct doc_person, a);
    const struct wxr_term *terms = item->terms.p;
    for (size_t i = 0; i < item->terms.n; i++)
        if (str_eq(terms[i].domain, STR("author")))
            markup_person(&people, co_author(site, a, &terms[i]), DOC_AUTHOR);
    struct str login = item->creator.n ? item->creator : item->author;
    if (people.n == 0)
        markup_person(&people, author_name(site, a, login), DOC_AUTHOR);
    d->people = people.p;
    d->people_n = people.n;
}

static const struct wxr_category *category(const struct map *m, struct str key)
{
    void *found = NULL;
    return map_get(m, key, &found) ? found : NULL;
}

/* The names from the top down to the category with that slug; *name is its own. */
static void set_breadcrumb(struct arena *a, const struct wxr_site *site, struct str slug,
                           struct doc *d)
{
    struct str names[CATEGORY_DEPTH_MAX];
    size_t n = 0;
    const struct wxr_category *c = category(&site->categories, slug);
    for (; c && n < CATEGORY_DEPTH_MAX; c = category(&site->categories, c->parent))
        names[n++] = c->name;
    struct str *steps = arena_array(a, n, sizeof *steps);
    if (!steps || n < 2)
        return;
    for (size_t i = 0; i < n; i++)
        steps[i] = names[n - 1 - i];
    d->breadcrumb = steps;
    d->breadcrumb_n = n;
}

/* The category that a SEO plug-in was told is the first one, else the first of the list. */
static const struct wxr_term *main_category(const struct wxr_site *site,
                                            const struct wxr_item *item)
{
    static const struct str KEYS[] = {STR_INIT("_yoast_wpseo_primary_category"),
                                      STR_INIT("rank_math_primary_category")};
    const struct wxr_term *terms = item->terms.p;
    const struct wxr_term *first = NULL;
    const struct wxr_category *chosen = NULL;
    for (size_t i = 0; i < COUNT_OF(KEYS) && !chosen; i++)
        chosen = category(&site->category_ids, str_trim(wxr_meta(item, KEYS[i])));
    for (size_t i = 0; i < item->terms.n; i++) {
        if (!str_eq(terms[i].domain, STR("category")))
            continue;
        if (chosen && str_eq(terms[i].slug, chosen->slug))
            return &terms[i];
        first = first ? first : &terms[i];
    }
    return first;
}

/* The first category is the section; further ones become topics, so that none is lost. */
static void set_terms(struct arena *a, const struct wxr_site *site, const struct wxr_item *item,
                      struct doc *d)
{
    struct vec tags = VEC(struct str, a);
    struct vec topics = VEC(struct str, a);
    const struct wxr_term *terms = item->terms.p;
    const struct wxr_term *section = main_category(site, item);
    if (section) {
        d->section = markup_text(a, section->name);
        set_breadcrumb(a, site, section->slug, d);
    }
    for (size_t i = 0; i < item->terms.n; i++) {
        struct str name = markup_text(a, terms[i].name);
        /* WXR 1.0 names each term twice, once without its slug */
        if (str_eq(terms[i].domain, STR("post_tag")) || str_eq(terms[i].domain, STR("tag")))
            markup_add_text(&tags, name);
        else if (str_eq(terms[i].domain, STR("category")) && !str_eq(name, d->section))
            markup_add_text(&topics, name);
    }
    d->tags = tags.p;
    d->tags_n = tags.n;
    d->topics = topics.p;
    d->topics_n = topics.n;
}

/* ---- comments ---- */

static bool comment_is_kept(const struct wxr_comment *c)
{
    bool said = str_eq(c->approved, STR("1")) || str_eq(c->approved, STR("0")) ||
                str_eq(c->approved, STR("approve")) || str_eq(c->approved, STR("hold"));
    return said && (c->type.n == 0 || str_eq(c->type, STR("comment")));
}

static void set_comments(struct arena *a, const struct wxr_site *site, const struct wxr_item *item,
                         struct doc *d)
{
    struct vec comments = VEC(struct doc_comment, a);
    const struct wxr_comment *all = item->comments.p;
    for (size_t i = 0; i < item->comments.n; i++) {
        struct str text = markup_text_lines(a, all[i].content);
        struct doc_comment *c = comment_is_kept(&all[i]) ? vec_push(&comments) : NULL;
        if (!c)
            continue;
        int64_t at = markup_time(all[i].date_gmt, 0);
        *c = (struct doc_comment){
            .key = str_trim(all[i].id),
            .parent = str_eq(str_trim(all[i].parent), STR("0")) ? STR("") : str_trim(all[i].parent),
            .name = markup_text(a, all[i].author),
            .text = text,
            .created_ms = at != CLOCK_NONE ? at : markup_time(all[i].date, site->offset_ms),
            .approved =
                str_starts(all[i].approved, STR("1")) || str_eq(all[i].approved, STR("approve")),
        };
    }
    d->comments = comments.p;
    d->comments_n = comments.n;
    d->comments_closed = str_eq(item->comment_status, STR("closed"));
}

/* ---- addresses ---- */

void wxr_page_addresses(struct arena *a, const struct wxr_site *site,
                        const struct wxr_media_page *page, struct str out[2])
{
    out[0] = markup_address(a, site->base, page->link);
    out[1] =
        markup_address(a, site->base, str_format(a, "/?attachment_id=%lld", (long long)page->id));
}

static void add_page(struct arena *a, const struct wxr_site *site,
                     const struct wxr_media_page *page, struct vec *old)
{
    struct str urls[2];
    wxr_page_addresses(a, site, page, urls);
    for (size_t i = 0; i < COUNT_OF(urls); i++)
        markup_add_text(old, urls[i]);
}

/* Each attachment has a page there: those of the post, and those of no post that it shows. */
static void add_pages(struct arena *a, const struct wxr_site *site, const struct wxr_item *item,
                      struct vec *old)
{
    static const struct str SHOWN = STR_INIT("wp-image-");
    struct wxr_media_page page;
    struct str rest = item->content;
    int64_t id = 0;
    if (str_to_int(str_trim(item->id), &id))
        for (size_t i = 0; i < PAGES_MAX && wxr_media_page_of_post(&site->media, id, i, &page); i++)
            add_page(a, site, &page, old);
    if (str_to_int(str_trim(wxr_meta(item, STR("_thumbnail_id"))), &id) &&
        wxr_media_page_of_none(&site->media, id, &page))
        add_page(a, site, &page, old);
    for (size_t i = 0; i < PAGES_MAX && str_contains(rest, SHOWN); i++) {
        size_t n = 0;
        rest = str_from(rest, str_find(rest, SHOWN) + SHOWN.n);
        while (n < rest.n && byte_is_digit(rest.p[n]))
            n++;
        if (str_to_int(str_first(rest, n), &id) && wxr_media_page_of_none(&site->media, id, &page))
            add_page(a, site, &page, old);
    }
}

static void set_addresses(struct arena *a, const struct wxr_site *site, const struct wxr_item *item,
                          struct doc *d)
{
    struct vec old = VEC(struct str, a);
    const struct wxr_meta *metas = item->metas.p;
    struct str id = str_trim(item->id);
    struct str guid = str_trim(item->guid);
    d->url = markup_address(a, site->base, item->link);
    d->guid = guid;
    if (str_starts(guid, STR("http")) && !str_eq(guid, d->url))
        markup_add_text(&old, guid);
    struct str query = str_eq(item->type, STR("page")) ? STR("page_id") : STR("p");
    if (id.n && site->base.n)
        markup_add_text(&old,
                        markup_address(a, site->base,
                                       str_format(a, "/?%.*s=%.*s", STR_ARG(query), STR_ARG(id))));
    size_t at = item->name.n ? str_find(d->url, item->name) : d->url.n;
    for (size_t i = 0; i < item->metas.n && at < d->url.n; i++)
        if (str_eq(metas[i].key, STR("_wp_old_slug")))
            markup_add_text(&old, str_format(a, "%.*s%.*s%.*s", STR_ARG(str_first(d->url, at)),
                                             STR_ARG(metas[i].value),
                                             STR_ARG(str_from(d->url, at + item->name.n))));
    add_pages(a, site, item, &old);
    d->old_urls = old.p;
    d->old_urls_n = old.n;
}

/* ---- the body ---- */

struct finder {
    const struct wxr_media *media;
    int64_t post;
};

static bool find_by_id(void *ctx, int64_t id, struct wxr_picture *out)
{
    const struct finder *f = ctx;
    return wxr_media_by_id(f->media, id, out);
}

static bool find_own(void *ctx, size_t i, struct wxr_picture *out)
{
    const struct finder *f = ctx;
    return wxr_media_of_post(f->media, f->post, i, out);
}

static void set_lead_picture(struct arena *a, const struct wxr_site *site,
                             const struct wxr_item *item, struct doc *d)
{
    int64_t id = 0;
    struct wxr_picture picture;
    if (!str_to_int(str_trim(wxr_meta(item, STR("_thumbnail_id"))), &id) ||
        !wxr_media_by_id(&site->media, id, &picture))
        return;
    struct doc_block figure = {.type = DOC_FIGURE,
                               .src = markup_address(a, site->base, picture.url),
                               .alt = picture.alt,
                               .caption = markup_text(a, picture.caption)};
    figure.credit = markup_credit(a, figure.caption);
    markup_lead_picture(a, d, &figure);
}

/* Documents that were uploaded to the post, whether its text speaks of them or not. */
static void set_files(struct arena *a, const struct wxr_site *site, int64_t post, struct doc *d)
{
    struct vec files = VEC(struct doc_file, a);
    struct doc_file file;
    for (size_t i = 0; i < d->files_n; i++)
        document_link_add(a, &files, d->files[i]);
    for (size_t i = 0;
         i < DOCUMENT_LINKS_MAX && post && wxr_media_document(&site->media, post, i, &file); i++) {
        file.url = markup_address(a, site->base, file.url);
        file.title = str_copy(a, file.title);
        document_link_add(a, &files, file);
    }
    d->files = files.p;
    d->files_n = files.n;
}

static enum rc set_body(struct arena *a, const struct wxr_site *site, const struct wxr_item *item,
                        struct doc *d, struct err *e)
{
    struct buf html;
    struct finder f = {.media = &site->media};
    struct wxr_pictures pictures = {find_by_id, find_own, &f};
    buf_init(&html, a);
    (void)str_to_int(str_trim(item->id), &f.post);
    wxr_content_html(a, item->content, &pictures, &html);
    if (buf_failed(&html))
        return fail(e, RC_LIMIT, "the post needs more memory than its limit");
    enum rc rc = markup_body(a, buf_view(&html), site->base, d, e);
    if (rc)
        return rc;
    set_lead_picture(a, site, item, d);
    set_files(a, site, f.post, d);
    return RC_OK;
}

/* What the plug-ins that count readers noted. */
static int64_t views_of(const struct wxr_item *item)
{
    static const struct str KEYS[] = {STR_INIT("views"), STR_INIT("post_views_count"),
                                      STR_INIT("wpb_post_views_count"), STR_INIT("_post_views"),
                                      STR_INIT("tie_views")};
    int64_t n = 0;
    for (size_t i = 0; i < COUNT_OF(KEYS) && n <= 0; i++)
        (void)str_to_int(str_trim(wxr_meta(item, KEYS[i])), &n);
    return n > 0 ? n : 0;
}

static enum doc_state state_of(const struct wxr_item *item)
{
    bool shown = item->status.n == 0 || str_eq(item->status, STR("publish")) ||
                 str_eq(item->status, STR("future")) || str_eq(item->status, STR("inherit"));
    return shown && item->password.n == 0 ? DOC_PUBLISHED : DOC_DRAFT;
}

enum rc wxr_item_doc(struct arena *a, struct wxr_site *site, const struct wxr_item *item,
                     struct doc *out, struct err *e)
{
    struct doc d = {.title = markup_text(a, item->title),
                    .lead = markup_text(a, item->excerpt),
                    .language = site->language,
                    .state = state_of(item),
                    .featured = str_eq(str_trim(item->sticky), STR("1"))};
    d.status = item->password.n ? STR("behind a password") : item->status;
    d.views = views_of(item);
    set_times(site, item, &d);
    set_people(a, site, item, &d);
    set_terms(a, site, item, &d);
    set_comments(a, site, item, &d);
    set_addresses(a, site, item, &d);
    enum rc rc = set_body(a, site, item, &d, e);
    if (rc)
        return rc;
    loa_meta_apply(a, wxr_meta(item, LOA_META_KEY), item->content, &d);
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "the post needs more memory than its limit");
    *out = d;
    return RC_OK;
}

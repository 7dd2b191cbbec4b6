#include "source/html_gallery.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "source/byline.h"
#include "source/html_line.h"
#include "source/html_names.h"
#include "source/html_picture.h"

enum {
    ELEMENTS_MAX = 4000,    /* of one gallery with its frames and buttons */
    LOOKED_AT_MAX = 200000, /* nodes, for all that may be galleries of one page */
    PICTURES_MIN = 2,
    UNNAMED_CP_MAX = 160, /* a caption where nothing says that it is one */
    COMMON_CP_MAX = 300,
};

static bool is_heading(enum html_tag tag)
{
    return tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6;
}

static bool is_named(const struct html_tree *t, html_node n)
{
    static const char *const PARTS[] = {"gallery",   "swiper",   "slick-",     "carousel",
                                        "slideshow", "bxslider", "flexslider", "fotorama"};
    static const char *const WORDS[] = {"slide",   "slides",     "slider",   "album",    "albums",
                                        "owl",     "photos",     "slick",    "lightbox", "masonry",
                                        "sliders", "photo-list", "anh-slide"};
    return html_named(t, n, PARTS, COUNT_OF(PARTS)) ||
           html_named_word(t, n, WORDS, COUNT_OF(WORDS));
}

/* What sliders put before their first picture and behind their last, to go round. */
static bool is_clone(const struct html_tree *t, html_node n)
{
    static const char *const NAMES[] = {"slick-cloned", "swiper-slide-duplicate", "bx-clone",
                                        "cloned", "clone"};
    return html_named_word(t, n, NAMES, COUNT_OF(NAMES));
}

/* "1/3", "›": no letter. */
static bool says_nothing(struct str text)
{
    while (text.n) {
        uint32_t cp = utf8_next(&text);
        if (utf8_is_letter(cp))
            return false;
    }
    return true;
}

static bool is_control_text(struct arena *a, struct str text)
{
    static const struct str WORDS[] = {
        STR_INIT("previous"),   STR_INIT("prev"),         STR_INIT("next"),
        STR_INIT("close"),      STR_INIT("trước"),        STR_INIT("sau"),
        STR_INIT("tiếp"),       STR_INIT("tiếp theo"),    STR_INIT("xem ảnh lớn"),
        STR_INIT("phóng to"),   STR_INIT("xem ảnh"),      STR_INIT("previous slide"),
        STR_INIT("next slide"), STR_INIT("toàn màn hình")};
    struct str lower = utf8_lower(a, text);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_eq(lower, WORDS[i]))
            return true;
    return says_nothing(text) || html_line_is_tools(a, text);
}

/* Buttons, and what stands in for scripts. */
static bool is_aside(const struct html_tree *t, html_node n)
{
    enum html_tag tag = html_tag_of(t, n);
    return tag == HTML_TAG_NOSCRIPT || tag == HTML_TAG_BUTTON || tag == HTML_TAG_SCRIPT ||
           is_clone(t, n);
}

/* The least element around n, within root, in which a picture stands; 0 if none does. */
static html_node around_with_picture(const struct html_tree *t, html_node root, html_node n)
{
    while (n != root && html_at(t, n)->count.img == 0)
        n = html_at(t, n)->parent;
    return html_at(t, n)->count.img ? n : 0;
}

/* The one picture below n, beside its stand-in for readers without scripts; 0 if there are several. */
static html_node only_picture(const struct html_tree *t, html_node root)
{
    html_node found = 0;
    html_node n = root;
    while (n) {
        bool aside = n != root && html_is_element(t, n) && is_aside(t, n);
        if (!aside && html_tag_of(t, n) == HTML_TAG_IMG) {
            if (found)
                return 0;
            found = n;
        }
        n = aside ? html_next_skip(t, root, n) : html_next(t, root, n);
    }
    return found;
}

/* ---- what is one ---- */

/* The largest element around picture, below gallery, without another picture. */
static html_node item_of(const struct html_tree *t, html_node gallery, html_node picture)
{
    html_node item = picture;
    for (html_node up = html_at(t, item)->parent; up && up != gallery;
         up = html_at(t, up)->parent) {
        if (html_at(t, up)->count.img > 1 && !only_picture(t, up))
            break;
        item = up;
    }
    return item;
}

static bool may_be_item(const struct html_tree *t, html_node n)
{
    enum html_tag tag = html_tag_of(t, n);
    return tag == HTML_TAG_LI || tag == HTML_TAG_DIV || tag == HTML_TAG_FIGURE ||
           tag == HTML_TAG_DL || tag == HTML_TAG_SECTION || tag == HTML_TAG_A ||
           (tag == HTML_TAG_P && html_names(t, n).n);
}

struct look {
    const struct html_tree *t;
    html_node gallery;
    bool named;
    enum html_tag item; /* tag of the items */
    size_t pictures;
    size_t captions;
    size_t commons;
};

/* A text in a gallery, of an element without pictures, is a caption. */
static bool fits_text(struct look *l, html_node n)
{
    const struct html_tree *t = l->t;
    const struct html_count *c = &html_at(t, n)->count;
    bool element = html_is_element(t, n);
    if (c->cp == 0 || (element && html_tag_of(t, n) == HTML_TAG_BUTTON))
        return true;
    if (c->cp > HTML_CAPTION_MAX_CP || c->input || c->embed || c->link_cp * 2 > c->cp ||
        html_tag_of(t, n) == HTML_TAG_TABLE || c->p > 2)
        return c->cp < COMMON_CP_MAX && is_control_text(t->a, html_text(t, n));
    html_node around = around_with_picture(t, l->gallery, html_at(t, n)->parent);
    if (is_control_text(t->a, html_text(t, n)))
        return true;
    if (!around || !only_picture(t, around)) {
        l->commons++;
        return l->named && c->cp <= COMMON_CP_MAX && l->commons == 1 && l->pictures;
    }
    l->captions++;
    return l->named || (c->cp <= UNNAMED_CP_MAX && c->p <= 1 && !is_heading(html_tag_of(t, n)));
}

static bool fits_picture(struct look *l, html_node n)
{
    const struct html_tree *t = l->t;
    html_node item = l->named ? 0 : item_of(t, l->gallery, n);
    enum html_tag tag = item ? html_tag_of(t, item) : HTML_TAG_OTHER;
    bool first = l->pictures++ == 0;
    l->item = first ? tag : l->item;
    return l->named || (may_be_item(t, item) && tag == l->item);
}

static bool is_gallery(const struct html_tree *t, html_node gallery, bool named)
{
    struct look look = {.t = t, .gallery = gallery, .named = named};
    const struct html_count *all = &html_at(t, gallery)->count;
    enum html_tag tag = html_tag_of(t, gallery);
    if (all->img < PICTURES_MIN || all->elements > ELEMENTS_MAX || all->embed || all->input ||
        all->cp > (uint32_t)all->img * HTML_CAPTION_MAX_CP || !html_tag_is_block(tag) ||
        tag == HTML_TAG_TABLE || html_ancestor(t, gallery, HTML_TAG_TABLE, 4))
        return false;
    html_node n = html_next(t, gallery, gallery);
    while (n) {
        const struct html_count *c = &html_at(t, n)->count;
        bool aside = html_is_element(t, n) && is_aside(t, n);
        bool text = !aside && c->img == 0 && html_tag_of(t, n) != HTML_TAG_IMG;
        enum html_tag own = html_tag_of(t, n);
        if ((html_at(t, n)->marks & (HTML_MARK_CARD | HTML_MARK_OTHERS)) || own == HTML_TAG_VIDEO ||
            own == HTML_TAG_AUDIO || (text && !fits_text(&look, n)) ||
            (own == HTML_TAG_IMG && !aside && !fits_picture(&look, n)))
            return false;
        n = aside || text ? html_next_skip(t, gallery, n) : html_next(t, gallery, n);
    }
    return look.pictures >= PICTURES_MIN && (named || look.captions * 2 > look.pictures);
}

bool html_is_gallery(const struct html_tree *t, html_node n)
{
    return html_at(t, n)->count.img >= PICTURES_MIN && is_gallery(t, n, is_named(t, n));
}

void html_gallery_mark(const struct html_tree *t, html_node root)
{
    uint32_t looked_at = 0;
    html_node n = html_next(t, root, root);
    while (n) {
        const struct html_count *c = &html_at(t, n)->count;
        bool several = c->img >= PICTURES_MIN && looked_at < LOOKED_AT_MAX;
        enum html_tag tag = html_tag_of(t, n);
        bool gallery = several && tag != HTML_TAG_FIGURE && is_gallery(t, n, is_named(t, n));
        looked_at += several && c->elements <= ELEMENTS_MAX ? c->elements : 0;
        if (gallery)
            html_at(t, n)->marks |= HTML_MARK_GALLERY;
        n = gallery || c->img < PICTURES_MIN ? html_next_skip(t, root, n) : html_next(t, root, n);
    }
}

/* ---- its pictures ---- */

/* The picture again in another size; it may say what the first did not. */
static bool is_seen(struct arena *a, const struct vec *pictures, const struct html_picture *new)
{
    for (size_t i = 0; i < pictures->n; i++) {
        struct html_picture *old = vec_at(pictures, i);
        bool same = str_eq(old->src, new->src);
        if (!html_picture_are_one(a, old->src, new->src) ||
            (!same && old->caption.n && new->caption.n))
            continue;
        if (old->caption.n == 0 && new->caption.n) {
            old->src = same ? old->src : new->src;
            old->caption = new->caption;
            old->credit = new->credit;
        }
        return true;
    }
    return false;
}

/* The caption of picture: the texts of its item in their order. */
static struct str caption_of(const struct html_tree *t, html_node item)
{
    struct buf b;
    html_node n = item;
    buf_init(&b, t->a);
    while (n) {
        const struct html_count *c = &html_at(t, n)->count;
        bool aside = html_is_element(t, n) && is_aside(t, n);
        bool text = !aside && c->img == 0 && c->cp && html_tag_of(t, n) != HTML_TAG_IMG;
        struct str words = text ? html_text(t, n) : STR("");
        if (words.n && !is_control_text(t->a, words)) {
            buf_add(&b, b.n ? STR(" ") : STR(""));
            buf_add(&b, words);
        }
        n = aside || text ? html_next_skip(t, item, n) : html_next(t, item, n);
    }
    return buf_view(&b);
}

/* The text that stands beside the items, of all of them. */
static struct str common_of(const struct html_tree *t, html_node gallery)
{
    html_node n = html_next(t, gallery, gallery);
    while (n) {
        const struct html_count *c = &html_at(t, n)->count;
        bool aside = html_is_element(t, n) && is_aside(t, n);
        bool text = !aside && c->img == 0 && html_tag_of(t, n) != HTML_TAG_IMG;
        html_node around =
            text && c->cp ? around_with_picture(t, gallery, html_at(t, n)->parent) : 0;
        if (around && !only_picture(t, around) && !is_control_text(t->a, html_text(t, n)))
            return html_text(t, n);
        n = aside || text ? html_next_skip(t, gallery, n) : html_next(t, gallery, n);
    }
    return STR("");
}

static void add_picture(const struct html_tree *t, html_node gallery, html_node img,
                        struct str base, struct vec *pictures)
{
    struct html_pictures own = html_pictures_read(t, img, base);
    struct html_picture picture;
    if (own.n == 0 || pictures->n >= HTML_PICTURES_BOX_MAX)
        return;
    picture = own.at[0];
    html_node item = item_of(t, gallery, img);
    struct str caption = caption_of(t, item);
    picture.caption = caption.n ? caption : picture.caption;
    struct str title = utf8_fold_space(t->a, html_attr(t, img, "title"));
    if (!picture.caption.n && !picture.alt.n && str_find_byte(title, ' ') < title.n)
        picture.caption = title;
    picture.credit = byline_credit(t->a, picture.caption);
    if (is_named(t, gallery) && is_seen(t->a, pictures, &picture))
        return;
    struct html_picture *slot = vec_push(pictures);
    if (slot)
        *slot = picture;
}

struct html_pictures html_gallery_read(const struct html_tree *t, html_node gallery,
                                       struct str base, struct str *common)
{
    struct vec pictures = VEC(struct html_picture, t->a);
    html_node n = html_next(t, gallery, gallery);
    while (n) {
        bool aside = html_is_element(t, n) && is_aside(t, n);
        if (!aside && html_tag_of(t, n) == HTML_TAG_IMG)
            add_picture(t, gallery, n, base, &pictures);
        n = aside ? html_next_skip(t, gallery, n) : html_next(t, gallery, n);
    }
    *common = common_of(t, gallery);
    return (struct html_pictures){pictures.p, pictures.n};
}

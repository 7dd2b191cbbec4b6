#include "base/utf8.h"
#include "source/html_names.h"
#include "source/html_tidy_internal.h"

/* ---- boxes by name ---- */

static const char *const BOXES[] = {"author-bio",
                                    "author-details",
                                    "author-box",
                                    "about-author",
                                    "about-the-author",
                                    "bio",
                                    "footer",
                                    "newsletter",
                                    "newsletters",
                                    "subscribe",
                                    "subscription",
                                    "bread",
                                    "breadcrumb",
                                    "breadcrumbs",
                                    "tags",
                                    "tag-list",
                                    "post-tags",
                                    "entry-tags",
                                    "tagcloud",
                                    "comments",
                                    "comment-list",
                                    "comment-respond",
                                    "commentlist",
                                    "respond",
                                    "disqus",
                                    "related",
                                    "related-posts",
                                    "related-articles",
                                    "related-content",
                                    "relatedposts",
                                    "recommended",
                                    "recommendations",
                                    "recirc",
                                    "read-more",
                                    "readmore",
                                    "read-more-big",
                                    "more-stories",
                                    "most-read",
                                    "most-popular",
                                    "trending",
                                    "promo",
                                    "cta",
                                    "cta-box",
                                    "call-to-action",
                                    "advert",
                                    "advertisement",
                                    "advertising",
                                    "ad-container",
                                    "adsbygoogle",
                                    "ads",
                                    "share",
                                    "sharing",
                                    "social",
                                    "social-share",
                                    "share-buttons",
                                    "addtoany",
                                    "sharedaddy",
                                    "outbrain",
                                    "taboola",
                                    "sponsored",
                                    "print-only",
                                    "screen-reader-text",
                                    "sr-only",
                                    "visually-hidden",
                                    "visuallyhidden",
                                    "post-navigation",
                                    "pagination",
                                    "navigation",
                                    "toolbar",
                                    "copyright",
                                    "disclaimer",
                                    "donate",
                                    "slidecount",
                                    "jp-relatedposts",
                                    "wpcnt",
                                    "post-meta",
                                    "entry-meta",
                                    "article-meta",
                                    "postmetadata",
                                    "post-info",
                                    "lien-quan",
                                    "tin-lien-quan",
                                    "tinlienquan",
                                    "box-tin-lien-quan",
                                    "relate",
                                    "relate-news",
                                    "relatednews",
                                    "related-news",
                                    "news-related",
                                    "xem-them",
                                    "doc-them",
                                    "author-info",
                                    "insert-related",
                                    "story-related",
                                    "ez-toc-container",
                                    "ez-toc-title-container",
                                    "lwptoc",
                                    "toc_container"};

/* One of its classes is the word as it stands. */
static bool has_class(const struct tidy *d, html_node n, struct str word)
{
    struct str classes = html_class(d->t, n);
    struct str one;
    while (str_next(&classes, ' ', &one))
        if (str_eq(one, word))
            return true;
    return false;
}

/* Page builders wrap each part of the text in a box named a widget's: only one of links, or one that
 * shows nothing, is beside the text. A theme's own "widget" holds prose, or is. */
static bool is_side_widget(const struct tidy *d, html_node n)
{
    static const char *const WIDGET[] = {"widget"};
    const struct html_count *c = &html_at(d->t, n)->count;
    if (!html_named_word(d->t, n, WIDGET, COUNT_OF(WIDGET)))
        return false;
    if (c->link_cp * 3 >= c->cp && c->cp > 0)
        return true;
    if (has_class(d, n, STR("widget")))
        return !tidy_holds_prose(d->t, n);
    return c->cp == 0 && c->img == 0 && c->embed == 0;
}

/* Between the reader and the rest of the text: what it costs, where one signs in. */
static bool is_wall(const struct tidy *d, html_node n)
{
    enum { WALL_CP_MAX = 600 };
    static const char *const NAMES[] = {"paywall",  "regwall", "piano", "premium", "gate",
                                        "lock",     "locked",  "vip",   "meter",   "subscriber",
                                        "gatekeep", "paygate", "upsell"};
    static const struct str WORDS[] = {
        STR_INIT("subscri"), STR_INIT("log in"),  STR_INIT("sign in"),  STR_INIT("đăng nhập"),
        STR_INIT("đăng ký"), STR_INIT("đăng kí"), STR_INIT("nâng cấp"), STR_INIT("free trial")};
    if (html_at(d->t, n)->count.cp > WALL_CP_MAX ||
        !html_named_word(d->t, n, NAMES, COUNT_OF(NAMES)))
        return false;
    struct str text = utf8_lower(d->t->a, html_text(d->t, n));
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_contains(text, WORDS[i]))
            return true;
    return false;
}

/* Who wrote it, as a picture. */
static bool is_face(const struct tidy *d, html_node n)
{
    static const char *const NAMES[] = {"author", "byline", "profile", "avatar"};
    const struct html_count *c = &html_at(d->t, n)->count;
    /* "avatar" of a box is what some papers call the picture above the text */
    size_t names = html_tag_of(d->t, n) == HTML_TAG_IMG ? COUNT_OF(NAMES) : COUNT_OF(NAMES) - 1;
    return html_is_element(d->t, n) && c->cp == 0 && c->img == 1 &&
           html_named_word(d->t, n, NAMES, names);
}

static bool is_box(const struct tidy *d, html_node n)
{
    enum html_tag tag = html_tag_of(d->t, n);
    if (tag == HTML_TAG_NAV || (html_is_element(d->t, n) && (is_wall(d, n) || is_face(d, n))))
        return true;
    return html_is_element(d->t, n) && tidy_is_small(d, n) && tag != HTML_TAG_FIGURE &&
           tag != HTML_TAG_FIGCAPTION &&
           (html_named_word(d->t, n, BOXES, COUNT_OF(BOXES)) || is_side_widget(d, n));
}

void tidy_cut_boxes(struct tidy *d)
{
    html_node n = html_next(d->t, d->root, d->root);
    while (n) {
        bool box = is_box(d, n);
        html_node next = box ? html_next_skip(d->t, d->root, n) : html_next(d->t, d->root, n);
        if (box)
            html_cut(d->t, n);
        n = next;
    }
}

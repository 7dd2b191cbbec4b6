#include "source/html_media.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "source/byline.h"
#include "source/html_names.h"
#include "source/html_picture.h"
#include "source/html_style.h"
#include "source/html_url.h"

enum {
    BOX_ELEMENTS_MAX = 4000, /* of a gallery with its frames and buttons */
    ICON_PX_MAX = 40,        /* smaller pictures are signs */
    FACE_PX_MAX = 64,        /* squares up to it that lead elsewhere are faces beside names */
};

bool html_text_is_blank(struct str s)
{
    while (s.n) {
        uint32_t cp = utf8_next(&s);
        if (!utf8_is_space(cp) && cp != 0x200B)
            return false;
    }
    return true;
}

/* 0: not told in pixels. */
static int64_t side_px(const struct html_tree *t, html_node img, const char *side)
{
    int64_t px = 0;
    struct str value = html_attr(t, img, side);
    if (str_ends(value, STR("px")))
        value.n -= 2;
    return str_to_int(value, &px) && px > 0 ? px : 0;
}

/* Too small to show anything; or a small square that leads elsewhere. */
static bool is_sign(const struct html_tree *t, html_node img)
{
    enum { LEVELS_MAX = 3 };
    int64_t width_px = side_px(t, img, "width");
    int64_t height_px = side_px(t, img, "height");
    if ((width_px && width_px < ICON_PX_MAX) || (height_px && height_px < ICON_PX_MAX))
        return true;
    html_node link = html_ancestor(t, img, HTML_TAG_A, LEVELS_MAX);
    return link && width_px && width_px == height_px && width_px <= FACE_PX_MAX &&
           !html_picture_is_address(t->a, html_attr(t, link, "href"));
}

static bool is_picture(const struct html_tree *t, html_node n)
{
    /* of AMP: width and height may be 4 and 3 */
    struct str layout = html_attr(t, n, "layout");
    bool ratio = layout.n && !str_eq(layout, STR("fixed")) && !str_eq(layout, STR("nodisplay"));
    return html_tag_of(t, n) == HTML_TAG_IMG && (ratio || !is_sign(t, n));
}

static bool is_credit(const struct html_tree *t, html_node n)
{
    static const char *const WORDS[] = {"credit", "copyright", "byline", "author", "source"};
    return html_named(t, n, WORDS, COUNT_OF(WORDS));
}

static bool is_caption(const struct html_tree *t, html_node n)
{
    static const char *const WORDS[] = {"caption", "figcaption", "cutline",
                                        "legend",  "credit",     "desc"};
    return html_tag_of(t, n) == HTML_TAG_FIGCAPTION || html_tag_of(t, n) == HTML_TAG_CAPTION ||
           html_named(t, n, WORDS, COUNT_OF(WORDS));
}

/* Text stands in captions alone, and pictures are there. */
static bool text_is_caption(const struct html_tree *t, html_node box)
{
    html_node n = box;
    while (n) {
        const struct html_item *item = html_at(t, n);
        enum html_tag tag = item->tag;
        if (tag == HTML_TAG_TEXT && item->count.cp)
            return false;
        if (tag == HTML_TAG_VIDEO || tag == HTML_TAG_IFRAME)
            return false;
        bool skip = n != box && (is_caption(t, n) || tag == HTML_TAG_NOSCRIPT ||
                                 tag == HTML_TAG_BUTTON || tag == HTML_TAG_SCRIPT);
        n = skip ? html_next_skip(t, box, n) : html_next(t, box, n);
    }
    return true;
}

static size_t rows_of(const struct html_tree *t, html_node table)
{
    size_t rows = 0;
    for (html_node n = table; n; n = html_next(t, table, n))
        rows += html_tag_of(t, n) == HTML_TAG_TR;
    return rows;
}

/* Cells of row with text and without pictures. */
static size_t texts_of(const struct html_tree *t, html_node row)
{
    size_t texts = 0;
    for (html_node cell = html_first_element(t, row); cell; cell = html_next_element(t, cell))
        texts += html_at(t, cell)->count.cp && html_at(t, cell)->count.img == 0;
    return texts;
}

/* Names its columns, or has a row of several texts that are no captions of the pictures above. */
static bool says_more(const struct html_tree *t, html_node table)
{
    size_t above = 0;
    for (html_node n = table; n; n = html_next(t, table, n)) {
        enum html_tag tag = html_tag_of(t, n);
        if (tag == HTML_TAG_TH && html_at(t, n)->count.cp)
            return true;
        if (tag != HTML_TAG_TR)
            continue;
        size_t texts = texts_of(t, n);
        if (html_at(t, n)->count.img == 0 && texts > 1 && texts != above)
            return true;
        above = html_at(t, n)->count.img;
    }
    return false;
}

/* Rows of a picture and several values: of persons, of products. */
static bool lists_values(const struct html_tree *t, html_node table)
{
    enum { VALUES_MIN = 2 };
    for (html_node row = table; row; row = html_next(t, table, row)) {
        if (html_tag_of(t, row) == HTML_TAG_TR && html_at(t, row)->count.img &&
            texts_of(t, row) >= VALUES_MIN)
            return true;
    }
    return false;
}

/* <p><img><br><em>Caption</em></p> */
bool html_is_slanted(const struct html_tree *t, html_node box)
{
    uint32_t italic = 0;
    html_node n = box;
    while (n) {
        enum html_tag tag = html_tag_of(t, n);
        bool slanted = tag == HTML_TAG_EM || tag == HTML_TAG_I;
        if (slanted)
            italic += html_at(t, n)->count.cp;
        n = slanted ? html_next_skip(t, box, n) : html_next(t, box, n);
    }
    return italic + 2 >= html_at(t, box)->count.cp;
}

bool html_is_centred(const struct html_tree *t, html_node n)
{
    struct str style = str_lower_ascii(t->a, html_attr(t, n, "style"));
    size_t align = str_find(style, STR("text-align"));
    return str_eq_nocase(html_attr(t, n, "align"), STR("center")) ||
           (align < style.n && str_contains(str_slice(style, align, align + 22), STR("center")));
}

/* A sentence stands before the picture: it is the article's, though a caption follows. */
static bool begins_with_text(const struct html_tree *t, html_node box)
{
    enum { LABEL_CP_MAX = 60 };
    uint32_t cp = 0;
    for (html_node n = box; n && html_tag_of(t, n) != HTML_TAG_IMG; n = html_next(t, box, n))
        cp += html_tag_of(t, n) == HTML_TAG_TEXT ? html_at(t, n)->count.cp : 0;
    return cp > LABEL_CP_MAX && cp < html_at(t, box)->count.cp;
}

/* A short line below the picture, in the middle like it or with a credit. */
static bool looks_like_caption(const struct html_tree *t, html_node box)
{
    enum { LOOK_CP_MAX = 250 };
    if (html_at(t, box)->count.cp > LOOK_CP_MAX || html_at(t, box)->count.link_cp ||
        begins_with_text(t, box))
        return false;
    return html_is_centred(t, box) || byline_credit(t->a, html_text(t, box)).n > 0;
}

/* Paragraphs with text: one may stand around the picture alone. */
static size_t told_paragraphs(const struct html_tree *t, html_node box)
{
    size_t n_told = 0;
    for (html_node n = html_next(t, box, box); n; n = html_next(t, box, n))
        n_told += html_tag_of(t, n) == HTML_TAG_P && html_at(t, n)->count.cp > 0;
    return n_told;
}

/* One picture and its caption in a paragraph that is named so as a whole. */
static bool is_caption_around(const struct html_tree *t, html_node n)
{
    static const char *const CAPTIONS[] = {"caption", "cutline", "chuthich", "chu-thich"};
    const struct html_count *c = &html_at(t, n)->count;
    return html_tag_of(t, n) == HTML_TAG_P && c->img == 1 && c->cp <= HTML_CAPTION_MAX_CP &&
           html_named(t, n, CAPTIONS, COUNT_OF(CAPTIONS)) && !begins_with_text(t, n);
}

bool html_is_picture_box(const struct html_tree *t, html_node n)
{
    const struct html_item *item = html_at(t, n);
    const struct html_count *c = &item->count;
    if (c->img == 0 || c->elements > BOX_ELEMENTS_MAX || c->cp > c->img * HTML_CAPTION_MAX_CP)
        return false;
    if (item->tag == HTML_TAG_IMG)
        return true;
    if (c->cp == 0)
        return c->embed == 0 && text_is_caption(t, n);
    if (item->tag == HTML_TAG_TABLE)
        return rows_of(t, n) <= (size_t)c->img * 2 && c->p <= c->img * 2 && !lists_values(t, n) &&
               !says_more(t, n);
    if (item->tag == HTML_TAG_FIGURE)
        return c->embed == 0 && c->p <= c->img * 2;
    if (text_is_caption(t, n) || is_caption_around(t, n))
        return true;
    return (item->tag == HTML_TAG_P || item->tag == HTML_TAG_DIV) && c->img == 1 && c->p <= 2 &&
           told_paragraphs(t, n) <= 1 && html_find(t, n, HTML_TAG_IMG) &&
           (html_is_slanted(t, n) || looks_like_caption(t, n));
}

struct gathering {
    struct vec pictures;
    size_t told;      /* pictures before this one have their caption */
    struct str early; /* a caption above the first picture */
    size_t row_from;  /* the first picture of the last row of pictures */
};

static void take_caption(struct gathering *g, struct str text, bool credit)
{
    if (text.n == 0)
        return;
    if (g->pictures.n == 0) {
        g->early = g->early.n ? g->early : text;
        return;
    }
    struct html_picture *last = vec_at(&g->pictures, g->pictures.n - 1);
    if (credit && !last->credit.n)
        last->credit = text;
    else if (!last->caption.n)
        last->caption = text;
    g->told = g->pictures.n;
}

/* What a lightbox shows below the picture, from attributes: of the link to its file, of itself. */
static struct str caption_attribute(const struct html_tree *t, html_node n,
                                    const char *const *names, size_t names_n)
{
    for (size_t i = 0; i < names_n; i++) {
        struct str value = utf8_fold_space(t->a, html_attr(t, n, names[i]));
        bool words = str_find_byte(value, ' ') < value.n && str_find_byte(value, '<') == value.n;
        if (words && utf8_count_cp(value) <= HTML_CAPTION_MAX_CP)
            return value;
    }
    return STR("");
}

static struct str told_caption(const struct html_tree *t, html_node img)
{
    static const char *const OF_IMG[] = {"data-caption", "data-description", "data-title"};
    static const char *const OF_LINK[] = {"data-caption",
                                          "data-title",
                                          "data-sub-html",
                                          "data-lightbox-title",
                                          "data-elementor-lightbox-title",
                                          "data-elementor-lightbox-description"};
    static const char *const TITLE[] = {"title"};
    enum { LEVELS_MAX = 3 };
    static const char *const CAPTION[] = {"caption"};
    struct str told = caption_attribute(t, img, OF_IMG, COUNT_OF(OF_IMG));
    if (told.n == 0 && html_named_word(t, img, CAPTION, 1)) /* Joomla prints the title below it */
        told = caption_attribute(t, img, TITLE, COUNT_OF(TITLE));
    html_node link = html_ancestor(t, img, HTML_TAG_A, LEVELS_MAX);
    if (told.n || !link || html_at(t, link)->count.img > 1)
        return told;
    told = caption_attribute(t, link, OF_LINK, COUNT_OF(OF_LINK));
    return told.n || !html_picture_is_address(t->a, html_attr(t, link, "href"))
               ? told
               : caption_attribute(t, link, TITLE, COUNT_OF(TITLE));
}

static void take_picture(const struct html_tree *t, html_node n, struct str base,
                         struct gathering *g)
{
    struct str src = html_picture_src(t, n, base);
    const struct html_picture *last =
        g->pictures.n ? vec_at(&g->pictures, g->pictures.n - 1) : NULL;
    bool again = last && str_eq(last->src, src) && !last->caption.n;
    if (src.n == 0 || again || g->pictures.n >= HTML_PICTURES_BOX_MAX)
        return;
    struct html_picture *picture = vec_push(&g->pictures);
    if (!picture)
        return;
    picture->src = src;
    picture->alt = utf8_fold_space(t->a, html_attr(t, n, "alt"));
    picture->img = n;
    picture->caption = g->early;
    g->early = STR("");
}

/* "(Ana Ruiz/The Courier)" */
static struct str without_brackets(struct str s)
{
    bool whole = str_starts(s, STR("(")) && str_find_byte(s, ')') == s.n - 1;
    return whole ? str_slice(s, 1, s.n - 1) : s;
}

/* "Ảnh: Minh Anh" in an element of the credit's own */
static struct str credit_of(const struct html_tree *t, html_node n)
{
    struct str whole = without_brackets(html_text(t, n));
    struct str named = byline_credit(t->a, whole);
    return named.n ? named : whole;
}

/* The text of a caption; a credit printed in an element of its own is told apart. */
static void read_caption(const struct html_tree *t, html_node n, struct gathering *g)
{
    struct str whole = html_text(t, n);
    struct str credit = STR("");
    for (html_node at = html_next(t, n, n); at && !credit.n; at = html_next(t, n, at))
        if (html_is_element(t, at) && is_credit(t, at))
            credit = credit_of(t, at);
    bool alone = is_credit(t, n) && html_tag_of(t, n) != HTML_TAG_FIGCAPTION;
    if (credit.n && !str_eq(credit, whole))
        take_caption(g, credit, true);
    take_caption(g, whole, alone);
}

/* A row of captions below a row of as many pictures: each is its own column's. */
static bool read_caption_row(const struct html_tree *t, html_node row, struct gathering *g)
{
    size_t pictures = g->pictures.n - g->row_from;
    if (html_at(t, row)->count.img || pictures < 2 || texts_of(t, row) != pictures) {
        g->row_from = html_at(t, row)->count.img ? g->pictures.n : g->row_from;
        return false;
    }
    for (html_node cell = html_first_element(t, row); cell; cell = html_next_element(t, cell)) {
        struct html_picture *picture =
            html_at(t, cell)->count.cp ? vec_at(&g->pictures, g->row_from++) : NULL;
        if (picture)
            picture->caption = html_text(t, cell);
    }
    g->told = g->pictures.n;
    return true;
}

struct html_pictures html_pictures_read(const struct html_tree *t, html_node box, struct str base)
{
    struct gathering g = {.pictures = VEC(struct html_picture, t->a)};
    html_node n = box;
    while (n) {
        enum html_tag tag = html_tag_of(t, n);
        bool skip = tag == HTML_TAG_NOSCRIPT || tag == HTML_TAG_BUTTON || tag == HTML_TAG_SCRIPT;
        if (tag == HTML_TAG_TR && read_caption_row(t, n, &g)) {
            skip = true;
        } else if (is_picture(t, n)) {
            take_picture(t, n, base, &g);
        } else if (tag == HTML_TAG_TEXT) {
            take_caption(&g, html_text(t, n), false);
        } else if (n != box && html_at(t, n)->count.img == 0 && html_at(t, n)->count.cp) {
            read_caption(t, n, &g);
            skip = true;
        }
        n = skip ? html_next_skip(t, box, n) : html_next(t, box, n);
    }
    for (size_t i = 0; i < g.pictures.n; i++) {
        struct html_picture *picture = vec_at(&g.pictures, i);
        if (picture->caption.n == 0)
            picture->caption = told_caption(t, picture->img);
    }
    return (struct html_pictures){g.pictures.p, g.pictures.n};
}

/* ---- films ---- */

static bool is_advertising(struct arena *a, struct str src)
{
    static const struct str WORDS[] = {STR_INIT("doubleclick"), STR_INIT("/ads"),
                                       STR_INIT("googletag"), STR_INIT("adserver")};
    struct str lower = str_lower_ascii(a, src);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_contains(lower, WORDS[i]))
            return true;
    return false;
}

static bool is_player(struct arena *a, struct str src)
{
    static const struct str PLAYERS[] = {
        STR_INIT("youtube.com/embed"),
        STR_INIT("youtube-nocookie.com/embed"),
        STR_INIT("youtu.be/"),
        STR_INIT("vimeo.com"),
        STR_INIT("dailymotion.com"),
        STR_INIT("facebook.com/plugins/video"),
        STR_INIT("tiktok.com/embed"),
        STR_INIT("/video"),
        STR_INIT("player."),
        STR_INIT("/player"),
        STR_INIT("video."),
        STR_INIT(".mp4"),
        STR_INIT("youtube.com/v/"),
    };
    struct str lower = str_lower_ascii(a, src);
    if (is_advertising(a, src))
        return false;
    for (size_t i = 0; i < COUNT_OF(PLAYERS); i++)
        if (str_contains(lower, PLAYERS[i]))
            return true;
    return false;
}

bool html_video_read(const struct html_tree *t, html_node n, struct str base,
                     struct html_video *out)
{
    static const char *const PLACES[] = {"src", "data-src", "data-lazy-src", "data", "data-url"};
    struct str src = STR("");
    enum html_tag tag = html_tag_of(t, n);
    for (size_t i = 0; i < COUNT_OF(PLACES) && !src.n; i++)
        src = html_url_resolve(t->a, base, html_attr(t, n, PLACES[i]));
    html_node source = src.n ? 0 : html_find(t, n, HTML_TAG_SOURCE);
    if (source)
        src = html_url_resolve(t->a, base, html_attr(t, source, "src"));
    if (src.n == 0 || (tag != HTML_TAG_VIDEO && tag != HTML_TAG_AUDIO && !is_player(t->a, src)))
        return false;
    *out = (struct html_video){
        .src = src,
        .poster = html_url_resolve(t->a, base, html_attr(t, n, "poster")),
        .caption = STR(""),
    };
    return true;
}

struct str html_frame_address(const struct html_tree *t, html_node n, struct str base)
{
    enum { SHOWN_PX_MIN = 40 }; /* smaller ones count visits */
    static const char *const SIDES[] = {"width", "height"};
    struct str url = html_url_resolve(t->a, base, html_attr(t, n, "src"));
    bool web = str_starts(url, STR("https://")) || str_starts(url, STR("http://"));
    if (html_tag_of(t, n) != HTML_TAG_IFRAME || !web || is_advertising(t->a, url))
        return STR("");
    for (size_t i = 0; i < COUNT_OF(SIDES); i++) {
        int64_t px = 0;
        if (str_to_int(html_attr(t, n, SIDES[i]), &px) && px < SHOWN_PX_MIN)
            return STR("");
    }
    return url;
}

/* "cdn.example/a.mp4": data name a film without the scheme of its address. */
static struct str film_of_data(struct arena *a, struct str base, struct str value)
{
    static const struct str ENDS[] = {STR_INIT(".mp4"), STR_INIT(".webm"), STR_INIT(".m3u8")};
    struct str path = str_first(value, str_find_byte(value, '?'));
    struct str first = str_first(value, str_find_byte(value, '/'));
    bool host = first.n && first.n < value.n && str_find_byte(first, ':') == first.n &&
                str_find_byte(first, '.') < first.n && first.p[0] != '.';
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (str_ends(path, ENDS[i]))
            return html_url_resolve(a, base, host ? str_concat(a, STR("https://"), value) : value);
    return STR("");
}

bool html_video_of_script(const struct html_tree *t, html_node n, struct str base,
                          struct html_video *out)
{
    static const struct str DATA = STR_INIT("data-vid"); /* and data-video, data-video-src */
    const struct html_item *item = html_at(t, n);
    struct str src = STR("");
    for (unsigned i = 0; i < item->attributes_n && src.n == 0; i++)
        if (str_starts(str_view(item->attributes[i].name), DATA))
            src = film_of_data(t->a, base, item->attributes[i].value);
    if (src.n == 0 || item->count.embed || html_find(t, n, HTML_TAG_VIDEO))
        return false;
    *out = (struct html_video){
        .src = src,
        .poster = html_url_resolve(t->a, base, html_attr(t, n, "data-thumb")),
        .caption = STR(""),
    };
    return true;
}

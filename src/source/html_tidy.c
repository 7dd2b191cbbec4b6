#include "source/html_tidy.h"

#include "base/utf8.h"
#include "source/byline.h"
#include "source/datetime.h"
#include "source/html_files.h"
#include "source/html_line.h"
#include "source/html_names.h"
#include "source/html_sign.h"

enum {
    LABEL_CP_MAX = 60, /* "You may also like…" */
    HEAD_LINE_CP_MAX = 140,
    PROSE_CP_MIN = 80, /* a line this long is text */
    TAIL_CP_MAX = 280,
    BOX_SHARE = 3, /* a box holds at most a third of the article */
};

struct tidy {
    struct html_tree *t;
    html_node root;
    const struct html_head *h;
    bool vietnamese;
    uint32_t cp; /* of the article before anything went */
};

/* ---- boxes by name ---- */

static const char *const BOXES[] = {"author-bio",
                                    "author-details",
                                    "author-box",
                                    "about-author",
                                    "about-the-author",
                                    "bio",
                                    "newsletter",
                                    "newsletters",
                                    "subscribe",
                                    "subscription",
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
                                    "story-related"};

static bool is_prose(const struct html_tree *t, html_node n)
{
    const struct html_count *c = &html_at(t, n)->count;
    return c->cp >= PROSE_CP_MIN && c->link_cp * 3 < c->cp;
}

static bool holds_prose(const struct html_tree *t, html_node root)
{
    for (html_node n = root; n; n = html_next(t, root, n))
        if (is_prose(t, n) &&
            (html_tag_of(t, n) == HTML_TAG_TEXT || html_tag_of(t, n) == HTML_TAG_P))
            return true;
    return false;
}

/* A third of the article or more is the article, whatever it is named. */
static bool is_small(const struct tidy *d, html_node n)
{
    return html_at(d->t, n)->count.cp * BOX_SHARE < d->cp;
}

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
        return !holds_prose(d->t, n);
    return c->cp == 0 && c->img == 0 && c->embed == 0;
}

static bool is_box(const struct tidy *d, html_node n)
{
    enum html_tag tag = html_tag_of(d->t, n);
    if (tag == HTML_TAG_NAV)
        return true;
    return html_is_element(d->t, n) && is_small(d, n) && tag != HTML_TAG_FIGURE &&
           tag != HTML_TAG_FIGCAPTION &&
           (html_named_word(d->t, n, BOXES, COUNT_OF(BOXES)) || is_side_widget(d, n));
}

static void cut_boxes(struct tidy *d)
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

/* ---- lines ---- */

/* A block of text without blocks in it. */
static bool is_line(const struct html_tree *t, html_node n)
{
    if (!html_is_element(t, n) || !html_tag_is_block(html_tag_of(t, n)) || html_is_blank(t, n))
        return false;
    for (html_node at = html_next(t, n, n); at; at = html_next(t, n, at))
        if (html_is_element(t, at) && html_tag_is_block(html_tag_of(t, at)) &&
            !html_is_blank(t, at))
            return false;
    return true;
}

static struct vec lines_of(const struct tidy *d)
{
    struct vec lines = VEC(html_node, d->t->a);
    for (html_node n = html_next(d->t, d->root, d->root); n; n = html_next(d->t, d->root, n)) {
        html_node *slot = is_line(d->t, n) ? vec_push(&lines) : NULL;
        if (slot)
            *slot = n;
    }
    return lines;
}

static html_node line_at(const struct vec *lines, size_t i)
{
    return *(const html_node *)vec_at(lines, i);
}

static bool is_heading(enum html_tag tag)
{
    return tag >= HTML_TAG_H1 && tag <= HTML_TAG_H6;
}

/* Rows of one cell each lay a page out. */
static bool is_one_column(const struct html_tree *t, html_node table)
{
    size_t cells = 0;
    html_node n = html_next(t, table, table);
    while (n) {
        enum html_tag tag = html_tag_of(t, n);
        bool cell = tag == HTML_TAG_TD || tag == HTML_TAG_TH;
        cells = tag == HTML_TAG_TR ? 0 : cells + (cell && !html_is_blank(t, n));
        if (cells > 1)
            return false;
        n = cell ? html_next_skip(t, table, n) : html_next(t, table, n);
    }
    return true;
}

/* Tables that show their lines or name their columns are no layout. */
static bool is_framed(const struct html_tree *t, html_node table)
{
    static const char *const NAMES[] = {"table", "table-bordered", "tbl"};
    struct str border = html_attr(t, table, "border");
    return (border.n && !str_eq(border, STR("0"))) || html_find(t, table, HTML_TAG_TH) ||
           html_named_word(t, table, NAMES, COUNT_OF(NAMES));
}

/* Whole pages stand in tables, too. */
static void mark_tables(const struct tidy *d)
{
    for (html_node n = html_next(d->t, d->root, d->root); n; n = html_next(d->t, d->root, n)) {
        struct html_item *item = html_at(d->t, n);
        if (item->tag != HTML_TAG_TABLE)
            continue;
        item->marks &= (unsigned char)~HTML_MARK_DATA_TABLE;
        if ((is_small(d, n) || is_framed(d->t, n)) && !is_one_column(d->t, n))
            item->marks |= HTML_MARK_DATA_TABLE;
    }
}

static bool in_table(const struct html_tree *t, html_node n)
{
    for (; n; n = html_at(t, n)->parent)
        if (html_at(t, n)->marks & HTML_MARK_DATA_TABLE)
            return true;
    return false;
}

static bool in_structure(const struct html_tree *t, html_node n)
{
    return in_table(t, n) || html_ancestor(t, n, HTML_TAG_FIGURE, 0) ||
           html_tag_of(t, n) == HTML_TAG_FIGCAPTION || html_ancestor(t, n, HTML_TAG_FIGCAPTION, 0);
}

/* A page laid out in columns: beside the one that holds nearly all text, those without a sentence. */
static void cut_side_columns(struct tidy *d)
{
    enum { TEXT_CP_MIN = 500 };
    struct html_tree *t = d->t;
    for (html_node row = d->root; row; row = html_next(t, d->root, row)) {
        uint32_t all = html_at(t, row)->count.cp;
        html_node cell = 0;
        html_node text = 0;
        if (html_tag_of(t, row) != HTML_TAG_TR || all < TEXT_CP_MIN || in_table(t, row))
            continue;
        for (cell = html_first_element(t, row); cell; cell = html_next_element(t, cell))
            text = html_at(t, cell)->count.cp * 4 >= all * 3 ? cell : text;
        cell = text ? html_first_element(t, row) : 0;
        while (cell) {
            html_node next = html_next_element(t, cell);
            if (cell != text && html_at(t, cell)->count.img == 0 && !holds_prose(t, cell))
                html_cut(t, cell);
            cell = next;
        }
    }
}

/* Words that stand over or before links to other articles, in lower case, without their colon. */
static const struct str LABELS[] = {
    STR_INIT("advertisement"),
    STR_INIT("advertising"),
    STR_INIT("advert"),
    STR_INIT("continue reading below"),
    STR_INIT("continue reading"),
    STR_INIT("read more"),
    STR_INIT("read also"),
    STR_INIT("also read"),
    STR_INIT("read next"),
    STR_INIT("related"),
    STR_INIT("related articles"),
    STR_INIT("related stories"),
    STR_INIT("related posts"),
    STR_INIT("related links"),
    STR_INIT("related news"),
    STR_INIT("related content"),
    STR_INIT("related topics"),
    STR_INIT("related coverage"),
    STR_INIT("you may also like"),
    STR_INIT("you might also like"),
    STR_INIT("see also"),
    STR_INIT("more on this story"),
    STR_INIT("more on this"),
    STR_INIT("more from"),
    STR_INIT("skip to content"),
    STR_INIT("skip to main content"),
    STR_INIT("share this"),
    STR_INIT("share this article"),
    STR_INIT("share this story"),
    STR_INIT("share on facebook"),
    STR_INIT("recommended"),
    STR_INIT("don't miss"),
    STR_INIT("don’t miss"),
    STR_INIT("watch"),
    STR_INIT("also on"),
    STR_INIT("more"),
    STR_INIT("click to enlarge"),
    STR_INIT("image"),
    STR_INIT("loading"),
    STR_INIT("story continues below advertisement"),
    STR_INIT("story continues below"),
    STR_INIT("article continues below"),
    STR_INIT("sign up"),
    STR_INIT("print"),
    STR_INIT("email"),
    STR_INIT("share"),
    STR_INIT("tags"),
    STR_INIT("filed under"),
    STR_INIT("topics"),
    STR_INIT("like this story"),
    STR_INIT("click here"),
    STR_INIT("comments"),
    STR_INIT("comments are closed"),
    STR_INIT("leave a comment"),
    STR_INIT("leave a reply"),
    STR_INIT("this slideshow requires javascript"),
    STR_INIT("xem thêm"),
    STR_INIT("đọc thêm"),
    STR_INIT("xem tiếp"),
    STR_INIT("tin liên quan"),
    STR_INIT("bài liên quan"),
    STR_INIT("tin bài liên quan"),
    STR_INIT("tin cùng chuyên mục"),
    STR_INIT("có thể bạn quan tâm"),
    STR_INIT("quảng cáo"),
    STR_INIT("từ khóa"),
    STR_INIT("từ khoá"),
    STR_INIT("chia sẻ"),
    STR_INIT("bình luận"),
    STR_INIT("mời quý độc giả xem thêm"),
    STR_INIT("mời bạn đọc xem thêm"),
    STR_INIT("mời độc giả xem thêm"),
    STR_INIT("tin khác"),
    STR_INIT("các tin tiếp"),
    STR_INIT("các tin tiếp theo"),
    STR_INIT("các tin khác"),
    STR_INIT("bài viết liên quan"),
    STR_INIT("đừng bỏ lỡ"),
    STR_INIT("liên quan"),
    STR_INIT("đọc nhiều nhất"),
    STR_INIT("đọc nhiều"),
    STR_INIT("tin đọc nhiều"),
    STR_INIT("xem nhiều nhất"),
    STR_INIT("xem nhiều"),
    STR_INIT("tin xem nhiều"),
    STR_INIT("tin mới nhất"),
    STR_INIT("tin mới"),
    STR_INIT("tin nóng"),
    STR_INIT("tin nổi bật"),
    STR_INIT("những tin mới hơn"),
    STR_INIT("những tin cũ hơn"),
    STR_INIT("tin mới hơn"),
    STR_INIT("tin cũ hơn"),
    STR_INIT("tin cùng mục"),
    STR_INIT("cùng chuyên mục"),
    STR_INIT("các tin cùng chuyên mục"),
    STR_INIT("tin tức khác"),
    STR_INIT("bài viết khác"),
    STR_INIT("các bài viết khác"),
    STR_INIT("các bài khác"),
    STR_INIT("bài khác"),
    STR_INIT("tin bài khác"),
    STR_INIT("tin đã đưa"),
    STR_INIT("các tin đã đưa"),
    STR_INIT("các tin đã đăng"),
    STR_INIT("tin đã đăng"),
    STR_INIT("bài viết cùng chuyên mục"),
    STR_INIT("tin cùng sự kiện"),
    STR_INIT("cùng sự kiện"),
    STR_INIT("tin cùng chủ đề"),
    STR_INIT("cùng chủ đề"),
    STR_INIT("bài trước"),
    STR_INIT("bài sau"),
    STR_INIT("tin trước"),
    STR_INIT("tin sau"),
    STR_INIT("video khác"),
    STR_INIT("album khác"),
    STR_INIT("ảnh khác"),
    STR_INIT("tin ảnh khác"),
    STR_INIT("đọc tiếp"),
    STR_INIT("xem thêm video"),
    STR_INIT("bài viết mới"),
    STR_INIT("cùng tác giả"),
    STR_INIT("các tin liên quan"),
    STR_INIT("tin tức liên quan"),
    STR_INIT("các bài viết liên quan"),
    STR_INIT("có thể bạn chưa biết"),
    STR_INIT("gợi ý cho bạn"),
    STR_INIT("dành cho bạn"),
    STR_INIT("file đính kèm"),
    STR_INIT("tệp đính kèm"),
    STR_INIT("tài liệu đính kèm"),
    STR_INIT("văn bản đính kèm"),
    STR_INIT("thẻ"),
    STR_INIT("tag"),
    STR_INIT("lesen sie auch"),
    STR_INIT("mehr zum thema"),
    STR_INIT("lire aussi"),
    STR_INIT("à lire aussi"),
    STR_INIT("leggi anche"),
    STR_INIT("lea también"),
    STR_INIT("anzeige"),
    STR_INIT("publicité"),
    STR_INIT("werbung"),
};

/* The label text begins with, whole words; its length in bytes, or 0. */
static size_t label_length(struct str lower)
{
    size_t best = 0;
    for (size_t i = 0; i < COUNT_OF(LABELS); i++) {
        bool ends =
            lower.n == LABELS[i].n ||
            (lower.n > LABELS[i].n && str_find_byte(STR(" :.,-?!>|"), lower.p[LABELS[i].n]) < 9) ||
            str_starts(str_from(lower, LABELS[i].n), STR("…"));
        if (ends && LABELS[i].n > best && str_starts(lower, LABELS[i]))
            best = LABELS[i].n;
    }
    return best;
}

/* The text of n in lower case, without the arrows and dashes before it: ">> Xem thêm". */
static struct str lower_text(const struct tidy *d, html_node n)
{
    struct str text = utf8_lower(d->t->a, html_text(d->t, n));
    for (struct str rest = text; rest.n; text = rest) {
        uint32_t cp = utf8_next(&rest);
        bool sign = cp == '>' || cp == '-' || cp == '*' || cp == '+' || cp == '|' || cp == ' ' ||
                    cp == 0xBB || cp == 0x203A || cp == 0x25BA || cp == 0x25B6 || cp == 0x2022 ||
                    cp == 0x2013 || cp == 0x2192;
        if (!sign)
            break;
    }
    return text;
}

static bool is_label(const struct tidy *d, html_node n)
{
    enum { OTHERS_CP_MAX = 24 };
    if (html_at(d->t, n)->count.cp > LABEL_CP_MAX)
        return false;
    struct str text = lower_text(d, n);
    size_t length = label_length(text);
    struct str rest = str_from(text, length);
    while (rest.n && (unsigned char)rest.p[0] < 0x80 &&
           str_find_byte(STR(" :.,-?!>|"), rest.p[0]) < 9)
        rest = str_from(rest, 1);
    /* "Chương trình khác", "Các số khác" */
    bool others = html_at(d->t, n)->count.cp <= OTHERS_CP_MAX && str_ends(text, STR(" khác"));
    return others || (length && (rest.n == 0 || str_eq(rest, STR("…"))));
}

/* "READ MORE: <a>…</a>", a line that is a link and nothing else */
static bool is_link_line(const struct tidy *d, html_node n)
{
    const struct html_count *c = &html_at(d->t, n)->count;
    enum { LINE_CP_MAX = 300 };
    if (c->link_cp == 0 || c->cp > LINE_CP_MAX || c->img || is_heading(html_tag_of(d->t, n)) ||
        html_links_documents(d->t, n))
        return false;
    if (c->link_cp + 3 >= c->cp) /* ">> " */
        return true;
    return c->link_cp * 10 >= c->cp * 4 && label_length(lower_text(d, n)) > 0;
}

/* Only a line that is a link in a list of such, or between paragraphs: an item of a list of links is
 * judged with its list. */
static void mark_links(struct tidy *d)
{
    struct vec lines = lines_of(d);
    for (size_t i = 0; i < lines.n; i++) {
        html_node n = line_at(&lines, i);
        bool laid_out = !d->vietnamese && html_ancestor(d->t, n, HTML_TAG_TABLE, 0);
        if (laid_out || in_structure(d->t, n) || html_tag_of(d->t, n) == HTML_TAG_LI ||
            html_ancestor(d->t, n, HTML_TAG_LI, 0))
            continue;
        if (is_label(d, n))
            html_cut(d->t, n);
        else if (is_link_line(d, n))
            html_at(d->t, n)->marks |= HTML_MARK_RELATED;
    }
}

/* Right above it, or above the box around it, stands "Văn bản khác". */
static bool stands_under_others(const struct tidy *d, html_node n)
{
    enum { LEVELS_MAX = 2 };
    for (size_t level = 0; n && n != d->root && level < LEVELS_MAX; level++) {
        html_node before = html_previous_element(d->t, n);
        if (before)
            return html_at(d->t, before)->count.cp <= LABEL_CP_MAX &&
                   html_line_heads_others(d->t->a, html_text(d->t, before));
        n = html_at(d->t, n)->parent;
    }
    return false;
}

static void mark_lists(struct tidy *d)
{
    for (html_node n = html_next(d->t, d->root, d->root); n; n = html_next(d->t, d->root, n)) {
        const struct html_count *c = &html_at(d->t, n)->count;
        enum html_tag tag = html_tag_of(d->t, n);
        bool list = tag == HTML_TAG_UL || tag == HTML_TAG_OL;
        if (list && c->cp && c->link_cp * 10 >= c->cp * 9 && c->hash_cp == 0 &&
            (is_small(d, n) || stands_under_others(d, n)) && !html_links_documents(d->t, n))
            html_at(d->t, n)->marks |= HTML_MARK_RELATED;
    }
}

/* ---- above the text ---- */

/* What systems print before their account's name: "Được đăng bởi bientap vào". */
static bool tells_posting(const struct tidy *d, struct str rest)
{
    static const struct str WORDS[] = {STR_INIT("được đăng"),    STR_INIT("đăng bởi"),
                                       STR_INIT("được gửi bởi"), STR_INIT("gửi bởi"),
                                       STR_INIT("được viết"),    STR_INIT("submitted by"),
                                       STR_INIT("posted by")};
    struct str lower = utf8_lower(d->t->a, rest);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_starts(lower, WORDS[i]))
            return true;
    return false;
}

/* A date, a byline, both. */
static bool is_head_line(const struct tidy *d, html_node n)
{
    struct datetime when;
    struct byline by;
    const struct html_count *c = &html_at(d->t, n)->count;
    if (c->cp > HEAD_LINE_CP_MAX || c->img || is_heading(html_tag_of(d->t, n)))
        return false;
    struct str text = html_text(d->t, n);
    if (html_line_is_around(d->t->a, text) || html_line_place(d->t->a, text).n)
        return true;
    if (datetime_find_near(d->t->a, text, d->h->captured_ms, &when))
        return when.rest.n * 2 < text.n || tells_posting(d, when.rest) ||
               byline_read(d->t->a, when.rest, &by) || html_line_is_around(d->t->a, when.rest) ||
               byline_is_name(when.rest) || str_eq_nocase(str_first(when.rest, 3), STR("by "));
    if (str_eq_nocase(str_first(text, 3), STR("by ")) && text.p[text.n - 1] != '.')
        return true;
    return byline_read(d->t->a, text, &by) && by.labelled;
}

static bool repeats_title(const struct tidy *d, html_node n)
{
    const double alike = 0.9;
    struct str text = html_text(d->t, n);
    return d->h->title.text.n && text.n < 600 &&
           html_likeness(d->t->a, d->h->title.text, text) > alike &&
           html_likeness(d->t->a, text, d->h->title.text) > alike;
}

/* The headline and its date in one paragraph: what stands behind the headline, else "". */
static struct str behind_title(const struct tidy *d, html_node n)
{
    struct str title = d->h->title.text;
    struct str text = html_text(d->t, n);
    struct datetime when;
    if (title.n == 0 || text.n > title.n + HEAD_LINE_CP_MAX || !str_starts(text, title))
        return STR("");
    struct str rest = str_trim(str_from(text, title.n));
    bool date = datetime_find_near(d->t->a, rest, d->h->captured_ms, &when);
    return date && when.rest.n * 2 < rest.n ? rest : STR("");
}

static bool is_declared(const struct tidy *d, struct str text)
{
    const double alike = 0.95;
    for (size_t i = 0; i < DECLARED_FROM_COUNT; i++)
        if (d->h->declared->description[i].n &&
            html_likeness(d->t->a, d->h->declared->description[i], text) > alike)
            return true;
    return false;
}

/* The element itself, or one around it that holds nothing else, is named a summary's. */
static bool is_named_lead(const struct tidy *d, html_node n)
{
    static const char *const NAMES[] = {"deck",    "dek",     "standfirst", "summary",   "excerpt",
                                        "chapeau", "lede",    "abstract",   "strapline", "sapo",
                                        "tomtat",  "tom-tat", "hometext"};
    enum { LEVELS_MAX = 2 };
    static const char *const VIETNAMESE[] = {"description", "lead", "intro", "tom_tat", "sub"};
    uint32_t cp = html_at(d->t, n)->count.cp;
    html_node up = n;
    for (size_t level = 0; up && up != d->root && level <= LEVELS_MAX; level++) {
        if (html_at(d->t, up)->count.cp > cp + 2)
            return false;
        if (html_named(d->t, up, NAMES, COUNT_OF(NAMES)) ||
            (d->vietnamese && html_named_word(d->t, up, VIETNAMESE, COUNT_OF(VIETNAMESE))))
            return true;
        up = html_at(d->t, up)->parent;
    }
    return false;
}

static bool is_bold(const struct html_tree *t, html_node n)
{
    static const char *const BOLD[] = {"bold", "semibold", "strong"};
    uint32_t bold = 0;
    html_node at = n;
    while (at) {
        enum html_tag tag = html_tag_of(t, at);
        bool strong = tag == HTML_TAG_STRONG || tag == HTML_TAG_B ||
                      html_named_word(t, at, BOLD, COUNT_OF(BOLD));
        bold += strong ? html_at(t, at)->count.cp : 0;
        at = strong ? html_next_skip(t, n, at) : html_next(t, n, at);
    }
    return bold + 2 >= html_at(t, n)->count.cp;
}

/* Long enough for text, or a shorter one with its point: headings have none. */
static bool is_sentence(const struct tidy *d, html_node n)
{
    enum { SENTENCE_CP_MIN = 45 };
    return is_prose(d->t, n) || (html_at(d->t, n)->count.cp >= SENTENCE_CP_MIN &&
                                 str_ends(html_text(d->t, n), STR(".")));
}

/* A summary above the text. Elsewhere than in Viet Nam it is one only if the page declares it so. */
static bool is_lead(const struct tidy *d, html_node n)
{
    enum { LEAD_CP_MIN = 30, LEAD_CP_MAX = 900 };
    uint32_t cp = html_at(d->t, n)->count.cp;
    if (cp < LEAD_CP_MIN || cp > LEAD_CP_MAX)
        return false;
    bool named = is_named_lead(d, n);
    bool heading = is_heading(html_tag_of(d->t, n));
    if (d->vietnamese && (named || (is_bold(d->t, n) && is_sentence(d, n))))
        return true;
    return (named || heading) && is_declared(d, html_text(d->t, n));
}

/* Pictures with their captions are all of it. */
static bool is_gallery(const struct tidy *d)
{
    enum { PICTURES_MIN = 3, CP_EACH_MAX = 400 };
    const struct html_count *c = &html_at(d->t, d->root)->count;
    return c->img >= PICTURES_MIN && c->cp < (uint32_t)c->img * CP_EACH_MAX;
}

static size_t count_prose(const struct tidy *d, const struct vec *lines, size_t from)
{
    enum { TEXT_CP_MIN = 400 }; /* paragraphs with mere line ends between them */
    size_t n = 0;
    for (size_t i = from; i < lines->n; i++) {
        html_node line = line_at(lines, i);
        bool prose = is_prose(d->t, line) && !is_bold(d->t, line);
        n += prose ? 1 + (html_at(d->t, line)->count.cp >= TEXT_CP_MIN) : 0;
    }
    return n;
}

/* What a line above the text says, before it is cut: for a page that says it nowhere else. */
static void learn(const struct tidy *d, struct doc *doc, struct str text)
{
    struct arena *a = d->t->a;
    struct datetime when;
    struct str place = html_line_place(a, text);
    doc->dateline = doc->dateline.n ? doc->dateline : place;
    bool dated = datetime_find_near(a, text, d->h->captured_ms, &when);
    if (dated && doc->published_ms == CLOCK_NONE)
        doc->published_ms = when.at_ms;
    if (place.n == 0 && doc->people_n == 0 && d->vietnamese)
        html_sign_line(a, doc, dated ? when.rest : text);
}

/* The section's name in a line of its own, named so. */
static bool names_section(const struct tidy *d, html_node n)
{
    enum { SECTION_CP_MAX = 60 };
    static const char *const SECTIONS[] = {"chuyenmuc", "chuyen-muc", "chuyen_muc",
                                           "category",  "cate",       "kicker"};
    return html_at(d->t, n)->count.cp <= SECTION_CP_MAX &&
           html_named_word(d->t, n, SECTIONS, COUNT_OF(SECTIONS));
}

/* "Chuyên mục: Tin tức" */
static struct str without_label(struct str s)
{
    size_t colon = str_find(s, STR(": "));
    return colon < s.n ? str_from(s, colon + 2) : s;
}

/* Above the headline a short link is its section's. */
static bool links_section(const struct tidy *d, html_node n)
{
    enum { SECTION_CP_MAX = 30 };
    const struct html_count *c = &html_at(d->t, n)->count;
    html_node at = n;
    while (at >= d->h->t->n && html_at(d->t, at)->first) /* one made for its text */
        at = html_at(d->t, at)->first;
    return at < d->h->title.node && c->cp <= SECTION_CP_MAX && c->img == 0 && c->link_cp == c->cp &&
           d->vietnamese;
}

static void cut_above(struct tidy *d, struct doc *doc)
{
    enum { LINES_MAX = 14, PROSE_MIN = 2 };
    struct vec lines = lines_of(d);
    for (size_t i = 0; i < lines.n && i < LINES_MAX; i++) {
        html_node n = line_at(&lines, i);
        if (in_structure(d->t, n))
            continue;
        bool again = doc->lead.n && str_eq(doc->lead, html_text(d->t, n));
        bool section = names_section(d, n) || links_section(d, n);
        if (section && doc->section.n == 0)
            doc->section = without_label(html_text(d->t, n));
        struct str behind = behind_title(d, n);
        bool around = section || behind.n || is_head_line(d, n);
        if (around && !section)
            learn(d, doc, behind.n ? behind : html_text(d->t, n));
        if (around || repeats_title(d, n) || again) {
            html_cut(d->t, n);
        } else if (doc->lead.n == 0 && is_lead(d, n) &&
                   (count_prose(d, &lines, i + 1) >= PROSE_MIN || is_gallery(d))) {
            doc->lead = html_text(d->t, n);
            html_cut(d->t, n);
        } else if (is_prose(d->t, n)) {
            return;
        }
    }
}

/* ---- below the text ---- */

/* Addresses to the reader, in lower case. */
static const struct str TAIL[] = {
    STR_INIT("follow us"),
    STR_INIT("follow me on"),
    STR_INIT("on twitter"),
    STR_INIT("like us on"),
    STR_INIT("join our"),
    STR_INIT("sign up for"),
    STR_INIT("subscribe to"),
    STR_INIT("newsletter"),
    STR_INIT("all rights reserved"),
    STR_INIT("click here to"),
    STR_INIT("by clicking here"),
    STR_INIT("download the app"),
    STR_INIT("get the app"),
    STR_INIT("copyright ©"),
    STR_INIT("© 20"),
    STR_INIT("contributed to this report"),
    STR_INIT("contributed to this story"),
    STR_INIT("contributed reporting"),
    STR_INIT("news app"),
    STR_INIT("email us at"),
    STR_INIT("let us know at"),
    STR_INIT("have a news tip"),
    STR_INIT("is a freelance"),
    STR_INIT("read our full"),
    STR_INIT("más información"),
    STR_INIT("mời quý vị"),
    STR_INIT("mời độc giả"),
    STR_INIT("theo dõi báo"),
    STR_INIT("theo dõi chúng tôi"),
    STR_INIT("bản quyền thuộc"),
    STR_INIT("comments are closed"),
    STR_INIT("may receive a commission"),
    STR_INIT("follow him on"),
    STR_INIT("follow her on"),
    STR_INIT("@gmail.com"),
    STR_INIT("reprinted with permission"),
    STR_INIT("originally appeared on"),
    STR_INIT("first appeared on"),
    STR_INIT("originally published"),
    STR_INIT("on facebook"),
};

static bool speaks_to_reader(const struct tidy *d, html_node n)
{
    if (html_at(d->t, n)->count.cp > TAIL_CP_MAX)
        return false;
    struct str lower = lower_text(d, n);
    for (size_t i = 0; i < COUNT_OF(TAIL); i++)
        if (str_contains(lower, TAIL[i]))
            return true;
    return false;
}

static void cut_below(struct tidy *d)
{
    enum { LINES_MAX = 12 };
    struct vec lines = lines_of(d);
    for (size_t i = lines.n; i-- > 0 && lines.n - i <= LINES_MAX;) {
        html_node n = line_at(&lines, i);
        if (html_at(d->t, n)->marks & HTML_MARK_RELATED)
            continue;
        if (!speaks_to_reader(d, n) && !html_line_is_tools(d->t->a, html_text(d->t, n))) {
            if (html_at(d->t, n)->count.cp > LABEL_CP_MAX)
                return;
            continue;
        }
        html_cut(d->t, n);
    }
}

/* Nobody's name: the editors as such. */
static bool names_desk(const struct tidy *d, struct str text)
{
    static const struct str DESKS[] = {STR_INIT("ban biên tập"),  STR_INIT("bbt"),
                                       STR_INIT("ban biên soạn"), STR_INIT("tòa soạn"),
                                       STR_INIT("toà soạn"),      STR_INIT("quản trị"),
                                       STR_INIT("phòng ")};
    struct str lower = utf8_lower(d->t->a, text);
    for (size_t i = 0; i < COUNT_OF(DESKS); i++)
        if (str_starts(lower, DESKS[i]))
            return true;
    return false;
}

/* ---- comments ---- */

/* From the heading of the comments on, nothing is the article's. Before it half of the text must
 * stand, or several paragraphs. */
static void cut_comments(struct tidy *d)
{
    enum { PROSE_MIN = 2, HEADING_CP_MAX = 60 };
    struct vec lines = lines_of(d);
    size_t prose = 0;
    bool after = false;
    for (size_t i = 0; i < lines.n; i++) {
        html_node n = line_at(&lines, i);
        bool heads = prose >= PROSE_MIN && html_at(d->t, n)->count.cp <= HEADING_CP_MAX &&
                     html_line_heads_comments(d->t->a, html_text(d->t, n));
        after = after || heads;
        prose += is_prose(d->t, n);
        if (after)
            html_cut(d->t, n);
    }
}

/* ---- the signature ---- */

static bool is_right(const struct html_tree *t, html_node n)
{
    enum { LEVELS_MAX = 2 };
    for (size_t level = 0; n && level <= LEVELS_MAX; level++, n = html_at(t, n)->parent) {
        struct str style = str_lower_ascii(t->a, html_attr(t, n, "style"));
        size_t at = str_find(style, STR("text-align"));
        if (str_eq_nocase(html_attr(t, n, "align"), STR("right")) ||
            (at < style.n && str_contains(str_slice(style, at, at + 20), STR("right"))))
            return true;
    }
    return false;
}

/* s without the signs that join it to the name before. */
static struct str without_edges(struct str s)
{
    static const struct str JOINTS[] = {STR_INIT(" "), STR_INIT("–"), STR_INIT("-"),
                                        STR_INIT(","), STR_INIT("/"), STR_INIT("(")};
    for (size_t i = 0; i < COUNT_OF(JOINTS); i++)
        if (str_starts(s, JOINTS[i]))
            s = str_trim(str_from(s, JOINTS[i].n));
    return str_ends(s, STR(")")) ? str_first(s, s.n - 1) : s;
}

/* "Nguyễn Thị Hoa - Phòng Văn hóa": the names before what they belong to. */
static bool sign_with_office(const struct tidy *d, struct doc *doc, struct str text)
{
    static const struct str JOINTS[] = {STR_INIT(" - "), STR_INIT(" – "), STR_INIT(", "),
                                        STR_INIT(" ("), STR_INIT("/")};
    size_t end = text.n;
    for (size_t i = 0; i < COUNT_OF(JOINTS); i++) {
        size_t at = str_find(text, JOINTS[i]);
        end = at < end ? at : end;
    }
    struct str name = str_trim(str_first(text, end));
    if (str_find_byte(name, ' ') == name.n || !byline_is_name(name) || names_desk(d, name))
        return false;
    struct str office = without_edges(str_from(text, end));
    if (str_starts(office, STR("ngày ")) || str_starts(office, STR("tháng ")))
        return false; /* a place and its date */
    html_sign_line(d->t->a, doc, name);
    if (office.n && doc->source_name.n == 0)
        doc->source_name = office;
    return true;
}

/* The last lines, if they stand at the right and are short: who signs is no text. What is a byline as
 * a whole is html_sign's; what names nobody stays. */
static void cut_signature(struct tidy *d, struct doc *doc)
{
    enum { LINES_MAX = 3, SIGN_CP_MAX = 90 };
    struct vec lines = lines_of(d);
    struct byline by;
    for (size_t i = lines.n; i-- > 1 && lines.n - i <= LINES_MAX;) {
        html_node n = line_at(&lines, i);
        if (html_at(d->t, n)->marks & HTML_MARK_RELATED)
            continue;
        if (in_structure(d->t, n) || html_at(d->t, n)->count.cp > SIGN_CP_MAX || !is_right(d->t, n))
            return;
        struct str text = html_text(d->t, n);
        bool whole = byline_desk(text, &by) || byline_office(d->t->a, text, &by) ||
                     (byline_read(d->t->a, text, &by) && !names_desk(d, text));
        if (!whole && sign_with_office(d, doc, text))
            html_cut(d->t, n);
    }
}

void html_tidy(struct html_tree *t, html_node root, const struct html_head *h, struct doc *doc)
{
    struct tidy d = {.t = t,
                     .root = root,
                     .h = h,
                     .vietnamese = str_eq(doc->language, STR("vi")),
                     .cp = html_at(t, root)->count.cp};
    mark_tables(&d);
    cut_side_columns(&d);
    cut_boxes(&d);
    cut_comments(&d);
    cut_above(&d, doc);
    mark_lists(&d);
    mark_links(&d);
    cut_below(&d);
    if (d.vietnamese)
        cut_signature(&d, doc);
}

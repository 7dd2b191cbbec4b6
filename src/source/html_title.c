#include "base/buf.h"
#include "base/utf8.h"
#include "source/html_head.h"
#include "source/html_names.h"
#include "source/html_url.h"

struct str html_key(struct arena *a, struct str s)
{
    struct buf b;
    bool gap = false;
    buf_init(&b, NULL);
    while (s.n) {
        char bytes[4];
        uint32_t cp = utf8_next(&s);
        bool part = cp != UTF8_BAD && (utf8_is_letter(cp) || utf8_is_digit(cp) || utf8_is_mark(cp));
        if (part && gap && b.n)
            buf_add_byte(&b, ' ');
        gap = !part;
        if (part)
            buf_add(&b, (struct str){bytes, utf8_put(utf8_lower_cp(cp), bytes)});
    }
    return buf_settle(&b, a);
}

/* Whole words alone count. */
static bool has_word(struct str key, struct str word)
{
    for (struct str rest = key; rest.n >= word.n;) {
        size_t at = str_find(rest, word);
        if (at >= rest.n)
            return false;
        bool starts = rest.p + at == key.p || *(rest.p + at - 1) == ' ';
        bool ends = at + word.n == rest.n || rest.p[at + word.n] == ' ';
        if (starts && ends)
            return true;
        rest = str_from(rest, at + 1);
    }
    return false;
}

static double key_likeness(struct str one, struct str two)
{
    struct str word;
    size_t all = 0;
    size_t found = 0;
    while (str_next(&two, ' ', &word)) {
        all += word.n;
        found += word.n && has_word(one, word) ? word.n : 0;
    }
    return all ? (double)found / (double)all : 0;
}

double html_likeness(struct arena *a, struct str one, struct str two)
{
    return key_likeness(html_key(a, one), html_key(a, two));
}

static struct str without_spaces(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != ' ')
            buf_add_byte(&b, s.p[i]);
    return buf_view(&b);
}

/* "VnExpress" for vnexpress.net, "Báo VnExpress", "The New York Times" for nytimes.com is not. */
bool html_is_site_name(struct arena *a, struct str name, const struct html_declared *d,
                       struct str url)
{
    struct str key = html_key(a, name);
    struct str site = html_key(a, d->site);
    struct str host = html_url_host(url);
    if (key.n == 0)
        return true;
    if (site.n >= 3 && (str_eq(key, site) || str_ends(key, site) || str_starts(key, site)))
        return true;
    if (key.n >= 4 && site.n && (str_starts(site, key) || str_ends(site, key)))
        return true;
    struct str squeezed = without_spaces(a, key);
    struct str host_name = str_first(host, str_find_byte(host, '.'));
    return (squeezed.n >= 4 && str_contains(host, squeezed)) ||
           (host_name.n >= 4 && str_starts(squeezed, host_name)) ||
           (host.n && str_eq_nocase(host, name));
}

static const struct str JOINTS[] = {
    STR_INIT(" | "), STR_INIT(" - "), STR_INIT(" – "), STR_INIT(" — "), STR_INIT(" :: "),
    STR_INIT(" » "), STR_INIT(" · "), STR_INIT(" • "), STR_INIT(" « "), STR_INIT(" / ")};

/* The last joint of s: where it begins and ends. */
static bool last_joint(struct str s, size_t *from, size_t *to)
{
    for (size_t at = s.n; at-- > 0;) {
        for (size_t i = 0; i < COUNT_OF(JOINTS); i++) {
            if (!str_starts(str_from(s, at), JOINTS[i]))
                continue;
            *from = at;
            *to = at + JOINTS[i].n;
            return true;
        }
    }
    return false;
}

static size_t words_of(struct str s)
{
    struct str word;
    size_t n = 0;
    while (str_next(&s, ' ', &word))
        n += word.n > 0;
    return n;
}

/* s as addresses write it: "Thể thao" is "the-thao". */
static struct str path_part_of(struct arena *a, struct str s)
{
    struct buf b;
    struct str rest = utf8_nfd(a, html_key(a, s));
    buf_init(&b, a);
    while (rest.n) {
        char bytes[4];
        uint32_t cp = utf8_next(&rest);
        uint32_t plain = cp == ' ' ? '-' : cp == 0x111 ? 'd' : cp;
        if (cp != UTF8_BAD && !utf8_is_mark(cp))
            buf_add(&b, (struct str){bytes, utf8_put(plain, bytes)});
    }
    return buf_view(&b);
}

/* "… | Sport" on a page below "/sport/": its section. Deeper folders are a book's, a shop's. */
static bool names_folder(struct arena *a, struct str tail, struct str url)
{
    struct str path = html_url_path(url);
    struct str part = path_part_of(a, tail);
    struct str folder;
    enum { DEPTH_MAX = 3 }; /* before the first stands nothing */
    for (size_t i = 0; part.n && i < DEPTH_MAX && str_next(&path, '/', &folder); i++)
        if (path.n && str_eq(folder, part))
            return true;
    return false;
}

/* Takes the site's name, and for a document's title what may be sections, off the end. */
static struct str without_site(struct arena *a, struct str s, const struct html_declared *d,
                               struct str url, bool document)
{
    enum { TITLE_WORDS_MIN = 3, TAIL_WORDS_MAX = 5 };
    size_t from = 0;
    size_t to = 0;
    bool cut = false;
    while (last_joint(s, &from, &to)) {
        struct str tail = str_from(s, to);
        struct str rest = str_trim(str_first(s, from));
        bool site = html_is_site_name(a, tail, d, url);
        bool guess = document && !cut && words_of(tail) <= TAIL_WORDS_MAX &&
                     words_of(rest) >= TITLE_WORDS_MIN;
        bool section = words_of(rest) >= TITLE_WORDS_MIN && names_folder(a, tail, url);
        if (!site && !guess && !section)
            break;
        s = rest;
        cut = true;
    }
    return s;
}

enum { TITLE_AGREES = 2 }; /* the heading is the declared title, or its beginning */

struct wanted {
    struct str key[DECLARED_FROM_COUNT + 2];
    size_t n;
};

static void want(struct wanted *w, struct str key)
{
    if (key.n && w->n < COUNT_OF(w->key))
        w->key[w->n++] = key;
}

/* How well a heading agrees with what is declared: 3 the same, 2 its beginning, 1 alike, 0 not. */
static int agreement(const struct wanted *w, struct str key)
{
    enum { PART_MIN_BYTES = 12, LENGTHS_MAX = 3 };
    const double alike = 0.75;
    int best = 0;
    for (size_t i = 0; i < w->n; i++) {
        int level = 0;
        if (str_eq(key, w->key[i]))
            level = 3;
        else if (key.n >= PART_MIN_BYTES && (str_starts(w->key[i], key) ||
                                             str_ends(w->key[i], key) || str_ends(key, w->key[i])))
            level = 2;
        else if (key.n < w->key[i].n * LENGTHS_MAX && w->key[i].n < key.n * LENGTHS_MAX &&
                 key_likeness(w->key[i], key) > alike && key_likeness(key, w->key[i]) > 0.5)
            level = 1;
        best = level > best ? level : best;
    }
    return best;
}

/* key is how what is declared ends: there stands the site, or its section, as often as the headline. */
static bool ends_wanted(const struct wanted *w, struct str key)
{
    bool ends = false;
    for (size_t i = 0; i < w->n; i++) {
        if (str_starts(w->key[i], key))
            return false;
        ends = ends || str_ends(w->key[i], key);
    }
    return ends;
}

/* A heading that is one link to the front page. */
static bool leads_home(const struct html_tree *t, html_node n)
{
    html_node link = html_find(t, n, HTML_TAG_A);
    struct str href = link ? html_attr(t, link, "href") : STR("");
    bool home = str_eq(href, STR("/")) || (html_url_host(href).n && html_url_path(href).n < 2);
    return home && html_at(t, n)->count.link_cp + 2 >= html_at(t, n)->count.cp;
}

static bool in_head_of_site(const struct html_tree *t, html_node n)
{
    static const char *const LOGO[] = {"logo", "site-title", "brand", "masthead", "site-name"};
    if (leads_home(t, n))
        return true;
    for (size_t level = 0; n && level < 3; level++, n = html_at(t, n)->parent)
        if (html_named(t, n, LOGO, COUNT_OF(LOGO)) || html_tag_of(t, n) == HTML_TAG_NAV)
            return true;
    return false;
}

static bool names_title(const struct html_tree *t, html_node n)
{
    static const char *const TITLE[] = {"title", "headline"};
    return str_eq(html_attr(t, n, "itemprop"), STR("headline")) ||
           str_eq(html_attr(t, n, "data-role"), STR("title")) ||
           html_named_word(t, n, TITLE, COUNT_OF(TITLE));
}

/* "PRO", "Kinh nghiệm": what systems print in a heading and is none of it. */
static bool is_badge(const struct html_tree *t, html_node n)
{
    enum { BADGE_CP_MAX = 30 };
    static const char *const NAMES[] = {"label", "badge", "tag", "vip", "pro", "prefix", "premium"};
    return html_is_element(t, n) && html_at(t, n)->count.cp <= BADGE_CP_MAX &&
           html_named_word(t, n, NAMES, COUNT_OF(NAMES));
}

/* The text of a heading without its badges; with them where nothing else is left. */
static struct str heading_text(const struct html_tree *t, html_node heading)
{
    struct buf words;
    bool badge = false;
    html_node n = html_next(t, heading, heading);
    buf_init(&words, t->a);
    while (n) {
        bool skip = is_badge(t, n);
        badge = badge || skip;
        if (html_tag_of(t, n) == HTML_TAG_TEXT)
            buf_add(&words, html_at(t, n)->text);
        n = skip ? html_next_skip(t, heading, n) : html_next(t, heading, n);
    }
    struct str rest = utf8_fold_space(t->a, buf_view(&words));
    return badge && words_of(rest) > 1 ? rest : html_text(t, heading);
}

/* The visible heading that agrees best; h1 before others, the first of equals. */
static struct html_title visible_title(const struct html_tree *t, const struct wanted *w,
                                       int *agrees)
{
    struct html_title best = {STR(""), 0};
    int best_level = 0;
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        enum html_tag tag = html_tag_of(t, n);
        uint32_t cp = html_at(t, n)->count.cp;
        bool heading = tag >= HTML_TAG_H1 && tag <= HTML_TAG_H3;
        if (!html_is_element(t, n) || cp < 2 || cp > HEAD_TITLE_CP_MAX || tag == HTML_TAG_TITLE ||
            (!heading && !names_title(t, n)) || tag == HTML_TAG_A || leads_home(t, n))
            continue;
        struct str text = heading_text(t, n);
        struct str key = html_key(t->a, text);
        int agreed = agreement(w, key);
        int level = agreed ? agreed * 3 + (tag == HTML_TAG_H1) + heading : 0;
        level -= level && ends_wanted(w, key) ? 2 : 0;
        if (level > best_level) {
            best_level = level;
            *agrees = agreed;
            best = (struct html_title){text, n};
        }
    }
    return best;
}

/* The one h1 that is not the site's. */
static struct html_title lone_h1(const struct html_tree *t, const struct html_declared *d,
                                 struct str url)
{
    enum { H1_CP_MIN = 8 };
    struct html_title found = {STR(""), 0};
    size_t n_found = 0;
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (html_tag_of(t, n) != HTML_TAG_H1 || cp < H1_CP_MIN || cp > HEAD_TITLE_CP_MAX ||
            in_head_of_site(t, n))
            continue;
        struct str text = heading_text(t, n);
        if (html_is_site_name(t->a, text, d, url))
            continue;
        if (n_found++ == 0)
            found = (struct html_title){text, n};
    }
    return n_found == 1 ? found : (struct html_title){STR(""), 0};
}

/* Where a text of the title's length says the title. */
static html_node find_text(const struct html_tree *t, struct str title)
{
    enum { SLACK_CP = 3 };
    size_t cp = utf8_count_cp(title);
    struct str key = html_key(t->a, title);
    html_node body = html_find(t, t->root, HTML_TAG_BODY);
    for (html_node n = body; n; n = html_next(t, body, n)) {
        size_t own = html_at(t, n)->count.cp;
        if (html_is_element(t, n) && own + SLACK_CP >= cp && own <= cp + SLACK_CP &&
            html_tag_of(t, n) != HTML_TAG_A && str_eq(html_key(t->a, html_text(t, n)), key))
            return n;
    }
    return 0;
}

/* Vietnamese newsrooms declare another headline than they print, for search engines and for sharing;
 * the printed one is the article's. Elsewhere what is declared is the better known. */
static bool is_vietnamese(struct str language)
{
    return str_eq_nocase(str_first(language, 2), STR("vi"));
}

/* đ, ơ, ư or a letter with two marks: no other language has them. */
static bool looks_vietnamese(struct str s)
{
    while (s.n) {
        uint32_t cp = utf8_next(&s);
        if ((cp >= 0x1EA0 && cp <= 0x1EF9) || cp == 0x111 || cp == 0x1A1 || cp == 0x1B0)
            return true;
    }
    return false;
}

/* What programs call every page of an article. */
static bool is_generic(struct arena *a, struct str title)
{
    static const struct str NAMES[] = {
        STR_INIT("chi tiết tin"),  STR_INIT("chi tiết tin tức"),  STR_INIT("chi tiết bài viết"),
        STR_INIT("chi tiết"),      STR_INIT("tin chi tiết"),      STR_INIT("nội dung chi tiết"),
        STR_INIT("tin tức"),       STR_INIT("tin tức sự kiện"),   STR_INIT("bài viết"),
        STR_INIT("trang chủ"),     STR_INIT("nội dung"),          STR_INIT("thông tin chi tiết"),
        STR_INIT("xem tin"),       STR_INIT("đọc tin"),           STR_INIT("home"),
        STR_INIT("news detail"),   STR_INIT("untitled document"), STR_INIT("untitled"),
        STR_INIT("article detail")};
    struct str key = html_key(a, title);
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq(key, NAMES[i]))
            return true;
    return false;
}

/* <font size="5">, as pages had it before style sheets. */
static bool is_large(const struct html_tree *t, html_node n)
{
    struct str size = html_attr(t, n, "size");
    char last = size.n ? size.p[size.n - 1] : '0';
    bool more = size.n == 2 && size.p[0] == '+';
    return html_tag_of(t, n) == HTML_TAG_SPAN && (size.n == 1 || more) &&
           last >= (more ? '1' : '4') && last <= '7';
}

/* Bold, and all of its line: the headline of pages that are laid out in tables. A sentence is a summary. */
static bool is_bold_line(const struct html_tree *t, html_node n)
{
    enum { SLACK_CP = 2, LEVELS_MAX = 5, BOLD_CP_MAX = 200 };
    enum html_tag tag = html_tag_of(t, n);
    uint32_t cp = html_at(t, n)->count.cp;
    if ((tag != HTML_TAG_B && tag != HTML_TAG_STRONG) || cp > BOLD_CP_MAX)
        return false;
    html_node block = html_at(t, n)->parent;
    for (size_t level = 0; level < LEVELS_MAX && !html_tag_is_block(html_tag_of(t, block)); level++)
        block = html_at(t, block)->parent;
    struct str text = html_text(t, n);
    return html_at(t, block)->count.cp <= cp + SLACK_CP && !str_ends(text, STR(".")) &&
           !str_ends(text, STR(":"));
}

/* A heading, or what is named one, that stands right above the first paragraph. State portals have the
 * portal's name in every page's title. */
static struct html_title heading_above_text(const struct html_tree *t,
                                            const struct html_declared *d, struct str url)
{
    enum { PROSE_CP_MIN = 90, NODES_ABOVE = 80, HEADING_CP_MIN = 15 };
    static const char *const TITLES[] = {"title",   "headline", "tieude", "tieu-de", "tieu_de",
                                         "ten-tin", "tentin",   "tenbai", "ten-bai", "ten_bai"};
    struct html_title found = {STR(""), 0};
    for (html_node n = t->root; n; n = html_next(t, t->root, n)) {
        const struct html_count *c = &html_at(t, n)->count;
        enum html_tag tag = html_tag_of(t, n);
        bool prose = c->cp >= PROSE_CP_MIN && c->link_cp * 3 < c->cp && c->boxes <= 1 &&
                     (tag == HTML_TAG_P || tag == HTML_TAG_DIV || tag == HTML_TAG_TEXT);
        if (prose)
            return found.node && n - found.node <= NODES_ABOVE ? found
                                                               : (struct html_title){STR(""), 0};
        bool named = (tag >= HTML_TAG_H1 && tag <= HTML_TAG_H4) ||
                     html_named(t, n, TITLES, COUNT_OF(TITLES)) || is_large(t, n) ||
                     (found.node == 0 && is_bold_line(t, n));
        if (!html_is_element(t, n) || tag == HTML_TAG_TITLE || !named || c->cp < HEADING_CP_MIN ||
            c->cp > HEAD_TITLE_CP_MAX || c->link_cp * 2 > c->cp || in_head_of_site(t, n))
            continue;
        struct str text = html_text(t, n);
        if (!html_is_site_name(t->a, text, d, url))
            found = (struct html_title){text, n};
    }
    return (struct html_title){STR(""), 0};
}

/* Only the document's own title is declared, and the page does not show it. */
static bool is_only_document(const struct html_declared *d)
{
    for (size_t i = 0; i < DECLARED_FROM_COUNT; i++)
        if (d->title[i].n && !str_eq(d->title[i], d->document_title))
            return false;
    return true;
}

/* Encyclopedias put a description into "headline" and the title into "name": the one that the
 * document's title has. */
static struct str named_in_jsonld(struct arena *a, const struct html_declared *d)
{
    const double alike = 0.75;
    struct str headline = d->title[DECLARED_JSON_LD];
    bool name = d->name.n && html_likeness(a, d->document_title, d->name) > alike;
    return name && html_likeness(a, d->document_title, headline) <= alike ? d->name : headline;
}

struct html_title html_title_find(const struct html_tree *t, const struct html_declared *d,
                                  struct str url)
{
    struct wanted w = {.n = 0};
    struct str declared = STR("");
    for (size_t i = 0; i < DECLARED_FROM_COUNT; i++) {
        struct str said = i == DECLARED_JSON_LD ? named_in_jsonld(t->a, d) : d->title[i];
        struct str clean = without_site(t->a, said, d, url, false);
        declared = declared.n ? declared : clean;
        want(&w, html_key(t->a, clean));
    }
    struct str document = without_site(t->a, d->document_title, d, url, true);
    declared = declared.n ? declared : document;
    want(&w, html_key(t->a, d->document_title));
    want(&w, html_key(t->a, document));
    int level = 0;
    struct html_title title = visible_title(t, &w, &level);
    if (!title.text.n)
        title = lone_h1(t, d, url);
    if (!title.text.n && declared.n) {
        html_node shown = find_text(t, declared);
        title = (struct html_title){declared, shown && in_head_of_site(t, shown) ? 0 : shown};
    }
    struct html_title above = {STR(""), 0};
    bool generic = is_generic(t->a, title.text);
    if (generic || (title.node == 0 && is_only_document(d) &&
                    (d->language.n == 0 || is_vietnamese(d->language))))
        above = heading_above_text(t, d, url);
    if (above.node && (generic || is_vietnamese(d->language) || looks_vietnamese(above.text)))
        return above;
    bool vietnamese =
        is_vietnamese(d->language) || (d->language.n == 0 && looks_vietnamese(title.text));
    bool said = declared.n && !is_only_document(d); /* elsewhere than in the document's own title */
    if (declared.n && (said || level < TITLE_AGREES) && !vietnamese && !is_generic(t->a, declared))
        title.text = declared;
    return title;
}

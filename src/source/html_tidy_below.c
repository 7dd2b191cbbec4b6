#include "base/utf8.h"
#include "source/byline.h"
#include "source/html_line.h"
#include "source/html_sign.h"
#include "source/html_tidy_internal.h"

enum {
    TAIL_CP_MAX = 280,
};

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
    STR_INIT("mời bạn đọc vào"),
    STR_INIT("mời quý độc giả"),
    STR_INIT("mời quý bạn đọc"),
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
    struct str lower = tidy_lower_text(d, n);
    for (size_t i = 0; i < COUNT_OF(TAIL); i++)
        if (str_contains(lower, TAIL[i]))
            return true;
    return false;
}

void tidy_cut_below(struct tidy *d)
{
    enum { LINES_MAX = 12 };
    struct vec lines = tidy_lines(d);
    for (size_t i = lines.n; i-- > 0 && lines.n - i <= LINES_MAX;) {
        html_node n = tidy_line_at(&lines, i);
        if (html_at(d->t, n)->marks & HTML_MARK_RELATED)
            continue;
        if (!speaks_to_reader(d, n) && !html_line_is_tools(d->t->a, html_text(d->t, n)) &&
            !html_line_is_tools(d->t->a, tidy_spaced_text(d, n))) {
            if (html_at(d->t, n)->count.cp > TIDY_LABEL_CP_MAX)
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

/* "Written by Hanne Solberg", "Về tác giả": what follows tells of the writer. */
static bool heads_author(const struct tidy *d, html_node n)
{
    static const struct str WORDS[] = {STR_INIT("written by "), STR_INIT("about the author"),
                                       STR_INIT("về tác giả")};
    if (!tidy_is_heading(html_tag_of(d->t, n)))
        return false;
    struct str lower = utf8_lower(d->t->a, html_text(d->t, n));
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_starts(lower, WORDS[i]))
            return true;
    return false;
}

/* From the heading of the comments on, or of who wrote it, nothing is the article's. Before it half of the text must
 * stand, or several paragraphs. */
void tidy_cut_comments(struct tidy *d)
{
    enum { PROSE_MIN = 2, HEADING_CP_MAX = 60 };
    struct vec lines = tidy_lines(d);
    size_t prose = 0;
    bool after = false;
    for (size_t i = 0; i < lines.n; i++) {
        html_node n = tidy_line_at(&lines, i);
        bool heads = prose >= PROSE_MIN && html_at(d->t, n)->count.cp <= HEADING_CP_MAX &&
                     (html_line_heads_comments(d->t->a, html_text(d->t, n)) || heads_author(d, n));
        after = after || heads;
        prose += tidy_is_prose(d->t, n);
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

/* A line of links to other articles, or in a list of them. */
static bool is_related(const struct tidy *d, html_node n)
{
    for (; n && n != d->root; n = html_at(d->t, n)->parent)
        if (html_at(d->t, n)->marks & HTML_MARK_RELATED)
            return true;
    return false;
}

/* The last lines, if they stand at the right and are short: who signs is no text. What is a byline as
 * a whole is html_sign's; what names nobody stays. */
void tidy_cut_signature(struct tidy *d, struct doc *doc)
{
    enum { LINES_MAX = 3, SIGN_CP_MAX = 90 };
    struct vec lines = tidy_lines(d);
    struct byline by;
    for (size_t i = lines.n, seen = 0; i-- > 1 && seen < LINES_MAX;) {
        html_node n = tidy_line_at(&lines, i);
        if (is_related(d, n))
            continue;
        seen++;
        if (tidy_in_structure(d->t, n) || html_at(d->t, n)->count.cp > SIGN_CP_MAX ||
            !is_right(d->t, n))
            return;
        struct str text = html_text(d->t, n);
        bool whole = byline_desk(text, &by) || byline_office(d->t->a, text, &by) ||
                     (byline_read(d->t->a, text, &by) && !names_desk(d, text));
        if (!whole && sign_with_office(d, doc, text))
            html_cut(d->t, n);
    }
}

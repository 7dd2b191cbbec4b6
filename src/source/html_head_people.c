#include "base/buf.h"
#include "base/utf8.h"
#include "source/byline.h"
#include "source/datetime.h"
#include "source/html_head_internal.h"
#include "source/html_line.h"
#include "source/html_names.h"

enum {
    BYLINE_CP_MAX = 140,
    QUOTE_LEVELS_MAX = 4, /* from the name below a quote up to the quote */
};

/* ---- people ---- */

static void add_person(struct vec *people, struct str name, enum doc_role role)
{
    for (size_t i = 0; i < people->n; i++) {
        const struct doc_person *other = vec_at(people, i);
        if (str_eq_nocase(other->name, name) && other->role == role)
            return;
    }
    struct doc_person *person = name.n ? vec_push(people) : NULL;
    if (person)
        *person = (struct doc_person){name, role};
}

static struct str without_by(struct str s)
{
    static const struct str BYS[] = {
        STR_INIT("by "),      STR_INIT("by: "),       STR_INIT("von "),
        STR_INIT("par "),     STR_INIT("por "),       STR_INIT("written by "),
        STR_INIT("di "),      STR_INIT("posted by "), STR_INIT("tác giả: "),
        STR_INIT("tác giả "), STR_INIT("author: "),   STR_INIT("door "),
        STR_INIT("bởi "),     STR_INIT("av ")};
    s = str_trim(s);
    for (size_t i = 0; i < COUNT_OF(BYS); i++)
        if (s.n > BYS[i].n && str_eq_nocase(str_first(s, BYS[i].n), BYS[i]))
            return str_trim(str_from(s, BYS[i].n));
    return s;
}

/* Whoever runs the site, not who writes. */
static bool is_account(struct arena *a, struct str name)
{
    static const struct str ACCOUNTS[] = {STR_INIT("super user"),
                                          STR_INIT("admin"),
                                          STR_INIT("administrator"),
                                          STR_INIT("quản trị viên"),
                                          STR_INIT("quản trị"),
                                          STR_INIT("ban biên tập"),
                                          STR_INIT("bbt"),
                                          STR_INIT("webmaster"),
                                          STR_INIT("root"),
                                          STR_INIT("user"),
                                          STR_INIT("editor"),
                                          STR_INIT("host account"),
                                          STR_INIT("superuser account")};
    struct str lower = utf8_lower(a, str_trim(name));
    for (size_t i = 0; i < COUNT_OF(ACCOUNTS); i++)
        if (str_eq(lower, ACCOUNTS[i]))
            return true;
    return false;
}

/* "Trần An và Lê Bình", "Anna Martel und Lea Wagner": full names with a word between them are two. */
static void add_joined(struct vec *people, struct str names)
{
    static const struct str JOINTS[] = {STR_INIT(" và "), STR_INIT(" and "), STR_INIT(" und "),
                                        STR_INIT(" et "), STR_INIT(" og "),  STR_INIT(" och "),
                                        STR_INIT(" & ")};
    enum { NAMES_MAX = 6 };
    for (size_t n = 1; n < NAMES_MAX; n++) {
        size_t at = names.n;
        size_t length = 0;
        for (size_t i = 0; i < COUNT_OF(JOINTS); i++)
            if (str_find(names, JOINTS[i]) < at) {
                at = str_find(names, JOINTS[i]);
                length = JOINTS[i].n;
            }
        struct str first = str_trim(str_first(names, at));
        struct str second = str_from(names, at + length);
        bool two = length && byline_is_name(first) && str_find_byte(first, ' ') < first.n &&
                   str_find_byte(second, ' ') < second.n &&
                   byline_is_name(str_first(second, str_find_byte(second, ' ')));
        if (!two)
            break;
        add_person(people, first, DOC_AUTHOR);
        names = second;
    }
    add_person(people, names, DOC_AUTHOR);
}

/* A number names nobody. */
static bool has_letter(struct str name)
{
    while (name.n)
        if (utf8_is_letter(utf8_next(&name)))
            return true;
    return false;
}

/* A declared name: as it is, but for a label before it; "Theo Hồ Hương" is a byline. */
static void add_declared(const struct html_head *h, struct str name, struct vec *people,
                         struct doc *doc)
{
    struct byline by;
    if (byline_is_site(name) || str_find_byte(name, '@') < name.n || name.n > BYLINE_MAX_BYTES ||
        !has_letter(name))
        return;
    /* elsewhere a newsroom signs so */
    if (is_account(h->t->a, name) || (str_eq(doc->language, STR("vi")) && byline_is_host(name)))
        return;
    bool labelled = byline_read(h->t->a, name, &by) && by.labelled;
    if (labelled && by.source.n && !byline_is_name(by.source)) {
        doc->source_name = doc->source_name.n ? doc->source_name : by.source;
        return;
    }
    if (labelled && by.people_n) {
        for (size_t i = 0; i < by.people_n; i++)
            add_person(people, by.people[i].name, by.people[i].role);
        return;
    }
    if (labelled && by.source.n)
        name = by.source;
    add_joined(people, without_by(name));
}

static bool names_author(const struct html_tree *t, html_node n)
{
    static const char *const AUTHORS[] = {
        "author",      "authors",   "byline",     "writtenby",  "tacgia",         "tac-gia",
        "nguoi-viet",  "writer",    "reporter",   "p-author",   "article-author", "author-name",
        "creator",     "signature", "but-danh",   "butdanh",    "articleauthor",  "newsauthor",
        "author-info", "dateline",  "authorname", "author_name"};
    static const char *const PARTS[] = {"byline"}; /* "FeatureByline" */
    struct str rel = html_attr(t, n, "rel");
    return str_eq(rel, STR("author")) || head_is_called(t, n, AUTHORS, COUNT_OF(AUTHORS)) ||
           html_named(t, n, PARTS, COUNT_OF(PARTS));
}

/* Who comments, who may comment: "Name". */
static bool is_of_comments(const struct html_tree *t, html_node n)
{
    enum { LEVELS_MAX = 8 };
    static const char *const COMMENTS[] = {"comment", "comments", "commentlist", "respond"};
    for (size_t level = 0; n && level < LEVELS_MAX; level++, n = html_at(t, n)->parent)
        if (html_tag_of(t, n) == HTML_TAG_LABEL ||
            (html_tag_of(t, n) != HTML_TAG_BODY &&
             html_named_word(t, n, COMMENTS, COUNT_OF(COMMENTS))))
            return true;
    return false;
}

/* "UTC" is what is left of a time. */
static struct str without_zone(struct str s)
{
    static const struct str ZONES[] = {STR_INIT("UTC"), STR_INIT("GMT"), STR_INIT("EST"),
                                       STR_INIT("EDT"), STR_INIT("PST"), STR_INIT("PDT"),
                                       STR_INIT("BST"), STR_INIT("CET"), STR_INIT("ET")};
    for (size_t i = 0; i < COUNT_OF(ZONES); i++)
        if (str_ends(s, ZONES[i]) && (s.n == ZONES[i].n || s.p[s.n - ZONES[i].n - 1] == ' '))
            return str_trim(str_first(s, s.n - ZONES[i].n));
    return s;
}

/* A name with its initials in brackets: "Richard (R.J.) Eskow". */
static bool is_person(struct str name)
{
    size_t open = str_find(name, STR(" ("));
    size_t close = str_find(name, STR(") "));
    if (open >= close || close >= name.n)
        return byline_is_name(name);
    return byline_is_name(str_first(name, open)) && byline_is_name(str_from(name, close + 2)) &&
           byline_is_name(str_slice(name, open + 2, close));
}

/* The one name that a byline links to; what stands beside it is an office. */
static struct str linked_name(const struct html_tree *t, html_node n)
{
    html_node link = html_find(t, n, HTML_TAG_A);
    html_node second = link;
    while (second && (second == link || html_tag_of(t, second) != HTML_TAG_A))
        second = html_next(t, n, second);
    struct str name = link && !second ? html_text(t, link) : STR("");
    return str_find_byte(name, ' ') < name.n && is_person(name) ? name : STR("");
}

/* "Martin Untersinger (avec Damien Leloup et Morgane Tual)" */
static void add_helpers(struct vec *people, struct str line)
{
    static const struct str WITHS[] = {STR_INIT("(avec "), STR_INIT("(with "), STR_INIT("(mit "),
                                       STR_INIT("(con "), STR_INIT("(cùng ")};
    for (size_t i = 0; i < COUNT_OF(WITHS); i++) {
        size_t at = str_find(line, WITHS[i]);
        struct str names = str_from(line, at + WITHS[i].n);
        size_t end = str_find_byte(names, ')');
        if (at < line.n && end < names.n)
            add_joined(people, str_first(names, end));
    }
}

/* s without the words that are addresses of mail. */
static struct str without_mail(struct arena *a, struct str s)
{
    struct buf b;
    struct str word;
    if (str_find_byte(s, '@') == s.n)
        return s;
    buf_init(&b, a);
    while (str_next(&s, ' ', &word)) {
        if (str_find_byte(word, '@') < word.n)
            continue;
        buf_add(&b, b.n ? STR(" ") : STR(""));
        buf_add(&b, word);
    }
    return buf_view(&b);
}

static bool are_photographers(const struct byline *by)
{
    for (size_t i = 0; i < by->people_n; i++)
        if (by->people[i].role != DOC_PHOTOGRAPHER)
            return false;
    return by->people_n > 0;
}

/* "Posted": what is left of a line whose name stands elsewhere. */
static bool is_word_of_byline(struct str word)
{
    static const struct str WORDS[] = {STR_INIT("posted"), STR_INIT("by"),    STR_INIT("written"),
                                       STR_INIT("author"), STR_INIT("autor"), STR_INIT("name")};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_eq_nocase(word, WORDS[i]))
            return true;
    return false;
}

/* "Nathan Parker, Varun Khaneja, Eric Mill and Kiran C Nair - the team": names with commas, the last with
 * a word. Behind one name's comma stands an office. */
static bool add_enumerated(struct vec *people, struct str names)
{
    static const struct str LASTS[] = {STR_INIT(" and "), STR_INIT(" & "), STR_INIT(" und "),
                                       STR_INIT(" et "),  STR_INIT(" y "), STR_INIT(" e ")};
    size_t at = str_find_last_byte(names, ',');
    struct str last = str_from(names, at + 1);
    size_t joint = last.n;
    for (size_t i = 0; i < COUNT_OF(LASTS); i++)
        joint = str_find(last, LASTS[i]) < joint ? str_find(last, LASTS[i]) : joint;
    if (at >= names.n || joint >= last.n)
        return false;
    names = str_first(names, at + 1 + str_find(last, STR(" - ")));
    struct str rest = names;
    struct str part;
    while (str_next(&rest, ',', &part)) {
        struct str one = str_trim(str_first(part, str_find(part, STR(" and "))));
        if (rest.n && (!is_person(one) || str_find_byte(one, ' ') == one.n))
            return false;
    }
    while (str_next(&names, ',', &part))
        add_joined(people, str_trim(part));
    return true;
}

/* One line beside the title or below the text that is named an author's. */
static bool read_byline(const struct html_head *h, html_node n, struct vec *people, struct doc *doc)
{
    const struct html_tree *t = h->t;
    struct byline by;
    struct datetime when;
    struct str text = html_text(t, n);
    if (datetime_find(t->a, text, &when))
        text = without_zone(when.rest);
    bool vietnamese = str_eq(doc->language, STR("vi"));
    text = vietnamese ? text : without_by(text);
    struct str line = text;
    struct str linked = vietnamese ? STR("") : linked_name(t, n);
    text = without_mail(t->a, linked.n ? linked : text);
    if (text.n == 0 || html_is_site_name(t->a, text, h->declared, h->base) ||
        is_account(t->a, without_by(text)))
        return false;
    if (is_word_of_byline(text))
        return false;
    if (byline_read(t->a, text, &by)) {
        if (n >= h->body.first && n <= h->body.last && are_photographers(&by))
            return false; /* of a picture */
        for (size_t i = 0; i < by.people_n; i++)
            add_person(people, by.people[i].name, by.people[i].role);
        if (by.source.n && doc->source_name.n == 0)
            doc->source_name = by.source;
        add_helpers(people, line);
        return by.people_n > 0;
    }
    struct str name = without_by(text);
    struct str first = str_first(name, str_find_byte(name, ','));
    if (!is_person(first) || is_word_of_byline(first))
        return false;
    if (!add_enumerated(people, name))
        add_person(people, first, DOC_AUTHOR);
    add_helpers(people, line);
    return true;
}

/* A line that says itself that it names the writer, outside of the text: "Tác giả bài viết: Lê Mai". */
static bool says_author(const struct html_head *h, html_node n)
{
    static const struct str LABELS[] = {STR_INIT("tác giả"), STR_INIT("nhóm tác giả"),
                                        STR_INIT("người viết"), STR_INIT("viết bởi"),
                                        STR_INIT("đăng bởi")};
    if (!html_is_element(h->t, n) || !html_tag_is_block(html_tag_of(h->t, n)) ||
        (n >= h->body.first && n <= h->body.last))
        return false;
    struct str text = utf8_lower(h->t->a, html_text(h->t, n));
    for (size_t i = 0; i < COUNT_OF(LABELS); i++)
        if (str_starts(text, LABELS[i]))
            return true;
    return false;
}

static void read_said_authors(const struct html_head *h, struct vec *people, struct doc *doc)
{
    struct byline by;
    for (html_node n = h->t->root; n; n = html_next(h->t, h->t->root, n)) {
        uint32_t cp = html_at(h->t, n)->count.cp;
        if (head_in_zone(h, n) && cp >= 2 && cp <= BYLINE_CP_MAX && says_author(h, n) &&
            byline_read(h->t->a, html_text(h->t, n), &by) && by.labelled)
            (void)read_byline(h, n, people, doc);
    }
}

/* ---- beside the date ---- */

/* The line that n, a date, stands in: as far up as nothing but short parts are in it. */
static html_node row_of(const struct html_head *h, html_node n)
{
    enum { LEVELS_MAX = 5 };
    const struct html_tree *t = h->t;
    html_node up = html_at(t, n)->parent;
    for (size_t level = 0; up && level < LEVELS_MAX; level++, up = html_at(t, up)->parent) {
        if (html_at(t, up)->count.cp > BYLINE_CP_MAX || html_within(t, h->title.node, up))
            break;
        n = up;
    }
    return n;
}

/* A person's full name and nothing else, which no menu has. */
static bool is_full_name(const struct html_head *h, struct str part)
{
    return str_find_byte(part, ' ') < part.n && byline_is_name(part) &&
           !html_head_is_own(h, part) && !head_is_link_text(h->t, part) &&
           !html_line_is_tools(h->t->a, part);
}

/* "Thu Trang - 21/05/2025, 07:00": the one name in row; "" if there is none, or several. */
static struct str name_in_row(const struct html_head *h, html_node row)
{
    const struct html_tree *t = h->t;
    struct str found = STR("");
    for (html_node n = row; n; n = html_next(t, row, n)) {
        struct str line = html_tag_of(t, n) == HTML_TAG_TEXT ? html_text(t, n) : STR("");
        struct str part;
        while (html_line_part(&line, &part)) {
            if (!is_full_name(h, part))
                continue;
            if (found.n)
                return STR("");
            found = part;
        }
    }
    return found;
}

/* Nothing is named an author's: who stands alone beside the date between headline and text. Behind a
 * place stands a comma. */
static void read_beside_date(const struct html_head *h, struct vec *people)
{
    const struct html_tree *t = h->t;
    html_node end = head_first_prose(h);
    for (html_node n = h->title.node; n && n < end; n = html_next(t, t->root, n)) {
        struct datetime when;
        struct str text = html_tag_of(t, n) == HTML_TAG_TEXT ? html_text(t, n) : STR("");
        if (text.n == 0 || text.n > DATETIME_LINE_MAX_BYTES || str_starts(text, STR(",")) ||
            !datetime_find(t->a, text, &when))
            continue;
        add_person(people, name_in_row(h, row_of(h, n)), DOC_AUTHOR);
        return;
    }
}

/* "von Andreas Kürten", "By Tim Anderson" in a line of its own around the headline. */
static void read_by_line(const struct html_head *h, struct vec *people)
{
    enum { NODES_BEFORE = 40 };
    const struct html_tree *t = h->t;
    html_node title = h->title.node;
    html_node end = head_first_prose(h);
    for (html_node n = t->root; n && n < end; n = html_next(t, t->root, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (!html_is_element(t, n) || n + NODES_BEFORE < title || cp < 5 || cp > BYLINE_CP_MAX ||
            head_is_of_another(h, n))
            continue;
        struct str text = html_text(t, n);
        struct str name = without_by(text);
        if (name.n == text.n || str_find_byte(name, ' ') == name.n || !is_person(name) ||
            html_head_is_own(h, name))
            continue;
        add_person(people, name, DOC_AUTHOR);
        return;
    }
}

/* The window's title ends with name, behind what the page is called: it is the site's. */
static bool ends_window_title(const struct html_head *h, struct str name)
{
    struct str window = html_key(h->t->a, h->declared->document_title);
    struct str key = html_key(h->t->a, name);
    struct str title = html_key(h->t->a, h->title.text);
    struct str before = str_first(window, window.n > key.n ? window.n - key.n : 0);
    bool signs = str_ends(before, STR(" by ")) || str_ends(before, STR(" bởi "));
    return key.n && window.n > title.n && str_ends(window, key) && !str_ends(title, key) && !signs;
}

void head_read_people(const struct html_head *h, struct doc *doc)
{
    const struct html_tree *t = h->t;
    struct vec people = VEC(struct doc_person, t->a);
    for (size_t i = 0; i < h->declared->authors_n; i++)
        if (!html_is_site_name(t->a, h->declared->authors[i], h->declared, h->base) &&
            !ends_window_title(h, h->declared->authors[i]))
            add_declared(h, h->declared->authors[i], &people, doc);
    for (html_node n = t->root; n && people.n == 0; n = html_next(t, t->root, n)) {
        uint32_t cp = html_at(t, n)->count.cp;
        if (html_is_element(t, n) && head_in_zone(h, n) && cp >= 2 && cp <= BYLINE_CP_MAX &&
            names_author(t, n) && !is_of_comments(t, n) &&
            !(n < h->title.node && head_is_of_another(h, n)) &&
            !html_ancestor(t, n, HTML_TAG_BLOCKQUOTE, QUOTE_LEVELS_MAX)) /* whom it quotes */
            (void)read_byline(h, n, &people, doc);
    }
    if (people.n == 0 && str_eq(doc->language, STR("vi")))
        read_said_authors(h, &people, doc);
    if (people.n == 0 && str_eq(doc->language, STR("vi")))
        read_beside_date(h, &people);
    if (people.n == 0 && h->title.node && !str_eq(doc->language, STR("vi")))
        read_by_line(h, &people);
    /* a Vietnamese page that names itself says that nobody signed; elsewhere a newsroom signs so */
    if (people.n == 0 && h->declared->authors_n && !str_eq(doc->language, STR("vi")))
        add_declared(h, h->declared->authors[0], &people, doc);
    doc->people = people.p;
    doc->people_n = people.n;
}

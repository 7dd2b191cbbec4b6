/* What is left of the page: other articles in their boxes, and the copyright line. */
#include "source/capture_page.h"

#include "base/utf8.h"

enum {
    TEASER_WORDS_MIN = 4, /* shorter lines are menu entries */
    ABOVE_WORDS_MIN = 7,
    EXCERPT_WORDS_MIN = 30, /* longer lines are excerpts, however they end */
    TEASERS_MAX = 1000,     /* of one page */
};

struct box {
    struct str heading; /* "" outside any */
    bool open;
    struct doc_teaser *last; /* waits for its time and excerpt; NULL when none */
    struct str last_title;
    int64_t rank; /* of the last numbered title: "1 …", "2. …" */
    bool above;   /* above the article stand menus: only long lines are titles there */
};

/* What may be the excerpt of the teaser above it, which has none yet. */
static bool is_excerpt(const struct line *line, const struct doc_teaser *above)
{
    bool long_enough = line->words >= EXCERPT_WORDS_MIN || (line->sentence && line->words > 6);
    bool question = str_ends(line->text, STR("?")) || str_ends(line->text, STR("!"));
    return above->excerpt.n == 0 && long_enough && !(question && line->words < EXCERPT_WORDS_MIN);
}

/* A ranking's number before the title is no part of it, if it goes on from the line before. */
static struct str without_rank(struct box *box, struct str text)
{
    size_t digits = 0;
    int64_t rank = 0;
    while (digits < text.n && digits < 3 && byte_is_digit(text.p[digits]))
        digits++;
    size_t dot = digits < text.n && (text.p[digits] == '.' || text.p[digits] == ')');
    if (!str_to_int(str_first(text, digits), &rank) || rank != box->rank + 1 ||
        digits + dot >= text.n || text.p[digits + dot] != ' ')
        return text;
    box->rank = rank;
    return str_trim(str_from(text, digits + dot));
}

/* "Title (05/12/2018)", "Title 08:55 17/01/2024": takes the date off the end. */
static struct str take_date(struct page *p, struct str *title)
{
    enum { DATE_MIN_BYTES = 8 };
    static const struct str OF_DATES = STR_INIT("0123456789/:-.() |");
    size_t at = title->n;
    while (at && str_find_byte(OF_DATES, title->p[at - 1]) < OF_DATES.n)
        at--;
    /* "Khóa 14 (05/12/2018)" keeps its number */
    size_t open = str_find_byte(str_from(*title, at), '(');
    at += open < title->n - at ? open : 0;
    struct str date = str_trim(str_from(*title, at));
    struct datetime when;
    bool found = at && date.n >= DATE_MIN_BYTES && datetime_find(p->a, date, &when);
    /* "Quyết định ngày 10/10/2022" keeps its date */
    if (!found || when.at_ms == CLOCK_NONE || (date.p[0] != '(' && !when.has_clock))
        return STR("");
    *title = str_trim(str_first(*title, at));
    if (date.p[0] == '(' && str_ends(date, STR(")")))
        date = str_slice(date, 1, date.n - 1);
    return str_trim(date);
}

/* "Title 08:55 17/01/2024", not "Báo Ấp Bắc 17/01/2024". */
static bool is_dated_title(struct page *p, const struct line *line)
{
    struct str title = line->text;
    struct str word;
    size_t words = 0;
    if (!take_date(p, &title).n || byline_is_name(title))
        return false;
    while (line_next_word(&title, &word))
        words++;
    return words > TEASER_WORDS_MIN;
}

/* Tags and crumbs of sentences begin small, titles do not. */
static bool starts_small(struct str s)
{
    struct str word = str_first(s, str_find_byte(s, ' ')); /* but "iPhone 15" */
    bool letter = false;
    while (word.n) {
        uint32_t cp = utf8_next(&word);
        if (utf8_is_upper(cp) || (!letter && !utf8_is_letter(cp)))
            return false;
        letter = true;
    }
    return letter;
}

static void add_teaser(struct page *p, struct box *box, const struct line *line)
{
    bool own = line->first_seen == p->lines.at[p->title].first_seen;
    if (own || starts_small(line->text) || str_eq(line->text, box->last_title) ||
        p->teasers.n >= TEASERS_MAX)
        return;
    box->last = vec_push(&p->teasers);
    box->last_title = line->text;
    if (!box->last)
        return;
    struct str title = without_rank(box, line->text);
    struct str date = take_date(p, &title);
    *box->last = (struct doc_teaser){.block = box->heading, .title = title, .time = date};
}

/* A short line among longer ones opens the next box, whatever its words are. */
static bool is_new_heading(const struct page *p, size_t i)
{
    enum { HEADING_WORDS = 4, TITLE_WORDS = 6 };
    const struct line *line = &p->lines.at[i];
    if (line->words > HEADING_WORDS || line->sentence || i + 1 >= p->lines.n || line->numbered)
        return false;
    return line[1].kind == LINE_SHORT && line[1].words >= TITLE_WORDS;
}

static void box_line(struct page *p, struct box *box, size_t i)
{
    const struct line *line = &p->lines.at[i];
    enum { OWNER_WORDS_MAX = 6 };
    bool before_foot = i + 1 < p->lines.n && line[1].kind == LINE_IMPRINT && !line[1].blank_before;
    if (before_foot && (line->words <= OWNER_WORDS_MAX || fixed_is_owner(line->lower))) {
        box->open = false; /* the owner's name above its address */
        return;
    }
    if (box->last && is_excerpt(line, box->last)) {
        box->last->excerpt = line->text;
        return;
    }
    if (line->kind == LINE_PROSE && line->sentence && !str_ends(line->text, STR("?")))
        return;
    if (is_new_heading(p, i))
        *box = (struct box){.heading = line->text, .open = true, .above = box->above};
    else if (line->words >= (box->above ? ABOVE_WORDS_MIN : TEASER_WORDS_MIN))
        add_teaser(p, box, line);
}

static void read_line(struct page *p, struct box *box, size_t i)
{
    const struct line *line = &p->lines.at[i];
    switch (line->kind) {
    case LINE_TEASERS:
        *box = (struct box){.heading = line->text, .open = true, .above = i < p->title};
        return;
    case LINE_CLOSING:
    case LINE_IMPRINT:
    case LINE_TAGS:
    case LINE_CRUMB:
    case LINE_HOME: *box = (struct box){.open = false}; return;
    case LINE_COPYRIGHT:
        *box = (struct box){.open = false};
        if (p->doc.copyright.n == 0)
            p->doc.copyright = line->text;
        return;
    case LINE_TIME:
        if (box->open && is_dated_title(p, line))
            add_teaser(p, box, line);
        else if (box->last && box->last->time.n == 0)
            box->last->time = line->text;
        return;
    case LINE_SHORT:
    case LINE_NAME:
    case LINE_PROSE:
    case LINE_CAPTION:
        if (box->open)
            box_line(p, box, i);
        return;
    case LINE_BYLINE:
    case LINE_SOURCE:
    case LINE_IMAGE:
    case LINE_CHROME: return;
    }
}

void page_read_teasers(struct page *p)
{
    struct box box = {.open = false};
    for (size_t i = 0; i < p->title; i++)
        read_line(p, &box, i);
    /* a list without a heading may be what ended the article */
    bool list = p->body_end + 1 < p->lines.n && p->lines.at[p->body_end].kind == LINE_SHORT &&
                p->lines.at[p->body_end + 1].kind == LINE_SHORT;
    box = (struct box){.open = list};
    for (size_t i = p->body_end; i < p->lines.n; i++)
        read_line(p, &box, i);
}

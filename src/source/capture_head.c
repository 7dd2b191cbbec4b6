/* Where the article stands: its largest run of paragraphs, and the title above it. */
#include "source/capture_page.h"

#include "base/utf8.h"

enum {
    TITLE_WORDS_MIN = 4,
    TITLE_WORDS_MAX = 45,
    TITLE_LOOK_BACK_LINES = 200, /* between a title and its text stand a few boxes at most */
    OVERLAP_PARAGRAPHS = 6,      /* of the body, whose words a title shares */
    RUN_GAP_LINES = 14,          /* lines without a paragraph inside one body: lists, captions */
};

static bool breaks_run(enum line_kind kind)
{
    return kind == LINE_TEASERS || kind == LINE_CLOSING || kind == LINE_IMPRINT ||
           kind == LINE_COPYRIGHT || kind == LINE_TAGS;
}

static bool is_headline(const struct line *line)
{
    return line->kind == LINE_SHORT && !line->sentence && line->words >= TITLE_WORDS_MIN;
}

/* A paragraph between two headlines is a teaser's excerpt as often as not: it counts little. */
static uint32_t paragraph_weight(const struct page *p, size_t i)
{
    const struct line *line = &p->lines.at[i];
    bool after = i > 0 && (is_headline(line - 1) || line[-1].kind == LINE_TIME);
    bool before = i + 1 == p->lines.n || is_headline(line + 1) || breaks_run(line[1].kind);
    return after && before ? line->words / 8 : line->words;
}

struct run {
    size_t from;
    uint32_t weight;
};

/* Calls of this in order give each run of paragraphs, from *at on. False at the end. */
static bool next_run(const struct page *p, size_t *at, struct run *run)
{
    size_t i = *at;
    while (i < p->lines.n && p->lines.at[i].kind != LINE_PROSE)
        i++;
    if (i == p->lines.n)
        return false;
    *run = (struct run){i, 0};
    size_t gap = 0;
    for (; i < p->lines.n && gap <= RUN_GAP_LINES && !breaks_run(p->lines.at[i].kind); i++) {
        bool prose = p->lines.at[i].kind == LINE_PROSE;
        run->weight += prose ? paragraph_weight(p, i) : 0;
        gap = prose ? 0 : gap + 1;
    }
    *at = i;
    return true;
}

/* The first run that is not much lighter than the heaviest: below an article stand teasers, which
 * together may be longer. */
static bool find_anchor(struct page *p)
{
    struct run run;
    uint32_t heaviest = 0;
    for (size_t at = 0; next_run(p, &at, &run);)
        heaviest = run.weight > heaviest ? run.weight : heaviest;
    for (size_t at = 0; next_run(p, &at, &run);) {
        if (run.weight * 5 < heaviest * 2)
            continue;
        p->anchor = run.from;
        return true;
    }
    return false;
}

/* As titles do: without a point. */
static bool ends_openly(const struct line *line)
{
    return !line->sentence || str_ends(line->text, STR("?")) || str_ends(line->text, STR("!"));
}

/* A long title, or one that asks or calls, looks like the first paragraph. */
static bool anchor_may_be_title(const struct page *p)
{
    const struct line *line = &p->lines.at[p->anchor];
    return ends_openly(line) && line->words <= TITLE_WORDS_MAX && line->lower.n > 0 &&
           !line->bullet;
}

static void collect_body_words(const struct page *p, struct word_table *words)
{
    size_t taken = 0;
    for (size_t i = p->anchor + anchor_may_be_title(p);
         i < p->lines.n && taken < OVERLAP_PARAGRAPHS; i++) {
        const struct line *line = &p->lines.at[i];
        if (line->kind != LINE_PROSE)
            continue;
        enum { PARAGRAPH_BYTES = 4000 };
        word_table_add(words, utf8_lower(p->a, str_first(line->text, PARAGRAPH_BYTES)));
        taken++;
    }
}

static bool may_be_title(const struct line *line)
{
    bool kind = line->kind == LINE_SHORT || line->kind == LINE_PROSE || line->kind == LINE_NAME ||
                line->kind == LINE_CRUMB;
    return kind && line->words >= 2 && line->words <= TITLE_WORDS_MAX && !line->bullet &&
           line->lower.n > 0;
}

/* A date or a byline stands just under or above a title. */
static double dressing(const struct page *p, size_t i)
{
    enum { NEAR_LINES = 4 };
    for (size_t k = i + 1; k < p->lines.n && k <= i + NEAR_LINES; k++) {
        enum line_kind kind = p->lines.at[k].kind;
        if (kind == LINE_TIME || kind == LINE_BYLINE)
            return 0.25;
        if (kind == LINE_PROSE || kind == LINE_TEASERS)
            break;
    }
    for (size_t k = i; k-- > 0 && k + 3 > i;)
        if (p->lines.at[k].kind == LINE_TIME || p->lines.at[k].kind == LINE_CRUMB ||
            p->lines.at[k].kind == LINE_HOME)
            return 0.15;
    return 0.0;
}

/* The breadcrumb's or <title>'s line says the title again, cut short or with the site's name. */
static bool is_announced(const struct page *p, size_t i)
{
    enum { ANNOUNCED_BYTES = 40, ABOVE_LINES = 8 };
    struct str start = str_first(p->lines.at[i].text, ANNOUNCED_BYTES);
    if (p->lines.at[i].words < TITLE_WORDS_MIN)
        return false;
    for (size_t k = i; k-- > 0 && k + ABOVE_LINES > i;)
        if (p->lines.at[k].kind == LINE_CRUMB && str_contains(p->lines.at[k].text, start))
            return true;
    return false;
}

static double title_score(const struct page *p, const struct word_table *body, size_t i)
{
    const struct line *line = &p->lines.at[i];
    enum { TELLING_WORDS = 9, REPEATED_WORDS_MIN = 6 };
    /* the few words of a menu entry stand in any text */
    double weight = line->words < TELLING_WORDS ? line->words / (double)TELLING_WORDS : 1.0;
    double score = word_table_share(body, line->lower) * weight;
    score -= (double)(p->anchor - i) / (4.0 * TITLE_LOOK_BACK_LINES);
    if (line->words >= TITLE_WORDS_MIN)
        score += dressing(p, i);
    if (line->seen > 1 && line->words >= REPEATED_WORDS_MIN)
        score += 0.35;
    if (line->top_heading)
        score += 0.5;
    if (is_announced(p, i))
        score += 0.8;
    if (line->words < TITLE_WORDS_MIN)
        score -= 0.5;
    if (!ends_openly(line))
        score -= 0.4;
    if (line->words > 30 || (line->kind == LINE_PROSE && !ends_openly(line)))
        score -= 0.4;
    if (line->kind == LINE_NAME || line->kind == LINE_CRUMB)
        score -= 0.5;
    return score;
}

static size_t next_prose(const struct page *p, size_t i)
{
    while (i < p->lines.n && p->lines.at[i].kind != LINE_PROSE)
        i++;
    return i;
}

static bool find_title(struct page *p)
{
    enum { BODY_WORDS_MAX = 4096 };
    struct word_table body;
    word_table_init(&body, p->a, BODY_WORDS_MAX);
    collect_body_words(p, &body);
    size_t from = p->anchor > TITLE_LOOK_BACK_LINES ? p->anchor - TITLE_LOOK_BACK_LINES : 0;
    double best = 0.0;
    size_t to = p->anchor + anchor_may_be_title(p);
    for (size_t i = from; i < to; i++) {
        double score = may_be_title(&p->lines.at[i]) ? title_score(p, &body, i) : 0.0;
        best = score > best ? score : best;
    }
    for (size_t i = from; best > 0.0 && i < to; i++) {
        if (!may_be_title(&p->lines.at[i]) || title_score(p, &body, i) < best * 0.82)
            continue;
        p->title = i;
        p->title_top = i;
        while (p->anchor <= p->title && p->anchor < p->lines.n)
            p->anchor = next_prose(p, p->anchor + 1);
        return p->anchor < p->lines.n;
    }
    return false;
}

/* "Title - Báo Ấp Bắc" in the <title>, "Title" in the heading below: the second is the title. */
static void prefer_plain_title(struct page *p)
{
    enum { BELOW_LINES = 60 };
    const struct line *lines = p->lines.at;
    for (size_t i = p->title + 1; i < p->anchor && i <= p->title + BELOW_LINES; i++) {
        struct str shorter = lines[i].text;
        bool begins = lines[i].words >= TITLE_WORDS_MIN && shorter.n < lines[p->title].text.n &&
                      str_starts(lines[p->title].text, shorter);
        struct str after = str_trim(str_from(lines[p->title].text, shorter.n));
        bool joint = after.n && (after.p[0] == '-' || after.p[0] == '|' ||
                                 str_starts(after, STR("–")) || str_starts(after, STR("»")));
        if (lines[i].kind == LINE_SHORT && begins && joint) {
            p->title = i;
            return;
        }
    }
    /* doubled title: the copy nearer to the text, so that what stands between is not lost */
    for (size_t i = p->title + 1; i < p->anchor && i <= p->title + BELOW_LINES; i++)
        if (lines[i].first_seen == lines[p->title].first_seen && lines[i].kind == LINE_SHORT)
            p->title = i;
}

/* ---- breadcrumb and section ---- */

static void add_step(struct vec *steps, struct str step)
{
    static const struct str EDGES[] = {STR_INIT(">"), STR_INIT("»"), STR_INIT("›"), STR_INIT("/"),
                                       STR_INIT("|"), STR_INIT("→"), STR_INIT("❯"), STR_INIT(":")};
    step = str_trim(step);
    for (size_t i = 0; i < COUNT_OF(EDGES); i++) {
        if (str_starts(step, EDGES[i]))
            step = str_trim(str_from(step, EDGES[i].n));
        if (str_ends(step, EDGES[i]))
            step = str_trim(str_first(step, step.n - EDGES[i].n));
    }
    struct str *kept = step.n ? vec_push(steps) : NULL;
    if (kept)
        *kept = step;
}

/* The byte offset where s goes on without a space from a small letter to a capital: a step that
 * was joined to the one before. s.n if nowhere. */
static size_t joint_without_space(struct str s)
{
    struct str rest = s;
    bool small = false;
    while (rest.n) {
        size_t at = s.n - rest.n;
        uint32_t cp = utf8_next(&rest);
        if (small && utf8_is_upper(cp))
            return at;
        small = utf8_is_letter(cp) && !utf8_is_upper(cp);
    }
    return s.n;
}

/* The last one joins steps only where no other does: "Tin tức - Sự kiện" is one section. */
static const struct str STEP_JOINTS[] = {
    STR_INIT(" > "), STR_INIT(" » "), STR_INIT(" › "), STR_INIT(" >> "), STR_INIT(" → "),
    STR_INIT(" / "), STR_INIT(" | "), STR_INIT(" ❯ "), STR_INIT("»"),    STR_INIT(">"),
    STR_INIT("›"),   STR_INIT("|"),   STR_INIT(" - ")};

static bool has_strong_joint(struct str s)
{
    for (size_t i = 0; i + 1 < COUNT_OF(STEP_JOINTS); i++)
        if (str_contains(s, STEP_JOINTS[i]))
            return true;
    return false;
}

static size_t next_joint(struct str s, bool dash, size_t *width)
{
    size_t nearest = s.n;
    *width = 0;
    for (size_t i = 0; i < COUNT_OF(STEP_JOINTS) - !dash; i++) {
        size_t at = str_find(s, STEP_JOINTS[i]);
        if (at < nearest) {
            nearest = at;
            *width = STEP_JOINTS[i].n;
        }
    }
    return nearest;
}

static void split_crumb(struct vec *steps, struct str s)
{
    bool plain = !has_strong_joint(s);
    struct str home = STR("Trang chủ ");
    struct str step = str_from(s, home.n);
    bool spaced = plain && step.n && str_eq_nocase(str_first(s, 6), STR("Trang ")) &&
                  s.p[home.n - 1] == ' ' && utf8_is_letter(utf8_next(&step));
    if (spaced) {
        add_step(steps, str_first(s, home.n));
        s = str_from(s, home.n);
        add_step(steps, s);
        return;
    }
    while (s.n) {
        size_t width = 0;
        size_t at = next_joint(s, plain, &width);
        if (at == s.n && width == 0)
            at = joint_without_space(s);
        add_step(steps, str_first(s, at));
        s = str_from(s, at + width);
    }
}

/* The last step is often the title itself, cut: "Quan hệ hợp tác giữa…". */
static bool is_title_start(struct str step, struct str title)
{
    enum { STEP_CUT_MIN_BYTES = 12 };
    static const struct str DOTS[] = {STR_INIT("…"), STR_INIT("...")};
    for (size_t i = 0; i < COUNT_OF(DOTS); i++)
        if (str_ends(step, DOTS[i]))
            step = str_trim(str_first(step, step.n - DOTS[i].n));
    return str_eq(step, title) || (step.n >= STEP_CUT_MIN_BYTES && str_starts(title, step));
}

static void keep_breadcrumb(struct page *p, struct vec *steps)
{
    struct str *at = steps->p;
    struct str title = p->lines.at[p->title].text;
    size_t n = steps->n;
    while (n && is_title_start(at[n - 1], title))
        n--;
    if (n == 0)
        return;
    p->doc.breadcrumb = at;
    p->doc.breadcrumb_n = n;
    struct str last = at[n - 1];
    bool home =
        str_eq(utf8_lower(p->a, last), STR("trang chủ")) || str_eq_nocase(last, STR("home"));
    if (!home || n > 1)
        p->doc.section = home ? STR("") : last;
}

enum {
    LABEL_WORDS_MAX = 6,
    STEP_WORDS_MAX = 8, /* under "Trang chủ" a longer line is a step still */
};

static bool is_label(const struct line *line, uint32_t words_max)
{
    return (line->kind == LINE_SHORT || line->kind == LINE_NAME || line->kind == LINE_TEASERS ||
            line->kind == LINE_CLOSING) &&
           line->words > 0 && line->words <= words_max && !line->sentence;
}

/* "Trang chủ", "Tin tức", "Đối ngoại" in lines of their own, then the title. */
static bool crumb_of_lines(struct page *p, struct vec *steps)
{
    enum { STEPS_MAX = 6 };
    size_t from = p->title;
    while (from > 0 && p->title - from < STEPS_MAX && p->lines.at[from - 1].kind != LINE_HOME &&
           (is_label(&p->lines.at[from - 1], STEP_WORDS_MAX) ||
            p->lines.at[from - 1].kind == LINE_CHROME))
        from--;
    if (from == 0 || p->lines.at[from - 1].kind != LINE_HOME)
        return false;
    for (size_t i = from - 1; i < p->title; i++)
        if (p->lines.at[i].kind != LINE_CHROME)
            add_step(steps, p->lines.at[i].text);
    return true;
}

static void read_breadcrumb(struct page *p)
{
    enum { CRUMB_ABOVE_LINES = 10, CRUMB_BELOW_LINES = 3 };
    struct vec steps = VEC(struct str, p->a);
    size_t from = p->title > CRUMB_ABOVE_LINES ? p->title - CRUMB_ABOVE_LINES : 0;
    size_t to = p->title + CRUMB_BELOW_LINES < p->anchor ? p->title + CRUMB_BELOW_LINES : p->anchor;
    for (size_t i = to; i-- > from;) {
        if (p->lines.at[i].kind != LINE_CRUMB || i == p->title)
            continue;
        split_crumb(&steps, p->lines.at[i].text);
        keep_breadcrumb(p, &steps);
        return;
    }
    if (crumb_of_lines(p, &steps))
        keep_breadcrumb(p, &steps);
}

/* The last entry of a menu above the title looks like a section and may be none. */
static bool follows_menu(const struct page *p, size_t i)
{
    enum { MENU_LINES = 3 };
    size_t n = 0;
    while (i > n && n < MENU_LINES && !p->lines.at[i - n].blank_before &&
           is_label(&p->lines.at[i - n - 1], LABEL_WORDS_MAX))
        n++;
    return n == MENU_LINES;
}

/* A label alone above the title (a date may stand between) is the section. */
static void read_section_label(struct page *p)
{
    for (size_t i = p->title; i-- > 0 && p->title - i <= 4;) {
        const struct line *line = &p->lines.at[i];
        if (line->kind == LINE_TIME || line->first_seen == p->lines.at[p->title].first_seen)
            continue;
        /* names above a title stand close to its date; a label may look like two names */
        bool name = line->kind == LINE_NAME && line->words > 2 && i + 1 < p->title &&
                    p->lines.at[i + 1].kind == LINE_TIME && !line->blank_before;
        if ((line->kind != LINE_SHORT && line->kind != LINE_NAME) ||
            !is_label(line, LABEL_WORDS_MAX) || name || line_has_digit(line->text))
            return;
        p->doc.section = line->text;
        p->section_is_label = true;
        p->section_in_menu = follows_menu(p, i);
        return;
    }
}

bool page_read_head(struct page *p)
{
    if (!find_anchor(p) || !find_title(p))
        return false;
    prefer_plain_title(p);
    const struct line *title = &p->lines.at[p->title];
    p->doc.title = title->text;
    word_table_init(&p->title_words, p->a, TITLE_WORDS_MAX);
    word_table_add(&p->title_words, title->lower);
    read_breadcrumb(p);
    if (p->doc.breadcrumb_n == 0)
        read_section_label(p);
    return true;
}

/* The article itself: from under its title down to where it ends. */
#include "source/capture_page.h"

#include "base/utf8.h"

enum {
    CAPTION_WORDS_MAX = 34, /* an uncredited caption is one short sentence */
    HEADING_WORDS_MAX = 16,
    HEADLINE_WORDS_MIN = 5,
    LIST_RUN_LINES = 3, /* so many headlines in a row are a list of articles */
};

/* ---- what a line is in its place: pure decisions ---- */

static const struct line *line_at(const struct page *p, size_t i)
{
    return i < p->lines.n ? &p->lines.at[i] : NULL;
}

static bool kind_is(const struct page *p, size_t i, enum line_kind kind)
{
    return i < p->lines.n && p->lines.at[i].kind == kind;
}

/* "…./." ends an article in the state press. */
static bool is_terminal(const struct line *line)
{
    return str_ends(line->text, STR("./.")) || str_ends(line->text, STR("./"));
}

/* A paragraph that nobody would take for a long headline. */
static bool is_solid(const struct line *line)
{
    return line->kind == LINE_PROSE && (line->sentence || line->words >= 45);
}

static bool ends_article(enum line_kind kind)
{
    return kind == LINE_CLOSING || kind == LINE_IMPRINT || kind == LINE_COPYRIGHT ||
           kind == LINE_CRUMB || kind == LINE_HOME;
}

/* Headlines in a row from i on, bare or each with one excerpt. */
static size_t headlines_from(const struct page *p, size_t i, bool *alternating)
{
    size_t n = 0;
    size_t excerpts = 0;
    for (size_t k = i; k < p->lines.n && k <= i + LOOK_AHEAD_LINES; k++) {
        const struct line *line = &p->lines.at[k];
        if (line->kind == LINE_SHORT && !line->sentence && line->words >= HEADLINE_WORDS_MIN)
            n++;
        else if (line->kind == LINE_PROSE && k > i && p->lines.at[k - 1].kind != LINE_PROSE)
            excerpts++;
        else if (line->kind != LINE_CHROME && line->kind != LINE_TIME && line->kind != LINE_IMAGE)
            break;
    }
    *alternating = excerpts > 0;
    return n;
}

static size_t sentence_ends(struct str s)
{
    size_t n = 0;
    for (size_t at = str_find(s, STR(". ")); at < s.n; at = str_find(s, STR(". "))) {
        n++;
        s = str_from(s, at + 2);
    }
    return n;
}

static bool near_picture(const struct page *p, size_t i)
{
    bool above =
        i > 0 && (p->lines.at[i - 1].kind == LINE_IMAGE || p->lines.at[i - 1].kind == LINE_CAPTION);
    bool below = kind_is(p, i + 1, LINE_CAPTION) && !p->lines.at[i + 1].blank_before;
    return above || below;
}

/* "5/8", "25 đến 29-9", "40%", "1.200": dates and amounts are told in the text. */
static bool says_when_or_how_much(struct str s)
{
    for (size_t i = 1; i + 1 < s.n; i++) {
        bool sign = s.p[i] == '/' || s.p[i] == '-' || s.p[i] == '.' || s.p[i] == ',';
        if (byte_is_digit(s.p[i - 1]) && (s.p[i] == '%' || (sign && byte_is_digit(s.p[i + 1]))))
            return true;
    }
    return false;
}

/* Set in farther than the text: a caption in its figure, a quotation. */
static bool is_set_in(const struct page *p, const struct line *line)
{
    return !line->bullet && line->indent > p->lines.at[p->anchor].indent;
}

/* How much a line that nothing marks as a caption looks like one. */
static int caption_score(const struct page *p, size_t i)
{
    const struct line *line = &p->lines.at[i];
    double overlap = word_table_share(&p->title_words, line->lower);
    int score = 0;
    if (line->words > CAPTION_WORDS_MAX || line->words < 4 || sentence_ends(line->text) > 0)
        return -9;
    score += overlap >= 0.5 ? 2 : overlap >= 0.3 ? 1 : 0;
    int scene = fixed_is_scene(line->lower);
    score += scene ? 2 : 0;
    score += p->credits_photographer ? 1 : 0;
    score += line->words <= 28 ? 1 : 0;
    score -= fixed_is_narration(line->lower) ? 3 : 0;
    score += !says_when_or_how_much(line->text) ? 0 : line->sentence ? -2 : scene;
    score -= str_contains(line->text, STR("“")) || str_contains(line->text, STR("\"")) ? 2 : 0;
    score -= line->bullet || str_ends(line->text, STR(";")) ? 2 : 0;
    score -= str_ends(line->text, STR(":")) || str_ends(line->text, STR("?")) ? 4 : 0;
    /* paragraphs are seldom so brief */
    score += scene && str_ends(line->text, STR(".")) && line->words <= HEADING_WORDS_MAX ? 1 : 0;
    /* too long for a heading, and no sentence */
    score += !line->sentence && line->words > HEADING_WORDS_MAX - 4 ? 1 : 0;
    score += is_set_in(p, line)                                                ? 3
             : p->sets_in && line->sentence && line->words > HEADING_WORDS_MAX ? -1
                                                                               : 0;
    score -= p->marks_pictures && !near_picture(p, i) ? 3 : 0;
    return score;
}

/* The line after a picture's file name, close under it, tells what the picture shows. */
static bool is_under_picture(const struct page *p, size_t i)
{
    const struct line *line = &p->lines.at[i];
    if (i == 0 || p->lines.at[i - 1].kind != LINE_IMAGE || line->text.n == 0)
        return false;
    bool text = line->kind == LINE_SHORT || line->kind == LINE_CAPTION || line->kind == LINE_NAME;
    bool told = line->words > CAPTION_WORDS_MAX && fixed_is_narration(line->lower);
    bool sentence =
        line->kind == LINE_PROSE && line->words <= 48 && !told && !sentence_ends(line->text);
    if (line->kind == LINE_CAPTION)
        return true;
    bool brief = line->words <= HEADING_WORDS_MAX && line->words >= 4 &&
                 kind_is(p, i + 1, LINE_PROSE) && !str_ends(line->text, STR(":"));
    return (text || sentence) && (!line->blank_before || brief || caption_score(p, i) >= 2);
}

static bool judge_caption(const struct page *p, size_t i)
{
    enum { CAPTION_SCORE_MIN = 4 };
    const struct line *line = &p->lines.at[i];
    if (line->kind == LINE_CAPTION || is_under_picture(p, i))
        return true;
    if (line->kind != LINE_SHORT && line->kind != LINE_PROSE)
        return false;
    /* the same picture's text again, with its credit, directly below; where no blank lines part
     * the paragraphs, a short one may be a heading above a picture */
    bool parted = line->blank_before || line->words > HEADING_WORDS_MAX - 4;
    bool pair = kind_is(p, i + 1, LINE_CAPTION) && !line[1].blank_before && parted &&
                line->kind == LINE_SHORT && line->words > 4;
    return pair || caption_score(p, i) >= CAPTION_SCORE_MIN;
}

static bool is_caption(const struct page *p, size_t i)
{
    struct line *line = &p->lines.at[i];
    if (line->caption == MEMO_UNKNOWN)
        line->caption = judge_caption(p, i) ? MEMO_YES : MEMO_NO;
    return line->caption == MEMO_YES;
}

/* In a body, a short line and under it a name alone: a picture's text and its photographer. */
static bool is_signed_caption(const struct page *p, size_t i)
{
    enum { SIGNED_WORDS_MIN = 4 };
    const struct line *line = &p->lines.at[i];
    return line->kind == LINE_SHORT && !line->sentence && !line->bullet && !line->heading &&
           line->words >= SIGNED_WORDS_MIN && line->words <= CAPTION_WORDS_MAX &&
           kind_is(p, i + 1, LINE_NAME) && !line[1].blank_before && kind_is(p, i + 2, LINE_PROSE);
}

/* A short line between two paragraphs that is a picture's, not the next title of a box. */
static bool tells_picture(const struct page *p, size_t i, bool titles_pictured)
{
    return is_signed_caption(p, i) ||
           (!titles_pictured && p->lines.at[i - 1].kind == LINE_IMAGE && is_under_picture(p, i));
}

/* Where the body goes on after the box or list that begins at i: the first of two paragraphs with
 * nothing but pictures between, or one paragraph before byline or tags. 0 if it does not. */
static size_t resumption(const struct page *p, size_t i)
{
    size_t candidate = 0;
    size_t titles = 0;
    size_t chain = 0;      /* earlier candidates, parted from this one by captions alone */
    bool pictured = false; /* the box's own titles have pictures */
    for (size_t k = i + 1; k < p->lines.n && k <= i + LOOK_AHEAD_LINES; k++) {
        const struct line *line = &p->lines.at[k];
        if (line->kind == LINE_NAME && candidate && is_signed_caption(p, k - 1))
            continue;
        switch (line->kind) {
        case LINE_PROSE:
            if (candidate && is_solid(line))
                return chain ? chain : candidate;
            candidate = is_solid(line) ? k : 0;
            break;
        case LINE_NAME:
        case LINE_BYLINE:
        case LINE_TAGS:
        case LINE_SOURCE:
            if (candidate)
                return titles ? candidate : 0;
            if (line->kind == LINE_TAGS)
                return 0;
            break;
        case LINE_SHORT:
            if (candidate && tells_picture(p, k, pictured))
                break;
            chain = !is_caption(p, k) ? 0 : chain ? chain : candidate;
            pictured = pictured || line[-1].kind == LINE_IMAGE;
            titles++;
            candidate = 0;
            break;
        case LINE_TIME:
            titles++;
            candidate = 0;
            break;
        case LINE_CAPTION:
        case LINE_IMAGE:
        case LINE_CHROME: break;
        case LINE_TEASERS:
        case LINE_CLOSING:
        case LINE_IMPRINT:
        case LINE_COPYRIGHT:
        case LINE_CRUMB:
        case LINE_HOME: return 0;
        }
    }
    return 0;
}

static bool is_heading(const struct page *p, size_t i)
{
    const struct line *line = &p->lines.at[i];
    const struct line *next = line_at(p, i + 1);
    if (line->heading)
        return true;
    return line->kind == LINE_SHORT && line->words <= HEADING_WORDS_MAX && next &&
           (!line->sentence || str_ends(line->text, STR("?"))) &&
           (next->kind == LINE_PROSE || next->kind == LINE_CAPTION || next->kind == LINE_IMAGE ||
            next->bullet);
}

/* ---- adding ---- */

static struct doc_block *add_block(struct page *p, enum doc_block_type type)
{
    struct doc_block *block = vec_push(&p->blocks);
    if (block)
        block->type = type;
    return block;
}

static void add_text(struct page *p, enum doc_block_type type, struct str text)
{
    struct doc_block *block = add_block(p, type);
    if (block)
        block->text = text;
}

static struct doc_block *last_block(struct page *p)
{
    return p->blocks.n ? vec_at(&p->blocks, p->blocks.n - 1) : NULL;
}

/* A caption that stood before, or before without its credit, is the same picture's. */
static bool caption_known(const struct page *p, struct str caption)
{
    enum { CAPTIONS_COMPARED = 40 };
    size_t from = p->blocks.n > CAPTIONS_COMPARED ? p->blocks.n - CAPTIONS_COMPARED : 0;
    for (size_t i = from; i < p->blocks.n; i++) {
        const struct doc_block *block = vec_at(&p->blocks, i);
        if (block->type == DOC_FIGURE && block->caption.n && str_eq(block->caption, caption))
            return true;
    }
    return false;
}

static void add_caption(struct page *p, size_t i)
{
    const struct line *line = &p->lines.at[i];
    struct doc_block *last = last_block(p);
    if (caption_known(p, line->text))
        return;
    bool waits = last && last->type == DOC_FIGURE && last->caption.n == 0;
    struct doc_block *figure = waits ? last : add_block(p, DOC_FIGURE);
    if (!figure)
        return;
    figure->caption = line->text;
    figure->credit = byline_credit(p->a, line->text);
}

static void add_picture(struct page *p, const struct line *line)
{
    struct doc_block *figure = add_block(p, DOC_FIGURE);
    if (!figure)
        return;
    figure->src = line->src.n ? line->src : line->alt.n ? STR("") : line->text;
    figure->alt = line->alt;
}

/* Room for one more of size bytes each behind n of them; doubles when full, that is at each power
 * of two. NULL when the arena has failed. */
static void *one_more(struct page *p, void *items, size_t n, size_t size)
{
    bool full = (n & (n - 1)) == 0;
    return full ? arena_grow(p->a, items, n * size, n ? 2 * n * size : size) : items;
}

/* The block that an item of this type belongs to: the last one, or a new one. */
static struct doc_block *open_block(struct page *p, enum doc_block_type type)
{
    struct doc_block *last = last_block(p);
    return last && last->type == type ? last : add_block(p, type);
}

static void add_item(struct page *p, struct str text)
{
    struct doc_block *list = open_block(p, DOC_LIST);
    if (!list)
        return;
    struct doc_texts *items = &list->items;
    struct str *more = one_more(p, items->items, items->items_n, sizeof text);
    if (!more)
        return;
    more[items->items_n++] = text;
    items->items = more;
}

static void add_related(struct page *p, struct str title)
{
    struct doc_block *box = open_block(p, DOC_RELATED);
    if (!box)
        return;
    struct doc_link *more = one_more(p, box->links, box->links_n, sizeof *more);
    if (!more)
        return;
    more[box->links_n++] = (struct doc_link){.title = title, .url = STR("")};
    box->links = more;
}

static bool same_name(struct arena *a, struct str first, struct str second)
{
    return first.n == second.n && str_eq(utf8_lower(a, first), utf8_lower(a, second));
}

void page_add_people(struct page *p, const struct byline *by)
{
    enum { PEOPLE_MAX = 50 };
    for (size_t i = 0; i < by->people_n; i++) {
        bool known = p->people.n >= PEOPLE_MAX;
        for (size_t k = 0; k < p->people.n && !known; k++) {
            const struct doc_person *person = vec_at(&p->people, k);
            known = person->role == by->people[i].role &&
                    same_name(p->a, person->name, by->people[i].name);
        }
        struct doc_person *person = known ? NULL : vec_push(&p->people);
        if (person)
            *person = by->people[i];
    }
    if (by->source.n && p->doc.source_name.n == 0)
        p->doc.source_name = by->source;
}

/* ---- bylines, dates, tags ---- */

static void read_time(struct page *p, const struct line *line)
{
    struct datetime when;
    struct byline by;
    if (!datetime_find(p->a, line->text, &when))
        return;
    if (p->doc.published_ms == CLOCK_NONE)
        p->doc.published_ms = when.at_ms;
    else if (when.updated && p->doc.updated_ms == CLOCK_NONE)
        p->doc.updated_ms = when.at_ms;
    /* "07-03-2026 - 00:01 AM | Bất động sản" says it more clearly than a label above */
    bool barred = p->section_is_label && str_contains(line->text, STR(" | "));
    if (byline_read(p->a, when.rest, &by) && (by.labelled || p->people.n == 0))
        page_add_people(p, &by);
    else if (when.rest.n && (p->doc.section.n == 0 || p->section_in_menu || barred) &&
             !line_has_digit(when.rest) && !str_contains(when.rest, STR(" | ")) &&
             utf8_count_cp(when.rest) <= 40 && !when.updated)
        p->doc.section = when.rest;
}

static void read_byline(struct page *p, const struct line *line)
{
    struct byline by;
    struct doc_block *last = last_block(p);
    if (!byline_read(p->a, line->text, &by))
        return;
    bool photo_only = by.people_n == 1 && by.people[0].role == DOC_PHOTOGRAPHER;
    bool under_figure = last && last->type == DOC_FIGURE && photo_only && last->credit.n == 0 &&
                        line > p->lines.at && (line[-1].kind != LINE_PROSE);
    if (under_figure)
        last->credit = by.people[0].name;
    else
        page_add_people(p, &by);
}

static void add_tag(struct page *p, struct str tag)
{
    enum { TAGS_MAX = 40, TAG_MAX_CP = 80 };
    tag = str_trim(tag);
    while (tag.n && (tag.p[0] == '#' || tag.p[0] == ' '))
        tag = str_from(tag, 1);
    if (tag.n == 0 || p->tags.n >= TAGS_MAX || utf8_count_cp(tag) > TAG_MAX_CP)
        return;
    struct str *kept = vec_push(&p->tags);
    if (kept)
        *kept = tag;
}

static void add_tags(struct page *p, struct str list)
{
    bool hashes = str_find_byte(list, '#') < list.n;
    while (list.n) {
        size_t at = 0;
        while (at < list.n && list.p[at] != ',' && list.p[at] != ';' &&
               !(hashes && at && list.p[at] == '#'))
            at++;
        add_tag(p, str_first(list, at));
        at += at < list.n && list.p[at] != '#';
        list = str_from(list, at ? at : 1);
    }
}

/* Tags in the label's line, or in the short lines below it. Returns the last line read. */
static size_t read_tags(struct page *p, size_t i)
{
    enum { TAG_LINES_MAX = 12, TAG_WORDS_MAX = 7 };
    const struct line *line = &p->lines.at[i];
    size_t label = fixed_tags_bytes(line->lower);
    if (line->text.n && line->text.p[0] == '#') {
        add_tags(p, line->text);
        return i;
    }
    if (label && str_trim(str_from(line->text, label)).n) {
        add_tags(p, str_from(line->text, label));
        return i;
    }
    bool listed =
        kind_is(p, i + 1, LINE_SHORT) && str_find_byte(line[1].text, ',') < line[1].text.n;
    if (listed) {
        add_tags(p, line[1].text);
        return i + 1;
    }
    size_t k = i + 1;
    while (k < p->lines.n && k <= i + TAG_LINES_MAX && !p->lines.at[k].blank_before &&
           (p->lines.at[k].kind == LINE_SHORT || p->lines.at[k].kind == LINE_NAME) &&
           p->lines.at[k].words <= TAG_WORDS_MAX)
        add_tag(p, p->lines.at[k++].text);
    return k - 1;
}

/* ---- dateline ---- */

static bool is_short_name(struct str s)
{
    enum { DATELINE_MAX_BYTES = 48 };
    return s.n > 0 && s.n <= DATELINE_MAX_BYTES && !str_contains(s, STR(", ")) &&
           !str_contains(s, STR(". "));
}

static bool all_capitals(struct str s)
{
    size_t letters = 0;
    while (s.n) {
        uint32_t cp = utf8_next(&s);
        bool letter = utf8_is_letter(cp);
        if (letter && !utf8_is_upper(cp))
            return false;
        letters += letter;
    }
    return letters >= 2;
}

/* TTO, VOV.VN, Kinhtedothi, Dân trí: a newspaper's mark, not "Hà Nội - thành phố …". */
static bool is_paper_mark(struct str s, struct str after)
{
    size_t space = str_find_byte(s, ' ');
    bool one_word = space == s.n;
    struct str second = str_from(s, space + 1);
    struct str tail = second;
    bool small_second = !one_word && second.n && !utf8_is_upper(utf8_next(&second)) &&
                        str_find_byte(second, ' ') == second.n;
    bool site = one_word && str_find_byte(s, '.') < s.n && str_find_byte(s, '.') > 0;
    /* "QĐND Online - …" */
    bool online = !one_word && all_capitals(str_first(s, space)) &&
                  (str_eq_nocase(tail, STR("online")) || str_eq(tail, STR("điện tử")));
    bool capital_after = after.n && (utf8_is_upper(utf8_next(&after)) || after.p[-1] == '"');
    enum { LONG_MARK_BYTES = 8 };
    bool long_mark = one_word && s.n >= LONG_MARK_BYTES;
    for (size_t i = 0; long_mark && i < s.n; i++)
        long_mark = (unsigned char)s.p[i] < 0x80 && s.p[i] != '-';
    return site || online || all_capitals(s) || (capital_after && (small_second || long_mark));
}

static const struct str DASHES[] = {STR_INIT(" - "), STR_INIT(" – "), STR_INIT(" — "),
                                    STR_INIT("- "),  STR_INIT("– "),  STR_INIT(" -"),
                                    STR_INIT(" –"),  STR_INIT("-")};

/* "(Haiphong.gov.vn) - Sáng …": the mark and where the text goes on; 0 if there is no dateline. */
static size_t bracketed_dateline(struct str text, struct str *mark)
{
    size_t open = str_find_byte(text, '(');
    size_t close = str_find_byte(text, ')');
    struct str inside = str_slice(text, open + 1, close);
    if (open >= text.n || close >= text.n || close < open || !is_short_name(inside))
        return 0;
    struct str before = str_trim(str_first(text, open));
    struct str after = str_from(text, close + 1);
    if (before.n && !is_short_name(before))
        return 0;
    for (size_t i = 0; i < COUNT_OF(DASHES); i++) {
        if (!str_starts(after, DASHES[i]))
            continue;
        *mark = before.n ? str_first(text, close + 1) : str_trim(inside);
        return close + 1 + DASHES[i].n;
    }
    /* "(TTXVN) Ngày …" without a dash, only at the very start */
    if (before.n == 0 && after.n && after.p[0] == ' ' &&
        (all_capitals(inside) || str_find_byte(inside, '.') < inside.n)) {
        *mark = str_trim(inside);
        return close + 2;
    }
    return 0;
}

static size_t dateline_bytes(struct str text, struct str *mark)
{
    enum { SEARCHED_BYTES = 64 };
    struct str head = str_first(text, SEARCHED_BYTES);
    if (head.n && head.p[0] != '(' && str_find_byte(head, '(') >= head.n) {
        for (size_t i = 0; i < 4; i++) {
            size_t at = str_find(head, DASHES[i]);
            struct str name = str_first(head, at);
            struct str after = str_from(text, at + DASHES[i].n);
            if (at < head.n && is_short_name(name) && is_paper_mark(name, after)) {
                *mark = name;
                return at + DASHES[i].n;
            }
        }
        size_t stop = str_find(head, STR(". "));
        struct str site = str_first(head, stop);
        if (stop < head.n && str_find_byte(site, ' ') == site.n &&
            str_find_byte(site, '.') < site.n) {
            *mark = site;
            return stop + 2;
        }
        return 0;
    }
    return bracketed_dateline(head, mark);
}

static struct str take_dateline(struct page *p, struct str text)
{
    struct str mark = STR("");
    size_t n = dateline_bytes(text, &mark);
    if (n == 0)
        return text;
    if (p->doc.dateline.n == 0)
        p->doc.dateline = mark;
    return str_trim(str_from(text, n));
}

/* ---- the walk ---- */

struct walk {
    size_t i;
    size_t paragraphs;
    bool ended;
    bool gallery;     /* "Một số hình ảnh:" stood above: short lines are captions */
    bool tagged;      /* tags were listed: names after them are tags too */
    bool terminal;    /* "./." or a byline under the text: only furniture follows */
    bool lead_said;   /* the lead has been said again in the text */
    bool interrupted; /* since the last paragraph something stood that belongs to the head */
};

/* The first paragraph is the lead when it is said again below, or when byline, date or a box of
 * related articles part it from the text. */
static bool is_said_again(const struct page *p, size_t i, struct str text)
{
    enum { SAID_AGAIN_LINES = 300 };
    for (size_t k = i + 1; k < p->lines.n && k <= i + SAID_AGAIN_LINES; k++)
        if (str_eq(p->lines.at[k].text, text))
            return true;
    return false;
}

static void make_lead(struct page *p)
{
    for (size_t i = 0; i < p->blocks.n; i++) {
        struct doc_block *block = vec_at(&p->blocks, i);
        if (block->type != DOC_PARAGRAPH)
            continue;
        p->doc.lead = block->text;
        struct doc_block *blocks = p->blocks.p;
        for (size_t k = i + 1; k < p->blocks.n; k++)
            blocks[k - 1] = blocks[k];
        p->blocks.n--;
        return;
    }
}

static bool repeats_earlier(const struct page *p, const struct line *line)
{
    return line->first_seen > p->title && &p->lines.at[line->first_seen] != line &&
           line->words > HEADING_WORDS_MAX;
}

static void walk_paragraph(struct page *p, struct walk *w)
{
    const struct line *line = &p->lines.at[w->i];
    struct str text = line->text;
    if (w->paragraphs < 2)
        text = take_dateline(p, text);
    if (w->paragraphs == 1 && w->interrupted && p->doc.lead.n == 0)
        make_lead(p);
    w->interrupted = false;
    bool lead = w->paragraphs == 0 && is_said_again(p, w->i, text);
    w->paragraphs++;
    bool again = !lead && !w->lead_said && str_eq(text, p->doc.lead);
    w->lead_said = w->lead_said || again;
    if (lead)
        p->doc.lead = text;
    else if (again || !repeats_earlier(p, line))
        add_text(p, DOC_PARAGRAPH, text);
    w->terminal = w->terminal || is_terminal(line);
}

/* Titles of a box inside the body. Moves to the line before the text goes on. */
static void walk_related(struct page *p, struct walk *w, size_t until)
{
    for (size_t k = w->i + 1; k < until; k++) {
        const struct line *line = &p->lines.at[k];
        bool headline = line->kind == LINE_SHORT || (line->kind == LINE_PROSE && line->words < 34);
        if (headline && line->words >= 4 && line->first_seen != p->lines.at[p->title].first_seen)
            add_related(p, line->text);
    }
    w->interrupted = w->paragraphs == 1;
    w->i = until - 1;
}

static void walk_box(struct page *p, struct walk *w)
{
    size_t until = w->terminal ? 0 : resumption(p, w->i);
    if (until)
        walk_related(p, w, until);
    else if (w->paragraphs)
        w->ended = true;
}

/* A bare headline list or a row of teasers that no heading announces. */
static bool opens_list(const struct page *p, const struct walk *w)
{
    bool alternating = false;
    size_t n = headlines_from(p, w->i, &alternating);
    if (w->paragraphs == 0)
        return false;
    if (w->terminal)
        return n >= 1 && !is_caption(p, w->i);
    return n >= LIST_RUN_LINES && !p->lines.at[w->i].heading &&
           (!alternating || p->lines.at[w->i].words >= 9) && resumption(p, w->i) == 0;
}

/* One more article, title and excerpt, set in under the text: its title stands elsewhere on the
 * page too, or is longer than headings are. Or more of them, none with a second paragraph. Returns
 * how many lines they are; 0 if the line at i is no such title. */
static size_t last_teasers(const struct page *p, size_t i)
{
    enum { TITLE_WORDS = 11, TITLE_WORDS_SEVERAL = 9, TITLE_WORDS_MIN = 6, TEASERS_LOOKED_AT = 8 };
    const struct line *line = &p->lines.at[i];
    bool again = line->seen > 1 && line->words >= TITLE_WORDS_MIN;
    size_t k = i;
    size_t n = 0;
    for (; n < TEASERS_LOOKED_AT && k + 1 < p->lines.n; k += 2, n++) {
        const struct line *title = &p->lines.at[k];
        if (title->kind != LINE_SHORT || title->sentence || title->bullet || title->heading ||
            title->words < TITLE_WORDS_MIN || title[1].kind != LINE_PROSE || is_caption(p, k))
            break;
    }
    const struct line *after = line_at(p, k);
    bool ends =
        n && after &&
        (after->kind == LINE_TAGS || after->kind == LINE_TEASERS || ends_article(after->kind));
    bool title = line->words >= (n > 1 ? TITLE_WORDS_SEVERAL : TITLE_WORDS) || again;
    return ends && title ? 2 * n : 0;
}

/* A label directly under the date under the title, where none stood above. */
static bool is_section_below(const struct page *p, size_t i)
{
    enum { SECTION_WORDS_MAX = 5 };
    const struct line *line = &p->lines.at[i];
    return p->doc.section.n == 0 && line->words <= SECTION_WORDS_MAX && line->words > 1 &&
           !line->sentence && !line->bullet && !line_has_digit(line->text) && i > 0 &&
           line[-1].kind == LINE_TIME && kind_is(p, i + 1, LINE_PROSE);
}

static void read_byline_of_figure(struct page *p, const struct line *line)
{
    struct doc_block *last = last_block(p);
    if (last && last->type == DOC_FIGURE && last->credit.n == 0)
        last->credit = line->text;
}

/* "Một số hình ảnh tại buổi tiếp:" */
static bool announces_pictures(const struct line *line)
{
    enum { ANNOUNCEMENT_WORDS_MAX = 14 };
    return line->words <= ANNOUNCEMENT_WORDS_MAX && str_ends(line->text, STR(":")) &&
           str_contains(line->lower, STR("hình ảnh"));
}

static void walk_short(struct page *p, struct walk *w)
{
    enum { OWNER_WORDS_MAX = 6 }; /* "Ban Tuyên giáo Tỉnh đoàn" signs */
    const struct line *line = &p->lines.at[w->i];
    bool above_text = w->paragraphs == 0;
    if (line->first_seen == p->lines.at[p->title].first_seen)
        return;
    if (line->top_heading &&
        w->paragraphs) { /* "# lũ lụt": nothing in a body ranks with its title */
        add_tag(p, line->text);
        return;
    }
    size_t teasers = above_text ? 0 : last_teasers(p, w->i);
    if (teasers) {
        walk_related(p, w, w->i + teasers);
        return;
    }
    if (!above_text && !w->terminal && is_signed_caption(p, w->i)) {
        add_caption(p, w->i);
        read_byline_of_figure(p, &line[1]);
        w->i++;
        return;
    }
    if (is_caption(p, w->i) && !(fixed_is_owner(line->lower) && line->words <= OWNER_WORDS_MAX)) {
        add_caption(p, w->i);
        return;
    }
    if (!above_text && announces_pictures(line)) {
        w->gallery = true;
        return;
    }
    if (opens_list(p, w) && !w->gallery) {
        w->ended = true;
        return;
    }
    if (w->gallery && line->words >= 4 && !fixed_is_owner(line->lower)) {
        add_caption(p, w->i);
        return;
    }
    if (above_text && is_section_below(p, w->i))
        p->doc.section = line->text;
    else if (line->bullet && !above_text && !w->terminal)
        add_item(p, line->text);
    else if (is_heading(p, w->i) && !above_text && !w->terminal)
        add_text(p, DOC_HEADING, line->text);
    else if (line->sentence && line->words >= (above_text ? 8 : 4) && !w->terminal)
        walk_paragraph(p, w);
}

/* Names without a label are a byline under the title or under the text. */
static void walk_name(struct page *p, struct walk *w)
{
    enum { UNDER_TITLE_LINES = 6, UNDER_TEXT_LINES = 4 };
    const struct line *line = &p->lines.at[w->i];
    struct byline by;
    /* one word under the title is the site's name as often as a pen name */
    bool top = w->paragraphs == 0 && w->i - p->title <= UNDER_TITLE_LINES && line->words > 1;
    /* above the text it is the writer's portrait */
    if (w->paragraphs && is_under_picture(p, w->i)) {
        add_caption(p, w->i);
        return;
    }
    if (line->first_seen == p->lines.at[p->title].first_seen)
        return;
    bool goes_on = w->paragraphs && resumption(p, w->i) != 0;
    if (goes_on && w->paragraphs > 1 && kind_is(p, w->i + 1, LINE_PROSE)) {
        add_text(p, DOC_HEADING, line->text);
        return;
    }
    bool known = (p->people.n > 0 || w->tagged) && !top;
    if ((top || w->paragraphs) && !known && byline_read(p->a, line->text, &by)) {
        page_add_people(p, &by);
        w->interrupted = w->interrupted || w->paragraphs == 1;
        w->terminal = w->terminal || (w->paragraphs && !goes_on);
    }
}

static void walk_byline(struct page *p, struct walk *w)
{
    read_byline(p, &p->lines.at[w->i]);
    if (w->paragraphs && resumption(p, w->i) == 0)
        w->terminal = true;
    w->interrupted = w->interrupted || w->paragraphs == 1;
}

static void walk_time(struct page *p, struct walk *w)
{
    if (w->terminal || (w->paragraphs > 1 && p->doc.published_ms != CLOCK_NONE))
        return;
    read_time(p, &p->lines.at[w->i]);
    w->interrupted = w->interrupted || w->paragraphs == 1;
}

static void walk_prose(struct page *p, struct walk *w)
{
    const struct line *line = &p->lines.at[w->i];
    bool waits_for_text = w->paragraphs == 0 && w->i < p->anchor;
    if (line->first_seen == p->lines.at[p->title].first_seen)
        return;
    if (is_caption(p, w->i) && !(w->paragraphs == 0 && !near_picture(p, w->i) && !waits_for_text))
        add_caption(p, w->i);
    else if (w->terminal && !is_solid(line))
        w->ended = true;
    else if (line->bullet && w->paragraphs && kind_is(p, w->i + 1, LINE_PROSE) && line[1].bullet)
        add_item(p, line->text);
    else
        walk_paragraph(p, w);
}

/* "Xem thêm: Title" -> "Title" */
static void walk_pointer(struct page *p, const struct line *line)
{
    size_t colon = str_find(line->text, STR(": "));
    bool labelled = fixed_is_pointer(line->lower) && colon < line->text.n;
    add_related(p, labelled ? str_trim(str_from(line->text, colon + 1)) : line->text);
}

static void walk_line(struct page *p, struct walk *w)
{
    const struct line *line = &p->lines.at[w->i];
    if (line->related && w->paragraphs) {
        walk_pointer(p, line);
        return;
    }
    switch (line->kind) {
    case LINE_PROSE: walk_prose(p, w); return;
    case LINE_SHORT: walk_short(p, w); return;
    case LINE_CAPTION: add_caption(p, w->i); return;
    case LINE_IMAGE: add_picture(p, line); return;
    case LINE_TIME: walk_time(p, w); return;
    case LINE_BYLINE: walk_byline(p, w); return;
    case LINE_NAME: walk_name(p, w); return;
    case LINE_SOURCE:
        if (w->paragraphs && p->doc.source_name.n == 0)
            p->doc.source_name = STR("Nguồn");
        w->terminal = w->terminal || w->paragraphs;
        return;
    case LINE_TAGS:
        w->i = read_tags(p, w->i);
        w->tagged = w->tagged || w->paragraphs;
        w->terminal = w->terminal || w->paragraphs;
        return;
    case LINE_TEASERS: walk_box(p, w); return;
    case LINE_CHROME: return;
    case LINE_CLOSING:
    case LINE_IMPRINT:
    case LINE_COPYRIGHT:
    case LINE_CRUMB:
    case LINE_HOME:
        w->ended = w->paragraphs && ends_article(line->kind) && resumption(p, w->i) == 0;
        return;
    }
}

/* What is only known of the page as a whole. */
static void read_habits(struct page *p)
{
    enum { HABIT_LINES = 400 };
    size_t to = p->title + HABIT_LINES < p->lines.n ? p->title + HABIT_LINES : p->lines.n;
    for (size_t i = p->title; i < to; i++) {
        const struct line *line = &p->lines.at[i];
        struct byline by;
        p->sets_in = p->sets_in || (i > p->anchor && is_set_in(p, line) &&
                                    fixed_is_scene(line->lower) && line->words >= 4);
        p->marks_pictures = p->marks_pictures || line->kind == LINE_CAPTION ||
                            (line->kind == LINE_IMAGE && line->text.n);
        struct datetime when;
        bool dated = line->kind == LINE_TIME && datetime_find(p->a, line->text, &when);
        if (line->kind != LINE_BYLINE && !dated)
            continue;
        if (!byline_read(p->a, dated ? when.rest : line->text, &by))
            continue;
        for (size_t k = 0; k < by.people_n; k++)
            p->credits_photographer =
                p->credits_photographer || by.people[k].role == DOC_PHOTOGRAPHER;
    }
}

/* A date or byline above the title counts when none stood below. */
static void read_above(struct page *p, size_t title)
{
    enum { ABOVE_LINES = 4 };
    for (size_t i = title; i-- > 0 && title - i <= ABOVE_LINES;) {
        const struct line *line = &p->lines.at[i];
        if (line->kind == LINE_TIME && p->doc.published_ms == CLOCK_NONE)
            read_time(p, line);
        if (line->kind == LINE_BYLINE && p->people.n == 0)
            read_byline(p, line);
        if (line->kind == LINE_PROSE)
            return;
    }
}

void page_read_body(struct page *p)
{
    struct walk w = {.i = p->title + 1};
    read_habits(p);
    while (w.i < p->lines.n) {
        walk_line(p, &w);
        if (w.ended)
            break;
        w.i++;
    }
    p->body_end = w.i < p->lines.n ? w.i : p->lines.n;
    read_above(p, p->title);
    read_above(p, p->title_top);
}

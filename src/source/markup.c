#include "source/markup.h"

#include "base/utf8.h"
#include "source/byline.h"
#include "source/html.h"
#include "source/html_url.h"
#include "source/sanitize.h"

enum {
    TEXT_MAX_BYTES = 1 << 20, /* of a title, a lead, a comment */
    SIZE_DIGITS_MAX = 5,      /* of "-1024x768" */
};

/* ---- text ---- */

/* What html_escape writes; sanitize writes no other. */
static size_t reference_at(struct str s, char *out)
{
    static const struct {
        struct str reference;
        char byte;
    } REFERENCES[] = {{STR_INIT("&amp;"), '&'},
                      {STR_INIT("&lt;"), '<'},
                      {STR_INIT("&gt;"), '>'},
                      {STR_INIT("&quot;"), '"'},
                      {STR_INIT("&#39;"), '\''}};
    for (size_t i = 0; i < COUNT_OF(REFERENCES); i++) {
        if (str_starts(s, REFERENCES[i].reference)) {
            *out = REFERENCES[i].byte;
            return REFERENCES[i].reference.n;
        }
    }
    return 0;
}

static struct str without_tags(struct arena *a, struct str clean, bool lines)
{
    struct buf out;
    buf_init(&out, a);
    for (size_t i = 0; i < clean.n;) {
        struct str rest = str_from(clean, i);
        char byte = rest.p[0];
        size_t n = byte == '&' ? reference_at(rest, &byte) : 1;
        if (byte == '<' && n == 1) {
            if (str_starts(rest, STR("<br")))
                buf_add_byte(&out, lines ? '\n' : ' ');
            i += str_find_byte(rest, '>') + 1;
            continue;
        }
        n += n == 0;
        buf_add_byte(&out, byte);
        i += n;
    }
    return buf_view(&out);
}

static bool is_bare(struct str s)
{
    return str_find_byte(s, '<') == s.n && str_find_byte(s, '&') == s.n;
}

static struct str text_of(struct arena *a, struct str markup, bool lines)
{
    struct html clean;
    markup = str_first(markup, TEXT_MAX_BYTES);
    if (is_bare(markup) || sanitize_inline(a, markup, &clean, NULL))
        return markup;
    return without_tags(a, clean.s, lines);
}

struct str markup_text(struct arena *a, struct str markup)
{
    return utf8_fold_space(a, text_of(a, markup, false));
}

/* Ends of blocks as line breaks, which the sanitizer keeps. */
static struct str with_breaks(struct arena *a, struct str markup)
{
    static const struct str ENDS[] = {STR_INIT("</p>"), STR_INIT("</div>"), STR_INIT("</li>")};
    struct buf out;
    buf_init(&out, a);
    for (size_t i = 0; i < markup.n; i++) {
        struct str rest = str_from(markup, i);
        for (size_t k = 0; rest.p[0] == '<' && k < COUNT_OF(ENDS); k++)
            if (str_eq_nocase(str_first(rest, ENDS[k].n), ENDS[k]))
                buf_add(&out, STR("<br>"));
        if (rest.p[0] == '\n')
            buf_add(&out, STR("<br>"));
        buf_add_byte(&out, rest.p[0]);
    }
    return buf_view(&out);
}

struct str markup_text_lines(struct arena *a, struct str markup)
{
    markup = str_first(markup, TEXT_MAX_BYTES);
    if (!is_bare(markup))
        markup = with_breaks(a, markup);
    struct str rest = text_of(a, markup, true);
    struct str line;
    struct buf out;
    buf_init(&out, a);
    while (str_next_line(&rest, &line)) {
        struct str folded = utf8_fold_space(a, line);
        if (folded.n == 0)
            continue;
        if (out.n)
            buf_add_byte(&out, '\n');
        buf_add(&out, folded);
    }
    return buf_view(&out);
}

void markup_add_element(struct buf *out, const char *name, struct str text)
{
    buf_addf(out, "<%s>", name);
    buf_add_escaped(out, text);
    buf_addf(out, "</%s>", name);
}

struct str markup_fold(struct arena *a, struct str text)
{
    return utf8_fold_space(a, text);
}

struct str markup_credit(struct arena *a, struct str caption)
{
    return byline_credit(a, caption);
}

/* Whole words of text, at most TITLE_CP characters. */
static struct str first_words(struct arena *a, struct str text)
{
    enum { TITLE_CP = 80 };
    struct str cut = utf8_first_cp(text, TITLE_CP);
    if (cut.n == text.n)
        return text;
    size_t space = str_find_last_byte(cut, ' ');
    return str_concat(a, str_first(cut, space), STR("…"));
}

void markup_title(struct arena *a, struct doc *d)
{
    struct str text = d->lead;
    for (size_t i = 0; i < d->blocks_n && text.n == 0; i++)
        text = d->blocks[i].text.n ? d->blocks[i].text : d->blocks[i].caption;
    if (d->title.n == 0)
        d->title = text.n ? first_words(a, text) : STR("(không có tiêu đề)");
}

/* ---- addresses ---- */

static size_t authority_end(struct str address)
{
    size_t scheme = str_find(address, STR("://"));
    if (scheme >= address.n)
        return 0;
    struct str rest = str_from(address, scheme + 3);
    size_t slash = 0;
    while (slash < rest.n && rest.p[slash] != '/' && rest.p[slash] != '?' && rest.p[slash] != '#')
        slash++;
    return scheme + 3 + slash;
}

static bool has_scheme(struct str address)
{
    size_t colon = str_find_byte(address, ':');
    for (size_t i = 0; i < colon && i < address.n; i++)
        if (address.p[i] == '/' || address.p[i] == '?' || address.p[i] == '#')
            return false;
    return colon > 0 && colon < address.n;
}

struct str markup_address(struct arena *a, struct str base, struct str address)
{
    address = str_trim(address);
    size_t end = authority_end(base);
    if (address.n == 0 || end == 0 || has_scheme(address))
        return address;
    if (str_starts(address, STR("//")))
        return str_concat(a, str_first(base, str_find(base, STR("//"))), address);
    return html_url_resolve(a, base, address); /* as the links of the body are */
}

static bool is_id_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(c) || c == '_' ||
           c == '-';
}

struct str markup_player(struct arena *a, struct str address)
{
    static const struct {
        struct str sign;
        const char *player;
    } PLAYERS[] = {{STR_INIT("youtube.com/watch?v="), "https://www.youtube.com/embed/"},
                   {STR_INIT("youtu.be/"), "https://www.youtube.com/embed/"},
                   {STR_INIT("//vimeo.com/"), "https://player.vimeo.com/video/"}};
    for (size_t i = 0; i < COUNT_OF(PLAYERS); i++) {
        size_t at = str_find(address, PLAYERS[i].sign);
        struct str id = str_from(address, at + PLAYERS[i].sign.n);
        size_t n = 0;
        while (n < id.n && is_id_byte(id.p[n]))
            n++;
        if (at < address.n && n)
            return str_format(a, "%s%.*s", PLAYERS[i].player, STR_ARG(str_first(id, n)));
    }
    return address;
}

struct str markup_path(struct str address)
{
    struct str path = str_from(address, authority_end(address));
    path = str_first(path, str_find_byte(path, '#'));
    return path.n ? path : STR("/");
}

/* ---- the body ---- */

static void add_lines(struct arena *a, struct str markup, struct vec *blocks)
{
    struct str text = markup_text_lines(a, markup);
    struct str line;
    while (str_next_line(&text, &line)) {
        struct doc_block *block = vec_push(blocks);
        if (block)
            *block = (struct doc_block){.type = DOC_PARAGRAPH, .text = line};
    }
}

enum rc markup_body(struct arena *a, struct str markup, struct str base, struct doc *d,
                    struct err *e)
{
    if (str_trim(markup).n == 0)
        return RC_OK;
    enum rc rc = html_body(a, markup, base, d, e);
    if (rc == RC_INVALID) {
        struct vec lines = VEC(struct doc_block, a);
        add_lines(a, markup, &lines);
        d->blocks = lines.p;
        d->blocks_n = lines.n;
        rc = RC_OK;
    }
    if (rc)
        return rc;
    return arena_failed(a) ? fail(e, RC_NOMEM, "the post needs more memory than its limit") : RC_OK;
}

/* ---- pictures ---- */

/* "…/anh-300x200.jpg" -> the length of "…/anh"; the extension is compared apart. */
static size_t stem_length(struct str path)
{
    size_t dot = str_find_last_byte(path, '.');
    size_t i = dot;
    size_t digits = 0;
    while (i > 0 && byte_is_digit(path.p[i - 1]) && digits++ < SIZE_DIGITS_MAX)
        i--;
    if (i == dot || i == 0 || path.p[i - 1] != 'x')
        return dot;
    size_t x = --i;
    for (digits = 0; i > 0 && byte_is_digit(path.p[i - 1]) && digits < SIZE_DIGITS_MAX; digits++)
        i--;
    return i < x && i > 0 && path.p[i - 1] == '-' ? i - 1 : dot;
}

static struct str without_scheme(struct str address)
{
    size_t scheme = str_find(address, STR("://"));
    address = str_first(address, str_find_byte(address, '?'));
    return scheme < address.n ? str_from(address, scheme + 3) : address;
}

bool markup_same_picture(struct str x, struct str y)
{
    x = without_scheme(x);
    y = without_scheme(y);
    if (str_eq(x, y))
        return true;
    return x.n && y.n && str_eq(str_first(x, stem_length(x)), str_first(y, stem_length(y))) &&
           str_eq_nocase(str_from(x, str_find_last_byte(x, '.')),
                         str_from(y, str_find_last_byte(y, '.')));
}

/* What is said of the lead picture is said of the same one in the text, if nothing is. */
static void describe(struct doc_block *block, const struct doc_block *picture)
{
    if (block->alt.n == 0)
        block->alt = picture->alt;
    if (block->caption.n || block->credit.n)
        return;
    block->caption = picture->caption;
    block->credit = picture->credit;
}

void markup_lead_picture(struct arena *a, struct doc *d, const struct doc_block *picture)
{
    if (picture->src.n == 0)
        return;
    for (size_t i = 0; i < d->blocks_n; i++)
        if (d->blocks[i].type == DOC_FIGURE &&
            markup_same_picture(d->blocks[i].src, picture->src)) {
            describe(&d->blocks[i], picture);
            return;
        }
    struct doc_block *blocks = arena_array(a, d->blocks_n + 1, sizeof *blocks);
    if (!blocks)
        return;
    blocks[0] = *picture;
    for (size_t i = 0; i < d->blocks_n; i++)
        blocks[i + 1] = d->blocks[i];
    d->blocks = blocks;
    d->blocks_n++;
}

/* ---- people, texts ---- */

void markup_person(struct vec *people, struct str name, enum doc_role role)
{
    const struct doc_person *known = people->p;
    if (name.n == 0 || people->n == MARKUP_NAMES_MAX)
        return;
    for (size_t i = 0; i < people->n; i++)
        if (str_eq(known[i].name, name) && known[i].role == role)
            return;
    struct doc_person *person = vec_push(people);
    if (person)
        *person = (struct doc_person){name, role};
}

/* The length of the separator that s begins with; 0 if it begins with none. */
static size_t separator_at(struct str s)
{
    static const struct str SEPARATORS[] = {STR_INIT(","),    STR_INIT(";"),     STR_INIT(" and "),
                                            STR_INIT(" và "), STR_INIT(" & "),   STR_INIT(" - "),
                                            STR_INIT(" – "),  STR_INIT(" with ")};
    for (size_t i = 0; i < COUNT_OF(SEPARATORS); i++)
        if (str_starts(s, SEPARATORS[i]))
            return SEPARATORS[i].n;
    return 0;
}

static struct str without_by(struct str line)
{
    static const struct str WORDS[] = {STR_INIT("By "),  STR_INIT("BY "),  STR_INIT("by "),
                                       STR_INIT("Von "), STR_INIT("Par "), STR_INIT("Por ")};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_starts(line, WORDS[i]))
            return str_trim(str_from(line, WORDS[i].n));
    return line;
}

static void split_names(struct str line, struct vec *people)
{
    size_t from = 0;
    line = without_by(line);
    for (size_t i = 0; i <= line.n; i++) {
        size_t n = i < line.n ? separator_at(str_from(line, i)) : 1;
        if (n == 0)
            continue;
        markup_person(people, str_trim(str_slice(line, from, i)), DOC_AUTHOR);
        from = i + n;
        i = from - 1;
    }
}

void markup_people(struct arena *a, struct str line, struct vec *people)
{
    struct byline byline;
    line = markup_text(a, line);
    if (line.n <= BYLINE_MAX_BYTES && byline_read(a, line, &byline) && byline.people_n) {
        for (size_t i = 0; i < byline.people_n; i++)
            markup_person(people, byline.people[i].name, byline.people[i].role);
        return;
    }
    split_names(line, people);
}

void markup_add_text(struct vec *texts, struct str text)
{
    const struct str *known = texts->p;
    if (text.n == 0)
        return;
    for (size_t i = 0; i < texts->n; i++)
        if (str_eq(known[i], text))
            return;
    struct str *kept = vec_push(texts);
    if (kept)
        *kept = text;
}

/* ---- times ---- */

static bool digits(struct str s, size_t at, size_t n, int *out)
{
    int value = 0;
    if (at + n > s.n)
        return false;
    for (size_t i = at; i < at + n; i++) {
        if (!byte_is_digit(s.p[i]))
            return false;
        value = value * 10 + (s.p[i] - '0');
    }
    *out = value;
    return true;
}

/* The offset at the end of a time: "Z", "+0700", "-05:00", "GMT"; false if there is none. */
static bool offset_of(struct str s, int64_t *out_ms)
{
    int hours = 0;
    int minutes = 0;
    if (str_ends(s, STR("Z")) || str_ends(s, STR("GMT")) || str_ends(s, STR("UTC"))) {
        *out_ms = 0;
        return true;
    }
    size_t sign = str_find_last_byte(s, '+');
    if (sign == s.n)
        sign = str_find_last_byte(s, '-');
    struct str rest = str_from(s, sign + 1);
    if (sign >= s.n || !digits(rest, 0, 2, &hours))
        return false;
    size_t colon = rest.n > 2 && rest.p[2] == ':';
    if (rest.n > 2 && (rest.n != 4 + colon || !digits(rest, 2 + colon, 2, &minutes)))
        return false;
    int64_t ms = ((int64_t)hours * 60 + minutes) * 60000;
    *out_ms = s.p[sign] == '-' ? -ms : ms;
    return true;
}

static const int64_t VIETNAM_MS = INT64_C(25200000);

/* clock.h's civil times are Việt Nam's. */
static int64_t instant(struct civil c, int64_t offset_ms)
{
    if (c.year < 1 || !civil_exists(c.year, c.month, c.day) || c.hour > 24 || c.minute > 59 ||
        c.second > 60)
        return CLOCK_NONE;
    int64_t at = civil_to_instant(c);
    return at == CLOCK_NONE ? at : at + VIETNAM_MS - offset_ms;
}

/* "Fri, 07 Jun 2013 03:00:44 +0000", the weekday and the seconds optional. */
static int64_t rfc5322_time(struct str s, int64_t offset_ms)
{
    static const char MONTHS[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil c = {0};
    size_t comma = str_find_byte(s, ',');
    if (comma < s.n)
        s = str_trim(str_from(s, comma + 1));
    size_t at = str_find_byte(s, ' ');
    if (at < 1 || at > 2 || !digits(s, 0, at, &c.day) || s.n < at + 10)
        return CLOCK_NONE;
    for (int i = 0; i < 12; i++)
        if (str_eq_nocase(str_slice(s, at + 1, at + 4), (struct str){MONTHS + (ptrdiff_t)3 * i, 3}))
            c.month = i + 1;
    if (!c.month || !digits(s, at + 5, 4, &c.year))
        return CLOCK_NONE;
    struct str clock = str_trim(str_from(s, at + 9));
    if (!digits(clock, 0, 2, &c.hour) || !digits(clock, 3, 2, &c.minute))
        return CLOCK_NONE;
    bool seconds = clock.n > 5 && clock.p[5] == ':' && digits(clock, 6, 2, &c.second);
    (void)offset_of(str_from(clock, seconds ? 8 : 5), &offset_ms);
    return instant(c, offset_ms);
}

int64_t markup_time(struct str s, int64_t offset_ms)
{
    struct civil c = {0};
    s = str_trim(s);
    if (s.n && !digits(s, 0, 4, &c.year))
        return rfc5322_time(s, offset_ms);
    size_t dash = s.n > 4 && s.p[4] == '-';
    if (!digits(s, 4 + dash, 2, &c.month) || !digits(s, 6 + 2 * dash, 2, &c.day))
        return CLOCK_NONE;
    struct str clock = str_from(s, 8 + 2 * dash);
    if (clock.n == 0)
        return instant(c, offset_ms);
    clock = str_from(clock, 1);
    size_t colon = clock.n > 2 && clock.p[2] == ':';
    if (!digits(clock, 0, 2, &c.hour) || !digits(clock, 2 + colon, 2, &c.minute))
        return CLOCK_NONE;
    clock = str_from(clock, 4 + colon);
    if (digits(clock, colon, 2, &c.second))
        clock = str_from(clock, 2 + colon);
    (void)offset_of(str_trim(clock), &offset_ms);
    return instant(c, offset_ms);
}

#include "article/link_rules.h"

#include "article/link_bad_bytes.h"
#include "article/link_host.h"
#include "article/link_known.h"
#include "base/buf.h"
#include "base/url.h"
#include "base/utf8.h"
#include "text/fold.h"

struct str link_refusal_words(enum link_refusal refusal)
{
    static const struct str WORDS[] = {
#define X(name, words) STR_INIT(words),
        LINK_REFUSAL_TABLE(X)
#undef X
    };
    _Static_assert(COUNT_OF(WORDS) == LINK_REFUSAL_COUNT, "every refusal has its words");
    return WORDS[refusal];
}

const char *link_refusal_line(struct arena *a, struct str url, enum link_refusal refusal)
{
    enum { SHOWN_BYTES = 120 };
    struct str words = link_refusal_words(refusal);
    return str_cstr(a, str_format(a, "link left out, its text stays: %.*s: %.*s",
                                  STR_ARG(str_first(url, SHOWN_BYTES)), STR_ARG(words)));
}

/* ---- patterns ---- */

static bool fits(char pattern, char byte)
{
    return pattern == '%' ? byte_is_digit(byte) : pattern == byte;
}

/* * is anything, % one digit. Goes back to the last star only: O(pattern × text). */
static bool matches(struct str pattern, struct str text)
{
    size_t p = 0;
    size_t star = pattern.n; /* none yet */
    size_t tried = 0;
    for (size_t i = 0; i < text.n;) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            tried = i;
        } else if (p < pattern.n && fits(pattern.p[p], text.p[i])) {
            p++;
            i++;
        } else if (star < pattern.n) {
            p = star + 1;
            i = ++tried;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*')
        p++;
    return p == pattern.n;
}

static bool is_pattern_byte(char c)
{
    return (c >= 'a' && c <= 'z') || byte_is_digit(c) || c == '-' || c == '.' || c == '*' ||
           c == '%' || c == '_';
}

static bool is_pattern(struct str line)
{
    size_t letters = 0;
    for (size_t i = 0; i < line.n; i++) {
        if (!is_pattern_byte(line.p[i]))
            return false;
        letters += line.p[i] != '*' && line.p[i] != '.' && line.p[i] != '%';
    }
    return letters >= 2 && line.n <= LINK_PATTERN_MAX_BYTES;
}

static bool has_wild(struct str line)
{
    return str_find_byte(line, '*') < line.n || str_find_byte(line, '%') < line.n;
}

static enum rc add_line(struct link_rules *r, struct str line, struct err *e)
{
    struct link_host host;
    if (has_wild(line)) {
        struct str low = str_lower_ascii(r->arena, line);
        struct str *slot = is_pattern(low) ? vec_push(&r->patterns) : NULL;
        if (slot)
            *slot = low;
        return slot || arena_failed(r->arena) ? RC_OK : fail(e, RC_INVALID, "it is no pattern");
    }
    struct str address = str_concat(r->arena, STR("//"), line);
    if (!link_host_read(r->arena, address, &host) || !host.host.n ||
        str_find_byte(host.host, '.') == host.host.n)
        return fail(e, RC_INVALID, "it is no domain");
    (void)map_set(&r->bad_domains, host.host, NULL);
    return RC_OK;
}

enum rc link_rules_add_bad(struct link_rules *r, struct str lines, const char *name, struct err *e)
{
    struct str line;
    struct err cause = {""};
    for (size_t number = 1; str_next_line(&lines, &line); number++) {
        line = str_trim(line);
        if (!line.n || line.p[0] == '#')
            continue;
        if (r->patterns.n + r->bad_domains.n >= LINK_PATTERNS_MAX)
            return fail(e, RC_LIMIT, "%s: line %zu: more than %d entries", name, number,
                        (int)LINK_PATTERNS_MAX);
        enum rc rc = add_line(r, line, &cause);
        if (rc)
            return fail(e, rc, "%s: line %zu: \"%.*s\": %s", name, number,
                        STR_ARG(str_first(line, 80)), cause.text);
    }
    return arena_failed(r->arena) ? fail(e, RC_NOMEM, "out of memory") : RC_OK;
}

/* What looks like domain is refused. */
static void guard(struct link_rules *r, struct str domain)
{
    (void)map_set(&r->imitated, domain, NULL);
    (void)map_set(&r->looks_trusted, link_skeleton(r->arena, domain), NULL);
}

enum rc link_rules_add_shipped(struct link_rules *r, struct err *e)
{
    struct str rest = link_known_all();
    struct str name;
    bool below = false;
    while (link_known_next(&rest, &name, &below))
        guard(r, name);
    return link_rules_add_bad(r, (struct str){(const char *)link_bad_bytes, link_bad_bytes_n},
                              "bad.txt", e);
}

void link_rules_init(struct link_rules *r, struct arena *a)
{
    *r = (struct link_rules){.arena = a, .patterns = VEC(struct str, a)};
    map_init(&r->bad_domains, a);
    map_init(&r->trusted, a);
    map_init(&r->imitated, a);
    map_init(&r->looks_trusted, a);
}

void link_rules_trust(struct link_rules *r, struct str domain)
{
    struct str kept = str_copy(r->arena, domain);
    if (!kept.n)
        return;
    (void)map_set(&r->trusted, kept, NULL);
    guard(r, kept);
}

/* ---- hosts ---- */

/* The letters as they are read aloud: "xn--nhci-1nah.vn" is "nhacai.vn". */
static struct str folded_host(struct arena *a, struct str host)
{
    return text_fold(a, link_host_unicode(a, host));
}

static struct str without_hyphens(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '-')
            buf_add_byte(&b, s.p[i]);
    return buf_view(&b);
}

static bool is_listed(const struct link_rules *r, struct str host)
{
    for (;;) {
        if (map_get(&r->bad_domains, host, NULL))
            return true;
        size_t dot = str_find_byte(host, '.');
        if (dot == host.n)
            return false;
        host = str_from(host, dot + 1);
    }
}

bool link_rules_host_is_bad(const struct link_rules *r, struct arena *a, struct str host)
{
    if (is_listed(r, host))
        return true;
    struct str folded = folded_host(a, host);
    const struct str spellings[] = {folded, without_hyphens(a, folded),
                                    without_hyphens(a, link_skeleton(a, host))};
    for (size_t i = 0; i < r->patterns.n; i++)
        for (size_t k = 0; k < COUNT_OF(spellings); k++)
            if (matches(*(const struct str *)vec_at(&r->patterns, i), spellings[k]))
                return true;
    return false;
}

static struct str with_byte_for(struct arena *a, struct str s, char from, char to)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++)
        buf_add_byte(&b, s.p[i] == from ? to : s.p[i]);
    return buf_view(&b);
}

/* True if consecutive labels of names are an imitated domain. */
static bool holds_imitated(const struct link_rules *r, struct str names)
{
    for (struct str from = names; from.n;) {
        for (size_t end = from.n; end > 0; end--) {
            bool cut = end == from.n || from.p[end] == '.';
            struct str part = str_first(from, end);
            if (cut && str_find_byte(part, '.') < part.n && map_get(&r->imitated, part, NULL))
                return true;
        }
        size_t dot = str_find_byte(from, '.');
        from = str_from(from, dot + 1);
    }
    return false;
}

/* chinhphu.vn.tin-moi.top, chinhphu-vn.top: a domain in front of another one's end. */
static bool begins_trusted(const struct link_rules *r, struct arena *a, const struct link_host *h)
{
    size_t first_dot = str_find_byte(h->domain, '.');
    size_t end = h->domain.n - first_dot; /* with its dot: what anybody can register below */
    struct str before = str_first(h->host, h->host.n - end);
    return holds_imitated(r, before) || holds_imitated(r, with_byte_for(a, before, '-', '.'));
}

/* 1 is read as l (UTS #39), and as i by whoever expects one: v1etnam. */
static bool looks_trusted(const struct link_rules *r, struct arena *a, struct str domain)
{
    struct str read_as_i = link_skeleton(a, with_byte_for(a, domain, '1', 'i'));
    return map_get(&r->looks_trusted, link_skeleton(a, domain), NULL) ||
           map_get(&r->looks_trusted, read_as_i, NULL);
}

static enum link_refusal judge_host(const struct link_rules *r, struct arena *a,
                                    const struct link_host *h)
{
    if (h->fault == LINK_HOST_BROKEN)
        return LINK_IS_BROKEN;
    if (map_get(&r->trusted, h->domain, NULL))
        return LINK_FINE;
    if (h->fault == LINK_HOST_MIXED)
        return LINK_IS_MIXED;
    if (link_rules_host_is_bad(r, a, h->host))
        return LINK_IS_BAD;
    if (link_is_known(h->domain))
        return LINK_FINE;
    return looks_trusted(r, a, h->domain) || begins_trusted(r, a, h) ? LINK_LOOKS_ALIKE : LINK_FINE;
}

static bool is_shortener(struct str domain)
{
    static const struct str NAMES[] = {
        STR_INIT("bit.ly"),   STR_INIT("tinyurl.com"), STR_INIT("t.co"),
        STR_INIT("goo.gl"),   STR_INIT("is.gd"),       STR_INIT("ow.ly"),
        STR_INIT("cutt.ly"),  STR_INIT("rebrand.ly"),  STR_INIT("shorturl.at"),
        STR_INIT("rb.gy"),    STR_INIT("s.id"),        STR_INIT("bom.so"),
        STR_INIT("v.gd"),     STR_INIT("adf.ly"),      STR_INIT("t.ly"),
        STR_INIT("linktr.ee")};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq(domain, NAMES[i]))
            return true;
    return false;
}

/* ---- what stands behind ---- */

/* The next address inside of s ("…/url?q=https://b.vn/x"): where it begins, or s.n. */
static size_t find_inner(struct str s)
{
    for (size_t i = 0; i + 4 < s.n; i++) {
        struct str from = str_from(s, i);
        if (str_eq_nocase(str_first(from, 7), STR("http://")) ||
            str_eq_nocase(str_first(from, 8), STR("https://")) ||
            (s.p[i] == '=' && str_starts(str_from(from, 1), STR("//"))))
            return s.p[i] == '=' ? i + 1 : i;
    }
    return s.n;
}

static struct str address_in(struct str s)
{
    size_t end = 0;
    while (end < s.n && s.p[end] != '&' && s.p[end] != ' ' && s.p[end] != '#')
        end++;
    return str_first(s, end);
}

/* An address in the path or the query of another, in clear or percent-encoded once or twice. */
static enum link_refusal judge_inner(const struct link_rules *r, struct arena *a, struct str url,
                                     const struct link_host *outer)
{
    enum { DECODED_MAX = 3, INNER_MAX = 8 };
    struct url u;
    url_split(url, &u);
    size_t tail = u.scheme.n + (u.scheme.n ? 3 : 2) + u.authority.n;
    struct str rest = str_from(url, tail);
    for (int pass = 0; pass < DECODED_MAX; pass++, rest = url_decoded(a, rest)) {
        struct str left = rest;
        for (int k = 0; k < INNER_MAX; k++) {
            size_t at = find_inner(left);
            struct str inner = address_in(str_from(left, at));
            struct link_host h;
            if (at == left.n)
                break;
            left = str_from(left, at + 4);
            if (link_host_read(a, inner, &h) && !str_eq(h.domain, outer->domain) &&
                !map_get(&r->trusted, h.domain, NULL) && !link_is_known(h.domain))
                return LINK_REDIRECTS;
        }
    }
    return LINK_FINE;
}

/* ---- links ---- */

/* Mail, telephone, and the site's own "article:12" of related items. */
static bool is_harmless(struct str scheme)
{
    return str_eq_nocase(scheme, STR("mailto")) || str_eq_nocase(scheme, STR("tel")) ||
           str_eq(scheme, STR("article"));
}

static bool text_lies(struct arena *a, struct str text, const struct link_host *h)
{
    struct link_host said;
    return text.n && link_text_names_host(a, text, &said) && !str_eq(said.domain, h->domain);
}

enum link_refusal link_rules_judge(const struct link_rules *r, struct arena *a, struct str url,
                                   struct str text)
{
    struct url u;
    struct link_host h;
    url = str_trim(url);
    url_split(url, &u);
    if (!link_host_read(a, url, &h)) /* relative, mail, telephone; or what a browser would run */
        return !u.scheme.n || is_harmless(u.scheme) ? LINK_FINE : LINK_RUNS;
    enum link_refusal refusal = u.user.n ? LINK_HAS_USER : judge_host(r, a, &h);
    if (!refusal && is_shortener(h.domain) && !map_get(&r->trusted, h.domain, NULL))
        refusal = LINK_IS_SHORT;
    if (!refusal && text_lies(a, text, &h))
        refusal = LINK_TEXT_LIES;
    return refusal ? refusal : judge_inner(r, a, url, &h);
}

/* ---- articles ---- */

struct screening {
    const struct link_rules *rules;
    struct arena *a;
    struct link_told told;
    struct map seen; /* addresses that were told */
};

static bool judged_open(struct screening *s, struct str url, struct str text)
{
    enum link_refusal refusal = link_rules_judge(s->rules, s->a, url, text);
    if (!refusal)
        return true;
    if (!map_get(&s->seen, url, NULL) && map_set(&s->seen, url, NULL))
        s->told.told(s->told.ctx, url, refusal);
    return false;
}

/* Markup without its tags: what a link says. */
static struct str plain(struct arena *a, struct str markup)
{
    struct buf b;
    bool inside = false;
    buf_init(&b, a);
    for (size_t i = 0; i < markup.n; i++) {
        inside = inside || markup.p[i] == '<';
        if (!inside)
            buf_add_byte(&b, markup.p[i]);
        inside = inside && markup.p[i] != '>';
    }
    return buf_view(&b);
}

static bool open_with_text(const void *ctx, struct arena *a, const struct link_span *span)
{
    /* the screening is this call's own */
    struct screening *s = *(struct screening *const *)ctx;
    return judged_open(s, span->href, plain(a, span->text));
}

void link_rules_screen(const struct link_rules *r, struct arena *a, struct article *art,
                       struct link_told told)
{
    struct screening s = {.rules = r, .a = a, .told = told};
    struct screening *self = &s;
    map_init(&s.seen, a);
    article_gate_links(a, art, &(struct link_gate){open_with_text, &self});
}

#include "article/links.h"

#include "article/link_host.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"

struct str link_place_word(enum link_place place)
{
    static const struct str WORDS[] = {
#define X(name, word) STR_INIT(word),
        LINK_PLACE_TABLE(X)
#undef X
    };
    return (size_t)place < COUNT_OF(WORDS) ? WORDS[place] : STR("?");
}

bool link_make(struct arena *a, enum link_place place, struct str url, struct link *out)
{
    struct link_host host;
    if (!link_host_read(a, url, &host) || !host.domain.n)
        return false;
    *out = (struct link){place, str_first(str_trim(url), LINK_URL_KEPT_BYTES), host.domain};
    return true;
}

/* ---- markup ---- */

/* The five references that the sanitizer writes, and no other. */
static struct str unescaped(struct arena *a, struct str s)
{
    static const struct {
        struct str name;
        char byte;
    } NAMES[] = {{STR_INIT("&amp;"), '&'},
                 {STR_INIT("&quot;"), '"'},
                 {STR_INIT("&#39;"), '\''},
                 {STR_INIT("&lt;"), '<'},
                 {STR_INIT("&gt;"), '>'}};
    struct buf b;
    if (str_find_byte(s, '&') == s.n)
        return s;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++) {
        char byte = s.p[i];
        size_t length = 1;
        for (size_t k = 0; byte == '&' && length == 1 && k < COUNT_OF(NAMES); k++)
            if (str_starts(str_from(s, i), NAMES[k].name)) {
                byte = NAMES[k].byte;
                length = NAMES[k].name.n;
            }
        buf_add_byte(&b, byte);
        i += length - 1;
    }
    return buf_view(&b);
}

/* In text the sanitizer escapes quotes and brackets, so that these stand in tags alone. */
bool link_span_next(struct arena *a, struct str *rest, struct link_span *out)
{
    static const struct str ADDRESS = STR_INIT(" href=\"");
    static const struct str CLOSE = STR_INIT("/a>");
    enum { NAME_BYTES = 2 }; /* of the tag, its bracket included */
    size_t at = str_find(*rest, ADDRESS);
    struct str tail = str_from(*rest, at + ADDRESS.n);
    bool found = at < rest->n && at >= NAME_BYTES;
    *out = (struct link_span){.before = found ? str_first(*rest, at - NAME_BYTES) : *rest};
    if (!found)
        return false;
    struct str href = str_first(tail, str_find_byte(tail, '"'));
    struct str inside = str_from(tail, href.n + 2); /* past quote and bracket */
    size_t close = str_find(inside, CLOSE);
    out->href = unescaped(a, href);
    out->text = str_first(inside, close < inside.n && close > 0 ? close - 1 : close);
    *rest = str_from(inside, close + CLOSE.n);
    return true;
}

struct html link_gate_markup(struct arena *a, struct html markup, const struct link_gate *gate)
{
    struct buf b;
    struct str rest = markup.s;
    struct link_span span;
    buf_init(&b, a);
    for (;;) {
        struct str from = rest;
        bool more = link_span_next(a, &rest, &span);
        if (more && gate->open(gate->ctx, a, &span)) {
            buf_add(&b, str_first(from, from.n - rest.n));
            continue;
        }
        buf_add(&b, span.before);
        if (!more)
            break;
        buf_add(&b, span.text);
    }
    return html_from_store(buf_view(&b));
}

/* ---- of an article ---- */

struct gathering {
    struct arena *a;
    struct map seen; /* place and address */
    struct vec links;
};

static void gather(struct gathering *g, enum link_place place, struct str url)
{
    struct link link;
    if (!url.n || g->links.n >= LINKS_MAX || !link_make(g->a, place, url, &link))
        return;
    struct str key = str_format(g->a, "%d %.*s", (int)place, STR_ARG(link.url));
    if (map_get(&g->seen, key, NULL) || !map_set(&g->seen, key, NULL))
        return;
    struct link *slot = vec_push(&g->links);
    if (slot)
        *slot = link;
}

static void gather_markup(struct gathering *g, struct html markup)
{
    struct str rest = markup.s;
    struct link_span span;
    while (link_span_next(g->a, &rest, &span))
        gather(g, LINK_BODY, span.href);
}

static void gather_block(struct gathering *g, const struct article_block *block)
{
    gather_markup(g, block->html);
    if (block->type == BLOCK_VIDEO)
        gather(g, LINK_VIDEO, block->src);
    for (size_t i = 0; i < block->links_n; i++)
        gather(g, LINK_RELATED, block->links[i].url);
}

void article_links(struct arena *a, const struct article *art, struct link **out, size_t *out_n)
{
    struct gathering g = {.a = a, .links = VEC(struct link, a)};
    map_init(&g.seen, a);
    gather(&g, LINK_SOURCE, art->source_url);
    for (size_t i = 0; i < art->sources_n; i++)
        gather(&g, LINK_SOURCE, art->sources[i].url);
    for (size_t i = 0; i < art->blocks_n; i++)
        gather_block(&g, &art->blocks[i]);
    for (size_t i = 0; i < art->documents_n; i++)
        gather(&g, LINK_DOCUMENT, art->documents[i].url);
    *out = g.links.p;
    *out_n = g.links.n;
}

/* ---- the gate ---- */

struct gating {
    struct arena *a;
    const struct link_gate *gate;
};

static struct str kept(const struct gating *g, struct str url)
{
    const struct link_span link = {.href = url};
    return !url.n || g->gate->open(g->gate->ctx, g->a, &link) ? url : STR("");
}

static struct article_link *kept_links(const struct gating *g, const struct article_link *links,
                                       size_t n)
{
    struct article_link *copy = arena_array(g->a, n, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++)
        copy[i] = (struct article_link){links[i].title, kept(g, links[i].url)};
    return copy;
}

static void gate_blocks(const struct gating *g, struct article *art)
{
    struct article_block *blocks = arena_array(g->a, art->blocks_n, sizeof *blocks);
    for (size_t i = 0; blocks && i < art->blocks_n; i++) {
        blocks[i] = art->blocks[i];
        if (blocks[i].html.s.n)
            blocks[i].html = link_gate_markup(g->a, blocks[i].html, g->gate);
        if (blocks[i].type == BLOCK_VIDEO)
            blocks[i].src = kept(g, blocks[i].src);
        if (blocks[i].links_n)
            blocks[i].links = kept_links(g, blocks[i].links, blocks[i].links_n);
    }
    art->blocks = blocks;
    art->blocks_n = blocks ? art->blocks_n : 0;
}

static void gate_documents(const struct gating *g, struct article *art)
{
    struct article_document *documents = arena_array(g->a, art->documents_n, sizeof *documents);
    for (size_t i = 0; documents && i < art->documents_n; i++) {
        documents[i] = art->documents[i];
        documents[i].url = kept(g, documents[i].url);
    }
    art->documents = documents;
    art->documents_n = documents ? art->documents_n : 0;
}

void article_gate_links(struct arena *a, struct article *art, const struct link_gate *gate)
{
    struct gating g = {a, gate};
    art->source_url = kept(&g, art->source_url);
    art->sources = kept_links(&g, art->sources, art->sources_n);
    art->sources_n = art->sources ? art->sources_n : 0;
    gate_blocks(&g, art);
    gate_documents(&g, art);
}

/* ---- home ---- */

/* The bytes of url that name the host, slashes behind it included; 0 when it names another. */
static size_t host_bytes(struct str url, struct str host)
{
    static const struct str BEFORE[] = {STR_INIT("https://"), STR_INIT("http://"), STR_INIT("//")};
    static const struct str WWW = STR_INIT("www.");
    struct str rest = url;
    for (size_t i = 0; i < COUNT_OF(BEFORE) && rest.n == url.n; i++)
        if (str_eq_nocase(str_first(url, BEFORE[i].n), BEFORE[i]))
            rest = str_from(url, BEFORE[i].n);
    if (rest.n == url.n)
        return 0;
    if (str_eq_nocase(str_first(rest, WWW.n), WWW))
        rest = str_from(rest, WWW.n);
    if (!host.n || !str_eq_nocase(str_first(rest, host.n), host))
        return 0;
    rest = str_from(rest, host.n);
    if (rest.n && rest.p[0] != '/' && rest.p[0] != '?' && rest.p[0] != '#' && rest.p[0] != '"')
        return 0;
    /* "//evil.example", "/\\evil.example" would be a host again */
    while (rest.n && (rest.p[0] == '/' || rest.p[0] == '\\' || (unsigned char)rest.p[0] <= ' '))
        rest = str_from(rest, 1);
    return url.n - rest.n;
}

static struct html markup_home(struct arena *a, struct html markup, struct str host)
{
    static const struct str ADDRESS = STR_INIT(" href=\"");
    struct buf b;
    struct str rest = markup.s;
    buf_init(&b, a);
    for (;;) {
        size_t at = str_find(rest, ADDRESS);
        if (at == rest.n)
            break;
        at += ADDRESS.n;
        size_t n = host_bytes(str_from(rest, at), host);
        buf_add(&b, str_first(rest, at));
        if (n)
            buf_add_byte(&b, '/');
        rest = str_from(rest, at + n);
    }
    buf_add(&b, rest);
    return html_from_store(buf_view(&b));
}

static struct article_link *links_home(struct arena *a, const struct article_link *links, size_t n,
                                       struct str host)
{
    struct article_link *copy = arena_array(a, n, sizeof *copy);
    for (size_t i = 0; copy && i < n; i++) {
        size_t bytes = host_bytes(links[i].url, host);
        copy[i] = links[i];
        if (bytes)
            copy[i].url = str_concat(a, STR("/"), str_from(links[i].url, bytes));
    }
    return copy;
}

void article_bring_links_home(struct arena *a, struct article *art, struct str host)
{
    struct article_block *blocks = arena_array(a, art->blocks_n, sizeof *blocks);
    for (size_t i = 0; blocks && i < art->blocks_n; i++) {
        blocks[i] = art->blocks[i];
        if (blocks[i].html.s.n)
            blocks[i].html = markup_home(a, blocks[i].html, host);
        if (blocks[i].links_n)
            blocks[i].links = links_home(a, blocks[i].links, blocks[i].links_n, host);
    }
    art->blocks = blocks;
    art->blocks_n = blocks ? art->blocks_n : 0;
}

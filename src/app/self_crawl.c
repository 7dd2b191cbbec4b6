#include "app/self_crawl.h"

#include "app/shown.h"
#include "article/link_host.h"
#include "base/url.h"
#include "base/utf8.h"
#include "ingest/http_client.h"
#include "source/page_parts.h"

enum {
    PAGE_MAX_BYTES = 8 << 20,
    TIMEOUT_MS = 30000,
    RUN_ARENA_BYTES = 1 << 30, /* what was seen anywhere */
    PAGE_ARENA_BYTES = 512 << 20,
    LOOKS_MAX =
        8, /* of each visitor at one page: two banners that take turns are mistaken once in 30,000 */
    HOPS_MAX = 5,
    WORDS_MAX_CP = 160,
};

#define DESKTOP                                                                                    \
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "            \
    "Chrome/140.0.0.0 Safari/537.36"
#define ANDROID                                                                                    \
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "  \
    "Mobile Safari/537.36"

static const struct {
    const char *name;
    const char *agent;
    const char *referer;
} VISITORS[] = {
    /* the first one is what the others are compared with */
    {"browser", DESKTOP, ""},
    {"browser from Google", DESKTOP, "https://www.google.com/"},
    {"phone", ANDROID, ""},
    {"phone from Google", ANDROID, "https://www.google.com.vn/"},
    {"phone from Cốc Cốc", ANDROID, "https://coccoc.com/search"},
    {"Googlebot", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", ""},
    {"Googlebot phone", ANDROID " (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
     ""},
    {"Bingbot", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", ""},
    {"coccocbot",
     "Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)", ""},
};

enum { VISITORS_N = COUNT_OF(VISITORS) };

struct finding {
    struct str page;
    size_t visitor;
    struct str thing;
    const char *words; /* before the thing; NULL: the thing says it all */
    bool hidden;       /* from the visitor; else from the browser */
};

struct crawl {
    const struct self_crawl *in;
    struct self_crawl_counts *counts;
    struct arena arena; /* of the run */
    struct http_client *clients[VISITORS_N];
    struct str host; /* of the site, with its port */
    struct str domain;
    struct vec queue;     /* struct str: addresses in the order they were found */
    struct map known;     /* those of the queue */
    struct map by_reader; /* things that the browser was shown on any page */
    struct map by_others;
    struct map turns;    /* things that were there at some looks only */
    struct map approved; /* domains that were asked for: value NULL = not approved */
    struct vec findings; /* struct finding */
    struct map found;    /* visitor and thing: each is told once */
    struct err *e;
};

/* One visitor at one page. */
struct view {
    size_t visitor;
    struct str page;
    struct shown shown;
    struct vec links; /* struct str: absolute */
    bool answered;
};

/* ---- findings ---- */

static struct str found_key(struct arena *a, size_t visitor, bool hidden, struct str thing)
{
    return str_format(a, "%zu%c%.*s", visitor, hidden ? '-' : '+', STR_ARG(thing));
}

static void find(struct crawl *c, struct finding f)
{
    struct str key = found_key(&c->arena, f.visitor, f.hidden, f.thing);
    if (c->findings.n >= SELF_CRAWL_FOUND_MAX || map_get(&c->found, key, NULL))
        return;
    struct finding *slot = map_set(&c->found, key, NULL) ? vec_push(&c->findings) : NULL;
    if (!slot)
        return;
    *slot = f;
    slot->page = str_copy(&c->arena, f.page);
    slot->thing = str_copy(&c->arena, f.thing);
}

/* What takes turns and was shown to the other side elsewhere is a banner. */
static bool is_banner(const struct crawl *c, const struct finding *f)
{
    return f->words && map_get(&c->turns, f->thing, NULL) &&
           map_get(f->hidden ? &c->by_others : &c->by_reader, f->thing, NULL);
}

static void tell_all(struct crawl *c)
{
    for (size_t i = 0; i < c->findings.n; i++) {
        const struct finding *f = vec_at(&c->findings, i);
        if (is_banner(c, f))
            continue;
        struct str what = str_format(&c->arena, "%s%s%.*s", f->words ? f->words : "",
                                     f->words ? ": " : "", STR_ARG(f->thing));
        c->counts->found++;
        c->in->told(c->in->ctx, f->page, VISITORS[f->visitor].name,
                    utf8_first_cp(what, WORDS_MAX_CP));
    }
}

/* ---- where things lead ---- */

static bool is_own(const struct crawl *c, struct arena *a, struct str url)
{
    struct link_host h;
    return link_host_read(a, url, &h) && str_eq(h.domain, c->domain);
}

static bool is_approved(struct crawl *c, struct arena *a, struct str domain)
{
    void *found = NULL;
    struct store_link_domain known;
    if (map_get(&c->approved, domain, &found))
        return found != NULL;
    bool open = store_link_domain(c->in->folder->reader, a, domain, &known, NULL) == RC_OK &&
                known.state == STORE_LINK_APPROVED;
    (void)map_set(&c->approved, str_copy(&c->arena, domain), open ? c : NULL);
    return open;
}

/* "0; url=https://…" */
static struct str moved_to(struct str content)
{
    for (size_t i = 0; i + 4 <= content.n; i++)
        if (str_eq_nocase(str_slice(content, i, i + 4), STR("url="))) {
            struct str url = str_trim(str_from(content, i + 4));
            bool quoted = url.n > 1 && (url.p[0] == '\'' || url.p[0] == '"');
            return quoted ? str_first(str_from(url, 1), str_find_byte(str_from(url, 1), url.p[0]))
                          : url;
        }
    return content;
}

/* Nowhere else: a path, mail, a telephone; or to whom the ledger approves. */
static bool may_lead(struct crawl *c, struct arena *a, struct str url)
{
    struct link_host h;
    struct url u;
    if (link_host_read(a, url, &h))
        return h.domain.n && (str_eq(h.domain, c->domain) || is_approved(c, a, h.domain));
    url_split(url, &u);
    return !u.scheme.n || str_eq(u.scheme, STR("mailto")) || str_eq(u.scheme, STR("tel")) ||
           str_eq(u.scheme, STR("sms"));
}

static const char *kind_words(enum page_part_kind kind)
{
    switch (kind) {
    case PAGE_LINK: return "link";
    case PAGE_SCRIPT: return "script";
    case PAGE_FRAME: return "frame";
    case PAGE_MOVE: return "redirect in the page";
    case PAGE_TITLE: return "title";
    case PAGE_META: return "meta";
    case PAGE_TEXT: return "text";
    }
    return "?";
}

/* What nobody should be shown, whoever is: foreign scripts and frames, links that the ledger does not know. */
static void judge(struct crawl *c, const struct view *v, const struct page_part *part)
{
    struct arena *a = v->shown.arena;
    const char *why = NULL;
    struct str leads = url_resolve(a, v->page, part->text);
    switch (part->kind) {
    case PAGE_LINK: why = may_lead(c, a, leads) ? NULL : "not approved in the ledger"; break;
    case PAGE_MOVE:
        leads = url_resolve(a, v->page, moved_to(part->text));
        why = may_lead(c, a, leads) ? NULL : "not approved in the ledger";
        break;
    case PAGE_SCRIPT:
    case PAGE_FRAME: why = part->text.n && is_own(c, a, leads) ? NULL : "not the site's own"; break;
    case PAGE_TITLE:
    case PAGE_META:
    case PAGE_TEXT: return;
    }
    if (why)
        find(c, (struct finding){.page = v->page,
                                 .visitor = v->visitor,
                                 .thing = str_format(
                                     a, "%s %.*s: %s", kind_words(part->kind),
                                     STR_ARG(part->text.n ? part->text : STR("(inline)")), why)});
}

/* ---- looking ---- */

static void show(struct crawl *c, struct view *v, struct str thing)
{
    struct map *seen = v->visitor ? &c->by_others : &c->by_reader;
    shown_add(&v->shown, thing);
    if (!map_get(seen, thing, NULL))
        (void)map_set(seen, str_copy(&c->arena, thing), NULL);
}

static void show_parts(struct crawl *c, struct view *v, struct str body)
{
    struct arena *a = v->shown.arena;
    struct page_part *parts = NULL;
    size_t n = 0;
    page_parts_read(a, body, &parts, &n);
    for (size_t i = 0; i < n; i++) {
        struct str text = shown_without_tokens(a, parts[i].text);
        show(c, v, str_format(a, "%s %.*s", kind_words(parts[i].kind), STR_ARG(text)));
        judge(c, v, &parts[i]);
        struct str *slot = parts[i].kind == PAGE_LINK ? vec_push(&v->links) : NULL;
        if (slot)
            *slot = url_resolve(a, v->page, parts[i].text);
    }
}

/* What an answer says before its body, but for what is of the moment. */
static void show_head(struct crawl *c, struct view *v, struct str head)
{
    static const char *const MOMENTS[] = {"date",
                                          "age",
                                          "expires",
                                          "etag",
                                          "last-modified",
                                          "content-length",
                                          "connection",
                                          "keep-alive",
                                          "retry-after",
                                          "location",
                                          "transfer-encoding",
                                          "content-encoding",
                                          "server-timing",
                                          "x-request-id"};
    struct arena *a = v->shown.arena;
    struct str line;
    while (str_next(&head, '\n', &line)) {
        size_t colon = str_find_byte(line, ':');
        struct str name = str_lower_ascii(a, str_first(line, colon));
        struct str value = str_trim(str_from(line, colon + 1));
        bool moment = false;
        for (size_t i = 0; i < COUNT_OF(MOMENTS); i++)
            moment |= str_eq(name, str_view(MOMENTS[i]));
        if (str_eq(name, STR("set-cookie")))
            value = str_first(value, str_find_byte(value, '='));
        if (moment || !name.n)
            continue;
        show(c, v,
             str_format(a, "head %.*s: %.*s", STR_ARG(name),
                        STR_ARG(shown_without_tokens(a, value))));
        if (str_eq(name, STR("refresh")))
            judge(c, v, &(struct page_part){PAGE_MOVE, value});
    }
}

/* A body that is no page: its pieces, or what it hashes to. */
static void show_pieces(struct crawl *c, struct view *v, const struct http_answer *answer)
{
    struct arena *a = v->shown.arena;
    bool json = str_contains(answer->type, STR("json"));
    struct hash_content hash = hash_content(answer->body);
    struct str rest = answer->body;
    struct str piece;
    if (!json && !str_starts(answer->type, STR("text/")) &&
        !str_contains(answer->type, STR("script"))) {
        show(c, v, str_format(a, "file %.*s", STR_ARG(hash_hex(a, hash.bytes, sizeof hash.bytes))));
        return;
    }
    while (str_next(&rest, json ? ',' : '\n', &piece))
        if (str_trim(piece).n)
            show(c, v, str_format(a, "text %.*s", STR_ARG(str_trim(piece))));
}

/* One address; *next is where a redirect leads within the site, else "". */
static enum rc ask(struct crawl *c, struct view *v, struct str url, struct str *next)
{
    struct arena *a = v->shown.arena;
    const struct http_request request = {.url = url,
                                         .referer = str_view(VISITORS[v->visitor].referer),
                                         .accept = STR("text/html,*/*;q=0.8"),
                                         .max_bytes = PAGE_MAX_BYTES,
                                         .timeout_ms = TIMEOUT_MS,
                                         .stays = true};
    struct http_answer answer = {0};
    struct err cause = {""};
    *next = STR("");
    c->counts->requests++;
    enum rc rc = http_client_get(c->clients[v->visitor], a, &request, &answer, &cause);
    if (rc) {
        show(c, v, str_format(a, "no answer: %s", cause.text));
        return rc == RC_NOMEM ? fail(c->e, rc, "%s", cause.text) : RC_OK;
    }
    v->answered = true;
    show_head(c, v, answer.head);
    if (!answer.leads.n) {
        show(c, v, str_format(a, "answer %lld", (long long)answer.status));
        if (str_contains(answer.type, STR("html")) || str_contains(answer.type, STR("xml")))
            show_parts(c, v, answer.body);
        else
            show_pieces(c, v, &answer);
        return RC_OK;
    }
    struct str leads = shown_without_tokens(a, answer.leads);
    show(c, v, str_format(a, "redirect %lld to %.*s", (long long)answer.status, STR_ARG(leads)));
    if (is_own(c, a, answer.leads))
        *next = answer.leads;
    else
        judge(c, v, &(struct page_part){PAGE_MOVE, answer.leads});
    return RC_OK;
}

static enum rc look(struct crawl *c, struct view *v)
{
    struct str url = v->page;
    struct str next = STR("");
    enum rc rc = RC_OK;
    shown_look(&v->shown);
    for (int hop = 0; hop < HOPS_MAX && url.n && !rc; hop++, url = next)
        rc = ask(c, v, url, &next);
    if (!rc && arena_failed(v->shown.arena))
        rc = fail(c->e, RC_NOMEM, "%.*s: out of memory", STR_ARG(v->page));
    return rc;
}

/* ---- comparing ---- */

static void note_turns(struct crawl *c, const struct shown *s)
{
    for (size_t i = 0; i < s->things.n; i++) {
        const struct shown_thing *thing = *(struct shown_thing *const *)vec_at(&s->things, i);
        if (!shown_is_steady(s, thing) && !map_get(&c->turns, thing->text, NULL))
            (void)map_set(&c->turns, str_copy(&c->arena, thing->text), NULL);
    }
}

/* Whether a further look may settle what x has and y has not. */
static bool is_open(struct crawl *c, const struct view *x, const struct view *y)
{
    bool hidden = x->visitor == 0;
    size_t visitor = hidden ? y->visitor : x->visitor;
    const struct map *other = hidden ? &c->by_others : &c->by_reader;
    const struct shown_thing *thing = NULL;
    for (size_t i = 0; (thing = shown_next_missing(&x->shown, &y->shown, &i));) {
        struct str key = found_key(x->shown.arena, visitor, hidden, thing->text);
        bool takes_turns = !shown_is_steady(&x->shown, thing) && map_get(other, thing->text, NULL);
        if (!takes_turns && !map_get(&c->found, key, NULL))
            return true;
    }
    return false;
}

/* What was there at one look of many proves nothing: an article that came or went meanwhile. */
static void find_missing(struct crawl *c, const struct view *x, const struct view *y)
{
    bool hidden = x->visitor == 0;
    const struct shown_thing *thing = NULL;
    for (size_t i = 0; (thing = shown_next_missing(&x->shown, &y->shown, &i));)
        if (thing->looks > 1)
            find(c, (struct finding){.page = x->page,
                                     .visitor = hidden ? y->visitor : x->visitor,
                                     .thing = thing->text,
                                     .words = hidden ? "hidden from this visitor"
                                                     : "shown to this visitor",
                                     .hidden = hidden});
}

/* Looks again as both until neither has what the other never had, or it is certain. */
static enum rc compare(struct crawl *c, struct view *browser, struct view *other)
{
    enum rc rc = look(c, other);
    while (!rc && other->shown.looks < LOOKS_MAX &&
           (is_open(c, other, browser) || is_open(c, browser, other))) {
        if (browser->shown.looks <= other->shown.looks)
            rc = look(c, browser);
        if (!rc)
            rc = look(c, other);
        note_turns(c, &browser->shown);
        note_turns(c, &other->shown);
    }
    if (!rc) {
        find_missing(c, other, browser);
        find_missing(c, browser, other);
    }
    return rc;
}

/* ---- the crawl ---- */

static void queue_link(struct crawl *c, struct arena *a, struct str href)
{
    struct url u;
    struct str url = url_normal(a, href);
    url_split(url, &u);
    if (!url_is_web(url) || !str_eq(u.authority, c->host) || c->queue.n >= SELF_CRAWL_PAGES_MAX ||
        map_get(&c->known, url, NULL))
        return;
    struct str *slot = vec_push(&c->queue);
    if (!slot)
        return;
    *slot = str_copy(&c->arena, url);
    (void)map_set(&c->known, *slot, NULL);
}

static struct view view_of(struct arena *a, struct str page, size_t visitor)
{
    struct view v = {.visitor = visitor, .page = page, .links = VEC(struct str, a)};
    shown_init(&v.shown, a);
    return v;
}

static enum rc crawl_page(struct crawl *c, struct str page)
{
    struct arena a;
    arena_init(&a, PAGE_ARENA_BYTES);
    struct view browser = view_of(&a, page, 0);
    enum rc rc = look(c, &browser);
    if (!rc && !browser.answered && c->counts->pages == 0)
        rc = fail(c->e, RC_IO, "%.*s: %.*s", STR_ARG(page),
                  STR_ARG((*(struct shown_thing *const *)vec_at(&browser.shown.things, 0))->text));
    for (size_t i = 0; i < browser.links.n && !rc; i++)
        queue_link(c, &a, *(const struct str *)vec_at(&browser.links, i));
    for (size_t v = 1; v < VISITORS_N && !rc; v++) {
        struct view other = view_of(&a, page, v);
        rc = compare(c, &browser, &other);
    }
    c->counts->pages++;
    if (!rc && arena_failed(&c->arena))
        rc = fail(c->e, RC_NOMEM, "the site has more to compare than memory allows: fewer --pages");
    arena_release(&a);
    return rc;
}

static enum rc open_clients(struct crawl *c)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < VISITORS_N && !rc; i++) {
        const struct http_client_options options = {.agent = VISITORS[i].agent,
                                                    .robot = "Loa",
                                                    .host_gap_ms = c->in->gap_ms,
                                                    .allow_loopback = true,
                                                    .allow_private = true,
                                                    .mono_ms = c->in->mono_ms};
        rc = http_client_open(&options, &c->clients[i], c->e);
    }
    return rc;
}

/* What no page need link: an intruder's other answers are for who asks for them. The last is nowhere. */
static void queue_unlinked(struct crawl *c, struct str url)
{
    static const char *const PATHS[] = {"/robots.txt",
                                        "/sitemap.xml",
                                        "/sitemap-1.xml",
                                        "/sitemap-2.xml",
                                        "/sitemap-news.xml",
                                        "/feed.rss",
                                        "/feed.atom",
                                        "/tim-kiem?q=tin",
                                        "/hoi-dap?q=tin+n%C3%A0o",
                                        "/loa-khong-co-trang-nay.html"};
    for (size_t i = 0; i < COUNT_OF(PATHS); i++)
        queue_link(c, &c->arena, url_resolve(&c->arena, url, str_view(PATHS[i])));
}

static enum rc start(struct crawl *c)
{
    struct url u;
    struct link_host h;
    struct str url = url_normal(&c->arena, c->in->url);
    url_split(url, &u);
    if (!url_is_web(url) || !link_host_read(&c->arena, url, &h) || !h.domain.n)
        return fail(c->e, RC_INVALID, "\"%.*s\" is no web address",
                    STR_ARG(str_first(c->in->url, WORDS_MAX_CP)));
    c->host = u.authority;
    c->domain = h.domain;
    queue_link(c, &c->arena, url);
    queue_unlinked(c, url);
    return open_clients(c);
}

static void init(struct crawl *c)
{
    arena_init(&c->arena, RUN_ARENA_BYTES);
    map_init(&c->known, &c->arena);
    map_init(&c->by_reader, &c->arena);
    map_init(&c->by_others, &c->arena);
    map_init(&c->turns, &c->arena);
    map_init(&c->approved, &c->arena);
    map_init(&c->found, &c->arena);
    c->queue = VEC(struct str, &c->arena);
    c->findings = VEC(struct finding, &c->arena);
}

enum rc self_crawl_run(const struct self_crawl *crawl, struct self_crawl_counts *counts,
                       struct err *e)
{
    struct crawl c = {.in = crawl, .counts = counts, .e = e};
    *counts = (struct self_crawl_counts){0};
    init(&c);
    enum rc rc = start(&c);
    for (size_t i = 0; i < c.queue.n && !rc && counts->pages < (size_t)crawl->pages_max; i++)
        rc = crawl_page(&c, *(const struct str *)vec_at(&c.queue, i));
    tell_all(&c);
    for (size_t i = 0; i < VISITORS_N; i++)
        http_client_close(c.clients[i]);
    arena_release(&c.arena);
    return rc;
}

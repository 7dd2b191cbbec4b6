/* Hosts, rules and markup of links: the first line is an address, the rest a text, a list of bad hosts, and
 * markup. A host's spelling is its own spelling, Punycode comes back, and a closed gate leaves no link. */
#include "article/link_host.h"
#include "article/link_rules.h"
#include "base/hash.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 << 20, INPUT_MAX_BYTES = 16 << 10 };

static bool never(const void *ctx, struct arena *a, const struct link_span *link)
{
    (void)ctx;
    (void)a;
    (void)link;
    return false;
}

static void check_host(struct arena *a, struct str url)
{
    struct link_host h;
    struct link_host again;
    if (!link_host_read(a, url, &h) || arena_failed(a))
        return;
    ASSERT(h.host.n <= LINK_HOST_MAX_BYTES && str_ends(h.host, h.domain));
    ASSERT((h.fault == LINK_HOST_BROKEN) == (h.host.n == 0));
    if (h.host.n && link_host_read(a, str_concat(a, STR("//"), h.host), &again))
        ASSERT(arena_failed(a) || str_eq(again.host, h.host));
    (void)link_skeleton(a, h.host);
}

static void check_punycode(struct arena *a, struct str label)
{
    struct str ascii;
    struct str back;
    label = utf8_first_cp(label, 30);
    if (!utf8_valid(label, NULL) || !link_punycode_encode(a, label, &ascii) || arena_failed(a))
        return;
    ASSERT(link_punycode_decode(a, ascii, &back) || arena_failed(a));
    ASSERT(arena_failed(a) || str_eq(back, label));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {""};
    struct link_rules rules;
    struct str all = {(const char *)data, size < INPUT_MAX_BYTES ? size : INPUT_MAX_BYTES};
    struct str url = str_first(all, str_find_byte(all, '\n'));
    struct str rest = str_from(all, url.n + 1);
    if (!hash_start())
        return 0;
    arena_init(&a, ARENA_BYTES);
    check_host(&a, url);
    check_punycode(&a, url);
    link_rules_init(&rules, &a);
    link_rules_trust(&rules, STR("bao.vn"));
    if (link_rules_add_bad(&rules, rest, "list", &e))
        ASSERT(e.text[0]);
    (void)link_rules_judge(&rules, &a, url, rest);
    struct html open = html_from_store(rest);
    struct html closed = link_gate_markup(&a, open, &(struct link_gate){never, NULL});
    ASSERT(arena_failed(&a) || closed.s.n <= rest.n);
    arena_release(&a);
    return 0;
}

/* loa link: the ledger of outbound links, and who may be linked to. */
#include "app/link_setup.h"
#include "app/task.h"
#include "app/verb.h"
#include "article/link_host.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/vec.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
    BATCH = STORE_LINKS_BATCH_MAX,
    BATCH_ARENA_BYTES = 16 << 20,
    LINE_MAX_BYTES = 4096, /* of a list of domains */
    ORIGINS_SHOWN = 200,
};

struct options {
    bool json;
    bool all;
    const char *state;
    const char *all_of;
    const char *from;
    const char *reason;
    const char *by; /* an account of the desk */
};

/* ---- list ---- */

static struct str where_words(struct arena *a, const struct store_link_domain *d)
{
    switch (d->holder) {
    case STORE_LINKS_ARTICLE:
        return str_format(a, "bài %lld, bản %lld", (long long)d->object_id, (long long)d->revision);
    case STORE_LINKS_BANNER: return str_format(a, "biểu ngữ %lld", (long long)d->object_id);
    case STORE_LINKS_SETTING: return STR("loa.conf");
    case STORE_LINKS_FEED: return str_format(a, "nguồn %lld", (long long)d->object_id);
    }
    return STR("?");
}

static void print_domain(struct arena *a, const struct store_link_domain *d)
{
    struct buf b;
    buf_init(&b, a);
    buf_addf(&b, "%-8.*s  %.*s  %lld%s liên kết  từ %.*s  %.*s, %.*s",
             STR_ARG(store_link_state_word(d->state)), STR_ARG(d->domain), (long long)d->standing,
             d->standing >= 1000 ? "+" : "", STR_ARG(clock_vietnamese(a, d->first_ms)),
             STR_ARG(where_words(a, d)), STR_ARG(d->origin.who));
    if (d->decided_ms != CLOCK_NONE)
        buf_addf(&b, "  (%.*s, %.*s%s%.*s)", STR_ARG(d->decided_by),
                 STR_ARG(clock_vietnamese(a, d->decided_ms)), d->reason.n ? ": " : "",
                 STR_ARG(d->reason));
    buf_add_byte(&b, '\n');
    say_text(buf_view(&b));
}

static void add_pair(struct buf *b, const char *key, struct str value)
{
    buf_addf(b, ",\"%s\":", key);
    if (value.n)
        buf_add_json(b, value);
    else
        buf_add(b, STR("null"));
}

static void print_domain_json(struct arena *a, const struct store_link_domain *d)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("{\"domain\":"));
    buf_add_json(&b, d->domain);
    add_pair(&b, "state", store_link_state_word(d->state));
    buf_addf(&b, ",\"links\":%lld", (long long)d->standing);
    add_pair(&b, "first", clock_rfc3339(a, d->first_ms));
    add_pair(&b, "who", d->origin.who);
    add_pair(&b, "what", d->origin.what);
    if (d->holder == STORE_LINKS_ARTICLE)
        buf_addf(&b, ",\"article\":%lld,\"revision\":%lld", (long long)d->object_id,
                 (long long)d->revision);
    add_pair(&b, "decided", clock_rfc3339(a, d->decided_ms));
    add_pair(&b, "decided_by", d->decided_by);
    add_pair(&b, "reason", d->reason);
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static bool read_state(const char *word, enum store_link_state *out)
{
    *out = STORE_LINK_STATE_COUNT;
    if (!word)
        return true;
    for (size_t i = 0; i < STORE_LINK_STATE_COUNT; i++)
        if (str_eq(str_view(word), store_link_state_word((enum store_link_state)i)))
            *out = (enum store_link_state)i;
    return *out != STORE_LINK_STATE_COUNT;
}

static enum rc list_batch(struct task *t, enum store_link_state state, struct buf *after, size_t *n)
{
    const struct options *o = t->options;
    struct arena a;
    struct store_link_domain *rows = NULL;
    arena_init(&a, BATCH_ARENA_BYTES);
    const struct store_link_domains_query q = {
        .state = state, .after = str_copy(&a, buf_view(after)), .limit = BATCH};
    enum rc rc = store_link_domains(t->folder.reader, &a, q, &rows, n, &t->e);
    for (size_t i = 0; !rc && i < *n; i++)
        (o->json ? print_domain_json : print_domain)(&a, &rows[i]);
    if (!rc && *n) {
        buf_clear(after);
        buf_add(after, rows[*n - 1].domain);
    }
    arena_release(&a);
    return rc;
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    enum store_link_state state;
    struct buf after;
    size_t n = BATCH;
    enum rc rc = RC_OK;
    if (!read_state(o->state, &state))
        return say_misuse(t->verb, "--state: waiting, approved, refused or bad");
    buf_init(&after, &t->arena);
    while (!rc && n == BATCH)
        rc = list_batch(t, state, &after, &n);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

/* ---- show, imports ---- */

/* The registrable domain of what was typed: a domain, a host or an address. RC_INVALID. */
static enum rc read_domain(struct task *t, struct str typed, struct str *out)
{
    struct link_host host;
    bool bare = !str_contains(typed, STR("//"));
    struct str url = bare ? str_concat(&t->arena, STR("//"), typed) : typed;
    if (!link_host_read(&t->arena, url, &host) || !host.domain.n)
        return fail(&t->e, RC_INVALID, "\"%.*s\" is no domain", STR_ARG(str_first(typed, 200)));
    *out = host.domain;
    return RC_OK;
}

static void print_link(struct arena *a, const struct store_link_row *l)
{
    struct buf b;
    buf_init(&b, a);
    buf_addf(&b, "  %.*s  %.*s %lld", STR_ARG(clock_vietnamese(a, l->at_ms)),
             STR_ARG(link_place_word(l->place)), (long long)l->object_id);
    if (l->holder == STORE_LINKS_ARTICLE && l->last_revision)
        buf_addf(&b, " (bản %lld–%lld)", (long long)l->first_revision, (long long)l->last_revision);
    else if (l->holder == STORE_LINKS_ARTICLE)
        buf_addf(&b, " (từ bản %lld)", (long long)l->first_revision);
    buf_addf(&b, "  %.*s, %.*s  %.*s\n", STR_ARG(l->origin.who), STR_ARG(l->origin.what),
             STR_ARG(l->url));
    say_text(buf_view(&b));
}

static void print_link_json(struct arena *a, const struct store_link_row *l)
{
    struct buf b;
    buf_init(&b, a);
    buf_add(&b, STR("{\"url\":"));
    buf_add_json(&b, l->url);
    add_pair(&b, "place", link_place_word(l->place));
    buf_addf(&b, ",\"object\":%lld,\"from_revision\":%lld", (long long)l->object_id,
             (long long)l->first_revision);
    if (l->last_revision)
        buf_addf(&b, ",\"to_revision\":%lld", (long long)l->last_revision);
    add_pair(&b, "at", clock_rfc3339(a, l->at_ms));
    add_pair(&b, "who", l->origin.who);
    add_pair(&b, "what", l->origin.what);
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static enum rc show_batch(struct task *t, struct str domain, int64_t *after, size_t *n)
{
    const struct options *o = t->options;
    struct arena a;
    struct store_link_row *rows = NULL;
    arena_init(&a, BATCH_ARENA_BYTES);
    const struct store_link_rows_query q = {.domain = domain, .after = *after, .limit = BATCH};
    enum rc rc = store_link_rows(t->folder.reader, &a, q, &rows, n, &t->e);
    for (size_t i = 0; !rc && i < *n; i++) {
        (o->json ? print_link_json : print_link)(&a, &rows[i]);
        *after = rows[i].id;
    }
    arena_release(&a);
    return rc;
}

static int run_show(struct task *t)
{
    const struct options *o = t->options;
    struct str domain = STR("");
    struct store_link_domain known;
    int64_t after = 0;
    size_t n = BATCH;
    if (read_domain(t, str_view(t->places[0]), &domain))
        return task_misuse(t);
    enum rc rc = store_link_domain(t->folder.reader, &t->arena, domain, &known, &t->e);
    if (!rc)
        (o->json ? print_domain_json : print_domain)(&t->arena, &known);
    while (!rc && n == BATCH)
        rc = show_batch(t, domain, &after, &n);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

static int run_imports(struct task *t)
{
    struct store_link_origin_row *rows = NULL;
    size_t n = 0;
    enum rc rc =
        store_link_origins(t->folder.reader, &t->arena, INT64_MAX, ORIGINS_SHOWN, &rows, &n, &t->e);
    for (size_t i = 0; !rc && i < n; i++)
        say("%lld  %.*s  %.*s  %.*s\n", (long long)rows[i].id,
            STR_ARG(clock_vietnamese(&t->arena, rows[i].first_ms)), STR_ARG(rows[i].origin.who),
            STR_ARG(rows[i].origin.what));
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

/* ---- approve, refuse, bad ---- */

struct decision {
    struct task *t;
    enum store_link_state state;
    const struct link_rules *rules; /* of approving many; NULL: each was named */
    struct vec domains;             /* struct str */
    size_t decided;
    size_t left; /* on a list of bad ones */
};

static enum rc flush(struct decision *d)
{
    struct task *t = d->t;
    const struct options *o = t->options;
    struct str by = o->by ? str_view(o->by) : link_setup_who(&t->arena);
    const struct store_command c = {.kind = STORE_DECIDE_LINKS,
                                    .decide_links = {.domains = d->domains.p,
                                                     .domains_n = d->domains.n,
                                                     .state = d->state,
                                                     .by = by,
                                                     .reason = str_view(o->reason),
                                                     .account = {.who = str_view(o->by)},
                                                     .now_ms = t->now_ms}};
    if (d->domains.n == 0)
        return RC_OK;
    enum rc rc = task_store(t, &c, NULL);
    d->decided += rc ? 0 : d->domains.n;
    d->domains.n = 0;
    return rc;
}

/* Among many nobody looks at each: what is on a list of bad ones stays as it is, and is named. */
static enum rc decide(struct decision *d, struct str domain)
{
    struct task *t = d->t;
    if (d->rules && d->state == STORE_LINK_APPROVED &&
        link_rules_host_is_bad(d->rules, &t->arena, domain)) {
        d->left++;
        (void)say_failure(t->verb, "%.*s: on the list of bad ones, not approved (name it to do so)",
                          STR_ARG(domain));
        return RC_OK;
    }
    struct str *slot = vec_push(&d->domains);
    if (!slot)
        return fail(&t->e, RC_NOMEM, "out of memory");
    *slot = str_copy(&t->arena, domain);
    return d->domains.n == BATCH ? flush(d) : RC_OK;
}

static enum rc decide_places(struct decision *d)
{
    enum rc rc = RC_OK;
    for (int i = 0; i < d->t->places_n && !rc; i++) {
        struct str domain = STR("");
        rc = read_domain(d->t, str_view(d->t->places[i]), &domain);
        if (!rc)
            rc = decide(d, domain);
    }
    return rc;
}

static enum rc decide_file(struct decision *d, const char *path)
{
    char line[LINE_MAX_BYTES];
    bool from_stdin = strcmp(path, "-") == 0;
    FILE *file = from_stdin ? stdin : fopen(path, "re");
    enum rc rc = RC_OK;
    if (!file)
        return fail(&d->t->e, RC_NOTFOUND, "%s: cannot be opened: %s", path,
                    strerrordesc_np(errno));
    while (!rc && fgets(line, sizeof line, file)) {
        struct str text = str_trim(str_view(line));
        struct str domain = STR("");
        if (!text.n || text.p[0] == '#')
            continue;
        rc = read_domain(d->t, text, &domain);
        if (!rc)
            rc = decide(d, domain);
    }
    if (!from_stdin)
        (void)fclose(file);
    return rc;
}

/* "12", or "last": the newest import. */
static enum rc find_origin(struct task *t, const char *word, int64_t *id)
{
    struct store_link_origin_row *rows = NULL;
    size_t n = 0;
    if (strcmp(word, "last") != 0)
        return args_number("--all-of", word, 1, INT64_MAX, id, &t->e);
    enum rc rc =
        store_link_origins(t->folder.reader, &t->arena, INT64_MAX, ORIGINS_SHOWN, &rows, &n, &t->e);
    for (size_t i = 0; i < n && !rc; i++)
        if (str_starts(rows[i].origin.what, STR("loa import "))) {
            *id = rows[i].id;
            return RC_OK;
        }
    return rc ? rc : fail(&t->e, RC_NOTFOUND, "no import has brought links");
}

static enum rc decide_origin(struct decision *d, const char *word)
{
    struct task *t = d->t;
    struct store_link_origin_query q = {.limit = BATCH};
    struct store_link_words words = {NULL, BATCH};
    enum rc rc = find_origin(t, word, &q.origin_id);
    while (!rc && words.n == BATCH) {
        rc = store_link_words_of_origin(t->folder.reader, &t->arena, q, &words, &t->e);
        for (size_t i = 0; i < words.n && !rc; i++) {
            q.after = words.words[i].domain;
            if (words.words[i].state == STORE_LINK_WAITING)
                rc = decide(d, words.words[i].domain);
        }
    }
    return rc;
}

/* Everything that waits; what is left waiting is passed over by its name. */
static enum rc decide_waiting(struct decision *d)
{
    struct task *t = d->t;
    struct store_link_domains_query q = {.state = STORE_LINK_WAITING, .limit = BATCH};
    struct store_link_domain *rows = NULL;
    size_t n = BATCH;
    enum rc rc = RC_OK;
    while (!rc && n == BATCH) {
        rc = store_link_domains(t->folder.reader, &t->arena, q, &rows, &n, &t->e);
        for (size_t i = 0; i < n && !rc; i++) {
            q.after = rows[i].domain;
            rc = decide(d, rows[i].domain);
        }
    }
    return rc;
}

/* --by names an account that may sign in. */
static enum rc check_by(struct task *t)
{
    const struct options *o = t->options;
    struct store_account account = {.disabled_ms = CLOCK_NONE};
    enum rc rc =
        o->by ? store_account_by_name(t->folder.reader, &t->arena, str_view(o->by), &account, &t->e)
              : RC_OK;
    if (!rc && account.disabled_ms != CLOCK_NONE)
        rc = fail(&t->e, RC_DENIED, "%s: this account is disabled", o->by);
    return rc;
}

static int run_decide(struct task *t, enum store_link_state state)
{
    const struct options *o = t->options;
    struct decision d = {.t = t, .state = state, .domains = VEC(struct str, &t->arena)};
    enum rc rc = check_by(t);
    if ((t->places_n > 0) + (o->all_of != NULL) + (o->from != NULL) + o->all != 1)
        return say_misuse(t->verb, "domains, or --all, or --all-of IMPORT, or --from FILE");
    if (!rc && !t->places_n)
        rc = link_setup_rules(&t->arena, t->site, &t->folder, &d.rules, &t->e);
    if (!rc && t->places_n)
        rc = decide_places(&d);
    else if (!rc)
        rc = o->from     ? decide_file(&d, o->from)
             : o->all_of ? decide_origin(&d, o->all_of)
                         : decide_waiting(&d);
    if (!rc)
        rc = flush(&d);
    if (rc)
        return task_failed(t, rc);
    say("%zu %.*s\n", d.decided, STR_ARG(store_link_state_word(state)));
    return d.left ? EXIT_FAILED : EXIT_DONE;
}

static int run_approve(struct task *t)
{
    return run_decide(t, STORE_LINK_APPROVED);
}

static int run_refuse(struct task *t)
{
    return run_decide(t, STORE_LINK_REFUSED);
}

static int run_bad(struct task *t)
{
    return run_decide(t, STORE_LINK_BAD);
}

static const struct task_action actions[] = {
    {"list", 0, 0, run_list},
    {"show", 1, 1, run_show},
    {"imports", 0, 0, run_imports},
    {"approve", 0, STORE_LINKS_BATCH_MAX, run_approve},
    {"refuse", 0, STORE_LINKS_BATCH_MAX, run_refuse},
    {"bad", 0, STORE_LINKS_BATCH_MAX, run_bad},
};

int cmd_link(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--json", .flag = &o.json},     {"--state", .text = &o.state},
        {"--all-of", .text = &o.all_of}, {"--from", .text = &o.from},
        {"--reason", .text = &o.reason}, {"--all", .flag = &o.all},
        {"--by", .text = &o.by},
    };
    struct args args = {
        .usage =
            "SITE list [--state waiting|approved|refused|bad] [--json]\n"
            "SITE show DOMAIN [--json]\n"
            "SITE imports\n"
            "SITE approve|refuse|bad DOMAIN... [--reason WORDS] [--by ACCOUNT]\n"
            "SITE approve|refuse|bad --all | --all-of IMPORT | --from FILE [--reason WORDS] [--by ACCOUNT]\n",
        .details =
            "Mọi liên kết ra ngoài đều ghi vào sổ: ai đưa vào, khi nào, trong bài và bản nào. Tên miền mới phải\n"
            "chờ duyệt; trong lúc chờ, chữ vẫn còn nhưng không bấm được.\n"
            "Every link that leads out is in a ledger. A new domain waits: its text is shown, and is no link.\n"
            "\n"
            "list      các tên miền · the domains, who brought them first and where\n"
            "show      từng liên kết tới tên miền ấy · each link to it, also of former revisions\n"
            "imports   các đợt nhập · who brought links: the numbers for --all-of\n"
            "approve   cho phép; refuse, bad: không, và bỏ ra khi nhập · bad: as refuse, for good reason\n"
            "--all     mọi tên miền đang chờ · all that wait\n"
            "--all-of  mọi tên miền đang chờ của một đợt nhập (số, hoặc last) · all that wait of an import\n"
            "--from    mỗi dòng một tên miền; - là đầu vào chuẩn · a domain a line\n"
            "          with these three, what is on the list of bad ones is named and left as it is (exit 1)\n"
            "--by      tài khoản của ban biên tập; người đã đưa tên miền vào không tự duyệt được · an account of\n"
            "          the desk, which does not approve what it has brought itself\n"
            "SITE/links-bad.txt is the site's own list of bad ones, beside Loa's (docs/links.md).\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = STORE_LINKS_BATCH_MAX + 2,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}

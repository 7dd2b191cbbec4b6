/* loa author: the keys of authors, and their signatures on articles. The private half of a key never comes here: it is
 * made and used by openssl, on the author's own machine (docs/seals.md). */
#include "app/reference.h"
#include "app/verb.h"
#include "base/buf.h"
#include "ingest/files.h"

#include <limits.h>

enum { AUTHOR_FILE_MAX_BYTES = 64 << 10 };

struct options {
    bool json;
};

static enum rc find_account(struct task *t, const char *name, int64_t *id)
{
    struct store_account account = {0};
    enum rc rc =
        store_account_by_name(t->folder.reader, &t->arena, str_view(name), &account, &t->e);
    *id = account.id;
    return rc == RC_NOTFOUND ? fail(&t->e, rc, "there is no account \"%s\"", name) : rc;
}

static enum rc read_small(struct task *t, const char *path, struct str *out)
{
    struct file file;
    struct err cause = {""};
    enum rc rc = file_read(path, AUTHOR_FILE_MAX_BYTES, &file, &cause);
    if (rc)
        return fail(&t->e, rc, "%s: %s", path, cause.text);
    *out = str_copy(&t->arena, file.bytes);
    file_release(&file);
    return RC_OK;
}

/* What stands in the file, in words that begin with its name. */
static enum rc named(struct task *t, const char *path, enum rc rc, const struct err *why)
{
    return rc ? fail(&t->e, rc, "%s: %s", path, why->text) : RC_OK;
}

/* ---- keys ---- */

static int set_key(struct task *t, const struct sign_public *key)
{
    struct store_command c = {
        .kind = STORE_SET_AUTHOR_KEY,
        .set_author_key = {.none = !key, .by = {STORE_BY_CONSOLE, STR("")}, .now_ms = t->now_ms}};
    struct store_result result = {0};
    if (key)
        c.set_author_key.key = *key;
    enum rc rc = find_account(t, t->places[0], &c.set_author_key.account_id);
    if (!rc)
        rc = task_store(t, &c, &result);
    if (rc)
        return task_failed(t, rc);
    say("%s: %s\n", t->places[0],
        !result.changed ? "không đổi gì · unchanged"
        : key           ? "khóa đã ghi · the key is on record"
                        : "khóa đã thu hồi · the key is revoked");
    return EXIT_DONE;
}

static int run_key(struct task *t)
{
    struct str text = STR("");
    struct sign_public key;
    struct err why = {""};
    enum rc rc = read_small(t, t->places[1], &text);
    if (!rc)
        rc = named(t, t->places[1], author_key_read(text, &key, &why), &why);
    return rc ? task_failed(t, rc) : set_key(t, &key);
}

static int run_revoke(struct task *t)
{
    return set_key(t, NULL);
}

static void print_json(struct task *t, const struct store_author_key *key)
{
    struct buf b;
    buf_init(&b, &t->arena);
    buf_add(&b, STR("{\"account\":"));
    buf_add_json(&b, key->account);
    buf_add(&b, STR(",\"key\":"));
    buf_add_json(&b, key->public_key);
    buf_add(&b, STR(",\"added\":"));
    buf_add_json(&b, clock_rfc3339(&t->arena, key->added_ms));
    buf_add(&b, STR(",\"revoked\":"));
    if (key->revoked_ms == CLOCK_NONE)
        buf_add(&b, STR("null"));
    else
        buf_add_json(&b, clock_rfc3339(&t->arena, key->revoked_ms));
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static void print_key(struct task *t, const struct store_author_key *key)
{
    bool revoked = key->revoked_ms != CLOCK_NONE;
    struct str added = clock_vietnamese(&t->arena, key->added_ms);
    struct str until = revoked ? clock_vietnamese(&t->arena, key->revoked_ms) : STR("");
    say("%.*s  %.*s  %.*s%s%.*s\n", STR_ARG(key->public_key), STR_ARG(key->account), STR_ARG(added),
        revoked ? "  thu hồi · revoked " : "", STR_ARG(until));
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    struct store_author_key *keys = NULL;
    size_t n = 0;
    enum rc rc = store_author_keys(t->folder.reader, &t->arena, &keys, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < n; i++)
        (o->json ? print_json : print_key)(t, &keys[i]);
    return EXIT_DONE;
}

/* ---- signatures ---- */

static enum rc find_article(struct task *t, const char *name, int64_t *id)
{
    struct reference_book book = reference_open(t, NULL);
    return reference_article(&book, str_view(name), id);
}

static int run_statement(struct task *t)
{
    char room[AUTHOR_STATEMENT_MAX_BYTES];
    struct seal entry;
    int64_t id = 0;
    enum rc rc = find_article(t, t->places[0], &id);
    if (!rc)
        rc = store_author_entry(t->folder.reader, &t->arena, id, &entry, &t->e);
    if (rc)
        return task_failed(t, rc);
    say_data(author_statement(&entry, room));
    return EXIT_DONE;
}

/* The key in force of an account. */
static enum rc key_of(struct task *t, const char *name, struct sign_public *out)
{
    struct store_author_key *keys = NULL;
    size_t n = 0;
    enum rc rc = store_author_keys(t->folder.reader, &t->arena, &keys, &n, &t->e);
    for (size_t i = 0; i < n && !rc; i++)
        if (str_eq(keys[i].account, str_view(name)) && keys[i].revoked_ms == CLOCK_NONE)
            return author_key_read(keys[i].public_key, out, &t->e);
    return rc ? rc : fail(&t->e, RC_NOTFOUND, "\"%s\" has no key (loa author SITE key)", name);
}

static int run_sign(struct task *t)
{
    struct store_command c = {
        .kind = STORE_SIGN_ARTICLE,
        .sign_article = {.by = {STORE_BY_CONSOLE, STR("")}, .now_ms = t->now_ms}};
    struct store_sign_article *sign = &c.sign_article;
    struct store_result result = {0};
    struct str text = STR("");
    struct err why = {""};
    enum rc rc = find_article(t, t->places[0], &sign->article_id);
    if (!rc)
        rc = key_of(t, t->places[1], &sign->mark.key);
    if (!rc)
        rc = read_small(t, t->places[2], &text);
    if (!rc)
        rc = named(t, t->places[2], author_signature_read(text, &sign->mark.signature, &why), &why);
    if (!rc)
        rc = task_store(t, &c, &result);
    if (rc)
        return task_failed(t, rc);
    say("%lld: %s\n", (long long)sign->article_id,
        result.changed ? "tác giả đã ký · signed by its author" : "không đổi gì · unchanged");
    return EXIT_DONE;
}

static const struct task_action actions[] = {
    {"list", 0, 0, run_list},           {"key", 2, 2, run_key},   {"revoke", 1, 1, run_revoke},
    {"statement", 1, 1, run_statement}, {"sign", 3, 3, run_sign},
};

int cmd_author(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {{"--json", .flag = &o.json}};
    struct args args = {
        .usage = "SITE list [--json]\n"
                 "SITE key NAME FILE\n"
                 "SITE revoke NAME\n"
                 "SITE statement ID\n"
                 "SITE sign ID NAME FILE\n",
        .details =
            "list       khóa của các tác giả · the keys of authors\n"
            "key        ghi khóa công khai của tài khoản NAME, thay khóa cũ; FILE do openssl pkey -pubout ghi\n"
            "           · puts the public key in FILE on record for the account, in the old one's place\n"
            "revoke     thu hồi khóa · revokes it\n"
            "statement  lời mà tác giả ký bằng khóa của mình, ở máy của mình · what the author signs:\n"
            "           openssl pkeyutl -sign -rawin -inkey KEY -in STATEMENT -out SIGNATURE\n"
            "sign       thêm chữ ký của tác giả vào chuỗi niêm phong · adds the author's signature to the chain\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 2,
        .places_max = INT_MAX,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}

/* loa user: who may sign in to the newsroom's desk, from the machine itself. What is done here is
 * noted as done by STORE_BY_CONSOLE. */
#include "app/password_entry.h"
#include "app/task.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/password.h"
#include "base/rand.h"
#include "desk/lifetime.h"
#include "desk/session_token.h"

#include <string.h>

enum { AUDIT_SHOWN = 200 };

struct options {
    const char *role;
    const char *limit;
    bool off;
    bool make;
    bool json;
};

static const char *const roles[] = {
#define X(name, word) [name] = (word),
    STORE_ROLE_TABLE(X)
#undef X
};

static const char *const acts[] = {
#define X(name, word) [name] = (word),
    STORE_AUDIT_TABLE(X)
#undef X
};

static bool role_from_word(const char *word, enum store_role *out)
{
    for (size_t i = 0; word && i < COUNT_OF(roles); i++)
        if (strcmp(roles[i], word) == 0) {
            *out = (enum store_role)i;
            return true;
        }
    return false;
}

static const char *role_word(enum store_role role)
{
    return (size_t)role < COUNT_OF(roles) ? roles[role] : "?";
}

static int role_misuse(const struct task *t, const char *word)
{
    return say_misuse(t->verb, "a role is admin, editor, reporter or moderator, not \"%s\"",
                      word ? word : "");
}

/* ---- commands ---- */

static enum rc find(struct task *t, struct store_account *out)
{
    struct str name = str_view(t->places[0]);
    enum rc rc = store_account_by_name(t->folder.reader, &t->arena, name, out, &t->e);
    return rc == RC_NOTFOUND ? fail(&t->e, rc, "there is no account \"%.*s\"", STR_ARG(name)) : rc;
}

static struct store_command change_of(const struct task *t, const struct store_account *account,
                                      enum store_account_act act)
{
    return (struct store_command){.kind = STORE_CHANGE_ACCOUNT,
                                  .change_account = {.act = act,
                                                     .account_id = account->id,
                                                     .by = {STORE_BY_CONSOLE, STR("")},
                                                     .now_ms = t->now_ms}};
}

/* Runs a change of the account named first that needs nothing more. */
static int run_change(struct task *t, enum store_account_act act)
{
    struct store_account account;
    enum rc rc = find(t, &account);
    struct store_command c = change_of(t, &account, act);
    if (!rc)
        rc = task_store(t, &c, NULL);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

/* Asks for a password, or makes one, and hashes it into c. *made: to be shown once; "" when it was asked for. */
static enum rc choose_password(struct task *t, struct store_command *c, struct str name,
                               struct str *made)
{
    const struct options *o = t->options;
    struct str password = o->make ? password_make(&t->arena) : STR("");
    enum rc rc = o->make ? RC_OK : password_entry_new(&t->arena, name, &password, &t->e);
    *made = o->make ? password : STR("");
    if (!rc && arena_failed(&t->arena))
        rc = fail(&t->e, RC_NOMEM, "out of memory");
    return rc ? rc : password_hash(&t->arena, password, &c->change_account.password, &t->e);
}

static void show_made(struct str name, struct str made)
{
    if (made.n)
        say("%.*s: mật khẩu mới (chỉ hiện lần này) · new password, shown this once: %.*s\n",
            STR_ARG(name), STR_ARG(made));
}

static int run_add(struct task *t)
{
    const struct options *o = t->options;
    const struct store_account nobody = {0};
    struct store_command c = change_of(t, &nobody, STORE_ACCOUNT_ADD);
    struct str name = str_view(t->places[0]);
    c.change_account.name = name;
    if (!role_from_word(o->role, &c.change_account.role))
        return role_misuse(t, o->role);
    if (!store_account_name_valid(name))
        return say_misuse(
            t->verb, "a name is 2 to %d of a-z, 0-9, '.', '-' and '_', beginning with a letter",
            STORE_ACCOUNT_NAME_MAX_BYTES);
    struct str made = STR("");
    enum rc rc = choose_password(t, &c, name, &made);
    if (!rc)
        rc = task_store(t, &c, NULL);
    if (rc)
        return task_failed(t, rc);
    say("%.*s: %s\n", STR_ARG(name), roles[c.change_account.role]);
    show_made(name, made);
    return EXIT_DONE;
}

static int run_password(struct task *t)
{
    struct store_account account;
    enum rc rc = find(t, &account);
    struct store_command c = change_of(t, &account, STORE_ACCOUNT_PASSWORD);
    struct str made = STR("");
    if (!rc)
        rc = choose_password(t, &c, account.name, &made);
    if (!rc)
        rc = task_store(t, &c, NULL);
    if (rc)
        return task_failed(t, rc);
    show_made(account.name, made);
    return EXIT_DONE;
}

static int run_role(struct task *t)
{
    struct store_account account;
    enum store_role role = STORE_ROLE_ADMIN;
    if (!role_from_word(t->places[1], &role))
        return role_misuse(t, t->places[1]);
    enum rc rc = find(t, &account);
    struct store_command c = change_of(t, &account, STORE_ACCOUNT_ROLE);
    c.change_account.role = role;
    if (!rc)
        rc = task_store(t, &c, NULL);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

static int run_disable(struct task *t)
{
    return run_change(t, STORE_ACCOUNT_DISABLE);
}

static int run_enable(struct task *t)
{
    return run_change(t, STORE_ACCOUNT_ENABLE);
}

/* ---- two-step sign-in ---- */

static enum rc give_codes(struct task *t, const struct store_account *account)
{
    struct str shown[STORE_CODES];
    struct store_command c = change_of(t, account, STORE_ACCOUNT_RECOVERY);
    recovery_make_all(&t->arena, &c.change_account, shown);
    enum rc rc =
        arena_failed(&t->arena) ? fail(&t->e, RC_NOMEM, "out of memory") : task_store(t, &c, NULL);
    if (rc)
        return rc;
    say("mã khôi phục, mỗi mã dùng một lần, chỉ hiện lần này · recovery codes, each once, shown "
        "this once:\n");
    for (size_t i = 0; i < STORE_CODES; i++)
        say("  %.*s\n", STR_ARG(shown[i]));
    return RC_OK;
}

static int run_recovery(struct task *t)
{
    struct store_account account;
    enum rc rc = find(t, &account);
    if (!rc && !account.totp)
        rc = fail(&t->e, RC_CONFLICT, "two-step sign-in of \"%.*s\" is off", STR_ARG(account.name));
    if (!rc)
        rc = give_codes(t, &account);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

static enum rc start_totp(struct task *t, const struct store_account *account)
{
    struct store_command c = change_of(t, account, STORE_ACCOUNT_TOTP_START);
    struct totp_secret *secret = &c.change_account.secret;
    struct str issuer = STR("Loa");
    rand_bytes(secret->bytes, sizeof secret->bytes);
    struct str key = totp_key_text(&t->arena, secret);
    struct str uri = totp_uri(&t->arena, secret, issuer, account->name);
    enum rc rc = task_store(t, &c, NULL);
    if (!rc)
        say("khóa cho ứng dụng xác thực · key for the authenticator application:\n  %.*s\n  %.*s\n",
            STR_ARG(key), STR_ARG(uri));
    return rc;
}

static int run_totp(struct task *t)
{
    const struct options *o = t->options;
    struct store_account account;
    if (o->off)
        return run_change(t, STORE_ACCOUNT_TOTP_OFF);
    enum rc rc = find(t, &account);
    struct store_command c = change_of(t, &account, STORE_ACCOUNT_TOTP_ON);
    if (!rc)
        rc = start_totp(t, &account);
    if (!rc)
        rc = password_entry_line(&t->arena, "mã sáu chữ số · the six digits",
                                 &c.change_account.code, &t->e);
    c.change_account.now_ms = clock_wall_now();
    if (!rc)
        rc = task_store(t, &c, NULL);
    if (!rc)
        rc = give_codes(t, &account);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

/* ---- lists ---- */

static void add_field(struct buf *b, const char *name, struct str value)
{
    buf_addf(b, ",\"%s\":", name);
    buf_add_json(b, value);
}

static void add_time(struct task *t, struct buf *b, const char *name, int64_t at_ms)
{
    if (at_ms == CLOCK_NONE)
        buf_addf(b, ",\"%s\":null", name);
    else
        add_field(b, name, clock_rfc3339(&t->arena, at_ms));
}

static void print_account_json(struct task *t, const struct store_account *a)
{
    struct buf b;
    buf_init(&b, &t->arena);
    buf_add(&b, STR("{\"name\":"));
    buf_add_json(&b, a->name);
    add_field(&b, "role", str_view(role_word(a->role)));
    buf_addf(&b, ",\"two_step\":%s,\"recovery_codes\":%lld", a->totp ? "true" : "false",
             (long long)a->codes);
    add_time(t, &b, "created", a->created_ms);
    add_time(t, &b, "disabled", a->disabled_ms);
    add_time(t, &b, "seen", a->seen_ms);
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    struct store_account *accounts = NULL;
    size_t n = 0;
    enum rc rc = store_accounts(t->folder.reader, &t->arena, &accounts, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < n; i++) {
        const struct store_account *a = &accounts[i];
        if (o->json)
            print_account_json(t, a);
        else
            say("%.*s  %s%s%s\n", STR_ARG(a->name), role_word(a->role),
                a->totp ? "  hai bước · two-step" : "",
                a->disabled_ms == CLOCK_NONE ? "" : "  đã khóa · disabled");
    }
    return EXIT_DONE;
}

static void print_session(struct task *t, const struct store_session *s)
{
    const struct options *o = t->options;
    struct str seen = clock_vietnamese(&t->arena, s->seen_ms);
    if (!o->json) {
        say("%lld  %.*s  %.*s  %.*s  %.*s%s\n", (long long)s->id, STR_ARG(s->account_name),
            STR_ARG(seen), STR_ARG(s->network), STR_ARG(s->agent),
            s->confirmed ? "" : "  chờ mã · waits for its code");
        return;
    }
    struct buf b;
    buf_init(&b, &t->arena);
    buf_addf(&b, "{\"id\":%lld", (long long)s->id);
    add_field(&b, "name", s->account_name);
    add_field(&b, "agent", s->agent);
    add_field(&b, "network", s->network);
    add_time(t, &b, "started", s->created_ms);
    add_time(t, &b, "seen", s->seen_ms);
    buf_addf(&b, ",\"confirmed\":%s}\n", s->confirmed ? "true" : "false");
    say_text(buf_view(&b));
}

static int run_sessions(struct task *t)
{
    struct store_session *sessions = NULL;
    struct store_account account = {0};
    size_t n = 0;
    enum rc rc = t->places_n ? find(t, &account) : RC_OK;
    if (!rc)
        rc = store_sessions(t->folder.reader, &t->arena, account.id, &sessions, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < n; i++)
        if (!lifetime_over(&sessions[i], t->now_ms))
            print_session(t, &sessions[i]);
    return EXIT_DONE;
}

static int run_revoke(struct task *t)
{
    struct store_account account;
    struct store_command c = {.kind = STORE_CHANGE_SESSION,
                              .change_session = {.act = STORE_SESSION_END_ALL,
                                                 .by = {STORE_BY_CONSOLE, STR("")},
                                                 .now_ms = t->now_ms}};
    struct store_change_session *change = &c.change_session;
    if (t->places_n == 2) {
        change->act = STORE_SESSION_END;
        if (args_number("SESSION", t->places[1], 1, INT64_MAX, &change->id, &t->e))
            return task_misuse(t);
    }
    enum rc rc = find(t, &account);
    change->account_id = rc ? 0 : account.id;
    if (!rc)
        rc = task_store(t, &c, NULL);
    return rc ? task_failed(t, rc) : EXIT_DONE;
}

static void print_entry(struct task *t, const struct store_audit_entry *entry)
{
    const struct options *o = t->options;
    const char *act = (size_t)entry->act < COUNT_OF(acts) ? acts[entry->act] : "?";
    struct str at = clock_vietnamese(&t->arena, entry->at_ms);
    if (!o->json) {
        say("%.*s  %.*s  %s%s%.*s  %.*s\n", STR_ARG(at), STR_ARG(entry->who), act,
            entry->about.n ? ": " : "", STR_ARG(entry->about), STR_ARG(entry->network));
        return;
    }
    struct buf b;
    buf_init(&b, &t->arena);
    buf_addf(&b, "{\"id\":%lld", (long long)entry->id);
    add_time(t, &b, "at", entry->at_ms);
    add_field(&b, "who", entry->who);
    add_field(&b, "act", str_view(act));
    add_field(&b, "about", entry->about);
    add_field(&b, "network", entry->network);
    buf_add(&b, STR("}\n"));
    say_text(buf_view(&b));
}

static int run_audit(struct task *t)
{
    const struct options *o = t->options;
    struct store_audit_entry *entries = NULL;
    size_t n = 0;
    int64_t limit = AUDIT_SHOWN;
    if (o->limit && args_number("--limit", o->limit, 1, STORE_AUDIT_MAX, &limit, &t->e))
        return task_misuse(t);
    enum rc rc = store_audit(t->folder.reader, &t->arena, limit, &entries, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < n; i++)
        print_entry(t, &entries[i]);
    return EXIT_DONE;
}

static const struct task_action actions[] = {
    {"add", 1, 1, run_add},           {"list", 0, 0, run_list},
    {"password", 1, 1, run_password}, {"totp", 1, 1, run_totp},
    {"recovery", 1, 1, run_recovery}, {"role", 2, 2, run_role},
    {"disable", 1, 1, run_disable},   {"enable", 1, 1, run_enable},
    {"sessions", 0, 1, run_sessions}, {"revoke", 1, 2, run_revoke},
    {"audit", 0, 0, run_audit},
};

int cmd_user(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--role", .text = &o.role}, {"--limit", .text = &o.limit}, {"--off", .flag = &o.off},
        {"--make", .flag = &o.make}, {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE add NAME --role admin|editor|reporter|moderator [--make]\n"
                 "SITE list [--json]\n"
                 "SITE password NAME [--make]\n"
                 "SITE totp NAME [--off]\n"
                 "SITE recovery NAME\n"
                 "SITE role NAME ROLE\n"
                 "SITE disable|enable NAME\n"
                 "SITE sessions [NAME] [--json]\n"
                 "SITE revoke NAME [SESSION]\n"
                 "SITE audit [--limit N] [--json]\n",
        .details =
            "add        thêm tài khoản; hỏi mật khẩu trên thiết bị đầu cuối, hoặc đọc một dòng từ "
            "đầu vào chuẩn\n"
            "           asks the password on the terminal, or reads a line of standard input\n"
            "password   đặt mật khẩu mới, kết thúc mọi phiên · a new password; ends all sessions\n"
            "--make     tạo một mật khẩu và in ra một lần, thay vì hỏi · makes a password, prints it once\n"
            "totp       bật xác thực hai bước: in khóa rồi hỏi mã · two-step sign-in: prints a "
            "key, asks a code\n"
            "--off      tắt xác thực hai bước · switches it off\n"
            "recovery   mười mã khôi phục mới · ten new recovery codes\n"
            "role       đổi vai trò, kết thúc mọi phiên · another role; ends all sessions\n"
            "disable    khóa tài khoản, kết thúc mọi phiên · may not sign in; ends all sessions\n"
            "sessions   các phiên đang mở · open sessions\n"
            "revoke     kết thúc một phiên, hoặc mọi phiên · ends one session, or all\n"
            "audit      ai đã làm gì, mới trước · who did what, newest first (--limit, 200)\n"
            "--json     mỗi mục một dòng JSON · one JSON object a line\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 4,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}

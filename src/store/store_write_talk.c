/* What readers say: comments, moderation, bans, reactions. */
#include "store/store_write_account.h"
#include "store/store_write_seal.h"

#include "base/utf8.h"

enum rc write_result_counts(struct write *w, int64_t article_id)
{
    struct stmt q;
    w->result->parent_article_id = article_id;
    stmt_start(&q, w->db, SQL_COUNTS_OF, w->e);
    stmt_int(&q, article_id);
    if (stmt_next(&q))
        row_counts(&q, &w->result->counts);
    return stmt_end(&q);
}

/* ---- comments ---- */

struct comment_row {
    int64_t id; /* 0: there is none */
    int64_t article_id;
    int64_t parent_id;
    enum store_comment_state state;
    struct hash_content sender;
};

static enum rc find_comment(struct write *w, int64_t id, struct comment_row *out)
{
    struct stmt q;
    struct comment_row row = {0};
    bool whole = true;
    stmt_start(&q, w->db, SQL_COMMENT_BY_ID, w->e);
    stmt_int(&q, id);
    if (stmt_next(&q)) {
        row.id = row_int(&q, COMMENT_BY_ID_id);
        row.article_id = row_int(&q, COMMENT_BY_ID_article_id);
        row.parent_id = row_int(&q, COMMENT_BY_ID_parent_id);
        row.state = (enum store_comment_state)row_int(&q, COMMENT_BY_ID_state);
        whole = row_hash(&q, COMMENT_BY_ID_sender, &row.sender);
    }
    enum rc rc = stmt_end(&q);
    if (rc)
        return rc;
    if (!whole)
        return fail(w->e, RC_CORRUPT, "comment %lld: its sender is damaged", (long long)id);
    *out = row;
    return RC_OK;
}

static enum rc check_words(struct str text, size_t max_cp, const char *what, struct err *e)
{
    if (str_trim(text).n == 0)
        return fail(e, RC_INVALID, "the %s is empty", what);
    if (!utf8_valid(text, NULL))
        return fail(e, RC_INVALID, "the %s is not UTF-8", what);
    if (utf8_count_cp(text) > max_cp)
        return fail(e, RC_LIMIT, "the %s is longer than %zu characters", what, max_cp);
    return RC_OK;
}

static bool state_valid(enum store_comment_state state)
{
    switch (state) {
    case STORE_COMMENT_PENDING:
    case STORE_COMMENT_APPROVED:
    case STORE_COMMENT_REJECTED: return true;
    }
    return false;
}

static enum rc check_article_open(struct write *w, int64_t article_id, int64_t now_ms)
{
    struct article_state state = {0};
    enum rc rc = write_article_state(w, article_id, &state);
    if (rc)
        return rc;
    if (!state.id || state.listed_ms == CLOCK_NONE || state.listed_ms > now_ms)
        return fail(w->e, RC_NOTFOUND, "no article %lld", (long long)article_id);
    if (state.aggregated || state.comments_closed)
        return fail(w->e, RC_DENIED, "comments are closed on article %lld", (long long)article_id);
    return RC_OK;
}

static enum rc check_parent(struct write *w, const struct store_add_comment *add)
{
    struct comment_row parent = {0};
    if (add->parent_id == 0)
        return RC_OK;
    enum rc rc = find_comment(w, add->parent_id, &parent);
    if (rc)
        return rc;
    if (!parent.id || parent.article_id != add->article_id ||
        parent.state != STORE_COMMENT_APPROVED)
        return fail(w->e, RC_NOTFOUND, "no comment %lld to reply to", (long long)add->parent_id);
    if (parent.parent_id)
        return fail(w->e, RC_INVALID, "a reply cannot be replied to");
    return RC_OK;
}

static enum rc check_ban(struct write *w, const struct hash_content *sender)
{
    struct stmt q;
    int64_t at = 0;
    bool banned = false;
    stmt_start(&q, w->db, SQL_BAN_FIND, w->e);
    stmt_hash(&q, sender);
    enum rc rc = stmt_run_int(&q, &at, &banned);
    if (rc == RC_OK && banned)
        rc = fail(w->e, RC_DENIED, "this sender is banned");
    return rc;
}

static enum rc check_comment(struct write *w, const struct store_add_comment *add)
{
    enum rc rc = check_words(add->name, STORE_NAME_MAX_CP, "name", w->e);
    if (rc == RC_OK)
        rc = check_words(add->text, STORE_COMMENT_MAX_CP, "comment", w->e);
    if (rc == RC_OK && !state_valid(add->state))
        rc = fail(w->e, RC_INVALID, "no such state of a comment");
    if (rc == RC_OK)
        rc = check_article_open(w, add->article_id, add->created_ms);
    if (rc == RC_OK)
        rc = check_ban(w, &add->sender);
    return rc ? rc : check_parent(w, add);
}

enum rc write_settle_comments(struct write *w, int64_t article_id)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_COMMENT_RECOUNT, w->e);
    stmt_int(&q, article_id);
    enum rc rc = stmt_run(&q);
    if (rc == RC_OK)
        rc = change_add(w, "comments", article_id);
    return rc ? rc : write_result_counts(w, article_id);
}

/* What is shown is in the chain: as published, or as removed. */
static enum rc seal_comment(struct write *w, int64_t id, int64_t now_ms)
{
    return write_seal_now(w, (struct seal_object){SEAL_COMMENT, id, STR("")}, now_ms);
}

enum rc write_comment_row(struct write *w, const struct store_add_comment *add, int64_t *id)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_COMMENT_NEXT_ID, w->e);
    enum rc rc = stmt_run_int(&q, id, NULL);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_COMMENT_INSERT, w->e);
    stmt_int(&q, *id);
    stmt_int(&q, add->article_id);
    stmt_id(&q, add->parent_id);
    stmt_int(&q, add->parent_id ? add->parent_id : *id);
    stmt_text(&q, add->name);
    stmt_text(&q, add->text);
    stmt_int(&q, add->created_ms);
    stmt_int(&q, (int64_t)add->state);
    stmt_hash(&q, &add->sender);
    rc = stmt_run(&q);
    return rc ? rc : seal_comment(w, *id, add->created_ms);
}

/* One that waits changes nothing that readers see. */
static enum rc count_shown(struct write *w, const struct store_add_comment *add)
{
    if (add->state != STORE_COMMENT_APPROVED)
        return RC_OK;
    enum rc rc = write_id(w, SQL_COMMENT_COUNT_ONE, add->article_id);
    return rc ? rc : change_add(w, "comments", add->article_id);
}

enum rc write_add_comment(struct write *w, const struct store_add_comment *add)
{
    enum rc rc = check_comment(w, add);
    if (rc == RC_OK)
        rc = write_comment_row(w, add, &w->result->id);
    if (rc == RC_OK)
        rc = count_shown(w, add);
    if (rc)
        return rc;
    w->result->created = true;
    w->result->changed = true;
    return write_result_counts(w, add->article_id);
}

/* ---- moderation ---- */

static enum rc set_state(struct write *w, enum statement id, int64_t comment_id,
                         enum store_comment_state state)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    stmt_int(&q, comment_id);
    stmt_int(&q, (int64_t)state);
    return stmt_run(&q);
}

/* The reply after the one before that is still shown; 0: there is none. */
static enum rc next_reply(struct write *w, int64_t parent_id, int64_t *id)
{
    struct stmt q;
    int64_t next = 0;
    stmt_start(&q, w->db, SQL_COMMENT_REPLIES_SHOWN, w->e);
    stmt_int(&q, parent_id);
    stmt_int(&q, *id);
    enum rc rc = stmt_run_int(&q, &next, NULL);
    *id = next;
    return rc;
}

/* Replies follow what they reply to out of sight. */
static enum rc hide_replies(struct write *w, const struct store_moderate *moderate)
{
    int64_t id = 0;
    enum rc rc = next_reply(w, moderate->comment_id, &id);
    while (!rc && id) {
        rc = set_state(w, SQL_COMMENT_SET_STATE, id, moderate->state);
        if (!rc)
            rc = seal_comment(w, id, moderate->now_ms);
        if (!rc)
            rc = next_reply(w, moderate->comment_id, &id);
    }
    return rc;
}

/* Refuses the sender from now on; what of it waits is rejected. Pending ones are in no count. */
static enum rc ban_sender(struct write *w, const struct hash_content *sender, int64_t now_ms)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_BAN_INSERT, w->e);
    stmt_hash(&q, sender);
    stmt_int(&q, now_ms);
    enum rc rc = stmt_run(&q);
    if (rc)
        return rc;
    stmt_start(&q, w->db, SQL_COMMENT_REJECT_WAITING, w->e);
    stmt_hash(&q, sender);
    return stmt_run(&q);
}

/* A reply is shown below what it replies to, or not at all. */
static enum rc check_parent_shown(struct write *w, const struct comment_row *was)
{
    struct comment_row parent = {0};
    if (was->parent_id == 0)
        return RC_OK;
    enum rc rc = find_comment(w, was->parent_id, &parent);
    if (rc == RC_OK && parent.state != STORE_COMMENT_APPROVED)
        rc = fail(w->e, RC_CONFLICT, "comment %lld replies to one that is not approved",
                  (long long)was->id);
    return rc;
}

static enum rc note_moderation(struct write *w, const struct store_moderate *moderate)
{
    const struct store_note event = {
        .act = moderate->state == STORE_COMMENT_APPROVED ? STORE_AUDIT_COMMENT_APPROVED
                                                         : STORE_AUDIT_COMMENT_REFUSED,
        .about = str_format(w->arena, "comment %lld", (long long)moderate->comment_id),
        .by = moderate->by,
        .now_ms = moderate->now_ms};
    return write_audit(w, &event);
}

enum rc write_moderate(struct write *w, const struct store_moderate *moderate)
{
    struct comment_row was = {0};
    if (!state_valid(moderate->state))
        return fail(w->e, RC_INVALID, "no such state of a comment");
    enum rc rc = find_comment(w, moderate->comment_id, &was);
    if (rc)
        return rc;
    if (!was.id)
        return fail(w->e, RC_NOTFOUND, "no comment %lld", (long long)moderate->comment_id);
    if (moderate->state == STORE_COMMENT_APPROVED)
        rc = check_parent_shown(w, &was);
    if (rc)
        return rc;
    w->result->id = was.id;
    w->result->changed = was.state != moderate->state || moderate->ban;
    if (was.state != moderate->state)
        rc = set_state(w, SQL_COMMENT_SET_STATE, was.id, moderate->state);
    if (rc == RC_OK && was.state != moderate->state)
        rc = seal_comment(w, was.id, moderate->now_ms);
    if (rc == RC_OK && moderate->state != STORE_COMMENT_APPROVED)
        rc = hide_replies(w, moderate);
    if (rc == RC_OK && moderate->ban)
        rc = ban_sender(w, &was.sender, moderate->now_ms);
    if (rc == RC_OK && w->result->changed)
        rc = note_moderation(w, moderate);
    if (rc)
        return rc;
    return w->result->changed ? write_settle_comments(w, was.article_id)
                              : write_result_counts(w, was.article_id);
}

/* ---- reactions ---- */

static enum rc count_reactions(struct write *w, int64_t article_id, const int64_t *by)
{
    struct stmt q;
    stmt_start(&q, w->db, SQL_REACTION_COUNT, w->e);
    stmt_int(&q, article_id);
    for (size_t i = 0; i < STORE_REACTION_COUNT; i++)
        stmt_int(&q, by[i]);
    return stmt_run(&q);
}

static enum rc save_reaction(struct write *w, const struct store_react *react)
{
    struct stmt q;
    stmt_start(&q, w->db, react->none ? SQL_REACTION_REMOVE : SQL_REACTION_PUT, w->e);
    stmt_int(&q, react->article_id);
    stmt_hash(&q, &react->reader);
    if (!react->none) {
        stmt_int(&q, (int64_t)react->reaction);
        stmt_int(&q, react->now_ms);
    }
    return stmt_run(&q);
}

/* *was is the reader's reaction before, or STORE_REACTION_COUNT for none. */
static enum rc find_reaction(struct write *w, const struct store_react *react, int64_t *was)
{
    struct stmt q;
    int64_t found = STORE_REACTION_COUNT;
    stmt_start(&q, w->db, SQL_REACTION_FIND, w->e);
    stmt_int(&q, react->article_id);
    stmt_hash(&q, &react->reader);
    enum rc rc = stmt_run_int(&q, &found, NULL);
    if (rc)
        return rc;
    if (found < 0 || found > STORE_REACTION_COUNT)
        return fail(w->e, RC_CORRUPT, "a reaction to article %lld is damaged",
                    (long long)react->article_id);
    *was = found;
    return RC_OK;
}

/* An article that is listed at now_ms, and its counts: both stand in one narrow row. */
static enum rc find_listed(struct write *w, const struct store_react *react)
{
    struct stmt q;
    bool listed = false;
    stmt_start(&q, w->db, SQL_COUNTS_LISTED, w->e);
    stmt_int(&q, react->article_id);
    stmt_int(&q, react->now_ms);
    if (stmt_next(&q)) {
        listed = true;
        row_counts(&q, &w->result->counts);
    }
    enum rc rc = stmt_end(&q);
    if (rc == RC_OK && !listed)
        rc = fail(w->e, RC_NOTFOUND, "no article %lld", (long long)react->article_id);
    return rc;
}

enum rc write_react(struct write *w, const struct store_react *react)
{
    int64_t was = 0;
    int64_t by[STORE_REACTION_COUNT + 1] = {0}; /* the last counts "none" */
    int64_t now = react->none ? STORE_REACTION_COUNT : (int64_t)react->reaction;
    if (now < 0 || (!react->none && now >= STORE_REACTION_COUNT))
        return fail(w->e, RC_INVALID, "no such reaction");
    enum rc rc = find_listed(w, react);
    if (rc == RC_OK)
        rc = find_reaction(w, react, &was);
    if (rc)
        return rc;
    w->result->id = react->article_id;
    w->result->parent_article_id = react->article_id;
    w->result->created = was == STORE_REACTION_COUNT && !react->none;
    w->result->changed = was != now;
    if (was == now)
        return RC_OK;
    by[was]--;
    by[now]++;
    for (size_t i = 0; i < STORE_REACTION_COUNT; i++)
        w->result->counts.reactions[i] += by[i];
    rc = save_reaction(w, react);
    return rc ? rc : count_reactions(w, react->article_id, by);
}

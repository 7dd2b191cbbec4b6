/* Runs a command: one function a kind, in the file of its subject. */
#include "store/store_internal.h"

enum rc store_write(struct write *w)
{
    const struct store_command *c = &w->job->command;
    switch (c->kind) {
#define X(name, member, type)                                                                      \
    case name: return write_##member(w, &c->member);
        STORE_COMMAND_TABLE(X)
#undef X
    }
    return fail(w->e, RC_INVALID, "unknown command %d", (int)c->kind);
}

enum rc write_id(struct write *w, enum statement id, int64_t key)
{
    struct stmt q;
    stmt_start(&q, w->db, id, w->e);
    stmt_int(&q, key);
    return stmt_run(&q);
}

enum rc write_article_state(struct write *w, int64_t id, struct article_state *out)
{
    struct stmt q;
    struct article_state state = {0};
    bool hashed = true;
    stmt_start(&q, w->db, SQL_ARTICLE_STATE, w->e);
    stmt_int(&q, id);
    if (stmt_next(&q)) {
        state.id = row_int(&q, ARTICLE_STATE_id);
        state.section_id = row_int(&q, ARTICLE_STATE_section_id);
        state.revision = row_int(&q, ARTICLE_STATE_revision);
        hashed = row_hash(&q, ARTICLE_STATE_put_hash, &state.put_hash);
        state.order_ms = row_time(&q, ARTICLE_STATE_order_ms);
        state.listed_ms = row_time(&q, ARTICLE_STATE_listed_ms);
        state.withdrawn_ms = row_time(&q, ARTICLE_STATE_withdrawn_ms);
        state.aggregated = row_bool(&q, ARTICLE_STATE_aggregated);
        state.comments_closed = row_bool(&q, ARTICLE_STATE_comments_closed);
    }
    enum rc rc = stmt_end(&q);
    if (rc)
        return rc;
    if (!hashed)
        return fail(w->e, RC_CORRUPT, "article %lld: its hash is damaged", (long long)id);
    *out = state;
    return RC_OK;
}

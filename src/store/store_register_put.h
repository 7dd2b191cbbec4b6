/* Commands of the register: an article's facts, and what persons decide about records. The queries
 * are in store_register.h. */
#ifndef LOA_STORE_STORE_REGISTER_PUT_H
#define LOA_STORE_STORE_REGISTER_PUT_H

#include "base/str.h"

struct facts;

/* STORE_PUT_REGISTER: what an article's revision says, in the place of what stood there; with the
 * article itself store_put_article.facts does the same. Another revision than the current one
 * changes nothing: it came with its own. RC_NOTFOUND. */
struct store_put_register {
    int64_t article_id;
    int64_t revision;
    const struct facts *facts; /* NULL: none */
    int64_t now_ms;
};

/* STORE_DECIDE: RC_NOTFOUND (no such record, nothing to undo), RC_CONFLICT (it would lead in a
 * circle), RC_INVALID (records of two kinds; nothing said to split off). */
enum store_decision_kind {
    DECIDE_MERGE,    /* id is to_id from now on */
    DECIDE_SPLIT,    /* what those articles (or that name) say of id is another record, result.id;
                        with neither: undoes the merge of id */
    DECIDE_CONFIRM,  /* a person says it is so */
    DECIDE_REJECT,   /* a person says it is not: hidden */
    DECIDE_UNDECIDE, /* takes either back */
};

struct store_decide {
    enum store_decision_kind kind;
    bool event; /* ids are of events and agreements, else of persons, bodies, countries, places */
    int64_t id;
    int64_t to_id;
    const int64_t *article_ids;
    size_t article_ids_n;
    struct str name;
    struct str office; /* confirm, reject: only this office of the person (store_office.key) */
    struct str by;     /* who decides */
    int64_t now_ms;
};

/* STORE_PRUNE_REGISTER: once every article was put anew, records of which no article speaks and
 * nobody decided anything go. The number is not used. */

#endif

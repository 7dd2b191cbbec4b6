/* The ledger of outbound links, for commands that bring links. */
#ifndef LOA_STORE_STORE_WRITE_LINKS_H
#define LOA_STORE_STORE_WRITE_LINKS_H

#include "store/store_internal.h"
#include "store/store_links.h"

/* What an object links to from this revision on. */
struct links_put {
    enum store_link_holder holder;
    int64_t object_id;
    int64_t revision;
    struct link *links;
    size_t links_n;
    struct store_link_origin origin;
    enum store_link_state state; /* of a domain that is new */
    struct str reason;
    int64_t now_ms;
    struct write
        *write; /* the command, which seals domains; NULL: they are sealed as found, later */
};

/* Writes links that are new and ends those that are gone. *changed: a domain is new. */
enum rc links_write(struct db *db, struct arena *a, const struct links_put *put, bool *changed,
                    struct err *e) MUST_USE;

/* The same for what is no article; fills state and reason. meant: the owner has named the links, and their
 * domains need not wait (again). */
enum rc links_note(struct write *w, struct links_put *put, bool meant, bool *changed) MUST_USE;

/* A database from before the ledger: the links of every revision, approved as they are found. Inside the
 * migration's transaction, before seal_found. */
enum rc links_found(struct db *db, struct err *e) MUST_USE;

#endif

/* What the files of the store share: its two structs, and what a command may use.
 *
 * Struct store: path and plan are set before any thread starts; mutex guards queue, closing and
 * commits; writer (the connection) belongs to the writer thread while that runs. */
#ifndef LOA_STORE_STORE_INTERNAL_H
#define LOA_STORE_STORE_INTERNAL_H

#include "base/vec.h"
#include "store/postings.h"
#include "store/store.h"
#include "store/store_index_cache.h"
#include "store/store_signed.h"
#include "store/store_stmt.h"

#include <pthread.h>

enum {
    STORE_COMMAND_MAX_BYTES = 48 << 20, /* deep copy of one command: an article of the largest size
                                           with its index tokens */
    STORE_GROUP_MAX = 256,              /* commands of one commit: bounds how long one waits */
    STORE_GROUP_READERS_MAX = 2048,     /* of readers' commands alone: microseconds each */
    STORE_SECTION_DEPTH_MAX = 16,       /* a section and those above it */
    STORE_CHANGES_KEPT = 65536,         /* older changes are forgotten, and told as "all" */
    STORE_SEARCH_TERMS_MAX = 160,       /* of one search; each may take 36 KB while it runs */
};

/* A command on its way: the copy, who waits for it, and its answer. */
struct store_job {
    struct store_job *next;
    struct arena arena; /* holds the copy, the job itself excepted */
    struct store_command command;
    bool has_video;             /* of put_article: the copy leaves the body out */
    struct str story_signature; /* the same */
    struct str story_source;
    struct link *links; /* the same */
    size_t links_n;
    store_done *done;
    void *ctx;
    enum rc rc;
    struct store_result result;
    struct err err;
};

/* What the writer has gathered for the search index; the writer thread's (store_write_search.c). */
struct search_writer {
    struct postings_batch now;  /* of this group, for the index in use */
    struct postings_batch next; /* for the index that is being built here */
    int64_t now_index;          /* 0: not asked yet in this group */
    int64_t next_index;         /* 0: none is being built here */
    bool next_known;            /* in this group nobody else has begun another */
    bool next_written;          /* a segment of it stands in this group */
    size_t next_n;              /* of next when the group began */
    uint64_t bytes;             /* written for the index in use in this group */
};

/* What entries are signed with; the writer thread's, set before it starts (store_write_seal.c). */
struct seal_writer {
    const char *path; /* of the database */
    int64_t key_no;   /* 0: there is no key to sign with */
    struct sign_secret secret;
};

/* The public keys of a chain in their order, as far as each vouches for the next. */
struct seal_keys {
    struct sign_public keys[STORE_SEAL_KEYS_MAX];
    size_t n;
};

struct store {
    char *path;
    bool read_only; /* made by a newer Loa: set before the thread starts */
    bool bulk;      /* every group is relaxed */
    bool relaxed;   /* the writer thread's: this group is, as it only builds an index */
    bool faulty;    /* connections go through store_fault.c */
    struct fault_plan plan;
    struct db writer;
    struct search_writer search;
    struct seal_writer seals;
    struct seal_keys keys; /* at opening; each reader begins with a copy */
    struct signed_entries *signed_entries;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    struct store_job *first; /* the queue */
    struct store_job *last;
    size_t queued;
    bool closing;
    uint64_t commits;
};

enum { STORE_SECTIONS_KNOWN = 256 }; /* whose words a reader remembers; 40 bytes each */

struct sealed_section {
    int64_t id; /* 0: this place is empty */
    struct hash_content words;
};

struct store_reader {
    struct db db;
    struct sealed_section sections[STORE_SECTIONS_KNOWN];
    struct seal_keys keys;
    struct signed_entries *signed_entries; /* the store's */
    struct index_cache cache;              /* of the read transaction it is in */
};

/* ---- for tests ---- */

/* Groups committed so far. */
uint64_t store_commits(struct store *st);
/* Reads the whole database on a connection of its own: RC_OK or RC_CORRUPT. */
enum rc store_check(struct store *st, struct err *e) MUST_USE;
/* True when the planned fault (store_options.fail_at_query) has fired. */
bool store_fault_fired(const struct store *st);

/* ---- store_open.c ---- */

enum rc store_connect(struct store *st, struct engine_open options, struct engine **out,
                      struct err *e) MUST_USE;

/* ---- store_migrate.c ---- */

/* Brings the database to SCHEMA_VERSION, in one transaction and after a copy of it, PATH.before-N; on
 * failure nothing has changed. RC as for store_open. */
enum rc store_migrate(struct store *st, bool create, struct err *e) MUST_USE;

/* ---- store_writer.c ---- */

/* Starts the writer thread on st->writer. RC_IO. */
enum rc store_writer_start(struct store *st, struct err *e) MUST_USE;
/* Lets it finish the queue and ends it. */
void store_writer_stop(struct store *st);

/* ---- store_copy.c ---- */

/* Copies c deeply into job->arena. RC_NOMEM. */
enum rc store_command_copy(struct store_job *job, const struct store_command *c) MUST_USE;

/* ---- commands: store_write_*.c ---- */

/* What a command runs with: on the writer thread, inside its savepoint. */
struct write {
    struct db *db;
    struct search_writer *search;
    struct seal_writer *seals;
    struct arena *arena; /* the job's; for what lives as long as the command */
    const struct store_job *job;
    struct store_result *result;
    struct err *e;
};

/* Runs the job's command. */
enum rc store_write(struct write *w) MUST_USE;

enum rc write_put_section(struct write *w, const struct store_put_section *put) MUST_USE;
enum rc write_put_article(struct write *w, const struct store_put_article *put) MUST_USE;
enum rc write_put_story(struct write *w, const struct store_put_story *put) MUST_USE;
enum rc write_withdraw(struct write *w, const struct store_withdraw *withdraw) MUST_USE;
enum rc write_reindex(struct write *w, const struct store_reindex *reindex) MUST_USE;
enum rc write_import_comments(struct write *w, const struct store_import_comments *in) MUST_USE;
enum rc write_add_comment(struct write *w, const struct store_add_comment *add) MUST_USE;
enum rc write_moderate(struct write *w, const struct store_moderate *moderate) MUST_USE;
enum rc write_react(struct write *w, const struct store_react *react) MUST_USE;
enum rc write_flush(struct write *w, const struct store_flush *flush) MUST_USE;
enum rc write_put_creative(struct write *w, const struct store_creative *creative) MUST_USE;
enum rc write_remove_creative(struct write *w, const int64_t *id) MUST_USE;
enum rc write_put_media(struct write *w, const struct store_media *media) MUST_USE;
enum rc write_put_media_origin(struct write *w, const struct store_media_origin *origin) MUST_USE;
enum rc write_put_feed(struct write *w, const struct store_feed *feed) MUST_USE;
enum rc write_set_feed_state(struct write *w, const struct store_feed_state *state) MUST_USE;
enum rc write_set_feed_hub(struct write *w, const struct store_feed_hub *hub) MUST_USE;
enum rc write_set_feed_due(struct write *w, const int64_t *feed_id) MUST_USE;
enum rc write_set_feed_logo(struct write *w, const struct store_feed_logo *logo) MUST_USE;
enum rc write_set_feed_name(struct write *w, const struct store_feed_name *name) MUST_USE;
enum rc write_remove_feed(struct write *w, const int64_t *feed_id) MUST_USE;
enum rc write_put_feed_item(struct write *w, const struct store_feed_item *item) MUST_USE;
enum rc write_add_feed_event(struct write *w, const struct store_feed_event *event) MUST_USE;
enum rc write_add_redirects(struct write *w, const struct store_add_redirects *add) MUST_USE;
enum rc write_add_place_redirects(struct write *w,
                                  const struct store_add_place_redirects *add) MUST_USE;
enum rc write_set_redirect(struct write *w, const struct store_set_redirect *set) MUST_USE;
enum rc write_remove_redirect(struct write *w, const struct store_remove_redirect *remove) MUST_USE;
enum rc write_put_register(struct write *w, const struct store_put_register *put) MUST_USE;
enum rc write_prune_register(struct write *w, const int64_t *unused) MUST_USE;
enum rc write_decide(struct write *w, const struct store_decide *decide) MUST_USE;
enum rc write_note_links(struct write *w, const struct store_note_links *note) MUST_USE;
enum rc write_decide_links(struct write *w, const struct store_decide_links *decide) MUST_USE;
enum rc write_set(struct write *w, const struct store_set *set) MUST_USE;
enum rc write_seal_file(struct write *w, const struct store_seal_file *file) MUST_USE;
enum rc write_new_key(struct write *w, const struct store_new_key *key) MUST_USE;
enum rc write_change_account(struct write *w, const struct store_change_account *c) MUST_USE;
enum rc write_change_session(struct write *w, const struct store_change_session *c) MUST_USE;
enum rc write_set_author_key(struct write *w, const struct store_set_author_key *set) MUST_USE;
enum rc write_sign_article(struct write *w, const struct store_sign_article *sign) MUST_USE;
enum rc write_note(struct write *w, const struct store_note *note) MUST_USE;

/* What the index is told of an article. */
struct search_put {
    int64_t article_id;
    int64_t section_id;
    int64_t listed_ms;
    struct store_terms terms;
};

/* Runs a statement whose one parameter is an id. */
enum rc write_id(struct write *w, enum statement id, int64_t key) MUST_USE;

/* Puts an article's terms into the index in the place of those it had; or sets its time there. */
enum rc write_search(struct write *w, const struct search_put *put) MUST_USE;
enum rc write_search_listed(struct write *w, int64_t article_id, int64_t listed_ms) MUST_USE;

/* Around the commands of a group and each of them, on the writer thread. job_end and group_end stand
 * inside the transaction and outside savepoints; after a job's savepoint or the transaction was
 * undone comes job_undo or group_undo. */
struct search_mark {
    size_t now_n;
    size_t next_n;
};
void search_group_begin(struct search_writer *s);
void search_job_begin(const struct search_writer *s, struct search_mark *mark);
enum rc search_job_end(struct db *db, struct search_writer *s, struct err *e) MUST_USE;
void search_job_undo(struct search_writer *s, const struct search_mark *mark);
/* Writes what the group has gathered, and does a bounded part of merging and removing. */
enum rc search_group_end(struct db *db, struct search_writer *s, struct err *e) MUST_USE;
void search_group_undo(struct search_writer *s);
void search_writer_release(struct search_writer *s);

/* What stories are told of an article. */
struct story_put {
    int64_t article_id;
    int64_t listed_ms; /* CLOCK_NONE: withdrawn */
    int64_t order_ms;
    int64_t now_ms;
    struct str source;
    struct str signature;
};

/* Compares an article with the others, in the place of what it was before; or lets it go and come
 * back. */
enum rc write_story(struct write *w, const struct story_put *put) MUST_USE;
enum rc write_story_listed(struct write *w, int64_t article_id, int64_t listed_ms,
                           int64_t now_ms) MUST_USE;

/* The keys under which an article of that time is found by others like it (story_term), as a JSON list
 * of key * 64 + weight, in a; looking: also of the spans of days around it. */
struct signature;
struct str story_keys(struct arena *a, const struct signature *s, int64_t at_ms, bool looking);

/* A row of article as commands need it. */
struct article_state {
    int64_t id; /* 0: there is none */
    int64_t section_id;
    int64_t revision;
    struct hash_content put_hash;
    int64_t order_ms;
    int64_t listed_ms;
    int64_t withdrawn_ms;
    bool aggregated;
    bool comments_closed;
};

/* RC_OK with out->id 0 when there is no such article. */
enum rc write_article_state(struct write *w, int64_t id, struct article_state *out) MUST_USE;
/* Adds the row of a comment that has been checked. */
enum rc write_comment_row(struct write *w, const struct store_add_comment *add,
                          int64_t *id) MUST_USE;
/* After comments of an article changed: its count, its tag, the result. */
enum rc write_settle_comments(struct write *w, int64_t article_id) MUST_USE;
/* Sets result->counts and parent_article_id. */
enum rc write_result_counts(struct write *w, int64_t article_id) MUST_USE;

/* Replaces the labels (tags, topics, people) of an article and keeps their counts. */
enum rc write_labels(struct write *w, int64_t article_id, const struct article *art,
                     int64_t listed_ms) MUST_USE;
/* Takes them out of lists (CLOCK_NONE) or puts them back. */
enum rc write_labels_listed(struct write *w, int64_t article_id, int64_t listed_ms) MUST_USE;

/* ---- change log: store_change.c ---- */

/* Leaves the tag "kind:id", or "kind" when id is 0. */
enum rc change_add(struct write *w, const char *kind, int64_t id) MUST_USE;
/* Leaves section:ID for a section and all above it. */
enum rc change_sections(struct write *w, int64_t section_id) MUST_USE;
/* Leaves tag:ID, topic:ID, person:ID of what article_id carries now. */
enum rc change_labels(struct write *w, int64_t article_id) MUST_USE;
/* Leaves everything that shows article id: article, its sections, labels, site. */
enum rc change_article(struct write *w, int64_t id, int64_t section_id) MUST_USE;

/* ---- rows that several readers share: store_read_row.c ---- */

/* Fills out from a row whose first columns are CARD_VIEWS_*. */
void row_card(const struct stmt *q, struct arena *a, struct store_card *out);
/* The same for a list: NULL, and an ALARM in the log, when the row is not what was sealed; or out of
 * memory, which cards->arena tells. */
bool row_body_sealed(struct store_reader *r, struct stmt *q); /* of SEARCH_BODIES_* */
/* RC_DENIED when a setting is not as its last entry says: has another value than this, or (NULL) is not there. */
enum rc read_setting_sealed(struct store_reader *r, struct str name, const struct str *value,
                            struct err *e) MUST_USE;
/* Of a label: its columns id, kind, name and slug stand from first on, its entry's from entry on. */
bool row_label_sealed(struct store_reader *r, struct stmt *q, int first, int entry);
bool row_comment_sealed(struct store_reader *r, struct stmt *q); /* of COMMENTS_SHOWN_* */
struct store_card *row_card_listed(struct store_reader *r, struct stmt *q, struct vec *cards);
/* Fills out from a row of COUNTS_*. */
void row_counts(const struct stmt *q, struct store_article_counts *out);
/* RC_NOMEM when the arena has failed, else rc. */
enum rc read_result(enum rc rc, const struct arena *a, struct err *e) MUST_USE;
/* A list of ids as one parameter: a JSON array in a. */
struct str read_ids_as_json(struct arena *a, const int64_t *ids, size_t ids_n);
/* True for limits that store.h allows. */
bool read_limit_valid(int64_t limit, int64_t offset);

#endif

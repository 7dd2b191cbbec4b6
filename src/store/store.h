/* The store: everything a site remembers, behind values. The only place with SQL.
 *
 * One writer thread takes commands from a bounded queue and commits them in groups; what a command
 * was answered RC_OK for survives kill -9 and power loss (design.md §5). Readers are opened one per
 * thread, see only committed state, and never wait for the writer.
 * Threads: struct store may be shared; a struct store_reader belongs to one thread.
 * Values read are copied into the caller's arena. Absent text is "", absent time CLOCK_NONE, absent
 * id 0. Every function that fails fills *e (may be NULL) with words for the operator. */
#ifndef LOA_STORE_STORE_H
#define LOA_STORE_STORE_H

#include "article/article.h"
#include "base/err.h"
#include "base/hash.h"
#include "store/store_account.h"
#include "store/store_author.h"
#include "store/store_exchange.h"
#include "store/store_feed.h"
#include "store/store_links.h"
#include "store/store_media.h"
#include "store/store_redirect.h"
#include "store/store_register_put.h"
#include "store/store_seal.h"

struct store;
struct store_reader;

enum {
    STORE_QUEUE_MAX = 4096, /* commands waiting; more is RC_BUSY, told to the reader as 503 */
    STORE_LIST_MAX = 200,   /* cards of one list query */
    STORE_VIEWS_LOGGED_MIN = 1000, /* articles of one flush whose views are logged */
    STORE_VIEW_LOG_ROWS = 60,      /* a minute of flushes */
    STORE_MOST_READ_ROWS = 20000,  /* an article and a day each: some 10 ms to sum */
    STORE_HITS_MAX = 1000,         /* hits of one search: what is counted exactly */
    STORE_COMMENT_MAX_CP = 3000,   /* text of one comment */
    STORE_NAME_MAX_CP = 80,        /* name under a comment */
};

struct store_options {
    bool create;            /* make the database when it is not there */
    uint64_t fail_at_query; /* tests: the k-th statement from opening on fails once (store_fault.c);
                                0 = never */
    bool
        any_key; /* open though the key is not the one that the chain ends with (loa verify): what is
                     written then has no seal and is refused */
    bool new_key; /* the key is lost: make another and say so in the chain (loa key replace) */
    bool bulk;    /* what store_run answers survives kill -9, and the loss of power only after
                     store_settle: for work that is done again when it did not end (loa import) */
};

/* Opens the database file at path and migrates it to this program's schema, in one transaction that is
 * tried before it is committed; a copy of the former database stays as PATH.before-N. When that fails
 * the database is as it was, and the former program goes on with it.
 * A database of a newer Loa that says that this one can read it is opened to be read: store_read_only.
 * RC_NOTFOUND (not there and !create), RC_CORRUPT (not a database, or integrity is broken),
 * RC_CONFLICT (made by a newer Loa, which has changed what this one reads), RC_DENIED (another key, store_seal.h), RC_IO, RC_NOMEM. The caller closes *out. */
enum rc store_open(const char *path, struct store_options options, struct store **out,
                   struct err *e) MUST_USE;

/* Finishes the queued commands, stops the writer and closes. NULL is harmless. All readers must
 * have been closed. */
void store_close(struct store *st);

/* What was answered until now survives the loss of power, bulk or not. RC_IO. */
enum rc store_settle(struct store *st, struct err *e) MUST_USE;

/* True when a newer Loa made the database: whatever would write is answered RC_CONFLICT. */
bool store_read_only(const struct store *st);

/* Opens a reader for the calling thread. RC_IO, RC_NOMEM. */
enum rc store_reader_open(struct store *st, struct store_reader **out, struct err *e) MUST_USE;
void store_reader_close(struct store_reader *r);

/* Statements this reader has run since it was opened, but those that fetch rows of the search index;
 * for the tests of queries per page. */
uint64_t store_reader_queries(const struct store_reader *r);

/* ---- sections, people, tags, topics ---- */

struct store_section {
    int64_t id;
    int64_t parent_id; /* 0: top of the tree */
    struct str name;
    struct str slug; /* unique in the site */
    int64_t position;
};

/* All sections in tree order (parents before children, by position); one query. */
enum rc store_sections(struct store_reader *r, struct arena *a, struct store_section **out,
                       size_t *out_n, struct err *e) MUST_USE;

enum store_label_kind { STORE_LABEL_TAG, STORE_LABEL_TOPIC, STORE_LABEL_PERSON };

/* A tag, a topic or a contributor. */
struct store_label {
    int64_t id;
    struct str name;
    struct str slug;  /* unique in its kind */
    int64_t articles; /* carrying it that are listed now; 0 where store_article names it */
};

/* RC_NOTFOUND when there is none; one whose articles are all scheduled or withdrawn is there, with
 * 0 articles. */
enum rc store_label_by_slug(struct store_reader *r, struct arena *a, enum store_label_kind kind,
                            struct str slug, int64_t now_ms, struct store_label *out,
                            struct err *e) MUST_USE;

/* The labels of a kind with most listed articles first, at most limit (<= STORE_LIST_MAX); those
 * with none are left out. */
enum rc store_labels(struct store_reader *r, struct arena *a, enum store_label_kind kind,
                     int64_t now_ms, int64_t limit, struct store_label **out, size_t *out_n,
                     struct err *e) MUST_USE;

/* Those whose slug begins so, with most articles first: of the first 200 in order of the slug. */
enum rc store_labels_like(struct store_reader *r, struct arena *a, enum store_label_kind kind,
                          struct str slug_begins, int64_t now_ms, int64_t limit,
                          struct store_label **out, size_t *out_n, struct err *e) MUST_USE;

/* ---- articles ---- */

enum store_article_state { STORE_ARTICLE_PUBLISHED, STORE_ARTICLE_WITHDRAWN };

/* What a list shows of an article. */
struct store_card {
    int64_t id;
    struct str slug;
    struct str section_name;
    struct str section_slug;
    struct str title;
    struct str kicker;
    struct str excerpt;
    int64_t published_ms; /* the article's own word; CLOCK_NONE: it gives none, so show none */
    int64_t listed_ms;    /* never absent: the time lists order it by and show it from */
    int64_t updated_ms;
    struct str picture; /* media path, "" = none */
    struct str picture_alt;
    int64_t picture_width_px; /* 0 = unknown */
    int64_t picture_height_px;
    bool has_video;
    bool aggregated;
    bool featured;
    struct str source_name;
    struct str sponsor; /* not empty: sponsored */
    int64_t views;      /* in the period asked for, for most-read lists; else of all time */
    int64_t comments;   /* approved */
    int64_t story_id;   /* 0: alone; else of the story it belongs to (store_story.h) */
    int64_t story_articles;
    int64_t story_sources; /* different papers that tell it */
    int64_t feeds;         /* that carry this very article now (store_feed.h) */
};

struct store_person_credit {
    struct store_label person;
    enum article_role role;
};

/* An article whole. */
struct store_article {
    struct store_card card;
    enum store_article_state state;
    int64_t section_id;
    struct article article;             /* parsed from the current revision */
    int64_t revision;                   /* number, from 1 */
    struct store_person_credit *people; /* in order of the byline */
    size_t people_n;
    struct store_label *tags;
    size_t tags_n;
    struct store_label *topics;
    size_t topics_n;
};

/* One article by id, withdrawn ones too (state tells). A constant number of queries.
 * RC_NOTFOUND, RC_CORRUPT (the stored body does not parse). */
enum rc store_article_by_id(struct store_reader *r, struct arena *a, int64_t id,
                            struct store_article *out, struct err *e) MUST_USE;

/* The same for a page that readers see, in the same queries: RC_NOTFOUND also before its time, and
 * RC_DENIED, with what is wrong in *e, when row or text are not what the article's last seal says
 * (store_article_verify). */
struct store_shown_ask {
    int64_t id;
    int64_t now_ms;
};
enum rc store_article_shown(struct store_reader *r, struct arena *a, struct store_shown_ask ask,
                            struct store_article *out, struct err *e) MUST_USE;

/* Lists of published articles whose time has come (listed_ms <= now_ms), by listed_ms, newest first
 * unless said otherwise. key is the id the kind needs. */
enum store_list_kind {
    STORE_LIST_NEWEST,  /* all, sponsored ones excluded */
    STORE_LIST_SECTION, /* key: section, its descendants included */
    STORE_LIST_TOPIC,   /* key: topic */
    STORE_LIST_PERSON,  /* key: person */
    STORE_LIST_TAG,     /* key: tag */
    STORE_LIST_FEATURED,
    STORE_LIST_VIDEO,
    STORE_LIST_SPONSORED,
    STORE_LIST_MOST_READ, /* most views on days from_day.. to now, then newest; key: 0 or section */
    STORE_LIST_RELATED,   /* key: article; hand-picked first in their order, then the most alike by
                             their words but no copies of it, then by number of shared topics and
                             tags, then newest; not the article itself */
    STORE_LIST_STORY,     /* key: story (store_story.h) */
    STORE_LIST_SAME_STORY,   /* key: article; of its story; not itself */
    STORE_LIST_SAME_TOPIC,   /* key: article; carrying one of its topics; not itself */
    STORE_LIST_SAME_AUTHOR,  /* key: article; by one of its authors; not itself */
    STORE_LIST_SAME_SECTION, /* key: article; not itself */
};

struct store_list_query {
    enum store_list_kind kind;
    int64_t key;
    int64_t from_day; /* clock_day number, for most-read */
    int64_t now_ms;
    int64_t limit;  /* 1 to STORE_LIST_MAX */
    int64_t offset; /* >= 0 */
};

/* One query. */
enum rc store_list(struct store_reader *r, struct arena *a, struct store_list_query q,
                   struct store_card **out, size_t *out_n, struct err *e) MUST_USE;
/* Whether a list of that kind is of what stands around one article, q.key. */
bool store_list_is_around(enum store_list_kind kind);
/* The ids of such a list's articles, in its order, for who remembers cards. One that is not as it was sealed
 * is among them, and not among the cards of store_cards. */
enum rc store_list_ids(struct store_reader *r, struct arena *a, struct store_list_query q,
                       int64_t **out, size_t *out_n, struct err *e) MUST_USE;

/* How many articles q would give without limit and offset. One query. */
enum rc store_list_count(struct store_reader *r, struct store_list_query q, int64_t *out,
                         struct err *e) MUST_USE;

/* Whether a most-read list of q's days is summed of so many rows (STORE_MOST_READ_ROWS) that it had
 * better not be asked for often: some tenths of a second at a hundred thousand articles read a day. */
enum rc store_most_read_is_large(struct store_reader *r, struct store_list_query q, bool *out,
                                 struct err *e) MUST_USE;

/* Cards of the given sections (with descendants), newest per_section each, in one query; out[i]
 * belongs to section_ids[owner[i]]. For the section blocks of a home page. */
enum rc store_list_sections(struct store_reader *r, struct arena *a, const int64_t *section_ids,
                            size_t section_ids_n, int64_t per_section, int64_t now_ms,
                            struct store_card **out, size_t **owner, size_t *out_n,
                            struct err *e) MUST_USE;

/* From begin to end a reader sees one state of the store, and reads faster. Not nested. RC_IO. */
enum rc store_read_begin(struct store_reader *r, struct err *e) MUST_USE;
void store_read_end(struct store_reader *r);

/* Terms of the search index: numbers below 2^44 and not 0, each once. The lowest bit is set in those
 * of the head and clear in those of everything (floor text, terms.h). */
struct store_terms {
    const uint64_t *keys;
    size_t n;
};

/* Full-text match over the terms that floor text makes (never over raw queries). Newest first in the
 * order of indexing, which `loa job SITE reindex` makes that of publication; reading stops at limit,
 * so that common words cost no more than rare ones. */
struct store_search_query {
    bool head;                     /* only titles, tags and people; else everything */
    struct store_terms all;        /* each must be there; the lowest bit clear, here and in none */
    const struct store_terms *any; /* of each one must be there */
    size_t any_n;
    const struct store_terms *none; /* of none all may be there */
    size_t none_n;
    const int64_t *section_ids; /* directly in one of them; none: anywhere */
    size_t section_ids_n;
    int64_t from_ms;  /* published at or after; CLOCK_NONE: since ever */
    int64_t until_ms; /* and before; CLOCK_NONE: until now */
    int64_t now_ms;
    int64_t limit; /* 1 to STORE_HITS_MAX */
    int64_t offset;
    uint64_t
        *work_left; /* NULL, or rows of the index that may still be read: counted down by them */
    bool *cut; /* NULL, or set when it was too much work: what is found is only the newest of it */
    bool *building; /* NULL, or set when the index does not know all articles yet */
};
struct store_hit {
    int64_t article_id;
    int64_t section_id;
    int64_t listed_ms;
    int64_t doc; /* what the index calls it in this read transaction */
};
/* RC_LIMIT; RC_CORRUPT: the index is damaged and is to be built anew (store_reindex). */
enum rc store_search(struct store_reader *r, struct arena *a, struct store_search_query q,
                     struct store_hit **out, size_t *out_n, struct err *e) MUST_USE;

/* Hits that were found in this read transaction (store_read_begin), by their docs, at most
 * STORE_HITS_MAX, and groups of terms of which they may have some, at most 32. */
struct store_marks {
    const int64_t *docs;
    size_t docs_n;
    const struct store_terms *groups;
    size_t groups_n;
    uint64_t *work_left; /* as in store_search_query; when it is used up the rest is not marked */
};
/* bits[i]: bit k is set when docs[i] has one of the terms of groups[k]. */
enum rc store_search_marks(struct store_reader *r, struct store_marks q, uint32_t *bits,
                           struct err *e) MUST_USE;

/* What ranking looks at. */
struct store_head {
    int64_t id;
    struct str title;
    struct str excerpt;
};
/* Of the given ids, at most STORE_HITS_MAX, in their order; ids that are not there are left out. */
enum rc store_heads(struct store_reader *r, struct arena *a, const int64_t *ids, size_t ids_n,
                    struct store_head **out, size_t *out_n, struct err *e) MUST_USE;
/* Cards of the given ids, at most STORE_LIST_MAX, in their order. */
enum rc store_cards(struct store_reader *r, struct arena *a, const int64_t *ids, size_t ids_n,
                    struct store_card **out, size_t *out_n, struct err *e) MUST_USE;

/* An article's current revision as it is kept: Article JSON. */
struct store_source {
    int64_t id;
    int64_t revision;
    int64_t listed_ms; /* CLOCK_NONE: withdrawn */
    struct str body_json;
};
/* Of the given ids, at most STORE_LIST_MAX, in their order; revision and listed_ms are not read. */
enum rc store_bodies(struct store_reader *r, struct arena *a, const int64_t *ids, size_t ids_n,
                     struct store_source **out, size_t *out_n, struct err *e) MUST_USE;

/* Where reading the sources of an index has come to; zeros begin. */
struct store_source_place {
    bool listed; /* the withdrawn ones are done */
    int64_t listed_ms;
    int64_t id;
};
/* The next articles in the order of publication, at most limit; none: that was all. Moves *place. */
enum rc store_sources(struct store_reader *r, struct arena *a, struct store_source_place *place,
                      int64_t limit, struct store_source **out, size_t *out_n,
                      struct err *e) MUST_USE;
/* Articles that have changed since STORE_REINDEX_START and were not put into the new index since. */
enum rc store_sources_changed(struct store_reader *r, struct arena *a, int64_t limit,
                              struct store_source **out, size_t *out_n, struct err *e) MUST_USE;

/* True when the index was whole when it came into use, is none of an older Loa's, and gives the newest
 * article it should know. A few cheap queries: for when nothing was found. */
enum rc store_search_answers(struct store_reader *r, bool *answers, struct err *e) MUST_USE;
/* The same, and that it knows as many articles as there are. */
enum rc store_search_whole(struct store_reader *r, bool *whole, struct err *e) MUST_USE;

/* Every published article in id order, for sitemaps and exports: at most limit with id > after_id.
 * since_ms, unless CLOCK_NONE: only those that say themselves that they were published since, newest first.
 * What is not as it was sealed is logged, and withheld: of it there is the id alone. */
struct store_sitemap_entry {
    int64_t id;
    bool withheld;
    struct str section_slug;
    struct str slug;
    struct str title;
    int64_t published_ms; /* CLOCK_NONE: the article gives none */
    int64_t updated_ms;
};
enum rc store_sitemap(struct store_reader *r, struct arena *a, int64_t after_id, int64_t since_ms,
                      int64_t now_ms, int64_t limit, struct store_sitemap_entry **out,
                      size_t *out_n, struct err *e) MUST_USE;

/* The published-article count, the highest id, and the newest updated or listed time. */
struct store_totals {
    int64_t articles;
    int64_t max_article_id;
    int64_t newest_ms;
};
enum rc store_totals(struct store_reader *r, int64_t now_ms, struct store_totals *out,
                     struct err *e) MUST_USE;

/* The earliest listed_ms after now_ms (scheduled articles), CLOCK_NONE if there is none. */
enum rc store_next_publication(struct store_reader *r, int64_t now_ms, int64_t *out,
                               struct err *e) MUST_USE;

/* The id of the article that has this import key (store_put_article.import_keys). RC_NOTFOUND. */
enum rc store_article_by_import_key(struct store_reader *r, struct str key, int64_t *id,
                                    struct err *e) MUST_USE;

/* The import keys of an article, in byte order; none for one that is not there. */
enum rc store_import_keys(struct store_reader *r, struct arena *a, int64_t article_id,
                          struct article_texts *out, struct err *e) MUST_USE;

/* ---- comments and reactions ---- */

enum store_comment_state { STORE_COMMENT_PENDING, STORE_COMMENT_APPROVED, STORE_COMMENT_REJECTED };

struct store_comment {
    int64_t id;
    int64_t article_id;
    int64_t parent_id; /* 0: not a reply */
    struct str name;
    struct str text;
    int64_t created_ms;
    enum store_comment_state state;
    struct str article_title; /* in the queue listing only */
    struct str sender;        /* hex of the sender's tag, for banning; in the queue listing only */
};

/* Approved comments of an article, oldest first, replies after their parent; at most limit. */
enum rc store_comments(struct store_reader *r, struct arena *a, int64_t article_id, int64_t limit,
                       struct store_comment **out, size_t *out_n, struct err *e) MUST_USE;

/* The moderation queue: comments in a state, oldest first; at most limit. */
enum rc store_comment_queue(struct store_reader *r, struct arena *a, enum store_comment_state state,
                            int64_t limit, struct store_comment **out, size_t *out_n,
                            struct err *e) MUST_USE;

/* X(constant, form value); the words shown are floor page's */
#define STORE_REACTION_TABLE(X)                                                                    \
    X(REACTION_EXCELLENT, "rat-hay")                                                               \
    X(REACTION_LIKE, "thich")                                                                      \
    X(REACTION_FUN, "giai-tri")                                                                    \
    X(REACTION_IMPROVE, "can-cai-thien")

enum store_reaction {
#define X(name, value) name,
    STORE_REACTION_TABLE(X)
#undef X
        STORE_REACTION_COUNT,
};

/* ---- counters ---- */

struct store_article_counts {
    int64_t article_id;
    int64_t views; /* by people */
    int64_t comments;
    int64_t reactions[STORE_REACTION_COUNT];
};

/* Counters of the articles with id > after_id in id order, at most limit (any size); for filling
 * floor live at start. */
enum rc store_counts(struct store_reader *r, struct arena *a, int64_t after_id, int64_t limit,
                     struct store_article_counts **out, size_t *out_n, struct err *e) MUST_USE;

/* Counters of one article; zeros when it has none yet. */
enum rc store_counts_of(struct store_reader *r, int64_t article_id,
                        struct store_article_counts *out, struct err *e) MUST_USE;

struct store_day {
    int64_t day; /* clock_day number */
    int64_t visits;
    int64_t views;
    int64_t robot_views;
};

/* The days from from_day to to_day that have figures, in order; one query. */
enum rc store_days(struct store_reader *r, struct arena *a, int64_t from_day, int64_t to_day,
                   struct store_day **out, size_t *out_n, struct err *e) MUST_USE;

/* Sums by calendar month since the beginning: year*100+month in day. */
enum rc store_months(struct store_reader *r, struct arena *a, struct store_day **out, size_t *out_n,
                     struct err *e) MUST_USE;

/* Visits, views and robot views of all time. */
enum rc store_days_total(struct store_reader *r, struct store_day *out, struct err *e) MUST_USE;

/* Views by section since from_day, most first; name and slug in label, views in label.articles. */
enum rc store_section_views(struct store_reader *r, struct arena *a, int64_t from_day,
                            int64_t limit, struct store_label **out, size_t *out_n,
                            struct err *e) MUST_USE;

/* A visitor that may still be on a visit: the keyed hash of floor live and when it was last seen. */
struct store_visitor {
    uint64_t tag;
    int64_t seen_ms;
};
enum rc store_visitors(struct store_reader *r, struct arena *a, int64_t since_ms,
                       struct store_visitor **out, size_t *out_n, struct err *e) MUST_USE;

/* ---- creatives (banners, occasion banner, sponsored slots) ---- */

struct store_creative {
    int64_t id;
    struct str slot;    /* "occasion", "top", "side", "inline", "bottom", "sponsored" */
    struct str picture; /* media path */
    int64_t picture_width_px;
    int64_t picture_height_px;
    struct str alt;
    struct str link;       /* "" = not a link */
    struct str title;      /* shown under the picture in slot "sponsored"; may be empty */
    int64_t from_ms;       /* CLOCK_NONE = since ever */
    int64_t until_ms;      /* CLOCK_NONE = for ever; not shown at until_ms itself */
    int64_t weight;        /* >= 1: share among those running in the slot */
    struct str brought_by; /* putting only: who brings its link, for the ledger */
    int64_t put_ms;        /* putting only: when */
    bool link_meant;       /* putting only: the owner has named it; its domain need not wait */
    int64_t impressions;
    int64_t clicks;
};

/* All creatives, by slot and id; one query. */
enum rc store_creatives(struct store_reader *r, struct arena *a, struct store_creative **out,
                        size_t *out_n, struct err *e) MUST_USE;

/* ---- settings, media, changes ---- */

/* A setting or secret of the site by name. RC_NOTFOUND. */
enum rc store_setting(struct store_reader *r, struct arena *a, struct str name, struct str *out,
                      struct err *e) MUST_USE;

struct store_media {
    struct str path;  /* "ab/cdef….webp" under media/, named by content */
    struct str type;  /* "image/webp" */
    int64_t width_px; /* 0 for what has none */
    int64_t height_px;
    int64_t size_bytes;
    struct str
        files; /* a line for each of its files: "NAME HASH\n" (media_files_add); "" = not known */
};
/* RC_NOTFOUND. Not verified: store_named_row_verify. */
enum rc store_media_by_path(struct store_reader *r, struct arena *a, struct str path,
                            struct store_media *out, struct err *e) MUST_USE;

/* What has changed since a change number: tags such as "article:42", "section:7", "site". Before the
 * tags of a takedown stands "withdrawn:42". Commands of this and of other processes (loa import while the server runs) all leave them. */
struct store_change {
    int64_t seq;
    struct str tag;
};
/* Changes with seq > after_seq in order, at most limit; *last_seq is the newest number there is.
 * Cheap when nothing has changed. */
enum rc store_changes(struct store_reader *r, struct arena *a, int64_t after_seq, int64_t limit,
                      struct store_change **out, size_t *out_n, int64_t *last_seq,
                      struct err *e) MUST_USE;

/* ---- commands ---- */

/* Makes or changes a section; found by slug. */
struct store_put_section {
    struct str name;
    struct str slug;
    struct str parent_slug; /* "" = top; must exist */
    int64_t position;
};

/* Makes an article or a new revision of it. Identity: the article that has the first of
 * import_keys that any article has, else a new one; it gets those of the keys that nobody has. A put
 * whose content equals the current revision changes nothing else. */
struct store_put_article {
    const struct article *article;
    struct str body_json; /* article as Article JSON: what the revision keeps */
    struct article_texts import_keys;
    struct str section_slug; /* must exist */
    struct str slug;
    struct str excerpt;
    struct str picture; /* media path of the lead picture, "" = none */
    struct str picture_alt;
    int64_t *related_ids; /* hand-picked, in order */
    size_t related_ids_n;
    struct store_terms search; /* of everything; see article_terms.h */
    const struct facts *facts; /* of the register; NULL: none */
    int64_t listed_ms; /* orders the article in lists when it has no time of its own and is new */
    int64_t hold_ms;   /* aggregated: shown so long after its original at the earliest; the setting
                        STORE_HOLD_SETTING may say longer */
    int64_t now_ms;
    int64_t views; /* a new article begins with: it was read in another system */
    bool
        draft; /* a new article is withdrawn from its first moment; one that is there stays as it is */
    struct store_link_origin brought; /* who brings its links: for the ledger */
    /* with it, in the same step; article_id and now_ms are the article's */
    struct store_add_redirects moved;
    struct store_import_comments talk;
};

/* What an article is compared by, for articles put before the store kept it (STORE_PUT_ARTICLE makes it
 * itself); article_id 0: only lets in those whose time has come. */
struct store_put_story {
    int64_t article_id;
    struct str source;    /* article_source_key */
    struct str signature; /* article_signature */
    int64_t now_ms;
};

struct store_withdraw {
    int64_t article_id;
    bool withdrawn; /* false puts it back */
    int64_t now_ms;
};

/* Builds the search index anew beside the one in use: START, then a PUT for every article of
 * store_sources, MERGE as often as it changes anything, a PUT "again" for those of
 * store_sources_changed, then END, which puts it in the place of the old one, or answers RC_BUSY
 * while articles have changed that were not put again; then CLEAR as often as it changes anything.
 * START again, here or in another process, begins anew: whoever was building gets RC_CONFLICT. */
enum store_reindex_step {
    STORE_REINDEX_START,
    STORE_REINDEX_PUT,
    STORE_REINDEX_MERGE, /* a bounded part of making the new index compact; changed: there is more */
    STORE_REINDEX_END,
    STORE_REINDEX_CLEAR, /* a bounded part of removing what was replaced; changed: there is more */
};

struct store_reindex {
    enum store_reindex_step step;
    int64_t article_id; /* PUT: as in store_put_article, made from the source's revision */
    int64_t revision;
    bool again; /* PUT: it may be there already, or was noted as changed */
    struct store_terms search;
};

struct store_add_comment {
    int64_t article_id;
    int64_t parent_id; /* 0, or an approved top-level comment of the same article */
    struct str name;
    struct str text;
    int64_t created_ms;
    struct hash_content sender;     /* keyed hash of address and agent; banned senders: RC_DENIED */
    enum store_comment_state state; /* pending, or approved for sites without moderation */
};

struct store_moderate {
    int64_t comment_id;
    enum store_comment_state state;
    bool ban; /* also refuse what this sender writes from now on, and reject what of it waits */
    struct store_by by; /* for the audit; nobody: not noted */
    int64_t now_ms;
};

/* Sets, changes or (none) takes back a reader's reaction; one per reader and article. */
struct store_react {
    int64_t article_id;
    struct hash_content reader; /* keyed hash made by the site */
    bool none;
    enum store_reaction reaction;
    int64_t now_ms;
};

struct store_view_delta {
    int64_t article_id; /* 0: pages that are not articles */
    int64_t day;
    int64_t views;
};

struct store_creative_delta {
    int64_t creative_id;
    int64_t day;
    int64_t impressions;
    int64_t clicks;
};

/* Adds to counters, in one transaction. Unknown articles and creatives are passed over. The views of
 * many articles at once (STORE_VIEWS_LOGGED_MIN, ids ascending) are kept as they are, a row in the place
 * of thousands, and reach the counters with a later flush: after STORE_VIEW_LOG_ROWS such ones, or with
 * all_views. What is asked of the store meanwhile lacks them. */
struct store_flush {
    struct store_view_delta *views;
    size_t views_n;
    struct store_day *days; /* added to the day's figures */
    size_t days_n;
    struct store_creative_delta *creatives;
    size_t creatives_n;
    struct store_visitor *visitors; /* set seen_ms */
    size_t visitors_n;
    int64_t forget_visitors_before_ms; /* delete visitors not seen since */
    bool all_views;                    /* all views reach the counters now */
};

struct store_set {
    struct str name;
    struct str value;
};

/* X(constant, union member, type) */
#define STORE_COMMAND_TABLE(X)                                                                     \
    X(STORE_PUT_SECTION, put_section, struct store_put_section)                                    \
    X(STORE_PUT_ARTICLE, put_article, struct store_put_article)                                    \
    X(STORE_WITHDRAW, withdraw, struct store_withdraw)                                             \
    X(STORE_PUT_STORY, put_story, struct store_put_story)                                          \
    X(STORE_REINDEX, reindex, struct store_reindex)                                                \
    X(STORE_IMPORT_COMMENTS, import_comments, struct store_import_comments)                        \
    X(STORE_ADD_COMMENT, add_comment, struct store_add_comment)                                    \
    X(STORE_MODERATE, moderate, struct store_moderate)                                             \
    X(STORE_REACT, react, struct store_react)                                                      \
    X(STORE_FLUSH, flush, struct store_flush)                                                      \
    X(STORE_PUT_CREATIVE, put_creative, struct store_creative) /* id 0 = new */                    \
    X(STORE_REMOVE_CREATIVE, remove_creative, int64_t)                                             \
    X(STORE_PUT_MEDIA, put_media, struct store_media)                                              \
    X(STORE_PUT_MEDIA_ORIGIN, put_media_origin, struct store_media_origin)                         \
    X(STORE_PUT_FEED, put_feed, struct store_feed) /* id 0 = new */                                \
    X(STORE_SET_FEED_STATE, set_feed_state, struct store_feed_state)                               \
    X(STORE_SET_FEED_HUB, set_feed_hub, struct store_feed_hub)                                     \
    X(STORE_SET_FEED_DUE, set_feed_due, int64_t) /* fetched as soon as possible */                 \
    X(STORE_SET_FEED_LOGO, set_feed_logo, struct store_feed_logo)                                  \
    X(STORE_SET_FEED_NAME, set_feed_name, struct store_feed_name)                                  \
    X(STORE_REMOVE_FEED, remove_feed, int64_t) /* its articles stay */                             \
    X(STORE_PUT_FEED_ITEM, put_feed_item, struct store_feed_item)                                  \
    X(STORE_ADD_FEED_EVENT, add_feed_event, struct store_feed_event)                               \
    X(STORE_ADD_REDIRECTS, add_redirects, struct store_add_redirects)                              \
    X(STORE_ADD_PLACE_REDIRECTS, add_place_redirects, struct store_add_place_redirects)            \
    X(STORE_SET_REDIRECT, set_redirect, struct store_set_redirect)                                 \
    X(STORE_REMOVE_REDIRECT, remove_redirect, struct store_remove_redirect)                        \
    X(STORE_PUT_REGISTER, put_register, struct store_put_register)                                 \
    X(STORE_PRUNE_REGISTER, prune_register, int64_t)                                               \
    X(STORE_DECIDE, decide, struct store_decide)                                                   \
    X(STORE_NOTE_LINKS, note_links, struct store_note_links)                                       \
    X(STORE_DECIDE_LINKS, decide_links, struct store_decide_links)                                 \
    X(STORE_SEAL_FILE, seal_file, struct store_seal_file)                                          \
    X(STORE_NEW_KEY, new_key, struct store_new_key)                                                \
    X(STORE_CHANGE_ACCOUNT, change_account, struct store_change_account)                           \
    X(STORE_CHANGE_SESSION, change_session, struct store_change_session)                           \
    X(STORE_SET_AUTHOR_KEY, set_author_key, struct store_set_author_key)                           \
    X(STORE_SIGN_ARTICLE, sign_article, struct store_sign_article)                                 \
    X(STORE_NOTE, note, struct store_note)                                                         \
    X(STORE_SET, set, struct store_set)

enum store_command_kind {
#define X(name, member, type) name,
    STORE_COMMAND_TABLE(X)
#undef X
};

struct store_command {
    enum store_command_kind kind;
    union {
#define X(name, member, type) type member;
        STORE_COMMAND_TABLE(X)
#undef X
    };
};

struct store_result {
    int64_t id;                         /* of what was made or changed */
    bool created;                       /* it did not exist before */
    bool changed;                       /* anything is different now */
    int64_t parent_article_id;          /* comments and reactions: the article */
    struct store_article_counts counts; /* comments and reactions: the article's counts after */
    size_t comments_n;                  /* STORE_PUT_ARTICLE: of its talk, how many were made */
};

/* Called once on the writer thread after the command's group was committed (RC_OK) or the command
 * failed. result and e live during the call. Must not block and not call store_run. */
typedef void store_done(void *ctx, enum rc rc, const struct store_result *result,
                        const struct err *e);

/* Queues a deep copy of c. RC_BUSY when the queue is full, RC_NOMEM; then done is not called. */
enum rc store_submit(struct store *st, const struct store_command *c, store_done *done,
                     void *ctx) MUST_USE;

/* store_submit and wait. Also the command's own errors: RC_NOTFOUND (no such article, comment,
 * section), RC_CONFLICT, RC_DENIED (banned; comments closed or aggregated), RC_INVALID, RC_LIMIT,
 * RC_IO (disk full too). *result (may be NULL) is set on RC_OK. */
enum rc store_run(struct store *st, const struct store_command *c, struct store_result *result,
                  struct err *e) MUST_USE;

#endif

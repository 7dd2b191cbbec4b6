/* The rules of fetching, apart from any network and store: agreements, hold times, back-off, when two
 * entries are one article, when an original is gone. Pure.
 *
 * Decree 147/2024/NĐ-CP asks of an aggregator: an agreement with each source, one hour between the
 * original and its copy (store_feed.h's STORE_HOLD_SETTING), at least three press agencies. */
#ifndef LOA_INGEST_FETCH_RULES_H
#define LOA_INGEST_FETCH_RULES_H

#include "base/rand.h"
#include "store/store.h"

enum {
    FETCH_EVERY_MS = 15 * 60 * 1000,         /* a feed that says nothing of it */
    FETCH_SOONEST_MS = 5 * 60 * 1000,        /* whatever it says */
    FETCH_LATEST_MS = 24 * 60 * 60 * 1000,   /* whatever it says, and after any number of errors */
    FETCH_PUSHED_EVERY_MS = 4 * 3600 * 1000, /* while a hub tells what is new */
    FETCH_PRESS_MIN = 3,                     /* Decree 147/2024 */
};

/* The setting that turns the agreement rule on: "1". */
#define FETCH_AGREEMENT_SETTING "rules.agreement"

/* Why the feed's articles may not be shown now, for people, in a; "" when they may. */
struct str fetch_agreement_lacks(struct arena *a, const struct store_feed *feed, int64_t now_ms);

/* The warning of too few press agencies, in a; "" when there are enough. */
struct str fetch_press_lacks(struct arena *a, const struct store_feed *feeds, size_t n);

/* How long to wait after an answer: ttl_ms is the feed's word, 0 = none. Up to a tenth is added at
 * random, so that feeds do not come in step. */
int64_t fetch_wait_ms(int64_t ttl_ms, bool pushed, struct rand *rand);

/* How long to wait after errors in a row (from 1): doubled each time, half of it at random; never less
 * than retry, the Retry-After header (seconds or a date; "" = none). */
int64_t fetch_backoff_ms(int64_t errors, struct str retry, int64_t now_ms, struct rand *rand);

/* The key under which an address is known, in a: without scheme, "www.", "m.", "amp.", tracking
 * parameters, a last slash. "" for what is no web address. */
struct str fetch_url_key(struct arena *a, struct str url);

/* True if both addresses are of one paper's site: one host, or hosts of one domain ("m.bao.vn",
 * "the-thao.bao.vn"; "a.gov.vn" and "b.gov.vn" are two). */
bool fetch_same_site(struct arena *a, struct str url, struct str other);

/* The key under which an article's words are known, in a: title and lead or first paragraph, folded,
 * without punctuation. "" where they are too few to tell articles apart. */
struct str fetch_words_key(struct arena *a, const struct article *art);

/* What became of an original. */
enum fetch_verdict { ORIGINAL_THERE, ORIGINAL_UNKNOWN, ORIGINAL_GONE };

struct fetch_original {
    int64_t status;
    struct str asked;  /* the address that was asked for */
    struct str url;    /* that answered */
    struct str title;  /* of the page; "" = not read */
    struct str known;  /* the title the article had */
    size_t text_bytes; /* of its body */
    bool is_list;      /* it is a list of articles, or none was found on it */
};

/* GONE: 404, 410, a redirect to a front page or to the list above the article, or a page that says it was taken down; *why (static) is
 * then for people. UNKNOWN: anything that may pass. */
enum fetch_verdict fetch_judge(struct arena *a, const struct fetch_original *o, const char **why);

/* The section of an item by the feed's mapping (lines "category<TAB>slug"): the first of its
 * categories that is mapped, else the feed's own; "" = as the article says. Borrowed. */
struct str fetch_section(struct arena *a, const struct store_feed *feed, struct article_texts tags);

/* What the agreement does not cover is taken out of art: TITLE keeps title, writer, times and link;
 * TEASER also the lead and the first picture. New texts are in a. */
void fetch_keep_scope(struct arena *a, enum store_feed_scope scope, struct article *art);

#endif

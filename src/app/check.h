/* The scorecard of a site (`loa check`): what Vietnamese rules ask of a portal or newspaper, each with what was measured.
 *
 * Rules: Decree 42/2022/NĐ-CP (what a portal of the state publishes), Circular 22/2023/TT-BTTTT and the scorecard of 2025
 * (first content under 3 s, largest under 4 s, all shown under 5.8 s, a task under 0.6 s), Circular 26/2020/TT-BTTTT
 * (accessibility), Decree 147/2024/NĐ-CP (aggregators), the press law (imprint, who wrote, when), and what Loa itself
 * promises of a site's safety. Nothing is changed and nobody is counted. */
#ifndef LOA_APP_CHECK_H
#define LOA_APP_CHECK_H

#include "app/folder.h"
#include "site/ini_file.h"
#include "site/site.h"

enum {
    CHECK_PAGES = 20,      /* newest articles whose pages are weighed */
    CHECK_ARTICLES = 1000, /* newest articles that are read */
    CHECK_ARENA_MAX_BYTES = 256 << 20,
};

/* A rule is met or missed; a note is a figure, or something to look at, without a rule. */
enum check_state { CHECK_MET, CHECK_MISSED, CHECK_NOTE };

/* One check under way; everything a part needs. */
struct check {
    const char *folder;
    bool json;
    struct arena *arena;
    struct arena *part; /* emptied by whoever uses it */
    struct site *site;
    struct folder store;
    struct ini conf;   /* loa.conf */
    struct ini preset; /* preset.ini */
    int64_t now_ms;
    struct err *e;
    size_t counts[CHECK_NOTE + 1]; /* by state */
};

/* Prints a part's heading; nothing in JSON. words: Vietnamese, then English. */
void check_heading(const struct check *c, const char *words);

/* One line of the report: what is asked, and what was measured (printf format). */
void check_say(struct check *c, enum check_state state, const char *asked, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* An answer of the site as a reader gets it; counted nowhere. body is in arena, as sent. */
struct check_answer {
    int status;
    struct str type;
    struct str body;
    size_t bytes; /* of the body, also of a file's, which is not read */
    int64_t took_us;
};

/* Asks for path with query; compressed: as a browser does, else plain. RC_NOMEM. */
enum rc check_ask(struct check *c, struct arena *a, struct str path, struct str query,
                  bool compressed, struct check_answer *out) MUST_USE;

/* The parts. Each says its lines; errors are the store's and RC_NOMEM. */
enum rc check_speed(struct check *c) MUST_USE;
enum rc check_contents(struct check *c) MUST_USE;
enum rc check_articles(struct check *c) MUST_USE;
enum rc check_gathered(struct check *c) MUST_USE;
enum rc check_safety(struct check *c) MUST_USE;

#endif

/* The register's pages: the frame that its kinds share. One file a group of kinds:
 * make_register_list.c, _record.c, _time.c, _picture.c. */
#ifndef LOA_SITE_MAKE_REGISTER_H
#define LOA_SITE_MAKE_REGISTER_H

#include "site/make.h"
#include "site/register_view.h"

enum {
    REGISTER_ROWS = 50,     /* of a list's page */
    REGISTER_INNER = 100,   /* of a list inside a record's page */
    REGISTER_QUOTES = 20,   /* sentences a record's page shows */
    REGISTER_OPTIONS = 300, /* choices of a form's field */
    REGISTER_YEARS = 15,    /* offered by the form */
};

struct register_make {
    struct make *m;
    struct job *j;
    struct arena *a;
    const struct words *t;
    struct register_route r;
    struct view_register *v;
    struct vec facts;  /* struct view_fact */
    struct vec panels; /* struct view_panel */
    bool noindex;
};

/* Each fills view, path and head of its kind; a missing record makes the page a 404. */
enum rc register_make_home(struct register_make *x) MUST_USE;
enum rc register_make_entities(struct register_make *x) MUST_USE;
enum rc register_make_events(struct register_make *x) MUST_USE;
enum rc register_make_entity(struct register_make *x) MUST_USE;
enum rc register_make_event(struct register_make *x) MUST_USE;
enum rc register_make_choice(struct register_make *x) MUST_USE;
enum rc register_make_relation(struct register_make *x) MUST_USE;
enum rc register_make_calendar(struct register_make *x) MUST_USE;
enum rc register_make_delegations(struct register_make *x) MUST_USE;
enum rc register_make_map(struct register_make *x) MUST_USE;
enum rc register_make_network(struct register_make *x) MUST_USE;

/* A new panel with a heading; its anchor is unique on the page. NULL on a failed arena. */
struct view_panel *register_panel(struct register_make *x, struct str title);
/* The last panel's heading repeats the page's: it is heard and not seen. */
void register_quiet(struct register_make *x);
/* A panel of events or of records; none when n is 0. */
void register_event_panel(struct register_make *x, struct str title,
                          const struct store_event *events, size_t n);
void register_entity_panel(struct register_make *x, struct str title,
                           const struct store_entity *rows, size_t n);
/* A row of facts; nothing for an empty text. */
void register_fact(struct register_make *x, struct str label, struct str text, struct str url);
/* Sets title and label; and the breadcrumb, below the register. */
void register_title(struct register_make *x, struct str label, struct str title);
/* The files behind this page. */
void register_files(struct register_make *x, const enum register_file *files, size_t n);
/* Turns the page into the one of status 404. */
enum rc register_missing(struct register_make *x) MUST_USE;
/* "3 lần" */
struct str register_times(struct register_make *x, int64_t n);

#endif

/* What stands around an article in its page: title, byline, times, section, sapo, tags, source. What
 * the page declares is believed where the page itself agrees, or says nothing. Not shared between
 * threads. Cost: O(nodes). */
#ifndef LOA_SOURCE_HTML_HEAD_H
#define LOA_SOURCE_HTML_HEAD_H

#include "source/doc.h"
#include "source/html_declared.h"

enum {
    HEAD_TITLE_CP_MAX = 400, /* longer headings are text */
    HEAD_LEAD_CP_MAX = 1200,
};

struct html_title {
    struct str text;
    html_node node; /* where it stands; 0 = nowhere in sight */
};

/* The part of the page that html_main.h found, in the order of the page. */
struct html_span {
    html_node first;
    html_node last;
};

struct html_head {
    const struct html_tree *t;
    const struct html_declared *declared;
    struct str base; /* of relative addresses, absolute or "" */
    int64_t captured_ms;
    struct html_title title;
    struct html_span body;
};

/* The headline, without the site's name. text "" if the page has none. */
struct html_title html_title_find(const struct html_tree *t, const struct html_declared *d,
                                  struct str url);

/* Fills title, kicker, section, breadcrumb, lead, language, times, people, source, tags of *doc.
 * What stands in the body (a signature below it) is html_body.h's. */
void html_head_read(const struct html_head *h, struct doc *doc);

/* Sets doc->lead to the sapo that is printed between the title and h->body. */
void html_head_lead(const struct html_head *h, struct doc *doc);

/* The text of n, a sapo, without the place that it begins with in an element named so, which is
 * doc's dateline then: style sheets part them, not white space. */
struct str html_head_without_place(const struct html_tree *t, html_node n, struct doc *doc);

/* Letters and digits of s in lower case, words with one space between: what two writings of one
 * headline agree in. In a. */
struct str html_key(struct arena *a, struct str s);

/* The share of b's words, by length, that stand in a too; 0 to 1. */
double html_likeness(struct arena *a, struct str one, struct str two);

/* name, and each part of it between "/", is the site itself, as the page declares it or the window's
 * title ends: no source. */
bool html_head_is_own(const struct html_head *h, struct str name);

/* Names of no writer: the site's own, an address, a number. */
bool html_is_site_name(struct arena *a, struct str name, const struct html_declared *d,
                       struct str url);

#endif

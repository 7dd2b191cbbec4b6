/* The register's marks in an article's body: links on the names of records at their first mention, an anchor
 * around each sentence that a fact stands in (#cau-N, which the register's pages link to). */
#ifndef LOA_SITE_BODY_FACTS_H
#define LOA_SITE_BODY_FACTS_H

#include "article/own_text.h"
#include "page/annotate.h"
#include "site/job.h"

struct body_facts {
    struct own_text own;
    struct annotation *marks; /* in the bytes of own.text, as annotate wants them */
    size_t marks_n;
};

/* Of a published article. Two queries where the site has the register's pages, none elsewhere. */
enum rc body_facts_read(struct job *j, int64_t article_id, const struct article *art,
                        struct body_facts *out) MUST_USE;

/* markup, which says the text of that line, with its marks. */
struct html body_facts_mark(struct job *j, const struct body_facts *f, enum own_line what,
                            size_t block, struct html markup);

/* The id for the title, when facts stand in it; else "". */
struct str body_facts_title_anchor(const struct body_facts *f);

#endif

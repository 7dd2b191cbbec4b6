/* What a NukeViet dump says besides its bodies: articles, sections, tags, sources, comments, by news
 * module. Fed row by row in any order. One thread. */
#ifndef LOA_SOURCE_NUKEVIET_TABLES_H
#define LOA_SOURCE_NUKEVIET_TABLES_H

#include "base/map.h"
#include "base/vec.h"
#include "source/doc.h"
#include "source/sql_dump.h"

struct nukeviet_section {
    struct str id;
    struct str title;
    struct str alias;
    struct str parent; /* id; "0" = none */
};

struct nukeviet_source {
    struct str title;
    struct str link;
};

/* A tag, a topic, a group of news, an author: what has a list page. */
struct nukeviet_label {
    struct str id;
    struct str name;
    struct str alias;
};

struct nukeviet_text {
    struct str text;
    struct nukeviet_text *next;
};

struct nukeviet_comment {
    struct doc_comment comment;
    struct nukeviet_comment *next;
};

struct nukeviet_talk { /* in order */
    struct nukeviet_comment *first;
    struct nukeviet_comment *last;
};

/* X(member, column) of "_rows" */
#define NUKEVIET_ROW_TABLE(X)                                                                      \
    X(catid, "catid")                                                                              \
    X(listcatid, "listcatid")                                                                      \
    X(topicid, "topicid")                                                                          \
    X(author, "author")                                                                            \
    X(sourceid, "sourceid")                                                                        \
    X(addtime, "addtime")                                                                          \
    X(edittime, "edittime")                                                                        \
    X(status, "status")                                                                            \
    X(publtime, "publtime")                                                                        \
    X(title, "title")                                                                              \
    X(alias, "alias")                                                                              \
    X(hometext, "hometext")                                                                        \
    X(homeimgfile, "homeimgfile")                                                                  \
    X(homeimgalt, "homeimgalt")                                                                    \
    X(homeimgthumb, "homeimgthumb")                                                                \
    X(keywords, "keywords")                                                                        \
    X(sourcetext, "sourcetext")                                                                    \
    X(external_link, "external_link")                                                              \
    X(files, "files")                                                                              \
    X(hits, "hitstotal")                                                                           \
    X(exptime, "exptime")

struct nukeviet_article {
    struct str id;
#define X(member, column) struct str member;
    NUKEVIET_ROW_TABLE(X)
#undef X
    struct nukeviet_text *tags; /* in order; tag ids where tag_ids says so */
    struct nukeviet_text *tag_ids;
    struct nukeviet_text *block_ids; /* groups of news it is in */
    struct nukeviet_text *authors;
    struct nukeviet_talk comments;
    struct nukeviet_talk
        shared;      /* of the table of all modules: whose they are, nukeviet_shared tells */
    struct str body; /* kept only when the dump comes once */
    bool known;      /* its row of "_rows" was there */
    bool told;
};

enum nukeviet_list { NUKEVIET_TOPICS, NUKEVIET_TAGS, NUKEVIET_GROUPS, NUKEVIET_AUTHORS };

struct nukeviet_module {
    struct str prefix;        /* "nv4_vi_news" */
    struct str language;      /* "vi" */
    struct str data;          /* "news" */
    struct map sections;      /* id -> struct nukeviet_section * */
    struct map sources;       /* id -> struct nukeviet_source * */
    struct map topics;        /* id -> struct nukeviet_label * */
    struct map tags;          /* id -> struct nukeviet_label * */
    struct map groups;        /* id -> struct nukeviet_label *: of news, made by hand */
    struct map featured;      /* id -> NULL: groups that the site puts forward */
    struct map authors;       /* id -> struct nukeviet_label * */
    struct vec all_sections;  /* struct nukeviet_section *, as they came */
    struct vec all_labels[4]; /* struct nukeviet_label *: enum nukeviet_list */
    struct map articles;      /* id -> struct nukeviet_article * */
    struct vec order;         /* struct nukeviet_article *: known ones */
    bool has_html;            /* bodies with markup; else plain ones count */
};

struct nukeviet_tables {
    struct arena *a;
    struct map modules; /* prefix -> struct nukeviet_module * */
    struct vec order;   /* struct nukeviet_module * */
    struct map names;   /* "nv4_vi_news" -> struct nukeviet_name * */
    struct map roots;   /* "nv4" -> NULL: what all tables of a site begin with */
    struct str domain;  /* of the site; "" = unknown */
};

/* What the site calls a module in its addresses, and its folder below uploads. */
struct nukeviet_name {
    struct str title;
    struct str upload;
    struct str commented; /* "nv4_vi_tin_tuc": the module that the comments of all name so */
};

/* The names of a module, in a: those of the table of modules, else "tin-tuc" for the table "tin_tuc". */
struct nukeviet_name nukeviet_name_of(struct arena *a, const struct nukeviet_tables *t,
                                      const struct nukeviet_module *m);

/* The language and the module in a table's name: "nv_vi_news" -> "vi", "news". A prefix may have any
 * words; where a table of settings or of modules has named it, the language stands right behind it.
 * False: there is no language in it. */
bool nukeviet_split(const struct nukeviet_tables *t, struct str name, struct str *language,
                    struct str *data);

/* Decides every module's language again, when all tables have been seen. */
void nukeviet_tables_settle(struct nukeviet_tables *t);

/* What the table of all modules has about an article of m: it names modules by their titles, which
 * need not be those of their tables. NULL: nothing. When all tables have been seen. */
const struct nukeviet_comment *nukeviet_shared(const struct nukeviet_tables *t,
                                               const struct nukeviet_module *m,
                                               const struct nukeviet_article *article);

/* The label with that id; NULL. */
const struct nukeviet_label *nukeviet_label(const struct map *m, struct str id);

/* A Unix time of the dump as an instant in ms. CLOCK_NONE: 0, which is its "none", what is not a number, and what is
 * past the year 9999. */
int64_t nukeviet_time(struct str s);

void nukeviet_tables_init(struct nukeviet_tables *t, struct arena *a);

/* Whether a table has a part in it. */
bool nukeviet_tables_want(struct str table);
void nukeviet_tables_add(struct nukeviet_tables *t, const struct sql_row *row);

/* The body that a row holds: its article (made if it is not known yet) and where in the row it is.
 * NULL: the row holds none. */
struct nukeviet_article *nukeviet_body(struct nukeviet_tables *t, const struct sql_row *row,
                                       struct nukeviet_module **module, struct str *body);

/* An article with its body. */
struct nukeviet_whole {
    const struct nukeviet_tables *tables;
    const struct nukeviet_module *module;
    const struct nukeviet_article *article;
    struct str body;
};

/* The document; *out is in a. RC_LIMIT, RC_NOMEM. */
enum rc nukeviet_doc(struct arena *a, const struct nukeviet_whole *whole, struct doc *out,
                     struct err *e) MUST_USE;

#endif

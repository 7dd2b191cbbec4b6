#include "source/nukeviet_tables.h"

#include "source/markup.h"

enum {
    LIST_MAX = 1000, /* tags, authors of one article: lists are walked to their end */
};

/* ---- which table it is ---- */

enum kind {
    TABLE_ROWS,
    TABLE_BODY_HTML,
    TABLE_BODY_TEXT,
    TABLE_CAT,
    TABLE_SOURCES,
    TABLE_TOPICS,
    TABLE_TAGS,
    TABLE_TAGS_ID,
    TABLE_BLOCK,
    TABLE_BLOCK_CAT,
    TABLE_AUTHORLIST,
    TABLE_AUTHOR,
    TABLE_MODULE_COMMENTS, /* of 3.x: one table a module */
    TABLE_COMMENT,         /* of 4.x: one for all modules of a language */
    TABLE_MODULES,
    TABLE_CONFIG,
    TABLE_OTHER,
};

/* The kind of a table by the end of its name; *prefix is what stands before. */
static enum kind kind_of(struct str table, struct str *prefix)
{
    static const struct {
        struct str end;
        enum kind kind;
    } ENDS[] = {
        {STR_INIT("_rows"), TABLE_ROWS},
        {STR_INIT("_detail"), TABLE_BODY_HTML},
        {STR_INIT("_bodytext"), TABLE_BODY_TEXT},
        {STR_INIT("_cat"), TABLE_CAT},
        {STR_INIT("_sources"), TABLE_SOURCES},
        {STR_INIT("_topics"), TABLE_TOPICS},
        {STR_INIT("_tags"), TABLE_TAGS},
        {STR_INIT("_tags_id"), TABLE_TAGS_ID},
        {STR_INIT("_block"), TABLE_BLOCK},
        {STR_INIT("_block_cat"), TABLE_BLOCK_CAT},
        {STR_INIT("_authorlist"), TABLE_AUTHORLIST},
        {STR_INIT("_author"), TABLE_AUTHOR},
        {STR_INIT("_comments"), TABLE_MODULE_COMMENTS},
        {STR_INIT("_comment"), TABLE_COMMENT},
        {STR_INIT("_modules"), TABLE_MODULES},
        {STR_INIT("_config"), TABLE_CONFIG},
    };
    size_t best = 0;
    enum kind kind = TABLE_OTHER;
    for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
        if (!str_ends(table, ENDS[i].end) || ENDS[i].end.n <= best)
            continue;
        best = ENDS[i].end.n;
        kind = ENDS[i].kind;
    }
    /* "_bodyhtml_3": bodies by thousands */
    size_t at = str_find(table, STR("_bodyhtml_"));
    if (at < table.n) {
        *prefix = str_first(table, at);
        return TABLE_BODY_HTML;
    }
    *prefix = str_first(table, table.n - best);
    return kind;
}

bool nukeviet_tables_want(struct str table)
{
    struct str prefix;
    return kind_of(table, &prefix) != TABLE_OTHER;
}

/* ---- modules, articles ---- */

void nukeviet_tables_init(struct nukeviet_tables *t, struct arena *a)
{
    *t = (struct nukeviet_tables){.a = a};
    map_init(&t->modules, a);
    map_init(&t->names, a);
    map_init(&t->roots, a);
    t->order = VEC(struct nukeviet_module *, a);
}

static bool is_language(struct str s)
{
    return s.n == 2 && s.p[0] >= 'a' && s.p[0] <= 'z' && s.p[1] >= 'a' && s.p[1] <= 'z';
}

/* A part of name that may be its language, and what stands around it. */
struct split {
    struct str before; /* "nv4" */
    struct str language;
    struct str data;
};

/* The next such part of name behind *at; false when there is none. */
static bool next_split(struct str name, size_t *at, struct split *out)
{
    while (*at < name.n) {
        struct str rest = str_from(name, *at);
        size_t n = str_find_byte(rest, '_');
        out->before = str_first(name, *at ? *at - 1 : 0);
        out->language = str_first(rest, n);
        out->data = str_from(rest, n + 1);
        *at += n + 1;
        if (is_language(out->language) && out->data.n)
            return true;
    }
    return false;
}

/* Where no table tells the prefix: Vietnamese before others, a language of which NukeViet has
 * translations before two other letters, and the table's first part last, for that is its prefix. */
static int likelihood(const struct nukeviet_tables *t, const struct split *split)
{
    static const struct str KNOWN[] = {STR_INIT("en"), STR_INIT("fr"), STR_INIT("zh"),
                                       STR_INIT("ja"), STR_INIT("ko"), STR_INIT("ru"),
                                       STR_INIT("lo"), STR_INIT("km"), STR_INIT("th")};
    if (map_get(&t->roots, split->before, NULL))
        return 5;
    if (str_eq(split->language, STR("vi")))
        return 4;
    if (split->before.n == 0)
        return 1;
    for (size_t i = 0; i < COUNT_OF(KNOWN); i++)
        if (str_eq(split->language, KNOWN[i]))
            return 3;
    return 2;
}

bool nukeviet_split(const struct nukeviet_tables *t, struct str name, struct str *language,
                    struct str *data)
{
    struct split split;
    size_t at = 0;
    int best = 0;
    while (next_split(name, &at, &split)) {
        int likely = likelihood(t, &split);
        if (likely <= best)
            continue;
        best = likely;
        *language = split.language;
        *data = split.data;
    }
    return best > 0;
}

static void split_prefix(const struct nukeviet_tables *t, struct nukeviet_module *m)
{
    if (!nukeviet_split(t, m->prefix, &m->language, &m->data))
        m->data = str_from(m->prefix, str_find_last_byte(m->prefix, '_') + 1);
}

void nukeviet_tables_settle(struct nukeviet_tables *t)
{
    for (size_t i = 0; i < t->order.n; i++)
        split_prefix(t, *(struct nukeviet_module **)vec_at(&t->order, i));
}

static void add_root(struct nukeviet_tables *t, struct str root)
{
    if (root.n && !map_get(&t->roots, root, NULL))
        map_set(&t->roots, str_copy(t->a, root), NULL);
}

static struct nukeviet_module *module_of(struct nukeviet_tables *t, struct str prefix)
{
    void *found = NULL;
    if (map_get(&t->modules, prefix, &found))
        return found;
    struct nukeviet_module *m = arena_alloc(t->a, sizeof *m);
    if (!m)
        return NULL;
    m->prefix = str_copy(t->a, prefix);
    split_prefix(t, m);
    map_init(&m->sections, t->a);
    map_init(&m->sources, t->a);
    map_init(&m->topics, t->a);
    map_init(&m->tags, t->a);
    map_init(&m->groups, t->a);
    map_init(&m->featured, t->a);
    map_init(&m->authors, t->a);
    m->all_sections = VEC(struct nukeviet_section *, t->a);
    for (size_t i = 0; i < COUNT_OF(m->all_labels); i++)
        m->all_labels[i] = VEC(struct nukeviet_label *, t->a);
    map_init(&m->articles, t->a);
    m->order = VEC(struct nukeviet_article *, t->a);
    map_set(&t->modules, m->prefix, m);
    struct nukeviet_module **kept = vec_push(&t->order);
    if (kept)
        *kept = m;
    return m;
}

static struct nukeviet_article *article_of(struct nukeviet_tables *t, struct nukeviet_module *m,
                                           struct str id)
{
    void *found = NULL;
    id = str_trim(id);
    if (map_get(&m->articles, id, &found))
        return found;
    struct nukeviet_article *article = id.n ? arena_alloc(t->a, sizeof *article) : NULL;
    if (!article)
        return NULL;
    article->id = str_copy(t->a, id);
    map_set(&m->articles, article->id, article);
    return article;
}

/* ---- rows ---- */

static struct str keep(struct nukeviet_tables *t, const struct sql_row *row, const char *column)
{
    return str_copy(t->a, sql_value(row, str_view(column)));
}

static void add_text(struct nukeviet_tables *t, struct nukeviet_text **list, struct str text)
{
    struct nukeviet_text *one = text.n ? arena_alloc(t->a, sizeof *one) : NULL;
    size_t n = 0;
    while (*list && n++ < LIST_MAX)
        list = &(*list)->next;
    if (!one || *list)
        return;
    one->text = str_copy(t->a, text);
    *list = one;
}

static bool has_column(const struct sql_row *row, struct str column)
{
    for (size_t i = 0; i < row->n; i++)
        if (str_eq_nocase(row->columns[i], column))
            return true;
    return false;
}

/* A table "_rows" of another module (downloads, products) has no hometext. */
static void add_row(struct nukeviet_tables *t, struct nukeviet_module *m, const struct sql_row *row)
{
    static const struct {
        const char *column;
        size_t offset;
    } COLUMNS[] = {
#define X(member, column) {column, offsetof(struct nukeviet_article, member)},
        NUKEVIET_ROW_TABLE(X)
#undef X
    };
    if (!has_column(row, STR("hometext")) || !has_column(row, STR("title")))
        return;
    struct nukeviet_article *article = article_of(t, m, sql_value(row, STR("id")));
    struct nukeviet_article **kept = article && !article->known ? vec_push(&m->order) : NULL;
    if (!kept)
        return;
    *kept = article;
    article->known = true;
    for (size_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        struct str *member = (struct str *)(void *)((char *)article + COLUMNS[i].offset);
        *member = member->n ? *member : keep(t, row, COLUMNS[i].column);
    }
}

/* "_detail" has a few words about the article, too. */
static void add_detail(struct nukeviet_tables *t, struct nukeviet_module *m,
                       const struct sql_row *row)
{
    struct nukeviet_article *article = article_of(t, m, sql_value(row, STR("id")));
    m->has_html = true;
    if (!article)
        return;
    if (article->sourcetext.n == 0)
        article->sourcetext = keep(t, row, "sourcetext");
    if (article->keywords.n == 0)
        article->keywords = keep(t, row, "keywords");
    if (article->files.n == 0)
        article->files = keep(t, row, "files");
}

static void add_section(struct nukeviet_tables *t, struct nukeviet_module *m,
                        const struct sql_row *row)
{
    struct nukeviet_section *section = arena_alloc(t->a, sizeof *section);
    if (!section)
        return;
    *section = (struct nukeviet_section){keep(t, row, "catid"),
                                         markup_text(t->a, sql_value(row, STR("title"))),
                                         keep(t, row, "alias"), keep(t, row, "parentid")};
    struct nukeviet_section **kept =
        map_get(&m->sections, section->id, NULL) ? NULL : vec_push(&m->all_sections);
    if (!kept)
        return;
    *kept = section;
    map_set(&m->sections, section->id, section);
}

static void add_source(struct nukeviet_tables *t, struct nukeviet_module *m,
                       const struct sql_row *row)
{
    struct nukeviet_source *source = arena_alloc(t->a, sizeof *source);
    if (!source)
        return;
    *source = (struct nukeviet_source){markup_text(t->a, sql_value(row, STR("title"))),
                                       keep(t, row, "link")};
    map_set(&m->sources, keep(t, row, "sourceid"), source);
}

/* The first of these columns that says something. */
static struct str first_of(const struct sql_row *row, const char *const *columns, size_t n)
{
    struct str found = STR("");
    for (size_t i = 0; i < n && found.n == 0; i++)
        found = sql_value(row, str_view(columns[i]));
    return found;
}

static void add_label(struct nukeviet_tables *t, struct nukeviet_module *m, enum nukeviet_list list,
                      const struct sql_row *row)
{
    static const char *const IDS[] = {"topicid", "tid", "bid", "id"};
    static const char *const NAMES[] = {"title", "pseudonym", "keywords"};
    struct map *maps[] = {&m->topics, &m->tags, &m->groups, &m->authors};
    struct str id = keep(t, row, IDS[list]);
    if (id.n == 0 || map_get(maps[list], id, NULL))
        return;
    struct nukeviet_label *label = arena_alloc(t->a, sizeof *label);
    struct nukeviet_label **kept = label ? vec_push(&m->all_labels[list]) : NULL;
    if (!kept)
        return;
    *label = (struct nukeviet_label){id, markup_text(t->a, first_of(row, NAMES, COUNT_OF(NAMES))),
                                     keep(t, row, "alias")};
    *kept = label;
    map_set(maps[list], id, label);
}

const struct nukeviet_label *nukeviet_label(const struct map *m, struct str id)
{
    void *found = NULL;
    return map_get(m, str_trim(id), &found) ? found : NULL;
}

static void add_tag_of(struct nukeviet_tables *t, struct nukeviet_module *m,
                       const struct sql_row *row)
{
    struct nukeviet_article *article = article_of(t, m, sql_value(row, STR("id")));
    struct str keyword = sql_value(row, STR("keyword"));
    if (!article)
        return;
    add_text(t, &article->tags, markup_text(t->a, keyword));
    if (keyword.n == 0)
        add_text(t, &article->tag_ids, sql_value(row, STR("tid")));
}

/* Groups of news that the site puts forward; the others are lists like topics. */
static void add_group(struct nukeviet_tables *t, struct nukeviet_module *m,
                      const struct sql_row *row)
{
    static const struct str WORDS[] = {STR_INIT("iêu điểm"), STR_INIT("ổi bật"),
                                       STR_INIT("IÊU ĐIỂM"), STR_INIT("ỔI BẬT"),
                                       STR_INIT("eatured"),  STR_INIT("Hot")};
    struct str title = markup_text(t->a, sql_value(row, STR("title")));
    add_label(t, m, NUKEVIET_GROUPS, row);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        if (str_contains(title, WORDS[i]))
            map_set(&m->featured, keep(t, row, "bid"), NULL);
}

/* The name of a writer may stand in the table of authors alone, before this one in a dump. */
static void add_author_of(struct nukeviet_tables *t, struct nukeviet_module *m,
                          const struct sql_row *row)
{
    struct nukeviet_article *article = article_of(t, m, sql_value(row, STR("id")));
    struct str name = markup_text(t->a, sql_value(row, STR("pseudonym")));
    const struct nukeviet_label *author = nukeviet_label(&m->authors, sql_value(row, STR("aid")));
    if (name.n == 0 && author)
        name = author->name;
    if (article)
        add_text(t, &article->authors, name);
}

int64_t nukeviet_time(struct str s)
{
    static const int64_t YEAR_10000 = INT64_C(253402300800);
    int64_t seconds = 0;
    bool read = str_to_int(str_trim(s), &seconds);
    return read && seconds > 0 && seconds < YEAR_10000 ? seconds * 1000 : CLOCK_NONE;
}

static void add_comment(struct nukeviet_tables *t, const struct sql_row *row,
                        struct nukeviet_talk *talk)
{
    struct nukeviet_comment *c = arena_alloc(t->a, sizeof *c);
    struct str parent = sql_value(row, STR("pid"));
    if (!c)
        return;
    c->comment = (struct doc_comment){
        .key = keep(t, row, "cid"),
        .parent = str_eq(parent, STR("0")) ? STR("") : str_copy(t->a, parent),
        .name = markup_text(t->a, sql_value(row, STR("post_name"))),
        .text = markup_text_lines(t->a, sql_value(row, STR("content"))),
        .created_ms = nukeviet_time(sql_value(row, STR("post_time"))),
        .approved = sql_number(row, STR("status")) == 1,
    };
    if (talk->last)
        talk->last->next = c;
    else
        talk->first = c;
    talk->last = c;
}

/* "nv4_vi" and "tin-tuc": "nv4_vi_tin_tuc" */
static struct str module_key(struct nukeviet_tables *t, struct str prefix, struct str title)
{
    struct buf key;
    buf_init(&key, t->a);
    buf_add(&key, prefix);
    buf_add_byte(&key, '_');
    for (size_t i = 0; i < title.n; i++)
        buf_add_byte(&key, title.p[i] == '-' ? '_' : title.p[i]);
    return buf_view(&key);
}

/* nv4_vi_comment: its column module says whose article it is about. */
static void add_shared_comment(struct nukeviet_tables *t, struct str prefix,
                               const struct sql_row *row)
{
    struct str title = sql_value(row, STR("module"));
    struct nukeviet_module *m = title.n ? module_of(t, module_key(t, prefix, title)) : NULL;
    struct nukeviet_article *article = m ? article_of(t, m, sql_value(row, STR("id"))) : NULL;
    if (article)
        add_comment(t, row, &article->shared);
}

const struct nukeviet_comment *nukeviet_shared(const struct nukeviet_tables *t,
                                               const struct nukeviet_module *m,
                                               const struct nukeviet_article *article)
{
    void *found = NULL;
    const struct nukeviet_name *name = map_get(&t->names, m->prefix, &found) ? found : NULL;
    if (!name || name->commented.n == 0 || str_eq(name->commented, m->prefix))
        return article->shared.first;
    const struct nukeviet_module *named =
        map_get(&t->modules, name->commented, &found) ? found : NULL;
    if (!named || !map_get(&named->articles, article->id, &found))
        return NULL;
    return ((const struct nukeviet_article *)found)->shared.first;
}

static void add_module_name(struct nukeviet_tables *t, struct str prefix, const struct sql_row *row)
{
    struct nukeviet_name *name = arena_alloc(t->a, sizeof *name);
    struct str data = sql_value(row, STR("module_data"));
    size_t at = str_find_last_byte(prefix, '_');
    if (!name || data.n == 0)
        return;
    if (at < prefix.n && is_language(str_from(prefix, at + 1)))
        add_root(t, str_first(prefix, at));
    struct str title = keep(t, row, "title");
    *name = (struct nukeviet_name){title, keep(t, row, "module_upload"),
                                   title.n ? module_key(t, prefix, title) : STR("")};
    map_set(&t->names, str_format(t->a, "%.*s_%.*s", STR_ARG(prefix), STR_ARG(data)), name);
}

/* "nv4_config" names its languages in rows; the settings of a module have no such column. */
static void add_config(struct nukeviet_tables *t, struct str prefix, const struct sql_row *row)
{
    struct str domains = sql_value(row, STR("config_value"));
    if (has_column(row, STR("lang")) && has_column(row, STR("config_name")))
        add_root(t, prefix);
    if (t->domain.n || !str_eq(sql_value(row, STR("config_name")), STR("my_domains")))
        return;
    t->domain = str_copy(t->a, str_trim(str_first(domains, str_find_byte(domains, ','))));
    if (str_starts(t->domain, STR("localhost")) || str_starts(t->domain, STR("127.")))
        t->domain = STR("");
}

static void add_of_module(struct nukeviet_tables *t, enum kind kind, struct nukeviet_module *m,
                          const struct sql_row *row)
{
    struct nukeviet_article *article = NULL;
    switch (kind) {
    case TABLE_ROWS: add_row(t, m, row); return;
    case TABLE_BODY_HTML: add_detail(t, m, row); return;
    case TABLE_CAT: add_section(t, m, row); return;
    case TABLE_SOURCES: add_source(t, m, row); return;
    case TABLE_TOPICS: add_label(t, m, NUKEVIET_TOPICS, row); return;
    case TABLE_TAGS: add_label(t, m, NUKEVIET_TAGS, row); return;
    case TABLE_TAGS_ID: add_tag_of(t, m, row); return;
    case TABLE_BLOCK_CAT: add_group(t, m, row); return;
    case TABLE_AUTHORLIST: add_author_of(t, m, row); return;
    case TABLE_AUTHOR: add_label(t, m, NUKEVIET_AUTHORS, row); return;
    case TABLE_MODULE_COMMENTS:
        article = article_of(t, m, sql_value(row, STR("id")));
        if (article)
            add_comment(t, row, &article->comments);
        return;
    case TABLE_BLOCK: /* its groups may be named behind it: noted as tags are */
        article = article_of(t, m, sql_value(row, STR("id")));
        if (article)
            add_text(t, &article->block_ids, sql_value(row, STR("bid")));
        return;
    case TABLE_BODY_TEXT:
    case TABLE_COMMENT:
    case TABLE_MODULES:
    case TABLE_CONFIG:
    case TABLE_OTHER: return;
    }
}

void nukeviet_tables_add(struct nukeviet_tables *t, const struct sql_row *row)
{
    struct str prefix;
    enum kind kind = kind_of(row->table, &prefix);
    if (kind == TABLE_COMMENT) {
        add_shared_comment(t, prefix, row);
    } else if (kind == TABLE_MODULES) {
        add_module_name(t, prefix, row);
    } else if (kind == TABLE_CONFIG) {
        add_config(t, prefix, row);
    } else if (kind != TABLE_OTHER) {
        struct nukeviet_module *m = module_of(t, prefix);
        if (m)
            add_of_module(t, kind, m, row);
    }
}

struct nukeviet_article *nukeviet_body(struct nukeviet_tables *t, const struct sql_row *row,
                                       struct nukeviet_module **module, struct str *body)
{
    struct str prefix;
    enum kind kind = kind_of(row->table, &prefix);
    if (kind != TABLE_ROWS && kind != TABLE_BODY_HTML && kind != TABLE_BODY_TEXT)
        return NULL;
    struct str text = sql_value(row, STR("bodyhtml"));
    if (text.n == 0)
        text = sql_value(row, STR("bodytext"));
    struct nukeviet_module *m = module_of(t, prefix);
    if (!m || (kind != TABLE_BODY_HTML && text.n == 0) || (kind == TABLE_BODY_TEXT && m->has_html))
        return NULL;
    *module = m;
    *body = text;
    return article_of(t, m, sql_value(row, STR("id")));
}

/* The template compiler: Mustache syntax in, C functions over the view structs out.
 *
 * tmplc.c reads the arguments and files, tmplc_view.c the structs of view.h, tmplc_parse.c splits a
 * template into nodes, tmplc_html.c follows the HTML between them (where does a value stand?), and
 * tmplc_emit.c resolves the names and writes C. Everything lives in one arena. Errors are
 * "file:line: message". The syntax is described in docs/templates.md. */
#ifndef LOA_TOOLS_TMPLC_H
#define LOA_TOOLS_TMPLC_H

#include "base/buf.h"
#include "base/vec.h"

enum {
    TMPLC_FILE_BYTES_MAX = 512 << 10, /* one template or header */
    TMPLC_TEMPLATES_MAX = 500,
    TMPLC_DEPTH_MAX = 32, /* sections inside sections */
};

/* ---- the view structs ---- */

enum field_kind {
    FIELD_STR,
    FIELD_HTML,
    FIELD_HOLE,
    FIELD_INT,
    FIELD_BOOL,
    FIELD_COUNT,   /* size_t: the length of a list, or alone */
    FIELD_STRUCT,  /* struct view_x name */
    FIELD_POINTER, /* const struct view_x *name, NULL = absent */
    FIELD_LIST,    /* const struct view_x *name; size_t name_n */
};

struct field {
    struct str name;
    enum field_kind kind;
    struct str of; /* STRUCT, POINTER, LIST: the struct's name */
    int line;
};

struct type {
    struct str name;
    struct vec fields; /* struct field */
};

struct types {
    struct arena *arena;
    struct vec all; /* struct type */
};

/* Adds the structs that text (of file, for messages) declares. Text borrowed for good. */
MUST_USE enum rc types_read(struct types *types, struct str file, struct str text, struct err *e);
/* Every struct that a field names has been read. */
MUST_USE enum rc types_check(const struct types *types, struct err *e);
/* NULL when there is none. */
const struct type *types_find(const struct types *types, struct str name);
const struct field *type_field(const struct type *type, struct str name);

/* ---- a template ---- */

/* Where a value stands in the HTML around it. */
enum place {
    PLACE_TEXT,      /* between tags */
    PLACE_PLAIN,     /* in title or textarea: text, no markup */
    PLACE_ATTRIBUTE, /* in a quoted attribute */
    PLACE_URL,       /* begins the address in a quoted href, src, action … */
    PLACE_JSON,      /* in <script type="application/ld+json"> */
    PLACE_REFUSED,   /* see html_scan.refused */
};

enum node_kind {
    NODE_TEXT,
    NODE_VALUE,    /* {{x}} */
    NODE_RAW,      /* {{{x}}}, {{&x}} */
    NODE_SECTION,  /* {{#x}} */
    NODE_INVERTED, /* {{^x}} */
    NODE_END,      /* {{/x}} */
    NODE_PARTIAL,  /* {{> x}} */
    NODE_COMMENT,
};

struct node {
    enum node_kind kind;
    struct str text; /* TEXT: minimised markup; else the name */
    int line;
    bool standalone; /* the only thing in its line, which is then dropped */
    enum place place;
    size_t partner; /* SECTION, INVERTED: index of the END, and back */
};

struct template
{
    struct str file; /* as given, for messages */
    struct str name; /* base name */
    struct str view; /* of the first line */
    struct vec nodes;
    bool is_partial; /* some template includes it */
};

/* Splits source into nodes: comments dropped, standalone lines removed, sections matched. */
MUST_USE enum rc template_parse(struct template *t, struct str source, struct arena *arena,
                                struct err *e);

/* Follows the HTML through the nodes: minimises the texts, finds each value's place, and refuses
 * what the page's Content-Security-Policy would block. */
MUST_USE enum rc template_scan_html(struct template *t, struct arena *arena, struct err *e);

/* Marks the partials; refuses missing ones and recursion. templates: struct template. */
MUST_USE enum rc templates_link(struct vec *templates, struct err *e);

struct template *template_find(const struct vec *templates, struct str name);

/* Appends t's C function to out. root: the struct whose fields every partial sees. */
MUST_USE enum rc template_emit(const struct template *t, const struct vec *templates,
                               const struct types *types, struct str root, struct buf *out,
                               struct err *e);

/* Appends "static? void name(struct page_out *out, …)" without what follows. */
void template_emit_prototype(const struct template *t, struct str root, struct buf *out);

#endif

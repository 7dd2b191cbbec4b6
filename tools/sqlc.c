/* The SQL compiler: named statements and schema migrations -> one C header and one C file.
 *
 *     sqlc OUT.h OUT.c SQL... --schema SQL...
 *
 * A statement file holds statements and fragments:
 *     -- name: article_by_id            a statement; ends with ';'
 *     -- fragment: card                 text that {card} stands for, in any file
 *     -- columns: id title {card}       the result columns in order; a fragment's by {name}
 *     -- scan: why                      permits a full scan (tests/store/test_sql.c looks for them)
 * Parameters are $1 … $n without gaps; they become ?1 … ?n, because SQLite takes $1 as a name and
 * numbers names by first appearance (style.md, trap 4). Other comments are dropped.
 * A schema file is NNNN_name.sql, statements each ending with ';' at the end of a line.
 * Errors are one line "file:line: cause" and exit 1. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECES_MAX = 1000, /* statements and fragments */
    COLUMNS_MAX = 80,
    PARAMS_MAX = 40,
    MIGRATIONS_MAX = 1000,
    DEPTH_MAX = 4, /* fragments inside fragments */
};

struct piece {
    const char *name;
    const char *file;
    int line;
    bool fragment;
    char *text;
    char *columns_line;
    char *scan;
    char *columns[COLUMNS_MAX];
    struct piece *shapes[COLUMNS_MAX]; /* the fragment a column came from, or NULL */
    int columns_n;
    int params_n;
};

struct migration {
    long version;
    const char *name;
    char *text;
};

static struct piece pieces[PIECES_MAX];
static int pieces_n;
static struct migration migrations[MIGRATIONS_MAX];
static int migrations_n;

__attribute__((noreturn)) static void stop(const char *file, int line, const char *cause,
                                           const char *what)
{
    fprintf(stderr, "%s:%d: %s%s%s\n", file, line, cause, what ? ": " : "", what ? what : "");
    exit(1); /* NOLINT(concurrency-mt-unsafe): there is one thread */
}

static char *copy_n(const char *p, size_t n)
{
    char *copy = strndup(p, n);
    if (!copy)
        stop("sqlc", 0, "out of memory", NULL);
    return copy;
}

/* *text and more joined by a newline. */
static char *append(char *text, const char *more)
{
    char *joined = NULL;
    if (asprintf(&joined, "%s%s%s", text ? text : "", text ? "\n" : "", more) < 0)
        stop("sqlc", 0, "out of memory", NULL);
    free(text);
    return joined;
}

static char *trim(char *s)
{
    while (isspace((unsigned char)*s))
        s++;
    size_t n = strlen(s);
    while (n && isspace((unsigned char)s[n - 1]))
        s[--n] = '\0';
    return s;
}

static bool is_name(const char *s)
{
    if (!islower((unsigned char)*s))
        return false;
    for (; *s; s++)
        if (!islower((unsigned char)*s) && !isdigit((unsigned char)*s) && *s != '_')
            return false;
    return true;
}

static struct piece *find(const char *name, size_t n, bool fragment)
{
    for (int i = 0; i < pieces_n; i++)
        if (pieces[i].fragment == fragment && strlen(pieces[i].name) == n &&
            memcmp(pieces[i].name, name, n) == 0)
            return &pieces[i];
    return NULL;
}

static struct piece *piece_add(const char *file, int line, const char *name, bool fragment)
{
    if (pieces_n == PIECES_MAX)
        stop(file, line, "too many statements", NULL);
    if (!is_name(name))
        stop(file, line, "a name is lower-case letters, digits and _", name);
    if (find(name, strlen(name), fragment))
        stop(file, line, "this name is taken", name);
    struct piece *p = &pieces[pieces_n++];
    *p = (struct piece){.name = copy_n(name, strlen(name)), .file = file, .line = line};
    p->fragment = fragment;
    return p;
}

/* If line is "-- key: value" returns value, else NULL. */
static char *directive(char *line, const char *key)
{
    size_t n = strlen(key);
    if (strncmp(line, "-- ", 3) != 0 || strncmp(line + 3, key, n) != 0 || line[3 + n] != ':')
        return NULL;
    return trim(line + 4 + n);
}

static void set_once(char **field, const char *value, const char *file, int line)
{
    if (*field)
        stop(file, line, "given twice", value);
    *field = copy_n(value, strlen(value));
}

static FILE *open_or_stop(const char *path, const char *mode)
{
    FILE *f = fopen(path, mode);
    if (!f) {
        perror(path);
        exit(1); /* NOLINT(concurrency-mt-unsafe): there is one thread */
    }
    return f;
}

static void statement_line(const char *file, int line_no, char *line, struct piece **p)
{
    char *value = NULL;
    if ((value = directive(line, "name")) != NULL)
        *p = piece_add(file, line_no, value, false);
    else if ((value = directive(line, "fragment")) != NULL)
        *p = piece_add(file, line_no, value, true);
    else if (*p && (value = directive(line, "columns")) != NULL)
        set_once(&(*p)->columns_line, value, file, line_no);
    else if (*p && (value = directive(line, "scan")) != NULL)
        set_once(&(*p)->scan, value, file, line_no);
    else if (strncmp(line, "--", 2) == 0 || *line == '\0')
        return;
    else if (!*p)
        stop(file, line_no, "text before the first -- name:", line);
    else
        (*p)->text = append((*p)->text, line);
}

static void read_statements(const char *file)
{
    FILE *f = open_or_stop(file, "r");
    char *line = NULL;
    size_t capacity = 0;
    struct piece *p = NULL;
    for (int line_no = 1; getline(&line, &capacity, f) >= 0; line_no++)
        statement_line(file, line_no, trim(line), &p);
    free(line);
    if (fclose(f) != 0)
        stop(file, 0, "cannot read", NULL);
}

static void read_migration(const char *file)
{
    const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
    char *end = NULL;
    long version = strtol(base, &end, 10);
    if (end != base + 4 || *end != '_' || version < 1)
        stop(file, 1, "a schema file is named NNNN_name.sql", NULL);
    long before = migrations_n ? migrations[migrations_n - 1].version : 0;
    if (version < before || version > before + 1)
        stop(file, 1, "schema files must follow each other without gaps", NULL);
    FILE *f = open_or_stop(file, "r");
    char *line = NULL;
    char *text = NULL;
    size_t capacity = 0;
    int line_no = 1;
    for (; getline(&line, &capacity, f) >= 0; line_no++) {
        char *code = trim(line);
        size_t n = strlen(code);
        if (n == 0 || strncmp(code, "--", 2) == 0)
            continue;
        bool last = code[n - 1] == ';';
        if (last)
            code[n - 1] = '\0';
        text = append(text, code);
        if (!last)
            continue;
        if (migrations_n == MIGRATIONS_MAX)
            stop(file, line_no, "too many schema statements", NULL);
        migrations[migrations_n++] = (struct migration){version, base, text};
        text = NULL;
    }
    if (text)
        stop(file, line_no, "the last statement does not end with ;", NULL);
    free(line);
    if (fclose(f) != 0)
        stop(file, 0, "cannot read", NULL);
}

/* Copies text to out with fragments put in; sets *params_n from $n and marks seen[n]. */
static void expand(FILE *out, struct piece *p, const char *text, bool *seen, int depth)
{
    bool quoted = false;
    if (depth > DEPTH_MAX)
        stop(p->file, p->line, "fragments nest too deep", p->name);
    for (const char *c = text; *c; c++) {
        quoted ^= *c == '\'';
        if (!quoted && *c == '{') {
            const char *end = strchr(c, '}');
            struct piece *inner = end ? find(c + 1, (size_t)(end - c - 1), true) : NULL;
            if (!inner || !inner->text)
                stop(p->file, p->line, "no such fragment", c);
            expand(out, p, inner->text, seen, depth + 1);
            c = end;
        } else if (!quoted && *c == '$') {
            char *end = NULL;
            long n = strtol(c + 1, &end, 10);
            if (n < 1 || n > PARAMS_MAX)
                stop(p->file, p->line, "a parameter is $1, $2, …", p->name);
            seen[n] = true;
            p->params_n = n > p->params_n ? (int)n : p->params_n;
            fprintf(out, "?%ld", n);
            c = end - 1;
        } else if (!quoted && *c == ';') {
            stop(p->file, p->line, "a second statement after ;", p->name);
        } else {
            fputc(*c, out);
        }
    }
}

static void column_add(struct piece *p, const char *name, size_t n, struct piece *shape)
{
    if (p->columns_n == COLUMNS_MAX)
        stop(p->file, p->line, "too many columns", p->name);
    char *column = copy_n(name, n);
    if (!is_name(column))
        stop(p->file, p->line, "not a column name", column);
    for (int i = 0; i < p->columns_n; i++)
        if (strcmp(p->columns[i], column) == 0)
            stop(p->file, p->line, "this column is there twice", column);
    p->shapes[p->columns_n] = shape;
    p->columns[p->columns_n++] = column;
}

static void resolve_columns(struct piece *p)
{
    const char *c = p->columns_line ? p->columns_line : "";
    while (*c) {
        size_t n = strcspn(c, " ");
        if (*c == '{') {
            struct piece *shape = n > 2 ? find(c + 1, n - 2, true) : NULL;
            if (!shape || shape->columns_n == 0)
                stop(p->file, p->line, "no fragment with columns", c);
            for (int i = 0; i < shape->columns_n; i++)
                column_add(p, shape->columns[i], strlen(shape->columns[i]), shape);
        } else if (n) {
            column_add(p, c, n, NULL);
        }
        c += n + strspn(c + n, " ");
    }
}

static void resolve_text(struct piece *p)
{
    size_t n = p->text ? strlen(p->text) : 0;
    if (n == 0 || p->text[n - 1] != ';')
        stop(p->file, p->line, "the statement does not end with ;", p->name);
    p->text[n - 1] = '\0';
    bool seen[PARAMS_MAX + 1] = {false};
    char *expanded = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&expanded, &size);
    if (!out)
        stop(p->file, p->line, "out of memory", NULL);
    expand(out, p, p->text, seen, 0);
    if (fclose(out) != 0)
        stop(p->file, p->line, "out of memory", NULL);
    for (int i = 1; i <= p->params_n; i++)
        if (!seen[i])
            stop(p->file, p->line, "the parameters have a gap", p->name);
    free(p->text);
    p->text = expanded;
}

static void resolve(void)
{
    for (int pass = 1; pass >= 0; pass--) /* fragments first: statements take their columns */
        for (int i = 0; i < pieces_n; i++)
            if (pieces[i].fragment == (pass == 1))
                resolve_columns(&pieces[i]);
    for (int i = 0; i < pieces_n; i++)
        if (!pieces[i].fragment)
            resolve_text(&pieces[i]);
}

static void put_upper(FILE *out, const char *s)
{
    for (; *s; s++)
        fputc(toupper((unsigned char)*s), out);
}

static void put_literal(FILE *out, const char *s)
{
    fputs("\n        \"", out);
    for (; *s; s++) {
        if (*s == '\n')
            fputs("\\n\"\n        \"", out);
        else if (*s == '"' || *s == '\\')
            fprintf(out, "\\%c", *s);
        else
            fputc(*s, out);
    }
    fputc('"', out);
}

static void put_columns_enum(FILE *out, const struct piece *p)
{
    fputs("enum {\n", out);
    for (int i = 0; i < p->columns_n; i++) {
        fputs("    ", out);
        put_upper(out, p->name);
        fprintf(out, "_%s,\n", p->columns[i]);
    }
    fputs("    ", out);
    put_upper(out, p->name);
    fputs("_COLUMNS,\n};\n", out);
    for (int i = 0; i < p->columns_n; i++) {
        if (!p->shapes[i])
            continue;
        fputs("_Static_assert((int)", out);
        put_upper(out, p->name);
        fprintf(out, "_%s == (int)", p->columns[i]);
        put_upper(out, p->shapes[i]->name);
        fprintf(out, "_%s, \"%s has the columns of %s\");\n", p->columns[i], p->name,
                p->shapes[i]->name);
    }
}

static void write_header(FILE *out)
{
    fputs(
        "/* Made by tools/sqlc from src/store/sql and src/store/schema. */\n"
        "#ifndef LOA_STORE_STATEMENTS_H\n#define LOA_STORE_STATEMENTS_H\n\n"
        "/* scan NULL: the statement must not read a whole table. */\n"
        "struct statement_text {\n    const char *name;\n    const char *text;\n"
        "    const char *const *columns;\n    int columns_n;\n    int params_n;\n"
        "    const char *scan;\n};\n\n"
        "/* One statement of a schema version. */\n"
        "struct migration {\n    int version;\n    const char *file;\n    const char *text;\n};\n\n"
        "enum statement {\n",
        out);
    for (int i = 0; i < pieces_n; i++) {
        if (pieces[i].fragment)
            continue;
        fputs("    SQL_", out);
        put_upper(out, pieces[i].name);
        fputs(",\n", out);
    }
    fprintf(out, "    SQL_COUNT,\n};\n\nenum { MIGRATIONS_N = %d, SCHEMA_VERSION = %ld };\n\n",
            migrations_n, migrations_n ? migrations[migrations_n - 1].version : 0);
    fputs("extern const struct statement_text STATEMENTS[SQL_COUNT];\n"
          "extern const struct migration MIGRATIONS[MIGRATIONS_N];\n\n",
          out);
    for (int pass = 1; pass >= 0; pass--)
        for (int i = 0; i < pieces_n; i++)
            if (pieces[i].columns_n && pieces[i].fragment == (pass == 1))
                put_columns_enum(out, &pieces[i]);
    fputs("\n#endif\n", out);
}

static void write_statement(FILE *out, const struct piece *p)
{
    fprintf(out, "    {\n        \"%s\",", p->name);
    put_literal(out, p->text);
    if (p->columns_n)
        fprintf(out, ",\n        columns_%s,\n", p->name);
    else
        fputs(",\n        0,\n", out);
    fprintf(out, "        %d,\n        %d,", p->columns_n, p->params_n);
    if (p->scan)
        put_literal(out, p->scan);
    else
        fputs("\n        0", out);
    fputs(",\n    },\n", out);
}

static void write_source(FILE *out, const char *header)
{
    const char *base = strrchr(header, '/') ? strrchr(header, '/') + 1 : header;
    fprintf(out, "/* Made by tools/sqlc. */\n#include \"store/%s\"\n\n", base);
    fputs("/* C11 promises 4,095 bytes a literal; gcc and clang have no limit */\n"
          "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n",
          out);
    for (int i = 0; i < pieces_n; i++) {
        if (pieces[i].fragment || pieces[i].columns_n == 0)
            continue;
        fprintf(out, "static const char *const columns_%s[] = {", pieces[i].name);
        for (int c = 0; c < pieces[i].columns_n; c++)
            fprintf(out, "%s\"%s\"", c ? ", " : "", pieces[i].columns[c]);
        fputs("};\n", out);
    }
    fputs("\nconst struct statement_text STATEMENTS[SQL_COUNT] = {\n", out);
    for (int i = 0; i < pieces_n; i++)
        if (!pieces[i].fragment)
            write_statement(out, &pieces[i]);
    fputs("};\n\nconst struct migration MIGRATIONS[MIGRATIONS_N] = {\n", out);
    for (int i = 0; i < migrations_n; i++) {
        fprintf(out, "    {%ld, \"%s\",", migrations[i].version, migrations[i].name);
        put_literal(out, migrations[i].text);
        fputs("},\n", out);
    }
    fputs("};\n", out);
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fputs("usage: sqlc OUT.h OUT.c SQL... --schema SQL...\n", stderr);
        return 2;
    }
    bool schema = false;
    for (int i = 3; i < argc; i++) {
        if (strcmp(argv[i], "--schema") == 0)
            schema = true;
        else if (schema)
            read_migration(argv[i]);
        else
            read_statements(argv[i]);
    }
    resolve();
    FILE *header = open_or_stop(argv[1], "w");
    write_header(header);
    FILE *source = open_or_stop(argv[2], "w");
    write_source(source, argv[1]);
    if (fclose(header) != 0 || fclose(source) != 0)
        stop(argv[1], 0, "cannot write", NULL);
    return 0;
}

#include "source/sql_dump.h"

#include "base/hex.h"
#include "base/mem.h"
#include "base/utf8.h"

/* What the bytes are cut into. */
enum token { TOKEN_WORD, TOKEN_NAME, TOKEN_STRING, TOKEN_SIGN };

/* Where between two bytes. */
enum state {
    STATE_BETWEEN,
    STATE_WORD,
    STATE_QUOTED,     /* in '…', "…" or `…` */
    STATE_ESCAPED,    /* behind a backslash there */
    STATE_QUOTE_SEEN, /* behind what ends it, or is the first of a doubled one */
    STATE_LINE_COMMENT,
    STATE_DASH,  /* behind one "-" */
    STATE_SLASH, /* behind one "/" */
    STATE_COMMENT,
    STATE_COMMENT_STAR,
};

/* Which part of a statement comes next. */
enum part {
    PART_BEGIN,
    PART_OTHER, /* a statement without rows */
    PART_INTO,  /* INSERT … */
    PART_COLUMNS_OR_VALUES,
    PART_COLUMNS,
    PART_VALUES,
    PART_ROW,
    PART_BEHIND_ROW,
    PART_CREATE, /* CREATE … */
    PART_CREATE_TABLE,
    PART_CREATE_NAME,
    PART_CREATE_COLUMN, /* a definition begins */
    PART_CREATE_REST,
};

struct columns {
    struct str names[SQL_COLUMNS_MAX];
    size_t n;
};

struct value {
    size_t from; /* in bytes */
    size_t n;
};

struct sql_dump {
    struct sql_dump_handler handler;
    enum state state;
    enum part part;
    char quote;
    bool stopped;
    bool wanted;
    bool overlong;
    bool hex; /* the string that comes is X'…' */
    size_t create_depth;
    struct arena schema;
    struct map tables; /* name -> struct columns * */
    struct buf token;
    struct buf table;   /* of the statement */
    struct buf named;   /* names of its columns, each with a NUL behind it */
    struct columns own; /* those names, set when the list is complete */
    struct columns *created;
    const struct columns *columns;
    struct buf bytes;  /* the values of the row */
    struct buf mended; /* the same, when some are not UTF-8 */
    struct value values[SQL_COLUMNS_MAX];
    size_t values_n;
};

/* ---- rows ---- */

struct str sql_value(const struct sql_row *row, struct str column)
{
    for (size_t i = 0; i < row->n; i++)
        if (str_eq_nocase(row->columns[i], column))
            return row->values[i];
    return STR("");
}

int64_t sql_number(const struct sql_row *row, struct str column)
{
    int64_t n = 0;
    (void)str_to_int(str_trim(sql_value(row, column)), &n);
    return n;
}

/* UTF-8 without NUL, which would end it where it is kept. */
static bool is_text(struct str s)
{
    return utf8_valid(s, NULL) && str_find_byte(s, '\0') == s.n;
}

static bool are_utf8(const struct sql_dump *d)
{
    for (size_t i = 0; i < d->values_n; i++)
        if (!is_text((struct str){d->bytes.p + d->values[i].from, d->values[i].n}))
            return false;
    return true;
}

/* Values that are not UTF-8, again with U+FFFD in the place of each byte that is at fault, a space in that
 * of a NUL. */
static void mend_values(struct sql_dump *d)
{
    buf_clear(&d->mended);
    for (size_t i = 0; i < d->values_n; i++) {
        struct str rest = {d->bytes.p + d->values[i].from, d->values[i].n};
        size_t from = d->mended.n;
        while (rest.n) {
            struct str all = rest;
            uint32_t cp = utf8_next(&rest);
            buf_add(&d->mended, cp == UTF8_BAD ? STR("\xEF\xBF\xBD")
                                : cp == 0      ? STR(" ")
                                               : str_first(all, all.n - rest.n));
        }
        d->values[i] = (struct value){from, d->mended.n - from};
    }
    buf_add_byte(&d->mended, '\0');
    struct buf swap = d->bytes;
    d->bytes = d->mended;
    d->mended = swap;
}

static void give_row(struct sql_dump *d)
{
    struct str values[SQL_COLUMNS_MAX];
    size_t n = d->values_n;
    if (d->overlong) {
        d->stopped = !d->handler.too_long(d->handler.ctx, buf_view(&d->table));
        return;
    }
    if (!d->columns || buf_failed(&d->bytes))
        return;
    if (!are_utf8(d)) /* each by itself: two broken ones may make a whole one */
        mend_values(d);
    if (buf_failed(&d->bytes))
        return;
    n = n < d->columns->n ? n : d->columns->n;
    for (size_t i = 0; i < n; i++)
        values[i] = (struct str){d->bytes.p + d->values[i].from, d->values[i].n};
    struct sql_row row = {buf_view(&d->table), d->columns->names, values, n};
    d->stopped = !d->handler.row(d->handler.ctx, &row);
}

static void begin_row(struct sql_dump *d)
{
    buf_clear(&d->bytes);
    d->values_n = 0;
    d->overlong = false;
}

static void add_value(struct sql_dump *d, struct str value)
{
    if (!d->wanted || d->values_n == SQL_COLUMNS_MAX)
        return;
    if (d->bytes.n + value.n > SQL_ROW_MAX_BYTES)
        d->overlong = true;
    if (d->overlong)
        return;
    d->values[d->values_n++] = (struct value){d->bytes.n, value.n};
    buf_add(&d->bytes, value);
    if (!d->bytes.p) /* values of nothing but NULL still point somewhere */
        buf_add_byte(&d->bytes, '\0');
}

static void add_hex(struct sql_dump *d, struct str digits)
{
    size_t from = d->bytes.n;
    if (!d->wanted || d->overlong || d->values_n == SQL_COLUMNS_MAX)
        return;
    if (from + digits.n > SQL_ROW_MAX_BYTES) {
        d->overlong = true;
        return;
    }
    for (size_t i = 0; i + 1 < digits.n; i += 2) {
        int byte = hex_pair(digits, i);
        buf_add_byte(&d->bytes, byte < 0 ? '?' : (char)byte);
    }
    d->values[d->values_n++] = (struct value){from, d->bytes.n - from};
}

/* ---- statements ---- */

static bool is_word(struct str token, const char *word)
{
    return str_eq_nocase(token, str_view(word));
}

static void find_columns(struct sql_dump *d)
{
    void *found = NULL;
    d->columns = map_get(&d->tables, buf_view(&d->table), &found) ? found : NULL;
}

/* The list "(a, b)" is complete: its names are in d->named. */
static void take_named(struct sql_dump *d)
{
    struct str rest = buf_view(&d->named);
    struct str name;
    d->own.n = 0;
    while (str_next(&rest, '\0', &name) && d->own.n < SQL_COLUMNS_MAX)
        d->own.names[d->own.n++] = name;
    d->columns = &d->own;
}

/* `db`.`table`: what comes last is the table. */
static void take_table(struct sql_dump *d, struct str name)
{
    buf_clear(&d->table);
    buf_add(&d->table, name);
}

static void create_table(struct sql_dump *d)
{
    d->created = arena_alloc(&d->schema, sizeof *d->created);
    if (d->created)
        map_set(&d->tables, str_copy(&d->schema, buf_view(&d->table)), d->created);
    d->create_depth = 1;
}

static void take_create(struct sql_dump *d, enum token kind, struct str token)
{
    char sign = kind == TOKEN_SIGN ? token.p[0] : '\0';
    static const char *const KEYS[] = {"PRIMARY", "UNIQUE",     "KEY",     "INDEX", "FULLTEXT",
                                       "SPATIAL", "CONSTRAINT", "FOREIGN", "CHECK"};
    d->create_depth += sign == '(';
    d->create_depth -= sign == ')';
    if (d->create_depth == 0) {
        d->part = PART_OTHER;
        return;
    }
    if (sign == ',' && d->create_depth == 1) {
        d->part = PART_CREATE_COLUMN;
        return;
    }
    if (d->part == PART_CREATE_REST)
        return;
    d->part = PART_CREATE_REST;
    for (size_t i = 0; kind == TOKEN_WORD && i < COUNT_OF(KEYS); i++)
        if (is_word(token, KEYS[i]))
            return;
    if (!sign && d->created && d->created->n < SQL_COLUMNS_MAX)
        d->created->names[d->created->n++] = str_copy(&d->schema, token);
}

static void take_begin(struct sql_dump *d, struct str token)
{
    if (is_word(token, "INSERT") || is_word(token, "REPLACE"))
        d->part = PART_INTO;
    else if (is_word(token, "CREATE"))
        d->part = PART_CREATE;
    else if (token.p[0] != ';')
        d->part = PART_OTHER;
}

static void take_into(struct sql_dump *d, enum token kind, struct str token)
{
    static const char *const WORDS[] = {"INTO", "IGNORE", "DELAYED", "LOW_PRIORITY",
                                        "HIGH_PRIORITY"};
    for (size_t i = 0; kind == TOKEN_WORD && i < COUNT_OF(WORDS); i++)
        if (is_word(token, WORDS[i]))
            return;
    if (kind == TOKEN_SIGN)
        return;
    take_table(d, token);
    d->wanted = d->handler.wanted(d->handler.ctx, buf_view(&d->table));
    find_columns(d);
    d->part = PART_COLUMNS_OR_VALUES;
}

static void take_columns_or_values(struct sql_dump *d, enum token kind, struct str token)
{
    if (kind == TOKEN_SIGN && token.p[0] == '(') {
        buf_clear(&d->named);
        d->part = PART_COLUMNS;
    } else if (kind == TOKEN_SIGN && token.p[0] == '.') {
        d->part = PART_INTO;
    } else if (is_word(token, "VALUES") || is_word(token, "VALUE")) {
        d->part = PART_VALUES;
    } else {
        d->part = PART_OTHER; /* INSERT … SELECT, … SET */
    }
}

static void take_columns(struct sql_dump *d, enum token kind, struct str token)
{
    if (kind == TOKEN_SIGN && token.p[0] == ')') {
        take_named(d);
        d->part = PART_COLUMNS_OR_VALUES;
    } else if (kind != TOKEN_SIGN) {
        buf_add(&d->named, token);
        buf_add_byte(&d->named, '\0');
    }
}

static void take_row(struct sql_dump *d, enum token kind, struct str token)
{
    if (kind == TOKEN_SIGN && token.p[0] == ')') {
        if (d->wanted)
            give_row(d);
        d->part = PART_BEHIND_ROW;
    } else if (kind == TOKEN_STRING && d->hex) {
        add_hex(d, token);
        d->hex = false;
    } else if (kind == TOKEN_STRING) {
        add_value(d, token);
    } else if (kind == TOKEN_WORD && token.p[0] == '_') {
        return; /* _utf8'…', _binary'…' */
    } else if (kind == TOKEN_WORD && token.n == 1 && (token.p[0] | 0x20) == 'x') {
        d->hex = true;
    } else if (kind == TOKEN_WORD && token.n > 2 && str_eq_nocase(str_first(token, 2), STR("0x"))) {
        add_hex(d, str_from(token, 2));
    } else if (kind == TOKEN_WORD) {
        add_value(d, is_word(token, "NULL") ? STR("") : token);
    }
}

static void take_token(struct sql_dump *d, enum token kind, struct str token)
{
    bool ends = kind == TOKEN_SIGN && token.p[0] == ';';
    if (ends && d->part != PART_ROW) {
        d->part = PART_BEGIN;
        return;
    }
    switch (d->part) {
    case PART_BEGIN: take_begin(d, token); return;
    case PART_OTHER: return;
    case PART_INTO: take_into(d, kind, token); return;
    case PART_COLUMNS_OR_VALUES: take_columns_or_values(d, kind, token); return;
    case PART_COLUMNS: take_columns(d, kind, token); return;
    case PART_VALUES:
    case PART_BEHIND_ROW:
        if (kind == TOKEN_SIGN && token.p[0] == '(') {
            begin_row(d);
            d->part = PART_ROW;
        } else if (kind != TOKEN_SIGN) {
            d->part = PART_OTHER; /* ON DUPLICATE KEY … */
        }
        return;
    case PART_ROW: take_row(d, kind, token); return;
    case PART_CREATE: d->part = is_word(token, "TABLE") ? PART_CREATE_TABLE : d->part; return;
    case PART_CREATE_TABLE:
        if (kind == TOKEN_WORD &&
            (is_word(token, "IF") || is_word(token, "NOT") || is_word(token, "EXISTS")))
            return;
        take_table(d, token);
        d->part = PART_CREATE_NAME;
        return;
    case PART_CREATE_NAME:
        if (kind == TOKEN_SIGN && token.p[0] == '.')
            d->part = PART_CREATE_TABLE;
        else if (kind == TOKEN_SIGN && token.p[0] == '(') {
            create_table(d);
            d->part = PART_CREATE_COLUMN;
        }
        return;
    case PART_CREATE_COLUMN:
    case PART_CREATE_REST: take_create(d, kind, token); return;
    }
}

/* ---- bytes ---- */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || byte_is_digit(c) || c == '_' ||
           c == '$' || c == '@' || c == '+' || (unsigned char)c >= 0x80;
}

static void add_byte(struct sql_dump *d, char c)
{
    if (d->token.n < SQL_ROW_MAX_BYTES)
        buf_add_byte(&d->token, c);
    else
        d->overlong = true;
}

static void end_token(struct sql_dump *d, enum token kind)
{
    take_token(d, kind, buf_view(&d->token));
    buf_clear(&d->token);
}

static void take_between(struct sql_dump *d, char c)
{
    if (c == '\'' || c == '"' || c == '`') {
        d->quote = c;
        d->state = STATE_QUOTED;
    } else if (c == '#') {
        d->state = STATE_LINE_COMMENT;
    } else if (c == '-') {
        d->state = STATE_DASH;
    } else if (c == '/') {
        d->state = STATE_SLASH;
    } else if (is_word_byte(c)) {
        add_byte(d, c);
        d->state = STATE_WORD;
    } else if (!byte_is_space(c)) {
        take_token(d, TOKEN_SIGN, (struct str){&c, 1});
    }
}

static char unescaped(char c)
{
    switch (c) {
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '0': /* a NUL and other controls have no place in text */
    case 'Z':
    case 'b': return ' ';
    default: return c;
    }
}

/* A byte behind a quote: the second of two stands for one. */
static bool take_behind_quote(struct sql_dump *d, char c)
{
    if (c == d->quote) {
        add_byte(d, c);
        d->state = STATE_QUOTED;
        return true;
    }
    d->state = STATE_BETWEEN;
    end_token(d, d->quote == '`' ? TOKEN_NAME : TOKEN_STRING);
    return false;
}

/* False: the byte was not used, and is to be taken again in the state that d is in now. */
static bool take_byte(struct sql_dump *d, char c)
{
    switch (d->state) {
    case STATE_BETWEEN: take_between(d, c); return true;
    case STATE_WORD:
        if (is_word_byte(c) || c == '-' || (c == '.' && byte_is_digit(d->token.p[0]))) {
            add_byte(d, c);
            return true;
        }
        d->state = STATE_BETWEEN;
        end_token(d, TOKEN_WORD);
        return false;
    case STATE_QUOTED:
        if (c == d->quote)
            d->state = STATE_QUOTE_SEEN;
        else if (c == '\\' && d->quote != '`')
            d->state = STATE_ESCAPED;
        else
            add_byte(d, c);
        return true;
    case STATE_ESCAPED:
        add_byte(d, unescaped(c));
        d->state = STATE_QUOTED;
        return true;
    case STATE_QUOTE_SEEN: return take_behind_quote(d, c);
    case STATE_LINE_COMMENT: d->state = c == '\n' ? STATE_BETWEEN : d->state; return true;
    case STATE_DASH:
        d->state = c == '-' ? STATE_LINE_COMMENT : STATE_WORD;
        if (c != '-') /* a negative number */
            add_byte(d, '-');
        return c == '-';
    case STATE_SLASH: d->state = c == '*' ? STATE_COMMENT : STATE_BETWEEN; return c == '*';
    case STATE_COMMENT: d->state = c == '*' ? STATE_COMMENT_STAR : d->state; return true;
    case STATE_COMMENT_STAR:
        d->state = c == '/' ? STATE_BETWEEN : c == '*' ? d->state : STATE_COMMENT;
        return true;
    }
    return true;
}

/* Bytes of a string that nothing is to be done with, at once. */
static size_t plain_bytes(struct sql_dump *d, struct str bytes)
{
    size_t n = 0;
    if (d->state != STATE_QUOTED)
        return 0;
    while (n < bytes.n && bytes.p[n] != d->quote && bytes.p[n] != '\\')
        n++;
    if (d->token.n + n > SQL_ROW_MAX_BYTES)
        d->overlong = true;
    else if (d->wanted || d->part != PART_ROW)
        buf_add(&d->token, str_first(bytes, n));
    return n;
}

enum rc sql_dump_push(struct sql_dump *d, struct str bytes, struct err *e)
{
    while (bytes.n && !d->stopped) {
        bytes = str_from(bytes, plain_bytes(d, bytes));
        if (bytes.n && take_byte(d, bytes.p[0]))
            bytes = str_from(bytes, 1);
    }
    if (buf_failed(&d->token) || buf_failed(&d->bytes) || buf_failed(&d->named) ||
        buf_failed(&d->table))
        return fail(e, RC_NOMEM, "out of memory");
    return arena_failed(&d->schema) ? fail(e, RC_LIMIT, "the dump has too many tables") : RC_OK;
}

enum rc sql_dump_end(struct sql_dump *d, struct err *e)
{
    bool in_rows = d->part == PART_ROW || d->part == PART_VALUES ||
                   (d->part == PART_BEHIND_ROW && d->state == STATE_QUOTED);
    if (d->stopped || !in_rows)
        return RC_OK;
    return fail(e, RC_INVALID, "the dump ends in the middle of table %.*s",
                STR_ARG(buf_view(&d->table)));
}

enum rc sql_dump_new(const struct sql_dump_handler *handler, struct sql_dump **out, struct err *e)
{
    struct sql_dump *d = mem_alloc(sizeof *d);
    if (!d)
        return fail(e, RC_NOMEM, "out of memory");
    d->handler = *handler;
    d->state = STATE_BETWEEN;
    d->part = PART_BEGIN;
    arena_init(&d->schema, SQL_SCHEMA_MAX_BYTES);
    map_init(&d->tables, &d->schema);
    buf_init(&d->token, NULL);
    buf_init(&d->table, NULL);
    buf_init(&d->named, NULL);
    buf_init(&d->bytes, NULL);
    buf_init(&d->mended, NULL);
    *out = d;
    return RC_OK;
}

void sql_dump_free(struct sql_dump *d)
{
    if (!d)
        return;
    arena_release(&d->schema);
    buf_release(&d->token);
    buf_release(&d->table);
    buf_release(&d->named);
    buf_release(&d->bytes);
    buf_release(&d->mended);
    mem_free(d);
}

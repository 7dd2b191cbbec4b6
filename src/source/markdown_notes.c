#include "source/markdown_notes.h"

#include "base/map.h"
#include "base/vec.h"

enum { ID_MAX_BYTES = 80 };

struct footnote {
    struct buf words;
    size_t number; /* 0: nothing names it yet */
};

struct notes {
    struct arena *a;
    struct map by_id;
    struct vec all;   /* struct footnote *, in order of their words */
    struct vec named; /* the same, in order of their marks */
};

static size_t indent_of(struct str line)
{
    size_t n = 0;
    while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
        n += line.p[n] == '\t' ? 4 : 1;
    return n;
}

static bool is_fence(struct str line)
{
    struct str s = str_trim(line);
    return str_starts(s, STR("```")) || str_starts(s, STR("~~~"));
}

/* "[^id]" at the start of s: its length, and the id; 0 if there is none. */
static size_t mark_at(struct str s, struct str *id)
{
    if (!str_starts(s, STR("[^")))
        return 0;
    size_t end = str_find_byte(str_first(s, ID_MAX_BYTES), ']');
    *id = str_slice(s, 2, end);
    if (end >= s.n || end == ID_MAX_BYTES || id->n == 0 || str_find_byte(*id, ' ') < id->n)
        return 0;
    return end + 1;
}

/* The words behind "[^id]:" that line begins with. */
static bool words_of(struct str line, struct str *id, struct str *words)
{
    struct str s = str_trim(line);
    size_t n = indent_of(line) < 4 ? mark_at(s, id) : 0;
    if (n == 0 || n >= s.n || s.p[n] != ':')
        return false;
    *words = str_trim(str_from(s, n + 1));
    return true;
}

static struct footnote *add_footnote(struct notes *notes, struct str id)
{
    struct footnote *f = arena_alloc(notes->a, sizeof *f);
    struct footnote **kept =
        f && notes->all.n < MARKDOWN_NOTES_MAX && !map_get(&notes->by_id, id, NULL)
            ? vec_push(&notes->all)
            : NULL;
    if (!kept)
        return NULL;
    *f = (struct footnote){.number = 0};
    buf_init(&f->words, notes->a);
    *kept = f;
    map_set(&notes->by_id, id, f);
    return f;
}

/* Takes the words out of text; the rest goes to body. */
static void take_words(struct notes *notes, struct str text, struct buf *body)
{
    struct footnote *open = NULL;
    struct str line;
    struct str id;
    struct str words;
    bool fenced = false;
    while (str_next_line(&text, &line)) {
        bool blank = str_trim(line).n == 0;
        bool begins = !fenced && words_of(line, &id, &words);
        fenced = fenced != is_fence(line);
        if (begins)
            open = add_footnote(notes, id);
        else if (!blank && (fenced || indent_of(line) == 0))
            open = NULL;
        if (open && !blank) {
            if (open->words.n)
                buf_add_byte(&open->words, ' ');
            buf_add(&open->words, begins ? words : str_trim(line));
        }
        /* where the words stood, a paragraph ends: what follows them is none of what was before */
        if (open) {
            buf_add_byte(body, '\n');
        } else {
            buf_add(body, line);
            buf_add_byte(body, '\n');
        }
    }
}

/* Its number, a new one when nothing named it before. */
static size_t number_of(struct notes *notes, struct footnote *f)
{
    struct footnote **kept = f->number ? NULL : vec_push(&notes->named);
    if (kept) {
        *kept = f;
        f->number = notes->named.n;
    }
    return f->number;
}

/* One line with its marks replaced. */
static void add_line(struct notes *notes, struct str line, struct buf *out)
{
    while (line.n) {
        struct str id;
        void *found = NULL;
        size_t plain = str_find(line, STR("[^"));
        buf_add(out, str_first(line, plain));
        line = str_from(line, plain);
        size_t n = mark_at(line, &id);
        if (n && map_get(&notes->by_id, id, &found)) {
            buf_addf(out, "<sup>\\[%zu]</sup>", number_of(notes, found));
        } else if (line.n) {
            n = 1;
            buf_add_byte(out, '[');
        }
        line = str_from(line, n);
    }
    buf_add_byte(out, '\n');
}

void markdown_notes(struct arena *a, struct str text, struct buf *out)
{
    struct notes notes = {
        .a = a, .all = VEC(struct footnote *, a), .named = VEC(struct footnote *, a)};
    struct buf body;
    struct str line;
    bool fenced = false;
    if (!str_contains(text, STR("[^"))) {
        buf_add(out, text);
        return;
    }
    map_init(&notes.by_id, a);
    buf_init(&body, a);
    take_words(&notes, text, &body);
    struct str rest = buf_view(&body);
    while (str_next_line(&rest, &line)) {
        fenced = fenced != is_fence(line);
        if (!fenced) {
            add_line(&notes, line, out);
            continue;
        }
        buf_add(out, line);
        buf_add_byte(out, '\n');
    }
    for (size_t i = 0; i < notes.all.n; i++) {
        (void)number_of(&notes, *(struct footnote **)vec_at(&notes.all, i)); /* unnamed: last */
    }
    for (size_t i = 0; i < notes.named.n; i++) {
        struct footnote *f = *(struct footnote **)vec_at(&notes.named, i);
        buf_addf(out, "\n\\[%zu\\] ", f->number);
        add_line(&notes, buf_view(&f->words), out);
    }
    out->failed = out->failed || buf_failed(&body);
}

#include "article/word_diff.h"

#include "base/buf.h"
#include "base/vec.h"

#include <string.h>

/* Two lists of words and, for each word, whether it stands in the other, too. */
struct words {
    struct str *p;
    size_t n;
    bool *same;
};

struct diff {
    struct arena *a;
    struct words before;
    struct words after;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static struct words split(struct arena *a, struct str text)
{
    struct vec words = VEC(struct str, a);
    size_t i = 0;
    while (i < text.n) {
        size_t start = i;
        while (i < text.n && !is_space(text.p[i]))
            i++;
        struct str *word = i > start ? vec_push(&words) : NULL;
        if (word)
            *word = str_slice(text, start, i);
        i += i == start;
    }
    struct words out = {.p = words.p, .n = words.n};
    out.same = arena_array(a, out.n, sizeof *out.same);
    return out;
}

/* ---- Myers: the part between what both begin and end with ---- */

struct middle {
    const struct str *x; /* before */
    const struct str *y; /* after */
    int x_n;
    int y_n;
    bool *x_same;
    bool *y_same;
};

/* How far the words are the same from there on. */
static int slide(const struct middle *m, int x, int y)
{
    while (x < m->x_n && y < m->y_n && str_eq(m->x[x], m->y[y])) {
        x++;
        y++;
    }
    return x;
}

/* The furthest x on diagonal k after d edits, from the row of d - 1; rows[d][k + d]. */
static int step(int *const *rows, int d, int k)
{
    if (d == 0)
        return 0;
    const int *last = rows[d - 1];
    int down = k < d - 1 ? last[k + 1 + d - 1] : -1;
    int right = k > -d + 1 ? last[k - 1 + d - 1] + 1 : -1;
    return down >= right ? down : right;
}

static void walk_back(const struct middle *m, int *const *rows, int d, int k)
{
    int x = m->x_n;
    for (; d >= 0; d--) {
        int from = step(rows, d, k);
        for (; x > from; x--) {
            m->x_same[x - 1] = true;
            m->y_same[x - 1 - k] = true;
        }
        if (d == 0)
            return;
        const int *last = rows[d - 1];
        bool down = k < d - 1 && last[k + 1 + d - 1] == from;
        x = down ? from : from - 1;
        k = down ? k + 1 : k - 1;
    }
}

/* Marks what is the same; without a way in few enough edits nothing is. */
static void compare(struct arena *a, const struct middle *m)
{
    int most = WORD_DIFF_EDITS_MAX < m->x_n + m->y_n ? WORD_DIFF_EDITS_MAX : m->x_n + m->y_n;
    int **rows = arena_array(a, (size_t)most + 1, sizeof *rows);
    for (int d = 0; rows && d <= most; d++) {
        rows[d] = arena_array(a, 2 * (size_t)d + 1, sizeof **rows);
        if (!rows[d])
            return;
        for (int k = -d; k <= d; k += 2) {
            int x = step(rows, d, k);
            /* beyond an end there is nothing: such a diagonal is left behind */
            rows[d][k + d] =
                x < 0 || x < k || x > m->x_n || x - k > m->y_n ? -2 : slide(m, x, x - k);
            if (rows[d][k + d] == m->x_n && m->x_n - k == m->y_n) {
                walk_back(m, rows, d, k);
                return;
            }
        }
    }
}

static void mark_ends(struct diff *f, size_t *head, size_t *tail)
{
    struct words *x = &f->before;
    struct words *y = &f->after;
    size_t shorter = x->n < y->n ? x->n : y->n;
    size_t i = 0;
    for (; i < shorter && str_eq(x->p[i], y->p[i]); i++)
        x->same[i] = y->same[i] = true;
    *head = i;
    for (i = 0; i < shorter - *head && str_eq(x->p[x->n - 1 - i], y->p[y->n - 1 - i]); i++)
        x->same[x->n - 1 - i] = y->same[y->n - 1 - i] = true;
    *tail = i;
}

static void mark(struct diff *f)
{
    size_t head = 0;
    size_t tail = 0;
    mark_ends(f, &head, &tail);
    size_t x_n = f->before.n - head - tail;
    size_t y_n = f->after.n - head - tail;
    if (x_n == 0 || y_n == 0 || x_n > WORD_DIFF_WORDS_MAX || y_n > WORD_DIFF_WORDS_MAX)
        return;
    compare(f->a, &(struct middle){.x = f->before.p + head,
                                   .y = f->after.p + head,
                                   .x_n = (int)x_n,
                                   .y_n = (int)y_n,
                                   .x_same = f->before.same + head,
                                   .y_same = f->after.same + head});
}

/* ---- pieces ---- */

struct span {
    size_t start;
    size_t end;
};

/* Words start..end - 1; none only of a gap. */
static void push(struct diff *f, struct vec *out, enum word_diff_kind kind, const struct words *w,
                 struct span words)
{
    struct buf text;
    buf_init(&text, f->a);
    for (size_t i = words.start; w->p && i < words.end; i++) {
        if (i > words.start)
            buf_add_byte(&text, ' ');
        buf_add(&text, w->p[i]);
    }
    bool some = words.start < words.end || kind == WORD_DIFF_GAP;
    struct word_diff_piece *piece = some ? vec_push(out) : NULL;
    if (piece)
        *piece = (struct word_diff_piece){kind, buf_view(&text)};
}

struct same_run {
    size_t start; /* in after */
    size_t n;
    bool last;
};

/* A run that is the same: its words next to differences, and a gap for the rest. last: none follows. */
static void push_same(struct diff *f, struct vec *out, struct same_run run)
{
    const struct words *words = &f->after;
    size_t end = run.start + run.n;
    size_t left = out->n ? WORD_DIFF_AROUND : 0;
    size_t right = run.last ? 0 : WORD_DIFF_AROUND;
    if (run.n <= left + right + 1) {
        push(f, out, WORD_DIFF_SAME, words, (struct span){run.start, end});
        return;
    }
    push(f, out, WORD_DIFF_SAME, words, (struct span){run.start, run.start + left});
    push(f, out, WORD_DIFF_GAP, words, (struct span){0});
    push(f, out, WORD_DIFF_SAME, words, (struct span){end - right, end});
}

static size_t run_of(const struct words *w, size_t at, bool same)
{
    while (at < w->n && w->same[at] == same)
        at++;
    return at;
}

static void collect(struct diff *f, struct vec *out)
{
    size_t x = 0;
    size_t y = 0;
    while (x < f->before.n || y < f->after.n) {
        size_t x_end = run_of(&f->before, x, false);
        size_t y_end = run_of(&f->after, y, false);
        push(f, out, WORD_DIFF_REMOVED, &f->before, (struct span){x, x_end});
        push(f, out, WORD_DIFF_ADDED, &f->after, (struct span){y, y_end});
        size_t same_end = run_of(&f->after, y_end, true);
        size_t before_end = run_of(&f->before, x_end, true);
        size_t n = same_end - y_end < before_end - x_end ? same_end - y_end : before_end - x_end;
        bool last = x_end + n == f->before.n && y_end + n == f->after.n;
        if (n)
            push_same(f, out, (struct same_run){y_end, n, last});
        x = x_end + n;
        y = y_end + n;
    }
}

struct word_diff_piece *word_diff(struct arena *a, struct str before, struct str after,
                                  size_t *out_n)
{
    struct diff f = {.a = a, .before = split(a, before), .after = split(a, after)};
    struct vec out = VEC(struct word_diff_piece, a);
    *out_n = 0;
    if (arena_failed(a))
        return NULL;
    mark(&f);
    if (f.before.n != f.after.n || run_of(&f.after, 0, true) != f.after.n)
        collect(&f, &out);
    if (arena_failed(a))
        return NULL;
    *out_n = out.n;
    return out.p;
}

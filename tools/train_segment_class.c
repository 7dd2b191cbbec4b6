/* Classes of syllables by their neighbours: k-means (Lloyd) on the square roots of what stands before
 * and behind, so that the distance is Hellinger's. */
#include "tools/train_segment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NEIGHBOURS = 500,     /* commonest pieces that count as neighbours */
    OTHER_NEIGHBOURS = 8, /* and one for each shape, for the rest */
    COLUMNS = 2 * (NEIGHBOURS + OTHER_NEIGHBOURS),
    ROWS_MAX = 8000,
    TIMES_MIN = 30, /* below, the neighbours say little */
    ROUNDS = 12,
    LINE_PIECES_MAX = 4096,
    POINTER_BYTES = sizeof(void *),
};

struct space {
    struct counts *c;
    struct count **rows; /* commonest first */
    float *x;            /* ROWS × COLUMNS */
    size_t n;
    float *centres;
    unsigned *class; /* of each row */
};

static int commoner(const void *a, const void *b)
{
    const struct count *x = *(struct count *const *)a;
    const struct count *y = *(struct count *const *)b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return x->key < y->key ? -1 : x->key > y->key;
}

static bool choose_rows(struct space *s, struct arena *a)
{
    size_t n = 0;
    struct count **all = arena_array(a, s->c->used, POINTER_BYTES);
    for (size_t i = 0; all && i < s->c->capacity; i++)
        if (s->c->slots[i].pieces == 1 && s->c->slots[i].n >= TIMES_MIN)
            all[n++] = &s->c->slots[i];
    if (!all || n == 0)
        return false;
    qsort(all, n, POINTER_BYTES, commoner);
    s->rows = all;
    s->n = n < ROWS_MAX ? n : ROWS_MAX;
    for (size_t i = 0; i < s->n; i++)
        all[i]->left = (uint32_t)i + 1; /* singles do not use it otherwise */
    s->x = arena_array(a, s->n * COLUMNS, sizeof *s->x);
    s->centres = arena_array(a, (size_t)SEGMENT_CLASSES * COLUMNS, sizeof *s->centres);
    s->class = arena_array(a, s->n, sizeof *s->class);
    return !arena_failed(a);
}

/* 1 + the row of a piece, 0 if it has none. */
static size_t row_of(const struct space *s, const struct segment_piece *piece)
{
    if (piece->shape < SHAPE_LOWER || piece->shape > SHAPE_NUMBER)
        return 0;
    const struct count *found = counts_find(s->c, piece->key);
    return found && found->pieces == 1 && found->left <= s->n ? found->left : 0;
}

static void add_line(struct space *s, const struct segment_piece *pieces, size_t *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        rows[i] = row_of(s, &pieces[i]);
    for (size_t i = 0; i < n; i++) {
        if (!rows[i])
            continue;
        float *x = s->x + (rows[i] - 1) * COLUMNS;
        for (int side = 0; side < 2; side++) {
            bool edge = side ? i + 1 == n : i == 0;
            size_t other = side ? i + 1 : i - 1;
            size_t column = edge ? NEIGHBOURS + SHAPE_EDGE : NEIGHBOURS + pieces[other].shape;
            if (!edge && rows[other] && rows[other] <= NEIGHBOURS)
                column = rows[other] - 1;
            x[(size_t)side * COLUMNS / 2 + column] += 1;
        }
    }
}

static void normalise(float *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        float *half = x + i * (COLUMNS / 2);
        float total = 0;
        for (size_t k = 0; k < COLUMNS / 2; k++)
            total += half[k];
        for (size_t k = 0; total > 0 && k < COLUMNS / 2; k++)
            half[k] = sqrtf(half[k] / total);
    }
}

static unsigned nearest(const struct space *s, const float *x)
{
    unsigned best = 0;
    float most = -1;
    for (unsigned class = 0; class < SEGMENT_CLASSES; class ++) {
        const float *centre = s->centres + (size_t) class * COLUMNS;
        float dot = 0;
        for (size_t k = 0; k < COLUMNS; k++)
            dot += centre[k] * x[k];
        if (dot > most) {
            most = dot;
            best = class;
        }
    }
    return best;
}

static void scale_to_one(float *centre)
{
    float square = 0;
    for (size_t k = 0; k < COLUMNS; k++)
        square += centre[k] * centre[k];
    for (size_t k = 0; square > 0 && k < COLUMNS; k++)
        centre[k] /= sqrtf(square);
}

static void round_of_means(struct space *s)
{
    for (size_t i = 0; i < s->n; i++)
        s->class[i] = nearest(s, s->x + i * COLUMNS);
    memset(s->centres, 0, (size_t)SEGMENT_CLASSES * COLUMNS * sizeof *s->centres);
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < COLUMNS; k++)
            s->centres[(size_t)s->class[i] * COLUMNS + k] += s->x[i * COLUMNS + k];
    for (size_t class = 0; class < SEGMENT_CLASSES; class ++)
        scale_to_one(s->centres + class * COLUMNS);
}

void counts_add_classes(struct counts *c, struct arena *a, struct str text)
{
    struct space s = {.c = c};
    struct segment_piece *pieces = arena_array(a, LINE_PIECES_MAX, sizeof *pieces);
    size_t *rows = arena_array(a, LINE_PIECES_MAX, sizeof *rows);
    struct str line;
    if (!pieces || !rows || !choose_rows(&s, a))
        return;
    while (str_next_line(&text, &line))
        add_line(&s, pieces, rows, segment_read_line(line, pieces, LINE_PIECES_MAX));
    normalise(s.x, s.n * 2);
    for (size_t class = 0; class < SEGMENT_CLASSES; class ++) {
        memcpy(s.centres + class * COLUMNS, s.x + class * s.n / SEGMENT_CLASSES * COLUMNS,
               COLUMNS * sizeof *s.x);
        scale_to_one(s.centres + class * COLUMNS);
    }
    for (int i = 0; i < ROUNDS; i++)
        round_of_means(&s);
    for (size_t i = 0; i < s.n; i++)
        s.rows[i]->right = s.class[i] + 1;
}

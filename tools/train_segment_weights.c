/* A linear chain of two states (joined to the piece before, or not), fitted by maximum conditional
 * likelihood with AdaGrad (Duchi, Hazan, Singer 2011) and L2. */
#include "tools/train_segment.h"

#include <math.h>
#include <string.h>

enum { CHAIN_MAX = 2048 }; /* pieces of a sentence that are learned from */

struct learner {
    const struct training *t;
    float *weights;
    float *squares; /* AdaGrad's sums of squared gradients */
    float *sums;    /* of the weights after each epoch of the second half */
    uint64_t random;
    struct segment_features *features;
    struct segment_piece *pieces; /* of a sentence in capitals */
    double *plain;                /* score of joining after a break */
    double *joined;               /* added after a join */
    double (*forward)[2];
    double (*backward)[2];
};

static bool learner_init(struct learner *l, struct arena *a, const struct training *t)
{
    size_t n = (size_t)1 << t->weight_bits;
    *l = (struct learner){
        .t = t,
        .random = t->seed,
        .weights = arena_array(a, n, sizeof *l->weights),
        .squares = arena_array(a, n, sizeof *l->squares),
        .sums = arena_array(a, n, sizeof *l->sums),
        .features = arena_array(a, CHAIN_MAX, sizeof *l->features),
        .pieces = arena_array(a, CHAIN_MAX + SEGMENT_BEFORE + SEGMENT_AFTER, sizeof *l->pieces),
        .plain = arena_array(a, CHAIN_MAX, sizeof *l->plain),
        .joined = arena_array(a, CHAIN_MAX, sizeof *l->joined),
        .forward = arena_array(a, CHAIN_MAX, sizeof *l->forward),
        .backward = arena_array(a, CHAIN_MAX, sizeof *l->backward),
    };
    return !arena_failed(a);
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double log_add(double a, double b)
{
    double most = a > b ? a : b;
    return most + log1p(exp(-fabs(a - b)));
}

/* Hides which pieces stand at the place: what is left must do, as with words never seen. */
static void forget(struct segment_features *f)
{
    f->plain_n -= f->plain_runs;
    f->joined_n -= f->joined_runs;
    memmove(f->plain, f->plain + f->plain_runs, f->plain_n * sizeof *f->plain);
    memmove(f->joined, f->joined + f->joined_runs, f->joined_n * sizeof *f->joined);
}

static double sum_weights(const struct learner *l, const uint32_t *features, unsigned n)
{
    double total = 0;
    for (unsigned k = 0; k < n; k++)
        total += l->weights[features[k]];
    return total;
}

/* The sentence as a headline in capitals would have it. */
static const struct segment_piece *shouted(struct learner *l, const struct sentence *s, size_t n)
{
    const double whole = 18446744073709551616.0;
    size_t all = SEGMENT_BEFORE + n + SEGMENT_AFTER;
    if (l->t->shout <= 0 || (double)next_random(&l->random) >= l->t->shout * whole)
        return s->pieces;
    memcpy(l->pieces, s->pieces, all * sizeof *l->pieces);
    for (size_t i = SEGMENT_BEFORE; i < SEGMENT_BEFORE + n; i++)
        if (l->pieces[i].shape >= SHAPE_LOWER && l->pieces[i].shape <= SHAPE_MIXED)
            l->pieces[i].shape = SHAPE_UPPER;
    memset(l->pieces + SEGMENT_BEFORE + n, 0, SEGMENT_AFTER * sizeof *l->pieces);
    return l->pieces;
}

static void score(struct learner *l, const struct sentence *s, size_t n)
{
    const struct segment_piece *pieces = shouted(l, s, n);
    const double whole = 18446744073709551616.0;
    for (size_t i = 1; i < n; i++) {
        struct segment_features *f = &l->features[i];
        l->plain[i] = -1e9;
        l->joined[i] = 0;
        if (!s->pieces[SEGMENT_BEFORE + i].joinable)
            continue;
        segment_features(&pieces[SEGMENT_BEFORE + i], l->t->weight_bits, f);
        if ((double)next_random(&l->random) < l->t->forget * whole)
            forget(f);
        l->plain[i] = sum_weights(l, f->plain, f->plain_n);
        l->joined[i] = sum_weights(l, f->joined, f->joined_n);
    }
}

static void sum_chain(struct learner *l, size_t n)
{
    l->forward[0][0] = 0;
    l->forward[0][1] = -1e9;
    for (size_t i = 1; i < n; i++) {
        double *before = l->forward[i - 1];
        l->forward[i][0] = log_add(before[0], before[1]);
        l->forward[i][1] = log_add(before[0], before[1] + l->joined[i]) + l->plain[i];
    }
    l->backward[n - 1][0] = 0;
    l->backward[n - 1][1] = 0;
    for (size_t i = n - 1; i > 0; i--) {
        double *after = l->backward[i];
        double join = after[1] + l->plain[i];
        l->backward[i - 1][0] = log_add(after[0], join);
        l->backward[i - 1][1] = log_add(after[0], join + l->joined[i]);
    }
}

static void step(struct learner *l, const uint32_t *features, unsigned n, double gradient)
{
    for (unsigned k = 0; k < n; k++) {
        float *weight = &l->weights[features[k]];
        float *square = &l->squares[features[k]];
        double g = gradient + l->t->shrink * (double)*weight;
        *square += (float)(g * g);
        *weight -= (float)(l->t->rate * g / (sqrt((double)*square) + 1e-3));
    }
}

static void learn_sentence(struct learner *l, const struct sentence *s)
{
    size_t n = s->n < CHAIN_MAX ? s->n : CHAIN_MAX;
    if (n < 2)
        return;
    score(l, s, n);
    sum_chain(l, n);
    double all = log_add(l->forward[n - 1][0], l->forward[n - 1][1]);
    for (size_t i = 1; i < n; i++) {
        if (!s->pieces[SEGMENT_BEFORE + i].joinable)
            continue;
        double join = exp(l->forward[i][1] + l->backward[i][1] - all);
        double twice =
            exp(l->forward[i - 1][1] + l->plain[i] + l->joined[i] + l->backward[i][1] - all);
        bool before = i > 1 && s->joins[i - 1];
        step(l, l->features[i].plain, l->features[i].plain_n, join - s->joins[i]);
        step(l, l->features[i].joined, l->features[i].joined_n, twice - (before && s->joins[i]));
    }
}

static void shuffle(uint32_t *order, size_t n, uint64_t *state)
{
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)(next_random(state) % i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

/* Only the ratios of weights count; a step of 1/32 is fine enough (cross-validated: no loss). */
static signed char *to_bytes(struct arena *a, const struct learner *l, size_t n)
{
    enum { STEPS = 32 };
    signed char *bytes = arena_array(a, n, 1);
    unsigned epochs = (l->t->epochs - l->t->epochs / 2) * l->t->runs;
    l->sums[segment_bias_feature(l->t->weight_bits)] += (float)(l->t->join_bonus / STEPS * epochs);
    for (size_t i = 0; bytes && i < n; i++) {
        double scaled = round((double)l->sums[i] / epochs * STEPS);
        bytes[i] = (signed char)(scaled > 127 ? 127 : scaled < -127 ? -127 : scaled);
    }
    return bytes;
}

/* One course of epochs over the sentences; the weights after each of the second half are summed up. */
struct order {
    uint32_t *v;
    size_t n;
    uint64_t *random;
};
static void learn_once(struct learner *l, struct order *order, const struct sentence *all)
{
    const struct training *t = l->t;
    for (unsigned epoch = 0; epoch < t->epochs; epoch++) {
        shuffle(order->v, order->n, order->random);
        for (size_t i = 0; i < order->n; i++)
            learn_sentence(l, &all[order->v[i]]);
        for (size_t i = 0; i < (size_t)1 << t->weight_bits && epoch >= t->epochs / 2; i++)
            l->sums[i] += l->weights[i];
    }
}

signed char *weights_learn(struct arena *a, const struct training *t, const struct sentence *all,
                           const bool *use, size_t n)
{
    struct arena own;
    struct learner l;
    signed char *bytes = NULL;
    uint64_t state = t->seed;
    size_t used = 0;
    arena_init(&own, (size_t)1 << 30);
    uint32_t *order = arena_array(&own, n, sizeof *order);
    if (!learner_init(&l, &own, t))
        goto out;
    for (size_t i = 0; i < n; i++)
        if (use[i])
            order[used++] = (uint32_t)i;
    for (unsigned run = 0; run < t->runs; run++) {
        memset(l.weights, 0, sizeof *l.weights << t->weight_bits);
        memset(l.squares, 0, sizeof *l.squares << t->weight_bits);
        learn_once(&l, &(struct order){order, used, &state}, all);
    }
    bytes = to_bytes(a, &l, (size_t)1 << t->weight_bits);
out:
    arena_release(&own);
    return bytes;
}

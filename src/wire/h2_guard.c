#include "wire/h2_guard.h"

#include <string.h>

enum { PART = 1000 }; /* of one */

/* RFC 9113 §6 */
enum type { TYPE_DATA = 0, TYPE_HEADERS = 1, TYPE_PRIORITY = 2, TYPE_CONTINUATION = 9 };

static int64_t refill(int64_t left, int64_t more, int64_t max)
{
    return left + more < max * PART ? left + more : max * PART;
}

void h2_guard_init(struct h2_guard *g, int64_t now_ms)
{
    *g = (struct h2_guard){.preface_left = H2_PREFACE_BYTES,
                           .refilled_ms = now_ms,
                           .resets_left = (int64_t)H2_RESETS_MAX * PART,
                           .frames_left = (int64_t)H2_IDLE_FRAMES_MAX * PART};
}

static void pass_time(struct h2_guard *g, int64_t now_ms)
{
    enum { LONG_MS = 60000 }; /* after that all is full */
    int64_t passed_ms = now_ms - g->refilled_ms;
    if (passed_ms <= 0)
        return;
    if (passed_ms > LONG_MS)
        passed_ms = LONG_MS;
    g->refilled_ms = now_ms;
    g->resets_left = refill(g->resets_left, passed_ms * H2_RESETS_PER_S, H2_RESETS_MAX);
    g->frames_left = refill(g->frames_left, passed_ms * H2_IDLE_FRAMES_PER_S, H2_IDLE_FRAMES_MAX);
}

static enum h2_verdict spend(int64_t *left)
{
    *left -= PART;
    return *left < 0 ? H2_FLOOD : H2_GOOD;
}

static bool is_idle(unsigned type, size_t n)
{
    return type != TYPE_HEADERS && !(type == TYPE_DATA && n >= H2_IDLE_DATA_BYTES);
}

static enum h2_verdict judge(struct h2_guard *g)
{
    const unsigned char *h = g->head;
    size_t n = (size_t)h[0] << 16 | (size_t)h[1] << 8 | h[2];
    unsigned type = h[3];
    bool on_stream = (h[5] & 0x7F) || h[6] || h[7] || h[8];
    g->payload_left = n;
    g->continuations = type == TYPE_CONTINUATION ? g->continuations + 1 : 0;
    if (type == TYPE_PRIORITY && !on_stream)
        return H2_WRONG; /* §6.3 */
    if (g->continuations > H2_CONTINUATIONS_MAX)
        return H2_FLOOD;
    return is_idle(type, n) ? spend(&g->frames_left) : H2_GOOD;
}

/* Moves past what is neither frame head nor its start. */
static void skip(size_t *left, struct str *bytes)
{
    size_t n = *left < bytes->n ? *left : bytes->n;
    *left -= n;
    *bytes = str_from(*bytes, n);
}

enum h2_verdict h2_guard_feed(struct h2_guard *g, struct str bytes, int64_t now_ms)
{
    pass_time(g, now_ms);
    skip(&g->preface_left, &bytes);
    skip(&g->payload_left, &bytes);
    while (bytes.n) {
        struct str part = str_first(bytes, H2_FRAME_HEAD_BYTES - g->head_n);
        memcpy(g->head + g->head_n, part.p, part.n);
        g->head_n += part.n;
        bytes = str_from(bytes, part.n);
        if (g->head_n < H2_FRAME_HEAD_BYTES)
            return H2_GOOD;
        g->head_n = 0;
        enum h2_verdict verdict = judge(g);
        if (verdict != H2_GOOD)
            return verdict;
        skip(&g->payload_left, &bytes);
    }
    return H2_GOOD;
}

enum h2_verdict h2_guard_reset(struct h2_guard *g)
{
    return spend(&g->resets_left);
}

void h2_guard_sent(struct h2_guard *g)
{
    g->frames_left = refill(g->frames_left, (int64_t)2 * PART, H2_IDLE_FRAMES_MAX);
}

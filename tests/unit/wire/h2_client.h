/* An HTTP/2 client made of bytes: frames as they stand in a table, and what came back in short.
 *
 * "1:200" a response on stream 1, "1=5" five bytes of body, "1." its end, "1!7" RST_STREAM with code 7,
 * "G11" GOAWAY with code 11, "P" the answer to a PING. SETTINGS and WINDOW_UPDATE are left out. */
#ifndef LOA_TESTS_WIRE_H2_CLIENT_H
#define LOA_TESTS_WIRE_H2_CLIENT_H

#include "server_fixture.h"

#include <nghttp2/nghttp2.h>

#define PREFACE "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

enum frame_type {
    F_DATA,
    F_HEADERS,
    F_PRIORITY,
    F_RST_STREAM,
    F_SETTINGS,
    F_PUSH_PROMISE,
    F_PING,
    F_GOAWAY,
    F_WINDOW_UPDATE,
    F_CONTINUATION,
    F_UNKNOWN = 0xEE,
    F_RAW = 0xFF, /* bytes that are no frame */
};

enum { END_STREAM = 1, ACK = 1, END_HEADERS = 4, PADDED = 8, WHOLE = END_STREAM | END_HEADERS };

struct frame {
    uint8_t type;
    uint8_t flags;
    int32_t id;
    struct str payload;
    size_t times;     /* 0 is 1 */
    int32_t id_step;  /* from one time to the next */
    size_t pad_bytes; /* zeros behind payload */
};

static inline void put_frame_head(struct buf *b, size_t n, const struct frame *f, int32_t id)
{
    const char head[] = {(char)(n >> 16),  (char)(n >> 8),  (char)n,
                         (char)f->type,    (char)f->flags,  (char)(id >> 24),
                         (char)(id >> 16), (char)(id >> 8), (char)id};
    buf_add(b, (struct str){head, sizeof head});
}

static inline void put_frame(struct buf *b, const struct frame *f)
{
    size_t times = f->times ? f->times : 1;
    for (size_t i = 0; i < times; i++) {
        if (f->type != F_RAW)
            put_frame_head(b, f->payload.n + f->pad_bytes, f, f->id + (int32_t)i * f->id_step);
        buf_add(b, f->payload);
        for (size_t k = 0; k < f->pad_bytes; k++)
            buf_add_byte(b, '\0');
    }
}

static inline void show_status(nghttp2_hd_inflater *inflater, struct str block, struct buf *out,
                               uint32_t id)
{
    int flags = 0;
    nghttp2_nv nv;
    while (block.n) {
        ssize_t n =
            nghttp2_hd_inflate_hd2(inflater, &nv, &flags, (const uint8_t *)block.p, block.n, 1);
        assert_true(n >= 0);
        block = str_from(block, (size_t)n);
        if ((flags & NGHTTP2_HD_INFLATE_EMIT) && nv.namelen == 7 &&
            memcmp(nv.name, ":status", 7) == 0)
            buf_addf(out, "%u:%.*s ", id, (int)nv.valuelen, (const char *)nv.value);
        if (flags & NGHTTP2_HD_INFLATE_FINAL)
            break;
    }
    (void)nghttp2_hd_inflate_end_headers(inflater);
}

static inline uint32_t number32(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    assert_true(s.n >= 4);
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* What the server said, in short. bodies: with their bytes. */
static inline void show_frames(struct str all, bool bodies, struct buf *out)
{
    nghttp2_hd_inflater *inflater = NULL;
    assert_int_equal(nghttp2_hd_inflate_new(&inflater), 0);
    while (all.n >= 9) {
        const unsigned char *p = (const unsigned char *)all.p;
        size_t n = (size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2];
        uint32_t id = number32(str_from(all, 5));
        struct str payload = str_slice(all, 9, 9 + n);
        assert_int_equal(payload.n, n);
        if (p[3] == F_HEADERS)
            show_status(inflater, payload, out, id);
        else if (p[3] == F_DATA && bodies)
            buf_addf(out, "%u=%.*s ", id, STR_ARG(payload));
        else if (p[3] == F_RST_STREAM)
            buf_addf(out, "%u!%u ", id, number32(payload));
        else if (p[3] == F_GOAWAY)
            buf_addf(out, "G%u ", number32(str_from(payload, 4)));
        else if (p[3] == F_PING && (p[4] & ACK))
            buf_add(out, STR("P "));
        if (bodies && p[3] <= F_HEADERS && (p[4] & END_STREAM))
            buf_addf(out, "%u. ", id);
        all = str_from(all, 9 + n);
    }
    nghttp2_hd_inflate_del(inflater);
}

/* Sends as much as the server takes: it may have ended the connection. */
static inline void send_all(int fd, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        bytes = str_from(bytes, (size_t)n);
    }
}

static inline void read_until_end(int fd, struct buf *all)
{
    char piece[16 << 10];
    ssize_t n = 0;
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
        buf_add(all, (struct str){piece, (size_t)n});
    assert_true(n == 0 || errno == ECONNRESET); /* and no time-out */
}

#endif

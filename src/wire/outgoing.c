#include "wire/outgoing.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SENDFILE_MAX_BYTES = 256 << 10
}; /* a turn, so that a large file does not hold up the rest */

void outgoing_init(struct outgoing *o)
{
    *o = (struct outgoing){.file_fd = -1};
    buf_init(&o->head, NULL);
}

/* Where in its file what is to be sent begins. */
static int64_t file_begin(const struct wire_response *res, const struct response_frame *frame)
{
    if (res->file_fd >= 0)
        return frame->part ? frame->range.first : 0;
    return res->same_at_bytes - (int64_t)frame->ready_bytes;
}

void outgoing_take(struct outgoing *o, struct wire_response *res, bool has_body,
                   const struct response_frame *frame)
{
    bool from_file = res->file_fd >= 0 || res->same_fd >= 0;
    o->segments = res->segments;
    o->segments_n = has_body && !from_file ? res->segments_n : 0;
    o->at = o->head.n == 0; /* nothing to send of a head that is not there */
    o->at_bytes = 0;
    o->file_fd = res->file_fd >= 0 ? res->file_fd : res->same_fd;
    o->file_is_lent = res->file_fd < 0;
    o->file_at = file_begin(res, frame);
    o->file_left_bytes =
        has_body && from_file ? frame->body_bytes + (int64_t)frame->ready_bytes : 0;
    o->last = frame->close;
    o->corked = false;
    o->done = res->done;
    o->done_ctx = res->done_ctx;
    res->file_fd = -1;
    res->done = NULL;
}

void outgoing_clear(struct outgoing *o)
{
    if (o->file_fd >= 0 && !o->file_is_lent)
        close(o->file_fd);
    if (o->done)
        o->done(o->done_ctx);
    o->file_fd = -1;
    o->done = NULL;
    o->segments_n = 0;
    o->file_left_bytes = 0;
    buf_clear(&o->head);
}

void outgoing_release(struct outgoing *o)
{
    outgoing_clear(o);
    buf_release(&o->head);
}

/* Piece 0 is the head, piece i + 1 segment i. */
static struct str piece_of(const struct outgoing *o, size_t at)
{
    if (at == 0)
        return buf_view(&o->head);
    return (struct str){o->segments[at - 1].p, o->segments[at - 1].n};
}

size_t outgoing_iov(const struct outgoing *o, struct iovec *iov, size_t max)
{
    size_t n = 0;
    for (size_t at = o->at; at <= o->segments_n && n < max; at++) {
        struct str piece = str_from(piece_of(o, at), at == o->at ? o->at_bytes : 0);
        if (piece.n == 0)
            continue;
        iov[n].iov_len = piece.n;
        memcpy(&iov[n].iov_base, &piece.p,
               sizeof piece.p); /* its type has no const; sendmsg only reads */
        n++;
    }
    return n;
}

void outgoing_advance(struct outgoing *o, size_t n)
{
    while (o->at <= o->segments_n) {
        size_t left = piece_of(o, o->at).n - o->at_bytes;
        if (n < left) {
            o->at_bytes += n;
            return;
        }
        n -= left;
        o->at++;
        o->at_bytes = 0;
    }
    ASSERT(n == 0);
}

static enum outgoing_state state_after(const struct outgoing *o, ssize_t sent)
{
    if (sent < 0 && errno == EINTR)
        return OUTGOING_MORE;
    if (sent < 0)
        return errno == EAGAIN ? OUTGOING_BLOCKED : OUTGOING_BROKEN;
    return o->at <= o->segments_n || o->file_left_bytes ? OUTGOING_MORE : OUTGOING_SENT;
}

/* Until the connection's end is sent, which is next, the last segment waits for it: a packet less. */
static void cork(struct outgoing *o, int socket_fd)
{
    int on = 1;
    /* without it there is one more packet */
    (void)setsockopt(socket_fd, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
    o->corked = true;
}

static enum outgoing_state send_file(struct outgoing *o, int socket_fd, size_t *sent_bytes)
{
    off_t at = o->file_at;
    size_t want = o->file_left_bytes < SENDFILE_MAX_BYTES ? (size_t)o->file_left_bytes
                                                          : (size_t)SENDFILE_MAX_BYTES;
    if (o->last && !o->corked)
        cork(o, socket_fd);
    ssize_t n = sendfile(socket_fd, o->file_fd, &at, want);
    if (n == 0)
        return OUTGOING_BROKEN; /* the file has become shorter than its announced length */
    if (n > 0) {
        o->file_at += n;
        o->file_left_bytes -= n;
        *sent_bytes = (size_t)n;
    }
    return state_after(o, n);
}

size_t outgoing_copy(const struct outgoing *o, char *to, size_t max)
{
    size_t n = 0;
    for (size_t at = o->at; at <= o->segments_n && n < max; at++) {
        struct str piece = str_from(piece_of(o, at), at == o->at ? o->at_bytes : 0);
        piece = str_first(piece, max - n);
        if (piece.n)
            memcpy(to + n, piece.p, piece.n);
        n += piece.n;
    }
    size_t room = max - n;
    size_t want = (size_t)o->file_left_bytes < room ? (size_t)o->file_left_bytes : room;
    if (want == 0)
        return n;
    ssize_t got = pread(o->file_fd, to + n, want, o->file_at);
    return got > 0 ? n + (size_t)got : n;
}

int64_t outgoing_left_bytes(const struct outgoing *o)
{
    int64_t left = o->file_left_bytes;
    for (size_t at = o->at; at <= o->segments_n; at++)
        left += (int64_t)piece_of(o, at).n;
    return left - (int64_t)o->at_bytes;
}

void outgoing_skip(struct outgoing *o, size_t n)
{
    int64_t in_memory = outgoing_left_bytes(o) - o->file_left_bytes;
    size_t first = (int64_t)n < in_memory ? n : (size_t)in_memory;
    if (o->at <= o->segments_n)
        outgoing_advance(o, first);
    o->file_at += (int64_t)(n - first);
    o->file_left_bytes -= (int64_t)(n - first);
    ASSERT(o->file_left_bytes >= 0);
}

/* By TLS: what fits one record, which is encrypted from here and therefore copied once. */
static enum outgoing_state send_record(struct outgoing *o, const struct channel *channel,
                                       size_t *sent_bytes)
{
    char record[CHANNEL_RECORD_BYTES];
    size_t n = outgoing_copy(o, record, sizeof record);
    if (n == 0)
        return outgoing_left_bytes(o) ? OUTGOING_BROKEN : OUTGOING_SENT; /* as in send_file */
    ssize_t sent = channel_send(channel, record, n, (int64_t)n < outgoing_left_bytes(o));
    if (sent > 0) {
        outgoing_skip(o, (size_t)sent);
        *sent_bytes = (size_t)sent;
    }
    if (sent >= 0)
        return outgoing_left_bytes(o) ? OUTGOING_MORE : OUTGOING_SENT;
    return errno == EAGAIN ? OUTGOING_BLOCKED : OUTGOING_BROKEN;
}

enum outgoing_state outgoing_send(struct outgoing *o, const struct channel *channel,
                                  size_t *sent_bytes)
{
    *sent_bytes = 0;
    if (channel->tls)
        return send_record(o, channel, sent_bytes);
    if (o->at > o->segments_n)
        return o->file_left_bytes ? send_file(o, channel->fd, sent_bytes) : OUTGOING_SENT;
    struct iovec iov[WIRE_IOV_MAX + 1];
    struct msghdr message = {.msg_iov = iov, .msg_iovlen = outgoing_iov(o, iov, COUNT_OF(iov))};
    if (message.msg_iovlen == 0) { /* what is left are empty segments */
        outgoing_advance(o, 0);
        return state_after(o, 0);
    }
    bool more = o->file_left_bytes || o->last; /* what is the last goes with the FIN */
    ssize_t n = sendmsg(channel->fd, &message, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    if (n >= 0) {
        outgoing_advance(o, (size_t)n);
        *sent_bytes = (size_t)n;
    }
    return state_after(o, n);
}

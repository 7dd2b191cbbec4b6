/* A response on its way to a socket: what is to be sent, and how far that has come.
 *
 * Owns the head's bytes, the file descriptor, and the duty to call the response's `done`. Not shared
 * between threads. */
#ifndef LOA_WIRE_OUTGOING_H
#define LOA_WIRE_OUTGOING_H

#include "base/buf.h"
#include "wire/channel.h"
#include "wire/response.h"

#include <sys/uio.h>

struct outgoing {
    struct buf head; /* heap; its memory is kept for the next response */
    const struct wire_segment *segments;
    size_t segments_n;
    size_t at;         /* the piece under way: 0 the head, then the segments */
    size_t at_bytes;   /* sent of that piece */
    int file_fd;       /* -1: none */
    bool file_is_lent; /* not to be closed */
    bool last;         /* the connection ends with it: its end may travel with the last bytes */
    bool corked;
    int64_t file_at;
    int64_t file_left_bytes;
    void (*done)(void *ctx);
    void *done_ctx;
};

enum outgoing_state { OUTGOING_SENT, OUTGOING_MORE, OUTGOING_BLOCKED, OUTGOING_BROKEN };

/* Empty, allocating nothing. */
void outgoing_init(struct outgoing *o);

/* Takes res over: its body when has_body, and in any case its file and its done, which res then has
 * no more. The head has been written into o->head. */
void outgoing_take(struct outgoing *o, struct wire_response *res, bool has_body,
                   const struct response_frame *frame);

/* Ends the response, sent or not: closes the file, calls done. Keeps the head's memory. */
void outgoing_clear(struct outgoing *o);

/* The same, and frees the head's memory. */
void outgoing_release(struct outgoing *o);

/* Fills iov with what is left of head and segments; returns how many. max is at most IOV_MAX. */
size_t outgoing_iov(const struct outgoing *o, struct iovec *iov, size_t max);

/* Moves past n bytes that have been sent of those. */
void outgoing_advance(struct outgoing *o, size_t n);

/* Copies up to max bytes of what is left, file included, without moving past them. Fewer than asked
 * for and left: the file has become shorter. */
size_t outgoing_copy(const struct outgoing *o, char *to, size_t max);
int64_t outgoing_left_bytes(const struct outgoing *o);

/* Moves past n bytes of what is left, file included. */
void outgoing_skip(struct outgoing *o, size_t n);

/* One system call's worth of sending; *sent_bytes is how much went. */
enum outgoing_state outgoing_send(struct outgoing *o, const struct channel *channel,
                                  size_t *sent_bytes);

#endif

/* TLS 1.2 and 1.3 by OpenSSL 3 (RFC 8446, RFC 5246): of Loa, only tls.c knows it.
 *
 * Each loop has certificates of its own (struct tls_site), so that loops share no lock of the
 * library. The keys of session tickets are shared by all of them and outlive a reload: who comes
 * back is resumed wherever it lands. A struct tls_site is immutable; its count of references and
 * every struct tls belong to one loop's thread. */
#ifndef LOA_WIRE_TLS_H
#define LOA_WIRE_TLS_H

#include "wire/wire.h"

#include <sys/types.h>

enum {
    TLS_CERTIFICATES_MAX = 64, /* of one site */
    TLS_TICKET_KEY_BYTES = 80, /* what OpenSSL 3 wants: name, HMAC and AES keys */
};

struct tls_site;
struct tls;

struct tls_ticket_key {
    unsigned char bytes[TLS_TICKET_KEY_BYTES];
};

/* Reads certificates and keys; the first is for clients that name no server, or an unknown one.
 * RC_NOTFOUND (a file), RC_INVALID (no PEM, not a pair, expired chain is not checked), RC_NOMEM. */
enum rc tls_site_new(const struct wire_certificate *certificates, size_t n,
                     const struct tls_ticket_key *ticket_key, struct tls_site **out,
                     struct err *e) MUST_USE;
void tls_site_ref(struct tls_site *s);
void tls_site_unref(struct tls_site *s); /* NULL is harmless */

/* The server's side on a non-blocking socket, which stays the caller's. NULL without memory. */
struct tls *tls_new(struct tls_site *s, int fd);
void tls_free(struct tls *t);

enum tls_step {
    TLS_DONE,
    TLS_BLOCKED,
    TLS_FAILED,
    TLS_PLAIN_HTTP, /* failed: the client speaks HTTP without TLS */
};

enum tls_step tls_handshake(struct tls *t);

/* As recv(2) and send(2), with errno EAGAIN also when the other direction blocks. After EAGAIN,
 * tls_send must be called with at least the same bytes again. more: other bytes follow at once; these may
 * wait for them, to go as one segment. */
ssize_t tls_receive(struct tls *t, void *to, size_t n);
ssize_t tls_send(struct tls *t, const void *bytes, size_t n, bool more);

/* Tells the client that nothing more comes (RFC 8446 §6.1), if the handshake is over. */
void tls_bye(struct tls *t);

/* After the handshake: HTTP/2 was chosen (RFC 7301); an earlier session was resumed. */
bool tls_chose_h2(const struct tls *t);
bool tls_was_resumed(const struct tls *t);

#endif

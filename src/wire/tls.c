#include "wire/tls.h"

#include "base/mem.h"

#include <errno.h>
#include <limits.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct tls_site {
    size_t refs;
    BIO_METHOD *sending; /* of all its connections */
    size_t n;
    SSL_CTX *contexts[TLS_CERTIFICATES_MAX]; /* the first is the default */
};

struct tls {
    SSL *ssl;
    int fd;
    bool more;             /* of the call under way: more follows at once */
    struct tls_site *site; /* the callback for the server's name looks there */
    bool broken;           /* nothing more may be sent */
};

/* ---- what a client asks for ---- */

/* The certificate for the name that the client asks for (RFC 6066 §3). */
static int choose_certificate(SSL *ssl, int *alert, void *arg)
{
    const struct tls_site *s = arg;
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
    (void)alert;
    for (size_t i = 0; name && i < s->n; i++) {
        X509 *certificate = SSL_CTX_get0_certificate(s->contexts[i]);
        if (certificate && X509_check_host(certificate, name, 0, 0, NULL) == 1) {
            SSL_set_SSL_CTX(ssl, s->contexts[i]);
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_OK; /* the first: a name that nobody knows is a wrong link, no attack */
}

static const unsigned char PROTOCOLS[] = "\x02h2\x08http/1.1";

static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_n,
                           const unsigned char *in, unsigned in_n, void *arg)
{
    unsigned char *chosen = NULL;
    (void)ssl;
    (void)arg;
    if (SSL_select_next_proto(&chosen, out_n, PROTOCOLS, sizeof PROTOCOLS - 1, in, in_n) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL; /* RFC 7301 §3.2 */
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/* A key with a password: nobody is there to type it. */
static int no_password(char *text, int size, int writing, void *arg)
{
    (void)text;
    (void)size;
    (void)writing;
    (void)arg;
    return 0;
}

/* ---- what goes out ---- */

/* Records that follow one another go as one segment: without MSG_MORE each is a packet of its own that
 * wakes the client. The library's own socket writes know no flags. */
static int send_record(BIO *bio, const char *bytes, int n)
{
    const struct tls *t = BIO_get_data(bio);
    ssize_t sent = send(t->fd, bytes, (size_t)n, MSG_NOSIGNAL | (t->more ? MSG_MORE : 0));
    BIO_clear_retry_flags(bio);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_retry_write(bio);
    return (int)sent;
}

static long control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH; /* nothing is kept here */
}

static BIO_METHOD *sending_new(void)
{
    BIO_METHOD *m = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "loa");
    if (m && BIO_meth_set_write(m, send_record) == 1 && BIO_meth_set_ctrl(m, control) == 1)
        return m;
    BIO_meth_free(m);
    return NULL;
}

/* ---- certificates ---- */

static const char *last_reason(void)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    return reason ? reason : "unknown reason";
}

/* Forward secrecy and authenticated encryption only (RFC 9113 §9.2.2, RFC 9325). AES with 128 bits goes
 * first, as browsers and the standard have it (RFC 8446 §9.1): 256 bits cost four rounds more a block
 * and are there for those who offer nothing else. */
#define SUITES_13 "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
#define SUITES_12 "ECDHE+AES128+AESGCM:ECDHE+AESGCM:ECDHE+CHACHA20"

static bool set_up(SSL_CTX *ctx, struct tls_site *site, const struct tls_ticket_key *key)
{
    unsigned char copy[TLS_TICKET_KEY_BYTES];
    memcpy(copy, key->bytes, sizeof copy); /* the library's argument has no const */
    SSL_CTX_set_default_passwd_cb(ctx, no_password);
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
                                 SSL_OP_IGNORE_UNEXPECTED_EOF);
    /* an idle connection keeps no buffers: 34 KB less each */
    SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(ctx, 1);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF); /* tickets hold the state instead */
    SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
    SSL_CTX_set_tlsext_servername_callback(ctx, choose_certificate);
    SSL_CTX_set_tlsext_servername_arg(ctx, site);
    return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_ciphersuites(ctx, SUITES_13) == 1 &&
           SSL_CTX_set_cipher_list(ctx, SUITES_12) == 1 &&
           SSL_CTX_set_tlsext_ticket_keys(ctx, copy, sizeof copy) == 1;
}

static enum rc read_pair(SSL_CTX *ctx, const struct wire_certificate *c, struct err *e)
{
    ERR_clear_error();
    if (access(c->certificate, R_OK) != 0)
        return fail(e, RC_NOTFOUND, "certificate %s is not there or not readable", c->certificate);
    if (access(c->key, R_OK) != 0)
        return fail(e, RC_NOTFOUND, "key %s is not there or not readable", c->key);
    if (SSL_CTX_use_certificate_chain_file(ctx, c->certificate) != 1)
        return fail(e, RC_INVALID, "certificate %s cannot be read: %s", c->certificate,
                    last_reason());
    if (SSL_CTX_use_PrivateKey_file(ctx, c->key, SSL_FILETYPE_PEM) != 1)
        return fail(e, RC_INVALID, "key %s of certificate %s cannot be read: %s", c->key,
                    c->certificate, last_reason());
    if (SSL_CTX_check_private_key(ctx) != 1)
        return fail(e, RC_INVALID, "key %s does not belong to certificate %s", c->key,
                    c->certificate);
    return RC_OK;
}

enum rc tls_site_new(const struct wire_certificate *certificates, size_t n,
                     const struct tls_ticket_key *ticket_key, struct tls_site **out, struct err *e)
{
    if (n == 0)
        return fail(e, RC_INVALID, "TLS needs a certificate and its key");
    if (n > TLS_CERTIFICATES_MAX)
        return fail(e, RC_LIMIT, "more than %d certificates", TLS_CERTIFICATES_MAX);
    struct tls_site *s = mem_alloc(sizeof *s);
    if (!s)
        return fail(e, RC_NOMEM, "no memory for certificates");
    s->refs = 1;
    s->sending = sending_new();
    enum rc rc = s->sending ? RC_OK : fail(e, RC_NOMEM, "no memory for certificates");
    for (size_t i = 0; i < n && !rc; i++) {
        s->contexts[i] = SSL_CTX_new(TLS_server_method());
        s->n++;
        if (!s->contexts[i] || !set_up(s->contexts[i], s, ticket_key))
            rc = fail(e, RC_NOMEM, "TLS cannot be set up: %s", last_reason());
        else
            rc = read_pair(s->contexts[i], &certificates[i], e);
    }
    if (rc) {
        tls_site_unref(s);
        return rc;
    }
    *out = s;
    return RC_OK;
}

void tls_site_ref(struct tls_site *s)
{
    s->refs++;
}

void tls_site_unref(struct tls_site *s)
{
    if (!s || --s->refs)
        return;
    for (size_t i = 0; i < s->n; i++)
        SSL_CTX_free(s->contexts[i]);
    BIO_meth_free(s->sending);
    mem_free(s);
}

/* ---- one connection ---- */

/* Reads as the library does, sends as send_record. */
static bool set_socket(struct tls *t)
{
    BIO *from = BIO_new_socket(t->fd, BIO_NOCLOSE);
    BIO *to = BIO_new(t->site->sending);
    if (!from || !to) {
        BIO_free(from);
        BIO_free(to);
        return false;
    }
    BIO_set_data(to, t);
    BIO_set_init(to, 1);
    SSL_set_bio(t->ssl, from, to);
    return true;
}

struct tls *tls_new(struct tls_site *s, int fd)
{
    struct tls *t = mem_alloc(sizeof *t);
    if (!t)
        return NULL;
    t->fd = fd;
    t->site = s;
    t->ssl = SSL_new(s->contexts[0]);
    if (!t->ssl || !set_socket(t)) {
        SSL_free(t->ssl);
        mem_free(t);
        return NULL;
    }
    SSL_set_accept_state(t->ssl);
    tls_site_ref(s);
    return t;
}

void tls_free(struct tls *t)
{
    if (!t)
        return;
    SSL_free(t->ssl);
    tls_site_unref(t->site);
    mem_free(t);
}

/* What a call's result says, in the words of recv and send. */
static ssize_t failed(struct tls *t, int result)
{
    switch (SSL_get_error(t->ssl, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: errno = EAGAIN; return -1;
    case SSL_ERROR_ZERO_RETURN: return 0;
    default: break;
    }
    t->broken = true;
    errno = ECONNRESET;
    return -1;
}

static int at_most_int(size_t n)
{
    return n < INT_MAX ? (int)n : INT_MAX;
}

enum tls_step tls_handshake(struct tls *t)
{
    ERR_clear_error();
    int result = SSL_do_handshake(t->ssl);
    if (result == 1)
        return TLS_DONE;
    if (failed(t, result) < 0 && errno == EAGAIN)
        return TLS_BLOCKED;
    t->broken = true;
    return ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST ? TLS_PLAIN_HTTP : TLS_FAILED;
}

ssize_t tls_receive(struct tls *t, void *to, size_t n)
{
    ERR_clear_error();
    int got = SSL_read(t->ssl, to, at_most_int(n));
    return got > 0 ? got : failed(t, got);
}

ssize_t tls_send(struct tls *t, const void *bytes, size_t n, bool more)
{
    ERR_clear_error();
    t->more = more;
    int sent = SSL_write(t->ssl, bytes, at_most_int(n));
    t->more = false;
    if (sent > 0)
        return sent;
    ssize_t said = failed(t, sent);
    if (said == 0) /* the client's end of input is no error of ours, but nothing was sent */
        errno = EPIPE;
    return -1;
}

void tls_bye(struct tls *t)
{
    ERR_clear_error();
    if (!t->broken && SSL_is_init_finished(t->ssl))
        (void)SSL_shutdown(t->ssl); /* the client's own good-bye is not waited for */
    t->broken = true;
}

bool tls_chose_h2(const struct tls *t)
{
    const unsigned char *name = NULL;
    unsigned n = 0;
    SSL_get0_alpn_selected(t->ssl, &name, &n);
    return str_eq((struct str){(const char *)name, n}, STR("h2"));
}

bool tls_was_resumed(const struct tls *t)
{
    return SSL_session_reused(t->ssl) == 1;
}

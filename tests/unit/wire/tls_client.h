/* A TLS client on a blocking socket, and certificates for the server that it asks. */
#ifndef LOA_TESTS_WIRE_TLS_CLIENT_H
#define LOA_TESTS_WIRE_TLS_CLIENT_H

#include "server_fixture.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>

struct pair {
    char certificate[128];
    char key[128];
};

/* Writes a self-signed certificate for a name (and another) with its key into folder. */
static inline void make_pair(struct pair *p, const char *folder, const char *file,
                             const char *names)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    X509_NAME *subject = X509_get_subject_name(x);
    assert_non_null(key);
    assert_int_equal(X509_set_version(x, 2), 1);
    assert_int_equal(ASN1_INTEGER_set(X509_get_serialNumber(x), 1), 1);
    assert_non_null(X509_gmtime_adj(X509_getm_notBefore(x), -3600));
    assert_non_null(X509_gmtime_adj(X509_getm_notAfter(x), 86400));
    assert_int_equal(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                                (const unsigned char *)file, -1, -1, 0),
                     1);
    assert_int_equal(X509_set_issuer_name(x, subject), 1);
    assert_int_equal(X509_set_pubkey(x, key), 1);
    X509_EXTENSION *san = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
    assert_non_null(san);
    assert_int_equal(X509_add_ext(x, san, -1), 1);
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    (void)snprintf(p->certificate, sizeof p->certificate, "%s/%s.pem", folder, file);
    (void)snprintf(p->key, sizeof p->key, "%s/%s.key", folder, file);
    FILE *f = fopen(p->certificate, "wb");
    assert_non_null(f);
    assert_int_equal(PEM_write_X509(f, x), 1);
    (void)fclose(f);
    f = fopen(p->key, "wb");
    assert_non_null(f);
    assert_int_equal(PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL), 1);
    (void)fclose(f);
    X509_EXTENSION_free(san);
    X509_free(x);
    EVP_PKEY_free(key);
}

struct tls_client {
    SSL_CTX *ctx;
    SSL *ssl;
    int fd;
};

struct tls_wish {
    const char *server_name;
    struct str protocols; /* ALPN, in its wire form */
    int version_max;      /* 0: any */
    SSL_SESSION *session; /* to be resumed */
};

/* Connects; false when the server does not go through with the handshake. */
static inline bool tls_client_open(struct tls_client *c, const struct server *s, struct tls_wish w)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(s->tls_port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    c->fd = client_socket();
    assert_int_equal(connect(c->fd, (const struct sockaddr *)&to, sizeof to), 0);
    c->ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_options(c->ctx, SSL_OP_IGNORE_UNEXPECTED_EOF);
    c->ssl = SSL_new(c->ctx);
    assert_int_equal(SSL_set_fd(c->ssl, c->fd), 1);
    if (w.server_name) {
        char name[256]; /* OpenSSL's macro casts const away, which clang refuses of a const name */
        (void)snprintf(name, sizeof name, "%s", w.server_name);
        assert_int_equal(SSL_set_tlsext_host_name(c->ssl, name), 1);
    }
    if (w.protocols.n)
        assert_int_equal(SSL_set_alpn_protos(c->ssl, (const unsigned char *)w.protocols.p,
                                             (unsigned)w.protocols.n),
                         0);
    if (w.version_max) {
        SSL_set_security_level(c->ssl, 0);
        assert_int_equal(SSL_set_max_proto_version(c->ssl, w.version_max), 1);
    }
    if (w.session)
        assert_int_equal(SSL_set_session(c->ssl, w.session), 1);
    return SSL_connect(c->ssl) == 1;
}

static inline void tls_client_close(struct tls_client *c)
{
    (void)SSL_shutdown(c->ssl); /* or its session would count as broken */
    SSL_free(c->ssl);
    SSL_CTX_free(c->ctx);
    close(c->fd);
    ERR_clear_error();
}

static inline void tls_client_send(struct tls_client *c, struct str bytes)
{
    assert_int_equal(SSL_write(c->ssl, bytes.p, (int)bytes.n), (int)bytes.n);
}

/* Everything until the end of the connection, in a. */
static inline struct str tls_client_read_all(struct tls_client *c, struct arena *a)
{
    struct buf all;
    char piece[16 << 10];
    int n = 0;
    buf_init(&all, a);
    while ((n = SSL_read(c->ssl, piece, sizeof piece)) > 0)
        buf_add(&all, (struct str){piece, (size_t)n});
    assert_int_equal(SSL_get_error(c->ssl, n), SSL_ERROR_ZERO_RETURN); /* with a good-bye */
    assert_false(buf_failed(&all));
    return buf_view(&all);
}

/* The common name of the server's certificate, in a. */
static inline struct str tls_client_certificate(struct tls_client *c, struct arena *a)
{
    char name[64] = "";
    X509 *x = SSL_get1_peer_certificate(c->ssl);
    assert_non_null(x);
    assert_true(
        X509_NAME_get_text_by_NID(X509_get_subject_name(x), NID_commonName, name, sizeof name) > 0);
    X509_free(x);
    return str_copy(a, str_view(name));
}

#endif

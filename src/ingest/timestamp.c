#include "ingest/timestamp.h"

#include "base/clock.h"

#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/ts.h>
#include <openssl/x509.h>
#include <string.h>
#include <time.h>

enum { HANOI_MS = 7 * 3600 * 1000 }; /* instants are read in Hanoi's time, stamps are in UTC */

/* ---- the request ---- */

static bool fill_imprint(TS_REQ *req, struct str text)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    SHA256((const unsigned char *)text.p, text.n, digest);
    bool filled = imprint && algorithm &&
                  X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
                  TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
                  TS_MSG_IMPRINT_set_msg(imprint, digest, sizeof digest) == 1 &&
                  TS_REQ_set_msg_imprint(req, imprint) == 1;
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    return filled;
}

static bool fill_nonce(TS_REQ *req, const unsigned char nonce[TIMESTAMP_NONCE_BYTES])
{
    BIGNUM *number = BN_bin2bn(nonce, TIMESTAMP_NONCE_BYTES, NULL);
    ASN1_INTEGER *integer = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    bool filled = integer && TS_REQ_set_nonce(req, integer) == 1;
    ASN1_INTEGER_free(integer);
    BN_free(number);
    return filled;
}

static TS_REQ *request_of(const struct timestamp_ask *ask)
{
    TS_REQ *req = TS_REQ_new();
    if (req && TS_REQ_set_version(req, 1) == 1 && fill_imprint(req, ask->text) &&
        fill_nonce(req, ask->nonce) && TS_REQ_set_cert_req(req, 1) == 1)
        return req;
    TS_REQ_free(req);
    return NULL;
}

enum rc timestamp_request(struct arena *a, const struct timestamp_ask *ask, struct str *der,
                          struct err *e)
{
    TS_REQ *req = request_of(ask);
    unsigned char *made = NULL;
    int n = req ? i2d_TS_REQ(req, &made) : -1;
    *der = n > 0 ? str_copy(a, (struct str){(const char *)made, (size_t)n}) : STR("");
    OPENSSL_free(made);
    TS_REQ_free(req);
    return der->n ? RC_OK : fail(e, RC_NOMEM, "out of memory");
}

/* ---- the answer ---- */

/* The certificates that came with the answer are taken for true: this asks only whether it fits together. */
static X509_STORE *believing(TS_RESP *resp)
{
    X509_STORE *store = X509_STORE_new();
    PKCS7 *token = TS_RESP_get_token(resp);
    STACK_OF(X509) *certs = token && PKCS7_type_is_signed(token) ? token->d.sign->cert : NULL;
    for (int i = 0; store && i < sk_X509_num(certs); i++)
        (void)X509_STORE_add_cert(store, sk_X509_value(certs, i));
    if (store) {
        (void)X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
        (void)X509_STORE_set_purpose(store, X509_PURPOSE_TIMESTAMP_SIGN);
    }
    return store;
}

static bool holds(TS_RESP *resp, TS_REQ *req)
{
    TS_VERIFY_CTX *ctx = TS_REQ_to_TS_VERIFY_CTX(req, NULL);
    if (!ctx)
        return false;
    TS_VERIFY_CTX_add_flags(ctx, TS_VFY_SIGNATURE);
    (void)TS_VERIFY_CTX_set_store(ctx, believing(resp)); /* which the context frees */
    bool held = TS_RESP_verify_response(ctx, resp) == 1;
    TS_VERIFY_CTX_free(ctx);
    return held;
}

static bool time_of(TS_RESP *resp, int64_t *at_ms)
{
    const ASN1_GENERALIZEDTIME *time = TS_TST_INFO_get_time(TS_RESP_get_tst_info(resp));
    struct tm tm = {0};
    if (!time || ASN1_TIME_to_tm(time, &tm) != 1)
        return false;
    const struct civil utc = {.year = tm.tm_year + 1900,
                              .month = tm.tm_mon + 1,
                              .day = tm.tm_mday,
                              .hour = tm.tm_hour,
                              .minute = tm.tm_min,
                              .second = tm.tm_sec};
    *at_ms = civil_to_instant(utc) + HANOI_MS;
    return true;
}

static enum rc check(TS_RESP *resp, TS_REQ *req, int64_t *at_ms, struct err *e)
{
    char why[128] = "";
    long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(resp)));
    if (status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS)
        return fail(e, RC_DENIED, "the time stamp was refused (status %ld)", status);
    if (holds(resp, req) && time_of(resp, at_ms))
        return RC_OK;
    ERR_error_string_n(ERR_peek_last_error(), why, sizeof why);
    return fail(e, RC_INVALID, "the time stamp does not hold: %s", why);
}

enum rc timestamp_check(struct str answer, const struct timestamp_ask *ask, int64_t *at_ms,
                        struct err *e)
{
    const unsigned char *at = (const unsigned char *)answer.p;
    TS_RESP *resp = answer.n <= TIMESTAMP_MAX_BYTES ? d2i_TS_RESP(NULL, &at, (long)answer.n) : NULL;
    TS_REQ *req = request_of(ask);
    enum rc rc = !resp  ? fail(e, RC_INVALID, "no answer of RFC 3161")
                 : !req ? fail(e, RC_NOMEM, "out of memory")
                        : check(resp, req, at_ms, e);
    TS_RESP_free(resp);
    TS_REQ_free(req);
    ERR_clear_error();
    return rc;
}

/* The address that is connected to is what counts, whatever a name said a moment ago. */
#include "tests/test.h"
#include "tests/unit/ingest/tiny_server.h"

#include "base/clock.h"
#include "base/hash.h"
#include "ingest/http_client.h"
#include "ingest/http_guard.h"

#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>

static struct tiny_server server;
static struct arena a;

static int start(void **state)
{
    (void)state;
    arena_init(&a, 16 << 20);
    return hash_start() && tiny_server_start(&server) ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    tiny_server_stop(&server);
    arena_release(&a);
    return 0;
}

static enum rc get(const char *host, const char *path, bool allow_loopback, struct err *e)
{
    const struct http_client_options options = {.agent = "Loa/0",
                                                .robot = "Loa",
                                                .allow_loopback = allow_loopback,
                                                .mono_ms = clock_mono_now};
    struct http_client *c = NULL;
    struct http_answer answer = {0};
    const struct http_request request = {
        .url = str_format(&a, "http://%s:%d%s", host, server.port, path),
        .max_bytes = 1 << 20,
        .timeout_ms = 5000};
    assert_int_equal(http_client_open(&options, &c, e), RC_OK);
    enum rc rc = http_client_get(c, &a, &request, &answer, e);
    if (!rc)
        assert_int_equal(answer.status, 200);
    http_client_close(c);
    return rc;
}

static void a_name_that_leads_inward_is_not_connected_to(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"localhost", "127.0.0.1", "127.1", "2130706433",
                                        "0x7f.0.0.1"};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
        struct err e = {""};
        enum rc rc = get(NAMES[i], "/", false, &e);
        if (rc != RC_DENIED && rc != RC_INVALID)
            fail_msg("%s: %d %s", NAMES[i], (int)rc, e.text);
    }
    assert_int_equal(atomic_load(&server.connections), 0);
}

/* The rebinding of a name is nothing else: the first answer was public, that of the next hop is not. */
static void each_hop_is_asked_again(void **state)
{
    (void)state;
    struct err e = {""};
    assert_int_equal(get("127.0.0.1", "/", true, &e), RC_OK);
    int before = atomic_load(&server.connections);
    assert_int_equal(get("localhost", "/inner", true, &e), RC_DENIED);
    assert_non_null(strstr(e.text, "10.0.0.1"));
    assert_int_equal(atomic_load(&server.connections), before + 1);
}

/* ---- a resolver that changes its mind ---- */

#define CHANGING "doi-y.example"
#define FAR "93.184.216.34" /* public; nothing goes there: connect is watched */

/* What the name resolves to, call by call, then from the first again; NULL ends it. */
static const char *const *_Atomic said;
static atomic_int asked;
static atomic_int tried;    /* to connect, while said is set */
static atomic_int tried_in; /* of them to what is not public */

/* libcurl's calls come here, for this program's symbols come before the library's. */
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **) = NULL;
    void *symbol = dlsym(RTLD_NEXT, "getaddrinfo");
    memcpy(&real, &symbol, sizeof real);
    const char *const *answers = atomic_load(&said);
    if (!answers || !name || strcmp(name, CHANGING) != 0)
        return real(name, service, hints, out);
    int n = 0;
    while (answers[n])
        n++;
    return real(answers[atomic_fetch_add(&asked, 1) % n], service, hints, out);
}

int connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t n)
{
    int (*real)(int, const struct sockaddr *, socklen_t) = NULL;
    void *symbol = dlsym(RTLD_NEXT, "connect");
    memcpy(&real, &symbol, sizeof real);
    if (!atomic_load(&said))
        return real(fd, address.__sockaddr__, n);
    atomic_fetch_add(&tried, 1);
    if (!http_guard_allows(address.__sockaddr__, false))
        atomic_fetch_add(&tried_in, 1);
    errno = ECONNREFUSED;
    return -1;
}

/* Whichever of its answers is looked at and whichever is used: none that leads inward is connected to. */
static void a_name_that_changes_its_mind_is_not_followed_inward(void **state)
{
    (void)state;
    static const char *const ANSWERS[][4] = {
        {FAR, "127.0.0.1"},     {"127.0.0.1", FAR},
        {FAR, FAR, "10.0.0.1"}, {FAR, "169.254.169.254", "::1"},
        {"127.0.0.1"},
    };
    int outward = 0;
    for (size_t i = 0; i < COUNT_OF(ANSWERS); i++) {
        atomic_store(&asked, 0);
        atomic_store(&tried, 0);
        atomic_store(&said, &ANSWERS[i][0]);
        for (int k = 0; k < 4; k++) { /* a new client each time: nothing is remembered */
            struct err e = {""};
            enum rc rc = get(CHANGING, "/", false, &e);
            if (rc != RC_DENIED && rc != RC_IO)
                fail_msg("%zu.%d: %d %s", i, k, (int)rc, e.text);
        }
        atomic_store(&said, NULL);
        assert_true(atomic_load(&asked) >= 4); /* the test's own resolver was asked */
        outward += atomic_load(&tried);
    }
    assert_int_equal(atomic_load(&tried_in), 0);
    assert_true(outward >= 8); /* and its connect */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_leads_inward_is_not_connected_to),
        cmocka_unit_test(each_hop_is_asked_again),
        cmocka_unit_test(a_name_that_changes_its_mind_is_not_followed_inward),
    };
    return cmocka_run_group_tests(tests, start, end);
}

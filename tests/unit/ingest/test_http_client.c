/* The address that is connected to is what counts, whatever a name said a moment ago. */
#include "tests/test.h"
#include "tests/unit/ingest/tiny_server.h"

#include "base/clock.h"
#include "base/hash.h"
#include "ingest/http_client.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_that_leads_inward_is_not_connected_to),
        cmocka_unit_test(each_hop_is_asked_again),
    };
    return cmocka_run_group_tests(tests, start, end);
}

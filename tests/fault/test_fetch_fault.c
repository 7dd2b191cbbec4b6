/* Every allocation of fetching fails once: no crash, no leak, and either the answer or an error that says
 * why. libcurl's own are its own. */
#include "tests/test.h"
#include "tests/unit/ingest/tiny_server.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "ingest/http_client.h"

enum { ALLOCATIONS_MAX = 5000 };

static struct tiny_server server;

static int start(void **state)
{
    (void)state;
    return hash_start() && tiny_server_start(&server) ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    tiny_server_stop(&server);
    return 0;
}

/* Opens, asks robots.txt, gets, closes. */
static enum rc get(struct arena *a, const char *url, bool robots, struct err *e)
{
    const struct http_client_options options = {
        .agent = "Loa/0", .robot = "Loa", .allow_loopback = true, .mono_ms = clock_mono_now};
    const struct http_request request = {
        .url = str_view(url), .max_bytes = 1 << 20, .timeout_ms = 5000, .robots = robots};
    struct http_client *c = NULL;
    struct http_answer answer = {0};
    enum rc rc = http_client_open(&options, &c, e);
    if (rc)
        return rc;
    rc = http_client_get(c, a, &request, &answer, e);
    http_client_close(c);
    if (!rc) {
        assert_int_equal(answer.status, 200);
        assert_str_is(answer.body, "chào");
        assert_str_is(answer.etag, "\"a\"");
    }
    return rc;
}

/* wanted: what it gives when no allocation fails. */
static void fail_each(const char *path, bool robots, enum rc wanted)
{
    char url[64];
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d%s", server.port, path);
    for (uint64_t k = 1; k < ALLOCATIONS_MAX; k++) {
        struct arena a;
        struct err e = {""};
        arena_init(&a, 4 << 20);
        mem_fail_at(k);
        enum rc rc = get(&a, url, robots, &e);
        bool fired = mem_fault_fired();
        mem_fail_at(0);
        arena_release(&a);
        assert_true(rc == RC_OK || e.text[0]);
        if (!fired) {
            assert_int_equal(rc, wanted);
            assert_true(k > 1);
            return;
        }
    }
    fail_msg("still failing after %d allocations", ALLOCATIONS_MAX);
}

static void a_page(void **state)
{
    (void)state;
    fail_each("/", false, RC_OK);
}

static void a_page_after_robots(void **state)
{
    (void)state;
    fail_each("/bai", true, RC_OK);
}

static void a_page_that_robots_forbid(void **state)
{
    (void)state;
    fail_each("/x/bai", true, RC_DENIED);
}

static void a_redirect_inward(void **state)
{
    (void)state;
    fail_each("/inner", false, RC_DENIED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page),
        cmocka_unit_test(a_page_after_robots),
        cmocka_unit_test(a_page_that_robots_forbid),
        cmocka_unit_test(a_redirect_inward),
    };
    return cmocka_run_group_tests(tests, start, end);
}

#include "app/check.h"

#include "app/say.h"
#include "base/buf.h"
#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 512 };

void check_heading(const struct check *c, const char *words)
{
    if (!c->json)
        say("\n%s\n", words);
}

static void say_json(enum check_state state, const char *asked, const char *measured)
{
    static const char *const words[] = {"met", "missed", "note"};
    struct buf b;
    buf_init(&b, NULL);
    buf_addf(&b, "{\"state\":\"%s\",\"asked\":", words[state]);
    buf_add_json(&b, str_view(asked));
    buf_add(&b, STR(",\"measured\":"));
    buf_add_json(&b, str_view(measured));
    buf_add(&b, STR("}\n"));
    say_data(buf_view(&b));
    buf_release(&b);
}

void check_say(struct check *c, enum check_state state, const char *asked, const char *format, ...)
{
    static const char *const words[] = {"đạt  ", "thiếu", "xem  "};
    char measured[LINE_MAX_BYTES];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(measured, sizeof measured, format, args);
    va_end(args);
    c->counts[state]++;
    if (c->json)
        say_json(state, asked, measured);
    else
        say("  %s  %s: %s\n", words[state], asked, measured);
}

static enum rc keep_body(struct check *c, struct arena *a, const struct wire_response *res,
                         struct check_answer *out)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < res->segments_n; i++)
        buf_add(&b, (struct str){res->segments[i].p, res->segments[i].n});
    if (buf_failed(&b))
        return fail(c->e, RC_NOMEM, "a page does not fit into memory");
    out->body = buf_view(&b);
    out->bytes = out->body.n;
    return RC_OK;
}

enum rc check_ask(struct check *c, struct arena *a, struct str path, struct str query,
                  bool compressed, struct check_answer *out)
{
    const struct wire_field fields[] = {{STR("Accept-Encoding"), STR("gzip, br")},
                                        {STR("User-Agent"), STR(LOA_AGENT " (check)")}};
    struct wire_request req = {.method = WIRE_HEAD, /* the same answer, but no reader's */
                               .method_word = STR("HEAD"),
                               .path = path,
                               .query = query,
                               .target = path,
                               .fields = compressed ? fields : fields + 1,
                               .fields_n = compressed ? COUNT_OF(fields) : COUNT_OF(fields) - 1,
                               .remote = STR("127.0.0.1"),
                               .arena = a,
                               .now_ms = c->now_ms};
    struct wire_response res;
    enum rc rc = RC_OK;
    wire_response_init(&res, 200);
    int64_t from_us = clock_mono_now_us();
    enum wire_answer answer = site_handle(c->site, 0, &req, &res);
    *out = (struct check_answer){.status = answer == WIRE_ANSWERED ? res.status : 503,
                                 .took_us = clock_mono_now_us() - from_us,
                                 .type = str_copy(a, res.content_type)};
    if (answer != WIRE_ANSWERED)
        return RC_OK;
    if (res.file_fd >= 0) {
        out->bytes = (size_t)res.file_size_bytes;
        close(res.file_fd);
    } else {
        rc = keep_body(c, a, &res, out);
    }
    if (res.done)
        res.done(res.done_ctx);
    return rc;
}

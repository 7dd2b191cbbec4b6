#include "app/head_way.h"

#include "app/conf_secret.h"
#include "app/witness.h"
#include "base/clock.h"
#include "base/rand.h"
#include "ingest/http_client.h"
#include "ingest/mail.h"
#include "ingest/timestamp.h"
#include "site/seal_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WAY_ARENA_BYTES = 4 << 20, WAY_TIMEOUT_MS = 30000, WAY_ANSWER_MAX_BYTES = 256 << 10 };

/* One sending. */
struct sending {
    const struct head_way *h;
    struct conf_section conf; /* [seals] */
    struct arena arena;
    struct str line; /* the head, without its end */
    int64_t seq;
    struct http_client *http;
    size_t ways;
    struct err *e;
};

/* ---- mail ---- */

static enum rc by_mail(struct sending *s, struct str to)
{
    struct mail m = {.server = conf_value(&s->conf, STR("mail_server")),
                     .user = conf_value(&s->conf, STR("mail_user")),
                     .from = conf_value(&s->conf, STR("mail_from")),
                     .to = to,
                     .now_ms = s->h->now_ms};
    enum rc rc = conf_secret_read(&s->conf, STR("mail_password_file"), &m.password);
    if (rc)
        return rc;
    m.subject = str_format(&s->arena, "Loa: dau chuoi niem phong %lld", (long long)s->seq);
    m.body = str_format(&s->arena,
                        "Giữ thư này ở nơi khác. So lại bằng: loa verify SITE --head TỆP\n"
                        "Keep this elsewhere; compare with: loa verify SITE --head FILE\n\n%.*s\n",
                        STR_ARG(s->line));
    return mail_send(&m, s->e);
}

/* ---- by HTTP ---- */

static int64_t mono_ms(void)
{
    return clock_mono_now();
}

static enum rc open_http(struct sending *s)
{
    bool own = ini_yes(conf_value(&s->conf, STR("private")), false);
    const struct http_client_options o = {.agent = LOA_AGENT,
                                          .robot = "Loa",
                                          .allow_loopback = own,
                                          .allow_private = own,
                                          .mono_ms = mono_ms};
    return s->http ? RC_OK : http_client_open(&o, &s->http, s->e);
}

static enum rc post(struct sending *s, struct str url, struct str type, struct str body,
                    struct http_answer *answer)
{
    const struct http_request req = {.url = url,
                                     .form = body,
                                     .form_type = type,
                                     .max_bytes = WAY_ANSWER_MAX_BYTES,
                                     .timeout_ms = WAY_TIMEOUT_MS};
    enum rc rc = open_http(s);
    if (!rc)
        rc = http_client_get(s->http, &s->arena, &req, answer, s->e);
    return rc;
}

static enum rc to_witness(struct sending *s, struct str address)
{
    struct http_answer answer;
    struct str base = str_ends(address, STR("/")) ? str_first(address, address.n - 1) : address;
    enum rc rc = post(s, str_concat(&s->arena, base, STR(WITNESS_PATH)), STR("application/json"),
                      s->line, &answer);
    if (rc || answer.status == 204)
        return rc;
    struct str words = str_trim(str_first(answer.body, answer.body.n < 200 ? answer.body.n : 200));
    return fail(s->e, answer.status == 409 ? RC_CONFLICT : RC_DENIED, "%.*s: %lld %.*s",
                STR_ARG(address), (long long)answer.status, STR_ARG(words));
}

/* ---- time stamps ---- */

static enum rc write_file(const char *path, struct str bytes, struct err *e)
{
    int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
    bool written = fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n && fsync(fd) == 0;
    if (fd >= 0)
        written = close(fd) == 0 && written;
    return written ? RC_OK : fail(e, RC_IO, "%s: cannot be written", path ? path : "");
}

/* What was stamped and its stamp: openssl ts -verify -data SEQ.json -in SEQ.tsr -CAfile … */
static enum rc keep_stamp(struct sending *s, struct str stamp)
{
    struct arena *a = &s->arena;
    const char *folder = str_cstr(a, str_format(a, "%s/timestamps", s->h->site));
    if (!folder || (mkdir(folder, 0755) != 0 && errno != EEXIST))
        return fail(s->e, RC_IO, "%s: cannot be made", folder ? folder : "timestamps");
    enum rc rc = write_file(str_cstr(a, str_format(a, "%s/%lld.json", folder, (long long)s->seq)),
                            s->line, s->e);
    if (rc)
        return rc;
    return write_file(str_cstr(a, str_format(a, "%s/%lld.tsr", folder, (long long)s->seq)), stamp,
                      s->e);
}

static enum rc to_authority(struct sending *s, struct str address)
{
    struct timestamp_ask ask = {.text = s->line};
    struct str request;
    struct http_answer answer;
    int64_t at_ms = 0;
    rand_bytes(ask.nonce, sizeof ask.nonce);
    enum rc rc = timestamp_request(&s->arena, &ask, &request, s->e);
    if (!rc)
        rc = post(s, address, STR("application/timestamp-query"), request, &answer);
    if (!rc && answer.status != 200)
        rc = fail(s->e, RC_DENIED, "%.*s: answered %lld", STR_ARG(address),
                  (long long)answer.status);
    if (!rc)
        rc = timestamp_check(answer.body, &ask, &at_ms, s->e);
    return rc ? rc : keep_stamp(s, answer.body);
}

/* ---- all of them ---- */

static enum rc read_head(struct sending *s)
{
    struct seal_head head;
    s->conf = (struct conf_section){
        .a = &s->arena, .folder = s->h->site, .name = STR("seals"), .e = s->e};
    enum rc rc = conf_section_read(&s->conf);
    if (!rc)
        rc = seal_head_line(s->h->reader, &s->arena, &s->line, s->e);
    if (!rc)
        rc = seal_head_read(s->line, &head, s->e);
    if (rc)
        return rc;
    s->line = str_trim(s->line);
    s->seq = head.seq;
    return RC_OK;
}

static enum rc send_all(struct sending *s)
{
    static const struct {
        struct str key;
        const char *way;
        enum rc (*send)(struct sending *s, struct str value);
    } ways[] = {{STR_INIT("mail"), "mail", by_mail},
                {STR_INIT("witness"), "witness", to_witness},
                {STR_INIT("timestamp"), "timestamp", to_authority}};
    enum rc last = RC_OK;
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct str value = conf_value(&s->conf, ways[i].key);
        if (!value.n)
            continue;
        s->ways++;
        enum rc rc = ways[i].send(s, value);
        s->h->told(s->h->ctx, ways[i].way, rc, rc ? s->e->text : str_cstr(&s->arena, value));
        last = rc ? rc : last;
    }
    return last;
}

enum rc head_way_send(const struct head_way *h, size_t *ways, struct err *e)
{
    struct sending s = {.h = h, .e = e};
    arena_init(&s.arena, WAY_ARENA_BYTES);
    enum rc rc = read_head(&s);
    if (!rc)
        rc = send_all(&s);
    *ways = s.ways;
    http_client_close(s.http);
    arena_release(&s.arena);
    return rc;
}

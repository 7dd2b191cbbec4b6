#include "ingest/mail.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"

#include <curl/curl.h>
#include <string.h>

enum { MAIL_ARENA_BYTES = 1 << 20 };

/* What is sent, and how far it is. */
struct reading {
    struct str rest;
};

static size_t read_some(char *to, size_t size, size_t count, void *ctx)
{
    struct reading *r = ctx;
    size_t n = size * count < r->rest.n ? size * count : r->rest.n;
    memcpy(to, r->rest.p, n);
    r->rest = str_from(r->rest, n);
    return n;
}

/* One "somebody@somewhere" without anything that could end its line or begin another. */
static bool is_address(struct str s)
{
    size_t at = str_find_byte(s, '@');
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] > '~' || strchr("<>,;\"", s.p[i]))
            return false;
    return at > 0 && at + 1 < s.n && str_find_last_byte(s, '@') == at;
}

static struct str letter_of(struct arena *a, const struct mail *m)
{
    struct buf b;
    struct str rest = m->body;
    struct str line;
    buf_init(&b, a);
    buf_addf(&b, "From: <%.*s>\r\nTo: %.*s\r\nSubject: %.*s\r\nDate: %.*s\r\n", STR_ARG(m->from),
             STR_ARG(m->to), STR_ARG(m->subject), STR_ARG(clock_rfc5322(a, m->now_ms)));
    buf_addf(&b, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                 "Content-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n\r\n");
    while (str_next_line(&rest, &line))
        buf_addf(&b, "%.*s\r\n", STR_ARG(line));
    return buf_failed(&b) ? STR("") : buf_view(&b);
}

static enum rc recipients_of(struct arena *a, struct str to, struct curl_slist **out, struct err *e)
{
    struct str one;
    size_t n = 0;
    while (str_next(&to, ',', &one)) {
        struct str address = str_trim(one);
        if (!is_address(address))
            return fail(e, RC_INVALID, "\"%.*s\" is no mail address", STR_ARG(address));
        if (n++ == MAIL_RECIPIENTS_MAX)
            return fail(e, RC_LIMIT, "more than %d recipients", MAIL_RECIPIENTS_MAX);
        const char *quoted = str_cstr(a, str_format(a, "<%.*s>", STR_ARG(address)));
        struct curl_slist *longer = quoted ? curl_slist_append(*out, quoted) : NULL;
        if (!longer)
            return fail(e, RC_NOMEM, "out of memory");
        *out = longer;
    }
    return n ? RC_OK : fail(e, RC_INVALID, "nobody to send to");
}

static enum rc deliver(struct arena *a, const struct mail *m, struct curl_slist *to, struct err *e)
{
    char words[CURL_ERROR_SIZE] = "";
    struct reading reading = {letter_of(a, m)};
    CURL *curl = reading.rest.n ? curl_easy_init() : NULL;
    if (!curl)
        return fail(e, RC_NOMEM, "out of memory");
    (void)curl_easy_setopt(curl, CURLOPT_URL, str_cstr(a, m->server));
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    (void)curl_easy_setopt(curl, CURLOPT_USE_SSL,
                           (long)(m->user.n ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (m->user.n) {
        (void)curl_easy_setopt(curl, CURLOPT_USERNAME, str_cstr(a, m->user));
        (void)curl_easy_setopt(curl, CURLOPT_PASSWORD, str_cstr(a, m->password));
    }
    (void)curl_easy_setopt(curl, CURLOPT_MAIL_FROM,
                           str_cstr(a, str_format(a, "<%.*s>", STR_ARG(m->from))));
    (void)curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
    (void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_some);
    (void)curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
    (void)curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)MAIL_TIMEOUT_S);
    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_cleanup(curl);
    return code == CURLE_OK ? RC_OK
                            : fail(e, RC_IO, "%.*s: %s", STR_ARG(m->server),
                                   words[0] ? words : curl_easy_strerror(code));
}

enum rc mail_send(const struct mail *m, struct err *e)
{
    struct arena a;
    struct curl_slist *to = NULL;
    bool server = str_starts(m->server, STR("smtp://")) || str_starts(m->server, STR("smtps://"));
    if (!server)
        return fail(e, RC_INVALID, "\"%.*s\" is no smtp:// or smtps:// address",
                    STR_ARG(m->server));
    if (!is_address(m->from))
        return fail(e, RC_INVALID, "\"%.*s\" is no mail address", STR_ARG(m->from));
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        return fail(e, RC_NOMEM, "out of memory");
    arena_init(&a, MAIL_ARENA_BYTES);
    enum rc rc = recipients_of(&a, m->to, &to, e);
    if (!rc)
        rc = deliver(&a, m, to, e);
    curl_slist_free_all(to);
    arena_release(&a);
    curl_global_cleanup();
    return rc;
}

#include "source/mhtml.h"

#include "base/buf.h"
#include "base/hex.h"

enum { HEAD_MAX_BYTES = 16384 }; /* the fields above a part */

static size_t find_nocase(struct str s, struct str part)
{
    for (size_t at = 0; at + part.n <= s.n; at++)
        if ((s.p[at] | 0x20) == (part.p[0] | 0x20) &&
            str_eq_nocase(str_slice(s, at, at + part.n), part))
            return at;
    return s.n;
}

/* Fields up to the first empty line; *body is behind it. */
static struct str head_of(struct str s, struct str *body)
{
    struct str head = str_first(s, HEAD_MAX_BYTES);
    size_t crlf = str_find(head, STR("\r\n\r\n"));
    size_t lf = str_find(head, STR("\n\n"));
    size_t end = crlf < lf ? crlf : lf;
    *body = str_from(s, end + (crlf < lf ? 4 : 2));
    return str_first(head, end);
}

/* The value of a field with its folded lines, unfolded, in a; "" if it is not there. */
static struct str field(struct arena *a, struct str head, struct str name)
{
    struct str line;
    struct buf value;
    bool inside = false;
    buf_init(&value, a);
    while (str_next_line(&head, &line)) {
        bool folded = line.n && (line.p[0] == ' ' || line.p[0] == '\t');
        if (!folded && inside)
            break;
        bool named = !folded && line.n > name.n && line.p[name.n] == ':' &&
                     str_eq_nocase(str_first(line, name.n), name);
        inside = inside || named;
        if (named)
            buf_add(&value, str_trim(str_from(line, name.n + 1)));
        else if (inside && folded)
            buf_add(&value, str_trim(line));
    }
    return buf_view(&value);
}

/* boundary="x" in a Content-Type. */
static struct str parameter(struct str value, struct str name)
{
    size_t at = find_nocase(value, name);
    struct str rest = at < value.n ? str_from(value, at + name.n) : STR("");
    if (rest.n && rest.p[0] == '"') {
        rest = str_from(rest, 1);
        return str_first(rest, str_find_byte(rest, '"'));
    }
    return str_trim(str_first(rest, str_find_byte(rest, ';')));
}

bool mhtml_is(struct str first)
{
    struct str body;
    struct str text = str_trim(first);
    if (str_starts(text, STR("<")))
        return false;
    struct str head = head_of(text, &body);
    bool mail = find_nocase(head, STR("mime-version:")) < head.n ||
                find_nocase(head, STR("from: <saved by")) < head.n;
    return mail && find_nocase(head, STR("multipart/related")) < head.n;
}

/* RFC 2045, 6.7. */
static struct str from_quoted(struct arena *a, struct str s)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++) {
        bool soft = s.p[i] == '=' && i + 1 < s.n && (s.p[i + 1] == '\n' || s.p[i + 1] == '\r');
        int byte = s.p[i] == '=' ? hex_pair(s, i + 1) : -1;
        if (soft) {
            i += s.p[i + 1] == '\r' && i + 2 < s.n && s.p[i + 2] == '\n' ? 2 : 1;
        } else if (byte >= 0) {
            buf_add_byte(&b, (char)byte);
            i += 2;
        } else {
            buf_add_byte(&b, s.p[i]);
        }
    }
    return buf_view(&b);
}

/* RFC 4648, 4; line ends and what is none of its letters are passed over. */
static struct str from_base64(struct arena *a, struct str s)
{
    static const struct str LETTERS =
        STR_INIT("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    struct buf b;
    uint32_t bits = 0;
    int n = 0;
    buf_init(&b, a);
    for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
        size_t value = str_find_byte(LETTERS, s.p[i]);
        if (value == LETTERS.n)
            continue;
        bits = (bits << 6 | (uint32_t)value) & 0xFFFFFF;
        n += 6;
        if (n >= 8) {
            n -= 8;
            buf_add_byte(&b, (char)(bits >> n & 0xFF));
        }
    }
    return buf_view(&b);
}

static struct str decoded(struct arena *a, struct str encoding, struct str body)
{
    if (str_eq_nocase(encoding, STR("quoted-printable")))
        return from_quoted(a, body);
    return str_eq_nocase(encoding, STR("base64")) ? from_base64(a, body) : body;
}

static bool take_part(struct arena *a, struct str part, struct mhtml_page *out)
{
    struct str body;
    struct str head = head_of(part, &body);
    struct str type = field(a, head, STR("Content-Type"));
    if (!str_eq_nocase(str_first(type, 9), STR("text/html")) &&
        !str_eq_nocase(str_first(type, 21), STR("application/xhtml+xml")))
        return false;
    struct str location = field(a, head, STR("Content-Location"));
    out->bytes = decoded(a, field(a, head, STR("Content-Transfer-Encoding")), body);
    out->url = location.n ? location : out->url;
    out->charset = type;
    return true;
}

enum rc mhtml_read(struct arena *a, struct str file, struct mhtml_page *out, struct err *e)
{
    struct str body;
    struct str head = head_of(str_trim(file), &body);
    struct str boundary = parameter(field(a, head, STR("Content-Type")), STR("boundary="));
    struct mhtml_page page = {.url = field(a, head, STR("Snapshot-Content-Location")),
                              .date = field(a, head, STR("Date"))};
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "page needs more memory than its limit");
    if (boundary.n == 0)
        return fail(e, RC_INVALID, "MHTML: no boundary");
    struct str mark = str_concat(a, STR("--"), boundary);
    size_t at = str_find(body, mark);
    bool found = false;
    for (size_t parts = 0; at < body.n && !found; parts++) {
        if (parts == MHTML_PARTS_MAX)
            return fail(e, RC_LIMIT, "MHTML: over %d parts", MHTML_PARTS_MAX);
        struct str rest = str_from(body, at + mark.n);
        rest = str_from(rest, str_find_byte(rest, '\n') + 1);
        size_t end = str_find(rest, mark);
        found = take_part(a, str_first(rest, end), &page);
        body = str_from(rest, end);
        at = 0;
    }
    if (arena_failed(a))
        return fail(e, RC_NOMEM, "page needs more memory than its limit");
    if (!found)
        return fail(e, RC_INVALID, "MHTML: no page in it");
    *out = page;
    return RC_OK;
}

/* ---- parts that the page names ---- */

struct str mhtml_with_addresses(struct arena *a, struct str markup)
{
    struct buf out;
    buf_init(&out, a);
    while (str_contains(markup, STR("cid:"))) {
        size_t at = str_find(markup, STR("cid:"));
        char before = at ? markup.p[at - 1] : ' ';
        bool named = before == '"' || before == '\'' || before == '=';
        buf_add(&out, str_first(markup, at));
        buf_add(&out, named ? STR(MHTML_CID_ADDRESS) : STR("cid:"));
        markup = str_from(markup, at + 4);
    }
    buf_add(&out, markup);
    return buf_view(&out);
}

static bool is_named(struct arena *a, struct str head, struct str src)
{
    struct str id = field(a, head, STR("Content-ID"));
    struct str location = field(a, head, STR("Content-Location"));
    if (!str_starts(src, STR(MHTML_CID_ADDRESS)))
        return location.n && str_eq(location, src);
    if (str_starts(id, STR("<")) && str_ends(id, STR(">")))
        id = str_slice(id, 1, id.n - 1);
    return id.n && str_eq(id, str_from(src, sizeof MHTML_CID_ADDRESS - 1));
}

bool mhtml_part(struct arena *a, struct str file, struct str src, struct str *out)
{
    struct str body;
    struct str part;
    struct str head = head_of(str_trim(file), &body);
    struct str boundary = parameter(field(a, head, STR("Content-Type")), STR("boundary="));
    struct str mark = str_concat(a, STR("--"), boundary);
    for (size_t parts = 0; boundary.n && parts < MHTML_PARTS_MAX; parts++) {
        size_t at = str_find(body, mark);
        if (at >= body.n)
            return false;
        struct str rest = str_from(body, at + mark.n);
        rest = str_from(rest, str_find_byte(rest, '\n') + 1);
        body = str_from(rest, str_find(rest, mark));
        head = head_of(str_first(rest, rest.n - body.n), &part);
        if (!is_named(a, head, src))
            continue;
        *out = decoded(a, field(a, head, STR("Content-Transfer-Encoding")), part);
        return !arena_failed(a);
    }
    return false;
}

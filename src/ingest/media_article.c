#include "ingest/media_article.h"

#include "base/buf.h"
#include "base/hex.h"
#include "base/mem.h"
#include "source/html_url.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- paths ---- */

static bool is_web(struct str src)
{
    return str_starts(src, STR("http://")) || str_starts(src, STR("https://"));
}

/* "photo.jpg", "../pictures/photo.jpg": a file of the operator's; not an address, not a medium. */
static bool is_relative(struct str src)
{
    return src.n > 0 && src.p[0] != '/' && src.p[0] != '#' && !str_contains(src, STR(":")) &&
           media_path(src).n == 0;
}

/* src in the folder of the file at path (up 0) or in the one above it (up 1). */
static const char *beside(struct arena *a, const char *path, struct str src, int up)
{
    struct str base = str_view(path);
    size_t slash = str_find_last_byte(base, '/');
    struct str folder = slash < base.n ? str_first(base, slash + 1) : STR("");
    return str_cstr(a, str_format(a, "%.*s%s%.*s", STR_ARG(folder), up ? "../" : "", STR_ARG(src)));
}

/* Text of realpath, in a; "" when there is no such file. */
static struct str real_path_of(struct arena *a, const char *path)
{
    char *real = realpath(path, NULL);
    struct str copy = str_copy(a, str_view(real));
    mem_free(real);
    return copy;
}

/* True if the file at path lies, links followed, below the folder top (a real path, not "/"). */
static bool lies_below(struct arena *a, struct str top, const char *path)
{
    struct str file = real_path_of(a, path);
    return top.n > 1 && str_starts(file, top) && str_starts(str_from(file, top.n), STR("/"));
}

/* ---- beside the article ---- */

/* True if the file lies below the folder of the article's file or below the one above it. An outside
 * article must not take other files of this machine along. */
static bool lies_near(struct arena *a, const char *article_path, const char *path)
{
    struct str folder = real_path_of(a, beside(a, article_path, STR("."), 0));
    struct str above = str_first(folder, str_find_last_byte(folder, '/'));
    return lies_below(a, above.n ? above : folder, path);
}

static enum rc take_near(struct arena *a, const struct media_target *target,
                         const struct media_origin *from, struct str src, struct media_taken *out,
                         struct err *e)
{
    enum rc rc = fail(e, RC_NOTFOUND, "no such file");
    for (int up = 0; up <= 1 && rc == RC_NOTFOUND && from->path[0]; up++) {
        const char *path = beside(a, from->path, src, up);
        if (access(path, F_OK) == 0 && !lies_near(a, from->path, path))
            rc = fail(e, RC_DENIED, "lies outside of the article's folder and the one above it");
        else
            rc = media_take_file(a, target, path, out, e);
    }
    return rc;
}

/* ---- in a folder of uploads ---- */

/* "a%20b" -> "a b" (RFC 3986, 2.1); what is no escape stays. */
static struct str decoded(struct arena *a, struct str s)
{
    struct buf out;
    buf_init(&out, a);
    for (size_t i = 0; i < s.n; i++) {
        int high = s.p[i] == '%' && i + 2 < s.n ? hex_value(s.p[i + 1]) : -1;
        int low = high >= 0 ? hex_value(s.p[i + 2]) : -1;
        if (low >= 0)
            i += 2;
        buf_add_byte(&out, low >= 0 ? (char)(high * 16 + low) : s.p[i]);
    }
    return buf_view(&out);
}

/* "a-300x200.jpg" -> "a.jpg", which is the picture that WordPress made it of; else "". */
static struct str without_sides(struct arena *a, struct str path)
{
    size_t dot = str_find_last_byte(path, '.');
    struct str stem = str_first(path, dot);
    size_t dash = str_find_last_byte(stem, '-');
    struct str sides = str_from(stem, dash + 1);
    size_t x = str_find_byte(sides, 'x');
    int64_t side = 0;
    if (x >= sides.n || !str_to_int(str_first(sides, x), &side) ||
        !str_to_int(str_from(sides, x + 1), &side))
        return STR("");
    return str_concat(a, str_first(stem, dash), str_from(path, dot));
}

static enum rc take_upload(struct arena *a, const struct media_target *target,
                           const struct media_origin *from, struct str tail,
                           struct media_taken *out, struct err *e)
{
    const char *path = str_cstr(a, str_format(a, "%s/%.*s", from->uploads, STR_ARG(tail)));
    if (tail.n == 0 || access(path, F_OK) != 0)
        return fail(e, RC_NOTFOUND, "not in the folder of uploads");
    if (!lies_below(a, real_path_of(a, from->uploads), path))
        return fail(e, RC_DENIED, "lies outside of the folder of uploads");
    return media_take_file(a, target, path, out, e);
}

static enum rc take_uploaded(struct arena *a, const struct media_target *target,
                             const struct media_origin *from, struct str src,
                             struct media_taken *out, struct err *e)
{
    struct str tail = decoded(a, is_web(src) ? html_url_path(src) : src);
    enum rc rc = RC_NOTFOUND;
    for (int i = 0; i < MEDIA_UPLOADS_TAILS_MAX && tail.n && rc == RC_NOTFOUND; i++) {
        if (str_starts(tail, STR("/")))
            tail = str_from(tail, 1);
        rc = take_upload(a, target, from, tail, out, e);
        if (rc == RC_NOTFOUND)
            rc = take_upload(a, target, from, without_sides(a, tail), out, e);
        tail = str_from(tail, str_find_byte(tail, '/'));
    }
    return rc;
}

/* ---- from the web ---- */

static enum rc take_fetched(struct arena *a, const struct media_target *target,
                            const struct media_origin *from, struct str src,
                            struct media_taken *out, struct err *e)
{
    struct http_answer answer;
    struct http_request request = {.url = src,
                                   .accept = STR("image/*,video/mp4,video/webm"),
                                   .max_bytes = MEDIA_FETCH_MAX_BYTES,
                                   .timeout_ms = MEDIA_FETCH_MAX_MS,
                                   .robots = from->robots};
    enum rc rc = http_client_get(from->web, a, &request, &answer, e);
    if (rc)
        return rc;
    if (answer.status != 200)
        return fail(e, RC_NOTFOUND, "the server answered %lld", (long long)answer.status);
    return media_take_bytes(a, target, answer.body, out, e);
}

/* An address: what was taken from it before, a file of the uploads, or what the web gives. */
static enum rc take_address(struct arena *a, const struct media_target *target,
                            const struct media_origin *from, struct str src,
                            struct media_taken *out, struct err *e)
{
    struct str key = str_concat(a, STR("url:"), src);
    enum rc rc = media_find(a, target, key, out, e);
    if (rc != RC_NOTFOUND)
        return rc;
    if (from->uploads)
        rc = take_uploaded(a, target, from, src, out, e);
    if (rc == RC_NOTFOUND && from->web && is_web(src))
        rc = take_fetched(a, target, from, src, out, e);
    return rc ? rc : media_remember(target, key, out, e);
}

/* ---- an article's blocks ---- */

/* True if somebody would want to know that src was not taken. */
static bool is_news(const struct media_origin *from, struct str src, enum rc rc)
{
    if (rc != RC_NOTFOUND)
        return true;
    return is_relative(src) ? !from->quiet : from->uploads || (from->web && is_web(src));
}

/* Replaces *src by the medium; false when there is none. */
static bool take_src(struct arena *a, const struct media_target *target,
                     const struct media_origin *from, struct str *src, struct media_taken *out)
{
    struct err e = {""};
    bool near = is_relative(*src);
    if (src->n == 0 || media_path(*src).n || (!near && src->p[0] != '/' && !is_web(*src)))
        return false;
    enum rc rc = near ? take_near(a, target, from, *src, out, &e) : RC_NOTFOUND;
    if (rc == RC_NOTFOUND && (!near || from->uploads))
        rc = take_address(a, target, from, *src, out, &e);
    if (rc && is_news(from, *src, rc))
        from->refused(from->ctx, *src, &e);
    if (!rc)
        *src = out->src;
    return !rc;
}

/* A film on a page of its own (YouTube) is no file to fetch. */
static bool is_video_file(struct str src)
{
    struct str path = is_web(src) ? html_url_path(src) : src;
    return str_ends(path, STR(".mp4")) || str_ends(path, STR(".webm"));
}

/* "Lê Na/TTXVN" */
static struct str credit_of(struct arena *a, const struct photo_metadata *said)
{
    if (said->creator.n == 0 || str_contains(said->credit, said->creator))
        return said->credit;
    return said->credit.n
               ? str_format(a, "%.*s/%.*s", STR_ARG(said->creator), STR_ARG(said->credit))
               : said->creator;
}

static void describe(struct arena *a, struct article_block *figure, const struct media_taken *taken)
{
    figure->width_px = taken->width_px;
    figure->height_px = taken->height_px;
    if (figure->caption.n == 0)
        figure->caption = taken->said.caption;
    if (figure->credit.n == 0)
        figure->credit = credit_of(a, &taken->said);
}

void media_take_over(struct arena *a, const struct media_target *target,
                     const struct media_origin *from, struct article *art)
{
    for (size_t i = 0; i < art->blocks_n; i++) {
        struct article_block *block = &art->blocks[i];
        struct media_taken taken = {0};
        bool figure = block->type == BLOCK_FIGURE;
        if (!figure && block->type != BLOCK_VIDEO)
            continue;
        if (figure && take_src(a, target, from, &block->src, &taken))
            describe(a, block, &taken);
        if (!figure && is_video_file(block->src))
            (void)take_src(a, target, from, &block->src, &taken);
        (void)take_src(a, target, from, &block->poster, &taken);
    }
}

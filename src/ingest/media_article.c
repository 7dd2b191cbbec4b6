#include "ingest/media_article.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/url.h"
#include "ingest/files.h"
#include "source/document.h"
#include "source/document_link.h"
#include "source/html_url.h"
#include "source/mhtml.h"

#include <stdlib.h>
#include <unistd.h>

/* What is looked for where. */
struct quest {
    struct arena *a;
    const struct media_target *target;
    const struct media_origin *from;
    bool document; /* else a picture or a video */
};

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

/* ---- files ---- */

/* The bytes of a file named src there. */
static enum rc take_bytes(const struct quest *q, struct str src, struct str bytes,
                          struct media_taken *out, struct err *e)
{
    if (!q->document)
        return media_take_bytes(q->a, q->target, bytes, out, e);
    return media_take_document(
        q->a, q->target, (struct media_document){bytes, document_link_name(q->a, src)}, out, e);
}

static enum rc take_file(const struct quest *q, const char *path, struct media_taken *out,
                         struct err *e)
{
    struct file file;
    enum rc rc = file_read(path, MEDIA_MAX_BYTES, &file, e);
    if (rc)
        return rc;
    rc = take_bytes(q, str_format(q->a, "file://%s", path), file.bytes, out, e);
    file_release(&file);
    return rc;
}

/* A page that a browser saved with its pictures in one file. */
static enum rc take_part(const struct quest *q, struct str src, struct media_taken *out,
                         struct err *e)
{
    struct file file;
    struct arena a;
    struct str bytes;
    struct str path = str_view(q->from->path);
    if (!str_ends(path, STR(".mhtml")) && !str_ends(path, STR(".mht")))
        return RC_NOTFOUND;
    enum rc rc = file_read(q->from->path, MEDIA_MAX_BYTES, &file, e);
    if (rc)
        return RC_NOTFOUND;
    arena_init(&a, 2 * (size_t)MEDIA_MAX_BYTES);
    bool found = mhtml_is(file.bytes) && mhtml_part(&a, file.bytes, src, &bytes);
    rc = found ? take_bytes(q, src, bytes, out, e) : RC_NOTFOUND;
    arena_release(&a);
    file_release(&file);
    return rc;
}

/* In an archive the picture stands under the very address that the page names. */
static enum rc take_archived(const struct quest *q, struct str src, struct media_taken *out,
                             struct err *e)
{
    struct arena a;
    struct str bytes = STR("");
    if (!q->from->archive || !is_web(src))
        return fail(e, RC_NOTFOUND, "no such file");
    arena_init(&a, 2 * (size_t)MEDIA_MAX_BYTES);
    enum rc rc = media_archive_find(q->from->archive, &a, src, &bytes, e);
    if (!rc)
        rc = take_bytes(q, src, bytes, out, e);
    arena_release(&a);
    return rc;
}

/* ---- beside the article ---- */

/* True if the file lies below the folder of the article's file, below the one above it, or below the one
 * that the operator named. An outside article must not take other files of this machine along. */
static bool lies_near(const struct quest *q, const char *path)
{
    struct str folder = real_path_of(q->a, beside(q->a, q->from->path, STR("."), 0));
    struct str above = str_first(folder, str_find_last_byte(folder, '/'));
    return lies_below(q->a, above.n ? above : folder, path) ||
           (q->from->folder && lies_below(q->a, real_path_of(q->a, q->from->folder), path));
}

static enum rc take_near(const struct quest *q, struct str src, struct media_taken *out,
                         struct err *e)
{
    enum rc rc = fail(e, RC_NOTFOUND, "no such file");
    for (int up = 0; up <= 1 && rc == RC_NOTFOUND && q->from->path[0]; up++) {
        const char *path = beside(q->a, q->from->path, src, up);
        if (access(path, F_OK) != 0)
            continue;
        if (!lies_near(q, path))
            rc = fail(e, RC_DENIED, "lies outside of the article's folder and the one above it");
        else
            rc = take_file(q, path, out, e);
    }
    return rc;
}

/* ---- in a folder of uploads ---- */

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

static enum rc take_below(const struct quest *q, const char *folder, struct str tail,
                          struct media_taken *out, struct err *e)
{
    const char *path = str_cstr(q->a, str_format(q->a, "%s/%.*s", folder, STR_ARG(tail)));
    if (tail.n == 0 || access(path, F_OK) != 0)
        return fail(e, RC_NOTFOUND, "not found below %s", folder);
    if (!lies_below(q->a, real_path_of(q->a, folder), path))
        return fail(e, RC_DENIED, "lies outside of the folder of uploads");
    return take_file(q, path, out, e);
}

static struct str path_of(struct str src)
{
    if (is_web(src))
        return html_url_path(src);
    src = str_first(src, str_find_byte(src, '#'));
    return str_first(src, str_find_byte(src, '?'));
}

static enum rc take_uploaded(const struct quest *q, struct str src, struct media_taken *out,
                             struct err *e)
{
    struct str tail = url_decoded(q->a, path_of(src));
    enum rc rc = fail(e, RC_NOTFOUND, "not found below %s", q->from->uploads);
    for (int i = 0; i < MEDIA_UPLOADS_TAILS_MAX && tail.n && rc == RC_NOTFOUND; i++) {
        if (str_starts(tail, STR("/")))
            tail = str_from(tail, 1);
        rc = take_below(q, q->from->uploads, tail, out, e);
        if (rc == RC_NOTFOUND)
            rc = take_below(q, q->from->uploads, without_sides(q->a, tail), out, e);
        tail = str_from(tail, str_find_byte(tail, '/'));
    }
    return rc;
}

/* A path of the other site's is looked for beside the export, folder for folder: a name alone might
 * be any file. */
static enum rc take_beside(const struct quest *q, struct str src, struct media_taken *out,
                           struct err *e)
{
    bool near = is_relative(src);
    struct str tail = near ? src : url_decoded(q->a, path_of(src));
    enum rc rc = fail(e, RC_NOTFOUND, "no such file");
    for (int i = 0; i < MEDIA_UPLOADS_TAILS_MAX && tail.n && rc == RC_NOTFOUND; i++) {
        if (str_starts(tail, STR("/")))
            tail = str_from(tail, 1);
        if (near || str_find_byte(tail, '/') < tail.n)
            rc = take_near(q, tail, out, e);
        if (rc == RC_NOTFOUND && near && i == 0)
            rc = take_near(q, url_decoded(q->a, path_of(src)), out, e);
        tail = near ? STR("") : str_from(tail, str_find_byte(tail, '/'));
    }
    return rc;
}

/* ---- in a folder of a whole site ---- */

static bool is_own_site(const struct quest *q, struct str src)
{
    struct str origin = url_origin(q->a, q->from->page);
    return origin.n && is_web(src) && str_eq(url_origin(q->a, src), origin);
}

static size_t common_folders(struct str x, struct str y)
{
    size_t same = 0;
    for (size_t i = 0; i < x.n && i < y.n && x.p[i] == y.p[i]; i++)
        same = x.p[i] == '/' ? i + 1 : same;
    return same;
}

/* What a page at page says for src: "https://x.vn/tin/1.html", "https://x.vn/anh/a.jpg" ->
 * "../anh/a.jpg". */
static struct str relative_to(struct arena *a, struct str page, struct str src)
{
    struct buf out;
    struct str from = html_url_path(page);
    struct str to = html_url_path(src);
    size_t same = common_folders(from, to);
    buf_init(&out, a);
    for (size_t i = same; i < from.n; i++)
        if (from.p[i] == '/')
            buf_add(&out, STR("../"));
    buf_add(&out, str_from(to, same));
    return buf_view(&out);
}

/* Where a page's address was taken from the page itself, its files are named as if on the web. */
static enum rc take_of_site(const struct quest *q, struct str src, struct media_taken *out,
                            struct err *e)
{
    bool own = is_own_site(q, src);
    struct str path = url_decoded(q->a, path_of(src));
    enum rc rc = fail(e, RC_NOTFOUND, "no such file");
    if (q->from->path[0] && own)
        rc = take_beside(q, url_decoded(q->a, relative_to(q->a, q->from->page, src)), out, e);
    if (!q->from->folder || path.n < 2)
        return rc;
    if (rc == RC_NOTFOUND && (own || !is_web(src)) && path.p[0] == '/')
        rc = take_below(q, q->from->folder, str_from(path, 1), out, e);
    if (rc == RC_NOTFOUND && is_web(src))
        rc = take_below(q, q->from->folder, str_concat(q->a, html_url_host(src), path), out, e);
    return rc;
}

/* ---- from the web ---- */

static enum rc take_fetched(const struct quest *q, struct str src, struct media_taken *out,
                            struct err *e)
{
    struct http_answer answer;
    struct http_request request = {.url = src,
                                   .accept = q->document ? STR("*/*")
                                                         : STR("image/*,video/mp4,video/webm"),
                                   .max_bytes = MEDIA_FETCH_MAX_BYTES,
                                   .timeout_ms = MEDIA_FETCH_MAX_MS,
                                   .robots = q->from->robots};
    enum rc rc = http_client_get(q->from->web, q->a, &request, &answer, e);
    if (rc)
        return rc;
    if (answer.status != 200)
        return fail(e, RC_NOTFOUND, "the server answered %lld", (long long)answer.status);
    return take_bytes(q, src, answer.body, out, e);
}

/* ---- one medium ---- */

/* A document is none to show in a figure, whatever its name, and the other way round. */
static bool fits(const struct quest *q, const struct media_taken *taken)
{
    return document_is_type(taken->type) == q->document;
}

/* What it was taken under: a path of a site alone is the same on many sites. */
static struct str key_of(const struct quest *q, struct str src)
{
    if (is_web(src) || q->from->site.n == 0)
        return str_concat(q->a, STR("url:"), src);
    return str_format(q->a, "url:%.*s %.*s", STR_ARG(q->from->site), STR_ARG(src));
}

static enum rc find_again(const struct quest *q, struct str src, struct media_taken *out)
{
    bool known = is_web(src) || q->from->site.n;
    enum rc rc = known ? media_find(q->a, q->target, key_of(q, src), out, NULL) : RC_NOTFOUND;
    return !rc && !fits(q, out) ? RC_NOTFOUND : rc;
}

static enum rc remember(const struct quest *q, struct str src, const struct media_taken *taken,
                        struct err *e)
{
    struct media_taken known;
    if (!is_web(src) && q->from->site.n == 0)
        return RC_OK;
    if (!find_again(q, src, &known) && str_eq(known.src, taken->src))
        return RC_OK;
    return media_remember(q->target, key_of(q, src), taken, e);
}

/* A file of the operator's comes before what was taken once: it may be a better one. */
static enum rc take(const struct quest *q, struct str src, struct media_taken *out, struct err *e)
{
    bool web = is_web(src);
    enum rc rc = take_part(q, src, out, e);
    if (str_starts(src, STR(MHTML_CID_ADDRESS))) /* the same name is another's in another file */
        return rc;
    if (rc == RC_NOTFOUND)
        rc = take_archived(q, src, out, e);
    if (rc == RC_NOTFOUND && !web)
        rc = take_beside(q, src, out, e);
    if (rc == RC_NOTFOUND)
        rc = take_of_site(q, src, out, e);
    if (rc == RC_NOTFOUND && web)
        rc = find_again(q, src, out);
    if (rc == RC_NOTFOUND && q->from->uploads)
        rc = take_uploaded(q, src, out, e);
    if (rc == RC_NOTFOUND && !web)
        rc = find_again(q, src, out);
    if (rc == RC_NOTFOUND && q->from->web && web)
        rc = take_fetched(q, src, out, e);
    return rc ? rc : remember(q, src, out, e);
}

/* ---- an article's blocks ---- */

/* True if somebody would want to know that src was not taken. A picture that nobody said where to
 * find is none; a document is what the article was about. */
static bool is_news(const struct quest *q, struct str src, enum rc rc)
{
    if (rc != RC_NOTFOUND)
        return true;
    if (is_relative(src))
        return !q->from->quiet;
    return q->from->uploads || (q->from->web && is_web(src)) ||
           (q->from->folder && is_own_site(q, src)) ||
           (q->document && !q->from->quiet && q->from->path[0]);
}

static void refuse(const struct quest *q, struct str src, const struct err *e)
{
    struct err own = *e;
    bool nowhere = !q->from->uploads && !(q->from->web && is_web(src)) && !is_relative(src);
    if (nowhere && (own.text[0] == '\0' || str_eq(str_view(own.text), STR("no such file"))))
        (void)fail(&own, RC_NOTFOUND, "no file of it was given (--uploads, --fetch-pictures)");
    q->from->refused(q->from->ctx, src, &own);
}

/* Replaces an address of a medium of this very site, as its exports name them, by the medium. */
static bool bring_home(const struct quest *q, struct str *src)
{
    struct str home = q->from->home;
    struct str path = home.n && str_starts(*src, home) ? str_from(*src, home.n + 1) : STR("");
    struct store_media medium;
    struct err e = {""};
    if (media_path(path).n == 0 || src->p[home.n] != '/' ||
        store_media_by_path(q->target->reader, q->a, media_path(path), &medium, &e))
        return false;
    *src = path;
    return true;
}

/* Replaces *src by the medium; false when there is none, or it is one already. */
static bool take_src(const struct quest *q, struct str *src, struct media_taken *out)
{
    struct err e = {""};
    struct str old = *src;
    if (src->n == 0 || media_path(*src).n ||
        (!is_relative(*src) && src->p[0] != '/' && !is_web(*src)))
        return false;
    if (bring_home(q, src))
        return false;
    enum rc rc = take(q, *src, out, &e);
    if (rc && is_news(q, *src, rc))
        refuse(q, *src, &e);
    if (rc)
        return false;
    *src = out->src;
    if (q->from->took)
        q->from->took(q->from->ctx, old, out->src);
    return true;
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

static void take_blocks(const struct quest *q, struct article *art)
{
    for (size_t i = 0; i < art->blocks_n; i++) {
        struct article_block *block = &art->blocks[i];
        struct media_taken taken = {0};
        bool figure = block->type == BLOCK_FIGURE;
        if (!figure && block->type != BLOCK_VIDEO)
            continue;
        if (figure && take_src(q, &block->src, &taken))
            describe(q->a, block, &taken);
        if (!figure && is_video_file(block->src))
            (void)take_src(q, &block->src, &taken);
        (void)take_src(q, &block->poster, &taken);
    }
}

/* ---- documents ---- */

/* markup, as the sanitizer wrote it, with links to old leading to path. */
static struct html with_link(struct arena *a, struct html markup, struct str old, struct str path)
{
    struct buf link;
    struct buf out;
    struct str rest = markup.s;
    buf_init(&link, a);
    buf_add(&link, STR("href=\""));
    buf_add_escaped(&link, old);
    buf_add_byte(&link, '"');
    struct str wanted = buf_view(&link);
    if (buf_failed(&link) || !str_contains(rest, wanted))
        return markup;
    buf_init(&out, a);
    while (rest.n) {
        size_t at = str_find(rest, wanted);
        buf_add(&out, str_first(rest, at));
        if (at < rest.n)
            buf_addf(&out, "href=\"/%.*s\"", STR_ARG(path));
        rest = str_from(rest, at + wanted.n);
    }
    return buf_failed(&out) ? markup : html_from_store(buf_view(&out));
}

static void take_documents(const struct quest *q, struct article *art)
{
    for (size_t i = 0; i < art->documents_n; i++) {
        struct article_document *d = &art->documents[i];
        struct media_taken taken = {0};
        struct str old = d->url;
        if (!take_src(q, &d->url, &taken))
            continue;
        d->type = taken.type;
        d->bytes = taken.size_bytes;
        for (size_t k = 0; k < art->blocks_n; k++)
            if (art->blocks[k].html.s.n)
                art->blocks[k].html = with_link(q->a, art->blocks[k].html, old, d->url);
    }
}

/* A file that the text links to and that is attached as well is one: the first name is the text's. */
static void drop_doubles(struct article *art)
{
    size_t kept = 0;
    for (size_t i = 0; i < art->documents_n; i++) {
        bool again = false;
        for (size_t k = 0; k < kept; k++)
            again = again || str_eq(art->documents[k].url, art->documents[i].url);
        if (!again)
            art->documents[kept++] = art->documents[i];
    }
    art->documents_n = kept;
}

void media_take_over(struct arena *a, const struct media_target *target,
                     const struct media_origin *from, struct article *art)
{
    take_blocks(&(struct quest){a, target, from, false}, art);
    take_documents(&(struct quest){a, target, from, true}, art);
    drop_doubles(art);
}

#include "app/import_report.h"

#include "base/buf.h"

#include <errno.h>
#include <string.h>

enum rc import_report_open(struct import_report *r, const char *path, struct err *e)
{
    char words[128];
    *r = (struct import_report){fopen(path, "we"), path};
    return r->file ? RC_OK : fail(e, RC_IO, "%s: %s", path, strerror_r(errno, words, sizeof words));
}

static void add_place(struct buf *b, const char *path, struct reader_place place)
{
    buf_add(b, STR(",\"path\":"));
    buf_add_json(b, str_view(path));
    if (place.number)
        buf_addf(b, ",\"%s\":%zu", place.unit, place.number);
}

static void write_line(struct import_report *r, struct buf *b)
{
    buf_add(b, STR("}\n"));
    if (r->file && !buf_failed(b))
        (void)fwrite(b->p, 1, b->n, r->file);
    buf_release(b);
}

void import_report_taken(struct import_report *r, const struct import_taken *taken)
{
    struct buf b;
    if (!r->file)
        return;
    buf_init(&b, NULL);
    buf_addf(&b, "{\"result\":\"%s\"",
             taken->created   ? "created"
             : taken->changed ? "updated"
                              : "unchanged");
    add_place(&b, taken->path, taken->place);
    buf_addf(&b, ",\"article\":%lld,\"title\":", (long long)taken->article_id);
    buf_add_json(&b, taken->title);
    if (taken->draft)
        buf_add(&b, STR(",\"state\":\"draft\""));
    if (taken->status.n) {
        buf_add(&b, STR(",\"was\":"));
        buf_add_json(&b, taken->status);
    }
    write_line(r, &b);
}

void import_report_trouble(struct import_report *r, const struct import_trouble *trouble)
{
    struct buf b;
    if (!r->file)
        return;
    buf_init(&b, NULL);
    buf_addf(&b, "{\"result\":\"%s\"", trouble->result);
    add_place(&b, trouble->path, trouble->place);
    if (trouble->title.n) {
        buf_add(&b, STR(",\"title\":"));
        buf_add_json(&b, trouble->title);
    }
    if (trouble->src.n) {
        buf_add(&b, STR(",\"src\":"));
        buf_add_json(&b, trouble->src);
    }
    buf_add(&b, STR(",\"cause\":"));
    buf_add_json(&b, str_view(trouble->cause));
    write_line(r, &b);
}

enum rc import_report_close(struct import_report *r, const struct import_counts *counts,
                            struct err *e)
{
    struct buf b;
    if (!r->file)
        return RC_OK;
    buf_init(&b, NULL);
    buf_addf(&b,
             "{\"created\":%zu,\"updated\":%zu,\"unchanged\":%zu,\"failed\":%zu,"
             "\"refused\":%zu,\"skipped\":%zu,\"drafts\":%zu,\"comments\":%zu,\"documents\":%zu,"
             "\"left_out\":%zu",
             counts->created, counts->updated, counts->unchanged, counts->failed, counts->refused,
             counts->skipped, counts->drafts, counts->comments, counts->documents,
             counts->left_out);
    write_line(r, &b);
    bool broken = ferror(r->file) != 0;
    broken |= fclose(r->file) != 0;
    r->file = NULL;
    return broken ? fail(e, RC_IO, "%s: cannot be written", r->path) : RC_OK;
}

/* loa banner: creatives booked into slots. */
#include "app/link_setup.h"
#include "app/list_file.h"
#include "app/once.h"
#include "app/task.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/utf8.h"
#include "ingest/media.h"
#include "site/ini_file.h"
#include "site/layout.h"

#include <limits.h>

enum {
    WEIGHT_MAX = 1000,
    ALT_MAX_CP = 300, /* what a screen reader is to read out for one picture */
    LINK_MAX_BYTES = 2000,
};

struct options {
    const char *slot;
    const char *picture;
    const char *alt;
    const char *link;
    const char *title;
    const char *from;
    const char *until;
    const char *weight;
    bool json;
};

/* ---- list ---- */

static void add_time(struct task *t, struct buf *b, const char *key, int64_t at_ms)
{
    buf_addf(b, ",\"%s\":", key);
    if (at_ms == CLOCK_NONE)
        buf_add(b, STR("null"));
    else
        buf_add_json(b, clock_rfc3339(&t->arena, at_ms));
}

static void print_json(struct task *t, const struct store_creative *c)
{
    const struct {
        const char *key;
        struct str text;
    } texts[] = {{"slot", c->slot},
                 {"picture", c->picture},
                 {"alt", c->alt},
                 {"link", c->link},
                 {"title", c->title}};
    struct buf b;
    buf_init(&b, &t->arena);
    buf_addf(&b, "{\"id\":%lld", (long long)c->id);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        buf_addf(&b, ",\"%s\":", texts[i].key);
        buf_add_json(&b, texts[i].text);
    }
    add_time(t, &b, "from", c->from_ms);
    add_time(t, &b, "until", c->until_ms);
    buf_addf(&b, ",\"weight\":%lld,\"impressions\":%lld,\"clicks\":%lld}\n", (long long)c->weight,
             (long long)c->impressions, (long long)c->clicks);
    say_text(buf_view(&b));
}

static struct str time_or(struct task *t, int64_t at_ms, struct str none)
{
    return at_ms == CLOCK_NONE ? none : clock_vietnamese(&t->arena, at_ms);
}

static void print_line(struct task *t, const struct store_creative *c)
{
    struct str from = time_or(t, c->from_ms, STR("…"));
    struct str until = time_or(t, c->until_ms, STR("…"));
    say("%4lld  ", (long long)c->id);
    say_column(c->slot, 10);
    say("  %.*s – %.*s  ×%lld  %lld hiện, %lld bấm  %.*s\n", STR_ARG(from), STR_ARG(until),
        (long long)c->weight, (long long)c->impressions, (long long)c->clicks, STR_ARG(c->alt));
}

static int run_list(struct task *t)
{
    const struct options *o = t->options;
    struct store_creative *creatives = NULL;
    size_t n = 0;
    enum rc rc = store_creatives(t->folder.reader, &t->arena, &creatives, &n, &t->e);
    if (rc)
        return task_failed(t, rc);
    for (size_t i = 0; i < n; i++)
        (o->json ? print_json : print_line)(t, &creatives[i]);
    return EXIT_DONE;
}

/* ---- add, import ---- */

/* The words of a booking, from the command line or a row of a list; picture is a file's path. */
struct booking {
    struct store_creative creative;
    const char *picture;
    const struct link_rules *rules;
};

static enum rc check_booking(struct task *t, const struct booking *b)
{
    const struct store_creative *c = &b->creative;
    bool web = str_starts(c->link, STR("https://")) || str_starts(c->link, STR("http://"));
    if (c->slot.n == 0 || !b->picture || c->alt.n == 0)
        return fail(&t->e, RC_INVALID, "a banner needs a slot, a picture and an alt text");
    if (utf8_count_cp(c->alt) > ALT_MAX_CP || utf8_count_cp(c->title) > ALT_MAX_CP)
        return fail(&t->e, RC_LIMIT, "alt and title have at most %d characters", ALT_MAX_CP);
    if (c->link.n && (!web || c->link.n > LINK_MAX_BYTES))
        return fail(&t->e, RC_INVALID, "\"%.*s\" is no web address", STR_ARG(c->link));
    if (c->from_ms != CLOCK_NONE && c->until_ms != CLOCK_NONE && c->from_ms >= c->until_ms)
        return fail(&t->e, RC_INVALID, "it would end before it begins");
    return RC_OK;
}

/* Takes the picture into the site. */
static enum rc take_picture(struct task *t, struct booking *b)
{
    struct raster_child *raster = raster_child_new();
    const struct media_target target = {folder_path(&t->arena, t->site, FOLDER_MEDIA),
                                        t->folder.store, t->folder.reader, raster};
    struct media_taken taken = {0};
    struct err cause = {""};
    enum rc rc = raster ? media_take_file(&t->arena, &target, b->picture, &taken, &cause)
                        : fail(&cause, RC_NOMEM, "out of memory");
    raster_child_free(raster);
    if (rc)
        return fail(&t->e, rc, "%s: %s", b->picture, cause.text);
    if (!taken.width_px)
        return fail(&t->e, RC_INVALID, "%s: not a picture", b->picture);
    b->creative.picture = media_path(taken.src);
    b->creative.picture_width_px = taken.width_px;
    b->creative.picture_height_px = taken.height_px;
    return RC_OK;
}

/* A link that its owner has named may be followed at once, unless nobody can have meant it. */
static void judge_link(struct task *t, struct booking *b)
{
    enum link_refusal refusal = link_rules_judge(b->rules, &t->arena, b->creative.link, STR(""));
    b->creative.link_meant = refusal == LINK_FINE;
    if (refusal)
        (void)say_failure(t->verb,
                          "%.*s: %.*s; it is shown without its link until \"loa link SITE "
                          "approve\" (docs/links.md)",
                          STR_ARG(b->creative.link), STR_ARG(link_refusal_words(refusal)));
}

/* A slot that no page has is more often a slip than a plan: said, as the banner would wait unseen. */
static enum rc judge_slot(struct task *t, struct str slot)
{
    struct ini preset;
    struct layout *layout = arena_alloc(&t->arena, sizeof *layout);
    if (!layout)
        return RC_NOMEM;
    enum rc rc =
        ini_read_file(&t->arena, folder_path(&t->arena, t->site, FOLDER_PRESET), &preset, &t->e);
    if (!rc)
        rc = layout_read(&preset, layout, &t->e);
    if (!rc && !layout_has_slot(layout, slot))
        (void)say_failure(
            t->verb,
            "no page of this site has a slot \"%.*s\"; the banner is not seen until [layout] "
            "of preset.ini places it (docs/presets.md)",
            STR_ARG(slot));
    return rc;
}

static enum rc book(struct task *t, struct booking *b, int64_t *id)
{
    struct store_result result = {0};
    enum rc rc = check_booking(t, b);
    if (!rc)
        rc = take_picture(t, b);
    if (rc)
        return rc;
    judge_link(t, b);
    b->creative.brought_by = link_setup_who(&t->arena);
    b->creative.put_ms = t->now_ms;
    const struct store_command c = {.kind = STORE_PUT_CREATIVE, .put_creative = b->creative};
    rc = task_store(t, &c, &result);
    if (!rc)
        *id = result.id;
    return rc;
}

static enum rc read_options(struct task *t, const struct options *o, struct booking *out)
{
    struct store_creative *c = &out->creative;
    c->weight = 1;
    c->link = str_view(o->link);
    out->picture = o->picture;
    enum rc rc = args_text(&t->arena, "--slot", o->slot, &c->slot, &t->e);
    if (!rc)
        rc = args_text(&t->arena, "--alt", o->alt, &c->alt, &t->e);
    if (!rc)
        rc = args_text(&t->arena, "--title", o->title, &c->title, &t->e);
    if (!rc)
        rc = args_instant("--from", o->from, &c->from_ms, &t->e);
    if (!rc)
        rc = args_instant("--until", o->until, &c->until_ms, &t->e);
    if (!rc && o->weight)
        rc = args_number("--weight", o->weight, 1, WEIGHT_MAX, &c->weight, &t->e);
    return rc;
}

static int run_add(struct task *t)
{
    const struct options *o = t->options;
    struct booking booking = {0};
    int64_t id = 0;
    if (!o->slot || !o->picture || !o->alt)
        return say_misuse(t->verb, "add needs --slot, --picture and --alt");
    if (read_options(t, o, &booking))
        return task_misuse(t);
    enum rc rc = link_setup_rules(&t->arena, t->site, &t->folder, &booking.rules, &t->e);
    if (!rc)
        rc = judge_slot(t, booking.creative.slot);
    if (!rc)
        rc = book(t, &booking, &id);
    if (rc)
        return task_failed(t, rc);
    say("%lld\n", (long long)id);
    return EXIT_DONE;
}

static enum rc read_instant(struct task *t, const struct list_row *row, struct str key,
                            int64_t *out)
{
    struct str text = list_value(row, key);
    const char *name = str_cstr(&t->arena, str_format(&t->arena, "\"%.*s\"", STR_ARG(key)));
    return args_instant(name, text.n ? str_cstr(&t->arena, text) : NULL, out, &t->e);
}

/* The picture of a row lies beside the file. */
static enum rc read_row(struct task *t, const struct list_row *row, struct booking *out)
{
    struct arena *a = &t->arena;
    struct store_creative *c = &out->creative;
    struct str file = str_view(t->places[0]);
    size_t slash = str_find_last_byte(file, '/');
    struct str folder = slash < file.n ? str_first(file, slash + 1) : STR("");
    struct str picture = list_value(row, STR("picture"));
    struct str weight = list_value(row, STR("weight"));
    *c = (struct store_creative){.slot = list_value(row, STR("slot")),
                                 .alt = list_value(row, STR("alt")),
                                 .link = list_value(row, STR("link")),
                                 .title = list_value(row, STR("title")),
                                 .weight = 1};
    out->picture = picture.n ? str_cstr(a, str_concat(a, folder, picture)) : NULL;
    enum rc rc = read_instant(t, row, STR("from"), &c->from_ms);
    if (!rc)
        rc = read_instant(t, row, STR("until"), &c->until_ms);
    if (!rc && weight.n)
        rc = args_number("\"weight\"", str_cstr(a, weight), 1, WEIGHT_MAX, &c->weight, &t->e);
    return rc;
}

static size_t import_rows(struct task *t, const struct list *list, const struct link_rules *rules)
{
    size_t taken = 0;
    for (size_t i = 0; i < list->rows_n; i++) {
        struct booking booking = {.rules = rules};
        int64_t id = 0;
        t->e.text[0] = '\0';
        enum rc rc = read_row(t, &list->rows[i], &booking);
        if (!rc)
            rc = book(t, &booking, &id);
        taken += rc == RC_OK;
        if (rc)
            (void)say_failure(t->verb, "%s, entry %zu: %s", t->places[0], i + 1,
                              t->e.text[0] ? t->e.text : rc_words(rc));
    }
    return taken;
}

static int run_import(struct task *t)
{
    struct list list;
    struct once once;
    const struct link_rules *rules = NULL;
    enum rc rc = list_read(&t->arena, t->places[0], &list, &t->e);
    if (!rc)
        rc = once_begin(t, list.hash, &once);
    if (!rc && once.done) {
        say("%s: đã nhập từ trước, không đổi gì\n", t->places[0]);
        return EXIT_DONE;
    }
    if (!rc)
        rc = link_setup_rules(&t->arena, t->site, &t->folder, &rules, &t->e);
    size_t taken = rc ? 0 : import_rows(t, &list, rules);
    if (!rc)
        rc = once_end(t, &once);
    if (rc)
        return task_failed(t, rc);
    say("%s: %zu biểu ngữ\n", t->places[0], taken);
    return taken == list.rows_n ? EXIT_DONE : EXIT_FAILED;
}

static int run_remove(struct task *t)
{
    int64_t *ids = NULL;
    int exit_code = EXIT_DONE;
    if (task_ids(t, &ids, &t->e))
        return task_misuse(t);
    for (int i = 0; i < t->places_n; i++) {
        const struct store_command c = {.kind = STORE_REMOVE_CREATIVE, .remove_creative = ids[i]};
        enum rc rc = task_store(t, &c, NULL);
        if (rc)
            exit_code = task_failed(t, rc);
    }
    return exit_code;
}

static const struct task_action actions[] = {
    {"list", 0, 0, run_list},
    {"add", 0, 0, run_add},
    {"remove", 1, INT_MAX, run_remove},
    {"import", 1, 1, run_import},
};

int cmd_banner(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--slot", .text = &o.slot},   {"--picture", .text = &o.picture},
        {"--alt", .text = &o.alt},     {"--link", .text = &o.link},
        {"--title", .text = &o.title}, {"--from", .text = &o.from},
        {"--until", .text = &o.until}, {"--weight", .text = &o.weight},
        {"--json", .flag = &o.json},
    };
    struct args args = {
        .usage = "SITE list [--json]\n"
                 "SITE add --slot S --picture FILE --alt TEXT [--link URL] [--title TEXT]\n"
                 "         [--from TIME] [--until TIME] [--weight N]\n"
                 "SITE remove ID…\n"
                 "SITE import FILE.json\n",
        .details =
            "--slot     vị trí · where: occasion, top, side, inline, bottom, sponsored, hoặc tên\n"
            "           khác có trong preset.ini · or another name of preset.ini\n"
            "--link     địa chỉ đầy đủ, có http:// hoặc https:// · absolute, http or https\n"
            "--alt      lời thay hình cho người không thấy hình · the picture in words\n"
            "--from, --until   2026-11-22T18:30:00+07:00, 22/11/2026 18:30 hoặc 22/11/2026;\n"
            "           hết hiệu lực đúng lúc --until · not shown at --until itself\n"
            "--weight   phần được hiện so với các biểu ngữ cùng vị trí, mặc định 1 · its share\n"
            "import     danh sách JSON có các khóa như trên; hình nằm cạnh tệp · a JSON list with\n"
            "           these keys; pictures beside the file\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = INT_MAX,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    return task_run(&args, &o, actions, COUNT_OF(actions));
}

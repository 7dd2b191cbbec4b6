/* presetc: the preset files as a C table, for app/preset.h.
 *
 * usage: presetc OUT.c PRESET.ini...
 * A preset is called as its file without ".ini". Exit 0 written, 1 failed, 2 misuse. */
#include "base/buf.h"
#include "tools/file.h"

#include <stdio.h>

enum {
    ARENA_BYTES_MAX = 16 << 20,
    PRESET_BYTES_MAX = 256 << 10, /* as site/ini.h */
    TABLE_COLUMNS = 32,
};

static void add_bytes(struct buf *b, int index, struct str bytes)
{
    buf_addf(b, "static const char bytes_%d[] = {", index);
    for (size_t i = 0; i < bytes.n; i++)
        buf_addf(b, "%s%d,", i % TABLE_COLUMNS ? "" : "\n", (signed char)bytes.p[i]);
    buf_add(b, STR("\n};\n"));
}

static enum rc add_preset(struct arena *a, struct str path, int index, struct buf *data,
                          struct buf *rows, struct err *e)
{
    struct str text;
    struct str name = file_base(path);
    enum rc rc = file_read(a, path, PRESET_BYTES_MAX, &text, e);
    if (rc)
        return rc;
    if (!str_ends(name, STR(".ini")) || text.n == 0)
        return fail(e, RC_INVALID, "%.*s: not a preset", STR_ARG(path));
    name = str_first(name, name.n - STR(".ini").n);
    add_bytes(data, index, text);
    buf_addf(rows, "    {STR_INIT(\"%.*s\"), {bytes_%d, sizeof bytes_%d}},\n", STR_ARG(name), index,
             index);
    return RC_OK;
}

static enum rc write_table(struct arena *a, int argc, char **argv, struct err *e)
{
    struct buf data;
    struct buf rows;
    buf_init(&data, a);
    buf_init(&rows, a);
    buf_add(&data, STR("/* Made by tools/presetc. */\n#include \"app/preset_table.h\"\n\n"));
    for (int i = 2; i < argc; i++) {
        enum rc rc = add_preset(a, str_view(argv[i]), i - 2, &data, &rows, e);
        if (rc)
            return rc;
    }
    buf_addf(&data, "\nconst struct preset presets[] = {\n%.*s};\nconst size_t presets_n = %d;\n",
             STR_ARG(buf_view(&rows)), argc - 2);
    if (buf_failed(&data) || buf_failed(&rows))
        return fail(e, RC_NOMEM, "out of memory");
    return file_write(str_view(argv[1]), buf_view(&data), e);
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct err e = {""};
    if (argc < 3) {
        fprintf(stderr, "usage: presetc OUT.c PRESET.ini...\n");
        return 2;
    }
    arena_init(&arena, ARENA_BYTES_MAX);
    enum rc rc = write_table(&arena, argc, argv, &e);
    if (rc)
        fprintf(stderr, "presetc: %s\n", e.text);
    arena_release(&arena);
    return rc ? 1 : 0;
}

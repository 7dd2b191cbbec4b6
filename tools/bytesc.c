/* bytesc: one file as a C array.
 *
 * usage: bytesc OUT.c HEADER NAME FILE
 * OUT.c includes HEADER, which declares NAME[] (unsigned char) and NAME_n. Exit 0 written, 1 failed, 2 misuse. */
#include "base/buf.h"
#include "tools/file.h"

#include <stdio.h>

enum {
    ARENA_BYTES_MAX = 256 << 20,
    FILE_BYTES_MAX = 16 << 20, /* larger data does not belong into the program */
    TABLE_COLUMNS = 32,
};

static enum rc write_table(struct arena *a, char **argv, struct err *e)
{
    struct str bytes;
    struct buf b;
    enum rc rc = file_read(a, str_view(argv[4]), FILE_BYTES_MAX, &bytes, e);
    if (rc)
        return rc;
    if (bytes.n == 0)
        return fail(e, RC_INVALID, "%s: empty", argv[4]);
    buf_init(&b, a);
    buf_addf(&b, "/* Made by tools/bytesc. */\n#include \"%s\"\n\nconst unsigned char %s[] = {",
             argv[2], argv[3]);
    for (size_t i = 0; i < bytes.n; i++) {
        if (i % TABLE_COLUMNS == 0)
            buf_add_byte(&b, '\n');
        buf_add_int(&b, (unsigned char)bytes.p[i]);
        buf_add_byte(&b, ',');
    }
    buf_addf(&b, "\n};\nconst size_t %s_n = sizeof %s;\n", argv[3], argv[3]);
    if (buf_failed(&b))
        return fail(e, RC_NOMEM, "out of memory");
    return file_write(str_view(argv[1]), buf_view(&b), e);
}

int main(int argc, char **argv)
{
    struct arena a;
    struct err e = {""};
    if (argc != 5) {
        fputs("usage: bytesc OUT.c HEADER NAME FILE\n", stderr);
        return 2;
    }
    arena_init(&a, ARENA_BYTES_MAX);
    enum rc rc = write_table(&a, argv, &e);
    if (rc)
        fprintf(stderr, "bytesc: %s\n", e.text);
    arena_release(&a);
    return rc ? 1 : 0;
}

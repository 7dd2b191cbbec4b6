#include "app/typed_lines.h"
#include "app/say.h"

static void skip_line(FILE *in)
{
    int c = getc(in);
    while (c != EOF && c != '\n')
        c = getc(in);
}

int typed_lines(FILE *in, int (*answer)(void *context, struct str typed), void *context)
{
    char line[TYPED_LINE_MAX_BYTES];
    int exit_code = EXIT_DONE;
    while (fgets(line, sizeof line, in)) {
        struct str typed = str_view(line);
        if (!str_ends(typed, STR("\n")) && !feof(in))
            skip_line(in);
        int code = answer(context, str_trim(typed));
        exit_code = code ? code : exit_code;
        (void)fflush(stdout);
    }
    return exit_code;
}

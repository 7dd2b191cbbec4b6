/* The compiler of data/vi/geography.tsv: id, degrees north, degrees east -> one C table in byte order
 * of the ids.
 *
 *     geographyc OUT.c geography.tsv
 *
 * Errors are one line "file:line: cause" and exit 1. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 2000, LINE_MAX_BYTES = 400, ID_MAX_BYTES = 80, DEGREES = 180 };

struct row {
    char id[ID_MAX_BYTES];
    int latitude; /* hundredths of a degree */
    int longitude;
};

static struct row rows[ROWS_MAX];
static int rows_n;

__attribute__((noreturn)) static void stop(const char *file, int line, const char *cause)
{
    fprintf(stderr, "%s:%d: %s\n", file, line, cause);
    exit(1); /* NOLINT(concurrency-mt-unsafe): there is one thread */
}

static int hundredths(const char *text, const char *file, int line)
{
    char *end = NULL;
    double degrees = strtod(text, &end);
    if (end == text || (*end != '\0' && *end != '\n') || degrees < -DEGREES || degrees > DEGREES)
        stop(file, line, "not a number of degrees");
    return (int)(degrees * 100 + (degrees < 0 ? -0.5 : 0.5));
}

static void read_row(char *text, const char *file, int line)
{
    char *north = strchr(text, '\t');
    char *east = north ? strchr(north + 1, '\t') : NULL;
    if (!east || rows_n == ROWS_MAX || north - text >= ID_MAX_BYTES)
        stop(file, line, "an id, a tab, degrees north, a tab, degrees east are needed");
    *north = '\0';
    *east = '\0';
    memcpy(rows[rows_n].id, text, (size_t)(north - text) + 1);
    rows[rows_n].latitude = hundredths(north + 1, file, line);
    rows[rows_n].longitude = hundredths(east + 1, file, line);
    rows_n++;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct row *)a)->id, ((const struct row *)b)->id);
}

static void read_rows(const char *file)
{
    char text[LINE_MAX_BYTES];
    FILE *in = fopen(file, "re");
    int line = 0;
    if (!in)
        stop(file, 0, "cannot be read");
    while (fgets(text, sizeof text, in)) {
        line++;
        if (text[0] != '#' && text[0] != '\n')
            read_row(text, file, line);
    }
    (void)fclose(in);
    qsort(rows, (size_t)rows_n, sizeof *rows, by_id);
    for (int i = 1; i < rows_n; i++)
        if (strcmp(rows[i].id, rows[i - 1].id) == 0)
            stop(file, 0, "an id stands twice");
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: geographyc OUT.c geography.tsv\n", stderr);
        return 2;
    }
    read_rows(argv[2]);
    FILE *out = fopen(argv[1], "we");
    if (!out)
        stop(argv[1], 0, "cannot be written");
    fputs("/* Made by tools/geographyc.c. */\n#include \"register/geography_table.h\"\n\n"
          "const struct geography_row geography_rows[] = {\n",
          out);
    for (int i = 0; i < rows_n; i++)
        fprintf(out, "    {\"%s\", {%d, %d}},\n", rows[i].id, rows[i].latitude, rows[i].longitude);
    fprintf(out, "};\nconst size_t geography_rows_n = %d;\n", rows_n);
    return fclose(out) == 0 ? 0 : 1;
}

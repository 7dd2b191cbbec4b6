/* Runs a fuzz target over files and folders of files: the corpus and the inputs that once failed, with any compiler.
 * A target that fails aborts, and then the file's name has already been printed. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PATH_BYTES_MAX = 4096 };

static int replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        fprintf(stderr, "%s: cannot be read\n", path);
        if (f)
            fclose(f);
        return -1;
    }
    printf("%s\n", path);
    fflush(stdout); /* before the target may abort */
    size_t size = (size_t)st.st_size;
    /* exactly the input's size, so that the sanitizer sees a read past its end */
    uint8_t *data = malloc(size ? size : 1);
    int rc = -1;
    if (data && fread(data, 1, size, f) == size) {
        (void)LLVMFuzzerTestOneInput(data, size);
        rc = 0;
    }
    free(data);
    fclose(f);
    return rc;
}

/* Returns how many files ran, or -1. A folder that does not exist has none. */
static int replay_path(const char *path)
{
    DIR *dir = opendir(path);
    struct stat st;
    if (!dir)
        return stat(path, &st) != 0 ? 0 : replay_file(path) == 0 ? 1 : -1;
    int ran = 0;
    for (struct dirent *entry; ran >= 0 && (entry = readdir(dir));) {
        char file[PATH_BYTES_MAX];
        if (entry->d_name[0] == '.')
            continue;
        int n = snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (n < 0 || (size_t)n >= sizeof file || replay_file(file) != 0)
            ran = -1;
        else
            ran++;
    }
    closedir(dir);
    return ran;
}

int main(int argc, char **argv)
{
    int ran = 0;
    for (int i = 1; i < argc; i++) {
        int n = replay_path(argv[i]);
        if (n < 0)
            return 1;
        ran += n;
    }
    if (ran == 0) {
        fprintf(stderr, "no input: a fuzz target needs at least one file in its corpus\n");
        return 1;
    }
    printf("%d inputs replayed\n1 passed, 0 failed\n", ran);
    return 0;
}

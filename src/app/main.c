/* loa: one program, one verb a call (app/verb.h). */
#include "app/say.h"
#include "app/verb.h"
#include "base/hash.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>

/* Making a page takes some hundred kilobytes and gives them back. What is given back stays with the
 * process, up to a few megabytes a thread: else the kernel takes it, and hands it out again zeroed,
 * for every page, which cost as much as the making. */
static void keep_memory(void)
{
    enum { KEPT_BYTES = 4 << 20, OWN_MAPPING_BYTES = 2 << 20 };
    /* advice: its failure changes no result; no thread runs yet */
    (void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);        /* NOLINT(concurrency-mt-unsafe) */
    (void)mallopt(M_MMAP_THRESHOLD, OWN_MAPPING_BYTES); /* NOLINT(concurrency-mt-unsafe) */
}

int main(int argc, char **argv)
{
    keep_memory();
    if (!hash_start())
        return say_failure(NULL, "the system gives no randomness");
    /* a reader of our output that has gone is an error of writing, not a silent death */
    (void)signal(SIGPIPE, SIG_IGN);
    int exit_code = verb_main(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout))
        return say_failure(NULL, "standard output cannot be written");
    return exit_code;
}

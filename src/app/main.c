/* loa: one program, one verb a call (app/verb.h). */
#include "app/say.h"
#include "app/verb.h"
#include "base/hash.h"

#include <signal.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    if (!hash_start())
        return say_failure(NULL, "the system gives no randomness");
    /* a reader of our output that has gone is an error of writing, not a silent death */
    (void)signal(SIGPIPE, SIG_IGN);
    int exit_code = verb_main(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout))
        return say_failure(NULL, "standard output cannot be written");
    return exit_code;
}

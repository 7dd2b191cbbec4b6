#include "app/verb.h"

#include "app/say.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

static const struct verb verbs[] = {
#define X(verb, function, vietnamese, english) {verb, function, vietnamese, english},
    VERB_TABLE(X)
#undef X
};

const struct verb *verb_find(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (strcmp(verbs[i].name, name) == 0)
            return &verbs[i];
    return NULL;
}

static void print_help(FILE *to)
{
    fputs("usage: loa VERB …          loa VERB --help: cách dùng · its options\n\n", to);
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        fprintf(to, "  %-9s %s · %s\n", verbs[i].name, verbs[i].vietnamese, verbs[i].english);
    fputs("\n  --version phiên bản · the version\n\n"
          "sau -- không còn tùy chọn · behind -- nothing is an option: loa search SITE -- -x\n"
          "exit 0: xong · done; 1: có dữ liệu không nhận được · some input failed; "
          "2: gọi sai · misuse\n",
          to);
}

int verb_main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return EXIT_MISUSE;
    }
    const char *word = argv[1];
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        print_help(stdout);
        return EXIT_DONE;
    }
    if (strcmp(word, "--version") == 0) {
        puts("loa " LOA_VERSION);
        return EXIT_DONE;
    }
    const struct verb *verb = verb_find(word);
    if (!verb)
        return say_misuse(NULL, "no verb \"%s\"", word);
    return verb->run(argc - 1, argv + 1);
}

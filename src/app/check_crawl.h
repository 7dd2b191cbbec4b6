/* `loa check SITE --self-crawl`: the report of self_crawl.h. */
#ifndef LOA_APP_CHECK_CRAWL_H
#define LOA_APP_CHECK_CRAWL_H

#include <stdbool.h>

/* What the command line says; NULL: it does not. */
struct check_crawl {
    const char *folder;
    const char *url;   /* else the public address of loa.conf, else where it listens */
    const char *pages; /* a number */
    const char *gap;   /* milliseconds */
    bool json;
};

/* Returns the exit code: 0 nothing was found, 1 something was, or the site does not answer, 2 misuse. */
int check_crawl(const char *verb, const struct check_crawl *o);

#endif

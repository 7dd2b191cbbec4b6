/* Sheets: memory for prints that is a file as well, so that the kernel sends from it without copying.
 *
 * A sheet is written from its beginning to its end, and nothing in it changes afterwards: what has been
 * written may still be on its way to readers after everybody here has done with it, and the kernel does
 * not say when it has arrived. Whoever needs more takes the next sheet; a sheet that nobody uses is given
 * back, and its bytes stay as long as they are under way.
 * A sheet is one large page where the kernel gives it one: a response is then one piece of memory and not
 * twenty, and costs a seventh less (docs/performance.md). Memory in use is SHEETS_MAX sheets at most.
 * Belongs to one thread. */
#ifndef LOA_SITE_SHEETS_H
#define LOA_SITE_SHEETS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SHEETS_MAX = 8,         /* of one loop: 16 MB */
    SHEET_BYTES = 2 << 20,  /* a large page of x86-64, and of arm64 with pages of 4 KB */
    SHEET_ALIGN_BYTES = 64, /* of what is taken: a line of the processor's cache */
};

struct sheet {
    int fd;       /* -1: not in use, or memory only */
    char *p;      /* NULL: not in use */
    size_t used;  /* bytes */
    size_t parts; /* taken and not given back */
};

struct sheets {
    char *room; /* addresses for all of them */
    size_t room_bytes;
    struct sheet *open; /* is written to; NULL = none */
    struct sheet sheets[SHEETS_MAX];
};

/* False: no addresses. Uses no memory yet. */
bool sheets_init(struct sheets *s);
/* Every part must have been given back. */
void sheets_release(struct sheets *s);

/* Room for n bytes, to be written now and never again: at ->used of the sheet that is returned, whose used
 * then is behind them. NULL when n is more than a sheet has, all sheets are in use, or memory is out. */
struct sheet *sheets_take(struct sheets *s, size_t n, size_t *at);
/* Ends the use of a part. */
void sheets_give(struct sheets *s, struct sheet *sheet);

/* Takes no more from the sheet that is being written to: its memory goes when its parts have. */
void sheets_shut(struct sheets *s);

#endif

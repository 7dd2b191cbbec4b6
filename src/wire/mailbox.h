/* Deferred exchanges on their way back to their loop, from any thread.
 *
 * Reference-counted: the loop holds one reference, each deferred exchange another, so that an answer
 * may come after the loop has ended. Any thread may post and wake; only the loop takes. */
#ifndef LOA_WIRE_MAILBOX_H
#define LOA_WIRE_MAILBOX_H

#include <stdbool.h>

struct exchange;
struct mailbox;

/* NULL without memory or file descriptors; with one reference. */
struct mailbox *mailbox_new(void);
void mailbox_ref(struct mailbox *m);
void mailbox_unref(struct mailbox *m);

/* Becomes readable when something was posted or somebody woke the loop. */
int mailbox_fd(const struct mailbox *m);

/* Makes mailbox_fd readable. Safe in a signal handler. */
void mailbox_wake(const struct mailbox *m);

/* Passes ex on to the loop; false, and ex stays the caller's, once the mailbox is closed. */
bool mailbox_post(struct mailbox *m, struct exchange *ex);

/* Takes all that was posted, linked by ->next, newest first; and resets the descriptor. */
struct exchange *mailbox_take(struct mailbox *m);

/* The same, and takes nothing more from now on. */
struct exchange *mailbox_close(struct mailbox *m);

#endif

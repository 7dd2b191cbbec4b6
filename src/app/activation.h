/* Sockets that systemd has opened for this process (sd_listen_fds(3)), without its library. */
#ifndef LOA_APP_ACTIVATION_H
#define LOA_APP_ACTIVATION_H

#include "wire/wire.h"

enum { ACTIVATION_MAX = 8 };

/* The sockets handed over by LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES, which are then forgotten so
 * that no child takes them for its own; those named "https" or "tls" (FileDescriptorName=) are for
 * TLS. Returns how many; 0 when there are none. RC_LIMIT: more than ACTIVATION_MAX. */
enum rc activation_take(struct wire_inherited out[ACTIVATION_MAX], size_t *n,
                        struct err *e) MUST_USE;

#endif

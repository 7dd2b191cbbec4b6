/* An HTTP server of this process, on loopback, for tests of what fetches: one answer a connection. It
 * allocates nothing, so that faults fall on what is tested. */
#ifndef LOA_TESTS_TINY_SERVER_H
#define LOA_TESTS_TINY_SERVER_H

#include "base/str.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct tiny_server {
    int fd;
    int port;
    atomic_int connections;
    pthread_t thread;
};

static inline const char *tiny_server_answer(const char *request)
{
    if (strncmp(request, "GET /inner ", 11) == 0)
        return "HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\nConnection: "
               "close\r\n\r\n";
    if (strncmp(request, "GET /robots.txt ", 16) == 0)
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 28\r\nConnection: "
               "close\r\n\r\nUser-agent: *\nDisallow: /x/\n";
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nETag: \"a\"\r\nContent-Length: 5\r\n"
           "Connection: close\r\n\r\nchào"; /* five bytes */
}

static inline void *tiny_server_run(void *ctx)
{
    struct tiny_server *s = ctx;
    for (;;) {
        char request[4096] = "";
        int fd = accept(s->fd, NULL, NULL);
        if (fd < 0)
            return NULL;
        atomic_fetch_add(&s->connections, 1);
        if (read(fd, request, sizeof request - 1) > 0) {
            const char *answer = tiny_server_answer(request);
            (void)!write(fd, answer, strlen(answer));
        }
        (void)shutdown(fd, SHUT_WR);
        while (read(fd, request, sizeof request) > 0)
            continue;
        (void)close(fd);
    }
}

static inline bool tiny_server_start(struct tiny_server *s)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sockaddr *any = (struct sockaddr *)&at;
    socklen_t n = sizeof at;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s->fd < 0 || bind(s->fd, any, n) || listen(s->fd, 16) || getsockname(s->fd, any, &n))
        return false;
    s->port = ntohs(at.sin_port);
    return pthread_create(&s->thread, NULL, tiny_server_run, s) == 0;
}

static inline void tiny_server_stop(struct tiny_server *s)
{
    (void)shutdown(s->fd, SHUT_RDWR);
    (void)pthread_join(s->thread, NULL);
    (void)close(s->fd);
}

#endif

#!/usr/bin/python3
"""ingest/http_client.h against a server that misbehaves in every way a feed's host may. Prints "N passed, N failed".

usage: http_client.py HTTP_GET
"""
import gzip
import http.server
import os
import socketserver
import subprocess
import sys
import threading
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

GET = os.path.abspath(sys.argv[1])
seen = []  # (path, headers, monotonic time, requests running meanwhile)
running = 0
lock = threading.Lock()
robots = b""
robots_status = 404


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status=200, body=b"ok", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def drip(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.1)

    def endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 65536)

    def do_GET(self):
        global running
        with lock:
            running += 1
            seen.append((self.path, dict(self.headers), time.monotonic(), running))
        try:
            self.serve()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with lock:
                running -= 1

    def serve(self):
        path = self.path
        if path == "/robots.txt":
            self.answer(robots_status, robots)
        elif path == "/gzip":
            self.answer(body=gzip.compress(b"a" * 5000), Content_Encoding="gzip", ETag='"v1"')
        elif path == "/deflate":
            self.answer(body=zlib.compress(b"a" * 4000), Content_Encoding="deflate")
        elif path == "/bomb":
            self.answer(body=gzip.compress(b"\0" * (50 << 20)), Content_Encoding="gzip")
        elif path == "/broken-gzip":
            self.answer(body=b"\x1f\x8bnonsense", Content_Encoding="gzip")
        elif path == "/etag" and self.headers.get("If-None-Match") == '"v1"':
            self.answer(304, b"")
        elif path.startswith("/to/"):
            _, _, status, target = path.split("/", 3)
            self.answer(int(status), b"gone there", Location=target.replace("~", "/"))
        elif path == "/loop":
            self.answer(302, b"", Location="/loop")
        elif path == "/drip":
            self.drip()
        elif path == "/silent":
            time.sleep(4)
        elif path == "/endless":
            self.endless()
        elif path == "/headers":
            self.send_response(200)
            for i in range(90):
                self.send_header("X-%d" % i, "y" * 1000)
            self.end_headers()
        elif path == "/nonsense":
            self.wfile.write(b"\0\1\2\3 this is not HTTP\r\n\r\n")
            self.close_connection = True
        elif path == "/slow":
            time.sleep(0.3)
            self.answer()
        elif path == "/cut":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"only this")
            self.close_connection = True
        else:
            self.answer(404 if path == "/none" else 200)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that closes early is no news."""


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
PORT = server.server_address[1]
BASE = "http://127.0.0.1:%d" % PORT


def get(*args):
    out = subprocess.run([GET, *args], capture_output=True, timeout=60, env=dict(
        os.environ, http_proxy="http://127.0.0.1:1/", HTTPS_PROXY="http://127.0.0.1:1/", all_proxy="http://127.0.0.1:1/"))
    check("no crash: %s" % (args,), out.returncode == 0, out.stderr.decode())
    return out.stdout.decode().splitlines()


def one(path, *args):
    return get("--loopback", *args, path if "://" in path else BASE + path)[0]


def error(code, line):
    return line.startswith("error %d " % code)


LIMIT, DENIED, BUSY, INVALID, IO = 3, 5, 6, 2, 7


def test_plain():
    check("a page", one("/page") == "200 %s/page - - - 2" % BASE, one("/page"))
    check("no page", one("/none").startswith("404 "))
    check("gzip is unpacked", one("/gzip") == '200 %s/gzip - - "v1" 5000' % BASE, one("/gzip"))
    check("deflate is unpacked", one("/deflate").endswith(" 4000"), one("/deflate"))
    asked = seen[-1][1]
    check("it says who it is and what it unpacks", asked["User-Agent"] == "Loa/test" and "br" in asked["Accept-Encoding"], asked)
    check("no cookie, no password", "Cookie" not in asked and "Authorization" not in asked, asked)
    check("not modified", one("/etag", "--etag", '"v1"').startswith("304 "))


def test_redirects():
    check("a temporary redirect is followed", one("/to/302/~page") == "200 %s/page - - - 2" % BASE, one("/to/302/~page"))
    check("a permanent one moves the source", one("/to/301/~page") == "200 %s/page %s/page - - 2" % (BASE, BASE))
    check("308 too", one("/to/308/~page").split()[2] == BASE + "/page")
    mixed = one("/to/301/~to~302~~page")
    check("only the permanent ones at the beginning move it", mixed.split()[1:3] == [BASE + "/page", BASE + "/to/302//page"], mixed)
    later = one("/to/302/~to~301~~page")
    check("not a permanent one behind a temporary one", later.split()[1:3] == [BASE + "/page", "-"], later)
    check("a loop ends", error(LIMIT, one("/loop")), one("/loop"))
    for target in ("file:~~~etc~passwd", "ftp:~~127.0.0.1~x", "gopher:~~127.0.0.1:%d~x" % PORT, "javascript:x"):
        check("no redirect to %s" % target, error(INVALID, one("/to/302/" + target)), one("/to/302/" + target))
    for target in ("10.0.0.1", "192.168.1.1:80", "169.254.169.254", "[::ffff:10.0.0.1]", "[fd00:ec2::254]", "0.0.0.0:%d" % PORT):
        line = one("/to/302/http:~~%s~" % target)
        check("no redirect to %s" % target, error(DENIED, line), line)


def test_guard():
    names = ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0", "0x7f000001", "2130706433", "127.1", "017700000001")
    for name in names:
        before = len(seen)
        line = get("http://%s:%d/page" % (name, PORT))[0]
        check("%s is refused" % name, error(DENIED, line), line)
        check("%s is not asked" % name, len(seen) == before)
    check("user and password are refused", error(INVALID, one("http://a:b@127.0.0.1:%d/" % PORT)))
    check("a line end in an address is refused", error(INVALID, one(BASE + "/a\r\nX: y")))
    check("no other scheme", error(INVALID, one("file:///etc/passwd")) and error(INVALID, one("ftp://127.0.0.1/")))


def test_limits():
    started = time.monotonic()
    check("a slow answer ends", error(LIMIT, one("/drip")), "")
    check("no answer ends", error(LIMIT, one("/silent")))
    check("in time", time.monotonic() - started < 10)
    check("an endless answer ends", error(LIMIT, one("/endless")))
    check("a packed bomb ends", error(LIMIT, one("/bomb")), one("/bomb"))
    check("endless headers end", error(LIMIT, one("/headers")), one("/headers"))
    check("too large by its own word", error(LIMIT, one("/gzip", "--bytes", "4999")))
    check("exactly as large as allowed", one("/gzip", "--bytes", "5000").endswith(" 5000"))
    for path in ("/broken-gzip", "/nonsense", "/cut"):
        check("%s is told" % path, error(IO, one(path)), one(path))
    check("nobody there is told", error(IO, one("http://127.0.0.1:1/")), one("http://127.0.0.1:1/"))


def test_politeness():
    while running:  # what the tests before have left waiting
        time.sleep(0.1)
    before = len(seen)
    started = time.monotonic()
    lines = get("--loopback", "--gap", "200", *[BASE + "/slow?%d" % i for i in range(1)] + [BASE + "/slow"] * 3)
    check("all are answered", len(lines) == 4 and all(line.startswith("200") for line in lines), lines)
    times = [s for s in seen[before:]]
    check("one at a time", all(s[3] == 1 for s in times), [s[3] for s in times])
    gaps = [b[2] - a[2] for a, b in zip(times, times[1:])]
    check("with a pause", all(g > 0.19 for g in gaps) and time.monotonic() - started > 0.6, gaps)


def test_robots():
    global robots, robots_status
    robots, robots_status = b"User-agent: *\nDisallow: /no\n", 200
    check("robots.txt allows", one("/page", "--robots").startswith("200"))
    before = len(seen)
    check("robots.txt forbids", error(DENIED, one("/no/page", "--robots")), one("/no/page", "--robots"))
    check("and what is forbidden is not asked for", all(s[0] == "/robots.txt" for s in seen[before:]))
    check("nor reached by a redirect", error(DENIED, one("/to/302/~no~page", "--robots")))
    before = len(seen)
    get("--loopback", "--robots", BASE + "/a", BASE + "/b", BASE + "/c")
    check("it is asked for once", [s[0] for s in seen[before:]].count("/robots.txt") == 1, seen[before:])
    robots, robots_status = b"", 503
    check("a server in trouble forbids all", error(BUSY, one("/page", "--robots")), one("/page", "--robots"))
    robots_status = 404
    check("no robots.txt allows all", one("/page", "--robots").startswith("200"))
    robots, robots_status = b"User-agent: *\nDisallow: /\n", 200
    check("who does not ask is not refused", one("/page").startswith("200"))


test_plain()
test_redirects()
test_guard()
test_limits()
test_politeness()
test_robots()
sys.exit(summary())

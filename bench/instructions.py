#!/usr/bin/python3
"""Counts the instructions of one cached article page by stage and compares them with bench/instructions.tsv.

usage: ./dev bench instructions [--record] [--loa PROGRAM]      --record writes them down as the new baseline

"plain" and "gzip" are of one reader at a time, whose answer is filled in for them alone; "crowd" are of many at the
same time, who get what was filled in for one of them (site/prints.h).
callgrind counts user-space instructions: the same program and page give the same figures to about one per cent (what
remains are the flushes and ticks that happen to fall in), whatever else the machine does. A stage is a function with
all that it calls. "heap" are the instructions of mem_alloc and mem_resize: those of ticks and of reading the log of
changes every few milliseconds; a request itself allocates nothing.
"""
import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers"))
import servers  # noqa: E402

BASELINE = "bench/instructions.tsv"
WARM, COUNTED = 60, 1000
CROWD = 64  # requests at a time: twice PRINT_AFTER
ALONE_S = 0.003  # between two requests of one reader: fewer than PRINT_AFTER in PRINT_MS
CHANGE_WORTH_SAYING = 0.02
# stage, function, what it is
STAGES = [
    ("request", "conn_run", "all of a request but waiting"),
    ("parse", "http_head_feed", "the head read"),
    ("handler", "site_handle", "the site's answer"),
    ("page", "deliver", "a cached page's answer"),
    ("holes", "filling_fill", "the numbers of now"),
    ("body", "set_body", "segments, compressed or not"),
    ("respond", "conn_http_respond", "the head written, the body sent"),
]
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


class Client:
    def __init__(self, port, path, encoding):
        self.socket = socket.create_connection(("127.0.0.1", port))
        fields = "Accept-Encoding: gzip, deflate, br\r\n" if encoding == "gzip" else ""
        self.request = ("GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUser-Agent: %s\r\n%s\r\n"
                        % (path, port, AGENT, fields)).encode()
        self.left = b""

    def read(self):
        while b"\r\n\r\n" not in self.left:
            self.left += self.socket.recv(1 << 20)
        head, _, body = self.left.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            sys.exit("not a page: %s" % head[:60])
        n = int(re.search(rb"Content-Length: (\d+)", head).group(1))
        while len(body) < n:
            body += self.socket.recv(1 << 20)
        self.left = body[n:]

    def ask(self, requests, at_once):
        for _ in range(0, requests, at_once):
            self.socket.sendall(self.request * at_once)
            for _ in range(at_once):
                self.read()
            if at_once == 1:
                time.sleep(ALONE_S)


def control(option, server):
    subprocess.run(["callgrind_control", option, str(server.process.pid)], check=True, capture_output=True)


def inclusive(path):
    """function: (instructions with what it calls, calls)"""
    text = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", path], check=True,
                          capture_output=True, text=True).stdout
    counts = {}
    for line in text.splitlines():
        found = re.match(r"\s*([\d,]+) \(\s*[\d.]+%\)\s+(.*)", line)
        name = found and re.search(r"(\w+)(?:\.\w+)*(?:'\d+)? \[", found.group(2))
        if name:
            counts[name.group(1)] = max(counts.get(name.group(1), 0), int(found.group(1).replace(",", "")))
    return counts


def count(case, program, site, path, folder):
    port = servers.free_port()
    out = os.path.join(folder, case.replace(" ", "-"))
    at_once = CROWD if case.startswith("crowd") else 1
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=" + out, program, "serve", site,
               "--listen", "127.0.0.1:%d" % port]
    server = servers.Server("callgrind", command, port, path, min(os.sched_getaffinity(0)), folder=folder)
    try:
        client = Client(port, path, case.split()[-1])
        client.ask(WARM, at_once)
        control("-z", server)
        client.ask(COUNTED, at_once)
        control("-d", server)
    finally:
        server.stop()
    counts = inclusive(out + ".1")
    for stage, function, _ in STAGES:
        if function in counts:
            yield "%s %s" % (case, stage), counts[function] / COUNTED
    yield case + " heap", sum(counts.get(f, 0) for f in ("mem_alloc", "mem_resize")) / COUNTED


def read_baseline():
    if not os.path.exists(BASELINE):
        return {}
    with open(BASELINE, encoding="utf-8") as f:
        return {name: float(value) for name, value in (line.rstrip("\n").split("\t") for line in f)}


def main():
    parser = argparse.ArgumentParser(description="instructions of a cached page")
    parser.add_argument("--loa", default="build/loa")
    parser.add_argument("--record", action="store_true")
    o = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="loa-instructions-")
    before, now = read_baseline(), {}
    try:
        site = os.path.join(folder, "site")
        subprocess.run(["sh", "tools/demo_site.sh", o.loa, site, "economy"], check=True)
        port = servers.free_port()
        plain = servers.Server("loa", [o.loa, "serve", site, "--listen", "127.0.0.1:%d" % port], port, "/", 0,
                               folder=folder)
        path = servers.longest_article(plain.url[:-1])
        plain.stop()
        print("%-16s %10s %10s" % (path[-16:], "now", "recorded"))
        for case in ("plain", "gzip", "crowd plain", "crowd gzip"):
            for name, value in count(case, o.loa, site, path, folder):
                old = before.get(name)
                changed = old is not None and abs(value - old) > CHANGE_WORTH_SAYING * max(old, 1)
                print("%-16s %10.0f %10s%s" % (name, value, "-" if old is None else "%.0f" % old,
                                               "  %+.1f %%" % (100 * (value - old) / max(old, 1)) if changed else ""),
                      flush=True)
                now[name] = value
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if o.record:
        with open(BASELINE, "w", encoding="utf-8") as f:
            f.writelines("%s\t%.0f\n" % row for row in now.items())


if __name__ == "__main__":
    main()

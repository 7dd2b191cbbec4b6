#!/usr/bin/python3
"""Measures build/loa on the sample site and prints each figure next to the one recorded in bench/baseline.tsv.

usage: ./dev bench [--record]     --record writes the figures down as the new baseline

Instruction counts (callgrind) are the same on every run of the same program and input, so a change of one per cent is a
change; times and requests per second depend on the machine and are printed as what this machine did.
"""
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

LOA = "build/loa"
SITE = "build/bench-site"
BASELINE = "bench/baseline.tsv"
PORT_WAIT_S = 20
WRK_SECONDS = 5


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True)


def instructions(*command):
    """Instructions that a command executes, in millions."""
    out = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
                         capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", out.stderr)
    if out.returncode != 0 or not found:
        sys.exit("%s under valgrind: exit %d\n%s" % (" ".join(command), out.returncode, out.stderr[-800:]))
    return int(found.group(1)) / 1e6


def fresh_site():
    shutil.rmtree(SITE, ignore_errors=True)
    run("sh", "tools/demo_site.sh", LOA, SITE, "city")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fetch(url, encoding="identity"):
    """The body as it came over the wire."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def wrk(url):
    """(requests per second, 99th percentile in ms)"""
    out = run("wrk", "-t1", "-c32", "-d%ds" % WRK_SECONDS, "--latency", url).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    return rate, float(value) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


def page_figures(base):
    home = fetch(base + "/").decode("utf-8")
    article = re.search(r'href="(/[^":]*-\d+\.html)"', home)
    pages = [("home", "/")] + ([("article", article.group(1))] if article else [])
    for name, path in pages:
        yield name + " page, gzip", len(fetch(base + path, "gzip")) / 1024, "KB"
        rate, slow = wrk(base + path)
        yield name + " page, 32 connections", rate, "requests/s"
        yield name + " page, 99th percentile", slow, "ms"
    for kind, pattern in (("style", r'<link[^>]+href="([^"]+\.css)"'), ("script", r'<script[^>]+src="([^"]+\.js)"')):
        sizes = [len(fetch(base + path, "gzip")) for path in re.findall(pattern, home)]
        yield kind + ", gzip", sum(sizes) / 1024, "KB"


def server_figures():
    port = free_port()
    started = time.monotonic()
    server = subprocess.Popen([LOA, "serve", SITE, "--listen", "127.0.0.1:%d" % port],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() - started > PORT_WAIT_S:
                    sys.exit("loa serve did not come up")
                time.sleep(0.005)
        yield "start until it accepts", (time.monotonic() - started) * 1e3, "ms"
        yield from page_figures("http://127.0.0.1:%d" % port)
        with open("/proc/%d/status" % server.pid, encoding="ascii") as status:
            resident = re.search(r"VmRSS:\s+(\d+)", status.read())
        yield "memory after that", int(resident.group(1)) / 1024, "MB"
    finally:
        server.terminate()
        server.wait(20)


def figures():
    yield "program", os.path.getsize(LOA) / 1024, "KB"
    yield "loa --help", instructions(LOA, "--help"), "M instructions"
    started = time.monotonic()
    fresh_site()
    yield "making the sample site", time.monotonic() - started, "s"
    yield "extract of one capture", instructions(LOA, "extract", "bench/sample.txt"), "M instructions"
    yield from server_figures()


def read_baseline():
    if not os.path.exists(BASELINE):
        return {}
    with open(BASELINE, encoding="utf-8") as f:
        rows = [line.rstrip("\n").split("\t") for line in f]
    return {row[0]: float(row[1]) for row in rows}


def main():
    before = read_baseline()
    record = sys.argv[1:] == ["--record"]
    if sys.argv[1:] and not record:
        print("./dev: bench: unknown option %s (./dev --help)" % sys.argv[1], file=sys.stderr)
        sys.exit(2)
    rows = []
    print("%-34s %12s %12s %9s" % ("", "now", "recorded", "change"))
    for name, value, unit in figures():
        rows.append((name, value, unit))
        old = before.get(name)
        change = "%+.1f %%" % (100 * (value - old) / old) if old else ""
        print("%-34s %12.2f %12s %9s  %s" % (name, value, "%.2f" % old if old else "-", change, unit), flush=True)
    if record:
        with open(BASELINE, "w", encoding="utf-8") as f:
            f.writelines("%s\t%.2f\t%s\n" % row for row in rows)


if __name__ == "__main__":
    main()

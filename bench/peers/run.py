#!/usr/bin/python3
"""Loa next to the servers a newsroom would otherwise put there, with the same page, on this machine, in one run.

usage: ./dev bench peers [--rounds N] [--seconds S] [--only CASE,… | --sweep] [--peers NAME,…] [--json FILE]

The page is the longest article of the sample site as Loa serves it; the others get those bytes as a file (nginx), as
a cached answer (Varnish) or as a post (WordPress). Server and load generator are pinned to one core each. In every
round each server is measured once, one after the other (A B C, A B C …), so that what else the machine does falls on
all of them; a round's ratio is Loa's figure by the peer's, and what is printed is the median ratio and the least and
greatest. Two figures a case: requests a second, and requests a second of the server's own processor time (from
/proc/PID/schedstat), which stays comparable when others use the machine too.

--sweep are many numbers of connections from 1 to 1,000, and how deep the deepest dip between them is. The cases
"half-…" offer all servers the same load, half of what the slowest of them can bear, and compare how long the slowest
hundredth of the answers takes.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import servers  # noqa: E402
import wordpress  # noqa: E402

servers.PEERS.update(wordpress.PEERS)

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"

# name: (connections, headers, client, what it is)
CASES = {
    "plain-1": (1, {}, "wrk", "plain, 1 connection"),
    "plain-64": (64, {}, "wrk", "plain, 64 connections"),
    "plain-256": (256, {}, "wrk", "plain, 256 connections"),
    "plain-1000": (1000, {}, "wrk", "plain, 1,000 connections"),
    "gzip-64": (64, {"Accept-Encoding": "gzip"}, "wrk", "gzip, 64 connections"),
    "gzip-256": (256, {"Accept-Encoding": "gzip"}, "wrk", "gzip, 256 connections"),
    "new-64": (64, {"Connection": "close"}, "wrk", "plain, a new connection each"),
    "new-gzip-64": (64, {"Connection": "close", "Accept-Encoding": "gzip"}, "wrk", "gzip, a new connection each"),
    "h2-64": (64, {"Accept-Encoding": "gzip"}, "h2load", "TLS and HTTP/2, gzip, 64 connections"),
    "half-64": (64, {}, "paced", "plain, 64 connections, half of capacity"),
    "half-gzip-64": (64, {"Accept-Encoding": "gzip"}, "paced", "gzip, 64 connections, half of capacity"),
}
SWEEP = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 127, 128, 129, 192, 255, 256, 257, 384, 512, 640, 768, 896, 1000]


def sweep_case(connections):
    name = "plain-%d" % connections
    CASES.setdefault(name, (connections, {}, "wrk", "plain, %d connections" % connections))
    return name


def wrk(url, connections, headers, seconds, core, _rate):
    command = ["taskset", "-c", str(core), "wrk", "-t1", "-c%d" % connections, "-d%ds" % max(1, round(seconds)), "--latency",
               "--timeout", "60s",
               "-H", "User-Agent: " + AGENT]
    for name, value in headers.items():
        command += ["-H", "%s: %s" % (name, value)]
    out = subprocess.run(command + [url], check=True, capture_output=True, text=True).stdout
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    wrong = sum(int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", out))
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    # wrk counts a close that was asked for as a read error
    wrong += sum(int(n) for n in sockets.group(1, 3, 4)) if sockets else 0
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    return requests, wrong, float(value) * {"us": 1e-3, "ms": 1.0, "s": 1e3}[unit]


def run_h2load(url, connections, headers, seconds, core, more):
    """(requests that succeeded, others)"""
    command = ["taskset", "-c", str(core), "h2load", "-t1", "-c%d" % connections, "-D%d" % max(1, round(seconds)),
               "-H", "User-Agent: " + AGENT] + more
    for name, value in headers.items():
        command += ["-H", "%s: %s" % (name.lower(), value)]
    out = subprocess.run(command + [url], check=True, capture_output=True, text=True).stdout
    found = re.search(r"requests: .*?(\d+) succeeded, (\d+) failed, (\d+) errored", out)
    return int(found.group(1)), int(found.group(2)) + int(found.group(3))


def h2load(url, connections, headers, seconds, core, _rate):
    return (*run_h2load(url, connections, headers, seconds, core, ["-m4"]), float("nan"))


def paced(url, connections, headers, seconds, core, rate):
    """HTTP/1.1 at that many requests a second over all connections."""
    with tempfile.NamedTemporaryFile("r", suffix=".log") as log:
        done = run_h2load(url, connections, headers, seconds, core,
                          ["--h1", "--rps=%.3f" % (rate / connections), "--log-file=" + log.name])
        took_us = sorted(int(line.split("\t")[2]) for line in log)  # start, status, microseconds
    return (*done, took_us[len(took_us) * 99 // 100] / 1e3)


CLIENTS = {"wrk": wrk, "h2load": h2load, "paced": paced}


def cpu_seconds(pids):
    total = 0
    for pid in pids:
        try:
            for task in os.listdir("/proc/%d/task" % pid):
                with open("/proc/%d/task/%s/schedstat" % (pid, task), encoding="ascii") as f:
                    total += int(f.read().split()[0])
        except FileNotFoundError:
            continue
    return total / 1e9


def measure(server, case, seconds, core, client, rate=0.0):
    """rate: requests a second that a paced client offers."""
    connections, headers, _, _ = CASES[case]
    url = server.tls_url if client == "h2load" else server.url
    pids = server.pids()
    before, began = cpu_seconds(pids), time.monotonic()
    requests, wrong, slow_ms = CLIENTS[client](url, connections, headers, seconds, core, rate)
    took, cpu = time.monotonic() - began, cpu_seconds(pids) - before
    return {"rate": requests / took, "core": requests / cpu if cpu else float("nan"), "p99_ms": slow_ms, "wrong": wrong}


def fits(server, case):
    _, headers, client, _ = CASES[case]
    if client != "wrk" and not shutil.which("h2load"):
        return False
    if client == "h2load" and not server.tls_url:
        return False
    return not headers.get("Accept-Encoding") or server.gzip


def spread(values):
    return "%6.2f (%.2f to %.2f)" % (statistics.median(values), min(values), max(values))


def report(case, results, names):
    ours = results["loa"]
    print("\n%s" % CASES[case][3])
    for name in names:
        rows = results.get(name)
        if not rows:
            continue
        rate = statistics.median(r["rate"] for r in rows)
        core = statistics.median(r["core"] for r in rows)
        line = "  %-22s %9.0f/s %9.0f/core·s  p99 %7.2f ms" % (
            name, rate, core, statistics.median(r["p99_ms"] for r in rows))
        if name != "loa":
            figures = (("p99", "p99_ms"),) if CASES[case][2] == "paced" else (("rate", "rate"), ("per core", "core"))
            line += "   Loa is " + ", ".join(
                "%s ×%s" % (said, spread([a[figure] / b[figure] for a, b in zip(ours, rows)])) for said, figure in figures)
        wrong = sum(r["wrong"] for r in rows)
        print(line + ("   %d FAILED" % wrong if wrong else ""), flush=True)


def deepest_dip(values):
    """The least value by the lesser of the best ones on both sides of it; 1: none is below both."""
    return min([1.0] + [values[i] / min(max(values[:i]), max(values[i + 1:])) for i in range(1, len(values) - 1)])


def report_sweep(everything, cases, names):
    print("\nthe deepest dip between %d and %d connections" % (SWEEP[0], SWEEP[-1]))
    for name in names:
        rows = [everything[case].get(name) for case in cases]
        if all(rows):
            print("  %-22s rate ×%.2f, per core ×%.2f" % (name, *(
                deepest_dip([statistics.median(r[figure] for r in row) for row in rows]) for figure in ("rate", "core"))))


def options():
    parser = argparse.ArgumentParser(description="Loa next to its peers")
    parser.add_argument("--loa", default="build/loa")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--only", default=",".join(CASES))
    parser.add_argument("--sweep", action="store_true", help="numbers of connections from 1 to 1,000, instead of cases")
    parser.add_argument("--peers", default=",".join(servers.PEERS))
    parser.add_argument("--install", action="store_true", help="install missing peers from Debian (root)")
    parser.add_argument("--json")
    o = parser.parse_args()
    if o.sweep:
        o.only = ",".join(sweep_case(n) for n in SWEEP)
    for name, known in (("only", CASES), ("peers", servers.PEERS)):
        for word in getattr(o, name).split(","):
            if word not in known:
                parser.error("no %s; there are: %s" % (word, ", ".join(known)))
    return o


def run_case(servers_able, case, o, core):
    """name: its figures, one a round"""
    client = CASES[case][2]
    rate = 0.0
    if client == "paced":
        rate = min(measure(s, case, o.seconds, core, "wrk")["rate"] for s in servers_able) / 2
    results = {s.name: [] for s in servers_able}
    for _ in range(o.rounds):
        for server in servers_able:
            results[server.name].append(measure(server, case, o.seconds, core, client, rate))
    return results


def main():
    o = options()
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("bench peers: one core for the server and one for the load are needed")
    folder = tempfile.mkdtemp(prefix="loa-peers-")
    everything = {}
    started = []
    try:
        for server in servers.start_all(o, folder, cores[0]):
            started.append(server)
        names = [s.name for s in started]
        for case in o.only.split(","):
            everything[case] = run_case([s for s in started if fits(s, case)], case, o, cores[1])
            report(case, everything[case], names)
        if o.sweep:
            report_sweep(everything, o.only.split(","), names)
    finally:
        for server in started:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    if o.json:
        with open(o.json, "w", encoding="utf-8") as f:
            json.dump(everything, f, indent=1)


if __name__ == "__main__":
    main()

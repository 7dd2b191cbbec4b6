#!/usr/bin/python3
"""/healthz, /metrics and the log of a running server: who may ask, what the figures say, and that nothing of a reader is
in them. Prints "N passed, N failed".

usage: metrics.py LOA SOURCE
"""
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
PATIENCE_S = 20
TOKEN = "mot-chuoi-bi-mat-dai-0123456789"
AGENT = "Mozilla/5.0 (X11) Firefox/140 dau-vet-cua-nguoi-doc"


def get(path, **headers):
    request = urllib.request.Request(origin + path, headers={"User-Agent": AGENT, **headers})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode(), e.headers


def figures():
    status, text, headers = get("/metrics")
    check("metrics are there", status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"), status)
    check("and are never kept", headers["Cache-Control"] == "no-store")
    found = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        match = re.fullmatch(r'([a-z_0-9]+(?:\{[a-z]+="[^"]+"\})?) (-?[0-9.e+-]+)', line)
        if not match:
            check("a line Prometheus reads", False, line)
            continue
        check("each figure once", match.group(1) not in found, line)
        found[match.group(1)] = float(match.group(2))
    return found


def serve(*args):
    process = subprocess.Popen([LOA, "serve", "site", "--listen", "127.0.0.1:0", *args], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    return process, re.search(r"http://\S+", process.stdout.readline().decode()).group(0)


def end(process):
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE_S)
    check("the server ends well", process.returncode == 0, err)
    return err.decode()


def test_figures():
    before = figures()
    get("/")
    get("/")
    get("/khong-co-trang-nay/")
    after = figures()
    check("pages are counted", after['loa_requests_total{class="2xx"}'] == before['loa_requests_total{class="2xx"}'] + 2, after)
    check("errors apart", after['loa_requests_total{class="4xx"}'] == before['loa_requests_total{class="4xx"}'] + 1)
    check("the cache too", after["loa_cache_made_total"] > before["loa_cache_made_total"] and
          after["loa_cache_hits_total"] > before["loa_cache_hits_total"])
    check("the histogram is one", after["loa_answer_seconds_count"] == after['loa_answer_seconds_bucket{le="+Inf"}'] >= 3)
    buckets = [v for k, v in after.items() if k.startswith("loa_answer_seconds_bucket")]
    check("and grows", buckets == sorted(buckets), buckets)
    for name in ("loa_articles", "loa_store_queue", "loa_store_commits_total", "loa_online", "loa_wire_requests_total",
                 "process_open_fds", "process_resident_memory_bytes", "loa_cache_bytes"):
        check(name + " is there", name in after)
    check("of this process", after["process_resident_memory_bytes"] > 1 << 20 and after["process_open_fds"] > 3)
    check("somebody is online", after["loa_online"] == 1, after["loa_online"])
    check("the counters reached the disk", abs(after["loa_flushed_timestamp_seconds"] - time.time()) < 30)


def test_who_may_ask():
    for path in ("/metrics", "/healthz"):
        check(path + ": this machine", get(path)[0] == 200)
        for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
            check("%s: not what a proxy passes on (%s)" % (path, header), get(path, **{header: "203.0.113.9"})[0] == 404)
        check(path + ": with the token", get(path, Via="1.1 x", Authorization="Bearer " + TOKEN)[0] == 200)
        for wrong in ("Bearer " + TOKEN[:-1], "Bearer " + TOKEN + "x", "Bearer ", "Basic " + TOKEN, "Bearer", TOKEN):
            check("%s: not with %s" % (path, wrong), get(path, Via="1.1 x", Authorization=wrong)[0] == 404)
    request = urllib.request.Request(origin + "/metrics", data=b"x", method="POST")
    try:
        urllib.request.urlopen(request, timeout=PATIENCE_S)
        check("nothing can be posted there", False)
    except urllib.error.HTTPError as e:
        check("nothing can be posted there", e.code in (404, 405), e.code)


def test_health():
    status, text, headers = get("/healthz")
    check("it is well", status == 200 and text == "ok\n" and headers["Cache-Control"] == "no-store", text)
    db = sqlite3.connect("site/loa.db")
    db.execute("ALTER TABLE article RENAME TO article_gone")
    db.commit()
    status, text, _ = get("/healthz")
    check("it is not", status == 503 and "store: cannot be read" in text, (status, text))
    db.execute("ALTER TABLE article_gone RENAME TO article")
    db.commit()
    db.close()
    check("it is again", get("/healthz")[0] == 200)


def main():
    global origin
    folder = tempfile.mkdtemp(prefix="loa-metrics-")
    os.chdir(folder)
    subprocess.run([LOA, "init", "site", "--preset", "city"], check=True, capture_output=True)
    with open("site/loa.conf") as f:
        conf = f.read()
    check("there is a place for the token", "[server]\n" in conf)
    with open("site/loa.conf", "w") as f:
        f.write(conf.replace("[server]\n", "[server]\nmetrics_token = %s\n" % TOKEN))
    process, origin = serve("--log", "json")
    test_figures()
    test_who_may_ask()
    test_health()
    get("/tim-kiem?q=mot+cau+hoi+rieng")
    log = end(process)
    lines = [json.loads(line) for line in log.splitlines()]
    check("the log is JSON", lines and all(set(line) == {"time", "level", "event", "text"} for line in lines), log)
    check("with its time", all(abs(len(line["time"]) - 25) <= 4 and line["time"][:2] == "20" for line in lines), log)
    check("and nothing of a reader", not any(mark in log for mark in ("dau-vet", "203.0.113.9", "rieng", TOKEN)), log)
    with open("site/loa.conf", "w") as f:
        f.write(conf.replace("[server]\n", "[server]\nmetrics_token = ngan\n"))
    out = subprocess.run([LOA, "serve", "site", "--listen", "127.0.0.1:0"], capture_output=True, timeout=PATIENCE_S)
    check("a short token is refused", out.returncode == 1 and b"metrics_token" in out.stderr, out.stderr)
    out = subprocess.run([LOA, "serve", "site", "--log", "xml"], capture_output=True, timeout=PATIENCE_S)
    check("an unknown log is misuse", out.returncode == 2 and b"--log" in out.stderr, out.stderr)
    os.chdir("/")
    shutil.rmtree(folder)
    return summary()


origin = None
sys.exit(main())

#!/usr/bin/python3
"""Mixed load beside pure reading: what it costs, and that nothing is lost.

usage: bench/scale/mixed.py LOA SITE [--seconds S] [--connections N] [--articles N] [--shared]

Readers over the articles of SITE (a copy that may be changed; nobody serves it) by Zipf's law, 1 % reactions, 0.1 %
comments, a search a hundred requests, and an editor who publishes each second by loa import; before it the same readers
alone. Needs wrk. Counted is what the clients were answered, and compared with what stands in the database and on the
pages after the end: exit 1 when anything differs. Rates are requests a second of the server's own processor time, so that
other work on the machine hardly shows; waiting is by the clock, and does show it. On a machine that gives the server little
of its time, though, a publication each second falls on few requests: --shared lets the editor's second be one of the
server's processor time.
"""
import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

import run

HERE = os.path.dirname(os.path.abspath(__file__))


def change(path, pattern, into, count):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(re.sub(pattern, into, text, count=count, flags=re.M))


def prepare(site):
    """wrk says for whom it asks, as a proxy of the site's own would; and its readers may react, whatever the preset says."""
    conf = os.path.join(site, "loa.conf")
    change(conf, r"^(# )?trusted_proxies *=.*\n", "", 0)
    change(conf, r"^\[server\]$", "[server]\ntrusted_proxies = 127.0.0.1", 1)
    change(os.path.join(site, "preset.ini"), r"^reactions *= *no$", "reactions = yes", 1)


def rows(site):
    """What the database holds."""
    db = sqlite3.connect("file:%s/loa.db?mode=ro" % site, uri=True)
    try:
        one = lambda sql: db.execute(sql).fetchone()[0] or 0
        return {"reactions": one("SELECT count(*) FROM reaction"), "comments": one("SELECT count(*) FROM comment"),
                "counted reactions": one("SELECT sum(excellent + liked + fun + improve) FROM article_count"),
                "views": one("SELECT sum(views) FROM article_count"),
                "articles": one("SELECT count(*) FROM article"),
                "page views of the days": one("SELECT sum(views) FROM site_day")}
    finally:
        db.close()


def addresses(site, n, into):
    """The newest articles, as readers find them, most read first."""
    db = sqlite3.connect("file:%s/loa.db?mode=ro" % site, uri=True)
    found = db.execute("SELECT a.id, '/' || s.slug || '/' || a.slug || '-' || a.id || '.html' FROM article a "
                       "JOIN section s ON s.id = a.section_id WHERE a.listed_ms <= ? AND a.aggregated = 0 "
                       "ORDER BY a.listed_ms DESC LIMIT ?", (int(time.time() * 1000), n)).fetchall()
    db.close()
    into.writelines("%d %s\n" % row for row in found)
    into.flush()
    return found


class Editor(threading.Thread):
    """Publishes each second of clock until told to stop."""

    def __init__(self, loa, site, section, clock):
        super().__init__()
        self.loa, self.site, self.section, self.clock = loa, site, section, clock
        self.over, self.published = threading.Event(), []

    def run(self):
        while not self.over.is_set():
            next_s = self.clock() + 1
            self.published.append(run.publish(self.loa, self.site, len(self.published), self.section)[0])
            while self.clock() < next_s and not self.over.wait(0.05):
                pass


def load(server, o, paths, mixed):
    before = run.processor_s(server.pid)
    out = subprocess.run(["wrk", "-t1", "-c%d" % o.connections, "-d%ds" % o.seconds, "--timeout", "30s", "-s",
                          os.path.join(HERE, "mixed.lua"), "http://127.0.0.1:%d" % server.port, "--", paths,
                          "1" if mixed else "0", str(time.time_ns() % 1000000)], capture_output=True, text=True)
    found = re.search(r"^RESULT (.*)$", out.stdout, re.M)
    if not found:
        sys.exit("mixed.py: wrk: %s%s" % (out.stdout, out.stderr))
    result = json.loads(found.group(1))
    result["cpu_s"] = run.processor_s(server.pid) - before
    result["rate"] = result["requests"] / result["cpu_s"]
    run.line("mixed load" if mixed else "readers alone",
             "%.0f requests a second of the server's processor time (%d requests, %.0f a second by the clock); "
             "median %.1f ms, 99 %% %.1f ms" % (result["rate"], result["requests"],
                                               result["requests"] / result["seconds"], result["p50_ms"], result["p99_ms"]))
    return result


def check(name, is_there, wanted):
    """wanted: a number, or the least and the most."""
    low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
    good = low <= is_there <= high
    run.line("  %s" % name, "%d, %s%s" % (is_there, "%d answered" % low if low == high else "%d to %d" % (low, high),
                                          "" if good else "   DIFFERS"))
    return good


def check_pages(server, site, found):
    """The figures that readers see are those of the database."""
    db = sqlite3.connect("file:%s/loa.db?mode=ro" % site, uri=True)
    wrong = 0
    for number, _ in found:
        views, comments, *reactions = db.execute("SELECT views, comments, excellent, liked, fun, improve FROM "
                                                 "article_count WHERE article_id = ?", (number,)).fetchone()
        seen = json.loads(server.get("/live.json?article=%d" % number)[1])
        wrong += (seen["views"], seen["comments"], seen["reactions"]) != (views, comments, reactions)
    db.close()
    return check("figures on pages that differ", wrong, 0)


def measure(server, o):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as paths:
        found = addresses(o.site, o.articles, paths)
        server.first_page()
        load(server, o, paths.name, False) # fills the cache
        alone = load(server, o, paths.name, False)
        time.sleep(2)
        before = rows(o.site)
        db = sqlite3.connect("file:%s/loa.db?mode=ro" % o.site, uri=True)
        section = db.execute("SELECT name FROM section ORDER BY id LIMIT 1").fetchone()[0]
        db.close()
        clock = (lambda: run.processor_s(server.pid)) if o.shared else time.monotonic
        editor = Editor(o.loa, o.site, section, clock)
        editor.start()
        mixed = load(server, o, paths.name, True)
        editor.over.set()
        editor.join()
    time.sleep(2)           # until the flush of the last busy second is over
    server.get(found[0][1]) # a quiet one: views of busy moments reach the counters with the next such
    time.sleep(3)
    after = rows(o.site)
    more = {name: after[name] - before[name] for name in after}
    run.line("mixed / alone, by processor time", "%.2f" % (mixed["rate"] / alone["rate"]))
    run.line("answered", "%d pages, %d searches, %d reactions, %d comments; %d refused (429, 503), %d others, %d of sockets" %
             tuple(mixed[k] for k in ("pages", "searches", "reactions", "comments", "refused", "wrong", "socket_errors")))
    # what was under way when wrk stopped was done, and not counted by it; a reader may react twice
    slack = o.connections
    good = check("articles published", more["articles"], len(editor.published))
    good = check("reactions in the database", more["reactions"], (int(mixed["reactions"] * 0.98), mixed["reactions"] + slack)) and good
    good = check("reactions counted", more["counted reactions"], more["reactions"]) and good
    good = check("comments in the database", more["comments"], (mixed["comments"], mixed["comments"] + slack)) and good
    good = check("views counted", more["views"], (mixed["pages"], mixed["pages"] + slack + 1)) and good
    good = check("errors", mixed["wrong"] + mixed["socket_errors"], 0) and good
    good = check_pages(server, o.site, found[:50]) and good
    home = server.get("/")[1].decode("utf-8")
    good = check("last publication on the home page", int(editor.published[-1] in home), 1) and good
    return good


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("loa")
    ask.add_argument("site")
    ask.add_argument("--seconds", type=int, default=20)
    ask.add_argument("--connections", type=int, default=32)
    ask.add_argument("--articles", type=int, default=100000)
    ask.add_argument("--shared", action="store_true")
    o = ask.parse_args()
    prepare(o.site)
    server = run.Server(o.loa, o.site)
    try:
        good = measure(server, o)
        run.line("memory at the end", "%(VmRSS).0f MB resident, %(RssAnon).0f MB its own" % run.memory_mb(server.pid))
    finally:
        server.stop()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()

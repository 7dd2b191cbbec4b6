#!/usr/bin/python3
"""Nothing that was answered with success is lost: a site under load, and what goes wrong on machines.

usage: faults.py LOA SOURCE FAULTLIB [--short] [--only NAME,...] [--rounds N] [--seed N]

--short is what every build can afford; without it every fault is tried as often as TRIES says (./dev bench faults).

  kill    the server and the programs beside it are killed at a random moment, round after round, on one site
  power   the power goes: what was not synced is there, or in part, or not (faultlib.c, power_cut.py)
  disk    the k-th write, read, sync, open or rename of commands fails, once or from then on, for every k
  served  the same below a server under load
  clock   the wall clock jumps forwards and back, up to 56 years
  descriptors, memory   there are not enough

Prints a line a fault: tries, survived, what was found; then "N passed, N failed". The same seed sends the same things;
what meets at which moment is the machine's.
"""
import argparse
import errno
import os
import random
import re
import resource
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

import power_cut
from site_load import VIEW_DELAY_NS, Answers, Load, Server, lost, media_of, open_articles, views_of, write_article

passed = failed = 0


class Place:
    """The programs, and a folder with a site that is copied for each fault."""

    def __init__(self, options):
        self.loa, self.source, self.lib = (os.path.abspath(p) for p in (options.loa, options.source, options.faultlib))
        self.seed, self.rounds = options.seed, 0
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="loa-faults-"))
        os.chdir(self.folder)
        self.run("init", "ready", "--preset", "economy")
        os.mkdir("incoming")
        for number in range(8):
            write_article("incoming", "bai-goc-%d" % number, number, "Bài gốc.")
        self.run("import", "ready", "incoming")
        with open("ready/loa.conf", encoding="utf-8") as f:
            conf = f.read()
        with open("ready/loa.conf", "w", encoding="utf-8") as f:
            f.write(conf.replace("# trusted_proxies", "trusted_proxies"))

    def run(self, *args, env=None):
        out = subprocess.run([self.loa, *args], capture_output=True, timeout=120, env=env)
        return out.returncode, out.stdout.decode("utf-8", "replace"), out.stderr.decode("utf-8", "replace")

    def copy(self, name):
        shutil.rmtree(name, ignore_errors=True)
        shutil.copytree("ready", name)
        return os.path.join(self.folder, name)

    def env(self, site, **more):
        return dict(os.environ, LD_PRELOAD=self.lib, FAULT_UNDER=site, **{k: str(v) for k, v in more.items()})

    def verified(self, site):
        code, out, err = self.run("verify", site)
        return [] if code == 0 else ["loa verify: " + (out + err)[-300:]]


def tell(name, tries, finds, more=""):
    """One line of the table, and what was found."""
    global passed, failed
    bad = len(finds)
    passed += tries - bad
    failed += bad
    for title, words in finds[:10]:
        print("FOUND %s, %s: %s" % (name, title, "; ".join(words)))
    print("%-28s %5d tries  %5d survived  %3d found  %s" % (name, tries, tries - bad, bad, more), flush=True)


# ---- killed ----

def fault_kill(p):
    site, answers, finds = p.copy("kill"), Answers(), []
    rng = random.Random(p.seed)
    before = floor = views_of(site)
    for number in range(p.rounds):
        server = Server(p.loa, site)
        began_ns = time.monotonic_ns()
        load = Load(p.loa, site, server, answers, "%d.%d" % (p.seed, number))
        time.sleep(rng.choice([rng.uniform(0.02, 0.6), rng.uniform(0.02, 0.6), rng.uniform(1.5, 3)]))
        at_ns = load.kill()
        due = sum(began_ns <= at <= at_ns - VIEW_DELAY_NS for at, kind, _ in answers.done if kind == "view")
        wrong = lost(site, answers, at_ns, (before, floor - before + due)) + p.verified(site)
        floor = views_of(site)  # what was once on the disk never goes back
        if wrong:
            finds.append(("round %d" % number, wrong))
    done = {kind: len(answers.until(time.monotonic_ns(), kind)) for kind in ("comment", "reaction", "view", "revision")}
    tell("kill -9", p.rounds, finds, "%s; not taken: %s" % (done, answers.refused))


# ---- the power goes ----

def fault_power(p):
    """One loaded run is written down; then the power goes at many moments of it."""
    site, answers, finds = p.copy("power"), Answers(), []
    disk = power_cut.Disk(site)
    before = views_of(site)
    open("power.log", "wb").close()
    env = p.env(site, FAULT_LOG=os.path.join(p.folder, "power.log"))
    runs = []  # (began_ns, ended_ns) of servers
    seconds = 3 if p.rounds > 100 else 1
    for turn in range(2 + p.rounds // 100):
        server = Server(p.loa, site, env)
        began_ns = time.monotonic_ns()
        load = Load(p.loa, site, server, answers, "%d.%d" % (p.seed, turn), env)
        time.sleep(seconds)
        if turn % 2:
            load.kill()
        else:
            load.stop()
            server.end(15)
        runs.append((began_ns, time.monotonic_ns(), turn % 2 == 0))
    media = media_of(site)
    rng = random.Random(p.seed)
    records = list(power_cut.read_log("power.log"))
    moments = set(rng.sample(range(len(records)), min(p.rounds, len(records))))
    for i, (op, ino, at_ns, offset, first, second) in enumerate(records):
        disk.play(op, ino, offset, first, second)
        if i not in moments:
            continue
        how = disk.after_cut(rng, "cut")
        wrong = after_power(p, answers, at_ns, (before, views_due(answers, runs, at_ns)), media)
        if wrong:
            finds.append(("record %d of %d, %s kept" % (i, len(records), how), wrong))
    tell("power cut", len(moments), finds, "%d records" % len(records))


def views_due(answers, runs, at_ns):
    """Views answered more than a second before the server that gave them was killed, or the power went."""
    due = 0
    with answers.lock:
        views = [at for at, kind, _ in answers.done if kind == "view"]
    for began_ns, ended_ns, well in runs:
        until_ns = ended_ns if well and ended_ns < at_ns else min(ended_ns, at_ns) - VIEW_DELAY_NS
        due += sum(began_ns <= at <= until_ns for at in views)
    return due


def after_power(p, answers, at_ns, views, media):
    try:
        wrong = lost("cut", answers, at_ns, views, media)
    except sqlite3.DatabaseError as e:
        return ["loa.db: %s" % e]
    return wrong + p.verified("cut")


# ---- a disk that is full or fails ----

# what fails: kind of operation, errno, whether everything behind it fails too
BREAKS = [("write", errno.EIO, False), ("write", errno.ENOSPC, True), ("read", errno.EIO, False), ("sync", errno.EIO, False),
          ("sync", errno.EIO, True), ("open", errno.EIO, False), ("rename", errno.EIO, False)]


def plan(kind, k, number, sticky):
    more = {"FAULT_STICKY": "1"} if sticky else {}
    return dict(more, FAULT_FAIL="%s:%d:%d" % (kind, k, number))


class Script:
    """Commands one after another, and how to see that each has done what it said."""

    def __init__(self, p, site):
        self.p, self.site = p, site
        incoming = os.path.join(p.folder, "incoming")
        os.makedirs(incoming, exist_ok=True)
        for number in (1, 2):
            write_article(incoming, "kich-ban", number, "Dấu kịch bản %d." % number)
            shutil.copy(incoming + "/kich-ban.json", incoming + "/kich-ban-%d.json" % number)
        self.article = incoming + "/kich-ban.json"
        self.incoming = incoming
        self.commented = str(open_articles(p.loa, site)[0][0])

    def steps(self):
        site, back = self.site, os.path.join(self.p.folder, "back.loa")
        return [
            ("import", ["import", site, self.article], lambda: self.before(1), lambda: self.has("revision", "body", "Dấu kịch bản 1.")),
            ("revision", ["import", site, self.article], lambda: self.before(2), lambda: self.has("revision", "body", "Dấu kịch bản 2.")),
            ("comment", ["comment", site, "add", "--article", self.commented, "--name", "Bạn đọc", "--text", "Ý kiến kịch bản",
                         "--approve"], lambda: None, lambda: self.has("comment", "text", "Ý kiến kịch bản")),
            ("backup", ["backup", site, back], lambda: self.clear(back),
             lambda: self.p.run("backup", "--verify", back)[0] == 0),
        ]

    def before(self, number):
        shutil.copy(self.incoming + "/kich-ban-%d.json" % number, self.article)

    @staticmethod
    def clear(path):
        for name in (path, path + ".part", path + ".part.list"):
            if os.path.exists(name):
                os.remove(name)

    def has(self, table, column, text):
        db = sqlite3.connect(self.site + "/loa.db", timeout=30)
        n = db.execute("SELECT count(*) FROM %s WHERE instr(%s, ?)" % (table, column), (text,)).fetchone()[0]
        db.close()
        return n == 1


def fault_disk(p):
    """Every k-th operation of each command fails, or p.rounds of them."""
    site = p.copy("disk")
    script, tries, finds, met = Script(p, site), 0, [], 0
    rng = random.Random(p.seed)
    for name, args, before, has in script.steps():
        before()
        shutil.rmtree(site + ".saved", ignore_errors=True)
        shutil.copytree(site, site + ".saved")
        counts = count_operations(p, site, args)
        faults = [(kind, k, number, sticky) for kind, number, sticky in BREAKS for k in range(1, counts[kind] + 1)]
        if len(faults) > p.rounds // 4:
            faults = rng.sample(faults, p.rounds // 4)
        for fault in faults:
            shutil.rmtree(site)
            shutil.copytree(site + ".saved", site)
            before()
            tries += 1
            code, wrong = try_command(p, site, args, fault, has)
            met += code != 0
            if wrong:
                finds.append(("%s with %s %d of %d failing (%s%s)" % (
                    name, *fault[:2], counts[fault[0]], errno.errorcode[fault[2]], ", all behind it" if fault[3] else ""), wrong))
        before()
        p.run(*args)  # the next step goes on from here
    tell("disk errors, commands", tries, finds, "%d failed and said so" % met)


def count_operations(p, site, args):
    path = os.path.join(p.folder, "counts")
    if os.path.exists(path):
        os.remove(path)
    p.run(*args, env=p.env(site, FAULT_COUNT=path))
    with open(path) as f:
        rows = [[int(word) for word in line.split()] for line in f]
    shutil.rmtree(site)
    shutil.copytree(site + ".saved", site)
    return dict(zip(("write", "read", "sync", "open", "rename", "space"), map(max, zip(*rows))))


def try_command(p, site, args, fault, has):
    env = p.env(site, **plan(*fault))
    wrong = []
    try:
        code, out, err = p.run(*args, env=env)
    except subprocess.TimeoutExpired:
        return 1, ["hangs"]
    if code not in (0, 1, 2):
        wrong.append("ends with %d: %s" % (code, err[-300:]))
    if code == 0 and not has():
        wrong.append("says it is done, and it is not: " + out[-200:])
    if code != 0 and not err.strip():
        wrong.append("fails without a word")
    wrong += whole(site) + p.verified(site)
    if code != 0 and not wrong:
        again, out, err = p.run(*args)
        if again != 0 or not has():
            wrong.append("does not go on afterwards (first %s): %s" % (code, (out + err)[-300:]))
    return code, wrong


def whole(site):
    db = sqlite3.connect(site + "/loa.db", timeout=30)
    try:
        said = [row[0] for row in db.execute("PRAGMA integrity_check")]
        return [] if said == ["ok"] else ["integrity_check: %s" % said[:3]]
    except sqlite3.DatabaseError as e:
        return ["loa.db: %s" % e]
    finally:
        db.close()


def fault_served(p):
    """The same below a server under load: what it has said stays true, it does not end, and it goes on afterwards."""
    finds, rng, tries = [], random.Random(p.seed), 0
    for number in range(p.rounds):
        kind, code, sticky = BREAKS[number % len(BREAKS)]
        site, answers = p.copy("served"), Answers()
        before = views_of(site)
        k = rng.randint(1, {"write": 400, "read": 600, "sync": 100, "open": 60, "rename": 2}[kind])
        server = Server(p.loa, site, p.env(site, **plan(kind, k, code, sticky)))
        tries += 1
        title = "%s %d fails, %s%s" % (kind, k, errno.errorcode[code], ", all behind it" if sticky else "")
        if not server.port:
            if server.process.wait(30) not in (1, 2):
                finds.append((title, ["the start ends with %d" % server.process.returncode]))
            continue
        load = Load(p.loa, site, server, answers, "%d.%d" % (p.seed, number), editor=False)
        time.sleep(0.7)
        load.stop()
        wrong = []
        if server.process.poll() is not None:
            wrong.append("the server ended with %d" % server.process.returncode)
        elif not sticky:
            wrong += goes_on(load)
        if server.ask("GET", load.articles[0][1])[0] not in (200, 503) and not wrong:
            wrong.append("pages are not answered any more")
        at_ns = load.kill()
        wrong += lost(site, answers, at_ns, (before, 0)) + p.verified(site)
        if wrong:
            finds.append((title, wrong))
    tell("disk errors, server", tries, finds)


def goes_on(load):
    fields = {"article": load.articles[0][0], "name": "Bạn đọc", "text": "Ý kiến về sau"}
    for attempt in range(20):
        status, _ = load.server.ask("POST", "/binh-luan", fields, "9.9.9.%d" % (attempt + 1))
        if status == 303:
            load.answers.send("comment", "Ý kiến về sau")
            return []
        time.sleep(0.1)
    return ["comments are answered %d from then on" % status]


# ---- a clock that jumps ----

def fault_clock(p):
    finds, rng = [], random.Random(p.seed)
    jumps = [0, 1, -1, 3600, -3600, 86400 * 40, -86400 * 40, 86400 * 3000, -86400 * 3000, -86400 * 365 * 56]
    site, answers = p.copy("clock"), Answers()
    before = views_of(site)
    path = os.path.join(p.folder, "shift")
    with open(path, "wb") as f:
        f.write(bytes(8))
    env = p.env(site, FAULT_CLOCK=path)
    server = Server(p.loa, site, env)
    load = Load(p.loa, site, server, answers, "%d" % p.seed, env)
    tries = p.rounds
    for number in range(tries):
        shift = jumps[number] if number < len(jumps) else rng.randint(-10**9, 10**9)
        with open(path, "r+b") as f:
            f.write(struct.pack("<q", shift * 10**9))
        time.sleep(0.3)
        status, body = server.ask("GET", "/")
        text = re.sub(r"<[^>]*>", " ", body.decode("utf-8", "replace"))
        odd = re.findall(r"[-−]\d+ (?:giây|phút|giờ|ngày)|\d{5,} (?:phút|giờ|ngày) trước|19[67]\d", text)
        if status != 200 or odd:
            finds.append(("%+d s" % shift, ["the front page: %d %s" % (status, odd[:3])]))
    load.stop()
    time.sleep(VIEW_DELAY_NS / 1e9)
    at_ns = time.monotonic_ns()
    wrong = [] if server.end(15) == 0 else ["the server did not end well"]
    wrong += lost(site, answers, at_ns, (before, len(answers.until(at_ns, "view")))) + p.verified(site)
    db = sqlite3.connect(site + "/loa.db")
    early = db.execute("SELECT count(*) FROM comment WHERE created_ms < 0").fetchone()[0]
    if early:
        wrong.append("%d comments before 1970" % early)
    gaps = db.execute("SELECT count(*) FROM (SELECT max(number) AS n, count(*) AS c FROM revision GROUP BY article_id) "
                      "WHERE n <> c").fetchone()[0]
    if gaps:
        wrong.append("revisions of %d articles are not numbered one after another" % gaps)
    db.close()
    if wrong:
        finds.append(("in the end", wrong))
    tell("clock jumps", tries + 1, finds, "%s" % answers.refused)


# ---- too few descriptors, too little memory ----

def limit(what, value):
    return lambda: resource.setrlimit(what, (value, value))


def fault_descriptors(p):
    finds, tries = [], 0
    for allowed in (48, 24, 32, 64, 100)[:p.rounds]:
        site, answers = p.copy("descriptors"), Answers()
        before = views_of(site)
        tries += 1
        server = Server(p.loa, site, before=limit(resource.RLIMIT_NOFILE, allowed))
        if not server.port:
            if server.process.wait(30) != 1:
                finds.append(("%d descriptors" % allowed, ["the start ends with %d" % server.process.returncode]))
            continue
        idle = [socket.create_connection(("127.0.0.1", server.port), 10) for _ in range(allowed * 2)]
        statuses = {server.ask("GET", "/", patience_s=15)[0] for _ in range(3)}
        for s in idle:
            s.close()
        wrong = ["hangs while there are none left: %s" % statuses] if -1 in statuses else []
        time.sleep(0.3)
        load = Load(p.loa, site, server, answers, "%d.%d" % (p.seed, allowed), editor=False)
        time.sleep(0.5)
        load.stop()
        if not answers.until(time.monotonic_ns(), "comment"):
            wrong.append("no comment is taken afterwards: %s" % answers.refused)
        at_ns = load.kill()
        wrong += lost(site, answers, at_ns, (before, 0)) + p.verified(site)
        if wrong:
            finds.append(("%d descriptors" % allowed, wrong))
    tell("no descriptors left", tries, finds)


def fault_memory(p):
    finds, tries, served = [], 0, 0
    os.makedirs("incoming", exist_ok=True)
    article = write_article("incoming", "it-bo-nho", 1, "Dấu.")
    for number in range(p.rounds):
        mib = 60 + number * (300 // p.rounds)
        open("server.log", "wb").close()
        site, answers = p.copy("memory"), Answers()
        before = views_of(site)
        tries += 1
        wrong = []
        code = subprocess.run([p.loa, "import", site, article], capture_output=True, timeout=60,
                              preexec_fn=limit(resource.RLIMIT_AS, mib << 20))
        if code.returncode not in (0, 1, 127):  # 127: not even its libraries fit
            wrong.append("import ends with %d: %s" % (code.returncode, code.stderr[-200:]))
        server = Server(p.loa, site, before=limit(resource.RLIMIT_AS, mib << 20))
        if server.port:
            served += 1
            load = Load(p.loa, site, server, answers, "%d.%d" % (p.seed, mib), editor=False)
            time.sleep(0.5)
            load.stop()
            if server.process.poll() is not None:
                wrong.append("the server ended with %d" % server.process.returncode)
            load.kill()
        elif server.process.wait(30) not in (1, 127):
            wrong.append("the start ends with %d" % server.process.returncode)
        elif os.path.getsize("server.log") == 0:
            wrong.append("the start fails without a word")
        wrong += lost(site, answers, time.monotonic_ns(), (before, 0)) + p.verified(site)
        if wrong:
            finds.append(("%d MiB" % mib, wrong))
    tell("memory limit", tries, finds, "%d were enough to serve" % served)


# how often: in the long run, in the short one
TRIES = {"kill": (200, 3), "power": (400, 12), "disk": (100000, 8), "served": (70, 2), "clock": (60, 2),
         "descriptors": (5, 1), "memory": (40, 2)}
FAULTS = {"kill": fault_kill, "power": fault_power, "disk": fault_disk, "served": fault_served, "clock": fault_clock,
          "descriptors": fault_descriptors, "memory": fault_memory}


def main():
    args = argparse.ArgumentParser()
    args.add_argument("loa")
    args.add_argument("source")
    args.add_argument("faultlib")
    args.add_argument("--only", default=",".join(FAULTS))
    args.add_argument("--short", action="store_true")
    args.add_argument("--rounds", type=int)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args()
    p = Place(options)
    for name in options.only.split(","):
        p.rounds = options.rounds or TRIES[name][1 if options.short else 0]
        FAULTS[name](p)
    os.chdir("/")
    shutil.rmtree(p.folder)
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


sys.exit(main())

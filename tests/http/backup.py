#!/usr/bin/python3
"""loa backup beside a server under load: nobody waits long for it, and what it saves is one moment of the site.
Prints "N passed, N failed".

usage: backup.py LOA SOURCE
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
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
WRITERS, READERS, PATIENCE_S = 3, 2, 30
WAIT_MAX_S = 2.0  # for one comment, on a machine that runs other tests: alone it is some milliseconds


def loa(*args):
    out = subprocess.run([LOA, *args], capture_output=True, timeout=120)
    return out.returncode, out.stdout.decode(), out.stderr.decode()


class Keep(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Load:
    """Readers and commenters; each comment has its own text, kept when it was answered with success."""

    def __init__(self, origin, article, path):
        self.origin, self.article, self.path = origin, article, path
        self.answered = []  # (when answered, seconds waited, text)
        self.pages = 0
        self.wrong = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(i,)) for i in range(WRITERS)]
        self.threads += [threading.Thread(target=self.read) for _ in range(READERS)]
        for thread in self.threads:
            thread.start()

    def write(self, number):
        opener = urllib.request.build_opener(Keep)
        for i in range(1000000):
            if self.over.is_set():
                return
            text = "Bình luận số %d của %d" % (i, number)
            data = urllib.parse.urlencode({"article": self.article, "name": "Người đọc", "text": text}).encode()
            address = "10.%d.%d.%d" % (number, i // 250, i % 250 + 1)
            request = urllib.request.Request(self.origin + "/binh-luan", data=data, headers={"X-Forwarded-For": address})
            began = time.monotonic()
            try:
                with opener.open(request, timeout=PATIENCE_S) as answer:
                    status = answer.status
            except urllib.error.HTTPError as e:
                status = e.code
            if status == 303:
                self.answered.append((time.monotonic(), time.monotonic() - began, text))
            else:
                self.wrong.append(status)

    def read(self):
        while not self.over.is_set():
            with urllib.request.urlopen(self.origin + self.path, timeout=PATIENCE_S) as answer:
                self.pages += len(answer.read()) > 0

    def end(self):
        self.over.set()
        for thread in self.threads:
            thread.join()


def texts(site):
    db = sqlite3.connect(os.path.join(site, "loa.db"))
    found = {row[0] for row in db.execute("SELECT text FROM comment")}
    whole = db.execute("PRAGMA integrity_check").fetchone()[0]
    db.close()
    return found, whole


def make_site():
    for args in (("init", "demo", "--preset", "economy"), ("import", "demo", SOURCE + "/demo/articles")):
        code, _, err = loa(*args)
        check("loa %s" % args[0], code == 0, err)
    with open("demo/loa.conf") as f:
        conf = f.read()
    with open("demo/loa.conf", "w") as f:
        f.write(conf.replace("# trusted_proxies", "trusted_proxies"))
    os.makedirs("demo/media/zz", exist_ok=True)
    for i in range(8):
        with open("demo/media/zz/%d.webp" % i, "wb") as f:
            f.write(os.urandom(8 << 20))


def start_server():
    process = subprocess.Popen([LOA, "serve", "demo", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
    return process, re.search(r"http://\S+", process.stdout.readline().decode()).group(0)


def compare(load, name, began, ended):
    code, _, err = loa("restore", name, "back-" + name)
    check("%s comes back" % name, code == 0, err)
    found, whole = texts("back-" + name)
    missing = [text for at, _, text in load.answered if at < began and text not in found]
    check("%s: integrity_check" % name, whole == "ok", whole)
    check("%s: what was answered before it is there" % name, not missing, missing[:5])
    waits = [waited for at, waited, _ in load.answered if at >= began and at - waited <= ended]
    check("%s: comments were taken meanwhile" % name, len(waits) > 0)
    check("%s: none waited for %.0f s" % (name, WAIT_MAX_S), max(waits, default=0) < WAIT_MAX_S, max(waits, default=0))
    return max(waits, default=0)


def test_newer(article):
    """The database of the release to come, to this one: pages are served, nothing is taken (docs/decisions/0027)."""
    with sqlite3.connect("demo/loa.db") as db:
        db.execute("CREATE TABLE desk_note (id INTEGER PRIMARY KEY) STRICT")
        db.execute("ALTER TABLE article ADD COLUMN desk TEXT NOT NULL DEFAULT ''")
        db.execute("PRAGMA user_version = %d" % (db.execute("PRAGMA user_version").fetchone()[0] + 1))
    process, origin = start_server()
    with urllib.request.urlopen(origin + article["url"], timeout=PATIENCE_S) as answer:
        check("a newer database is served", answer.status == 200)
    data = urllib.parse.urlencode({"article": article["id"], "name": "Người đọc", "text": "Ý kiến"}).encode()
    try:
        status = urllib.request.build_opener(Keep).open(origin + "/binh-luan", data, timeout=PATIENCE_S).status
    except urllib.error.HTTPError as e:
        status = e.code
    check("and takes no comment", status == 503, status)
    code, _, err = loa("import", "demo", SOURCE + "/demo/articles/01-cau-di-bo-ben-do-thong-xe.json")
    check("nor an article", code == 1 and "newer Loa" in err, err)
    process.send_signal(signal.SIGTERM)
    check("its server ends well", process.wait(timeout=PATIENCE_S) == 0)


def main():
    folder = tempfile.mkdtemp(prefix="loa-backup-")
    os.chdir(folder)
    make_site()
    process, origin = start_server()
    article = json.loads(loa("article", "demo", "list", "--limit", "1", "--json")[1].splitlines()[0])
    load = Load(origin, article["id"], article["url"])
    time.sleep(1)
    runs = []
    for name in ("a.loa", "b.loa"):
        began = time.monotonic()
        code, out, err = loa("backup", "demo", name)
        runs.append((name, began, time.monotonic()))
        check("%s is made under load" % name, code == 0, out + err)
    code, _, err = loa("restore", "a.loa", "demo")
    check("what is served is not replaced", code == 1 and "being served" in err, err)
    load.end()
    check("every comment was taken", not load.wrong and len(load.answered) > 20, load.wrong[:5])
    longest = [compare(load, *run) for run in runs]
    process.send_signal(signal.SIGTERM)
    check("the server ends well", process.wait(timeout=PATIENCE_S) == 0)
    code, _, err = loa("restore", "b.loa", "demo")
    check("then it is", code == 0, err)
    process, origin = start_server()
    with urllib.request.urlopen(origin + article["url"], timeout=PATIENCE_S) as answer:
        check("and served again", answer.status == 200)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=PATIENCE_S)
    test_newer(article)
    os.chdir("/")
    shutil.rmtree(folder)
    print("comments %d, pages %d, backup %.2f s and %.2f s, longest wait %.0f ms and %.0f ms" % (
        len(load.answered), load.pages, *(ended - began for _, began, ended in runs), *(1000 * s for s in longest)))
    return summary()


sys.exit(main())

"""A site under load, and what must be there afterwards; for faults.py.

Whatever was answered with success is written down with the moment the answer came; after a fault the database and the
folder of pictures are compared with that.
"""
import hashlib
import json
import os
import random
import re
import socket
import sqlite3
import struct
import subprocess
import threading
import time
import urllib.parse
import zlib

PATIENCE_S = 30
VIEW_DELAY_NS = 1_500_000_000  # a view is on the disk within one second; half of one more for a loaded machine
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
REACTIONS = ["rat-hay", "thich", "giai-tri", "can-cai-thien"]


def png(number):
    """A picture of its own for every number."""
    rng = random.Random(number)
    rows = b"".join(b"\0" + rng.randbytes(3 * 48) for _ in range(32))

    def part(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", 48, 32, 8, 2, 0, 0, 0))
            + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b""))


class Answers:
    """What was sent, and what was answered with success, when; any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sent = {"comment": set(), "reaction": set()}
        self.done = []  # (at_ns, kind, what)
        self.views_sent = 0
        self.views_due = 0  # answered long enough before the server was killed
        self.refused = {}

    def send(self, kind, what):
        with self.lock:
            self.sent[kind].add(what)

    def add(self, kind, what):
        with self.lock:
            self.done.append((time.monotonic_ns(), kind, what))

    def refuse(self, why):
        with self.lock:
            self.refused[why] = self.refused.get(why, 0) + 1

    def until(self, at_ns, kind):
        with self.lock:
            return [what for at, k, what in self.done if k == kind and at <= at_ns]


class Server:
    def __init__(self, loa, site, env=None, before=None):
        self.log = open(os.path.join(os.path.dirname(os.path.abspath(site)), "server.log"), "ab")
        self.process = subprocess.Popen([loa, "serve", site, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                        stderr=self.log, env=env, preexec_fn=before)
        line = self.process.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        self.port = int(found.group(1)) if found else 0

    def ask(self, method, path, fields=None, address="10.0.0.1", patience_s=PATIENCE_S):
        """(status, body) over a connection of its own; (0, b"") when it breaks off."""
        data = urllib.parse.urlencode(fields).encode() if fields else b""
        head = "%s %s HTTP/1.1\r\nHost: loa\r\nUser-Agent: %s\r\nX-Forwarded-For: %s\r\nConnection: close\r\n" % (
            method, path, FIREFOX, address)
        if fields:
            head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(data)
        answer = b""
        try:
            with socket.create_connection(("127.0.0.1", self.port), patience_s) as s:
                s.sendall(head.encode() + b"\r\n" + data)
                while True:
                    piece = s.recv(65536)
                    if not piece:
                        break
                    answer += piece
        except socket.timeout:
            return -1, b""
        except OSError:
            return 0, b""
        found = re.match(rb"HTTP/1.1 (\d+)", answer)
        whole = re.search(rb"(?i)\r\ncontent-length: (\d+)", answer)
        body = answer.partition(b"\r\n\r\n")[2]
        if not found or (whole and method == "GET" and int(found.group(1)) == 200 and len(body) < int(whole.group(1))):
            return 0, b""
        return int(found.group(1)), body

    def end(self, number):
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        self.log.close()
        return code


def open_articles(loa, site):
    """[(id, address)] of articles that take comments."""
    listed = subprocess.run([loa, "article", site, "list", "--limit", "20", "--json"], capture_output=True, check=True)
    with sqlite3.connect(os.path.join(site, "loa.db"), timeout=30) as db:
        closed = {row[0] for row in db.execute("SELECT id FROM article WHERE comments_closed")}
    rows = [json.loads(line) for line in listed.stdout.splitlines()]
    return [(row["id"], row["url"]) for row in rows if row["id"] not in closed]


def write_article(folder, name, number, mark):
    """One revision of an article, with a picture of its own; returns its path."""
    with open("%s/%s-%d.png" % (folder, name, number), "wb") as f:
        f.write(png("%s %d" % (name, number)))
    body = {"title": "Tin số %s" % name, "section": "Thời sự", "language": "vi", "published": "2026-11-21T09:15:00+07:00",
            "blocks": [{"type": "paragraph", "text": "Phường Bến Đò thông báo lịch cấp nước. " + mark},
                       {"type": "figure", "src": "%s-%d.png" % (name, number), "alt": "Bến Đò",
                        "caption": "Bến Đò, sáng nay."}]}
    path = "%s/%s.json" % (folder, name)
    with open(path, "w", encoding="utf-8") as f:
        json.dump(body, f, ensure_ascii=False)
    return path


class Load:
    """Readers, commenters, voters and an editor, until stop()."""

    def __init__(self, loa, site, server, answers, seed, env=None, editor=True):
        self.loa, self.site, self.server, self.answers, self.env = loa, site, server, answers, env
        self.seed = seed
        self.over = threading.Event()
        self.children = set()
        self.articles = open_articles(loa, site)
        jobs = [self.comment, self.comment, self.react, self.view] + ([self.publish] if editor else [])
        self.threads = [threading.Thread(target=job, args=(random.Random("%s %d" % (seed, i)),))
                        for i, job in enumerate(jobs)]
        for thread in self.threads:
            thread.start()

    def address(self, rng):
        return "%d.%d.%d.%d" % (rng.randint(11, 99), rng.randint(0, 255), rng.randint(0, 255), rng.randint(1, 254))

    def comment(self, rng):
        while not self.over.is_set():
            text = "Ý kiến %s %032x" % (self.seed, rng.getrandbits(128))
            self.answers.send("comment", text)
            fields = {"article": rng.choice(self.articles)[0], "name": "Bạn đọc", "text": text}
            status, _ = self.server.ask("POST", "/binh-luan", fields, self.address(rng))
            if status == 303:
                self.answers.add("comment", text)
            else:
                self.answers.refuse("comment %d" % status)

    def react(self, rng):
        while not self.over.is_set():
            token = "%032x" % rng.getrandbits(128)
            self.answers.send("reaction", token)
            fields = {"article": rng.choice(self.articles)[0], "reaction": rng.choice(REACTIONS), "reader": token}
            status, _ = self.server.ask("POST", "/cam-xuc", fields, self.address(rng))
            if status == 303:
                self.answers.add("reaction", token)
            else:
                self.answers.refuse("reaction %d" % status)

    def view(self, rng):
        while not self.over.is_set():
            article, path = rng.choice(self.articles)
            self.answers.views_sent += 1
            status, _ = self.server.ask("GET", path, None, self.address(rng))
            if status == 200:
                self.answers.add("view", article)
            else:
                self.answers.refuse("view %d" % status)

    def publish(self, rng):
        """One article, then a revision of it, each with a picture of its own, through the command line."""
        folder = self.site + ".incoming"
        os.makedirs(folder, exist_ok=True)
        number = 0
        while not self.over.is_set():
            number += 1
            mark = "Dấu %s %d %032x" % (self.seed, number, rng.getrandbits(128))
            path = write_article(folder, "bai-%s-%d" % (self.seed, number // 2), number, mark)
            child = subprocess.Popen([self.loa, "import", self.site, path], stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL, env=self.env)
            self.children.add(child)
            if child.wait() == 0:
                self.answers.add("revision", mark)
            else:
                self.answers.refuse("import %d" % child.returncode)
            self.children.discard(child)

    def kill(self):
        """The server and whatever writes beside it, at one moment."""
        self.over.set()
        at_ns = time.monotonic_ns()
        self.server.process.kill()
        for child in list(self.children):
            child.kill()
        self.join()
        self.server.end(9)
        return at_ns

    def stop(self):
        self.over.set()
        self.join()

    def join(self):
        for thread in self.threads:
            thread.join()


def media_of(site):
    """Name → hash of what stands in the folder of pictures."""
    found = {}
    top = os.path.join(site, "media")
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, top)] = hashlib.blake2b(f.read()).hexdigest()
    return found


def lost(site, answers, at_ns, views=(0, 0), media=None):
    """What is missing, doubled or broken of a site whose last moment was at_ns; a list of sentences, empty when all is
    well. views: how many were there before any was sent, and how many more there must be at least. media: hashes that
    pictures must have, where they are known."""
    wrong = []
    db = sqlite3.connect(os.path.join(site, "loa.db"), timeout=30)
    whole = [row[0] for row in db.execute("PRAGMA integrity_check")]
    if whole != ["ok"]:
        wrong.append("integrity_check: %s" % whole[:3])
    if list(db.execute("PRAGMA foreign_key_check")):
        wrong.append("rows refer to rows that are not there")
    rows = [row[0] for row in db.execute("SELECT text FROM comment WHERE text LIKE 'Ý kiến %'")]
    texts = set(rows)
    missing = [text for text in answers.until(at_ns, "comment") if text not in texts]
    if missing:
        wrong.append("%d comments lost: %s" % (len(missing), missing[:2]))
    if len(rows) != len(texts):
        wrong.append("%d comments twice" % (len(rows) - len(texts)))
    if texts - answers.sent["comment"]:
        wrong.append("comments nobody sent: %s" % list(texts - answers.sent["comment"])[:2])
    reactions = db.execute("SELECT count(*) FROM reaction").fetchone()[0]
    answered = len(answers.until(at_ns, "reaction"))
    if not answered <= reactions <= len(answers.sent["reaction"]):
        wrong.append("%d reactions, of %d answered and %d sent" % (reactions, answered, len(answers.sent["reaction"])))
    counted = db.execute("SELECT coalesce(sum(excellent + liked + fun + improve), 0) FROM article_count").fetchone()[0]
    if counted != reactions:
        wrong.append("%d reactions are counted, %d are there" % (counted, reactions))
    counted = views_of(site) - views[0]
    if not views[1] <= counted <= answers.views_sent:
        wrong.append("%d views, of %d a second before and %d sent" % (counted, views[1], answers.views_sent))
    bodies = "\n".join(row[0] for row in db.execute("SELECT body FROM revision WHERE body LIKE '%Dấu %'"))
    missing = [mark for mark in answers.until(at_ns, "revision") if mark not in bodies]
    if missing:
        wrong.append("%d revisions lost: %s" % (len(missing), missing[:2]))
    wrong += wrong_media(site, db, media)
    db.close()
    return wrong


def views_of(site):
    db = sqlite3.connect(os.path.join(site, "loa.db"), timeout=30)
    views = db.execute("SELECT coalesce(sum(views), 0) FROM article_count").fetchone()[0]
    db.close()
    return views


def wrong_media(site, db, media):
    there = media_of(site)
    named = [row[0] for row in db.execute("SELECT path FROM media")]
    gone = [path for path in named if path not in there]
    wrong = ["%d pictures lost: %s" % (len(gone), gone[:2])] if gone else []
    bad = [path for path in named if media and path in there and path in media and there[path] != media[path]]
    return wrong + (["%d pictures altered: %s" % (len(bad), bad[:2])] if bad else [])

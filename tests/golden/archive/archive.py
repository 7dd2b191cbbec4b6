#!/usr/bin/python3
"""loa extract and loa import of web archives that this script writes: every packing, damage, kills, progress.
Prints "N passed, N failed".

usage: archive.py LOA
"""
import gzip
import io
import json
import os
import pty
import random
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
SANITIZED = sys.argv[2] == "sanitized"
PATIENCE_S = 120


# ---- writing archives ----

PLACES = ["bờ sông", "chợ cũ", "trường làng", "bến đò", "vườn ươm", "sân kho", "nhà văn hoá"]


def page_text(i):
    place = PLACES[i % len(PLACES)]
    return ("Trang chủ > Tin tức > Xã hội\n\n"
            "Xóm %d sửa lại lối đi ra %s\n\n"
            "Lê Na %02d/03/2024 08:15\n\n"
            "Sáng nay, bà con xóm %d cùng nhau sửa lối đi ra %s, hơn một trăm người mang theo cuốc xẻng và cơm nắm.\n\n"
            "Theo trưởng xóm, lối đi rộng ba mét, dài chín trăm mét, làm trong hai tháng và do chính người dân trông coi.\n"
            % (i, place, i % 28 + 1, i, place)).encode()


def record(kind, url, media, body, length=None):
    head = ("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-03-01T08:00:00Z\r\n"
            "Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, url, media, len(body) if length is None else length))
    return head.encode() + body + b"\r\n\r\n"


def wet(i, **more):
    return record("conversion", "https://thon.example/tin/bai-%d.html" % i, "text/plain", page_text(i), **more)


def picture(i):
    body = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n" + random.Random(i).randbytes(3000)
    return record("response", "https://thon.example/%d.jpg" % i, "application/http; msgtype=response", body)


def info():
    return record("warcinfo", "", "application/warc-fields", b"software: thu\r\n")


def archive(n):
    return [info()] + [r for i in range(n) for r in (wet(i), picture(i))]


def members(records):
    return b"".join(gzip.compress(r, mtime=0) for r in records)


def wacz(records, streamed, packed):
    """streamed: sizes stand behind each file, as programs write that cannot seek."""
    out = io.BytesIO()
    sink = Unseekable(out) if streamed else out
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as z:
        z.writestr("datapackage.json", '{"profile": "data-package"}')
        z.writestr("indexes/index.cdx.gz", gzip.compress(b"example,thon)/ 2024 {}\n"))
        z.writestr("archive/data.warc.gz", members(records))
        z.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0", "id": "pages"}\n{"url": "https://thon.example/"}\n')
    return out.getvalue()


class Unseekable(io.RawIOBase):
    def __init__(self, out):
        self.out = out

    def writable(self):
        return True

    def seekable(self):
        return False

    def write(self, data):
        return self.out.write(data)


def zstd(data):
    tool = shutil.which("zstd")
    return subprocess.run([tool, "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout if tool else None


# ---- extract ----

def extract(data, *more):
    r = subprocess.run([LOA, "extract", "-", *more], input=data, capture_output=True, timeout=PATIENCE_S)
    return r.returncode, [json.loads(line) for line in r.stdout.splitlines()], r.stderr.decode()


def titles(articles):
    return [a["title"] for a in articles]


def every_packing():
    records = archive(5)
    whole = b"".join(records)
    code, plain, err = extract(whole)
    check("plain", code == 0 and len(plain) == 5 and not err, (code, titles(plain), err))
    check("address and time of capture",
          plain[2]["url"] == "https://thon.example/tin/bai-2.html" and
          plain[2]["provenance"]["captured"] == "2024-03-01T15:00:00+07:00", plain[2])
    packings = {"gzip, a member each": members(records), "gzip, one member": gzip.compress(whole),
                "gzip with zeros behind": members(records) + b"\0" * 512, "zstd": zstd(whole)}
    for streamed in (False, True):
        for packed in (False, True):
            packings["WACZ streamed=%s packed=%s" % (streamed, packed)] = wacz(records, streamed, packed)
    for name, data in packings.items():
        if data is None:
            continue
        code, got, err = extract(data)
        same = [{k: v for k, v in a.items() if k != "provenance"} for a in got]
        want = [{k: v for k, v in a.items() if k != "provenance"} for a in plain]
        check(name, code == 0 and same == want, (code, titles(got), err))
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as f:
        f.write(members(records))
        f.flush()
        r = subprocess.run([LOA, "extract", f.name], capture_output=True, timeout=PATIENCE_S)
        check("a file as well", len(r.stdout.splitlines()) == 5, r.stderr)
    code, got, err = extract(b"PK\x03\x04" + b"\0" * 26 + b"PK\x05\x06" + b"\0" * 18)
    check("a zip without an archive is named", code == 1 and "WARC" in err, err)


def several_files_in_one():
    """WACZ holds as many WARCs as the crawl had workers; what is none of them is passed over."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("archive/1.warc.gz", members(archive(3)))
        z.writestr("archive/notes.txt", "The files beside are WARC/1.0\n")
        z.writestr("archive/2.warc", b"".join(wet(i) for i in range(3, 5)))
        z.writestr("archive/empty.warc.gz", b"")
        z.writestr("archive/3.warc.gz", gzip.compress(wet(5) + picture(5)))
    code, got, err = extract(out.getvalue())
    check("every WARC of a WACZ is read", code == 0 and len(got) == 6 and len({a["url"] for a in got}) == 6, (code, titles(got), err))


def chunked(body, sizes):
    parts, at = [], 0
    for n in sizes + [len(body)]:
        part = body[at:at + n]
        at += n
        if part:
            parts.append(b"%x;ext=1\r\n%s\r\n" % (len(part), part))
    return b"".join(parts) + b"0\r\n\r\n"


def http_codings():
    """Crawlers store the body as it came: packed, then cut into chunks; some store it unpacked under the same head."""
    page = ("<html><head><title>Bến Vạn có cầu mới</title></head><body><article><h1>Bến Vạn có cầu mới</h1>%s</article></body></html>"
            % "".join("<p>Đoạn %d: bà con hai bên sông đi lại dễ hơn từ khi có cầu, ghe vẫn cập bến bán rau như trước.</p>" % i for i in range(6))).encode()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n%s\r\n"
    packed = gzip.compress(page)
    bodies = {
        "chunked": (b"Transfer-Encoding: chunked\r\n", chunked(page, [1, 7, 100])),
        "gzip": (b"Content-Encoding: gzip\r\n", packed),
        "gzip in chunks": (b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(packed, [3, 50])),
        "said to be both, stored as neither": (b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", page),
        "a length that is wrong": (b"Content-Length: 5\r\n", page),
    }
    for name, (fields, body) in bodies.items():
        code, got, err = extract(record("response", "https://thon.example/cau.html", "application/http; msgtype=response", head % fields + body))
        check("HTTP body: %s" % name, code == 0 and titles(got) == ["Bến Vạn có cầu mới"] and "ghe vẫn cập bến" in json.dumps(got, ensure_ascii=False),
              (code, got, err))


def damage():
    records = archive(6)
    lost = wet(100, length=20)
    code, got, err = extract(b"".join(records[:5] + [lost] + records[5:]))
    check("a wrong length costs its record", code == 1 and len(got) == 6 and "bai-100.html" in err and
          err.count("\n") == 1, (code, titles(got), err))
    parts = [gzip.compress(r, mtime=0) for r in records]
    for name, broken in {
            "a flipped byte": parts[5][:60] + bytes([parts[5][60] ^ 0xFF]) + parts[5][61:],
            "a member cut off": parts[5][: len(parts[5]) // 2],
            "a member overwritten": b"\x55" * len(parts[5]),
            "a broken check sum": parts[5][:-8] + b"\0\0\0\0" + parts[5][-4:]}.items():
        code, got, err = extract(b"".join(parts[:5] + [broken] + parts[6:]))
        check("%s costs one record" % name, code == 1 and len(got) == 5 and "record" in err, (code, titles(got), err))
    code, got, err = extract(members(records)[:-40])
    check("a cut end is told", code == 1 and len(got) == 6 and "cut off" in err, (code, titles(got), err))
    code, got, err = extract(b"".join(records)[:-3100])
    check("a cut end of a plain one too", code == 1 and len(got) == 6 and "ends inside" in err, (code, err))
    empty = record("conversion", "https://thon.example/rong", "text/plain", b"\xc4\x90\n")
    code, got, err = extract(b"".join(records[:3]) + empty + b"".join(records[3:]))
    check("a page without an article is named and no failure", code == 0 and len(got) == 6 and "thon.example/rong" in err,
          (code, err))
    code, got, err = extract(b"".join(records[:5] + [lost] + records[5:]), "--lenient")
    check("--lenient: broken records are no failure", code == 0 and len(got) == 6 and "bai-100" in err, (code, err))
    code, got, err = extract(b"%PDF-1.4\n", "--lenient")
    check("--lenient: what is no archive is one", code == 1, err)


def memory_is_constant():
    """Peak of the program for 1 and 40 MB of records: the same, within what a page needs."""
    peaks = []
    for n in (40, 4000):
        script = "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True);" \
                 "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        feed = subprocess.Popen([sys.executable, "-c", script, LOA, "extract", "-"], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE)
        filler = record("response", "https://thon.example/b.bin", "application/http",
                        b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + b"\x07" * 8000)
        for i in range(n):
            feed.stdin.write(wet(i) + filler)
        feed.stdin.close()
        peaks.append(int(feed.stdout.read()))
        feed.wait(PATIENCE_S)
    # sanitizers keep what was freed for a while
    check("memory does not grow with the archive", SANITIZED or peaks[1] < peaks[0] + 4096, peaks)


def records_are_flushed():
    process = subprocess.Popen([LOA, "extract", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    process.stdin.write(wet(0))
    process.stdin.flush()
    line = process.stdout.readline()
    check("the first article is there while the archive goes on", json.loads(line)["title"].startswith("Xóm 0"), line)
    process.stdin.close()
    process.stdout.read()
    check("and it ends well", process.wait(PATIENCE_S) == 0)


# ---- import ----

def new_site(folder):
    subprocess.run([LOA, "init", folder], stdout=subprocess.DEVNULL, check=True)
    return folder


def contents(site):
    """What a site remembers of its articles, without when it was told."""
    db = sqlite3.connect(os.path.join(site, "loa.db"))
    ask = {
        "article": "SELECT id, slug, title, section_id, revision, published_ms FROM article ORDER BY id",
        "revision": "SELECT article_id, number, hash FROM revision ORDER BY article_id, number",
        "section": "SELECT id, name, slug, position FROM section ORDER BY id",
        "import_key": "SELECT key, article_id FROM import_key ORDER BY key",
        "label": "SELECT id, kind, name, slug FROM label ORDER BY id",
        "related": "SELECT article_id, position, related_id FROM article_related ORDER BY 1, 2",
        "redirect": "SELECT old_path, host, article_id, target FROM redirect ORDER BY 1, 2",
        "comment": "SELECT article_id, name, text, created_ms, state FROM comment ORDER BY id",
        "views": "SELECT article_id, views FROM article_count ORDER BY article_id",
        "media": "SELECT key, path FROM media_origin ORDER BY key",
        "search": "SELECT count(*) FROM article_search",
    }
    tables = {r[0] for r in db.execute("SELECT name FROM sqlite_schema")}
    ask = {k: v for k, v in ask.items() if k != "search" or "article_search" in tables}
    found = {k: db.execute(v).fetchall() for k, v in ask.items()}
    found["files"] = sorted(os.path.relpath(os.path.join(folder, n), site) for folder, _, names in
                            os.walk(os.path.join(site, "media")) for n in names if not n.startswith("."))
    return found


def import_json(*args):
    r = subprocess.run([LOA, "import", *args, "--json"], capture_output=True, timeout=PATIENCE_S)
    return r.returncode, json.loads(r.stdout), r.stderr.decode()


def import_and_report(folder):
    site = new_site(os.path.join(folder, "bao-cao"))
    data = os.path.join(folder, "a.warc.gz")
    with open(data, "wb") as f:
        f.write(members(archive(4) + [wet(50, length=9), wet(60)]))
    code, sums, err = import_json(site, data, "--moved")
    check("import counts", code == 1 and (sums["created"], sums["failed"], sums["skipped"]) == (5, 1, 4), sums)
    with open(os.path.join(site, "import-report.jsonl"), encoding="utf-8") as f:
        lines = [json.loads(line) for line in f]
    check("the report names each article and refusal",
          [line["result"] for line in lines[:-1]].count("created") == 5 and
          any(line["result"] == "failed" and "bai-50" in line["cause"] and line["record"] > 0 for line in lines[:-1]) and
          lines[-1]["created"] == 5, lines)
    own = os.path.join(folder, "own.jsonl")
    code, sums, err = import_json(site, data, "--report", own)
    check("the same again changes nothing", (sums["created"], sums["updated"], sums["unchanged"]) == (0, 0, 5), sums)
    check("the report goes where it is told", sums["report"] == own and os.path.getsize(own) > 0)
    r = subprocess.run([LOA, "import", site, data, "--report", os.path.join(folder, "nowhere", "x")], capture_output=True)
    check("a report that cannot be written ends it at once", r.returncode == 1 and b"nowhere" in r.stderr, r.stderr)
    listed = subprocess.run([LOA, "redirect", site, "list", "--json"], capture_output=True).stdout.splitlines()
    check("--moved: the old addresses lead here",
          [json.loads(line)["from"] for line in listed] == sorted("/tin/bai-%d.html" % i for i in (0, 1, 2, 3, 60)), listed)


def png(rows):
    """A picture of that many rows, as a program writes it."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, rows, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress((b"\0" + b"\x30\x60\x90" * 40) * rows)) + chunk(b"IEND", b""))


def illustrated(url, figures):
    text = "Bà con trong xóm cùng nhau đắp lại đoạn đê bị sạt sau trận mưa đầu tháng, hơn một trăm người đã đến từ sớm."
    html = ("<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>Đắp lại đê sạt</title></head><body><article>"
            "<h1>Đắp lại đê sạt</h1><p>%s</p>%s<p>%s Công việc xong trước trưa.</p></article></body></html>"
            % (text, "".join("<figure><img src='%s'><figcaption>Bà con đắp đê</figcaption></figure>" % f for f in figures), text))
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode()
    return record("response", url, "application/http; msgtype=response", body)


def shown(url, kind, body):
    return record("response", url, "application/http; msgtype=response",
                  b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n" % kind + body)


def pictures_of_archives(folder):
    """Before their page, behind it, named by another scheme; what is no picture and what is not there stay addresses."""
    records = [shown("https://thon.example/truoc.png", b"image/png", png(30)),
               illustrated("https://thon.example/tin/de.html", ["/truoc.png", "http://thon.example/sau.png?x=1", "/gia.jpg", "/khong-co.jpg"]),
               shown("https://thon.example/sau.png?x=1", b"image/png", gzip.compress(png(31)))]
    records[2] = records[2].replace(b"image/png\r\n", b"image/png\r\nContent-Encoding: gzip\r\n")
    head, rest = records[2].split(b"\r\n\r\n", 1)
    records[2] = re.sub(b"Content-Length: [0-9]+", b"Content-Length: %d" % (len(rest) - 4), head) + b"\r\n\r\n" + rest
    records.append(shown("https://thon.example/gia.jpg", b"image/jpeg", b"<script>alert(1)</script>"))
    for name, data in (("anh.warc.gz", members(records)), ("anh.wacz", wacz(records, False, True))):
        site = new_site(os.path.join(folder, "site-" + name))
        path = os.path.join(folder, name)
        with open(path, "wb") as f:
            f.write(data)
        code, sums, err = import_json(site, path)
        subprocess.run([LOA, "export", site, "--json", path + ".jsonl"], capture_output=True, check=False)
        with open(path + ".jsonl", encoding="utf-8") as f:
            figures = [("media" if "/media/" in b["src"] else "https:", b.get("height")) for b in json.loads(f.readline())["blocks"] if b["type"] == "figure"]
        check("pictures of %s are its article's" % name, figures[:2] == [("media", 30), ("media", 31)] and len(figures) == 4 and
              all(f[0] == "https:" for f in figures[2:]), (figures, sums, err))
        check("each record is told once", (sums["created"], sums["failed"]) == (1, 0), sums)
        code, sums, err = import_json(site, path)
        check("and again changes nothing", (sums["created"], sums["updated"], sums["unchanged"]) == (0, 0, 1), sums)


def related_files(folder, n):
    """Articles that name each other, in circles too: they are put last."""
    path = os.path.join(folder, "bai")
    os.mkdir(path)
    for i in range(n):
        article = {"title": "Bài số %d" % i, "section": "Làng %d" % (i % 5), "published": "2024-03-01T08:00:00+07:00",
                   "tags": ["thẻ %d" % (i % 3)],
                   "blocks": [{"type": "paragraph", "text": "Chữ của bài %d, kể về một ngày ở làng." % i},
                              {"type": "related", "items": [{"title": "Khác", "url": "b%d" % ((i * 7 + 1) % n)}]}]}
        with open(os.path.join(path, "b%d.json" % i), "w", encoding="utf-8") as f:
            json.dump(article, f, ensure_ascii=False)
    return path


def killed_once(site, args, chance, window_s):
    """Starts the import and kills it within window_s; False: it was quicker, and is done."""
    process = subprocess.Popen([LOA, "import", site, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(chance.uniform(0.1, 1) * window_s)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def killed_somewhere(folder, name, args, chance, window_s):
    """A site whose import was killed at least once, however quick this machine is now, and then ran to its end."""
    for attempt in range(20):
        site = new_site(os.path.join(folder, "%s-%d" % (name, attempt)))
        kills = 0
        while kills < 40 and killed_once(site, args, chance, window_s):
            kills += 1
        if kills:
            subprocess.run([LOA, "import", site, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            return site, kills
        window_s /= 2
    return site, 0


def killed_and_started_again(folder):
    data = os.path.join(folder, "lon.warc.gz")
    with open(data, "wb") as f:
        f.write(members(archive(150)))
    paths = [data, related_files(folder, 60)]
    once = new_site(os.path.join(folder, "mot-lan"))
    started = time.monotonic()
    subprocess.run([LOA, "import", once, *paths, "--moved"], stdout=subprocess.DEVNULL, check=True)
    took = time.monotonic() - started
    want = contents(once)
    check("all is there", len(want["article"]) == 210 and len(want["redirect"]) == 150,
          (len(want["article"]), len(want["redirect"])))
    chance = random.Random(int(os.environ.get("LOA_PROP_SEED", "7")))
    for round_no in range(5):
        site, kills = killed_somewhere(folder, "giet-%d" % round_no, [*paths, "--moved"], chance, took * 0.6)
        got = contents(site)
        for table in want:
            check("round %d, killed %d times: %s" % (round_no, kills, table), got[table] == want[table],
                  (len(got[table]), len(want[table]), [x for x in zip(got[table], want[table]) if x[0] != x[1]][:3]))
        check("round %d was killed" % round_no, kills > 0)


def exports_killed(folder):
    """Exports with pictures, comments, documents and old addresses, and a folder of pages: the same, twice each."""
    samples = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "exports")
    pages = os.path.join(folder, "trang")
    os.makedirs(os.path.join(pages, "anh"))
    os.makedirs(os.path.join(pages, "tin"))
    for i in range(6):
        shutil.copy(os.path.join(samples, "cau-moi.png"), os.path.join(pages, "anh", "%d.png" % i))
        with open(os.path.join(pages, "tin", "%d.html" % i), "w", encoding="utf-8") as f:
            f.write("<html><head><meta charset=utf-8><title>Chuyện làng số %d</title></head><body><article><h1>Chuyện làng số %d</h1>"
                    "<p>Sáng nay bà con xóm %d cùng nhau sửa lối đi, hơn một trăm người mang theo cuốc xẻng và cơm nắm.</p>"
                    "<img src='../anh/%d.png'><p>Lối đi rộng ba mét, làm trong hai tháng, do chính người dân trông coi.</p></article></body></html>"
                    % (i, i, i, i))
    jobs = {"export": [os.path.join(samples, n) for n in ("wxr.xml", "nukeviet.sql", "ghost.json", "articles.jsonl")],
            "pages": [pages, "--moved"]}
    chance = random.Random(int(os.environ.get("LOA_PROP_SEED", "7")))
    for name, args in jobs.items():
        once = new_site(os.path.join(folder, name))
        started = time.monotonic()
        subprocess.run([LOA, "import", once, *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took = time.monotonic() - started
        want = contents(once)
        check("%s: articles and files are there" % name, len(want["article"]) > 5 and want["files"], want["article"])
        for round_no in range(2):
            site, kills = killed_somewhere(folder, "%s-giet-%d" % (name, round_no), args, chance, took)
            got = contents(site)
            for table in want:
                check("%s, round %d, killed %d times: %s" % (name, round_no, kills, table), got[table] == want[table],
                      ([x for x in want[table] if x not in got[table]][:3], [x for x in got[table] if x not in want[table]][:3]))
            check("%s, round %d was killed" % (name, round_no), kills > 0)


def progress_on_a_terminal(folder):
    site = new_site(os.path.join(folder, "thanh"))
    data = os.path.join(folder, "thanh.warc")
    with open(data, "wb") as f:
        f.write(b"".join(archive(600)))
    parent, child = pty.openpty()
    process = subprocess.Popen([LOA, "import", site, data], stdout=child, stderr=subprocess.DEVNULL)
    os.close(child)
    shown = b""
    while True:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    process.wait(PATIENCE_S)
    text = shown.decode("utf-8", "replace")
    check("a bar on a terminal", "[=" in text and "%" in text and "bài/giây" in text, text)
    check("and sums at its end", "600 nhập mới" in text, text[-300:])
    r = subprocess.run([LOA, "import", site, data], capture_output=True)
    check("none without one", b"[=" not in r.stdout and b"\r" not in r.stdout, r.stdout)


def main():
    every_packing()
    several_files_in_one()
    http_codings()
    damage()
    memory_is_constant()
    records_are_flushed()
    folder = tempfile.mkdtemp(prefix="loa-archive-")
    try:
        import_and_report(folder)
        pictures_of_archives(folder)
        killed_and_started_again(folder)
        exports_killed(folder)
        progress_on_a_terminal(folder)
    finally:
        shutil.rmtree(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())

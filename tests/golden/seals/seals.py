#!/usr/bin/python3
"""What is changed behind Loa's back is found by loa verify and withheld by loa serve.

Every way is tried on a copy of a sealed site, through sqlite3 on its file. Prints "N passed, N failed".

usage: seals.py LOA CHECK_PROOF
"""
import hashlib
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
CHECK_PROOF = os.path.abspath(sys.argv[2])
PATIENCE_S = 120


def loa(*args, code=0):
    out = subprocess.run([LOA, *args], capture_output=True, text=True, timeout=PATIENCE_S)
    check("loa %s answers %d" % (" ".join(args), code), out.returncode == code, out.stdout + out.stderr)
    return out


def article(n, text, link="https://song.example/tin"):
    return {"title": "Bến thuyền số %d mở lại" % n, "section": "Đời sống", "tags": ["Bến thuyền"], "lead": "Bến thuyền số %d đón khách." % n,
            "published": "2026-03-%02dT09:12:00+07:00" % (n % 27 + 1),
            "url": "https://song.example/bai-%d" % n,
            "blocks": [{"type": "paragraph", "text": text,
                        "html": "%s <a href=\"%s\">Xem thêm</a>" % (text, link)}]}


def put(site, articles, name="bai.jsonl"):
    path = os.path.join(site, "..", name)
    with open(path, "w", encoding="utf-8") as f:
        for a in articles:
            f.write(json.dumps(a, ensure_ascii=False) + "\n")
    loa("import", site, path)


def png(shade):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = (b"\0" + bytes((shade, 128, 192)) * 40) * 30
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def make_things(site):
    """What is sealed beside articles: a redirect by hand, a source, the word on a domain, a medium."""
    loa("redirect", site, "add", "/cu/ben.html", "/doi-song/")
    loa("source", site, "add", "https://bao.example/rss", "--name", "Báo Bến", "--section", "doi-song")
    loa("link", site, "approve", "song.example", "--reason", "đã xem")
    picture = os.path.join(site, "..", "ben.png")
    with open(picture, "wb") as f:
        f.write(png(64))
    loa("media", site, "add", picture)
    loa("comment", site, "add", "--article", "1", "--name", "Hoa", "--text", "Bến đẹp quá", "--approve")
    loa("comment", site, "add", "--article", "1", "--name", "Nam", "--text", "Mời vào nhà cái")


def openssl(*args):
    out = subprocess.run(["openssl", *args], capture_output=True, timeout=PATIENCE_S)
    check("openssl %s" % args[0], out.returncode == 0, out.stderr)


def author_key(folder, name):
    """As an author makes it on his own machine: the file of the public half."""
    private, public = (os.path.join(folder, name + end) for end in (".pem", ".pub"))
    openssl("genpkey", "-algorithm", "ed25519", "-out", private)
    openssl("pkey", "-in", private, "-pubout", "-out", public)
    return public


def author_signature(folder, name, statement):
    """The file of his signature on a file."""
    out = os.path.join(folder, name + ".sig")
    openssl("pkeyutl", "-sign", "-rawin", "-inkey", os.path.join(folder, name + ".pem"), "-in", statement, "-out", out)
    return out


def sign(site, article_id, name):
    """The author's signature by way of `loa author statement`."""
    folder = os.path.dirname(site)
    statement = os.path.join(folder, "statement")
    write(statement, loa("author", site, "statement", str(article_id)).stdout)
    loa("author", site, "sign", str(article_id), name, author_signature(folder, name, statement))


def make_author(site):
    loa("user", site, "add", "lan", "--role", "reporter", "--make")
    loa("author", site, "key", "lan", author_key(os.path.dirname(site), "lan"))
    sign(site, 11, "lan")


def make(site):
    loa("init", site, "--name", "Trang thử dấu")
    write(os.path.join(site, "khong.json"), "[]")
    loa("comment", site, "import", os.path.join(site, "khong.json"))  # leaves a setting
    put(site, [article(n, "Chuyến đầu tiên rời bến lúc %d giờ sáng." % (n % 5 + 4)) for n in range(1, 13)])
    put(site, [article(3, "Chuyến đầu tiên rời bến lúc 7 giờ sáng, muộn hơn dự kiến.")])
    put(site, [article(3, "Chuyến đầu tiên rời bến lúc 8 giờ sáng, muộn hơn dự kiến.")])
    make_things(site)
    make_author(site)
    loa("article", site, "withdraw", "5")
    loa("article", site, "withdraw", "6")
    loa("article", site, "restore", "6")


def copy(site, name):
    to = os.path.join(os.path.dirname(site), name)
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(site, to)
    return to


def sql(site, *statements):
    db = sqlite3.connect(os.path.join(site, "loa.db"))
    for s in statements:
        db.execute(s)
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


LAST = "(SELECT max(seq) FROM seal)"
# name, statements, what verify must name
TAMPERED = [
    ("a changed body", ["UPDATE revision SET body = replace(body, 'rời bến', 'lật úp') WHERE article_id = 2"],
     ["article 2, revision 1", "changed"]),
    ("an old revision", ["UPDATE revision SET body = replace(body, '7 giờ', '9 giờ') WHERE article_id = 3 AND number = 2"],
     ["article 3, revision 2", "changed"]),
    ("a changed link", ["UPDATE revision SET body = replace(body, 'song.example/tin', 'ca-cuoc.example/') "
                        "WHERE article_id = 4"], ["article 4, revision 1", "changed"]),
    ("body and its hash column", ["UPDATE revision SET body = '{}', hash = x'00' WHERE article_id = 2"],
     ["article 2, revision 1", "changed"]),
    ("a changed title", ["UPDATE article SET title = 'Vào nhà cái' WHERE id = 7"], ["article 7", "changed"]),
    ("a changed address", ["UPDATE article SET slug = 'nha-cai' WHERE id = 7"], ["article 7", "changed"]),
    ("another section", ["UPDATE article SET sponsor = 'Nhà cái' WHERE id = 8"], ["article 8", "changed"]),
    ("a takedown undone", ["UPDATE article SET withdrawn_ms = NULL, listed_ms = order_ms WHERE id = 5"],
     ["article 5", "changed"]),
    ("an earlier revision put back", ["UPDATE article SET revision = 1 WHERE id = 3"], ["article 3", "changed"]),
    ("a revision inserted", ["INSERT INTO revision SELECT article_id, 2, created_ms, hash, body FROM revision "
                             "WHERE article_id = 9"], ["article 9, revision 2", "inserted"]),
    ("an article inserted", ["INSERT INTO article SELECT 900, section_id, revision, put_hash, slug, title, kicker, excerpt, "
                             "published_ms, order_ms, updated_ms, listed_ms, withdrawn_ms, picture, picture_alt, has_video, "
                             "aggregated, featured, comments_closed, source_name, sponsor FROM article WHERE id = 1",
                             "INSERT INTO revision SELECT 900, number, created_ms, hash, body FROM revision "
                             "WHERE article_id = 1"], ["article 900", "inserted", "article 900, revision 1"]),
    ("a revision removed", ["DELETE FROM revision WHERE article_id = 3 AND number = 1"],
     ["article 3, revision 1", "removed"]),
    ("an article removed", ["DELETE FROM article WHERE id = 10"], ["article 10", "removed"]),
    ("a setting changed", ["UPDATE setting SET value = 'x' WHERE name LIKE 'imported:%'"], ["setting imported:", "changed"]),
    ("a setting inserted", ["INSERT INTO setting VALUES ('lạ', '1')"], ["setting lạ", "inserted"]),
    ("a setting removed", ["DELETE FROM setting WHERE name LIKE 'imported:%'"], ["setting imported:", "removed"]),
    ("an account inserted", ["INSERT INTO account (name, role, password, totp, totp_next, totp_step) "
                             "SELECT 'khach', role, password, totp, totp_next, 0 FROM account WHERE id = 1"], ["account 3", "inserted"]),
    ("an account with another's password", ["UPDATE account SET password = '$argon2id$'"], ["account 1", "changed"]),
    ("an account removed", ["DELETE FROM account"], ["account 1", "removed"]),
    ("a section renamed", ["UPDATE section SET name = 'Cá cược'"], ["section 1", "changed"]),
    ("a banner inserted", ["INSERT INTO creative (slot, picture, picture_width_px, picture_height_px, alt, link, title, weight) "
                           "VALUES ('top', 'a.webp', 1, 1, '', 'https://ca-cuoc.example/', '', 1)"],
     ["banner 1", "inserted"]),
    ("a redirect inserted", ["INSERT INTO redirect VALUES ('/tin/1', '', NULL, 'https://ca-cuoc.example/', 0)"],
     ["redirect  /tin/1", "inserted"]),
    ("a redirect changed", ["UPDATE redirect SET target = 'https://ca-cuoc.example/' WHERE old_path = '/cu/ben.html'"],
     ["redirect  /cu/ben.html", "changed"]),
    ("a redirect moved to another host", ["UPDATE redirect SET host = 'ben.example' WHERE old_path = '/cu/ben.html'"],
     ["redirect  /cu/ben.html", "removed", "redirect ben.example /cu/ben.html", "inserted"]),
    ("a redirect removed", ["DELETE FROM redirect WHERE old_path = '/cu/ben.html'"], ["redirect  /cu/ben.html", "removed"]),
    ("a domain approved", ["INSERT INTO link_domain SELECT 90, 'ca-cuoc.example', 1, first_ms, origin_id, holder, object_id, "
                           "revision, decided_ms, decided_by, reason FROM link_domain WHERE id = 1"], ["domain 90", "inserted"]),
    ("a domain exchanged", ["UPDATE link_domain SET domain = 'ca-cuoc.example' WHERE id = 1"], ["domain 1", "changed"]),
    ("another who brought it", ["UPDATE link_origin SET who = 'lan' WHERE id = 1"], ["domain 1", "changed"]),
    ("a domain forgotten", ["DELETE FROM link_domain WHERE id = 1"], ["domain 1", "removed"]),
    ("a source inserted", ["INSERT INTO feed (name, logo, feed_url, site_url, section_slug, sections, is_press, paused, "
                           "agreement_number, scope, hold_ms) VALUES ('b', '', 'https://ca-cuoc.example/rss', '', '', '', 0, 0, "
                           "'', 3, 0)"], ["source 2", "inserted"]),
    ("a source with another address", ["UPDATE feed SET feed_url = 'https://ca-cuoc.example/rss'"], ["source 1", "changed"]),
    ("a source removed", ["DELETE FROM feed"], ["source 1", "removed"]),
    ("a tag renamed", ["UPDATE label SET name = 'Nhà cái'"], ["label 1", "changed"]),
    ("a tag inserted", ["INSERT INTO label (kind, name, name_key, slug) VALUES (0, 'Cá cược', 'cá cược', 'ca-cuoc')"],
     ["label 2", "inserted"]),
    ("a tag removed", ["UPDATE article_label SET label_id = 90", "DELETE FROM label"], ["label 1", "removed"]),
    ("a comment approved", ["UPDATE comment SET state = 1 WHERE id = 2"], ["comment 2", "inserted"]),
    ("a comment changed", ["UPDATE comment SET text = 'Mời vào nhà cái' WHERE id = 1"], ["comment 1", "changed"]),
    ("a comment put below another article", ["UPDATE comment SET article_id = 2 WHERE id = 1"], ["comment 1", "changed"]),
    ("a comment hidden", ["UPDATE comment SET state = 2 WHERE id = 1"], ["comment 1", "removed"]),
    ("an author's key exchanged", ["UPDATE author_key SET public_key = '" + "ab" * 32 + "'"], ["author 1", "changed"]),
    ("an author's key given to another account", ["UPDATE author_key SET account_id = 1"], ["author 1", "changed"]),
    ("an author's key inserted", ["INSERT INTO author_key VALUES (2, 1, '" + "ab" * 32 + "', 0, NULL)"],
     ["author 2", "inserted"]),
    ("an author's key revoked", ["UPDATE author_key SET revoked_ms = 1"], ["author 1", "changed"]),
    ("an author's key removed", ["DELETE FROM author_key"], ["author 1", "removed"]),
    ("an author's signature taken off", ["UPDATE seal SET name = '' WHERE thing = 1 AND name <> ''"], ["article 11", "forged"]),
    ("an author's signature put on another article",
     ["UPDATE seal SET name = (SELECT name FROM seal WHERE thing = 1 AND name <> '') WHERE thing = 1 AND object_id = 12"],
     ["article 12", "author's signature does not hold", "forged"]),
    ("a medium inserted", ["INSERT INTO media VALUES ('ab/cd.png', 'image/png', 1, 1, 9)"], ["medium ab/cd.png", "inserted"]),
    ("a medium of another kind", ["UPDATE media SET type = 'text/html'"], ["medium", "changed"]),
    ("other hashes of its files", ["UPDATE media_files SET files = ''"], ["medium", "changed"]),
    ("a medium removed", ["DELETE FROM media_files", "DELETE FROM media"], ["medium", "removed"]),
    ("an entry removed", ["DELETE FROM seal WHERE seq = 9"], ["entries of the chain are missing", "entry 10"]),
    ("an entry changed", ["UPDATE seal SET at_ms = at_ms - 60000 WHERE seq = 9"], ["entry 9", "forged"]),
    ("an entry's hash changed with the body",
     ["UPDATE revision SET body = '{}' WHERE article_id = 2",
      "UPDATE seal SET content = x'" + "00" * 32 + "' WHERE thing = 1 AND object_id = 2"], ["article 2, revision 1", "forged"]),
    ("an entry copied", ["INSERT INTO seal SELECT %s + 1, thing, act, object_id, name, revision, at_ms, content, state, prev, "
                         "skip, key_no, signature FROM seal WHERE seq = 8" % LAST], ["forged", "chain is broken"]),
    ("an entry damaged", ["UPDATE seal SET signature = x'0102' WHERE seq = 9"], ["entry 9", "damaged"]),
    ("two entries exchanged", ["UPDATE seal SET seq = -1 WHERE seq = 8", "UPDATE seal SET seq = 8 WHERE seq = 9",
                               "UPDATE seal SET seq = 9 WHERE seq = -1"], ["entry 8", "entry 9", "forged"]),
    ("the key in the database", ["UPDATE seal_key SET public_key = x'" + "ab" * 32 + "'"], ["key", "history ends with"]),
    ("a key added", ["INSERT INTO seal_key VALUES (2, x'" + "ab" * 32 + "')"], ["loa.key is not the key"]),
]


def tampering(site):
    for name, statements, words in TAMPERED:
        one = copy(site, "sua")
        sql(one, *statements)
        out = loa("verify", one, code=1)
        check("%s is named" % name, all(w in out.stderr for w in words), out.stderr)
        out = subprocess.run([LOA, "verify", one, "--json"], capture_output=True, text=True, timeout=PATIENCE_S)
        lines = [json.loads(line) for line in out.stdout.splitlines()]
        check("%s: JSON agrees" % name, out.returncode == 1 and lines[-1]["findings"] == len(lines) - 1 > 0, out.stdout)


def unsealed_path(site):
    """Where an article's file lay is stored, and is no part of what was published."""
    one = copy(site, "noi")
    sql(one, "UPDATE revision SET body = replace(body, 'bai.jsonl', 'bai-khac.jsonl')")
    body = sqlite3.connect(os.path.join(one, "loa.db")).execute("SELECT body FROM revision").fetchone()[0]
    check("the path is stored", "bai-khac.jsonl" in str(body), body)
    loa("verify", one)
    sql(one, "UPDATE revision SET body = replace(body, '\"format\":\"', '\"format\":\"x') WHERE article_id = 2")
    check("the rest of its origin is sealed", "article 2, revision 1" in loa("verify", one, code=1).stderr)
    two = copy(site, "hong")
    sql(two, "UPDATE revision SET body = replace(body, 'bai.jsonl', char(10)) WHERE article_id = 2")
    check("a path that makes it unreadable is named", "article 2, revision 1" in loa("verify", two, code=1).stderr)


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def cut_short(site):
    """Both need a head that was kept elsewhere."""
    head = os.path.join(os.path.dirname(site), "head.json")
    write(head, loa("head", site).stdout)
    loa("verify", site, "--head", head)
    one = copy(site, "cut")
    sql(one, "DELETE FROM seal WHERE seq = %s" % LAST, "UPDATE article SET withdrawn_ms = NULL WHERE id = 6")
    # without its last entry the chain says that 6 is withdrawn: restore that state too
    row = sqlite3.connect(os.path.join(site, "loa.db")).execute(
        "SELECT at_ms FROM seal WHERE seq = (SELECT max(seq) - 1 FROM seal)").fetchone()
    sql(one, "UPDATE article SET withdrawn_ms = %d, listed_ms = NULL WHERE id = 6" % row[0])
    check("what was cut off whole is not seen without the head",
          subprocess.run([LOA, "verify", one], capture_output=True, timeout=PATIENCE_S).returncode == 0)
    out = loa("verify", one, "--head", head, code=1)
    check("a history cut short is named", "cut short" in out.stderr, out.stderr)
    # another history of the same length: the site's key in the hands of somebody else
    loa("article", one, "withdraw", "1")
    out = loa("verify", one, "--head", head, code=1)
    check("a history written anew is named", "rewritten" in out.stderr, out.stderr)
    write(head, "{}\n")
    loa("verify", site, "--head", head, code=1)
    loa("verify", site, "--head", head + ".none", code=1)


def keys(site):
    one = copy(site, "khoa")
    first = loa("key", one, "show").stdout
    second = loa("key", one, "rotate").stdout
    check("a new key is another", first != second and loa("key", one, "show").stdout == second)
    loa("article", one, "withdraw", "1")
    loa("verify", one)
    other = copy(site, "khac")
    os.remove(os.path.join(other, "loa.key"))
    out = loa("article", other, "withdraw", "1", code=1)
    check("a missing key is said", "loa.key" in out.stderr and "missing" in out.stderr, out.stderr)
    check("verify says so", "loa.key" in loa("verify", other, code=1).stderr)
    shutil.copy(os.path.join(one, "loa.key"), os.path.join(other, "loa.key"))
    check("a replaced key file is named", "loa.key is not the key" in loa("verify", other, code=1).stderr)
    loa("article", other, "withdraw", "1", code=1)
    head = os.path.join(os.path.dirname(site), "head2.json")
    os.remove(os.path.join(other, "loa.key"))
    loa("key", other, "replace")
    loa("article", other, "withdraw", "1")
    check("a lost key that was replaced is named",
          "key was replaced" in loa("verify", other, code=1).stderr)
    write(head, loa("head", other).stdout)
    loa("verify", other, "--head", head)  # whoever keeps the head has seen it
    key = os.path.join(other, "loa.key")
    with open(key, encoding="ascii") as f:
        text = f.read()
    for what, words in ((text[:20], "20 bytes where 64"), (text[:-2] + "z\n", "65 bytes where 64")):
        write(key, what)
        os.chmod(key, 0o600)
        check("what is wrong with a key file is said: " + words, words in loa("article", other, "list", code=1).stderr)
    os.remove(key)
    os.mkdir(key)
    check("a folder in its place is said", "Is a directory" in loa("article", other, "list", code=1).stderr)
    os.rmdir(key)
    os.symlink(os.path.join(one, "loa.key"), key)
    check("a link in its place is said", "it is a link" in loa("article", other, "list", code=1).stderr)
    os.remove(key)
    write(key, text)
    os.chmod(key, 0o644)
    check("a key that others may read is refused", "chmod" in loa("article", other, "list", code=1).stderr)


class Server:
    def __init__(self, site):
        self.process = subprocess.Popen([LOA, "serve", site, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.origin = line.strip().rsplit(" ", 1)[-1] if line else ""

    def get(self, path):
        try:
            with urllib.request.urlopen(self.origin + path, timeout=PATIENCE_S) as r:
                return r.status, r.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()

    def stop(self):
        self.process.terminate()
        return self.process.communicate(timeout=PATIENCE_S)[1]


def path_of(site, article_id):
    db = sqlite3.connect(os.path.join(site, "loa.db"))
    row = db.execute("SELECT s.slug, a.slug FROM article a JOIN section s ON s.id = a.section_id WHERE a.id = ?",
                     (article_id,)).fetchone()
    db.close()
    return "/%s/%s-%d.html" % (row[0], row[1], article_id)


def serving(site):
    one = copy(site, "phat")
    paths = {n: path_of(one, n) for n in (1, 2, 4, 5, 7, 8, 9)}
    sql(one, "UPDATE revision SET body = replace(body, 'song.example/tin', 'ca-cuoc.example/') WHERE article_id = 4",
        "UPDATE article SET sponsor = 'Nhà cái' WHERE id = 7",
        "UPDATE seal SET signature = zeroblob(64) WHERE thing = 1 AND object_id = 8",
        "DELETE FROM seal WHERE thing = 1 AND object_id = 9",
        "UPDATE article SET withdrawn_ms = NULL, listed_ms = order_ms WHERE id = 5")
    server = Server(one)
    for n in (1, 2):
        status, body = server.get(paths[n])
        check("page %d is served" % n, status == 200 and "Bến thuyền" in body, (status, body[:300]))
    for n in (4, 5, 7, 8, 9):
        for _ in range(2):
            status, body = server.get(paths[n])
            check("page %d is withheld" % n, status == 503 and "niêm phong" in body and "ca-cuoc" not in body,
                  (status, body[:300]))
    check("the front page is served", server.get("/")[0] == 200)
    log = server.stop()
    check("the alarm names each", all("ALARM" in log and "article %d:" % n in log for n in (4, 5, 7, 8, 9)), log)
    # put back, they are served again
    sql(one, "UPDATE revision SET body = replace(body, 'ca-cuoc.example/', 'song.example/tin') WHERE article_id = 4")
    server = Server(one)
    check("what was put back is served", server.get(paths[4])[0] == 200)
    check("another one still is not", server.get(paths[7])[0] == 503)
    server.stop()


def media_of(site):
    db = sqlite3.connect(os.path.join(site, "loa.db"))
    path = db.execute("SELECT path FROM media").fetchone()[0]
    db.close()
    return path


def replaced_file(site, path, data):
    """In place of what was there, as long as it and of the same time."""
    path = os.path.join(site, "media", path)
    was = os.stat(path)
    with open(path, "r+b") as f:
        f.write(data[:was.st_size].ljust(was.st_size, b"\0"))
        f.truncate(was.st_size)
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def around_articles(site):
    """Redirects, words on domains, media, sections and lists are served as they were sealed, or not at all."""
    one = copy(site, "quanh")
    path = media_of(one)
    waiting = copy(site, "cho")
    put(waiting, [article(20, "Chuyến tối rời bến.", "https://ca-cuoc.example/")], "moi.jsonl")
    server = Server(one)
    check("a redirect is followed", server.get("/cu/ben.html")[0] == 200)
    check("the picture is served", urllib.request.urlopen(server.origin + "/media/" + path, timeout=PATIENCE_S).status == 200)
    replaced_file(one, path, b"<h1>nha cai</h1>")
    check("a file that was replaced is not", server.get("/media/" + path)[0] == 404)
    check("and the log says so", "ALARM: media/" + path in server.stop())
    check("and is named", "file media/" + path in loa("verify", one, code=1).stderr)
    loa("verify", one, "--no-media")
    sql(one, "INSERT INTO redirect VALUES ('/tin/1', '', NULL, 'https://ca-cuoc.example/', 0)",
        "UPDATE article SET title = 'Vào nhà cái' WHERE id = 7",
        "UPDATE article SET excerpt = 'Cá cược bóng đá' WHERE id = 8",
        "INSERT INTO section VALUES (90, NULL, 'Sòng bạc', 'song-bac', 9)",
        "INSERT INTO creative (slot, picture, picture_width_px, picture_height_px, alt, link, title, weight) "
        "VALUES ('top', 'a.webp', 1, 1, 'Sòng bạc', '', 'Sòng bạc', 1)")
    server = Server(one)
    check("a redirect that was put in is not followed", server.get("/tin/1")[0] == 404)
    for page in ("/", "/doi-song/", "/feed.rss", "/doi-song/feed.rss", "/tim-kiem?q=bến+thuyền", "/tim-kiem?q=bến+thuyền+số+7",
                 "/sitemap-news.xml", "/moi-nhat/"):
        status, text = server.get(urllib.request.quote(page, safe="/?=+"))
        check("%s shows nothing of it" % page, status in (200, 404) and "nhà cái" not in text.lower() and
              "bóng đá" not in text.lower() and "sòng bạc" not in text.lower(), (status, text[:3000]))
    status, text = server.get("/doi-song/")
    check("the others are listed", status == 200 and text.count("Bến thuyền số") >= 4, text[:3000])
    log = server.stop()
    check("the alarm names each", all(words in log for words in ("article 7:", "article 8:", "redirect  /tin/1", "section 90",
                                                                 "banner 1")), log)
    sql(waiting, "UPDATE link_domain SET state = 1 WHERE domain = 'ca-cuoc.example'")
    server = Server(waiting)
    status, text = server.get(path_of(waiting, 13))
    check("a link that nobody approved is none", status == 200 and "ca-cuoc.example" not in text and
          "Chuyến tối" in text, (status, text))
    server.stop()


def authors(site):
    """Keys of authors, from their own machine to the proof."""
    folder = os.path.dirname(site)
    one = copy(site, "tac-gia")
    other = author_key(folder, "hoa")
    check("one key, in force", [k["revoked"] for k in (json.loads(x) for x in loa(
        "author", one, "list", "--json").stdout.splitlines())] == [None])
    check("it is counted", json.loads(loa("verify", one, "--json").stdout.splitlines()[-1])["by_authors"] == 1)
    server = Server(one)
    proof = json.loads(server.get("/niem-phong/11/%d.json" % entries_of(server, 11)[0])[1])
    plain = json.loads(server.get("/niem-phong/2/%d.json" % entries_of(server, 2)[0])[1])
    history = server.get("/niem-phong/11/")[1]
    check("what an author signed is served", server.get(path_of(one, 11))[0] == 200)
    key = proof["entry"]["name"].split(" ")[1]
    check("its history says whose key", key[:16] in history and "tác giả" in history.lower(), history)
    server.stop()
    code, words = proof_answer(folder, proof, "--author", key)
    check("the checker knows the author", code == 0 and "signed by its author" in words, words)
    for name, lie, options, reason in (
            ("another author", proof, ("--author", "ab" * 32), "with that key"),
            ("no author", plain, ("--author", key), "with that key"),
            ("a forged signature", {**proof, "entry": {**proof["entry"], "name": "author %s %s" % (key, "00" * 64)}},
             (), "detail is another")):
        code, words = proof_answer(folder, lie, *options)
        check("the checker refuses %s" % name, code == 1 and reason in words and "Traceback" not in words, words)
    statement = os.path.join(folder, "tu-bang-chung")
    code, words = proof_answer(folder, plain, "--statement", statement)
    check("a proof gives what its author signs", code == 0 and open(statement).read() == loa(
        "author", one, "statement", "2").stdout, words)
    loa("author", one, "sign", "2", "lan", author_signature(folder, "lan", statement))
    loa("verify", one)
    refused(one, folder, other, statement)


def entries_of(server, article_id):
    """The entries of its history that have a proof, newest first."""
    page = server.get("/niem-phong/%d/" % article_id)[1]
    parts = page.split('href="/niem-phong/%d/' % article_id)[1:]
    return [int(part.split(".")[0]) for part in parts if ".json" in part[:20]]


def refused(one, folder, other, statement):
    """What is no signature of the author's, and keys that are not taken."""
    def said(words, *args):
        out = loa("author", one, *args, code=1)
        check("%s: %s" % (" ".join(args[:1]), words), words in out.stderr, out.stderr)
    signature = author_signature(folder, "lan", statement)
    said("is not of what article 3 is", "sign", "3", "lan", signature)
    said("has no key", "sign", "2", "admin", signature)
    said("not a signature", "sign", "2", "lan", other)
    said("not a public key", "key", "lan", signature)
    said("no account", "key", "khong-co", other)
    put(one, [article(2, "Chuyến đầu tiên rời bến lúc 6 giờ sáng, sau khi sửa.")])
    said("may have changed", "sign", "2", "lan", signature)
    loa("author", one, "key", "lan", other)  # takes the first one's place
    said("was revoked", "key", "lan", os.path.join(folder, "lan.pub"))
    said("has no key", "revoke", "admin")
    sign_with_old(one, folder)
    loa("author", one, "revoke", "lan")
    loa("verify", one)  # what was signed while the keys were in force stays signed
    loa("user", one, "disable", "lan")
    said("is disabled", "key", "lan", author_key(folder, "moi"))


def sign_with_old(one, folder):
    statement = os.path.join(folder, "statement")
    write(statement, loa("author", one, "statement", "4").stdout)
    out = loa("author", one, "sign", "4", "lan", author_signature(folder, "lan", statement), code=1)
    check("the old key signs no more", "is not of what" in out.stderr, out.stderr)
    loa("author", one, "sign", "4", "lan", author_signature(folder, "hoa", statement))


def shows_nothing(server, pages, words):
    for page in pages:
        status, text = server.get(urllib.request.quote(page, safe="/?=+"))
        check("%s shows nothing of it" % page, status in (200, 404, 503) and not [w for w in words if w in text.lower()],
              (status, text[:3000]))


def sections(site):
    """Cards, pages and addresses name the article's section."""
    pages = ["/", "/moi-nhat/", "/thong-ke/", "/feed.rss", "/tim-kiem?q=bến+thuyền", "/sitemap-1.xml", "/sitemap-2.xml",
             "/sitemap-news.xml", "/the/ben-thuyen/", "/hoi-dap?q=bến+thuyền+số+7+mở+lại+khi+nào", path_of(site, 1)]
    for column, value in (("name", "Sòng bạc"), ("slug", "song-bac")):
        one = copy(site, "chuyen-muc")
        sql(one, "UPDATE section SET %s = '%s'" % (column, value))
        server = Server(one)
        shows_nothing(server, pages, ("sòng bạc", "song-bac"))
        log = server.stop()
        check("the alarm names it", "section 1:" in log, log)
    two = copy(site, "dia-chi")
    sql(two, "UPDATE article SET slug = 'nha-cai' WHERE id = 7")
    server = Server(two)
    status, text = server.get("/sitemap-2.xml")
    check("the sitemap has no address that was changed", status == 200 and "nha-cai" not in text and text.count("<loc>") >= 9,
          text[:3000])
    server.stop()
    out = os.path.join(os.path.dirname(site), "ban-tinh")
    loa("export", two, "--static", out, "--origin", "https://ben.example")
    names = [os.path.join(where, name) for where, _, files in os.walk(out) for name in files]
    check("nor has the static copy", len(names) > 20 and not [n for n in names if "nha-cai" in n], names)


MEETING = ("Sáng 28/8/2026, tại trụ sở UBND thành phố, Chủ tịch UBND thành phố Sông Ngân Lương Hải Triều đã tiếp Đoàn đại biểu thành phố "
           "Minakawa (Nhật Bản) do Thị trưởng Kazehara Tōru làm Trưởng đoàn.")


def in_the_register(folder):
    """What the register quotes of an article is what was sealed."""
    site = os.path.join(folder, "ho-so")
    loa("init", site, "--preset", "city")
    put(site, [dict(article(1, MEETING), title="Chủ tịch Lương Hải Triều tiếp Thị trưởng Kazehara Tōru")], "gap.jsonl")
    db = sqlite3.connect(os.path.join(site, "loa.db"))
    pages = ["/ho-so/su-kien/%s/" % slug for slug, in db.execute("SELECT slug FROM register_event WHERE reports > 0")]
    pages += ["/ho-so/nhan-vat/%s/" % slug for slug, in db.execute("SELECT slug FROM register_entity WHERE kind = 0 AND articles > 0")]
    db.close()
    server = Server(site)
    texts = [server.get(page) for page in pages]
    check("the register quotes the article", len(pages) >= 2 and all(status == 200 for status, _ in texts) and
          [text for _, text in texts if "Sáng 28/8/2026" in text], texts)
    server.stop()
    for statement in ("UPDATE register_sentence SET text = 'Nhà cái khai trương. ' || text",
                      "UPDATE article SET title = 'Nhà cái khai trương'", "UPDATE article SET slug = 'nha-cai-khai-truong'"):
        one = copy(site, "ho-so-sua")
        sql(one, statement)
        server = Server(one)
        shows_nothing(server, pages + [page + ".json" for page in pages] + ["/ho-so/", "/ho-so/su-kien/"], ("nhà cái", "nha-cai"))
        log = server.stop()
        check("the alarm names it", "ALARM: left out: " in log, log)


def beside_articles(site):
    """Comments, tags and settings are shown as they were sealed."""
    one = copy(site, "ben-canh")
    sql(one, "UPDATE comment SET state = 1 WHERE id = 2")
    server = Server(one)
    status, page = server.get(path_of(one, 1))
    check("an approved comment is shown, one that was made so is not",
          status == 200 and "Bến đẹp quá" in page and "nhà cái" not in page, page)
    log = server.stop()
    check("and the log says so", "ALARM: left out: comment 2" in log, log)
    loa("comment", one, "reject", "2")
    loa("verify", one)
    loa("comment", one, "approve", "2")
    loa("verify", one)
    server = Server(one)
    check("approved by Loa it is shown", "nhà cái" in server.get(path_of(one, 1))[1])
    server.stop()
    sql(one, "UPDATE label SET name = 'Sòng bạc'")
    server = Server(one)
    for page in (path_of(one, 1), "/the/ben-thuyen/", "/"):
        check("%s has no tag that was renamed" % page, "Sòng bạc" not in server.get(page)[1])
    check("its page is gone", server.get("/the/ben-thuyen/")[0] == 404)
    server.stop()
    two = copy(site, "luat")
    loa("source", two, "rules", "--hold", "90")
    sql(two, "UPDATE setting SET value = '0' WHERE name = 'rules.hold_ms'")
    check("a rule that was changed is not followed", "rules.hold_ms" in loa("source", two, "rules", code=1).stderr)
    loa("source", two, "rules", "--hold", "90")
    loa("verify", two)
    sql(two, "DELETE FROM setting WHERE name = 'rules.hold_ms'")
    check("nor one that was taken away", "rules.hold_ms" in loa("source", two, "rules", code=1).stderr)


def wait_for(path):
    until = time.monotonic() + PATIENCE_S
    while not os.path.exists(path) and time.monotonic() < until:
        time.sleep(0.05)
    check("%s is left" % path, os.path.exists(path))


def files(site):
    one = copy(site, "tep")
    elsewhere = os.path.join(os.path.dirname(site), "noi-khac")
    os.makedirs(elsewhere, exist_ok=True)
    with open(os.path.join(one, "loa.conf"), "a", encoding="utf-8") as f:
        f.write("\n[seals]\nheads = %s\n" % elsewhere)
    server = Server(one)  # the first start seals them
    wait_for(os.path.join(elsewhere, "heads.jsonl"))
    server.stop()
    loa("verify", one)
    with open(os.path.join(one, "preset.ini"), "a", encoding="utf-8") as f:
        f.write("# thêm\n")
    check("a changed layout is named", "file preset.ini" in loa("verify", one, code=1).stderr)
    server = Server(one)
    log = server.stop()
    check("the server says that it loads another", "preset.ini: has changed" in log, log)
    loa("verify", one)
    for folder in (one, elsewhere):
        loa("verify", one, "--head", os.path.join(folder, "heads.jsonl"))


def forged(proof, other, foreign):
    """Ten ways to lie, each with the reason that must be given."""
    def with_(change):
        copied = json.loads(json.dumps(proof))
        change(copied)
        return copied

    def at(keys, value):
        def change(p):
            for key in keys[:-1]:
                p = p[key]
            p[keys[-1]] = value
        return with_(change)

    wrong = "ab" * 32
    flipped = "%02x" % (int(proof["path"][-1]["signature"][:2], 16) ^ 1) + proof["path"][-1]["signature"][2:]
    return [
        ("another text", at(["content"], proof["content"].replace("8 giờ", "9 giờ")), "content"),
        ("another text with its hash", with_(lambda p: (p.update(content="{}"), p["entry"].update(
            content=hashlib.blake2b(b"{}", digest_size=32).hexdigest()))), "detail"),
        ("another time", at(["entry", "at"], proof["entry"]["at"] - 3600000), "detail"),
        ("another article", at(["entry", "object"], 4), "detail"),
        ("another act", at(["entry", "act"], "published"), "detail"),
        ("another detail", at(["path", -1, "detail"], wrong), "detail"),
        ("an entry left out", with_(lambda p: p["path"].pop(1)), "does not name"),
        ("another chain's head", with_(lambda p: p["path"].__setitem__(0, other["path"][0])), "does not name"),
        ("a flipped signature", at(["path", -1, "signature"], flipped), "signature"),
        ("the head unsigned", at(["path", 0, "signature"], "00" * 64), "signature"),
        ("no path", at(["path"], []), "not a proof"),
        ("no such key", with_(lambda p: [e.update(key=wrong) for e in p["path"]]), "does not name"),
        ("one entry alone with another key", with_(lambda p: p.update(path=[dict(p["path"][-1], key=wrong)])), ""),
        ("another site's own", foreign, "another key"),
    ]


def proof_answer(folder, proof, *options):
    path = os.path.join(folder, "proof.json")
    write(path, json.dumps(proof, ensure_ascii=False))
    out = subprocess.run([sys.executable, CHECK_PROOF, path, *options], capture_output=True, text=True, timeout=PATIENCE_S)
    return out.returncode, out.stdout + out.stderr


def proofs(site):
    folder = os.path.dirname(site)
    one = copy(site, "bang-chung")
    two = copy(site, "khac-nhanh")
    loa("article", two, "withdraw", "1")
    loa("article", two, "withdraw", "2")
    head = os.path.join(folder, "head3.json")
    write(head, loa("head", one).stdout)
    kept = json.loads(open(head, encoding="utf-8").read())["seq"]
    key = loa("key", one, "show").stdout.strip()
    loa("article", one, "withdraw", "1")
    server = Server(one)
    status, page = server.get("/niem-phong/3/")
    check("the history is shown", status == 200 and page.count('<a href="/niem-phong/3/') == 3 and "Đăng <time" in page, page)
    check("with what changed, word by word", "<del>7</del>" in page and "<ins>8</ins>" in page and "<del>4</del>" not in page[
        :page.index("<del>7</del>")], page)
    check("it is linked from the article", 'href="/niem-phong/3/"' in server.get(path_of(one, 3))[1])
    check("of what was taken down it is gone", server.get("/niem-phong/5/")[0] == 410)
    check("of what is not there it is not", server.get("/niem-phong/999/")[0] == 404)
    entries = entries_of(server, 3)
    for entry in entries:
        status, text = server.get("/niem-phong/3/%d.json" % entry)
        check("entry %d has a proof" % entry, status == 200, text)
        origin = json.loads(json.loads(text)["content"])["provenance"]
        check("which does not say where the file lay", origin["path"] is None and origin["format"] and
              "loa-seals-" not in text, text)
        code, words = proof_answer(folder, json.loads(text), "--key", key)
        check("that holds", code == 0, words)
    last = json.loads(server.get("/niem-phong/3/%d-%d.json" % (entries[0], kept))[1])
    check("from a head that was kept", proof_answer(folder, last, "--key", key, "--head", head)[0] == 0)
    newer = json.loads(server.get("/niem-phong/3/%d.json" % entries[0])[1])
    check("another head is refused", "kept" in proof_answer(folder, newer, "--head", head)[1])
    check("another key is refused", "another key" in proof_answer(folder, newer, "--key", "ab" * 32)[1])
    for path in ("/niem-phong/3/1.json", "/niem-phong/3/99999.json", "/niem-phong/3/%d-1.json" % entries[0],
                 "/niem-phong/5/%d.json" % entries[0], "/niem-phong/3/0.json", "/niem-phong/3/x.json", "/niem-phong/3/3.xml",
                 "/niem-phong/", "/niem-phong/0/"):
        check("%s is no proof" % path, server.get(path)[0] in (404, 410), server.get(path))
    server.stop()
    server = Server(two)
    other = json.loads(server.get("/niem-phong/3/%d.json" % entries[0])[1])
    server.stop()
    three = os.path.join(folder, "trang-gia")
    make(three)
    server = Server(three)
    foreign = json.loads(server.get("/niem-phong/3/%d.json" % entries[0])[1])
    server.stop()
    check("another site's proof holds under its own key", proof_answer(folder, foreign)[0] == 0)
    for name, proof, reason in forged(newer, other, foreign):
        code, words = proof_answer(folder, proof, "--key", key)
        check("a forged proof is refused: %s" % name, code == 1 and reason in words and "Traceback" not in words, words)
    check("the checker has at most 100 lines", len(open(CHECK_PROOF, encoding="utf-8").readlines()) <= 100)


def migrated(site):
    """A site of version 2 is sealed as it is found."""
    one = copy(site, "cu")
    os.remove(os.path.join(one, "loa.key"))
    db = sqlite3.connect(os.path.join(one, "loa.db"))
    for kind, name in db.execute("SELECT type, name FROM sqlite_schema WHERE type = 'table' AND "
                                 "(name LIKE 'register%' OR name LIKE 'seal%') OR type = 'trigger'").fetchall():
        db.execute("DROP %s %s" % (kind, name))
    for table in OTHERS_OF_4 + OTHERS_OF_3:
        db.execute("DROP TABLE IF EXISTS %s" % table)
    db.execute("ALTER TABLE feed DROP COLUMN is_named")
    db.execute("PRAGMA user_version = 2")
    db.commit()
    db.close()
    loa("verify", one)
    check("the key is made and nobody else's", os.stat(os.path.join(one, "loa.key")).st_mode & 0o777 == 0o600)
    acts = sqlite3.connect(os.path.join(one, "loa.db")).execute(
        "SELECT count(*), min(act), max(act) FROM seal WHERE thing = 1").fetchone()
    check("all 14 revisions are called found", acts == (14, 0, 0), acts)
    totals = sqlite3.connect(os.path.join(one, "loa.db")).execute(
        "SELECT (SELECT articles FROM list_total WHERE list = -1), (SELECT sum(articles) FROM list_total WHERE list > 0),"
        " (SELECT count(*) FROM article WHERE listed_ms IS NOT NULL),"
        " (SELECT count(*) FROM article_section WHERE listed_ms IS NOT NULL)").fetchone()
    check("its lists are counted", totals[0] > 0 and totals[:2] == totals[2:], totals)
    sql(one, "UPDATE revision SET body = '{}' WHERE article_id = 3 AND number = 1")
    check("and are looked after", "article 3, revision 1" in loa("verify", one, code=1).stderr)


def migrated_from_3(folder):
    """What has been sealed since version 4 is sealed as it is found, behind the entries that are there."""
    one = os.path.join(folder, "ba")
    loa("init", one, "--name", "Trang cũ")
    sql(one, *["DROP TABLE %s" % table for table in OTHERS_OF_4],
        "INSERT INTO redirect VALUES ('/cu', '', NULL, '/', 0)",
        "INSERT INTO link_origin VALUES (1, 'hoa', 'loa import', 0)",
        "INSERT INTO link_domain VALUES (1, 'ben.example', 1, 0, 1, 0, 1, 1, 0, 'lan', '')",
        "INSERT INTO label (kind, name, name_key, slug) VALUES (0, 'Bến', 'bến', 'ben')",
        "INSERT INTO media VALUES ('ab/cd.png', 'image/png', 1, 1, 9)", "PRAGMA user_version = 3")
    loa("verify", one)
    db = sqlite3.connect(os.path.join(one, "loa.db"))
    found = db.execute("SELECT thing FROM seal WHERE act = 0 ORDER BY thing").fetchall()
    db.close()
    check("each is called found", found == [(8,), (9,), (10,), (11,)], found)
    sql(one, "UPDATE redirect SET target = 'https://ca-cuoc.example/'")
    check("and is looked after", "redirect  /cu" in loa("verify", one, code=1).stderr)


def migrated_from_4(folder):
    """Comments, and what waits of feeds, are sealed as they are found; readers' pages stay as they were."""
    one = os.path.join(folder, "bon")
    loa("init", one, "--name", "Trang bốn")
    put(one, [article(1, "Chuyến đầu tiên rời bến.")], "bon.jsonl")
    sql(one, *["DROP TABLE %s" % table for table in OTHERS_OF_5],
        "INSERT INTO comment (id, article_id, parent_id, thread_id, name, text, created_ms, state, sender) "
        "VALUES (1, 1, NULL, 1, 'Hoa', 'Bến đẹp', 1, 1, zeroblob(32)), (2, 1, NULL, 2, 'Nam', 'Chờ', 2, 0, zeroblob(32))",
        "PRAGMA user_version = 4")
    loa("verify", one)
    db = sqlite3.connect(os.path.join(one, "loa.db"))
    found = db.execute("SELECT thing, object_id FROM seal WHERE act = 0").fetchall()
    words = dict(((k, n), w) for k, n, w in db.execute("SELECT kind, number, word FROM seal_word"))
    db.close()
    check("what is shown is called found", found == [(13, 1)], found)
    check("the words are there for older programs", words[(0, 13)] == "comment" and words[(1, 5)] == "removed", words)


OTHERS_OF_5 = ["author_key", "seal_word"]
OTHERS_OF_4 = OTHERS_OF_5 + ["media_files", "view_log"]
OTHERS_OF_3 = ["schema_reader", "list_total", "link", "link_domain", "link_origin", "account_code", "account_session",
               "account_audit", "account"]


def main():
    with tempfile.TemporaryDirectory(prefix="loa-seals-") as folder:
        site = os.path.join(folder, "trang")
        make(site)
        out = loa("verify", site)
        check("all is counted", "14 bản" not in out.stdout and "12 bài" in out.stdout, out.stdout)
        check("the key is its owner's alone", os.stat(os.path.join(site, "loa.key")).st_mode & 0o777 == 0o600)
        tampering(site)
        unsealed_path(site)
        cut_short(site)
        keys(site)
        serving(site)
        around_articles(site)
        sections(site)
        in_the_register(folder)
        authors(site)
        beside_articles(site)
        files(site)
        proofs(site)
        migrated(site)
        migrated_from_3(folder)
        migrated_from_4(folder)
    return summary()


sys.exit(main())

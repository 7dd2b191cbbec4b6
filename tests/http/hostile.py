#!/usr/bin/python3
"""Hostile values in every field of every form, in addresses and in header fields: no SQL, no template, no markup, no header and no
path comes of them, and the database is as it was. Prints "N passed, N failed".

usage: hostile.py LOA SOURCE
"""
import html
import http.client
import json
import re
import sqlite3
import subprocess
import urllib.parse

from papers import LOA, TEXT, articles, check, loa, make, run, soon

PATIENCE_S = 20
NAME = "Cổng Thông tin điện tử"
MARK = "loaplanted"  # what an attack would show

VALUES = [
    # SQL, and the language of full-text search
    "'", "' OR '1'='1", "'; DROP TABLE comment; --", "\" OR 1=1 --", "1; ATTACH DATABASE '/tmp/x' AS x", "') UNION SELECT name FROM sqlite_master --",
    "\"", "a\" OR \"b", "NEAR(a b, 2)", "title:x", "*", "^a", "a AND OR NOT", "((((((((", "-", "{a b}:c", "a*b*", "%_%", "\\'",
    # templates, expressions, formats
    "{{site.name}}" + MARK, "{{{site.name}}}" + MARK, "{{#site}}" + MARK + "{{/site}}", "${7*191}" + MARK, "#{7*191}" + MARK, "<%= 7*191 %>" + MARK,
    "%s%s%s%n" + MARK, "%.*s" + MARK, "$(id)" + MARK, "`id`" + MARK,
    # markup and scripts
    "<%s onclick=alert(1)>" % MARK, "\"><%s>" % MARK, "'><%s>" % MARK, "</textarea><%s>" % MARK, "</script><%s>" % MARK, "<!--<%s>" % MARK,
    "&lt;%s&gt;" % MARK, "javascript:alert(1)//" + MARK, "]]><%s>" % MARK, "<sv\x00g><%s>" % MARK,
    # header fields, lines, ends
    "a\r\nX-%s: 1" % MARK, "a\nX-%s: 1" % MARK, "a\r\n\r\n<%s>" % MARK, "a\u2028X-%s: 1" % MARK, "a\x00b", "\x1b[31m", "\x7f",
    # paths
    "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "file:///etc/passwd", "..\\..\\loa.conf", "loa.conf", "//evil.example/",
    # Unicode
    "\u202e" + MARK, "\ufeff", "\ufffe", "\U0010ffff", "a" + "\u0301" * 200, "\u2066\u2069", "\u0130\u0131", "e\u0302\u0309\u0323",
    # numbers
    "-1", "0", "99999999999999999999", "1e9", "0x10", "NaN", "١٢", "",
    # sizes
    "a" * 5000, "đ " * 2000,
]
RAW = [b"\xff\xfe", b"\xc0\xaf", b"%", b"%zz", b"%u0027", b"a=b&c", b"\xed\xa0\x80"]  # as they are, behind "="

GET_FIELDS = [("/tim-kiem", ("q", "cm", "tu", "den", "tg", "sx", "trang"), {"q": "bến"}), ("/hoi-dap", ("q",), {}),
              ("/doi-ngoai/nhan-vat/", ("q", "loai", "nam", "nuoc", "trang"), {}), ("/doi-ngoai/su-kien/", ("loai", "nam", "nuoc"), {}),
              ("/doi-ngoai/quan-he/", ("ben", "voi"), {}), ("/goi-y", ("q",), {}), ("/", ("trang", "x"), {})]


def ask(method, path, body=None, headers=None, source="127.0.0.1"):
    """Status, fields and body; status 0: the connection was closed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S, source_address=(source, 0))
    try:
        connection.putrequest(method, path, skip_host="Host" in (headers or {}))
        for key, value in (headers or {}).items():
            connection.putheader(key, value)
        if body is not None:
            connection.putheader("Content-Type", "application/x-www-form-urlencoded")
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
    except (http.client.HTTPException, ConnectionError):
        return 0, {}, ""
    finally:
        connection.close()


def harmless(where, value, answer, may_close=False):
    status, fields, body = answer
    wrong = []
    if not (0 < status < 500 or (may_close and status == 0)):
        wrong.append("a fault")
    if any(MARK in key.lower() or MARK in str(fields[key]).lower() and key != "Location" for key in fields):
        wrong.append("a field of the answer comes of it")
    if "\n" in fields.get("Location", "") or fields.get("Location", "").startswith("//"):
        wrong.append("it leads elsewhere")
    if "html" in fields.get("Content-Type", "") and "<" + MARK in body.lower():
        wrong.append("markup comes of it")
    if NAME + MARK in body or "1337" + MARK in body:
        wrong.append("a template is filled by it")
    if "root:x:0" in body or "[server]" in body:
        wrong.append("a file comes of it")
    check("%s with %r" % (where, value[:60]), not wrong, (status, wrong, str(fields)))


def encode(value):
    return urllib.parse.quote(value, safe="").encode()


def test_queries():
    for path, names, others in GET_FIELDS:
        for name in names:
            rest = "".join("&%s=%s" % (key, urllib.parse.quote(text)) for key, text in others.items() if key != name)
            for value in VALUES:
                if len(value) < 4000:
                    harmless(path + "?" + name, value, ask("GET", "%s?%s=%s%s" % (path, name, encode(value).decode(), rest)))
            for raw in RAW[2:6]:
                harmless(path + "?" + name, repr(raw), ask("GET", "%s?%s=%s%s" % (path, name, raw.decode(), rest)))


def test_paths():
    for value in VALUES:
        if value and len(value) < 4000:
            for before in ("/", "/kinh-te/", "/media/", "/tinh/", "/tu-khoa/", "/doi-ngoai/nhan-vat/"):
                harmless(before, value, ask("GET", before + encode(value).decode()))


def test_fields_of_requests():
    names = ("User-Agent", "Cookie", "Accept-Language", "If-None-Match", "Range", "X-Forwarded-For", "Host")
    for value in VALUES:
        line = value.encode("utf-8")
        if any(byte in line for byte in b"\r\n\x00") or len(line) > 4000:
            continue
        for name in names:
            harmless(name, value, ask("GET", "/", headers={name: line}), may_close=True)


def post(path, fields, number, **headers):
    body = b"&".join(key.encode() + b"=" + (value if isinstance(value, bytes) else encode(value)) for key, value in fields.items())
    return ask("POST", path, body, headers, "127.0.%d.%d" % (1 + number // 200, 1 + number % 200))


def test_forms():
    """Each value from an address of its own: five comments a minute are what one may write."""
    article = str(articles("h")[0]["id"])
    forms = [("/binh-luan", {"article": article, "parent": "0", "name": "An", "text": "Chữ", "website": ""}),
             ("/cam-xuc", {"article": article, "reaction": "thich", "reader": ""})]
    n = 0
    for path, fields in forms:
        for name in fields:
            for value in VALUES + RAW:
                n += 1
                harmless("%s %s" % (path, name), str(value), post(path, {**fields, name: value}, n // 4))


def test_what_is_stored():
    """A comment is the letters that were written, and shows as such."""
    article = articles("h")[0]
    texts = ["'; DROP TABLE comment; -- %s" % MARK, "<%s>đậm</%s>" % (MARK, MARK), "{{site.name}}%s" % MARK, "%%s%%n &amp; %s" % MARK]
    for i, text in enumerate(texts):
        status = post("/binh-luan", {"article": str(article["id"]), "parent": "0", "name": text[:60], "text": text}, 2000 + i)[0]
        check("a comment of any letters is taken", status == 303, (text, status))
    found = {}
    for line in loa("comment", "h", "list", "--state", "pending", "--json")[1].splitlines():
        comment = json.loads(line)
        found[comment["text"]] = comment
    for text in texts:
        check("it is kept as it was written", text in found and found[text]["name"] == text[:60], text)
        if text in found:
            loa("comment", "h", "approve", str(found[text]["id"]))
    check("and shown as text", soon(lambda: all(text in html.unescape(page()) for text in texts)), page()[-3000:])
    check("never as markup", "<" + MARK not in page())
    check("nor as a template", NAME + MARK not in page())


def page():
    return ask("GET", urllib.parse.quote(articles("h")[0]["url"]))[2]


def tables():
    db = sqlite3.connect("file:h/loa.db?mode=ro", uri=True)
    try:
        return (db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall(),
                db.execute("SELECT count(*) FROM article").fetchone(), db.execute("PRAGMA integrity_check").fetchall())
    finally:
        db.close()


def test_hostile_values():
    global port
    make("h", "city")
    with open("bai.json", "w", encoding="utf-8") as f:
        json.dump({"title": "Bến mới đón ghe", "section": "Kinh tế", "published": "2025-03-01T08:00:00+07:00",
                   "blocks": [{"type": "paragraph", "text": TEXT}], "url": "https://bao.example/ben-moi"}, f, ensure_ascii=False)
        f.write("\n")
    code, _, err = loa("import", "h", "bai.json")
    check("an article is there", code == 0 and len(articles("h")) == 1, err)
    before = tables()
    process = subprocess.Popen([LOA, "serve", "h", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    port = int(re.search(r":(\d+)", process.stdout.readline().decode().split("http", 1)[1]).group(1))
    for test in (test_queries, test_paths, test_fields_of_requests, test_forms, test_what_is_stored):
        test()
    check("the server is well", ask("GET", "/")[0] == 200)
    process.terminate()
    _, log = process.communicate(timeout=PATIENCE_S)
    check("it ends well", process.returncode == 0, log)
    check("its log holds none of it", MARK.encode() not in log, log)
    check("the database is as it was", tables() == before, (tables(), before))
    check("and its seals hold", loa("verify", "h")[0] == 0)


port = 0
run(test_hostile_values)

#!/usr/bin/python3
"""Old addresses over HTTP: every spelling leads to the article, through new sections and takedowns, and never in a circle.
Prints "N passed, N failed".

usage: redirect.py LOA SOURCE
"""
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
PATIENCE_S = 20


class Server:
    def __init__(self, site):
        self.process = subprocess.Popen([LOA, "serve", site, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        origin = re.search(r"http://(\S+)", self.process.stdout.readline().decode()).group(1)
        self.host = origin.rstrip("/")

    def get(self, target, method="GET", host=None):
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE_S)
        connection.request(method, target, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers.get("Location")

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE_S)


def loa(*args):
    r = subprocess.run([LOA, *args], capture_output=True, timeout=PATIENCE_S)
    return r.returncode, r.stdout.decode(), r.stderr.decode()


def write_articles(path, section):
    articles = [
        {"title": "Bài của hệ thống cũ", "section": section, "url": "https://WWW.Cu.example/?p=123"},
        {"title": "Bài có chữ Việt", "section": section, "url": "https://cu.example/tin-tức/bài-một/"},
        {"title": "Bài của NukeViet", "section": section,
         "url": "https://cu.example/index.php?language=vi&nv=news&op=tin/bai-3"},
        {"title": "Bài mang số của bài khác", "section": section, "url": "https://cu.example/news/tin/abc-1.html"},
        {"title": "Bài của trang được sáp nhập", "section": section, "url": "http://khac.example/?p=123"},
    ]
    with open(path, "w", encoding="utf-8") as f:
        for a in articles:
            a["published"] = "2024-03-01T08:00:00+07:00"
            a["blocks"] = [{"type": "paragraph", "text": "Chữ của %s." % a["title"]}]
            f.write(json.dumps(a, ensure_ascii=False) + "\n")


def leads(server, article, *targets):
    for target in targets:
        status, location = server.get(target)
        check("%s leads to article %d" % (target, article),
              status == 301 and location and location.endswith("-%d.html" % article) and server.get(location)[0] == 200,
              (status, location))


def spellings(server):
    leads(server, 1, "/?p=123", "/?p=123&utm_source=zalo", "/?fbclid=a&p=123", "/index.php?p=123")
    nfd = urllib.parse.quote("/tin-tu\u031b\u0301c/ba\u0300i-mo\u0323\u0302t")
    leads(server, 2, urllib.parse.quote("/tin-tức/bài-một/"), urllib.parse.quote("/tin-tức/bài-một"), nfd, nfd + "/",
          urllib.parse.quote("/tin-tức/bài-một/").lower(), urllib.parse.quote("//tin-tức//bài-một"))
    leads(server, 3, "/index.php?language=vi&nv=news&op=tin/bai-3", "/?op=tin%2Fbai-3&nv=news&language=vi")
    leads(server, 4, "/news/tin/abc-1.html", "/news/tin/abc-1.html/", "/news/tin/abc-1.html?utm_medium=x")
    check("merged sites: each host has its own", all(
        server.get("/?p=123", host=host)[1].endswith("-%d.html" % article)
        for host, article in (("www.cu.example", 1), ("khac.example", 5), ("moi.example", 1))),
          [server.get("/?p=123", host=h) for h in ("cu.example", "khac.example")])
    check("HEAD too", server.get("/?p=123", "HEAD")[0] == 301)
    check("what never was is not found", server.get("/?p=124")[0] == 200 and server.get("/khong-co.html")[0] == 404)
    check("the home page is no old address", server.get("/?utm_source=zalo")[0] == 200)


def by_hand(server, site):
    check("add", loa("redirect", site, "add", "https://cu.example/gioi-thieu.php", "/lien-he/")[0] == 0)
    check("a path by hand", server.get("/gioi-thieu.php") == (301, "/lien-he/"), server.get("/gioi-thieu.php"))
    check("add elsewhere", loa("redirect", site, "add", "/thu", "https://khac.example/thư")[0] == 0)
    check("an address elsewhere", server.get("/thu")[1] is not None)
    code, _, err = loa("redirect", site, "add", "/lien-he/", "/gioi-thieu.php")
    check("no circle", code == 1 and "itself redirected" in err, err)
    for bad in (("/a", "/a/"), ("/", "/b"), ("/a", "javascript:alert(1)"), ("/a", "//khac.example/"), ("/a", "/b c")):
        check("refused: %s %s" % bad, loa("redirect", site, "add", *bad)[0] != 0)
    check("remove", loa("redirect", site, "remove", "https://cu.example/gioi-thieu.php/")[0] == 0 and
          server.get("/gioi-thieu.php")[0] == 404)
    check("remove what is not there", loa("redirect", site, "remove", "/gioi-thieu.php")[0] == 1)
    rows = [json.loads(line) for line in loa("redirect", site, "list", "--json")[1].splitlines()]
    check("list", {r["from"] for r in rows if r["host"] in ("cu.example", None)} == {"/?p=123", "/tin-tức/bài-một", "/?language=vi&nv=news&op=tin/bai-3",
                                                "/news/tin/abc-1.html", "/thu"}, rows)
    check("list names where", next(r for r in rows if r["from"] == "/?p=123")["article"] == 1, rows)


def from_another_site(site, folder):
    """What leads to no article goes from site to site as a list."""
    other = os.path.join(folder, "khac")
    loa("init", other)
    loa("redirect", other, "add", "/b", "/lien-he/")
    listed = loa("redirect", site, "list", "--json")[1]
    path = os.path.join(folder, "danh-sach.jsonl")
    with open(path, "w", encoding="utf-8") as f:
        f.write(listed)
        f.write('{"from":"/hai-buoc","host":"cu.example","to":"/b","article":null}\n')
        f.write('{"from":"/xau","host":null,"to":"javascript:alert(1)","article":null}\nkhông phải JSON\n')
    code, out, err = loa("redirect", other, "import", path)
    rows = {(r["host"], r["from"]): r["to"] for r in map(json.loads, loa("redirect", other, "list", "--json")[1].splitlines())}
    want = [json.loads(line) for line in listed.splitlines()]
    want = {(r["host"], r["from"]): r["to"] for r in want if not r["article"]}
    check("those of no article are there", want and all(rows.get(k) == v for k, v in want.items()), (want, rows))
    check("and none of an article", not any("?p=123" in k[1] for k in rows), rows)
    check("where an old address leads in turn is where it leads", rows.get(("cu.example", "/hai-buoc")) == "/lien-he/", rows)
    check("what is no row is named", code == 1 and err.count("line ") == 2 and "2 lỗi" in out, (code, out, err))
    again = loa("redirect", other, "import", path)[1]
    check("a second time changes nothing", again.startswith("0 thêm mới"), again)


def main():
    folder = tempfile.mkdtemp(prefix="loa-redirect-")
    site = os.path.join(folder, "site")
    data = os.path.join(folder, "bai.jsonl")
    try:
        loa("init", site)
        write_articles(data, "Tin tức")
        loa("import", site, data)
        server = Server(site)
        check("articles from elsewhere make no redirects", server.get("/news/tin/khac-9.html")[0] == 404 and
              loa("redirect", site, "list")[1] == "")
        loa("import", site, data, "--moved")
        spellings(server)
        write_articles(data, "Đối ngoại")
        loa("import", site, data)
        status, location = server.get("/?p=123")
        check("a new section", status == 301 and location.startswith("/doi-ngoai/"), location)
        by_hand(server, site)
        loa("article", site, "withdraw", "1")
        check("a withdrawn article is gone", server.get("/?p=123")[0] == 410, server.get("/?p=123"))
        loa("article", site, "restore", "1")
        check("and back", server.get("/?p=123")[0] == 301)
        server.end()
        from_another_site(site, folder)
    finally:
        shutil.rmtree(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())

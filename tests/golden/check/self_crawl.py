#!/usr/bin/python3
"""loa check --self-crawl names what a site shows to some visitors only: an honest server with banners in rotation, live
numbers, tokens and an article that comes meanwhile; then hostile ones. Prints "N passed, N failed".

usage: self_crawl.py LOA
"""
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
PATIENCE_S = 120
ROBOTS = ("Googlebot", "bingbot", "coccocbot")
PAGE = """<!DOCTYPE html><html lang="vi"><head><title>%(title)s</title><link rel="canonical" href="%(path)s"></head><body>
<a href="/">Trang chủ</a> <a href="/cau.html">Cầu Sông Quê thông xe</a> <a href="https://ban.example/">Báo bạn</a>
<p>Đang xem: %(count)d · %(count)d:%(count)02d · mã %(token)s</p>
<a href="/quang-cao/%(turn)d?phien=%(token)s">Quảng cáo %(word)s</a>
<form action="/gui?k=%(token)s"><input type="hidden" name="k" value="%(token)s"></form>%(more)s</body></html>"""
OTHERS = {
    "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /tim-kiem\n"),
    "/sitemap.xml": ("application/xml", "<?xml version=\"1.0\"?><urlset><url><loc>https://que.example/cau.html</loc></url></urlset>"),
    "/feed.rss": ("application/rss+xml", "<?xml version=\"1.0\"?><rss><channel><item><title><![CDATA[Cầu thông xe]]></title>"
                  "<description><![CDATA[<p>Lượt xem %(count)d</p>]]></description></item></channel></rss>"),
}
WORDS = ["mùa xuân", "mùa hạ", "mùa thu"]


class Site(http.server.BaseHTTPRequestHandler):
    """Shows every visitor the same, but for what `trick` adds."""
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer is one piece
    trick = None
    count = 0
    asked = set()

    def log_message(self, *_):
        pass

    def visitor(self):
        agent, referer = self.headers.get("User-Agent", ""), self.headers.get("Referer", "")
        Site.asked.add((agent, referer))
        return {"robot": any(r in agent for r in ROBOTS), "phone": "Mobile" in agent,
                "searching": "google" in referer or "coccoc" in referer}

    def do_GET(self):
        Site.count += 1
        path = self.path.split("?")[0]
        of = {"title": "Sông Quê", "path": path, "count": Site.count, "more": "", "turn": Site.count * 7 % 3,
              "token": "%016x9a" % (Site.count * 0x9e3779b97f4a7c15 % 2 ** 64), "word": WORDS[Site.count * 7 % 3]}
        who = self.visitor()
        move = Site.trick(who, path, of) if Site.trick else None
        if isinstance(move, tuple):
            return self.answer(*move)
        if move:
            return self.answer(302, "", move)
        if path in OTHERS:
            return self.answer(200, OTHERS[path][1] % of, kind=OTHERS[path][0])
        if path not in ("/", "/cau.html") and not path.startswith("/quang-cao/"):
            return self.answer(404, "<title>Không có</title>" + of["more"])
        return self.answer(200, PAGE % of)

    def answer(self, status, text, move="", kind="text/html; charset=utf-8", head=()):
        body = text.encode()
        self.send_response(status)
        for name, value in head:
            self.send_header(name, value)
        self.send_header("Set-Cookie", "phien=%d; Path=/" % Site.count)
        self.send_header("X-Request-Id", "%d" % Site.count)
        if move:
            self.send_header("Location", move)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def crawl(url, *more):
    out = subprocess.run([LOA, "check", "trang", "--self-crawl", "--url", url, "--gap", "0", "--json", *more],
                         capture_output=True, text=True, timeout=PATIENCE_S)
    return out.returncode, [json.loads(line) for line in out.stdout.splitlines()], out.stderr


def names(found, visitor, words, page=""):
    return any(visitor in f["visitor"] and words in f["found"] and f["page"].endswith(page) for f in found)


def links_for_robots(who, path, of):
    if who["robot"] and path == "/cau.html":
        of["more"] = '<a href="https://nhacai.example/%d">vào</a><a href="/rieng.html">riêng</a>' % of["count"]


def text_for_robots(who, path, of):
    if who["robot"]:
        of["more"] = '<div style="display:none">cá cược bóng đá</div>'
        of["title"] = "Cá cược"


def redirect_for_searching_phones(who, path, of):
    return "https://nhacai.example/vao" if who["phone"] and who["searching"] else None


def hidden_from_google(who, path, of):
    if who["searching"]:
        of["more"] = '<script>location="//nhacai.example"</script>'
    else:
        of["more"] = "<b>Đính chính</b>"


def to_everybody(who, path, of):
    of["more"] = '<a href="https://la.example/">lạ</a><iframe src="https://khung.example/"></iframe>'


def article_comes(who, path, of):
    if of["count"] > 4:
        of["more"] = "<b>Tin vừa tới</b>"


def missing_page_for_robots(who, path, of):
    if who["robot"] and "khong-co" in path:
        of["more"] = '<a href="https://nhacai.example/">vào</a>'


def found_for_robots(who, path, of):
    return (200, "<p>cá cược</p>") if who["robot"] and "khong-co" in path else None


def unavailable_for_robots(who, path, of):
    return (503, "<p>bảo trì</p>") if who["robot"] and path == "/cau.html" else None


def files_for_robots(who, path, of):
    if who["robot"] and path == "/robots.txt":
        return (200, OTHERS[path][1] + "Sitemap: https://nhacai.example/s.xml\n", "", "text/plain")
    if who["robot"] and path == "/sitemap.xml":
        return (200, OTHERS[path][1].replace("cau.html", "ca-cuoc.html"), "", "application/xml")
    if who["robot"] and path == "/feed.rss":
        return (200, "<?xml version='1.0'?><rss><item><title><![CDATA[Nhà cái]]></title></item></rss>", "", "application/rss+xml")
    return None


def heads_for_robots(who, path, of):
    if who["robot"] and path == "/cau.html":
        return (200, PAGE % of, "", "text/html; charset=utf-8",
                [("Link", "<https://nhacai.example/>; rel=canonical"), ("Refresh", "0; url=https://nhacai.example/")])
    return None


def tried(url, trick):
    Site.trick = trick and staticmethod(trick)
    Site.count = 0
    return crawl(url)


def hostile(url):
    code, found, err = tried(url, links_for_robots)
    check("other links for robots: exit 1", code == 1, (code, err))
    for robot in ("Googlebot", "Googlebot phone", "Bingbot", "coccocbot"):
        check("%s's link is named with its page" % robot, names(found, robot, "/rieng.html", "/cau.html"), found)
    check("its unapproved address too", names(found, "Googlebot", "nhacai.example"), found)
    check("and nobody else is named", not [f for f in found if "bot" not in f["visitor"]], found)
    code, found, err = tried(url, text_for_robots)
    check("hidden text for robots: exit 1", code == 1, err)
    check("it is named", names(found, "Bingbot", "text cá cược bóng đá"), found)
    check("and the title", names(found, "Bingbot", "title Cá cược"), found)
    check("that readers have another", names(found, "Bingbot", "hidden from this visitor: title Sông Quê"), found)
    code, found, err = tried(url, redirect_for_searching_phones)
    check("a redirect for phones from a search engine: exit 1", code == 1, err)
    for phone in ("phone from Google", "phone from Cốc Cốc"):
        check("%s is led away" % phone, names(found, phone, "redirect 302 to https://nhacai.example/vao", "/"), found)
    check("and nobody else", {f["visitor"] for f in found} == {"phone from Google", "phone from Cốc Cốc"}, found)
    code, found, err = tried(url, hidden_from_google)
    check("an inline script for some", names(found, "browser from Google", "script (inline)"), found)
    check("what they are not shown", names(found, "browser from Google", "hidden from this visitor: text Đính"), found)
    code, found, err = tried(url, to_everybody)
    check("what nobody should see: exit 1", code == 1, err)
    check("a link that the ledger does not know", names(found, "browser", "https://la.example/: not approved"), found)
    check("a foreign frame", names(found, "browser", "frame https://khung.example/: not the site's own"), found)


def unlinked(url):
    """What is no page: errors, robots.txt, sitemaps, feeds; and what stands before a page."""
    code, found, err = tried(url, missing_page_for_robots)
    check("a link on the page of what is missing", code == 1 and names(found, "Googlebot", "nhacai.example"), (found, err))
    code, found, err = tried(url, found_for_robots)
    check("a page that only robots find", code == 1 and names(found, "Bingbot", "answer 200") and
          names(found, "Bingbot", "hidden from this visitor: answer 404"), (found, err))
    code, found, err = tried(url, unavailable_for_robots)
    check("a page that robots are refused", code == 1 and names(found, "coccocbot", "answer 503", "/cau.html"), (found, err))
    code, found, err = tried(url, files_for_robots)
    check("another robots.txt", names(found, "Googlebot", "Sitemap: https://nhacai.example/s.xml", "/robots.txt"), (found, err))
    check("another sitemap", names(found, "Googlebot", "ca-cuoc.html", "/sitemap.xml"), (found, err))
    check("another feed, in CDATA", names(found, "Googlebot", "Nhà cái", "/feed.rss"), (found, err))
    code, found, err = tried(url, heads_for_robots)
    check("another canonical address in the head", names(found, "Googlebot", "head link: <https://nhacai.example/>", "/cau.html"), found)
    check("a redirect in the head", names(found, "Googlebot", "nhacai.example/: not approved", "/cau.html"), found)


def main():
    os.chdir(tempfile.mkdtemp(prefix="loa-self-crawl-"))
    subprocess.run([LOA, "init", "trang"], capture_output=True, timeout=PATIENCE_S, check=True)
    subprocess.run([LOA, "link", "trang", "approve", "ban.example"], capture_output=True, timeout=PATIENCE_S, check=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = "http://127.0.0.1:%d" % server.server_address[1]
    code, found, err = tried(url, None)
    check("an honest site has no difference: exit 0", code == 0 and not found, (found, err))
    agents = {agent for agent, _ in Site.asked}
    check("it was seen as robots, a desktop and a phone", all(any(r in a for a in agents) for r in ROBOTS + ("Mobile",)),
          agents)
    check("and from search engines", {r for _, r in Site.asked} > {""}, Site.asked)
    code, found, err = tried(url, article_comes)
    check("news that comes meanwhile is none either", code == 0 and not found, (found, err))
    hostile(url)
    unlinked(url)
    server.shutdown()
    server.server_close()
    code, _, err = crawl(url)
    check("a site that does not answer", code == 1 and url in err, err)
    check("no address", crawl("ftp://a.example/")[0] == 1)
    out = subprocess.run([LOA, "check", "trang", "--pages", "3"], capture_output=True, text=True, timeout=PATIENCE_S)
    check("--pages without --self-crawl is misuse", out.returncode == 2, out.stderr)
    return summary()


if __name__ == "__main__":
    sys.exit(main())

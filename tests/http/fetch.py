#!/usr/bin/python3
"""loa fetch and loa source against newspapers that this program plays: polling, rules of Decree 147/2024, duplicates,
originals that change and go, OPML. Prints "N passed, N failed".

usage: fetch.py LOA SOURCE
"""
import hmac
import http.server
import json
import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from papers import (BASE, LOA, SOURCE, TEXT, TEXT2, Server, Site, articles, check, events, fetch, item, loa, make, pages, rss, run, seen,
                    soon, sources)


def test_polling():
    make("a", "city")
    pages["/rss"] = (200, {"ETag": '"v1"', "Content-Type": "application/rss+xml"},
                     rss("Báo Sông Ngân", item(1, "Chợ nổi mở cửa", TEXT), item(2, "Thêm xe buýt", TEXT2)))
    code, out, err = loa("source", "a", "add", BASE + "/rss", "--name", "Báo Sông Ngân")
    check("a source is added", code == 0 and out.strip() == "1", out + err)
    check("twice is refused", loa("source", "a", "add", BASE + "/rss")[0] == 1)
    check("what is no address is a misuse", loa("source", "a", "add", "file:///etc/passwd")[0] == 2)
    code, got, err = fetch("a")
    check("it is polled", code == 0 and got.get("created") == 2, (code, got, err))
    listed = articles("a")
    check("its entries are articles", sorted(x["title"] for x in listed) == ["Chợ nổi mở cửa", "Thêm xe buýt"], listed)
    pages["/rss"] = lambda h: (304, {}, b"") if h.get("If-None-Match") == '"v1"' else (500, {}, b"")
    code, got, err = fetch("a")
    check("asked again with its ETag: nothing new", code == 0 and got["created"] == 0 and got["failed"] == 0, (got, err))
    check("the source says when", sources("a")[0]["fetched"] and sources("a")[0]["next"], sources("a"))
    pages["/rss"] = (200, {}, rss("Báo Sông Ngân", item(1, "Chợ nổi mở cửa lại", TEXT), item(2, "Thêm xe buýt", TEXT2)))
    code, got, err = fetch("a")
    check("a changed entry is a new revision", got["created"] == 0 and got["updated"] == 1, (got, err))
    check("with the same article", sorted(x["title"] for x in articles("a")) == ["Chợ nổi mở cửa lại", "Thêm xe buýt"])
    pages["/rss"] = (503, {"Retry-After": "7200"}, b"")
    code, got, err = fetch("a")
    check("an error is told, exit 1", code == 1 and got["failed"] == 1 and "503" in err, (code, got, err))
    before = len(seen)
    code, got, err = fetch("a", "--due")
    check("and it is left alone for a while", got["feeds"] == 0 and len(seen) == before, got)
    next_at = time.mktime(time.strptime(sources("a")[0]["next"][:19], "%Y-%m-%dT%H:%M:%S"))
    now = time.mktime(time.gmtime()) + 7 * 3600
    check("for as long as it asks", 7000 < next_at - now < 90000, next_at - now)
    pages["/rss"] = (301, {"Location": "/new"}, b"")
    pages["/new"] = (200, {}, rss("Báo Sông Ngân", item(3, "Tin mới", TEXT + " Ba.")))
    code, got, err = fetch("a")
    check("a permanent redirect", got["created"] == 1 and sources("a")[0]["feed"] == BASE + "/new", (got, sources("a")))
    pages["/new"] = (200, {"Content-Type": "text/html"}, "<html><body>Không phải nguồn tin</body></html>")
    code, got, err = fetch("a")
    check("a page that is no feed is told", code == 1 and "no feed" in err, err)
    pages["/new"] = (410, {}, b"")
    fetch("a")
    check("410 ends it", sources("a")[0]["paused"], sources("a"))
    check("everything is in the log", {"moved", "gone", "error"} <= {x["kind"] for x in events("a")}, events("a"))


def test_pictures():
    with open(os.path.join(SOURCE, "demo/pictures", sorted(os.listdir(SOURCE + "/demo/pictures"))[0]), "rb") as f:
        picture = f.read()
    pages["/anh.jpg"] = (200, {"Content-Type": "image/jpeg"}, picture)
    make("i", "city")
    pages["/i"] = (200, {}, rss("Ảnh", item("i1", "Có ảnh", TEXT, extra="<enclosure url=\"/anh.jpg\" type=\"image/jpeg\" length=\"1\"/>")))
    loa("source", "i", "add", BASE + "/i")
    code, got, err = fetch("i")
    server = Site("i")
    page = server.get(articles("i")[0]["url"])[1]
    check("pictures are taken into the site", got["created"] == 1 and "/media/" in page and "/anh.jpg" not in page, err)
    server.end()
    check("and asked for once", [s[0] for s in seen].count("/anh.jpg") == 1)
    check("a source without a name goes by its feed's", sources("i")[0]["name"] == "Ảnh" and "Ảnh" in page, sources("i"))
    loa("source", "i", "set", "1", "--name", "Báo Ảnh")
    fetch("i")
    check("its owner's name stays", sources("i")[0]["name"] == "Báo Ảnh", sources("i"))
    loa("source", "i", "set", "1", "--name", "")
    fetch("i")
    check("and is given back", sources("i")[0]["name"] == "Ảnh", sources("i"))


def test_robots():
    pages["/robots.txt"] = (200, {}, "User-agent: Loa\nDisallow: /cam\n")
    pages["/cam/rss"] = (200, {}, rss("Cấm", item(9, "Cấm", TEXT)))
    loa("source", "a", "add", BASE + "/cam/rss", "--name", "Cấm")
    before = len(seen)
    code, got, err = fetch("a")
    check("robots.txt is obeyed", code == 1 and "robots.txt" in err and "/cam/rss" not in [s[0] for s in seen[before:]], err)
    del pages["/robots.txt"]
    loa("source", "a", "remove", "2")


def test_guard():
    make("g", "city")
    with open("g/loa.conf", encoding="utf-8") as f:
        text = f.read()
    with open("g/loa.conf", "w", encoding="utf-8") as f:
        f.write(text.replace("allow_loopback = yes", "allow_loopback = no"))
    loa("source", "g", "add", BASE + "/rss")
    before = len(seen)
    code, got, err = fetch("g")
    check("no feed of this machine without the operator's leave", code == 1 and "public internet" in err and len(seen) == before, err)


def test_rules():
    make("t", "aggregator")
    check("the rules are on", "60 phút" in loa("source", "t", "rules")[1], loa("source", "t", "rules"))
    pages["/t1"] = (200, {}, rss("Một", item("t1", "Chợ nổi mở cửa", TEXT, 30), item("t2", "Thêm xe buýt", TEXT2, 300)))
    code, out, err = loa("source", "t", "add", BASE + "/t1", "--name", "Báo Một", "--press", "yes")
    check("the want of an agreement is told at once", code == 0 and "thỏa thuận" in err and "3" in err, err)
    code, got, err = fetch("t")
    check("without agreement all is held", got["created"] == 0 and got["held"] == 2, (got, err))
    check("and the reason is reported", "chưa có thỏa thuận" in loa("source", "t", "report")[1], loa("source", "t", "report")[1])
    check("fewer than three press agencies are warned of", "1 nguồn báo chí" in err, err)
    code, out, err = loa("source", "t", "set", "1", "--agreement", "12/2026/TT", "--agreed", "2024-01-01", "--until", "2025-01-01",
                         "--scope", "teaser")
    check("an expired one does not help", "hết hạn" in err, err)
    check("nor one that begins tomorrow", "hiệu lực từ" in loa("source", "t", "set", "1", "--agreed", "2099-01-01", "--until", "none")[2])
    loa("source", "t", "set", "1", "--agreed", "2024-01-01")
    code, got, err = fetch("t")
    check("with one, what was held is published", got["created"] == 2, (got, err))
    listed = articles("t")
    check("an hour after the original: the young one waits", len(listed) >= 1, listed)
    server = Site("t")
    status, home = server.get("/")
    check("it is not on the home page yet", "Thêm xe buýt" in home and "Chợ nổi mở cửa" not in home, home[:300])
    url = [x["url"] for x in listed if x["title"] == "Thêm xe buýt"][0]
    status, page = server.get(url)
    check("source, link, writer and time are shown",
          status == 200 and "Báo Một" in page and BASE + "/bai/t2.html" in page and "Nguyễn An" in page and "<time" in page, page[:500])
    check("no comments are taken", "binh-luan" not in page, "")
    server.end()
    loa("source", "t", "add", BASE + "/t2", "--name", "Báo Hai", "--press", "yes", "--agreement", "2", "--agreed", "2024-01-01",
        "--scope", "teaser")
    code, out, err = loa("source", "t", "add", BASE + "/t3", "--name", "Báo Ba", "--press", "yes", "--agreement", "3", "--agreed",
                         "2024-01-01", "--scope", "full")
    check("three press agencies are enough", "nguồn báo chí" not in err, err)


def test_hold_of_any_way_in():
    fresh = {"title": "Nhập từ tệp", "published": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 600)),
             "source": {"name": "Báo Khác", "url": "https://khac.vn/1"}, "blocks": [{"type": "paragraph", "text": TEXT}]}
    with open("fresh.json", "w", encoding="utf-8") as f:
        json.dump(fresh, f)
    code, out, err = loa("import", "t", "fresh.json")
    check("an aggregated article is imported", code == 0, err)
    server = Site("t")
    check("and waits its hour too", "Nhập từ tệp" not in server.get("/")[1])
    server.end()


def test_duplicates():
    pages["/t2"] = (200, {}, rss("Hai", item("x1", "Thêm xe buýt", TEXT2, 290, link=BASE + "/hai/xe-buyt.html"),
                                 item("x2", "Khác hẳn", "Một chuyện khác: trường làng bên kia sông khai giảng sớm một tuần so với lịch.", 400)))
    code, got, err = fetch("t")
    check("the same words from another feed are merged", got["merged"] == 1 and got["created"] == 1, (got, err))
    same = [x for x in articles("t") if x["title"] == "Thêm xe buýt"]
    check("one article", len(same) == 1, same)
    server = Site("t")
    page = server.get(same[0]["url"])[1]
    check("with both sources and their links", "Báo Một" in page and "Báo Hai" in page and BASE + "/hai/xe-buyt.html" in page, "")
    server.end()
    code, got, err = fetch("t")
    check("again nothing changes", (got["merged"], got["created"], got["updated"]) == (0, 0, 0), got)


def article_page(title, text):
    return ("<!DOCTYPE html><html lang=\"vi\"><head><title>%s - Báo Ba</title></head><body><article><h1>%s</h1>%s</article></body></html>"
            % (title, title, "".join("<p>%s</p>" % t for t in text)))


LONG = [TEXT + " " + TEXT2, "Ông Trần Bình, trưởng ban quản lý bến, cho biết mỗi ngày có chừng hai trăm lượt ghe cập bến để bán rau.",
        "Bà con hai bên bờ mong con đường dẫn xuống bến sớm được trải nhựa để xe ba gác ra vào cho dễ."]


def test_full_text_and_originals():
    full = article_page("Bến mới đón ghe", LONG)
    pages["/bai/f1.html"] = (200, {"Content-Type": "text/html; charset=utf-8"}, full)
    pages["/t3"] = (200, {}, rss("Ba", item("f1", "Bến mới đón ghe", "Bến mới đón những chuyến ghe đầu tiên trong mùa nước năm nay.", 500)))
    code, got, err = fetch("t")
    check("a teaser with leave for the full text", got["created"] == 1, (got, err))
    mine = [x for x in articles("t") if x["title"] == "Bến mới đón ghe"][0]
    server = Site("t")
    check("the whole text is taken from the page", "trải nhựa" in server.get(mine["url"])[1])
    pages["/bai/t2.html"] = (200, {}, article_page("Thêm xe buýt", [TEXT2] * 3))
    pages["/hai/xe-buyt.html"] = pages["/bai/t2.html"]
    pages["/bai/t1.html"] = pages["/bai/x2.html"] = (500, {}, b"")
    code, got, err = fetch("t", "--check")
    check("originals that are there stay", got["withdrawn"] == 0, (got, err))
    pages["/bai/f1.html"] = (200, {"Content-Type": "text/html; charset=utf-8"},
                             article_page("Bến mới đón ghe", LONG + ["Đính chính: bến mở từ sáu giờ sáng, không phải bảy giờ như tin trước."]))
    code, got, err = fetch("t", "--check")
    check("changed there, a new revision here", got["updated"] == 1 and soon(lambda: "Đính chính: bến mở" in server.get(mine["url"])[1]), (got, err))
    pages["/bai/f1.html"] = (410, {}, b"")
    code, got, err = fetch("t", "--check")
    check("withdrawn there, withdrawn here", got["withdrawn"] == 1 and soon(lambda: server.get(mine["url"])[0] == 410), (got, err))
    pages["/bai/f1.html"] = (503, {}, b"")
    check("a server in trouble says nothing", fetch("t", "--check")[1]["restored"] == 0)
    pages["/bai/f1.html"] = (200, {"Content-Type": "text/html; charset=utf-8"}, full)
    code, got, err = fetch("t", "--check")
    check("back there, back here", got["restored"] == 1 and soon(lambda: server.get(mine["url"])[0] == 200), (got, err))
    pages["/bai/t2.html"] = (404, {}, b"")
    code, got, err = fetch("t", "--check")
    two = [x for x in articles("t") if x["title"] == "Thêm xe buýt"][0]
    check("one of two sources gone: it stays", got["withdrawn"] == 0 and server.get(two["url"])[0] == 200, (got, err))
    pages["/"] = (200, {}, "<html><head><title>Trang nhất</title></head><body>Trang nhất</body></html>")
    pages["/hai/xe-buyt.html"] = (302, {"Location": "/"}, b"")
    code, got, err = fetch("t", "--check")
    check("the last leads to the front page: it goes", got["withdrawn"] == 1 and soon(lambda: server.get(two["url"])[0] == 410), (got, err))
    kinds = {x["kind"] for x in events("t")}
    check("all of it is in the log", {"held", "released", "merged", "changed", "withdrawn", "restored", "source-gone"} <= kinds, kinds)
    server.end()


def test_misbehaving():
    make("m", "city")
    pages["/loop"] = (302, {"Location": "/loop"}, b"")
    pages["/inner"] = (302, {"Location": "http://10.0.0.1/"}, b"")
    pages["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    pages["/half"] = (200, {}, rss("Nửa", item("h1", "Trước chỗ hỏng", TEXT), item("h2", "Hỏng", TEXT2))[:-60])
    pages["/empty"] = (200, {}, b"")
    for path in ("/loop", "/inner", "/file", "/half", "/empty", "/nothing"):
        loa("source", "m", "add", BASE + path, "--name", path)
    code, got, err = fetch("m")
    lines = {path: [l for l in err.splitlines() if " %s (" % path in l] for path in ("/loop", "/inner", "/file", "/empty", "/nothing")}
    check("each failure has one clear line", all(len(v) == 1 for v in lines.values()), err)
    check("and what stood before the fault is kept", got["created"] == 1 and got["failed"] == 5, got)
    check("the fault is remembered", "line" in [s for s in sources("m") if s["name"] == "/half"][0]["error"], sources("m"))


def test_opml():
    make("o", "city")
    with open("list.opml", "w", encoding="utf-8") as f:
        f.write('<?xml version="1.0"?><opml version="1.0"><head/><body><outline text="Thể thao"><outline text="Báo A" '
                'xmlUrl="https://a.vn/rss" htmlUrl="https://a.vn/"/></outline><outline title="Báo B" xmlUrl="https://b.vn/rss?a=1&b=2"/>'
                '<outline text="Hỏng" xmlUrl="ftp://x/"/></body></opml>')
    code, out, err = loa("source", "o", "import", "list.opml")
    check("OPML comes in", code == 1 and "thêm 2" in out and "ftp://x/" in err, out + err)
    mine = sources("o")
    check("with sections and addresses", [(s["name"], s["section"], s["feed"]) for s in mine] == [
        ("Báo A", "the-thao", "https://a.vn/rss"), ("Báo B", "", "https://b.vn/rss?a=1&b=2")], mine)
    check("twice changes nothing", "thêm 0, đã có 2" in loa("source", "o", "import", "list.opml")[1])
    make("p", "city")
    with open("out.opml", "w", encoding="utf-8") as f:
        f.write(loa("source", "o", "export")[1])
    loa("source", "p", "import", "out.opml")
    check("and out, and in again", [(s["name"], s["section"], s["feed"]) for s in sources("p")] == [
        ("Báo B", "", "https://b.vn/rss?a=1&b=2"), ("Báo A", "the-thao", "https://a.vn/rss")], sources("p"))
    loa("section", "o", "add", "--name", "Kinh tế, tài chính", "--slug", "kinh-te")
    loa("source", "o", "set", "1", "--agreement", "12/2026/TT-\"SN\"", "--agreed", "2026-01-15", "--until", "2027-01-15", "--scope", "full",
        "--hold", "90", "--press", "yes", "--logo", "https://a.vn/logo.png", "--map", "Kinh tế=kinh-te,50%=the-thao")
    loa("source", "o", "set", "2", "--name", "", "--pause", "yes")
    with open("terms.opml", "w", encoding="utf-8") as f:
        f.write(loa("source", "o", "export")[1])
    make("q", "city")
    code, out, err = loa("source", "q", "import", "terms.opml")
    kept = ("name", "named", "logo", "feed", "site", "section", "sections", "press", "paused", "agreement", "agreed", "until", "scope",
            "hold_minutes")
    terms = [sorted([{k: s[k] for k in kept} for s in sources(site)], key=lambda s: s["feed"]) for site in ("o", "q")]
    check("with all its terms", code == 0 and terms[0] == terms[1] and terms[0][0]["scope"] == "full" and terms[0][0]["hold_minutes"] == 90
          and "50%\tthe-thao" in terms[0][0]["sections"] and not terms[0][1]["named"], (terms, out, err))
    check("its sections too", "Kinh tế, tài chính" in loa("section", "q", "list")[1], loa("section", "q", "list")[1])
    check("out of there it is the same list", sorted(loa("source", "q", "export")[1].splitlines()) ==
          sorted(loa("source", "o", "export")[1].splitlines()))
    code, out, err = loa("source", "o", "import", "fetch.none")
    check("a file that is not there is told", code == 1 and "fetch.none" in err, err)
    with open("bad.opml", "w", encoding="utf-8") as f:
        f.write("<opml><body>\n<outline></body></opml>")
    check("what is not well-formed is told with its line", "line 2" in loa("source", "o", "import", "bad.opml")[2])


class Hub(http.server.BaseHTTPRequestHandler):
    """A hub: verifies intent as WebSub asks, and tells subscribers what is new."""
    subscriptions = {}  # topic -> (callback, secret)
    verdicts = []       # (mode, status, echoed)
    reject = False

    def log_message(self, *args):
        pass

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        one = {k: v[0] for k, v in form.items()}
        self.send_response(500 if Hub.reject else 202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if not Hub.reject:
            threading.Thread(target=self.verify, args=(one,), daemon=True).start()

    @staticmethod
    def verify(one):
        status, body = call(one["hub.callback"] + "?" + urllib.parse.urlencode(
            {"hub.mode": one["hub.mode"], "hub.topic": one["hub.topic"], "hub.challenge": "thử-thách 1", "hub.lease_seconds": 864000}))
        Hub.verdicts.append((one["hub.mode"], status, body))
        if status == 200 and one["hub.mode"] == "subscribe":
            Hub.subscriptions[one["hub.topic"]] = (one["hub.callback"], one["hub.secret"])


def call(url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def tell(topic, body, method="sha256", secret=None):
    callback, own = Hub.subscriptions[topic]
    digest = hmac.new((secret or own).encode(), body, method).hexdigest()
    return call(callback, body, {"X-Hub-Signature": "%s=%s" % (method, digest), "Content-Type": "application/rss+xml"})


def test_websub():
    hub = Server(("127.0.0.1", 0), Hub)
    threading.Thread(target=hub.serve_forever, daemon=True).start()
    hub_url = "http://127.0.0.1:%d/" % hub.server_address[1]
    port = free_port()
    make("w", "city")
    with open("w/loa.conf", encoding="utf-8") as f:
        text = f.read()
    with open("w/loa.conf", "w", encoding="utf-8") as f:
        f.write(text.replace("origin = \n", "origin = http://127.0.0.1:%d\n" % port))
    topic = BASE + "/ws"
    links = "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"%s\"/><atom:link " \
            "xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"self\" href=\"%s\"/>" % (hub_url, topic)
    pages["/ws"] = (200, {}, rss("Báo Đẩy", links, item("w1", "Tin một", TEXT)))
    loa("source", "w", "add", topic, "--name", "Báo Đẩy")
    server = Site("w", "127.0.0.1:%d" % port)
    check("the server polls by itself", soon(lambda: [x["title"] for x in articles("w")] == ["Tin một"]), articles("w"))
    check("and subscribes", soon(lambda: sources("w")[0]["hub_state"] == "on"), (sources("w"), Hub.verdicts))
    check("the challenge is echoed", Hub.verdicts[:1] == [("subscribe", 200, "thử-thách 1")], Hub.verdicts)
    check("the lease is the hub's", sources("w")[0]["hub_until"] is not None)
    pages["/ws"] = (200, {}, rss("Báo Đẩy", links, item("w1", "Tin một", TEXT), item("w2", "Tin hai", TEXT2)))
    before = len(seen)
    check("a wrong signature is answered alike", tell(topic, b"<rss/>", secret="khác")[0] == 202)
    check("no signature too", call(Hub.subscriptions[topic][0], b"<rss/>")[0] == 202)
    time.sleep(6)
    check("and does nothing", len(seen) == before, seen[before:])
    check("a signed one brings the feed at once", tell(topic, b"<rss/>")[0] == 202 and soon(lambda: len(articles("w")) == 2), articles("w"))
    pages["/ws"] = (200, {}, rss("Báo Đẩy", links, item("w3", "Tin ba", TEXT + " Ba.")))
    check("sha1 as well", tell(topic, b"x" * 1000, "sha1")[0] == 202 and soon(lambda: len(articles("w")) == 3), articles("w"))
    origin = "http://127.0.0.1:%d" % port
    check("nobody else can subscribe it", call(origin + "/websub/0123?hub.mode=subscribe&hub.topic=x&hub.challenge=y")[0] == 404)
    callback = Hub.subscriptions[topic][0]
    check("nor to another topic", call(callback + "?hub.mode=subscribe&hub.topic=x&hub.challenge=y")[0] == 404)
    check("nor end it", call(callback + "?" + urllib.parse.urlencode(
        {"hub.mode": "unsubscribe", "hub.topic": topic, "hub.challenge": "y"}))[0] == 404)
    check("it is asked for once", [v[0] for v in Hub.verdicts] == ["subscribe"], Hub.verdicts)
    loa("source", "w", "remove", "1")
    check("a removed source is unsubscribed", soon(lambda: ("unsubscribe", 200, "thử-thách 1") in Hub.verdicts), Hub.verdicts)
    check("what still comes is told to end", tell(topic, b"<rss/>")[0] == 410)
    Hub.reject = True
    loa("source", "w", "add", topic, "--name", "Báo Đẩy")
    check("a hub that refuses is remembered", soon(lambda: sources("w")[0]["hub_state"] == "denied"), sources("w"))
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True).stdout.split()
    server.end()
    check("the fetcher ends with the server", len(children) == 1 and soon(lambda: not os.path.exists("/proc/" + children[0].decode())), children)


run(test_polling, test_pictures, test_robots, test_guard, test_rules, test_hold_of_any_way_in, test_duplicates, test_full_text_and_originals, test_misbehaving, test_opml, test_websub)

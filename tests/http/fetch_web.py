#!/usr/bin/python3
"""What newspapers on the web do, well-meant or not, and what `loa fetch` makes of it: pages that come later, wrong clocks, new ids,
pages taken down without a word of HTTP, hubs that do not answer. Prints "N passed, N failed".

usage: fetch_web.py LOA SOURCE
"""
import http.server
import os
import subprocess
import threading
import time
import urllib.parse
import zlib

import papers
from papers import BASE, LOA, TEXT, TEXT2, Server, Site, articles, check, events, fetch, item, loa, make, pages, rss, run, seen, soon, sources

WHOLE = [TEXT + " " + TEXT2, "Ông Trần Bình, trưởng ban quản lý bến, cho biết mỗi ngày có chừng hai trăm lượt ghe cập bến để bán rau.",
         "Bà con hai bên bờ mong con đường dẫn xuống bến sớm được trải nhựa để xe ba gác ra vào cho dễ.",
         "Đội dân phòng chia hai ca canh mặt sông từ bốn giờ sáng, phát áo phao cho khách qua đò."]


def html(title, paragraphs, more=""):
    return (200, {"Content-Type": "text/html; charset=utf-8"},
            "<!DOCTYPE html><html lang=\"vi\"><head><title>%s - Báo Sông</title></head><body><nav><a href=\"/\">Trang chủ</a></nav>"
            "<article><h1>%s</h1>%s</article>%s</body></html>" % (title, title, "".join("<p>%s</p>" % p for p in paragraphs), more))


def listing():
    rows = "".join("<li><h3><a href=\"/thoi-su/tin-%d.html\">Tin số %d về đời sống ven sông mùa nước lên</a></h3><p>Tóm tắt tin số %d, vài dòng.</p></li>"
                   % (i, i, i) for i in range(30))
    return (200, {"Content-Type": "text/html; charset=utf-8"}, "<!DOCTYPE html><html><head><title>Thời sự - Báo Sông</title></head><body>"
            "<h1>Thời sự</h1><ul>%s</ul></body></html>" % rows)


def full(site, path, name):
    loa("source", site, "add", BASE + path, "--name", name, "--scope", "full", "--agreement", "1", "--agreed", "2024-01-01")


def body_of(site, server):
    return [server.get(x["url"])[1] for x in articles(site)]


def test_whole_text():
    make("w1", "city")
    full("w1", "/w1", "Báo Sông")
    encoded = "<content:encoded><![CDATA[<p>%s</p>]]></content:encoded>" % TEXT
    pages["/w1"] = (200, {}, rss("Sông", item("a", "Bến mới đón ghe", TEXT, 300, encoded), item("b", "Thêm xe buýt ra vùng ven", TEXT2, 290)))
    pages["/bai/a.html"] = html("Bến mới đón ghe", WHOLE)
    pages["/bai/b.html"] = (503, {}, b"")
    code, got, err = fetch("w1")
    server = Site("w1")
    check("a teaser in the element of the whole text is one", got["created"] == 2 and sum("áo phao" in b for b in body_of("w1", server)) == 1,
          (got, err))
    check("a page in trouble leaves the teaser", any(TEXT2[:40] in b for b in body_of("w1", server)))
    pages["/bai/b.html"] = html("Thêm xe buýt ra vùng ven", [TEXT2] + WHOLE)
    code, got, err = fetch("w1", "--check")
    check("and comes with the next look at it", got["updated"] == 1 and soon(lambda: sum("áo phao" in b for b in body_of("w1", server)) == 2), got)
    check("once", fetch("w1", "--check")[1]["updated"] == 0)
    server.end()


WALL = ["Vui lòng bật JavaScript và cookie rồi tải lại trang này.", "Hệ thống đang kiểm tra trình duyệt của bạn trước khi cho truy cập báo.",
        "Việc này thường mất chừng năm giây; nếu quá lâu, xin liên hệ ban quản trị kèm mã số của phiên làm việc."] * 3


def test_walls():
    make("w9", "city")
    full("w9", "/w9", "Báo Sông")
    pages["/w9"] = (200, {}, rss("Sông", item("k", "Bến mới đón ghe", TEXT, 300), item("m", "Không tìm thấy ghe chìm ở ngã ba", TEXT2, 290)))
    pages["/bai/k.html"] = html("Xin chờ một chút", WALL)
    pages["/bai/m.html"] = html("Không tìm thấy ghe chìm ở ngã ba", [TEXT2])
    code, got, err = fetch("w9")
    server = Site("w9")
    check("a wall for robots is no whole text", got["created"] == 2 and not any("cookie" in b for b in body_of("w9", server)), (got, err))
    pages["/bai/k.html"] = html("Bến mới đón ghe", WHOLE)
    fetch("w9", "--check")
    check("the page behind it is", soon(lambda: any("áo phao" in b for b in body_of("w9", server))))
    pages["/bai/k.html"] = html("Xin chờ một chút", WALL)
    code, got, err = fetch("w9", "--check")
    check("nor a new one, at night", got["updated"] == 0 and any(x["kind"] == "unlike" for x in events("w9")) and
          "Bến mới đón ghe" in [x["title"] for x in articles("w9")], (got, events("w9")))
    check("a short article whose title only sounds like it stays", got["withdrawn"] == 0 and len(articles("w9")) == 2, articles("w9"))
    server.end()
    check("a logo that is no address is a misuse", loa("source", "w9", "set", "1", "--logo", "javascript:alert(1)")[0] == 2)


def test_clocks_and_ids():
    make("w2", "city")
    loa("source", "w2", "add", BASE + "/w2", "--name", "Báo Sông")
    pages["/w2"] = (200, {}, rss("Sông", item("a", "Tin từ ngày mai", TEXT, -600), item("b", "Thêm xe buýt", TEXT2, 290),
                                 item("c", "Bấm vào đây", TEXT + " Ba.", 200, link="javascript:alert(1)"),
                                 item("d", "Tệp trên máy", TEXT + " Bốn.", 200, link="file:///etc/passwd")))
    code, got, err = fetch("w2")
    check("what has no address on the web is no article", got["created"] == 2, (got, err))
    check("an entry dated tomorrow is out today", sorted(x["title"] for x in articles("w2")) == ["Thêm xe buýt", "Tin từ ngày mai"], articles("w2"))
    pages["/w2"] = (200, {}, rss("Sông", item("b", "Thêm ba tuyến xe buýt", TEXT2 + " Có sửa.", 290).replace("bai-b<", "bai-khac<")))
    code, got, err = fetch("w2")
    check("an entry under a new id is the same, and its new text is taken", (got["created"], got["updated"]) == (0, 1) and
          "Thêm ba tuyến xe buýt" in [x["title"] for x in articles("w2")], (got, articles("w2")))


def test_sections():
    make("w10", "city")
    for name in ("Tin tức", "Kinh tế"):
        loa("section", "w10", "add", "--name", name)
    slugs = [s["slug"] for s in (papers.json.loads(line) for line in loa("section", "w10", "list", "--json")[1].splitlines())]
    check("there are sections to map to", len(slugs) >= 2, slugs)
    code, out, err = loa("source", "w10", "add", BASE + "/w10", "--name", "Báo Sông", "--section", slugs[0], "--map", "kinh TẾ=" + slugs[1])
    check("a mapping is taken", code == 0, err)
    check("one to no section is not", loa("source", "w10", "set", "1", "--map", "Kinh tế=khong-co")[0] == 2)
    pages["/w10"] = (200, {}, rss("Sông", item("a", "Chợ nổi mở cửa", TEXT, 200),
                                  item("b", "Đội bóng thắng trận", TEXT2, 210).replace("<category>Kinh tế</category>", "<category>Thể thao</category>")))
    fetch("w10")
    urls = {x["title"]: x["url"] for x in articles("w10")}
    check("a category that is mapped leads there", urls.get("Chợ nổi mở cửa", "").startswith("/%s/" % slugs[1]), urls)
    check("the others into the source's own section", urls.get("Đội bóng thắng trận", "").startswith("/%s/" % slugs[0]), urls)


def test_taken_down():
    make("w3", "city")
    loa("source", "w3", "add", BASE + "/w3", "--name", "Báo Sông")
    names = {"list": "Tin bị dẫn về chuyên mục", "soft": "Tin bị gỡ mà vẫn trả lời 200", "move": "Tin đổi địa chỉ", "slow": "Tin ở máy chủ chậm",
             "deny": "Tin sau tường phí", "talk": "Bài viết không tồn tại trong ký ức"}
    words = {"list": TEXT, "soft": TEXT2, "move": WHOLE[1], "slow": WHOLE[2], "deny": WHOLE[3], "talk": TEXT[::1] + " Hai năm sau."}
    address = lambda n: BASE + "/thoi-su/%s.html" % n
    pages["/w3"] = (200, {}, rss("Sông", *[item(n, t, words[n], 400, link=address(n)) for n, t in names.items()]))
    for n, t in names.items():
        pages["/thoi-su/%s.html" % n] = html(t, [words[n]] + WHOLE)
    code, got, err = fetch("w3")
    check("six entries", got["created"] == 6, (got, err))
    check("all originals are there", fetch("w3", "--check")[1]["withdrawn"] == 0)
    pages["/thoi-su/"] = listing()
    pages["/thoi-su/list.html"] = (302, {"Location": "/thoi-su/"}, b"")
    pages["/thoi-su/soft.html"] = html("Lỗi 404", ["Nội dung bạn tìm không còn tồn tại."])
    pages["/thoi-su/move.html"] = (301, {"Location": "/thoi-su/moved-1.html"}, b"")
    pages["/thoi-su/moved-1.html"] = html(names["move"], [words["move"]] + WHOLE)
    pages["/thoi-su/slow.html"] = (504, {}, b"")
    pages["/thoi-su/deny.html"] = (403, {}, b"")
    code, got, err = fetch("w3", "--check")
    left = {x["title"] for x in articles("w3")}
    check("led to the list above it: taken down", names["list"] not in left, left)
    check("a page that says so in words: taken down", names["soft"] not in left, left)
    check("a new address is none", names["move"] in left, left)
    check("trouble and pay walls are none", {names["slow"], names["deny"]} <= left, left)
    check("nor an article that only speaks of it", names["talk"] in left, left)
    check("two in all, each with its reason in the log", got["withdrawn"] == 2 and
          len([x for x in events("w3") if x["kind"] == "withdrawn" and ":" in x["words"]]) == 2, (got, events("w3")))
    pages["/thoi-su/list.html"] = html(names["list"], [TEXT] + WHOLE)
    check("what comes back is put back", fetch("w3", "--check")[1]["restored"] == 1 and names["list"] in {x["title"] for x in articles("w3")})


def test_encodings_and_floods():
    make("w4", "city")
    text = rss("Sông", item("e1", "Chợ nổi mở cửa", TEXT)).encode()
    gz = zlib.compressobj(9, zlib.DEFLATED, 31)
    pages["/gz"] = (200, {"Content-Encoding": "gzip"}, gz.compress(text) + gz.flush())
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(b" " * (1 << 20)) for _ in range(64)) + bomb.flush()
    pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, packed)
    pages["/cut"] = (200, {"Content-Encoding": "gzip"}, pages["/gz"][2][:60])
    pages["/br"] = (200, {"Content-Encoding": "br"}, b"\x0b\x02\x80hello\x03")  # unpacks to "hello": read, and no feed
    pages["/ents"] = (200, {}, "<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"%s\">%s]><rss version=\"2.0\"><channel><title>&z8;</title></channel></rss>"
                      % ("x" * 1000, "".join("<!ENTITY z%d \"%s\">" % (i, ("&z%d;" % (i - 1) if i else "&a;") * 10) for i in range(9))))
    pages["/deep"] = (200, {}, "<rss version=\"2.0\"><channel>" + "<a>" * 100000)
    for path in ("/gz", "/bomb", "/cut", "/br", "/ents", "/deep"):
        loa("source", "w4", "add", BASE + path, "--name", path)
    started = time.monotonic()
    code, got, err = fetch("w4")
    told = {s["name"]: s["error"] for s in sources("w4")}
    check("a packed feed is read", told["/gz"] == "" and got["created"] == 1, (got, told))
    check("a bomb is refused by its size", "bytes" in told["/bomb"], told)
    check("a cut one is told", told["/cut"] != "", told)
    check("brotli is unpacked", "no feed" in told["/br"], told)
    check("entities that multiply are refused", told["/ents"] != "", told)
    check("depth is refused", told["/deep"] != "", told)
    check("soon", time.monotonic() - started < 20, time.monotonic() - started)
    check("and each is told in one line", all(len([l for l in err.splitlines() if " %s (" % p in l]) == 1 for p in told if p != "/gz"), err)


def test_many_entries():
    """Entries wait in memory until all feeds have answered: each may keep its texts, not what reading it took."""
    make("w8", "city")
    entries = [item("n%d" % i, "Tin số %d về mùa nước" % i, "%s Tin thứ %d trong ngày." % (TEXT, i), 10 + i) for i in range(600)]
    pages["/many"] = (200, {}, rss("Sông", *entries))
    loa("source", "w8", "add", BASE + "/many", "--name", "Báo Sông")
    process = subprocess.Popen([LOA, "fetch", "w8", "--json"], stdout=subprocess.DEVNULL)
    used = os.wait4(process.pid, 0)[2]
    with open(LOA, "rb") as f:
        program = f.read()
    sanitized = b"__asan_init" in program or b"__tsan_init" in program
    check("600 entries fit into 60 MB", sanitized or used.ru_maxrss < 60 << 10, used.ru_maxrss)
    check("and all are there", len(sources("w8")) == 1 and sources("w8")[0]["errors"] == 0)


def test_crawl_delay():
    make("w5", "city")
    pages["/robots.txt"] = (200, {}, "User-agent: *\nCrawl-delay: 2\n")
    for n in "12":
        pages["/d" + n] = (200, {}, rss("Sông", item("d" + n, "Chợ nổi mở cửa " + n, TEXT)))
        loa("source", "w5", "add", BASE + "/d" + n, "--name", "Báo " + n)
    started = time.monotonic()
    code, got, err = fetch("w5")
    check("the pause that robots.txt asks for is kept", got["feeds"] == 2 and got["failed"] == 0 and time.monotonic() - started >= 2, (got, err))
    del pages["/robots.txt"]


class Hub(http.server.BaseHTTPRequestHandler):
    asked = []
    lease = None  # None: it never comes back

    def log_message(self, *args):
        pass

    def do_POST(self):
        form = {k: v[0] for k, v in urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        Hub.asked.append((time.monotonic(), form))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if Hub.lease:
            threading.Thread(target=verify, args=(form,), daemon=True).start()


def verify(form):
    ask = {"hub.mode": form["hub.mode"], "hub.topic": form["hub.topic"], "hub.challenge": "x" * 50, "hub.lease_seconds": Hub.lease}
    try:
        papers.urllib.request.urlopen(form["hub.callback"] + "?" + urllib.parse.urlencode(ask), timeout=20).read()
    except OSError:
        pass  # the site is not there just now


def with_hub(site, port):
    make(site, "city")
    with open(site + "/loa.conf", encoding="utf-8") as f:
        text = f.read()
    with open(site + "/loa.conf", "w", encoding="utf-8") as f:
        f.write(text.replace("origin = \n", "origin = http://127.0.0.1:%d\n" % port))


def test_hubs():
    import socket
    hub = Server(("127.0.0.1", 0), Hub)
    threading.Thread(target=hub.serve_forever, daemon=True).start()
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    with_hub("w6", port)
    links = "<atom:link xmlns:atom=\"http://www.w3.org/2005/Atom\" rel=\"hub\" href=\"http://127.0.0.1:%d/\"/>" % hub.server_address[1]
    pages["/hubbed"] = (200, {}, rss("Báo Đẩy", links, item("w1", "Tin một", TEXT)))
    loa("source", "w6", "add", BASE + "/hubbed", "--name", "Báo Đẩy")
    for _ in range(3):
        fetch("w6")
    check("a hub that never comes back is not asked with every turn", len(Hub.asked) == 1, len(Hub.asked))
    check("and the feed is polled as before", sources("w6")[0]["hub_state"] == "asked" and sources("w6")[0]["errors"] == 0, sources("w6"))
    Hub.lease = 1
    loa("source", "w6", "remove", "1")
    loa("source", "w6", "add", BASE + "/hubbed", "--name", "Báo Đẩy")
    Hub.asked.clear()
    server = Site("w6", "127.0.0.1:%d" % port)
    check("it is subscribed", soon(lambda: sources("w6")[0]["hub_state"] == "on"), sources("w6"))
    time.sleep(11)  # two turns of the watching process
    check("a lease of a second is not renewed every turn", len([a for a in Hub.asked if a[1]["hub.mode"] == "subscribe"]) == 1, Hub.asked)
    server.end()
    pages["/inner"] = (200, {}, rss("Báo Trong", links.replace("127.0.0.1:%d" % hub.server_address[1], "10.0.0.1"), item("w9", "Tin chín", TEXT2)))
    with_hub("w7", port)
    loa("source", "w7", "add", BASE + "/inner", "--name", "Báo Trong")
    code, got, err = fetch("w7")
    code, got, err = fetch("w7")
    check("no hub inside of our network is asked", sources("w7")[0]["hub_state"] == "denied" and
          any("public internet" in x["words"] for x in events("w7") if x["kind"] == "hub-denied"), (sources("w7"), events("w7")))


run(test_whole_text, test_walls, test_clocks_and_ids, test_sections, test_taken_down, test_encodings_and_floods, test_many_entries, test_crawl_delay, test_hubs)

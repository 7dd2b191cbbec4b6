#!/usr/bin/python3
"""The same report in the feeds of several newspapers: one article with several sources, by likeness of the words; what happens
when one source changes or withdraws it; logos of sources. Prints "N passed, N failed".

usage: fetch_same.py LOA SOURCE
"""
import struct
import zlib

from papers import BASE, SOURCE, Site, articles, check, events, fetch, item, loa, make, pages, rss, run, seen, soon, sources

ONE = ("Chiều 12-5, Ủy ban nhân dân phường Bến Vạn khởi công cầu Rạch Dừa bắc qua sông Cái Sậy, dài 184 m, tổng vốn 97 tỉ đồng. "
       "Chủ tịch phường Lê Thị Sương cho biết cây cầu thay bến phà cũ, dự kiến thông xe vào tháng 9 năm sau.")
TWO = ("Ủy ban nhân dân phường Bến Vạn chiều 12/5 khởi công cầu Rạch Dừa bắc qua sông Cái Sậy, dài 184 m, với tổng vốn 97 tỉ đồng. "
       "Theo Chủ tịch phường Lê Thị Sương, cây cầu thay bến phà cũ, dự kiến thông xe vào tháng 9 năm sau.")
OTHER = ("Hợp tác xã Đồng Lác vừa giao chuyến gạo hữu cơ đầu tiên cho hệ thống siêu thị của tỉnh, 40 tấn giống nàng Keo, "
         "giá cao hơn gạo thường ba nghìn đồng một ký.")
PRICE = ("Giá cà phê tại các huyện vùng cao sáng nay giao dịch quanh mức 118.000 đồng một ký, thương lái mua xô tại vườn; "
         "hồ tiêu đứng giá, người trồng ở Ea Trang chờ mưa mới bón phân đợt hai.")
MORE = ["Cầu có hai làn xe, lề bộ hành hai bên rộng một mét rưỡi, chịu tải ba mươi tấn.",
        "Trong thời gian thi công, phà vẫn chạy từ năm giờ sáng đến mười giờ đêm như thường lệ.",
        "Bà Trần Thị Út, bán hàng ở bến đã hai mươi năm, nói mùa nước lên bà con thôi phải dậy sớm chờ phà.",
        "Đơn vị thi công cam kết không dựng lán trại trên đất vườn của dân và trả lại mặt bằng sau ba tháng."]


def add(site, path, name):
    code, out, err = loa("source", site, "add", BASE + path, "--name", name)
    check("%s is added" % name, code == 0, err)


def page_of(title, paragraphs):
    return (200, {"Content-Type": "text/html; charset=utf-8"},
            "<!DOCTYPE html><html lang=\"vi\"><head><title>%s</title></head><body><article><h1>%s</h1>%s</article></body></html>"
            % (title, title, "".join("<p>%s</p>" % p for p in paragraphs)))


def titles(site):
    return sorted(x["title"] for x in articles(site))


def source_box(page):
    return page[page.index("<div class=\"source\">"):].split("</div>")[0] if "<div class=\"source\">" in page else ""


def test_alike():
    make("s", "aggregator")
    loa("source", "s", "rules", "--agreement", "no")  # but an hour of hold: both wait, and stories know neither yet
    add("s", "/s1", "Báo Bến Vạn")
    add("s", "/s2", "Báo Sông Sậy")
    add("s", "/s3", "Báo Đồng Lác")
    pages["/s1"] = (200, {}, rss("Một", item("m1", "Khởi công cầu Rạch Dừa thay bến phà cũ", ONE, 30, link=BASE + "/mot/cau.html"),
                                 item("m2", "Giá cà phê ngày 5/8", PRICE, 3000, link=BASE + "/mot/gia.html")))
    pages["/s2"] = (200, {}, rss("Hai", item("h1", "Bến Vạn khởi công cầu Rạch Dừa thay bến phà cũ", TWO, 25, link=BASE + "/hai/cau.html"),
                                 item("h2", "Giá cà phê ngày 6/8", PRICE, 2900, link=BASE + "/hai/gia.html")))
    pages["/s3"] = (200, {}, rss("Ba", item("b1", "Gạo Đồng Lác vào siêu thị", OTHER, 20)))
    code, got, err = fetch("s")
    check("two reports in nearly the same words are one article", (got["created"], got["merged"]) == (4, 1), (got, titles("s")))
    check("the next day's prices are not, nor what tells of something else",
          titles("s") == ["Giá cà phê ngày 5/8", "Giá cà phê ngày 6/8"], titles("s"))  # the others wait
    check("and it is logged", [x["name"] for x in events("s") if x["kind"] == "merged"] == ["Báo Sông Sậy"], events("s"))
    code, got, err = fetch("s")
    check("again nothing changes", (got["created"], got["merged"], got["updated"]) == (0, 0, 0), got)


def test_shown():
    """Without a hold, so that it stands on the page."""
    make("v", "city")
    for n, name in (("1", "Báo Bến Vạn"), ("2", "Báo Sông Sậy"), ("4", "Báo Cù Lao")):
        add("v", "/v" + n, name)
    pages["/v1"] = (200, {}, rss("Một", item("m1", "Khởi công cầu Rạch Dừa thay bến phà cũ", ONE, 300, link=BASE + "/mot/cau.html")))
    pages["/v2"] = (200, {}, rss("Hai", ""))
    pages["/v4"] = (200, {}, rss("Bốn", ""))
    fetch("v")
    pages["/v2"] = (200, {}, rss("Hai", item("h1", "Bến Vạn khởi công cầu Rạch Dừa thay bến phà cũ", TWO, 290, link=BASE + "/hai/cau.html")))
    code, got, err = fetch("v")
    check("what comes later joins what is there", (got["created"], got["merged"]) == (0, 1), got)
    content = "<content:encoded><![CDATA[%s]]></content:encoded>" % "".join("<p>%s</p>" % p for p in [TWO] + MORE)
    pages["/v4"] = (200, {}, rss("Bốn", item("c1", "Khởi công cầu Rạch Dừa ở Bến Vạn thay bến phà cũ", TWO, 280, content, BASE + "/bon/cau.html")))
    code, got, err = fetch("v")
    check("a whole text joins a teaser of it", (got["created"], got["merged"]) == (0, 1), (got, titles("v")))
    server = Site("v")
    url = articles("v")[0]["url"]
    box = source_box(server.get(url)[1])
    check("the page says how many sources, and names and links each",
          "3 nguồn" in box and all(x in box for x in ("Báo Bến Vạn", "Báo Sông Sậy", "Báo Cù Lao", BASE + "/mot/cau.html",
                                                      BASE + "/hai/cau.html", BASE + "/bon/cau.html")), box)
    check("lists say it too", "3 nguồn" in server.get("/")[1], server.get("/")[1])
    # the first source changes its text: the others stay
    pages["/v1"] = (200, {}, rss("Một", item("m1", "Khởi công cầu Rạch Dừa thay bến phà", ONE + " Cầu có hai làn xe.", 300,
                                             link=BASE + "/mot/cau.html")))
    code, got, err = fetch("v")
    check("a new text of the first is taken", got["updated"] == 1, got)
    check("and its other sources stay", soon(lambda: "hai làn xe" in server.get(url)[1]) and "3 nguồn" in source_box(server.get(articles("v")[0]["url"])[1]),
          source_box(server.get(articles("v")[0]["url"])[1]))
    pages["/v2"] = (200, {}, rss("Hai", item("h1", "Bến Vạn khởi công cầu Rạch Dừa", TWO + " Sửa lần hai.", 290, link=BASE + "/hai/cau.html")))
    code, got, err = fetch("v")
    check("a new text of another is not", got["updated"] == 0 and titles("v") == ["Khởi công cầu Rạch Dừa thay bến phà"], (got, titles("v")))
    withdraw(server)
    server.end()


def withdraw(server):
    where = lambda: articles("v")[0]["url"]
    pages["/mot/cau.html"] = (410, {}, b"")
    pages["/hai/cau.html"] = page_of("Bến Vạn khởi công cầu Rạch Dừa", [TWO] + MORE)
    pages["/bon/cau.html"] = page_of("Khởi công cầu Rạch Dừa ở Bến Vạn", [TWO] + MORE)
    code, got, err = fetch("v", "--check")
    check("the first is gone: it stays, and names the others", got["withdrawn"] == 0 and
          soon(lambda: "2 nguồn" in source_box(server.get(where())[1])), (got, source_box(server.get(where())[1])))
    box = source_box(server.get(where())[1])
    check("and links to no page that is gone", "/mot/cau.html" not in box and "Báo Bến Vạn" not in box and "Báo Sông Sậy" in box, box)
    code, got, err = fetch("v", "--check")
    check("the text is now that of the source named first",
          titles("v") == ["Bến Vạn khởi công cầu Rạch Dừa"], (got, titles("v")))
    pages["/mot/cau.html"] = page_of("Khởi công cầu Rạch Dừa", [ONE] + MORE)
    code, got, err = fetch("v", "--check")
    check("the first comes back: it is named again, as one of three", soon(lambda: "3 nguồn" in source_box(server.get(where())[1])) and
          server.get(where())[0] == 200, (got, source_box(server.get(where())[1])))
    for path in ("/mot", "/hai", "/bon"):
        pages[path + "/cau.html"] = (503, {}, b"")
    code, got, err = fetch("v", "--check")
    check("servers in trouble withdraw nothing", got["withdrawn"] == 0 and server.get(where())[0] == 200, got)
    for path in ("/mot", "/hai", "/bon"):
        pages[path + "/cau.html"] = (404, {}, b"")
    url = where()
    code, got, err = fetch("v", "--check")
    check("all gone: it goes", got["withdrawn"] == 1 and soon(lambda: server.get(url)[0] == 410), got)
    pages["/bon/cau.html"] = page_of("Khởi công cầu Rạch Dừa ở Bến Vạn", [TWO] + MORE)
    code, got, err = fetch("v", "--check")
    check("one back: it comes back with that one alone", got["restored"] == 1 and
          soon(lambda: BASE + "/bon/cau.html" in source_box(server.get(where())[1])), (got, source_box(server.get(where())[1])))
    box = source_box(server.get(where())[1])
    check("and names no other", "Báo Cù Lao" in box and "Báo Sông Sậy" not in box and "Báo Bến Vạn" not in box, box)


def png(side, color):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    rows = b"".join(b"\0" + bytes(color) * side for _ in range(side))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


SVG = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"


def test_logos():
    make("l", "city")
    pages["/logo.png"] = (200, {"Content-Type": "image/svg+xml"}, png(64, (200, 30, 30)))  # typed by content, whatever it is called
    pages["/logo.svg"] = (200, {"Content-Type": "image/png"}, SVG)
    pages["/own.png"] = (200, {}, png(48, (20, 90, 160)))
    pages["/l1"] = (200, {}, rss("Một", item("l1", "Khởi công cầu Rạch Dừa", ONE, 300)))
    pages["/l2"] = (200, {}, rss("Hai", item("l2", "Gạo Đồng Lác vào siêu thị", OTHER, 300)))
    pages["/l3"] = (200, {}, rss("Ba", "<image><url>/own.png</url><title>Ba</title><link>/</link></image>", item("l3", "Giá cà phê ngày 5/8", PRICE, 300)))
    loa("source", "l", "add", BASE + "/l1", "--name", "Báo Một", "--logo", BASE + "/logo.png")
    loa("source", "l", "add", BASE + "/l2", "--name", "Báo Hai", "--logo", BASE + "/logo.svg")
    loa("source", "l", "add", BASE + "/l3", "--name", "Báo Ba")
    server = Site("l")
    code, got, err = fetch("l")
    logos = {s["name"]: s["logo"] for s in sources("l")}
    check("a logo is taken into the site", logos["Báo Một"].endswith(".png") and "://" not in logos["Báo Một"], logos)
    check("SVG is refused and forgotten", logos["Báo Hai"] == "" and any(x["kind"] == "logo" and x["name"] == "Báo Hai" for x in events("l")),
          (logos, events("l")))
    check("a feed's own logo is taken where none was named", logos["Báo Ba"].endswith(".png"), logos)
    shown = lambda page, name: "class=\"source-logo\"" in page.split(name)[0][-400:]
    url = {x["title"]: x["url"] for x in articles("l")}
    check("it is shown beside the name, on the article", soon(lambda: shown(source_box(server.get(url["Khởi công cầu Rạch Dừa"])[1]), "Báo Một")),
          source_box(server.get(url["Khởi công cầu Rạch Dừa"])[1]))
    check("and in lists", soon(lambda: server.get("/")[1].count("class=\"source-logo\"") >= 2), server.get("/")[1])
    address = source_box(server.get(url["Khởi công cầu Rạch Dừa"])[1]).split("src=\"")[1].split("\"")[0]
    check("from this site", address.startswith("/media/") and server.get(address)[0] == 200, address)
    check("without one there is only the name", "source-logo" not in source_box(server.get(url["Gạo Đồng Lác vào siêu thị"])[1]))
    before = len(seen)
    fetch("l")
    check("it is not asked for again", not [s for s in seen[before:] if "logo" in s[0] or "own.png" in s[0]], seen[before:])
    server.end()


run(test_alike, test_shown, test_logos)

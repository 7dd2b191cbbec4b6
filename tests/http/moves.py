#!/usr/bin/python3
"""Sites that move here from other systems: documents come along and are only ever saved, films stay links, and every
address that readers had noted leads on. Prints "N passed, N failed".

usage: moves.py LOA SOURCE
"""
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
PATIENCE_S = 60


class Server:
    def __init__(self, site):
        self.process = subprocess.Popen([LOA, "serve", site, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.host = re.search(r"http://(\S+)", self.process.stdout.readline().decode()).group(1).rstrip("/")

    def get(self, target, host=None):
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE_S)
        connection.request("GET", target, headers={"Host": host} if host else {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def led(self, target, host=None):
        answer, _ = self.get(target, host)
        return answer.status, answer.headers.get("Location")

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE_S)


def loa(*args, **more):
    r = subprocess.run([LOA, *args], capture_output=True, timeout=PATIENCE_S, **more)
    return r.returncode, r.stdout.decode(), r.stderr.decode()


def new_site(folder, preset="city"):
    site = tempfile.mkdtemp(dir=folder)
    os.rmdir(site)
    check("init", loa("init", site, "--preset", preset)[0] == 0)
    return site


def report(site):
    with open(os.path.join(site, "import-report.jsonl")) as f:
        return [json.loads(line, object_pairs_hook=no_key_twice) for line in f][:-1]


def no_key_twice(pairs):
    check("no key twice in the report", len(dict(pairs)) == len(pairs), pairs)
    return dict(pairs)


def articles(site):
    return [json.loads(line) for line in loa("export", site, "--json", "-")[1].splitlines()]


PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = os.path.join(os.path.abspath(sys.argv[2]), "tests/golden/exports/cau-moi.png")

# ---- NukeViet ----

DUMP = r"""-- NUKEVIET 4.5
INSERT INTO `nv4_vi_modules` (`title`,`module_file`,`module_data`,`module_upload`) VALUES ('tin-xa','news','tin_xa','tin-xa');
INSERT INTO `nv4_config` (`lang`,`module`,`config_name`,`config_value`) VALUES ('sys','site','my_domains','xa.example');
INSERT INTO `nv4_vi_tin_xa_cat` (`catid`,`parentid`,`title`,`alias`) VALUES (1,0,'Văn bản','Van-ban'),(2,1,'Quyết định','Quyet-dinh'),(3,0,'Mục trống','Muc-trong'),(4,5,'Vòng một','Vong-mot'),(5,4,'Vòng hai','Vong-hai');
INSERT INTO `nv4_vi_tin_xa_detail` (`id`,`bodyhtml`,`sourcetext`,`files`) VALUES
(1,'<p>Xem <a href=\"/uploads/tin-xa/2024/qd-12.pdf\">Quyết định số 12</a>.</p><ul><li><a href=\"/uploads/tin-xa/2024/phu-luc.docx\">Tải về</a></li></ul><p><img src=\"/uploads/tin-xa/2024/anh.png\" alt=\"Cầu\"></p><iframe src=\"https://www.youtube.com/embed/abc_123?rel=0\"></iframe>','','tin-xa/2024/bieu-mau.xls,tin-xa/2024/ho-so.zip,tin-xa/2024/../../../etc/mat.pdf'),
(2,'<p>Bài không còn mục.</p>','',''),(3,'<p>Bài hết hạn.</p>','',''),(4,'<p>Bài vòng.</p>','',''),(5,'<p>Bài trong mục khóa.</p>','','');
INSERT INTO `nv4_vi_tin_xa_rows` (`id`,`catid`,`listcatid`,`topicid`,`author`,`addtime`,`status`,`publtime`,`title`,`alias`,`hometext`,`hitstotal`) VALUES
(1,2,'2',1,'','1714500000',1,1714500000,'Quyết định số 12','Quyet-dinh-so-12','Toàn văn.',321),
(2,99,'99',0,'',1714500001,1,1714500001,'Bài mồ côi','Bai-mo-coi','',0),
(3,1,'1',0,'',1714500002,3,1714500002,'Bài hết hạn','Bai-het-han','',0),
(4,4,'4',0,'',1714500003,1,1714500003,'Bài vòng','Bai-vong','',0),
(5,1,'1',0,'',1714500004,22,1714500004,'Bài khóa','Bai-khoa','',0);
INSERT INTO `nv4_vi_tin_xa_tags` (`tid`,`title`,`alias`) VALUES (1,'hành chính','hanh-chinh');
INSERT INTO `nv4_vi_tin_xa_tags_id` (`id`,`tid`,`keyword`) VALUES (1,1,'hành chính');
INSERT INTO `nv4_vi_tin_xa_topics` (`topicid`,`title`,`alias`) VALUES (1,'Cải cách','Cai-cach');
INSERT INTO `nv4_vi_tin_xa_block_cat` (`bid`,`title`,`alias`) VALUES (1,'Tin chỉ đạo','Tin-chi-dao');
INSERT INTO `nv4_vi_tin_xa_block` (`bid`,`id`,`weight`) VALUES (1,1,1);
INSERT INTO `nv4_vi_tin_xa_author` (`id`,`alias`,`pseudonym`) VALUES (7,'Ba-Lan','Bà Lan');
INSERT INTO `nv4_vi_tin_xa_authorlist` (`id`,`aid`,`alias`,`pseudonym`) VALUES (1,7,'Ba-Lan','');
INSERT INTO `nv4_vi_comment` (`cid`,`module`,`id`,`pid`,`content`,`post_time`,`post_name`,`status`) VALUES (1,'tin-xa',1,0,'Rõ ràng.',1714500100,'Ông Năm',1),(2,'tin-xa',1,0,'',1714500200,'Trống',1),(3,'tin-xa',1,0,'%s',1714500300,'Dài',1);
""" % ("dài " * 1000)


def write_docx(path):
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("word/document.xml", "<w/>")


def write_nukeviet(folder):
    uploads = os.path.join(folder, "uploads", "tin-xa", "2024")
    os.makedirs(uploads)
    with open(os.path.join(folder, "xa.sql"), "w") as f:
        f.write(DUMP)
    with open(os.path.join(uploads, "qd-12.pdf"), "wb") as f:
        f.write(PDF)
    write_docx(os.path.join(uploads, "phu-luc.docx"))
    with zipfile.ZipFile(os.path.join(uploads, "ho-so.zip"), "w") as z:
        z.writestr("a.exe", "MZ")
    with open(os.path.join(uploads, "bieu-mau.xls"), "wb") as f:
        f.write(b"<html><script>alert(1)</script>")  # no sheet, whatever it is called
    shutil.copy(PNG, os.path.join(uploads, "anh.png"))
    return os.path.join(folder, "xa.sql")


def check_nukeviet(folder):
    dump = write_nukeviet(os.path.join(folder, "nv"))
    site = new_site(folder)
    code, out, err = loa("import", site, dump)
    check("all rows", "5 nhập mới" in out and code == 0, out + err)
    lines = report(site)
    documents = {line["src"]: line["cause"] for line in lines if line["result"] == "document"}
    check("an archive is named", "zip archive" in documents.get("/uploads/tin-xa/2024/ho-so.zip", ""), documents)
    check("markup under a sheet's name is named", "markup" in documents.get("/uploads/tin-xa/2024/bieu-mau.xls", ""),
          documents)
    check("a way out is refused", any("mat.pdf" in src for src in documents), documents)
    notes = [line["cause"] for line in lines if line["result"] == "note"]
    check("comments that cannot be taken are told", len(notes) == 2 and "3,000" in notes[0] + notes[1] and
          "says nothing" in notes[0] + notes[1], notes)
    was = {line["title"]: (line.get("state"), line.get("was")) for line in lines if line["result"] == "created"}
    check("states", was["Bài hết hạn"] == ("draft", "expired") and was["Bài khóa"] == ("draft", "in a locked section") and
          was["Quyết định số 12"] == (None, "published"), was)
    first = next(a for a in articles(site) if a["title"] == "Quyết định số 12")
    kept = {d["title"]: d for d in first["documents"]}
    check("documents in Article JSON", kept["Quyết định số 12"]["type"] == "application/pdf" and
          kept["Quyết định số 12"]["bytes"] == len(PDF) and kept["phu-luc.docx"]["type"].endswith("document"), kept)
    check("people, groups", first["contributors"] == [{"name": "Bà Lan", "role": "author"}] and
          first["topics"] == ["Cải cách", "Tin chỉ đạo"], first)
    for again in (("import", site, dump), ("import", site, "-")):
        more = {"stdin": open(dump, "rb")} if again[-1] == "-" else {}
        check("again changes nothing: %s" % again[-1], "5 không đổi" in loa(*again, **more)[1])
    pipe = subprocess.run("cat '%s' | '%s' import '%s' -" % (dump, LOA, site), shell=True, capture_output=True,
                          timeout=PATIENCE_S)
    check("again through a pipe changes nothing", "5 không đổi" in pipe.stdout.decode(), pipe.stdout)
    check("new domains wait", "waiting   youtube.com" in loa("link", site, "list")[1], loa("link", site, "list"))
    check("and are approved", loa("link", site, "approve", "--all-of", "last")[0] == 0)
    serve_nukeviet(site)


def serve_nukeviet(site):
    server = Server(site)
    try:
        _, home = server.led("/tin-xa/Quyet-dinh/Quyet-dinh-so-12-1.html")
        answer, body = server.get(home)
        page = body.decode()
        check("list of documents", "Tài liệu đính kèm" in page and "Quyết định số 12</a>" in page and
              "(PDF, 1 KB)" in page, page[-3000:])
        check("a film is a link", 'href="https://www.youtube.com/watch?v=abc_123"' in page and "Không có ảnh" not in page and
              "<iframe" not in page and "ytimg" not in page)
        check("views came along", "321" in page)
        pdf = re.search(r'href="(/media/[^"]+qd-12\.pdf)"', page).group(1)
        answer, body = server.get(pdf)
        check("a document is saved, not shown", body == PDF and answer.headers["Content-Type"] == "application/pdf" and
              answer.headers["Content-Disposition"] == 'attachment; filename="qd-12.pdf"' and
              answer.headers["X-Content-Type-Options"] == "nosniff", answer.headers)
        check("links in the text lead to it", page.count('href="%s"' % pdf) >= 2)
        for old, wanted in [
                ("/uploads/tin-xa/2024/qd-12.pdf", pdf),
                ("/tin-xa/Quyet-dinh/", "/quyet-dinh/"),
                ("/vi/tin-xa/Quyet-dinh/page-2/", "/quyet-dinh/"),
                ("/index.php?language=vi&nv=tin-xa&op=Van-ban", "/van-ban/"),
                ("/tin-xa/rss/Quyet-dinh/", "/quyet-dinh/feed.rss"),
                ("/tin-xa/rss/", "/tin-moi/feed.rss"),
                ("/tin-xa/tag/hanh-chinh/", "/the/hanh-chinh/"),
                ("/tin-xa/topic/Cai-cach/", "/chu-de/cai-cach/"),
                ("/tin-xa/groups/Tin-chi-dao/", "/chu-de/tin-chi-dao/"),
                ("/tin-xa/author/Ba-Lan/", "/tac-gia/ba-lan/"),
                ("/tin-xa/Muc-trong/", "/"),
                ("/tin-xa/", "/"),
                ("/tin-xa/bat-ky/Bai-mo-coi-2.html", None),
                ("/index.php?language=vi&nv=tin-xa&op=muc-gi/Bai-mo-coi-2", None),
        ]:
            got = server.led(old)
            check("old address %s" % old, got[0] == 301 and (got[1] == wanted if wanted else "bai-mo-coi" in got[1]), got)
            if got[1] and got[1] != "/":
                check("%s is there" % got[1], server.get(got[1])[0].status == 200)
        crawled = loa("check", site, "--self-crawl", "--url", "http://" + server.host, "--gap", "0", "--pages", "6")
        check("robots and readers are shown the same", crawled[0] == 0 and "6 pages" in crawled[1], crawled)
        check("what nobody had is not found", server.led("/tin-xa/bat-ky/Bai-la-3000.html")[0] == 404)
    finally:
        server.end()
    listed = loa("redirect", site, "list")[1]
    check("loa redirect lists them", "/uploads/tin-xa/2024/qd-12.pdf" in listed and "/tag/hanh-chinh" in listed)


# ---- WordPress ----

def wxr_item(number, kind, body, more=""):
    return ("<item><title>Bài %d</title><link>https://bao.example/2024/bai-%d/</link><dc:creator>lan</dc:creator>"
            "<guid>https://bao.example/?p=%d</guid><content:encoded><![CDATA[%s]]></content:encoded>"
            "<wp:post_id>%d</wp:post_id><wp:post_date_gmt>2024-05-%02d 01:00:00</wp:post_date_gmt>"
            "<wp:status>publish</wp:status><wp:post_type>%s</wp:post_type>%s</item>" % (
                number, number, number, body, number, number % 28 + 1, kind, more))


WXR = ("""<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><link>https://bao.example</link><wp:base_blog_url>https://bao.example</wp:base_blog_url>
<wp:author><wp:author_id>5</wp:author_id><wp:author_login>lan</wp:author_login>
<wp:author_display_name>Chị Lan</wp:author_display_name></wp:author>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>xa-hoi</wp:category_nicename>
<wp:category_parent></wp:category_parent><wp:cat_name>Xã hội</wp:cat_name></wp:category>
<wp:category><wp:term_id>4</wp:term_id><wp:category_nicename>truong-hoc</wp:category_nicename>
<wp:category_parent>xa-hoi</wp:category_parent><wp:cat_name>Trường học</wp:cat_name></wp:category>
<wp:tag><wp:term_id>9</wp:term_id><wp:tag_slug>khai-giang</wp:tag_slug><wp:tag_name>khai giảng</wp:tag_name></wp:tag>"""
       + wxr_item(1, "post", 'Xem <a href="https://bao.example/wp-content/uploads/2024/05/kh.pdf">kế hoạch</a>.'
                  '<img src="https://bao.example/wp-content/uploads/2024/05/anh-300x200.png">',
                  '<category domain="category" nicename="truong-hoc">Trường học</category>'
                  '<category domain="post_tag" nicename="khai-giang">khai giảng</category>')
       + wxr_item(2, "attachment", "", "<wp:attachment_url>https://bao.example/wp-content/uploads/2024/05/bang.docx"
                  "</wp:attachment_url><wp:post_parent>1</wp:post_parent>")
       + wxr_item(3, "attachment", "", "<wp:attachment_url>https://bao.example/wp-content/uploads/2024/05/le.pdf"
                  "</wp:attachment_url><wp:post_parent>0</wp:post_parent>")
       + "</channel></rss>")


def check_wordpress(folder):
    place = os.path.join(folder, "wp")
    uploads = os.path.join(place, "uploads", "2024", "05")
    os.makedirs(uploads)
    export = os.path.join(place, "bao.xml")
    with open(export, "w") as f:
        f.write(WXR)
    with open(os.path.join(uploads, "kh.pdf"), "wb") as f:
        f.write(PDF)
    write_docx(os.path.join(uploads, "bang.docx"))
    shutil.copy(PNG, os.path.join(uploads, "anh.png"))
    site = new_site(folder)
    code, out, err = loa("import", site, export, "--uploads", os.path.join(place, "uploads"))
    lines = report(site)
    check("a document of no article that is not there is named", code == 0 and
          any("le.pdf" in line.get("src", "") for line in lines), lines)
    kept = {d["title"]: d["url"] for d in articles(site)[0]["documents"]}
    check("documents of the text and of the post", [k for k in kept] == ["kế hoạch", "Bài 2"] and
          all(url.startswith("media/") or "/media/" in url for url in kept.values()), (kept, err))
    check("again without uploads changes nothing", "1 không đổi" in loa("import", site, export)[1])
    server = Server(site)
    try:
        for old, wanted in [
                ("/category/xa-hoi/truong-hoc/", "/truong-hoc/"), ("/category/truong-hoc/page/3/", "/truong-hoc/"),
                ("/?cat=3", "/xa-hoi/"), ("/category/xa-hoi/feed/", "/xa-hoi/feed.rss"), ("/tag/khai-giang/", "/the/khai-giang/"),
                ("/?tag=khai-giang", "/the/khai-giang/"), ("/author/lan/", "/tac-gia/chi-lan/"),
                ("/?author=5", "/tac-gia/chi-lan/"), ("/feed/", "/tin-moi/feed.rss"), ("/?feed=rss2", "/tin-moi/feed.rss"),
                ("/comments/feed/", "/tin-moi/feed.rss")]:
            got = server.led(old)
            check("old address %s" % old, got == (301, wanted), got)
            check("%s is there" % wanted, server.get(wanted)[0].status == 200)
        for old in ("kh.pdf", "bang.docx", "anh.png", "anh-300x200.png", "anh-1024x768.png"):
            got = server.led("/wp-content/uploads/2024/05/" + old)
            check("old file %s" % old, got[0] == 301 and got[1].startswith("/media/") and
                  server.get(got[1])[0].status == 200, got)
    finally:
        server.end()


# ---- exports that something is wrong with ----

def check_odd_exports(folder):
    def imported(name, data):
        site = new_site(folder)
        path = os.path.join(folder, name)
        with open(path, "wb") as f:
            f.write(data if isinstance(data, bytes) else data.encode())
        first, again = loa("import", site, path), loa("import", site, path)
        check("%s: the second import changes nothing" % name, "0 nhập mới, 0 cập nhật" in again[1], again)
        return first, [a["title"] for a in articles(site)]

    head, tail = WXR[:WXR.index("<item>")], "</channel></rss>"
    twice = wxr_item(7, "post", "một").replace("Bài 7", "Bản một") + wxr_item(7, "post", "hai").replace("Bài 7", "Bản hai")
    (code, _, err), titles = imported("hai-lan.xml", head + twice + tail)
    check("one number, two texts: the first is kept, the second named", titles == ["Bản một"] and code == 1 and
          "Bản hai" in err, (titles, err))
    copied = wxr_item(8, "post", "tám") + wxr_item(9, "post", "chín").replace("?p=9", "?p=8")
    (code, _, err), titles = imported("chep.xml", head + copied + tail)
    check("a copied guid loses no article", sorted(titles) == ["Bài 8", "Bài 9"] and code == 0, (titles, err))
    said_latin = (head + wxr_item(1, "post", "x").replace("Bài 1", "Tiếng Việt") + tail).replace(
        '<?xml version="1.0"?>', '<?xml version="1.0" encoding="ISO-8859-1"?>')
    check("a wrong charset declared", imported("sai.xml", said_latin)[1] == ["Tiếng Việt"])
    western = (head.replace("ị", "i").replace("ả", "a") + wxr_item(1, "post", "x").replace("Bài 1", "Café") + tail)
    western = western.replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="windows-1252"?>')
    check("a charset of one byte", imported("tay.xml", western.encode("cp1252", "xmlcharrefreplace"))[1] == ["Café"])
    rows = dump_of(1).replace("'Bài 1'", "'Bài\0một'")
    check("a NUL in a dump", imported("nul.sql", rows)[1] == ["Bài một"])
    post = {"id": "1", "uuid": "u", "title": "Bài\0một", "html": "<p>x\0y</p>", "status": "published",
            "published_at": "2024-05-01T00:00:00Z"}
    check("a NUL in JSON", len(imported("nul.json", json.dumps({"db": [{"data": {"posts": [post]}}]}))[1]) == 1)
    for name, data in (("dut.xml", (head + wxr_item(1, "post", "a") + wxr_item(2, "post", "b"))[:-40]),
                       ("dut.json", json.dumps({"db": [{"data": {"posts": [post, dict(post, uuid="v")]}}]})[:-40])):
        (code, _, err), titles = imported(name, data)
        check("%s: what is whole is taken, and the break is named" % name, len(titles) == 1 and code == 1 and err, err)


# ---- aggregators ----

def check_agreements(folder):
    site = new_site(folder, "aggregator")
    file = os.path.join(folder, "nguon.jsonl")
    with open(file, "w") as f:
        for title, source in (("Bài có thỏa thuận", "Báo Một"), ("Bài không thỏa thuận", "Báo Hai"), ("Bài của mình", None)):
            f.write(json.dumps({"title": title, "section": "Tin", "published": "2024-05-01T08:00:00+07:00",
                                "source": source and {"name": source, "url": None},
                                "blocks": [{"type": "paragraph", "text": title + " nói rằng trời đẹp."}]}) + "\n")
    code, _, err = loa("source", site, "add", "https://mot.example/rss", "--name", "Báo Một", "--agreement", "12/TT",
                       "--agreed", "2024-01-01", "--scope", "full")
    check("source", code == 0, err)
    code, out, err = loa("import", site, file)
    check("held for want of an agreement", code == 0 and "1 bài chưa hiện" in out, out + err)
    check("and said why", any(line["result"] == "note" and "Báo Hai" in line["cause"] for line in report(site)), err)
    check("the others are listed", sorted(a["title"] for a in articles(site)) == ["Bài có thỏa thuận", "Bài của mình"])
    check("again changes nothing", "3 không đổi" in loa("import", site, file)[1] and len(articles(site)) == 2)


# ---- kills ----

def dump_of(n):
    """n articles, each with a document of its own."""
    rows = ",".join("(%d,1,'1',0,'',%d,1,%d,'Bài %d','Bai-%d','',0)" % (i, 1714500000 + i, 1714500000 + i, i, i)
                    for i in range(1, n + 1))
    bodies = ",".join("(%d,'<p>Xem <a href=\"/uploads/a/%d.pdf\">tệp %d</a>.</p>','')" % (i, i, i) for i in range(1, n + 1))
    return ("INSERT INTO `nv4_vi_news_cat` (`catid`,`parentid`,`title`,`alias`) VALUES (1,0,'Tin','Tin');\n"
            "INSERT INTO `nv4_vi_news_detail` (`id`,`bodyhtml`,`files`) VALUES %s;\n"
            "INSERT INTO `nv4_vi_news_rows` (`id`,`catid`,`listcatid`,`topicid`,`author`,`addtime`,`status`,`publtime`,`title`,"
            "`alias`,`hometext`,`hitstotal`) VALUES %s;\n" % (bodies, rows))


def state_of(site):
    files = sorted(os.path.join(d, f)[len(site):] for d, _, names in os.walk(os.path.join(site, "media")) for f in names)
    return articles(site), loa("redirect", site, "list")[1], [f for f in files if not f.endswith(".new")]


def check_kills(folder):
    place = os.path.join(folder, "kill")
    os.makedirs(os.path.join(place, "uploads", "a"))
    n = 60
    dump = os.path.join(place, "d.sql")
    with open(dump, "w") as f:
        f.write(dump_of(n))
    for i in range(1, n + 1):
        with open(os.path.join(place, "uploads", "a", "%d.pdf" % i), "wb") as f:
            f.write(PDF + b"%d" % i)
    whole, broken = new_site(folder), new_site(folder)
    start = time.monotonic()
    loa("import", whole, dump)
    took = time.monotonic() - start
    for i in range(6):
        run = subprocess.Popen([LOA, "import", broken, dump], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(took * (i + 1) / 8)
        run.send_signal(signal.SIGKILL)
        run.wait()
    loa("import", broken, dump)
    one, other = state_of(whole), state_of(broken)
    check("killed and started again: as if once", one == other and len(one[0]) == n,
          [len(x) for x in one + other])


def main():
    folder = tempfile.mkdtemp(prefix="loa-moves-")
    try:
        os.makedirs(os.path.join(folder, "nv"))
        check_nukeviet(folder)
        check_wordpress(folder)
        check_agreements(folder)
        check_odd_exports(folder)
        check_kills(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return summary()


if __name__ == "__main__":
    sys.exit(main())

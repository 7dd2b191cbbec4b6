#!/usr/bin/python3
"""loa export --static: the copy has every page, no dead link and nothing that needs a server; a second copy into the
same folder is, byte for byte, what a first one would be. Prints "N passed, N failed".

usage: static_copy.py LOA
"""
import html.parser
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
ORIGIN = "https://ban-sao.example"
LEDGER = ".loa-static"


def loa(*words, feed=None):
    done = subprocess.run([LOA, *words], input=feed, capture_output=True, text=True, timeout=100)
    return done.returncode, done.stdout + done.stderr


def export(site, into):
    return loa("export", site, "--static", into, "--origin", ORIGIN)


SECTIONS = ["Thời sự", "Đời sống", "Bến bãi"]


def article(i, title=None):
    return {
        "url": "https://ban-goc.example/bai/%d.html" % i,
        "title": title or "Chuyến đò số %d sang bãi giữa đã có áo phao" % i,
        "lead": "Chuyến thứ %d trong ngày chở mười hai người, ai cũng mặc áo phao." % i,
        "section": SECTIONS[i % len(SECTIONS)],
        "language": "vi",
        "published": "2025-0%d-%02dT07:30:00+07:00" % (i % 9 + 1, i % 28 + 1),
        "contributors": [{"name": "Vũ Bến %d" % (i % 4), "role": "author"}],
        "tags": ["đò ngang", "bãi số %d" % (i % 5)],
        "blocks": [{"type": "paragraph", "text": "Người lái đò thứ %d kể chuyện con nước tháng %d." % (i, i % 12 + 1)},
                   {"type": "paragraph", "text": "Bến cũ <b>không</b> phải thẻ & vẫn đọc được."}],
    }


def import_articles(site, numbers, **more):
    lines = "".join(json.dumps(article(i, **more), ensure_ascii=False) + "\n" for i in numbers)
    code, said = loa("import", site, "-", feed=lines)
    check("import", code == 0, said)


class Addresses(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = set()
        self.tags = set()
        self.forms = 0

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.forms += tag == "form"
        for name, value in attrs:
            value = value or ""
            if name in ("href", "src", "poster") and value.startswith("/"):
                self.found.add(value)
            if name == "srcset":
                self.found.update(part.split()[0] for part in value.split(",") if part.strip().startswith("/"))


def tree(root):
    out = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                out[os.path.relpath(path, root)] = f.read()
    out.pop(LEDGER, None)
    return out


def file_of(address):
    address = address.split("#")[0].split("?")[0][1:]
    return address + "index.html" if address == "" or address.endswith("/") else address


def check_copy(files, what):
    dead, forms, asks = set(), [], []
    for name, data in files.items():
        if not name.endswith(".html"):
            continue
        page = Addresses()
        page.feed(data.decode())
        if page.forms:
            forms.append(name)
        for address in page.found:
            wanted = file_of(address)
            if wanted not in files and wanted + "/index.html" not in files:
                dead.add((name, address))
        if b"data-frozen" not in data and b"http-equiv=\"refresh\"" not in data:
            asks.append(name)
    check(what + ": no dead link", not dead, sorted(dead)[:8])
    check(what + ": no form", not forms, forms[:8])
    check(what + ": no page asks for numbers", not asks, asks[:8])
    for name in ("sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "tin-moi/feed.rss", "tin-moi/feed.atom"):
        try:
            xml.etree.ElementTree.fromstring(files[name])
            well = True
        except (KeyError, xml.etree.ElementTree.ParseError):
            well = False
        check("%s: %s is well-formed" % (what, name), well)
    locations = [e.text for e in xml.etree.ElementTree.fromstring(files["sitemap-2.xml"]).iter() if e.tag.endswith("loc")]
    check(what + ": the sitemap names absolute addresses",
          locations and all(l.startswith(ORIGIN + "/") for l in locations), locations[:3])
    check(what + ": and they are files", all(file_of(l[len(ORIGIN):]) in files for l in locations))
    return locations


def compare(site, work, into, what):
    """The copy in `into` against one made into a new folder."""
    fresh = os.path.join(work, "fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    code, said = export(site, fresh)
    check(what + ": a copy from nothing", code == 0, said)
    one, two = tree(into), tree(fresh)
    check(what + ": the same files", sorted(one) == sorted(two), sorted(set(one) ^ set(two))[:8])
    differ = [name for name in one if name in two and one[name] != two[name]]
    check(what + ": the same bytes", not differ, differ[:8])


def main():
    work = tempfile.mkdtemp(prefix="loa-static-")
    site, into = os.path.join(work, "site"), os.path.join(work, "copy")
    try:
        code, said = loa("init", site, "--preset", "economy")
        check("init", code == 0, said)
        code, said = loa("export", site, "--static", into)
        check("no address, no copy", code == 1 and "--origin" in said, said)
        import_articles(site, range(1, 61))
        for old, new in (("/bai/cu-1", "/tin-moi/"), ("/bai/cu-2.html", "/thoi-su/"), ("/tin/?id=3", "/thoi-su/"),
                         ("/thu-muc-cu", "/video/")):
            code, said = loa("redirect", site, "add", old, new)
            check("an old address", code == 0, said)
        walk(site, work, into)
        refuse(site, work)
        survive(site, work, into)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(summary())


def walk(site, work, into):
    code, said = export(site, into)
    check("first copy", code == 0 and "60 bài" in said, said)
    files = tree(into)
    articles = check_copy(files, "first copy")
    check("every article has its page", len(articles) == 60, len(articles))
    for name, to in (("bai/cu-1/index.html", "/tin-moi/"), ("bai/cu-2.html", "/thoi-su/"),
                     ("thu-muc-cu/index.html", "/video/")):
        check("an old address leads on: " + name, ("0; url=" + to).encode() in files.get(name, b""), sorted(files)[:9])
    check("one with a query cannot, and is counted", "1 địa chỉ" in said, said)
    check("a page of its own for what is missing", "404.html" in files)
    code, said = export(site, into)
    check("nothing has changed, nothing is written", code == 0 and " 0 tệp mới" in said and "làm lại" in said, said)
    again = {n: os.stat(os.path.join(into, n)).st_mtime_ns for n in files}

    gone = [n for n in files if n.endswith("-7.html")][0]
    code, said = loa("article", site, "withdraw", "7")
    check("withdraw", code == 0, said)
    code, said = export(site, into)
    files = tree(into)
    check("a withdrawn article's page goes", code == 0 and gone not in files, said)
    check("and nothing links to it", not [n for n in files if ("/" + gone).encode() in files[n]])
    check_copy(files, "after a withdrawal")
    still = [n for n in again if n in files and os.stat(os.path.join(into, n)).st_mtime_ns == again[n]]
    check("what has not changed was not written", len(still) > 20, len(still))
    compare(site, work, into, "after a withdrawal")

    import_articles(site, range(61, 64))
    import_articles(site, [9], title="Bến đò số 9 dời lên đầu bãi")
    code, said = export(site, into)
    check("news and a correction", code == 0, said)
    check("the new title is there", any("dời lên đầu bãi".encode() in d for n, d in tree(into).items() if n.endswith("-9.html")))
    compare(site, work, into, "news and a correction")

    loa("article", site, "restore", "7")
    with open(os.path.join(site, "loa.conf"), "a") as conf:
        conf.write("\n[imprint]\nGiấy phép = số 12/GP-MAU\n")
    code, said = export(site, into)
    check("another configuration makes every page anew", code == 0 and "toàn bộ" in said, said)
    check("it is on them", "12/GP-MAU".encode() in tree(into)["index.html"])
    compare(site, work, into, "another configuration")


def refuse(site, work):
    home = os.path.join(work, "home")
    os.mkdir(home)
    with open(os.path.join(home, "luan-van.txt"), "w") as f:
        f.write("của người khác")
    code, said = export(site, home)
    check("a folder with other things is left alone", code == 1 and os.listdir(home) == ["luan-van.txt"], said)
    code, said = export(site, os.path.join(work, "none", "deeper"))
    check("a folder that cannot be made is a message", code == 1 and "none" in said, said)
    link = os.path.join(work, "linked")
    os.mkdir(link)
    os.symlink(home, os.path.join(link, "tinh"))
    open(os.path.join(link, LEDGER), "w").close()
    code, said = export(site, link)
    check("a link planted in the folder is not followed", code == 1 and os.listdir(home) == ["luan-van.txt"], said)


def survive(site, work, into):
    torn = os.path.join(work, "torn")
    running = subprocess.Popen([LOA, "export", site, "--static", torn, "--origin", ORIGIN],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.time() + 20
    while time.time() < until and running.poll() is None and not os.path.isdir(os.path.join(torn, "ben-bai")):
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.wait()
    check("a copy killed half-way left no ledger", not os.path.exists(os.path.join(torn, LEDGER)))
    code, said = export(site, torn)
    check("its folder is known as a copy's, and made whole", code == 0 and "toàn bộ" in said, said)
    compare(site, work, torn, "after the kill")
    with open(os.path.join(into, LEDGER), "r+b") as ledger:
        ledger.seek(-40, os.SEEK_END)
        ledger.write(b"\n\x00x\tnonsense\n")
    code, said = export(site, into)
    check("a damaged ledger is told", code == 1 and LEDGER in said, said)


main()

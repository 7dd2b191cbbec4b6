#!/usr/bin/python3
"""Every verb that needs no server, from outside: exit codes, messages, what is printed. Prints "N passed, N failed".

usage: cli.py LOA SOURCE
"""
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
DEMO = os.path.join(SOURCE, "demo")
PRESETS = ["city", "economy", "youth", "aggregator", "daily"]


def loa(*args, stdin=b""):
    out = subprocess.run([LOA, *args], input=stdin, capture_output=True, timeout=600)
    return out.returncode, out.stdout.decode(), out.stderr.decode()


def expect(code, part, *args, stdin=b""):
    """The exit code; and part stands in what was said: on stdout for 0, else in one line of stderr."""
    got, out, err = loa(*args, stdin=stdin)
    said = out if code == 0 else err
    lines = err.splitlines()
    one_line = code == 0 or got != 2 or len(lines) == 1
    check("loa %s: exit %d, \"%s\"" % (" ".join(args), code, part), got == code and part in said and one_line,
          "exit %d\nstdout: %s\nstderr: %s" % (got, out[:600], err[:600]))
    return out


def write(name, text):
    with open(name, "wb") as f:
        f.write(text if isinstance(text, bytes) else text.encode())
    return name


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x40\x80\xc0" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def test_program():
    expect(0, "serve", "--help")
    expect(0, "loa 0.", "--version")
    expect(2, 'no verb "analyse"', "analyse")
    code, _, err = loa()
    check("no verb prints the help, exit 2", code == 2 and "usage: loa" in err)
    listed = [line.split()[0] for line in loa("--help")[1].splitlines() if line.startswith("  ")]
    check("the help lists the verbs", "init" in listed and "ask" in listed and "desk" not in listed, listed)
    for verb in (v for v in listed if not v.startswith("-")):
        expect(0, "usage: loa " + verb, verb, "--help")
        expect(0, "behind -- nothing is an option", verb, "--help")
        if verb not in ("segment", "analyze"):  # without a file it reads standard input
            expect(2, "", verb)
        expect(2, "option --nonsense", verb, "x", "--nonsense")
    expect(0, "\n                     [--from TIME]", "banner", "--help")
    with open("/dev/full", "wb") as full:
        out = subprocess.run([LOA, "--help"], stdout=full, stderr=subprocess.PIPE, timeout=60)
        check("a full disk is told", out.returncode == 1 and b"cannot be written" in out.stderr, out.stderr)


def test_init():
    for preset in PRESETS:
        expect(0, "preset " + preset, "init", "new-" + preset, "--preset", preset)
        with open(os.path.join(SOURCE, "presets", preset + ".ini"), "rb") as want, \
                open("new-%s/preset.ini" % preset, "rb") as got:
            check("preset %s is written down as it is" % preset, want.read() == got.read())
    expect(2, ", ".join(PRESETS), "init", "x", "--preset", "econ")
    expect(2, "--origin wants", "init", "x", "--origin", "example.vn")
    expect(2, "--origin wants", "export", "new-city", "--json", "-", "--origin", "example.vn")
    expect(2, "--origin wants", "export", "new-city", "--static", "x", "--origin", "ftp://example.vn")
    expect(2, "one of: show, rotate, replace", "key", "new-city", "revoke")
    expect(2, "--origin wants", "init", "x", "--origin", "https://example.vn/tin")
    expect(2, "not UTF-8", "init", "x", "--name", b"\xff".decode("utf-8", "surrogateescape"))
    check("a misuse makes nothing", not os.path.exists("x"))
    expect(1, "is not empty", "init", "new-city")
    write("file", "")
    expect(1, "is not a folder", "init", "file")
    expect(1, "no/such/parent: cannot make the folder: No such file or directory", "init", "no/such/parent")
    for rest in (("verify", "new-city", "--head", "no/such"), ("link", "new-city", "approve", "--from", "no/such"),
                 ("redirect", "new-city", "import", "no/such"), ("export", "new-city", "--wxr", "no/such")):
        expect(1, "No such file or directory", *rest)
    os.mkdir("empty")
    expect(0, "no file or article was found there", "import", "new-city", "empty")
    out = expect(0, "mật khẩu", "init", "empty", "--name", "Cổng ; thử # nghiệm", "--origin", "https://a.vn/")
    conf = open("empty/loa.conf", encoding="utf-8").read()
    check("name and origin stand in loa.conf", "name = Cổng ; thử # nghiệm\n" in conf and "origin = https://a.vn\n" in conf)
    secret = out.split("shown this once: ")[1].split()[0]
    check("the password is kept nowhere", secret.encode() not in open("empty/loa.db", "rb").read())
    expect(0, "admin  admin\n", "user", "empty", "list")
    expect(0, '"role":"admin"', "user", "empty", "list", "--json")
    expect(0, "shown this once: ", "user", "empty", "password", "admin", "--make")
    expect(1, 'no account "chi"', "user", "empty", "password", "chi")
    expect(2, "a role is admin", "user", "empty", "add", "chi", "--role", "king")
    expect(2, "a name is 2 to", "user", "empty", "add", "Chị", "--role", "editor")
    expect(1, "nothing came", "user", "empty", "password", "admin")
    expect(0, "account added: admin", "user", "empty", "audit")


def test_missing_sites():
    for verb, rest in (("serve", []), ("search", ["đoàn"]), ("ask", ["ai?"]), ("article", ["list"]), ("comment", ["list"]),
                       ("banner", ["list"]), ("section", ["list"]), ("stats", []), ("user", ["list"]),
                       ("media", ["add", "x"]), ("import", ["x"])):
        expect(1, "nowhere: there is no such folder", verb, "nowhere", *rest)
    expect(1, "file/x: Not a directory", "stats", "file/x")
    os.mkdir("plain")
    expect(1, "not a Loa site: loa.conf is missing", "stats", "plain")
    shutil.copytree("empty", "broken")
    write("broken/loa.db", "x" * 5000)
    expect(1, "loa.db", "stats", "broken")
    write("plain/loa.conf", "[site]\nname = a\nlinh tinh\n")
    write("plain/loa.db", "")
    expect(1, "plain/loa.conf, line 3: neither [section] nor key = value", "serve", "plain")


def test_sections():
    expect(0, "17 thay đổi", "section", "s", "import", DEMO + "/sections.json")
    expect(2, "is the site itself", "import", "s", "./s")
    expect(0, "absolute, http or https", "banner", "--help")
    expect(0, "preset", "init", "evil", "--preset", "city")
    evil = {"title": "Nhỏ \x1b[31m\x9b \u202eđỏ", "lead": "x"}
    expect(0, "1 nhập mới", "import", "evil", write("evil.json", json.dumps(evil)))
    out = loa("article", "evil", "list")[1]
    check("no escape reaches the terminal", "Nhỏ" in out and not set("\x1b\x9b\u202e") & set(out), repr(out))
    expect(0, " 0 thay đổi", "section", "s", "import", DEMO + "/sections.json")
    expect(0, "thêm mới", "section", "s", "add", "--name", "Môi trường", "--parent", "xa-hoi", "--position", "2")
    rows = [json.loads(line) for line in loa("section", "s", "list", "--json")[1].splitlines()]
    new = [row for row in rows if row["name"] == "Môi trường"]
    check("the section has slug and parent", new and new[0]["slug"] == "moi-truong" and new[0]["parent"] == "xa-hoi", new)
    expect(2, "add needs --name", "section", "s", "add")
    expect(2, "--position wants a number", "section", "s", "add", "--name", "a", "--position", "hai")
    expect(1, "cannot stand in an address", "section", "s", "add", "--name", "a", "--slug", "Á")
    expect(1, "is an address of the site itself", "section", "s", "add", "--name", "a", "--slug", "video")
    expect(1, "", "section", "s", "add", "--name", "a", "--parent", "khong-co")
    expect(2, 'cannot "remove"; one of: list, add, import', "section", "s", "remove")
    expect(2, "one of: list, add, import", "section", "s")
    for text, part in (("{}", "not a JSON list"), ("[1]", "entry 1 is not an object"), ("[", "line 1: not JSON"),
                       ('[{"name": {}}]', '"name" is neither text'), ("", "not JSON")):
        expect(1, part, "section", "s", "import", write("bad.json", text))
    expect(1, "none.json: ", "section", "s", "import", "none.json")


def test_a_folder_with_more_than_pages():
    """What lies beside pages is passed over, unless it is asked for by name."""
    expect(0, "preset", "init", "nhieu-tep", "--preset", "city")
    os.makedirs("pages/anh")
    body = "<p>Bến đò xóm chài mở cửa đón khách trở lại sau hai tháng sửa chữa, ban quản lý bến cho biết sáng nay.</p>"
    write("pages/bai.html", "<!doctype html><html lang=vi><meta charset=utf-8><title>Bến đò mở lại</title><article>"
          "<h1>Bến đò mở lại</h1>" + 3 * body + "<p><a href='van-ban.pdf'>Văn bản</a></p></article></html>")
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    for name, data in (("van-ban.pdf", pdf), ("rieng.PDF", pdf), ("khong-duoi", pdf), ("anh/a.png", png(8, 8)),
                       ("anh/khong-duoi", png(8, 8)), ("don.docx", b"PK\x03\x04"), ("nhac.mp3", b"ID3"), ("kieu.css", "a{}")):
        write("pages/" + name, data)
    sums = json.loads(expect(0, '"failures":[]', "import", "nhieu-tep", "pages", "--json"))
    check("what is no page is passed over", (sums["created"], sums["failed"], sums["skipped"], sums["documents"]) == (1, 0, 8, 1),
          sums)
    with open("nhieu-tep/import-report.jsonl", encoding="utf-8") as f:
        last = json.loads(f.readlines()[-1])
    check("and the report counts it", (last["failed"], last["skipped"]) == (0, 8), last)
    write("pages/hong.warc", b"\0\1\2")
    expect(1, "hong.warc", "import", "nhieu-tep", "pages")
    for name in ("van-ban.pdf", "anh/a.png", "don.docx"):
        expect(1, "pages/%s: " % name, "import", "nhieu-tep", "pages/" + name)
    os.remove("pages/hong.warc")
    expect(1, "pages/don.docx: ", "import", "nhieu-tep", "pages", "pages/don.docx")


def test_articles_and_search():
    # without their pictures, which take half a minute; the banners bring some
    shutil.copytree(DEMO + "/articles", "articles")
    expect(0, "", "import", "s", "articles")
    rows = [json.loads(line) for line in loa("article", "s", "list", "--limit", "500", "--json")[1].splitlines()]
    check("all articles that have been published are listed", len(rows) > 30, len(rows))
    first = rows[0]
    check("an article has its address", first["url"].endswith("-%d.html" % first["id"]), first)
    word = first["title"].split()[0]
    answer = json.loads(loa("search", "s", first["title"], "--json")[1])
    check("the title finds it", first["id"] in [r["id"] for r in answer["results"]], answer)
    check("an answer has the keys of design.md", set(answer) == {"total", "results"} and
          set(answer["results"][0]) == {"id", "title", "url", "snippet", "published"}, answer)
    plain = json.loads(loa("search", "s", "dua ghe", "--json")[1])
    exact = json.loads(loa("search", "s", "đua ghe", "--json")[1])
    check("a query without tones finds what has them", plain["total"] >= exact["total"] > 0)
    lines = loa("search", "s", "-", "--json", "--limit", "1", stdin=(word + "\n\nxyzzy\n").encode())[1].splitlines()
    check("one answer a line", len(lines) == 3 and json.loads(lines[1]) == {"total": 0, "results": []}
          and len(json.loads(lines[0])["results"]) == 1, lines)
    long_query = loa("search", "s", "-", "--json", stdin=b"a" * 100000 + b"\nb\n")
    check("a long line is one query", long_query[0] == 0 and len(long_query[1].splitlines()) == 2, long_query[2])
    for odd in ("", "***", '"', "a" * 5000, "NOT", "title:", "\\", "%"):
        expect(0, '"total":', "search", "s", odd, "--json")
    expect(2, "behind -- nothing is an option", "search", "s", "-" + word)
    check("a query may begin with a hyphen", json.loads(expect(0, '"total":', "search", "s", "--json", "--", "-" + word)) ==
          json.loads(loa("search", "s", "-", "--json", stdin=("-" + word + "\n").encode())[1]))
    expect(2, "--limit wants", "search", "s", "a", "--limit", "0")
    expect(0, "đã gỡ", "article", "s", "withdraw", str(first["id"]))
    expect(0, "không đổi gì", "article", "s", "withdraw", str(first["id"]))
    for odd in ("", "?", "\xff\xfe", "a" * 5000, "'; DROP TABLE article; --"):
        expect(0, '"answers":', "ask", "s", odd, "--json")
    asked = loa("ask", "s", "-", "--json", stdin="Ai dẫn đầu đoàn Minakawa?\nAi dẫn đầu đoàn Kitagawa?\n".encode())[1]
    known, unknown = [json.loads(line)["answers"] for line in asked.splitlines()]
    check("a question is answered by a sentence with its article",
          known and set(known[0]) == {"text", "title", "url", "published", "confidence"}
          and "Kazehara" in known[0]["text"] and len(known) <= 3, known)
    check("nobody of that name: no answer", unknown == [], unknown)
    gone = json.loads(loa("search", "s", first["title"], "--json")[1])
    check("a withdrawn article is not found", first["id"] not in [r["id"] for r in gone["results"]])
    expect(0, "đã khôi phục", "article", "s", "restore", str(first["id"]))
    expect(1, "999999", "article", "s", "withdraw", "999999")
    expect(1, 'no article "khong-co"', "article", "s", "withdraw", "khong-co")
    return first["id"]


def queue(state):
    return [json.loads(line) for line in loa("comment", "s", "list", "--state", state, "--json")[1].splitlines()]


def test_comments():
    articles = ["--articles", "articles"]
    expect(0, "28 bình luận", "comment", "s", "import", DEMO + "/comments.json", *articles)
    expect(0, "không đổi gì", "comment", "s", "import", DEMO + "/comments.json", *articles)


def test_moderation(article):
    new = ["comment", "s", "add", "--article", str(article), "--name", "Thử"]
    ids = [expect(0, "", *new, "--text", "câu %d" % i).strip() for i in range(4)]
    check("they wait", [str(c["id"]) for c in queue("pending")] == ids, queue("pending"))
    expect(0, "", "comment", "s", "approve", ids[0])
    expect(0, "", "comment", "s", "reject", ids[1])
    expect(0, "", "comment", "s", "ban", ids[2])
    expect(1, "", *new, "--text", "câu 2")
    check("who was banned is refused", "banned" in loa(*new, "--text", "câu 2")[2])
    expect(0, "", "comment", "s", "approve", "--all")
    check("nothing waits", queue("pending") == [])
    check("rejected ones are kept", sorted(str(c["id"]) for c in queue("rejected")) == sorted(ids[1:3]), queue("rejected"))
    expect(0, "", *new, "--text", "trả lời", "--reply-to", ids[0], "--created", "22/11/2026 10:00", "--approve")
    check("a reply knows its parent", queue("approved")[-1]["reply_to"] == int(ids[0]) or
          any(c["reply_to"] == int(ids[0]) for c in queue("approved")))
    expect(1, "no comment 99999", *new, "--text", "x", "--reply-to", "99999")
    expect(1, "99999", "comment", "s", "approve", "99999")
    expect(2, "ID wants a number", "comment", "s", "approve", "một")
    expect(2, "which comments?", "comment", "s", "approve")
    expect(2, "either numbers or --all", "comment", "s", "approve", "1", "--all")
    expect(2, "too few", "comment", "s", "reject")
    expect(2, "--state is pending, approved or rejected", "comment", "s", "list", "--state", "x")
    expect(2, "--created wants a time", *new, "--text", "x", "--created", "31/02/2026")
    expect(2, "add needs", "comment", "s", "add", "--name", "a")
    expect(1, "longer than", *new, "--text", "x" * 3001)
    bad = [{"article": str(article), "name": "a", "text": "b", "created": "hôm qua"},
           {"article": "khong-co", "name": "a", "text": "b", "created": "2026-11-22T10:00:00+07:00"},
           {"article": str(article), "name": "a", "text": "b", "created": "2026-11-22T10:00:00+07:00", "reply_to": 5},
           {"article": str(article), "name": "a", "text": "được", "created": "2026-11-22T10:00:00+07:00", "reply_to": None}]
    write("mixed.json", json.dumps(bad))
    code, out, err = loa("comment", "s", "import", "mixed.json")
    check("what is wrong is named, the rest goes in", code == 1 and "1 bình luận" in out and
          [n in err for n in ("entry 1", "entry 2", "entry 3", "entry 4")] == [True, True, True, False], (code, out, err))


def test_banners():
    write("a.png", png(300, 100))
    write("page.html", "<html></html>")
    new = ["banner", "s", "add", "--slot", "top", "--picture", "a.png", "--alt", "Một tấm biển"]
    first = expect(0, "", *new, "--link", "https://example.com/", "--from", "01/11/2026", "--until", "2026-12-01",
                   "--weight", "3").strip()
    rows = [json.loads(line) for line in loa("banner", "s", "list", "--json")[1].splitlines()]
    check("the banner is booked", len(rows) == 1 and rows[0]["from"] == "2026-11-01T00:00:00+07:00" and
          rows[0]["weight"] == 3 and rows[0]["picture"].endswith(".png"), rows)
    check("its picture is in media/", os.path.exists(os.path.join("s/media", rows[0]["picture"])))
    expect(2, "add needs", "banner", "s", "add", "--slot", "top")
    for slot, told in (("occasion", False), ("side", False), ("tren-cung", True)):
        code, _, err = loa(*new[:4], slot, *new[5:])
        check("slot %s, which the site %s" % (slot, "has not: said" if told else "has"),
              code == 0 and ('no page of this site has a slot "tren-cung"' in err) == told, (code, err))
    expect(2, "--from wants a time", *new, "--from", "mai")
    expect(2, "--weight wants a number from 1", *new, "--weight", "0")
    expect(1, "end before it begins", *new, "--from", "02/11/2026", "--until", "01/11/2026")
    expect(1, "no web address", *new, "--link", "javascript:alert(1)")
    expect(1, "page.html: ", *new[:5], "--picture", "page.html", "--alt", "x")
    expect(1, "none.png: ", *new[:5], "--picture", "none.png", "--alt", "x")
    expect(1, "alt text", *new[:-1], " ")
    expect(0, "", "banner", "s", "remove", first)
    expect(1, "", "banner", "s", "remove", first)
    expect(0, "11 biểu ngữ", "banner", "s", "import", DEMO + "/creatives.json")
    expect(0, "không đổi gì", "banner", "s", "import", DEMO + "/creatives.json")
    expect(0, ".png\n", "media", "s", "add", "a.png")
    expect(1, "page.html: ", "media", "s", "add", "page.html")


def test_stats(article):
    def figures():
        return json.loads(loa("stats", "s", "--days", "36525", "--json")[1])

    write("h.tsv", "# mẫu\n\n2026-05-01\t100\t250\t40\r\n2026-05-02\t1\t2\narticle\t%d\t2026-05-01\t7\n" % article)
    expect(0, "2 ngày, 1 số liệu", "stats", "s", "import", "h.tsv")
    total = {"visits": 101, "views": 252, "robot_views": 40}
    check("the history counts", figures()["total"] == total, figures())
    write("copy.tsv", open("h.tsv", "rb").read())
    expect(0, "không đổi gì", "stats", "s", "import", "copy.tsv")
    check("the same content twice counts once", figures()["total"] == total, figures())
    views = [json.loads(line) for line in loa("article", "s", "list", "--limit", "500", "--json")[1].splitlines()]
    check("the article's views are there", [r["views"] for r in views if r["id"] == article] == [7])
    for line, part in (("2026-02-30\t1\t2", "is not a day"), ("01/05/2026\t1\t2", "is not a day"),
                       ("2999-01-01\t1\t2", "has not come yet"), ("2026-05-01\t-1\t2", "is not a count"),
                       ("2026-05-01\t1\t2e3", "is not a count"), ("2026-05-01\t1\t9999999999999", "cannot be one day's"),
                       ("2026-05-01 1 2", "tabs between"), ("article\tx\t2026-05-01", "tabs between"),
                       ("article\tkhong-co\t2026-05-01\t1", "no article"), ("2026-05-01\t1\t2\t3\t4", "tabs between")):
        code, _, err = loa("stats", "s", "import", write("bad.tsv", "2026-05-03\t5\t5\n" + line + "\n"))
        check("bad line: " + line, code == 1 and "bad.tsv, line 2: " in err and part in err, err)
    check("of a bad file nothing is taken", figures()["total"] == total, figures())
    expect(0, "2026", "stats", "s", "--days", "36525")
    expect(2, "--days wants", "stats", "s", "--days", "0")
    expect(1, "none.tsv: ", "stats", "s", "import", "none.tsv")


def test_segment():
    want = "Thủ_tướng Chính_phủ làm_việc với đoàn"
    plain = "Thủ tướng Chính phủ làm việc với đoàn\n"
    check("words are joined", want in loa("segment", stdin=plain.encode())[1])
    tcvn3 = "Thñ t\xadíng ChÝnh phñ lµm viÖc víi ®oµn\n".encode("latin-1")
    for name, bytes_in in (("TCVN3 as bytes", tcvn3), ("TCVN3 as typed", tcvn3.decode("latin-1").encode()),
                           ("VNI as typed", "Thuû töôùng Chính phuû laøm vieäc vôùi ñoaøn\n".encode())):
        code, out, err = loa("segment", stdin=bytes_in)
        check("%s is read as what it says" % name, code == 0 and want in out and "looks like" in err, (out, err))
    for text in (plain, "Le café était fermé à Genève\n", "ông và bà là hai\n", "plain words\n"):
        check("no other text is taken for an old one", loa("segment", stdin=text.encode())[2] == "", text)


def main():
    with tempfile.TemporaryDirectory(prefix="loa-cli-") as folder:
        os.chdir(folder)
        test_program()
        test_init()
        test_missing_sites()
        loa("init", "s")
        test_sections()
        test_a_folder_with_more_than_pages()
        article = test_articles_and_search()
        test_moderation(article)
        test_comments()
        test_banners()
        test_stats(article)
        test_segment()
        os.chdir("/")
    return summary()


if __name__ == "__main__":
    sys.exit(main())

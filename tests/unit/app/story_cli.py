#!/usr/bin/python3
"""loa story and loa job SITE stories, from outside. usage: story_cli.py LOA"""
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = sys.argv[1]
FIRE = ("Sáng 12/3, xưởng gỗ Hoàng Lâm ở thị trấn Bình Lạc bốc cháy; ba công nhân mắc kẹt được đưa ra ngoài. "
        "Lửa bùng lên từ kho mùn cưa, bảy xe chữa cháy được điều đến.")
FIRE_TOO = ("Ba công nhân thoát chết trong vụ cháy xưởng gỗ Hoàng Lâm rạng sáng 12/3 tại thị trấn Bình Lạc. "
            "Cảnh sát điều bảy xe chữa cháy dập lửa ở kho mùn cưa.")
COFFEE = "Cà phê Tây Nguyên lên 120.000 đồng một kg, người trồng ở Cư Kuin chờ giá cao hơn mới bán."
DATES = {"same": "2026-03-12T09:00:00+07:00", "vietnamese": "12/03/2026 15:30"}


def loa(*args, text=""):
    return subprocess.run([LOA, *args], input=text, capture_output=True, text=True, check=False)


def items():
    yield {"id": "a", "title": "Cháy xưởng gỗ ở Bình Lạc", "lead": FIRE, "date": DATES["same"], "source": "Báo Một"}
    yield {"id": 7, "title": "Xưởng gỗ Hoàng Lâm cháy lớn", "body": FIRE_TOO, "date": DATES["vietnamese"]}
    yield {"id": "c", "title": "Giá cà phê tăng phiên thứ tư", "lead": COFFEE, "date": None}
    yield {"id": "", "title": ""}


def clusters():
    lines = "".join(json.dumps(item) + "\n" for item in items())
    done = loa("story", "--cluster", "-", text=lines + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    check("cluster: exit", done.returncode == 0)
    check("cluster: order", [a["id"] for a in answers] == ["a", 7, "c", ""])
    check("cluster: one story", answers[0]["story"] == answers[1]["story"])
    check("cluster: others alone", len({a["story"] for a in answers}) == 3)
    refused(lines)
    check("cluster: no file", loa("story", "--cluster", "khong-co.jsonl").returncode == 1)
    check("misuse", loa("story").returncode == 2)


def refused(lines):
    """A bad line is told, and takes nothing from the others."""
    first, *rest = lines.splitlines(keepends=True)
    whole = loa("story", "--cluster", "-", text=lines).stdout
    for bad in ("{", "[]", "7", '{"title":"không có id"}', '{"id":null}', '{"id":"x"} {}', '"' + "x" * (5 << 20) + '"'):
        done = loa("story", "--cluster", "-", text=first + bad + "\n" + "".join(rest))
        check("cluster: refused " + bad[:30], done.returncode == 1 and "line 2: " in done.stderr)
        check("cluster: the others are answered " + bad[:30], done.stdout == whole)
        check("cluster: two lines " + bad[:30], done.stderr.count("\n") == 2 and "lines passed over: 1" in done.stderr)
    done = loa("story", "--cluster", "-", text="{\n" + lines + "]\n")
    check("cluster: each is told", "line 1: " in done.stderr and "line 6: " in done.stderr)
    check("cluster: the last counts", done.returncode == 1 and done.stdout == whole)


def site(folder):
    path = os.path.join(folder, "bao")
    check("init", loa("init", path, "--preset", "aggregator").returncode == 0)
    lines = "".join(json.dumps({
        "title": title, "section": "Tin", "published": DATES["same"], "source": {"name": source, "url": None},
        "blocks": [{"type": "paragraph", "text": text}]}) + "\n" for title, source, text in (
            ("Cháy xưởng gỗ ở Bình Lạc", "Báo Một", FIRE), ("Xưởng gỗ Hoàng Lâm cháy lớn", "Báo Hai", FIRE_TOO),
            ("Giá cà phê tăng phiên thứ tư", "Báo Một", COFFEE)))
    file = os.path.join(folder, "tin.jsonl")
    with open(file, "w", encoding="utf-8") as out:
        out.write(lines)
    check("rules", loa("source", path, "rules", "--agreement", "no").returncode == 0)
    done = loa("import", path, file)
    check("import: " + done.stderr, done.returncode == 0)
    want_story(path, "after import")
    with sqlite3.connect(os.path.join(path, "loa.db")) as db:
        for table in ("story_article", "story_term", "story_link", "story", "story_member"):
            db.execute("DELETE FROM " + table)
    check("none is left", loa("story", path, "list", "--json").stdout == "")
    done = loa("job", path, "stories")
    check("job stories: " + done.stderr, done.returncode == 0 and done.stdout.startswith("3 "))
    want_story(path, "after job stories")
    pages(path)
    check("no such article", loa("story", path, "show", "999").returncode == 1)
    check("no number", loa("story", path, "show", "x").returncode == 2)


class Server:
    def __init__(self, path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen([LOA, "serve", path, "--listen", f"127.0.0.1:{self.port}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def get(self, where):
        """Status, the address it ended at, and the page."""
        for _ in range(100):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{where}", timeout=10) as answer:
                    return answer.status, answer.url, answer.read().decode()
            except urllib.error.HTTPError as error:
                return error.code, error.url, error.read().decode()
            except OSError:
                time.sleep(0.1)
        return 0, "", ""

    def until(self, where, said):
        """Changes of another process are noticed within a second."""
        for _ in range(100):
            page = self.get(where)
            if said(page):
                return True
            time.sleep(0.1)
        return False

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


def pages(path):
    story = json.loads(loa("story", path, "list", "--json").stdout.split("\n")[0])["story"]
    members = [m["id"] for m in json.loads(loa("story", path, "show", str(story), "--json").stdout)["members"]]
    other = next(m for m in members if m != story)
    server = Server(path)
    try:
        link = f'href="/cung-su-kien/{story}/">2 báo đưa tin</a>'
        home = server.get("/")
        check("home: two papers report", link in home[2])
        page = server.get(f"/cung-su-kien/{story}/")
        check("story page: its articles", page[0] == 200 and page[2].count("<h3>") >= 2)
        check("story page: heading", "2 báo đưa tin" in page[2] and "Cháy xưởng gỗ ở Bình Lạc" in page[2])
        moved = server.get(f"/cung-su-kien/{other}/")
        check("story page: one address", moved[0] == 200 and moved[1].endswith(f"/cung-su-kien/{story}/"))
        check("story page: none", server.get("/cung-su-kien/3/")[0] == 404)
        article = re.search(r'href="(/[^"]*-%d\.html)"' % story, page[2])
        own = server.get(article[1] if article else "/")
        check("article: two papers report", link in own[2])
        check("article: block of the story", "block-same-story" in own[2])
        check("withdraw", loa("article", path, "withdraw", str(other)).returncode == 0)
        check("story page: gone", server.until(f"/cung-su-kien/{story}/", lambda p: p[0] == 404))
        check("article: alone", server.until(article[1] if article else "/", lambda p: "báo đưa tin" not in p[2]))
        check("restore", loa("article", path, "restore", str(other)).returncode == 0)
        check("story page: back", server.until(f"/cung-su-kien/{story}/", lambda p: p[0] == 200))
        check("article: together", server.until(article[1] if article else "/", lambda p: link in p[2]))
    finally:
        server.stop()


def want_story(path, when):
    stories = [json.loads(line) for line in loa("story", path, "list", "--json").stdout.splitlines()]
    check(when + ": one story", len(stories) == 1)
    story = stories[0] if stories else {"articles": 0, "sources": 0, "story": 0}
    check(when + ": counted", (story["articles"], story["sources"]) == (2, 2))
    check(when + ": of two papers", "2 báo" in loa("story", path, "list", "--sources", "2").stdout)
    check(when + ": of three none", loa("story", path, "list", "--sources", "3").stdout == "")
    shown = json.loads(loa("story", path, "show", str(story["story"]), "--json").stdout or "{}")
    check(when + ": members", len(shown.get("members", [])) == 2)
    check(when + ": alike", [a["copy"] for a in shown.get("alike", [])] == [False])


def main():
    clusters()
    with tempfile.TemporaryDirectory() as folder:
        site(folder)
    sys.exit(summary())


main()

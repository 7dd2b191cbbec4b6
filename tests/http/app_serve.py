#!/usr/bin/python3
"""loa serve, from its start to its end, on the demo site: tools/demo_site.sh makes it, then one server after another
runs on it. Prints "N passed, N failed".

usage: app_serve.py LOA SOURCE
"""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PRESETS = ["city", "economy", "youth", "aggregator", "daily"]
PATIENCE_S = 20


def loa(*args):
    out = subprocess.run([LOA, *args], capture_output=True, timeout=60)
    return out.returncode, out.stdout.decode(), out.stderr.decode()


class Server:
    def __init__(self, site, *args):
        self.process = subprocess.Popen([LOA, "serve", site, *(args or ["--listen", "127.0.0.1:0"])],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.line = self.process.stdout.readline().decode()
        found = re.search(r"http://(\S+)", self.line)
        self.origin = found.group(0) if found else None

    def get(self, path, agent="Mozilla/5.0 (X11) Firefox/140"):
        request = urllib.request.Request(self.origin + path, headers={"User-Agent": agent})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode("utf-8", "replace")

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, out.decode(), err.decode()


def soon(condition):
    """True as soon as condition() is, within PATIENCE_S."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def edit(path, before, after):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    with open(path, "w", encoding="utf-8") as f:
        f.write(text.replace(before, after))


def make_demo(site, preset):
    return subprocess.run(["sh", SOURCE + "/tools/demo_site.sh", LOA, site, preset], capture_output=True, timeout=120)


def test_demo():
    out = make_demo("demo", "city")
    check("the demo site is made", out.returncode == 0 and os.path.isfile("demo/loa.db"), out.stderr.decode())
    check("nothing is left beside it", os.listdir(".") == ["demo"], os.listdir("."))
    db = os.stat("demo/loa.db").st_mtime_ns
    for preset in PRESETS[1:] + PRESETS[:1]:
        out = make_demo("demo", preset)
        with open("demo/preset.ini", "rb") as got, open(SOURCE + "/presets/%s.ini" % preset, "rb") as want:
            check("preset %s is taken over" % preset, out.returncode == 0 and got.read() == want.read())
        server = Server("demo")
        status, home = server.get("/")
        check("preset %s: the home page" % preset, status == 200 and "Dữ liệu mẫu" in home and "Sông Ngân" in home, status)
        check("preset %s: SIGTERM ends it, exit 0" % preset, server.end()[0] == 0)
    check("the site itself stayed", os.stat("demo/loa.db").st_mtime_ns >= db)
    figures = json.loads(loa("stats", "demo", "--days", "400", "--json")[1])
    days = [day["day"] for day in figures["days"] if day["visits"] > 100]
    check("180 days of statistics up to yesterday", len(days) == 180, len(days))
    check("a site named without PRESET is a misuse", subprocess.run(
        ["sh", SOURCE + "/tools/demo_site.sh", LOA, "x"], capture_output=True).returncode != 0)


def test_start():
    server = Server("demo")
    check("it says the site's name and address", server.line.startswith("Loa đang phục vụ Cổng thông tin Sông Ngân tại http://"),
          server.line)
    code, _, err = loa("serve", "demo", "--listen", "127.0.0.1:0")
    check("a second server for the folder is refused", code == 1 and "another loa serve serves this site" in err, err)
    shutil.copytree("demo", "other", ignore=shutil.ignore_patterns("serve.lock"))
    address = server.origin[len("http://"):]
    port = address.rsplit(":", 1)[1]
    code, _, err = loa("serve", "other", "--listen", address)
    check("an address in use is named", code == 1 and port in err, err)
    edit("other/loa.conf", "listen = 127.0.0.1:8080", "listen = :1\nlisten = " + address)
    code, _, err = loa("serve", "other")
    check("loa.conf says where to listen", code == 1 and port in err, err)
    code, _, err = loa("serve", "other", "--listen", "nowhere")
    check("what is no address is a misuse", code == 2 and "nowhere" in err, err)
    _, _, err = Server("other", "--listen", "0.0.0.0:0").end()
    check("an open server without an origin is warned", err.count("set origin") == 1 and "loa.conf" in err, err)
    check("a setting that stands twice is warned of, with its lines",
          re.search(r"loa\.conf, line (\d+): \[server\] listen does not count: .* line (\d+)", err), err)
    check("an address that the site has none of is its own", 'href="%s/' % server.origin in server.get("/")[1])
    code, _, _ = server.end(signal.SIGINT)
    check("Ctrl-C ends it, exit 0", code == 0)


def test_reload():
    server = Server("demo")
    edit("demo/loa.conf", "name = Cổng thông tin Sông Ngân", "name = Cổng đã đổi tên")
    server.process.send_signal(signal.SIGHUP)
    check("SIGHUP brings the new name", soon(lambda: "Cổng đã đổi tên" in server.get("/")[1]))
    edit("demo/loa.conf", "[imprint]", "linh tinh\n[imprint]")
    server.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    check("a conf that does not read leaves the old one", "Cổng đã đổi tên" in server.get("/")[1])
    edit("demo/loa.conf", "linh tinh\n", "")
    edit("demo/loa.conf", "name = Cổng đã đổi tên", "name = Cổng thông tin Sông Ngân")
    code, _, err = server.end()
    check("and is told, with its line", code == 0 and re.search(r"loa\.conf, line \d+", err), err)


def test_commands_beside_a_server():
    server = Server("demo")
    first = json.loads(loa("article", "demo", "list", "--limit", "1", "--json")[1].splitlines()[0])
    check("an article is there", server.get(first["url"])[0] == 200)
    loa("article", "demo", "withdraw", str(first["id"]))
    check("withdrawn, it is 410", soon(lambda: server.get(first["url"])[0] == 410))
    loa("article", "demo", "restore", str(first["id"]))
    check("restored, it is 200", soon(lambda: server.get(first["url"])[0] == 200))
    added = loa("comment", "demo", "add", "--article", str(first["id"]), "--name", "Người thử", "--text", "Lời thử nghiệm")[1]
    check("a comment that waits is not shown", "Lời thử nghiệm" not in server.get(first["url"])[1])
    loa("comment", "demo", "approve", added.strip())
    check("approved, it is", soon(lambda: "Lời thử nghiệm" in server.get(first["url"])[1]))
    loa("section", "demo", "add", "--name", "Môi trường sống")
    check("a new section has its page", soon(lambda: server.get("/moi-truong-song/")[0] == 200))
    check("it ends", server.end()[0] == 0)


def test_counters_survive():
    def views():
        rows = [json.loads(line) for line in loa("article", "demo", "list", "--limit", "1", "--json")[1].splitlines()]
        return rows[0]["views"], rows[0]["url"]

    before, url = views()
    server = Server("demo")
    for _ in range(3):
        server.get(url)
    server.end()
    check("views of a server that ended are kept", views()[0] >= before + 1, (before, views()))
    server = Server("demo")
    server.get(url)
    check("of one that was killed, after a second, too", soon(lambda: views()[0] >= before + 2), (before, views()))
    server.end(signal.SIGKILL)
    server = Server("demo")
    check("and it starts again after a kill", server.get("/")[0] == 200)
    check("and ends", server.end()[0] == 0)


def test_drain():
    server = Server("demo")
    host, port = server.origin[len("http://"):].rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=PATIENCE_S) as s:
        s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        try:
            s.sendall(b"\r\n")
            answer = s.recv(100)
        except OSError as e:
            answer = repr(e).encode()
        check("a request under way is answered", answer.startswith(b"HTTP/1.1 200"), answer)
    server.process.communicate(timeout=PATIENCE_S)
    check("then it ends, exit 0", server.process.returncode == 0, server.process.returncode)


def main():
    with tempfile.TemporaryDirectory(prefix="loa-serve-") as folder:
        os.chdir(folder)
        for test in (test_demo, test_start, test_reload, test_commands_beside_a_server, test_counters_survive, test_drain):
            test()
        os.chdir("/")
    return summary()


if __name__ == "__main__":
    sys.exit(main())

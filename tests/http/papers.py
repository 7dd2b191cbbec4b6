"""Newspapers that a test plays, and the sites that take from them: what the fetch_*.py programs share.

Run with LOA and SOURCE as the program's arguments. `pages` says what an address answers; `seen` what was asked.
"""
import email.utils
import http.server
import json
import os
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
pages = {}  # path -> (status, headers, body) or a function of the request's headers
seen = []   # (path, headers)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        seen.append((self.path, dict(self.headers)))
        answer = pages.get(self.path, (404, {}, b""))
        if callable(answer):
            answer = answer(self.headers)
        status, headers, body = answer
        if isinstance(body, str):
            body = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        seen.append((self.path, body))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that closes early is no news."""


server = Server(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
BASE = "http://127.0.0.1:%d" % server.server_address[1]


def loa(*args):
    out = subprocess.run([LOA, *args], capture_output=True, timeout=60)
    return out.returncode, out.stdout.decode(), out.stderr.decode()


def fetch(site, *args):
    code, out, err = loa("fetch", site, "--json", *args)
    try:
        return code, json.loads(out.splitlines()[-1]), err
    except (ValueError, IndexError):
        return code, {}, out + err


def articles(site):
    return [json.loads(line) for line in loa("article", site, "list", "--limit", "100", "--json")[1].splitlines()]


def sources(site):
    return [json.loads(line) for line in loa("source", site, "list", "--json")[1].splitlines()]


def events(site):
    return [json.loads(line) for line in loa("source", site, "report", "--json")[1].splitlines()]


def make(site, preset):
    code, _, err = loa("init", site, "--preset", preset)
    check("%s is made" % site, code == 0, err)
    with open(site + "/loa.conf", "a", encoding="utf-8") as f:
        f.write("\n[fetch]\nallow_loopback = yes\ngap_ms = 0\n")


START = time.time()


def date(minutes_ago):
    return email.utils.formatdate(START - 60 * minutes_ago)


def item(n, title, text, minutes_ago=180, extra="", link=None):
    return ("<item><title>%s</title><link>%s</link><guid isPermaLink=\"false\">bai-%s</guid><pubDate>%s</pubDate>"
            "<dc:creator>Nguyễn An</dc:creator><category>Kinh tế</category><description>%s</description>%s</item>" % (
                title, link or BASE + "/bai/%s.html" % n, n, date(minutes_ago), text, extra))


def rss(name, *items):
    return ("<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
            "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>%s</title><link>%s/</link>"
            "<ttl>30</ttl>%s</channel></rss>" % (name, BASE, "".join(items)))


TEXT = "Sáng nay, khu chợ nổi bên bờ sông đã đón những chuyến ghe đầu tiên sau hai tháng sửa bến."
TEXT2 = "Chiều qua, hội đồng thành phố bàn kế hoạch mở thêm ba tuyến xe buýt ra vùng ven trong quý tới."


def soon(condition):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


class Site:
    def __init__(self, site, listen="127.0.0.1:0"):
        self.process = subprocess.Popen([LOA, "serve", site, "--listen", listen], stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.origin = self.process.stdout.readline().decode().split(" tại ")[-1].strip()

    def get(self, path):
        request = urllib.request.Request(self.origin + path, headers={"User-Agent": "Mozilla/5.0 (X11) Firefox/140"})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode("utf-8", "replace")

    def end(self):
        self.process.terminate()
        self.process.communicate(timeout=20)


def run(*tests):
    """Runs tests in a folder of their own, prints the sums, and ends the program."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for test in tests:
            test()
        os.chdir("/")
    sys.exit(summary())

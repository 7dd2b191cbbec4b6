#!/usr/bin/python3
"""A large site: start, memory, pages made anew, and how soon a publication is on every page that shows it.

usage: bench/scale/run.py LOA SITE [--publish N] [--pages N]

LOA is the program, SITE a folder with articles that nobody serves (bench/scale/corpus.py and loa import make one; the
articles published here stay in it). Processor time is the server's own, summed over its threads, so that other work on
the machine hardly shows; what is by the clock says so, and does show it.
"""
import argparse
import gzip
import http.client
import json
import os
import random
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

START_WAIT_S = 600
TAG, TOPIC, WRITER = "Cầu Bến Đo", "Giao thông đô thị", "Trần Phép Đo"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0"


def processor_s(pid):
    """Seconds on a processor, of all threads that are there."""
    total = 0
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/schedstat" % (pid, task), encoding="ascii") as f:
            total += int(f.read().split()[0])
    return total / 1e9


def memory_mb(pid):
    with open("/proc/%d/status" % pid, encoding="ascii") as f:
        found = dict(re.findall(r"^(VmRSS|RssAnon|VmHWM):\s+(\d+)", f.read(), re.M))
    return {name: int(kb) / 1024 for name, kb in found.items()}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, loa, site):
        self.port = free_port()
        self.began_s = time.monotonic()
        self.process = subprocess.Popen([loa, "serve", site, "--listen", "127.0.0.1:%d" % self.port],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        self.connection = None

    def get(self, path, encoding="identity"):
        """(status, body) over one connection that is kept."""
        for last in (False, True):
            if not self.connection:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                self.connection.request("GET", path, headers={"Accept-Encoding": encoding, "User-Agent": AGENT})
                answer = self.connection.getresponse()
                break
            except http.client.RemoteDisconnected: # it was idle for too long
                self.connection = None
                if last:
                    raise
        body = answer.read()
        self.location = answer.getheader("Location")
        packed = answer.getheader("Content-Encoding") == "gzip"
        return answer.status, gzip.decompress(body) if packed else body

    def first_page(self):
        """Waits until the home page is answered; (seconds by the clock, of processor)."""
        while time.monotonic() - self.began_s < START_WAIT_S:
            try:
                if self.get("/")[0] == 200:
                    return time.monotonic() - self.began_s, processor_s(self.pid)
            except OSError:
                self.connection = None
                if self.process.poll() is not None:
                    break
                time.sleep(0.002)
        sys.exit("run.py: loa serve did not come up")

    def settle(self):
        """Waits until nothing goes on behind: the search index is looked over after the start."""
        before = -1.0
        while processor_s(self.pid) - before > 0.02:
            before = processor_s(self.pid)
            time.sleep(1)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


def line(name, text):
    print("%-44s %s" % (name, text), flush=True)


def newest_id(server):
    found = re.findall(rb"-(\d+)\.html", server.get("/tin-moi/")[1])
    return max(int(n) for n in found)


def own_path(server, number):
    status, _ = server.get("/x/y-%d.html" % number)
    return server.location if status == 301 else None


def measure_pages(server, last, n):
    """Articles that nobody has asked for yet, and the same once more: made, and from the cache."""
    rnd = random.Random(1)
    paths = [p for p in (own_path(server, rnd.randrange(1, last + 1)) for _ in range(n)) if p]
    for name in ("article page, made", "article page, cached"):
        before = processor_s(server.pid)
        for path in paths:
            if server.get(path, "gzip")[0] != 200:
                sys.exit("run.py: %s is not there" % path)
        line(name, "%.2f ms of processor time (%d pages)" %
             ((processor_s(server.pid) - before) * 1e3 / len(paths), len(paths)))


def article(number, section):
    return {"title": "Phép đo số %d lúc %d: cầu Bến Đo thông xe sớm" % (number, time.time_ns()), "section": section,
            "lead": "Sáng nay, đơn vị thi công cho biết cầu Bến Đo sẽ thông xe sớm hơn một tháng.",
            "language": "vi", "published": time.strftime("%Y-%m-%dT%H:%M:%S+07:00", time.gmtime(time.time() + 25200)),
            "contributors": [{"name": WRITER, "role": "author"}],
            "blocks": [{"type": "paragraph", "text": "Đoạn văn thứ %d của bài đo, nói về cây cầu và con đường." % i}
                       for i in range(12)],
            "tags": [TAG], "topics": [TOPIC], "url": "https://do.example/%d.html" % time.time_ns()}


def publish(loa, site, number, section):
    """(title, processor seconds of loa import)"""
    made = article(number, section)
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as f:
        json.dump(made, f, ensure_ascii=False)
        f.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([loa, "import", site, f.name], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return made["title"], after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def affected(server, section_path, first):
    """What shows a new article: name and address."""
    last_part = max(int(n) for n in re.findall(rb"/sitemap-(\d+)\.xml", server.get("/sitemap.xml")[1]))
    page = server.get(first)[1].decode("utf-8")
    tag = re.search(r'href="(/tag/[^"]+)"', page)
    author = re.search(r'href="(/tac-gia/[^"]+)"', page)
    topic = re.search(r'href="(/(?:chu-de|dong-su-kien|su-kien)/[^"]+)"', page)
    rows = [("home", "/"), ("newest", "/tin-moi/"), ("section", section_path), ("feed", section_path + "feed.rss"),
            ("related article", first), ("sitemap", "/sitemap-%d.xml" % last_part), ("news sitemap", "/sitemap-news.xml")]
    rows += [(name, found.group(1)) for name, found in (("tag", tag), ("author", author), ("topic", topic)) if found]
    return rows


def shows(body, title, number):
    return title.encode() in body or b"-%d.html" % number in body


def measure_publications(server, loa, site, n):
    page = server.get("/")[1].decode("utf-8")
    section_path, section = re.search(r'<a[^>]*href="(/[^"/]+/)"[^>]*>\s*([^<]+?)\s*</a>',
                                      page[page.index("<nav"):]).groups()
    publish(loa, site, 0, section)
    time.sleep(1)
    first = own_path(server, newest_id(server))
    pages = affected(server, section_path, first)
    for _, path in pages:
        server.get(path, "gzip")
    by_page, sums, walls, imports = {}, [], [], []
    for i in range(n):
        title, import_s = publish(loa, site, i + 1, section)
        began, before = time.monotonic(), processor_s(server.pid)
        number = None
        for name, path in pages:
            from_s = processor_s(server.pid)
            body = server.get(path, "gzip")[1]
            number = number or max(int(x) for x in re.findall(rb"-(\d+)\.html", body))
            if not shows(body, title, number):
                print("NOT FRESH: %s (%s)" % (name, path))
            by_page.setdefault(name, []).append((processor_s(server.pid) - from_s) * 1e3)
        walls.append((time.monotonic() - began) * 1e3)
        sums.append((processor_s(server.pid) - before) * 1e3)
        imports.append(import_s * 1e3)
    for name, values in by_page.items():
        line("  %s, made anew" % name, "%.2f ms of processor time" % statistics.median(values))
    line("published until all %d pages are fresh" % len(pages),
         "%.1f ms of processor time, %.1f ms by the clock (medians of %d)" %
         (statistics.median(sums), statistics.median(walls), n))
    line("loa import of that article", "%.1f ms of processor time" % statistics.median(imports))


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("loa")
    ask.add_argument("site")
    ask.add_argument("--publish", type=int, default=10)
    ask.add_argument("--pages", type=int, default=300)
    o = ask.parse_args()
    server = Server(o.loa, o.site)
    try:
        clock_s, cpu_s = server.first_page()
        line("start until the first page", "%.0f ms of processor time, %.0f ms by the clock" % (cpu_s * 1e3, clock_s * 1e3))
        line("memory then", "%(VmRSS).0f MB resident, %(RssAnon).0f MB its own" % memory_mb(server.pid))
        server.settle()
        measure_pages(server, newest_id(server), o.pages)
        if o.publish:
            measure_publications(server, o.loa, o.site, o.publish)
        line("memory at the end", "%(VmRSS).0f MB resident, %(RssAnon).0f MB its own" % memory_mb(server.pid))
    finally:
        server.stop()


if __name__ == "__main__":
    main()

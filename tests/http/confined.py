#!/usr/bin/python3
"""A running server has given up what it needs no more (src/guard), with all its threads and the process that fetches, and does
all its work: pages, comments, prints, https with certificates that are renewed, feeds with whole articles and pictures. What
code that took a thread over could still do is tests/unit/guard/test_guard.c's. Prints "N passed, N failed".

usage: confined.py LOA SOURCE
"""
import contextlib
import glob
import os
import re
import shutil
import signal
import ssl
import subprocess
import urllib.parse
import urllib.request

from papers import BASE, LOA, SOURCE, TEXT, TEXT2, articles, check, item, loa, make, pages, rss, run, soon

NOBODY = 65534
PATIENCE_S = 20
HAS_SECCOMP = os.path.exists("/proc/sys/kernel/seccomp")
IS_ROOT = os.geteuid() == 0
PARAGRAPHS = ["Ông Trần Bình, trưởng ban quản lý bến, cho biết mỗi ngày có chừng hai trăm lượt ghe cập bến để bán rau.",
              "Bà con hai bên bờ mong con đường dẫn xuống bến sớm được trải nhựa để xe ba gác ra vào cho dễ."]


def statuses(pid):
    """The lines of /proc/PID/task/*/status, one dict a thread; one that ends meanwhile (as that of the search index) has none."""
    found = []
    for path in glob.glob("/proc/%d/task/*/status" % pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(path, encoding="utf-8") as f:
            found.append(dict(re.findall(r"^(\w+):\t(.*)$", f.read(), re.M)))
    return found


def children(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as f:
        return [int(word) for word in f.read().split()]


def check_confined(name, pid):
    threads = statuses(pid)
    check(name + " has threads", threads)
    check(name + ": no new rights, in any thread", all(s["NoNewPrivs"] == "1" for s in threads), threads)
    check(name + ": no capability, in any thread", all(int(s["CapEff"], 16) == 0 for s in threads), threads)
    check(name + ": seccomp, in every thread", not HAS_SECCOMP or all(s["Seccomp"] == "2" for s in threads), threads)
    if IS_ROOT:
        check(name + " is the folder's owner, not root", all(s["Uid"].split() == [str(NOBODY)] * 4 for s in threads), threads)
        check(name + " is in no other group", all(s["Groups"].strip() == "" for s in threads), threads)


def certificate(name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    "keys/live.key", "-out", "keys/live.pem", "-days", "30", "-subj", "/CN=" + name], check=True,
                   capture_output=True, timeout=30)


def owned(path):
    """The site's folder belongs to somebody who is not root, as a service's does."""
    if not IS_ROOT:
        return
    for folder, _, files in os.walk(path):
        for name in [folder] + [os.path.join(folder, f) for f in files]:
            os.chown(name, NOBODY, NOBODY)


class Served:
    def __init__(self, *args):
        with open("log", "wb") as log:
            self.process = subprocess.Popen([LOA, "serve", "site", *args], stdout=subprocess.PIPE, stderr=log)
        self.line = self.process.stdout.readline().decode()
        found = dict(re.findall(r"(https?)://[^:\s]+:(\d+)", self.line))
        self.plain, self.tls = found.get("http", "0"), int(found.get("https", 0))

    def get(self, path, data=None, **headers):
        request = urllib.request.Request("http://127.0.0.1:%s%s" % (self.plain, urllib.parse.quote(path, safe="/%?=&#")), data=data,
                                         headers={"User-Agent": "Mozilla/5.0 (X11) Firefox/140", **headers})
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, answer.read()

    def certificate(self):
        return ssl.get_server_certificate(("127.0.0.1", self.tls))

    def end(self):
        self.process.terminate()
        self.process.communicate(timeout=PATIENCE_S)
        with open("log", encoding="utf-8") as f:
            return self.process.returncode, f.read()


def paper():
    with open(os.path.join(SOURCE, "demo/pictures/phao-cuu-sinh.webp"), "rb") as f:
        pages["/anh.webp"] = (200, {"Content-Type": "image/webp"}, f.read())
    pages["/bao"] = (200, {}, rss("Báo Sông", item("a", "Bến mới đón ghe", TEXT, 300)))
    paragraphs = "".join("<p>%s</p>" % p for p in [TEXT + " " + TEXT2] + PARAGRAPHS)
    # in another charset than UTF-8, whose tables a process that opens no file must have loaded before
    pages["/bai/a.html"] = (200, {"Content-Type": "text/html; charset=gb18030"}, (
        "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"gb18030\"><title>Bến mới đón ghe - Báo Sông</title></head><body><article>"
        "<h1>Bến mới đón ghe</h1><figure><img src=\"/anh.webp\" width=\"900\" height=\"600\"></figure>%s</article></body></html>"
        % paragraphs).encode("gb18030"))


def test_confined():
    os.chmod(".", 0o755)
    os.mkdir("keys")
    make("site", "city")
    certificate("first")
    with open("site/loa.conf", encoding="utf-8") as f:
        conf = f.read()
    with open("site/loa.conf", "w", encoding="utf-8") as f:
        f.write(conf.replace("\nlisten = 127.0.0.1:8080\n", "\nlisten = 127.0.0.1:0\nlisten_tls = 127.0.0.1:0\n"
                             "certificate = %s/keys/live.pem\nkey = %s/keys/live.key\n" % (os.getcwd(), os.getcwd())))
    paper()
    loa("source", "site", "add", BASE + "/bao", "--name", "Báo Sông", "--scope", "full", "--agreement", "1", "--agreed", "2024-01-01")
    owned("site")
    owned("keys")
    served = Served()
    check("it serves", served.plain != "0" and served.tls, served.line)
    check_confined("the server", served.process.pid)
    check("a page", served.get("/")[0] == 200)
    check("a page, many times in a moment", all(b"</html>" in served.get("/")[1] for _ in range(30)))
    figures = served.get("/metrics")[1].decode()
    check("the figures say so", not HAS_SECCOMP or "\nloa_sandbox_calls 1\n" in figures, figures)
    check("and of the process itself", re.search(r"\nprocess_open_fds [1-9]", figures) and
          re.search(r"\nprocess_resident_memory_bytes [1-9]", figures), figures)
    before = served.certificate()
    certificate("second")
    owned("keys")
    served.process.send_signal(signal.SIGHUP)
    check("renewed certificates are read", soon(lambda: served.certificate() != before))
    fetchers = children(served.process.pid)
    check("one process fetches", len(fetchers) == 1, fetchers)
    check("what feeds bring arrives", soon(lambda: len(articles("site")) == 1))
    if fetchers:
        check_confined("the fetcher", fetchers[0])
    found = articles("site")
    page = served.get(found[0]["url"])[1].decode() if found else ""
    check("with the whole article, of another charset", PARAGRAPHS[1] in page, page)
    check("and its picture", "/media/" in page and "/anh.webp" not in page, page)
    picture = re.search(r"/media/[^\"' ,]+\.webp", page)
    check("which is served", picture and served.get(picture.group())[0] == 200)
    code, log = served.end()
    check("it ends well", code == 0, log)
    check("nothing was left unconfined", not HAS_SECCOMP or "system calls are not confined" not in log, log)
    if not HAS_SECCOMP:
        print("this kernel has no seccomp: not shown here")


def test_folder_of_root():
    """A container's demo: everything belongs to root. It serves, says so, and has none of root's rights."""
    if not IS_ROOT:
        print("not root: not shown here")
        return
    make("site", "city")
    served = Served("--listen", "127.0.0.1:0")
    check("it serves", served.get("/")[0] == 200)
    check("without root's rights", all(int(s["CapEff"], 16) == 0 for s in statuses(served.process.pid)))
    code, log = served.end()
    check("and says so", code == 0 and "belongs to root" in log, log)


def test_modes():
    out = subprocess.run([LOA, "serve", "site", "--sandbox", "perhaps"], capture_output=True, timeout=PATIENCE_S)
    check("an unknown word is misuse", out.returncode == 2 and b"--sandbox" in out.stderr, out.stderr)
    served = Served("--listen", "127.0.0.1:0", "--sandbox", "off")
    check("off is off", all(s["Seccomp"] == "0" for s in statuses(served.process.pid)))
    code, log = served.end()
    check("and said", code == 0 and "not confined" in log, log)
    shutil.rmtree("site")


run(test_confined, test_modes, test_folder_of_root)

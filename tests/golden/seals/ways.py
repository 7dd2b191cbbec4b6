#!/usr/bin/python3
"""The chain's head leaves the machine: by mail, to another Loa, to an authority that stamps it with the time (RFC 3161).

A mail server and an authority (openssl ts) stand on this machine for it. Prints "N passed, N failed".

usage: ways.py LOA
"""
import http.server
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
PATIENCE_S = 120


def run(*args, code=0):
    out = subprocess.run(args, capture_output=True, text=True, timeout=PATIENCE_S)
    check("%s answers %d" % (" ".join(args[1:4]), code), out.returncode == code, out.stdout + out.stderr)
    return out


def loa(*args, code=0):
    return run(LOA, *args, code=code)


def site_of(work, name, n):
    site = os.path.join(work, name)
    lines = os.path.join(work, name + ".jsonl")
    with open(lines, "w", encoding="utf-8") as file:
        for i in range(n):
            file.write(json.dumps({"title": "Bến %s mở lại lần %d" % (name, i), "section": "Tin",
                                   "published": "2026-03-01T09:12:00+07:00", "url": "https://%s.example/%d" % (name, i),
                                   "blocks": [{"type": "paragraph", "text": "Đò chạy từ sáng sớm."}]}) + "\n")
    loa("init", site)
    loa("import", site, lines)
    return site


def configure(site, text):
    with open(os.path.join(site, "loa.conf"), "w", encoding="utf-8") as file:
        file.write("[site]\nname = Bến\n" + text)


class Mail(threading.Thread):
    """A server that takes every letter."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.letters = []

    def run(self):
        while True:
            conn, _ = self.socket.accept()
            with conn, conn.makefile("rw", encoding="utf-8", newline="\r\n") as line:
                self.talk(line)

    def talk(self, line):
        def say(words):
            line.write(words + "\n")
            line.flush()
        say("220 thu")
        to, letter, data = [], [], False
        for got in line:
            got = got.rstrip("\r\n")
            if data:
                data = got != "."
                if data:
                    letter.append(got)
                else:
                    self.letters.append((to, "\n".join(letter)))
                    say("250 ok")
            elif got.upper().startswith("QUIT"):
                return say("221 bye")
            elif got.upper() == "DATA":
                data = True
                say("354 go on")
            else:
                if got.upper().startswith("RCPT TO:"):
                    to.append(got[8:].split(" ")[0])
                say("250 ok")


def authority(work):
    """A time stamping authority of openssl's own; the address, and a switch to make it lie."""
    conf = os.path.join(work, "tsa.cnf")
    with open(conf, "w", encoding="utf-8") as file:
        file.write("""[req]
distinguished_name = dn
x509_extensions = ext
prompt = no
[dn]
CN = Giờ thử
[ext]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = t
[t]
serial = %(w)s/serial
signer_cert = %(w)s/tsa.pem
signer_key = %(w)s/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
""" % {"w": work})
    with open(os.path.join(work, "serial"), "w", encoding="utf-8") as file:
        file.write("01\n")
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-config", conf, "-days", "30", "-utf8",
        "-keyout", os.path.join(work, "tsa.key"), "-out", os.path.join(work, "tsa.pem"))
    query, reply = os.path.join(work, "query.tsq"), os.path.join(work, "reply.tsr")

    class Stamp(http.server.BaseHTTPRequestHandler):
        old = False  # answers with the reply before, which has another nonce

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if not Stamp.old:
                with open(query, "wb") as file:
                    file.write(body)
                subprocess.run(["openssl", "ts", "-reply", "-config", conf, "-queryfile", query, "-out", reply],
                               capture_output=True, timeout=PATIENCE_S, check=True)
            with open(reply, "rb") as file:
                answer = file.read()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stamp)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return "http://127.0.0.1:%d/tsa" % server.server_port, Stamp


def serve(site):
    child = subprocess.Popen([LOA, "serve", site, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True)
    line = child.stdout.readline()
    return child, re.search(r"http://[0-9.:]+", line).group(0)


def post(address, body):
    try:
        with urllib.request.urlopen(urllib.request.Request(address, data=body), timeout=PATIENCE_S) as answer:
            return answer.status
    except urllib.error.HTTPError as answer:
        return answer.code


def lines_of(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def by_mail(site):
    mail = Mail()
    mail.start()
    text = "[seals]\nmail = a@bao.example, b@bao.example\nmail_from = loa@bao.example\nmail_server = smtp://127.0.0.1:%d\n"
    configure(site, text % mail.port)
    loa("head", site, "--send")
    head = loa("head", site).stdout.strip()
    to, letter = mail.letters[-1] if mail.letters else ([], "")
    check("both get it", to == ["<a@bao.example>", "<b@bao.example>"], to)
    check("the head is in it", head in letter, letter)
    check("its head lines end before it", letter.startswith("From: <loa@bao.example>\nTo: a@bao.example, b@bao.example\n"),
          letter)
    path = os.path.join(site, "..", "letter")
    with open(path, "w", encoding="utf-8") as file:
        file.write(letter)
    loa("verify", site, "--head", path)
    configure(site, (text % mail.port).replace("b@bao.example\n", "<b@bao.example>\n", 1))
    check("a wrong address is named", "no mail address" in loa("head", site, "--send", code=1).stderr)
    configure(site, "[seals]\nmail = a@b.example\nmail_from = c@d.example\nmail_server = smtp://127.0.0.1:1\n")
    check("a server that is not there is named", "mail: smtp://127.0.0.1:1" in loa("head", site, "--send", code=1).stderr)


def to_another(work, site):
    other = site_of(work, "khac", 1)
    key = loa("key", site, "show").stdout.strip()
    configure(other, "[witness]\nben-do = %s\n" % key)
    kept = os.path.join(other, "witness", "ben-do.jsonl")
    child, address = serve(other)
    try:
        configure(site, "[seals]\nwitness = %s/\nprivate = yes\n" % address)
        before = os.path.join(work, "before")
        shutil.copytree(site, before)
        loa("head", site, "--send")
        check("it is kept", lines_of(kept) == [loa("head", site).stdout.strip()], lines_of(kept))
        loa("head", site, "--send")
        check("the same is kept once", len(lines_of(kept)) == 1)
        loa("import", site, os.path.join(work, "them.jsonl"))
        loa("head", site, "--send")
        check("a longer one is kept too", len(lines_of(kept)) == 2)
        loa("verify", site, "--head", kept)
        check("a history cut short is refused", "409" in loa("head", before, "--send", code=1).stderr)
        check("and found with what was kept", "cut short" in loa("verify", before, "--head", kept, code=1).stderr)
        head = loa("head", site).stdout.strip().encode()
        forged = re.sub(rb'"seq":(\d+)', lambda m: b'"seq":%d' % (int(m.group(1)) + 5), head)
        paths = address + "/niem-phong/nhan"
        check("a forged one is no head", post(paths, forged) == 400)
        check("nor is anything else", [post(paths, body) for body in (b"", b"{}", b"x" * 5000, head + b"\n" + head)] ==
              [400, 400, 400, 400])
        check("a stranger's is refused", post(paths, loa("head", other).stdout.strip().encode()) == 403)
        check("none of these was kept", len(lines_of(kept)) == 2)
    finally:
        child.terminate()
        _, log = child.communicate(timeout=PATIENCE_S)
    check("the witness raises an alarm", "ALARM: ben-do" in log, log)
    configure(other, "[witness]\n../x = %s\n" % key)
    check("a name that is a path is refused", "[witness] ../x" in loa("serve", other, "--listen", "127.0.0.1:0", code=1).stderr)


def stamped(work, site):
    address, stamp = authority(work)
    configure(site, "[seals]\ntimestamp = %s\nprivate = yes\n" % address)
    loa("head", site, "--send")
    head = loa("head", site).stdout.strip()
    base = os.path.join(site, "timestamps", str(json.loads(head)["seq"]))
    check("what was stamped is kept", lines_of(base + ".json") == [head], lines_of(base + ".json"))
    out = run("openssl", "ts", "-verify", "-data", base + ".json", "-in", base + ".tsr", "-CAfile",
              os.path.join(work, "tsa.pem"))
    check("openssl verifies it", "OK" in out.stdout + out.stderr, out)
    os.remove(base + ".tsr")
    stamp.old = True
    check("a stamp of another request is refused", "does not hold" in loa("head", site, "--send", code=1).stderr)
    check("and not kept", not os.path.exists(base + ".tsr"))


def daily(work, site):
    """loa serve sends it by itself."""
    mail = Mail()
    mail.start()
    configure(site, "[seals]\nmail = a@bao.example\nmail_from = l@bao.example\nmail_server = smtp://127.0.0.1:%d\n" % mail.port)
    child, _ = serve(site)
    try:
        end = time.monotonic() + PATIENCE_S
        while not mail.letters and time.monotonic() < end:
            time.sleep(0.1)
        check("a served site sends its head", len(mail.letters) == 1, mail.letters)
    finally:
        child.terminate()
        child.communicate(timeout=PATIENCE_S)


with tempfile.TemporaryDirectory() as folder:
    ben = site_of(folder, "ben", 2)
    shutil.move(os.path.join(folder, "ben.jsonl"), os.path.join(folder, "ben0.jsonl"))
    with open(os.path.join(folder, "them.jsonl"), "w", encoding="utf-8") as more:
        more.write('{"title": "Bến thêm chuyến tối", "section": "Tin", "url": "https://ben.example/them", '
                   '"published": "2026-03-02T09:12:00+07:00", "blocks": [{"type": "paragraph", "text": "Đò tối."}]}\n')
    check("nothing set, nothing sent", "has no mail" in loa("head", ben, "--send", code=1).stderr)
    by_mail(ben)
    to_another(folder, ben)
    stamped(folder, ben)
    daily(folder, ben)
sys.exit(summary())

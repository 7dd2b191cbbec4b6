#!/usr/bin/python3
"""The newsroom's desk on a running server: who gets in, what keeps others out, and what is written down of it. Prints
"N passed, N failed".

usage: desk.py LOA SOURCE
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
PATIENCE_S = 60
PASSWORD = "chim sẻ bay qua cầu Rồng"
OTHER = "sáng nay mưa bụi trên phố cổ"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def loa(*args, line=""):
    out = subprocess.run([LOA, *args], capture_output=True, timeout=PATIENCE_S, input=line.encode())
    return out.returncode, out.stdout.decode(), out.stderr.decode()


def totp(key, at_s):
    """RFC 6238, by another hand than Loa's."""
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", int(at_s) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return "%06d" % ((struct.unpack(">I", digest[at:at + 4])[0] & 0x7fffffff) % 1000000)


class Answer:
    def __init__(self, status, headers, text):
        self.status, self.headers, self.text = status, headers, text
        self.place = headers.get("Location")
        found = re.search(r'name="mau" value="([0-9a-f]{64})"', text)
        self.form = found.group(1) if found else ""


class Browser:
    """Cookies, and the token of the last page's forms. By the trusted proxy it comes from `network` by https."""

    def __init__(self, network="203.0.113.7"):
        self.network, self.cookies, self.form, self.set_lines = network, {}, "", []

    def ask(self, method, path, body=None, drop=(), **more):
        headers = {"User-Agent": AGENT, "X-Forwarded-For": self.network, "X-Forwarded-Proto": "https", "Host": "toasoan.vn"}
        if body is not None:
            headers.update({"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://toasoan.vn",
                            "Sec-Fetch-Site": "same-origin"})
        if self.cookies:
            headers["Cookie"] = "; ".join("%s=%s" % pair for pair in self.cookies.items())
        headers.update({name.replace("_", "-"): value for name, value in more.items()})
        headers = {name: value for name, value in headers.items() if name not in drop}
        c = http.client.HTTPConnection(ADDRESS, timeout=PATIENCE_S)
        c.request(method, path, body, headers)
        r = c.getresponse()
        answer = Answer(r.status, r.headers, r.read().decode())
        c.close()
        for line in r.headers.get_all("Set-Cookie") or []:
            self.set_lines.append(line)
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
        self.form = answer.form or self.form
        return answer

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def send(self, path, fields, **more):
        return self.ask("POST", path, urllib.parse.urlencode({"mau": self.form, **fields}), **more)

    def sign_in(self, name, password):
        self.get("/dang-nhap")
        return self.send("/dang-nhap", {"ten": name, "mat_khau": password})


def audit():
    return [json.loads(line) for line in loa("user", "site", "audit", "--json")[1].splitlines()]


def acts(who):
    return [entry["act"] for entry in audit() if entry["who"] == who]


def test_accounts():
    check("a moderator is added", loa("user", "site", "add", "thuy", "--role", "moderator", line=PASSWORD + "\n")[0] == 0)
    check("a reporter too", loa("user", "site", "add", "nam", "--role", "reporter", line=PASSWORD + "\n")[0] == 0)
    for name, password, words in (("ha", "ngắn quá", "fewer than 12"), ("ha", "matkhau123456", "guessed first"),
                                  ("nguyenha", "nguyenha2026", "the name"), ("ha", "aaaaaaaaaaaaaaaa", "guessed first")):
        code, _, err = loa("user", "site", "add", name, "--role", "editor", line=password + "\n")
        check("not with the password " + password, code == 1 and words in err, err)
    check("a name once", "already" in loa("user", "site", "add", "thuy", "--role", "editor", line=OTHER + "\n")[2])
    check("no such role", loa("user", "site", "add", "ha", "--role", "chief", line=OTHER + "\n")[0] == 2)
    check("the last administrator stays", "no administrator" in loa("user", "site", "disable", "admin")[2])
    check("and stays one", "no administrator" in loa("user", "site", "role", "admin", "editor")[2])


def test_plain():
    plain = Browser()
    for path in ("/dang-nhap", "/tai-khoan", "/ban-bien-tap/binh-luan"):
        answer = plain.get(path, X_Forwarded_Proto="http")
        check("nobody signs in on plain HTTP: " + path, answer.status == 403 and "HTTPS" in answer.text and not answer.form
              and not plain.cookies, answer.text)
    check("but this machine may", Browser().get("/dang-nhap", drop=("X-Forwarded-For", "X-Forwarded-Proto"),
                                                Host="127.0.0.1:8080").status == 200)
    check("only by its own name", Browser().get("/dang-nhap", drop=("X-Forwarded-For", "X-Forwarded-Proto")).status == 403)


def test_sign_in():
    b = Browser()
    page = b.get("/dang-nhap")
    check("the page", page.status == 200 and "Đăng nhập" in page.text and page.form, page.text)
    for name, value in (("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex, nofollow"), ("X-Frame-Options", "DENY")):
        check("its " + name, page.headers[name] == value, page.headers)
    check("no script may run", "script" not in page.headers["Content-Security-Policy"] and "<script" not in page.text)
    line = b.set_lines[0]
    check("the cookie is the host's alone", line.startswith("__Host-loa-form=") and "; Path=/; Secure; HttpOnly; SameSite=Strict"
          in line and "Domain" not in line, line)
    for path in ("/tai-khoan", "/ban-bien-tap", "/ban-bien-tap/binh-luan"):
        check("nobody gets past the sign-in: " + path, b.get(path).place == "/dang-nhap")
    wrong = b.sign_in("thuy", OTHER)
    unknown = b.sign_in("khong-co", OTHER)
    check("a wrong password", wrong.status == 403 and "không đúng" in wrong.text and "__Host-loa" not in b.cookies, wrong.text)
    strip = re.compile(r'value="[^"]*"')
    check("and a wrong name have one answer", strip.sub("", wrong.text) == strip.sub("", unknown.text)
          and unknown.status == 403)
    before = b.cookies["__Host-loa-form"]
    right = b.sign_in("thuy", PASSWORD)
    check("the right one opens", right.status == 303 and right.place == "/ban-bien-tap", right.text)
    check("with an id of its own", len(b.cookies["__Host-loa"]) == 64 and b.cookies["__Host-loa"] != before)
    check("which leads on", b.get("/ban-bien-tap").place == "/ban-bien-tap/binh-luan")
    with open("site/loa.db", "rb") as db, open("site/loa.db-wal", "rb") as wal:
        kept = db.read() + wal.read()
    cookie = b.cookies["__Host-loa"]
    check("the store has no usable id", cookie.encode() not in kept and bytes.fromhex(cookie) not in kept)
    check("nor the form's token", b.form.encode() not in kept and bytes.fromhex(b.form) not in kept)
    check("a made-up id is nobody", Browser().get("/tai-khoan", Cookie="__Host-loa=" + "ab" * 32).place == "/dang-nhap")
    check("it was noted", acts("thuy")[:2] == ["signed in", "sign-in failed"], acts("thuy"))
    check("with its network", [e["network"] for e in audit() if e["who"] == "thuy"][0] == "203.0.113.0/24")
    check("what was typed as a name was not", not [e for e in audit() if "khong-co" in json.dumps(e)])
    return b


def test_forms(b):
    b.get("/tai-khoan")
    mine = b.form
    fields = {"viec": "ket-thuc-khac"}
    check("a form without its token", b.ask("POST", "/tai-khoan", urllib.parse.urlencode(fields)).status == 403)
    other = Browser()
    other.get("/dang-nhap")
    for token in (other.form, mine[:-1] + ("0" if mine[-1] != "0" else "1"), "", "x" * 64):
        check("or with another", b.ask("POST", "/tai-khoan", urllib.parse.urlencode({"mau": token, **fields})).status == 403)
    for what, more in (("another site", {"Origin": "https://evil.vn"}), ("no site", {"Origin": "null"}),
                       ("a site beside it", {"Sec_Fetch_Site": "same-site"}),
                       ("nowhere", {"Sec_Fetch_Site": "cross-site", "drop": ("Origin",)}),
                       ("another kind of form", {"Content_Type": "text/plain"})):
        b.form = mine
        check("from " + what, b.send("/tai-khoan", fields, **more).status == 403)
    b.form = mine
    check("with its token", b.send("/tai-khoan", fields).status == 200)
    check("a sign-in form needs one too", Browser().ask("POST", "/dang-nhap", urllib.parse.urlencode(
        {"ten": "thuy", "mat_khau": PASSWORD})).status == 403)
    check("other methods are refused", b.ask("PUT", "/tai-khoan", "x").status == 405)


def test_sessions(b):
    c = Browser("198.51.100.4")
    check("a second device", c.sign_in("thuy", PASSWORD).status == 303)
    page = b.get("/tai-khoan")
    check("both are listed", "203.0.113.0/24" in page.text and "198.51.100.0/24" in page.text and "Firefox, Linux" in page.text)
    number = re.search(r'name="phien" value="(\d+)"', page.text).group(1)
    n = Browser()
    n.sign_in("nam", PASSWORD)
    n.get("/tai-khoan")
    check("another's session is not there for me", "kết thúc từ trước" in n.send("/tai-khoan", {"viec": "ket-thuc", "phien": number}).text)
    check("a reporter does not moderate", n.get("/ban-bien-tap/binh-luan").status == 403 and
          n.send("/ban-bien-tap/binh-luan", {"viec": "duyet", "so": "1"}).status == 403)
    check("one is ended", "Đã kết thúc phiên" in b.send("/tai-khoan", {"viec": "ket-thuc", "phien": number}).text)
    check("and that is its end", c.get("/tai-khoan").place == "/dang-nhap")
    c.sign_in("thuy", PASSWORD)
    wrong = b.send("/tai-khoan", {"viec": "mat-khau", "mat_khau": OTHER, "moi": OTHER, "moi_lai": OTHER})
    check("a new password needs the old one", wrong.status == 403, wrong.text)
    short = b.send("/tai-khoan", {"viec": "mat-khau", "mat_khau": PASSWORD, "moi": "abc", "moi_lai": "abc"})
    check("and length", short.status == 422)
    done = b.send("/tai-khoan", {"viec": "mat-khau", "mat_khau": PASSWORD, "moi": OTHER, "moi_lai": OTHER})
    check("then it is changed", done.status == 200 and "Đã đổi mật khẩu" in done.text, done.text)
    check("this session goes on", b.get("/tai-khoan").status == 200)
    check("the other one does not", c.get("/tai-khoan").place == "/dang-nhap")
    check("the old password is none", c.sign_in("thuy", PASSWORD).status == 403)


def test_two_steps(b):
    b.get("/tai-khoan")
    page = b.send("/tai-khoan", {"viec": "hai-buoc", "mat_khau": OTHER})
    key = re.search(r"secret=([A-Z2-7]{32})", page.text).group(1)
    with open("site/loa.db", "rb") as db, open("site/loa.db-wal", "rb") as wal:
        check("the secret is locked in the store", base64.b32decode(key) not in db.read() + wal.read())
    check("a wrong code", b.send("/tai-khoan", {"viec": "hai-buoc-xac-nhan", "ma": "000000"}).status == 403)
    used = totp(key, time.time())
    page = b.send("/tai-khoan", {"viec": "hai-buoc-xac-nhan", "ma": used})
    codes = re.findall(r"<code>([a-z1-9]{4}(?:-[a-z1-9]{4}){3})</code>", page.text)
    check("two steps are on, with ten recovery codes", page.status == 200 and len(set(codes)) == 10, page.text)
    c = Browser("198.51.100.4")
    check("the password alone", c.sign_in("thuy", OTHER).place == "/dang-nhap")
    half = c.cookies["__Host-loa"]
    for path in ("/tai-khoan", "/ban-bien-tap/binh-luan"):
        check("opens nothing: " + path, c.get(path).place == "/dang-nhap")
    check("the code is asked for", "one-time-code" in c.get("/dang-nhap").text)
    check("no code counts twice", c.send("/dang-nhap", {"ma": used}).status == 403)
    check("nor a wrong one", c.send("/dang-nhap", {"ma": "sai-sai-sai"}).status == 403)
    code = totp(key, time.time() + 30)
    check("the next one does", c.send("/dang-nhap", {"ma": code[:3] + " " + code[3:]}).status == 303)
    check("and makes another id", c.cookies["__Host-loa"] != half and c.get("/tai-khoan").status == 200)
    check("the half one is nobody's", Browser().get("/tai-khoan", Cookie="__Host-loa=" + half).place == "/dang-nhap")
    d = Browser("198.51.100.9")
    d.sign_in("thuy", OTHER)
    d.get("/dang-nhap")
    check("a recovery code opens", d.send("/dang-nhap", {"ma": codes[3].upper().replace("-", " ")}).status == 303)
    e = Browser("198.51.100.9")
    e.sign_in("thuy", OTHER)
    e.get("/dang-nhap")
    check("once", e.send("/dang-nhap", {"ma": codes[3]}).status == 403)
    check("the key of the site may change", loa("key", "site", "rotate")[0] == 0 and
          e.send("/dang-nhap", {"ma": codes[4]}).status == 303)
    off = d.get("/tai-khoan") and d.send("/tai-khoan", {"viec": "hai-buoc-tat", "mat_khau": OTHER})
    check("it is switched off with the password", off.status == 200 and "Đang tắt" in off.text, off.text)
    check("and the other sessions end", b.get("/tai-khoan").place == "/dang-nhap")
    with open("codes", "w") as f:
        f.write("\n".join(codes))
    kept = open("site/loa.db", "rb").read() + open("site/loa.db-wal", "rb").read()
    check("no recovery code stands in the store", not [c for c in codes if c.encode() in kept or c.replace("-", "").encode() in kept])
    return d


def comments(state):
    return [json.loads(line) for line in loa("comment", "site", "list", "--state", state, "--json")[1].splitlines()]


def test_comments(b):
    article = {"title": "Cầu đi bộ mở cửa", "section": "Đời sống", "published": "2026-11-01T08:00:00+07:00",
               "blocks": [{"type": "paragraph", "text": "Sáng nay cầu đi bộ qua sông mở cửa đón người dân."}]}
    with open("a.jsonl", "w") as f:
        f.write(json.dumps(article) + "\n")
    loa("import", "site", "a.jsonl")
    number = str(json.loads(loa("article", "site", "list", "--json")[1].splitlines()[0])["id"])
    for text in ("<b>Rất hay</b>, tôi sẽ đến.", "Mời mua hàng giá rẻ."):
        loa("comment", "site", "add", "--article", number, "--name", "Bạn đọc", "--text", text)
    page = b.get("/ban-bien-tap/binh-luan")
    check("what waits is shown, as text", "&lt;b&gt;Rất hay" in page.text and "giá rẻ" in page.text, page.text)
    ids = re.findall(r'name="so" value="(\d+)"', page.text)
    done = b.send("/ban-bien-tap/binh-luan", {"so": ids[0], "viec": "duyet"})
    check("one is approved", done.status == 200 and "Đã duyệt" in done.text and "Rất hay" not in done.text, done.text)
    b.send("/ban-bien-tap/binh-luan", {"so": ids[1], "viec": "tu-choi"})
    check("one refused", [c["id"] for c in comments("approved")] == [int(ids[0])] and
          [c["id"] for c in comments("rejected")] == [int(ids[1])])
    check("who did it is known", [(e["act"], e["about"]) for e in audit() if e["who"] == "thuy"][:2] ==
          [("comment refused", "comment " + ids[1]), ("comment approved", "comment " + ids[0])])
    check("one that is not there", b.send("/ban-bien-tap/binh-luan", {"so": "999", "viec": "duyet"}).status == 404)
    check("nor another work", b.send("/ban-bien-tap/binh-luan", {"so": ids[0], "viec": "xoa"}).status == 403)


def test_links(b):
    """A domain waits for a second person, who is another than who brought it."""
    article = {"title": "Cầu đi bộ đông khách", "section": "Đời sống", "published": "2026-11-02T08:00:00+07:00",
               "blocks": [{"type": "paragraph", "text": "Xem trang của ban quản lý và trang khác.", "html":
                           "Xem <a href=\"https://ban-quan-ly.example/\">trang của ban quản lý</a> và "
                           "<a href=\"https://xau.example/\">trang khác</a>."}]}
    with open("b.jsonl", "w") as f:
        f.write(json.dumps(article) + "\n")
    loa("import", "site", "b.jsonl")
    check("a moderator may not", b.get("/ban-bien-tap/lien-ket").status == 403)
    loa("user", "site", "add", "mai", "--role", "editor", line=PASSWORD + "\n")
    b = Browser("203.0.113.20")
    check("an editor may", b.sign_in("mai", PASSWORD).status == 303)
    page = b.get("/ban-bien-tap/lien-ket")
    check("what waits is shown with who brought it", "ban-quan-ly.example" in page.text and "xau.example" in page.text and
          "loa import" in page.text, page.text)
    check("and where it leads, from which article", "https://xau.example/" in page.text and "Cầu đi bộ đông khách" in page.text and
          "href=\"https://xau.example" not in page.text, page.text)
    done = b.send("/ban-bien-tap/lien-ket", {"ten_mien": "ban-quan-ly.example", "viec": "duyet"})
    check("one is approved", done.status == 200 and "Đã duyệt tên miền" in done.text and "ban-quan-ly" not in done.text, done.text)
    done = b.send("/ban-bien-tap/lien-ket", {"ten_mien": "xau.example", "viec": "tu-choi"})
    check("one refused", done.status == 200 and "xau.example" not in done.text, done.text)
    check("who did it is known", [(e["act"], e["about"]) for e in audit() if e["who"] == "mai"][:2] ==
          [("domain refused", "xau.example"), ("domain approved", "ban-quan-ly.example")], audit()[:4])
    check("one that no link leads to", b.send("/ban-bien-tap/lien-ket", {"ten_mien": "khong.example", "viec": "duyet"}).status == 404)
    check("nor another work", b.send("/ban-bien-tap/lien-ket", {"ten_mien": "xau.example", "viec": "xoa"}).status == 403)
    check("nor without the form's token", b.ask("POST", "/ban-bien-tap/lien-ket", "ten_mien=xau.example&viec=duyet").status == 403)
    own = subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip()
    loa("user", "site", "add", own, "--role", "editor", line=PASSWORD + "\n")
    refused = loa("link", "site", "approve", "xau.example", "--by", own)
    check("who brought it does not approve it", refused[0] == 1 and "another must approve" in refused[2], refused)
    check("nor an account that is not there", loa("link", "site", "approve", "xau.example", "--by", "ai-do")[0] == 1)
    check("another does", loa("link", "site", "approve", "xau.example", "--by", "thuy")[0] == 0)


def test_audit_stays():
    db = sqlite3.connect("site/loa.db")
    for statement in ("DELETE FROM account_audit", "UPDATE account_audit SET who = 'ai khác'"):
        try:
            db.execute(statement)
            check("the audit is append-only", False, statement)
        except sqlite3.DatabaseError as e:
            check("the audit is append-only", "append-only" in str(e), e)
    db.close()


def test_console(b):
    check("one session of it", len(loa("user", "site", "sessions", "nam", "--json")[1].splitlines()) == 1)
    check("a role ends sessions", loa("user", "site", "role", "nam", "editor")[0] == 0 and
          loa("user", "site", "sessions", "nam")[1] == "")
    check("revoke too", loa("user", "site", "revoke", "thuy")[0] == 0 and b.get("/tai-khoan").place == "/dang-nhap")
    b.sign_in("thuy", OTHER)
    loa("user", "site", "disable", "thuy")
    check("disabled: out at once", b.get("/tai-khoan").place == "/dang-nhap")
    check("and not in again", b.sign_in("thuy", OTHER).status == 403)
    loa("user", "site", "enable", "thuy")
    check("enabled: in again", b.sign_in("thuy", OTHER).status == 303)
    b.get("/tai-khoan")
    out = b.send("/dang-xuat", {})
    check("signing out", out.place == "/dang-nhap" and "__Host-loa" not in b.cookies)


def test_guessing():
    home = Browser("203.0.113.7")
    check("one has signed in from here before", home.sign_in("thuy", OTHER).status == 303)
    guesser = Browser("192.0.2.1")
    said = [guesser.sign_in("thuy", "doan thu mat khau nay %d" % i) for i in range(8)]
    check("who guesses must wait", said[-1].status == 429 and int(said[-1].headers["Retry-After"]) >= 1
          and "chờ" in said[-1].text, [a.status for a in said])
    check("also with the right password", guesser.sign_in("thuy", OTHER).status == 429)
    check("the owner comes in from where she works", Browser("203.0.113.8").sign_in("thuy", OTHER).status == 303)
    statuses = [Browser("192.0.2.1").ask("POST", "/dang-nhap", "ten=x").status for _ in range(70)]
    check("no form is sent without end", 429 in statuses, statuses)


def main():
    global ADDRESS
    folder = tempfile.mkdtemp(prefix="loa-desk-")
    os.chdir(folder)
    subprocess.run([LOA, "init", "site", "--preset", "daily", "--origin", "https://toasoan.vn"], check=True, capture_output=True)
    with open("site/loa.conf") as f:
        conf = f.read()
    with open("site/loa.conf", "w") as f:
        f.write(conf.replace("# trusted_proxies", "trusted_proxies"))
    test_accounts()
    server = subprocess.Popen([LOA, "serve", "site", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    server.stdout.readline()
    with open("/proc/%d/net/tcp" % server.pid) as f:
        listening = [line.split() for line in f if line.split()[3] == "0A"]
    inodes = {os.readlink(p) for p in map(("/proc/%d/fd/%%s" % server.pid).__mod__, os.listdir("/proc/%d/fd" % server.pid))
              if os.path.islink(p)}
    ADDRESS = next("127.0.0.1:%d" % int(line[1].split(":")[1], 16) for line in listening if "socket:[%s]" % line[9] in inodes)
    try:
        test_plain()
        b = test_sign_in()
        test_forms(b)
        test_sessions(b)
        d = test_two_steps(b)
        test_comments(d)
        test_links(d)
        test_audit_stays()
        test_console(d)
        test_guessing()
    finally:
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=PATIENCE_S)
    check("the server ends well", server.returncode == 0, err)
    check("the history is whole", loa("verify", "site")[0] == 0)
    os.chdir("/")
    shutil.rmtree(folder)
    return summary()


if __name__ == "__main__":
    sys.exit(main())

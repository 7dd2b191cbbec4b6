#!/usr/bin/python3
"""loa serve on the wire as loa.conf has it: https with certificates read anew, HTTP/2, redirects, the PROXY protocol,
sockets of systemd, the end under load, content codings, the sample files for proxies. Prints "N passed, N failed".

usage: serve_wire.py LOA SOURCE
"""
import gzip
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PATIENCE_S = 20


def make_certificate(name, names):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    name + ".key", "-out", name + ".pem", "-days", "30", "-subj", "/CN=" + name, "-addext",
                    "subjectAltName=" + ",".join("DNS:" + n for n in names)], check=True, capture_output=True, timeout=30)


def configure(**server):
    with open("site/loa.conf", encoding="utf-8") as f:
        text = f.read()
    lines = ["%s = %s" % (key, value) for key, value in server.items()]
    with open("site/loa.conf", "w", encoding="utf-8") as f:
        f.write(re.sub(r"\[server\].*?(?=\n\[|\Z)", lambda _: "[server]\n" + "\n".join(lines) + "\n", text, flags=re.S))


class Server:
    def __init__(self, *args, **popen):
        self.process = subprocess.Popen([LOA, "serve", "site", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **popen)
        self.line = self.process.stdout.readline().decode()
        found = dict(re.findall(r"(https?)://[^:\s]+:(\d+)", self.line))
        self.plain, self.tls = int(found.get("http", 0)), int(found.get("https", 0))

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        _, err = self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode, err.decode()


def tls_connect(port, name="first.vn", protocols=("http/1.1",)):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(list(protocols))
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S), server_hostname=name)


def certificate_of(s):
    pem = ssl.DER_cert_to_PEM_cert(s.getpeercert(binary_form=True))
    return subprocess.run(["openssl", "x509", "-noout", "-subject"], input=pem.encode(), capture_output=True,
                          timeout=30).stdout.decode().strip().rsplit(" ", 1)[-1]


def ask(s, path="/", fields="", method="GET"):
    s.sendall(("%s %s HTTP/1.1\r\nHost: first.vn\r\n%s\r\n" % (method, path, fields)).encode())
    answer = http.client.HTTPResponse(s, method=method)
    answer.begin()
    return answer, answer.read()


def plain_connect(port, source=None):
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S, source_address=source and (source, 0))


def is_ended(s):
    try:
        return s.recv(100) == b""
    except ConnectionResetError:
        return True


def test_tls():
    make_certificate("first.vn", ["first.vn"])
    make_certificate("second.vn", ["second.vn", "*.second.vn"])
    for name in ("first.vn", "second.vn"):
        for ending in (".pem", ".key"):
            shutil.copy(name + ending, "site/" + name + ending)
    configure(listen="127.0.0.1:0", listen_tls="127.0.0.1:0", certificate="first.vn.pem, second.vn.pem",
              key="first.vn.key, second.vn.key", hsts="600")
    server = Server()
    check("both addresses are said", server.plain and server.tls, server.line)
    old = tls_connect(server.tls)
    check("the first certificate is the default", certificate_of(tls_connect(server.tls, "x.vn")) == "first.vn")
    check("the other by its name", certificate_of(tls_connect(server.tls, "www.second.vn")) == "second.vn")
    answer, body = ask(old)
    check("a page by https", answer.status == 200 and b"</html>" in body, answer.status)
    check("with HSTS", answer.getheader("Strict-Transport-Security") == "max-age=600", answer.headers)
    check("which http has not", ask(plain_connect(server.plain))[0].getheader("Strict-Transport-Security") is None)
    check("HTTP/2 is chosen where it is offered", tls_connect(server.tls, protocols=("h2", "http/1.1"))
          .selected_alpn_protocol() == "h2")
    for version, flag in (("2", "--http2"), ("1.1", "--http1.1")):
        out = subprocess.run(["curl", "-sk", flag, "-o", "page", "-w", "%{http_version} %{http_code}",
                              "https://127.0.0.1:%d/" % server.tls], capture_output=True, timeout=PATIENCE_S)
        check("curl %s" % flag, out.stdout.decode() == version + " 200" and b"</html>" in open("page", "rb").read(), out)
    make_certificate("renewed", ["first.vn"])
    shutil.copy("renewed.pem", "site/first.vn.pem")
    shutil.copy("renewed.key", "site/first.vn.key")
    server.process.send_signal(signal.SIGHUP)
    end = time.monotonic() + PATIENCE_S
    while certificate_of(tls_connect(server.tls)) != "renewed" and time.monotonic() < end:
        time.sleep(0.1)
    check("SIGHUP brings the renewed certificate", certificate_of(tls_connect(server.tls)) == "renewed")
    check("and the connection of before goes on", ask(old)[0].status == 200)
    with open("site/first.vn.pem", "w") as f:
        f.write("no certificate\n")
    server.process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    check("a broken file leaves the old one", certificate_of(tls_connect(server.tls)) == "renewed")
    code, err = server.end()
    check("and is told", code == 0 and "the old certificates stay" in err and "first.vn.pem" in err, err)
    check("the end says what was served", re.search(r"served: connections=\d+ .* tls=[1-9]", err), err)
    out = subprocess.run([LOA, "serve", "site"], capture_output=True, timeout=PATIENCE_S)
    check("it does not start with a broken file", out.returncode == 1 and b"first.vn.pem" in out.stderr, out)
    configure(listen="127.0.0.1:0", listen_tls="127.0.0.1:0")
    out = subprocess.run([LOA, "serve", "site"], capture_output=True, timeout=PATIENCE_S)
    check("nor without a certificate", out.returncode == 1 and b"certificate" in out.stderr, out)


def test_redirect():
    configure(listen="127.0.0.1:0", listen_tls="127.0.0.1:0", certificate="second.vn.pem", key="second.vn.key",
              redirect_https="yes")
    # the plain port is not said when it only redirects: look for it among the sockets that listen
    server = Server("--listen", "127.0.0.1:%d" % free_port())
    plain = free_port.last
    answer, _ = ask(plain_connect(plain), "/a/?b=c")
    check("http is sent to https", answer.status == 301 and
          answer.getheader("Location") == "https://first.vn:%d/a/?b=c" % server.tls, answer.headers)
    check("which answers", ask(tls_connect(server.tls))[0].status == 200)
    check("it ends", server.end()[0] == 0)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        free_port.last = s.getsockname()[1]
        return free_port.last


def test_proxy_protocol():
    configure(listen="127.0.0.1:0", trusted_proxies="127.0.0.0/31", proxy_protocol="yes")
    server = Server()
    s = plain_connect(server.plain)
    s.sendall(b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n")
    check("a trusted proxy speaks for its client", ask(s)[0].status == 200)
    s = plain_connect(server.plain)
    s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    check("and must", is_ended(s))
    s = plain_connect(server.plain, "127.0.0.9")
    check("others need not", ask(s)[0].status == 200)
    s = plain_connect(server.plain, "127.0.0.9")
    s.sendall(b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
    check("and must not", s.recv(100).startswith(b"HTTP/1.1 400"))
    check("it ends", server.end()[0] == 0)


def test_activation():
    configure(listen="127.0.0.1:1", certificate="second.vn.pem", key="second.vn.key")
    sockets = [socket.socket(), socket.socket()]
    for s in sockets:
        s.bind(("127.0.0.1", 0))
        s.listen(16)
    ports = [s.getsockname()[1] for s in sockets]
    waiting = plain_connect(ports[0])  # before anybody serves it
    waiting.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    # a shell puts the sockets where systemd would: descriptors 3 and 4, and its own number into LISTEN_PID
    script = "exec 3<&%d 4<&%d; LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=http:https exec '%s' serve site" % (
        sockets[0].fileno(), sockets[1].fileno(), LOA)
    process = subprocess.Popen(["bash", "-c", script], pass_fds=[s.fileno() for s in sockets], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    check("who waited is answered", waiting.recv(100).startswith(b"HTTP/1.1 200"))
    check("the socket named https speaks TLS", ask(tls_connect(ports[1]))[0].status == 200)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE_S)
    check("it ends", process.returncode == 0, (out, err))
    check("and leaves the sockets open", plain_connect(ports[0]) is not None)


def busy_client(port, told, errors):
    s = plain_connect(port)
    try:
        while True:
            answer, body = ask(s)
            if answer.status != 200 or b"</html>" not in body:
                errors.append(answer.status)
            if answer.getheader("Connection") == "close":
                told.append(s.recv(1) == b"")
                return
    except OSError as e:
        errors.append(repr(e))
    except http.client.HTTPException as e:
        errors.append(repr(e))


def test_drain_under_load():
    configure(listen="127.0.0.1:0")
    server = Server()
    told, errors = [], []
    clients = [threading.Thread(target=busy_client, args=(server.plain, told, errors)) for _ in range(8)]
    for c in clients:
        c.start()
    time.sleep(0.5)
    code, _ = server.end()
    for c in clients:
        c.join(PATIENCE_S)
    check("SIGTERM cuts no busy connection", code == 0 and not errors and told == [True] * len(clients), (code, errors, told))


def wait_for_brotli(s, path):
    """What a second reader asks for is packed well behind their backs, feeds with brotli and zstd too."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if ask(s, path, "Accept-Encoding: br\r\n")[0].getheader("Content-Encoding") == "br":
            return
        time.sleep(0.02)


def test_codings():
    configure(listen="127.0.0.1:0")
    server = Server()
    s = plain_connect(server.plain)
    page = ask(s)[1].decode()
    style = re.search(r"/tinh/style\.[0-9a-f]+\.css", page).group(0)
    feed = re.search(r'application/rss\+xml[^>]*href="([^"]+)"|href="([^"]+)"[^>]*application/rss\+xml', page)
    feed = re.sub(r"^https?://[^/]+", "", feed.group(1) or feed.group(2))
    for path in (style, feed):
        plain = ask(s, path)
        check("%s: no coding unasked" % path, plain[0].getheader("Content-Encoding") is None)
        wait_for_brotli(s, path)
        tags = {plain[0].getheader("ETag")}
        for accept, want in (("gzip", "gzip"), ("br", "br"), ("zstd", "zstd"), ("gzip, br, zstd", "br"), ("br;q=0.1, gzip", "gzip"),
                             ("*;q=0", None), ("identity, gzip;q=0.5", None)):
            answer, body = ask(s, path, "Accept-Encoding: %s\r\n" % accept)
            check("%s: %s gives %s" % (path, accept, want), answer.getheader("Content-Encoding") == want and
                  answer.getheader("Vary") == "Accept-Encoding" and len(body) <= len(plain[1]), answer.headers)
            tags.add(answer.getheader("ETag"))
            if want == "gzip":
                check("%s: gzip is the same text" % path, gzip.decompress(body) == plain[1])
            again = ask(s, path, "Accept-Encoding: %s\r\nIf-None-Match: %s\r\n" % (accept, answer.getheader("ETag")))
            check("%s: %s again is 304" % (path, accept), again[0].status == 304 and again[0].getheader("Vary"), again[0].status)
        check("%s: a tag for each coding" % path, len(tags) == 4, tags)
        out = subprocess.run(["curl", "-s", "--compressed", "http://127.0.0.1:%d%s" % (server.plain, path)],
                             capture_output=True, timeout=PATIENCE_S)
        check("%s: curl reads what it asked for" % path, out.stdout == plain[1])
    check("it ends", server.end()[0] == 0)


def test_sample_files():
    """The proxies' own word on docs/proxies, where they are installed (Debian's nginx, haproxy, caddy)."""
    make_certificate("example.vn", ["example.vn"])
    folder = os.getcwd()
    with open("example.vn.both.pem", "w") as both:
        for ending in (".pem", ".key"):
            with open("example.vn" + ending) as f:
                both.write(f.read())
    commands = {"nginx.conf": ["nginx", "-t", "-c"], "haproxy.cfg": ["haproxy", "-c", "-f"],
                "Caddyfile": ["caddy", "validate", "--adapter", "caddyfile", "--config"]}
    for name, command in commands.items():
        with open(os.path.join(SOURCE, "docs/proxies", name), encoding="utf-8") as f:
            text = f.read()
        check("%s names what loa.conf needs" % name, "trusted_proxies" in text and "127.0.0.1:8080" in text)
        program = shutil.which(command[0], path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not program:
            print("%s is not installed: %s is not tried" % (command[0], name))
            continue
        with open(name, "w", encoding="utf-8") as f:
            f.write(text.replace("/etc/ssl/", folder + "/").replace("/run/nginx.pid", folder + "/nginx.pid"))
        out = subprocess.run([program, *command[1:], os.path.join(folder, name)], capture_output=True, timeout=60,
                             env={**os.environ, "HOME": folder})
        check("%s takes %s" % (command[0], name), out.returncode == 0, out.stderr.decode())


def main():
    with tempfile.TemporaryDirectory(prefix="loa-wire-") as folder:
        os.chdir(folder)
        out = subprocess.run([LOA, "init", "site", "--preset", "city", "--name", "Cổng thử nghiệm"], capture_output=True,
                             timeout=PATIENCE_S)
        check("a site to serve", out.returncode == 0, out.stderr.decode())
        with open("articles.jsonl", "w", encoding="utf-8") as f:
            for i in range(1, 13):
                f.write(json.dumps({"title": "Bản tin thứ %d về con đường ven sông" % i, "section": "Thời sự",
                                    "published": "2026-01-%02dT08:00:00+07:00" % i, "lead": "Đoạn đường số %d đã thông xe." % i,
                                    "blocks": [{"type": "paragraph", "text": "Người dân hai bên bờ đi lại dễ dàng hơn trước. " * 5}],
                                    }, ensure_ascii=False) + "\n")
        out = subprocess.run([LOA, "import", "site", "articles.jsonl"], capture_output=True, timeout=60)
        check("with articles", out.returncode == 0, out.stderr.decode())
        for test in (test_tls, test_redirect, test_proxy_protocol, test_activation, test_drain_under_load, test_codings,
                     test_sample_files):
            test()
        os.chdir("/")
    return summary()


if __name__ == "__main__":
    sys.exit(main())

"""The servers that bench/peers/run.py compares: each starts on one core with the same page and says where it is."""
import glob
import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

WAIT_S = 20


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(port, process=None):
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process and process.poll() is not None:
                break
            time.sleep(0.02)
    raise RuntimeError("nobody answers on port %d" % port)


def children_of(pid):
    found = [pid]
    for path in glob.glob("/proc/%d/task/*/children" % pid):
        with open(path, encoding="ascii") as f:
            for child in f.read().split():
                found += children_of(int(child))
    return found


class Server:
    """name, url, tls_url ("" = none), gzip (answers in gzip); the process and what to end with it."""

    def __init__(self, name, command, port, page_path, core, **more):
        self.name = name
        self.url = "http://127.0.0.1:%d%s" % (port, page_path)
        self.tls_url = more.get("tls_url", "")
        self.gzip = more.get("gzip", True)
        self.beside = more.get("beside", [])
        self.process = subprocess.Popen(["taskset", "-c", str(core)] + command, stdout=subprocess.DEVNULL,
                                        stderr=open(os.path.join(more["folder"], name + ".log"), "wb"))
        wait_for(port, self.process)

    def pids(self):
        found = children_of(self.process.pid)
        for server in self.beside:
            found += children_of(server.pid)
        return found

    def stop(self):
        for process in [self.process] + self.beside:
            process.terminate()
        for process in [self.process] + self.beside:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


class Stage:
    """What all of them share."""

    def __init__(self, options, folder, core):
        self.options, self.folder, self.core = options, folder, core
        self.page, self.path = b"", ""
        self.certificate = os.path.join(folder, "tls.pem")
        self.key = os.path.join(folder, "tls.key")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-subj", "/CN=localhost", "-days", "2", "-keyout", self.key, "-out", self.certificate],
                       check=True, capture_output=True)

    def file(self, name, text=None):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if text is not None:
            with open(path, "wb") as f:
                f.write(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path


def fetch(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read()


def longest_article(base):
    pages = {}
    for path in set(re.findall(r'href="(/[^":]*-\d+\.html)"', fetch(base + "/").decode("utf-8"))):
        pages[path] = len(fetch(base + path))
    return max(sorted(pages), key=pages.get)


def start_loa(stage):
    port, tls_port = free_port(), free_port()
    site = stage.file("site/loa.conf")
    shutil.rmtree(os.path.dirname(site))
    subprocess.run(["sh", "tools/demo_site.sh", stage.options.loa, os.path.dirname(site), "economy"], check=True)
    with open(site, "a", encoding="utf-8") as f:
        f.write("\n[server]\nlisten = 127.0.0.1:%d\nlisten_tls = 127.0.0.1:%d\ncertificate = %s\nkey = %s\n"
                % (port, tls_port, stage.certificate, stage.key))
    server = Server("loa", [stage.options.loa, "serve", os.path.dirname(site)], port, "/", stage.core,
                    folder=stage.folder)
    base = server.url[:-1]
    stage.path = longest_article(base)
    stage.page = fetch(base + stage.path)
    server.url = base + stage.path
    server.tls_url = "https://127.0.0.1:%d%s" % (tls_port, stage.path)
    return server


NGINX = """worker_processes 1; daemon off; pid %(folder)s/nginx-%(name)s.pid; error_log %(folder)s/nginx-error.log;
worker_rlimit_nofile 20000; events { worker_connections 4096; }
http { types { text/html html; } charset utf-8; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  access_log %(log)s; open_file_cache max=1000; gzip_static on; %(before)s
  server { listen 127.0.0.1:%(port)d %(listen)s; listen 127.0.0.1:%(tls_port)d ssl http2 backlog=4096;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate %(certificate)s; ssl_certificate_key %(key)s; root %(root)s; %(server)s } }
"""


def start_nginx(stage, name="nginx", log="off"):
    port, tls_port = free_port(), free_port()
    root = os.path.join(stage.folder, "static")
    os.chmod(stage.folder, 0o755)
    stage.file("static" + stage.path, stage.page)
    stage.file("static" + stage.path + ".gz", gzip.compress(stage.page, 9))
    conf = stage.file(name + ".conf", NGINX % {
        "folder": stage.folder, "name": name, "log": log, "port": port, "tls_port": tls_port, "root": root,
        "certificate": stage.certificate, "key": stage.key, "listen": "backlog=4096", "before": "", "server": ""})
    return Server(name, ["nginx", "-c", conf], port, stage.path, stage.core, folder=stage.folder,
                  tls_url="https://127.0.0.1:%d%s" % (tls_port, stage.path))


def start_nginx_log(stage):
    return start_nginx(stage, "nginx-log", os.path.join(stage.folder, "access.log"))


VCL = """vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "%d"; }
sub vcl_backend_response { set beresp.ttl = 1h; set beresp.do_gzip = true; unset beresp.http.cache-control; }
"""


def start_varnish(stage):
    behind = start_nginx(stage, "nginx-behind-varnish")
    port = free_port()
    vcl = stage.file("default.vcl", VCL % int(behind.url.split(":")[2].split("/")[0]))
    work = stage.file("varnish/x", "")
    os.chmod(os.path.dirname(work), 0o777)
    server = Server("varnish", ["varnishd", "-F", "-f", vcl, "-n", os.path.dirname(work), "-a", "127.0.0.1:%d" % port,
                                "-s", "malloc,256m", "-j", "none"], port, stage.path, stage.core, folder=stage.folder)
    fetch(server.url)
    server.behind = behind
    stop = server.stop
    server.stop = lambda: (stop(), behind.stop())
    return server


# name: (what starts it, the program, Debian packages)
PEERS = {
    "nginx": (start_nginx, "nginx", ["nginx-light"]),
    "nginx-log": (start_nginx_log, "nginx", ["nginx-light"]),
    "varnish": (start_varnish, "varnishd", ["varnish"]),
}


def installed(program, packages, may_install):
    environment = dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin")
    if shutil.which(program, path=environment["PATH"]):
        return True
    if not may_install:
        return False
    print("installing %s" % " ".join(packages), flush=True)
    done = subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends"] + packages, check=False,
                          env=dict(environment, DEBIAN_FRONTEND="noninteractive"), capture_output=True)
    return done.returncode == 0 and shutil.which(program, path=environment["PATH"]) is not None


def start_all(options, folder, core):
    stage = Stage(options, folder, core)
    yield start_loa(stage)
    print("page: %s, %d bytes, %d in gzip -9" % (stage.path, len(stage.page), len(gzip.compress(stage.page, 9))))
    for name in options.peers.split(","):
        start, program, packages = PEERS[name]
        if not installed(program, packages, options.install):
            print("%s is left out: it is not installed (apt-get install %s)" % (name, " ".join(packages)))
            continue
        try:
            yield start(stage)
        except (RuntimeError, OSError, subprocess.CalledProcessError) as why:
            print("%s is left out: %s" % (name, why), file=sys.stderr)

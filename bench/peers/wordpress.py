"""WordPress with php-fpm and MariaDB as Debian has them, bare and behind nginx's fastcgi_cache.

Everything runs in the bench's own folder, on the server's one core: a database of its own, php-fpm with opcache, nginx.
The post's text is Loa's page and the theme prints it as it is, so that each answer has the same bytes: WordPress starts,
asks its database for the post and is spared the making of a page.
"""
import copy
import os
import shutil
import subprocess
import time

import servers

WORDPRESS = "/usr/share/wordpress"
PHP_FPM, MARIADBD, INSTALL_DB = "php-fpm8.2", "mariadbd", "mariadb-install-db"
PHP_CHILDREN = 4 # of one core; more wait for each other

WP_CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:%(socket)s'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '%(url)s'); define('WP_SITEURL', '%(url)s');
define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""

SETUP = """<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require '%(root)s/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Bench', 'admin', 'admin@bench.example', true, '', 'bench');
remove_all_filters('content_save_pre');
kses_remove_filters();
$made = wp_insert_post(['post_title' => 'Bench', 'post_status' => 'publish',
    'post_content' => wp_slash(file_get_contents('%(page)s'))], true);
if (is_wp_error($made)) { fwrite(STDERR, $made->get_error_message()); exit(1); }
update_option('template', 'bench'); update_option('stylesheet', 'bench');
echo 'post=', $made;
"""

FUNCTIONS = "<?php remove_action('template_redirect', 'redirect_canonical');\n"
THEME = "<?php the_post(); echo $post->post_content;\n"

FPM = """[global]
error_log = %(folder)s/php-fpm.log
daemonize = no
[www]
listen = %(fpm)s
user = root
group = root
pm = static
pm.max_children = %(children)d
"""

NGINX = """user root; worker_processes 1; daemon off; pid %(folder)s/%(name)s.pid; error_log %(folder)s/%(name)s-error.log;
worker_rlimit_nofile 20000; events { worker_connections 4096; }
http { types { text/html html; } access_log off; keepalive_requests 1000000000; tcp_nopush on; gzip on;
  fastcgi_temp_path %(folder)s/%(name)s-temp; %(zone)s
  server { listen 127.0.0.1:%(port)d backlog=4096; root %(root)s; index index.php;
    location / { try_files $uri $uri/ /index.php?$args; }
    location ~ \\.php$ { include /etc/nginx/fastcgi_params; fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_pass unix:%(fpm)s; fastcgi_read_timeout 120s; fastcgi_buffers 64 16k; %(cache)s } } }
"""
ZONE = "fastcgi_cache_path %(folder)s/%(name)s-cache levels=1:2 keys_zone=wp:16m max_size=256m inactive=1h;"
CACHE = ('fastcgi_cache wp; fastcgi_cache_key "$request_method$host$request_uri"; fastcgi_cache_valid 200 1h; '
         "fastcgi_ignore_headers Cache-Control Expires Set-Cookie;")


def command(*words):
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError("%s: %s" % (words[0], (done.stderr or done.stdout).strip()[-300:]))
    return done.stdout


def wait_for_file(path, process):
    deadline = time.monotonic() + servers.WAIT_S
    while not os.path.exists(path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("%s did not come up" % process.args[3])
        time.sleep(0.05)


def pinned(stage, words):
    with open(os.path.join(stage.folder, os.path.basename(words[0]) + ".out"), "wb") as out:
        return subprocess.Popen(["taskset", "-c", str(stage.core)] + words, stdout=out, stderr=out)


def start_database(stage, socket):
    data = os.path.join(stage.folder, "mariadb")
    command(INSTALL_DB, "--user=root", "--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db")
    process = pinned(stage, [MARIADBD, "--no-defaults", "--user=root", "--datadir=" + data, "--socket=" + socket,
                             "--skip-networking", "--innodb-buffer-pool-size=256M", "--pid-file=" + data + ".pid"])
    wait_for_file(socket, process)
    command("mariadb", "--no-defaults", "-uroot", "--socket=" + socket, "-e",
            "CREATE DATABASE wordpress CHARACTER SET utf8mb4")
    return process


def install_wordpress(stage, root, socket, url):
    """The address of the post."""
    shutil.copytree(WORDPRESS, root, symlinks=False, ignore_dangling_symlinks=True,
                    ignore=shutil.ignore_patterns("wp-config.php"))
    stage.file("wordpress/wp-config.php", WP_CONFIG % {"socket": socket, "url": url})
    stage.file("wordpress/wp-content/themes/bench/style.css", "/* Theme Name: Bench */\n")
    stage.file("wordpress/wp-content/themes/bench/index.php", THEME)
    stage.file("wordpress/wp-content/themes/bench/functions.php", FUNCTIONS)
    setup = stage.file("setup.php", SETUP % {"root": root, "page": stage.file("page.html", stage.page)})
    return "/?p=" + command("php8.2", setup).rpartition("post=")[2]


class Behind:
    """What both servers have behind them: started once, ended with the last."""

    def __init__(self, stage, url):
        socket, self.fpm = (os.path.join(stage.folder, name) for name in ("mariadb.sock", "php-fpm.sock"))
        self.root = os.path.join(stage.folder, "wordpress")
        self.processes = [start_database(stage, socket)]
        try:
            self.path = install_wordpress(stage, self.root, socket, url)
            conf = stage.file("php-fpm.conf", FPM % {"folder": stage.folder, "fpm": self.fpm, "children": PHP_CHILDREN})
            self.processes.append(pinned(stage, [PHP_FPM, "--nodaemonize", "--allow-to-run-as-root", "--fpm-config", conf]))
            wait_for_file(self.fpm, self.processes[1])
        except BaseException:
            self.stop()
            raise

    def stop(self):
        for process in self.processes:
            process.terminate()


def start(stage, name, zone, cache):
    port = servers.free_port()
    behind = Behind(stage, "http://127.0.0.1:%d" % port)
    fill = {"folder": stage.folder, "name": name, "port": port, "root": behind.root, "fpm": behind.fpm}
    conf = stage.file(name + ".conf", NGINX % dict(fill, zone=zone % fill, cache=cache))
    try:
        server = servers.Server(name, ["nginx", "-c", conf], port, behind.path, stage.core, folder=stage.folder,
                                beside=behind.processes)
        check_page(stage, server)
    except BaseException:
        behind.stop()
        raise
    return server


def check_page(stage, server):
    try:
        same = servers.fetch(server.url) == stage.page
    except BaseException:
        server.stop()
        raise
    if not same:
        server.stop()
        raise RuntimeError("WordPress does not answer with the page")


def start_bare(stage):
    return start(in_folder(stage, "wordpress"), "wordpress", "", "")


def start_cached(stage):
    return start(in_folder(stage, "wordpress-cached"), "wordpress-cached", ZONE, CACHE)


def in_folder(stage, name):
    """The same stage with a folder of its own below: two WordPresses stand beside each other."""
    own = copy.copy(stage)
    own.folder = os.path.join(stage.folder, name + "-server")
    os.makedirs(own.folder)
    return own


PACKAGES = ["wordpress", "php-fpm", "php-cli", "php-mysql", "mariadb-server-core", "mariadb-client-core", "nginx-light"]
PEERS = {
    "wordpress": (start_bare, PHP_FPM, PACKAGES),
    "wordpress-cached": (start_cached, PHP_FPM, PACKAGES),
}

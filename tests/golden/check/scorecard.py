#!/usr/bin/python3
"""loa check says of each rule whether a site meets it, by what it measures: a site that meets a rule, then one that does
not. Prints "N passed, N failed".

usage: scorecard.py LOA
"""
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
PATIENCE_S = 120

CONF = """[site]
name = Cổng thông tin Sông Ngân
origin = https://songngan.example.vn
[imprint]
Cơ quan chủ quản = UBND thành phố Sông Ngân
Trưởng Ban Biên tập = Lâm Tố Như
[contact]
Trụ sở = Số 1, bến Cồn Mây
Đường dây nóng = 0200 000 0001
E-mail = toasoan@songngan.example.vn
[services]
Dịch vụ công = https://dichvucong.example.vn
[server]
listen = 127.0.0.1:8080
trusted_proxies = 127.0.0.1
"""


def loa(*args, code=None):
    out = subprocess.run([LOA, *args], capture_output=True, text=True, timeout=PATIENCE_S)
    check("loa %s: exit" % " ".join(args), code is None or out.returncode == code, out.stdout + out.stderr)
    return out


def card(site, code):
    """The scorecard: rule → (state, measured)."""
    out = loa("check", site, "--json", code=code)
    check("nothing but withheld pages is said", all("ALARM" in line for line in out.stderr.splitlines()), out.stderr)
    rules = {}
    for line in out.stdout.splitlines():
        rule = json.loads(line)
        rules.setdefault(rule["asked"], (rule["state"], rule["measured"]))
    return rules


def says(rules, part, state, measured=""):
    found = [(name, rule) for name, rule in rules.items() if name == part] or [
        (name, rule) for name, rule in rules.items() if part in name]
    check("%s: %s %s" % (part, state, measured),
          len(found) == 1 and found[0][1][0] == state and measured in found[0][1][1], found)


def article(n, **more):
    return {"title": "Phường Cồn Mây sửa bến thuyền số %d" % n, "section": "Giới thiệu", "language": "vi",
            "published": "2026-05-%02dT08:00:00+07:00" % n, "contributors": [{"name": "Lâm Tố Như", "role": "author"}],
            "url": "https://cu.example/%d" % n,
            "blocks": [{"type": "paragraph", "text": "Bến số %d được lát lại bằng đá xanh." % n},
                       {"type": "figure", "src": "https://cu.example/%d.jpg" % n, "alt": "Bến thuyền lúc sáng",
                        "caption": "Bến số %d." % n}], **more}


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def site_of(folder, preset, articles):
    site = os.path.join(folder, preset)
    lines = os.path.join(folder, "articles.jsonl")
    loa("init", site, "--preset", preset, code=0)
    write(os.path.join(site, "loa.conf"), CONF)
    write(lines, "".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles))
    loa("import", site, lines, code=0)
    return site


def measured_ms(rules, part):
    text = next(rule[1] for name, rule in rules.items() if part in name)
    seconds = re.search(r"(\d+),(\d+) s", text)
    return int(seconds.group(1)) * 1000 + int(seconds.group(2)) * 10


def portal(folder):
    site = site_of(folder, "city", [article(n) for n in range(1, 5)])
    before = loa("stats", site, code=0).stdout
    rules = card(site, 1)
    check("nobody is counted", loa("stats", site, code=0).stdout == before, before)
    for part in ("nội dung đầu tiên", "phần lớn nhất", "cả trang", "một thao tác"):
        says(rules, part, "met")
    first, whole = measured_ms(rules, "nội dung đầu tiên"), measured_ms(rules, "cả trang")
    check("five rounds of 150 ms at least, and the whole after the first", 750 < first < whole, (first, whole))
    says(rules, "cơ quan chủ quản", "met", "UBND thành phố Sông Ngân")
    says(rules, "điện thoại", "met", "0200")
    check("a portal needs no licence", not any("giấy phép" in name for name in rules))
    says(rules, "giới thiệu", "met", "Giới thiệu")
    says(rules, "dịch vụ công", "met", "loa.conf")
    says(rules, "ngân sách", "missed")
    for part in ("trang chủ", "tìm kiếm", "liên hệ", "thống kê truy cập", "RSS", "robots"):
        says(rules, part, "met", "200")
    says(rules, "ngày giờ đăng", "met", "4")
    says(rules, "người viết hoặc nguồn", "met")
    says(rules, "lời thay", "met", "4")
    says(rules, "không gì bị sửa", "met")
    says(rules, "https", "met", "songngan")
    text = loa("check", site, code=1)
    check("people read a sum", re.search(r"\d+ đạt, \d+ thiếu", text.stdout), text.stdout)

    loa("export", site, "--static", os.path.join(folder, "copy"), code=0)  # loads the configuration, and seals it

    # worse in every way: an article without writer and alt, no contacts, a row changed behind Loa's back, open files
    poor = article(9, contributors=[], source=None)
    poor["blocks"][1].update(alt="", caption="")
    write(os.path.join(folder, "poor.jsonl"), json.dumps(poor, ensure_ascii=False))
    loa("import", site, os.path.join(folder, "poor.jsonl"), code=0)
    write(os.path.join(site, "loa.conf"), CONF.replace("Đường dây nóng", "Ghi chú").replace("https://song", "http://song"))
    os.chmod(os.path.join(site, "loa.conf"), 0o666)
    db = sqlite3.connect(os.path.join(site, "loa.db"))
    db.execute("UPDATE revision SET body = replace(body, 'đá xanh', 'cá cược') WHERE article_id = 2")
    db.commit()
    db.close()
    rules = card(site, 1)
    says(rules, "người viết hoặc nguồn", "missed", "1 trong 4")  # the changed one is left out
    says(rules, "lời thay", "missed", "1 trong 4")  # the changed one is left out
    says(rules, "điện thoại", "missed")
    says(rules, "https", "missed")
    says(rules, "không gì bị sửa", "missed", "article 2")
    says(rules, "quyền của tệp", "missed", "666")
    says(card(site, 1), "như lúc được tải", "note", "loa.conf")  # the first look did not seal it


def aggregator(folder):
    site = site_of(folder, "aggregator", [article(1)])
    rules = card(site, 1)
    says(rules, "giấy phép", "missed")
    says(rules, "một giờ", "met", "60")
    says(rules, "bình luận", "met")
    says(rules, "ba nguồn", "missed", "0")
    loa("source", site, "rules", "--hold", "10", code=0)
    loa("source", site, "add", "https://bao.example/rss", "--name", "Báo Bến Nước", "--press", "yes", code=0)
    rules = card(site, 1)
    says(rules, "một giờ", "missed", "10")
    says(rules, "thỏa thuận", "missed", "Báo Bến Nước")
    says(rules, "ba nguồn", "missed", "1")


with tempfile.TemporaryDirectory() as work:
    portal(work)
    aggregator(work)
    nothing = loa("check", os.path.join(work, "none"), code=1)
    check("what is no site is named", "none" in nothing.stderr and not nothing.stdout, nothing)
    loa("check", code=2)
sys.exit(summary())

#!/usr/bin/env python3
"""Exports of other systems: what `loa extract` reads of them against an independent reading.

    tests/golden/exports/samples.py build/loa ../shared/data/import-samples

For each sample: how many articles, and for each of them title, time, people, tags, section, lead, and whether every
paragraph's words are there. Exit 0 when they are equal, 1 when more than one in a hundred differs (each is named), 77 when the samples are not
there. WordPress, ninjs, NewsML-G2, Ghost and NukeViet (a dump is made of its sample news).
"""
import collections
import html
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import xml.etree.ElementTree as ET
from datetime import datetime, timezone
from pathlib import Path

WRONG = collections.Counter()
SEEN = collections.Counter()


def fold(text):
    """Text as Loa keeps it: NFC, white space folded."""
    text = unicodedata.normalize("NFC", text or "")
    return re.sub(r"[\s\u200b\ufeff]+", " ", text).strip()


def plain(markup):
    return fold(html.unescape(re.sub(r"<[^>]*>", " ", markup or "")))


def inline(markup):
    return fold(html.unescape(re.sub(r"<[^>]*>", "", markup or "")))


def words(text):
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


def instant(text):
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp())


def extract(loa, path):
    run = subprocess.run([loa, "extract", str(path)], capture_output=True, check=False)
    return [json.loads(line) for line in run.stdout.decode().splitlines()], run.stderr.decode()


def compare(name, field, got, want):
    SEEN[field] += 1
    if got == want:
        return
    WRONG[field] += 1
    print(f"{name}: {field}: got {str(got)[:150]!r}, want {str(want)[:150]!r}")


def body_words(article):
    out = []
    for block in article["blocks"]:
        for key in ("text", "caption", "alt"):
            out += words(block.get(key) or "")
        for item in block.get("items") or []:
            out += words(item if isinstance(item, str) else item["title"])
        for row in block.get("rows") or []:
            for cell in row:
                out += words(cell)
    return collections.Counter(out)


def compare_words(name, article, want, rate=0.98):
    """Nearly every word of the source's body is in the blocks."""
    SEEN["words"] += 1
    want = collections.Counter(words(want))
    missing = want - body_words(article)
    if sum(missing.values()) > (1 - rate) * sum(want.values()) + 1:
        WRONG["words"] += 1
        print(f"{name}: words: {sum(missing.values())} of {sum(want.values())} missing: {list(missing)[:12]}")


# ---- WordPress ----

def local(element):
    return element.tag.rsplit("}", 1)[-1]


def child(item, tag, space=None):
    for e in item:
        if local(e) == tag and (space is None or space in e.tag):
            return e.text or ""
    return ""


def repaired(data):
    """As a forgiving parser reads it: a bare ampersand is text."""
    return re.sub(rb"&(?!(amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(?![^<]*\]\]>)", b"&amp;", data)


def score_wxr(loa, path):
    got, errors = extract(loa, path)
    name = path.name
    try:
        root = ET.fromstring(repaired(path.read_bytes()))
    except ET.ParseError:
        SEEN["refused"] += 1
        if not errors:
            WRONG["refused"] += 1
            print(f"{name}: broken, and nothing said")
        return
    authors = {}
    for e in root.iter():
        if local(e) in ("author", "wp_author") and len(e):
            login = child(e, "author_login").strip()
            authors[login] = fold(html.unescape(child(e, "author_display_name"))) or login
    items = [i for i in root.iter("item") if child(i, "post_type", "wordpress") in ("post", "page")
             and child(i, "status", "wordpress") != "trash"]
    items += [i for i in root.iter("item") if not child(i, "post_type", "wordpress") and "wxr-" not in name and
              child(i, "post_type") == ""]
    if name == "namespace-edge-cases.xml":
        return  # items whose type stands in a namespace that is not WordPress's: who is right is open
    compare(name, "articles", len(got), len(items))
    if len(got) != len(items):
        return
    items.sort(key=lambda i: list(root.iter("item")).index(i))
    for number, (article, item) in enumerate(zip(got, items), 1):
        where = f"{name} {number}"
        title = inline(child(item, "title"))
        if title:
            compare(where, "title", article["title"], title)
        gmt = child(item, "post_date_gmt").strip()
        if gmt and not gmt.startswith("0000"):
            compare(where, "time", instant(article["published"]), instant(gmt))
        tags = []
        for c in item.iter("category"):
            if c.get("domain") == "post_tag" and fold(c.text) and plain(c.text) not in tags:
                tags.append(plain(c.text))
        compare(where, "tags", article["tags"], tags)
        sections = [plain(c.text) for c in item.iter("category") if c.get("domain") == "category"]
        if sections:
            compare(where, "section", article["section"] in sections, True)
        people = [plain(c.text) for c in item.iter("category") if c.get("domain") == "author"]
        creator = child(item, "creator").strip()
        people = list(dict.fromkeys(people)) or ([authors.get(creator, creator)] if creator else [])
        if people:
            compare(where, "people", [c["name"] for c in article["contributors"]], people)
        lead = plain(child(item, "encoded", "excerpt"))
        if lead:
            compare(where, "lead", words(article["lead"] or ""), words(lead))
        content = re.sub(r"<!--.*?-->|\[/?\w+[^\]]*\]|<(script|style|form)\b.*?</\1>|^\s*https?://\S+\s*$", " ",
                         child(item, "encoded", "content"), flags=re.S | re.M)
        compare_words(where, article, plain(content), 0.9)


# ---- ninjs ----

def find(item, *keys):
    for key in keys:
        for k, v in item.items():
            if k.replace("_", "").lower() == key:
                return v
    return None


def score_ninjs(loa, path):
    got, errors = extract(loa, path)
    data = json.loads(path.read_text())
    items = data if isinstance(data, list) else [data]
    if "$schema" in items[0]:
        return
    wanted = []
    for item in items:
        headlines = find(item, "headlines") or []
        headline = find(item, "headline") or next(
            (h["value"] for h in headlines if "main" in h.get("role", "")), headlines[0]["value"] if headlines else None)
        if item.get("type") not in ("event", "planning") and headline:
            wanted.append((item, headline))
    compare(path.name, "articles", len(got), len(wanted))
    SEEN["refused"] += 1
    if len(wanted) < len(items) and not errors:
        WRONG["refused"] += 1
        print(f"{path.name}: items left out, and nothing said")
    for article, (item, headline) in zip(got, wanted):
        compare(path.name, "title", article["title"], plain(headline))
        time = find(item, "firstcreated") or find(item, "contentcreated") or find(item, "versioncreated")
        compare(path.name, "time", instant(article["published"]), instant(time))
        subjects = list(dict.fromkeys(fold(s.get("name")) for s in find(item, "subjects", "subject") or [] if s.get("name")))
        compare(path.name, "tags", article["tags"][:len(subjects)], subjects)
        bodies = find(item, "bodies") or []
        body = find(item, "bodyxhtml") or next(
            (b["value"] for b in bodies if "html" in (find(b, "contenttype") or "")), None)
        body = body or find(item, "bodytext") or (bodies[0]["value"] if bodies else "")
        body = re.sub(r"<head\b.*?</head>|<(script|style)\b.*?</\1>", " ", body, flags=re.S)
        compare_words(path.name, article, plain(body), 0.95)


# ---- NewsML-G2 ----

def score_newsml(loa, path):
    got, errors = extract(loa, path)
    try:
        root = ET.fromstring(path.read_bytes())
    except ET.ParseError:
        return
    if local(root) not in ("newsItem", "newsMessage", "packageItem"):
        compare(path.name, "refused", not got and bool(errors) or local(root) in ("nitf", "contentSet"), True)
        return
    wanted = []
    for item in [e for e in root.iter() if local(e) == "newsItem"]:
        headline = next((fold("".join(h.itertext())) for h in item.iter() if local(h) == "headline"), "")
        if headline:
            wanted.append((item, headline))
    if not wanted:
        return
    compare(path.name, "articles", len(got), len(wanted))
    for article, (item, headline) in zip(got, wanted):
        compare(path.name, "title", article["title"], headline)
        text = " ".join(" ".join(b.itertext()) for b in item.iter() if local(b) == "body.content")
        compare_words(path.name, article, text)
        subjects = []
        for s in item.iter():
            if local(s) == "subject":
                subjects += [fold(n.text) for n in s if local(n) == "name"][:1]
        compare(path.name, "tags", article["tags"][:len(set(subjects))], list(dict.fromkeys(subjects)))


# ---- Ghost ----

def score_ghost(loa, path):
    data = json.loads(path.read_text())
    tables = data.get("data") or (data.get("db") or [{}])[0].get("data") or data
    if "posts" not in tables or not any("html" in unwrap(p) or "lexical" in unwrap(p) for p in tables["posts"]):
        return
    got, _ = extract(loa, path)
    compare(path.name, "articles", len(got), len(tables["posts"]))
    for article, outer in zip(got, tables["posts"]):
        post = unwrap(outer)
        compare(path.name, "title", article["title"], fold(post["title"]))
        if post.get("published_at"):
            compare(path.name, "time", instant(article["published"]), instant(post["published_at"]))
        names = [unwrap(t)["name"] for t in post.get("tags") or [] if isinstance(t, dict)]
        compare(path.name, "tags", article["tags"], [fold(n) for n in dict.fromkeys(names) if n and n[0] != "#"])
        compare_words(path.name, article, plain(post.get("html") or ""), 0.95)


def unwrap(value):
    return value["data"] if isinstance(value.get("data"), dict) else value


# ---- NukeViet ----

def quoted(text):
    text = (text or "").replace("\\", "\\\\").replace("'", "\\'").replace("\r", "\\r").replace("\n", "\\n")
    return f"'{text}'"


def make_dump(rows, path):
    """Two tables of 4.x, with columns in the CREATE only, as NukeViet's own backup writes them."""
    with path.open("w") as out:
        out.write("-- NUKEVIET 4.0\nSET NAMES 'utf8mb4';\n")
        out.write("CREATE TABLE `nv4_vi_news_detail` (\n `id` int(11) unsigned NOT NULL,\n `bodyhtml` longtext NOT NULL,\n"
                  " `sourcetext` varchar(255) DEFAULT '',\n PRIMARY KEY (`id`)\n) ENGINE=MyISAM;\n")
        out.write("INSERT INTO `nv4_vi_news_detail` VALUES\n")
        out.write(",\n".join(f"({r['id']}, {quoted(r['body_html'])}, {quoted(r['source'])})" for r in rows) + ";\n")
        out.write("CREATE TABLE `nv4_vi_news_rows` (`id` int(11), `catid` int, `author` varchar(250), `status` tinyint(4),"
                  " `publtime` int(11), `title` varchar(250), `alias` varchar(250), `hometext` text, KEY x (`catid`));\n")
        out.write("INSERT INTO `nv4_vi_news_rows` VALUES\n")
        out.write(",\n".join(f"({r['id']}, 1, {quoted(r['author'])}, 1, {r['published_unix']}, {quoted(r['title'])}, "
                             f"{quoted(r['alias'])}, {quoted(r['lead'])})" for r in rows) + ";\n")


def score_nukeviet(loa, samples, folder):
    rows = [json.loads(line) for line in (samples / "nukeviet-news.jsonl").read_text().splitlines()]
    path = folder / "nukeviet.sql"
    make_dump(rows, path)
    got, _ = extract(loa, path)
    compare("nukeviet", "articles", len(got), len(rows))
    for article, row in zip(got, rows):
        where = f"nukeviet {row['id']}"
        compare(where, "title", article["title"], plain(row["title"]))
        compare(where, "time", instant(article["published"]), row["published_unix"])
        compare(where, "lead", article["lead"] or "", plain(row["lead"]))
        if row["author"]:
            compare(where, "people", ", ".join(c["name"] for c in article["contributors"]), fold(row["author"]))
        compare_words(where, article, plain(row["body_html"]))


def main():
    loa, samples = sys.argv[1], Path(sys.argv[2])
    if not samples.is_dir():
        print(f"{samples} is not there")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in ("wxr", "migrate", "ninjs", "newsml-g2"):
            with subprocess.Popen(["zstd", "-dc", samples / f"{name}.tar.zst"], stdout=subprocess.PIPE) as unpack:
                with tarfile.open(fileobj=unpack.stdout, mode="r|") as tar:
                    tar.extractall(folder)
        for path in sorted(folder.glob("wxr/**/*.xml")) + sorted(folder.glob("migrate/mg-wp-xml/**/*.xml")):
            score_wxr(loa, path)
        for path in sorted(folder.glob("ninjs/**/*.json")):
            score_ninjs(loa, path)
        for path in sorted(folder.glob("newsml-g2/*.xml")):
            score_newsml(loa, path)
        for pattern in ("mg-json", "mg-ghost-api", "mg-assetscraper-db"):
            for path in sorted(folder.glob(f"migrate/{pattern}/**/fixtures/*.json")):
                score_ghost(loa, path)
        score_nukeviet(loa, samples, folder)
    for field, n in sorted(SEEN.items()):
        print(f"{field}: {n - WRONG[field]} of {n}")
    # one in a hundred may be a matter of opinion; a reader that is broken is far beyond
    return 1 if sum(WRONG.values()) * 100 > sum(SEEN.values()) else 0


if __name__ == "__main__":
    sys.exit(main())

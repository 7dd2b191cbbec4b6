#!/usr/bin/env python3
"""Checks the demo content: shape, NFC, sources, links, sizes, dates. Standard library only. Exit 1 on any finding."""
import collections, datetime, json, os, re, struct, sys, unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
ROLES = {"author", "photographer", "translator", "compiler", "editor"}
KEYS = {"title", "kicker", "section", "breadcrumb", "dateline", "lead", "language", "published", "updated",
        "contributors", "blocks", "source", "url", "tags", "copyright", "topics", "featured", "comments", "sponsored"}
BLOCKS = {"paragraph": {"text"}, "heading": {"text"}, "quote": {"text"}, "list": {"items"}, "table": {"rows"},
          "figure": {"src", "alt", "caption", "credit"}, "video": {"src", "poster", "caption"}, "related": {"items"}}
SLOTS = {"occasion": (2400, 240), "top": (1940, 240), "side": (600, 500), "inline": (1456, 180),
         "bottom": (1940, 240), "sponsored": (1200, 675)}
PICTURE_BYTES_MAX, PICTURES_BYTES_MAX, VIDEO_BYTES_MAX = 40 * 1024, 1_800_000, 700 * 1024
FIRST, LAST = (datetime.datetime.fromisoformat(t) for t in ("2026-08-15T00:00:00+07:00", "2026-11-22T23:59:59+07:00"))
bad = []


def finding(where, what):
    bad.append(f"{where}: {what}")


def texts(value, where):
    if isinstance(value, str):
        if value != unicodedata.normalize("NFC", value):
            finding(where, f"not NFC: {value[:40]!r}")
        if value != " ".join(value.split()):
            finding(where, f"white space not folded: {value[:40]!r}")
        if not value:
            finding(where, "empty text")
    for v in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        texts(v, where)


def load(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        value = json.load(f)
    texts(value, name)
    return value


def webp_size(path):
    with open(path, "rb") as f:
        b = f.read(40)
    if b[:4] != b"RIFF" or b[8:12] != b"WEBP":
        return None
    if b[12:16] == b"VP8 ":
        w, h = struct.unpack("<HH", b[26:30])
        return w & 0x3FFF, h & 0x3FFF
    if b[12:16] == b"VP8L":
        v = struct.unpack("<I", b[21:25])[0]
        return (v & 0x3FFF) + 1, (v >> 14 & 0x3FFF) + 1
    return int.from_bytes(b[24:27], "little") + 1, int.from_bytes(b[27:30], "little") + 1


def picture(src, where, size=None):
    path = os.path.join(HERE, src)
    if not os.path.isfile(path):
        return finding(where, f"no such picture {src}")
    if src.endswith(".webp") and size and webp_size(path) != size:
        finding(where, f"{src} is {webp_size(path)}, not {size}")


def moment(text, where):
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00", text or ""):
        finding(where, f"time {text!r}")
        return FIRST
    return datetime.datetime.fromisoformat(text)


def article(slug, a, all_articles, sections):
    if set(a) != KEYS:
        finding(slug, f"keys differ: {sorted(set(a) ^ KEYS)}")
        return
    if not re.fullmatch(r"\d\d-[a-z0-9-]+", slug):
        finding(slug, "file name")
    if len(a["breadcrumb"]) < 2 or tuple(a["breadcrumb"][1:]) not in sections or a["breadcrumb"][-1] != a["section"]:
        finding(slug, f"breadcrumb {a['breadcrumb']} and section {a['section']}")
    when = moment(a["published"], slug)
    if not FIRST <= when <= LAST or not 7 <= when.hour < 18:
        finding(slug, f"published {a['published']}")
    if a["updated"] and moment(a["updated"], slug) <= when:
        finding(slug, "updated before published")
    if not a["lead"] or not a["tags"] or a["language"] != "vi" or a["comments"] not in ("open", "closed"):
        finding(slug, "lead, tags, language or comments")
    if a["source"] and a["comments"] != "closed":
        finding(slug, "an aggregated item takes no comments")
    if not a["contributors"] or any(set(c) != {"name", "role"} or c["role"] not in ROLES for c in a["contributors"]):
        finding(slug, "contributors")
    if sum(b["type"] == "paragraph" for b in a["blocks"]) < 2:
        finding(slug, "fewer than two paragraphs")
    if a["featured"] and not any(b["type"] in ("figure", "video") for b in a["blocks"][:1]):
        finding(slug, "featured, but its first block is no picture")
    for b in a["blocks"]:
        if b["type"] not in BLOCKS or set(b) - {"type"} != BLOCKS[b["type"]]:
            finding(slug, f"block {b}")
        elif b["type"] in ("figure", "video"):
            for key in ("src", "poster"):
                if key in b:
                    picture(b[key], slug, (1200, 675))
        elif b["type"] == "table" and len({len(r) for r in b["rows"]}) != 1:
            finding(slug, "table rows of different length")
        elif b["type"] == "related":
            for i in b["items"]:
                if i["url"] == slug or i["url"] not in all_articles or all_articles[i["url"]]["title"] != i["title"]:
                    finding(slug, f"related {i}")


def main():
    names = sorted(os.listdir(os.path.join(HERE, "articles")))
    articles = {n[:-5]: load("articles/" + n) for n in names}
    tree = load("sections.json")
    sections = {(s["name"],) for s in tree} | {(s["name"], c["name"]) for s in tree for c in s["children"]}
    for slug, a in articles.items():
        article(slug, a, articles, sections)
    for what, values in (("title", [a["title"] for a in articles.values()]), ("number", [s[:2] for s in articles])):
        for v, k in collections.Counter(values).items():
            if k > 1:
                finding("articles", f"{what} {v!r} used {k} times")
    blocks = [b for a in articles.values() for b in a["blocks"]]
    for what, ok in (("40 articles", len(articles) >= 40), ("one video", sum(b["type"] == "video" for b in blocks) == 1),
                     ("one sponsored", sum(a["sponsored"] is not None for a in articles.values()) == 1),
                     ("two aggregated", sum(a["source"] is not None for a in articles.values()) == 2)):
        if not ok:
            finding("articles", f"expected {what}")
    site = load("site.json")
    if "Dữ liệu mẫu" not in site["note"]:
        finding("site.json", "does not say that it is sample data")
    for key in ("logo", "favicon", "apple_touch_icon"):
        picture(site[key], "site.json")
    for c in load("creatives.json"):
        picture(c["picture"], "creatives.json", SLOTS[c["slot"]])
        if moment(c["from"], c["title"]) >= moment(c["until"], c["title"]) or not c["link"].startswith("https://example."):
            finding("creatives.json", c["title"])
    comments = load("comments.json")
    for i, c in enumerate(comments):
        a = articles.get(c["article"])
        if not a or a["comments"] != "open" or moment(c["created"], f"comment {i}") <= moment(a["published"], c["article"]):
            finding("comments.json", f"comment {i}")
        r = c["reply_to"]
        if r is not None and (r >= i or comments[r]["article"] != c["article"] or comments[r]["reply_to"] is not None or
                              comments[r]["created"] >= c["created"]):
            finding("comments.json", f"comment {i} answers {r}")
    total = 0
    for n in sorted(os.listdir(os.path.join(HERE, "pictures"))):
        size = os.path.getsize(os.path.join(HERE, "pictures", n))
        if n.endswith(".webp"):
            total += size
        if size > (VIDEO_BYTES_MAX if n.endswith(".webm") else PICTURE_BYTES_MAX):
            finding("pictures/" + n, f"{size} bytes")
    if total > PICTURES_BYTES_MAX:
        finding("pictures", f"{total} bytes together")
    print(f"{len(articles)} articles, {len(comments)} comments, {total} bytes of pictures")
    for title, values in (("sections", [a["section"] for a in articles.values()]), ("topics", [t for a in articles.values() for t in a["topics"]]),
                          ("tags", [t for a in articles.values() for t in a["tags"]]), ("people", [c["name"] for a in articles.values() for c in a["contributors"]])):
        count = collections.Counter(values)
        print(f"{title} ({len(count)}): " + ", ".join(f"{v} {k}" for v, k in count.most_common(40)))
    for b in bad:
        print(b, file=sys.stderr)
    print(f"{len(bad)} findings")
    return 1 if bad else 0


sys.exit(main())

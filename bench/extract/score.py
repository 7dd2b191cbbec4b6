#!/usr/bin/env python3
"""Scores `loa extract` on the collections of ../shared/data/html-gold and ../shared/data/vi-pages.

usage: score.py --loa PATH_TO_LOA --data FOLDER [--part NAME]... [--half a|b] [--worst N]

FOLDER holds the unpacked archives: scrapinghub/ readability/ trafilatura/ fundus/ pages/ (score.py
--unpack SHARED_DATA FOLDER makes it). Measures are those of the collections:

scrapinghub   4-word shingles of articleBody; each page's counts normalised, then summed; P, R, F1
readability   the same measure against the text of expected.html, and each metadata field that the
              gold has: equal after white space is folded; a title also where ours is the gold's
              without the site's name behind it. A byline: the gold is the printed line, ours are names:
              what stands around the names there (BYLINE_LABELS, a date) is taken off, and the words that
              are left must be the same on both sides, none more and none less
trafilatura   phrases that must and must not be in the text; P, R, F1 over all phrases; of the metadata: title
              (ours or the gold's without the site's name), names of the writers, the day (in whatever zone: the gold
              tells none), the description's beginning, site, and whether ours has every category and tag of the gold
fundus        the scrapinghub measure against the gold paragraphs; title, authors, date
pages         title, time, section equal; phrases in the text; list pages told as such

--half keeps the pages whose name has an even (a) or odd (b) CRC-32, so that rules can be made on one
half and measured on the other. The article's text is the lead and the text of paragraphs, headings,
quotes, lists and tables; captions are left out but for
readability, whose gold has them.
"""
import argparse, collections, glob, html.parser, json, os, re, subprocess, sys, unicodedata, zlib
from datetime import datetime, timedelta, timezone

BLOCK_TAGS = set("address article aside blockquote br caption dd details div dl dt figcaption figure "
                 "footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td tfoot "
                 "th thead tr ul".split())


class TextOf(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts, self.hidden = [], 0

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style"):
            self.hidden += 1
        if tag in BLOCK_TAGS:
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.hidden -= 1
        if tag in BLOCK_TAGS:
            self.parts.append("\n")

    def handle_data(self, data):
        if not self.hidden:
            self.parts.append(data)


def text_of_html(markup):
    reader = TextOf()
    reader.feed(markup)
    return "".join(reader.parts)


def fold(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text or "")).strip()


def text_of(article, captions=False):
    parts = [article.get("lead") or ""]
    for block in article.get("blocks", []):
        kind = block.get("type")
        if kind in ("paragraph", "heading", "quote"):
            parts.append(block.get("text") or "")
        elif kind == "list":
            parts.extend(block.get("items", []))
        elif kind == "table":
            parts.extend(" ".join(row) for row in block.get("rows", []))
        elif kind in ("figure", "video") and captions:
            parts.append(block.get("caption") or "")
    return "\n".join(parts)


def shingles(text):
    words = re.findall(r"\w+", text or "")
    return collections.Counter(tuple(words[i:i + 4]) for i in range(max(1, len(words) - 3)) if words)


def overlap(gold, got):
    """True and false positives, false negatives, normalised so that long texts weigh no more."""
    gold, got = shingles(gold), shingles(got)
    hit = sum((gold & got).values())
    counts = [hit, sum(got.values()) - hit, sum(gold.values()) - hit]
    whole = sum(counts)
    return [c / whole for c in counts] if whole else [0.0, 0.0, 0.0]


def f1_of(counts):
    hit, extra, missed = counts
    if not extra and not missed:
        return 1.0, 1.0, 1.0
    precision = hit / (hit + extra) if hit + extra else 0.0
    recall = hit / (hit + missed) if hit + missed else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


class Part:
    """Sums of one collection: text counts, fields, and each page's F1 for --worst."""

    def __init__(self):
        self.counts, self.pages = [0.0, 0.0, 0.0], []
        self.fields = collections.defaultdict(lambda: [0, 0])
        self.misses = []

    def text(self, name, counts):
        self.counts = [a + b for a, b in zip(self.counts, counts)]
        self.pages.append((f1_of(counts), name))

    def field(self, key, right, name, gold, got):
        self.fields[key][0] += bool(right)
        self.fields[key][1] += 1
        if not right:
            self.misses.append(f"{name} {key}: {gold!r} != {got!r}")

    def report(self, label, worst, misses):
        precision, recall, f1 = f1_of(self.counts)
        fields = "  ".join(f"{k} {v[0]}/{v[1]}" for k, v in sorted(self.fields.items()))
        print(f"{label:12} pages {len(self.pages):4}  P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  {fields}")
        for (p, r, f), name in sorted(self.pages)[:0] or sorted(self.pages, key=lambda x: x[0][2])[:worst]:
            print(f"    {f:.3f} P {p:.3f} R {r:.3f}  {name}")
        for line in self.misses if misses else []:
            print("   ", line[:400])


def extract(loa, paths):
    """Article JSON by path; one process for many pages."""
    found = {}
    for at in range(0, len(paths), 50):
        run = subprocess.run([loa, "extract"] + paths[at:at + 50], capture_output=True)
        for line in run.stdout.decode("utf-8", "replace").splitlines():
            article = json.loads(line)
            found[(article.get("provenance") or {}).get("path")] = article
    return found


def in_half(name, half):
    return half is None or zlib.crc32(name.encode()) % 2 == (0 if half == "a" else 1)


def same_time(gold, got):
    def read(text):
        text = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.strip().replace("Z", "+00:00"))
        at = datetime.fromisoformat(re.sub(r"\.\d+", "", text))
        return at if at.tzinfo else at.replace(tzinfo=timezone(timedelta(hours=7)))
    try:
        if re.fullmatch(r"\d\d/\d\d/\d{4} \d\d:\d\d", gold):
            gold = f"{gold[6:10]}-{gold[3:5]}-{gold[0:2]}T{gold[11:]}"
        gold, got = read(gold), read(got or "")
        return gold == got or (gold.replace(second=0) == got.replace(second=0))
    except ValueError:
        return False


def names_of(article):
    seen = []
    for person in article.get("contributors") or []:
        if fold(person["name"]) not in seen:
            seen.append(fold(person["name"]))
    return seen


BYLINE_LABELS = {"by", "and", "và", "on", "at", "par", "avec", "et", "written", "edited"}
PRINTED_DATE = re.compile(r"\b(January|February|March|April|May|June|July|August|September|October|November|December) "
                          r"\d{1,2}, \d{4}( \d{1,2}:\d\d [AP]M)?$")


def word_set(text):
    return set(re.findall(r"\w+", PRINTED_DATE.sub("", fold(text)).lower())) - BYLINE_LABELS


def score_scrapinghub(folder, got, half):
    part = Part()
    gold = json.load(open(os.path.join(folder, "ground-truth.json"), encoding="utf-8"))
    for key, want in sorted(gold.items()):
        path = os.path.join(folder, key + ".html")
        if in_half(key, half):
            part.text(key, overlap(want["articleBody"], text_of(got.get(path, {}))))
    return part


def score_readability(folder, got, half):
    part = Part()
    for name in sorted(os.listdir(folder)):
        at = os.path.join(folder, name)
        if not os.path.isdir(at) or not in_half(name, half):
            continue
        article = got.get(os.path.join(at, "source.html"), {})
        want = text_of_html(open(os.path.join(at, "expected.html"), encoding="utf-8").read())
        part.text(name, overlap(want, text_of(article, captions=True)))
        meta = json.load(open(os.path.join(at, "expected-metadata.json"), encoding="utf-8"))
        gold_meta(part, name, meta, article)
    return part


def without_site(gold, mine):
    """gold is mine and then, behind a sign, the name of the site: a title without it is what is asked for."""
    rest = gold[len(mine):].strip()
    return bool(mine) and gold.startswith(mine) and rest[:1] in tuple("-|–—·_[/»(")


def gold_meta(part, name, meta, article):
    pairs = {"title": article.get("title"), "excerpt": article.get("description") or article.get("lead"),
             "siteName": article.get("site"), "lang": article.get("language")}
    for key, mine in pairs.items():
        if meta.get(key):
            part.field(key, fold(meta[key]) == fold(mine), name, meta[key], mine)
    if meta.get("title"):
        gold, mine = fold(meta["title"]), fold(article.get("title"))
        part.field("title-or-without-site", gold == mine or without_site(gold, mine), name, gold, mine)
    if meta.get("byline"):
        mine = ", ".join(names_of(article))
        part.field("byline", word_set(meta["byline"]) == word_set(mine), name, meta["byline"], mine)
    if meta.get("publishedTime"):
        part.field("time", same_time(meta["publishedTime"], article.get("published")), name,
                   meta["publishedTime"], article.get("published"))


def is_day(gold, got):
    """got falls on gold's day somewhere on earth."""
    try:
        at, day = datetime.fromisoformat(got or ""), datetime.fromisoformat(gold + "T00:00:00+00:00")
        return day - timedelta(hours=14) <= at < day + timedelta(hours=36)
    except ValueError:
        return False


def plain_meta(part, name, want, article):
    """The metadata of trafilatura's gold: each field that it has."""
    if want.get("title"):
        gold, mine = fold(want["title"]), fold(article.get("title"))
        part.field("title", gold == mine or without_site(gold, mine) or without_site(mine, gold), name, gold, mine)
    if want.get("author"):
        gold = want["author"] if isinstance(want["author"], str) else " ".join(want["author"])
        part.field("author", word_set(gold) == word_set(" ".join(names_of(article))), name, gold, names_of(article))
    if want.get("date"):
        part.field("date", is_day(want["date"], article.get("published")), name, want["date"], article.get("published"))
    if fold(want.get("description")):
        gold, mine = fold(want["description"]), fold(article.get("description") or article.get("lead"))
        part.field("description", gold[:60] == mine[:60], name, gold[:120], mine[:120])
    if want.get("sitename"):
        part.field("site", want["sitename"].lower() == fold(article.get("site")).lower(), name, want["sitename"],
                   article.get("site"))
    said = [article.get("section") or ""] + article.get("breadcrumb", []) + article.get("tags", []) + article.get("topics", [])
    said = {fold(word).lower() for word in said}
    for key in ("categories", "tags"):
        if want.get(key):
            part.field(key, {fold(word).lower() for word in want[key]} <= said, name, want[key], sorted(said))


def score_trafilatura(folder, got, half):
    part, total = Part(), [0, 0, 0]
    gold = json.load(open(os.path.join(folder, "evaldata.json"), encoding="utf-8"))
    for url, want in sorted(gold.items()):
        path = os.path.join(folder, want["file"])
        if not in_half(want["file"], half) or not os.path.exists(path):
            continue
        text = text_of(got.get(path, {}))
        hit = sum(phrase in text for phrase in want["with"])
        extra = sum(phrase in text for phrase in want["without"])
        counts = [hit, extra, len(want["with"]) - hit]
        total = [a + b for a, b in zip(total, counts)]
        part.pages.append((f1_of(counts), want["file"]))
        plain_meta(part, want["file"], want, got.get(path, {}))
    part.counts = total
    return part


def newest(versions):
    return versions[sorted(versions, key=lambda v: [int(n) for n in re.findall(r"\d+", v)])[-1]]


def score_fundus(folder, got, half):
    part = Part()
    for meta_path in sorted(glob.glob(os.path.join(folder, "*", "*.meta.json"))):
        stem = meta_path[:-len(".meta.json")]
        gold = newest(json.load(open(stem + ".json", encoding="utf-8")))
        for path in sorted(glob.glob(stem + "_*.html")):
            name = os.path.relpath(path, folder)
            if not in_half(name, half):
                continue
            article, body = got.get(path, {}), gold.get("body") or {}
            texts = list(body.get("summary") or [])
            for section in body.get("sections") or []:
                texts += list(section.get("headline") or []) + list(section.get("paragraphs") or [])
            if texts:
                part.text(name, overlap("\n".join(texts), text_of(article)))
            if gold.get("title"):
                part.field("title", fold(gold["title"]) == fold(article.get("title")), name,
                           gold["title"], article.get("title"))
            if gold.get("authors"):
                part.field("byline", word_set(" ".join(gold["authors"])) == word_set(" ".join(names_of(article))),
                           name, gold["authors"], names_of(article))
            if gold.get("publishing_date"):
                part.field("time", same_time(gold["publishing_date"], article.get("published")), name,
                           gold["publishing_date"], article.get("published"))
    return part


def score_pages(folder, got, half):
    part = Part()
    for line in open(os.path.join(folder, "pages.jsonl"), encoding="utf-8"):
        page = json.loads(line)
        name = page["file"]
        path = os.path.join(folder, "pages", name)
        if not in_half(name, half):
            continue
        article = got.get(path, {})
        part.field("kind", page["kind"] == ("list" if article.get("kind") == "list" else "article" if article else None),
                   name, page["kind"], article.get("kind"))
        if page["kind"] == "list":
            part.field("teasers", len(article.get("teasers", [])) >= 10, name, "10 or more",
                       len(article.get("teasers", [])))
        gold = page.get("test_gold") or {}
        text = fold(text_of(article, captions=True))
        if gold.get("title"):
            part.field("title", fold(gold["title"]) == fold(article.get("title")), name, gold["title"],
                       article.get("title"))
        if gold.get("published_at"):
            part.field("time", same_time(gold["published_at"], article.get("published")), name,
                       gold["published_at"], article.get("published"))
        if gold.get("category"):
            part.field("section", fold(gold["category"]) == fold(article.get("section")), name,
                       gold["category"], article.get("section"))
        for phrase in gold.get("content_contains") or []:
            part.field("phrase", fold(phrase) in text, name, phrase, None)
        if page.get("gold"):
            want = newest(page["gold"])
            texts = list(want["body"].get("summary") or [])
            for section in want["body"].get("sections") or []:
                texts += list(section.get("headline") or []) + list(section.get("paragraphs") or [])
            part.text(name, overlap("\n".join(texts), text_of(article)))
    return part


def paths_of(part, folder):
    if part == "readability":
        return sorted(glob.glob(os.path.join(folder, "*", "source.html")))
    if part == "fundus":
        return sorted(glob.glob(os.path.join(folder, "*", "*.html")))
    if part == "pages":
        return sorted(glob.glob(os.path.join(folder, "pages", "*.html")))
    return sorted(glob.glob(os.path.join(folder, "*.html")))


def unpack(shared, folder):
    for part in PARTS:
        archive = os.path.join(shared, "vi-pages" if part == "pages" else "html-gold", part + ".tar.zst")
        os.makedirs(os.path.join(folder, part), exist_ok=True)
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", os.path.join(folder, part)], check=True)
    jsonl = os.path.join(shared, "vi-pages", "pages.jsonl")
    open(os.path.join(folder, "pages", "pages.jsonl"), "wb").write(open(jsonl, "rb").read())


PARTS = {"scrapinghub": score_scrapinghub, "readability": score_readability,
         "trafilatura": score_trafilatura, "fundus": score_fundus, "pages": score_pages}


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("--loa")
    cli.add_argument("--data", required=True)
    cli.add_argument("--unpack", metavar="SHARED_DATA")
    cli.add_argument("--part", action="append", choices=list(PARTS))
    cli.add_argument("--half", choices=["a", "b"])
    cli.add_argument("--worst", type=int, default=0)
    cli.add_argument("--misses", action="store_true")
    args = cli.parse_args()
    if args.unpack:
        unpack(args.unpack, args.data)
    for name in args.part or PARTS if args.loa else []:
        folder = os.path.join(args.data, name)
        inner = os.path.join(folder, name)
        folder = inner if os.path.isdir(inner) and name != "pages" else folder
        got = extract(args.loa, paths_of(name, folder))
        PARTS[name](folder, got, args.half).report(name, args.worst, args.misses)
    return 0


if __name__ == "__main__":
    sys.exit(main())

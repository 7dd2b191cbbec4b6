#!/usr/bin/python3
"""How many of the published feed cases the feed reader gets right.

feedparser's cases say in a comment what must come out, as an expression; it is asked of what feed_dump gives, under the
same names. Only cases whose expression is about fields that Loa keeps count; the others are named by --outside. Markup
is compared by its text and its addresses, because Loa's allow-list is its own; what the expression expects a sanitizer
to remove is compared after Loa's. The W3C validator's cases say what is wrong with a feed: there a well-formed feed must
be read whole (as many items as an XML parser counts, the date of each that the case calls valid), an ill-formed one must
get a message.

usage: score.py FEED_DUMP FOLDER [--failed] [--outside]
       FOLDER holds feedparser/, feedvalidator/, feeds/ as unpacked from import-samples
"""
import ast
import calendar
import collections
import datetime
import email.utils
import html.parser
import json
import os
import re
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree

KEPT = {"title", "title_detail", "link", "links", "id", "guid", "summary", "summary_detail", "description", "content",
        "published", "published_parsed", "updated", "updated_parsed", "created", "created_parsed", "author",
        "author_detail", "authors", "contributors", "enclosures", "language", "length", "type", "href", "email", "name", "tags", "category", "categories", "subtitle",
        "tagline", "subtitle_detail", "tagline_detail", "rights", "copyright", "ttl", "image", "logo", "icon", "date",
        "date_parsed", "modified", "modified_parsed", "issued", "issued_parsed", "description_detail", "source"}
MARKUP = {"title", "summary", "description", "subtitle", "tagline", "rights", "copyright", "value"}
ROOTS = {"entries", "feed", "bozo", "len"}


class Outside(Exception):
    """The expression is about something Loa does not keep."""


class Markup(html.parser.HTMLParser):
    """The text and the addresses of markup."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.addresses, self.hidden = [], [], 0

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "style", "iframe", "object", "applet", "svg", "noscript", "frame", "embed"):
            self.hidden += tag not in ("embed", "frame")
        for name, value in attrs:
            if name in ("href", "src") and tag in ("a", "img") and value and not re.match(r"\s*(javascript|data|vbscript):", value, re.I):
                self.addresses.append(value)

    def handle_endtag(self, tag):
        if tag in ("script", "style", "iframe", "object", "applet", "svg", "noscript"):
            self.hidden = max(0, self.hidden - 1)

    def handle_data(self, data):
        if not self.hidden:
            self.text.append(data)


def squeeze(text):  # as Loa keeps text
    return re.sub(r"\s+", " ", text).strip()


def normal(text):
    p = Markup()
    p.feed(text)
    p.close()
    return squeeze("".join(p.text)), p.addresses


class Text(str):
    """Markup or text that is equal to what means the same; plain is what Loa makes of it, base where it stood."""
    is_html, plain, base = False, "", ""

    def __eq__(self, other):
        if other is None:
            return str(self) == ""
        if not isinstance(other, str):
            return NotImplemented
        if str(self) == other or squeeze(self) == squeeze(other):
            return True
        text, addresses = normal(self if self.is_html else html.escape(self, False))
        wanted = normal(other)
        addresses = [urllib.parse.urljoin(self.base, a.strip()) for a in addresses]
        return (wanted[0] in (text, self.plain) and addresses == wanted[1]
                or text == squeeze(html.unescape(other)) and not addresses)


class Plain(str):
    """Of what Loa keeps without markup."""

    def __eq__(self, other):
        return isinstance(other, str) and str(self) in (squeeze(other), normal(other)[0])

    __hash__ = str.__hash__

    def __ne__(self, other):
        return not self == other

    __hash__ = str.__hash__


class When(str):
    """An instant that is equal to any spelling of it."""
    ms = 0

    def __eq__(self, other):
        if not isinstance(other, str):
            return NotImplemented
        return parse(other) == self.ms // 1000

    __hash__ = str.__hash__


def parse(text):
    try:
        at = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError):
        try:
            at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            raise Outside("date %s" % text)
    if at.tzinfo is None:
        at = at.replace(tzinfo=datetime.timezone.utc)
    return int(at.timestamp())


class Fields(dict):
    """What feedparser calls a FeedParserDict: by key or by attribute; keys that Loa has not are outside."""

    def __getitem__(self, key):
        if key not in KEPT and key not in self:
            raise Outside(key)
        return self.get(key, Plain("")) if key in ("description", "copyright", "rights") else super().__getitem__(key)

    def __getattr__(self, key):
        return self[key]

    def __eq__(self, other):
        """Of a person or an enclosure: what the case says of it."""
        return all(k in self and self[k] == v for k, v in other.items())

    def has_key(self, key):
        return key in self



def text_of(construct):
    t = Text(construct["value"])
    t.is_html, t.plain, t.base = construct["html"], construct["plain"], construct["base"]
    return t


def detail(construct):
    d = Fields(value=text_of(construct), type="text/html" if construct["html"] else "text/plain",
               language=construct["language"] or None, base=construct["base"])
    return d


def person(p):
    f = Fields()
    for name in ("name", "email", "url"):
        if p[name]:
            f[name] = p[name]
    if "url" in f:
        f["href"] = f["url"]
    return f


def author(people):
    if not people:
        return None
    p = people[0]
    if p["name"] and p["email"]:
        return "%s (%s)" % (p["name"], p["email"])
    return p["name"] or p["email"] or p["url"]


def add_times(f, d):
    for name in ("published", "updated", "created"):
        if name in d:
            when = When(str(d[name]))
            when.ms = d[name]
            f[name] = when
            f[name + "_parsed"] = datetime.datetime.utcfromtimestamp(d[name] // 1000).timetuple()[:8] + (0,)
    for other, name in (("date", "updated"), ("modified", "updated"), ("issued", "published")):
        if name in f:
            f[other], f[other + "_parsed"] = f[name], f[name + "_parsed"]


def fields(d, is_item):
    f = Fields()
    for mine, theirs in (("title", ["title"]), ("summary", ["summary", "description"]),
                         ("subtitle", ["subtitle", "tagline", "description"])):
        if mine in d and d[mine]["value"]:
            for name in theirs:
                f[name], f[name + "_detail"] = text_of(d[mine]), detail(d[mine])
    if is_item and d["content"]["value"]:
        f["content"] = [detail(d["content"])]
        if "description" not in f:
            f["summary"] = f["description"] = text_of(d["content"])
            f["summary_detail"] = detail(d["content"])
    for name in ("link", "id", "language"):
        if d[name]:
            f[name] = d[name]
    if d["id"]:
        f["guid"] = d["id"]
    if d["rights"]:
        f["rights"] = f["copyright"] = Plain(d["rights"])
    add_times(f, d)
    if d["authors"]:
        f["authors"] = [person(p) for p in d["authors"]]
        f["author"], f["author_detail"] = author(d["authors"]), person(d["authors"][0])
    if is_item and d["contributors"]:
        f["contributors"] = [person(p) for p in d["contributors"]]
    if d["categories"]:
        f["tags"] = [Fields(term=c) for c in d["categories"]]
        f["category"], f["categories"] = d["categories"][0], [(None, c) for c in d["categories"]]
    if is_item:
        thumbnails = [x["url"] for x in d["enclosures"] if x["thumbnail"]]
        if thumbnails:
            f["image"] = Fields(href=thumbnails[0])
        f["subtitle"] = f.get("summary", "")
        f["enclosures"] = [Fields(href=x["url"], url=x["url"], type=x["type"], length=str(x["length"]))
                           for x in d["enclosures"]]
        if d["source_name"] or d["source_url"]:
            f["source"] = Fields(title=d["source_name"], href=d["source_url"], link=d["source_url"], url=d["source_url"])
    else:
        for name in ("logo", "icon"):
            if d[name]:
                f[name] = d[name]
        if d["logo"]:
            f["image"] = Fields(href=d["logo"], url=d["logo"])
        if d["ttl_ms"]:
            f["ttl"] = str(d["ttl_ms"] // 60000)
    f["links"] = [Fields(href=d["link"], rel="alternate")] if d["link"] else []
    return f


def outside(expression):
    """The first name in expression that is not about what Loa keeps; None if all are."""
    tree = ast.parse(expression.strip(), mode="eval")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in ROOTS:
            return node.id
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
            if node.slice.value not in KEPT | {"value", "href", "url", "name", "email", "term", "length", "language", "base",
                                               "type"}:
                return node.slice.value
            inner = node.value
            if isinstance(inner, ast.Subscript) and getattr(inner.slice, "value", "") == "image" and node.slice.value not in (
                    "href", "url"):
                return "image." + node.slice.value
            if node.slice.value.startswith("created") and isinstance(inner, ast.Name) and inner.id == "feed":
                return "feed.created"
            if isinstance(inner, ast.Subscript) and isinstance(inner.value, ast.Subscript) and isinstance(
                    inner.value.slice, ast.Constant) and inner.value.slice.value == "links":
                return "links[]"
            if node.slice.value == "type" and not (isinstance(inner, ast.Subscript) and isinstance(
                    inner.value, ast.Subscript) and getattr(inner.value.slice, "value", "") == "enclosures"):
                return "type of text"
            if isinstance(inner, ast.Subscript) and getattr(inner.slice, "value", "") == "source" and node.slice.value not in (
                    "title", "href", "url", "link"):
                return "source." + node.slice.value
            if node.slice.value in ("contributors",) and isinstance(inner, ast.Name) and inner.id == "feed":
                return "feed.contributors"
        if isinstance(node, ast.Attribute) and node.attr not in KEPT | {"has_key", "term", "href", "get"}:
            return node.attr
    return None


def dump(tool, path, kind, url, language=None):
    args = [tool] + (["--language", language.group(1)] if language else [])
    if url:
        args += ["--url", url]
    if kind:
        args += ["--type", kind]
    out = subprocess.run(args + [path], capture_output=True, timeout=20)
    if out.returncode < 0 or not out.stdout:
        return None
    return json.loads(out.stdout)


def head(path):
    with open(path, "rb") as f:
        raw = f.read(6000)
    for mark, codec in ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"<\0\0\0", "utf-32le"),
                        (b"\0\0\0<", "utf-32be"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\0", "utf-16le"),
                        (b"\0<", "utf-16be")):
        if raw.startswith(mark):
            return raw[:len(raw) // 4 * 4].decode(codec, "replace")
    return raw.decode("utf-8", "replace")


def evaluate(expression, d):
    entries = [fields(x, True) for x in d["entries"]]
    feed = fields(dict(d["feed"]), False)
    bozo = bool(d["error"] or d["feed"]["note"])
    return bool(eval(expression.strip(), {"__builtins__": {}},  # a public test's own words, without builtins
                     {"entries": entries, "feed": feed, "bozo": bozo, "len": len}))


def feedparser_case(tool, path):
    top = head(path)
    found = re.search(r"Expect:\s*(.+)", top)
    if not found:
        return "outside", "no expression"
    expression = re.sub(r"\bu(['\"])", r"\1", found.group(1).strip())
    expression = expression[:-3].strip() if expression.endswith("-->") else expression
    try:
        why = "links[]" if re.search(r"\['links'\]\[", expression) else outside(expression)
    except SyntaxError:
        why = "no Python 3"
    if why:
        return "outside", why
    kind = re.search(r"Header:\s*Content-type:\s*(.+)", top, re.I)
    where = re.search(r"Header:\s*Content-Location:\s*(\S+)", top, re.I)
    base = "http://127.0.0.1:8097/"
    url = base + "case.xml"
    if where:
        url = where.group(1) if "://" in where.group(1) else base + where.group(1).lstrip("/")
    d = dump(tool, path, kind.group(1).strip() if kind else "", url,
             re.search(r"Header:\s*Content-Language:\s*(\S+)", top, re.I))
    if d is None:
        return "failed", "crash"
    if "bozo_exception" in expression or "'source'" in expression and not re.search(r"\['source'\]\['(title|href|url|link)'\]", expression):
        return "outside", "source"
    try:
        return ("passed", "") if evaluate(expression, d) else ("failed", expression)
    except Outside as o:
        return "outside", str(o)
    except (KeyError, IndexError, TypeError, AttributeError) as err:
        return "failed", "%s: %s %s" % (expression, type(err).__name__, err)


def local(tag):
    return tag.rsplit("}", 1)[-1].lower()


def count_items(root):
    n, queue = 0, [(root, 0)]
    names = {"rss": "item", "rdf": "item", "channel": "item", "feed": "entry"}
    want = names.get(local(root.tag))
    if want is None:
        return 1 if local(root.tag) == "entry" else None
    while queue:
        node, depth = queue.pop()
        for child in node:
            if not isinstance(child.tag, str):
                continue
            if local(child.tag) == want and "feedsync" not in child.tag:
                n += any(isinstance(c.tag, str) for c in child)
            elif depth < 2 and local(child.tag) in ("channel", "items"):
                queue.append((child, depth + 1))
    return n


def validator_case(tool, path):
    d = dump(tool, path, "", "http://example.com/feed.xml")
    if d is None:
        return "failed", "crash"
    try:
        root = xml.etree.ElementTree.parse(path).getroot()
    except (xml.etree.ElementTree.ParseError, ValueError, LookupError):
        ok = d["error"] or d["feed"]["note"] or d["entries"]
        return ("passed", "") if ok else ("failed", "ill-formed, no message")
    want = count_items(root)
    if want is None:
        return ("passed", "") if d["error"] else ("failed", "no feed, no message")
    got = len(d["entries"])
    expect = re.search(r"Expect:\s*(!?)(\w+)(\{[^}]*\})?", head(path))
    if d["error"]:
        return "failed", d["error"]
    if got + len(d["refused"]) < want:
        return "failed", "%d items of %d" % (got, want)
    if expect and re.match(r"Valid(RFC2822|W3CDTF|ISO8601)Date|Problematical", expect.group(2)) and expect.group(3):
        where = "item" if re.search(r"parent:(item|entry)", expect.group(3)) else "feed"
        of = d["entries"][0] if where == "item" and d["entries"] else d["feed"]
        if not expect.group(1) and not any(k in of for k in ("published", "updated", "created")):
            return "failed", "no date"
    return "passed", ""


def sample_case(tool, path):
    d = dump(tool, path, "", "" if "miss-base" in path else "http://example.com/feed")
    ok = d and not d["error"] and d["entries"] and all(x["title"]["plain"] and x["link"] for x in d["entries"])
    return ("passed", "") if ok else ("failed", d and d["error"])


def main():
    tool, folder = os.path.abspath(sys.argv[1]), sys.argv[2]
    kinds = (("feedparser", feedparser_case), ("feedvalidator", validator_case), ("feeds", sample_case))
    for name, judge in kinds:
        totals, shown = collections.Counter(), []
        for where, _, files in sorted(os.walk(os.path.join(folder, name))):
            for f in sorted(files):
                if not f.endswith((".xml", ".json", ".rdf", ".atom", ".rss")):
                    continue
                path = os.path.join(where, f)
                state, why = judge(tool, path)
                totals[state] += 1
                totals[state, os.path.relpath(where, folder)] += 1
                if "--" + state in sys.argv:
                    shown.append("%s %s: %s" % (state, os.path.relpath(path, folder), why))
        print("\n".join(shown))
        counted = totals["passed"] + totals["failed"]
        print("%s: %d of %d passed (%.1f %%), %d outside of what Loa keeps" % (
            name, totals["passed"], counted, 100.0 * totals["passed"] / max(1, counted), totals["outside"]))


if __name__ == "__main__":
    import html  # noqa: E402 (html.escape beside html.parser)
    main()

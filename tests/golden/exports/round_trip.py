#!/usr/bin/python3
"""A site's articles go out in every format and into a new site again: what comes out of that must be equal.

usage: round_trip.py LOA FOLDER   FOLDER: articles.jsonl, comments.json; exit 1 and one line per difference
"""
import json
import os
import re
import subprocess
import sys
import tempfile

# besides what belongs to a site (where an article was read from, the addresses that the site gave it)
KINDS = ("json", "wxr", "ninjs", "ghost")
OWN = {"provenance", "teasers", "old_urls"}
SAMPLES = ("articles.jsonl", "wxr.xml", "ghost.json", "nukeviet.sql")
OLD_SITE = "https://cu.example"


def loa(program, *args):
    run = subprocess.run([program, *args], capture_output=True, text=True, check=False)
    if run.returncode:
        print(f"loa {' '.join(args)}: {run.stdout}{run.stderr}")
    return run


def articles(program, site, folder, name):
    path = os.path.join(folder, name)
    loa(program, "export", site, "--json", path)
    with open(path, encoding="utf-8") as file:
        return {a["title"]: a for a in map(json.loads, file)}


def comments(program, site):
    """Of each state: name, text, time, and the text of what it answers."""
    out = []
    for state in ("approved", "pending"):
        lines = [json.loads(line) for line in
                 loa(program, "comment", site, "list", "--state", state, "--json").stdout.splitlines()]
        by_id = {c["id"]: c for c in lines}
        for c in lines:
            parent = by_id.get(c["reply_to"], {})
            out.append((state, c["name"], c["text"], c["created"], parent.get("text")))
    return sorted(out, key=str)


def old_addresses(program, site):
    """Of articles: host, address, title."""
    titles = {}
    for line in loa(program, "export", site, "--wxr", "-").stdout.split("<item>")[1:]:
        number = re.search("<wp:post_id>([0-9]+)<", line).group(1)
        titles[int(number)] = re.search("<title><!\\[CDATA\\[(.*?)\\]\\]></title>", line, re.S).group(1)
    rows = [json.loads(line) for line in loa(program, "redirect", site, "list", "--json").stdout.splitlines()]
    return {(r["host"], r["from"], titles[r["article"]]) for r in rows if r["article"]}


def views(program, site):
    """How often each article that is not withdrawn was read, by title."""
    found = {}
    for item in loa(program, "export", site, "--wxr", "-").stdout.split("<item>")[1:]:
        title = re.search("<title><!\\[CDATA\\[(.*?)\\]\\]></title>", item, re.S).group(1)
        count = re.search("<wp:meta_key><!\\[CDATA\\[views\\]\\]></wp:meta_key>\\s*<wp:meta_value><!\\[CDATA\\[([0-9]+)", item)
        if count:
            found[title] = int(count.group(1))
    return found


def strip_media(value):
    """A picture's name comes from its bytes, which are encoded anew: that it is there is what counts.
    Links to pages of the old site are absolute in what leaves it."""
    if isinstance(value, str) and ("/media/" in value or value.startswith("media/")) and "<" in value:
        return re.sub('href="[^"]*/media/[^"]*"', 'href="media"', value).replace(OLD_SITE, "")
    if isinstance(value, str) and ("/media/" in value or value.startswith("media/")):
        return "media"
    if isinstance(value, list):
        return [strip_media(v) for v in value]
    if isinstance(value, dict):
        return {k: strip_media(v) for k, v in value.items() if k not in ("width", "height")}
    return value.replace(OLD_SITE, "") if isinstance(value, str) else value


def compare(kind, before, after):
    wrong = 0
    if set(before) != set(after):
        print(f"{kind}: titles differ: {sorted(set(before) ^ set(after))}")
        wrong += 1
    for title in sorted(set(before) & set(after)):
        for key in before[title]:
            if key in OWN or (key == "url" and not before[title][key]):  # it has one now: that of the old site
                continue
            old, new = strip_media(before[title][key]), strip_media(after[title].get(key))
            if old != new:
                wrong += 1
                print(f"{kind}: {title}: {key}: was {str(old)[:300]}, is {str(new)[:300]}")
    return wrong


def files_of(article):
    """Names of what came with it; they are made of what is kept of it."""
    text = json.dumps(article["blocks"]) + json.dumps(article.get("documents", []))
    return sorted(set(re.findall("media/[0-9a-f]{2}/[0-9a-z-]+[.][a-z]+", text)))


def go_on(program, folder, site, kind):
    """Into a third site: nothing is encoded again, no name grows."""
    path = os.path.join(folder, "again." + kind)
    third = os.path.join(folder, "third-" + kind)
    loa(program, "export", site, "--" + kind, path, "--origin", OLD_SITE)
    loa(program, "init", third)
    loa(program, "import", third, path, "--uploads", site)
    second, last = articles(program, site, folder, "second.jsonl"), articles(program, third, folder, "third.jsonl")
    wrong = compare(kind + " again", second, last)
    had = {title: files_of(a) for title, a in second.items()}
    has = {title: files_of(a) for title, a in last.items()}
    if had != has or not any(name.endswith(".pdf") for names in had.values() for name in names):
        print(f"{kind}: files were {had}, are {has}")
        wrong += 1
    for name in {name for names in had.values() for name in names}:
        with open(os.path.join(site, name), "rb") as one, open(os.path.join(third, name), "rb") as other:
            if one.read() != other.read():
                print(f"{kind}: {name} was encoded again")
                wrong += 1
    return wrong


def main():
    program, samples = sys.argv[1], sys.argv[2]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        first = os.path.join(folder, "first")
        loa(program, "init", first)
        loa(program, "import", first, *(os.path.join(samples, name) for name in SAMPLES))
        loa(program, "comment", first, "import", os.path.join(samples, "comments.json"), "--articles", samples)
        pending = ["comment", first, "add", "--article", "1", "--name", "Chờ", "--text", "Lời đang chờ duyệt"]
        loa(program, *pending, "--created", "2024-05-02T08:00:00+07:00")
        loa(program, "article", first, "withdraw", "3")
        before = articles(program, first, folder, "before.jsonl")
        said = comments(program, first)
        old = old_addresses(program, first)
        read = views(program, first)
        if not before or not said or not old or not read:
            print("the first site is empty")
            return 1
        for kind in KINDS:
            path = os.path.join(folder, "export." + kind)
            site = os.path.join(folder, kind)
            loa(program, "export", first, "--" + kind, path, "--origin", OLD_SITE)
            loa(program, "init", site)
            for again in (False, True):
                run = loa(program, "import", site, path, "--uploads", first, "--json")
                counts = json.loads(run.stdout)
                if again and (counts["created"] or counts["updated"]):
                    print(f"{kind}: the second import changes something: {counts}")
                    wrong += 1
            wrong += compare(kind, before, articles(program, site, folder, kind + ".jsonl"))
            if kind == "wxr":
                wrong += go_on(program, folder, site, kind)
            lost = old - old_addresses(program, site)
            lost = {row for row in lost if kind != "json" or row[2] in before}
            if lost:
                print(f"{kind}: old addresses lost: {sorted(lost, key=str)[:5]}")
                wrong += 1
            if kind != "json" and views(program, site) != read:
                print(f"{kind}: views: was {read}, is {views(program, site)}")
                wrong += 1
            if kind != "json" and comments(program, site) != said:
                print(f"{kind}: comments: was {said}, is {comments(program, site)}")
                wrong += 1
            drafts = [i for i in loa(program, "export", site, "--wxr", "-").stdout.split("<item>")
                      if "<wp:status>draft" in i and "Bài đã gỡ" in i]
            if kind != "json" and len(drafts) != 1:
                print(f"{kind}: the withdrawn article is lost")
                wrong += 1
    print("round trips differ" if wrong else "equal")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

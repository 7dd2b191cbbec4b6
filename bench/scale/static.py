#!/usr/bin/python3
"""A whole site written as files: loa export --static and Hugo, the same articles, one core each.

usage: bench/scale/static.py LOA ARTICLES.jsonl [--loa-only]

ARTICLES.jsonl are articles as bench/scale/corpus.py makes them; Hugo (Debian's package hugo) gets them as Markdown with
sections, tags and a theme of one page and one list. Counted are processor time and the most memory a program held.
Loa writes more for each article: every list page, feeds in three formats, pages of people, topics and the register.
"""
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HUGO_CONF = """baseURL = "https://mau.example/"
languageCode = "vi"
title = "Mẫu"
[taxonomies]
tag = "tags"
topic = "topics"
author = "authors"
"""
HEAD = '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>'
SINGLE = HEAD + """<h1>{{ .Title }}</h1><p>{{ .Params.lead }}</p><time>{{ .Date }}</time>{{ .Content }}
{{ range .Params.tags }}<a href="/tags/{{ . | urlize }}/">{{ . }}</a> {{ end }}
<ul>{{ range first 8 .CurrentSection.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>
</body></html>
"""
LIST = HEAD + """<h1>{{ .Title }}</h1><ul>{{ range .Paginator.Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a><p>{{ .Params.lead }}</p></li>{{ end }}</ul>
{{ template "_internal/pagination.html" . }}</body></html>
"""


def run(words):
    """(processor seconds, seconds by the clock, most memory in MB) of a program on one core."""
    began = time.monotonic()
    process = subprocess.Popen(["taskset", "-c", "0"] + words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env=dict(os.environ, GOMAXPROCS="1"))
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("static.py: %s: %s" % (" ".join(words[:3]), said.decode("utf-8", "replace")[-500:]))
    return used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024


def files(folder):
    found = [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    return len(found), sum(os.path.getsize(path) for path in found) / 1e6


def hugo_site(folder, articles):
    for name, text in (("config.toml", HUGO_CONF), ("layouts/_default/single.html", SINGLE),
                       ("layouts/_default/list.html", LIST)):
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
    for number, a in enumerate(articles):
        section = os.path.join(folder, "content", "muc-%s" % a["section"].replace(" ", "-").lower())
        os.makedirs(section, exist_ok=True)
        front = {"title": a["title"], "date": a["published"], "lead": a.get("lead", ""), "tags": a.get("tags", []),
                 "topics": a.get("topics", []), "authors": [c["name"] for c in a.get("contributors", [])]}
        with open(os.path.join(section, "bai-%d.md" % number), "w", encoding="utf-8") as f:
            f.write(json.dumps(front, ensure_ascii=False) + "\n\n")
            f.write("\n\n".join(b["text"] for b in a["blocks"] if b["type"] == "paragraph") + "\n")


def report(name, articles, cost, folder):
    cpu, clock, memory = cost
    n, mb = files(folder)
    print("%-24s %8.0f articles a second of processor time (%.1f s, %.1f s by the clock), %.0f MB; %d files, %.0f MB, "
          "%.0f files a second" % (name, articles / cpu, cpu, clock, memory, n, mb, n / cpu), flush=True)
    return articles / cpu, memory


def main():
    words = [w for w in sys.argv[1:] if not w.startswith("--")]
    if len(words) != 2:
        sys.exit(__doc__)
    loa, path = words
    with open(path, encoding="utf-8") as f:
        articles = [json.loads(line) for line in f]
    with tempfile.TemporaryDirectory(prefix="loa-static-") as folder:
        site, out = os.path.join(folder, "site"), os.path.join(folder, "out")
        subprocess.run([loa, "init", site], check=True, capture_output=True)
        subprocess.run([loa, "import", site, path], check=True, capture_output=True)
        words = [loa, "export", site, "--static", out, "--origin", "https://mau.example"]
        ours = report("loa", len(articles), run(words), out)
        report("loa, nothing has changed", len(articles), run(words), out)
        if "--loa-only" in sys.argv or not shutil.which("hugo"):
            return
        theirs = os.path.join(folder, "hugo")
        hugo_site(theirs, articles)
        peer = report("hugo", len(articles), run(["hugo", "--quiet", "-s", theirs]), os.path.join(theirs, "public"))
        print("Loa is x%.2f in articles a second, with %.3f of the memory" % (ours[0] / peer[0], ours[1] / peer[1]))


if __name__ == "__main__":
    main()

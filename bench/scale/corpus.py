#!/usr/bin/python3
"""Article JSON lines for a site at scale: real texts with invented sections, tags, topics, people and times.

usage: bench/scale/corpus.py CORPUS N >articles.jsonl

CORPUS is a file of JSON lines with title, lead and body, as bench/search/run.py makes (development data that is never
committed). Articles lie five minutes apart, the newest an hour old; sections (30 in a tree of 6), tags (5,000), topics
(500) and people (300) are drawn so that small numbers are far more likely, as in any newsroom. The same N, the same file.
"""
import datetime
import json
import random
import sys

SECTIONS, TOP_SECTIONS, TAGS, TOPICS, PEOPLE = 30, 6, 5000, 500, 300
MINUTES_APART = 5
HANOI = datetime.timezone(datetime.timedelta(hours=7))
PARAGRAPHS_MAX = 60


def skewed(rnd, below):
    return int(rnd.random() ** 2 * below)


def section(rnd):
    n = skewed(rnd, SECTIONS)
    name = "Chuyên mục %d" % n
    return [name] if n < TOP_SECTIONS else ["Chuyên mục %d" % (n % TOP_SECTIONS), name]


def article(rnd, source, number, of, now):
    published = now - datetime.timedelta(minutes=60 + MINUTES_APART * (of - number - 1))
    crumbs = section(rnd)
    paragraphs = [p for p in source["body"].split("\n") if p.strip()][:PARAGRAPHS_MAX]
    return {
        "title": source["title"][:300],
        "section": crumbs[-1],
        "breadcrumb": crumbs,
        "lead": source["lead"],
        "language": "vi",
        "published": published.isoformat(timespec="seconds"),
        "contributors": [{"name": "Cây Bút %d" % skewed(rnd, PEOPLE), "role": "author"}],
        "blocks": [{"type": "paragraph", "text": p} for p in paragraphs],
        "tags": sorted({"từ khoá %d" % skewed(rnd, TAGS) for _ in range(4)}),
        "topics": ["Dòng sự kiện %d" % skewed(rnd, TOPICS)] if number % 4 == 0 else [],
        "featured": number % 50 == 0,
        "url": "https://toa-soan.example/bai/%d.html" % number,
    }


def main():
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    of = int(sys.argv[2])
    rnd = random.Random(1)
    now = datetime.datetime.now(HANOI).replace(minute=0, second=0, microsecond=0)
    number = 0
    with open(sys.argv[1], encoding="utf-8") as lines:
        for line in lines:
            source = json.loads(line)
            if number == of:
                break
            if source["title"] and source["body"].strip():
                print(json.dumps(article(rnd, source, number, of, now), ensure_ascii=False))
                number += 1
    if number < of:
        sys.exit("corpus.py: the corpus has only %d articles" % number)


if __name__ == "__main__":
    main()

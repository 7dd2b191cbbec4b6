#!/usr/bin/python3
"""How well stories are found: pairwise precision, recall and F1 (docs/decisions/0017-stories.md).

The articles of news-clusters, which people have grouped, are mixed with other items of news-feeds, all put through
`loa story --cluster`. A pair of articles counts when both are in one story; strict also counts as false
every pair of a grouped article and an item of the feeds. "all" is the whole at once, which is hardest: many of the
159 clusters are of the same affair (two of one theatre scandal, three of one session of parliament), and what people
put into two groups may stand together. The two halves are scored by themselves, and so are 200 draws of 40.

usage: bench/story.py LOA DATA [--others 20000] [--seed 1] [--dates same|own] [--order SEED] [--floor F1]

Exit 1 when "all" is below the floor.
"""
import argparse
import collections
import hashlib
import json
import os
import random
import subprocess
import sys
import time

DAY = "2026-05-05T10:00:00+07:00"


def read(path):
    done = subprocess.run(["zstdcat", path], check=True, capture_output=True)
    return [json.loads(line) for line in done.stdout.decode("utf-8").split("\n") if line]


def grouped(data, own_dates):
    for cluster in read(os.path.join(data, "news-clusters/clusters.jsonl.zst")):
        for doc in cluster["docs"]:
            yield cluster["id"], {
                "id": doc["id"], "title": doc["title_seg"].replace("_", " "),
                "lead": doc["lead_seg"].replace("_", " "), "body": doc["body"],
                "date": doc["date"] if own_dates else DAY, "source": doc["url"].split("/")[5]}


def others(data, count, seed, own_dates):
    items = read(os.path.join(data, "news-feeds/rss2025.jsonl.zst"))
    random.Random(seed).shuffle(items)
    for item in items[:count]:
        yield {"id": "feed-" + item["id"], "title": item["title"], "lead": item.get("lead") or "",
               "date": item["date"] if own_dates else DAY, "source": item["source"]}


def score(story_of, gold, clusters):
    members = collections.defaultdict(list)
    for name, story in story_of.items():
        if name not in gold or gold[name] in clusters:
            members[story].append(gold.get(name))
    right = said = foreign = 0
    for names in members.values():
        known = [n for n in names if n]
        said += len(known) * (len(known) - 1) // 2
        foreign += len(known) * (len(names) - len(known))
        right += sum(n * (n - 1) // 2 for n in collections.Counter(known).values())
    sizes = collections.Counter(c for c in gold.values() if c in clusters)
    wanted = sum(n * (n - 1) // 2 for n in sizes.values())
    return (right / max(said, 1), right / wanted, 2 * right / (said + wanted), 2 * right / (said + foreign + wanted))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("loa")
    parser.add_argument("data")
    parser.add_argument("--others", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--order", type=int, default=1)
    parser.add_argument("--dates", choices=("same", "own"), default="same")
    parser.add_argument("--floor", type=float, default=0.90)
    o = parser.parse_args()
    gold, items = {}, list(others(o.data, o.others, o.seed, o.dates == "own"))
    for cluster, item in grouped(o.data, o.dates == "own"):
        gold[item["id"]] = cluster
        items.append(item)
    random.Random(o.order).shuffle(items)
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    begun, used = time.time(), os.times()
    done = subprocess.run([o.loa, "story", "--cluster", "-"], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    seconds, now = time.time() - begun, os.times()
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    story_of = {}
    for line in done.stdout.decode().split("\n"):
        if line:
            answer = json.loads(line)
            story_of[answer["id"]] = answer["story"]
    print(f"{len(items)} items, {seconds:.1f} s, {cpu:.1f} s of a processor: {len(items) / cpu:.0f} a second")
    names = sorted(set(gold.values()))
    dev = {c for c in names if hashlib.md5(c.encode()).digest()[0] & 1}
    for name, clusters in (("development", dev), ("held back", set(names) - dev), ("all", set(names))):
        print("%-12s %3d  P %.3f  R %.3f  F1 %.3f  strict %.3f" % (name, len(clusters), *score(story_of, gold, clusters)))
    draw = random.Random(1)
    drawn = [score(story_of, gold, set(draw.sample(names, 40))) for _ in range(200)]
    mean = [sum(d[k] for d in drawn) / len(drawn) for k in range(4)]
    print("%-12s %3d  P %.3f  R %.3f  F1 %.3f  strict %.3f" % ("40, mean", 40, *mean))
    print("%-12s %3d  F1 of one draw in twenty is below %.3f" % ("40, worst", 40, sorted(d[2] for d in drawn)[10]))
    return score(story_of, gold, set(names))[2] >= o.floor


if __name__ == "__main__":
    sys.exit(0 if main() else 1)

#!/usr/bin/python3
"""Scores `loa extract` on captures with gold articles.

usage: score.py LOA FLOOR FOLDER...    a folder holds captures and expected.json; one that is absent is skipped

Text counts as the F1 of 4-word shingles, lists as the F1 of their members, single fields as 0 or 1: the measure of
public extraction benchmarks. A page passes when the mean of its fields is at least FLOOR.
"""
import collections
import json
import os
import re
import subprocess
import sys
import unicodedata


def fold(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text or "")).strip()


def f1(gold, got):
    if not gold and not got:
        return 1.0
    hit = sum((gold & got).values())
    return 2.0 * hit / (sum(gold.values()) + sum(got.values())) if hit else 0.0


def shingles(text):
    words = re.findall(r"\w+", fold(text).lower())
    starts = range(max(1, len(words) - 3)) if words else []
    return collections.Counter(tuple(words[i:i + 4]) for i in starts)


def members(texts):
    return collections.Counter(fold(t).rstrip(".") for t in texts if fold(t))


def page_score(gold, got):
    blocks = got.get("blocks", [])
    body = [got.get("lead") or ""] + [b.get("text") or "" for b in blocks] + [i for b in blocks if b["type"] == "list"
                                                                              for i in b["items"]]
    scores = {"title": float(fold(gold["title"]) == fold(got.get("title"))),
              "text": f1(shingles("\n".join([gold.get("lead") or ""] + gold["paragraphs"])), shingles("\n".join(body))),
              "captions": f1(members(gold["captions"]),
                             members(b["caption"] for b in blocks if b["type"] == "figure"))}
    for key, role in (("authors", "author"), ("photographers", "photographer")):
        if key in gold:
            scores[key] = f1(members(gold[key]),
                             members(c["name"] for c in got.get("contributors", []) if c["role"] == role))
    for key in ("published", "section", "dateline"):
        if gold.get(key):
            scores[key] = float(fold(gold[key]) == fold(got.get(key)))
    if gold.get("teasers"):
        scores["teasers"] = f1(members(t["title"] for t in gold["teasers"]),
                               members(t["title"] for t in got.get("teasers", [])))
    return scores


def main():
    loa, floor, folders = sys.argv[1], float(sys.argv[2]), sys.argv[3:]
    passed = failed = 0
    for folder in folders:
        expected = os.path.join(folder, "expected.json")
        if not os.path.exists(expected):
            print("skipped: no %s" % expected)
            continue
        with open(expected, encoding="utf-8") as f:
            gold = json.load(f)
        total = []
        for name, want in sorted(gold.items()):
            run = subprocess.run([loa, "extract", os.path.join(folder, name)], capture_output=True, check=False)
            lines = run.stdout.decode("utf-8").splitlines()
            scores = page_score(want, json.loads(lines[0])) if lines else {"title": 0.0}
            mean = sum(scores.values()) / len(scores)
            total.append(mean)
            if mean >= floor:
                passed += 1
            else:
                failed += 1
                print("%s: %.3f under %.3f: %s %s" % (name, mean, floor, scores, run.stderr.decode("utf-8")))
        print("%s: %d pages, mean %.4f" % (folder, len(total), sum(total) / max(1, len(total))))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

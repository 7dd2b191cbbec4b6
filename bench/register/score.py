#!/usr/bin/python3
"""Scores `loa analyze --register` against hand-annotated articles, and one annotator against another.

usage: score.py GOLD FOUND [--show] [--only part]
GOLD and FOUND are JSON lines of {"document", "register": {…}} (what `loa analyze --register` prints), or one object
from document to register, as ../shared/seeds/register.json is. Documents that only one of them has are not scored.
A thing counts as found when its text is equal after white space is folded; an office with its holder; an event by its
kind with head or host; an agreement by its name. --show prints what differs; --only scores gold lines of that "part".
"""
import argparse
import json
import sys

CLASSES = ("persons", "offices", "organizations", "places", "events", "agreements")
FLOORS = {"persons": 0.90, "offices": 0.85, "organizations": 0.72, "places": 0.87, "events": 0.75,
          "agreements": 0.70}


def fold(text):
    return " ".join((text or "").split())


def read(path, only=None):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        whole = json.loads(text)
        if "register" not in whole:
            return whole
    except ValueError:
        pass
    found = {}
    for line in text.split("\n"):
        if line.strip():
            item = json.loads(line)
            if not only or item.get("part") == only:
                found[item["document"]] = item["register"]
    return found


def sets(register):
    persons = register.get("persons", [])
    return {
        "persons": {fold(p["name"]) for p in persons},
        "offices": {(fold(p["name"]), fold(o)) for p in persons for o in p.get("offices") or []},
        "organizations": {fold(o) for o in register.get("organizations", [])},
        "places": {fold(p) for p in register.get("places", [])},
        "agreements": {fold(a["name"]) for a in register.get("agreements", [])},
    }


def events_met(gold, found):
    """One found event for one of the gold's: the same kind, and the same head or the same host."""
    left = list(found)
    met = []
    for event in gold:
        for other in left:
            same = any(event.get(key) and fold(event[key]) == fold(other.get(key)) for key in ("head", "host"))
            if event["kind"] == other["kind"] and same:
                met.append((event, other))
                left.remove(other)
                break
    missed = [e for e in gold if not any(e is m[0] for m in met)]
    return len(met), missed, left


def short(event):
    return "%s: %s | %s" % (event["kind"], event.get("host"), event.get("head") or event.get("guest"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold")
    parser.add_argument("found")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--only")
    options = parser.parse_args()
    gold, found = read(options.gold, options.only), read(options.found)
    counts = {name: [0, 0, 0] for name in CLASSES}  # right, in gold, found
    documents = [d for d in gold if d in found]
    for document in documents:
        wanted, got = sets(gold[document]), sets(found[document])
        lines = []
        for name in wanted:
            right = wanted[name] & got[name]
            for i, n in enumerate((len(right), len(wanted[name]), len(got[name]))):
                counts[name][i] += n
            lines += ["  - %s %s" % (name, x) for x in sorted(wanted[name] - right, key=str)]
            lines += ["  + %s %s" % (name, x) for x in sorted(got[name] - right, key=str)]
        named = [e for e in gold[document].get("events", []) if e.get("head") or e.get("host")]
        told = [e for e in found[document].get("events", []) if e.get("head") or e.get("host")]
        right, missed, extra = events_met(named, told)
        for i, n in enumerate((right, len(named), len(told))):
            counts["events"][i] += n
        lines += ["  - events " + short(e) for e in missed] + ["  + events " + short(e) for e in extra]
        if options.show and lines:
            print(document)
            print("\n".join(lines))
    print("%d documents" % len(documents))
    low = False
    for name, (right, wanted, got) in counts.items():
        precision, recall = right / got if got else 1.0, right / wanted if wanted else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        low = low or f1 < FLOORS[name]
        print("%-14s P %.3f  R %.3f  F1 %.3f  floor %.2f  (%d of %d, %d found)" %
              (name, precision, recall, f1, FLOORS[name], right, wanted, got))
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())

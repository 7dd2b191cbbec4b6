#!/usr/bin/python3
"""One day's news (day.tsv) through `loa story --cluster`: pairwise F1 of its events, and what two papers would say of it.

usage: floor.py LOA FLOOR
"""
import collections
import itertools
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA, FLOOR = sys.argv[1], float(sys.argv[2])
ORDERS = 3


def day():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "day.tsv"), encoding="utf-8") as rows:
        for number, row in enumerate(r for r in rows if not r.startswith("#")):
            event, source, title, lead, body = row.rstrip("\n").split("\t")
            yield (event if event != "-" else f"alone {number}"), {
                "id": number, "title": title, "lead": lead, "body": body, "source": source,
                "date": "2026-05-05T10:00:00+07:00"}


def stories(items):
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    done = subprocess.run([LOA, "story", "--cluster", "-"], input=lines, capture_output=True, text=True, check=True)
    return {a["id"]: a["story"] for a in map(json.loads, done.stdout.splitlines())}


def pairs(group_of):
    return {frozenset(pair) for pair in itertools.combinations(group_of, 2)
            if group_of[pair[0]] == group_of[pair[1]]}


def main():
    items = list(day())
    event_of = {item["id"]: event for event, item in items}
    want = pairs(event_of)
    check("the day has affairs of two events", any("." in event for event in event_of.values()))
    for turn in range(ORDERS):
        got = pairs(stories(item for start in range(turn + 1) for _, item in items[start::turn + 1]))
        right = len(got & want)
        f1 = 2 * right / (len(got) + len(want))
        print(f"order {turn}: P {right / max(len(got), 1):.3f}  R {right / len(want):.3f}  F1 {f1:.3f}")
        for pair in sorted(map(sorted, got ^ want)):
            print("   ", "missed" if frozenset(pair) in want else "wrong ", [event_of[i] for i in pair], pair)
        check(f"order {turn}: F1 at least {FLOOR}", f1 >= FLOOR)
        affairs = collections.Counter(event_of[a].split(".")[0] for a, b in got - want
                                      if event_of[a].split(".")[0] == event_of[b].split(".")[0])
        check(f"order {turn}: an affair's events are apart: {dict(affairs)}", not affairs)
    sys.exit(summary())


if __name__ == "__main__":
    main()

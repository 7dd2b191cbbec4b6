#!/usr/bin/python3
"""Pairs of reports (pairs.tsv) through `loa story --cluster`, all on one day: two events of one pattern stay apart, one event
in two papers is one story.

usage: pairs.py LOA APART SAME     the least shares of pairs that must come out right
"""
import json
import os
import subprocess
import sys

LOA, FLOORS = sys.argv[1], {"apart": float(sys.argv[2]), "same": float(sys.argv[3])}
PAIRS_MIN = 40  # of each kind


def main():
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "pairs.tsv"), encoding="utf-8") as rows:
        pairs = [row.rstrip("\n").split("\t") for row in rows if not row.startswith("#")]
    items = []
    for number, (_, *texts) in enumerate(pairs):
        for side in (0, 1):
            items.append({"id": 2 * number + side, "title": texts[2 * side], "lead": texts[2 * side + 1],
                          "source": f"Báo {side}", "date": "2026-05-05T10:00:00+07:00"})
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    done = subprocess.run([LOA, "story", "--cluster", "-"], input=lines, capture_output=True, text=True, check=True)
    story = {a["id"]: a["story"] for a in map(json.loads, done.stdout.splitlines())}
    failed = False
    for kind, floor in FLOORS.items():
        of_kind = [n for n, pair in enumerate(pairs) if pair[0] == kind]
        right = [n for n in of_kind if (story[2 * n] == story[2 * n + 1]) == (kind == "same")]
        for n in sorted(set(of_kind) - set(right)):
            print("   wrong:", kind, pairs[n][1], "|", pairs[n][3])
        share = len(right) / len(of_kind)
        print(f"{kind}: {len(right)} of {len(of_kind)} pairs right ({share:.3f}, floor {floor})")
        failed = failed or share < floor or len(of_kind) < PAIRS_MIN
    print("story pairs: failed" if failed else "story pairs: passed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()

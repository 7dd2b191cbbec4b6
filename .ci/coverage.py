#!/usr/bin/python3
"""The coverage table: lines and branches by floor, from gcovr's JSON summary.

usage: coverage.py SUMMARY.json    prints the table, then one line "N passed, N failed": one check for each floor
that consists of pure functions, which must have 90 % of its lines run.
"""
import json
import sys

PURE_FLOORS = ["base", "text", "source", "article", "register", "live"]
LINES_PERCENT_MIN = 90.0


def percent(part, whole):
    return 100.0 * part / whole if whole else 100.0


def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        summary = json.load(f)
    floors = {}
    for entry in summary["files"]:
        parts = entry["filename"].split("/")
        if parts[0] != "src" or len(parts) < 3:
            continue
        sums = floors.setdefault(parts[1], [0, 0, 0, 0])
        for i, key in enumerate(["line_covered", "line_total", "branch_covered", "branch_total"]):
            sums[i] += entry[key]
    passed = failed = 0
    print("%-10s %8s %8s %9s" % ("floor", "lines", "run", "branches"))
    for floor, (run, lines, taken, branches) in floors.items():
        share = percent(run, lines)
        note = ""
        if floor in PURE_FLOORS:
            if share < LINES_PERCENT_MIN:
                note = "  under %.0f %%" % LINES_PERCENT_MIN
                failed += 1
            else:
                passed += 1
        print("%-10s %8d %6.1f %% %7.1f %%%s" % (floor, lines, share, percent(taken, branches), note))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

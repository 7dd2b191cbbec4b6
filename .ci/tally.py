#!/usr/bin/python3
"""Counts the tests of one meson run, for the last line of ./dev test.

usage: tally.py BUILD/meson-logs/testlog.json     prints "PASSED FAILED SKIPPED"; on stderr each failure and skip

A program that prints cmocka's summary or ends with a line "N passed, N failed" counts by its cases, any other as one.
A program that fails counts at least one failure, whatever it printed.
"""
import json
import re
import sys

OWN_LINE = re.compile(r"^(\d+) passed, (\d+) failed\b", re.M)
CMOCKA = re.compile(r"^\[  (PASSED|FAILED)  \] (\d+) test\(s\)", re.M)


def cases(output):
    """(passed, failed) as the program itself counted them, or None."""
    own = OWN_LINE.findall(output)
    if own:
        return int(own[-1][0]), int(own[-1][1])
    counts = CMOCKA.findall(output)
    if counts:
        return (sum(int(n) for what, n in counts if what == "PASSED"),
                sum(int(n) for what, n in counts if what == "FAILED"))
    return None


def main():
    passed = failed = skipped = 0
    with open(sys.argv[1], encoding="utf-8") as log:
        for line in log:
            test = json.loads(line)
            output = (test.get("stdout") or "") + "\n" + (test.get("stderr") or "")
            if test["result"] == "SKIP":
                skipped += 1
                why = output.strip().splitlines()[-1:] or ["no reason given"]
                print("  skipped %s: %s" % (test["name"], why[0]), file=sys.stderr)
                continue
            good = test["result"] in ("OK", "EXPECTEDFAIL")
            counted = cases(output) or ((1, 0) if good else (0, 1))
            passed += counted[0]
            failed += counted[1] if good else max(1, counted[1])
            if not good or counted[1]:
                print("  FAILED %s (%s, after %.1f s)" % (test["name"], test["result"], test["duration"]),
                      file=sys.stderr)
                print("\n".join("    " + text for text in output.strip().splitlines()[-40:]), file=sys.stderr)
    print(passed, failed, skipped)


if __name__ == "__main__":
    main()

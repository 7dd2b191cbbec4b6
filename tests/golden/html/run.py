#!/usr/bin/env python3
"""Compares what `loa extract` makes of the pages here with the .json beside each (without provenance).

usage: run.py PATH_TO_LOA FOLDER [--write]
"""
import difflib, glob, json, os, subprocess, sys


def extract(loa, path):
    run = subprocess.run([loa, "extract", path], capture_output=True)
    lines = run.stdout.decode("utf-8").splitlines()
    if len(lines) != 1:
        return f"{len(lines)} articles; {run.stderr.decode('utf-8', 'replace')}"
    article = json.loads(lines[0])
    article.pop("provenance", None)
    return json.dumps(article, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main():
    loa, folder = sys.argv[1:3]
    failed = 0
    pages = sorted(glob.glob(os.path.join(folder, "*.html")) + glob.glob(os.path.join(folder, "*.mhtml")))
    for path in pages:
        got, gold = extract(loa, path), os.path.splitext(path)[0] + ".json"
        if "--write" in sys.argv:
            open(gold, "w", encoding="utf-8").write(got)
            continue
        want = open(gold, encoding="utf-8").read() if os.path.exists(gold) else ""
        if want != got:
            failed += 1
            sys.stdout.writelines(difflib.unified_diff(want.splitlines(True), got.splitlines(True), gold, path))
    print(f"{len(pages) - failed} passed, {failed} failed")
    return 1 if failed or not pages else 0


if __name__ == "__main__":
    sys.exit(main())

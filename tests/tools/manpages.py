#!/usr/bin/python3
"""tools/manpages: every verb has a page, every line of its help stands there, and troff reads it without a warning.
Prints "N passed, N failed".

usage: manpages.py LOA SOURCE
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), sys.argv[2]


def ask(*args):
    return subprocess.run([LOA, *args], capture_output=True, timeout=60).stdout.decode().splitlines()


def plain(page):
    """What troff would print, each line as it stands."""
    for escape, text in (("\\&", ""), ("\\(aq", "'"), ("\\(ga", "`"), ("\\-", "-"), ("\\e", "\\")):
        page = page.replace(escape, text)
    return page.splitlines()


def main():
    folder = tempfile.mkdtemp(prefix="loa-man-")
    out = subprocess.run([sys.executable, os.path.join(SOURCE, "tools/manpages"), LOA, folder], capture_output=True, timeout=120)
    check("the pages are made", out.returncode == 0, out.stderr.decode())
    verbs = [line.split()[0] for line in ask("--help") if line.startswith("  ") and not line.startswith("  -")]
    pages = sorted(name[:-2] for name in os.listdir(folder))
    check("one for each verb, and the program's", pages == sorted(["loa"] + ["loa-" + verb for verb in verbs]) and
          len(verbs) > 10, pages)
    for verb in verbs:
        with open(os.path.join(folder, "loa-%s.1" % verb), encoding="utf-8") as f:
            page = plain(f.read())
        missing = []
        for line in ask(verb, "--help"):
            line = line[7:] if line.startswith(("usage: ", "       ")) else line
            if line.strip() and line not in page and not any(line in text for text in page):
                missing.append(line)
        check("loa-%s.1 says all that --help says" % verb, not missing, missing)
    if shutil.which("groff"):
        for name in pages:
            out = subprocess.run(["groff", "-K", "utf8", "-ww", "-man", "-Tutf8", "-z", os.path.join(folder, name + ".1")],
                                 capture_output=True, timeout=60)
            check(name + ".1 is read without a warning", out.returncode == 0 and not out.stderr, out.stderr.decode())
    shutil.rmtree(folder)
    return summary()


sys.exit(main())

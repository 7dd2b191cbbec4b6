#!/usr/bin/python3
"""Which ninja targets the tests of one suite need, so that a sanitizer build makes nothing else.

usage: targets.py BUILD SUITE    prints them on one line
"""
import json
import os
import sys


def info(build, what):
    with open(os.path.join(build, "meson-info/intro-%s.json" % what), encoding="utf-8") as f:
        return json.load(f)


def main():
    build, suite = sys.argv[1:3]
    files = {target["id"]: target["filename"] for target in info(build, "targets")}
    wanted = set()
    for test in info(build, "tests"):
        if suite in [name.rpartition(":")[2] for name in test["suite"]]:
            for target in test["depends"]:
                wanted.update(os.path.relpath(name, os.path.abspath(build)) for name in files[target])
    print(" ".join(sorted(wanted)))


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""What can be said of the package without a clean system (packaging/try.sh has that): the service unit is closed tight,
and a package is made of what the build has. Prints "N passed, N failed"; exit 77 where the tools are missing.

usage: package.py LOA SOURCE
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), sys.argv[2]
EXPOSURE_MAX = 1.5


def run(*args):
    out = subprocess.run(args, capture_output=True, timeout=110)
    return out.returncode, out.stdout.decode(), out.stderr.decode()


def test_unit():
    code, out, err = run("systemd-analyze", "security", "--offline=true", os.path.join(SOURCE, "packaging/loa@.service"))
    found = re.search(r"exposure level.*: ([0-9.]+)", out)
    check("the unit is at most %.1f exposed" % EXPOSURE_MAX, found and float(found.group(1)) <= EXPOSURE_MAX, out[-600:] + err)


def test_package():
    folder = tempfile.mkdtemp(prefix="loa-package-")
    code, out, err = run(os.path.join(SOURCE, "packaging/build.sh"), LOA, folder)
    path = out.strip().splitlines()[-1] if out.strip() else ""
    check("a package is made", code == 0 and os.path.isfile(path), out + err)
    if code == 0:
        _, names, _ = run("dpkg-deb", "-c", path)
        for name in ("/usr/bin/loa", "/lib/systemd/system/loa@.service", "/usr/share/man/man1/loa-serve.1.gz",
                     "/usr/share/doc/loa/copyright"):
            check(name + " is in it", "." + name + "\n" in names, names)
        check("all of it root's", all(line.split()[1] == "root/root" for line in names.splitlines()), names)
        _, depends, _ = run("dpkg-deb", "-f", path, "Depends")
        check("it names what it is linked with", "libsqlite3-0" in depends and "libsodium23" in depends, depends)
    shutil.rmtree(folder)


def main():
    missing = [name for name in ("dpkg-deb", "dpkg-shlibdeps", "strip", "systemd-analyze") if not shutil.which(name)]
    if missing:
        print("SKIPPED: not installed: " + " ".join(missing))
        return 77
    with open(LOA, "rb") as f:
        if b"__asan_init" in f.read():
            print("SKIPPED: a program for the sanitizer is not packed")
            return 77
    test_unit()
    test_package()
    return summary()


sys.exit(main())

#!/usr/bin/python3
"""loa backup --ship and loa restore --at: a site that is written by several programs comes back as it was at each moment;
what is killed in the midst leaves what was shipped; what is damaged or missing is refused.
Prints "N passed, N failed".

usage: ship_cli.py LOA SOURCE
"""
import glob
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])
PATIENCE_S = 60


def loa(*args):
    out = subprocess.run([LOA, *args], capture_output=True, timeout=PATIENCE_S)
    return out.returncode, out.stdout.decode(), out.stderr.decode()


def soon(condition):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def steps(folder="shipped"):
    """What stands there whole, generation by generation."""
    return sorted(glob.glob(folder + "/*[0-9a-f]/0*.loa"))


def start(*more):
    process = subprocess.Popen([LOA, "backup", "site", "--ship", "shipped", "--every", "1", *more], stderr=subprocess.PIPE)
    before = len(steps())
    check("a whole copy is there", soon(lambda: len(steps()) > before or process.poll() is not None) and process.poll() is None)
    return process


def write(number):
    """One change: comments, an article with a picture now and then; sometimes much at once."""
    with sqlite3.connect("site/loa.db", timeout=30) as db:
        db.execute("INSERT INTO setting (name, value) VALUES (?, ?)", ("thử %d" % number, "giá trị %d" % number))
        if number % 3 == 0:
            db.executemany("INSERT INTO setting (name, value) VALUES (?, ?)",
                           [("nhiều %d %d" % (number, i), "x" * 900) for i in range(700)])
        if number % 4 == 3:
            db.execute("DELETE FROM setting WHERE name LIKE ?", ("nhiều %d %%" % (number - 3 + number % 3),))
    db.close()
    os.makedirs("site/media/%02x" % (number % 5), exist_ok=True)
    with open("site/media/%02x/tệp-%d.webp" % (number % 5, number), "wb") as f:
        f.write(random.Random(number).randbytes(5000))


def rows(site):
    db = sqlite3.connect(site + "/loa.db", timeout=30)
    found = {row[0]: set(db.execute("SELECT * FROM \"%s\"" % row[0])) for row in db.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()}
    whole = [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
    db.close()
    return found, whole


def pictures(site):
    found = {}
    for path in glob.glob(site + "/media/*/*"):
        with open(path, "rb") as f:
            found[os.path.relpath(path, site)] = f.read()
    return found


def bring_back(at=None, folder="shipped"):
    shutil.rmtree("back", ignore_errors=True)
    return loa("restore", folder, "back", *([] if at is None else ["--at", at]))


def test_moments(process):
    """The state after each change is found again under its time."""
    states = []
    for number in range(5):
        before = len(steps())
        write(number)
        check("change %d is shipped" % number, soon(lambda: len(steps()) > before))
        time.sleep(1.2)  # a whole second of its own, which is what --at can say; what lags is shipped meanwhile
        states.append((time.strftime("%d/%m/%Y %H:%M:%S", time.gmtime(time.time() + 7 * 3600)), rows("site")[0], pictures("site")))
        time.sleep(1.1)
    process.send_signal(signal.SIGTERM)
    check("SIGTERM ends it well", process.wait(PATIENCE_S) == 0)
    for i, (at, want, want_pictures) in enumerate(states[::2]):
        code, out, err = bring_back(at)
        check("%s comes back" % at, code == 0 and "as at" in out, out + err)
        got, whole = rows("back") if code == 0 else ({}, False)
        check("%s is whole" % at, whole)
        check("%s has the rows of then" % at, got == want, {n: (len(got.get(n, ())), len(want[n])) for n in want if got.get(n) != want[n]})
        check("%s has the pictures of then" % at, pictures("back") == want_pictures)
        check("%s has no traces of shipping" % at, not [n for n in os.listdir("back") if n.startswith("loa.db.")], os.listdir("back"))


def test_killed():
    """kill -9 while it ships: what was there before comes back, and another run goes on."""
    for round_ in range(3):
        process = start()
        for number in range(100 + 10 * round_, 103 + 10 * round_):
            write(number)
            time.sleep(random.Random(number).uniform(0.1, 0.8))
        process.kill()
        process.wait()
        process.stderr.close()
        code, out, err = bring_back()
        check("after kill -9 it comes back", code == 0 and rows("back")[1], out + err)
    check("no drafts stay", not glob.glob("shipped/*.part") or loa("backup", "site", "--ship", "nowhere")[0] == 1)


def test_damaged():
    last = steps()[-1]
    generation = os.path.dirname(last)
    shutil.copytree(generation, "kept")
    names = sorted(os.path.basename(p) for p in steps() if os.path.dirname(p) == generation)
    with open(last, "r+b") as f:
        f.seek(os.path.getsize(last) // 2)
        byte = f.read(1)
        f.seek(-1, 1)
        f.write(bytes([byte[0] ^ 1]))
    check("a changed byte is found", bring_back()[0] == 1 and not os.path.exists("back"))
    shutil.copy("kept/" + names[-1], last)
    if len(names) > 2:
        os.remove(os.path.join(generation, names[0]))
        code, _, err = bring_back()
        check("a missing one is named", code == 1 and "missing" in err, err)
        shutil.copy("kept/" + names[1], os.path.join(generation, names[0]))
        check("another in its place is not taken", bring_back()[0] == 1)
        shutil.copy("kept/" + names[0], os.path.join(generation, names[0]))
    check("mended, it comes back", bring_back()[0] == 0)
    code, _, err = bring_back("01/01/2020 08:00")
    check("nothing is so old", code == 1 and "so old" in err, err)
    for wrong in ("31/02/2026 10:00", "2026-11-23", "23/11/2026 25:00", "", "23/11/2026 10:4x"):
        check("%r is no moment" % wrong, bring_back(wrong)[0] == 2)


def main():
    folder = tempfile.mkdtemp(prefix="loa-ship-")
    os.chdir(folder)
    code, _, err = loa("init", "site", "--preset", "daily")
    check("a site is made", code == 0, err)
    os.mkdir("shipped")
    process = start()
    code, _, err = loa("backup", "site", "--ship", "shipped")
    check("a second one is refused", code == 1 and "another" in err, err)
    test_moments(process)
    process.stderr.close()
    test_killed()
    test_damaged()
    check("a folder that is not there", loa("backup", "site", "--ship", "nowhere")[0] == 1)
    check("--every alone is a misuse", loa("backup", "site", "x", "--every", "3")[0] == 2)
    os.chdir("/")
    shutil.rmtree(folder)
    return summary()


sys.exit(main())

#!/usr/bin/python3
"""loa backup and loa restore from outside, without a server: what is saved comes back byte for byte, what is damaged
replaces nothing. Prints "N passed, N failed".

usage: backup_cli.py LOA
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA = os.path.abspath(sys.argv[1])


def loa(*args):
    out = subprocess.run([LOA, *args], capture_output=True, timeout=120)
    return out.returncode, out.stdout.decode(), out.stderr.decode()


def expect(code, part, *args):
    got, out, err = loa(*args)
    said = out if code == 0 else err
    one_line = code == 0 or len(err.splitlines()) == 1
    check("loa %s: exit %d, \"%s\"" % (" ".join(args), code, part), got == code and part in said and one_line,
          "exit %d\nstdout: %s\nstderr: %s" % (got, out[:600], err[:600]))
    return out


def write(name, data):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as f:
        f.write(data)
    return name


def tree(folder):
    """Name → bytes of every file but those of a running process; the database as its rows."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            short = os.path.relpath(path, folder)
            if short in ("backup.lock", "serve.lock", "loa.db-wal", "loa.db-shm"):
                continue
            if short == "loa.db":
                db = sqlite3.connect(path)
                found[short] = list(db.iterdump())
                db.close()
            else:
                with open(path, "rb") as f:
                    found[short] = f.read()
    return found


def drafts():
    return [name for name in os.listdir(".") if ".restoring-" in name]


def test_round_trip():
    loa("init", "site", "--preset", "daily")
    write("site/media/ab/picture.webp", os.urandom(300000))
    write("site/media/ab/rỗng.webp", b"")
    write("site/keys/server.key", b"secret")
    os.chmod("site/keys/server.key", 0o600)
    os.utime("site/media/ab/picture.webp", (1700000000, 1700000000))
    loa("section", "site", "add", "--name", "Thời sự")
    before = tree("site")
    expect(0, "files", "backup", "site", "one.loa")
    check("only the owner reads it", os.stat("one.loa").st_mode & 0o777 == 0o600)
    check("nothing else is left", not os.path.exists("one.loa.part") and not os.path.exists("one.loa.part.list") and
          not os.path.exists("site/loa.db.copy"))
    expect(0, "whole", "backup", "--verify", "one.loa")
    seen = json.loads(expect(0, "made", "backup", "--verify", "one.loa", "--json"))
    check("and counts the files", seen["files"] == len(before) and seen["whole"], seen)
    expect(0, "restored", "restore", "one.loa", "again")
    check("what was saved comes back", tree("again") == before)
    check("with its time and mode", int(os.stat("again/media/ab/picture.webp").st_mtime) == 1700000000 and
          os.stat("again/keys/server.key").st_mode & 0o777 == 0o600)
    expect(1, "is there already", "backup", "site", "one.loa")
    expect(1, "inside the site", "backup", "site", "site/media/two.loa")
    expect(1, "no such folder", "backup", "nowhere", "two.loa")
    expect(1, "no such folder", "backup", "site", "nowhere/two.loa")
    expect(2, "wants SITE FILE", "backup", "site")
    expect(2, "wants SITE FILE", "backup", "--verify", "one.loa", "site")


def test_replacing():
    loa("section", "site", "add", "--name", "Chuyên mục mới")
    changed = tree("site")
    owner = 12345 if os.getuid() == 0 else os.getuid()
    os.chown("site", owner, -1)
    expect(0, "former site", "restore", "one.loa", "site/")
    kept = [name for name in os.listdir(".") if name.startswith("site.before-restore-")]
    check("the site is as it was saved", tree("site") == tree("again"))
    owners = {os.stat(os.path.join(at, name)).st_uid for at, _, names in os.walk("site") for name in names + ["."]}
    check("the site belongs to whom it belonged", owners == {owner}, owners)
    check("the former one is kept", len(kept) == 1 and tree(kept[0]) == changed, kept)
    write("other/thing.txt", b"mine")
    expect(1, "other things", "restore", "one.loa", "other")
    check("and stays", os.listdir("other") == ["thing.txt"])
    os.mkdir("empty")
    expect(0, "restored", "restore", "one.loa", "empty")
    shutil.rmtree("again")
    os.makedirs("broken/media")
    expect(0, "restored", "restore", "one.loa", "broken")
    write("file", b"x")
    expect(1, "no folder", "restore", "one.loa", "file")


def test_damage():
    with open("one.loa", "rb") as f:
        whole = f.read()
    before = tree("site")
    cases = {
        "cut": (whole[:len(whole) // 2], "cut short"),
        "cut-end": (whole[:-1], "cut short"),
        "flipped": (whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:], "damaged"),
        "longer": (whole + b"x", "behind its end"),
        "newer": (whole[:8] + b"\x07" + whole[9:], "newer Loa"),
        "none": (b"PK\x03\x04" + bytes(100), "is no backup of Loa"),
        "empty": (b"", "is no backup of Loa"),
    }
    for name, (data, part) in cases.items():
        write(name + ".loa", data)
        expect(1, part, "backup", "--verify", name + ".loa")
        expect(1, part, "restore", name + ".loa", "site")
    expect(1, "cannot be opened", "restore", "nothing.loa", "site")
    check("nothing was replaced, nothing is left", tree("site") == before and not drafts(), drafts())


def test_newer_database():
    shutil.copytree("site", "future")
    db = sqlite3.connect("future/loa.db")
    db.execute("PRAGMA user_version = 1000")
    db.close()
    expect(0, "", "backup", "future", "readable.loa")  # it has only added to what this one reads (decision 0027)
    expect(0, "", "restore", "readable.loa", "readable")
    db = sqlite3.connect("future/loa.db")
    db.execute("UPDATE schema_reader SET oldest = 1000")
    db.commit()
    db.close()
    # a Loa that knows it would have saved it; this one says so instead of saving what it cannot check
    expect(1, "newer Loa", "backup", "future", "future.loa")
    shutil.copytree("site", "damaged")
    with open("damaged/loa.db", "r+b") as f:
        f.seek(4096)
        f.write(os.urandom(4096 * 20))
    expect(1, "loa.db", "backup", "damaged", "damaged.loa")


def test_sealed():
    said = expect(0, "key = ", "backup", "--new-key", "secret.key")
    check("only the owner reads the key", os.stat("secret.key").st_mode & 0o777 == 0o600)
    expect(1, "File exists", "backup", "--new-key", "secret.key")
    with open("site/loa.conf", "a") as f:
        f.write("\n[backup]\n" + [line for line in said.splitlines() if line.startswith("key = ")][0] + "\n")
    write("site/media/mark.txt", b"a mark that can be found " * 100)
    expect(0, "sealed", "backup", "site", "sealed.loa")
    with open("sealed.loa", "rb") as f:
        check("nothing can be read in it", b"mark" not in f.read())
    expect(0, "not read", "backup", "--verify", "sealed.loa")
    expect(0, "files", "backup", "--verify", "sealed.loa", "--key", "secret.key")
    loa("backup", "--new-key", "other.key")
    expect(1, "another key", "backup", "--verify", "sealed.loa", "--key", "other.key")
    expect(1, "--key", "restore", "sealed.loa", "unsealed")
    expect(1, "another key", "restore", "sealed.loa", "unsealed", "--key", "other.key")
    expect(1, "hexadecimal", "restore", "sealed.loa", "unsealed", "--key", "one.loa.txt"
           if os.path.exists("one.loa.txt") else write("one.loa.txt", b"no key\n"))
    expect(0, "restored", "restore", "sealed.loa", "unsealed", "--key", "secret.key")
    check("the key opens it", tree("unsealed") == tree("site"))
    with open("site/loa.conf", "a") as f:
        f.write("key = 1234\n")
    expect(1, "[backup] key", "backup", "site", "third.loa")


def test_links():
    shutil.copytree("unsealed", "linked")
    shutil.move("linked/media", "disk")
    os.symlink(os.path.abspath("disk"), "linked/media")
    os.symlink("/etc/passwd", "linked/media/link")
    os.mkfifo("linked/media/pipe")
    code, _, err = loa("backup", "linked", "linked.loa")
    check("entries that are no files are told", code == 0 and "2 entries" in err, err)
    expect(0, "restored", "restore", "linked.loa", "linked-back", "--key", "secret.key")
    check("media on another disk is saved, a link deeper down is not",
          os.path.exists("linked-back/media/mark.txt") and not os.path.lexists("linked-back/media/link"))


def test_interrupted():
    shutil.copytree("unsealed", "large")
    for i in range(3):
        write("large/media/cc/%d.webp" % i, os.urandom(70 << 20))
    env = dict(os.environ)
    process = subprocess.Popen([LOA, "backup", "large", "large.loa"], env=env, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        if os.path.exists("large.loa.part.list") and os.path.getsize("large.loa.part.list") > 0:
            process.kill()
        time.sleep(0.005)
    process.wait()
    check("killed, there is no backup", not os.path.exists("large.loa") or process.returncode == 0)
    code, out, err = loa("backup", "large", "large.loa", "--json")
    check("it goes on", code == 0 and json.loads(out)["resumed"] > 0, out + err)
    expect(0, "restored", "restore", "large.loa", "large-back", "--key", "secret.key")
    check("whole", tree("large-back") == tree("large"))


def main():
    folder = tempfile.mkdtemp(prefix="loa-backup-")
    os.chdir(folder)
    for test in (test_round_trip, test_replacing, test_damage, test_newer_database, test_sealed, test_links,
                 test_interrupted):
        test()
    os.chdir("/")
    shutil.rmtree(folder)
    return summary()


sys.exit(main())

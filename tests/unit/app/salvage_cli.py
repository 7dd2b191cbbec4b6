#!/usr/bin/python3
"""loa restore --salvage: of a database with a damaged page everything else comes back, unchanged, in a whole one; what
was lost is said. Prints "N passed, N failed".

usage: salvage_cli.py LOA SOURCE [PAGES]     PAGES: so many pages of a larger site are tried, not 24 of a small one
"""
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
PAGE_BYTES = 4096
PAGES_TRIED = int(sys.argv[3]) if len(sys.argv) > 3 else 24
ARTICLES = 200 if len(sys.argv) > 3 else 40


def loa(*args):
    out = subprocess.run([LOA, *args], capture_output=True, timeout=120)
    return out.returncode, out.stdout.decode(), out.stderr.decode()


def rows_of(path):
    """Table → its rows, but for the search index, which is built anew; and what SQLite says to the whole."""
    db = sqlite3.connect(path)
    names = [row[0] for row in db.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                                          "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%'")]
    found = {name: set(db.execute("SELECT * FROM \"%s\"" % name)) for name in names}
    whole = [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"] and \
        not list(db.execute("PRAGMA foreign_key_check"))
    db.close()
    return found, whole


def counts_hold(path):
    """Whether list_total, which follows from other tables, says what they hold."""
    db = sqlite3.connect(path)
    is_so = dict(db.execute("SELECT list, articles FROM list_total WHERE articles <> 0"))
    wanted = dict(db.execute("SELECT section_id, count(*) FROM article_section WHERE listed_ms IS NOT NULL GROUP BY 1 UNION ALL "
                             "SELECT -1, count(*) FROM article WHERE listed_ms IS NOT NULL UNION ALL "
                             "SELECT 0, count(*) FROM article WHERE listed_ms IS NOT NULL AND sponsor = ''"))
    db.close()
    return is_so == {name: n for name, n in wanted.items() if n}


def page_owners(path):
    """Page → the table or index whose b-tree it is of, where SQLite was built to tell."""
    db = sqlite3.connect(path)
    try:
        return dict(db.execute("SELECT pageno, name FROM dbstat"))
    except sqlite3.OperationalError:
        return {}
    finally:
        db.close()


def make_site():
    code, _, err = loa("init", "site", "--preset", "daily")
    check("a site is made", code == 0, err)
    os.mkdir("incoming")
    for i in range(ARTICLES):  # bodies of very different lengths, so that some are on pages of their own
        text = "Phường Bến Đò họp dân lần %d, bàn việc nạo vét kênh và chiếu sáng ngõ nhỏ. " % i
        blocks = [{"type": "paragraph", "text": text * (1 + i * i % 90)}]
        with open("incoming/%03d.json" % i, "w", encoding="utf-8") as f:
            json.dump({"title": "Tin phường số %d" % i, "section": "Thời sự", "language": "vi",
                       "published": "2026-11-%02dT09:15:00+07:00" % (1 + i % 20), "blocks": blocks}, f, ensure_ascii=False)
    code, _, err = loa("import", "site", "incoming")
    check("with articles", code == 0, err)
    with sqlite3.connect("site/loa.db") as db:  # enough rows that no table of them is one page
        db.executemany("INSERT INTO setting (name, value) VALUES (?, ?)",
                       [("thử %05d" % i, "giá trị %d " % i * 9) for i in range(3000)])
    db = sqlite3.connect("site/loa.db")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def salvage_without(page, before, owner):
    """Page number `page` (from 1) is overwritten; returns how many rows are not there any more."""
    shutil.copytree("site", "damaged")
    with open("damaged/loa.db", "r+b") as f:
        f.seek((page - 1) * PAGE_BYTES)
        f.write(bytes((page * 7 + i * 31) % 251 for i in range(PAGE_BYTES)))
    code, out, err = loa("restore", "--salvage", "damaged")
    claim = "page %d (%s)" % (page, owner)
    check(claim + ": salvaged", code == 0, out + err)
    lost = 0
    if code == 0:
        after, whole = rows_of("damaged/loa.db")
        anew = {"seal", "seal_key"} if "a new one begins" in out else set()
        invented = {name for name in after if after[name] - before[name]} - anew - {"list_total"}
        check(claim + ": lists count what is there", counts_hold("damaged/loa.db"))
        check(claim + ": whole", whole)
        check(claim + ": no row is made up", not invented, invented)
        lost = sum(len(before[name] - after[name]) for name in before)
        check(claim + ": what is lost is said", (lost == 0) or "damaged places" in out, out)
        check(claim + ": the damaged one is kept", any(name.startswith("loa.db.damaged-") for name in os.listdir("damaged")))
        code, out, err = loa("article", "damaged", "list")
        if code != 0 and "key" in err:  # the history's end, or its keys, were on that page
            code, out, err = loa("key", "damaged", "replace")
            code, out, err = loa("article", "damaged", "list") if code == 0 else (code, out, err)
        check(claim + ": the site opens", code == 0, out + err)
    shutil.rmtree("damaged")
    return lost


def main():
    folder = tempfile.mkdtemp(prefix="loa-salvage-")
    os.chdir(folder)
    make_site()
    before, whole = rows_of("site/loa.db")
    total = sum(len(rows) for rows in before.values())
    check("the site has rows", whole and total > 3000 and len(before["revision"]) > 10, total)
    pages = os.path.getsize("site/loa.db") // PAGE_BYTES
    owners = page_owners("site/loa.db")

    code, out, err = loa("restore", "--salvage", "site")
    check("of a sound one nothing is lost", code == 0 and "nothing was lost" in out and rows_of("site/loa.db")[0] == before,
          out + err)
    for name in os.listdir("site"):
        if name.startswith("loa.db.damaged-") and "-wal" not in name and "-shm" not in name:
            os.rename("site/" + name, "site/loa.db")  # its pages are where they were
    lost = [salvage_without(2 + (pages - 2) * i // PAGES_TRIED, before, owners.get(2 + (pages - 2) * i // PAGES_TRIED))
            for i in range(PAGES_TRIED)]
    check("most of it comes back each time", sorted(lost)[len(lost) // 2] < total // 20 and min(lost) == 0, lost)

    leaves = [page for page, name in owners.items() if name == "setting"]
    if leaves:
        lost = salvage_without(sorted(leaves)[len(leaves) // 2], before, "setting")
        check("of a table's page only its rows are lost", 0 < lost < 300, lost)

    shutil.copytree("site", "cut")
    os.truncate("cut/loa.db", pages // 2 * PAGE_BYTES)
    code, out, err = loa("restore", "--salvage", "cut")
    check("of one cut short the rest comes back", code == 0 and rows_of("cut/loa.db")[1], out + err)
    shutil.copytree("site", "headless")
    with open("headless/loa.db", "r+b") as f:
        f.write(bytes(PAGE_BYTES))
    with open("headless/loa.db", "rb") as f:
        was = f.read()
    code, _, err = loa("restore", "--salvage", "headless")
    with open("headless/loa.db", "rb") as f:
        check("without its first page there is nothing, and nothing changes",
              code == 1 and len(err.splitlines()) == 1 and f.read() == was, err)
    code, _, err = loa("restore", "--salvage", "nowhere")
    check("a site that is not there", code == 1 and "no such folder" in err, err)
    os.chdir("/")
    shutil.rmtree(folder)
    return summary()


sys.exit(main())

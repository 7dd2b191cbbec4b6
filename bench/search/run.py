#!/usr/bin/python3
"""Search quality and speed: Loa beside stock FTS5 and Xapian, on the same texts, one core.

usage: bench/search/run.py BENCH DATA WORK [--articles N] [--queries N] [--peers] [--seed N]

BENCH is the built search_bench, DATA the folder with news-corpus/ and news-feeds/ (development data that is never
committed), WORK a folder for what is made: articles-N.jsonl, queries-N.tsv, loa-N.db. What is there is used again.
Without --articles the corpus is all of DATA; with more it is filled up by recombining: the first half of one title
with the second of another, the first half of one body with the second of a third.
All times are processor time of one thread, of Loa and of its peers alike: a busy machine measures the same.
Queries come from real titles: kinds are printed with MRR@10 (an article of the same title counts as found).
"""
import argparse
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
import unicodedata

FILES = ["news-corpus/%s.jsonl.zst" % n for n in
         ("baomoi2017", "baomoi2025", "tuoitre2024", "vietnamnews2016", "vietnews2019seg", "vntc2006")]
FILES.append("news-feeds/rss2025.jsonl.zst")


def plain(text, segmented):
    if segmented:
        text = text.replace("_", " ")
        text = re.sub(r" ([.,;:!?)”])", r"\1", text)
        text = re.sub(r"([(“]) ", r"\1", text)
    return unicodedata.normalize("NFC", text or "")


def load(data):
    for name in FILES:
        pipe = subprocess.Popen(["zstdcat", os.path.join(data, name)], stdout=subprocess.PIPE, text=True)
        seg = "seg" in name
        for line in pipe.stdout:
            o = json.loads(line)
            if not o.get("title"):
                continue
            date = o.get("date") or ""
            yield {"id": o["id"], "title": plain(o["title"], seg), "lead": plain(o.get("lead"), seg),
                   "body": plain(o.get("body"), seg), "date": date if date[:2] == "20" else "",
                   "author": o.get("author") or ""}


def halves(text):
    words = text.split(" ")
    return " ".join(words[:len(words) // 2]), " ".join(words[len(words) // 2:])


def make_corpus(data, path, n, rnd):
    real = list(load(data))
    rnd.shuffle(real)
    if n:
        real_part = real[:n]
    else:
        real_part = real
    with open(path + ".part", "w") as out:
        for o in real_part:
            out.write(json.dumps(o, ensure_ascii=False) + "\n")
        for i in range(len(real_part), n or 0):
            a, b, c = rnd.choice(real), rnd.choice(real), rnd.choice(real)
            o = {"id": "mix%d" % i, "title": halves(a["title"])[0] + " " + halves(b["title"])[1], "lead": b["lead"],
                 "body": halves(a["body"])[0] + "\n" + halves(c["body"])[1], "date": "", "author": ""}
            out.write(json.dumps(o, ensure_ascii=False) + "\n")
    os.rename(path + ".part", path)


# ---- queries ----

def no_tones(s):
    s = unicodedata.normalize("NFD", s.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in s if not unicodedata.combining(c))


TELEX_TONE = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
VNI_TONE = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}


def keyed(word, vni):
    out, tone = "", ""
    for c in unicodedata.normalize("NFD", word.lower()):
        if c in TELEX_TONE:
            tone = (VNI_TONE if vni else TELEX_TONE)[c]
        elif c == "\u0302":
            out += "6" if vni else out[-1]
        elif c == "\u0306":
            out += "8" if vni else "w"
        elif c == "\u031b":
            out += "7" if vni else "w"
        elif c == "đ":
            out += "d9" if vni else "dd"
        else:
            out += c
    return out + tone


TONES = ["", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"]


def slip(word, rnd):
    """A wrong tone, a missing tone, or one wrong letter."""
    marks = unicodedata.normalize("NFD", word)
    how = rnd.randrange(3)
    toned = [i for i, c in enumerate(marks) if c in TELEX_TONE]
    if how < 2 and toned:
        i = toned[0]
        other = rnd.choice([t for t in TONES[1:] if t != marks[i]]) if how == 0 else ""
        return unicodedata.normalize("NFC", marks[:i] + other + marks[i + 1:])
    letters = [i for i, c in enumerate(word) if c.isalpha()]
    if not letters:
        return word
    i = rnd.choice(letters)
    kind = rnd.randrange(3)
    if kind == 0:
        return word[:i] + rnd.choice("abcdeghiklmnopqrstuvxy") + word[i + 1:]
    if kind == 1 and len(word) > 2:
        return word[:i] + word[i + 1:]
    return word[:i] + word[i:i + 2][::-1] + word[i + 2:]


def make_queries(corpus, path, count, rnd):
    titles, names, numbers, articles = [], {}, {}, 0
    with open(corpus) as f:
        for line in f:
            o = json.loads(line)
            articles += 1
            if o["id"].startswith("mix"):
                continue
            if 4 <= len(o["title"].split()) <= 22:
                titles.append((o["id"], o["title"]))
            if articles % 3 == 0:
                for m in re.findall(r"\b(?:[A-ZĐÂÊÔƯÁÀ][a-zà-ỹđ]+ ){1,3}[A-ZĐÂÊÔƯÁÀ][a-zà-ỹđ]+\b", o["lead"]):
                    names[m] = names.get(m, 0) + 1
            for m in re.findall(r"\b\d+/\d{4}/[A-ZĐ]+(?:-[A-ZĐ]+)*|\b\d+/[A-ZĐ]+-[A-ZĐ]+\b", o["body"]):
                numbers.setdefault(m, o["id"])
    rnd.shuffle(titles)
    out = []
    for key, title in titles[:count]:
        words = title.split()
        out.append(("title", key, title))
        out.append(("no tones", key, no_tones(title).lower()))
        w = [i for i, x in enumerate(words) if no_tones(x) != x and x.isalpha()]
        if w:
            i = rnd.choice(w)
            for kind, vni in (("telex left", False), ("vni left", True)):
                out.append((kind, key, " ".join(words[:i] + [keyed(words[i], vni)] + words[i + 1:])))
            out.append(("all telex", key, " ".join(keyed(x, False) if x.isalpha() else x for x in words)))
        long = [i for i, x in enumerate(words) if x.isalpha() and len(x) > 1]
        if long:
            i = rnd.choice(long)
            slipped = words[:i] + [slip(words[i], rnd)] + words[i + 1:]
            out.append(("one slip", key, " ".join(slipped)))
            out.append(("one slip plain", key, no_tones(" ".join(words[:i] + [slip(no_tones(words[i]), rnd)] + words[i + 1:]))))
        for n in (2, 3, 4, 5, 6):
            if len(words) >= n:
                at = rnd.randrange(len(words) - n + 1)
                part = " ".join(words[at:at + n])
                out.append(("%d words" % n, key, part))
                if n <= 4:
                    out.append(("%d plain" % n, key, no_tones(part)))
    common = sorted(names, key=lambda m: -names[m])
    out += [("name", "", m) for m in common[:count]]
    out += [("name plain", "", no_tones(m)) for m in common[:count]]
    picked = list(numbers.items())
    rnd.shuffle(picked)
    out += [("number", key, m) for m, key in picked[:count]]
    for pair in COMMON:
        out += [("common", "", pair), ("common plain", "", no_tones(pair))]
    with open(path, "w") as f:
        for kind, key, query in out:
            f.write("%s\t%s\t%s\n" % (kind, key, query.replace("\t", " ")))


COMMON = ["hà nội", "công an", "việt nam", "thành phố", "có thể", "người dân", "chính phủ", "kinh tế", "xã hội",
          "thủ tướng", "trong năm", "cho biết", "của người", "không được", "và các", "tỉnh thành", "đại học",
          "bệnh viện", "giao thông", "thị trường", "một người đàn ông", "thủ tướng chính phủ", "thành phố hồ chí minh",
          "ủy ban nhân dân", "người việt nam", "giá vàng", "bóng đá", "học sinh", "ngân hàng nhà nước", "của có", "là và",
          "được không", "năm ngày tháng", "ra vào", "đến từ", "nước mỹ", "trung quốc", "hôm nay", "ngày mai", "mưa lớn"]


# ---- peers ----

def percentiles(times):
    times.sort()
    n = len(times)
    return "p50=%.2f ms\tp90=%.2f ms\tp99=%.2f ms\tmax=%.2f ms" % (
        times[n // 2], times[n * 9 // 10], times[n * 99 // 100], times[-1])


def run_queries(name, path, search, limit_each):
    kinds = {}
    with open(path) as f:
        for line in f:
            kind, key, query = line.rstrip("\n").split("\t")
            k = kinds.setdefault(kind, {"times": [], "meant": 0, "sum": 0.0})
            if len(k["times"]) >= limit_each:
                continue
            start = time.process_time()
            got = search(query)
            k["times"].append((time.process_time() - start) * 1000)
            if key:
                k["meant"] += 1
                if key in got:
                    k["sum"] += 1 / (got.index(key) + 1)
    for kind, k in kinds.items():
        print("%s\t%-16s n=%d\tMRR@10=%.4f\t%s" % (name, kind, len(k["times"]),
                                                   k["sum"] / k["meant"] if k["meant"] else 0, percentiles(k["times"])))


def stock_fts5(corpus, queries, work, n, each):
    path = os.path.join(work, "fts5-%s.db" % n)
    fresh = not os.path.exists(path)
    db = sqlite3.connect(path)
    if fresh:
        db.execute("create virtual table t using fts5(id unindexed, title, lead, body, content='', "
                   "tokenize='unicode61 remove_diacritics 2')")
        db.execute("create table k(i integer primary key, id text)")
        start, count = time.process_time(), 0
        with open(corpus) as f:
            for line in f:
                o = json.loads(line)
                count += 1
                db.execute("insert into t(rowid, title, lead, body) values(?,?,?,?)",
                           (count, o["title"], o["lead"], o["body"]))
                db.execute("insert into k values(?,?)", (count, o["id"]))
                if count % 1000 == 0:
                    db.commit()
        db.commit()
        print("fts5\tfill %d\t%.0f a second\t%d bytes" % (count, count / (time.process_time() - start), os.path.getsize(path)))

    def search(query):
        words = re.findall(r"\w+", query)
        if not words:
            return []
        match = " ".join('"%s"' % w for w in words)
        rows = db.execute("select k.id from t join k on k.i = t.rowid where t match ? "
                          "order by bm25(t, 0, 10, 4, 1) limit 10", (match,))
        return [r[0] for r in rows]
    run_queries("fts5", queries, search, each)


def xapian_peer(corpus, queries, work, n, each):
    try:
        import xapian
    except ImportError:
        print("xapian\tnot installed (apt install python3-xapian)")
        return
    path = os.path.join(work, "xapian-%s" % n)
    if not os.path.exists(path):
        db = xapian.WritableDatabase(path, xapian.DB_CREATE_OR_OVERWRITE)
        tg = xapian.TermGenerator()
        start, count = time.process_time(), 0
        with open(corpus) as f:
            for line in f:
                o = json.loads(line)
                doc = xapian.Document()
                tg.set_document(doc)
                for part, weight in ((o["title"], 10), (o["lead"], 4), (o["body"], 1)):
                    tg.index_text_without_positions(no_tones(part).lower(), weight)
                    tg.index_text_without_positions(part, weight)
                doc.set_data(o["id"])
                db.add_document(doc)
                count += 1
        db.commit()
        size = sum(os.path.getsize(os.path.join(path, x)) for x in os.listdir(path))
        print("xapian\tfill %d\t%.0f a second\t%d bytes" % (count, count / (time.process_time() - start), size))
        db.close()
    db = xapian.Database(path)
    enquire = xapian.Enquire(db)
    parser = xapian.QueryParser()
    parser.set_default_op(xapian.Query.OP_AND)

    def search(query):
        words = [w.lower() for w in re.findall(r"\w+", query)]
        if not words:
            return []
        enquire.set_query(xapian.Query(xapian.Query.OP_AND, words))
        return [m.document.get_data().decode() for m in enquire.get_mset(0, 10)]
    run_queries("xapian", queries, search, each)


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("bench")
    args.add_argument("data")
    args.add_argument("work")
    args.add_argument("--articles", type=int, default=0)
    args.add_argument("--queries", type=int, default=1000)
    args.add_argument("--peers", action="store_true")
    args.add_argument("--misses", action="store_true")
    args.add_argument("--seed", type=int, default=1)
    o = args.parse_args()
    os.makedirs(o.work, exist_ok=True)
    name = o.articles or "all"
    corpus = os.path.join(o.work, "articles-%s.jsonl" % name)
    queries = os.path.join(o.work, "queries-%s-%d.tsv" % (name, o.queries))
    db = os.path.join(o.work, "loa-%s.db" % name)
    if not os.path.exists(corpus):
        make_corpus(o.data, corpus, o.articles, random.Random(o.seed))
    if not os.path.exists(queries):
        make_queries(corpus, queries, o.queries, random.Random(o.seed))
    if not os.path.exists(db):
        part = os.path.join(o.work, "part-%s.db" % name)
        with open(corpus) as f:
            subprocess.run([o.bench, "fill", part], stdin=f, check=True)
        subprocess.run([o.bench, "index", part], check=True)
        os.rename(part[:-3] + ".key", db[:-3] + ".key")
        os.rename(part, db)
    con = sqlite3.connect(db)
    index = con.execute("select sum(length(postings)) from search_part").fetchone()[0]
    pages = con.execute("select sum(pgsize) from dbstat where name like 'search%'").fetchone()[0] if has_dbstat(con) else 0
    text = os.path.getsize(corpus)
    print("size\ttext %d\tindex %d (pages %d)\t%.2f of the text" % (text, index, pages, (pages or index) / text))
    con.close()
    with open(queries) as f:
        subprocess.run([o.bench, "ask", db] + (["misses"] if o.misses else []), stdin=f, check=True)
    sys.stdout.flush()
    if o.peers:
        stock_fts5(corpus, queries, o.work, name, 200)
        xapian_peer(corpus, queries, o.work, name, 200)


def has_dbstat(con):
    try:
        con.execute("select count(*) from dbstat limit 1")
        return True
    except sqlite3.OperationalError:
        return False


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""What loa analyze says of real text: the seeds' register whole and nothing false, and claims that hold for any text.

usage: run.py LOA SOURCE   (SOURCE: the checkout; ../shared lies beside it, else its parts are skipped with a word)
The last line is "N passed, N failed"."""
import glob
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402

LOA, SOURCE = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
SHARED = os.path.join(SOURCE, "..", "shared")


def analyze(*args):
    run = subprocess.run([LOA, "analyze", *args], capture_output=True, text=True, timeout=300)
    return run.returncode, run.stdout, run.stderr


def whole(span, text):
    """On characters, inside the text, not empty."""
    if not 0 <= span["start"] < span["end"] <= len(text):
        return False
    try:
        text[span["start"]:span["end"]].decode()
    except UnicodeDecodeError:
        return False
    return True


def claims(name, text, found):
    n = len(found["sentences"])
    spans = found["sentences"] + found["words"] + found["entities"]
    check("%s: every range stands in the text" % name, all(whole(s, text) for s in spans), spans)
    check("%s: entities have a name" % name, all(e["name"].strip() for e in found["entities"]), found["entities"])
    check("%s: an entity is of an earlier or later one, not of itself" % name,
          all(e["of"] is None or (e["of"] != i and 0 <= e["of"] < len(found["entities"]))
              for i, e in enumerate(found["entities"])), found["entities"])
    check("%s: facts name their sentence" % name,
          all(0 <= f["sentence"] < n for f in found["events"] + found["agreements"]), found["events"])


def passages(path, most):
    for line in list(open(path, encoding="utf-8"))[:most]:
        row = json.loads(line)
        yield " ".join(row["context"].split())


def real_text():
    for name, most in (("person-qa.jsonl", 900), ("xquad-vi.jsonl", 100)):
        path = os.path.join(SHARED, "data", "qa", name)
        if not os.path.exists(path):
            print("skipped: %s is not there" % path)
            continue
        with tempfile.TemporaryDirectory() as folder:
            texts = [t for t in passages(path, most) if t]
            files = []
            for i, text in enumerate(texts):
                files.append(os.path.join(folder, "%04d.txt" % i))
                with open(files[-1], "w", encoding="utf-8") as out:
                    out.write(text + "\n")
            code, out, err = analyze("--date", "2025-03-09", *files)
            rows = out.splitlines()
            check("%s is analyzed" % name, code == 0 and len(rows) == len(texts), (code, len(rows), err))
            for i, (text, row) in enumerate(zip(texts, rows)):
                claims("%s %d" % (name, i + 1), (text + "\n").encode(), json.loads(row))
            check("%s: twice is the same" % name, analyze("--date", "2025-03-09", *files)[1] == out)


def seeds():
    gold = os.path.join(SHARED, "seeds", "register.json")
    pages = sorted(glob.glob(os.path.join(SHARED, "seeds", "0*.txt")))
    if not pages:
        print("skipped: %s is not there" % gold)
        return
    code, out, err = analyze("--register", *pages)
    check("the seeds are analyzed", code == 0, err)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as found:
        found.write(out)
        found.flush()
        score = subprocess.run([sys.executable, os.path.join(SOURCE, "bench/register/score.py"), gold, found.name],
                               capture_output=True, text=True, timeout=60)
    lines = [line for line in score.stdout.splitlines() if line.strip()]
    for kind in ("persons", "offices", "organizations", "places", "events", "agreements"):
        line = next((one for one in lines if one.split()[0] == kind), "")
        check("seeds: %s, all and nothing false" % kind, line.count("1.000") >= 3 or "1.0000" in line, score.stdout + score.stderr)


def samples():
    articles = sorted(glob.glob(os.path.join(SOURCE, "demo", "articles", "*.json")))
    code, out, err = analyze("--register", *articles)
    rows = [json.loads(line) for line in out.splitlines()]
    check("the sample articles are analyzed", code == 0 and len(rows) == len(articles), (code, err))
    by_name = {row["document"]: row["register"] for row in rows}
    visit = next(r for name, r in by_name.items() if "minakawa" in name)
    check("the delegation from Minakawa was received", any(e["kind"] == "reception" for e in visit["events"]), visit["events"])


real_text()
seeds()
samples()
sys.exit(summary())

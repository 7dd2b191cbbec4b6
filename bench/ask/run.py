#!/usr/bin/python3
"""Questions and their answers: how many are right and cited, wrong, or rightly left unanswered.

usage: run.py LOA WORK --set QUESTIONS.tsv [--half tune|report] SOURCE…   sources are imported as they are
       run.py LOA WORK --squad FILE.jsonl [--half tune|report]            each paragraph becomes one article

A line of a set is the question and, behind a tab, strings of which an answer must say one; none: the archive does not know.
Of a paragraph's question the answer must stand in that paragraph's article. Halves are taken by turns. -v prints what went
wrong. bench/ask/questions.tsv is about demo/articles and the five seeds.
"""
import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import unicodedata


def plain(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip().lower()


def loa(*arguments, text=None):
    done = subprocess.run([LOA, *arguments], input=text, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"loa {arguments[0]}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def make_site(work, sources):
    site = os.path.join(work, "site")
    if os.path.exists(os.path.join(site, "done")):
        return site
    shutil.rmtree(site, ignore_errors=True)
    loa("init", site, "--preset", "city")
    loa("import", site, *sources)
    open(os.path.join(site, "done"), "w").close()
    return site


def squad(path, work):
    questions, articles = [], os.path.join(work, "paragraphs.jsonl")
    with open(path) as f, open(articles, "w") as out:
        for number, line in enumerate(f):
            paragraph = json.loads(line)
            title = f"Đoạn {number}"
            body = {"type": "paragraph", "text": paragraph["context"]}
            out.write(json.dumps({"title": title, "section": "Đoạn văn", "published": "2020-01-01T00:00:00+07:00",
                                  "blocks": [body]}, ensure_ascii=False) + "\n")
            for q in paragraph["qas"]:
                questions.append({"q": q["question"], "gold": [a["text"] for a in q["answers"]], "article": title})
    return questions, [articles]


def read_set(path):
    with open(path) as f:
        rows = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
    return [{"q": q, "gold": [g for g in gold.split("|") if g]} for q, gold in rows]


def is_right(question, answer):
    return (any(plain(g) in plain(answer["text"]) for g in question["gold"])
            and plain(question.get("article", "")) in plain(answer["title"]))


def main():
    global LOA
    p = argparse.ArgumentParser()
    p.add_argument("loa"), p.add_argument("work"), p.add_argument("sources", nargs="*")
    p.add_argument("--set"), p.add_argument("--squad"), p.add_argument("--half", choices=["tune", "report"])
    p.add_argument("-v", action="store_true")
    o = p.parse_intermixed_args()
    LOA = os.path.abspath(o.loa)
    os.makedirs(o.work, exist_ok=True)
    if o.squad:
        questions, sources = squad(o.squad, o.work)
    else:
        questions, sources = read_set(o.set), o.sources
    if o.half:
        questions = questions[0 if o.half == "tune" else 1::2]
    site = make_site(o.work, sources)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    lines = loa("ask", site, "-", "--json", text="".join(q["q"] + "\n" for q in questions)).splitlines()
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    known = [(q, json.loads(l)["answers"]) for q, l in zip(questions, lines) if q["gold"]]
    unknown = [(q, json.loads(l)["answers"]) for q, l in zip(questions, lines) if not q["gold"]]
    first = [a and is_right(q, a[0]) for q, a in known]
    three = [any(is_right(q, x) for x in a) for q, a in known]
    silent = sum(not a for _, a in known)
    wrong = [not t and bool(a) for t, (_, a) in zip(three, known)] + [bool(a) for _, a in unknown]
    print(f"{len(known)} answerable: first answer right {sum(map(bool, first)) / max(len(known), 1):.3f}, "
          f"within three {sum(three) / max(len(known), 1):.3f}, not answered {silent / max(len(known), 1):.3f}")
    if unknown:
        print(f"{len(unknown)} unanswerable: recognised {sum(not a for _, a in unknown) / len(unknown):.3f}")
    answered = sum(t and bool(a) for t, (_, a) in zip(three, known)) + sum(not a for _, a in unknown)
    print(f"all {len(questions)}: right {answered / len(questions):.3f}, wrong {sum(wrong) / len(questions):.3f}")
    print(f"user time: {1000 * spent / len(questions):.1f} ms a question")
    if o.v:
        for t, (q, a) in zip(three, known):
            if not t:
                shown = [(x["text"][:150], x["title"][:40], x["confidence"]) for x in a]
                print("MISSED", q["q"], "|", q["gold"][:1], "|", shown)
        for q, a in unknown:
            if a:
                print("ANSWERED", q["q"], "|", a[0]["text"][:150], a[0]["confidence"])


main()

#!/usr/bin/python3
"""Trains the word model from the data sets whose licences allow it (data/vi/README.md).

What stands in the dev part also stands in other sets, as the treebank was made from the same newspaper. So every
gold sentence, and every paragraph of unlabelled text, that contains a dev sentence of seven syllables or more is
left out.
usage: tools/train_segment.py [--measure] [--list FILE] [--chinese FILE] DATA TRAINER MODEL
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

SHARED_SYLLABLES = 7  # fewer in a row are chance


def conllu(path):
    sentence = []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line and sentence:
            yield sentence
            sentence = []
        elif line and line[0] != "#" and line.split("\t")[0].isdigit():
            sentence.append(line.split("\t")[1])
    if sentence:
        yield sentence


def joined(words):
    return unicodedata.normalize("NFC", " ".join("_".join(w.split()) for w in words))


def syllables(text):
    return re.findall(r"\w+", text.lower().replace("_", " ").replace("lbkt", " ").replace("rbkt", " "))


def windows(text):
    s = syllables(text)
    return (tuple(s[i:i + SHARED_SYLLABLES]) for i in range(len(s) - SHARED_SYLLABLES + 1))


def paragraphs(path):
    done = subprocess.run(["zstdcat", path], check=True, capture_output=True)
    for line in done.stdout.decode("utf-8").split("\n"):
        if line:
            article = json.loads(line)
            for field in ("title", "lead", "body"):
                yield from (article.get(field) or "").split("\n")


def gold_sets(data):
    def read(name):
        return [joined(s) for s in conllu(os.path.join(data, "wordseg", name))]

    with open(os.path.join(data, "wordseg", "rdr-train-gold.txt"), encoding="utf-8") as f:
        rdr = [joined(line.split()) for line in f if line.strip()]
    return read("vi_vtb-ud-dev.conllu"), {
        "vtb": read("vi_vtb-ud-train.conllu"), "rdr": rdr, "tuecl": read("vi_tuecl-ud-test.conllu")}


def place_names(data):
    found, heap = set(), []
    for name in ("units-2026-07.json.zst", "units-before-2025-07.json.zst"):
        done = subprocess.run(["zstdcat", os.path.join(data, "places-names", name)], check=True, capture_output=True)
        heap.append(json.loads(done.stdout))
    while heap:
        thing = heap.pop()
        if isinstance(thing, dict):
            found.update(unicodedata.normalize("NFC", v) for k, v in thing.items() if k == "Name")
            heap.extend(thing.values())
        elif isinstance(thing, list):
            heap.extend(thing)
    return sorted(name for name in found if " " in name)


class Held:
    """What the dev part says, so that nothing of it is learned from."""

    def __init__(self, sentences):
        self.windows = {w for s in sentences for w in windows(s)}
        self.whole = {tuple(syllables(s)) for s in sentences}

    def has(self, text):
        said = syllables(text)
        return tuple(said) in self.whole and len(said) > 2 or any(w in self.windows for w in windows(text))


def write(folder, name, lines, held):
    """Writes the lines that dev does not have; returns the file's path."""
    path = os.path.join(folder, name + ".txt")
    kept = out = 0
    with open(path, "w", encoding="utf-8") as f:
        for line in lines:
            if held.has(line):
                out += 1
            else:
                kept += 1
                f.write(line + "\n")
    print("%s: %d lines, %d left out" % (name, kept, out), file=sys.stderr)
    return path


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    args.add_argument("--measure", action="store_true", help="cross-validated F1 instead of a model")
    args.add_argument("--list", help="a list of words, one a line, whose licence allows it")
    args.add_argument("--chinese", help="what Chinese words would be in Vietnamese, one a line")
    args.add_argument("data", help="folder with wordseg/, news-corpus/, places-names/")
    args.add_argument("trainer", help="the program train_segment of the build")
    args.add_argument("model", help="the file to write, beside its .note")
    o = args.parse_args()
    dev, gold = gold_sets(o.data)
    held = Held(dev)
    text = (" ".join(unicodedata.normalize("NFC", p).split())
            for p in paragraphs(os.path.join(o.data, "news-corpus", "vntc2006.jsonl.zst")))
    with tempfile.TemporaryDirectory() as folder:
        places = os.path.join(folder, "places.txt")
        with open(places, "w", encoding="utf-8") as f:
            f.write("".join(p + "\n" for p in place_names(o.data)))
        command = [o.trainer, "--places", places, "--text", write(folder, "text", filter(None, text), held)]
        command += ["--list", o.list] if o.list else []
        command += ["--chinese", o.chinese] if o.chinese else []
        command += ["--measure"] if o.measure else ["--out", o.model, "--note", os.path.splitext(o.model)[0] + ".note"]
        return subprocess.run(command + [write(folder, n, s, held) for n, s in gold.items()]).returncode


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/python3
"""Makes the two lists tools/train_segment.py takes, from sources whose licences allow it (docs/decisions/0009-word-lists.md).

words.txt: headwords of two syllables or more in English Wiktionary, section Vietnamese, as WikiPron and a copy of its
dictionary list them. chinese.txt: what the words of CC-CEDICT would be in Vietnamese, every character read as Unihan and
Wiktionary say; most are no words, so this is a hint and no list.
usage: tools/segment_lists.py --wikipron TSV... --wiktionary TSV --unihan FILE.bz2 --cedict all.js FOLDER
"""
import argparse
import bz2
import collections
import itertools
import json
import os
import re
import unicodedata

WORD = re.compile(r"^[^\W\d_]+([ -][^\W\d_]+)*$")
HAN = re.compile(r"[\u2e80-\u9fff\U00020000-\U0003ffff]")
HAN_FORM = re.compile(r"chữ Hán form of ([^(“<;,.]+)")
READINGS_MAX = 3  # of one character: the commonest
CHINESE_MAX = 4  # characters


def nfc(text):
    return unicodedata.normalize("NFC", text.strip())


def wiktionary(path):
    """Headwords, and for each Chinese character its readings in words written with both."""
    words, readings = set(), collections.defaultdict(collections.Counter)
    with open(path, encoding="utf-8") as f:
        for line in f:
            head, _, body = line.rstrip("\n").partition("\t")
            forms = [nfc(form) for form in head.split("|")]
            if not HAN.search(forms[0]):
                words.update(form for form in forms if WORD.match(form) and not HAN.search(form))
                continue
            for word in HAN_FORM.findall(body):
                syllables = nfc(word).lower().split()
                if len(syllables) == len(forms[0]):
                    for character, syllable in zip(forms[0], syllables):
                        readings[character][syllable] += 1
    return words, readings


def wikipron(paths):
    for path in paths:
        with open(path, encoding="utf-8") as f:
            yield from (nfc(line.split("\t")[0]) for line in f)


def unihan(path):
    with bz2.open(path, "rt", encoding="utf-8") as f:
        for line in f:
            cells = line.rstrip("\n").split("\t")
            if len(cells) == 3 and cells[1] == "kVietnamese":
                yield chr(int(cells[0][2:], 16)), [nfc(reading) for reading in cells[2].split()]


def cedict(path):
    """(traditional, simplified) of each entry of the package's JSON."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    entries, _ = json.JSONDecoder().raw_decode(text[text.index("["):])
    return [(entry[0], entry[1]) for entry in entries]


def chinese(entries, readings):
    found = set()
    for traditional, simplified in entries:
        if not 2 <= len(traditional) <= CHINESE_MAX:
            continue
        choices = [readings.get(t) or readings.get(s) for t, s in zip(traditional, simplified)]
        if all(choices):
            found.update(" ".join(word) for word in itertools.product(*(c[:READINGS_MAX] for c in choices)))
    return found


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    args.add_argument("--wikipron", nargs="+", required=True, help="vie_latn_*_narrow.tsv")
    args.add_argument("--wiktionary", required=True, help="Vietnamese-English Wiktionary dictionary.tsv")
    args.add_argument("--unihan", required=True, help="Unihan_Readings.txt.bz2")
    args.add_argument("--cedict", required=True, help="data/all.js of the package cc-cedict")
    args.add_argument("folder", help="where words.txt and chinese.txt are written")
    o = args.parse_args()
    words, written = wiktionary(o.wiktionary)
    words.update(word for word in wikipron(o.wikipron) if WORD.match(word))
    readings = {c: [r for r, _ in n.most_common(READINGS_MAX)] for c, n in written.items()}
    for character, said in unihan(o.unihan):
        known = readings.setdefault(character, [])
        known += [r for r in said if r not in known]
    for name, lines in (("words.txt", {w for w in words if " " in w}),
                        ("chinese.txt", chinese(cedict(o.cedict), readings))):
        with open(os.path.join(o.folder, name), "w", encoding="utf-8") as f:
            f.writelines(line + "\n" for line in sorted(lines))


if __name__ == "__main__":
    main()

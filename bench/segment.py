#!/usr/bin/python3
"""Measures `loa segment`: F1 of words on gold, and syllables a second on one core.

usage: bench/segment.py [LOA [WORDSEG]]   default: build/loa ../shared/data/wordseg
Text is given as the treebank prints it (tokens separated by spaces) and closed up (no space before a sign), as a newspaper
prints it. Only the dev part says how good the model is: it has learned from the other two.
"""
import os
import re
import resource
import subprocess
import sys
import tempfile

import segment_score as score

SPEED_SYLLABLES = 3_000_000


def closed_up(text):
    text = re.sub(r" ([,;:?!)\]”…]|\.(?= |$)|\.\.\.)", r"\1", text)
    return re.sub(r"([(\[“]) ", r"\1", text)


def segment(loa, text):
    """The output, and the processor seconds it took."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as given, tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        given.write(text)
        given.seek(0)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([loa, "segment"], stdin=given, stdout=out, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        out.seek(0)
        return out.read(), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    loa = sys.argv[1] if len(sys.argv) > 1 else "build/loa"
    folder = sys.argv[2] if len(sys.argv) > 2 else "../shared/data/wordseg"
    for name, what in (("vi_vtb-ud-dev.conllu", "dev"), ("vi_vtb-ud-train.conllu", "learned from"),
                       ("vi_tuecl-ud-test.conllu", "learned from")):
        gold = score.gold_sentences(os.path.join(folder, name))
        for form, change in (("as printed", str), ("closed up", closed_up)):
            text = "".join(change(" ".join(words).replace("_", " ")) + "\n" for words in gold)
            found, _ = segment(loa, text)
            counts = score.compare(gold, [line.split() for line in found.splitlines()])
            print("%-25s %-12s %-10s %s" % (name, what, form, score.figures(counts)))
            if what == "dev" and form == "as printed":
                plain = text
    syllables = len(plain.split())
    times = SPEED_SYLLABLES // syllables + 1
    _, seconds = min((segment(loa, plain * times) for _ in range(3)), key=lambda r: r[1])
    print("speed: %d syllables in %.2f s of one core: %.2f million a second"
          % (syllables * times, seconds, syllables * times / seconds / 1e6))


if __name__ == "__main__":
    main()

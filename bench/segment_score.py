#!/usr/bin/python3
"""F1 of words: what a segmenter printed against gold, aligned by the characters that are not spaces.

usage: bench/segment_score.py GOLD FOUND [N]     N: print the N commonest mistakes
GOLD is CoNLL-U or lines of words (`_` joins syllables); FOUND has a line for each sentence of gold. A word is right when it
begins and ends at the same characters in both.
"""
import collections
import sys


def gold_sentences(path):
    if not path.endswith(".conllu"):
        with open(path, encoding="utf-8") as f:
            return [line.split() for line in f if line.strip()]
    sentences, words = [], []
    with open(path, encoding="utf-8") as f:
        for line in f:
            cells = line.rstrip("\n").split("\t")
            if len(cells) > 1 and cells[0].isdigit():
                words.append("_".join(cells[1].split()))
            elif len(cells) == 1 and not cells[0] and words:
                sentences.append(words)
                words = []
    return sentences + ([words] if words else [])


def spans(words):
    """The words as (first character, one past the last), joins not counted."""
    at, found = 0, []
    for word in words:
        n = len(word.replace("_", ""))
        found.append((at, at + n))
        at += n
    return found


def compare(gold, found, wrong=None):
    """Numbers of gold words, found words, right ones; mistakes are counted in wrong."""
    if len(gold) != len(found):
        sys.exit("segment_score: %d gold sentences, %d lines" % (len(gold), len(found)))
    n_gold = n_found = right = 0
    for words, line in zip(gold, found):
        if "".join(words).replace("_", "") != "".join(line).replace("_", ""):
            sys.exit("segment_score: not the same text: %s" % " ".join(line))
        a, b = spans(words), spans(line)
        both = set(a) & set(b)
        n_gold, n_found, right = n_gold + len(a), n_found + len(b), right + len(both)
        if wrong is None:
            continue
        for span, word in zip(a, words):
            if span not in both:
                instead = [w for s, w in zip(b, line) if s[0] < span[1] and s[1] > span[0]]
                wrong["%s  <-  %s" % (word, " ".join(instead))] += 1
    return n_gold, n_found, right


def figures(counts):
    n_gold, n_found, right = counts
    p, r = right / n_found, right / n_gold
    return "precision %.4f  recall %.4f  F1 %.4f  (%d words)" % (p, r, 2 * p * r / (p + r), n_gold)


def main():
    with open(sys.argv[2], encoding="utf-8") as f:
        found = [line.split() for line in f if line.strip()]
    wrong = collections.Counter()
    print(figures(compare(gold_sentences(sys.argv[1]), found, wrong)))
    for line, n in wrong.most_common(int(sys.argv[3]) if len(sys.argv) > 3 else 0):
        print("%4d  %s" % (n, line))


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""`loa segment` on the treebank's dev part: F1 of words not below the floor.

usage: floor.py LOA FLOOR FOLDER BENCH   FOLDER: the treebanks; BENCH: bench/, for its score
"""
import os
import subprocess
import sys


def main():
    loa, floor, folder, bench = sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4]
    path = os.path.join(folder, "vi_vtb-ud-dev.conllu")
    if not os.path.exists(path):
        print("no %s: it lies beside the checkout" % os.path.basename(path))
        return 77
    sys.path.insert(0, bench)
    import segment_score as score

    gold = score.gold_sentences(path)
    text = "".join(" ".join(words).replace("_", " ") + "\n" for words in gold)
    done = subprocess.run([loa, "segment"], input=text.encode("utf-8"), stdout=subprocess.PIPE, check=True)
    n_gold, n_found, right = score.compare(gold, [line.split() for line in done.stdout.decode("utf-8").splitlines()])
    f1 = 2 * right / (n_gold + n_found)
    good = n_gold > 20_000 and f1 >= floor
    print("F1 %.4f of %d words, floor %.4f" % (f1, n_gold, floor))
    print("%d passed, %d failed" % (good, not good))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

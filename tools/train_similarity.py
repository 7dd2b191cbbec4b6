#!/usr/bin/python3
"""Trains the model of similarity from the heads of the news data sets (data/vi/README.md).

usage: tools/train_similarity.py DATA TRAINER MODEL
"""
import json
import os
import subprocess
import sys
import tempfile

SETS = (
    "news-feeds/rss2025",
    "news-corpus/baomoi2017",
    "news-corpus/tuoitre2024",
    "news-corpus/vietnamnews2016",
    "news-corpus/vietnews2019seg",
    "news-corpus/vntc2006",
)
LEAD_LETTERS = 200  # of the body, where there is no lead


def heads(path):
    done = subprocess.run(["zstdcat", path + ".jsonl.zst"], check=True, capture_output=True)
    for line in done.stdout.decode("utf-8").split("\n"):
        if line:
            item = json.loads(line)
            lead = item.get("lead") or (item.get("body") or "")[:LEAD_LETTERS]
            yield " ".join(f"{item.get('title') or ''} . {lead}".split())


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    data, trainer, model = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        text = os.path.join(folder, "heads")
        with open(text, "w", encoding="utf-8") as out:
            for name in SETS:
                for head in heads(os.path.join(data, name)):
                    out.write(head + "\n")
        note = os.path.splitext(model)[0] + ".note"
        subprocess.run([trainer, "--out", model, "--note", note, "--text", text], check=True)


if __name__ == "__main__":
    main()

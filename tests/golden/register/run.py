#!/usr/bin/python3
"""The register of a whole site: the seeds and the sample articles in, one register across them out.

usage: run.py LOA SEEDS SAMPLES   exit 77 without SEEDS (they lie beside the checkout, not in it)
What is asked: every person of register.json once, whatever the spelling, with every office; every event with its host,
head and date; agreements; both two-party timelines; nothing of it changed by reading everything anew; a withdrawn article
gone at once; a person's decisions kept.
"""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from checks import check, summary  # noqa: E402


def loa(*arguments):
    done = subprocess.run([LOA, *arguments], capture_output=True, text=True, timeout=120)
    if done.returncode:
        print("loa", *arguments, "->", done.returncode, done.stderr.strip())
        sys.exit(1)
    return done.stdout


def pictures_elsewhere(samples, folder):
    """Copies of the sample articles whose pictures stand on another host: their words count here, and encoding is dear."""
    os.mkdir(folder)
    for name in sorted(os.listdir(samples)):
        if name.endswith(".json"):
            with open(os.path.join(samples, name), encoding="utf-8") as f:
                text = f.read()
            with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
                f.write(text.replace('"src": "pictures/', '"src": "https://anh.example/'))
    return folder


def listed(site, what):
    text = loa("register", site, "list", what, "--limit", "2000", "--json")
    return [json.loads(line) for line in text.splitlines()]


def everything(site):
    # what reading anew must not change: all of it but the numbers of revisions
    return sorted(loa("register", site, "export", "--json").splitlines())


def find(rows, name):
    hits = [r for r in rows if r["name"] == name or name in r["aliases"]]
    return hits[0] if len(hits) == 1 else None


def persons(gold, rows):
    for seed, register in gold.items():
        for person in register["persons"]:
            found = find(rows, person["name"])
            check(f"{seed}: {person['name']} is one record", found)
            held = {o["name"] for o in found["offices"]} if found else set()
            for office in person["offices"]:
                check(f"{seed}: {person['name']}, {office}", office in held)
            for alias in person["aliases"]:
                check(f"{seed}: {alias} is {person['name']}", find(rows, alias) is found or alias in person["name"])


def same_person(rows, shown, name):
    if not name:
        return not shown
    found = find(rows, name)
    return bool(found) and (shown == found["name"] or shown in found["aliases"])


def events(gold, rows, people):
    for seed, register in gold.items():
        for want in register["events"]:
            date = want.get("date")
            dates = date if isinstance(date, list) else [date, None]
            hits = [e for e in rows if e["kind"] == want["kind"]
                    and same_person(people, e["host"], want.get("host"))
                    and same_person(people, e["head"], want.get("head"))
                    and [e["date"], e["until"]] == dates]
            check(f"{seed}: {want['kind']} {want.get('host')} {want.get('head')} {date}", len(hits) == 1)
            for e in hits:
                check(f"{seed}: sentences", all(x["text"] and x["end"] > x["start"] for x in e["evidence"]))


def agreements(gold, rows):
    for seed, register in gold.items():
        for want in register["agreements"]:
            hits = [a for a in rows if a["title"] == want["name"] and a["state"] == want["state"]]
            check(f"{seed}: {want['name']}", len(hits) == 1)


def timeline(rows, one, other):
    """Events and agreements in which both took part, by their sides, parties and places."""
    def has(row, names):
        return any(p["name"] in names for p in row["parts"])
    return [r for r in rows if has(r, one) and has(r, other)]


def timelines(rows):
    hanoi = timeline(rows, {"Hà Nội"}, {"Bắc Kinh"})
    kinds = sorted(r["kind"] for r in hanoi)
    for kind in ("visit", "talks", "agreement"):
        check(f"Hà Nội – Bắc Kinh has a {kind}: {kinds}", kind in kinds)
    parties = timeline(rows, {"Đảng Cộng sản Việt Nam"}, {"Đảng Lao động Mexico", "Đảng Lao động Mê-hi-cô"})
    check("1997 is a milestone", any(r["kind"] == "milestone" and r["date"] == "1997" for r in parties))
    check("both parties' receptions", sum(r["kind"] == "reception" for r in parties) == 2)


def delegations(rows):
    """The five of the seeds: by whom they were led or called, and whether it is one record."""
    words = [("reception", "PT"), ("reception", "Quốc hội Việt Nam"), ("reception", "Đảng Cộng sản Pháp"),
             ("reception", "Thành ủy Havana"), ("visit", "cấp cao thành phố Hà Nội")]
    for kind, guest in words:
        hits = [e for e in rows if e["kind"] == kind and guest in (e["guest"] or "")]
        check(f"delegation: {guest}", len(hits) == 1)


def decisions(site, rows):
    one, other = rows[0], rows[1]
    loa("register", site, "merge", str(one["id"]), str(other["id"]), "--by", "golden")
    loa("register", site, "confirm", str(other["id"]), "--by", "golden")
    loa("job", site, "register")
    now = listed(site, "persons")
    check("a merge outlives reading anew", all(r["id"] != one["id"] for r in now))
    check("a confirmation too", any(r["id"] == other["id"] and r["decided_by"] == "golden" for r in now))
    loa("register", site, "split", str(one["id"]))
    check("it can be undone", any(r["id"] == one["id"] for r in listed(site, "persons")))


def withdrawal(site, rows):
    event = next(e for e in rows if e["kind"] == "visit" and e["until"])
    article = event["evidence"][0]["article"]
    loa("article", site, "withdraw", str(article))
    check("a withdrawn article says nothing", all(e["id"] != event["id"] for e in listed(site, "events")))
    loa("article", site, "restore", str(article))
    check("and all of it when it is back", any(e["id"] == event["id"] for e in listed(site, "events")))


def main():
    global LOA
    LOA, seeds, samples = sys.argv[1:4]
    if not os.path.isdir(seeds):
        print(f"{seeds} is not there: skipped")
        return 77
    with open(os.path.join(seeds, "register.json"), encoding="utf-8") as f:
        gold = json.load(f)
    with tempfile.TemporaryDirectory(prefix="loa-register-") as folder:
        site = os.path.join(folder, "site")
        loa("init", site, "--preset", "city")
        loa("import", site, *[os.path.join(seeds, name) for name in sorted(gold)])
        loa("import", site, pictures_elsewhere(samples, os.path.join(folder, "samples")))
        people = listed(site, "persons")
        happened = listed(site, "events")
        agreed = listed(site, "agreements")
        persons(gold, people)
        events(gold, happened, people)
        agreements(gold, agreed)
        timelines(happened + agreed)
        delegations(happened)
        before = everything(site)
        loa("job", site, "register")
        check("reading everything anew changes nothing", everything(site) == before)
        decisions(site, people)
        withdrawal(site, happened)
    return summary()


if __name__ == "__main__":
    sys.exit(main())

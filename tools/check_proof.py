#!/usr/bin/python3
"""Checks a Loa inclusion proof without Loa: Python's own hashlib, and Ed25519 as RFC 8032 gives it.

usage: check_proof.py PROOF.json [--key PUBLIC_KEY_HEX] [--head HEADS.jsonl] [--author PUBLIC_KEY_HEX] [--statement FILE]
exit 0: it holds; 1: it does not. The text in "content" is what the entry says, and the entry hangs on a signed head. Give
the site's key as it was published (loa key SITE show), and a head that you kept with the proof from it (ENTRY-HEAD.json).
--author: the author must have signed it with this key. --statement: of a proof that holds, writes what its author signs.
"""
import hashlib, json, sys

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, I = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)

def blake(data):
    return hashlib.blake2b(data, digest_size=32).hexdigest()

def add(p, q):  # extended coordinates, RFC 8032 §5.1.4
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        q, p, n = add(q, p) if n & 1 else q, add(p, p), n >> 1
    return q

def point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    x = x * I % P if (x * x - x2) % P else x
    if y >= P or (x * x - x2) % P or (x == 0 and sign):
        raise ValueError("a key or signature is no point of the curve")
    return (P - x if x & 1 != sign else x, y, 1, (P - x if x & 1 != sign else x) * y % P)

BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def signed(key, message, signature):
    r, s = point(signature[:32]), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    a, b = times(s, BASE), add(r, times(h, point(key)))
    return s < L and len(signature) == 64 and not ((a[0] * b[2] - b[0] * a[2]) % P or (a[1] * b[2] - b[1] * a[2]) % P)

def entry(e):
    return ("loa seal 1\nseq %d\ndetail %s\nprev %s\nskip %s\nkey %s\n"
            % (e["seq"], e["detail"], e["prev"], e["skip"], e["key"])).encode()

def detail(e):
    name = e["name"].encode()
    return blake(b"loa detail 1\nthing %s\nact %s\nobject %d\nname %d:%s\nrevision %d\nat %d\ncontent %s\nstate %s\n" % (
        e["thing"].encode(), e["act"].encode(), e["object"], len(name), name, e["revision"], e["at"],
        e["content"].encode(), e["state"].encode()))

def statement(e):
    return ("loa author 1\ndetail %s\n" % detail(dict(e, name=""))).encode()

def why_not_author(what, author):  # "name" of an article's entry is "author KEY SIGNATURE" when its author signed it
    word, key, signature = what["name"].split(" ") if what["name"] else ("author", "", "")
    if key and (word != "author" or not signed(bytes.fromhex(key), statement(what), bytes.fromhex(signature))):
        return "the author's signature does not hold"
    return "its author has not signed it with that key" if author and author != key else None

def why_not(proof, key, head, author):
    path, what = proof["path"], proof["entry"]
    if blake(proof["content"].encode()) != what["content"]:
        return "the content is not what the entry says"
    if detail(what) != path[-1]["detail"]:
        return "the entry's detail is another"
    for above, below in zip(path, path[1:]):
        link = "prev" if below["seq"] == above["seq"] - 1 else "skip"
        if link == "skip" and below["seq"] != above["seq"] & (above["seq"] - 1) or above[link] != blake(entry(below)):
            return "entry %d does not name entry %d" % (above["seq"], below["seq"])
    for e in (path[0], path[-1]):
        if not signed(bytes.fromhex(e["key"]), entry(e), bytes.fromhex(e["signature"])):
            return "the signature of entry %d does not hold" % e["seq"]
    if key and key not in (path[0]["key"], path[-1]["key"]):
        return "it was signed with another key"
    if head and (head["seq"], head["hash"]) != (path[0]["seq"], blake(entry(path[0]))):
        return "it does not hang on the head that was kept, entry %d" % head["seq"]
    return why_not_author(what, author)

def main(arguments):
    options = dict(zip(arguments[1::2], arguments[2::2]))
    with open(arguments[0], encoding="utf-8") as f:
        proof = json.load(f)
    kept = [json.loads(x) for x in open(options["--head"], encoding="utf-8") if x.strip()] if "--head" in options else [None]
    try:
        reason = why_not(proof, options.get("--key"), kept[-1], options.get("--author"))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as e:
        reason = "not a proof of Loa: %r" % e
    if not reason and "--statement" in options:
        open(options["--statement"], "wb").write(statement(proof["entry"]))
    print(reason or "holds: entry %d of %d, %s%s" % (proof["path"][-1]["seq"], proof["path"][0]["seq"], proof["entry"]["act"],
                                                     ", signed by its author" if proof["entry"]["name"] else ""))
    return 1 if reason else 0

sys.exit(main(sys.argv[1:]))

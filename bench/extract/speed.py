#!/usr/bin/env python3
"""Pages a second of processor time: `loa extract` beside Readability.js under jsdom and trafilatura.

usage: speed.py --loa PATH_TO_LOA --pages FOLDER [--work build/extract-peers] [--limit N]

FOLDER is searched for .html files (score.py --unpack makes one). The same pages go to each in one run;
user and system time of the process and its children are counted. Readability.js and jsdom are installed
by npm below --work; trafilatura is used if python3 has it, else left out with a word.
"""
import argparse, os, resource, subprocess, sys

PEER_JS = """
const {Readability} = require('@mozilla/readability');
const {JSDOM, VirtualConsole} = require('jsdom');
const fs = require('fs');
let n = 0;
for (const path of fs.readFileSync(process.argv[2], 'utf8').split('\\n').filter(Boolean)) {
  try {
    const page = new JSDOM(fs.readFileSync(path), {url: 'http://localhost/', virtualConsole: new VirtualConsole()});
    if (new Readability(page.window.document).parse()) n++;
    page.window.close();
  } catch (e) {}
}
console.log(n);
"""

PEER_PY = """
import sys, trafilatura
n = 0
for path in open(sys.argv[1]).read().split('\\n'):
    if path and trafilatura.extract(open(path, 'rb').read(), output_format='json', with_metadata=True):
        n += 1
print(n)
"""


def seconds_of(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(command, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, run


def report(name, pages, seconds):
    print(f"{name:24} {pages} pages  {seconds:8.2f} s  {pages / seconds:8.1f} pages/s", flush=True)
    return pages / seconds


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("--loa", required=True)
    cli.add_argument("--pages", required=True)
    cli.add_argument("--work", default="build/extract-peers")
    cli.add_argument("--limit", type=int, default=60)
    args = cli.parse_args()
    pages = sorted(os.path.join(at, name) for at, _, names in os.walk(args.pages) for name in names
                   if name.endswith(".html") and name != "expected.html")
    pages = pages[::max(1, len(pages) // args.limit)][:args.limit]
    os.makedirs(args.work, exist_ok=True)
    names = os.path.join(args.work, "pages.txt")
    open(names, "w").write("\n".join(pages))
    used, _ = seconds_of([args.loa, "extract"] + pages)
    ours = report("loa extract", len(pages), used)
    peer = os.path.join(args.work, "peer.js")
    open(peer, "w").write(PEER_JS)
    subprocess.run(["npm", "install", "--silent", "--prefix", args.work, "@mozilla/readability", "jsdom"],
                   capture_output=True)
    if os.path.isdir(os.path.join(args.work, "node_modules", "jsdom")):
        used, _ = seconds_of(["node", peer, names])
        print(f"  ratio {ours / report('Readability.js, jsdom', len(pages), used):.1f}")
    else:
        print("Readability.js: npm could not install it")
    if subprocess.run([sys.executable, "-c", "import trafilatura"], capture_output=True).returncode == 0:
        used, _ = seconds_of([sys.executable, "-c", PEER_PY, names])
        print(f"  ratio {ours / report('trafilatura', len(pages), used):.1f}")
    else:
        print("trafilatura: not installed here, left out")
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Memory of the extracting child, as times the page: one `loa extract -` a page.

usage: memory.py --loa PATH_TO_LOA --pages FOLDER [--most 20] [--worst N]

Each .html file below FOLDER goes to a fresh process as a WARC record, after a page of one sentence that
starts the child. The figure is what the child's own resident memory (RssAnon; program and libraries,
which are shared, apart) grew by with the page, over the bytes of the file: the page as it was sent, its
tree, all copies and the answer. The child gives nothing back to the system between pages, so it is the
peak. The heap grows by steps; pages under 16 KB are told apart, in bytes.
Exits 1 when a larger page is over --most.
"""
import argparse, os, re, subprocess, sys

FLOOR_PAGE = "<!DOCTYPE html><title>Một câu</title><p>Một câu đứng một mình trên trang này.</p>".encode()
SMALL_BYTES = 16 << 10


def record(body):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = ("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/a\r\n"
            "WARC-Record-ID: <urn:uuid:0b0fd9c5-1d1c-4a41-9f0c-0d7a3a0d5d1e>\r\n"
            "WARC-Date: 2024-01-01T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
            f"Content-Length: {len(http)}\r\n\r\n")
    return head.encode() + http + b"\r\n\r\n"


def peak_bytes(pid):
    child = open(f"/proc/{pid}/task/{pid}/children").read().split()[0]
    return int(re.search(r"RssAnon:\s*(\d+)", open(f"/proc/{child}/status").read())[1]) * 1024


def growth_bytes(loa, path):
    with subprocess.Popen([loa, "extract", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as run:
        peaks = []
        for body in (FLOOR_PAGE, open(path, "rb").read()):
            run.stdin.write(record(body))
            run.stdin.flush()
            run.stdout.readline()
            peaks.append(peak_bytes(run.pid))
        run.stdin.close()
        return peaks[1] - peaks[0]


def main():
    cli = argparse.ArgumentParser()
    cli.add_argument("--loa", required=True)
    cli.add_argument("--pages", required=True)
    cli.add_argument("--most", type=float, default=20)
    cli.add_argument("--worst", type=int, default=5)
    args = cli.parse_args()
    pages = sorted(os.path.join(at, name) for at, _, names in os.walk(args.pages) for name in names
                   if name.endswith(".html") and name != "expected.html")
    grown = [(growth_bytes(args.loa, path), os.path.getsize(path), path) for path in pages]
    large = sorted((g / size, size, path) for g, size, path in grown if size >= SMALL_BYTES)
    small = [g for g, size, _ in grown if size < SMALL_BYTES]
    over = [t for t in large if t[0] > args.most]
    print(f"{len(large)} pages of {SMALL_BYTES >> 10} KB or more: median "
          f"{large[len(large) // 2][0] if large else 0:.1f} times, worst {large[-1][0] if large else 0:.1f}, "
          f"{len(over)} over {args.most:g}; {len(small)} smaller, worst {max(small, default=0) >> 10} KB")
    for value, size, path in large[::-1][:args.worst]:
        print(f"    {value:5.1f}  {size >> 10:6} KB  {path}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

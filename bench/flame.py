#!/usr/bin/python3
"""A flame graph of a program at work: where its processor time goes, as one SVG that a browser shows.

usage: bench/flame.py OUT.svg --pid PID [--seconds S] [--title TEXT]
       bench/flame.py OUT.svg [--title TEXT] -- COMMAND [ARGUMENT...]
       bench/flame.py OUT.svg --folded FILE         stacks that are folded already: "a;b;c 12" a line

Stacks come from Linux's perf (package linux-perf) on the processor's clock, unwound by the program's debug data, so
the program is the one that is shipped. A frame is as wide as its share of the samples, callers stand under what they
call, and its title tells the share. Frames of less than LEAST_SHARE are left out, with what is above them: the picture
stays some tens of kilobytes. Also printed: the functions that were at work themselves, and those that were somewhere
on the stack, with their shares.

The picture is that of Brendan Gregg, "The Flame Graph", ACM Queue 14(2), 2016.
"""
import argparse
import collections
import html
import os
import re
import shutil
import subprocess
import sys
import tempfile

WIDTH, ROW, LEAST_SHARE = 1200, 16, 0.004
PER_SECOND = 499  # a prime, so that the samples do not fall into step with timers
SHOWN = 15


def record(arguments, data):
    """Samples of perf in the file data."""
    command = ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(PER_SECOND), "--call-graph", "dwarf,16384", "-o", data]
    if arguments.pid:
        command += ["-p", str(arguments.pid), "--", "sleep", str(arguments.seconds)]
    else:
        command += ["--"] + arguments.command
    if not shutil.which("perf"):
        sys.exit("flame.py: there is no perf here (Debian: linux-perf)")
    with open(data + ".out", "w", encoding="utf-8") as out:
        if subprocess.run(command, stdout=out, stderr=out, check=False).returncode > 1:
            sys.exit("flame.py: perf: " + open(data + ".out", encoding="utf-8").read()[-500:])


def folded_of_perf(data):
    """{(root, ..., leaf): samples}"""
    script = subprocess.Popen(["perf", "script", "-i", data, "-F", "comm,ip,sym", "--no-inline"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, errors="replace")
    stacks, frames, thread = collections.Counter(), [], ""
    for line in script.stdout:
        if not line.strip():
            if thread:
                stacks[tuple([thread] + frames[::-1])] += 1
            frames, thread = [], ""
        elif not line.startswith((" ", "\t")):
            thread = re.sub(r"\W*\d*$", "", line.strip().split(":")[0]) or "?"
        else:
            frame = re.match(r"\s+[0-9a-f]+ (.*)", line)
            frames.append(re.sub(r"\.(part|isra|constprop|cold)\.\d+|\+0x[0-9a-f]+$", "", frame.group(1)).strip() if frame else "?")
    if thread:
        stacks[tuple([thread] + frames[::-1])] += 1
    return stacks


def folded_of_file(path):
    stacks = collections.Counter()
    with open(path, encoding="utf-8") as f:
        for number, line in enumerate(f, 1):
            stack, _, count = line.strip().rpartition(" ")
            if not stack or not count.isdigit():
                sys.exit("flame.py: %s:%d: not a folded stack" % (path, number))
            stacks[tuple(stack.split(";"))] += int(count)
    return stacks


def tree_of(stacks):
    """[samples, {name: tree}]"""
    root = [0, {}]
    for stack, count in stacks.items():
        node = root
        node[0] += count
        for frame in stack:
            node = node[1].setdefault(frame, [0, {}])
            node[0] += count
    return root


def colour(name):
    """Warm for the program, cool for the kernel and libraries that perf names without telling which."""
    shade = sum(name.encode()) % 40
    return "#%02x%02x%02x" % ((150 + shade, 180 + shade, 220) if re.match(r"\[|_*(do_)?sys_|__x64|entry_", name)
                              else (235, 150 + 2 * shade, 90 + shade))


def boxes(root):
    """(depth, left, width, name, share) of what is wide enough, without recursion."""
    todo = [(0, 0.0, name, node) for name, node in [("all", root)]]
    while todo:
        depth, left, name, node = todo.pop()
        yield depth, left, node[0] / root[0], name
        at = left
        for child, below in sorted(node[1].items()):
            if below[0] >= LEAST_SHARE * root[0]:
                todo.append((depth + 1, at, child, below))
            at += below[0] / root[0]


def svg(root, title):
    found = list(boxes(root))
    height = (max(box[0] for box in found) + 3) * ROW
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">' % (WIDTH, height),
           '<rect width="100%" height="100%" fill="#fff"/>',
           '<text x="4" y="12" font-size="13">%s</text>' % html.escape(title)]
    for depth, left, share, name in found:
        x, y, width = left * WIDTH, height - (depth + 1) * ROW, share * WIDTH
        shown = name if len(name) * 6.2 < width else name[:int(width / 6.2) - 1] + "…" if width > 30 else ""
        out.append('<g><title>%s: %.1f %%</title><rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s" stroke="#fff" '
                   'stroke-width=".5"/>%s</g>' % (
                       html.escape(name), 100 * share, x, y, width, ROW, colour(name),
                       '<text x="%.1f" y="%d">%s</text>' % (x + 2, y + 12, html.escape(shown)) if shown else ""))
    return "\n".join(out + ["</svg>", ""])


def tell(stacks):
    total, own, under = sum(stacks.values()), collections.Counter(), collections.Counter()
    for stack, count in stacks.items():
        own[stack[-1]] += count
        for name in set(stack[1:]):
            under[name] += count
    for what, counts in (("at work itself", own), ("on the stack", under)):
        print("%s:" % what)
        for name, count in counts.most_common(SHOWN):
            print("  %5.1f %%  %s" % (100 * count / total, name))


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ")[1].split("\n\n")[0])
    parser.add_argument("out")
    parser.add_argument("--pid", type=int)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--folded")
    parser.add_argument("--title", default="")
    split = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    arguments = parser.parse_args(sys.argv[1:split])
    arguments.command = sys.argv[split + 1:]
    if sum(map(bool, (arguments.pid, arguments.folded, arguments.command))) != 1:
        parser.error("one of --pid, --folded and -- COMMAND")
    if arguments.folded:
        stacks = folded_of_file(arguments.folded)
    else:
        with tempfile.TemporaryDirectory() as folder:
            record(arguments, os.path.join(folder, "perf.data"))
            stacks = folded_of_perf(os.path.join(folder, "perf.data"))
    if not stacks:
        sys.exit("flame.py: no samples")
    with open(arguments.out, "w", encoding="utf-8") as f:
        f.write(svg(tree_of(stacks), arguments.title or os.path.basename(arguments.out)))
    print("%s: %d samples" % (arguments.out, sum(stacks.values())))
    tell(stacks)


if __name__ == "__main__":
    main()

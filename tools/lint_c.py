"""What the lints share: which files, and C text without its comments or without its strings."""
import os
import re

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def files(root, folders, ends=(".c", ".h")):
    """Paths below the folders, relative to root, in order."""
    for top in folders:
        for folder, _, names in sorted(os.walk(os.path.join(root, top))):
            for name in sorted(names):
                if name.endswith(ends):
                    yield os.path.relpath(os.path.join(folder, name), root)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as f:
        return f.read()


def blank(text):
    return re.sub(r"[^\n]", " ", text)


def code_only(text):
    """The same text with comments and literals blanked; every other byte keeps its place."""
    return TOKEN.sub(lambda m: blank(m.group()), text)


def literals(text):
    """(offset, contents) of each string literal, not of those in #include lines."""
    for m in TOKEN.finditer(text):
        if m.group()[0] != '"':
            continue
        start = text.rfind("\n", 0, m.start()) + 1
        if not re.match(r"[ \t]*#[ \t]*include", text[start:m.start()]):
            yield m.start(), m.group()[1:-1]


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1

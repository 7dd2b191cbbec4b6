#!/usr/bin/python3
"""The examples of template.md, for two users:

  template_extract.py template.md FOLDER CASES.inc   writes the good ones as templates, and CASE(name, view, output)
  import: examples(text)                             all of them, for template_errors.py
"""
import os
import re
import sys

BLOCK = re.compile(r"^```(mustache|html|error)( \w+)?\n(.*?)^```$", re.M | re.S)
VIEW = re.compile(r"{{! *view: *(\w+) *}}")


def examples(text):
    """Yields (line, {partial or None: template}, "html" or "error", result)."""
    parts = {}
    for found in BLOCK.finditer(text):
        kind, name, body = found.groups()
        if kind == "mustache":
            parts[name.strip() if name else None] = body
            continue
        yield text.count("\n", 0, found.start()) + 1, parts, kind, body
        parts = {}


def with_view(template):
    """(template with its view line, lines added)"""
    if template.startswith("{{!"):
        return template, 0
    return "{{! view: view_page }}\n" + template, 1


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("?", "\\?").replace("\n", "\\n") + '"'


def main():
    source, folder, cases = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    for old in os.listdir(folder):
        os.remove(os.path.join(folder, old))
    lines = []
    with open(source, encoding="utf-8") as f:
        text = f.read()
    for number, (line, parts, kind, result) in enumerate(examples(text)):
        if kind != "html":
            continue
        for name, template in parts.items():
            # partials of different examples have the same names: number them
            template = re.sub(r"{{> *(\w+)}}", r"{{> p%d_\1}}" % number, with_view(template)[0])
            base = "example_%d" % number if name is None else "p%d_%s" % (number, name)
            with open(os.path.join(folder, base + ".mustache"), "w", encoding="utf-8") as out:
                out.write(template)
        view = VIEW.match(with_view(parts[None])[0]).group(1)
        lines.append("CASE(template_example_%d, %s, %d, %s)" % (number, view, line, c_string(result)))
    with open(cases, "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

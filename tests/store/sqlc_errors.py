#!/usr/bin/python3
"""The SQL compiler says file, line and cause of what it refuses. usage: sqlc_errors.py SQLC"""
import os
import subprocess
import sys
import tempfile

# (SQL file, schema file name, words of the message; None: it compiles)
CASES = [
    ("-- name: a\n-- columns: x\nSELECT 1 AS x WHERE $1 = $2;\n", "0001_a.sql", None),
    ("-- name: a\nSELECT ';{}$9';\n", "0001_a.sql", None),
    ("SELECT 1;\n", "0001_a.sql", "q.sql:1: text before the first"),
    ("-- name: a\nSELECT 1\n", "0001_a.sql", "q.sql:1: the statement does not end with ;"),
    ("-- name: a\nSELECT 1; SELECT 2;\n", "0001_a.sql", "q.sql:1: a second statement"),
    ("-- name: a\nSELECT $1, $3;\n", "0001_a.sql", "q.sql:1: the parameters have a gap"),
    ("-- name: a\nSELECT {b};\n", "0001_a.sql", "q.sql:1: no such fragment"),
    ("-- name: a\nSELECT 1;\n\n-- name: a\nSELECT 2;\n", "0001_a.sql", "q.sql:4: this name is taken"),
    ("-- name: A\nSELECT 1;\n", "0001_a.sql", "q.sql:1: a name is"),
    ("-- name: a\n-- columns: x x\nSELECT 1;\n", "0001_a.sql", "q.sql:1: this column is there twice"),
    ("-- fragment: f\n{f}\n-- name: a\nSELECT {f};\n", "0001_a.sql", "fragments nest too deep"),
    ("-- name: a\nSELECT 1;\n", "a.sql", "a.sql:1: a schema file is named NNNN_name.sql"),
    ("-- name: a\nSELECT 1;\n", "0002_a.sql", "0002_a.sql:1: schema files must follow"),
]


def compile_case(sqlc, folder, sql, schema):
    paths = [os.path.join(folder, name) for name in ("s.h", "s.c", "q.sql", schema)]
    for path, text in ((paths[2], sql), (paths[3], "CREATE TABLE t (x);\n")):
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
    return subprocess.run([sqlc, *paths[:3], "--schema", paths[3]], capture_output=True, text=True, check=False)


def main():
    failed = 0
    for sql, schema, words in CASES:
        with tempfile.TemporaryDirectory() as folder:
            ran = compile_case(sys.argv[1], folder, sql, schema)
        right = ran.returncode == 0 if words is None else ran.returncode == 1 and words in ran.stderr
        if not right:
            print("%r: exit %d, %r, wanted %r" % (sql, ran.returncode, ran.stderr, words))
        failed += not right
    print("%d passed, %d failed" % (len(CASES) - failed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

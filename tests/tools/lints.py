"""Plants each mistake that a lint is there for into a tree of its own, and looks whether the lint names it.

Also the other way round: harmless code that looks like the mistake must pass. Prints "N passed, N failed".
"""
import os
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ["LOA_SOURCE"]

LONG_BODY = "".join("    x += %d;\n" % i for i in range(90))

# (lint, file, its text, what the lint must say, or None when it must find nothing)
CASES = [
    ("floors", "src/page/a.c", '#include "store/store.h"\n', "page may use only"),
    ("floors", "src/base/a.c", '#include "text/fold.h"\n', "base may use only: itself"),
    ("floors", "src/page/a.c", "#include <sqlite3.h>\n", "only these floors may use <sqlite3.h>: store"),
    ("floors", "src/text/a.c", "  #  include <gumbo.h>\n", "src/text/a.c:1"),
    ("floors", "src/text/a.c", '#include "fold.h"\n', "write it from src"),
    ("floors", "src/attic/a.c", "int x;\n", "stands in no floor"),
    ("floors", "src/app/a.c", '#include "desk/desk.h"\n#include "base/str.h"\n', None),
    ("floors", "src/source/a.c", '#include "source/doc.h"\n#include <gumbo.h>\n', None),
    ("banned", "src/text/a.c", "void f(char *a)\n{\n    strcpy (a, a);\n}\n", "src/text/a.c:3: strcpy()"),
    ("banned", "src/text/a.c", "int f(void)\n{\n    return atoi(p);\n}\n", "atoi()"),
    ("banned", "src/text/a.c", "void f(void)\n{\n    p = malloc(1);\n}\n", "malloc()"),
    ("banned", "src/text/a.c", "void f(void)\n{\n    t = time(NULL);\n}\n", "time()"),
    ("banned", "src/store/a.c", "void f(void)\n{\n    t = clock_wall_now_ms();\n}\n", "clock_wall_now_ms()"),
    ("banned", "src/wire/a.c", "void f(void)\n{\n    t = clock_wall_now_ms();\n}\n", None),
    ("banned", "src/base/mem.c", "void f(void)\n{\n    free(malloc(1));\n}\n", None),
    ("banned", "src/text/a.c", "/* strcpy(a, b) */\nconst char *s = \"atoi(x)\";\n", None),
    ("banned", "src/text/a.c", "void f(void)\n{\n    mem_free(p);\n    x->time(1);\n    ops.free(2);\n}\n", None),
    ("literals", "src/site/a.c", 'const char *s = "select id from article";\n', "SQL outside"),
    ("literals", "src/site/a.c", 'const char *s = "INSERT INTO article VALUES";\n', "SQL outside"),
    ("literals", "src/site/a.c", 'const char *s = "<p class=a>";\n', "markup outside"),
    ("literals", "src/wire/a.c", 'const char *s = "</div>";\n', "markup outside"),
    ("literals", "src/page/a.c", 'const char *s = "<p>";\n', None),
    ("literals", "src/store/a.c", 'const char *s = "PRAGMA foreign_keys = ON";\n', None),
    ("literals", "src/wire/a.c", '#include <sys/a.h>\nconst char *s = "a < b and select a day from it";\n', "SQL"),
    ("literals", "src/wire/a.c", 'const char *s = "a < b", *t = "please select"; /* <p> */\n', None),
    ("threats", "docs/threats.md", "| a | b | `tests/x.c` `is_not_there` |\n", "no test is_not_there in tests/x.c"),
    ("threats", "docs/threats.md", "| a | b | nothing yet |\n", "docs/threats.md:1: wants"),
    ("threats", "docs/threats.md", "prose alone\n", "no row"),
    ("threats", "docs/threats.md", "| threat | b | test |\n|---|---|---|\n| a | b | `docs/threats.md` `threat` |\n", None),
    ("sizes", "src/text/a.c", "\n" * 1001, "1001 lines, at most 1000"),
    ("sizes", "src/text/a.c", "int f(int x)\n{\n" + LONG_BODY + "    return x;\n}\n", "f has 94 lines"),
    ("sizes", "src/text/a.c", "int f(int x)\n{\n    switch (x) {\n" + LONG_BODY + "    }\n}\n", None),
    ("sizes", "src/text/a.c", "int f(int x)\n{\n    return x;\n}\n" * 50, None),
]


def run(lint, path, text):
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, "tools"))
        shutil.copy(os.path.join(SOURCE, "tools/lint_floors.tbl"), os.path.join(root, "tools"))
        os.makedirs(os.path.join(root, os.path.dirname(path)))
        with open(os.path.join(root, path), "w", encoding="utf-8") as f:
            f.write(text)
        return subprocess.run([sys.executable, os.path.join(SOURCE, "tools/lint_" + lint), root],
                              capture_output=True, text=True)


def main():
    passed = failed = 0
    for lint, path, text, want in CASES:
        got = run(lint, path, text)
        good = got.returncode == 0 and not got.stdout if want is None else got.returncode == 1 and want in got.stdout
        if good:
            passed += 1
        else:
            failed += 1
            print("lint_%s on %r\n  wanted %r, got exit %d: %s%s" %
                  (lint, text[:80], want, got.returncode, got.stdout, got.stderr))
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

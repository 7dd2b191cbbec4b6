#!/bin/sh
# The browser stage of ./dev test: Chromium reads, reacts, comments and prints the demo site in every preset; axe-core
# and html-validate judge every page kind. LOA names the program (default build/loa). Groups by name: run.sh talk pages
set -u
cd "$(dirname "$0")/../.." || exit 1
LOA=${LOA:-$PWD/build/loa}
CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
export LOA CHROMIUM

missing() {
    echo "browser tests: $1"
    if [ -n "${CI:-}" ]; then
        echo "0 passed, 1 failed"
        exit 1
    fi
    exit 77
}

command -v node >/dev/null || missing "node is missing (apt-get install nodejs)"
[ -x "$CHROMIUM" ] || missing "$CHROMIUM is missing (apt-get install chromium)"
for package in playwright-core axe-core html-validate; do
    [ -d "node_modules/$package" ] || missing "node_modules/$package is missing (npm ci --ignore-scripts)"
done
[ -x "$LOA" ] || {
    echo "browser tests: $LOA is not there"
    echo "0 passed, 1 failed"
    exit 1
}
exec node tests/browser/all.mjs "$@"

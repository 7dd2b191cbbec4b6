# shellcheck shell=bash
# The stages of ./dev test, cheap to dear. Sourced by ./dev, which brings need, configure, compile, run_lint, fuzz_*.
#
# Every stage adds to passed and failed through count; one that has nothing to count is itself a failure once the
# program exists, so that a stage cannot become green by vanishing.

passed=0
failed=0
skipped=0
GCC=build/test/gcc

count() { # PASSED FAILED [SKIPPED]
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + ${3:-0}))
}

check() { # NAME COMMAND...: one check
    local name=$1
    shift
    if "$@"; then
        count 1 0
    else
        say "  FAILED $name"
        count 0 1
        return 1
    fi
}

nothing() { # WHAT
    if [ -f src/app/main.c ]; then
        say "  FAILED: $1, so this stage shows nothing"
        count 0 1
    else
        say "  $1 yet"
    fi
}

# meson_tests BUILD WHAT MESON-TEST-ARGUMENT...: runs and counts them
meson_tests() {
    local dir=$1 what=$2 sums
    shift 2
    rm -f "$dir/meson-logs/testlog.json"
    $MESON test -C "$dir" --no-rebuild --print-errorlogs "$@" >"$dir/tests.log" 2>&1
    local status=$?
    if [ ! -s "$dir/meson-logs/testlog.json" ]; then
        if [ $status -ne 0 ] && ! grep -qi 'no tests\|no suitable tests' "$dir/tests.log"; then
            tail -n 20 "$dir/tests.log"
            count 0 1
        else
            nothing "no $what"
        fi
        return
    fi
    sums=$("$PYTHON" .ci/tally.py "$dir/meson-logs/testlog.json" 2>"$dir/tally.log")
    cat "$dir/tally.log"
    if [ -z "$sums" ]; then
        count 0 1
        return
    fi
    # shellcheck disable=SC2086
    count $sums
}

# runner COMMAND...: a program of its own that ends with "N passed, N failed"
runner() {
    local log=build/test/runner.log line
    "$@" 2>&1 | tee "$log" | grep -vE '^[0-9]+ passed, [0-9]+ failed' | tail -n 60 | sed 's/^/  /'
    local status=${PIPESTATUS[0]}
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
    if [ -z "$line" ]; then
        say "  FAILED: $* did not say how many passed"
        count 0 1
        return
    fi
    # shellcheck disable=SC2046
    count $(say "$line" | sed -E 's/^([0-9]+) passed, ([0-9]+) failed.*/\1 \2/')
    if [ "$status" -ne 0 ] && [ "${line#* passed, }" = "0 failed" ]; then
        say "  FAILED: $* exited $status"
        count 0 1
    fi
}

stage_format() { check format run_lint format; }

stage_lints() {
    local name
    for name in $LINTS_QUICK; do
        check "lint $name" run_lint "$name"
    done
}

gcc_build() { configure $GCC -Dtests=enabled -Dwerror=true && compile $GCC; }

# for the later stages: counted only if it fails, as stage gcc has counted it
built_with_gcc() {
    gcc_build && return 0
    say "  FAILED build with gcc"
    count 0 1
    return 1
}

stage_gcc() {
    local name
    check "build with gcc, warnings as errors" gcc_build
    [ $failed -eq 0 ] || return
    for name in $LINTS_BUILD; do
        check "lint $name" run_lint "$name" $GCC
    done
    if [ -n "$fast" ]; then
        meson_tests $GCC "unit tests" --suite unit
    else
        meson_tests $GCC "tests" --no-suite store --no-suite http
    fi
}

sanitized_build() { # NAME SANITIZERS [SUITE [OPTION]]: everything, or only what the tests of a suite need
    local dir=build/test/$1 targets=""
    CC=clang-14 configure "$dir" -Dtests=enabled -Dwerror=true "-Db_sanitize=$2" -Db_lundef=false \
        -Doptimization=1 ${4:+"$4"} || return 1
    if [ -n "${3:-}" ]; then
        targets=$("$PYTHON" .ci/targets.py "$dir" "$3") || return 1
        [ -n "$targets" ] || return 0
    fi
    # shellcheck disable=SC2086
    compile "$dir" $targets
}

# One build and one run for memory errors and for coverage. The suite path, which measures how cost grows, would measure
# the sanitizers here; stage gcc runs it.
stage_asan() {
    check "build with clang, ASan, UBSan and coverage" sanitized_build asan address,undefined "" -Db_coverage=true
    [ $failed -eq 0 ] || return
    find build/test/asan -name '*.gcda' -delete
    ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 \
        UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
        meson_tests build/test/asan "tests" --no-suite store --no-suite http --no-suite path --timeout-multiplier 4
    coverage build/test/asan
}

# The lines that the tests above have run, by floor; what stages store, http and browser run does not count.
coverage() { # BUILD
    if ! /usr/bin/gcovr --gcov-executable "llvm-cov-14 gcov" --root . --filter 'src/' -j 2 "$1" \
        --json-summary "$1/summary.json" >"$1/gcovr.log" 2>&1; then
        tail -n 5 "$1/gcovr.log"
        count 0 1
    elif grep -q '"filename"' "$1/summary.json"; then
        runner "$PYTHON" .ci/coverage.py "$1/summary.json"
    else
        nothing "no line was run"
    fi
}

stage_tsan() {
    check "build with clang and TSan" sanitized_build tsan thread tsan
    [ $failed -eq 0 ] || return
    TSAN_OPTIONS=halt_on_error=1 \
        meson_tests build/test/tsan "tests in the suite tsan" --suite tsan --timeout-multiplier 8
}

stage_store() {
    built_with_gcc || return
    meson_tests $GCC "store contract tests" --suite store
}

stage_http() {
    built_with_gcc || return
    meson_tests $GCC "http tests" --suite http
}

stage_browser() {
    if [ ! -f tests/browser/run.sh ]; then
        nothing "no browser tests"
        return
    fi
    if [ -n "${no_npm:-}" ]; then
        say "  skipped: the browser's driver comes from the npm registry, which cannot be reached"
        count 0 0 1
        return
    fi
    built_with_gcc || return
    LOA=$PWD/$GCC/loa runner sh tests/browser/run.sh
}

# Pages, feeds, archives, JSON, charsets and dates of others are fuzzed twice as long as the rest.
INTAKE_TARGETS="article_json datetime feed feed_date ghost html html_charset jsonld ninjs warc wxr"

stage_fuzz() {
    local targets name pids="" pid others=""
    targets=$(fuzz_targets)
    if [ -z "$targets" ]; then
        nothing "no fuzz targets"
        return
    fi
    # shellcheck disable=SC2086
    check "build with libFuzzer" fuzz_build $targets
    [ $failed -eq 0 ] || return
    fuzz_pairs() { # SECONDS TARGET...: two at a time, as many as there are cores
        local seconds=$1
        shift
        while [ $# -gt 0 ]; do
            pids=""
            for name in "$1" ${2:+"$2"}; do
                fuzz_one "$name" "$seconds" 1 & # one seed: a red stage can be had again; ./dev fuzz looks further
                pids="$pids $!:$name"
            done
            for pid in $pids; do
                check "fuzz ${pid#*:}, see build/fuzz/${pid#*:}.log" wait "${pid%%:*}" ||
                    grep -m 1 -A 12 -E 'ERROR: |runtime error:' "build/fuzz/${pid#*:}.log"
            done
            shift $(($# > 1 ? 2 : 1))
        done
    }
    for name in $targets; do
        case " $INTAKE_TARGETS " in
        *" $name "*) ;;
        *) others="$others $name" ;;
        esac
    done
    # shellcheck disable=SC2086
    fuzz_pairs 20 $INTAKE_TARGETS
    # shellcheck disable=SC2086
    fuzz_pairs 10 $others
}

# ---- all of them -------------------------------------------------------------------------------------------------

last_line() {
    local status=$?
    trap - EXIT
    [ $skipped -eq 0 ] || say "($skipped skipped, see above)"
    say "$passed passed, $failed failed"
    [ $status -ne 2 ] || exit 2 # packages are missing
    [ $failed -eq 0 ] && [ $passed -gt 0 ] && exit 0
    exit 1
}

run_stage() { # NAME: prints what it added and how long it took
    local name=$1 was_passed=$passed was_failed=$failed start=$SECONDS
    say "== $name"
    "stage_$name"
    say "== $name: $((passed - was_passed)) passed, $((failed - was_failed)) failed, $((SECONDS - start)) s"
}

run_tests() {
    local stages="format lints gcc asan tsan store http browser fuzz" only="" stage want_fuzz=${CI:-}
    fast=""
    while [ $# -gt 0 ]; do
        case $1 in
        --fast) fast=1 ;;
        --fuzz) want_fuzz=1 ;;
        --stage) [ $# -ge 2 ] || misuse "test: --stage needs a name" ;;&
        --stage) only="$only $2" && shift ;;
        --stage=*) only="$only ${1#*=}" ;;
        *) misuse "test: unknown option $1" ;;
        esac
        shift
    done
    for stage in $only; do
        case " $stages " in *" $stage "*) ;; *) misuse "test: no stage \"$stage\"; there are: $stages" ;; esac
    done
    if [ -n "$only" ]; then
        stages=$only
    elif [ -n "$fast" ]; then
        stages="format lints gcc"
    elif [ -z "$want_fuzz" ]; then
        stages=${stages/ fuzz/}
    fi

    failed=1
    trap last_line EXIT # also when something below gives up
    if [ -n "$fast" ]; then
        # shellcheck disable=SC2086
        need $PACKAGES_BUILD $PACKAGES_LINT
        need_npm prod
    else
        # shellcheck disable=SC2086
        need $PACKAGES_BUILD $PACKAGES_TEST
        need_npm all
    fi
    mkdir -p build/test
    failed=0
    for stage in $stages; do
        run_stage "$stage"
        [ $failed -eq 0 ] || break
    done
    true
    last_line
}

"""What test programs written in Python share: checks that are counted, and the last line that .ci/tally.py reads."""
SHOWN_MAX = 1500

passed = failed = 0


def check(claim, good, shown=""):
    """Counts one claim. One that does not hold is printed, with the beginning of what was seen."""
    global passed, failed
    if good:
        passed += 1
    else:
        failed += 1
        print("FAILED %s\n%s" % (claim, str(shown)[:SHOWN_MAX]))


def summary():
    """Prints "N passed, N failed" and gives the exit code: 0 only if something passed and nothing failed."""
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0

/* Which folder is synced; that it reaches the disk is seen by tests/fault/faults.py. */
#include "tests/test.h"

#include "base/folder_sync.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void folder_of_a_name(void **state)
{
    (void)state;
    char top[] = "/tmp/loa-sync-XXXXXX";
    char path[256];
    assert_non_null(mkdtemp(top));
    (void)snprintf(path, sizeof path, "%s/a.txt", top);
    assert_true(folder_sync_of(path)); /* the file need not be there, its folder must */
    (void)snprintf(path, sizeof path, "%s/b/a.txt", top);
    assert_false(folder_sync_of(path));
    assert_int_equal(errno, ENOENT);
    (void)snprintf(path, sizeof path, "%s//b//", top);
    assert_true(folder_sync_of(path)); /* top, not b */
    assert_true(folder_sync(top));
    assert_false(folder_sync("/dev/null"));
    assert_int_equal(errno, ENOTDIR);
    (void)rmdir(top);
}

static void names_without_a_folder(void **state)
{
    (void)state;
    char longest[8192];
    assert_true(folder_sync_of("name"));
    assert_true(folder_sync_of("name/"));
    assert_true(folder_sync_of(""));
    assert_true(folder_sync_of("/tmp"));
    assert_true(folder_sync_of("/"));
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 3] = '/';
    longest[sizeof longest - 1] = '\0';
    assert_false(folder_sync_of(longest));
    assert_int_equal(errno, ENAMETOOLONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folder_of_a_name),
        cmocka_unit_test(names_without_a_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

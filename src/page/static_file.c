#include "page/static_file.h"

#include "page/static_table.h"

/* A few dozen files: looking through them all is quicker than hashing. */

size_t static_file_count(void)
{
    return static_files_n;
}

const struct static_file *static_file_at(size_t i)
{
    ASSERT(i < static_files_n);
    return &static_files[i];
}

const struct static_file *static_file_by_name(struct str name)
{
    for (size_t i = 0; i < static_files_n; i++)
        if (str_eq(static_files[i].name, name))
            return &static_files[i];
    return NULL;
}

const struct static_file *static_file_by_path(struct str path, bool *immutable)
{
    *immutable = false;
    for (size_t i = 0; i < static_files_n; i++)
        if (str_eq(static_files[i].url, path)) {
            *immutable = true;
            return &static_files[i];
        }
    struct str folder = STR("/tinh/");
    return str_starts(path, folder) ? static_file_by_name(str_from(path, folder.n)) : NULL;
}

struct str static_url(struct str name)
{
    const struct static_file *file = static_file_by_name(name);
    ASSERT(file);
    return file->url;
}

#include "archive/archive.h"

#include "base/utf8.h"

static bool is_safe_word(struct str word)
{
    return word.n > 0 && word.n <= ARCHIVE_WORD_MAX_BYTES && !str_eq(word, STR(".")) &&
           !str_eq(word, STR(".."));
}

bool archive_name_is_safe(struct str name)
{
    struct str word;
    struct str rest = name;
    size_t depth = 0;
    if (name.n == 0 || name.n > ARCHIVE_NAME_MAX_BYTES || str_ends(name, STR("/")) ||
        !utf8_valid(name, NULL))
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7F || name.p[i] == '\\')
            return false;
    while (str_next(&rest, '/', &word))
        if (!is_safe_word(word) || ++depth > ARCHIVE_DEPTH_MAX)
            return false;
    return true;
}

#include "ingest/import_folder.h"

#include <fcntl.h>
#include <unistd.h>

/* X(end of a name) */
#define ENDS_TABLE(X)                                                                              \
    X(".jpg")                                                                                      \
    X(".jpeg")                                                                                     \
    X(".jpe")                                                                                      \
    X(".jfif")                                                                                     \
    X(".png")                                                                                      \
    X(".gif")                                                                                      \
    X(".webp")                                                                                     \
    X(".avif")                                                                                     \
    X(".bmp")                                                                                      \
    X(".tif")                                                                                      \
    X(".tiff")                                                                                     \
    X(".ico")                                                                                      \
    X(".svg")                                                                                      \
    X(".swf")                                                                                      \
    X(".mp4")                                                                                      \
    X(".m4v")                                                                                      \
    X(".webm")                                                                                     \
    X(".ogv")                                                                                      \
    X(".mov")                                                                                      \
    X(".avi")                                                                                      \
    X(".wmv")                                                                                      \
    X(".flv")                                                                                      \
    X(".mp3")                                                                                      \
    X(".ogg")                                                                                      \
    X(".wav")                                                                                      \
    X(".m4a")                                                                                      \
    X(".zip")                                                                                      \
    X(".rar")                                                                                      \
    X(".7z")                                                                                       \
    X(".css")                                                                                      \
    X(".js")                                                                                       \
    X(".mjs")                                                                                      \
    X(".map")                                                                                      \
    X(".woff")                                                                                     \
    X(".woff2")                                                                                    \
    X(".ttf")                                                                                      \
    X(".otf")                                                                                      \
    X(".eot")

enum { SIGN_BYTES = 512 }; /* of a file: sides of a picture may stand later, its sign does not */

const char *import_folder_of(const char *const *paths, size_t paths_n, const char *path)
{
    const char *best = NULL;
    for (size_t i = 0; i < paths_n; i++) {
        struct str folder = str_view(paths[i]);
        struct str rest = str_from(str_view(path), folder.n);
        if (folder.n && str_starts(str_view(path), folder) && str_starts(rest, STR("/")) &&
            (!best || folder.n > str_view(best).n))
            best = paths[i];
    }
    return best;
}

/* "a.jpg", and as programs that copy sites name it: "a.jpg?w=300", "a.css@v=2". */
static struct str bare_name(struct str path)
{
    struct str name = str_from(path, str_find_last_byte(path, '/') + 1);
    name = str_first(name, str_find_byte(name, '?'));
    return str_first(name, str_find_byte(name, '@'));
}

static bool has_sign(struct str first)
{
    static const struct str SIGNS[] = {
        STR_INIT("%PDF-"), STR_INIT("\xFF\xD8\xFF"), STR_INIT("\x89PNG"),
        STR_INIT("GIF8"),  STR_INIT("RIFF"),         STR_INIT("\xD0\xCF\x11\xE0"),
        STR_INIT("Rar!"),  STR_INIT("7z\xBC\xAF"),   STR_INIT("\x1A\x45\xDF"),
        STR_INIT("ID3"),   STR_INIT("wOF")};
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++)
        if (str_starts(first, SIGNS[i]))
            return true;
    return first.n > 12 && str_eq(str_slice(first, 4, 8), STR("ftyp"));
}

bool import_folder_is_part(const char *path)
{
    static const struct str ENDS[] = {
#define X(end) STR_INIT(end),
        ENDS_TABLE(X)
#undef X
    };
    char first[SIGN_BYTES];
    struct str name = bare_name(str_view(path));
    for (size_t i = 0; i < COUNT_OF(ENDS); i++)
        if (name.n > ENDS[i].n && str_eq_nocase(str_from(name, name.n - ENDS[i].n), ENDS[i]))
            return true;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = fd < 0 ? -1 : read(fd, first, sizeof first);
    if (fd >= 0)
        (void)close(fd);
    return n > 0 && has_sign((struct str){first, (size_t)n});
}

#include "ingest/import_folder.h"

#include "source/document_link.h"

#include <fcntl.h>
#include <unistd.h>

/* X(end of a name); documents: document_link_is */
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
    X(".heic")                                                                                     \
    X(".heif")                                                                                     \
    X(".jxl")                                                                                      \
    X(".jp2")                                                                                      \
    X(".cur")                                                                                      \
    X(".psd")                                                                                      \
    X(".ai")                                                                                       \
    X(".eps")                                                                                      \
    X(".mkv")                                                                                      \
    X(".mpg")                                                                                      \
    X(".mpeg")                                                                                     \
    X(".3gp")                                                                                      \
    X(".3g2")                                                                                      \
    X(".m3u8")                                                                                     \
    X(".vtt")                                                                                      \
    X(".srt")                                                                                      \
    X(".oga")                                                                                      \
    X(".opus")                                                                                     \
    X(".aac")                                                                                      \
    X(".flac")                                                                                     \
    X(".wma")                                                                                      \
    X(".amr")                                                                                      \
    X(".mid")                                                                                      \
    X(".epub")                                                                                     \
    X(".mobi")                                                                                     \
    X(".djvu")                                                                                     \
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

bool import_folder_has_name(const char *const *paths, size_t paths_n, const char *path)
{
    for (size_t i = 0; i < paths_n; i++)
        if (str_eq(str_view(paths[i]), str_view(path)))
            return true;
    return false;
}

/* "a.jpg", and as programs that copy sites name it: "a.jpg?w=300", "a.css@v=2". */
static struct str bare_name(struct str path)
{
    struct str name = str_from(path, str_find_last_byte(path, '/') + 1);
    name = str_first(name, str_find_byte(name, '?'));
    return str_first(name, str_find_byte(name, '@'));
}

/* Behind the next '<'. */
static struct str next_tag(struct str text)
{
    return str_from(text, str_find_byte(text, '<') + 1);
}

/* An XML file whose first element is a picture; a page may begin with one, too. */
static bool is_svg(struct str first)
{
    struct str tag = next_tag(first);
    while (str_starts(tag, STR("?")) || str_starts(tag, STR("!--")) ||
           str_eq_nocase(str_first(tag, 12), STR("!doctype svg")))
        tag = next_tag(tag);
    return str_starts(tag, STR("svg"));
}

/* A zip that is one document: the first file in it tells. Web archives and exports are others. */
static bool is_zipped_document(struct str first)
{
    enum { NAME_AT = 30 }; /* of a zip's first entry */
    static const struct str NAMES[] = {STR_INIT("[Content_Types].xml"), STR_INIT("_rels/.rels"),
                                       STR_INIT("mimetypeapplication/")};
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_starts(first, STR("PK\x03\x04")) && str_starts(str_from(first, NAME_AT), NAMES[i]))
            return true;
    return false;
}

static bool has_sign(struct str first)
{
    static const struct str SIGNS[] = {STR_INIT("\xFF\xD8\xFF"),
                                       STR_INIT("\x89PNG"),
                                       STR_INIT("GIF8"),
                                       STR_INIT("RIFF"),
                                       STR_INIT("II*\0"),
                                       STR_INIT("MM\0*"),
                                       STR_INIT("\0\0\1\0"),
                                       STR_INIT("\0\0\2\0"),
                                       STR_INIT("8BPS"),
                                       STR_INIT("\0\0\0\x0CjP"),
                                       STR_INIT("\xD0\xCF\x11\xE0"),
                                       STR_INIT("{\\rtf"),
                                       STR_INIT("Rar!"),
                                       STR_INIT("7z\xBC\xAF"),
                                       STR_INIT("\x1A\x45\xDF"),
                                       STR_INIT("FLV\1"),
                                       STR_INIT("\x30\x26\xB2\x75"),
                                       STR_INIT("OggS"),
                                       STR_INIT("fLaC"),
                                       STR_INIT("ID3"),
                                       STR_INIT("\xFF\xFB"),
                                       STR_INIT("\xFF\xF3"),
                                       STR_INIT("\xFF\xF2"),
                                       STR_INIT("\xFF\xF1"),
                                       STR_INIT("\xFF\xF9"),
                                       STR_INIT("wOF"),
                                       STR_INIT("OTTO"),
                                       STR_INIT("\0\1\0\0\0")};
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++)
        if (str_starts(first, SIGNS[i]))
            return true;
    if (str_starts(first, STR("BM")) && str_eq(str_slice(first, 6, 10), STR("\0\0\0\0")))
        return true;
    return str_starts(str_trim(first), STR("%PDF-")) || is_zipped_document(first) ||
           is_svg(first) || str_eq(str_slice(first, 4, 8), STR("ftyp"));
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
    if (document_link_is(name))
        return true;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = fd < 0 ? -1 : read(fd, first, sizeof first);
    if (fd >= 0)
        (void)close(fd);
    return n > 0 && has_sign((struct str){first, (size_t)n});
}

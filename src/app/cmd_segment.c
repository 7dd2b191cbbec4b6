/* loa segment: lines of text in, their words out. */
#include "app/args.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/utf8.h"
#include "text/legacy.h"
#include "text/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char DETAILS[] =
    "Prints each line of the FILEs (standard input without one, or for \"-\") with its words\n"
    "separated by spaces and the syllables of a word joined by \"_\":\n"
    "  Chủ tịch UBND thành phố làm việc với đoàn.\n"
    "  Chủ_tịch UBND thành_phố làm_việc với đoàn .\n"
    "A line may hold one sentence or many, at most 16 MiB. Text that was segmented before gives\n"
    "the same again. Lines in an old character set (TCVN3, VNI, windows-1258, VISCII) are made\n"
    "UTF-8 first, which standard error tells once. What cannot be read gets one line on standard error; the rest goes on.\n"
    "\n"
    "Mỗi dòng vào là một dòng ra; âm tiết của một từ nối với nhau bằng \"_\".\n"
    "\n"
    "Exit: 0 all read, 1 some input failed, 2 misuse.\n";

enum {
    LINE_MAX_BYTES = 16 << 20, /* no paragraph is longer; a file without line ends may be */
    READ_BYTES = 64 << 10,
};

struct segmentation {
    const char *verb;
    const char *path;
    struct segmenter model;
    struct buf line;
    struct buf out;
    size_t line_number; /* of the line being read, from 1 */
    bool too_long;      /* of that line the limit was passed */
    bool failed;
    enum legacy_charset charset; /* that a line of the file was in */
};

/* What the system says to the file as a whole. */
static void complain(struct segmentation *s, int code)
{
    char words[128];
    const char *text = strerror_r(code, words, sizeof words);
    s->failed = say_failure(s->verb, "%s: %s", s->path, text);
}

/* ---- old character sets ---- */

/* Whether text, which is UTF-8, may have been typed in an old font. Nearly all text says no at its
 * first bytes: ASCII has no letter to ask about, Vietnamese soon one that no old font has. */
static bool may_be_typed(struct str text)
{
    size_t at = 0;
    while (at < text.n && (unsigned char)text.p[at] < 0x80)
        at++;
    return at < text.n && legacy_may_be_typed(text);
}

/* What line is in. A line too short to tell follows the file's others. */
static enum legacy_charset charset_of(enum legacy_charset before, struct str line, bool valid)
{
    struct legacy_guess guess = valid ? legacy_recognise_typed(line) : legacy_recognise(line);
    int sure_pct = valid ? LEGACY_TYPED_SURE_PCT : LEGACY_SURE_PCT;
    if (guess.charset != LEGACY_NONE && guess.confidence_pct >= sure_pct)
        return guess.charset;
    return before != LEGACY_NONE && (!valid || legacy_typed_fits(before, line)) ? before
                                                                                : LEGACY_NONE;
}

/* Makes the line UTF-8 if it is in an old character set. */
static void convert_line(struct segmentation *s)
{
    struct str line = buf_view(&s->line);
    struct arena a;
    bool valid = utf8_valid(line, NULL);
    if (valid && !may_be_typed(line))
        return;
    enum legacy_charset charset = charset_of(s->charset, line, valid);
    if (charset == LEGACY_NONE)
        return;
    arena_init(&a, (size_t)LINE_MAX_BYTES * 2 * (LEGACY_GROWTH_MAX + 1));
    struct str utf8 =
        valid ? legacy_typed_to_utf8(&a, charset, line) : legacy_to_utf8(&a, charset, line);
    if (!arena_failed(&a)) {
        buf_clear(&s->line);
        buf_add(&s->line, utf8);
    }
    if (charset != s->charset)
        (void)say_failure(s->verb, "%s: line %zu: looks like %s, made UTF-8", s->path,
                          s->line_number, legacy_words(charset));
    s->charset = charset;
    arena_release(&a);
}

static void print_line(struct segmentation *s)
{
    if (!s->too_long && !buf_failed(&s->line))
        convert_line(s);
    buf_clear(&s->out);
    if (s->too_long)
        s->failed = true;
    else if (buf_failed(&s->line))
        s->failed = say_failure(s->verb, "%s: line %zu: out of memory", s->path, s->line_number);
    else
        segment_print(&s->model, buf_view(&s->line), &s->out);
    buf_add_byte(&s->out, '\n');
    if (buf_failed(&s->out))
        s->failed = say_failure(s->verb, "%s: line %zu: out of memory", s->path, s->line_number);
    else
        say_data(buf_view(&s->out));
    buf_clear(&s->line);
    s->too_long = false;
    s->line_number++;
}

static void add_to_line(struct segmentation *s, struct str part)
{
    if (s->too_long)
        return;
    if (part.n > LINE_MAX_BYTES - s->line.n) {
        s->too_long = true;
        s->failed = say_failure(s->verb, "%s: line %zu: longer than %d MiB, left out", s->path,
                                s->line_number, LINE_MAX_BYTES >> 20);
        return;
    }
    buf_add(&s->line, part);
}

static void take_bytes(struct segmentation *s, struct str bytes)
{
    while (bytes.n) {
        size_t end = str_find_byte(bytes, '\n');
        add_to_line(s, str_first(bytes, end));
        if (end < bytes.n)
            print_line(s);
        bytes = str_from(bytes, end + 1);
    }
}

/* read(2), not stdio: whoever sends line by line through a pipe waits for each answer. */
static void segment_stream(struct segmentation *s, int fd)
{
    char bytes[READ_BYTES];
    s->line_number = 1;
    s->charset = LEGACY_NONE;
    for (;;) {
        ssize_t n = read(fd, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            complain(s, errno);
        if (n <= 0)
            break;
        take_bytes(s, (struct str){bytes, (size_t)n});
        if (fflush(stdout) != 0)
            break; /* main says why */
    }
    if (s->line.n || s->too_long)
        print_line(s);
}

static void segment_file(struct segmentation *s, const char *path)
{
    s->path = path;
    if (strcmp(path, "-") == 0) {
        s->path = "standard input";
        segment_stream(s, STDIN_FILENO);
        return;
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        complain(s, errno);
        return;
    }
    segment_stream(s, fd);
    close(fd);
}

int cmd_segment(int argc, char **argv)
{
    int code = EXIT_DONE;
    struct args args = {.usage = "[FILE...]\n", .details = DETAILS, .places_max = INT_MAX};
    if (!args_read(&args, argc, argv, &code))
        return code;
    struct segmentation s = {.verb = args.verb, .model = segmenter_built_in()};
    buf_init(&s.line, NULL);
    buf_init(&s.out, NULL);
    if (args.places_n == 0)
        segment_file(&s, "-");
    for (int i = 0; i < args.places_n && !ferror(stdout); i++)
        segment_file(&s, args.places[i]);
    buf_release(&s.line);
    buf_release(&s.out);
    return s.failed ? EXIT_FAILED : EXIT_DONE;
}

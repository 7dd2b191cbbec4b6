#include "ingest/legacy_stream.h"

#include "base/utf8.h"

/* "<?xml … encoding=…?>" that is not UTF-8's. */
static bool declares_other(struct str first)
{
    struct str head = str_trim(first);
    struct str declaration = str_first(head, str_find_byte(head, '>'));
    size_t at = str_find(declaration, STR("encoding"));
    if (!str_starts(head, STR("<?xml")) || at == declaration.n)
        return false;
    struct str value = str_trim(str_from(declaration, at + sizeof "encoding" - 1));
    value = str_trim(str_from(value, str_starts(value, STR("=")))); /* a quote, then the name */
    struct str name = str_slice(value, 1, 6);
    return !str_eq_nocase(name, STR("utf-8")) && !str_eq_nocase(str_first(name, 4), STR("utf8"));
}

void legacy_stream_init(struct legacy_stream *s, struct str first,
                        void (*take)(void *ctx, struct str piece), void *ctx)
{
    *s = (struct legacy_stream){.take = take, .ctx = ctx};
    s->declared = declares_other(first);
    s->state = s->declared ? LEGACY_STREAM_PASSES : LEGACY_STREAM_LOOKS;
    buf_init(&s->held, NULL);
}

void legacy_stream_release(struct legacy_stream *s)
{
    buf_release(&s->held);
}

void legacy_stream_restart(struct legacy_stream *s)
{
    buf_clear(&s->held);
    s->state = s->declared ? LEGACY_STREAM_PASSES : LEGACY_STREAM_LOOKS;
}

bool legacy_stream_failed(const struct legacy_stream *s)
{
    return s->failed || buf_failed(&s->held);
}

/* Where the word begins that the byte at `at` belongs to. */
static size_t word_begin(struct str s, size_t at)
{
    while (at && !byte_is_space(s.p[at - 1]))
        at--;
    return at;
}

/* -- converting -- */

static bool is_unicode_word(struct str word)
{
    bool high = false;
    for (size_t i = 0; i < word.n && !high; i++)
        high = (unsigned char)word.p[i] >= 0x80;
    return high && utf8_valid(word, NULL);
}

static size_t word_bytes(struct str s)
{
    size_t n = 0;
    while (n < s.n && !byte_is_space(s.p[n]))
        n++;
    return n;
}

/* Runs between words in UTF-8 are converted whole: capitals are told by their neighbours. */
static void convert(struct legacy_stream *s, struct str bytes)
{
    enum { ARENA_FOR_A_BYTE = 64, ARENA_BYTES = 64 << 10 };
    struct arena a;
    struct buf b;
    arena_init(&a, ARENA_BYTES + bytes.n * ARENA_FOR_A_BYTE);
    buf_init(&b, &a);
    struct str run = {bytes.p, 0};
    for (struct str rest = bytes; rest.n;) {
        struct str word = str_first(rest, word_bytes(rest));
        bool unicode = is_unicode_word(word);
        size_t step = word.n ? word.n : 1;
        rest = str_from(rest, step);
        run.n += unicode ? 0 : step;
        if (!unicode && rest.n)
            continue;
        buf_add(&b, legacy_to_utf8(&a, s->charset, run));
        run = (struct str){rest.p, 0};
        if (unicode)
            buf_add(&b, word);
    }
    s->failed = s->failed || buf_failed(&b) || arena_failed(&a);
    if (!s->failed)
        s->take(s->ctx, buf_view(&b));
    arena_release(&a);
}

/* -- looking -- */

/* What is held before `from` has been given. */
static void keep(struct legacy_stream *s, size_t from)
{
    struct buf rest;
    if (from == 0)
        return;
    buf_init(&rest, NULL);
    buf_add(&rest, str_from(buf_view(&s->held), from));
    s->failed = s->failed || buf_failed(&rest);
    buf_release(&s->held);
    s->held = rest;
}

/* A character whose rest is in the next piece. */
static bool may_go_on(struct str tail)
{
    unsigned char lead = (unsigned char)tail.p[0];
    size_t whole = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    return lead >= 0xC2 && tail.n < whole;
}

/* The last line waits, or the last word of a long one: in VNI a letter's mark is a byte of its own, and
 * capitals of TCVN3 are told by their neighbours. */
static size_t bytes_to_give(struct str s, bool last)
{
    size_t line = str_find_last_byte(s, '\n');
    if (last)
        return s.n;
    if (line < s.n)
        return line + 1;
    if (s.n < LEGACY_STREAM_LINE_BYTES)
        return 0;
    size_t word = word_begin(s, s.n);
    return word == 0 && s.n >= LEGACY_STREAM_HELD_BYTES ? s.n : word;
}

static void take_all(struct legacy_stream *s)
{
    if (s->held.n)
        s->take(s->ctx, buf_view(&s->held));
    buf_clear(&s->held);
}

static void give_plain(struct legacy_stream *s, bool last)
{
    size_t end = bytes_to_give(buf_view(&s->held), last);
    if (end)
        s->take(s->ctx, str_first(buf_view(&s->held), end));
    keep(s, end);
}

/* Gives what is UTF-8 of what is held, and decides by what follows it. */
static void look(struct legacy_stream *s, bool last)
{
    struct str held = buf_view(&s->held);
    size_t at = 0;
    if (utf8_valid(held, &at)) {
        give_plain(s, last);
        return;
    }
    bool cut = !last && may_go_on(str_from(held, at));
    if (!cut && !last && held.n - at < LEGACY_SAMPLE_BYTES)
        return; /* too little to tell */
    size_t begin = word_begin(held, at);
    if (begin)
        s->take(s->ctx, str_first(held, begin));
    keep(s, begin);
    if (cut)
        return;
    struct legacy_guess guess = legacy_recognise(buf_view(&s->held));
    bool sure = guess.confidence_pct >= LEGACY_SURE_PCT && guess.charset != LEGACY_NONE;
    s->charset = sure ? guess.charset : LEGACY_NONE;
    s->state = sure ? LEGACY_STREAM_CONVERTS : LEGACY_STREAM_PASSES;
}

/* -- pieces -- */

/* What is held up to its last white space; all of it at the end. */
static void give_converted(struct legacy_stream *s, bool last)
{
    size_t end = bytes_to_give(buf_view(&s->held), last);
    if (end == 0)
        return;
    convert(s, str_first(buf_view(&s->held), end));
    keep(s, end);
}

static void advance(struct legacy_stream *s, bool last)
{
    if (s->state == LEGACY_STREAM_LOOKS && s->held.n)
        look(s, last);
    if (s->state == LEGACY_STREAM_CONVERTS)
        give_converted(s, last);
    else if (s->state == LEGACY_STREAM_PASSES)
        take_all(s);
}

void legacy_stream_push(struct legacy_stream *s, struct str piece)
{
    if (s->state == LEGACY_STREAM_PASSES && s->held.n == 0) {
        s->take(s->ctx, piece);
        return;
    }
    buf_add(&s->held, piece);
    if (!buf_failed(&s->held))
        advance(s, false);
}

void legacy_stream_end(struct legacy_stream *s)
{
    if (!buf_failed(&s->held))
        advance(s, true);
}

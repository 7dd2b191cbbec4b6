#include "text/norm_word.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/norm_spelling.h"

static struct str spelt(struct arena *a, const struct spelling *s)
{
    struct buf b;
    buf_init(&b, a);
    for (size_t i = 0; i < s->n; i++) {
        char out[4];
        buf_add(&b, (struct str){out, utf8_put(spelling_letter_cp(s->letters[i]), out)});
    }
    return buf_view(&b);
}

struct str norm_tone_place(struct arena *a, struct str word)
{
    struct spelling s;
    if (!spelling_read_text(word, &s) || s.tone == SPELLING_LEVEL || s.tone_at == s.tone_place)
        return word;
    s.letters[s.tone_at].tone = SPELLING_LEVEL;
    s.letters[s.tone_place].tone = s.tone;
    return spelt(a, &s);
}

/* The onsets after which i and y as the whole rhyme are one word (norm_word.h). */
static bool takes_both(const struct spelling *s)
{
    uint32_t first = s->letters[0].base;
    if (s->onset_n == 2)
        return first == 'q';
    return s->onset_n == 1 && (first == 'h' || first == 'k' || first == 'l' || first == 'm' ||
                               first == 's' || first == 't');
}

struct str norm_i_for_y(struct arena *a, struct str word)
{
    struct spelling s;
    if (!spelling_read_text(word, &s) || s.n != s.onset_n + 1 || !takes_both(&s) ||
        s.letters[s.onset_n].base != 'y')
        return word;
    s.letters[s.onset_n].base = 'i';
    return spelt(a, &s);
}

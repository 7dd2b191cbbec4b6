/* "Giám đốc Sở Y tế là ai?": who holds the office, as an article says, and nobody else. A sentence that
 * has all the words may tell of a deputy, or of the director of something else. */
#include "site/ask_internal.h"

#include "base/utf8.h"
#include "register/analysis.h"

/* -- what is asked -- */

static bool begins_office(const struct asking *k, size_t i)
{
    const struct question *q = &k->question;
    uint64_t deputy = question_term_of(q, k->place->arena, STR("phó"));
    uint64_t here = q->plain ? q->words[i].folded : q->words[i].exact;
    size_t at = here == deputy ? i + 1 : i;
    return at < q->words_n && q->words[at].office;
}

void ask_read_office(struct asking *k)
{
    const struct question *q = &k->question;
    struct question_roles roles;
    size_t from = 0;
    question_roles_read(q, k->place->arena, &roles);
    while (from < q->words_n && !question_tells(&q->words[from]))
        from++;
    if (q->kind != QUESTION_WHO || roles.verb || from == q->words_n || !begins_office(k, from))
        return;
    size_t to = q->words_n;
    while (to > from && !question_tells(&q->words[to - 1]))
        to--;
    k->office = from;
    k->office_n = to - from;
}

/* -- who holds it -- */

/* Which words of the office asked for a text says; *other: a word with a capital that is none of them. */
static uint64_t words_said(struct asking *k, struct str text, bool *other)
{
    const struct question *q = &k->question;
    struct str rest = text;
    struct str token;
    struct term_pair terms;
    uint64_t said = 0;
    *other = false;
    while (term_next(&k->reader, &rest, &token, &terms)) {
        uint64_t here = 0;
        for (size_t i = k->office; i < k->office + k->office_n; i++)
            here |=
                (uint64_t)(question_tells(&q->words[i]) && question_word_is(&q->words[i], terms))
                << i;
        struct str first = token;
        *other = *other || (!here && utf8_is_upper(utf8_next(&first)));
        said |= here;
    }
    return said;
}

/* The first two words are the office itself: "Phó Chủ tịch" is none of "Chủ tịch". */
static bool begins_alike(struct asking *k, struct str text)
{
    enum { HEAD_WORDS = 2 };
    const struct question *q = &k->question;
    struct str rest = text;
    struct str token;
    struct term_pair terms;
    size_t n = 0;
    for (; n < HEAD_WORDS && n < k->office_n; n++)
        if (!term_next(&k->reader, &rest, &token, &terms) ||
            !question_word_is(&q->words[k->office + n], terms))
            return false;
    return n > 0;
}

static struct str sentence_text(const struct analysis *found, struct str text, size_t i)
{
    return i < found->sentences_n
               ? str_slice(text, found->sentences[i].start, found->sentences[i].end)
               : STR("");
}

/* What stands beside the office: where it is, by the title, the lead and the sentence itself; what it
 * is, in small letters ("thành phố"), anywhere. */
static uint64_t context(struct asking *k, const struct analysis *found, struct str text,
                        size_t sentence)
{
    bool other = false;
    uint64_t names = 0;
    for (size_t i = k->office; i < k->office + k->office_n; i++)
        names |= (uint64_t)k->question.words[i].name << i;
    uint64_t near = words_said(k, sentence_text(found, text, 0), &other) |
                    words_said(k, sentence_text(found, text, 1), &other) |
                    words_said(k, sentence_text(found, text, sentence), &other);
    return near | (k->question.plain ? 0 : words_said(k, text, &other) & ~names);
}

static size_t count_words(uint64_t words)
{
    return (size_t)__builtin_popcountll(words);
}

/* How well an office that somebody holds is the one asked for: 0 not at all, 1 word for word. What it
 * does not say itself stands beside it, unless it is the same office of another place. */
static double office_fit(struct asking *k, const struct analysis *found, struct str text,
                         const struct entity *office, uint64_t wanted)
{
    bool other = false;
    struct str name = str_slice(text, office->at.start, office->at.end);
    if (!begins_alike(k, name))
        return 0;
    uint64_t said = words_said(k, name, &other);
    if ((wanted & ~said) &&
        (other || (wanted & ~(said | context(k, found, text, office->at.sentence)))))
        return 0;
    return (double)count_words(said) / (double)count_words(wanted);
}

/* "Bí thư Thành ủy chào đón đoàn" does not say who that is. */
static bool names_holder(const struct analysis *found, struct str text, const struct entity *office)
{
    return str_contains(sentence_text(found, text, office->at.sentence),
                        found->entities[office->of].name);
}

bool ask_holder(struct asking *k, struct arena *a, struct str text, struct ask_holder *out)
{
    static const double heading = 0.9; /* the text says it in a whole sentence */
    const struct question *q = &k->question;
    struct analysis found;
    uint64_t wanted = 0;
    double best = 0;
    if (analysis_make(a, text, CLOCK_NONE, &found, NULL))
        return false;
    for (size_t i = k->office; i < k->office + k->office_n; i++)
        wanted |= (uint64_t)question_tells(&q->words[i]) << i;
    for (size_t i = 0; i < found.entities_n; i++) {
        const struct entity *e = &found.entities[i];
        if (e->type != ENTITY_OFFICE || e->of == FACT_NONE || !names_holder(&found, text, e))
            continue;
        double fit = office_fit(k, &found, text, e, wanted) * (e->at.sentence ? 1 : heading);
        if (fit <= best)
            continue;
        best = fit;
        *out = (struct ask_holder){.start = found.sentences[e->at.sentence].start,
                                   .end = found.sentences[e->at.sentence].end,
                                   .fit = fit};
    }
    return best > 0;
}

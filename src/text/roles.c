#include "text/roles.h"

/* What one does to another, the most telling first. */
static const struct {
    struct str words;
    bool mutual;
} verbs[] = {
    {STR_INIT("thăm"), false},     {STR_INIT("hội đàm"), true}, {STR_INIT("hội kiến"), true},
    {STR_INIT("tiếp"), false},     {STR_INIT("đón"), false},    {STR_INIT("gặp"), true},
    {STR_INIT("kết nghĩa"), true}, {STR_INIT("ký"), true},      {STR_INIT("ký kết"), true},
    {STR_INIT("tặng"), false},     {STR_INIT("viếng"), false},
};

/* Capitals of what a body is, which a text may leave out. */
static const struct str kinds[] = {
    STR_INIT("đoàn"), STR_INIT("thành"),  STR_INIT("ủy"),   STR_INIT("tỉnh"),  STR_INIT("tổng"),
    STR_INIT("phó"),  STR_INIT("trưởng"), STR_INIT("ban"),  STR_INIT("đảng"),  STR_INIT("bộ"),
    STR_INIT("sở"),   STR_INIT("ubnd"),   STR_INIT("hđnd"), STR_INIT("quốc"),  STR_INIT("hội"),
    STR_INIT("ông"),  STR_INIT("bà"),     STR_INIT("cộng"), STR_INIT("trung"), STR_INIT("ương"),
    STR_INIT("thủ"),  STR_INIT("đô"),     STR_INIT("thị"),  STR_INIT("quận"),  STR_INIT("phường"),
};

/* "tiếp nhận", "tiếp tục", "thăm dò", "ký túc xá": no visit, no signing. */
static const struct str other_words[] = {
    STR_INIT("nhận"), STR_INIT("tục"),  STR_INIT("theo"), STR_INIT("cận"),  STR_INIT("thu"),
    STR_INIT("nối"),  STR_INIT("giáp"), STR_INIT("dò"),   STR_INIT("khám"), STR_INIT("túc"),
    STR_INIT("ức"),   STR_INIT("giả"),  STR_INIT("khó"),  STR_INIT("nạn"),  STR_INIT("phải"),
};
_Static_assert(COUNT_OF(other_words) <= ROLES_OTHER_WORDS, "there is room for all");

static bool is_word(const struct question *q, struct arena *a, size_t i, struct str word)
{
    return i < q->words_n && q->words[i].exact == question_term_of(q, a, word);
}

/* How many words from i on are the verb's; 0: it does not stand there. */
static size_t verb_at(const struct question *q, struct arena *a, size_t i, struct str verb)
{
    struct str rest = verb;
    struct str word;
    size_t n = 0;
    while (str_next(&rest, ' ', &word))
        if (!is_word(q, a, i + n++, word))
            return 0;
    bool swallowed = i + n < q->words_n && n == 1 && q->words[i + n].compound;
    return swallowed || (n == 1 && q->words[i].compound) ? 0 : n; /* "tiếp tục", "trực tiếp" */
}

static uint64_t name_words(const struct question *q, struct arena *a)
{
    uint64_t names = 0;
    for (size_t i = 0; i < q->words_n; i++) {
        bool counts = q->words[i].name && !q->words[i].office && !q->words[i].number;
        for (size_t k = 0; k < COUNT_OF(kinds) && counts; k++)
            counts = !is_word(q, a, i, kinds[k]);
        names |= (uint64_t)counts << i;
    }
    return names;
}

static bool has(const struct question *q, struct arena *a, struct str word)
{
    for (size_t i = 0; i < q->words_n; i++)
        if (is_word(q, a, i, word))
            return true;
    return false;
}

/* Names behind "tại" and "ở" say where, which any sentence of the text may. */
static uint64_t object_words(const struct question *q, struct arena *a, size_t from, uint64_t names)
{
    uint64_t object = 0;
    for (size_t i = from; i < q->words_n; i++) {
        if (is_word(q, a, i, STR("tại")) || is_word(q, a, i, STR("ở")))
            break;
        object |= names & UINT64_C(1) << i;
    }
    return object;
}

void question_roles_read(const struct question *q, struct arena *a, struct question_roles *out)
{
    *out = (struct question_roles){.verb = 0};
    if (q->plain)
        return;
    out->names = name_words(q, a);
    for (size_t i = 0; i < COUNT_OF(other_words); i++)
        out->other[out->other_n++] = question_term_of(q, a, other_words[i]);
    out->letter = question_term_of(q, a, STR("lời"));
    out->invite = has(q, a, STR("mời")) ? 0 : question_term_of(q, a, STR("mời"));
    out->noun = question_term_of(q, a, STR("chuyến"));
    bool turned = has(q, a, STR("được")) || has(q, a, STR("bị")) || has(q, a, STR("chuyến"));
    for (size_t v = 0; v < COUNT_OF(verbs) && !out->verb; v++)
        for (size_t i = 0; i < q->words_n && !out->verb; i++) {
            size_t n = verb_at(q, a, i, verbs[v].words);
            if (n == 0)
                continue;
            out->verb = ((UINT64_C(1) << n) - 1) << i;
            out->subject = out->names & ((UINT64_C(1) << i) - 1);
            out->object = object_words(q, a, i + n, out->names);
            out->mutual = verbs[v].mutual || turned;
        }
}

/* Notes a name's words; true when all have been said, the last of them just now. */
static bool says_whole(uint64_t *said, uint64_t name, uint64_t here)
{
    *said |= here & name;
    return name && (here & name) && *said == name;
}

/* The verb was read: who stood nearest before it does it. */
static void note_verb(struct roles_seen *seen)
{
    seen->verb = true;
    seen->subject_before = seen->subject_at > seen->object_at;
    seen->object_before = seen->object_at > seen->subject_at;
    seen->as_asked = seen->as_asked || (seen->subject_before && seen->object_at);
    seen->other_way = seen->other_way || (seen->object_before && seen->subject_at);
    seen->half = seen->half || (seen->subject_before && !seen->noun);
    seen->behind = 0;
    seen->pending = false;
}

static void note_behind(const struct question_roles *roles, struct roles_seen *seen)
{
    bool object = roles->object && !(roles->object & ~seen->behind);
    bool subject = roles->subject && !(roles->subject & ~seen->behind);
    seen->as_asked = seen->as_asked || (seen->subject_before && object);
    seen->other_way = seen->other_way || (seen->object_before && subject);
    seen->half = seen->half || (object && !seen->object_before && !seen->said_subject);
}

static bool is_other(const struct question_roles *roles, uint64_t term)
{
    for (size_t i = 0; i < roles->other_n; i++)
        if (roles->other[i] == term)
            return true;
    return false;
}

void roles_next(const struct question_roles *roles, struct roles_seen *seen, uint64_t here,
                uint64_t term)
{
    if (seen->pending && is_other(roles, term))
        seen->pending = false;
    roles_end(seen);
    seen->at++;
    if (says_whole(&seen->said_subject, roles->subject, here))
        seen->subject_at = seen->at;
    if (says_whole(&seen->said_object, roles->object, here))
        seen->object_at = seen->at;
    seen->invited = seen->invited || (term == roles->invite && !seen->letter);
    seen->letter = term == roles->letter;
    bool verb = (here & roles->verb) && !(roles->verb & ~(here | seen->last));
    seen->proposed = seen->proposed || (verb && seen->invited);
    seen->pending = verb && !seen->invited;
    seen->noun = seen->pending ? seen->noun : term == roles->noun;
    seen->last = here;
    seen->behind |= here;
    if (seen->verb)
        note_behind(roles, seen);
}

void roles_end(struct roles_seen *seen)
{
    if (seen->pending)
        note_verb(seen);
}

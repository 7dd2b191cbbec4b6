/* train_segment: the word segmenter's model from segmented and unsegmented text.
 *
 * usage: train_segment --out MODEL --note FILE [--text FILE] [--list FILE] [--places FILE]
 *                      [--chinese FILE] GOLD...
 *        train_segment --measure [the same] GOLD...
 * GOLD: one sentence a line, pieces separated by spaces, those of one word by "_". --text: unlabelled,
 * one paragraph a line. --list, --places, --chinese: words, names of places and what
 * Chinese words would be in Vietnamese (tools/segment_lists.py), one a line. tools/train_segment.py
 * makes the rest from the data sets and calls this.
 *
 * Twice: a first model, with counts of pieces and pairs, segments the unlabelled text; how often a
 * run was a word there becomes a feature of the second. So that the second does not trust this more
 * than it may, the counts it sees in a training sentence come from a first model that has not
 * learned from that sentence (INNER_FOLDS parts).
 * --measure: instead of a model, the F1 of each GOLD by cross-validation.
 * Exit 0 written, 1 failed, 2 misuse. */
#include "tools/train_segment.h"

#include "tools/file.h"

#include <stdio.h>
#include <string.h>

enum {
    FOLDS = 5,
    FOLD_RUN = 280, /* sentences in a row stay together: they are of few articles */
    INNER_FOLDS = 3,
    INNER_RUN = 200,
    ARENA_BYTES_SHIFT = 33,
    FILE_BYTES_MAX = 512 << 20,
    COUNT_BITS = 23,
    GOLD_MAX = 8,
    SENTENCE_ARENA_BYTES = 16 << 20,
};

struct options {
    struct str out;
    struct str note;
    struct str text;
    struct str list;
    struct str places;
    struct str chinese;
    struct str gold[GOLD_MAX];
    size_t gold_n;
    bool measure;
};

struct work {
    struct arena arena;
    struct options o;
    struct vec sentences;
    struct str text;
    struct counts counts;
    struct training training;
    unsigned lexicon_bits;
    struct err e;
};

static bool read_options(struct options *o, int argc, char **argv)
{
    const struct {
        const char *name;
        struct str *value;
    } values[] = {
        {"--out", &o->out},   {"--note", &o->note},     {"--text", &o->text},
        {"--list", &o->list}, {"--places", &o->places}, {"--chinese", &o->chinese},
    };
    for (int i = 1; i < argc; i++) {
        struct str *value = NULL;
        for (size_t k = 0; k < COUNT_OF(values); k++)
            if (strcmp(argv[i], values[k].name) == 0)
                value = values[k].value;
        if (value && i + 1 < argc)
            *value = str_view(argv[++i]);
        else if (strcmp(argv[i], "--measure") == 0)
            o->measure = true;
        else if (argv[i][0] != '-' && o->gold_n < GOLD_MAX)
            o->gold[o->gold_n++] = str_view(argv[i]);
        else
            return false;
    }
    return o->gold_n && (o->measure || (o->out.n && o->note.n));
}

/* -- gold -- */

static void read_sentence(struct work *w, struct str line, unsigned source)
{
    char *plain = arena_alloc(&w->arena, line.n);
    struct sentence *s = vec_push(&w->sentences);
    if (!plain || !s)
        return;
    for (size_t i = 0; i < line.n; i++)
        plain[i] = line.p[i] == '_' ? ' ' : line.p[i];
    struct str text = {plain, line.n};
    s->pieces = arena_array(&w->arena, line.n + SEGMENT_BEFORE + SEGMENT_AFTER, sizeof *s->pieces);
    s->joins = arena_array(&w->arena, line.n + 1, sizeof *s->joins);
    s->source = source;
    s->text = text;
    s->fold = (unsigned)(w->sentences.n / FOLD_RUN % FOLDS);
    struct syllable found;
    size_t at = 0;
    while (!arena_failed(&w->arena) && syllable_next(text, &at, &found)) {
        struct segment_piece *piece = &s->pieces[SEGMENT_BEFORE + s->n];
        segment_piece_read(piece, text, found, s->n ? piece - 1 : NULL);
        s->joins[s->n] = piece->joinable && line.p[found.start - 1] == '_';
        s->n++;
    }
}

static enum rc read_gold(struct work *w)
{
    for (size_t i = 0; i < w->o.gold_n; i++) {
        struct str text;
        struct str line;
        enum rc rc = file_read(&w->arena, w->o.gold[i], FILE_BYTES_MAX, &text, &w->e);
        if (rc)
            return rc;
        while (str_next_line(&text, &line))
            read_sentence(w, line, (unsigned)i);
    }
    return RC_OK;
}

static enum rc read_list(struct work *w, struct str path, enum list_kind kind)
{
    struct str list;
    if (path.n == 0)
        return RC_OK;
    enum rc rc = file_read(&w->arena, path, FILE_BYTES_MAX, &list, &w->e);
    if (!rc)
        counts_add_list(&w->counts, list, kind);
    return rc;
}

static enum rc read_text(struct work *w)
{
    if (!counts_init(&w->counts, &w->arena, COUNT_BITS))
        return fail(&w->e, RC_NOMEM, "out of memory");
    enum rc rc = read_list(w, w->o.list, LIST_WORDS);
    if (!rc)
        rc = read_list(w, w->o.places, LIST_PLACES);
    if (!rc)
        rc = read_list(w, w->o.chinese, LIST_CHINESE);
    if (!rc && w->o.text.n)
        rc = file_read(&w->arena, w->o.text, FILE_BYTES_MAX, &w->text, &w->e);
    if (rc || w->o.text.n == 0)
        return rc;
    counts_add_text(&w->counts, &w->arena, w->text);
    counts_add_classes(&w->counts, &w->arena, w->text);
    return RC_OK;
}

/* -- models -- */

static struct segmenter make_model(struct work *w, const signed char *weights,
                                   const unsigned char *lexicon)
{
    return (struct segmenter){
        .weights = weights,
        .lexicon = lexicon,
        .weight_bits = w->training.weight_bits,
        .lexicon_bits = w->lexicon_bits,
    };
}

static const unsigned char *lexicon(struct work *w, bool words)
{
    size_t dropped = 0;
    const unsigned char *bytes =
        counts_lexicon(&w->counts, &w->arena, w->lexicon_bits, words, &dropped);
    if (dropped)
        fprintf(stderr, "lexicon: %zu entries found no place\n", dropped);
    return bytes;
}

static void look_up(const struct segmenter *m, struct sentence *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct segment_piece *piece = &s->pieces[SEGMENT_BEFORE + i];
        memset(piece->known, 0, sizeof piece->known);
        segment_piece_look_up(m, piece, s->n - i);
    }
}

static void look_up_all(struct work *w, const unsigned char *bytes, const bool *use)
{
    struct segmenter m = make_model(w, NULL, bytes);
    struct sentence *all = w->sentences.p;
    for (size_t i = 0; i < w->sentences.n; i++)
        if (use[i])
            look_up(&m, &all[i]);
}

static struct segmenter train_once(struct work *w, const unsigned char *bytes, const bool *use,
                                   unsigned runs)
{
    struct sentence *all = w->sentences.p;
    struct training t = w->training;
    t.runs = runs;
    return make_model(w, weights_learn(&w->arena, &t, all, use, w->sentences.n), bytes);
}

/* The part of the training that sentence i is left out of, for the first models. */
static size_t inner_fold(size_t i)
{
    return i / INNER_RUN % INNER_FOLDS;
}

/* The model learned from the sentences that use marks. */
static struct segmenter train(struct work *w, const unsigned char *base, const bool *use)
{
    size_t n = w->sentences.n;
    struct sentence *all = w->sentences.p;
    bool *part = arena_array(&w->arena, n, 1);
    look_up_all(w, base, use);
    const unsigned char *lexicons[INNER_FOLDS + 1];
    for (unsigned fold = 0; fold <= INNER_FOLDS; fold++) {
        for (size_t i = 0; i < n; i++)
            part[i] = use[i] && inner_fold(i) != fold;
        struct segmenter first = train_once(w, base, part, 1);
        counts_add_words(&w->counts, &w->arena, &first, w->text);
        lexicons[fold] = lexicon(w, true);
    }
    for (size_t i = 0; i < n; i++) {
        struct segmenter m = make_model(w, NULL, lexicons[inner_fold(i)]);
        if (use[i])
            look_up(&m, &all[i]);
    }
    return train_once(w, lexicons[INNER_FOLDS], use, w->training.runs);
}

/* -- measuring -- */

struct score {
    size_t gold;
    size_t found;
    size_t right;
};

/* joins as the model answers; its words begin where a piece begins. */
static bool decode(const struct segmenter *m, const struct sentence *s, bool *joins)
{
    struct arena a;
    struct segment_words words;
    size_t word = 0;
    arena_init(&a, SENTENCE_ARENA_BYTES);
    segment_words(m, &a, s->text, &words);
    for (size_t i = 0; i < s->n; i++) {
        bool starts = word < words.n && words.v[word].start == s->pieces[SEGMENT_BEFORE + i].start;
        joins[i] = !starts;
        word += starts;
    }
    bool good = !arena_failed(&a);
    arena_release(&a);
    return good;
}

static void compare(const struct sentence *s, const bool *joins, struct score *score)
{
    bool same = true;
    for (size_t i = 0; i <= s->n; i++) {
        bool gold = i == s->n || !s->joins[i];
        bool found = i == s->n || !joins[i];
        score->gold += gold && i;
        score->found += found && i;
        score->right += gold && found && same && i;
        same = gold && found ? true : same && gold == found;
    }
}

static void measure(struct work *w, const unsigned char *base)
{
    struct score scores[GOLD_MAX] = {{0}};
    struct sentence *all = w->sentences.p;
    bool *use = arena_array(&w->arena, w->sentences.n, 1);
    for (unsigned fold = 0; fold < FOLDS; fold++) {
        for (size_t i = 0; i < w->sentences.n; i++)
            use[i] = all[i].fold != fold;
        struct segmenter m = train(w, base, use);
        for (size_t i = 0; i < w->sentences.n; i++) {
            if (use[i])
                continue;
            bool *joins = arena_array(&w->arena, all[i].n, sizeof *joins);
            if (joins && decode(&m, &all[i], joins))
                compare(&all[i], joins, &scores[all[i].source]);
        }
    }
    for (size_t i = 0; i < w->o.gold_n; i++) {
        double p = (double)scores[i].right / (double)scores[i].found;
        double r = (double)scores[i].right / (double)scores[i].gold;
        printf("%.*s: precision %.4f recall %.4f F1 %.4f\n", STR_ARG(w->o.gold[i]), p, r,
               2 * p * r / (p + r));
    }
}

/* -- the file -- */

static void add_u32(struct buf *b, size_t value)
{
    for (int i = 0; i < 4; i++)
        buf_add_byte(b, (char)(unsigned char)(value >> 8 * i));
}

static enum rc write_model(struct work *w, const struct segmenter *m)
{
    struct buf b;
    struct str note;
    enum rc rc = file_read(&w->arena, w->o.note, SEGMENT_NOTE_MAX, &note, &w->e);
    if (rc)
        return rc;
    buf_init(&b, &w->arena);
    buf_add(&b, STR("LoaSegm1"));
    add_u32(&b, m->weight_bits);
    add_u32(&b, m->lexicon_bits);
    add_u32(&b, note.n);
    buf_add(&b, note);
    buf_add(&b, (struct str){(const char *)m->weights, (size_t)1 << m->weight_bits});
    buf_add(&b, (struct str){(const char *)m->lexicon, (size_t)4 << m->lexicon_bits});
    if (buf_failed(&b))
        return fail(&w->e, RC_NOMEM, "out of memory");
    return file_write(w->o.out, buf_view(&b), &w->e);
}

/* Chosen by cross-validation on the training parts (--measure); the results vary little around them. */
static const struct training TRAINING = {
    .weight_bits = 19,
    .epochs = 12,
    .seed = 42,
    .rate = 0.07,
    .shrink = 1e-5,
    .join_bonus = 12,
    .runs = 4,
    .shout = 0.08,
    .forget = 0.3,
};
enum { LEXICON_BITS = 19 };

static enum rc run(struct work *w)
{
    enum rc rc = read_gold(w);
    if (!rc)
        rc = read_text(w);
    if (rc)
        return rc;
    w->lexicon_bits = LEXICON_BITS;
    w->training = TRAINING;
    const unsigned char *base = lexicon(w, false);
    if (w->o.measure) {
        measure(w, base);
        return RC_OK;
    }
    bool *use = arena_array(&w->arena, w->sentences.n, 1);
    if (arena_failed(&w->arena))
        return fail(&w->e, RC_NOMEM, "out of memory");
    memset(use, 1, w->sentences.n);
    struct segmenter m = train(w, base, use);
    return write_model(w, &m);
}

int main(int argc, char **argv)
{
    struct work w = {.e = {""}};
    if (!read_options(&w.o, argc, argv)) {
        fputs(
            "usage: train_segment {--out MODEL --note FILE | --measure} [--text FILE] [--list FILE]\n"
            "                     [--places FILE] [--chinese FILE] GOLD...\n",
            stderr);
        return 2;
    }
    arena_init(&w.arena, (size_t)1 << ARENA_BYTES_SHIFT);
    w.sentences = VEC(struct sentence, &w.arena);
    enum rc rc = run(&w);
    if (rc)
        fprintf(stderr, "train_segment: %s\n", w.e.text);
    arena_release(&w.arena);
    return rc ? 1 : 0;
}

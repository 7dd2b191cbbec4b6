#include "site/coding.h"

enum { WEIGHT_ONE = 1000, WEIGHT_UNSAID = -1, WEIGHT_BROKEN = -2 };

struct str coding_name(enum coding c)
{
    static const struct str NAMES[] = {
#define X(name, word, mark) STR_INIT(word),
        CODING_TABLE(X)
#undef X
    };
    return NAMES[c];
}

struct str coding_mark(enum coding c)
{
    static const struct str MARKS[] = {
#define X(name, word, mark) STR_INIT(mark),
        CODING_TABLE(X)
#undef X
    };
    return MARKS[c];
}

/* "0", "0.25", "1.000" in thousandths (RFC 9110 §12.4.2). */
static int read_weight(struct str text)
{
    int weight = 0;
    int place = WEIGHT_ONE / 10;
    if (text.n == 0 || text.n > sizeof "0.123" - 1 || (text.p[0] != '0' && text.p[0] != '1'))
        return WEIGHT_BROKEN;
    weight = text.p[0] == '1' ? WEIGHT_ONE : 0;
    if (text.n > 1 && text.p[1] != '.')
        return WEIGHT_BROKEN;
    for (size_t i = 2; i < text.n; i++, place /= 10) {
        if (!byte_is_digit(text.p[i]))
            return WEIGHT_BROKEN;
        weight += (text.p[i] - '0') * place;
    }
    return weight <= WEIGHT_ONE ? weight : WEIGHT_BROKEN;
}

/* The weight behind the first ';', WEIGHT_ONE when there is none. */
static int weight_of(struct str parameters)
{
    struct str pair = str_trim(parameters);
    if (pair.n == 0)
        return WEIGHT_ONE;
    size_t name_n = str_find_byte(pair, '=');
    if (!str_eq_nocase(str_trim(str_first(pair, name_n)), STR("q")))
        return WEIGHT_BROKEN;
    return read_weight(str_trim(str_from(pair, name_n + 1)));
}

static enum coding coding_of(struct str name)
{
    for (enum coding c = 0; c < CODING_COUNT; c++)
        if (str_eq_nocase(name, coding_name(c)))
            return c;
    return str_eq_nocase(name, STR("x-gzip")) ? CODING_GZIP : CODING_COUNT; /* §8.4.1.3 */
}

/* One element: its weight goes to the coding it names, or to the others. */
static void take(struct str item, int weights[CODING_COUNT], int *others)
{
    struct str name = STR("");
    (void)str_next(&item, ';', &name);
    name = str_trim(name);
    int weight = weight_of(item);
    if (weight == WEIGHT_BROKEN)
        return;
    enum coding c = coding_of(name);
    if (c != CODING_COUNT)
        weights[c] = weight;
    else if (str_eq(name, STR("*")))
        *others = weight;
}

enum coding coding_choose(const struct wire_request *req, const bool available[CODING_COUNT])
{
    int weights[CODING_COUNT];
    int others = WEIGHT_UNSAID;
    for (enum coding c = 0; c < CODING_COUNT; c++)
        weights[c] = WEIGHT_UNSAID;
    for (size_t i = 0; i < req->fields_n; i++) {
        struct str rest = req->fields[i].value;
        struct str item;
        if (!str_eq_nocase(req->fields[i].name, STR("Accept-Encoding")))
            continue;
        while (str_next(&rest, ',', &item))
            take(item, weights, &others);
    }
    enum coding best = CODING_IDENTITY; /* also when it was refused: better that than nothing */
    int best_weight = 0;                /* unsaid, it is acceptable, after whatever was asked for */
    if (weights[CODING_IDENTITY] > 0)
        best_weight = weights[CODING_IDENTITY];
    for (enum coding c = CODING_IDENTITY + 1; c < CODING_COUNT; c++) {
        int weight = weights[c] == WEIGHT_UNSAID ? others : weights[c];
        if (available[c] && weight > 0 && weight >= best_weight) {
            best = c;
            best_weight = weight;
        }
    }
    return best;
}

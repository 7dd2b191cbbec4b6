/* The noun phrase of an agreement, and what stands around it. Internal to floor register. */
#ifndef LOA_REGISTER_AGREEMENTS_H
#define LOA_REGISTER_AGREEMENTS_H

#include "register/story.h"

/* "6 bản ghi nhớ hợp tác". */
struct phrase {
    size_t from; /* its number included */
    size_t noun;
    size_t end;
    int64_t count; /* 0: none is said */
    const struct reading_hit *hit;
    bool capital;
    bool item; /* of a list: "ký: A; B" */
};

enum agreement_state { AGREEMENT_UNSAID, AGREEMENT_SIGNED, AGREEMENT_PROPOSED };

/* The phrase at piece i; item: it stands in a list, whose signs end it. False: none. */
bool agreement_phrase_at(const struct reading *r, size_t i, bool item, struct phrase *out);

/* Whether it is signed, as the words before and behind it say; pieces from..to - 1 are read. */
enum agreement_state agreement_state_of(const struct reading *r, const struct phrase *p,
                                        size_t from, size_t to);

/* "chứng kiến lễ ký bản ghi nhớ". */
bool agreement_is_witnessed(const struct reading *r, const struct phrase *p, size_t from);

/* A word of "ký" that no other word swallows ("đăng ký"). */
bool agreement_is_signing(const struct reading *r, size_t i);

/* Who agreed: the bodies and countries named with it. */
void agreement_parties(struct story *s, size_t sentence, const struct phrase *p,
                       struct fact_texts *out);

/* A word of a space-parted list stands at piece i. */
bool agreement_is_word(const struct reading *r, size_t i, const char *list);

#endif

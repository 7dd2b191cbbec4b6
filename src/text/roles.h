/* Who does what to whom: the roles a question gives to the names it has, and whether a sentence gives
 * them the same ones. "Đoàn Pháp thăm Hà Nội khi nào?" is not answered where Hà Nội visits France.
 *
 * Only a question with marks and with names beside one of a few verbs has roles. Pure; any thread.
 * Cost: O(words of the question), and O(1) a token. */
#ifndef LOA_TEXT_ROLES_H
#define LOA_TEXT_ROLES_H

#include "text/question.h"

enum { ROLES_OTHER_WORDS = 16 };

/* Sets of words are bits: bit i is word i of the question. */
struct question_roles {
    uint64_t verb;                     /* "thăm", "hội đàm"; 0: the question gives no roles */
    uint64_t subject;                  /* names before it */
    uint64_t object;                   /* names behind it */
    uint64_t names;                    /* all names of the question */
    bool mutual;                       /* "hội đàm", "ký": either may stand first */
    uint64_t other[ROLES_OTHER_WORDS]; /* terms that make another word of the verb before them */
    size_t other_n;
    uint64_t
        invite; /* the term of "mời": who is invited to visit does not visit yet; 0: it is asked for */
    uint64_t letter; /* the term of "lời": "theo lời mời" they come */
    uint64_t noun;   /* the term of "chuyến": "hoan nghênh chuyến thăm" visits nobody */
};

void question_roles_read(const struct question *q, struct arena *a, struct question_roles *out);

/* A sentence that is being read, token by token. Zero is its beginning. */
struct roles_seen {
    size_t at;     /* tokens read */
    uint64_t last; /* what the last one said */
    uint64_t said_subject;
    uint64_t said_object;
    size_t subject_at; /* the token by which it was last said whole; 0: not yet */
    size_t object_at;
    uint64_t behind;     /* words behind the verb */
    bool subject_before; /* stood nearest before the verb */
    bool object_before;
    bool noun;     /* the last token was "chuyến", or the verb stands behind it */
    bool proposed; /* the verb stands behind "mời" */
    bool invited;  /* "mời" was there, and no clause ended since */
    bool letter;   /* the last token was "lời", which makes an invitation of it */
    bool pending;  /* the last token may be the verb: the next one tells */
    bool verb;     /* it was there */
    bool half;     /* one of them was in its place, the other was not said */
    bool as_asked;
    bool other_way; /* the object does it to the subject */
};

/* here: the words of the question that the next token says; term: its own (question_term). */
void roles_next(const struct question_roles *roles, struct roles_seen *seen, uint64_t here,
                uint64_t term);
/* After the last token. */
void roles_end(struct roles_seen *seen);

#endif

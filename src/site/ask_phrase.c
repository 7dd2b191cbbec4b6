#include "site/ask.h"

enum rc ask_phrase(const struct ask_phraser *p, struct arena *a, struct str question,
                   const struct ask_answers *found, struct ask_phrased *out, struct err *e)
{
    struct str passages[ASK_ANSWERS_MAX];
    struct phrase_question q = {
        .question = str_copy(a, question), .passages = passages, .passages_n = found->n};
    struct str said = STR("");
    out->n = 0;
    if (found->n == 0)
        return RC_OK; /* what the archive does not know, nobody is asked */
    for (size_t i = 0; i < found->n; i++)
        passages[i] = found->answers[i].text;
    enum rc rc = p->ask(p->ctx, a, &q, &said, e);
    if (!rc)
        out->n = phrased_keep(a, &q, said, out->sentences, ASK_ANSWERS_MAX);
    return rc;
}

/* The generated tables behind words_of; nobody else includes this. Constant; any thread. */
#ifndef LOA_PAGE_WORDS_TABLES_H
#define LOA_PAGE_WORDS_TABLES_H

#include "page/words.h"

extern const struct words words_vi;
extern const struct words words_en;

#endif

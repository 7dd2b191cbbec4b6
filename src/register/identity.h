/* Whether two names are one, across articles: spellings, transcriptions, old and new units.
 *
 * A foreign name is written as its own language does ("Alberto Anaya Gutiérrez") or syllable by
 * syllable as it sounds ("An-bec-tô A-na-gia Gu-tia-rết"). The consonants that begin syllables stay
 * nearly the same, and by them the two are compared. Pure; any thread. Cost: O(length). */
#ifndef LOA_REGISTER_IDENTITY_H
#define LOA_REGISTER_IDENTITY_H

#include "base/str.h"

enum {
    IDENTITY_NAME_MAX_BYTES = 400, /* of a name that is compared: longer ones are cut */
};

/* True for "Gu-tia-rết": a word of syllables with hyphens, small letters behind them. */
bool identity_is_transcribed(struct str name);

/* The text two spellings of one name have in common, to look one up by, in a. Vietnamese names:
 * small letters, one place of the tone. Foreign and transcribed ones: the classes of the consonants
 * that begin their syllables; different names may share it, so ask identity_same_name. */
struct str identity_name_key(struct arena *a, struct str name);

/* True if the names are spellings of one: equal but for case and the place of the tone; or one is
 * the other's transcription, or a later one of its words in the same order; of foreign names also "D. Trump" and
 * "Donald Trump", or equal but for marks and doubled letters. */
bool identity_same_name(struct arena *a, struct str x, struct str y);

/* The gazetteer's id of a place by any of its names ("MX" for "Mê-hi-cô" and "Mexico"), or "". */
struct str identity_place(struct str name);

/* The id of the province that a former province is part of now ("VN-Hải Phòng" for "Hải Dương"),
 * of another place its own id, or "". */
struct str identity_place_now(struct str name);

#endif

/* Vietnamese text from before Unicode: which character set it is in, and the same text as UTF-8.
 *
 * Two shapes. A page whose bytes are not UTF-8: legacy_recognise and legacy_to_utf8. And text that was
 * typed in a TCVN3 or VNI font, taken for Latin-1 and stored as UTF-8 ("B¸o §iÖn tö", "Baùo ñieän töû"):
 * legacy_recognise_typed and legacy_typed_to_utf8. Ask before norm_text, which takes out the soft hyphen
 * that is TCVN3's ư; a title and its body are best asked together, because ten words tell more than three.
 *
 * The recogniser reads the words in each character set and counts which are spelt as Vietnamese
 * syllables. It wants evidence: words that hold no letter beyond ASCII say little, and text without
 * such letters, English, French or proper Vietnamese in UTF-8 is LEGACY_NONE.
 * Pure functions; any thread. Cost: O(length), for recognition O(LEGACY_SAMPLE_BYTES). */
#ifndef LOA_TEXT_LEGACY_H
#define LOA_TEXT_LEGACY_H

#include "base/str.h"

/* Name, words for an operator; the likelier first, for the text that fits two alike. */
#define LEGACY_TABLE(X)                                                                            \
    X(LEGACY_NONE, "none of them")                                                                 \
    X(LEGACY_TCVN3, "TCVN3 (ABC)")                                                                 \
    X(LEGACY_VNI, "VNI")                                                                           \
    X(LEGACY_CP1258, "windows-1258")                                                               \
    X(LEGACY_VISCII, "VISCII")

enum legacy_charset {
#define LEGACY_ENUM(name, words) name,
    LEGACY_TABLE(LEGACY_ENUM)
#undef LEGACY_ENUM
        LEGACY_COUNT
};

enum {
    LEGACY_SAMPLE_BYTES = 16384, /* what is looked at; the menus of an old page are shorter */
    LEGACY_GROWTH_MAX = 3,       /* bytes of UTF-8 for a byte: ặ, ₫, † */

    /* confidence_pct from which a guess is acted on */
    LEGACY_SURE_PCT = 60, /* bytes that are not UTF-8 are something: the likeliest is taken */
    LEGACY_TYPED_SURE_PCT =
        80, /* UTF-8 is what it says, unless nearly every word speaks against it */
};

/* confidence_pct: the share of marked words that are Vietnamese syllables in charset, lowered when
 * there are few; 0 with LEGACY_NONE. */
struct legacy_guess {
    enum legacy_charset charset;
    int confidence_pct;
};

const char *legacy_words(enum legacy_charset charset);

/* For a page's bytes, text or markup. Valid UTF-8 is LEGACY_NONE. */
struct legacy_guess legacy_recognise(struct str bytes);

/* For UTF-8 text, the whole of which may be typed in an old font. Characters that are not in
 * windows-1252 count as themselves; text with letters among them is LEGACY_NONE. */
struct legacy_guess legacy_recognise_typed(struct str text);

/* False for text with a letter that windows-1252 has not: it was not typed in an old font. True for
 * text in ASCII. Such pieces of an article (its lines, its fields) are the evidence to join. */
bool legacy_may_be_typed(struct str text);

/* For a piece too short to be recognised, which stands in text that was typed in charset: whether it
 * was, too. A title or a name that somebody set anew is not; what reads well both ways is. */
bool legacy_typed_fits(enum legacy_charset charset, struct str text);

/* bytes as UTF-8 in NFC, in a; at most LEGACY_GROWTH_MAX times as long. With LEGACY_NONE they are
 * windows-1252. TCVN3 has no capitals with tones; where they were shown by a font of capitals
 * (.VnTimeH), a word of two or more ASCII capitals and small toned letters is made capitals:
 * "HéI NGHÞ" is HỘI NGHỊ, "Hµ Néi" is Hà Nội. A word wholly typed in small letters stays small; only
 * its font knew. */
struct str legacy_to_utf8(struct arena *a, enum legacy_charset charset, struct str bytes);

/* The same for the text of legacy_recognise_typed; characters that are not in windows-1252 stay. With
 * LEGACY_NONE a copy. Bytes that are not UTF-8 become U+FFFD. If TCVN3 text has lost its soft hyphens,
 * ư is put back where it can be told (legacy_mend.h). */
struct str legacy_typed_to_utf8(struct arena *a, enum legacy_charset charset, struct str text);

#endif

/* Letters of other alphabets that look like ASCII ones, in the order of their code points.
 *
 * From Unicode's confusables (UTS #39, version 15.0, Unicode licence v3), as ICU 72's uspoof gives their
 * prototypes: letters in lower case of the alphabets below whose prototype is one to three ASCII letters
 * or digits. Left out is what text_fold settles before: fullwidth, mathematical and ligature letters,
 * and Latin letters with marks. Changed: the palochka U+04CF is l, as which it is shown in addresses. */
#ifndef LOA_ARTICLE_LINK_CONFUSABLE_H
#define LOA_ARTICLE_LINK_CONFUSABLE_H

/* X(code point, what it looks like): Latin, Greek, Coptic, Cyrillic, Armenian, Hebrew, Georgian, Cherokee,
 * Canadian Syllabics, Thai, Lao, Myanmar, Tifinagh, Lisu, Deseret */
/* clang-format off */
#define LINK_CONFUSABLE_TABLE(X) \
    X(0x00E6, "ae") X(0x0131, "i") X(0x0133, "ij") X(0x0153, "oe") X(0x017F, "f") \
    X(0x018D, "g") X(0x01BD, "s") X(0x01C0, "l") X(0x01C1, "ll") X(0x01C9, "lj") \
    X(0x01CC, "nj") X(0x01F3, "dz") X(0x0223, "8") X(0x0251, "a") X(0x0261, "g") \
    X(0x0263, "y") X(0x0269, "i") X(0x026A, "i") X(0x026F, "w") X(0x028B, "u") \
    X(0x028F, "y") X(0x02A3, "dz") X(0x02A6, "ts") X(0x02AA, "ls") X(0x02AB, "lz") \
    X(0x037A, "i") X(0x03B1, "a") X(0x03B3, "y") X(0x03B9, "i") X(0x03BD, "v") \
    X(0x03BF, "o") X(0x03C1, "p") X(0x03C3, "o") X(0x03C5, "u") X(0x03D2, "y") \
    X(0x03F1, "p") X(0x03F2, "c") X(0x03F3, "j") X(0x0430, "a") X(0x0431, "6") \
    X(0x0433, "r") X(0x0435, "e") X(0x043E, "o") X(0x0440, "p") X(0x0441, "c") \
    X(0x0443, "y") X(0x0445, "x") X(0x0455, "s") X(0x0456, "i") X(0x0458, "j") \
    X(0x0461, "w") X(0x0475, "v") X(0x04AF, "y") X(0x04BB, "h") X(0x04BD, "e") \
    X(0x04CF, "l") X(0x04D5, "ae") X(0x0501, "d") X(0x051B, "q") X(0x051D, "w") \
    X(0x0561, "w") X(0x0563, "q") X(0x0566, "q") X(0x0570, "h") X(0x0578, "n") \
    X(0x057C, "n") X(0x057D, "u") X(0x0581, "g") X(0x0584, "f") X(0x0585, "o") \
    X(0x05D5, "l") X(0x05D8, "v") X(0x05DF, "l") X(0x05E1, "o") X(0x05F0, "ll") \
    X(0x0E50, "o") X(0x0ED0, "o") X(0x101D, "o") X(0x1040, "o") X(0x10E7, "y") \
    X(0x10FF, "o") X(0x142F, "v") X(0x144C, "u") X(0x146D, "p") X(0x146F, "d") \
    X(0x1472, "b") X(0x148D, "j") X(0x14AA, "l") X(0x14BF, "2") X(0x1541, "x") \
    X(0x157C, "h") X(0x157D, "x") X(0x1587, "r") X(0x15AF, "b") X(0x15B4, "f") \
    X(0x15C5, "a") X(0x15DE, "d") X(0x15EA, "d") X(0x15F0, "m") X(0x15F7, "b") \
    X(0x1D04, "c") X(0x1D0F, "o") X(0x1D11, "o") X(0x1D1C, "u") X(0x1D20, "v") \
    X(0x1D21, "w") X(0x1D22, "z") X(0x1D26, "r") X(0x1D6B, "ue") X(0x1D83, "g") \
    X(0x1D8C, "y") X(0x1E9D, "f") X(0x1EFF, "y") X(0x1FBE, "i") X(0x2C85, "r") \
    X(0x2C9F, "o") X(0x2CA3, "p") X(0x2CA5, "c") X(0x2D38, "v") X(0x2D39, "e") \
    X(0x2D4F, "l") X(0x2D54, "o") X(0x2D55, "q") X(0x2D5D, "x") X(0xA4D0, "b") \
    X(0xA4D1, "p") X(0xA4D2, "d") X(0xA4D3, "d") X(0xA4D4, "t") X(0xA4D6, "g") \
    X(0xA4D7, "k") X(0xA4D9, "j") X(0xA4DA, "c") X(0xA4DC, "z") X(0xA4DD, "f") \
    X(0xA4DF, "m") X(0xA4E0, "n") X(0xA4E1, "l") X(0xA4E2, "s") X(0xA4E3, "r") \
    X(0xA4E6, "v") X(0xA4E7, "h") X(0xA4EA, "w") X(0xA4EB, "x") X(0xA4EC, "y") \
    X(0xA4EE, "a") X(0xA4F0, "e") X(0xA4F2, "l") X(0xA4F3, "o") X(0xA4F4, "u") \
    X(0xA647, "i") X(0xA699, "oo") X(0xA731, "s") X(0xA733, "aa") X(0xA735, "ao") \
    X(0xA737, "au") X(0xA739, "av") X(0xA73B, "av") X(0xA73D, "ay") X(0xA74F, "oo") \
    X(0xA777, "tf") X(0xA799, "f") X(0xA79F, "u") X(0xAB32, "e") X(0xAB35, "f") \
    X(0xAB3D, "o") X(0xAB47, "r") X(0xAB48, "r") X(0xAB4E, "u") X(0xAB52, "u") \
    X(0xAB5A, "y") X(0xAB63, "uo") X(0xAB75, "i") X(0xAB81, "r") X(0xAB83, "w") \
    X(0xAB93, "z") X(0xABA9, "v") X(0xABAA, "s") X(0xABAF, "c") X(0x1042C, "o") \
    X(0x1043D, "c") X(0x10448, "s")
/* clang-format on */

enum { LINK_CONFUSABLES = 182 };

#endif

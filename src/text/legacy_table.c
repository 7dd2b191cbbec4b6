#include "text/legacy_table.h"

#include "base/utf8.h"
#include "text/norm_spelling.h"

enum { C1_FIRST = 0x80, LATIN1_FIRST = 0xA0, BYTE_END = 0x100 };

/* Bytes 80..9F of windows-1252. */
static const uint16_t CP1252_C1[LATIN1_FIRST - C1_FIRST] = {
    0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178,
};

/* Bytes A0..FF of TCVN 5712:1993; a dot stands for the no-break space and the combining tones. */
static const uint16_t TCVN[BYTE_END - LATIN1_FIRST] = {
    0xA0,   0x102,  0xC2,   0xCA,   0xD4,   0x1A0,  0x1AF,  0x110,  /* .ĂÂÊÔƠƯĐ */
    0x103,  0xE2,   0xEA,   0xF4,   0x1A1,  0x1B0,  0x111,  0x1EB0, /* ăâêôơưđẰ */
    0x300,  0x309,  0x303,  0x301,  0x323,  0xE0,   0x1EA3, 0xE3,   /* .....àảã */
    0xE1,   0x1EA1, 0x1EB2, 0x1EB1, 0x1EB3, 0x1EB5, 0x1EAF, 0x1EB4, /* áạẲằẳẵắẴ */
    0x1EAE, 0x1EA6, 0x1EA8, 0x1EAA, 0x1EA4, 0x1EC0, 0x1EB7, 0x1EA7, /* ẮẦẨẪẤỀặầ */
    0x1EA9, 0x1EAB, 0x1EA5, 0x1EAD, 0xE8,   0x1EC2, 0x1EBB, 0x1EBD, /* ẩẫấậèỂẻẽ */
    0xE9,   0x1EB9, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EBF, 0x1EC7, 0xEC,   /* éẹềểễếệì */
    0x1EC9, 0x1EC4, 0x1EBE, 0x1ED2, 0x129,  0xED,   0x1ECB, 0xF2,   /* ỉỄẾỒĩíịò */
    0x1ED4, 0x1ECF, 0xF5,   0xF3,   0x1ECD, 0x1ED3, 0x1ED5, 0x1ED7, /* Ổỏõóọồổỗ */
    0x1ED1, 0x1ED9, 0x1EDD, 0x1EDF, 0x1EE1, 0x1EDB, 0x1EE3, 0xF9,   /* ốộờởỡớợù */
    0x1ED6, 0x1EE7, 0x169,  0xFA,   0x1EE5, 0x1EEB, 0x1EED, 0x1EEF, /* Ỗủũúụừửữ */
    0x1EE9, 0x1EF1, 0x1EF3, 0x1EF7, 0x1EF9, 0xFD,   0x1EF5, 0x1ED0, /* ứựỳỷỹýỵỐ */
};

/* Bytes 80..FF of VISCII 1.1. */
static const uint16_t VISCII[BYTE_END - C1_FIRST] = {
    0x1EA0, 0x1EAE, 0x1EB0, 0x1EB6, 0x1EA4, 0x1EA6, 0x1EA8, 0x1EAC, /* ẠẮẰẶẤẦẨẬ */
    0x1EBC, 0x1EB8, 0x1EBE, 0x1EC0, 0x1EC2, 0x1EC4, 0x1EC6, 0x1ED0, /* ẼẸẾỀỂỄỆỐ */
    0x1ED2, 0x1ED4, 0x1ED6, 0x1ED8, 0x1EE2, 0x1EDA, 0x1EDC, 0x1EDE, /* ỒỔỖỘỢỚỜỞ */
    0x1ECA, 0x1ECE, 0x1ECC, 0x1EC8, 0x1EE6, 0x168,  0x1EE4, 0x1EF2, /* ỊỎỌỈỦŨỤỲ */
    0xD5,   0x1EAF, 0x1EB1, 0x1EB7, 0x1EA5, 0x1EA7, 0x1EA9, 0x1EAD, /* Õắằặấầẩậ */
    0x1EBD, 0x1EB9, 0x1EBF, 0x1EC1, 0x1EC3, 0x1EC5, 0x1EC7, 0x1ED1, /* ẽẹếềểễệố */
    0x1ED3, 0x1ED5, 0x1ED7, 0x1EE0, 0x1A0,  0x1ED9, 0x1EDD, 0x1EDF, /* ồổỗỠƠộờở */
    0x1ECB, 0x1EF0, 0x1EE8, 0x1EEA, 0x1EEC, 0x1A1,  0x1EDB, 0x1AF,  /* ịỰỨỪỬơớƯ */
    0xC0,   0xC1,   0xC2,   0xC3,   0x1EA2, 0x102,  0x1EB3, 0x1EB5, /* ÀÁÂÃẢĂẳẵ */
    0xC8,   0xC9,   0xCA,   0x1EBA, 0xCC,   0xCD,   0x128,  0x1EF3, /* ÈÉÊẺÌÍĨỳ */
    0x110,  0x1EE9, 0xD2,   0xD3,   0xD4,   0x1EA1, 0x1EF7, 0x1EEB, /* ĐứÒÓÔạỷừ */
    0x1EED, 0xD9,   0xDA,   0x1EF9, 0x1EF5, 0xDD,   0x1EE1, 0x1B0,  /* ửÙÚỹỵÝỡư */
    0xE0,   0xE1,   0xE2,   0xE3,   0x1EA3, 0x103,  0x1EEF, 0x1EAB, /* àáâãảăữẫ */
    0xE8,   0xE9,   0xEA,   0x1EBB, 0xEC,   0xED,   0x129,  0x1EC9, /* èéêẻìíĩỉ */
    0x111,  0x1EF1, 0xF2,   0xF3,   0xF4,   0xF5,   0x1ECF, 0x1ECD, /* đựòóôõỏọ */
    0x1EE5, 0xF9,   0xFA,   0x169,  0x1EE7, 0xFD,   0x1EE3, 0x1EEE, /* ụùúũủýợỮ */
};

uint32_t legacy_cp1252(unsigned char byte)
{
    return byte >= C1_FIRST && byte < LATIN1_FIRST ? CP1252_C1[byte - C1_FIRST] : byte;
}

int legacy_cp1252_byte(uint32_t cp)
{
    if (cp < BYTE_END)
        return (int)cp;
    for (size_t i = 0; i < COUNT_OF(CP1252_C1); i++)
        if (CP1252_C1[i] == cp)
            return (int)(C1_FIRST + i);
    return -1;
}

uint32_t legacy_tcvn3(unsigned char byte)
{
    return byte >= LATIN1_FIRST ? TCVN[byte - LATIN1_FIRST] : legacy_cp1252(byte);
}

uint32_t legacy_viscii(unsigned char byte)
{
    switch (byte) {
    case 0x02: return 0x1EB2; /* Ẳ */
    case 0x05: return 0x1EB4; /* Ẵ */
    case 0x06: return 0x1EAA; /* Ẫ */
    case 0x14: return 0x1EF6; /* Ỷ */
    case 0x19: return 0x1EF8; /* Ỹ */
    case 0x1E: return 0x1EF4; /* Ỵ */
    default: return byte >= C1_FIRST ? VISCII[byte - C1_FIRST] : byte;
    }
}

/* Where windows-1258 is not windows-1252. */
uint32_t legacy_cp1258(unsigned char byte)
{
    switch (byte) {
    case 0xC3: return 0x102;  /* Ă */
    case 0xCC: return 0x300;  /* huyền */
    case 0xD0: return 0x110;  /* Đ */
    case 0xD2: return 0x309;  /* hỏi */
    case 0xD5: return 0x1A0;  /* Ơ */
    case 0xDD: return 0x1AF;  /* Ư */
    case 0xDE: return 0x303;  /* ngã */
    case 0xE3: return 0x103;  /* ă */
    case 0xEC: return 0x301;  /* sắc */
    case 0xF0: return 0x111;  /* đ */
    case 0xF2: return 0x323;  /* nặng */
    case 0xF5: return 0x1A1;  /* ơ */
    case 0xFD: return 0x1B0;  /* ư */
    case 0xFE: return 0x20AB; /* ₫ */
    default: return legacy_cp1252(byte);
    }
}

/* -- VNI -- */

/* VNI letters of one byte; the capital is 32 below, as in Latin-1. */
static uint32_t vni_single(unsigned char byte)
{
    bool upper = byte >= 0xC0 && byte < 0xE0;
    uint32_t cp = 0;
    switch (byte | 0x20) {
    case 0xE6: cp = 0x1EC9; break; /* ỉ */
    case 0xEC: cp = 0xEC; break;   /* ì */
    case 0xED: cp = 0xED; break;   /* í */
    case 0xEE: cp = 0x1EF5; break; /* ỵ */
    case 0xF1: cp = 0x111; break;  /* đ */
    case 0xF2: cp = 0x1ECB; break; /* ị */
    case 0xF3: cp = 0x129; break;  /* ĩ */
    case 0xF4: cp = 0x1A1; break;  /* ơ */
    case 0xF6: cp = 0x1B0; break;  /* ư */
    default: return legacy_cp1252(byte);
    }
    return upper ? utf8_upper_cp(cp) : cp;
}

/* What a byte after a letter adds: a circumflex or breve of a, e, o (0: none) and a tone. */
struct vni_mark {
    char vowel; /* '^', '(' or 0 */
    enum spelling_tone tone;
};

/* False if byte is no mark. The marks of capitals are 32 below. */
static bool vni_mark_of(unsigned char byte, struct vni_mark *mark)
{
    if (byte < 0xC0)
        return false;
    switch (byte | 0x20) {
    case 0xF9: *mark = (struct vni_mark){0, SPELLING_ACUTE}; return true;
    case 0xF8: *mark = (struct vni_mark){0, SPELLING_GRAVE}; return true;
    case 0xFB: *mark = (struct vni_mark){0, SPELLING_HOOK}; return true;
    case 0xF5: *mark = (struct vni_mark){0, SPELLING_TILDE}; return true;
    case 0xEF: *mark = (struct vni_mark){0, SPELLING_DOT}; return true;
    case 0xE2: *mark = (struct vni_mark){'^', SPELLING_LEVEL}; return true;
    case 0xE1: *mark = (struct vni_mark){'^', SPELLING_ACUTE}; return true;
    case 0xE0: *mark = (struct vni_mark){'^', SPELLING_GRAVE}; return true;
    case 0xE5: *mark = (struct vni_mark){'^', SPELLING_HOOK}; return true;
    case 0xE3: *mark = (struct vni_mark){'^', SPELLING_TILDE}; return true;
    case 0xE4: *mark = (struct vni_mark){'^', SPELLING_DOT}; return true;
    case 0xEA: *mark = (struct vni_mark){'(', SPELLING_LEVEL}; return true;
    case 0xE9: *mark = (struct vni_mark){'(', SPELLING_ACUTE}; return true;
    case 0xE8: *mark = (struct vni_mark){'(', SPELLING_GRAVE}; return true;
    case 0xFA: *mark = (struct vni_mark){'(', SPELLING_HOOK}; return true;
    case 0xFC: *mark = (struct vni_mark){'(', SPELLING_TILDE}; return true;
    case 0xEB: *mark = (struct vni_mark){'(', SPELLING_DOT}; return true;
    default: return false;
    }
}

/* base with the mark's circumflex or breve; 0 if there is no such letter. */
static uint32_t vni_vowel(uint32_t base, char mark)
{
    if (mark == 0) /* the letters of i are single bytes */
        return spelling_is_vowel(base) && base != 'i' ? base : 0;
    if (mark == '(')
        return base == 'a' ? 0x103 : 0;
    switch (base) {
    case 'a': return 0xE2;
    case 'e': return 0xEA;
    case 'o': return 0xF4;
    default: return 0;
    }
}

uint32_t legacy_vni_next(struct str *rest)
{
    uint32_t cp = vni_single((unsigned char)rest->p[0]);
    *rest = str_from(*rest, 1);
    struct vni_mark mark;
    if (!rest->n || !vni_mark_of((unsigned char)rest->p[0], &mark))
        return cp;
    struct spelling_letter letter = spelling_letter_of(cp);
    uint32_t base = vni_vowel(letter.base, mark.vowel);
    /* ị and ỵ are whole, and what is no letter of VNI takes no mark */
    if (!base || letter.tone != SPELLING_LEVEL || (cp >= 0x80 && base != 0x1A1 && base != 0x1B0))
        return cp;
    *rest = str_from(*rest, 1);
    letter.base = base;
    letter.tone = mark.tone;
    return spelling_letter_cp(letter);
}

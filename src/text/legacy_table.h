/* The byte tables of the character sets in which Vietnamese was written before Unicode.
 *
 * - TCVN3 ("ABC", fonts .VnTime): TCVN 5712:1993, form VN3. It is the printed half of form VN1: small
 *   letters with tones, and the seven capitals Ă Â Ê Ô Ơ Ư Đ. Bytes A0..FF that VN3 leaves free are
 *   read as in VN1 (capitals with tones, combining tones).
 * - VNI for Windows (fonts VNI-Times): a base letter, then one byte for its marks; ơ ư đ, ỵ and the
 *   letters of i are one byte.
 * - VISCII: RFC 1456, including its six capitals below 20.
 * - windows-1258: Microsoft's code page; letters with breve, circumflex or horn are one byte, tones
 *   combine. Bytes it leaves free are read as in windows-1252.
 * TCVN3 and VNI were typed in Windows: their bytes 80..9F (quotes, dashes, …) are windows-1252's, as
 * the HTML Living Standard decodes it.
 * Constant; any thread. */
#ifndef LOA_TEXT_LEGACY_TABLE_H
#define LOA_TEXT_LEGACY_TABLE_H

#include "base/str.h"

/* One character of a one-byte set. */
uint32_t legacy_cp1252(unsigned char byte);
uint32_t legacy_tcvn3(unsigned char byte);
uint32_t legacy_viscii(unsigned char byte);
uint32_t legacy_cp1258(unsigned char byte);

/* The byte that is cp in windows-1252, or -1. The five bytes that have no character there are the
 * controls of the same number, as browsers have it. */
int legacy_cp1252_byte(uint32_t cp);

/* One character of VNI from the first bytes of *rest, which must not be empty; moves *rest past one
 * or two. */
uint32_t legacy_vni_next(struct str *rest);

#endif

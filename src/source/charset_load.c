#include "source/charset_load.h"

#include "base/str.h"

#include <iconv.h>

/* iconv's names; several stand for the larger set that pages mean by a smaller one's label. */
static const char *const NAMES[] = {
    "IBM866",       "ISO-8859-1",   "ISO-8859-2",   "ISO-8859-3",   "ISO-8859-4",   "ISO-8859-5",
    "ISO-8859-6",   "ISO-8859-7",   "ISO-8859-8",   "ISO-8859-9",   "ISO-8859-10",  "ISO-8859-13",
    "ISO-8859-14",  "ISO-8859-15",  "ISO-8859-16",  "KOI8-R",       "KOI8-U",       "MACINTOSH",
    "MAC-CYRILLIC", "CP874",        "TIS-620",      "WINDOWS-1250", "WINDOWS-1251", "WINDOWS-1252",
    "WINDOWS-1253", "WINDOWS-1254", "WINDOWS-1255", "WINDOWS-1256", "WINDOWS-1257", "WINDOWS-1258",
    "GBK",          "GB18030",      "GB2312",       "BIG5",         "BIG5-HKSCS",   "EUC-JP",
    "ISO-2022-JP",  "SHIFT_JIS",    "CP932",        "EUC-KR",       "UHC",          "UTF-16",
    "UTF-16LE",     "UTF-16BE",     "UTF-32",       "TCVN",         "VISCII",
};

void charset_load(void)
{
    static iconv_t kept[COUNT_OF(NAMES)]; /* open: glibc drops the tables of what is closed */
    for (size_t i = 0; i < COUNT_OF(NAMES) && !kept[i]; i++)
        kept[i] = iconv_open("UTF-8", NAMES[i]);
}

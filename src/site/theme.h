/* The preset's [theme] and [theme-dark] as a small style sheet of custom properties. Pure. */
#ifndef LOA_SITE_THEME_H
#define LOA_SITE_THEME_H

#include "site/ini_file.h"

enum { THEME_VALUE_MAX_BYTES = 200 };

/* `accent = #0b4f94` becomes `--accent:#0b4f94`. Values hold only what colours, lengths and font
 * names need, so that nothing but a value can be written into the sheet: letters, digits, space and
 * # % . , ( ) - ' ". RC_INVALID with file and key in e. *out is in a. */
enum rc theme_make(struct arena *a, const struct ini *preset, struct str *out,
                   struct err *e) MUST_USE;

#endif

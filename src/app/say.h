/* What the command line says: results on standard output, one line for each trouble on standard
 * error, beginning with "loa VERB: ". */
#ifndef LOA_APP_SAY_H
#define LOA_APP_SAY_H

#include "base/str.h"

enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_MISUSE = 2 };

/* Prints the line (printf format, no newline) and returns EXIT_FAILED or EXIT_MISUSE; a misuse
 * also names the help. verb NULL: the program itself. Control characters become spaces. */
int say_failure(const char *verb, const char *format, ...) PRINTF_LIKE(2, 3);
int say_misuse(const char *verb, const char *format, ...) PRINTF_LIKE(2, 3);

/* Prints text on standard output; what cannot be printed is noticed by main at the end. Of what
 * people wrote nothing reaches a terminal that could steer it (utf8_is_unseen_control becomes
 * U+FFFD); JSON has it escaped (buf_add_json), so nothing of that is lost. */
void say(const char *format, ...) PRINTF_LIKE(1, 2);
void say_text(struct str text);

/* Prints text as it is: for what another program reads. */
void say_data(struct str text);

/* Prints text in a column of width_cp characters: cut with "…" or padded with spaces. */
void say_column(struct str text, size_t width_cp);

#endif

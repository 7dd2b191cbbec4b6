/* iconv reads a charset's tables from a file when it is first asked for. A process that is about to lose
 * the right to open files loads them before. */
#ifndef LOA_SOURCE_CHARSET_LOAD_H
#define LOA_SOURCE_CHARSET_LOAD_H

/* Loads the charsets that the Encoding Standard (WHATWG, 4.2) knows, and the Vietnamese ones before
 * Unicode; others are unknown from then on, as they are to browsers. They stay until the process ends.
 * The second call does nothing. One thread. */
void charset_load(void);

#endif

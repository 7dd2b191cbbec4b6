/* Lines that stand around a text and are none of it, told by their words alone: what tools say
 * ("Xem cỡ chữ: A A+", "In trang", "1.024 lượt xem"), what heads comments, where a report was written
 * ("Hà Nội, ngày 15 tháng 7 năm 2023"; "(HNMO) - "). Not shared between threads. */
#ifndef LOA_SOURCE_HTML_LINE_H
#define LOA_SOURCE_HTML_LINE_H

#include "base/str.h"

enum { HTML_LINE_MAX_BYTES = 400 }; /* longer ones are text */

/* True if line says what buttons and counters say and nothing else. "" says nothing: false. */
bool html_line_is_tools(struct arena *a, struct str line);

/* True if every part of line between "|", "•" and "·" is a tool, a byline, a section's label or
 * empty, and at least one of them is no mere name. */
bool html_line_is_around(struct arena *a, struct str line);

/* Takes the first part off *line: up to a "|", "•" or "·". False at the end. */
bool html_line_part(struct str *line, struct str *part);

/* True if line heads readers' comments or the form for them: what follows is none of the article. */
bool html_line_heads_comments(struct arena *a, struct str line);

/* True if line heads links to other articles of the same kind: "Tin liên quan", "Các tin khác",
 * "Cùng chuyên mục"; not what heads lists of a front page ("Tin mới nhất"). */
bool html_line_heads_others(struct arena *a, struct str line);

/* The place of "Hà Nội, ngày 15 tháng 7 năm 2023"; "" if line is none such. */
struct str html_line_place(struct arena *a, struct str line);

/* The mark of a newsroom that text begins with, "HNMO" of "(HNMO) - Sáng 6/8 …", and in *length the
 * bytes up to where it goes on; "" if there is none. */
struct str html_line_mark(struct str text, size_t *length);

#endif

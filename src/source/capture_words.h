/* The fixed words of portals: what opens a box, what is furniture, what ends an article. Pure.
 *
 * All are compared with a line in lower case without decoration (capture_line.h). */
#ifndef LOA_SOURCE_CAPTURE_WORDS_H
#define LOA_SOURCE_CAPTURE_WORDS_H

#include "base/str.h"

enum fixed_word {
    FIXED_NONE,
    FIXED_TEASERS, /* heading of a box with other articles: "Cùng chuyên mục" */
    FIXED_CLOSING, /* heading of a box that is no news, after the article: comments, statistics */
    FIXED_CHROME,  /* furniture that may stand anywhere: "Chia sẻ", "image advertisement" */
    FIXED_TAGS,    /* "Từ khóa:" */
    FIXED_IMPRINT, /* the site's foot: addresses, licence, editor in chief */
    FIXED_COPYRIGHT,
    FIXED_HOME, /* first step of a breadcrumb */
};

/* What lower is, by itself. rest is what follows the fixed word ("Tags: a, b" -> "a, b"). */
enum fixed_word fixed_word_of(struct str lower, size_t words);

/* The byte length of the label "tags:", "từ khóa:" at the start of lower; 0 if there is none. */
size_t fixed_tags_bytes(struct str lower);

/* How the owner of a site is named above its address: "Đảng bộ …", "UBND …". */
bool fixed_is_owner(struct str lower);

/* A title of another article after its label: "Xem thêm: …", "Đọc thêm: …". */
bool fixed_is_pointer(struct str lower);

/* Words of narration, which captions and headings do not use: "cho biết", "đã", "theo đó". */
bool fixed_is_narration(struct str lower);

/* What captions tell: "tiếp", "trao", "phát biểu", "quang cảnh". */
bool fixed_is_scene(struct str lower);

#endif

/* How the complement of a name's first words is taken, word by word: "Bộ" + "Nông nghiệp và Môi trường", "Đại sứ" +
 * "Lào tại Việt Nam". A walk takes words as long as they can belong to the name of a body; what it has taken that
 * weighs nothing alone ("và", small words) counts only when something of weight follows.
 * Private to the files of names_part.h. Pure. */
#ifndef LOA_TEXT_NAMES_WALK_H
#define LOA_TEXT_NAMES_WALK_H

#include "text/names_part.h"

/* A complement under way. */
struct walk {
    const struct reading *r;
    size_t at;
    size_t solid;   /* the end if nothing more of weight comes */
    unsigned plain; /* words in small letters since the last of weight */
    bool office;    /* of an office: a person's name may follow */
    bool envoy;     /* "tại" and a place belong to it */
    bool open;      /* an organization's own name: unknown words are taken */
    bool content;   /* something of weight was taken since the last head */
    bool placed;
    bool region; /* in a region, which a country may follow: "Bộ Tư lệnh Thái Bình Dương Mỹ" */
    bool proper;
    bool principal; /* whom an aide serves may follow: "Trợ lý Thủ tướng" */
    bool party;
    bool paper;    /* a newspaper's name: "Báo Sài Gòn Giải phóng" */
    bool named;    /* an unlisted name was taken */
    bool ministry; /* inside the name of a ministry or department */
    bool worded;   /* a listed word of an organization's name was taken */
    bool seated;   /* the last word taken is a body that a place has: "Thành ủy" */
    bool listed;   /* the last word taken is a listed one, which "và" may follow */
    bool subject;  /* the same in small letters, too, which a list may follow */
    bool headed;   /* the last word taken is the head of a ministry or department */
    bool numbered; /* the last word taken is a number: "Quân khu 7" */
};

/* Goes on from w->at to the end of the complement; then w->solid is where the name ends. */
void walk_on(struct walk *w);

/* -- steps: each takes what stands at w->at and returns true, or leaves it -- */

/* Takes pieces, of weight or not. Always true. */
bool walk_take(struct walk *w, size_t pieces, bool solid);
/* "và", "-", "&" between two words of weight: "Văn hóa và Thể thao". */
bool walk_joint(struct walk *w);
/* ", Lâm nghiệp và Nghề cá": the rest of a list inside one name. */
bool walk_list(struct walk *w);
/* "về hợp tác kinh tế, văn hóa": what a joint committee is about. */
bool walk_about(struct walk *w);

/* -- what the first words say -- */

/* A body of one place, which follows it: "Thành ủy Sông Ngân", "UBND Sông Ngân". */
bool walk_has_seat(const struct reading_hit *head);
/* "Cục pháp chế": what it is in charge of may follow in small letters; not "Cơ quan lập pháp". */
bool walk_has_domain(const struct reading *r, size_t i, const struct reading_hit *head);
/* The last words of pieces i..i + n - 1 say what a body is in charge of: "Phòng Thương mại". */
bool walk_ends_in_subject(const struct reading *r, size_t i, size_t n);
/* "Chủ tịch kiêm Tổng Giám đốc": of one body. The piece behind the second office's first words, or end, where those
 * of the office at i end. */
size_t walk_behind_second(const struct reading *r, size_t i, size_t end);

#endif

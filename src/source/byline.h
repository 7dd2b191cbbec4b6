/* Bylines: who wrote, photographed, translated, from one line of a page. Pure; any thread.
 *
 * "Tin, ảnh: Hoàng Mai", "Lan Chi - Ảnh: Quốc Bảo", "An Nhiên (tổng hợp)", "Vũ Hà/TTXVN",
 * "Theo Báo Ấp Bắc", "By Thu Hoai". */
#ifndef LOA_SOURCE_BYLINE_H
#define LOA_SOURCE_BYLINE_H

#include "source/doc.h"

enum {
    BYLINE_PEOPLE_MAX = 8, /* names in one line; more is a list of something else */
    BYLINE_MAX_BYTES = 200,
};

struct byline {
    struct doc_person people[BYLINE_PEOPLE_MAX];
    size_t people_n;
    struct str source; /* "Theo X", "Nguồn: X" */
    bool labelled;     /* a label or role stood there: it is a byline wherever it stands */
};

/* Reads line (NFC, white space folded) as a byline; names are in a. False if any part of it is
 * neither a label nor a name. "Viết bởi Super User" is one without people: an account names nobody. */
bool byline_read(struct arena *a, struct str line, struct byline *out);

/* Reads line as the name of an office that signs, "Phòng Văn hóa", "(Trường THPT Nguyễn Du)": its source. As a line
 * may head a list of the office's, only where a signature may stand. */
bool byline_office(struct arena *a, struct str line, struct byline *out);

/* The picture credit at the end of a caption: "… Ảnh: Minh Anh", "(Nguồn: TTXVN)",
 * "Photo: VNA". Borrowed from caption; empty if there is none. */
struct str byline_credit(struct arena *a, struct str caption);

/* True if s looks like a person's name or a pen name: 1 to 5 words, each with a capital. */
bool byline_is_name(struct str s);

/* True if s ends as a site's name does: "ANTD.VN". */
bool byline_is_site(struct str s);

/* True if s is one word that ends as hosts do: "tienphong.vn". */
bool byline_is_host(struct str s);

/* True if line is how the editors or an account of theirs sign as such ("BBT", "Admin"): nobody's name,
 * no text. out has the editors as an editor; an account names nobody. */
bool byline_desk(struct str line, struct byline *out);

#endif

#include "source/byline.h"

#include "base/utf8.h"

#define W(words) STR_INIT(words)

/* What a label says of the names after it. Several bits: "Tin, ảnh". */
enum {
    LABEL_TEXT = 1,
    LABEL_PHOTO = 2,
    LABEL_TRANSLATE = 4,
    LABEL_COMPILE = 8,
    LABEL_EDIT = 16,
    LABEL_SOURCE = 32
};

/* X(label in lower case, bits); longer labels before their beginnings */
#define LABEL_TABLE(X)                                                                             \
    X("tin và ảnh", LABEL_TEXT | LABEL_PHOTO)                                                      \
    X("bài và ảnh", LABEL_TEXT | LABEL_PHOTO)                                                      \
    X("tin, bài và ảnh", LABEL_TEXT | LABEL_PHOTO)                                                 \
    X("tin, bài, ảnh", LABEL_TEXT | LABEL_PHOTO)                                                   \
    X("tin bài, ảnh", LABEL_TEXT | LABEL_PHOTO)                                                    \
    X("tin, ảnh", LABEL_TEXT | LABEL_PHOTO)                                                        \
    X("bài, ảnh", LABEL_TEXT | LABEL_PHOTO)                                                        \
    X("tin - ảnh", LABEL_TEXT | LABEL_PHOTO)                                                       \
    X("bài - ảnh", LABEL_TEXT | LABEL_PHOTO)                                                       \
    X("tin-ảnh", LABEL_TEXT | LABEL_PHOTO)                                                         \
    X("bài-ảnh", LABEL_TEXT | LABEL_PHOTO)                                                         \
    X("tin ảnh", LABEL_TEXT | LABEL_PHOTO)                                                         \
    X("bài ảnh", LABEL_TEXT | LABEL_PHOTO)                                                         \
    X("ảnh và bài", LABEL_TEXT | LABEL_PHOTO)                                                      \
    X("bài & ảnh", LABEL_TEXT | LABEL_PHOTO)                                                       \
    X("tin & ảnh", LABEL_TEXT | LABEL_PHOTO)                                                       \
    X("text and photos", LABEL_TEXT | LABEL_PHOTO)                                                 \
    X("tin, bài", LABEL_TEXT)                                                                      \
    X("tin bài", LABEL_TEXT)                                                                       \
    X("bài viết", LABEL_TEXT)                                                                      \
    X("được viết bởi", LABEL_TEXT)                                                                 \
    X("bởi", LABEL_TEXT)                                                                           \
    X("viết bởi", LABEL_TEXT)                                                                      \
    X("đăng bởi", LABEL_TEXT)                                                                      \
    X("người viết bài", LABEL_TEXT)                                                                \
    X("người viết", LABEL_TEXT)                                                                    \
    X("người chụp ảnh", LABEL_PHOTO)                                                               \
    X("người chụp", LABEL_PHOTO)                                                                   \
    X("nội dung", LABEL_TEXT)                                                                      \
    X("tác giả bài viết", LABEL_TEXT)                                                              \
    X("tác giả bài", LABEL_TEXT)                                                                   \
    X("tác giả ảnh", LABEL_PHOTO)                                                                  \
    X("tác giả", LABEL_TEXT)                                                                       \
    X("nhóm tác giả", LABEL_TEXT)                                                                  \
    X("pv", LABEL_TEXT)                                                                            \
    X("p.v", LABEL_TEXT)                                                                           \
    X("ctv", LABEL_TEXT)                                                                           \
    X("quay phim", LABEL_PHOTO)                                                                    \
    X("phóng viên", LABEL_TEXT)                                                                    \
    X("thực hiện", LABEL_TEXT)                                                                     \
    X("người đăng", LABEL_TEXT)                                                                    \
    X("tin", LABEL_TEXT)                                                                           \
    X("bài", LABEL_TEXT)                                                                           \
    X("written by", LABEL_TEXT)                                                                    \
    X("reported by", LABEL_TEXT)                                                                   \
    X("author", LABEL_TEXT)                                                                        \
    X("story", LABEL_TEXT)                                                                         \
    X("text", LABEL_TEXT)                                                                          \
    X("by", LABEL_TEXT)                                                                            \
    X("ảnh minh họa", LABEL_PHOTO)                                                                 \
    X("nhiếp ảnh", LABEL_PHOTO)                                                                    \
    X("hình ảnh", LABEL_PHOTO)                                                                     \
    X("ảnh", LABEL_PHOTO)                                                                          \
    X("photos", LABEL_PHOTO)                                                                       \
    X("photo", LABEL_PHOTO)                                                                        \
    X("biên dịch", LABEL_TRANSLATE)                                                                \
    X("người dịch", LABEL_TRANSLATE)                                                               \
    X("lược dịch", LABEL_TRANSLATE)                                                                \
    X("dịch", LABEL_TRANSLATE)                                                                     \
    X("translated by", LABEL_TRANSLATE)                                                            \
    X("tổng hợp", LABEL_COMPILE)                                                                   \
    X("compiled by", LABEL_COMPILE)                                                                \
    X("biên tập viên", LABEL_EDIT)                                                                 \
    X("biên tập", LABEL_EDIT)                                                                      \
    X("btv", LABEL_EDIT)                                                                           \
    X("edited by", LABEL_EDIT)                                                                     \
    X("đồ họa", LABEL_PHOTO)                                                                       \
    X("thiết kế", LABEL_PHOTO)                                                                     \
    X("trình bày", LABEL_EDIT)                                                                     \
    X("kỹ thuật", LABEL_EDIT)                                                                      \
    X("video", LABEL_PHOTO)                                                                        \
    X("clip", LABEL_PHOTO)                                                                         \
    X("nguồn tin", LABEL_SOURCE)                                                                   \
    X("nguồn", LABEL_SOURCE)                                                                       \
    X("theo", LABEL_SOURCE)                                                                        \
    X("source", LABEL_SOURCE)

/* X(remark in brackets or after the name, bits) */
#define REMARK_TABLE(X)                                                                            \
    X("tổng hợp", LABEL_COMPILE)                                                                   \
    X("t/h", LABEL_COMPILE)                                                                        \
    X("th", LABEL_COMPILE)                                                                         \
    X("biên soạn", LABEL_COMPILE)                                                                  \
    X("lược dịch", LABEL_TRANSLATE)                                                                \
    X("biên dịch", LABEL_TRANSLATE)                                                                \
    X("dịch", LABEL_TRANSLATE)                                                                     \
    X("thực hiện", LABEL_TEXT)                                                                     \
    X("ghi", LABEL_TEXT)                                                                           \
    X("biên tập", LABEL_EDIT)

struct phrase {
    struct str words;
    unsigned bits;
};

static const struct phrase LABELS[] = {
#define X(words, bits) {STR_INIT(words), bits},
    LABEL_TABLE(X)
#undef X
};
static const struct phrase REMARKS[] = {
#define X(words, bits) {STR_INIT(words), bits},
    REMARK_TABLE(X)
#undef X
};

static struct str trim_edges(struct str s)
{
    static const struct str EDGES[] = {STR_INIT(" "), STR_INIT(","), STR_INIT("."), STR_INIT(":"),
                                       STR_INIT(";"), STR_INIT("-"), STR_INIT("–"), STR_INIT("—"),
                                       STR_INIT("|"), STR_INIT("*"), STR_INIT("/"), STR_INIT("•"),
                                       STR_INIT("_")};
    for (bool cut = true; cut;) {
        cut = false;
        for (size_t i = 0; i < COUNT_OF(EDGES); i++) {
            bool front = s.n && str_starts(s, EDGES[i]);
            /* "T.H." keeps its last point */
            bool initial = str_eq(EDGES[i], STR(".")) && s.n > 2 && s.p[s.n - 3] == '.';
            bool back = s.n && !front && !initial && str_ends(s, EDGES[i]);
            if (front)
                s = str_from(s, EDGES[i].n);
            if (back)
                s = str_first(s, s.n - EDGES[i].n);
            cut = cut || front || back;
        }
    }
    return s;
}

static bool word_is_name_part(struct str word)
{
    struct str rest = word;
    uint32_t first = utf8_next(&rest);
    if (!utf8_is_upper(first))
        return false;
    while (rest.n) {
        uint32_t cp = utf8_next(&rest);
        bool joint = cp == '.' || cp == '-' || cp == '\'' || cp == 0x2019;
        if (!utf8_is_letter(cp) && !utf8_is_mark(cp) && !joint)
            return false;
    }
    return true;
}

bool byline_is_name(struct str s)
{
    enum { NAME_WORDS_MAX = 5, NAME_MAX_BYTES = 60 };
    size_t words = 0;
    struct str word;
    if (s.n > NAME_MAX_BYTES)
        return false;
    while (str_next(&s, ' ', &word)) {
        if (word.n == 0 || ++words > NAME_WORDS_MAX || !word_is_name_part(word))
            return false;
    }
    return words > 0;
}

/* The label s begins with: followed by ':' or, for "theo", "by", "nguồn", by a space. Moves *s
 * past it. 0 if there is none. lower is s in lower case, byte by byte parallel. */
static unsigned take_label(struct str *s, struct str lower)
{
    for (size_t i = 0; i < COUNT_OF(LABELS); i++) {
        struct str words = LABELS[i].words;
        if (!str_starts(lower, words))
            continue;
        struct str after = str_from(lower, words.n);
        struct str trimmed = str_trim(after);
        bool colon = trimmed.n && trimmed.p[0] == ':';
        bool spaced = after.n && after.p[0] == ' ' &&
                      (str_eq(words, STR("theo")) || str_eq(words, STR("by")) ||
                       str_ends(words, STR(" by")) || str_ends(words, STR("bởi")) ||
                       str_eq(words, STR("thực hiện")) || str_eq(words, STR("btv")));
        if (!colon && !spaced)
            continue;
        *s = str_trim(str_from(*s, s->n - trimmed.n + (colon ? 1 : 0)));
        return LABELS[i].bits;
    }
    return 0;
}

/* Lower case with every character as long as before, so that offsets agree; capitals whose small
 * letter is longer or shorter stay as they are. */
static struct str parallel_lower(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n);
    size_t n = 0;
    struct str rest = s;
    while (p && rest.n) {
        struct str before = rest;
        uint32_t cp = utf8_next(&rest);
        size_t width = before.n - rest.n;
        char out[4];
        uint32_t lower = cp == UTF8_BAD ? UTF8_BAD : utf8_lower_cp(cp);
        bool same = lower != UTF8_BAD && utf8_put(lower, out) == width;
        for (size_t i = 0; i < width; i++)
            p[n + i] = same ? out[i] : before.p[i];
        n += width;
    }
    return p ? (struct str){p, n} : STR("");
}

static unsigned remark_bits(struct str lower)
{
    for (size_t i = 0; i < COUNT_OF(REMARKS); i++)
        if (str_eq(REMARKS[i].words, lower))
            return REMARKS[i].bits;
    return 0;
}

/* Takes "(tổng hợp)", "(TTXVN)", "/VOV.VN", " tổng hợp" off the end of *name. */
static unsigned take_remark(struct arena *a, struct str *name)
{
    struct str lower = parallel_lower(a, *name);
    size_t open = str_find_byte(*name, '(');
    if (open < name->n) {
        size_t close = str_find_byte(*name, ')');
        if (close + 1 < name->n)
            return 0; /* "Bà Anna (bên trái) tại lễ ký" is no name */
        struct str inside = str_trim(str_slice(lower, open + 1, close));
        *name = trim_edges(str_first(*name, open));
        return remark_bits(inside);
    }
    size_t slash = str_find_byte(*name, '/');
    if (slash < name->n && slash > 0)
        *name = trim_edges(str_first(*name, slash));
    for (size_t i = 0; i < COUNT_OF(REMARKS); i++) {
        struct str words = REMARKS[i].words;
        size_t at = lower.n - words.n;
        if (lower.n > words.n + 1 && str_ends(lower, words) && lower.p[at - 1] == ' ' &&
            words.n > 3) {
            *name = trim_edges(str_first(*name, at));
            return REMARKS[i].bits;
        }
    }
    return 0;
}

/* The editors as such. */
static const struct str BOARDS[] = {W("BBT"),          W("Ban Biên tập"), W("Ban biên tập"),
                                    W("Ban Biên Tập"), W("BAN BIÊN TẬP"), W("Tòa soạn"),
                                    W("Tòa Soạn"),     W("Toà soạn")};

/* Accounts of news systems, not who writes. */
static const struct str ACCOUNTS[] = {W("Admin"),    W("Administrator"), W("Super User"),
                                      W("Quản trị"), W("Quản Trị"),      W("Editor"),
                                      W("Webmaster")};

/* "ANTD.VN" */
bool byline_is_site(struct str name)
{
    static const struct str TOPS[] = {STR_INIT(".vn"), STR_INIT(".com"), STR_INIT(".net"),
                                      STR_INIT(".org"), STR_INIT(".info")};
    for (size_t i = 0; i < COUNT_OF(TOPS); i++)
        if (name.n > TOPS[i].n && str_eq_nocase(str_from(name, name.n - TOPS[i].n), TOPS[i]))
            return true;
    return false;
}

/* "tienphong.vn": one word that ends as hosts do. */
bool byline_is_host(struct str name)
{
    size_t point = str_find_last_byte(name, '.');
    struct str end = str_from(name, point + 1);
    if (str_find_byte(name, ' ') < name.n || point == 0 || end.n < 2)
        return false;
    for (size_t i = 0; i < end.n; i++)
        if (end.p[i] < 'a' || end.p[i] > 'z')
            return false;
    return true;
}

static bool is_one_of(const struct str *words, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq_nocase(words[i], name))
            return true;
    return false;
}

static bool is_account(struct str name)
{
    return is_one_of(ACCOUNTS, COUNT_OF(ACCOUNTS), name);
}

static bool is_desk(struct str name)
{
    return is_one_of(BOARDS, COUNT_OF(BOARDS), name) || is_account(name);
}

static bool is_nobody(struct str name)
{
    return byline_is_site(name) || is_desk(name);
}

/* "Đăng bởi: admin": what stands behind the label. */
static struct str without_poster(struct str line)
{
    static const struct str POSTERS[] = {W("Đăng bởi"), W("Người đăng"), W("Được đăng bởi"),
                                         W("Đăng bài"), W("Viết bởi"),   W("Người viết")};
    for (size_t i = 0; i < COUNT_OF(POSTERS); i++)
        if (str_starts(line, POSTERS[i]))
            return str_from(line, POSTERS[i].n);
    return line;
}

bool byline_desk(struct str line, struct byline *out)
{
    struct str desk = trim_edges(without_poster(line));
    bool board = is_one_of(BOARDS, COUNT_OF(BOARDS), desk);
    *out = (struct byline){.people_n = board};
    out->people[0] = (struct doc_person){desk, DOC_EDITOR};
    return is_desk(desk);
}

/* X(how a newsroom signs without a name, role); compared as written */
#define DESK_TABLE(X)                                                                              \
    X("PV", DOC_AUTHOR)                                                                            \
    X("P.V", DOC_AUTHOR)                                                                           \
    X("P.V.", DOC_AUTHOR)                                                                          \
    X("Pv", DOC_AUTHOR)                                                                            \
    X("Nhóm PV", DOC_AUTHOR)                                                                       \
    X("Nhóm P.V", DOC_AUTHOR)                                                                      \
    X("Nhóm phóng viên", DOC_AUTHOR)                                                               \
    X("Nhóm Phóng viên", DOC_AUTHOR)                                                               \
    X("Phóng viên", DOC_AUTHOR)                                                                    \
    X("CTV", DOC_AUTHOR)                                                                           \
    X("Cộng tác viên", DOC_AUTHOR)                                                                 \
    X("BTV", DOC_EDITOR)                                                                           \
    X("Tổng hợp", DOC_COMPILER)                                                                    \
    X("TỔNG HỢP", DOC_COMPILER)                                                                    \
    X("tổng hợp", DOC_COMPILER)                                                                    \
    X("Tổng Hợp", DOC_COMPILER)                                                                    \
    X("T/H", DOC_COMPILER)                                                                         \
    X("t/h", DOC_COMPILER)                                                                         \
    X("T.H", DOC_COMPILER)                                                                         \
    X("T.H.", DOC_COMPILER)                                                                        \
    X("TH", DOC_COMPILER)

/* A signature of the desk alone. */
static bool read_desk(struct str line, struct byline *out)
{
    static const struct {
        struct str words;
        enum doc_role role;
    } DESKS[] = {
#define X(words, role) {STR_INIT(words), role},
        DESK_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(DESKS); i++) {
        if (!str_eq(DESKS[i].words, line))
            continue;
        *out = (struct byline){.people_n = 1, .labelled = true};
        out->people[0] = (struct doc_person){line, DESKS[i].role};
        return true;
    }
    return false;
}

static void add_person(struct byline *out, struct str name, enum doc_role role)
{
    if (is_nobody(name))
        return;
    if (out->people_n < BYLINE_PEOPLE_MAX)
        out->people[out->people_n++] = (struct doc_person){name, role};
}

static void add_roles(struct byline *out, struct str name, unsigned bits)
{
    if (bits & LABEL_TEXT)
        add_person(out, name, DOC_AUTHOR);
    if (bits & LABEL_PHOTO)
        add_person(out, name, DOC_PHOTOGRAPHER);
    if (bits & LABEL_TRANSLATE)
        add_person(out, name, DOC_TRANSLATOR);
    if (bits & LABEL_COMPILE)
        add_person(out, name, DOC_COMPILER);
    if (bits & LABEL_EDIT)
        add_person(out, name, DOC_EDITOR);
}

/* "Edited by Betsy Beyer", "Ảnh: Trần Đăng" behind another name: a label that cannot be one. */
static bool is_label_ahead(struct str lower)
{
    for (size_t i = 0; i < COUNT_OF(LABELS); i++) {
        struct str words = LABELS[i].words;
        struct str after = str_from(lower, words.n);
        bool by = str_ends(words, STR(" by")) && str_starts(after, STR(" "));
        if (str_starts(lower, words) && (by || str_starts(str_trim(after), STR(":"))))
            return true;
    }
    return false;
}

/* Splits at the first joint between two names; joints inside brackets do not count. */
static struct str next_name(struct arena *a, struct str *rest)
{
    static const struct str JOINTS[] = {STR_INIT(","),     STR_INIT(";"),    STR_INIT(" - "),
                                        STR_INIT(" – "),   STR_INIT(" và "), STR_INIT(" & "),
                                        STR_INIT(" and "), STR_INIT(" | "),  STR_INIT(" — ")};
    struct str lower = parallel_lower(a, *rest);
    bool inside = false;
    for (size_t at = 0; at < rest->n; at++) {
        inside = rest->p[at] == '(' || (inside && rest->p[at] != ')');
        if (!inside && rest->p[at] == ' ' && is_label_ahead(str_from(lower, at + 1))) {
            struct str name = str_first(*rest, at);
            *rest = str_from(*rest, at + 1);
            return name;
        }
        for (size_t i = 0; !inside && i < COUNT_OF(JOINTS); i++) {
            if (!str_starts(str_from(*rest, at), JOINTS[i]))
                continue;
            struct str name = str_first(*rest, at);
            *rest = str_from(*rest, at + JOINTS[i].n);
            return name;
        }
    }
    struct str name = *rest;
    *rest = STR("");
    return name;
}

static bool starts_named(struct str s)
{
    return s.n && (utf8_is_upper(utf8_next(&s)));
}

/* A source is named, not told: "Theo TTXVN", not "Theo kế hoạch, …". Behind "Nguồn:", labelled, its name
 * may have commas. */
static bool take_source(struct byline *out, struct str rest, bool labelled)
{
    enum { SOURCE_MAX_CP = 60 };
    static const struct str TAILS[] = {STR_INIT(" Copy link"), STR_INIT(" Link bài gốc")};
    for (size_t i = 0; i < COUNT_OF(TAILS); i++)
        if (str_ends(rest, TAILS[i]))
            rest = str_first(rest, rest.n - TAILS[i].n);
    rest = trim_edges(rest);
    bool named = starts_named(rest) || byline_is_host(rest) || byline_is_site(rest);
    if (rest.n == 0 || utf8_count_cp(rest) > SOURCE_MAX_CP || !named ||
        (!labelled && str_contains(rest, STR(", "))))
        return false;
    out->source = rest;
    out->labelled = true;
    return true;
}

static struct str unwrapped(struct str line)
{
    struct str s = trim_edges(line);
    if (s.n > 2 && s.p[0] == '(' && str_find_byte(s, ')') == s.n - 1)
        s = trim_edges(str_slice(s, 1, s.n - 1));
    return s;
}

/* How publishers' names begin, in lower case; a capital follows: "Báo Nhân Dân", not "Báo cáo". */
static const struct str PUBLISHERS[] = {W("báo "),
                                        W("báo điện tử "),
                                        W("tạp chí "),
                                        W("tạp chí điện tử "),
                                        W("đài "),
                                        W("đài phát thanh "),
                                        W("đài truyền hình "),
                                        W("đài truyền thanh "),
                                        W("đài phát thanh và truyền hình "),
                                        W("thông tấn xã "),
                                        W("cổng thông tin "),
                                        W("cổng thông tin điện tử "),
                                        W("trang tin "),
                                        W("trang tin điện tử "),
                                        W("trang thông tin điện tử "),
                                        W("tuần báo "),
                                        W("kênh ")};

/* How names of offices begin, in lower case: who sends an article in signs with its own. */
static const struct str OFFICES[] = {W("trường "),
                                     W("sở "),
                                     W("phòng "),
                                     W("ubnd "),
                                     W("ủy ban "),
                                     W("uỷ ban "),
                                     W("công an "),
                                     W("hội "),
                                     W("đoàn "),
                                     W("trung tâm "),
                                     W("bệnh viện "),
                                     W("cục "),
                                     W("chi cục "),
                                     W("bộ "),
                                     W("viện "),
                                     W("văn phòng "),
                                     W("công ty "),
                                     W("liên đoàn "),
                                     W("mặt trận "),
                                     W("đảng ủy "),
                                     W("đảng uỷ "),
                                     W("học viện "),
                                     W("đại học "),
                                     W("thư viện "),
                                     W("bảo tàng "),
                                     W("huyện đoàn "),
                                     W("tỉnh đoàn "),
                                     W("thành đoàn "),
                                     W("ban quản lý "),
                                     W("ban chỉ huy "),
                                     W("ban dân vận "),
                                     W("ban tuyên giáo "),
                                     W("ban chấp hành "),
                                     W("trạm "),
                                     W("chi bộ "),
                                     W("đội "),
                                     W("tổ "),
                                     W("khoa ")};

static bool is_office(struct str lower)
{
    for (size_t i = 0; i < COUNT_OF(OFFICES); i++)
        if (str_starts(lower, OFFICES[i]))
            return true;
    return false;
}

/* Agencies sign alone, in brackets or after the text; they are no persons. */
static const struct str AGENCIES[] = {
    W("ttxvn"),  W("vna"),      W("vns"),         W("vgp"),        W("vov"),
    W("afp"),    W("reuters"),  W("ap"),          W("tass"),       W("kyodo"),
    W("yonhap"), W("vietnam+"), W("vietnamplus"), W("tân hoa xã"), W("xinhua"),
    W("bbc"),    W("cnn"),      W("bloomberg"),   W("ttx")};

static bool is_agency(struct str lower)
{
    struct str first = str_first(lower, str_find_byte(lower, '/'));
    for (size_t i = 0; i < COUNT_OF(AGENCIES); i++)
        if (str_eq(AGENCIES[i], first))
            return true;
    return false;
}

static bool is_publisher(struct str name, struct str lower)
{
    if (is_agency(lower))
        return true;
    for (size_t i = 0; i < COUNT_OF(PUBLISHERS); i++)
        if (str_starts(lower, PUBLISHERS[i]) && starts_named(str_from(name, PUBLISHERS[i].n)))
            return true;
    return false;
}

/* "Nghe - Xem": several words without a label are buttons. */
static bool are_single_words(const struct byline *by)
{
    size_t single = 0;
    for (size_t i = 0; i < by->people_n; i++)
        single += str_find_byte(by->people[i].name, ' ') == by->people[i].name.n;
    return by->people_n > 1 && single == by->people_n;
}

bool byline_office(struct arena *a, struct str line, struct byline *out)
{
    struct byline read = {.people_n = 0};
    struct str office = unwrapped(line);
    if (line.n > BYLINE_MAX_BYTES || !is_office(parallel_lower(a, office)) ||
        !take_source(&read, office, false))
        return false;
    *out = read;
    return true;
}

/* "Lê Nam (Theo Reuters)", "Lê Nam (TTXVN)", "Lê Nam/VOV.VN": where it is from; "" if it says nothing
 * of that. */
static struct str source_behind(struct arena *a, struct str name)
{
    struct byline read = {.people_n = 0};
    size_t at = str_find_byte(name, '(');
    struct str office = unwrapped(str_from(name, at));
    if (is_office(parallel_lower(a, office)) && starts_named(office))
        return office; /* "Hải Yến (Trường THCS Kim Đồng)" */
    at = at < name.n ? at : str_find_byte(name, '/');
    struct str from = at < name.n ? unwrapped(str_from(name, at)) : STR("");
    unsigned label = take_label(&from, parallel_lower(a, from));
    bool known = label == LABEL_SOURCE || byline_is_site(from) ||
                 is_publisher(from, parallel_lower(a, from));
    return known && take_source(&read, from, false) ? read.source : STR("");
}

/* A name; behind a label also a crew's: "Thực hiện: Nhóm phóng viên". */
static bool may_sign(struct str name, bool labelled)
{
    struct byline crew;
    return byline_is_name(name) || (labelled && read_desk(name, &crew));
}

/* A line that is a desk's, an agency's, an office's as a whole. */
enum whole { WHOLE_NONE, WHOLE_READ, WHOLE_REFUSED };

static enum whole read_whole(struct arena *a, struct str line, struct str rest, struct byline *out)
{
    struct byline read = {.people_n = 0};
    if (is_desk(rest))
        return WHOLE_REFUSED;
    if (read_desk(rest, out) || read_desk(str_first(rest, str_find_byte(rest, '/')), out))
        return WHOLE_READ;
    if (is_publisher(rest, parallel_lower(a, rest))) {
        if (!take_source(&read, rest, false))
            return WHOLE_REFUSED;
        *out = read;
        return WHOLE_READ;
    }
    /* without brackets an office may head a list, too */
    bool office = str_starts(str_trim(line), STR("(")) && byline_office(a, line, out);
    return office ? WHOLE_READ : WHOLE_NONE;
}

/* "Trung úy Vũ Hải", "BS. Tạ Văn Đương": rank and degree are not the name. Behind them stand two words. */
static struct str without_rank(struct str name)
{
    static const struct str RANKS[] = {
        W("Thiếu úy "),   W("Trung úy "),  W("Thượng úy "), W("Đại úy "),  W("Thiếu tá "),
        W("Trung tá "),   W("Thượng tá "), W("Đại tá "),    W("ThS. "),    W("TS. "),
        W("PGS.TS. "),    W("PGS.TS "),    W("GS.TS. "),    W("GS.TS "),   W("BS. "),
        W("BSCKI. "),     W("BSCKII. "),   W("BS.CKI "),    W("BS.CKII "), W("Luật sư "),
        W("Phóng viên "), W("Cử nhân "),   W("Nhà báo "),
    };
    for (size_t i = 0; i < COUNT_OF(RANKS); i++) {
        struct str rest = str_trim(str_from(name, RANKS[i].n));
        if (str_starts(name, RANKS[i]) && str_find_byte(rest, ' ') < rest.n)
            return rest;
    }
    return name;
}

/* What has been read of a line up to here. */
struct names {
    struct byline read;
    unsigned bits; /* roles of the next name */
    bool account;  /* "Viết bởi Super User": a byline, of nobody */
};

/* The next name of rest, whose label label was taken off. False if it is none. */
static bool read_name(struct arena *a, struct str *rest, unsigned label, struct names *names)
{
    struct byline *read = &names->read;
    struct str name = trim_edges(next_name(a, rest));
    if (name.n == 0)
        return true;
    /* a label in the middle: "Lan Chi, Ảnh: Quốc Bảo" was split before "Ảnh" */
    struct str whole = name;
    unsigned inner = take_label(&whole, parallel_lower(a, whole));
    if (inner) {
        read->labelled = true;
        names->bits = inner;
        name = trim_edges(whole);
    }
    if (read->people_n && is_office(parallel_lower(a, name)) && starts_named(name)) {
        read->source = read->source.n ? read->source : name; /* what the writer belongs to */
        return true;
    }
    read->source = read->source.n ? read->source : source_behind(a, name);
    unsigned remark = take_remark(a, &name);
    name = without_rank(name);
    read->labelled = read->labelled || remark != 0;
    if (!may_sign(name, label != 0))
        return false;
    add_roles(read, name, remark ? remark : names->bits);
    names->account |= is_account(name);
    return true;
}

/* "PV (tổng hợp)" is printed as a name. */
bool byline_read(struct arena *a, struct str line, struct byline *out)
{
    struct names names = {.bits = LABEL_TEXT};
    struct byline *read = &names.read;
    if (line.n > BYLINE_MAX_BYTES)
        return false;
    struct str rest = unwrapped(line);
    enum whole whole = read_whole(a, line, rest, out);
    if (whole != WHOLE_NONE)
        return whole == WHOLE_READ;
    while (rest.n) {
        rest = str_trim(rest);
        unsigned label = take_label(&rest, parallel_lower(a, rest));
        read->labelled = read->labelled || label != 0;
        if (label == LABEL_SOURCE) {
            if (!take_source(read, rest,
                             str_starts(parallel_lower(a, unwrapped(line)), STR("nguồn"))))
                return false;
            *out = *read;
            return true;
        }
        names.bits = label ? label : names.bits;
        if (!read_name(a, &rest, label, &names))
            return false;
    }
    bool signs = read->people_n || (read->labelled && names.account);
    if (!signs || (!read->labelled && are_single_words(read)))
        return false;
    *out = *read;
    return true;
}

/* What stands before a credit, in lower case; the credit runs to the end of the caption. */
static const struct str SIGNS[] = {
    W("ảnh: "),          W("ảnh : "),         W("nguồn: "),       W("nguồn ảnh: "),
    W("ảnh minh họa: "), W("ảnh minh hoạ: "), W("ảnh tư liệu: "), W("ảnh chụp: "),
    W("photo: "),        W("photos: "),       W("source: "),      W("ảnh do "),
    W("courtesy of "),   W("photo by "),      W("ảnh ttxvn"),     W("(ttxvn)"),
    W("vns photo "),     W("vna photo"),      W("photo vna"),     W("photo courtesy ")};

/* The last byte of s is no part of the name; "H.Y.T." keeps its last point. */
static bool closes_credit(struct str s)
{
    char last = s.p[s.n - 1];
    bool initial = s.n > 2 && s.p[s.n - 3] == '.';
    return last == ')' || last == ']' || last == ' ' || (last == '.' && !initial);
}

static struct str trim_credit(struct str credit)
{
    while (credit.n && closes_credit(credit))
        credit.n--;
    if (credit.n && credit.p[0] == '(')
        credit = str_from(credit, 1);
    return str_trim(credit);
}

/* "Ảnh: Quang Vinh", not "Ảnh: Quang cảnh buổi họp": where it begins the caption, small letters are few. */
static bool names_somebody(struct str credit)
{
    size_t small = 0;
    size_t words = 0;
    struct str word;
    while (str_next(&credit, ' ', &word)) {
        words += word.n > 0;
        small += word.n && !starts_named(word) && !byte_is_digit(word.p[0]);
    }
    return small * 2 <= words;
}

/* "(ảnh Quang Vinh)", "- Ảnh Quang Vinh": a name, and nothing behind it. */
static struct str unsigned_credit(struct str tail, struct str lower)
{
    static const struct str BEFORE[] = {W("("), W("- "), W("– "), W("| "), W(". "), W("/ ")};
    const struct str word = STR("ảnh ");
    for (size_t at = str_find(lower, word); at < lower.n;) {
        struct str name = trim_credit(str_from(tail, at + word.n));
        bool joined = false;
        for (size_t i = 0; i < COUNT_OF(BEFORE); i++)
            joined = joined || str_ends(str_first(tail, at), BEFORE[i]);
        if (joined && byline_is_name(name))
            return name;
        at += word.n + str_find(str_from(lower, at + word.n), word);
    }
    return STR("");
}

struct str byline_credit(struct arena *a, struct str caption)
{
    enum { CREDIT_MAX_BYTES = 90 };
    size_t from = caption.n > CREDIT_MAX_BYTES ? caption.n - CREDIT_MAX_BYTES : 0;
    while (from < caption.n && ((unsigned char)caption.p[from] & 0xC0) == 0x80)
        from++;
    struct str tail = str_from(caption, from);
    struct str lower = parallel_lower(a, tail);
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
        size_t at = str_find(lower, SIGNS[i]);
        if (at >= lower.n)
            continue;
        bool keeps_sign = !str_ends(SIGNS[i], STR(" "));
        size_t sign = str_starts(SIGNS[i], STR("ảnh ")) ? sizeof "ảnh" : 0;
        struct str credit = trim_credit(str_from(tail, at + (keeps_sign ? sign : SIGNS[i].n)));
        return from + at > 0 || names_somebody(credit) ? credit : STR("");
    }
    return unsigned_credit(tail, lower);
}

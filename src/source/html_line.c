#include "source/html_line.h"

#include "base/utf8.h"
#include "source/byline.h"
#include "source/datetime.h"
#include "source/html_head.h"

/* As html_key writes them; longer ones before their beginnings. Numbers between them do not count. */
static const struct str TOOLS[] = {
    STR_INIT("phút đọc"),
    STR_INIT("nghe trên"),
    STR_INIT("listen on"),
    STR_INIT("spotify"),
    STR_INIT("apple podcasts"),
    STR_INIT("google podcasts"),
    STR_INIT("youtube"),
    STR_INIT("min read"),
    STR_INIT("listen"),
    STR_INIT("follow"),
    STR_INIT("chia sẻ bài viết này"),
    STR_INIT("chia sẻ bài viết"),
    STR_INIT("chia sẻ qua email"),
    STR_INIT("chia sẻ"),
    STR_INIT("xem cỡ chữ"),
    STR_INIT("kích thước chữ"),
    STR_INIT("cỡ chữ"),
    STR_INIT("font size"),
    STR_INIT("in bài viết"),
    STR_INIT("in trang này"),
    STR_INIT("in trang"),
    STR_INIT("in bài này"),
    STR_INIT("in bài"),
    STR_INIT("in tin"),
    STR_INIT("in ấn"),
    STR_INIT("bản in"),
    STR_INIT("in"),
    STR_INIT("print"),
    STR_INIT("gửi bài viết"),
    STR_INIT("gửi email"),
    STR_INIT("gửi mail"),
    STR_INIT("gửi bài"),
    STR_INIT("gửi cho bạn bè"),
    STR_INIT("gửi"),
    STR_INIT("email"),
    STR_INIT("facebook"),
    STR_INIT("twitter"),
    STR_INIT("zalo"),
    STR_INIT("linkedin"),
    STR_INIT("pinterest"),
    STR_INIT("telegram"),
    STR_INIT("tweet"),
    STR_INIT("share"),
    STR_INIT("like"),
    STR_INIT("thích"),
    STR_INIT("lưu bài viết"),
    STR_INIT("lưu bài"),
    STR_INIT("lưu"),
    STR_INIT("nghe bài viết"),
    STR_INIT("nghe đọc bài"),
    STR_INIT("nghe bài"),
    STR_INIT("nghe"),
    STR_INIT("đọc bài viết"),
    STR_INIT("đọc báo"),
    STR_INIT("đọc bài"),
    STR_INIT("tương phản"),
    STR_INIT("google news"),
    STR_INIT("theo dõi trên"),
    STR_INIT("tự động cập nhật"),
    STR_INIT("trực tiếp"),
    STR_INIT("nữ miền bắc"),
    STR_INIT("nam miền bắc"),
    STR_INIT("nữ miền nam"),
    STR_INIT("nam miền nam"),
    STR_INIT("giọng nữ"),
    STR_INIT("giọng nam"),
    STR_INIT("tốc độ đọc"),
    STR_INIT("1x"),
    STR_INIT("theo dõi"),
    STR_INIT("số lượt xem"),
    STR_INIT("lượt xem"),
    STR_INIT("lượt đọc"),
    STR_INIT("lượt nghe"),
    STR_INIT("lượt truy cập"),
    STR_INIT("đã xem"),
    STR_INIT("số lần xem"),
    STR_INIT("lần xem"),
    STR_INIT("lần đọc"),
    STR_INIT("đăng nhập để gửi ý kiến"),
    STR_INIT("đăng nhập để bình luận"),
    STR_INIT("bạn đã bình chọn"),
    STR_INIT("đánh giá bài viết này"),
    STR_INIT("đánh giá bài viết"),
    STR_INIT("bình chọn"),
    STR_INIT("tặng sao"),
    STR_INIT("trung bình"),
    STR_INIT("sao"),
    STR_INIT("views"),
    STR_INIT("view"),
    STR_INIT("hits"),
    STR_INIT("bình luận"),
    STR_INIT("phản hồi"),
    STR_INIT("comments"),
    STR_INIT("comment"),
    STR_INIT("sao chép liên kết"),
    STR_INIT("copy link"),
    STR_INIT("quay lại"),
    STR_INIT("trở về"),
    STR_INIT("trở lại"),
    STR_INIT("về đầu trang"),
    STR_INIT("lên đầu trang"),
    STR_INIT("đầu trang"),
    STR_INIT("chi tiết"),
    STR_INIT("đánh giá"),
    STR_INIT("xem"),
    STR_INIT("a"),
    STR_INIT("aa"),
    STR_INIT("aaa"),
    STR_INIT("k"),
    STR_INIT("gmt"),
};

static const struct str COMMENTS[] = {
    STR_INIT("ý kiến bạn đọc"),
    STR_INIT("ý kiến của bạn"),
    STR_INIT("ý kiến độc giả"),
    STR_INIT("ý kiến phản hồi"),
    STR_INIT("bình luận của bạn"),
    STR_INIT("bình luận bạn đọc"),
    STR_INIT("bình luận của độc giả"),
    STR_INIT("bạn đọc bình luận"),
    STR_INIT("bạn đọc phản hồi"),
    STR_INIT("gửi bình luận"),
    STR_INIT("gửi ý kiến"),
    STR_INIT("viết bình luận"),
    STR_INIT("để lại bình luận"),
    STR_INIT("để lại một bình luận"),
    STR_INIT("trả lời hủy"),
    STR_INIT("leave a reply"),
    STR_INIT("leave a comment"),
    STR_INIT("post a comment"),
};

/* These head comments only with their number: "Bình luận (3)". */
static const struct str COUNTED[] = {
    STR_INIT("bình luận"),
    STR_INIT("ý kiến"),
    STR_INIT("phản hồi"),
    STR_INIT("comments"),
};

static bool starts_with_words(struct str key, struct str words)
{
    return str_starts(key, words) && (key.n == words.n || key.p[words.n] == ' ');
}

static struct str without_number(struct str key)
{
    size_t n = 0;
    while (n < key.n && byte_is_digit(key.p[n]))
        n++;
    return n && (n == key.n || key.p[n] == ' ') ? str_from(key, n) : key;
}

static bool is_number(struct str s)
{
    return s.n && str_trim(without_number(s)).n == 0;
}

/* The length of the tool that key begins with, or 0. */
static size_t tool_length(struct str key)
{
    for (size_t i = 0; i < COUNT_OF(TOOLS); i++)
        if (starts_with_words(key, TOOLS[i]))
            return TOOLS[i].n;
    return 0;
}

/* "Theo dõi Báo X trên Google News", "Đường dẫn bài viết: https://…". */
static bool is_tool_around_name(struct str key, struct str line)
{
    return (starts_with_words(key, STR("theo dõi")) && str_ends(key, STR("trên google news"))) ||
           (starts_with_words(key, STR("đường dẫn")) && str_contains(line, STR("://")));
}

bool html_line_is_tools(struct arena *a, struct str line)
{
    bool tool = false;
    if (line.n > HTML_LINE_MAX_BYTES)
        return false;
    struct str key = html_key(a, line);
    if (is_tool_around_name(key, line))
        return true;
    while (key.n) {
        struct str left = str_trim(without_number(key));
        size_t length = left.n == key.n ? tool_length(key) : 0;
        if (left.n == key.n && length == 0)
            return false;
        tool = tool || length;
        key = str_trim(str_from(left, length));
    }
    return tool;
}

bool html_line_part(struct str *line, struct str *part)
{
    static const struct str JOINTS[] = {STR_INIT("|"), STR_INIT("•"), STR_INIT("·")};
    if (line->n == 0)
        return false;
    size_t best = line->n;
    size_t length = 0;
    for (size_t i = 0; i < COUNT_OF(JOINTS); i++) {
        size_t at = str_find(*line, JOINTS[i]);
        if (at < best) {
            best = at;
            length = JOINTS[i].n;
        }
    }
    *part = str_trim(str_first(*line, best));
    *line = str_from(*line, best + length);
    return true;
}

static bool is_section_label(struct arena *a, struct str part)
{
    struct str key = html_key(a, part);
    return starts_with_words(key, STR("chuyên mục")) || starts_with_words(key, STR("danh mục")) ||
           starts_with_words(key, STR("thể loại"));
}

bool html_line_is_around(struct arena *a, struct str line)
{
    struct str part;
    bool sure = false;
    if (line.n == 0 || line.n > HTML_LINE_MAX_BYTES)
        return false;
    while (html_line_part(&line, &part)) {
        struct byline by;
        bool tool = part.n == 0 || html_line_is_tools(a, part) || is_section_label(a, part);
        bool name = !tool && (byline_read(a, part, &by) || byline_is_name(part));
        if (!tool && !name)
            return false;
        sure = sure || (tool && part.n) || (name && byline_read(a, part, &by) && by.labelled);
    }
    return sure;
}

bool html_line_heads_comments(struct arena *a, struct str line)
{
    enum { HEADING_MAX_BYTES = 80 };
    if (line.n == 0 || line.n > HEADING_MAX_BYTES)
        return false;
    struct str key = html_key(a, line);
    for (size_t i = 0; i < COUNT_OF(COMMENTS); i++)
        if (starts_with_words(key, COMMENTS[i])) {
            struct str rest = str_trim(str_from(key, COMMENTS[i].n));
            return rest.n == 0 || is_number(rest);
        }
    for (size_t i = 0; i < COUNT_OF(COUNTED); i++) {
        struct str rest = str_trim(str_from(key, COUNTED[i].n));
        if (starts_with_words(key, COUNTED[i]) && is_number(rest))
            return str_find_byte(line, '(') < line.n;
        struct str after = str_trim(without_number(key));
        if (after.n != key.n && str_eq(after, COUNTED[i]))
            return true;
    }
    return false;
}

bool html_line_heads_others(struct arena *a, struct str line)
{
    enum { HEADING_MAX_BYTES = 80 };
    static const struct str WORDS[] = {STR_INIT("liên quan"),       STR_INIT("khác"),
                                       STR_INIT("cùng chuyên mục"), STR_INIT("cùng mục"),
                                       STR_INIT("cùng chủ đề"),     STR_INIT("cùng sự kiện"),
                                       STR_INIT("cùng loại"),       STR_INIT("cũ hơn"),
                                       STR_INIT("mới hơn"),         STR_INIT("đã đưa"),
                                       STR_INIT("đã đăng"),         STR_INIT("quan tâm"),
                                       STR_INIT("đọc tiếp"),        STR_INIT("đọc thêm"),
                                       STR_INIT("xem thêm"),        STR_INIT("đừng bỏ lỡ"),
                                       STR_INIT("cùng tác giả"),    STR_INIT("tiếp theo"),
                                       STR_INIT("related"),         STR_INIT("you may also like"),
                                       STR_INIT("read next"),       STR_INIT("more from"),
                                       STR_INIT("recommended"),     STR_INIT("read more"),
                                       STR_INIT("more posts"),      STR_INIT("more stories")};
    if (line.n == 0 || line.n > HEADING_MAX_BYTES)
        return false;
    struct str key = html_key(a, line);
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        size_t at = str_find(key, WORDS[i]);
        bool whole = at < key.n && (at == 0 || key.p[at - 1] == ' ') &&
                     (at + WORDS[i].n == key.n || key.p[at + WORDS[i].n] == ' ');
        if (whole)
            return true;
    }
    return false;
}

struct str html_line_place(struct arena *a, struct str line)
{
    static const struct str DAY = STR_INIT(", ngày ");
    enum { PLACE_MAX_BYTES = 60, WORDS_MAX = 4 };
    struct datetime when;
    size_t at = str_find(line, DAY);
    struct str place = str_first(line, at);
    bool weekday = str_starts(place, STR("Thứ ")) || str_starts(place, STR("Chủ "));
    if (weekday || at >= line.n || place.n == 0 || place.n > PLACE_MAX_BYTES ||
        !byline_is_name(place))
        return STR("");
    return datetime_find(a, str_from(line, at + 2), &when) && when.rest.n == 0 ? place : STR("");
}

/* " - " or its like; its length. */
static size_t dash_length(struct str s)
{
    static const struct str DASHES[] = {STR_INIT(" - "), STR_INIT(" – "), STR_INIT(" — "),
                                        STR_INIT(" -"),  STR_INIT("- "),  STR_INIT(": ")};
    for (size_t i = 0; i < COUNT_OF(DASHES); i++)
        if (str_starts(s, DASHES[i]))
            return DASHES[i].n;
    return 0;
}

/* "HNMO", "TĐO", "VOV.VN": two capitals or more, nothing small but after a point. */
static bool is_mark(struct str s)
{
    size_t capitals = 0;
    bool pointed = false;
    while (s.n) {
        uint32_t cp = utf8_next(&s);
        if (cp == '.')
            pointed = true;
        else if (utf8_is_upper(cp))
            capitals++;
        else if (!utf8_is_digit(cp) && !(pointed && utf8_is_letter(cp)))
            return false;
    }
    return capitals >= 2;
}

/* Names of newsrooms in brackets are written in any way, but without a sentence. */
static bool is_bracketed_mark(struct str s)
{
    enum { SPACES_MAX = 3 };
    size_t spaces = 0;
    struct str rest = s;
    uint32_t first = utf8_next(&rest);
    for (size_t i = 0; i < s.n; i++)
        spaces += s.p[i] == ' ';
    return s.n > 1 && utf8_is_upper(first) && spaces <= SPACES_MAX &&
           str_find_byte(s, ',') == s.n && str_find_byte(s, '(') == s.n;
}

struct str html_line_mark(struct str text, size_t *length)
{
    enum { MARK_MAX_BYTES = 40, BARE_MAX_BYTES = 14 };
    struct str head = str_first(text, MARK_MAX_BYTES);
    if (str_starts(head, STR("("))) {
        size_t close = str_find_byte(head, ')');
        struct str mark = str_slice(head, 1, close);
        size_t dash = close < head.n ? dash_length(str_from(text, close + 1)) : 0;
        *length = close + 1 + dash;
        bool spaced = is_mark(mark) && str_starts(str_from(text, close + 1), STR(" "));
        *length += !dash && spaced; /* "(DHO) Chằng mái nhà" */
        return (dash || spaced) && *length < text.n && is_bracketed_mark(mark) ? mark : STR("");
    }
    size_t space = str_find_byte(head, ' ');
    struct str mark = str_first(head, space);
    size_t dash = space < head.n ? dash_length(str_from(text, space)) : 0;
    *length = space + dash;
    return dash > 2 && *length < text.n && mark.n <= BARE_MAX_BYTES && is_mark(mark) ? mark
                                                                                     : STR("");
}

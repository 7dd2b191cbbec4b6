#include "source/capture_words.h"

/* X(words): the whole line is this. */
#define TEASERS_TABLE(X)                                                                                                                         \
    X("tin liên quan")                                                                                                                           \
    X("bài liên quan")                                                                                                                           \
    X("bài viết liên quan") X("tin bài liên quan") X("các tin liên quan") X("các bài liên quan") X("tin tức liên quan") X(                       \
        "liên quan") X("nội dung liên quan") X("cùng chuyên mục") X("tin cùng chuyên mục") X("bài cùng chuyên mục") X("các tin cùng chuyên mục") \
        X("các bài cùng chuyên mục") X("bài viết cùng chuyên mục") X("cùng chủ đề") X("tin cùng chủ đề") X(                                      \
            "bài cùng chủ đề") X("cùng sự kiện") X("cùng tác giả") X("bài cùng tác giả") X("đọc thêm") X("xem thêm") X("đọc tiếp")               \
            X("đọc nhiều") X("đọc nhiều nhất") X("bài đọc nhiều") X(                                                                             \
                "tin đọc nhiều") X("bài đọc nhiều nhất") X("tin đọc nhiều nhất") X("xem nhiều") X("xem nhiều nhất")                              \
                X("tin xem nhiều") X("bài xem nhiều") X("được xem nhiều") X("được đọc nhiều") X("được quan tâm") X(                              \
                    "mới nhất") X("tin mới") X("tin mới nhất") X("bài mới") X("bài mới nhất")                                                    \
                    X("bài viết mới") X("bài viết mới nhất") X("tin mới đăng") X("tin mới cập nhật") X(                                          \
                        "tin mới hơn") X("tin cũ hơn") X("các tin mới hơn") X("các tin cũ hơn") X("những tin mới hơn") X("những tin cũ hơn")     \
                        X("bài mới hơn") X("bài cũ hơn") X("tin khác") X("các tin khác") X("bài khác") X(                                        \
                            "các bài khác") X("các bài viết khác") X("bài viết khác") X("tin bài khác")                                          \
                            X("tin tức khác") X("tin đã đưa") X("các tin đã đưa") X("tin đã đăng") X("các tin đã đăng") X(                       \
                                "các tin trước") X("tin tiếp theo") X("nổi bật") X("tin nổi bật")                                                \
                                X("bài nổi bật") X("sự kiện nổi bật") X("tin tức nổi bật") X("tiêu điểm") X(                                     \
                                    "tin tiêu điểm") X("đừng bỏ lỡ") X("đừng bỏ qua") X("có thể bạn quan tâm")                                   \
                                    X("bạn có thể quan tâm") X("có thể bạn chưa biết") X(                                                        \
                                        "bạn nên đọc") X("bạn cần biết") X("dành cho bạn") X("gợi ý cho bạn") X("gợi ý")                         \
                                        X("đề xuất") X("tin đề xuất") X("tin tài trợ") X("tin nóng") X("tin hot") X(                             \
                                            "nóng trong ngày") X("tin trong ngày") X("tin trong tuần") X("tin tức mới")                          \
                                            X("tin tức mới nhất") X("tin mới trong ngày") X("đáng chú ý") X("điểm tin nổi bật") X(               \
                                                "video") X("multimedia") X("video nổi bật") X("video clip") X("ảnh")                             \
                                                X("thư viện ảnh") X("infographic") X("emagazine") X(                                             \
                                                    "podcast") X("podcasts") X("longform") X("photo")                                            \
                                                    X("media") X("đa phương tiện") X("chuyên đề") X(                                             \
                                                        "dòng sự kiện") X("sự kiện") X("thông báo") X("thông báo mới")                           \
                                                        X("văn bản mới") X("văn bản mới ban hành") X("xu hướng") X(                              \
                                                            "thời sự nổi bật") X("thông tin doanh nghiệp") X("doanh nghiệp viết")                \
                                                            X("tâm điểm") X("chủ đề nóng") X("chủ đề nổi bật") X("mới cập nhật") X(              \
                                                                "vừa cập nhật") X("related") X("related news")                                   \
                                                                X("related articles") X("related stories") X(                                    \
                                                                    "related posts") X("most read") X("most viewed")                             \
                                                                    X("most popular") X("popular") X(                                            \
                                                                        "popular posts") X("latest") X("latest news")                            \
                                                                        X("latest articles") X("latest posts") X(                                \
                                                                            "more news") X("more stories") X("more from this section")           \
                                                                            X("see also") X("you may also like") X(                              \
                                                                                "you might also like") X("trending")                             \
                                                                                X("trending now") X("other news") X(                             \
                                                                                    "others") X("recent posts")                                  \
                                                                                    X("recent news") X("recommended") X(                         \
                                                                                        "recommended for you") X("don't miss")                   \
                                                                                        X("top stories") X(                                      \
                                                                                            "top news") X("in this section")                     \
                                                                                            X("also in this section") X(                         \
                                                                                                "news in the same category")                     \
                                                                                                X("headlines") X(                                \
                                                                                                    "read next")                                 \
                                                                                                    X("sponsored") X(                            \
                                                                                                        "featured")                              \
                                                                                                        X("editor's picks")                      \
                                                                                                            X("must read")                       \
                                                                                                                X("what to read next")

/* X(words): the line begins with this; at most TEASERS_WORDS_MAX words. */
#define TEASERS_PREFIX_TABLE(X)                                                                    \
    X("tin cùng")                                                                                  \
    X("bài cùng")                                                                                  \
    X("các tin khác") X("các bài khác") X("tin khác") X("bài viết khác") X("xem thêm trên")        \
        X("xem thêm về") X("xem thêm tin") X("tin liên quan") X("bài liên quan")                   \
            X("bài viết liên quan") X("có thể bạn") X("bạn có thể quan tâm") X("đọc nhiều")        \
                X("tin đọc nhiều") X("bài đọc nhiều") X("tin mới nhất") X("cùng chuyên mục")       \
                    X("tin tức liên quan") X("đọc thêm về") X("các tin cùng") X("tin xem nhiều")   \
                        X("tin nổi bật") X("more from") X("more in") X("related to")               \
                            X("đừng bỏ lỡ") X("tin bài cùng")

#define CLOSING_TABLE(X)                                                                           \
    X("bình luận")                                                                                 \
    X("ý kiến")                                                                                    \
    X("ý kiến bạn đọc") X("ý kiến của bạn") X("ý kiến độc giả") X("phản hồi") X("thảo luận")       \
        X("đánh giá bài viết") X("bạn đọc bình luận") X("viết bình luận") X("gửi bình luận")       \
            X("hỏi đáp") X("hỏi đáp thông minh") X("thống kê") X("thống kê truy cập")              \
                X("lượt truy cập") X("số lượt truy cập") X("số lượng truy cập") X("đang online")   \
                    X("đang truy cập") X("liên hệ") X("liên kết") X("liên kết web")                \
                        X("liên kết website") X("liên kết trang") X("liên kết hữu ích")            \
                            X("đăng ký nhận tin") X("thăm dò ý kiến") X("bình chọn") X("danh mục") \
                                X("chuyên mục") X("comments") X("comment") X("leave a comment")    \
                                    X("leave a reply") X("your comment") X("newsletter")           \
                                        X("contact us") X("about us") X("follow us")               \
                                            X("kết nối với chúng tôi") X("theo dõi chúng tôi")     \
                                                X("thông tin liên hệ") X("bảng xếp hạng")          \
                                                    X("tỷ giá") X("thời tiết") X("giá vàng")       \
                                                        X("lịch công tác") X("dịch vụ công")       \
                                                            X("site map") X("visitor statistics")  \
                                                                X("visitors")

#define CLOSING_PREFIX_TABLE(X)                                                                    \
    X("bình luận (")                                                                               \
    X("bình luận bài viết")                                                                        \
    X("bình luận của bạn") X("ý kiến bạn đọc") X("ý kiến (") X("gửi bình luận") X("gửi ý kiến")    \
        X("gửi phản hồi") X("viết bình luận") X("cảm nhận của bạn") X("cảm xúc của bạn")           \
            X("bạn cảm thấy") X("bạn thấy bài viết") X("đánh giá bài viết")                        \
                X("tổng số điểm của bài viết") X("click để đánh giá") X("xếp hạng")                \
                    X("thống kê truy cập") X("chưa có bình luận") X("hãy là người đầu tiên")       \
                        X("comments (") X("leave a") X("be the first to") X("your email address")  \
                            X("vui lòng nhập") X("vui lòng đăng nhập") X("đăng nhập để bình luận") \
                                X("mã bảo mật") X("họ và tên") X("họ tên") X("email của bạn")      \
                                    X("bình luận hay nhất") X("lượt truy cập")                     \
                                        X("tổng lượt truy cập") X("đang truy cập")                 \
                                            X("đang online") X("liên kết website")

#define CHROME_TABLE(X)                                                                                       \
    X("image advertisement")                                                                                  \
    X("advertisement")                                                                                        \
    X("advertisements") X("ads") X("ad") X("quảng cáo") X("logo") X("banner") X("chia sẻ") X(                 \
        "chia sẻ:") X("chia sẻ bài viết") X("chia sẻ facebook") X("chia sẻ zalo") X("share")                  \
        X("share:") X("share this") X("facebook") X("twitter") X("zalo") X("x") X("linkedin") X(              \
            "telegram") X("youtube") X("tiktok") X("instagram") X("messenger") X("pinterest")                 \
            X("viber") X("whatsapp") X("email") X("gmail") X("print") X("in bài") X(                          \
                "in bài viết") X("in trang") X("bản in") X("in") X("gửi email") X("gửi bài viết")             \
                X("gửi cho bạn bè") X("gửi bài") X("lưu bài") X("lưu bài viết") X("lưu") X(                   \
                    "copy link") X("sao chép liên kết") X("lấy link!") X("sao chép") X("theo dõi")            \
                    X("theo dõi trên google news") X("google news") X("nghe đọc bài") X(                      \
                        "nghe bài viết") X("đọc bài viết") X("nghe") X("audio") X("cỡ chữ")                   \
                        X("cỡ chữ:") X("a") X("a-") X("a+") X("aa") X("+a") X("-a") X("a a") X(               \
                            "a- a+") X("a- a a+") X("a+ a a-") X("menu") X("tìm kiếm") X("search")            \
                            X("đăng nhập") X("đăng ký") X("đăng xuất") X("login") X("log in") X(              \
                                "sign in") X("sign up") X("subscribe") X("rss") X("thích")                    \
                                X("like") X("tweet") X("đóng") X("close") X("tắt") X(                         \
                                    "về đầu trang") X("lên đầu trang") X("trở lại") X("quay lại") X("trở về") \
                                    X("back to top") X("back") X("xem tất cả") X("tất cả") X(                 \
                                        "xem tiếp") X("xem chi tiết") X("chi tiết")                           \
                                        X("read more") X("đọc tiếp »") X("tương phản") X(                     \
                                            "độ tương phản") X("phóng to") X("thu nhỏ")                       \
                                            X("english") X("tiếng việt") X("vietnamese") X(                   \
                                                "mặc định") X("lớn hơn") X("hotline") X("báo in")             \
                                                X("đặt báo") X("e-paper") X("toàn màn hình") X("tải về") X(   \
                                                    "giọng nam") X("giọng nữ") X("nam miền bắc")              \
                                                    X("nữ miền bắc") X("nam miền nam") X(                     \
                                                        "nữ miền nam") X("tốc độ") X("dừng") X("tạm dừng")    \
                                                        X("play") X("pause") X("next") X(                     \
                                                            "previous") X("prev") X("trang trước")            \
                                                            X("trang sau") X("tin trước") X(                  \
                                                                "tin sau") X("skip to content")               \
                                                                X("skip to main content") X(                  \
                                                                    "bỏ qua nội dung") X("hình ảnh")          \
                                                                    X("copy link thành công") X(              \
                                                                        "ý kiến của bạn đã được gửi")         \
                                                                        X("mới") X("hot") X("new") X(         \
                                                                            "rất hay") X("giải trí")          \
                                                                            X("cần cải thiện") X(             \
                                                                                "video player is loading")    \
                                                                                X("giao diện tối")            \
                                                                                    X("chế độ tối")

#define CHROME_PREFIX_TABLE(X)                                                                     \
    X("lượt xem")                                                                                  \
    X("số lượt xem")                                                                               \
    X("lượt đọc") X("đã xem") X("views:") X("view:") X("xem với cỡ chữ") X("đăng ký mua")          \
        X("trở lại ") X("theo dõi báo") X("theo dõi chúng tôi trên") X("chia sẻ lên")              \
            X("chia sẻ qua") X("chia sẻ bài viết") X("nhấn vào đây") X("quay lại ") X("share on ") \
                X("share to ") X("đọc bài gốc") X("link bài gốc") X("ảnh đại diện") X("xem ảnh")   \
                    X("theo dõi trên") X("nghe audio") X("cỡ chữ") X("follow us on") X("back to ") \
                        X("đọc nhanh") X("mời quý độc giả") X("mời bạn đọc") X("đăng nhập |")      \
                            X("đăng ký |") X("reading time") X("thời gian đọc") X("mời độc giả")

#define TAGS_PREFIX_TABLE(X)                                                                       \
    X("tags:")                                                                                     \
    X("tag:")                                                                                      \
    X("tags :") X("từ khóa:") X("từ khoá:") X("từ khóa :") X("từ khoá :") X("thẻ:") X("keywords:") \
        X("chủ đề:") X("topics:") X("từ khóa liên quan:") X("nhãn:")

#define TAGS_TABLE(X)                                                                              \
    X("tags") X("tag") X("từ khóa") X("từ khoá") X("thẻ") X("keywords") X("topics")

#define IMPRINT_PREFIX_TABLE(X)                                                                    \
    X("cơ quan chủ quản")                                                                          \
    X("cơ quan quản lý")                                                                           \
    X("cơ quan ngôn luận") X("đơn vị chủ quản") X("giấy phép") X("gp số") X("gpxb")                \
        X("tổng biên tập") X("phó tổng biên tập") X("trưởng ban biên tập") X("chịu trách nhiệm")   \
            X("người chịu trách nhiệm") X("phụ trách nội dung") X("tòa soạn") X("toà soạn") X(     \
                "trụ sở:") X("trụ sở chính") X("trụ sở tòa soạn") X("địa chỉ:") X("địa chỉ :")     \
                X("điện thoại:") X("điện thoại :") X("đt:") X("tel:") X("fax:") X("email:") X(     \
                    "e-mail:") X("thư điện tử") X("hotline:") X("hotline :") X("đường dây nóng")   \
                    X("website:") X("phát triển bởi") X("thiết kế bởi") X("thiết kế và") X(        \
                        "đơn vị phát triển") X("powered by") X("designed by") X("developed by")    \
                        X("liên hệ quảng cáo") X("liên hệ tòa soạn") X("liên hệ toà soạn")         \
                            X("cổng thông tin điện tử") X("trang thông tin điện tử") X("address:") \
                                X("phone:") X("editor-in-chief") X("editor in chief")              \
                                    X("license no") X("licence no") X("vận hành bởi")              \
                                        X("bản đồ trang") X("chính sách bảo mật")                  \
                                            X("điều khoản sử dụng") X("số điện thoại")             \
                                                X("quảng cáo:") X("ban biên tập:")                 \
                                                    X("thường trực ban biên tập")                  \
                                                        X("văn phòng đại diện") X("terms of use")  \
                                                            X("privacy policy") X("ấn phẩm thuộc") \
                                                                X("quản lý và vận hành")

#define COPYRIGHT_PREFIX_TABLE(X)                                                                  \
    X("©")                                                                                         \
    X("® ")                                                                                        \
    X("®") X("copyright") X("(c) ") X("bản quyền") X("(*) không sao chép") X("không sao chép")     \
        X("ghi rõ nguồn") X("vui lòng ghi rõ") X("đề nghị ghi rõ") X("khi phát hành lại")          \
            X("all rights reserved") X("all contents") X("mọi hành vi sao chép") X("cấm sao chép") \
                X("nghiêm cấm sao chép") X("yêu cầu ghi rõ") X("(*) cấm sao chép")

/* also in the middle of a short line */
#define COPYRIGHT_PART_TABLE(X)                                                                    \
    X("ghi rõ nguồn")                                                                              \
    X("giữ bản quyền")                                                                             \
    X("all rights reserved") X("bản quyền thuộc") X("sự đồng ý bằng văn bản")                      \
        X("không sao chép dưới mọi hình thức")

#define HOME_TABLE(X)                                                                              \
    X("trang chủ") X("trang chủ:") X("home") X("trang nhất") X("homepage") X("trang chính")

#define NARRATION_TABLE(X)                                                                         \
    X("cho biết")                                                                                  \
    X("cho rằng")                                                                                  \
    X("cho hay") X("khẳng định") X("nhấn mạnh") X("đề nghị") X("diễn ra") X("theo đó")             \
        X("theo kế hoạch") X("theo báo cáo") X(" sẽ ") X(" đã ") X("đồng thời") X("được biết")     \
            X("tại buổi") X("tại hội nghị") X("tại cuộc") X("trước đó") X("bên cạnh đó")           \
                X("ngoài ra") X("tuy nhiên") X("do đó") X("vì vậy") X("trong khi đó") X("cùng dự") \
                    X("cùng ngày") X("cùng làm việc") X("cùng tham dự") X("tham dự có")            \
                        X("dịp này") X("sau khi") X("trong đó") X("hiện nay") X("hiện tại")        \
                            X("đến nay") X("hy vọng") X("yêu cầu") X("bởi ") X("nhờ ") X("nếu ")   \
                                X("vẫn ") X("chưa ") X("không ") X("gồm:") X("sau đó")             \
                                    X("bao gồm")

#define SCENE_TABLE(X)                                                                             \
    X(" tiếp ")                                                                                    \
    X("tiếp đón")                                                                                  \
    X("tặng") X("trao ") X("phát biểu") X("chụp ảnh") X("dâng hương") X("dâng hoa") X("cắt băng")  \
        X("ký kết") X(" ký ") X("thăm") X("tham quan") X("chúc mừng") X("chứng kiến") X("chủ trì") \
            X("bắt tay") X("hội đàm") X("hội kiến") X("kiểm tra") X("khảo sát") X("bày tỏ")        \
                X("quang cảnh") X("toàn cảnh") X("một góc") X("các đại biểu") X("đại biểu")        \
                    X("đoàn") X("lãnh đạo") X("trình bày") X("biểu diễn") X("tiết mục")            \
                        X("người dân") X("học sinh") X("công nhân") X("lực lượng") X("động viên")  \
                            X("trò chuyện") X("trao đổi") X("gặp gỡ") X("khách") X("chào")         \
                                X("nghi thức") X("thực hiện") X("giới thiệu") X("kỷ niệm")         \
                                    X("hình ảnh") X("bên trái") X("bên phải") X("từ trái")         \
                                        X("minh họa") X("đón") X("thu hoạch") X("gian hàng")       \
                                            X("lễ ") X("khai mạc") X("khánh thành") X("khởi công")

enum {
    PHRASE_WORDS_MAX = 7,  /* headings of boxes are short */
    REMARK_WORDS_MAX = 14, /* what begins with a phrase may run on a little */
    FOOT_WORDS_MAX = 60,   /* lines of the imprint may run on */
};

static bool among(const struct str *list, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], s))
            return true;
    return false;
}

static bool begins(const struct str *list, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_starts(s, list[i]))
            return true;
    return false;
}

static bool contains(const struct str *list, size_t n, struct str s)
{
    for (size_t i = 0; i < n; i++)
        if (str_contains(s, list[i]))
            return true;
    return false;
}

#define X(words) STR_INIT(words),
static const struct str TEASERS[] = {TEASERS_TABLE(X)};
static const struct str TEASERS_PREFIX[] = {TEASERS_PREFIX_TABLE(X)};
static const struct str CLOSING[] = {CLOSING_TABLE(X)};
static const struct str CLOSING_PREFIX[] = {CLOSING_PREFIX_TABLE(X)};
static const struct str CHROME[] = {CHROME_TABLE(X)};
static const struct str CHROME_PREFIX[] = {CHROME_PREFIX_TABLE(X)};
static const struct str TAGS[] = {TAGS_TABLE(X)};
static const struct str TAGS_PREFIX[] = {TAGS_PREFIX_TABLE(X)};
static const struct str IMPRINT_PREFIX[] = {IMPRINT_PREFIX_TABLE(X)};
static const struct str COPYRIGHT_PREFIX[] = {COPYRIGHT_PREFIX_TABLE(X)};
static const struct str COPYRIGHT_PART[] = {COPYRIGHT_PART_TABLE(X)};
static const struct str HOME[] = {HOME_TABLE(X)};
static const struct str NARRATION[] = {NARRATION_TABLE(X)};
static const struct str SCENE[] = {SCENE_TABLE(X)};
#undef X

#define AMONG(list, s) among(list, COUNT_OF(list), s)
#define BEGINS(list, s) begins(list, COUNT_OF(list), s)
#define CONTAINS(list, s) contains(list, COUNT_OF(list), s)

/* "Bình luận (3)", "(3) Bình luận", "3 bình luận" say the same: the heading without its count. */
static struct str without_count(struct str s)
{
    while (s.n && (byte_is_digit(s.p[0]) || s.p[0] == '(' || s.p[0] == ')' || s.p[0] == ' '))
        s = str_from(s, 1);
    while (s.n && (byte_is_digit(s.p[s.n - 1]) || s.p[s.n - 1] == '(' || s.p[s.n - 1] == ')' ||
                   s.p[s.n - 1] == ' '))
        s.n--;
    return s;
}

static struct str without_joints(struct str s)
{
    static const struct str ENDS[] = {STR_INIT(":"), STR_INIT("»"), STR_INIT(">"), STR_INIT("›"),
                                      STR_INIT("…"), STR_INIT("."), STR_INIT("!"), STR_INIT(" "),
                                      STR_INIT("•"), STR_INIT("|"), STR_INIT("-"), STR_INIT("+")};
    for (bool cut = true; cut;) {
        cut = false;
        for (size_t i = 0; i < COUNT_OF(ENDS); i++) {
            bool back = s.n > ENDS[i].n && str_ends(s, ENDS[i]);
            bool front = s.n > ENDS[i].n && !back && str_starts(s, ENDS[i]);
            s = back ? str_first(s, s.n - ENDS[i].n) : s;
            s = front ? str_from(s, ENDS[i].n) : s;
            cut = cut || back || front;
        }
    }
    return s;
}

static enum fixed_word short_word_of(struct str lower)
{
    struct str plain = without_joints(lower);
    struct str uncounted = without_count(plain);
    if (AMONG(HOME, plain))
        return FIXED_HOME;
    if (AMONG(CHROME, lower) || AMONG(CHROME, plain))
        return FIXED_CHROME;
    if (AMONG(TEASERS, plain) || BEGINS(TEASERS_PREFIX, plain))
        return FIXED_TEASERS;
    if (AMONG(CLOSING, plain) || AMONG(CLOSING, uncounted))
        return FIXED_CLOSING;
    if (AMONG(TAGS, plain))
        return FIXED_TAGS;
    return FIXED_NONE;
}

enum fixed_word fixed_word_of(struct str lower, size_t words)
{
    if (words > FOOT_WORDS_MAX)
        return FIXED_NONE;
    enum fixed_word word = words <= PHRASE_WORDS_MAX ? short_word_of(lower) : FIXED_NONE;
    if (word != FIXED_NONE)
        return word;
    if (words <= REMARK_WORDS_MAX && BEGINS(CHROME_PREFIX, lower))
        return FIXED_CHROME;
    if (BEGINS(COPYRIGHT_PREFIX, lower) || CONTAINS(COPYRIGHT_PART, lower))
        return FIXED_COPYRIGHT;
    if (BEGINS(TAGS_PREFIX, lower))
        return FIXED_TAGS;
    if (words <= REMARK_WORDS_MAX && BEGINS(CLOSING_PREFIX, lower))
        return FIXED_CLOSING;
    if (BEGINS(IMPRINT_PREFIX, lower))
        return FIXED_IMPRINT;
    return FIXED_NONE;
}

size_t fixed_tags_bytes(struct str lower)
{
    for (size_t i = 0; i < COUNT_OF(TAGS_PREFIX); i++)
        if (str_starts(lower, TAGS_PREFIX[i]))
            return TAGS_PREFIX[i].n;
    return 0;
}

bool fixed_is_narration(struct str lower)
{
    return CONTAINS(NARRATION, lower);
}

bool fixed_is_scene(struct str lower)
{
    return CONTAINS(SCENE, lower);
}

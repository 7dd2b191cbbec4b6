#include "source/capture_words.h"

#define W(words) STR_INIT(words)

/* The whole line is this. */
static const struct str TEASERS[] = {W("tin liên quan"),
                                     W("bài liên quan"),
                                     W("bài viết liên quan"),
                                     W("tin bài liên quan"),
                                     W("các tin liên quan"),
                                     W("các bài liên quan"),
                                     W("tin tức liên quan"),
                                     W("liên quan"),
                                     W("nội dung liên quan"),
                                     W("cùng chuyên mục"),
                                     W("tin cùng chuyên mục"),
                                     W("bài cùng chuyên mục"),
                                     W("các tin cùng chuyên mục"),
                                     W("các bài cùng chuyên mục"),
                                     W("bài viết cùng chuyên mục"),
                                     W("cùng chủ đề"),
                                     W("tin cùng chủ đề"),
                                     W("bài cùng chủ đề"),
                                     W("cùng sự kiện"),
                                     W("cùng tác giả"),
                                     W("bài cùng tác giả"),
                                     W("đọc thêm"),
                                     W("xem thêm"),
                                     W("đọc tiếp"),
                                     W("đọc nhiều"),
                                     W("đọc nhiều nhất"),
                                     W("bài đọc nhiều"),
                                     W("tin đọc nhiều"),
                                     W("bài đọc nhiều nhất"),
                                     W("tin đọc nhiều nhất"),
                                     W("xem nhiều"),
                                     W("xem nhiều nhất"),
                                     W("tin xem nhiều"),
                                     W("bài xem nhiều"),
                                     W("được xem nhiều"),
                                     W("được đọc nhiều"),
                                     W("được quan tâm"),
                                     W("mới nhất"),
                                     W("tin mới"),
                                     W("tin mới nhất"),
                                     W("bài mới"),
                                     W("bài mới nhất"),
                                     W("bài viết mới"),
                                     W("bài viết mới nhất"),
                                     W("tin mới đăng"),
                                     W("tin mới cập nhật"),
                                     W("tin mới hơn"),
                                     W("tin cũ hơn"),
                                     W("các tin mới hơn"),
                                     W("các tin cũ hơn"),
                                     W("những tin mới hơn"),
                                     W("những tin cũ hơn"),
                                     W("bài mới hơn"),
                                     W("bài cũ hơn"),
                                     W("tin khác"),
                                     W("các tin khác"),
                                     W("bài khác"),
                                     W("các bài khác"),
                                     W("các bài viết khác"),
                                     W("bài viết khác"),
                                     W("tin bài khác"),
                                     W("tin tức khác"),
                                     W("tin đã đưa"),
                                     W("các tin đã đưa"),
                                     W("tin đã đăng"),
                                     W("các tin đã đăng"),
                                     W("các tin trước"),
                                     W("tin tiếp theo"),
                                     W("nổi bật"),
                                     W("tin nổi bật"),
                                     W("bài nổi bật"),
                                     W("sự kiện nổi bật"),
                                     W("tin tức nổi bật"),
                                     W("tiêu điểm"),
                                     W("tin tiêu điểm"),
                                     W("đừng bỏ lỡ"),
                                     W("đừng bỏ qua"),
                                     W("có thể bạn quan tâm"),
                                     W("bạn có thể quan tâm"),
                                     W("có thể bạn chưa biết"),
                                     W("bạn nên đọc"),
                                     W("bạn cần biết"),
                                     W("dành cho bạn"),
                                     W("gợi ý cho bạn"),
                                     W("gợi ý"),
                                     W("đề xuất"),
                                     W("tin đề xuất"),
                                     W("tin tài trợ"),
                                     W("tin nóng"),
                                     W("tin hot"),
                                     W("nóng trong ngày"),
                                     W("tin trong ngày"),
                                     W("tin trong tuần"),
                                     W("tin tức mới"),
                                     W("tin tức mới nhất"),
                                     W("tin mới trong ngày"),
                                     W("đáng chú ý"),
                                     W("điểm tin nổi bật"),
                                     W("video"),
                                     W("multimedia"),
                                     W("video nổi bật"),
                                     W("video clip"),
                                     W("ảnh"),
                                     W("thư viện ảnh"),
                                     W("infographic"),
                                     W("emagazine"),
                                     W("podcast"),
                                     W("podcasts"),
                                     W("longform"),
                                     W("photo"),
                                     W("media"),
                                     W("đa phương tiện"),
                                     W("chuyên đề"),
                                     W("dòng sự kiện"),
                                     W("sự kiện"),
                                     W("thông báo"),
                                     W("thông báo mới"),
                                     W("văn bản mới"),
                                     W("văn bản mới ban hành"),
                                     W("xu hướng"),
                                     W("thời sự nổi bật"),
                                     W("thông tin doanh nghiệp"),
                                     W("doanh nghiệp viết"),
                                     W("tâm điểm"),
                                     W("chủ đề nóng"),
                                     W("chủ đề nổi bật"),
                                     W("mới cập nhật"),
                                     W("vừa cập nhật"),
                                     W("related"),
                                     W("related news"),
                                     W("related articles"),
                                     W("related stories"),
                                     W("related posts"),
                                     W("most read"),
                                     W("most viewed"),
                                     W("most popular"),
                                     W("popular"),
                                     W("popular posts"),
                                     W("latest"),
                                     W("latest news"),
                                     W("latest articles"),
                                     W("latest posts"),
                                     W("more news"),
                                     W("more stories"),
                                     W("more from this section"),
                                     W("see also"),
                                     W("you may also like"),
                                     W("you might also like"),
                                     W("trending"),
                                     W("trending now"),
                                     W("other news"),
                                     W("others"),
                                     W("recent posts"),
                                     W("recent news"),
                                     W("recommended"),
                                     W("recommended for you"),
                                     W("don't miss"),
                                     W("top stories"),
                                     W("top news"),
                                     W("in this section"),
                                     W("also in this section"),
                                     W("news in the same category"),
                                     W("headlines"),
                                     W("read next"),
                                     W("sponsored"),
                                     W("featured"),
                                     W("editor's picks"),
                                     W("must read"),
                                     W("what to read next")};

/* The line begins with this; at most TEASERS_WORDS_MAX words. */
static const struct str TEASERS_PREFIX[] = {W("tin cùng"),        W("bài cùng"),
                                            W("các tin khác"),    W("các bài khác"),
                                            W("tin khác"),        W("bài viết khác"),
                                            W("xem thêm trên"),   W("xem thêm về"),
                                            W("xem thêm tin"),    W("tin liên quan"),
                                            W("bài liên quan"),   W("bài viết liên quan"),
                                            W("có thể bạn"),      W("bạn có thể quan tâm"),
                                            W("đọc nhiều"),       W("tin đọc nhiều"),
                                            W("bài đọc nhiều"),   W("tin mới nhất"),
                                            W("cùng chuyên mục"), W("tin tức liên quan"),
                                            W("đọc thêm về"),     W("các tin cùng"),
                                            W("tin xem nhiều"),   W("tin nổi bật"),
                                            W("more from"),       W("more in"),
                                            W("related to"),      W("đừng bỏ lỡ"),
                                            W("tin bài cùng"),    W("also on "),
                                            W("also in "),        W("đọc tiếp ")};

static const struct str CLOSING[] = {W("bình luận"),
                                     W("ý kiến"),
                                     W("ý kiến bạn đọc"),
                                     W("ý kiến của bạn"),
                                     W("ý kiến độc giả"),
                                     W("phản hồi"),
                                     W("thảo luận"),
                                     W("đánh giá bài viết"),
                                     W("bạn đọc bình luận"),
                                     W("viết bình luận"),
                                     W("gửi bình luận"),
                                     W("hỏi đáp"),
                                     W("hỏi đáp thông minh"),
                                     W("thống kê"),
                                     W("thống kê truy cập"),
                                     W("lượt truy cập"),
                                     W("số lượt truy cập"),
                                     W("số lượng truy cập"),
                                     W("đang online"),
                                     W("đang truy cập"),
                                     W("liên hệ"),
                                     W("liên kết"),
                                     W("liên kết web"),
                                     W("liên kết website"),
                                     W("liên kết trang"),
                                     W("liên kết hữu ích"),
                                     W("đăng ký nhận tin"),
                                     W("thăm dò ý kiến"),
                                     W("bình chọn"),
                                     W("danh mục"),
                                     W("chuyên mục"),
                                     W("comments"),
                                     W("comment"),
                                     W("leave a comment"),
                                     W("leave a reply"),
                                     W("your comment"),
                                     W("newsletter"),
                                     W("contact us"),
                                     W("about us"),
                                     W("follow us"),
                                     W("kết nối với chúng tôi"),
                                     W("theo dõi chúng tôi"),
                                     W("thông tin liên hệ"),
                                     W("bảng xếp hạng"),
                                     W("tỷ giá"),
                                     W("thời tiết"),
                                     W("giá vàng"),
                                     W("lịch công tác"),
                                     W("dịch vụ công"),
                                     W("site map"),
                                     W("visitor statistics"),
                                     W("visitors")};

static const struct str CLOSING_PREFIX[] = {W("bình luận ("),
                                            W("bình luận bài viết"),
                                            W("bình luận của bạn"),
                                            W("ý kiến bạn đọc"),
                                            W("ý kiến ("),
                                            W("gửi bình luận"),
                                            W("gửi ý kiến"),
                                            W("gửi phản hồi"),
                                            W("viết bình luận"),
                                            W("cảm nhận của bạn"),
                                            W("cảm xúc của bạn"),
                                            W("bạn cảm thấy"),
                                            W("bạn thấy bài viết"),
                                            W("đánh giá bài viết"),
                                            W("tổng số điểm của bài viết"),
                                            W("click để đánh giá"),
                                            W("xếp hạng"),
                                            W("thống kê truy cập"),
                                            W("chưa có bình luận"),
                                            W("hãy là người đầu tiên"),
                                            W("comments ("),
                                            W("leave a"),
                                            W("be the first to"),
                                            W("your email address"),
                                            W("vui lòng nhập"),
                                            W("vui lòng đăng nhập"),
                                            W("đăng nhập để bình luận"),
                                            W("mã bảo mật"),
                                            W("họ và tên"),
                                            W("họ tên"),
                                            W("email của bạn"),
                                            W("bình luận hay nhất"),
                                            W("lượt truy cập"),
                                            W("tổng lượt truy cập"),
                                            W("đang truy cập"),
                                            W("đang online"),
                                            W("liên kết website")};

static const struct str CHROME[] = {W("image advertisement"),
                                    W("advertisement"),
                                    W("advertisements"),
                                    W("ads"),
                                    W("ad"),
                                    W("quảng cáo"),
                                    W("logo"),
                                    W("banner"),
                                    W("chia sẻ"),
                                    W("chia sẻ:"),
                                    W("chia sẻ bài viết"),
                                    W("chia sẻ facebook"),
                                    W("chia sẻ zalo"),
                                    W("share"),
                                    W("share:"),
                                    W("share this"),
                                    W("facebook"),
                                    W("twitter"),
                                    W("zalo"),
                                    W("x"),
                                    W("linkedin"),
                                    W("telegram"),
                                    W("youtube"),
                                    W("tiktok"),
                                    W("instagram"),
                                    W("messenger"),
                                    W("pinterest"),
                                    W("viber"),
                                    W("whatsapp"),
                                    W("email"),
                                    W("gmail"),
                                    W("print"),
                                    W("in bài"),
                                    W("in bài viết"),
                                    W("in trang"),
                                    W("bản in"),
                                    W("in"),
                                    W("gửi email"),
                                    W("gửi bài viết"),
                                    W("gửi cho bạn bè"),
                                    W("gửi bài"),
                                    W("lưu bài"),
                                    W("lưu bài viết"),
                                    W("lưu"),
                                    W("copy link"),
                                    W("sao chép liên kết"),
                                    W("lấy link!"),
                                    W("sao chép"),
                                    W("theo dõi"),
                                    W("theo dõi trên google news"),
                                    W("google news"),
                                    W("nghe đọc bài"),
                                    W("nghe bài viết"),
                                    W("đọc bài viết"),
                                    W("nghe"),
                                    W("audio"),
                                    W("cỡ chữ"),
                                    W("cỡ chữ:"),
                                    W("a"),
                                    W("a-"),
                                    W("a+"),
                                    W("aa"),
                                    W("+a"),
                                    W("-a"),
                                    W("a a"),
                                    W("a- a+"),
                                    W("a- a a+"),
                                    W("a+ a a-"),
                                    W("menu"),
                                    W("tìm kiếm"),
                                    W("search"),
                                    W("đăng nhập"),
                                    W("đăng ký"),
                                    W("đăng xuất"),
                                    W("login"),
                                    W("log in"),
                                    W("sign in"),
                                    W("sign up"),
                                    W("subscribe"),
                                    W("rss"),
                                    W("thích"),
                                    W("like"),
                                    W("tweet"),
                                    W("đóng"),
                                    W("close"),
                                    W("tắt"),
                                    W("về đầu trang"),
                                    W("lên đầu trang"),
                                    W("trở lại"),
                                    W("quay lại"),
                                    W("trở về"),
                                    W("back to top"),
                                    W("back"),
                                    W("xem tất cả"),
                                    W("tất cả"),
                                    W("xem tiếp"),
                                    W("xem chi tiết"),
                                    W("chi tiết"),
                                    W("read more"),
                                    W("đọc tiếp »"),
                                    W("tương phản"),
                                    W("độ tương phản"),
                                    W("phóng to"),
                                    W("thu nhỏ"),
                                    W("english"),
                                    W("tiếng việt"),
                                    W("vietnamese"),
                                    W("mặc định"),
                                    W("lớn hơn"),
                                    W("hotline"),
                                    W("báo in"),
                                    W("đặt báo"),
                                    W("e-paper"),
                                    W("toàn màn hình"),
                                    W("tải về"),
                                    W("giọng nam"),
                                    W("giọng nữ"),
                                    W("nam miền bắc"),
                                    W("nữ miền bắc"),
                                    W("nam miền nam"),
                                    W("nữ miền nam"),
                                    W("tốc độ"),
                                    W("dừng"),
                                    W("tạm dừng"),
                                    W("play"),
                                    W("pause"),
                                    W("next"),
                                    W("previous"),
                                    W("prev"),
                                    W("trang trước"),
                                    W("trang sau"),
                                    W("tin trước"),
                                    W("tin sau"),
                                    W("skip to content"),
                                    W("skip to main content"),
                                    W("bỏ qua nội dung"),
                                    W("hình ảnh"),
                                    W("copy link thành công"),
                                    W("ý kiến của bạn đã được gửi"),
                                    W("mới"),
                                    W("hot"),
                                    W("new"),
                                    W("rất hay"),
                                    W("giải trí"),
                                    W("cần cải thiện"),
                                    W("video player is loading"),
                                    W("giao diện tối"),
                                    W("chế độ tối")};

static const struct str CHROME_PREFIX[] = {W("lượt xem"),
                                           W("số lượt xem"),
                                           W("lượt đọc"),
                                           W("đã xem"),
                                           W("views:"),
                                           W("view:"),
                                           W("xem với cỡ chữ"),
                                           W("đăng ký mua"),
                                           W("trở lại "),
                                           W("theo dõi báo"),
                                           W("theo dõi chúng tôi trên"),
                                           W("chia sẻ lên"),
                                           W("chia sẻ qua"),
                                           W("chia sẻ bài viết"),
                                           W("nhấn vào đây"),
                                           W("quay lại "),
                                           W("share on "),
                                           W("share to "),
                                           W("đọc bài gốc"),
                                           W("link bài gốc"),
                                           W("ảnh đại diện"),
                                           W("xem ảnh"),
                                           W("theo dõi trên"),
                                           W("nghe audio"),
                                           W("cỡ chữ"),
                                           W("follow us on"),
                                           W("back to "),
                                           W("đọc nhanh"),
                                           W("mời quý độc giả"),
                                           W("mời bạn đọc"),
                                           W("đăng nhập |"),
                                           W("đăng ký |"),
                                           W("reading time"),
                                           W("thời gian đọc"),
                                           W("mời độc giả")};

static const struct str TAGS_PREFIX[] = {W("tags:"),     W("tag:"),     W("tags :"),
                                         W("từ khóa:"),  W("từ khoá:"), W("từ khóa :"),
                                         W("từ khoá :"), W("thẻ:"),     W("keywords:"),
                                         W("chủ đề:"),   W("topics:"),  W("từ khóa liên quan:"),
                                         W("nhãn:")};

static const struct str TAGS[] = {W("tags"), W("tag"),      W("từ khóa"), W("từ khoá"),
                                  W("thẻ"),  W("keywords"), W("topics")};

static const struct str IMPRINT_PREFIX[] = {W("cơ quan chủ quản"),
                                            W("cơ quan của"),
                                            W("cơ quan quản lý"),
                                            W("cơ quan ngôn luận"),
                                            W("đơn vị chủ quản"),
                                            W("giấy phép"),
                                            W("gp số"),
                                            W("gpxb"),
                                            W("tổng biên tập"),
                                            W("phó tổng biên tập"),
                                            W("trưởng ban biên tập"),
                                            W("chịu trách nhiệm"),
                                            W("người chịu trách nhiệm"),
                                            W("phụ trách nội dung"),
                                            W("tòa soạn"),
                                            W("toà soạn"),
                                            W("trụ sở:"),
                                            W("trụ sở chính"),
                                            W("trụ sở tòa soạn"),
                                            W("địa chỉ:"),
                                            W("địa chỉ :"),
                                            W("điện thoại:"),
                                            W("điện thoại :"),
                                            W("đt:"),
                                            W("tel:"),
                                            W("fax:"),
                                            W("email:"),
                                            W("e-mail:"),
                                            W("thư điện tử"),
                                            W("hotline:"),
                                            W("hotline :"),
                                            W("đường dây nóng"),
                                            W("website:"),
                                            W("phát triển bởi"),
                                            W("thiết kế bởi"),
                                            W("thiết kế và"),
                                            W("đơn vị phát triển"),
                                            W("powered by"),
                                            W("designed by"),
                                            W("developed by"),
                                            W("liên hệ quảng cáo"),
                                            W("liên hệ tòa soạn"),
                                            W("liên hệ toà soạn"),
                                            W("cổng thông tin điện tử"),
                                            W("trang thông tin điện tử"),
                                            W("address:"),
                                            W("phone:"),
                                            W("editor-in-chief"),
                                            W("editor in chief"),
                                            W("license no"),
                                            W("licence no"),
                                            W("vận hành bởi"),
                                            W("bản đồ trang"),
                                            W("chính sách bảo mật"),
                                            W("điều khoản sử dụng"),
                                            W("số điện thoại"),
                                            W("quảng cáo:"),
                                            W("ban biên tập:"),
                                            W("thường trực ban biên tập"),
                                            W("văn phòng đại diện"),
                                            W("terms of use"),
                                            W("privacy policy"),
                                            W("ấn phẩm thuộc"),
                                            W("quản lý và vận hành")};

static const struct str COPYRIGHT_PREFIX[] = {W("©"),
                                              W("® "),
                                              W("®"),
                                              W("copyright"),
                                              W("(c) "),
                                              W("bản quyền"),
                                              W("(*) không sao chép"),
                                              W("không sao chép"),
                                              W("ghi rõ nguồn"),
                                              W("vui lòng ghi rõ"),
                                              W("đề nghị ghi rõ"),
                                              W("khi phát hành lại"),
                                              W("all rights reserved"),
                                              W("all contents"),
                                              W("mọi hành vi sao chép"),
                                              W("cấm sao chép"),
                                              W("nghiêm cấm sao chép"),
                                              W("yêu cầu ghi rõ"),
                                              W("(*) cấm sao chép")};

/* also in the middle of a short line */
static const struct str COPYRIGHT_PART[] = {
    W("ghi rõ nguồn"),    W("giữ bản quyền"),          W("all rights reserved"),
    W("bản quyền thuộc"), W("sự đồng ý bằng văn bản"), W("không sao chép dưới mọi hình thức")};

static const struct str HOME[] = {W("trang chủ"),  W("trang chủ:"), W("home"),
                                  W("trang nhất"), W("homepage"),   W("trang chính")};

static const struct str POINTERS[] = {W("xem thêm: "),      W("đọc thêm: "),      W("xem thêm:"),
                                      W("đọc thêm:"),       W("xem ngay: "),      W("mời xem: "),
                                      W("tin liên quan: "), W("bài liên quan: "), W("read more: "),
                                      W("see also: "),      W("related: ")};

static const struct str OWNER_PREFIX[] = {
    W("ban "),       W("phòng "),    W("ubnd "),      W("ủy ban "),       W("uỷ ban "),
    W("đảng bộ "),   W("thành ủy "), W("tỉnh ủy "),   W("báo "),          W("tạp chí "),
    W("đài "),       W("sở "),       W("văn phòng "), W("cổng "),         W("trang "),
    W("trung tâm "), W("công ty "),  W("liên đoàn "), W("hội liên hiệp ")};

static const struct str NARRATION[] = {
    W("cho biết"),     W("cho rằng"), W("cho hay"),   W("khẳng định"),    W("nhấn mạnh"),
    W("đề nghị"),      W("diễn ra"),  W("theo đó"),   W("theo kế hoạch"), W("theo báo cáo"),
    W(" sẽ "),         W(" đã "),     W("đồng thời"), W("được biết"),     W("trước đó"),
    W("bên cạnh đó"),  W("ngoài ra"), W("tuy nhiên"), W("do đó"),         W("vì vậy"),
    W("trong khi đó"), W("cùng dự"),  W("cùng ngày"), W("cùng làm việc"), W("cùng tham dự"),
    W("tham dự có"),   W("dịp này"),  W("sau khi"),   W("trong đó"),      W("hiện nay"),
    W("hiện tại"),     W("đến nay"),  W("hy vọng"),   W("yêu cầu"),       W("bởi "),
    W("nhờ "),         W("nếu "),     W("vẫn "),      W("chưa "),         W("không "),
    W("gồm:"),         W("sau đó"),   W("bao gồm")};

/* At the start of a line only: "… tại buổi tiếp" ends captions. */
static const struct str NARRATION_PREFIX[] = {
    W("tại buổi"), W("tại hội nghị"),    W("tại cuộc"),  W("tại đây"),   W("trong buổi"),
    W("cùng đi"),  W("trong khuôn khổ"), W("cùng tiếp"), W("tiếp đoàn"), W("tham dự"),
    W("dự buổi"),  W("dự lễ"),           W("về phía"),   W("kết thúc"),  W("tiếp đó"),
    W("nhân dịp"), W("hai bên"),         W("theo "),     W("trong "),    W("với "),
    W("từ "),      W("ngày "),           W("sáng "),     W("chiều "),    W("tối "),
    W("cũng "),    W("đây là"),          W("qua "),      W("để "),       W("về "),
    W("sau "),     W("trước "),          W("ngay "),     W("tham gia "), W("buổi "),
    W("chuyến ")};

static const struct str SCENE[] = {
    W(" tiếp "),       W("tiếp đón"),   W("tặng"),         W("trao "),       W("phát biểu"),
    W("chụp ảnh"),     W("dâng hương"), W("dâng hoa"),     W("cắt băng"),    W("ký kết"),
    W(" ký "),         W("thăm"),       W("tham quan"),    W("chúc mừng"),   W("chứng kiến"),
    W("chủ trì"),      W("bắt tay"),    W("hội đàm"),      W("hội kiến"),    W("kiểm tra"),
    W("khảo sát"),     W("bày tỏ"),     W("quang cảnh"),   W("toàn cảnh"),   W("một góc"),
    W("các đại biểu"), W("đại biểu"),   W("đoàn"),         W("lãnh đạo"),    W("trình bày"),
    W("biểu diễn"),    W("tiết mục"),   W("người dân"),    W("học sinh"),    W("công nhân"),
    W("lực lượng"),    W("động viên"),  W("trò chuyện"),   W("trao đổi"),    W("gặp gỡ"),
    W("khách"),        W("chào"),       W("nghi thức"),    W("thực hiện"),   W("giới thiệu"),
    W("kỷ niệm"),      W("hình ảnh"),   W("bên trái"),     W("bên phải"),    W("từ trái"),
    W("minh họa"),     W("đón"),        W("thu hoạch"),    W("gian hàng"),   W("lễ "),
    W("các em "),      W("bà con "),    W("khai mạc"),     W("khánh thành"), W("khởi công"),
    W(" meets "),      W(" receives "), W("shakes hands"), W("shake hands"), W("speaks at"),
    W("(right)"),      W("(left)"),     W("(center)"),     W("poses for"),   W("pose for"),
    W("hands over"),   W(" presents "), W("from left"),    W("from right"),  W("addresses "),
    W("delegates"),    W("attend "),    W(" attends "),    W(" visits "),    W("hold talks"),
    W("illustrat")};

/* Headings of boxes are made of few words, in any order: "Tin bạn quan tâm", "Các bài viết khác
 * cùng chuyên mục", "Tham khảo thêm". One of the second list must be among them: "Tin tức" alone
 * is a section. */
static const struct str BOX_WORDS[] = {
    W("tin"),   W("tức"),   W("bài"),  W("viết"),  W("các"),  W("những"), W("chuyên"),
    W("mục"),   W("chủ"),   W("đề"),   W("đọc"),   W("xem"),  W("bạn"),   W("tâm"),
    W("có"),    W("thể"),   W("đã"),   W("được"),  W("theo"), W("sự"),    W("kiện"),
    W("trong"), W("ngày"),  W("tuần"), W("tháng"), W("tham"), W("khảo"),  W("nội"),
    W("dung"),  W("video"), W("ảnh"),  W("về"),    W("quý"),  W("độc"),   W("giả"),
    W("cho"),   W("nên"),   W("vừa"),  W("nhận"),  W("và"),   W("cập"),   W("nhật"),
    W("thông"), W("lại"),   W("tác"),  W("nhóm"),  W("báo"),  W("hôm"),   W("nay")};
static const struct str BOX_SIGNS[] = {
    W("liên"), W("quan"),  W("khác"), W("mới"),  W("nhất"), W("hơn"), W("cũ"),   W("nổi"),
    W("bật"),  W("nhiều"), W("thêm"), W("tiếp"), W("cùng"), W("đưa"), W("đăng"), W("trước")};

/* Calls to the reader, as long as a sentence. */
static const struct str INVITATION_PREFIX[] = {
    W("mời quý độc giả"), W("mời bạn đọc"),  W("mời độc giả"),      W("mời các bạn"),
    W("mời quý vị"),      W("quý độc giả "), W("kính mời quý độc"),
};

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

static bool is_box_heading(struct str plain)
{
    enum { BOX_WORDS_MIN = 2 };
    size_t words = 0;
    size_t signs = 0;
    struct str word;
    while (str_next(&plain, ' ', &word)) {
        bool sign = AMONG(BOX_SIGNS, word);
        if (!sign && !AMONG(BOX_WORDS, word))
            return false;
        words++;
        signs += sign;
    }
    return words >= BOX_WORDS_MIN && signs > 0;
}

static enum fixed_word short_word_of(struct str lower)
{
    struct str plain = without_joints(lower);
    struct str uncounted = without_count(plain);
    if (AMONG(HOME, plain))
        return FIXED_HOME;
    if (AMONG(CHROME, lower) || AMONG(CHROME, plain))
        return FIXED_CHROME;
    if (AMONG(TEASERS, plain) || BEGINS(TEASERS_PREFIX, plain) || is_box_heading(plain))
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
    if (BEGINS(INVITATION_PREFIX, lower))
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

bool fixed_is_pointer(struct str lower)
{
    return BEGINS(POINTERS, lower);
}

bool fixed_is_owner(struct str lower)
{
    return BEGINS(OWNER_PREFIX, lower);
}

bool fixed_is_narration(struct str lower)
{
    return CONTAINS(NARRATION, lower) || BEGINS(NARRATION_PREFIX, lower);
}

bool fixed_is_scene(struct str lower)
{
    return CONTAINS(SCENE, lower);
}

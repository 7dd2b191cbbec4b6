#include "base/utf8.h"
#include "source/html_tidy_internal.h"

/* Words that stand over or before links to other articles, in lower case, without their colon. */
static const struct str LABELS[] = {
    STR_INIT("advertisement"),
    STR_INIT("advertising"),
    STR_INIT("advert"),
    STR_INIT("continue reading below"),
    STR_INIT("continue reading"),
    STR_INIT("read more"),
    STR_INIT("read also"),
    STR_INIT("also read"),
    STR_INIT("read next"),
    STR_INIT("related"),
    STR_INIT("related articles"),
    STR_INIT("related stories"),
    STR_INIT("related posts"),
    STR_INIT("related links"),
    STR_INIT("related news"),
    STR_INIT("related content"),
    STR_INIT("related topics"),
    STR_INIT("related coverage"),
    STR_INIT("you may also like"),
    STR_INIT("you might also like"),
    STR_INIT("see also"),
    STR_INIT("more on this story"),
    STR_INIT("more on this"),
    STR_INIT("more from"),
    STR_INIT("skip to content"),
    STR_INIT("skip to main content"),
    STR_INIT("share this"),
    STR_INIT("share this article"),
    STR_INIT("share this story"),
    STR_INIT("share on facebook"),
    STR_INIT("recommended"),
    STR_INIT("don't miss"),
    STR_INIT("don’t miss"),
    STR_INIT("watch"),
    STR_INIT("also on"),
    STR_INIT("more"),
    STR_INIT("click to enlarge"),
    STR_INIT("image"),
    STR_INIT("loading"),
    STR_INIT("story continues below advertisement"),
    STR_INIT("story continues below"),
    STR_INIT("article continues below"),
    STR_INIT("sign up"),
    STR_INIT("print"),
    STR_INIT("email"),
    STR_INIT("share"),
    STR_INIT("tags"),
    STR_INIT("filed under"),
    STR_INIT("topics"),
    STR_INIT("like this story"),
    STR_INIT("click here"),
    STR_INIT("comments"),
    STR_INIT("comments are closed"),
    STR_INIT("leave a comment"),
    STR_INIT("leave a reply"),
    STR_INIT("this slideshow requires javascript"),
    STR_INIT("xem thêm"),
    STR_INIT("đọc thêm"),
    STR_INIT("xem tiếp"),
    STR_INIT("tin liên quan"),
    STR_INIT("bài liên quan"),
    STR_INIT("tin bài liên quan"),
    STR_INIT("tin cùng chuyên mục"),
    STR_INIT("có thể bạn quan tâm"),
    STR_INIT("quảng cáo"),
    STR_INIT("từ khóa"),
    STR_INIT("từ khoá"),
    STR_INIT("chia sẻ"),
    STR_INIT("bình luận"),
    STR_INIT("mời quý độc giả xem thêm"),
    STR_INIT("mời bạn đọc xem thêm"),
    STR_INIT("mời độc giả xem thêm"),
    STR_INIT("tin khác"),
    STR_INIT("các tin tiếp"),
    STR_INIT("các tin tiếp theo"),
    STR_INIT("các tin khác"),
    STR_INIT("bài viết liên quan"),
    STR_INIT("đừng bỏ lỡ"),
    STR_INIT("liên quan"),
    STR_INIT("đọc nhiều nhất"),
    STR_INIT("đọc nhiều"),
    STR_INIT("tin đọc nhiều"),
    STR_INIT("xem nhiều nhất"),
    STR_INIT("xem nhiều"),
    STR_INIT("tin xem nhiều"),
    STR_INIT("tin mới nhất"),
    STR_INIT("tin mới"),
    STR_INIT("tin nóng"),
    STR_INIT("tin nổi bật"),
    STR_INIT("những tin mới hơn"),
    STR_INIT("những tin cũ hơn"),
    STR_INIT("tin mới hơn"),
    STR_INIT("tin cũ hơn"),
    STR_INIT("tin cùng mục"),
    STR_INIT("cùng chuyên mục"),
    STR_INIT("các tin cùng chuyên mục"),
    STR_INIT("tin tức khác"),
    STR_INIT("bài viết khác"),
    STR_INIT("các bài viết khác"),
    STR_INIT("các bài khác"),
    STR_INIT("bài khác"),
    STR_INIT("tin bài khác"),
    STR_INIT("tin đã đưa"),
    STR_INIT("các tin đã đưa"),
    STR_INIT("các tin đã đăng"),
    STR_INIT("tin đã đăng"),
    STR_INIT("bài viết cùng chuyên mục"),
    STR_INIT("tin cùng sự kiện"),
    STR_INIT("cùng sự kiện"),
    STR_INIT("tin cùng chủ đề"),
    STR_INIT("cùng chủ đề"),
    STR_INIT("bài trước"),
    STR_INIT("bài sau"),
    STR_INIT("tin trước"),
    STR_INIT("tin sau"),
    STR_INIT("video khác"),
    STR_INIT("album khác"),
    STR_INIT("ảnh khác"),
    STR_INIT("tin ảnh khác"),
    STR_INIT("đọc tiếp"),
    STR_INIT("xem thêm video"),
    STR_INIT("bài viết mới"),
    STR_INIT("cùng tác giả"),
    STR_INIT("các tin liên quan"),
    STR_INIT("tin tức liên quan"),
    STR_INIT("các bài viết liên quan"),
    STR_INIT("có thể bạn chưa biết"),
    STR_INIT("gợi ý cho bạn"),
    STR_INIT("dành cho bạn"),
    STR_INIT("file đính kèm"),
    STR_INIT("tệp đính kèm"),
    STR_INIT("tài liệu đính kèm"),
    STR_INIT("văn bản đính kèm"),
    STR_INIT("thẻ"),
    STR_INIT("tag"),
    STR_INIT("lesen sie auch"),
    STR_INIT("mehr zum thema"),
    STR_INIT("lire aussi"),
    STR_INIT("à lire aussi"),
    STR_INIT("leggi anche"),
    STR_INIT("lea también"),
    STR_INIT("anzeige"),
    STR_INIT("publicité"),
    STR_INIT("werbung"),
};

/* The label text begins with, whole words; its length in bytes, or 0. */
size_t tidy_label_length(struct str lower)
{
    size_t best = 0;
    for (size_t i = 0; i < COUNT_OF(LABELS); i++) {
        bool ends =
            lower.n == LABELS[i].n ||
            (lower.n > LABELS[i].n && str_find_byte(STR(" :.,-?!>|"), lower.p[LABELS[i].n]) < 9) ||
            str_starts(str_from(lower, LABELS[i].n), STR("…"));
        if (ends && LABELS[i].n > best && str_starts(lower, LABELS[i]))
            best = LABELS[i].n;
    }
    return best;
}

/* The text of n in lower case, without the arrows and dashes before it: ">> Xem thêm". */
struct str tidy_lower_text(const struct tidy *d, html_node n)
{
    struct str text = utf8_lower(d->t->a, html_text(d->t, n));
    for (struct str rest = text; rest.n; text = rest) {
        uint32_t cp = utf8_next(&rest);
        bool sign = cp == '>' || cp == '-' || cp == '*' || cp == '+' || cp == '|' || cp == ' ' ||
                    cp == 0xBB || cp == 0x203A || cp == 0x25BA || cp == 0x25B6 || cp == 0x2022 ||
                    cp == 0x2013 || cp == 0x2192;
        if (!sign)
            break;
    }
    return text;
}

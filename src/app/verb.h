/* The verbs of the command line: `loa VERB …`.
 *
 * A verb is a function with main's arguments, argv[0] being the verb; it returns the exit code:
 * 0 done, 1 the answer is no or some input failed (each named on standard error), 2 misuse. */
#ifndef LOA_APP_VERB_H
#define LOA_APP_VERB_H

/* X(verb, function, in Vietnamese, in English) */
#define VERB_TABLE(X)                                                                              \
    X("init", cmd_init, "tạo thư mục cho một trang mới", "make the folder of a new site")          \
    X("serve", cmd_serve, "phục vụ bạn đọc", "serve a site to its readers")                        \
    X("import", cmd_import, "nhập bài từ tệp bên ngoài", "take articles in from files")            \
    X("extract", cmd_extract, "đọc trang thành Article JSON", "read pages into Article JSON")      \
    X("export", cmd_export, "xuất bài sang hệ thống khác", "write articles for other systems")     \
    X("segment", cmd_segment, "tách từ tiếng Việt", "split Vietnamese text into words")            \
    X("analyze", cmd_analyze, "đọc bài: người, việc, thỏa thuận", "read who and what of articles") \
    X("search", cmd_search, "tìm bài như trên trang", "search as the site does")                   \
    X("ask", cmd_ask, "hỏi kho bài của trang", "questions, answered from the archive")             \
    X("story", cmd_story, "sự kiện nhiều báo đưa tin", "which articles tell the same story")       \
    X("register", cmd_register, "hồ sơ đối ngoại: xem, gộp, tách",                                 \
      "the register of external affairs")                                                          \
    X("article", cmd_article, "liệt kê, gỡ, khôi phục bài", "list, withdraw, restore articles")    \
    X("source", cmd_source, "nguồn tin của trang tổng hợp", "feeds: terms, rules, report")         \
    X("fetch", cmd_fetch, "lấy tin từ các nguồn", "poll the feeds")                                \
    X("section", cmd_section, "chuyên mục", "list and make sections")                              \
    X("comment", cmd_comment, "duyệt bình luận", "moderate comments")                              \
    X("banner", cmd_banner, "biểu ngữ, quảng cáo", "book banners into slots")                      \
    X("media", cmd_media, "hình ảnh, video của trang", "pictures and videos of the site")          \
    X("job", cmd_job, "việc bảo trì: lập lại chỉ mục", "maintenance: build the search index anew") \
    X("stats", cmd_stats, "số liệu truy cập", "access statistics and their history")               \
    X("check", cmd_check, "chấm trang theo các quy định", "the scorecard: rules, measured")        \
    X("verify", cmd_verify, "tìm những gì bị sửa ngoài Loa", "find what was altered outside Loa")  \
    X("head", cmd_head, "đầu chuỗi niêm phong, để giữ nơi khác", "the chain's head, to be kept")   \
    X("key", cmd_key, "khóa ký của trang", "the key that the site signs with")                     \
    X("link", cmd_link, "sổ liên kết ra ngoài, duyệt tên miền", "the ledger of outbound links")    \
    X("redirect", cmd_redirect, "địa chỉ cũ của trang", "old addresses of the site")               \
    X("backup", cmd_backup, "sao lưu trang đang chạy", "save a site while it is served")           \
    X("restore", cmd_restore, "khôi phục trang từ bản sao lưu", "bring a saved site back")         \
    X("author", cmd_author, "khóa và chữ ký của tác giả", "authors' keys and signatures")          \
    X("user", cmd_user, "tài khoản ban biên tập", "who may sign in to the desk, and the audit")

#define X(verb, function, vietnamese, english) int function(int argc, char **argv);
VERB_TABLE(X)
#undef X

struct verb {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *vietnamese;
    const char *english;
};

/* The verb of that name; NULL when there is none. */
const struct verb *verb_find(const char *name);

/* Runs what the command line says (argv[0] is the program) and returns the exit code. */
int verb_main(int argc, char **argv);

#endif

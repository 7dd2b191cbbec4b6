#include "wire/status.h"

/* code, reason phrase */
#define REASONS(X)                                                                                 \
    X(200, "OK")                                                                                   \
    X(201, "Created")                                                                              \
    X(202, "Accepted")                                                                             \
    X(204, "No Content")                                                                           \
    X(205, "Reset Content")                                                                        \
    X(206, "Partial Content")                                                                      \
    X(301, "Moved Permanently")                                                                    \
    X(302, "Found")                                                                                \
    X(303, "See Other")                                                                            \
    X(304, "Not Modified")                                                                         \
    X(307, "Temporary Redirect")                                                                   \
    X(308, "Permanent Redirect")                                                                   \
    X(400, "Bad Request")                                                                          \
    X(401, "Unauthorized")                                                                         \
    X(403, "Forbidden")                                                                            \
    X(404, "Not Found")                                                                            \
    X(405, "Method Not Allowed")                                                                   \
    X(406, "Not Acceptable")                                                                       \
    X(408, "Request Timeout")                                                                      \
    X(409, "Conflict")                                                                             \
    X(410, "Gone")                                                                                 \
    X(411, "Length Required")                                                                      \
    X(412, "Precondition Failed")                                                                  \
    X(413, "Content Too Large")                                                                    \
    X(414, "URI Too Long")                                                                         \
    X(415, "Unsupported Media Type")                                                               \
    X(416, "Range Not Satisfiable")                                                                \
    X(417, "Expectation Failed")                                                                   \
    X(421, "Misdirected Request")                                                                  \
    X(422, "Unprocessable Content")                                                                \
    X(429, "Too Many Requests")                                                                    \
    X(431, "Request Header Fields Too Large")                                                      \
    X(451, "Unavailable For Legal Reasons")                                                        \
    X(500, "Internal Server Error")                                                                \
    X(501, "Not Implemented")                                                                      \
    X(503, "Service Unavailable")                                                                  \
    X(505, "HTTP Version Not Supported")

/* code, what the wire says to a reader; the code stands in front so that support can ask for it */
#define BODIES(X)                                                                                  \
    X(400, "Yêu cầu không hợp lệ")                                                                 \
    X(408, "Hết thời gian chờ yêu cầu")                                                            \
    X(413, "Nội dung gửi lên quá lớn")                                                             \
    X(414, "Địa chỉ quá dài")                                                                      \
    X(416, "Phần nội dung được yêu cầu không tồn tại")                                             \
    X(417, "Máy chủ không đáp ứng được điều kiện của yêu cầu")                                     \
    X(431, "Phần đầu của yêu cầu quá lớn")                                                         \
    X(500, "Máy chủ gặp lỗi")                                                                      \
    X(501, "Máy chủ không hỗ trợ kiểu yêu cầu này")                                                \
    X(503, "Máy chủ đang bận, xin thử lại sau")                                                    \
    X(505, "Phiên bản HTTP không được hỗ trợ")

struct str status_reason(int status)
{
    switch (status) {
#define REASON_CASE(code, words)                                                                   \
    case code: return STR(words);
        REASONS(REASON_CASE)
#undef REASON_CASE
    default: return STR("");
    }
}

struct str status_body(int status)
{
    switch (status) {
#define BODY_CASE(code, words)                                                                     \
    case code: return STR(#code " " words "\n");
        BODIES(BODY_CASE)
#undef BODY_CASE
    default: return status_body(500);
    }
}

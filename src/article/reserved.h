/* First parts of addresses that belong to the site itself: a section must not be called so.
 *
 * The table is the one place for these names; pages that answer under one of them are in floor
 * site. */
#ifndef LOA_ARTICLE_RESERVED_H
#define LOA_ARTICLE_RESERVED_H

#include "base/str.h"

/* X(constant, first part of the address) */
#define RESERVED_TABLE(X)                                                                          \
    X(RESERVED_SEARCH, "tim-kiem")                                                                 \
    X(RESERVED_SUGGESTIONS, "goi-y")                                                               \
    X(RESERVED_NEWEST, "tin-moi")                                                                  \
    X(RESERVED_MOST_READ, "doc-nhieu")                                                             \
    X(RESERVED_VIDEO, "video")                                                                     \
    X(RESERVED_TOPIC, "chu-de")                                                                    \
    X(RESERVED_STORY, "cung-su-kien")                                                              \
    X(RESERVED_REGISTER, "ho-so")                                                                  \
    X(RESERVED_AUTHOR, "tac-gia")                                                                  \
    X(RESERVED_TAG, "the")                                                                         \
    X(RESERVED_FEEDS, "rss")                                                                       \
    X(RESERVED_STATISTICS, "thong-ke")                                                             \
    X(RESERVED_CONTACT, "lien-he")                                                                 \
    X(RESERVED_MEDIA, "media")                                                                     \
    X(RESERVED_STATIC, "tinh")                                                                     \
    X(RESERVED_QUESTIONS, "hoi-dap")                                                               \
    X(RESERVED_COMMENTS, "binh-luan")                                                              \
    X(RESERVED_REACTIONS, "cam-xuc")                                                               \
    X(RESERVED_CREATIVES, "qc")                                                                    \
    X(RESERVED_SIGN_IN, "dang-nhap")                                                               \
    X(RESERVED_SIGN_OUT, "dang-xuat")                                                              \
    X(RESERVED_ACCOUNT, "tai-khoan")                                                               \
    X(RESERVED_DESK, "ban-bien-tap")                                                               \
    X(RESERVED_HISTORY, "niem-phong")                                                              \
    X(RESERVED_WEBSUB, "websub")                                                                   \
    X(RESERVED_SITEMAP, "sitemap")                                                                 \
    X(RESERVED_ROBOTS, "robots")

/* True if slug is in the table. */
static inline bool reserved_is(struct str slug)
{
    static const struct str NAMES[] = {
#define X(name, word) STR_INIT(word),
        RESERVED_TABLE(X)
#undef X
    };
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        if (str_eq(NAMES[i], slug))
            return true;
    return false;
}

#endif

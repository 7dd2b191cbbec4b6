/* How an administrator names an article: by its id, by the key it was imported under, or by the
 * file it was imported from. */
#ifndef LOA_APP_REFERENCE_H
#define LOA_APP_REFERENCE_H

#include "app/task.h"
#include "base/map.h"

/* The option that goes with it, for --help. */
#define REFERENCE_HELP                                                                                                \
    "--articles thư mục các tệp đã nhập: bài được gọi bằng tên tệp, có hay không có .json\n" \
    "           articles are named by their files in that folder, with or without .json\n"

/* Names looked up so far; lives in the task's arena. */
struct reference_book {
    struct task *task;
    const char *folder; /* of the imported files; NULL = articles are not named by files */
    struct map known;   /* name -> int64_t * */
};

struct reference_book reference_open(struct task *t, const char *folder);

/* The id that name means. An id is not looked up. RC_NOTFOUND, with name in the task's e. */
enum rc reference_article(struct reference_book *book, struct str name, int64_t *id) MUST_USE;

#endif

/* loa init: a new site's folder. */
#include "app/administrator.h"
#include "app/args.h"
#include "app/folder.h"
#include "app/new_file.h"
#include "app/preset.h"
#include "app/say.h"
#include "app/verb.h"
#include "base/buf.h"
#include "base/folder_sync.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INIT_ARENA_MAX_BYTES = 4 << 20 };

struct options {
    const char *preset;
    const char *name;
    const char *origin;
};

struct init {
    struct arena arena;
    const char *site;
    const struct preset *preset;
    struct str name;   /* "" = the preset's */
    struct str origin; /* "" = none yet */
    struct str password;
    bool made_folder;
    struct err e;
};

/* ---- loa.conf ---- */

static const char conf_head[] =
    "# Cấu hình của trang · what this site is. Dòng bắt đầu bằng # là ghi chú · comments.\n"
    "# Máy chủ đọc lại tệp này khi nhận SIGHUP · a running server reads it again on SIGHUP.\n"
    "# Giao diện ở preset.ini · looks and blocks are in preset.ini.\n"
    "\n"
    "[site]\n"
    "# để trống thì lấy của preset.ini · empty: the preset's\n";

static const char conf_tail[] =
    "language = vi\n"
    "# đường dẫn in ra bởi: loa media SITE add TỆP · the path that it prints\n"
    "logo =\n"
    "icon =\n"
    "touch_icon =\n"
    "# hiện trên mọi trang khi nội dung chỉ là mẫu · stands on every page of a sample site\n"
    "sample_note =\n"
    "copyright =\n"
    "# bình luận chờ duyệt · comments wait for approval (loa comment)\n"
    "moderation = yes\n"
    "# thêm \"comments = no\", \"reactions = no\" để tắt; không ghi thì theo preset.ini\n"
    "# add \"comments = no\", \"reactions = no\" to turn them off; else as preset.ini says\n"
    "\n"
    "# Chân trang và trang Liên hệ, mỗi dòng: nhãn = giá trị · label = value, as printed\n"
    "[imprint]\n"
    "# Cơ quan chủ quản = \n"
    "# Chịu trách nhiệm chính = \n"
    "# Giấy phép = \n"
    "\n"
    "[contact]\n"
    "# Địa chỉ = \n"
    "# Điện thoại = \n"
    "# Thư điện tử = \n"
    "\n"
    "# Liên kết trên đầu trang · links above the masthead\n"
    "[services]\n"
    "# Dịch vụ công = https://dichvucong.gov.vn\n"
    "\n"
    "[server]\n"
    "listen = 127.0.0.1:8080\n"
    "# TLS: cổng https, chứng chỉ và khóa (PEM; nhiều cặp cách nhau bằng dấu phẩy) · https by itself\n"
    "# listen_tls = :443\n"
    "# certificate = /etc/ssl/example.vn.pem\n"
    "# key = /etc/ssl/example.vn.key\n"
    "# redirect_https = yes\n"
    "# hsts = 31536000\n"
    "# địa chỉ của proxy phía trước, cách nhau bằng dấu cách · whose X-Forwarded-For is believed\n"
    "# trusted_proxies = 127.0.0.1\n"
    "\n"
    "# Đầu chuỗi niêm phong, mỗi ngày một dòng vào heads.jsonl của thư mục này: nên ở máy khác\n"
    "# where the seals' head is left every day: a folder of another machine (loa verify --head)\n"
    "[seals]\n"
    "# heads = /mnt/noi-khac\n"
    "# hoặc gửi đi mỗi ngày: thư, trang Loa khác, dấu thời gian (docs/seals.md)\n"
    "# or sent every day: by mail, to another Loa, to be time-stamped\n"
    "# mail = toasoan@example.vn\n"
    "# mail_from = loa@example.vn\n"
    "# mail_server = smtps://mail.example.vn\n"
    "# witness = https://trang-khac.example.vn\n"
    "# timestamp = https://tsa.example.vn\n";

static struct str conf_text(struct init *init)
{
    struct buf b;
    buf_init(&b, &init->arena);
    buf_add(&b, str_view(conf_head));
    buf_addf(&b, "name = %.*s\n", STR_ARG(init->name));
    buf_add(&b, STR("slogan =\n# địa chỉ công khai · the public address: https://example.vn\n"));
    buf_addf(&b, "origin = %.*s\n", STR_ARG(init->origin));
    buf_add(&b, str_view(conf_tail));
    return buf_view(&b);
}

/* ---- options ---- */

static int read_options(struct init *init, const struct options *o)
{
    struct str preset = str_view(o->preset ? o->preset : "city");
    init->preset = preset_find(preset);
    if (!init->preset) {
        struct str names = preset_names(&init->arena);
        return say_misuse("init", "no preset \"%.*s\"; there are: %.*s", STR_ARG(preset),
                          STR_ARG(names));
    }
    if (args_text(&init->arena, "--name", o->name, &init->name, &init->e))
        return say_misuse("init", "%s", init->e.text);
    if (args_origin("--origin", o->origin, &init->origin, &init->e))
        return say_misuse("init", "%s", init->e.text);
    return EXIT_DONE;
}

/* ---- the folder ---- */

static bool folder_empty(const char *path)
{
    DIR *dir = opendir(path);
    bool empty = true;
    const struct dirent *entry = NULL;
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): one thread, one DIR */
    while (dir && (entry = readdir(dir)) != NULL)
        empty = empty && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0);
    if (dir)
        closedir(dir);
    return dir && empty;
}

static enum rc make_folder(struct init *init)
{
    struct stat st;
    if (mkdir(init->site, 0755) == 0) {
        init->made_folder = true;
        return RC_OK;
    }
    int error = errno;
    if (error != EEXIST)
        return fail(&init->e, RC_IO, "%s: cannot make the folder: %s", init->site,
                    strerrordesc_np(error));
    if (stat(init->site, &st) != 0 || !S_ISDIR(st.st_mode))
        return fail(&init->e, RC_CONFLICT, "%s: is there and is not a folder", init->site);
    if (!folder_empty(init->site))
        return fail(&init->e, RC_CONFLICT, "%s: is not empty; nothing was changed", init->site);
    return RC_OK;
}

static enum rc make_store(struct init *init)
{
    struct store *st = NULL;
    const char *path = folder_path(&init->arena, init->site, FOLDER_DB);
    enum rc rc = store_open(path, (struct store_options){.create = true}, &st, &init->e);
    if (!rc)
        rc =
            administrator_make_first(st, &init->arena, &init->password, clock_wall_now(), &init->e);
    store_close(st);
    return rc;
}

static enum rc make_files(struct init *init)
{
    struct arena *a = &init->arena;
    const char *site = init->site;
    if (mkdir(folder_path(a, site, FOLDER_MEDIA), 0755) != 0)
        return fail(&init->e, RC_IO, "%s: cannot make its media folder", site);
    enum rc rc = new_file_make(folder_path(a, site, FOLDER_PRESET), init->preset->text, &init->e);
    if (!rc)
        rc = make_store(init);
    return rc ? rc : new_file_make(folder_path(a, site, FOLDER_CONF), conf_text(init), &init->e);
}

/* Takes a half-made site away, so that the same call can be tried again. */
static void unmake(struct init *init)
{
    struct arena *a = &init->arena;
    const char *db = folder_path(a, init->site, FOLDER_DB);
    (void)unlink(db);
    (void)unlink(str_cstr(a, str_format(a, "%s-wal", db)));
    (void)unlink(str_cstr(a, str_format(a, "%s-shm", db)));
    (void)unlink(folder_path(a, init->site, FOLDER_KEY));
    (void)unlink(folder_path(a, init->site, FOLDER_PRESET));
    (void)unlink(folder_path(a, init->site, FOLDER_CONF));
    (void)rmdir(folder_path(a, init->site, FOLDER_MEDIA));
    if (init->made_folder)
        (void)rmdir(init->site);
}

static int make_site(struct init *init)
{
    enum rc rc = make_folder(init);
    if (rc)
        return say_failure("init", "%s", init->e.text);
    rc = make_files(init);
    if (!rc && init->made_folder && !folder_sync_of(init->site))
        rc = fail(&init->e, RC_IO, "%s: cannot be brought to the disk", init->site);
    if (rc) {
        unmake(init);
        return say_failure("init", "%s", init->e.text[0] ? init->e.text : rc_words(rc));
    }
    say("%s: trang mới theo mẫu %.*s · a new site, preset %.*s\n"
        "  quản trị · administrator: %.*s\n"
        "  mật khẩu (chỉ hiện lần này) · password, shown this once: %.*s\n"
        "  tiếp theo · next: %s/loa.conf; loa import; loa serve\n",
        init->site, STR_ARG(init->preset->name), STR_ARG(init->preset->name),
        STR_ARG(ADMINISTRATOR_FIRST), STR_ARG(init->password), init->site);
    return EXIT_DONE;
}

int cmd_init(int argc, char **argv)
{
    struct options o = {0};
    const struct args_option options[] = {
        {"--preset", .text = &o.preset},
        {"--name", .text = &o.name},
        {"--origin", .text = &o.origin},
    };
    struct args args = {
        .usage = "SITE [--preset P] [--name NAME] [--origin URL]\n",
        .details = "SITE       thư mục sẽ tạo, hoặc một thư mục trống · a new or empty folder\n"
                   "--preset   city (mặc định · default), economy, youth, aggregator, daily\n"
                   "--name     tên trang; không có thì theo mẫu · the site's name\n"
                   "--origin   địa chỉ công khai · the public address: https://example.vn\n",
        .options = options,
        .options_n = COUNT_OF(options),
        .places_min = 1,
        .places_max = 1,
    };
    int exit_code = EXIT_DONE;
    if (!args_read(&args, argc, argv, &exit_code))
        return exit_code;
    struct init init = {.site = args.places[0]};
    arena_init(&init.arena, INIT_ARENA_MAX_BYTES);
    exit_code = read_options(&init, &o);
    if (exit_code == EXIT_DONE)
        exit_code = make_site(&init);
    arena_release(&init.arena);
    return exit_code;
}

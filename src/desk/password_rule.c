#include "desk/password_rule.h"

#include "base/utf8.h"

/* What passwords in Việt Nam and everywhere are made of first, without capitals; own words. Longer ones
 * stand before those they hold. */
static const struct str common[] = {
    STR_INIT("1234567890"), STR_INIT("0987654321"), STR_INIT("123456789"),
    STR_INIT("987654321"),  STR_INIT("12345678"),   STR_INIT("87654321"),
    STR_INIT("1234567"),    STR_INIT("123456"),     STR_INIT("654321"),
    STR_INIT("12345"),      STR_INIT("1234"),       STR_INIT("123123"),
    STR_INIT("112233"),     STR_INIT("123"),        STR_INIT("1q2w3e4r"),
    STR_INIT("qwertyuiop"), STR_INIT("asdfghjkl"),  STR_INIT("zxcvbnm"),
    STR_INIT("qwerty"),     STR_INIT("asdfgh"),     STR_INIT("asdf"),
    STR_INIT("abcdefgh"),   STR_INIT("abcdef"),     STR_INIT("abcd"),
    STR_INIT("abc"),        STR_INIT("password"),   STR_INIT("passw0rd"),
    STR_INIT("p@ssw0rd"),   STR_INIT("matkhau"),    STR_INIT("mat khau"),
    STR_INIT("mật khẩu"),   STR_INIT("mậtkhẩu"),    STR_INIT("administrator"),
    STR_INIT("quantri"),    STR_INIT("quan tri"),   STR_INIT("quản trị"),
    STR_INIT("admin"),      STR_INIT("toasoan"),    STR_INIT("tòa soạn"),
    STR_INIT("baochi"),     STR_INIT("báo chí"),    STR_INIT("bientap"),
    STR_INIT("biên tập"),   STR_INIT("phongvien"),  STR_INIT("phóng viên"),
    STR_INIT("welcome"),    STR_INIT("letmein"),    STR_INIT("iloveyou"),
    STR_INIT("anhyeuem"),   STR_INIT("emyeuanh"),   STR_INIT("anh yêu em"),
    STR_INIT("em yêu anh"), STR_INIT("vietnam"),    STR_INIT("viet nam"),
    STR_INIT("việt nam"),   STR_INIT("hanoi"),      STR_INIT("ha noi"),
    STR_INIT("hà nội"),     STR_INIT("saigon"),     STR_INIT("sài gòn"),
    STR_INIT("danang"),     STR_INIT("đà nẵng"),    STR_INIT("haiphong"),
    STR_INIT("hải phòng"),  STR_INIT("xinchao"),    STR_INIT("xin chào"),
    STR_INIT("football"),   STR_INIT("monkey"),     STR_INIT("dragon"),
    STR_INIT("sunshine"),   STR_INIT("princess"),   STR_INIT("secret"),
};

struct str password_rule_normal(struct arena *a, struct str typed)
{
    return utf8_nfc(a, typed);
}

/* text with every part taken out, in a. */
static struct str without(struct arena *a, struct str text, struct str part)
{
    while (part.n) {
        size_t at = str_find(text, part);
        if (at == text.n)
            break;
        text = str_concat(a, str_first(text, at), str_from(text, at + part.n));
    }
    return text;
}

static size_t count_different(struct str text)
{
    uint32_t seen[PASSWORD_RULE_DIFFERENT];
    size_t n = 0;
    while (text.n && n < COUNT_OF(seen)) {
        uint32_t cp = utf8_next(&text);
        size_t i = 0;
        while (i < n && seen[i] != cp)
            i++;
        if (i == n)
            seen[n++] = cp;
    }
    return n;
}

enum password_fault password_rule_fault(struct arena *a, struct str typed, struct str name)
{
    if (typed.n > PASSWORD_RULE_MAX_BYTES)
        return PASSWORD_LONG;
    if (!utf8_valid(typed, NULL))
        return PASSWORD_BYTES;
    if (utf8_count_cp(typed) < PASSWORD_RULE_MIN_CP)
        return PASSWORD_SHORT;
    struct str own = without(a, utf8_lower(a, typed), name);
    if (utf8_count_cp(own) < PASSWORD_RULE_OWN_CP)
        return PASSWORD_NAME;
    for (size_t i = 0; i < COUNT_OF(common); i++)
        own = without(a, own, common[i]);
    if (utf8_count_cp(own) < PASSWORD_RULE_OWN_CP || count_different(own) < PASSWORD_RULE_DIFFERENT)
        return PASSWORD_COMMON;
    return PASSWORD_TAKEN;
}

/* Form values: the first line is the name, the rest the form. A value is UTF-8, at most three times
 * as long as the form (U+FFFD for each byte), and found when a plain pair of that name is there. */
#include "base/buf.h"
#include "base/utf8.h"
#include "wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 4 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str all = {(const char *)data, size};
    struct str name = str_first(all, str_find_byte(all, '\n'));
    struct str form = str_from(all, name.n + 1);
    bool found = false;
    arena_init(&a, ARENA_BYTES);
    struct str value = wire_form_value(&a, form, name, &found);
    ASSERT(found || value.n == 0);
    ASSERT(value.n <= 3 * form.n && utf8_valid(value, NULL));
    if (!arena_failed(&a)) {
        struct buf b;
        buf_init(&b, &a);
        buf_add(&b, STR("x=1&"));
        buf_add_url_encoded(&b, name);
        buf_add(&b, STR("="));
        buf_add_url_encoded(&b, value);
        struct str again = wire_form_value(&a, buf_view(&b), name, &found);
        ASSERT(buf_failed(&b) || arena_failed(&a) || str_eq(name, STR("x")) ||
               (found && str_eq(again, value)));
    }
    arena_release(&a);
    return 0;
}

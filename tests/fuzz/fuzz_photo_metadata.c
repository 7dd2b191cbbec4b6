/* Bytes as IPTC and as XMP, cut at the first zero line: neither may read past its end. */
#include "base/arena.h"
#include "source/photo_metadata.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str old_text(struct arena *a, struct str all, struct str value)
{
    return str_format(a, "%zu of %zu", value.n, all.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct str all = {(const char *)data, size};
    size_t cut = str_find_byte(all, '|');
    arena_init(&a, 8 << 20);
    (void)photo_metadata_read(
        &a, (struct photo_metadata_blobs){str_first(all, cut), str_from(all, cut + 1), old_text});
    arena_release(&a);
    return 0;
}

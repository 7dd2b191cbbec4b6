#include "article/seal.h"

#include "base/hex.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof((struct seal_row *)0)->state >= sizeof(crypto_generichash_state),
               "room for BLAKE2b's state");
_Static_assert(_Alignof(struct seal_row) >= _Alignof(crypto_generichash_state), "aligned for it");

enum { HEX_BYTES = 2 * HASH_CONTENT_BYTES };

/* ---- words ---- */

static const struct str thing_words[] = {
#define X(name, word) [name] = STR_INIT(word),
    SEAL_THING_TABLE(X)
#undef X
};

static const struct str act_words[] = {
#define X(name, word) [name] = STR_INIT(word),
    SEAL_ACT_TABLE(X)
#undef X
};

struct str seal_thing_word(enum seal_thing thing)
{
    return (size_t)thing < COUNT_OF(thing_words) ? thing_words[thing] : STR("?");
}

struct str seal_act_word(enum seal_act act)
{
    return (size_t)act < COUNT_OF(act_words) ? act_words[act] : STR("?");
}

bool seal_known(const struct seal *s)
{
    return (size_t)s->thing < COUNT_OF(thing_words) && (size_t)s->act < COUNT_OF(act_words);
}

static struct str entry_thing(const struct seal *s)
{
    return s->thing_word.n ? s->thing_word : seal_thing_word(s->thing);
}

static struct str entry_act(const struct seal *s)
{
    return s->act_word.n ? s->act_word : seal_act_word(s->act);
}

int64_t seal_skip_seq(int64_t seq)
{
    return seq > 0 ? seq & (seq - 1) : 0;
}

int64_t seal_name_id(struct str name)
{
    struct hash_content h = hash_content(name);
    int64_t id = 0;
    for (size_t i = 0; i < 7; i++) /* 56 bits: positive, and never two of a site's few names */
        id = id << 8 | h.bytes[i];
    return id + 1;
}

bool seal_hash_eq(const struct hash_content *a, const struct hash_content *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* ---- rows ---- */

static crypto_generichash_state *state_of(struct seal_row *row)
{
    return (crypto_generichash_state *)(void *)row->state;
}

void seal_row_begin(struct seal_row *row)
{
    crypto_generichash_init(state_of(row), NULL, 0, HASH_CONTENT_BYTES);
}

void seal_row_add_part(struct seal_row *row, struct str bytes)
{
    crypto_generichash_update(state_of(row), (const unsigned char *)(bytes.n ? bytes.p : ""),
                              bytes.n);
}

/* snprintf's answer as the length of what it wrote: the rooms below hold the longest of each. */
static struct str printed(const char *room, int n)
{
    ASSERT(n > 0);
    return (struct str){room, (size_t)n};
}

void seal_row_add(struct seal_row *row, struct str column)
{
    char length[24];
    seal_row_add_part(row, printed(length, snprintf(length, sizeof length, "%zu:", column.n)));
    seal_row_add_part(row, column);
}

void seal_row_add_absent(struct seal_row *row)
{
    seal_row_add_part(row, STR("-"));
}

struct hash_content seal_row_end(struct seal_row *row)
{
    struct hash_content h;
    crypto_generichash_final(state_of(row), h.bytes, sizeof h.bytes);
    return h;
}

/* ---- the canonical form ---- */

struct hex {
    char text[HEX_BYTES + 1];
};

static struct hex hex_of(const unsigned char *bytes)
{
    struct hex h;
    sodium_bin2hex(h.text, sizeof h.text, bytes, HASH_CONTENT_BYTES);
    return h;
}

struct hash_content seal_detail(const struct seal *s)
{
    char room[SEAL_ENTRY_MAX_BYTES];
    struct seal_row text;
    struct hex content = hex_of(s->content.bytes);
    struct hex state = hex_of(s->state.bytes);
    seal_row_begin(&text);
    seal_row_add_part(&text, STR("loa detail 1\nthing "));
    seal_row_add_part(&text, entry_thing(s));
    seal_row_add_part(&text, STR("\nact "));
    seal_row_add_part(&text, entry_act(s));
    int n =
        snprintf(room, sizeof room, "\nobject %lld\nname %zu:", (long long)s->object_id, s->name.n);
    seal_row_add_part(&text, printed(room, n));
    seal_row_add_part(&text, s->name);
    n = snprintf(room, sizeof room, "\nrevision %lld\nat %lld\ncontent %s\nstate %s\n",
                 (long long)s->revision, (long long)s->at_ms, content.text, state.text);
    seal_row_add_part(&text, printed(room, n));
    return seal_row_end(&text);
}

/* parts: detail, prev, skip, key. */
static struct str lines_of_entry(int64_t seq, const struct hash_content parts[4],
                                 char room[SEAL_ENTRY_MAX_BYTES])
{
    struct hex detail = hex_of(parts[0].bytes);
    struct hex prev = hex_of(parts[1].bytes);
    struct hex skip = hex_of(parts[2].bytes);
    struct hex key = hex_of(parts[3].bytes);
    return printed(room, snprintf(room, SEAL_ENTRY_MAX_BYTES,
                                  "loa seal 1\nseq %lld\ndetail %s\nprev %s\nskip %s\nkey %s\n",
                                  (long long)seq, detail.text, prev.text, skip.text, key.text));
}

static struct str entry_text(const struct seal *s, char room[SEAL_ENTRY_MAX_BYTES])
{
    struct hash_content parts[4] = {seal_detail(s), s->prev, s->skip};
    _Static_assert(sizeof parts[3] == SIGN_PUBLIC_BYTES, "a key is as long as a hash");
    memcpy(parts[3].bytes, s->key.bytes, sizeof parts[3].bytes);
    return lines_of_entry(s->seq, parts, room);
}

struct hash_content seal_hash(const struct seal *s)
{
    char room[SEAL_ENTRY_MAX_BYTES];
    return hash_content(entry_text(s, room));
}

void seal_sign(struct seal *s, const struct sign_secret *secret)
{
    char room[SEAL_ENTRY_MAX_BYTES];
    s->key = secret->public_key;
    s->signature = sign_message(secret, entry_text(s, room));
}

bool seal_holds(const struct seal *s)
{
    char room[SEAL_ENTRY_MAX_BYTES];
    return sign_holds(&s->key, entry_text(s, room), &s->signature);
}

/* ---- heads and proofs ---- */

static void add_hex_field(struct buf *out, const char *name, const unsigned char *bytes)
{
    buf_addf(out, "\"%s\":\"%s\"", name, hex_of(bytes).text);
}

static void add_signature(struct buf *out, const struct seal *s)
{
    char hex[2 * SIGN_SIGNATURE_BYTES + 1];
    sodium_bin2hex(hex, sizeof hex, s->signature.bytes, sizeof s->signature.bytes);
    buf_addf(out, "\"signature\":\"%s\"", hex);
}

/* The lines of the entry as they are signed. */
static void add_entry(struct buf *out, const struct seal *s)
{
    struct hash_content detail = seal_detail(s);
    buf_addf(out, "\"seq\":%lld,", (long long)s->seq);
    add_hex_field(out, "detail", detail.bytes);
    buf_add_byte(out, ',');
    add_hex_field(out, "prev", s->prev.bytes);
    buf_add_byte(out, ',');
    add_hex_field(out, "skip", s->skip.bytes);
    buf_add_byte(out, ',');
    add_hex_field(out, "key", s->key.bytes);
}

void seal_head_json(struct buf *out, const struct seal *head)
{
    struct hash_content hash = seal_hash(head);
    buf_add(out, STR("{"));
    add_entry(out, head);
    buf_addf(out, ",\"at\":%lld,", (long long)head->at_ms);
    add_hex_field(out, "hash", hash.bytes);
    buf_add_byte(out, ',');
    add_signature(out, head);
    buf_add(out, STR("}\n"));
}

static struct str last_line(struct str text)
{
    struct str line;
    struct str last = STR("");
    while (str_next_line(&text, &line))
        if (str_trim(line).n)
            last = str_trim(line);
    return last;
}

/* What stands behind "name": in the flat object that seal_head_json wrote; "" when there is none. */
static struct str behind(struct str json, struct str name)
{
    size_t at = str_find(json, name);
    return at < json.n ? str_from(json, at + name.n) : STR("");
}

/* The n bytes whose digits stand behind name. */
static bool read_bytes(struct str json, struct str name, unsigned char *out, size_t n)
{
    return hex_read(str_first(behind(json, name), 2 * n), out, n);
}

enum rc seal_head_read(struct str text, struct seal_head *out, struct err *e)
{
    struct str line = last_line(text);
    struct str digits = behind(line, STR("\"seq\":"));
    struct seal_head head = {0};
    size_t n = 0;
    while (n < digits.n && byte_is_digit(digits.p[n]))
        n++;
    if (!str_to_int(str_first(digits, n), &head.seq) || head.seq < 1 ||
        !read_bytes(line, STR("\"hash\":\""), head.hash.bytes, sizeof head.hash.bytes))
        return fail(e, RC_INVALID, "not a head as loa head writes it");
    *out = head;
    return RC_OK;
}

bool seal_head_holds(struct str line, struct sign_public *key, struct seal_head *out)
{
    static const struct str names[] = {STR_INIT("\"detail\":\""), STR_INIT("\"prev\":\""),
                                       STR_INIT("\"skip\":\""), STR_INIT("\"key\":\"")};
    struct hash_content read[COUNT_OF(names)];
    struct sign_signature signature;
    struct err none;
    char room[SEAL_ENTRY_MAX_BYTES];
    if (seal_head_read(line, out, &none) ||
        !read_bytes(line, STR("\"signature\":\""), signature.bytes, sizeof signature.bytes))
        return false;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!read_bytes(line, names[i], read[i].bytes, sizeof read[i].bytes))
            return false;
    memcpy(key->bytes, read[3].bytes, sizeof key->bytes);
    struct str text = lines_of_entry(out->seq, read, room);
    struct hash_content hash = hash_content(text);
    return seal_hash_eq(&hash, &out->hash) && sign_holds(key, text, &signature);
}

static void add_detail(struct buf *out, const struct seal *s)
{
    buf_addf(out, "\"entry\":{\"thing\":\"%.*s\",\"act\":\"%.*s\",\"object\":%lld,\"name\":",
             STR_ARG(entry_thing(s)), STR_ARG(entry_act(s)), (long long)s->object_id);
    buf_add_json(out, s->name);
    buf_addf(out, ",\"revision\":%lld,\"at\":%lld,", (long long)s->revision, (long long)s->at_ms);
    add_hex_field(out, "content", s->content.bytes);
    buf_add_byte(out, ',');
    add_hex_field(out, "state", s->state.bytes);
    buf_add(out, STR("}"));
}

void seal_proof_json(struct buf *out, const struct seal *path, size_t path_n, struct str content)
{
    buf_add(out, STR("{\"proof\":\"loa 1\","));
    add_detail(out, &path[path_n - 1]);
    buf_add(out, STR(",\n\"path\":["));
    for (size_t i = 0; i < path_n; i++) {
        buf_add(out, i ? STR(",\n{") : STR("\n{"));
        add_entry(out, &path[i]);
        if (i == 0 || i + 1 == path_n) {
            buf_add_byte(out, ',');
            add_signature(out, &path[i]);
        }
        buf_add_byte(out, '}');
    }
    buf_add(out, STR("],\n\"content\":"));
    buf_add_json(out, content);
    buf_add(out, STR("}\n"));
}

#include "tests/store/store_fixture.h"

#include "article/article_json.h"
#include "base/hash_term.h"
#include "base/vec.h"

#include <stdlib.h>
#include <unistd.h>

void site_path(char path[64])
{
    /* in memory where there is such a place: thousands of commits, and no power to lose */
    bool memory = access("/dev/shm", W_OK) == 0;
    snprintf(path, 64, "%s/loa-store-XXXXXX", memory ? "/dev/shm" : "/tmp");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    unlink(path);
}

void site_remove(const char *path)
{
    static const char *const SUFFIXES[] = {"", "-wal", "-shm", "-journal", ".key", ".key.new"};
    for (size_t i = 0; i < COUNT_OF(SUFFIXES); i++) {
        char file[96];
        snprintf(file, sizeof file, "%s%s", path, SUFFIXES[i]);
        unlink(file);
    }
    char copy[96]; /* of an upgrade */
    snprintf(copy, sizeof copy, "%s.before-%d", path, (int)SCHEMA_VERSION);
    unlink(copy);
}

static void site_connect(struct site *s, uint64_t fail_at_query, bool create)
{
    struct err e = {0};
    struct store_options options = {.create = create, .fail_at_query = fail_at_query};
    arena_init(&s->arena, SIZE_MAX / 2);
    if (store_open(s->path, options, &s->st, &e) != RC_OK)
        fail_msg("cannot open: %s", e.text);
    if (store_reader_open(s->st, &s->r, &e) != RC_OK)
        fail_msg("cannot open a reader: %s", e.text);
}

static void site_disconnect(struct site *s)
{
    store_reader_close(s->r);
    store_close(s->st);
    arena_release(&s->arena);
}

void site_open(struct site *s, uint64_t fail_at_query)
{
    *s = (struct site){0};
    assert_true(hash_start());
    site_path(s->path);
    site_connect(s, fail_at_query, true);
}

void site_close(struct site *s)
{
    site_disconnect(s);
    site_remove(s->path);
}

void site_reopen(struct site *s, uint64_t fail_at_query)
{
    site_disconnect(s);
    site_connect(s, fail_at_query, false);
}

static struct article_texts texts_of(struct arena *a, const char *const *items)
{
    struct article_texts texts = {arena_array(a, TEXTS_MAX, sizeof(struct str)), 0};
    while (texts.items_n < TEXTS_MAX && items[texts.items_n]) {
        texts.items[texts.items_n] = str_view(items[texts.items_n]);
        texts.items_n++;
    }
    return texts;
}

static void story_people(struct arena *a, const struct story *story, struct article *art)
{
    struct article_texts authors = texts_of(a, story->authors);
    art->contributors = arena_array(a, TEXTS_MAX + 1, sizeof *art->contributors);
    for (size_t i = 0; i < authors.items_n; i++)
        art->contributors[art->contributors_n++] =
            (struct article_contributor){authors.items[i], ROLE_AUTHOR};
    if (story->photographer)
        art->contributors[art->contributors_n++] =
            (struct article_contributor){str_view(story->photographer), ROLE_PHOTOGRAPHER};
}

static void story_blocks(struct arena *a, const struct story *story, struct article *art)
{
    art->blocks = arena_array(a, 2, sizeof *art->blocks);
    art->blocks[art->blocks_n++] = (struct article_block){
        .type = BLOCK_PARAGRAPH,
        .text = str_view(story->text ? story->text : "Text."),
    };
    if (story->video)
        art->blocks[art->blocks_n++] =
            (struct article_block){.type = BLOCK_VIDEO, .src = STR("v.mp4")};
}

static struct article *story_article(struct arena *a, const struct story *story)
{
    struct article *art = arena_alloc(a, sizeof *art);
    *art = (struct article){
        .title = str_view(story->title ? story->title : "Title"),
        .language = STR("vi"),
        .published_ms = story->published_ms ? story->published_ms : NOW_MS - HOUR_MS,
        .updated_ms = CLOCK_NONE,
        .provenance_captured_ms = CLOCK_NONE,
        .source_name = str_view(story->source),
        .tags = texts_of(a, story->tags),
        .topics = texts_of(a, story->topics),
        .featured = story->featured,
        .comments_closed = story->closed,
        .sponsor = str_view(story->sponsor),
    };
    story_people(a, story, art);
    story_blocks(a, story, art);
    return art;
}

static void add_terms(struct vec *terms, const char *words, uint64_t mark)
{
    struct str rest = str_view(words);
    struct str word;
    while (str_next(&rest, ' ', &word)) {
        uint64_t *term = vec_push(terms);
        if (term)
            *term = hash_term(word) | mark;
    }
}

struct store_terms terms_of(struct arena *a, const char *words, const char *words_head)
{
    struct vec terms = VEC(uint64_t, a);
    add_terms(&terms, words, 0);
    add_terms(&terms, words_head, 1);
    return (struct store_terms){terms.p, terms.n};
}

struct store_command story_command(struct arena *a, const struct story *story)
{
    struct article *art = story_article(a, story);
    struct buf body;
    buf_init(&body, a);
    article_json_write(&body, art);
    int64_t *related = arena_array(a, TEXTS_MAX, sizeof *related);
    memcpy(related, story->related, sizeof story->related);
    const char *const keys[TEXTS_MAX] = {story->key, story->key_too};
    return (struct store_command){
        .kind = STORE_PUT_ARTICLE,
        .put_article = {.article = art,
                        .body_json = buf_view(&body),
                        .import_keys = texts_of(a, keys),
                        .section_slug = str_view(story->section ? story->section : "tin"),
                        .slug = STR("slug"),
                        .excerpt = STR("Excerpt"),
                        .picture = str_view(story->picture),
                        .picture_alt = STR("Alt"),
                        .related_ids = related,
                        .related_ids_n = story->related_n,
                        .search = terms_of(a, story->words, story->words_head),
                        .listed_ms = story->listed_ms,
                        .now_ms = NOW_MS},
    };
}

struct store_result run_rc(struct site *s, struct store_command c, enum rc rc)
{
    struct store_result result = {0};
    struct err e = {0};
    enum rc got = store_run(s->st, &c, &result, &e);
    if (got != rc)
        fail_msg("got %s (%s), want %s", rc_words(got), e.text, rc_words(rc));
    if (rc)
        assert_true(e.text[0] != '\0');
    return result;
}

struct store_result run_ok(struct site *s, struct store_command c)
{
    return run_rc(s, c, RC_OK);
}

int64_t put_section(struct site *s, const char *slug, const char *parent, int64_t position)
{
    struct store_command c = {.kind = STORE_PUT_SECTION};
    c.put_section.name = str_view(slug);
    c.put_section.slug = str_view(slug);
    c.put_section.parent_slug = str_view(parent);
    c.put_section.position = position;
    return run_ok(s, c).id;
}

struct store_result put_story(struct site *s, struct story story)
{
    struct arena a;
    arena_init(&a, SIZE_MAX / 2);
    struct store_result result = run_ok(s, story_command(&a, &story));
    arena_release(&a);
    return result;
}

int64_t put(struct site *s, struct story story)
{
    return put_story(s, story).id;
}

struct hash_content sender_of(int n)
{
    struct hash_content sender = {{0}};
    snprintf((char *)sender.bytes, sizeof sender.bytes, "%d", n);
    return sender;
}

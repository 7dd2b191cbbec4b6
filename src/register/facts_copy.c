#include "register/facts.h"

static void copy_str(struct arena *a, struct str *s)
{
    *s = str_copy(a, *s);
}

static void copy_entity(struct arena *a, struct facts_entity *e)
{
    copy_str(a, &e->name);
    copy_str(a, &e->code);
    copy_str(a, &e->country);
    e->names.v = arena_copy(a, e->names.v, e->names.n, sizeof *e->names.v);
    for (size_t i = 0; e->names.v && i < e->names.n; i++)
        copy_str(a, &e->names.v[i]);
}

static void copy_event(struct arena *a, struct facts_event *e)
{
    copy_str(a, &e->word);
    copy_str(a, &e->title);
    copy_str(a, &e->date);
    copy_str(a, &e->until);
    copy_str(a, &e->period_from);
    copy_str(a, &e->period_to);
    copy_str(a, &e->guest);
    copy_str(a, &e->place);
    copy_str(a, &e->occasion);
    copy_str(a, &e->invited_by);
    copy_str(a, &e->fields);
    copy_str(a, &e->match_key);
    e->parts = arena_copy(a, e->parts, e->parts_n, sizeof *e->parts);
    for (size_t i = 0; e->parts && i < e->parts_n; i++)
        copy_str(a, &e->parts[i].text);
}

const struct facts *facts_copy(struct arena *a, const struct facts *f)
{
    struct facts *copy = arena_alloc(a, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *f;
    copy_str(a, &copy->text);
    copy->sentences = arena_copy(a, f->sentences, f->sentences_n, sizeof *f->sentences);
    copy->entities = arena_copy(a, f->entities, f->entities_n, sizeof *f->entities);
    copy->offices = arena_copy(a, f->offices, f->offices_n, sizeof *f->offices);
    copy->events = arena_copy(a, f->events, f->events_n, sizeof *f->events);
    for (size_t i = 0; copy->entities && i < f->entities_n; i++)
        copy_entity(a, &copy->entities[i]);
    for (size_t i = 0; copy->offices && i < f->offices_n; i++)
        copy_str(a, &copy->offices[i].name);
    for (size_t i = 0; copy->events && i < f->events_n; i++)
        copy_event(a, &copy->events[i]);
    return arena_failed(a) ? NULL : copy;
}

#include "source/place.h"

#include "source/markup.h"

void place_begin(struct place *p, struct arena *a, enum doc_place_kind kind, struct str name)
{
    *p = (struct place){.a = a,
                        .told = {.kind = kind, .name = name},
                        .steps = VEC(struct str, a),
                        .urls = VEC(struct str, a),
                        .feeds = VEC(struct str, a)};
}

void place_step(struct place *p, struct str name)
{
    markup_add_text(&p->steps, name);
}

void place_url(struct place *p, struct str url)
{
    markup_add_text(&p->urls, url);
}

void place_feed(struct place *p, struct str url)
{
    markup_add_text(&p->feeds, url);
}

struct doc_place place_done(const struct place *p)
{
    struct doc_place done = p->told;
    done.steps = p->steps.p;
    done.steps_n = p->steps.n;
    done.urls = p->urls.p;
    done.urls_n = p->urls.n;
    done.feeds = p->feeds.p;
    done.feeds_n = p->feeds.n;
    return done;
}

void place_tell(const struct place *p, const struct source_sink *sink)
{
    struct doc_place done = place_done(p);
    if (sink->place && !arena_failed(p->a))
        sink->place(sink->ctx, &done);
}

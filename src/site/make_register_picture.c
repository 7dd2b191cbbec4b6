/* The register's drawings: the map of partners, and who met whom. Each says the same as a list. */
#include "base/utf8.h"
#include "register/geography.h"
#include "site/graph_layout.h"
#include "site/make_register.h"

#include <math.h>
#include <stdlib.h>

enum {
    SPOTS_MAX = 120,
    PAIRS_MAX = 60,
    LABELS_MAX = 24,
};

static struct str number(struct arena *a, double value)
{
    return str_format(a, "%.1f", value);
}

/* Letters are of another width on every machine: this is what the widest of the usual ones need. */
static double label_width(struct str label, double font)
{
    static const double of_font = 0.62;
    return (double)utf8_count_cp(label) * font * of_font;
}

/* ---- the map ---- */

/* The map begins in the Atlantic, so that Asia stands in the middle and no ocean with partners on both sides is cut. */
enum { MAP_WEST = -30, MAP_TURN = 360, MAP_EAST = MAP_WEST + MAP_TURN };

static const double map_font = 6; /* as on a phone; on a screen names are smaller */

enum { HUNDREDTHS = 100 };

static double map_x(struct geography_point at)
{
    double x = (double)at.longitude / HUNDREDTHS;
    return x < MAP_WEST ? x + MAP_TURN : x;
}

static double map_y(struct geography_point at)
{
    return -(double)at.latitude / HUNDREDTHS;
}

static double map_radius(const struct store_partner *p)
{
    static const double radius_max = 6;
    return fmin(1.2 + sqrt((double)p->events) * 0.6, radius_max);
}

/* Where a name stands: above its circle, inside the map. */
static struct graph_box label_box(struct str name, double x, double bottom)
{
    double half = label_width(name, map_font) / 2;
    x = fmin(fmax(x, MAP_WEST + half), MAP_EAST - half);
    return (struct graph_box){x - half, bottom - map_font, x + half, bottom};
}

/* Names that would lie on each other are left to the circles' titles and the list. */
static bool has_room(const struct graph_box *labels, size_t n, struct graph_box box)
{
    for (size_t i = 0; i < n; i++)
        if (graph_boxes_meet(labels[i], box))
            return false;
    return n < LABELS_MAX;
}

static struct view_spot map_spot(struct register_make *x, const struct store_partner *p,
                                 struct geography_point at, const struct graph_box *label)
{
    struct str count = words_with(x->a, x->t->register_events_n, page_number(x->a, p->events));
    return (struct view_spot){
        .x = number(x->a, map_x(at)),
        .y = number(x->a, map_y(at)),
        .r = number(x->a, map_radius(p)),
        .label_x = number(x->a, label ? (label->left + label->right) / 2 : 0),
        .label_y = number(x->a, label ? label->bottom : 0),
        .label = p->entity.name,
        .title = str_format(x->a, "%.*s: %.*s", STR_ARG(p->entity.name), STR_ARG(count)),
        .url = register_entity_path(x->a, p->entity.kind, p->entity.slug),
        .labelled = label,
    };
}

static void add_partner_list(struct register_make *x, const struct store_partner *rows, size_t n)
{
    struct view_entry *entries = arena_array(x->a, n, sizeof *entries);
    struct view_panel *panel = n && entries ? register_panel(x, x->t->list) : NULL;
    if (!panel)
        return;
    for (size_t i = 0; i < n; i++) {
        entries[i] = register_entity_entry(x->j, &rows[i].entity);
        entries[i].count =
            words_with(x->a, x->t->register_events_n, page_number(x->a, rows[i].events));
    }
    panel->is_list = true;
    panel->entries = entries;
    panel->entries_n = n;
}

enum rc register_make_map(struct register_make *x)
{
    struct store_partner *rows = NULL;
    size_t n = 0;
    size_t drawn = 0;
    struct graph_box labels[LABELS_MAX];
    size_t labels_n = 0;
    enum rc rc = store_partners(x->j->reader, x->a, x->j->now_ms, SPOTS_MAX, &rows, &n, x->j->err);
    struct view_spot *spots = rc ? NULL : arena_array(x->a, n, sizeof *spots);
    register_title(x, x->t->register_, x->t->register_map);
    struct view_panel *panel = n && spots ? register_panel(x, x->t->register_map) : NULL;
    if (!panel)
        return rc;
    for (size_t i = 0; i < n; i++) {
        struct geography_point at;
        bool exact = false;
        if (geography_point(rows[i].entity.code, &at, &exact) && exact) {
            double bottom = map_y(at) - map_radius(&rows[i]) - 1;
            struct graph_box box = label_box(rows[i].entity.name, map_x(at), bottom);
            bool room = has_room(labels, labels_n, box);
            spots[drawn++] = map_spot(x, &rows[i], at, room ? &box : NULL);
            if (room)
                labels[labels_n++] = box;
        }
    }
    panel->is_map = true;
    panel->intro = x->t->register_map_note;
    panel->spots = spots;
    panel->spots_n = drawn;
    add_partner_list(x, rows, n);
    return RC_OK;
}

/* ---- who met whom ---- */

struct person {
    int64_t id;
    struct str name;
    struct str slug;
    int64_t events;
};

struct network {
    struct person persons[GRAPH_NODES_MAX];
    struct graph_node nodes[GRAPH_NODES_MAX]; /* of persons */
    size_t persons_n;
    struct graph_edge edges[PAIRS_MAX];
    int64_t events[PAIRS_MAX]; /* of edges */
    size_t edges_n;
};

/* The index of a person; GRAPH_NODES_MAX when there is no more room. */
static size_t person_of(struct network *w, int64_t id, struct str name, struct str slug)
{
    size_t i = 0;
    while (i < w->persons_n && w->persons[i].id != id)
        i++;
    if (i == w->persons_n && i < GRAPH_NODES_MAX)
        w->persons[w->persons_n++] = (struct person){.id = id, .name = name, .slug = slug};
    return i;
}

static void read_network(struct network *w, const struct store_pair *pairs, size_t n)
{
    for (size_t i = 0; i < n && w->edges_n < PAIRS_MAX; i++) {
        size_t one = person_of(w, pairs[i].one, pairs[i].one_name, pairs[i].one_slug);
        size_t other = person_of(w, pairs[i].other, pairs[i].other_name, pairs[i].other_slug);
        if (one == GRAPH_NODES_MAX || other == GRAPH_NODES_MAX)
            continue;
        w->persons[one].events += pairs[i].events;
        w->persons[other].events += pairs[i].events;
        w->edges[w->edges_n] = (struct graph_edge){one, other};
        w->events[w->edges_n++] = pairs[i].events;
    }
}

/* As much of a name as a narrow drawing holds; the circle's title has all of it. */
static struct str label_of(struct arena *a, struct str name)
{
    enum { LABEL_MAX_CP = 40 };
    struct str cut = utf8_first_cp(name, LABEL_MAX_CP);
    return cut.n < name.n ? str_format(a, "%.*s…", STR_ARG(cut)) : name;
}

static void size_nodes(struct register_make *x, struct network *w)
{
    static const double radius_max = 22;
    for (size_t i = 0; i < w->persons_n; i++) {
        struct str label = label_of(x->a, w->persons[i].name);
        double radius = 6 + sqrt((double)w->persons[i].events) * 3;
        w->nodes[i] = (struct graph_node){.radius = fmin(radius, radius_max),
                                          .label_width = label_width(label, GRAPH_FONT)};
    }
}

static struct view_spot network_spot(struct register_make *x, const struct person *p,
                                     const struct graph_node *node)
{
    return (struct view_spot){
        .x = number(x->a, node->x),
        .y = number(x->a, node->y),
        .label_x = number(x->a, node->x),
        .r = number(x->a, node->radius),
        .label_y = number(x->a, node->y - node->radius - GRAPH_LABEL_GAP),
        .label = label_of(x->a, p->name),
        .title =
            str_format(x->a, "%.*s: %.*s", STR_ARG(p->name), STR_ARG(register_times(x, p->events))),
        .url = register_entity_path(x->a, FACTS_PERSON, p->slug),
        .labelled = true,
    };
}

static struct view_edge network_edge(struct register_make *x, const struct network *w, size_t i)
{
    static const double width_max = 6;
    const struct graph_node *a = &w->nodes[w->edges[i].one];
    const struct graph_node *b = &w->nodes[w->edges[i].other];
    double width = 1 + (double)w->events[i] * 0.5;
    return (struct view_edge){number(x->a, a->x), number(x->a, a->y), number(x->a, b->x),
                              number(x->a, b->y), number(x->a, fmin(width, width_max))};
}

static void draw_network(struct register_make *x, struct network *w, double width,
                         struct view_graph *out)
{
    struct view_spot *spots = arena_array(x->a, w->persons_n, sizeof *spots);
    struct view_edge *edges = arena_array(x->a, w->edges_n, sizeof *edges);
    if (!spots || !edges)
        return;
    double height = graph_lay_out(w->nodes, w->persons_n, w->edges, w->edges_n, width);
    for (size_t i = 0; i < w->persons_n; i++)
        spots[i] = network_spot(x, &w->persons[i], &w->nodes[i]);
    for (size_t i = 0; i < w->edges_n; i++)
        edges[i] = network_edge(x, w, i);
    out->width = number(x->a, width);
    out->height = number(x->a, height);
    out->spots = spots;
    out->spots_n = w->persons_n;
    out->edges = edges;
    out->edges_n = w->edges_n;
}

/* Once for a screen and once for a phone, where one of nine hundred units cannot be read. */
static void add_drawings(struct register_make *x, struct network *w)
{
    enum { DRAWINGS = 2 };
    static const double wide = 900;
    static const double narrow = 360;
    struct view_graph *graphs = arena_array(x->a, DRAWINGS, sizeof *graphs);
    struct view_panel *panel = graphs ? register_panel(x, x->t->register_network) : NULL;
    if (!panel)
        return;
    size_nodes(x, w);
    draw_network(x, w, wide, &graphs[0]);
    draw_network(x, w, narrow, &graphs[1]);
    graphs[1].narrow = true;
    panel->is_graph = true;
    panel->intro = x->t->register_network_note;
    panel->graphs = graphs;
    panel->graphs_n = DRAWINGS;
}

static void list_pairs(struct register_make *x, const struct store_pair *pairs, size_t n)
{
    struct view_entry_row *rows = arena_array(x->a, n, sizeof *rows);
    struct view_cell *heads = arena_array(x->a, 3, sizeof *heads);
    struct view_panel *panel = rows && heads ? register_panel(x, x->t->list) : NULL;
    if (!panel)
        return;
    heads[0].text = x->t->register_persons;
    heads[1].text = x->t->register_met;
    heads[2].text = x->t->register_events;
    for (size_t i = 0; i < n; i++) {
        struct view_link *cells = arena_array(x->a, 3, sizeof *cells);
        if (!cells)
            return;
        cells[0] =
            (struct view_link){.title = pairs[i].one_name,
                               .url = register_entity_path(x->a, FACTS_PERSON, pairs[i].one_slug)};
        cells[1] = (struct view_link){
            .title = pairs[i].other_name,
            .url = register_entity_path(x->a, FACTS_PERSON, pairs[i].other_slug)};
        cells[2].title = page_number(x->a, pairs[i].events);
        rows[i] = (struct view_entry_row){cells, 3};
    }
    panel->is_table = true;
    panel->heads = heads;
    panel->heads_n = 3;
    panel->rows = rows;
    panel->rows_n = n;
}

enum rc register_make_network(struct register_make *x)
{
    struct store_pair *pairs = NULL;
    size_t n = 0;
    struct network *w = arena_alloc(x->a, sizeof *w);
    if (!w)
        return RC_NOMEM;
    enum rc rc = store_pairs(x->j->reader, x->a, x->j->now_ms, PAIRS_MAX, &pairs, &n, x->j->err);
    register_title(x, x->t->register_, x->t->register_network);
    if (rc || n == 0)
        return rc;
    *w = (struct network){.persons_n = 0};
    read_network(w, pairs, n);
    add_drawings(x, w);
    list_pairs(x, pairs, n);
    return RC_OK;
}

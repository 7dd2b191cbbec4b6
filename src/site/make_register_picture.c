/* The register's drawings: the map of partners, and who met whom. Each says the same as a list. */
#include "register/geography.h"
#include "site/make_register.h"

#include <math.h>
#include <stdlib.h>

enum {
    SPOTS_MAX = 120,
    PERSONS_MAX = 36, /* more cannot be read */
    PAIRS_MAX = 60,
    LABELS_MAX = 24,
};

static struct str number(struct arena *a, double value)
{
    return str_format(a, "%.1f", value);
}

/* ---- the map ---- */

static struct str spot_url(struct register_make *x, const struct store_entity *e)
{
    return register_entity_path(x->a, e->kind, e->slug);
}

static struct view_spot map_spot(struct register_make *x, const struct store_partner *p,
                                 struct geography_point at, bool labelled)
{
    enum { HUNDREDTHS = 100 };
    double radius = 1.2 + sqrt((double)p->events) * 0.6;
    struct str count = words_with(x->a, x->t->register_events_n, page_number(x->a, p->events));
    double y = -(double)at.latitude / HUNDREDTHS;
    radius = radius > 6 ? 6 : radius;
    return (struct view_spot){
        .x = number(x->a, (double)at.longitude / HUNDREDTHS),
        .y = number(x->a, y),
        .r = number(x->a, radius),
        .label_y = number(x->a, y - radius - 1),
        .label = p->entity.name,
        .title = str_format(x->a, "%.*s: %.*s", STR_ARG(p->entity.name), STR_ARG(count)),
        .url = spot_url(x, &p->entity),
        .labelled = labelled,
    };
}

/* Names that would lie on each other are left to the circles' titles and the list. */
static bool has_room(const struct geography_point *labels, size_t n, struct geography_point at)
{
    enum { WIDE = 1800, HIGH = 450 }; /* hundredths of a degree */
    for (size_t i = 0; i < n; i++)
        if (abs(labels[i].longitude - at.longitude) < WIDE &&
            abs(labels[i].latitude - at.latitude) < HIGH)
            return false;
    return true;
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
    struct geography_point labels[LABELS_MAX];
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
            bool room = labels_n < LABELS_MAX && has_room(labels, labels_n, at);
            spots[drawn++] = map_spot(x, &rows[i], at, room);
            if (room)
                labels[labels_n++] = at;
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

struct node {
    int64_t id;
    struct str name;
    struct str slug;
    int64_t events;
    double x;
    double y;
    double force_x;
    double force_y;
};

struct graph {
    struct node nodes[PERSONS_MAX];
    size_t nodes_n;
    struct {
        size_t one;
        size_t other;
        int64_t events;
    } edges[PAIRS_MAX];
    size_t edges_n;
};

/* The node of a person; PERSONS_MAX when there is no more room. */
static size_t node_of(struct graph *g, int64_t id, struct str name, struct str slug)
{
    size_t i = 0;
    while (i < g->nodes_n && g->nodes[i].id != id)
        i++;
    if (i == g->nodes_n && i < PERSONS_MAX)
        g->nodes[g->nodes_n++] = (struct node){.id = id, .name = name, .slug = slug};
    return i;
}

static void read_graph(struct graph *g, const struct store_pair *pairs, size_t n)
{
    for (size_t i = 0; i < n && g->edges_n < PAIRS_MAX; i++) {
        size_t one = node_of(g, pairs[i].one, pairs[i].one_name, pairs[i].one_slug);
        size_t other = node_of(g, pairs[i].other, pairs[i].other_name, pairs[i].other_slug);
        if (one == PERSONS_MAX || other == PERSONS_MAX)
            continue;
        g->nodes[one].events += pairs[i].events;
        g->nodes[other].events += pairs[i].events;
        g->edges[g->edges_n].one = one;
        g->edges[g->edges_n].other = other;
        g->edges[g->edges_n++].events = pairs[i].events;
    }
}

static void push(struct node *a, struct node *b, double pull, double distance)
{
    double dx = (b->x - a->x) / distance * pull;
    double dy = (b->y - a->y) / distance * pull;
    a->force_x += dx;
    a->force_y += dy;
    b->force_x -= dx;
    b->force_y -= dy;
}

static double distance(const struct node *a, const struct node *b)
{
    double d = hypot(a->x - b->x, a->y - b->y);
    return d < 1 ? 1 : d;
}

enum { GRAPH_WIDTH = 900, GRAPH_HEIGHT = 640, GRAPH_MARGIN_X = 110, GRAPH_MARGIN_Y = 40 };

/* All push each other away, those who met pull, and the middle pulls a little. */
static void add_forces(struct graph *g, double ideal)
{
    const double gravity = 0.4;
    for (size_t i = 0; i < g->nodes_n; i++) {
        struct node *node = &g->nodes[i];
        node->force_x += (GRAPH_WIDTH / 2.0 - node->x) * gravity;
        node->force_y += (GRAPH_HEIGHT / 2.0 - node->y) * gravity;
        for (size_t k = i + 1; k < g->nodes_n; k++) {
            double d = distance(node, &g->nodes[k]);
            push(node, &g->nodes[k], -ideal * ideal / d, d);
        }
    }
    for (size_t i = 0; i < g->edges_n; i++) {
        struct node *a = &g->nodes[g->edges[i].one];
        struct node *b = &g->nodes[g->edges[i].other];
        double d = distance(a, b);
        push(a, b, d * d / ideal, d);
    }
}

/* At most step far, and within the drawing. */
static void move_nodes(struct graph *g, double step)
{
    for (size_t i = 0; i < g->nodes_n; i++) {
        struct node *node = &g->nodes[i];
        double force = hypot(node->force_x, node->force_y);
        double scale = force > step ? step / force : 1;
        double x = node->x + node->force_x * scale;
        double y = node->y + node->force_y * scale;
        node->x = fmin(fmax(x, GRAPH_MARGIN_X), GRAPH_WIDTH - GRAPH_MARGIN_X);
        node->y = fmin(fmax(y, GRAPH_MARGIN_Y), GRAPH_HEIGHT - GRAPH_MARGIN_Y);
        node->force_x = 0;
        node->force_y = 0;
    }
}

/* Springs and charges (Fruchterman, Reingold 1991) from a circle: the same graph is the same picture. */
static void lay_out(struct graph *g)
{
    enum { ROUNDS = 200 };
    const double full_turn = 6.283185307179586;
    double area = (double)GRAPH_WIDTH * GRAPH_HEIGHT;
    double ideal = sqrt(area / (double)(g->nodes_n + 1)) * 0.7;
    for (size_t i = 0; i < g->nodes_n; i++) {
        double angle = full_turn * (double)i / (double)g->nodes_n;
        g->nodes[i].x = GRAPH_WIDTH / 2.0 + cos(angle) * 300;
        g->nodes[i].y = GRAPH_HEIGHT / 2.0 + sin(angle) * 220;
    }
    for (int round = 0; round < ROUNDS; round++) {
        add_forces(g, ideal);
        move_nodes(g, 30.0 * (ROUNDS - round) / ROUNDS);
    }
}

static void draw_graph(struct register_make *x, const struct graph *g)
{
    struct view_spot *spots = arena_array(x->a, g->nodes_n, sizeof *spots);
    struct view_edge *edges = arena_array(x->a, g->edges_n, sizeof *edges);
    struct view_panel *panel = spots && edges ? register_panel(x, x->t->register_network) : NULL;
    if (!panel)
        return;
    for (size_t i = 0; i < g->nodes_n; i++) {
        const struct node *n = &g->nodes[i];
        double radius = 6 + sqrt((double)n->events) * 3;
        spots[i] = (struct view_spot){
            .x = number(x->a, n->x),
            .y = number(x->a, n->y),
            .r = number(x->a, radius > 22 ? 22 : radius),
            .label_y = number(x->a, n->y - (radius > 22 ? 22 : radius) - 4),
            .label = n->name,
            .title = str_format(x->a, "%.*s: %.*s", STR_ARG(n->name),
                                STR_ARG(register_times(x, n->events))),
            .url = register_entity_path(x->a, FACTS_PERSON, n->slug),
        };
    }
    for (size_t i = 0; i < g->edges_n; i++) {
        const struct node *a = &g->nodes[g->edges[i].one];
        const struct node *b = &g->nodes[g->edges[i].other];
        double width = 1 + (double)g->edges[i].events * 0.5;
        edges[i] = (struct view_edge){number(x->a, a->x), number(x->a, a->y), number(x->a, b->x),
                                      number(x->a, b->y), number(x->a, width > 6 ? 6 : width)};
    }
    panel->is_graph = true;
    panel->intro = x->t->register_network_note;
    panel->spots = spots;
    panel->spots_n = g->nodes_n;
    panel->edges = edges;
    panel->edges_n = g->edges_n;
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
    struct graph *g = arena_alloc(x->a, sizeof *g);
    if (!g)
        return RC_NOMEM;
    enum rc rc = store_pairs(x->j->reader, x->a, x->j->now_ms, PAIRS_MAX, &pairs, &n, x->j->err);
    register_title(x, x->t->register_, x->t->register_network);
    if (rc || n == 0)
        return rc;
    read_graph(g, pairs, n);
    lay_out(g);
    draw_graph(x, g);
    list_pairs(x, pairs, n);
    return RC_OK;
}

#include "site/graph_layout.h"

#include "base/err.h"

#include <math.h>

enum { ROUNDS = 200 };

static const double margin = 6;
static const double height_least = 220;
static const double height_of_node =
    15; /* in a drawing of height_width; a narrower one is higher */
static const double height_width = 900;

/* What pulls and pushes a node in one round. */
struct force {
    double x;
    double y;
};

struct layout {
    struct graph_node *nodes;
    size_t n;
    double width;
    double height;
    struct force forces[GRAPH_NODES_MAX];
};

/* ---- springs and charges ---- */

static double distance(const struct graph_node *a, const struct graph_node *b)
{
    double d = hypot(a->x - b->x, a->y - b->y);
    return d < 1 ? 1 : d;
}

static void pull(struct layout *l, size_t a, size_t b, double force)
{
    double d = distance(&l->nodes[a], &l->nodes[b]);
    double dx = (l->nodes[b].x - l->nodes[a].x) / d * force;
    double dy = (l->nodes[b].y - l->nodes[a].y) / d * force;
    l->forces[a].x += dx;
    l->forces[a].y += dy;
    l->forces[b].x -= dx;
    l->forces[b].y -= dy;
}

/* All push each other away, those who met pull, and so does the middle, or groups that never met would stand
 * in the corners. */
static void add_forces(struct layout *l, const struct graph_edge *edges, size_t edges_n,
                       double ideal)
{
    static const double gravity = 2;
    for (size_t i = 0; i < l->n; i++) {
        l->forces[i].x += (l->width / 2 - l->nodes[i].x) * gravity;
        l->forces[i].y += (l->height / 2 - l->nodes[i].y) * gravity;
        for (size_t k = i + 1; k < l->n; k++)
            pull(l, i, k, -ideal * ideal / distance(&l->nodes[i], &l->nodes[k]));
    }
    for (size_t i = 0; i < edges_n; i++) {
        double d = distance(&l->nodes[edges[i].one], &l->nodes[edges[i].other]);
        pull(l, edges[i].one, edges[i].other, d * d / ideal);
    }
}

static double half_width(const struct graph_node *node)
{
    return fmax(node->radius, node->label_width / 2) + margin;
}

static double within(double value, double least, double most)
{
    return fmin(fmax(value, least), fmax(least, most));
}

/* At most step far, and within the drawing. */
static void move_nodes(struct layout *l, double step)
{
    for (size_t i = 0; i < l->n; i++) {
        struct graph_node *node = &l->nodes[i];
        struct force *f = &l->forces[i];
        double force = hypot(f->x, f->y);
        double scale = force > step ? step / force : 1;
        double half = half_width(node);
        node->x = within(node->x + f->x * scale, half, l->width - half);
        node->y = within(node->y + f->y * scale, 0, l->height);
        *f = (struct force){0, 0};
    }
}

/* ---- free places ---- */

struct graph_box graph_node_box(const struct graph_node *node)
{
    double half = half_width(node);
    return (struct graph_box){
        .left = node->x - half,
        .top = node->y - node->radius - GRAPH_LABEL_GAP - GRAPH_FONT - margin,
        .right = node->x + half,
        .bottom = node->y + node->radius + margin,
    };
}

static bool is_free(const struct layout *l, const size_t *placed, size_t placed_n,
                    const struct graph_node *node)
{
    struct graph_box box = graph_node_box(node);
    for (size_t i = 0; i < placed_n; i++)
        if (graph_boxes_meet(box, graph_node_box(&l->nodes[placed[i]])))
            return false;
    return true;
}

/* Moves the node along its row to the free place nearest to where it stands; false: there is none. */
static bool fits_row(const struct layout *l, const size_t *placed, size_t placed_n,
                     struct graph_node *node)
{
    enum { STEP = 6 };
    double half = half_width(node);
    double home = within(node->x, half, l->width - half);
    for (int away = 0; away <= l->width; away += STEP)
        for (int side = -1; side <= 1; side += 2) {
            node->x = within(home + side * away, half, l->width - half);
            if (is_free(l, placed, placed_n, node))
                return true;
        }
    node->x = home;
    return false;
}

/* From above downwards; below all that is placed there is always room. */
static void place_nodes(struct layout *l)
{
    static const double row = 6;
    size_t order[GRAPH_NODES_MAX];
    for (size_t i = 0; i < l->n; i++) {
        size_t at = i;
        for (; at > 0 && l->nodes[order[at - 1]].y > l->nodes[i].y; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    for (size_t i = 0; i < l->n; i++)
        while (!fits_row(l, order, i, &l->nodes[order[i]]))
            l->nodes[order[i]].y += row;
}

/* Nothing stands above the upper edge, and no room is lost there. Returns the height. */
static double shift_up(struct layout *l)
{
    double top = INFINITY;
    double bottom = 0;
    for (size_t i = 0; i < l->n; i++)
        top = fmin(top, graph_node_box(&l->nodes[i]).top);
    for (size_t i = 0; i < l->n; i++) {
        l->nodes[i].y -= top;
        bottom = fmax(bottom, graph_node_box(&l->nodes[i]).bottom);
    }
    return bottom;
}

double graph_lay_out(struct graph_node *nodes, size_t nodes_n, const struct graph_edge *edges,
                     size_t edges_n, double width)
{
    static const double full_turn = 6.283185307179586;
    static const double first_step = 30;
    ASSERT(nodes_n <= GRAPH_NODES_MAX);
    struct layout l = {.nodes = nodes, .n = nodes_n, .width = width};
    l.height = height_least + height_of_node * (double)nodes_n * height_width / width;
    double ideal = sqrt(l.width * l.height / (double)(nodes_n + 1)) * 0.7;
    for (size_t i = 0; i < nodes_n; i++) {
        double angle = full_turn * (double)i / (double)nodes_n;
        nodes[i].x = l.width / 2 + cos(angle) * l.width / 3;
        nodes[i].y = l.height / 2 + sin(angle) * l.height / 3;
    }
    for (int round = 0; round < ROUNDS; round++) {
        add_forces(&l, edges, edges_n, ideal);
        move_nodes(&l, first_step * (ROUNDS - round) / ROUNDS);
    }
    place_nodes(&l);
    return nodes_n ? shift_up(&l) : 0;
}

/* Where the nodes of a small graph stand, each with its name above it: those that belong together near
 * each other, and no name on another name or on another's circle.
 *
 * Springs and charges (Fruchterman, Reingold 1991) from a circle, so that the same graph is the same picture; then
 * every node goes to the nearest free place. The drawing is as wide as asked and grows downwards.
 * Pure; any thread. Cost: O(nodes² · rounds), for at most GRAPH_NODES_MAX. */
#ifndef LOA_SITE_GRAPH_LAYOUT_H
#define LOA_SITE_GRAPH_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

enum {
    GRAPH_NODES_MAX = 36, /* more cannot be read */
    GRAPH_FONT = 14,      /* units: height of the letters of a name */
    GRAPH_LABEL_GAP = 4,  /* between a circle and its name */
};

struct graph_node {
    double radius;
    double label_width; /* at most the width of the drawing */
    double x;           /* written by graph_lay_out: the middle of the circle */
    double y;
};

struct graph_edge {
    size_t one; /* indices of nodes */
    size_t other;
};

/* The rectangle of a node with its name. */
struct graph_box {
    double left;
    double top;
    double right;
    double bottom;
};
struct graph_box graph_node_box(const struct graph_node *node);

/* True when the two have a place in common. */
static inline bool graph_boxes_meet(struct graph_box a, struct graph_box b)
{
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/* Places at most GRAPH_NODES_MAX nodes in a drawing so wide; returns its height. */
double graph_lay_out(struct graph_node *nodes, size_t nodes_n, const struct graph_edge *edges,
                     size_t edges_n, double width);

#endif

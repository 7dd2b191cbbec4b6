/* Drawings of who met whom: names stand inside, and on no other name or circle. */
#include "tests/test.h"

#include "site/graph_layout.h"

static struct graph_node nodes[GRAPH_NODES_MAX];
static struct graph_edge edges[GRAPH_NODES_MAX];

/* A node of every size, names short and as wide as the drawing allows. */
static void fill(size_t n, double width, size_t groups)
{
    for (size_t i = 0; i < n; i++) {
        double label = 40 + (double)(i * 37 % 200);
        nodes[i] = (struct graph_node){.radius = 6 + (double)(i * 5 % 17),
                                       .label_width = i == 3 ? width - 12 : label};
        edges[i] = (struct graph_edge){i, i % groups};
    }
}

static void no_name_lies_on_another(void **state)
{
    static const double widths[] = {900, 360};
    (void)state;
    for (size_t w = 0; w < COUNT_OF(widths); w++)
        for (size_t n = 1; n <= GRAPH_NODES_MAX; n++) {
            fill(n, widths[w], 1 + n / 4);
            double height = graph_lay_out(nodes, n, edges, n, widths[w]);
            for (size_t i = 0; i < n; i++) {
                struct graph_box box = graph_node_box(&nodes[i]);
                assert_true(box.left >= 0 && box.right <= widths[w]);
                assert_true(box.top >= 0 && box.bottom <= height);
                for (size_t k = 0; k < i; k++)
                    assert_false(graph_boxes_meet(box, graph_node_box(&nodes[k])));
            }
        }
}

/* The same graph is the same picture, and one of few does not fill a screen with nothing. */
static void draws_the_same_again(void **state)
{
    (void)state;
    fill(8, 900, 2);
    double height = graph_lay_out(nodes, 8, edges, 8, 900);
    double x = nodes[5].x;
    fill(8, 900, 2);
    assert_true(graph_lay_out(nodes, 8, edges, 8, 900) <= height && nodes[5].x <= x &&
                x <= nodes[5].x);
    assert_true(height < 640);
    assert_true(graph_lay_out(nodes, 0, edges, 0, 900) <= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_name_lies_on_another),
        cmocka_unit_test(draws_the_same_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

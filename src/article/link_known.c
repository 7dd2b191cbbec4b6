#include "article/link_known.h"

#include "article/link_known_bytes.h"

struct str link_known_all(void)
{
    return (struct str){(const char *)link_known_bytes, link_known_bytes_n};
}

bool link_known_next(struct str *rest, struct str *name, bool *below)
{
    struct str line;
    while (str_next_line(rest, &line)) {
        line = str_trim(line);
        if (!line.n || line.p[0] == '#')
            continue;
        *below = line.p[line.n - 1] == '.';
        *name = str_first(line, line.n - *below);
        return true;
    }
    return false;
}

static bool stands_below(struct str domain, struct str name)
{
    return domain.n > name.n + 1 && str_ends(domain, name) &&
           domain.p[domain.n - name.n - 1] == '.';
}

bool link_is_known(struct str domain)
{
    struct str rest = link_known_all();
    struct str name;
    bool below = false;
    while (link_known_next(&rest, &name, &below))
        if (below ? stands_below(domain, name) : str_eq(domain, name))
            return true;
    return false;
}

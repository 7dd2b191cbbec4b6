/* One section of loa.conf while it is read. */
#ifndef LOA_APP_CONF_SECTION_H
#define LOA_APP_CONF_SECTION_H

#include "app/folder.h"
#include "site/ini_file.h"

struct conf_section {
    struct arena *a;
    const char *folder;
    struct str name; /* "server" */
    struct ini ini;
    struct err *e;
};

/* Reads loa.conf of s->folder into s->ini; the other members are the caller's. RC_NOTFOUND, RC_INVALID (s->e names file
 * and line), RC_LIMIT, RC_IO, RC_NOMEM. */
static inline enum rc conf_section_read(struct conf_section *s)
{
    return ini_read_file(s->a, folder_path(s->a, s->folder, FOLDER_CONF), &s->ini, s->e);
}

/* Borrowed from the arena; "" when the section has no such key. */
static inline struct str conf_value(const struct conf_section *s, struct str key)
{
    return ini_value(&s->ini, s->name, key);
}

#endif

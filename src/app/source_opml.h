/* Sources as OPML: any reader's list comes in; what goes out carries the terms too (source/opml.h), and
 * another site takes them over with it. */
#ifndef LOA_APP_SOURCE_OPML_H
#define LOA_APP_SOURCE_OPML_H

#include "app/task.h"

/* Actions of loa source: import FILE, export. The exit code. */
int source_opml_import(struct task *t);
int source_opml_export(struct task *t);

#endif

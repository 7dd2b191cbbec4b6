/* loa export --static: the site as files for any web server. */
#ifndef LOA_APP_STATIC_EXPORT_H
#define LOA_APP_STATIC_EXPORT_H

/* Copies the site in folder into the folder `into`; origin may be NULL. Prints what it did; returns
 * the verb's exit code. */
int static_export(const char *verb, const char *folder, const char *into, const char *origin);

#endif

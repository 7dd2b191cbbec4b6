/* A folder of a static site: which of its files are articles, and which belong to articles. */
#ifndef LOA_INGEST_IMPORT_FOLDER_H
#define LOA_INGEST_IMPORT_FOLDER_H

#include "base/str.h"

/* The longest of the operator's paths that is a folder with path in it; NULL when path was named itself. */
const char *import_folder_of(const char *const *paths, size_t paths_n, const char *path);

/* True if path is one of the operator's own: what is asked for by name is not passed over. */
bool import_folder_has_name(const char *const *paths, size_t paths_n, const char *path);

/* True if the file at path is no article but what pages are made with: a picture, a film, a sound, a
 * document, a style, a script, a font; by its name, else by its first bytes. Articles take along what
 * they name of them. */
bool import_folder_is_part(const char *path);

#endif

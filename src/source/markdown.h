/* Markdown with front matter (Jekyll, Hugo, Eleventy, Hexo): one article a file.
 *
 * Front matter is YAML between "---" lines (the part of it that such files use: front_matter.h), TOML
 * between "+++" lines, or one JSON object; without any a file is no Markdown to Loa. The body is
 * CommonMark with GitHub's tables, and may hold HTML. Names of files that begin with a date
 * ("2024-03-01-mo-cho.md") give it when the front matter has none. Pure. */
#ifndef LOA_SOURCE_MARKDOWN_H
#define LOA_SOURCE_MARKDOWN_H

#include "source/formats.h"

#endif

-- search_index.whole says since now what the terms of a whole index are (SEARCH_FORMAT in store_search.h);
-- 1 is any older one. An index of no articles has no terms.
UPDATE search_index SET whole = 2 WHERE state = 1 AND NOT EXISTS (SELECT 1 FROM article);

-- How many rows of search_part a segment has: fewer are damage that no checksum of a row tells.
CREATE TABLE IF NOT EXISTS search_parts (
    segment INTEGER PRIMARY KEY,
    parts INTEGER NOT NULL
) STRICT;

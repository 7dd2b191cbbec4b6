-- Full text over FTS5 (schema/0001_search_sqlite.sql): newest first, so that reading stops when there
-- are enough. CROSS JOIN keeps the index outside: its rows come in the order that is wanted.

-- fragment: search_hit
-- columns: article_id section_id listed_ms
d.article_id AS article_id, d.section_id AS section_id, d.listed_ms AS listed_ms

-- name: search_find_head
-- columns: {search_hit}
-- scan: the match itself is the index (FTS5)
SELECT {search_hit}
FROM search_head f CROSS JOIN search_doc d ON d.doc = f.rowid
WHERE f.search_head MATCH $1 AND d.listed_ms >= $2 AND d.listed_ms < $3
ORDER BY f.rowid DESC LIMIT $4 OFFSET $5;

-- name: search_find_all
-- columns: {search_hit}
-- scan: the match itself is the index (FTS5)
SELECT {search_hit}
FROM search_all f CROSS JOIN search_doc d ON d.doc = f.rowid
WHERE f.search_all MATCH $1 AND d.listed_ms >= $2 AND d.listed_ms < $3
ORDER BY f.rowid DESC LIMIT $4 OFFSET $5;

-- What ranking looks at, of a list of ids.
-- name: search_heads
-- columns: id title excerpt
-- scan: json_each reads the caller's short list of ids
SELECT a.id AS id, a.title AS title, a.excerpt AS excerpt
FROM json_each($1) w CROSS JOIN article a ON a.id = w.value
ORDER BY w.key;

-- name: search_cards
-- columns: {card_views}
-- scan: json_each reads the caller's short list of ids
SELECT {card_views}
FROM json_each($1) w CROSS JOIN article a ON a.id = w.value
{card_joins}
ORDER BY w.key;

-- name: search_bodies
-- columns: id body
-- scan: json_each reads the caller's short list of ids
SELECT a.id AS id, v.body AS body
FROM json_each($1) w CROSS JOIN article a ON a.id = w.value
JOIN revision v ON v.article_id = a.id AND v.number = a.revision
ORDER BY w.key;

-- ---- keeping it ----

-- name: search_forget
DELETE FROM search_doc WHERE article_id = $1;

-- name: search_doc_insert
-- columns: doc
INSERT INTO search_doc (article_id, section_id, listed_ms) VALUES ($1, $2, $3) RETURNING doc;

-- name: search_head_insert
INSERT INTO search_head (rowid, terms) VALUES ($1, $2);

-- name: search_all_insert
INSERT INTO search_all (rowid, terms) VALUES ($1, $2);

-- name: search_list
UPDATE search_doc SET listed_ms = $2 WHERE article_id = $1;

-- name: search_note
INSERT INTO search_redo (article_id)
SELECT $1 FROM search_build WHERE build_id = 1
ON CONFLICT (article_id) DO NOTHING;

-- ---- building it anew ----

-- name: search_build_start
INSERT INTO search_build (build_id) VALUES (1) ON CONFLICT (build_id) DO NOTHING;

-- name: search_build_end
DELETE FROM search_build WHERE build_id = 1;

-- name: search_building
-- columns: n
SELECT count(*) AS n FROM search_build WHERE build_id = 1;

-- Withdrawn ones come first: they have no time, and may be put back.
-- name: search_sources_withdrawn
-- columns: id revision listed_ms body
SELECT a.id AS id, a.revision AS revision, a.listed_ms AS listed_ms, v.body AS body
FROM article a JOIN revision v ON v.article_id = a.id AND v.number = a.revision
WHERE a.listed_ms IS NULL AND a.id > $1
ORDER BY a.id LIMIT $2;

-- name: search_sources
-- columns: id revision listed_ms body
SELECT a.id AS id, a.revision AS revision, a.listed_ms AS listed_ms, v.body AS body
FROM article a JOIN revision v ON v.article_id = a.id AND v.number = a.revision
WHERE (a.listed_ms, a.id) > ($1, $2)
ORDER BY a.listed_ms, a.id LIMIT $3;

-- name: search_sources_redo
-- columns: id revision listed_ms body
-- scan: what changed while the index was being built; few
SELECT a.id AS id, a.revision AS revision, a.listed_ms AS listed_ms, v.body AS body
FROM search_redo r JOIN article a ON a.id = r.article_id
JOIN revision v ON v.article_id = a.id AND v.number = a.revision
ORDER BY r.article_id LIMIT $1;

-- name: search_redo_count
-- columns: n
-- scan: what changed while the index was being built; few
SELECT count(*) AS n FROM search_redo;

-- name: search_redo_done
DELETE FROM search_redo
WHERE article_id = $1 AND article_id IN (SELECT id FROM article WHERE id = $1 AND revision = $2);

-- name: search_next_forget
DELETE FROM search_next_doc WHERE article_id = $1;

-- name: search_next_doc_insert
-- columns: doc listed_ms section_id
INSERT INTO search_next_doc (article_id, section_id, listed_ms)
SELECT id, section_id, listed_ms FROM article WHERE id = $1
RETURNING doc, listed_ms, section_id;

-- name: search_next_head_insert
INSERT INTO search_next_head (rowid, terms) VALUES ($1, $2);

-- name: search_next_all_insert
INSERT INTO search_next_all (rowid, terms) VALUES ($1, $2);

-- FTS5 6.8: a negative number begins to merge everything into one, a positive one goes on.
-- name: search_merge_head
INSERT INTO search_next_head (search_next_head, rank) VALUES ('merge', $1);

-- name: search_merge_all
INSERT INTO search_next_all (search_next_all, rank) VALUES ('merge', $1);

-- name: search_changes
-- columns: n
SELECT total_changes() AS n;

-- Every article has the term "=": an index that does not give the newest has lost its lists, which
-- FTS5 does not always notice.
-- name: search_newest
-- columns: newest head_newest all_newest
-- scan: the last row of each
SELECT (SELECT max(doc) FROM search_doc) AS newest,
       (SELECT f.rowid FROM search_head f WHERE f.search_head MATCH '"="'
        ORDER BY f.rowid DESC LIMIT 1) AS head_newest,
       (SELECT f.rowid FROM search_all f WHERE f.search_all MATCH '"="'
        ORDER BY f.rowid DESC LIMIT 1) AS all_newest;

-- How many articles there are, and how many of them the index knows.
-- name: search_state
-- columns: articles docs
-- scan: two counts, asked when a site opens
SELECT (SELECT count(*) FROM article) AS articles, (SELECT count(*) FROM search_doc) AS docs;

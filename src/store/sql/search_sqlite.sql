-- Full text (schema/0002_search_sqlite.sql, store/postings.h).

-- name: search_index_now
-- columns: index_no whole
-- scan: a row for the index in use, and one or two beside it
SELECT index_no, whole FROM search_index WHERE state = 1;

-- Those in use (state 0) and being merged (1), newest docs first.
-- name: search_segments
-- columns: segment state first_doc last_doc next_term
SELECT segment, state, first_doc, last_doc, next_term FROM search_segment
WHERE index_no = $1 AND state IN (0, 1) ORDER BY first_doc DESC, state;

-- name: search_part_at
-- columns: position postings
SELECT position, postings FROM search_part
WHERE segment = $1 AND position <= $2 ORDER BY position DESC LIMIT 1;

-- Of the docs found those that are not forgotten, in any order: sorting cost a quarter of it.
-- name: search_docs
-- columns: doc article_id section_id listed_ms
-- scan: json_each reads a short list of docs
SELECT d.doc AS doc, d.article_id AS article_id, d.section_id AS section_id,
       d.listed_ms AS listed_ms
FROM json_each($1) w CROSS JOIN search_doc d ON d.doc = w.value;

-- name: search_oldest
-- columns: listed_ms
SELECT listed_ms FROM article WHERE listed_ms IS NOT NULL ORDER BY listed_ms LIMIT 1;

-- Whether there is anything that an index without docs should know.
-- name: search_any_article
-- columns: any
-- scan: stops at the first
SELECT EXISTS (SELECT 1 FROM article) AS any;

-- name: search_newest
-- columns: newest
-- scan: from the newest on, so the first but while another index is being built. The plus keeps the
-- engine from sorting all docs of the index.
SELECT doc AS newest FROM search_doc WHERE +index_no = $1 ORDER BY doc DESC LIMIT 1;

-- What ranking looks at, of a list of ids, in any order; place: which of the list.
-- name: search_heads
-- columns: place id title excerpt
-- scan: json_each reads the caller's short list of ids
SELECT w.key AS place, a.id AS id, a.title AS title, a.excerpt AS excerpt
FROM json_each($1) w CROSS JOIN article a ON a.id = w.value;

-- name: search_cards
-- columns: {card_views}
-- scan: json_each reads the caller's short list of ids
SELECT {card_views}
FROM json_each($1) w CROSS JOIN article a ON a.id = w.value
{card_joins}
ORDER BY w.key;

-- In any order, as search_heads: a sorter would copy the texts.
-- name: search_bodies
-- columns: place id body seal_seq seal_thing seal_act seal_object_id seal_name seal_revision seal_at_ms seal_content seal_state seal_prev seal_skip seal_key_no seal_signature seal_public_key
-- scan: json_each reads the caller's short list of ids
SELECT w.key AS place, a.id AS id, v.body AS body, {last_entry}
FROM json_each($1) w CROSS JOIN article a ON a.id = w.value
JOIN revision v ON v.article_id = a.id AND v.number = a.revision
{last_entry_joins};

-- ---- keeping it ----

-- name: search_forget
DELETE FROM search_doc WHERE index_no = $2 AND article_id = $1;

-- name: search_doc_insert
-- columns: doc
INSERT INTO search_doc (index_no, article_id, section_id, listed_ms) VALUES ($1, $2, $3, $4)
RETURNING doc;

-- name: search_list
UPDATE search_doc SET listed_ms = $2 WHERE index_no = $3 AND article_id = $1;

-- name: search_note
-- scan: the rows of search_index are two or three
INSERT INTO search_redo (article_id)
SELECT $1 FROM search_index WHERE state = 0 LIMIT 1
ON CONFLICT (article_id) DO NOTHING;

-- ---- segments ----

-- name: search_segment_insert
-- columns: segment
INSERT INTO search_segment (index_no, state, first_doc, last_doc, next_term)
VALUES ($1, $2, $3, $4, 0) RETURNING segment;

-- name: search_part_insert
INSERT INTO search_part (segment, position, postings) VALUES ($1, $2, $3);

-- name: search_parts_add
INSERT INTO search_parts (segment, parts) VALUES ($1, $2)
ON CONFLICT (segment) DO UPDATE SET parts = parts + excluded.parts;

-- name: search_parts_from
-- columns: position postings
SELECT position, postings FROM search_part
WHERE segment = $1 AND position >= $2 ORDER BY position LIMIT $3;

-- name: search_segment_merging
UPDATE search_segment SET next_term = $2 WHERE segment = $1;

-- name: search_segment_merged
UPDATE search_segment SET state = 0 WHERE segment = $1;

-- name: search_segments_drop
UPDATE search_segment SET state = 2
WHERE index_no = $1 AND state = 0 AND first_doc >= $2 AND last_doc <= $3;

-- ---- removing ----

-- name: search_drop_next
-- columns: segment
SELECT segment FROM search_segment WHERE state = 2 LIMIT 1;

-- name: search_drop_parts
DELETE FROM search_part WHERE segment = $1 AND position IN
    (SELECT position FROM search_part WHERE segment = $1 ORDER BY position LIMIT $2);

-- name: search_drop_count
DELETE FROM search_parts WHERE segment = $1;

-- name: search_drop_segment
DELETE FROM search_segment WHERE segment = $1;

-- name: search_drop_index_next
-- columns: index_no
-- scan: the rows of search_index are two or three
SELECT index_no FROM search_index WHERE state = 2 LIMIT 1;

-- name: search_drop_docs
DELETE FROM search_doc WHERE index_no = $1 AND article_id IN
    (SELECT article_id FROM search_doc WHERE index_no = $1 ORDER BY article_id LIMIT $2);

-- name: search_drop_index
DELETE FROM search_index WHERE index_no = $1;

-- name: search_changes
-- columns: n
SELECT total_changes() AS n;

-- ---- building it anew ----

-- What was being built is given up: an index (state 2), and all its segments.
-- name: search_build_give_up_segments
-- scan: the rows of search_index are two or three
UPDATE search_segment SET state = 2
WHERE index_no IN (SELECT index_no FROM search_index WHERE state = 0);

-- name: search_build_give_up
-- scan: the rows of search_index are two or three
UPDATE search_index SET state = 2 WHERE state = 0;

-- name: search_build_start
-- columns: index_no
INSERT INTO search_index (state, whole) VALUES (0, 0) RETURNING index_no;

-- name: search_redo_clear
DELETE FROM search_redo;

-- name: search_building
-- columns: n
SELECT count(*) AS n FROM search_index WHERE index_no = $1 AND state = 0;

-- The one in use goes, the one that was built comes.
-- name: search_build_drop_segments
-- scan: all but those of the index that was built
UPDATE search_segment SET state = 2 WHERE index_no <> $1 AND state <> 2;

-- name: search_build_end
-- scan: the rows of search_index are two or three
UPDATE search_index SET state = CASE WHEN index_no = $1 THEN 1 ELSE 2 END,
    whole = CASE WHEN index_no = $1 THEN $2 ELSE 0 END;

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

-- name: search_next_doc_insert
-- columns: doc listed_ms section_id
INSERT INTO search_doc (index_no, article_id, section_id, listed_ms)
SELECT $1, id, section_id, listed_ms FROM article WHERE id = $2
ON CONFLICT (index_no, article_id) DO NOTHING
RETURNING doc, listed_ms, section_id;

-- How many articles there are, how many of them the index knows, and of how many it has lists.
-- name: search_state
-- columns: articles docs listed
-- scan: counts, asked when a site opens
SELECT (SELECT count(*) FROM article) AS articles,
       (SELECT count(*) FROM search_doc WHERE index_no = $1) AS docs,
       (SELECT count(*) FROM search_segment s
        CROSS JOIN search_doc d ON d.doc BETWEEN s.first_doc AND s.last_doc
        WHERE s.index_no = $1 AND s.state = 0 AND d.index_no = $1) AS listed;

-- Segments that have lost rows.
-- name: search_segments_torn
-- columns: n
SELECT count(*) AS n FROM search_segment s CROSS JOIN search_parts c ON c.segment = s.segment
WHERE s.index_no = $1 AND s.state = 0
  AND c.parts <> (SELECT count(*) FROM search_part p WHERE p.segment = s.segment);

-- ---- tables that were lost ----

-- What there is of the index: tables and their indexes, and the count of parts.
-- name: search_tables
-- columns: n counts
-- scan: the schema
SELECT count(*) AS n, count(*) FILTER (WHERE name = 'search_parts') AS counts FROM sqlite_schema
WHERE name IN ('search_index', 'search_doc', 'search_segment', 'search_segment_place',
               'search_segment_state', 'search_part', 'search_redo', 'search_parts');

-- name: search_lost_index
DROP TABLE IF EXISTS search_index;

-- name: search_lost_doc
DROP TABLE IF EXISTS search_doc;

-- name: search_lost_segment
DROP TABLE IF EXISTS search_segment;

-- name: search_lost_part
DROP TABLE IF EXISTS search_part;

-- name: search_lost_redo
DROP TABLE IF EXISTS search_redo;

-- name: search_lost_count
DROP TABLE IF EXISTS search_parts;

-- As the files of schema/ have them.
-- name: search_anew_index
CREATE TABLE IF NOT EXISTS search_index (
    index_no INTEGER PRIMARY KEY AUTOINCREMENT,
    state INTEGER NOT NULL,
    whole INTEGER NOT NULL
) STRICT;

-- name: search_anew_row
INSERT INTO search_index (state, whole) VALUES (1, 0);

-- name: search_anew_doc
CREATE TABLE IF NOT EXISTS search_doc (
    doc INTEGER PRIMARY KEY AUTOINCREMENT,
    index_no INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    section_id INTEGER NOT NULL,
    listed_ms INTEGER,
    UNIQUE (index_no, article_id)
) STRICT;

-- name: search_anew_segment
CREATE TABLE IF NOT EXISTS search_segment (
    segment INTEGER PRIMARY KEY AUTOINCREMENT,
    index_no INTEGER NOT NULL,
    state INTEGER NOT NULL,
    first_doc INTEGER NOT NULL,
    last_doc INTEGER NOT NULL,
    next_term INTEGER NOT NULL
) STRICT;

-- name: search_anew_segment_place
CREATE INDEX IF NOT EXISTS search_segment_place ON search_segment (index_no, state, first_doc);

-- name: search_anew_segment_state
CREATE INDEX IF NOT EXISTS search_segment_state ON search_segment (state);

-- name: search_anew_part
CREATE TABLE IF NOT EXISTS search_part (
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    postings BLOB NOT NULL,
    PRIMARY KEY (segment, position)
) STRICT, WITHOUT ROWID;

-- name: search_anew_redo
CREATE TABLE IF NOT EXISTS search_redo (
    article_id INTEGER PRIMARY KEY
) STRICT;

-- name: search_anew_count
CREATE TABLE IF NOT EXISTS search_parts (
    segment INTEGER PRIMARY KEY,
    parts INTEGER NOT NULL
) STRICT;

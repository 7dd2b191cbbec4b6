-- name: article_by_id
-- columns: {card_views} withdrawn_ms section_id revision body
SELECT {card_views}, a.withdrawn_ms AS withdrawn_ms, a.section_id AS section_id,
       a.revision AS revision, v.body AS body
FROM article a
{card_joins}
JOIN revision v ON v.article_id = a.id AND v.number = a.revision
WHERE a.id = $1;

-- name: article_labels
-- columns: kind role id label_kind name slug seal_seq seal_thing seal_act seal_object_id seal_name seal_revision seal_at_ms seal_content seal_state seal_prev seal_skip seal_key_no seal_signature seal_public_key
SELECT l.kind AS kind, l.role AS role, b.id AS id, b.kind AS label_kind, b.name AS name, b.slug AS slug, {last_entry}
FROM article_label l JOIN label b ON b.id = l.label_id
{label_entry_joins}
WHERE l.article_id = $1
ORDER BY l.kind, l.position;

-- name: article_by_import_key
-- columns: id
SELECT article_id AS id FROM import_key WHERE key = $1;

-- name: import_keys_of
-- columns: key
SELECT key FROM import_key WHERE article_id = $1 ORDER BY key;

-- A key that another article has stays with it.
-- name: import_key_add
INSERT INTO import_key (key, article_id) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING;

-- name: article_state
-- columns: id section_id revision put_hash order_ms listed_ms withdrawn_ms aggregated comments_closed
SELECT id, section_id, revision, put_hash, order_ms, listed_ms, withdrawn_ms, aggregated,
       comments_closed
FROM article WHERE id = $1;

-- name: article_insert
-- columns: id
INSERT INTO article (section_id, revision, put_hash, slug, title, kicker, excerpt, published_ms,
                     order_ms, updated_ms, listed_ms, picture, picture_alt,
                     has_video, aggregated, featured, comments_closed, source_name, sponsor)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
RETURNING id;

-- name: article_update
UPDATE article
SET section_id = $2, put_hash = $3, slug = $4, title = $5, kicker = $6, excerpt = $7,
    published_ms = $8, order_ms = $9, updated_ms = $10, listed_ms = $11, picture = $12,
    picture_alt = $13, has_video = $14, aggregated = $15, featured = $16, comments_closed = $17,
    source_name = $18, sponsor = $19, revision = $20
WHERE id = $1;

-- name: article_withdraw
UPDATE article SET withdrawn_ms = $2, listed_ms = $3 WHERE id = $1;

-- name: article_count_list
INSERT INTO article_count (article_id, listed_ms, views) VALUES ($1, $2, $3)
ON CONFLICT (article_id) DO UPDATE SET listed_ms = excluded.listed_ms;

-- name: revision_hash
-- columns: hash
SELECT hash FROM revision WHERE article_id = $1 AND number = $2;

-- name: revision_insert
INSERT INTO revision (article_id, number, created_ms, hash, body) VALUES ($1, $2, $3, $4, $5);

-- name: article_section_clear
DELETE FROM article_section WHERE article_id = $1;

-- name: article_section_fill
INSERT INTO article_section (article_id, section_id, listed_ms)
SELECT $1, ancestor_id, $3 FROM section_ancestor WHERE section_id = $2;

-- name: article_section_list
UPDATE article_section SET listed_ms = $2 WHERE article_id = $1;

-- name: article_related_clear
DELETE FROM article_related WHERE article_id = $1;

-- Ids of articles that are not there are passed over.
-- name: article_related_insert
INSERT INTO article_related (article_id, position, related_id)
SELECT $1, $2, id FROM article WHERE id = $3;

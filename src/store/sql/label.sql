-- What is scheduled is counted in label.articles and must not show: it is few, so it is taken off.

-- The last entry of the chain that names label b.
-- fragment: label_entry_joins
LEFT JOIN seal el ON el.seq = (SELECT max(es.seq) FROM seal es WHERE es.thing = 9 AND es.object_id = b.id)
LEFT JOIN seal_key ek ON ek.key_no = el.key_no

-- name: label_by_slug
-- columns: id kind name slug articles seal_seq seal_thing seal_act seal_object_id seal_name seal_revision seal_at_ms seal_content seal_state seal_prev seal_skip seal_key_no seal_signature seal_public_key
SELECT b.id AS id, b.kind AS kind, b.name AS name, b.slug AS slug,
       b.articles - (SELECT count(*) FROM article_label z
                     WHERE z.label_id = b.id AND z.listed_ms > $3) AS articles, {last_entry}
FROM label b {label_entry_joins} WHERE b.kind = $1 AND b.slug = $2;

-- Taking off reorders no more labels than have something scheduled: so many more are looked at.
-- CROSS keeps the engine from beginning with all labels of all articles.
-- name: labels_most
-- columns: id kind name slug articles seal_seq seal_thing seal_act seal_object_id seal_name seal_revision seal_at_ms seal_content seal_state seal_prev seal_skip seal_key_no seal_signature seal_public_key
WITH waiting AS (
    SELECT z.label_id AS label_id, count(*) AS n
    FROM article a CROSS JOIN article_label z
    WHERE a.listed_ms > $2 AND z.article_id = a.id AND z.kind = $1 AND z.is_first = 1
    GROUP BY z.label_id)
SELECT b.id AS id, b.kind AS kind, b.name AS name, b.slug AS slug,
       b.articles - coalesce(waiting.n, 0) AS articles, {last_entry}
FROM (SELECT id, kind, name, slug, articles FROM label
      WHERE kind = $1 AND articles > 0
      ORDER BY articles DESC, id DESC LIMIT $3 + (SELECT count(*) FROM waiting)) b
LEFT JOIN waiting ON waiting.label_id = b.id
{label_entry_joins}
WHERE b.articles > coalesce(waiting.n, 0)
ORDER BY 5 DESC, b.id DESC LIMIT $3;

-- name: label_slug_taken
-- columns: id
SELECT id FROM label WHERE kind = $1 AND slug = $2;

-- name: labels_like
-- columns: id kind name slug articles seal_seq seal_thing seal_act seal_object_id seal_name seal_revision seal_at_ms seal_content seal_state seal_prev seal_skip seal_key_no seal_signature seal_public_key
SELECT b.id AS id, b.kind AS kind, b.name AS name, b.slug AS slug, b.articles AS articles, {last_entry}
FROM (SELECT x.id AS id, x.kind AS kind, x.name AS name, x.slug AS slug,
             x.articles - (SELECT count(*) FROM article_label z
                           WHERE z.label_id = x.id AND z.listed_ms > $4) AS articles
      FROM label x
      WHERE x.kind = $1 AND x.slug >= $2 AND x.slug < $3 AND x.articles > 0
      ORDER BY x.slug LIMIT 200) b
{label_entry_joins}
WHERE b.articles > 0
ORDER BY b.articles DESC, b.id DESC LIMIT $5;

-- name: label_by_name
-- columns: id
SELECT id FROM label WHERE kind = $1 AND name_key = $2;

-- name: label_next_id
-- columns: id
SELECT coalesce(max(id), 0) + 1 AS id FROM label;

-- name: label_insert
-- columns: id
INSERT INTO label (kind, name, name_key, slug) VALUES ($1, $2, $3, $4) RETURNING id;

-- name: article_label_insert
INSERT INTO article_label (article_id, kind, position, label_id, role, is_first, listed_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: article_label_ids
-- columns: kind label_id
SELECT kind, label_id FROM article_label WHERE article_id = $1 AND is_first = 1
ORDER BY kind, position;

-- Adds $2 to the article counts of what listed article $1 carries.
-- name: label_count
UPDATE label SET articles = articles + $2
WHERE id IN (SELECT label_id FROM article_label WHERE article_id = $1 AND listed_ms IS NOT NULL);

-- name: article_label_clear
DELETE FROM article_label WHERE article_id = $1;

-- name: article_label_list
UPDATE article_label SET listed_ms = $2 WHERE article_id = $1 AND is_first = 1;

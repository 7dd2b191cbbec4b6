-- name: label_by_slug
-- columns: id name slug articles
SELECT id, name, slug, articles FROM label WHERE kind = $1 AND slug = $2;

-- name: labels_most
-- columns: id name slug articles
SELECT id, name, slug, articles FROM label
WHERE kind = $1 AND articles > 0
ORDER BY articles DESC, id DESC LIMIT $2;

-- name: labels_like
-- columns: id name slug articles
SELECT id, name, slug, articles
FROM (SELECT id, name, slug, articles FROM label
      WHERE kind = $1 AND slug >= $2 AND slug < $3 AND articles > 0
      ORDER BY slug LIMIT 200)
ORDER BY articles DESC, id DESC LIMIT $4;

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

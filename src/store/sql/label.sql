-- What is scheduled is counted in label.articles and must not show: it is few, so it is taken off.

-- name: label_by_slug
-- columns: id name slug articles
SELECT b.id AS id, b.name AS name, b.slug AS slug,
       b.articles - (SELECT count(*) FROM article_label z
                     WHERE z.label_id = b.id AND z.listed_ms > $3) AS articles
FROM label b WHERE b.kind = $1 AND b.slug = $2;

-- Taking off reorders no more labels than have something scheduled: so many more are looked at.
-- CROSS keeps the engine from beginning with all labels of all articles.
-- name: labels_most
-- columns: id name slug articles
WITH waiting AS (
    SELECT z.label_id AS label_id, count(*) AS n
    FROM article a CROSS JOIN article_label z
    WHERE a.listed_ms > $2 AND z.article_id = a.id AND z.kind = $1 AND z.is_first = 1
    GROUP BY z.label_id)
SELECT b.id AS id, b.name AS name, b.slug AS slug, b.articles - coalesce(waiting.n, 0) AS articles
FROM (SELECT id, name, slug, articles FROM label
      WHERE kind = $1 AND articles > 0
      ORDER BY articles DESC, id DESC LIMIT $3 + (SELECT count(*) FROM waiting)) b
LEFT JOIN waiting ON waiting.label_id = b.id
WHERE b.articles > coalesce(waiting.n, 0)
ORDER BY 4 DESC, b.id DESC LIMIT $3;

-- name: label_slug_taken
-- columns: id
SELECT id FROM label WHERE kind = $1 AND slug = $2;

-- name: labels_like
-- columns: id name slug articles
SELECT x.id AS id, x.name AS name, x.slug AS slug, x.articles AS articles
FROM (SELECT b.id AS id, b.name AS name, b.slug AS slug,
             b.articles - (SELECT count(*) FROM article_label z
                           WHERE z.label_id = b.id AND z.listed_ms > $4) AS articles
      FROM label b
      WHERE b.kind = $1 AND b.slug >= $2 AND b.slug < $3 AND b.articles > 0
      ORDER BY b.slug LIMIT 200) x
WHERE x.articles > 0
ORDER BY x.articles DESC, x.id DESC LIMIT $5;

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

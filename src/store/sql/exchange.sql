-- What comes from and goes to other systems.

-- name: comment_origin
-- columns: comment_id
SELECT comment_id FROM comment_origin WHERE article_id = $1 AND key = $2;

-- name: comment_origin_insert
INSERT INTO comment_origin (article_id, key, comment_id) VALUES ($1, $2, $3);

-- All of an article in the order they came, whatever their state: for exports.
-- name: comments_of_article
-- columns: id article_id parent_id name text created_ms state
SELECT id, article_id, parent_id, name, text, created_ms, state FROM comment
WHERE article_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: articles_after
-- columns: id
SELECT id FROM article WHERE id > $1 ORDER BY id LIMIT $2;

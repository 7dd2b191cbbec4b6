-- Old addresses: redirect.

-- The address on that very host; else said by hand for any; else on whichever host had it first. $3 and $4
-- are what it may mean when nothing was noted for it, in this order; $1 again where there is none.
-- name: redirect
-- columns: old_path host article_id target section_slug slug listed_ms withdrawn_ms
SELECT r.old_path AS old_path, r.host AS host, r.article_id AS article_id, r.target AS target, s.slug AS section_slug, a.slug AS slug,
       a.listed_ms AS listed_ms, a.withdrawn_ms AS withdrawn_ms
FROM redirect r
LEFT JOIN article a ON a.id = r.article_id
LEFT JOIN section s ON s.id = a.section_id
WHERE r.old_path IN ($1, $3, $4)
ORDER BY (r.old_path = $1) DESC, (r.old_path = $3) DESC, (r.host = $2) DESC, (r.host = '') DESC,
         r.article_id, r.host
LIMIT 1;

-- name: redirects_after
-- columns: old_path host article_id target section_slug slug created_ms
SELECT r.old_path AS old_path, r.host AS host, r.article_id AS article_id, r.target AS target,
       s.slug AS section_slug, a.slug AS slug, r.created_ms AS created_ms
FROM redirect r
LEFT JOIN article a ON a.id = r.article_id
LEFT JOIN section s ON s.id = a.section_id
WHERE (r.old_path, r.host) > ($1, $2)
ORDER BY r.old_path, r.host
LIMIT $3;

-- name: redirects_of_article
-- columns: old_path host
SELECT old_path, host FROM redirect WHERE article_id = $1 ORDER BY old_path, host LIMIT $2;

-- An address stays with the article that had it first, and with what was said by hand.
-- name: redirect_add
-- columns: old_path
INSERT INTO redirect (old_path, host, article_id, target, created_ms) VALUES ($1, $2, $3, '', $4)
ON CONFLICT (old_path, host) DO NOTHING
RETURNING old_path;

-- name: redirect_set
INSERT INTO redirect (old_path, host, article_id, target, created_ms)
VALUES ($1, $2, NULL, $3, $4)
ON CONFLICT (old_path, host) DO UPDATE
SET article_id = NULL, target = excluded.target, created_ms = excluded.created_ms;

-- name: redirect_remove
-- columns: old_path
DELETE FROM redirect WHERE old_path = $1 AND host = $2 RETURNING old_path;

-- Leads to a place of the site or to one of its files. What was led home for want of its place goes
-- there as soon as it is made.
-- name: redirect_add_target
-- columns: old_path
INSERT INTO redirect (old_path, host, article_id, target, created_ms) VALUES ($1, $2, NULL, $3, $4)
ON CONFLICT (old_path, host) DO UPDATE SET target = excluded.target
WHERE redirect.article_id IS NULL AND redirect.target IN ('home', 'home/feed')
  AND excluded.target <> redirect.target
RETURNING old_path;

-- name: section_slug_of
-- columns: slug
SELECT slug FROM section WHERE id = $1;

-- name: label_slug_of
-- columns: slug
SELECT slug FROM label WHERE id = $1 AND kind = $2;

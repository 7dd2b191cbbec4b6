-- Articles like a text that is none yet (store_alike.h). Lists of numbers are one parameter: JSON.

-- $1: key * 64 + weight of each term of the text; of each key the newest $2, of all the best $3.
-- name: alike_compared
-- columns: article_id signature
-- scan: json_each reads a text's few terms
SELECT s.article_id AS article_id, s.signature AS signature
FROM (SELECT t.article_id AS id, sum(t.weight * (w.value % 64)) AS score
      FROM json_each($1) w
      CROSS JOIN story_term t ON t.key = w.value / 64 AND t.article_id >= coalesce((
          SELECT z.article_id FROM story_term z WHERE z.key = w.value / 64
          ORDER BY z.article_id DESC LIMIT 1 OFFSET $2 - 1), 0)
      GROUP BY t.article_id ORDER BY score DESC, t.article_id LIMIT $3) c
CROSS JOIN story_article s ON s.article_id = c.id
ORDER BY s.article_id;

-- Those whose time has not come, from $1 on.
-- name: alike_waiting
-- columns: article_id signature
SELECT article_id, signature FROM story_article
WHERE state = 1 AND at_ms >= $1 ORDER BY at_ms LIMIT $2;

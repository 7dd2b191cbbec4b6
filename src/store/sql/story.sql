-- Stories and likeness (schema/0002_story.sql). Lists of numbers are one parameter: JSON in SQLite.

-- ---- one article ----

-- name: story_article
-- columns: state at_ms source signature
SELECT state, at_ms, source, signature FROM story_article WHERE article_id = $1;

-- name: story_article_put
INSERT INTO story_article (article_id, state, at_ms, source, signature) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (article_id) DO UPDATE
SET state = excluded.state, at_ms = excluded.at_ms, source = excluded.source,
    signature = excluded.signature;

-- name: story_article_forget
DELETE FROM story_article WHERE article_id = $1;

-- name: story_due
-- columns: article_id
SELECT article_id FROM story_article WHERE state = 1 AND at_ms <= $1 ORDER BY at_ms LIMIT $2;

-- name: story_article_state
UPDATE story_article SET state = $2 WHERE article_id = $1;

-- ---- finding what is alike ----

-- $1: key * 64 + weight of each term.
-- name: story_term_insert
-- scan: json_each reads an article's few terms
INSERT INTO story_term (key, article_id, weight)
SELECT w.value / 64, $2, w.value % 64 FROM json_each($1) w WHERE true
ON CONFLICT (key, article_id) DO NOTHING;

-- name: story_term_delete
-- scan: json_each reads an article's few terms
DELETE FROM story_term
WHERE key IN (SELECT w.value / 64 FROM json_each($1) w) AND article_id = $2;

-- Of each key the newest $2: from where the last of them stands, read in one go.
-- name: story_candidates
-- columns: article_id product
-- scan: json_each reads an article's few terms
SELECT t.article_id AS article_id, t.weight * (w.value % 64) AS product
FROM json_each($1) w
CROSS JOIN story_term t ON t.key = w.value / 64 AND t.article_id >= coalesce((
    SELECT z.article_id FROM story_term z WHERE z.key = w.value / 64
    ORDER BY z.article_id DESC LIMIT 1 OFFSET $2 - 1), 0);

-- name: story_signatures
-- columns: article_id signature
-- scan: json_each reads the few articles that may be alike
SELECT s.article_id AS article_id, s.signature AS signature
FROM json_each($1) w CROSS JOIN story_article s ON s.article_id = w.value;

-- $1: near_id * 1024 + alike of each.
-- name: story_link_insert
-- scan: json_each reads an article's few links
INSERT INTO story_link (article_id, near_id, alike)
SELECT $2, w.value / 1024, w.value % 1024 FROM json_each($1) w
UNION ALL
SELECT w.value / 1024, $2, w.value % 1024 FROM json_each($1) w WHERE true
ON CONFLICT (article_id, near_id) DO UPDATE SET alike = excluded.alike;

-- name: story_link_back_delete
DELETE FROM story_link
WHERE near_id = $1 AND article_id IN (SELECT l.near_id FROM story_link l WHERE l.article_id = $1);

-- name: story_link_delete
DELETE FROM story_link WHERE article_id = $1;

-- The most alike first.
-- name: story_near
-- columns: near_id alike
SELECT near_id, alike FROM story_link WHERE article_id = $1 ORDER BY alike DESC, near_id LIMIT $2;

-- ---- clustering ----

-- name: story_mates
-- columns: article_id
SELECT z.article_id AS article_id
FROM story_member m JOIN story_member z ON z.story_id = m.story_id
WHERE m.article_id = $1 AND z.article_id <> $1
ORDER BY z.article_id;

-- The given articles and all of their stories, each story at the place of its first in the list.
-- name: story_set
-- columns: article_id at_ms story_id place title excerpt dated signature
-- scan: json_each reads the few articles that are alike
SELECT s.article_id AS article_id, s.at_ms AS at_ms, m.story_id AS story_id, x.place AS place,
       a.title AS title, a.excerpt AS excerpt,
       CASE WHEN a.published_ms IS NULL THEN 0 ELSE 1 END AS dated, s.signature AS signature
FROM (SELECT k.article_id AS article_id, min(k.place) AS place
      FROM (SELECT w.value AS article_id, w.key AS place FROM json_each($1) w
            UNION ALL
            SELECT z.article_id, w.key
            FROM json_each($1) w CROSS JOIN story_member y ON y.article_id = w.value
            CROSS JOIN story_member z ON z.story_id = y.story_id) k
      GROUP BY k.article_id) x
CROSS JOIN story_article s ON s.article_id = x.article_id AND s.state = 0
CROSS JOIN article a ON a.id = x.article_id
LEFT JOIN story_member m ON m.article_id = s.article_id
ORDER BY x.place, s.article_id;

-- name: story_ties
-- columns: article_id near_id alike
-- scan: json_each reads the articles that are clustered
SELECT l.article_id AS article_id, l.near_id AS near_id, l.alike AS alike
FROM json_each($1) w CROSS JOIN story_link l ON l.article_id = w.value
WHERE l.near_id > l.article_id AND l.near_id IN (SELECT v.value FROM json_each($1) v);

-- name: story_member_put
INSERT INTO story_member (article_id, story_id) VALUES ($1, $2)
ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id;

-- name: story_member_delete
DELETE FROM story_member WHERE article_id = $1;

-- Newest by the papers' own word: an aggregated report stands in the lists an hour later than it was
-- published, which among the reports of one event would put it before what was said after it.
-- name: story_count
-- columns: articles sources newest_ms
SELECT count(*) AS articles, count(DISTINCT s.source) AS sources,
       max(coalesce(a.published_ms, s.at_ms)) AS newest_ms
FROM story_member m JOIN story_article s ON s.article_id = m.article_id
JOIN article a ON a.id = m.article_id
WHERE m.story_id = $1;

-- name: story_put
INSERT INTO story (id, articles, sources, newest_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE
SET articles = excluded.articles, sources = excluded.sources, newest_ms = excluded.newest_ms;

-- name: story_delete
DELETE FROM story WHERE id = $1;

-- ---- reading ----

-- fragment: story
-- columns: id articles sources newest_ms title
t.id AS id, t.articles AS articles, t.sources AS sources, t.newest_ms AS newest_ms,
a.title AS title

-- name: stories
-- columns: {story}
-- scan: in the order of its index, as many as are asked for
SELECT {story} FROM story t JOIN article a ON a.id = t.id
WHERE t.sources >= $1
ORDER BY t.newest_ms DESC, t.id DESC LIMIT $2 OFFSET $3;

-- name: story_of
-- columns: {story}
SELECT {story} FROM story_member m JOIN story t ON t.id = m.story_id JOIN article a ON a.id = t.id
WHERE m.article_id = $1;

-- name: list_story
-- columns: {card_views}
SELECT {card_views}
FROM (SELECT m.article_id AS article_id FROM story_member m JOIN article c ON c.id = m.article_id
      WHERE m.story_id = $1 AND c.listed_ms <= $2
      ORDER BY coalesce(c.published_ms, c.order_ms) DESC, c.id DESC LIMIT $3 OFFSET $4) x
{card_from}
ORDER BY coalesce(a.published_ms, a.order_ms) DESC, a.id DESC;

-- name: count_story
-- columns: articles
SELECT count(*) AS articles FROM story_member m JOIN article c ON c.id = m.article_id
WHERE m.story_id = $1 AND c.listed_ms <= $2;

-- fragment: same_story
SELECT m.article_id AS article_id
FROM story_member y JOIN story_member m ON m.story_id = y.story_id
JOIN article c ON c.id = m.article_id
WHERE y.article_id = $1 AND c.listed_ms <= $2 AND c.id <> $1
ORDER BY coalesce(c.published_ms, c.order_ms) DESC, c.id DESC LIMIT $3 OFFSET $4

-- name: list_same_story
-- columns: {card_views}
SELECT {card_views}
FROM ({same_story}) x
{card_from}
ORDER BY coalesce(a.published_ms, a.order_ms) DESC, a.id DESC;

-- name: ids_same_story
-- columns: article_id
{same_story};

-- name: count_same_story
-- columns: articles
SELECT count(*) AS articles
FROM story_member y JOIN story_member m ON m.story_id = y.story_id
JOIN article c ON c.id = m.article_id
WHERE y.article_id = $1 AND c.listed_ms <= $2 AND c.id <> $1;

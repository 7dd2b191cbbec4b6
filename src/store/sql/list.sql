-- The lists of store_list. Parameters in order: key (if the kind has one), now, limit, offset, then
-- from_day and to_day (most-read). ids_* are the
-- articles of a list_* alone, in its order. Each list_* has its count_*: of newest, sections and labels it is kept
-- (list_total, label.articles), and what is scheduled taken off.

-- name: list_newest
-- columns: {card_views}
SELECT {card_views}
FROM (SELECT id AS article_id FROM article
      WHERE sponsor = '' AND listed_ms <= $1
      ORDER BY listed_ms DESC, id DESC LIMIT $2 OFFSET $3) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: count_newest
-- columns: articles
SELECT (SELECT articles FROM list_total WHERE list = 0)
       - (SELECT count(*) FROM article WHERE sponsor = '' AND listed_ms > $1) AS articles;

-- name: list_featured
-- columns: {card_views}
SELECT {card_views}
FROM (SELECT id AS article_id FROM article
      WHERE featured = 1 AND listed_ms <= $1
      ORDER BY listed_ms DESC, id DESC LIMIT $2 OFFSET $3) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: count_featured
-- columns: articles
SELECT count(*) AS articles FROM article WHERE featured = 1 AND listed_ms <= $1;

-- name: list_video
-- columns: {card_views}
SELECT {card_views}
FROM (SELECT id AS article_id FROM article
      WHERE has_video = 1 AND listed_ms <= $1
      ORDER BY listed_ms DESC, id DESC LIMIT $2 OFFSET $3) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: count_video
-- columns: articles
SELECT count(*) AS articles FROM article WHERE has_video = 1 AND listed_ms <= $1;

-- name: list_sponsored
-- columns: {card_views}
SELECT {card_views}
FROM (SELECT id AS article_id FROM article
      WHERE sponsor <> '' AND listed_ms <= $1
      ORDER BY listed_ms DESC, id DESC LIMIT $2 OFFSET $3) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: count_sponsored
-- columns: articles
SELECT count(*) AS articles FROM article WHERE sponsor <> '' AND listed_ms <= $1;

-- name: list_section
-- columns: {card_views}
SELECT {card_views}
FROM (SELECT article_id FROM article_section
      WHERE section_id = $1 AND listed_ms <= $2
      ORDER BY listed_ms DESC, article_id DESC LIMIT $3 OFFSET $4) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: count_section
-- columns: articles
SELECT coalesce((SELECT articles FROM list_total WHERE list = $1), 0)
       - (SELECT count(*) FROM article_section WHERE section_id = $1 AND listed_ms > $2) AS articles;

-- Topics, tags and people are all labels.
-- name: list_label
-- columns: {card_views}
SELECT {card_views}
FROM (SELECT article_id FROM article_label
      WHERE label_id = $1 AND listed_ms <= $2
      ORDER BY listed_ms DESC, article_id DESC LIMIT $3 OFFSET $4) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: count_label
-- columns: articles
SELECT coalesce((SELECT articles FROM label WHERE id = $1), 0)
       - (SELECT count(*) FROM article_label WHERE label_id = $1 AND listed_ms > $2) AS articles;

-- name: list_most_read
-- columns: {card} views
SELECT {card}, x.views AS views
FROM (SELECT b.article_id AS article_id, b.listed_ms AS listed_ms, t.views AS views
      FROM (SELECT article_id, CAST(sum(views) AS INTEGER) AS views FROM article_day
            WHERE day >= $4 AND day <= $5 GROUP BY article_id) t
      JOIN article_count b ON b.article_id = t.article_id
      WHERE b.listed_ms <= $1
      ORDER BY t.views DESC, b.listed_ms DESC, b.article_id DESC LIMIT $2 OFFSET $3) x
{card_from}
ORDER BY x.views DESC, x.listed_ms DESC, x.article_id DESC;

-- name: most_read_large
-- columns: large
SELECT EXISTS (SELECT 1 FROM article_day WHERE day >= $1 AND day <= $2 LIMIT 1 OFFSET $3) AS large;

-- name: count_most_read
-- columns: articles
SELECT count(*) AS articles
FROM (SELECT DISTINCT article_id FROM article_day WHERE day >= $2 AND day <= $3) t
JOIN article_count b ON b.article_id = t.article_id
WHERE b.listed_ms <= $1;

-- name: list_most_read_section
-- columns: {card} views
SELECT {card}, x.views AS views
FROM (SELECT t.article_id AS article_id, b.listed_ms AS listed_ms, t.views AS views
      FROM (SELECT article_id, CAST(sum(views) AS INTEGER) AS views FROM article_day
            WHERE day >= $5 AND day <= $6 GROUP BY article_id) t
      JOIN article_section b ON b.article_id = t.article_id AND b.section_id = $1
      WHERE b.listed_ms <= $2
      ORDER BY t.views DESC, b.listed_ms DESC, t.article_id DESC LIMIT $3 OFFSET $4) x
{card_from}
ORDER BY x.views DESC, x.listed_ms DESC, x.article_id DESC;

-- name: count_most_read_section
-- columns: articles
SELECT count(*) AS articles
FROM (SELECT DISTINCT article_id FROM article_day WHERE day >= $3 AND day <= $4) t
JOIN article_section b ON b.article_id = t.article_id AND b.section_id = $1
WHERE b.listed_ms <= $2;

-- Candidates for "related": the hand-picked (place 0 …, by position), then the most alike by their words
-- (from STORY_COPY_MIN on it is the same text and stands with its story) …
-- fragment: related_first
SELECT r.related_id AS article_id, 0 AS later, r.position AS place
FROM article_related r WHERE r.article_id = $1
UNION ALL
SELECT k.near_id, 1, -k.alike FROM story_link k
WHERE k.article_id = $1 AND k.alike < 800
  AND k.near_id NOT IN (SELECT p.related_id FROM article_related p WHERE p.article_id = $1)

-- … then what shares topics or tags. Bounded: of an article's labels the first 20 of each kind, of each
-- label the newest 100.
-- fragment: related_labels
FROM article_label l
JOIN article_count c ON c.article_id IN (SELECT z.article_id FROM article_label z
                                         WHERE z.label_id = l.label_id AND z.listed_ms <= $2
                                         ORDER BY z.listed_ms DESC, z.article_id DESC LIMIT 100)
WHERE l.article_id = $1 AND l.kind IN (0, 1) AND l.position < 20
  AND c.article_id NOT IN (SELECT p.related_id FROM article_related p WHERE p.article_id = $1)
  AND c.article_id NOT IN (SELECT v.near_id FROM story_link v WHERE v.article_id = $1 AND v.alike < 800)

-- Hundreds share a label: they are asked for only when the first ones are too few.
-- fragment: related
SELECT k.article_id AS article_id, k.later AS later, k.place AS place
FROM ({related_first}
      UNION ALL
      SELECT c.article_id, 2, -count(*) {related_labels}
        AND (SELECT count(*) FROM ({related_first}) f
             JOIN article_count d ON d.article_id = f.article_id
             WHERE d.listed_ms <= $2 AND d.article_id <> $1) < $3 + $4
      GROUP BY c.article_id) k
JOIN article_count b ON b.article_id = k.article_id
WHERE b.listed_ms <= $2 AND b.article_id <> $1
ORDER BY k.later, k.place, b.listed_ms DESC, b.article_id DESC LIMIT $3 OFFSET $4

-- name: list_related
-- columns: {card_views}
SELECT {card_views}
FROM ({related}) x
{card_from}
ORDER BY x.later, x.place, a.listed_ms DESC, a.id DESC;

-- name: ids_related
-- columns: article_id later place
{related};

-- name: count_related
-- columns: articles
SELECT count(*) AS articles
FROM ({related_first}
      UNION ALL
      SELECT c.article_id, 2, -count(*) {related_labels} GROUP BY c.article_id) k
JOIN article_count b ON b.article_id = k.article_id
WHERE b.listed_ms <= $2 AND b.article_id <> $1;

-- The newest articles with a label of article $1.
-- fragment: same_label
SELECT DISTINCT c.article_id AS article_id, c.listed_ms AS listed_ms
FROM article_label l
JOIN article_count c ON c.article_id IN (SELECT z.article_id FROM article_label z
                                         WHERE z.label_id = l.label_id AND z.listed_ms <= $2
                                         ORDER BY z.listed_ms DESC, z.article_id DESC
                                         LIMIT $3 + $4 + 1)
WHERE l.article_id = $1 AND c.article_id <> $1 AND

-- fragment: same_topic
{same_label} l.kind = 1
ORDER BY c.listed_ms DESC, c.article_id DESC LIMIT $3 OFFSET $4

-- name: list_same_topic
-- columns: {card_views}
SELECT {card_views}
FROM ({same_topic}) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: ids_same_topic
-- columns: article_id listed_ms
{same_topic};

-- name: count_same_topic
-- columns: articles
SELECT count(DISTINCT z.article_id) AS articles
FROM article_label l JOIN article_label z ON z.label_id = l.label_id AND z.listed_ms <= $2
WHERE l.article_id = $1 AND l.kind = 1 AND z.article_id <> $1;

-- role 0 is ROLE_AUTHOR.
-- fragment: same_author
{same_label} l.kind = 2 AND l.role = 0
ORDER BY c.listed_ms DESC, c.article_id DESC LIMIT $3 OFFSET $4

-- name: list_same_author
-- columns: {card_views}
SELECT {card_views}
FROM ({same_author}) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: ids_same_author
-- columns: article_id listed_ms
{same_author};

-- name: count_same_author
-- columns: articles
SELECT count(DISTINCT z.article_id) AS articles
FROM article_label l JOIN article_label z ON z.label_id = l.label_id AND z.listed_ms <= $2
WHERE l.article_id = $1 AND l.kind = 2 AND l.role = 0 AND z.article_id <> $1;

-- fragment: same_section
SELECT t.article_id AS article_id FROM article b
JOIN article_section t ON t.section_id = b.section_id AND t.listed_ms <= $2
WHERE b.id = $1 AND t.article_id <> $1
ORDER BY t.listed_ms DESC, t.article_id DESC LIMIT $3 OFFSET $4

-- name: list_same_section
-- columns: {card_views}
SELECT {card_views}
FROM ({same_section}) x
{card_from}
ORDER BY a.listed_ms DESC, a.id DESC;

-- name: ids_same_section
-- columns: article_id
{same_section};

-- name: count_same_section
-- columns: articles
SELECT count(*) AS articles
FROM article b JOIN article_section t ON t.section_id = b.section_id AND t.listed_ms <= $2
WHERE b.id = $1 AND t.article_id <> $1;

-- name: sitemap_all
-- columns: {card_views}
SELECT {card_views}
FROM article a {card_joins}
WHERE a.id > $1 AND a.listed_ms <= $2
ORDER BY a.id LIMIT $3;

-- Newest first; the plus keeps the engine from walking all ids.
-- name: sitemap_since
-- columns: {card_views}
SELECT {card_views}
FROM article a {card_joins}
WHERE +a.id > $1 AND a.listed_ms <= $2 AND a.listed_ms >= $4 AND a.published_ms IS NOT NULL
ORDER BY a.listed_ms DESC, +a.id DESC LIMIT $3;

-- name: totals
-- columns: articles max_article_id newest_listed_ms newest_updated_ms
SELECT (SELECT articles FROM list_total WHERE list = -1)
       - (SELECT count(*) FROM article WHERE listed_ms > $1) AS articles,
       (SELECT max(id) FROM article) AS max_article_id,
       (SELECT max(listed_ms) FROM article WHERE listed_ms <= $1) AS newest_listed_ms,
       (SELECT updated_ms FROM article WHERE updated_ms <= $1 AND listed_ms <= $1
        ORDER BY updated_ms DESC LIMIT 1) AS newest_updated_ms;

-- name: next_publication
-- columns: listed_ms
SELECT min(listed_ms) AS listed_ms FROM article WHERE listed_ms > $1;

-- Full text over FTS5. Columns weigh in the order of the table: a title counts most, and a match
-- with its tones more than one without.

-- name: search_find
-- columns: {card_views}
-- scan: the match itself is the index (FTS5); its results are ranked
SELECT {card_views}
FROM (SELECT h.article_id AS article_id, h.score AS score
      FROM (SELECT rowid AS article_id, bm25(search, 10.0, 5.0, 2.0, 1.0) AS score
            FROM search WHERE search MATCH $1) h
      JOIN article_count b ON b.article_id = h.article_id
      WHERE b.listed_ms <= $2
      ORDER BY h.score, b.listed_ms DESC, b.article_id DESC LIMIT $3 OFFSET $4) x
{card_from}
ORDER BY x.score, a.listed_ms DESC, a.id DESC;

-- name: search_total
-- columns: articles
-- scan: the match itself is the index (FTS5)
SELECT count(*) AS articles
FROM search h JOIN article_count b ON b.article_id = h.rowid
WHERE h.search MATCH $1 AND b.listed_ms <= $2;

-- name: search_add
INSERT INTO search (rowid, title_exact, title_folded, body_exact, body_folded)
SELECT article_id, title_exact, title_folded, body_exact, body_folded
FROM article_search WHERE article_id = $1;

-- name: search_remove
INSERT INTO search (search, rowid, title_exact, title_folded, body_exact, body_folded)
SELECT 'delete', article_id, title_exact, title_folded, body_exact, body_folded
FROM article_search WHERE article_id = $1;

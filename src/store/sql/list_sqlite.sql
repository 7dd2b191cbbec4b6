-- A list of ids as one parameter: JSON in SQLite, an array in PostgreSQL.

-- name: list_sections
-- columns: {card_views} owner
-- scan: json_each reads the caller's short list of section ids
SELECT {card_views}, w.key AS owner
FROM json_each($1) w
JOIN article a ON a.id IN (SELECT t.article_id FROM article_section t
                           WHERE t.section_id = w.value AND t.listed_ms <= $2
                           ORDER BY t.listed_ms DESC, t.article_id DESC LIMIT $3)
{card_joins}
ORDER BY w.key, a.listed_ms DESC, a.id DESC;

-- name: reaction_find
-- columns: reaction
SELECT reaction FROM reaction WHERE article_id = $1 AND reader = $2;

-- name: reaction_put
INSERT INTO reaction (article_id, reader, reaction, at_ms) VALUES ($1, $2, $3, $4)
ON CONFLICT (article_id, reader) DO UPDATE
SET reaction = excluded.reaction, at_ms = excluded.at_ms;

-- name: reaction_remove
DELETE FROM reaction WHERE article_id = $1 AND reader = $2;

-- Adds to the four counts, in the order of STORE_REACTION_TABLE.
-- name: reaction_count
UPDATE article_count
SET excellent = excellent + $2, liked = liked + $3, fun = fun + $4, improve = improve + $5
WHERE article_id = $1;

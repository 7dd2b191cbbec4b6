-- What was taken from where: media_origin.

-- name: media_origin
-- columns: path creator credit caption
SELECT path, creator, credit, caption FROM media_origin WHERE key = $1;

-- name: media_origin_put
INSERT INTO media_origin (key, path, creator, credit, caption) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE
SET path = excluded.path, creator = excluded.creator, credit = excluded.credit,
    caption = excluded.caption;

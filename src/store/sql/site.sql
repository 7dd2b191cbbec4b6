-- name: creatives
-- columns: id slot picture picture_width_px picture_height_px alt link title from_ms until_ms weight impressions clicks
-- scan: a site has tens of creatives and this reads all of them
SELECT id, slot, picture, picture_width_px, picture_height_px, alt, link, title, from_ms, until_ms,
       weight, impressions, clicks
FROM creative ORDER BY slot, id;

-- name: creative_insert
-- columns: id
INSERT INTO creative (slot, picture, picture_width_px, picture_height_px, alt, link, title, from_ms,
                      until_ms, weight)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id;

-- name: creative_update
-- columns: id
UPDATE creative
SET slot = $2, picture = $3, picture_width_px = $4, picture_height_px = $5, alt = $6, link = $7,
    title = $8, from_ms = $9, until_ms = $10, weight = $11
WHERE id = $1 RETURNING id;

-- name: creative_remove
-- columns: id
DELETE FROM creative WHERE id = $1 RETURNING id;

-- name: creative_count
-- columns: id
UPDATE creative SET impressions = impressions + $2, clicks = clicks + $3
WHERE id = $1 RETURNING id;

-- name: creative_day_add
INSERT INTO creative_day (day, creative_id, impressions, clicks) VALUES ($1, $2, $3, $4)
ON CONFLICT (day, creative_id) DO UPDATE
SET impressions = creative_day.impressions + excluded.impressions,
    clicks = creative_day.clicks + excluded.clicks;

-- name: setting
-- columns: value
SELECT value FROM setting WHERE name = $1;

-- name: setting_put
INSERT INTO setting (name, value) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET value = excluded.value;

-- name: media
-- columns: path type width_px height_px size_bytes files
SELECT m.path AS path, m.type AS type, m.width_px AS width_px, m.height_px AS height_px,
       m.size_bytes AS size_bytes, f.files AS files
FROM media m LEFT JOIN media_files f ON f.path = m.path WHERE m.path = $1;

-- name: media_after
-- columns: path files
SELECT m.path AS path, f.files AS files FROM media m JOIN media_files f ON f.path = m.path
WHERE m.path > $1 ORDER BY m.path LIMIT $2;

-- name: media_files_put
INSERT INTO media_files (path, files) VALUES ($1, $2) ON CONFLICT (path) DO UPDATE SET files = excluded.files;

-- name: media_put
INSERT INTO media (path, type, width_px, height_px, size_bytes) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (path) DO UPDATE
SET type = excluded.type, width_px = excluded.width_px, height_px = excluded.height_px,
    size_bytes = excluded.size_bytes;

-- name: change_add
-- columns: seq
INSERT INTO change (tag) VALUES ($1) RETURNING seq;

-- name: change_forget
DELETE FROM change WHERE seq <= $1;

-- name: change_bounds
-- columns: first_seq last_seq
SELECT (SELECT min(seq) FROM change) AS first_seq, (SELECT max(seq) FROM change) AS last_seq;

-- name: changes_after
-- columns: seq tag
SELECT seq, tag FROM change WHERE seq > $1 ORDER BY seq LIMIT $2;

-- name: schema_reader
-- columns: oldest
-- scan: one row
SELECT oldest FROM schema_reader;

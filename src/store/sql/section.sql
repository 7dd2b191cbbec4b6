-- name: sections
-- columns: id parent_id name slug position
-- scan: a site has tens of sections and this reads all of them
SELECT id, parent_id, name, slug, position FROM section
ORDER BY coalesce(parent_id, 0), position, id;

-- name: section_by_slug
-- columns: id parent_id name position
SELECT id, parent_id, name, position FROM section WHERE slug = $1;

-- name: section_insert
-- columns: id
INSERT INTO section (parent_id, name, slug, position) VALUES ($1, $2, $3, $4) RETURNING id;

-- name: section_update
UPDATE section SET parent_id = $2, name = $3, position = $4 WHERE id = $1;

-- name: section_self
INSERT INTO section_ancestor (section_id, ancestor_id) VALUES ($1, $1);

-- Cuts section $1 and all below it from what stood above.
-- name: section_detach
DELETE FROM section_ancestor
WHERE section_id IN (SELECT d.section_id FROM section_ancestor d WHERE d.ancestor_id = $1)
  AND ancestor_id NOT IN (SELECT d.section_id FROM section_ancestor d WHERE d.ancestor_id = $1);

-- Puts section $1 and all below it under section $2 and all above that.
-- name: section_attach
INSERT INTO section_ancestor (section_id, ancestor_id)
SELECT d.section_id, p.ancestor_id
FROM section_ancestor d JOIN section_ancestor p ON p.section_id = $2
WHERE d.ancestor_id = $1;

-- name: section_is_below
-- columns: below
SELECT 1 AS below FROM section_ancestor WHERE section_id = $1 AND ancestor_id = $2;

-- name: section_ancestors
-- columns: ancestor_id
SELECT ancestor_id FROM section_ancestor WHERE section_id = $1 ORDER BY ancestor_id;

-- How deep the deepest of section $1 and all below it stands.
-- name: section_depth
-- columns: depth
SELECT max(h.n) AS depth
FROM (SELECT count(*) AS n
      FROM section_ancestor d JOIN section_ancestor p ON p.section_id = d.section_id
      WHERE d.ancestor_id = $1 GROUP BY d.section_id) h;

-- name: section_unlist
DELETE FROM article_section WHERE article_id IN (
    SELECT a.id FROM section_ancestor d JOIN article a ON a.section_id = d.section_id
    WHERE d.ancestor_id = $1);

-- name: section_relist
INSERT INTO article_section (article_id, section_id, listed_ms)
SELECT a.id, p.ancestor_id, a.listed_ms
FROM section_ancestor d
JOIN article a ON a.section_id = d.section_id
JOIN section_ancestor p ON p.section_id = a.section_id
WHERE d.ancestor_id = $1;

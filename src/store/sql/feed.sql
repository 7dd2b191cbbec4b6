-- Feeds, their items and their log: feed, feed_item, feed_event.

-- name: feeds
-- columns: id name is_named logo feed_url site_url section_slug sections is_press paused agreement_number agreement_ms agreement_until_ms scope hold_ms etag modified fetched_ms next_ms errors error topic hub hub_token hub_secret hub_state hub_until_ms
-- scan: a site has tens of feeds and this reads all of them
SELECT id, name, is_named, logo, feed_url, site_url, section_slug, sections, is_press, paused,
       agreement_number, agreement_ms, agreement_until_ms, scope, hold_ms, etag, modified, fetched_ms, next_ms, errors,
       error, topic, hub, hub_token, hub_secret, hub_state, hub_until_ms
FROM feed ORDER BY id;

-- name: feed_by_token
-- columns: id topic hub hub_secret hub_state hub_until_ms
SELECT id, topic, hub, hub_secret, hub_state, hub_until_ms FROM feed
WHERE hub_token = $1 AND hub_token <> '';

-- name: feed_by_url
-- columns: id
SELECT id FROM feed WHERE feed_url = $1;

-- name: feed_insert
-- columns: id
INSERT INTO feed (name, logo, feed_url, site_url, section_slug, sections, is_press, paused,
                  agreement_number, agreement_ms, agreement_until_ms, scope, hold_ms, is_named)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id;

-- name: feed_update
-- columns: id
UPDATE feed
SET name = $2, logo = $3, feed_url = $4, site_url = $5, section_slug = $6, sections = $7,
    is_press = $8, paused = $9, agreement_number = $10, agreement_ms = $11, agreement_until_ms = $12,
    scope = $13, hold_ms = $14, is_named = $15
WHERE id = $1 RETURNING id;

-- name: feed_set_state
-- columns: id
UPDATE feed
SET etag = $2, modified = $3, fetched_ms = $4, next_ms = $5, errors = $6, error = $7
WHERE id = $1 RETURNING id;

-- name: feed_set_hub
-- columns: id
UPDATE feed
SET topic = $2, hub = $3, hub_token = $4, hub_secret = $5, hub_state = $6, hub_until_ms = $7
WHERE id = $1 RETURNING id;

-- name: feed_set_due
-- columns: id
UPDATE feed SET next_ms = NULL WHERE id = $1 RETURNING id;

-- name: feed_set_logo
-- columns: id
UPDATE feed SET logo = $2 WHERE id = $1 RETURNING id;

-- name: feed_set_name
-- columns: id
UPDATE feed SET name = CASE is_named WHEN 0 THEN $2 ELSE name END WHERE id = $1 RETURNING id;

-- name: feed_remove
-- columns: id
DELETE FROM feed WHERE id = $1 RETURNING id;

-- name: feed_items_remove
DELETE FROM feed_item WHERE feed_id = $1;

-- name: feed_item_held_remove
-- columns: id
DELETE FROM feed_item
WHERE id = (SELECT i.id FROM feed_item i WHERE i.feed_id = $1 AND i.state = 0 ORDER BY i.id LIMIT 1)
RETURNING id;

-- name: feed_item_by_guid
-- columns: id feed_id guid url title article_id state reason seen_ms checked_ms item_hash page_hash page_etag page_modified body
SELECT id, feed_id, guid, url, title, article_id, state, reason, seen_ms, checked_ms, item_hash,
       page_hash, page_etag, page_modified, body
FROM feed_item WHERE feed_id = $1 AND guid = $2;

-- name: feed_items_of_article
-- columns: id feed_id guid url title article_id state reason seen_ms checked_ms item_hash page_hash page_etag page_modified body
SELECT id, feed_id, guid, url, title, article_id, state, reason, seen_ms, checked_ms, item_hash,
       page_hash, page_etag, page_modified, body
FROM feed_item WHERE article_id = $1 ORDER BY id;

-- name: feed_items_in_state
-- columns: id feed_id guid url title article_id state reason seen_ms checked_ms item_hash page_hash page_etag page_modified body
SELECT id, feed_id, guid, url, title, article_id, state, reason, seen_ms, checked_ms, item_hash,
       page_hash, page_etag, page_modified, body
FROM feed_item WHERE feed_id = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4;

-- name: feed_items_to_check
-- columns: id feed_id guid url title article_id state reason seen_ms checked_ms item_hash page_hash page_etag page_modified body
SELECT id, feed_id, guid, url, title, article_id, state, reason, seen_ms, checked_ms, item_hash,
       page_hash, page_etag, page_modified, body
FROM feed_item WHERE state = $1 AND checked_ms < $2 ORDER BY checked_ms, id LIMIT $3;

-- name: feed_item_put
-- columns: id
INSERT INTO feed_item (feed_id, guid, url, title, article_id, state, reason, seen_ms, checked_ms,
                       item_hash, page_hash, page_etag, page_modified, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (feed_id, guid) DO UPDATE
SET url = excluded.url, title = excluded.title, article_id = excluded.article_id,
    state = excluded.state, reason = excluded.reason, checked_ms = excluded.checked_ms,
    item_hash = excluded.item_hash, page_hash = excluded.page_hash,
    page_etag = excluded.page_etag, page_modified = excluded.page_modified, body = excluded.body
RETURNING id;

-- name: feed_item_counts
-- columns: feed_id state n
-- scan: the report counts everything once
SELECT feed_id, state, count(*) AS n FROM feed_item GROUP BY feed_id, state;

-- name: feed_event_add
-- columns: id
INSERT INTO feed_event (feed_id, article_id, at_ms, kind, source_name, words)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;

-- Newest first.
-- name: feed_events
-- columns: id feed_id article_id at_ms kind source_name words
SELECT id, feed_id, article_id, at_ms, kind, source_name, words FROM feed_event
WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- state 0 pending, 1 approved, 2 rejected (enum store_comment_state).

-- With the last entry of the chain that names each.
-- name: comments_shown
-- columns: id article_id parent_id name text created_ms state seal_seq seal_thing seal_act seal_object_id seal_name seal_revision seal_at_ms seal_content seal_state seal_prev seal_skip seal_key_no seal_signature seal_public_key
SELECT a.id AS id, a.article_id AS article_id, a.parent_id AS parent_id, a.name AS name, a.text AS text,
       a.created_ms AS created_ms, a.state AS state, {last_entry}
FROM comment a
LEFT JOIN seal el ON el.seq = (SELECT max(es.seq) FROM seal es WHERE es.thing = 13 AND es.object_id = a.id)
LEFT JOIN seal_key ek ON ek.key_no = el.key_no
WHERE a.article_id = $1 AND a.state = 1
ORDER BY a.thread_id, a.id LIMIT $2;

-- name: comment_replies_shown
-- columns: id
SELECT id FROM comment WHERE parent_id = $1 AND state = 1 AND id > $2 ORDER BY id LIMIT 1;

-- name: comments_queue
-- columns: id article_id parent_id name text created_ms state article_title sender
SELECT c.id AS id, c.article_id AS article_id, c.parent_id AS parent_id, c.name AS name,
       c.text AS text, c.created_ms AS created_ms, c.state AS state, a.title AS article_title,
       c.sender AS sender
FROM comment c JOIN article a ON a.id = c.article_id
WHERE c.state = $1
ORDER BY c.id LIMIT $2;

-- name: comment_by_id
-- columns: id article_id parent_id state sender
SELECT id, article_id, parent_id, state, sender FROM comment WHERE id = $1;

-- name: comment_next_id
-- columns: id
SELECT coalesce(max(id), 0) + 1 AS id FROM comment;

-- name: comment_insert
INSERT INTO comment (id, article_id, parent_id, thread_id, name, text, created_ms, state, sender)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: comment_set_state
UPDATE comment SET state = $2 WHERE id = $1;

-- name: comment_reject_waiting
UPDATE comment SET state = 2 WHERE sender = $1 AND state = 0;

-- One more that is shown: counting anew would read all that the article has.
-- name: comment_count_one
UPDATE article_count SET comments = comments + 1 WHERE article_id = $1;

-- name: comment_recount
UPDATE article_count
SET comments = (SELECT count(*) FROM comment c WHERE c.article_id = $1 AND c.state = 1)
WHERE article_id = $1;

-- name: ban_insert
INSERT INTO ban (sender, created_ms) VALUES ($1, $2) ON CONFLICT (sender) DO NOTHING;

-- name: ban_find
-- columns: created_ms
SELECT created_ms FROM ban WHERE sender = $1;

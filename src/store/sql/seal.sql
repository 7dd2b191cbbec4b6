-- The chain of seals (store_seal.h).

-- fragment: seal
-- columns: seq thing act object_id name revision at_ms content state prev skip key_no signature public_key
s.seq AS seq, s.thing AS thing, s.act AS act, s.object_id AS object_id, s.name AS name,
s.revision AS revision, s.at_ms AS at_ms, s.content AS content, s.state AS state, s.prev AS prev,
s.skip AS skip, s.key_no AS key_no, s.signature AS signature, k.public_key AS public_key

-- fragment: seal_from
FROM seal s LEFT JOIN seal_key k ON k.key_no = s.key_no

-- name: seal_last
-- columns: {seal}
SELECT {seal} {seal_from} WHERE s.seq = (SELECT max(seq) FROM seal);

-- name: seal_by_seq
-- columns: {seal}
SELECT {seal} {seal_from} WHERE s.seq = $1;

-- name: seal_latest
-- columns: {seal}
SELECT {seal} {seal_from} WHERE s.thing = $1 AND s.object_id = $2 ORDER BY s.seq DESC LIMIT 1;

-- name: seals_of
-- columns: {seal}
SELECT {seal} {seal_from} WHERE s.thing = $1 AND s.object_id = $2 ORDER BY s.seq LIMIT $3;

-- name: seal_insert
INSERT INTO seal (seq, thing, act, object_id, name, revision, at_ms, content, state, prev, skip,
                  key_no, signature)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);

-- name: seal_key_last
-- columns: key_no public_key
-- scan: one row, from the end
SELECT key_no, public_key FROM seal_key ORDER BY key_no DESC LIMIT 1;

-- name: seal_key_insert
INSERT INTO seal_key (key_no, public_key) VALUES ($1, $2);

-- ---- what is sealed: the columns that readers see, and the text they belong to as "content" ----

-- fragment: article_sealed
-- columns: id revision section_id slug title kicker excerpt published_ms order_ms updated_ms withdrawn_ms picture picture_alt has_video aggregated featured comments_closed source_name sponsor content
a.id AS id, a.revision AS revision, a.section_id AS section_id, a.slug AS slug, a.title AS title,
a.kicker AS kicker, a.excerpt AS excerpt, a.published_ms AS published_ms, a.order_ms AS order_ms,
a.updated_ms AS updated_ms, a.withdrawn_ms AS withdrawn_ms, a.picture AS picture,
a.picture_alt AS picture_alt, a.has_video AS has_video, a.aggregated AS aggregated,
a.featured AS featured, a.comments_closed AS comments_closed, a.source_name AS source_name,
a.sponsor AS sponsor, v.body AS content

-- fragment: article_sealed_from
FROM article a LEFT JOIN revision v ON v.article_id = a.id AND v.number = a.revision

-- name: sealed_article
-- columns: {article_sealed}
SELECT {article_sealed} {article_sealed_from} WHERE a.id = $1;

-- name: sealed_articles
-- columns: {article_sealed}
SELECT {article_sealed} {article_sealed_from} WHERE a.id > $1 ORDER BY a.id;

-- name: sealed_creative
-- columns: id slot picture alt link title from_ms until_ms weight
SELECT id, slot, picture, alt, link, title, from_ms, until_ms, weight FROM creative WHERE id = $1;

-- name: sealed_creatives
-- columns: id slot picture alt link title from_ms until_ms weight
SELECT id, slot, picture, alt, link, title, from_ms, until_ms, weight FROM creative
WHERE id > $1 ORDER BY id;

-- name: sealed_section
-- columns: id parent_id name slug position
SELECT id, parent_id, name, slug, position FROM section WHERE id = $1;

-- name: sealed_sections
-- columns: id parent_id name slug position
SELECT id, parent_id, name, slug, position FROM section WHERE id > $1 ORDER BY id;

-- Who may sign in, and by what: not what waits for its first code, nor which code was the last.
-- name: sealed_account
-- columns: id name role password totp disabled_ms
SELECT id, name, role, password, totp, disabled_ms FROM account WHERE id = $1;

-- name: sealed_accounts
-- columns: id name role password totp disabled_ms
SELECT id, name, role, password, totp, disabled_ms FROM account WHERE id > $1 ORDER BY id;

-- What Loa fetches by itself, and who may hand it news: not how the last fetch went.
-- fragment: sealed_feed
-- columns: id name is_named logo feed_url site_url section_slug sections is_press paused agreement_number agreement_ms agreement_until_ms scope hold_ms topic hub hub_token hub_secret
id, name, is_named, logo, feed_url, site_url, section_slug, sections, is_press, paused, agreement_number, agreement_ms,
agreement_until_ms, scope, hold_ms, topic, hub, hub_token, hub_secret

-- name: sealed_source
-- columns: {sealed_feed}
SELECT {sealed_feed} FROM feed WHERE id = $1;

-- name: sealed_sources
-- columns: {sealed_feed}
SELECT {sealed_feed} FROM feed WHERE id > $1 ORDER BY id;

-- fragment: sealed_domain_row
-- columns: id domain state decided_ms decided_by reason who what
d.id AS id, d.domain AS domain, d.state AS state, d.decided_ms AS decided_ms, d.decided_by AS decided_by,
d.reason AS reason, o.who AS who, o.what AS what

-- fragment: sealed_domain_from
FROM link_domain d LEFT JOIN link_origin o ON o.id = d.origin_id

-- name: sealed_domain
-- columns: {sealed_domain_row}
SELECT {sealed_domain_row} {sealed_domain_from} WHERE d.id = $1;

-- name: sealed_domains
-- columns: {sealed_domain_row}
SELECT {sealed_domain_row} {sealed_domain_from} WHERE d.id > $1 ORDER BY d.id;

-- name: sealed_label
-- columns: id kind name slug
SELECT id, kind, name, slug FROM label WHERE id = $1;

-- name: sealed_labels
-- columns: id kind name slug
SELECT id, kind, name, slug FROM label WHERE id > $1 ORDER BY id;

-- A redirect's name is its host and its path: "tin.example /bai.html"; " /bai.html" is any host's.
-- fragment: sealed_redirect_row
-- columns: name article_id target
host || ' ' || old_path AS name, article_id, target

-- name: sealed_redirect
-- columns: {sealed_redirect_row}
SELECT {sealed_redirect_row} FROM redirect
WHERE old_path = substr($1, instr($1, ' ') + 1) AND host = substr($1, 1, instr($1, ' ') - 1);

-- name: sealed_redirects
-- columns: {sealed_redirect_row}
SELECT {sealed_redirect_row} FROM redirect WHERE old_path > $1 ORDER BY old_path, host;

-- fragment: sealed_media_row
-- columns: path type width_px height_px size_bytes files
m.path AS path, m.type AS type, m.width_px AS width_px, m.height_px AS height_px, m.size_bytes AS size_bytes,
f.files AS files

-- name: sealed_medium
-- columns: {sealed_media_row}
SELECT {sealed_media_row} FROM media m LEFT JOIN media_files f ON f.path = m.path WHERE m.path = $1;

-- name: sealed_media
-- columns: {sealed_media_row}
SELECT {sealed_media_row} FROM media m LEFT JOIN media_files f ON f.path = m.path WHERE m.path > $1 ORDER BY m.path;

-- Only what is shown: one that waits or was refused has no seal.
-- name: sealed_comment
-- columns: id article_id parent_id name text created_ms
SELECT id, article_id, parent_id, name, text, created_ms FROM comment WHERE id = $1 AND state = 1;

-- name: sealed_comments
-- columns: id article_id parent_id name text created_ms
SELECT id, article_id, parent_id, name, text, created_ms FROM comment WHERE id > $1 AND state = 1 ORDER BY id;

-- What waits of a feed (0: FEED_ITEM_HELD).
-- name: sealed_held
-- columns: id feed_id guid url title body
SELECT id, feed_id, guid, url, title, body FROM feed_item WHERE id = $1 AND state = 0;

-- name: sealed_held_all
-- columns: id feed_id guid url title body
SELECT id, feed_id, guid, url, title, body FROM feed_item WHERE id > $1 AND state = 0 ORDER BY id;

-- name: sealed_author
-- columns: id account_id public_key added_ms revoked_ms content
SELECT id, account_id, public_key, added_ms, revoked_ms, public_key AS content FROM author_key WHERE id = $1;

-- name: sealed_authors
-- columns: id account_id public_key added_ms revoked_ms content
SELECT id, account_id, public_key, added_ms, revoked_ms, public_key AS content FROM author_key
WHERE id > $1 ORDER BY id;

-- name: seal_word
-- columns: word
SELECT word FROM seal_word WHERE kind = $1 AND number = $2;

-- name: seal_word_put
INSERT INTO seal_word (kind, number, word) VALUES ($1, $2, $3) ON CONFLICT (kind, number) DO NOTHING;

-- name: sealed_settings
-- columns: name value
SELECT name, value FROM setting WHERE name > $1 ORDER BY name;

-- ---- verifying ----

-- name: seals_after
-- columns: {seal} body has_body
SELECT {seal}, v.body AS body, v.number AS has_body
{seal_from}
LEFT JOIN revision v ON s.thing = 1 AND v.article_id = s.object_id AND v.number = s.revision
WHERE s.seq > $1 ORDER BY s.seq;

-- name: revisions_unsealed
-- columns: article_id number
-- scan: verifying reads everything
SELECT v.article_id AS article_id, v.number AS number FROM revision v
WHERE NOT EXISTS (SELECT 1 FROM seal s WHERE s.thing = 1 AND s.object_id = v.article_id
                  AND s.revision = v.number);

-- name: revision_body
-- columns: body created_ms
SELECT body, created_ms FROM revision WHERE article_id = $1 AND number = $2;

-- ---- a version-2 database is sealed as it is found ----

-- name: revisions_found
-- columns: article_id number created_ms body
SELECT article_id, number, created_ms, body FROM revision
WHERE article_id = $1 AND number < $2 ORDER BY number;

-- The entries that bring in keys, in their order.
-- name: seal_keys
-- columns: {seal} next_key
SELECT {seal}, n.public_key AS next_key
{seal_from}
LEFT JOIN seal_key n ON n.key_no = s.object_id
WHERE s.thing = 0 AND s.object_id > $1 ORDER BY s.object_id, s.seq;

-- name: seal_key_by_no
-- columns: public_key
SELECT public_key FROM seal_key WHERE key_no = $1;

-- Things whose last entry says that they are there (5: removed) and whose row is not.
-- name: sealed_missing
-- columns: thing object_id name seq
SELECT s.thing AS thing, s.object_id AS object_id, s.name AS name, s.seq AS seq
FROM seal s
LEFT JOIN article a ON s.thing = 1 AND a.id = s.object_id
LEFT JOIN setting t ON s.thing = 2 AND t.name = s.name
LEFT JOIN creative c ON s.thing = 3 AND c.id = s.object_id
LEFT JOIN section e ON s.thing = 4 AND e.id = s.object_id
LEFT JOIN account p ON s.thing = 6 AND p.id = s.object_id
LEFT JOIN feed f ON s.thing = 7 AND f.id = s.object_id
LEFT JOIN link_domain d ON s.thing = 8 AND d.id = s.object_id
LEFT JOIN label b ON s.thing = 9 AND b.id = s.object_id
LEFT JOIN redirect r ON s.thing = 10 AND r.old_path = substr(s.name, instr(s.name, ' ') + 1)
    AND r.host = substr(s.name, 1, instr(s.name, ' ') - 1)
LEFT JOIN media m ON s.thing = 11 AND m.path = s.name
LEFT JOIN author_key u ON s.thing = 12 AND u.id = s.object_id
LEFT JOIN comment o ON s.thing = 13 AND o.id = s.object_id AND o.state = 1
LEFT JOIN feed_item i ON s.thing = 14 AND i.id = s.object_id AND i.state = 0
WHERE s.thing IN (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14) AND s.act <> 5
  AND coalesce(a.id, t.name, c.id, e.id, p.id, f.id, d.id, b.id, r.old_path, m.path, u.id, o.id, i.id) IS NULL
  AND s.seq = (SELECT max(x.seq) FROM seal x WHERE x.thing = s.thing AND x.object_id = s.object_id);

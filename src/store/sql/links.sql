-- The ledger of outbound links (store_links.h).

-- ---- writing ----

-- name: link_origin_find
-- columns: id
SELECT id FROM link_origin WHERE who = $1 AND what = $2;

-- name: link_origin_add
-- columns: id
INSERT INTO link_origin (who, what, first_ms) VALUES ($1, $2, $3) RETURNING id;

-- name: link_domain_find
-- columns: id state
SELECT id, state FROM link_domain WHERE domain = $1;

-- name: link_domain_add
-- columns: id
INSERT INTO link_domain (domain, state, first_ms, origin_id, holder, object_id, revision, decided_ms, decided_by,
                         reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
RETURNING id;

-- name: link_domain_decide
-- columns: id
UPDATE link_domain SET state = $2, decided_ms = $3, decided_by = $4, reason = $5 WHERE domain = $1 AND state <> $2
RETURNING id;

-- name: link_domain_meant
-- columns: id
UPDATE link_domain SET state = $3, decided_ms = $4, decided_by = $5, reason = $6 WHERE domain = $1 AND state = $2
RETURNING id;

-- name: links_standing
-- columns: id place url
SELECT id, place, url FROM link WHERE holder = $1 AND object_id = $2 AND last_revision IS NULL ORDER BY id;

-- name: link_add
INSERT INTO link (holder, object_id, first_revision, place, domain_id, origin_id, at_ms, url)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: link_gone
UPDATE link SET last_revision = $2, gone_ms = $3 WHERE id = $1;

-- Where a domain stands now: what is to be shown anew when it is decided.
-- name: link_domain_holders
-- columns: object_id
SELECT DISTINCT object_id FROM link WHERE domain_id = $1 AND last_revision IS NULL AND holder = $2
ORDER BY object_id LIMIT $3;

-- ---- reading ----

-- The domains of what stands there now, and whether each may be followed.
-- name: link_states_of
-- columns: id domain state
SELECT d.id AS id, d.domain AS domain, d.state AS state
FROM (SELECT DISTINCT domain_id AS id FROM link WHERE holder = $1 AND object_id = $2 AND last_revision IS NULL) AS l
JOIN link_domain d ON d.id = l.id;

-- fragment: link_domain_row
-- columns: id domain state first_ms holder object_id revision decided_ms decided_by reason who what standing
d.id AS id, d.domain AS domain, d.state AS state, d.first_ms AS first_ms, d.holder AS holder, d.object_id AS object_id,
d.revision AS revision, d.decided_ms AS decided_ms, d.decided_by AS decided_by, d.reason AS reason, o.who AS who,
o.what AS what,
(SELECT count(*) FROM (SELECT id FROM link l WHERE l.domain_id = d.id AND l.last_revision IS NULL LIMIT 1000))
    AS standing

-- name: link_domain
-- columns: {link_domain_row}
SELECT {link_domain_row} FROM link_domain d JOIN link_origin o ON o.id = d.origin_id WHERE d.domain = $1;

-- name: link_domains
-- columns: {link_domain_row}
SELECT {link_domain_row} FROM link_domain d JOIN link_origin o ON o.id = d.origin_id
WHERE d.domain > $1 ORDER BY d.domain LIMIT $2;

-- name: link_domains_in_state
-- columns: {link_domain_row}
SELECT {link_domain_row} FROM link_domain d JOIN link_origin o ON o.id = d.origin_id
WHERE d.state = $1 AND d.domain > $2 ORDER BY d.domain LIMIT $3;

-- Those that an origin has links to.
-- name: link_domains_of_origin
-- columns: id domain state
SELECT d.id AS id, d.domain AS domain, d.state AS state
FROM (SELECT DISTINCT domain_id AS id FROM link WHERE origin_id = $1) AS l
JOIN link_domain d ON d.id = l.id
WHERE d.domain > $2 ORDER BY d.domain LIMIT $3;

-- name: link_origins
-- columns: id who what first_ms
SELECT id, who, what, first_ms FROM link_origin WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: links_of_domain
-- columns: id holder object_id first_revision last_revision place at_ms url who what
SELECT l.id AS id, l.holder AS holder, l.object_id AS object_id, l.first_revision AS first_revision,
       l.last_revision AS last_revision, l.place AS place, l.at_ms AS at_ms, l.url AS url, o.who AS who,
       o.what AS what
FROM link l JOIN link_origin o ON o.id = l.origin_id
WHERE l.domain_id = (SELECT id FROM link_domain WHERE domain = $1) AND l.id > $2
ORDER BY l.id LIMIT $3;

-- Every revision there is, when the ledger begins.
-- name: links_found
-- columns: article_id number created_ms body
-- scan: once, when a database from before the ledger is opened
SELECT article_id, number, created_ms, body FROM revision ORDER BY article_id, number;

-- name: creative_links_found
-- columns: id link
-- scan: once, when a database from before the ledger is opened
SELECT id, link FROM creative WHERE link <> '' ORDER BY id;

-- The register (schema/0003_register.sql): putting an article's facts, finding records, decisions.

-- ---- an article's facts ----

-- name: register_article
-- columns: revision counted
SELECT revision, counted FROM register_article WHERE article_id = $1;

-- name: register_article_put
INSERT INTO register_article (article_id, revision, counted) VALUES ($1, $2, $3)
ON CONFLICT (article_id) DO UPDATE SET revision = excluded.revision, counted = excluded.counted;

-- name: register_article_listed
UPDATE register_article SET counted = $2 WHERE article_id = $1;

-- name: register_article_forget
DELETE FROM register_article WHERE article_id = $1;

-- name: register_count_articles
UPDATE register_entity SET articles = articles + $2
WHERE id IN (SELECT m.entity_id FROM register_mention m WHERE m.article_id = $1);

-- name: register_names_unused
UPDATE register_name SET uses = uses - 1
WHERE (entity_id, name) IN (
    SELECT m.origin_id, m.name FROM register_mention m WHERE m.article_id = $1);

-- name: register_parts_clear
DELETE FROM register_part
WHERE report_id IN (SELECT r.id FROM register_report r WHERE r.article_id = $1);

-- name: register_reports_clear
DELETE FROM register_report WHERE article_id = $1;

-- name: register_offices_clear
DELETE FROM register_office WHERE article_id = $1;

-- name: register_mentions_clear
DELETE FROM register_mention WHERE article_id = $1;

-- name: register_sentences_clear
DELETE FROM register_sentence WHERE article_id = $1;

-- name: register_sentence_put
INSERT INTO register_sentence (article_id, number, start_byte, end_byte, text)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (article_id, number) DO NOTHING;

-- name: register_mention_put
INSERT INTO register_mention (article_id, origin_id, entity_id, name, shown, sentence, start_byte,
                              end_byte, confidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (article_id, origin_id) DO NOTHING;

-- name: register_office_put
INSERT INTO register_office (article_id, origin_id, person_id, key, name, at_day, sentence,
                             start_byte, end_byte, confidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: register_report_put
-- columns: id
INSERT INTO register_report (article_id, origin_id, event_id, kind, title, word, date, until,
                             date_precision, day, until_day, near_day, period_from, period_to,
                             amount, planned, guest, place, occasion, invited_by, fields, match_key,
                             sentence, start_byte, end_byte, confidence)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23, $24, $25, $26)
RETURNING id;

-- name: register_part_put
INSERT INTO register_part (report_id, number, role, origin_id, entity_id, text)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: register_events_of_article
-- columns: event_id
SELECT r.event_id AS event_id FROM register_report r WHERE r.article_id = $1
UNION SELECT r.origin_id FROM register_report r WHERE r.article_id = $1;

-- name: register_was
-- columns: origin_id kind title
SELECT r.origin_id AS origin_id, r.kind AS kind, r.title AS title FROM register_report r
WHERE r.article_id = $1 ORDER BY r.id;

-- name: register_entities_of_article
-- columns: entity_id
SELECT DISTINCT m.entity_id AS entity_id FROM register_mention m WHERE m.article_id = $1;

-- ---- finding records ----

-- name: register_candidates
-- columns: entity_id name
SELECT n.entity_id AS entity_id, n.name AS name
FROM register_name n WHERE n.kind = $1 AND n.key = $2
ORDER BY n.entity_id, n.name LIMIT $3;

-- One name of each office, from key to key through the index: thousands of articles name the few of a head of state.
-- name: register_held
-- columns: name
-- scan: held are the few offices of one person
WITH RECURSIVE held (key) AS (
    SELECT min(o.key) FROM register_office o WHERE o.person_id = $1
    UNION ALL
    SELECT (SELECT min(o.key) FROM register_office o WHERE o.person_id = $1 AND o.key > h.key)
    FROM held h WHERE h.key IS NOT NULL
)
SELECT (SELECT o.name FROM register_office o WHERE o.person_id = $1 AND o.key = h.key ORDER BY o.id LIMIT 1) AS name
FROM held h WHERE h.key IS NOT NULL LIMIT $2;

-- name: register_led_to
-- columns: to_id
SELECT r.to_id AS to_id FROM register_rule r
WHERE r.is_event = $1 AND r.from_id = $2 AND (r.article_id = 0 OR r.article_id = $3)
  AND (r.name = '' OR r.name = $4)
ORDER BY r.article_id DESC, r.name DESC LIMIT 1;

-- name: register_entity_slug_used
-- columns: id
SELECT e.id AS id FROM register_entity e WHERE e.kind = $1 AND e.slug = $2;

-- name: register_entity_insert
-- columns: id
INSERT INTO register_entity (kind, name, folded, slug, code, country, articles, verdict, verdict_by)
VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '') RETURNING id;

-- name: register_name_put
INSERT INTO register_name (kind, key, entity_id, name, uses) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind, key, entity_id, name) DO UPDATE SET uses = register_name.uses + excluded.uses;

-- The commonest of its names; of several one in its own spelling, then the longest.
-- name: register_name_best
-- columns: name
SELECT n.name AS name FROM register_name n WHERE n.entity_id = $1
ORDER BY n.uses DESC, instr(n.name, '-') > 0, length(n.name) DESC, n.name LIMIT 1;

-- name: register_entity_rename
UPDATE register_entity SET name = $2, folded = $3
WHERE id = $1 AND name <> $2;

-- name: register_event_by_host
-- columns: id
SELECT e.event_id AS id FROM register_match e
WHERE e.host_id = $1 AND e.is_agreement = $2 AND (e.near_day IS NULL OR e.near_day BETWEEN $3 AND $4)
ORDER BY e.near_day DESC, e.event_id LIMIT $5;

-- name: register_event_by_head
-- columns: id
SELECT e.event_id AS id FROM register_match e
WHERE e.head_id = $1 AND e.is_agreement = $2 AND (e.near_day IS NULL OR e.near_day BETWEEN $3 AND $4)
ORDER BY e.near_day DESC, e.event_id LIMIT $5;

-- name: register_event_by_key
-- columns: id
SELECT e.event_id AS id FROM register_match e
WHERE e.match_key = $1 AND e.is_agreement = $2
  AND (e.near_day IS NULL OR e.near_day BETWEEN $3 AND $4)
ORDER BY e.near_day DESC, e.event_id LIMIT $5;

-- name: register_event_kind
-- columns: is_agreement kind title
SELECT is_agreement, kind, title FROM register_event WHERE id = $1;

-- name: register_match
-- columns: event_id is_agreement kind title date_precision day until_day near_day period amount host_id head_id guest place match_key
SELECT event_id, is_agreement, kind, title, date_precision, day, until_day, near_day, period,
       amount, host_id, head_id, guest, place, match_key
FROM register_match WHERE event_id = $1;

-- name: register_match_put
INSERT INTO register_match (event_id, is_agreement, kind, title, date_precision, day, until_day,
                            near_day, period, amount, host_id, head_id, guest, place, match_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
ON CONFLICT (event_id) DO UPDATE
SET kind = excluded.kind, title = excluded.title, date_precision = excluded.date_precision,
    day = excluded.day, until_day = excluded.until_day, near_day = excluded.near_day,
    period = excluded.period, amount = excluded.amount, host_id = excluded.host_id,
    head_id = excluded.head_id, guest = excluded.guest, place = excluded.place,
    match_key = excluded.match_key;

-- name: register_event_slug_used
-- columns: id
SELECT e.id AS id FROM register_event e WHERE e.is_agreement = $1 AND e.slug = $2;

-- name: register_event_insert
-- columns: id
INSERT INTO register_event (is_agreement, kind, slug, title, word, date, until, date_precision, day,
                            until_day, sort_day, period_from, period_to, amount, planned, host_id,
                            head_id, guest, place, reports, verdict, verdict_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, 0,
        '')
RETURNING id;

-- name: register_event_under
UPDATE register_event SET under_id = $2 WHERE id = $1;

-- ---- what reports agree on ----

-- fragment: report
-- columns: is_agreement kind title word date until date_precision day until_day near_day period_from period_to amount planned guest place match_key host_id head_id listed
e.is_agreement AS is_agreement, r.kind AS kind, r.title AS title, r.word AS word, r.date AS date, r.until AS until,
       r.date_precision AS date_precision, r.day AS day, r.until_day AS until_day,
       r.near_day AS near_day, r.period_from AS period_from, r.period_to AS period_to,
       r.amount AS amount, r.planned AS planned, r.guest AS guest, r.place AS place,
       r.match_key AS match_key,
       (SELECT p.entity_id FROM register_part p WHERE p.report_id = r.id AND p.role = 0
        ORDER BY p.number LIMIT 1) AS host_id,
       (SELECT p.entity_id FROM register_part p WHERE p.report_id = r.id AND p.role = 1
        ORDER BY p.number LIMIT 1) AS head_id,
       a.listed_ms IS NOT NULL AS listed

-- fragment: report_order
CASE r.date_precision WHEN 0 THEN 9 ELSE r.date_precision END, host_id IS NULL, head_id IS NULL,
length(r.guest) DESC, r.confidence DESC, r.id

-- Of those of listed articles, one that led here by itself, what has been before what is planned, the
-- most exact, the fullest, the surest.
-- name: register_report_best
-- columns: {report}
SELECT {report}
FROM register_report r
JOIN article a ON a.id = r.article_id
JOIN register_event e ON e.id = r.event_id
WHERE r.event_id = $1
ORDER BY listed DESC, (r.origin_id = r.event_id) DESC, r.planned, {report_order}
LIMIT 1;

-- name: register_report_own
-- columns: {report}
SELECT {report}
FROM register_report r
JOIN article a ON a.id = r.article_id
JOIN register_event e ON e.id = r.origin_id
WHERE r.origin_id = $1
ORDER BY r.planned, {report_order}
LIMIT 1;

-- name: register_report_count
-- columns: reports
SELECT count(DISTINCT r.article_id) AS reports FROM register_report r
JOIN article a ON a.id = r.article_id AND a.listed_ms IS NOT NULL
WHERE r.event_id = $1;

-- name: register_event_settle
UPDATE register_event
SET kind = $2, title = $3, word = $4, date = $5, until = $6, date_precision = $7, day = $8,
    until_day = $9, sort_day = $10, period_from = $11, period_to = $12, amount = $13, planned = $14,
    host_id = $15, head_id = $16, guest = $17, place = $18, reports = $19
WHERE id = $1;

-- name: register_event_unreported
UPDATE register_event SET reports = 0 WHERE id = $1;

-- ---- decisions ----

-- name: register_entity_kind
-- columns: kind name code country
SELECT kind, name, code, country FROM register_entity WHERE id = $1;

-- name: register_entity_verdict
-- columns: id
UPDATE register_entity SET verdict = $2, verdict_by = $3, verdict_ms = $4 WHERE id = $1
RETURNING id;

-- name: register_event_verdict
-- columns: id
UPDATE register_event SET verdict = $2, verdict_by = $3, verdict_ms = $4 WHERE id = $1
RETURNING id;

-- name: register_office_is_held
-- columns: key
SELECT o.key AS key FROM register_office o WHERE o.person_id = $1 AND o.key = $2 LIMIT 1;

-- name: register_office_verdict_put
INSERT INTO register_office_verdict (person_id, key, verdict, verdict_by, verdict_ms)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (person_id, key) DO UPDATE
SET verdict = excluded.verdict, verdict_by = excluded.verdict_by, verdict_ms = excluded.verdict_ms;

-- name: register_rule_put
INSERT INTO register_rule (is_event, from_id, article_id, name, to_id, decided_by, decided_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (is_event, from_id, article_id, name) DO UPDATE
SET to_id = excluded.to_id, decided_by = excluded.decided_by, decided_ms = excluded.decided_ms;

-- name: register_rule_remove
-- columns: to_id
DELETE FROM register_rule WHERE is_event = $1 AND from_id = $2 AND article_id = 0 AND name = ''
RETURNING to_id;

-- name: register_origins
-- columns: article_id origin_id name
SELECT m.article_id AS article_id, m.origin_id AS origin_id, m.name AS name
FROM register_mention m WHERE m.entity_id = $1
ORDER BY m.article_id, m.origin_id;

-- name: register_mention_lead
UPDATE register_mention SET entity_id = $3 WHERE article_id = $1 AND origin_id = $2;

-- name: register_office_lead
UPDATE register_office SET person_id = $3 WHERE article_id = $1 AND origin_id = $2;

-- name: register_part_lead
UPDATE register_part SET entity_id = $3
WHERE report_id IN (SELECT r.id FROM register_report r WHERE r.article_id = $1) AND origin_id = $2;

-- name: register_recount
UPDATE register_entity
SET articles = (SELECT count(DISTINCT m.article_id) FROM register_mention m
                JOIN register_article x ON x.article_id = m.article_id AND x.counted = 1
                WHERE m.entity_id = $1)
WHERE id = $1;

-- name: register_events_of_entity
-- columns: event_id
SELECT DISTINCT r.event_id AS event_id
FROM register_part p JOIN register_report r ON r.id = p.report_id
WHERE p.entity_id = $1;

-- name: register_event_origins
-- columns: id article_id origin_id
SELECT r.id AS id, r.article_id AS article_id, r.origin_id AS origin_id
FROM register_report r WHERE r.event_id = $1 ORDER BY r.id;

-- name: register_report_lead
UPDATE register_report SET event_id = $2 WHERE id = $1;

-- name: register_match_forget
DELETE FROM register_match WHERE event_id = $1;

-- name: register_reports_move
UPDATE register_report SET event_id = $2, origin_id = $2 WHERE event_id = $1;

-- ---- after everything was put anew ----

-- name: register_prune_names
-- scan: done once, after every article was read anew
DELETE FROM register_name
WHERE NOT EXISTS (SELECT 1 FROM register_mention m
                  WHERE m.origin_id = register_name.entity_id)
  AND NOT EXISTS (SELECT 1 FROM register_rule r
                  WHERE r.is_event = 0 AND r.from_id = register_name.entity_id);

-- name: register_prune_entities
-- scan: done once, after every article was read anew
DELETE FROM register_entity
WHERE verdict = 0
  AND NOT EXISTS (SELECT 1 FROM register_mention m WHERE m.origin_id = register_entity.id)
  AND NOT EXISTS (SELECT 1 FROM register_rule r
                  WHERE r.is_event = 0 AND r.from_id = register_entity.id)
  AND NOT EXISTS (SELECT 1 FROM register_rule r
                  WHERE r.is_event = 0 AND r.to_id = register_entity.id);

-- name: register_prune_matches
-- scan: done once, after every article was read anew
DELETE FROM register_match
WHERE NOT EXISTS (SELECT 1 FROM register_report p WHERE p.origin_id = register_match.event_id)
  AND NOT EXISTS (SELECT 1 FROM register_event e
                  WHERE e.id = register_match.event_id AND e.verdict <> 0)
  AND NOT EXISTS (SELECT 1 FROM register_rule r
                  WHERE r.is_event = 1 AND r.from_id = register_match.event_id);

-- name: register_prune_events
-- scan: done once, after every article was read anew
DELETE FROM register_event
WHERE verdict = 0
  AND NOT EXISTS (SELECT 1 FROM register_report p WHERE p.event_id = register_event.id)
  AND NOT EXISTS (SELECT 1 FROM register_report p WHERE p.origin_id = register_event.id)
  AND NOT EXISTS (SELECT 1 FROM register_rule r
                  WHERE r.is_event = 1 AND r.from_id = register_event.id)
  AND NOT EXISTS (SELECT 1 FROM register_rule r
                  WHERE r.is_event = 1 AND r.to_id = register_event.id);

-- The register, read (store_register.h). Shown is what an article listed by now says, and nobody
-- rejected. Lists of ids are one parameter: JSON in SQLite.

-- fragment: entity
-- columns: id kind name slug code country articles verdict verdict_by verdict_ms
e.id AS id, e.kind AS kind, e.name AS name, e.slug AS slug, e.code AS code, e.country AS country,
e.articles AS articles, e.verdict AS verdict, e.verdict_by AS verdict_by, e.verdict_ms AS verdict_ms

-- $1 kind, $2 country, $3 part of the folded name, $4 now
-- fragment: entity_filter
e.kind = $1 AND e.articles > 0 AND e.verdict <> 2
  AND ($2 = '' OR e.country = $2) AND ($3 = '' OR instr(e.folded, $3) > 0)
  AND EXISTS (SELECT 1 FROM register_mention m JOIN article a ON a.id = m.article_id
              WHERE m.entity_id = e.id AND a.listed_ms <= $4)

-- name: register_entities
-- columns: {entity}
SELECT {entity} FROM register_entity e
WHERE {entity_filter}
ORDER BY e.articles DESC, e.id LIMIT $5 OFFSET $6;

-- name: register_entities_count
-- columns: n
SELECT count(*) AS n FROM register_entity e WHERE {entity_filter};

-- name: register_entity_by_slug
-- columns: {entity}
SELECT {entity} FROM register_entity e WHERE e.kind = $1 AND e.slug = $2;

-- name: register_entity_by_id
-- columns: {entity}
SELECT {entity} FROM register_entity e WHERE e.id = $1;

-- name: register_entities_named
-- columns: {entity}
SELECT {entity} FROM register_entity e
WHERE e.id IN (SELECT n.entity_id FROM register_name n WHERE n.kind = $1 AND n.key = $2)
ORDER BY e.articles DESC, e.id LIMIT $3;

-- name: register_members
-- columns: id
SELECT e.id AS id FROM register_entity e
WHERE e.country = $1 AND e.articles > 0 ORDER BY e.articles DESC, e.id LIMIT $2;

-- ---- evidence ----

-- name: register_offices
-- columns: key name from_day until_day articles verdict verdict_by verdict_ms article_id revision section_slug article_slug article_title published_ms sentence start_byte end_byte text confidence
SELECT o.key AS key, o.name AS name, g.from_day AS from_day, g.until_day AS until_day,
       g.articles AS articles, coalesce(v.verdict, 0) AS verdict,
       coalesce(v.verdict_by, '') AS verdict_by, v.verdict_ms AS verdict_ms,
       o.article_id AS article_id, a.revision AS revision, s.slug AS section_slug,
       a.slug AS article_slug, a.title AS article_title, a.published_ms AS published_ms,
       o.sentence AS sentence, o.start_byte AS start_byte, o.end_byte AS end_byte,
       coalesce(t.text, '') AS text, o.confidence AS confidence
FROM (SELECT x.key AS key, min(x.at_day) AS from_day, max(x.at_day) AS until_day,
             count(DISTINCT x.article_id) AS articles
      FROM register_office x JOIN article y ON y.id = x.article_id
      WHERE x.person_id = $1 AND y.listed_ms <= $2
      GROUP BY x.key) g
CROSS JOIN register_office o ON o.id = (
    SELECT z.id FROM register_office z JOIN article w ON w.id = z.article_id
    WHERE z.person_id = $1 AND z.key = g.key AND w.listed_ms <= $2
    ORDER BY z.at_day, z.article_id, z.start_byte LIMIT 1)
JOIN article a ON a.id = o.article_id
JOIN section s ON s.id = a.section_id
LEFT JOIN register_sentence t ON t.article_id = o.article_id AND t.number = o.sentence
LEFT JOIN register_office_verdict v ON v.person_id = $1 AND v.key = g.key
WHERE coalesce(v.verdict, 0) <> 2
ORDER BY g.until_day DESC, g.articles DESC, o.id LIMIT $3;

-- name: register_mentions
-- columns: article_id revision section_slug article_slug article_title published_ms sentence start_byte end_byte text confidence
SELECT m.article_id AS article_id, a.revision AS revision, s.slug AS section_slug,
       a.slug AS article_slug, a.title AS article_title, a.published_ms AS published_ms,
       m.sentence AS sentence, m.start_byte AS start_byte, m.end_byte AS end_byte,
       coalesce(t.text, '') AS text, m.confidence AS confidence
FROM register_mention m
JOIN article a ON a.id = m.article_id
JOIN section s ON s.id = a.section_id
LEFT JOIN register_sentence t ON t.article_id = m.article_id AND t.number = m.sentence
WHERE m.entity_id = $1 AND m.shown = 1 AND a.listed_ms <= $2
ORDER BY m.article_id DESC LIMIT $3;

-- name: register_entity_names
-- columns: name
SELECT n.name AS name FROM register_name n
WHERE n.entity_id = $1 OR n.entity_id IN (SELECT r.from_id FROM register_rule r
                                          WHERE r.is_event = 0 AND r.to_id = $1)
GROUP BY n.name ORDER BY max(n.uses) DESC, n.name LIMIT $2;

-- name: register_contacts
-- columns: {entity} events
SELECT {entity}, g.events AS events
FROM (SELECT p.entity_id AS entity_id, count(DISTINCT r.event_id) AS events
      FROM register_part mine
      JOIN register_report r ON r.id = mine.report_id
      JOIN article a ON a.id = r.article_id AND a.listed_ms <= $2
      JOIN register_part p ON p.report_id = mine.report_id
      JOIN register_event ev ON ev.id = r.event_id AND ev.verdict <> 2
      WHERE mine.entity_id = $1 AND mine.role IN (0, 1) AND p.role IN (0, 1)
        AND p.entity_id <> $1
      GROUP BY p.entity_id) g
CROSS JOIN register_entity e ON e.id = g.entity_id
WHERE e.kind = 0 AND e.verdict <> 2
ORDER BY g.events DESC, e.name LIMIT $3;

-- ---- events and agreements ----

-- fragment: event
-- columns: id is_agreement kind slug title word date until date_precision day until_day sort_day period_from period_to amount planned host_id host_name host_slug head_id head_name head_slug guest place under_id reports verdict verdict_by verdict_ms
e.id AS id, e.is_agreement AS is_agreement, e.kind AS kind, e.slug AS slug, e.title AS title,
e.word AS word, e.date AS date, e.until AS until, e.date_precision AS date_precision, e.day AS day,
e.until_day AS until_day, e.sort_day AS sort_day, e.period_from AS period_from,
e.period_to AS period_to, e.amount AS amount, e.planned AS planned, e.host_id AS host_id,
coalesce(h.name, '') AS host_name, coalesce(h.slug, '') AS host_slug, e.head_id AS head_id,
coalesce(g.name, '') AS head_name, coalesce(g.slug, '') AS head_slug, e.guest AS guest,
e.place AS place, e.under_id AS under_id, e.reports AS reports, e.verdict AS verdict,
e.verdict_by AS verdict_by, e.verdict_ms AS verdict_ms

-- fragment: event_persons
LEFT JOIN register_entity h ON h.id = e.host_id AND h.verdict <> 2
LEFT JOIN register_entity g ON g.id = e.head_id AND g.verdict <> 2

-- $1 the class (0, 1; 2 both), $2 kind or -1, $3 and $4 days, $5 now
-- fragment: event_filter
($1 = 2 OR e.is_agreement = $1) AND ($2 = -1 OR e.kind = $2) AND e.verdict <> 2
AND ($3 IS NULL OR e.sort_day >= $3) AND ($4 IS NULL OR e.sort_day <= $4)
AND EXISTS (SELECT 1 FROM register_report r JOIN article a ON a.id = r.article_id
            WHERE r.event_id = e.id AND a.listed_ms <= $5)

-- Those in which one of $6 took part in a role of $7, and one of $8 (when it is not empty).
-- fragment: event_parties
e.id IN (SELECT r.event_id FROM json_each($6) w
         CROSS JOIN register_part p ON p.entity_id = w.value
         JOIN register_report r ON r.id = p.report_id
         JOIN article a ON a.id = r.article_id
         WHERE (1 << p.role) & $7 AND a.listed_ms <= $5)
AND ($8 = '[]' OR e.id IN (SELECT r.event_id FROM json_each($8) w
                           CROSS JOIN register_part p ON p.entity_id = w.value
                           JOIN register_report r ON r.id = p.report_id
                           JOIN article a ON a.id = r.article_id
                           WHERE a.listed_ms <= $5))

-- name: register_events
-- columns: {event}
SELECT {event}
FROM register_event e {event_persons}
WHERE e.is_agreement IN (0, 1) AND {event_filter}
ORDER BY CASE $6 WHEN 1 THEN -coalesce(e.sort_day, 1000000) ELSE coalesce(e.sort_day, -1000000) END DESC,
         CASE $6 WHEN 1 THEN -e.id ELSE e.id END DESC
LIMIT $7 OFFSET $8;

-- name: register_events_count
-- columns: n
SELECT count(*) AS n FROM register_event e
WHERE e.is_agreement IN (0, 1) AND {event_filter};

-- name: register_events_of
-- columns: {event}
-- scan: json_each reads the few records of a party
SELECT {event}
FROM register_event e {event_persons}
WHERE {event_parties} AND {event_filter}
ORDER BY CASE $9 WHEN 1 THEN -coalesce(e.sort_day, 1000000) ELSE coalesce(e.sort_day, -1000000) END DESC,
         CASE $9 WHEN 1 THEN -e.id ELSE e.id END DESC
LIMIT $10 OFFSET $11;

-- name: register_events_of_count
-- columns: n
-- scan: json_each reads the few records of a party
SELECT count(*) AS n FROM register_event e WHERE {event_parties} AND {event_filter};

-- Visits and what stands on no visit, with the countries of their places and sides: of days $1 to $2, or
-- (both NULL) those of no day.
-- name: register_delegations
-- columns: {event} place_countries side_countries fields occasion
SELECT {event},
       coalesce((SELECT group_concat(DISTINCT x.country) FROM register_report r
                 JOIN register_part p ON p.report_id = r.id AND p.role = 3
                 JOIN register_entity x ON x.id = p.entity_id
                 WHERE r.event_id = e.id), '') AS place_countries,
       coalesce((SELECT group_concat(DISTINCT x.country) FROM register_report r
                 JOIN register_part p ON p.report_id = r.id AND p.role IN (4, 6)
                 JOIN register_entity x ON x.id = p.entity_id
                 WHERE r.event_id = e.id), '') AS side_countries,
       coalesce((SELECT max(r.fields) FROM register_report r WHERE r.event_id = e.id), '') AS fields,
       coalesce((SELECT max(r.occasion) FROM register_report r WHERE r.event_id = e.id), '')
           AS occasion
FROM register_event e {event_persons}
WHERE e.is_agreement = 0 AND e.kind <= 4 AND e.verdict <> 2 AND e.planned = 0
  AND (e.kind = 0 OR e.under_id IS NULL)
  AND CASE WHEN $1 IS NULL THEN e.day IS NULL ELSE e.sort_day BETWEEN $1 AND $2 AND e.day IS NOT NULL END
  AND EXISTS (SELECT 1 FROM register_report r JOIN article a ON a.id = r.article_id
              WHERE r.event_id = e.id AND a.listed_ms <= $3)
ORDER BY e.sort_day, e.id LIMIT $4;

-- name: register_event_by_slug
-- columns: {event}
SELECT {event} FROM register_event e {event_persons}
WHERE e.is_agreement = $1 AND e.slug = $2;

-- name: register_event_by_id
-- columns: {event}
SELECT {event} FROM register_event e {event_persons} WHERE e.id = $1;

-- name: register_events_under
-- columns: {event}
SELECT {event} FROM register_event e {event_persons}
WHERE e.under_id = $1 AND e.verdict <> 2
  AND EXISTS (SELECT 1 FROM register_report r JOIN article a ON a.id = r.article_id
              WHERE r.event_id = e.id AND a.listed_ms <= $2)
ORDER BY coalesce(e.day, e.sort_day), e.id LIMIT $3;

-- name: register_reports
-- columns: id article_id revision section_slug article_slug article_title published_ms sentence start_byte end_byte text confidence kind title date until guest place occasion invited_by fields planned host_id host_name head_id head_name
SELECT r.id AS id, r.article_id AS article_id, a.revision AS revision, s.slug AS section_slug,
       a.slug AS article_slug, a.title AS article_title, a.published_ms AS published_ms,
       r.sentence AS sentence, r.start_byte AS start_byte, r.end_byte AS end_byte,
       coalesce(t.text, '') AS text, r.confidence AS confidence, r.kind AS kind, r.title AS title,
       r.date AS date, r.until AS until, r.guest AS guest, r.place AS place,
       r.occasion AS occasion, r.invited_by AS invited_by, r.fields AS fields,
       r.planned AS planned, h.id AS host_id, coalesce(h.name, '') AS host_name, g.id AS head_id,
       coalesce(g.name, '') AS head_name
FROM register_report r
JOIN article a ON a.id = r.article_id AND a.listed_ms <= $2
JOIN section s ON s.id = a.section_id
LEFT JOIN register_sentence t ON t.article_id = r.article_id AND t.number = r.sentence
LEFT JOIN register_entity h
  ON h.id = (SELECT p.entity_id FROM register_part p WHERE p.report_id = r.id AND p.role = 0 LIMIT 1)
LEFT JOIN register_entity g
  ON g.id = (SELECT p.entity_id FROM register_part p WHERE p.report_id = r.id AND p.role = 1 LIMIT 1)
WHERE r.event_id = $1
ORDER BY a.published_ms, r.id LIMIT $3;

-- name: register_parts
-- columns: role id kind name slug code country text
SELECT p.role AS role, e.id AS id, coalesce(e.kind, 0) AS kind, coalesce(e.name, '') AS name,
       coalesce(e.slug, '') AS slug, coalesce(e.code, '') AS code,
       coalesce(e.country, '') AS country, min(p.text) AS text
FROM register_report r
JOIN article a ON a.id = r.article_id AND a.listed_ms <= $2
JOIN register_part p ON p.report_id = r.id
LEFT JOIN register_entity e ON e.id = p.entity_id
WHERE r.event_id = $1 AND coalesce(e.verdict, 0) <> 2
GROUP BY p.role, coalesce(p.entity_id, p.text)
ORDER BY p.role, min(r.id * 1000 + p.number) LIMIT $3;

-- name: register_parties
-- columns: event_id name
-- scan: json_each reads the ids of one list
SELECT r.event_id AS event_id, coalesce(e.name, min(p.text)) AS name
FROM json_each($1) j
JOIN register_report r ON r.event_id = j.value
JOIN article a ON a.id = r.article_id AND a.listed_ms <= $2
JOIN register_part p ON p.report_id = r.id AND p.role = 4
LEFT JOIN register_entity e ON e.id = p.entity_id
WHERE coalesce(e.verdict, 0) <> 2
GROUP BY r.event_id, coalesce(p.entity_id, p.text)
ORDER BY r.event_id, min(r.id * 1000 + p.number) LIMIT $3;

-- ---- whole pictures ----

-- name: register_pairs
-- columns: one other one_name one_slug other_name other_slug events
SELECT g.one AS one, g.other AS other, x.name AS one_name, x.slug AS one_slug,
       y.name AS other_name, y.slug AS other_slug, g.events AS events
FROM (SELECT min(e.host_id, e.head_id) AS one, max(e.host_id, e.head_id) AS other,
             count(*) AS events
      FROM (SELECT v.id AS id, v.host_id AS host_id, v.head_id AS head_id
            FROM register_event v
            WHERE v.is_agreement = 0 AND v.reports > 0 AND v.verdict <> 2
              AND v.host_id IS NOT NULL AND v.head_id IS NOT NULL AND v.host_id <> v.head_id
            ORDER BY v.sort_day DESC LIMIT 2000) e
      WHERE EXISTS (SELECT 1 FROM register_report r JOIN article a ON a.id = r.article_id
                    WHERE r.event_id = e.id AND a.listed_ms <= $1)
      GROUP BY 1, 2) g
CROSS JOIN register_entity x ON x.id = g.one AND x.verdict <> 2
CROSS JOIN register_entity y ON y.id = g.other AND y.verdict <> 2
ORDER BY g.events DESC, g.one, g.other LIMIT $2;

-- name: register_partners
-- columns: {entity} events
SELECT {entity}, g.events AS events
FROM (SELECT p.entity_id AS entity_id, count(DISTINCT v.id) AS events
      FROM (SELECT z.id AS id FROM register_event z
            WHERE z.is_agreement IN (0, 1) AND z.reports > 0 AND z.verdict <> 2
            ORDER BY z.is_agreement, z.sort_day DESC LIMIT 4000) v
      JOIN register_report r ON r.event_id = v.id
      JOIN article a ON a.id = r.article_id AND a.listed_ms <= $1
      JOIN register_part p ON p.report_id = r.id AND p.role IN (3, 4, 6)
      GROUP BY p.entity_id) g
CROSS JOIN register_entity e ON e.id = g.entity_id
WHERE e.kind IN (2, 3) AND e.verdict <> 2 AND e.country <> ''
ORDER BY g.events DESC, e.id LIMIT $2;

-- ---- an article ----

-- name: register_article_mentions
-- columns: id kind name slug start_byte end_byte
SELECT e.id AS id, e.kind AS kind, e.name AS name, e.slug AS slug, m.start_byte AS start_byte,
       m.end_byte AS end_byte
FROM register_mention m JOIN register_entity e ON e.id = m.entity_id
WHERE m.article_id = $1 AND m.shown = 1 AND e.verdict <> 2
ORDER BY m.start_byte, m.end_byte LIMIT $2;

-- name: register_article_sentences
-- columns: number start_byte end_byte
SELECT number, start_byte, end_byte FROM register_sentence
WHERE article_id = $1 ORDER BY number LIMIT $2;

-- fragment: counts
-- columns: article_id views comments excellent liked fun improve
article_id, views, comments, excellent, liked, fun, improve

-- name: counts_after
-- columns: {counts}
SELECT {counts} FROM article_count WHERE article_id > $1 ORDER BY article_id LIMIT $2;

-- name: counts_of
-- columns: {counts}
SELECT {counts} FROM article_count WHERE article_id = $1;

-- Of an article that is listed at $2.
-- name: counts_listed
-- columns: {counts}
SELECT {counts} FROM article_count WHERE article_id = $1 AND listed_ms <= $2;

-- name: article_views_add
-- columns: article_id
UPDATE article_count SET views = views + $2 WHERE article_id = $1 RETURNING article_id;

-- name: article_day_add
INSERT INTO article_day (day, article_id, views) VALUES ($1, $2, $3)
ON CONFLICT (day, article_id) DO UPDATE SET views = article_day.views + excluded.views;

-- name: view_log_add
INSERT INTO view_log (day, counts) VALUES ($1, $2);

-- name: view_log_rows
-- columns: rows
-- scan: some dozens
SELECT count(*) AS rows FROM view_log;

-- name: view_log_all
-- columns: day counts
-- scan: some dozens, all of them wanted
SELECT day, counts FROM view_log ORDER BY day, seq;

-- name: view_log_clear
DELETE FROM view_log;

-- name: site_day_add
INSERT INTO site_day (day, month, visits, views, robot_views) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (day) DO UPDATE
SET visits = site_day.visits + excluded.visits, views = site_day.views + excluded.views,
    robot_views = site_day.robot_views + excluded.robot_views;

-- fragment: day
-- columns: day visits views robot_views

-- name: days
-- columns: {day}
SELECT day, visits, views, robot_views FROM site_day
WHERE day >= $1 AND day <= $2 ORDER BY day;

-- name: months
-- columns: {day}
-- scan: one row a day, 3,650 in ten years
SELECT month AS day, CAST(sum(visits) AS INTEGER) AS visits, CAST(sum(views) AS INTEGER) AS views,
       CAST(sum(robot_views) AS INTEGER) AS robot_views
FROM site_day GROUP BY month ORDER BY month;

-- name: days_total
-- columns: {day}
-- scan: one row a day, 3,650 in ten years
SELECT max(day) AS day, CAST(sum(visits) AS INTEGER) AS visits,
       CAST(sum(views) AS INTEGER) AS views, CAST(sum(robot_views) AS INTEGER) AS robot_views
FROM site_day;

-- name: section_views
-- columns: id name slug views
SELECT s.id AS id, s.name AS name, s.slug AS slug, CAST(sum(d.views) AS INTEGER) AS views
FROM article_day d
JOIN article a ON a.id = d.article_id
JOIN section s ON s.id = a.section_id
WHERE d.day >= $1
GROUP BY s.id, s.name, s.slug
ORDER BY 4 DESC, s.id LIMIT $2;

-- name: visitors_since
-- columns: tag seen_ms
SELECT tag, seen_ms FROM visitor WHERE seen_ms >= $1 ORDER BY seen_ms, tag;

-- name: visitor_put
INSERT INTO visitor (tag, seen_ms) VALUES ($1, $2)
ON CONFLICT (tag) DO UPDATE SET seen_ms = excluded.seen_ms;

-- name: visitor_forget
DELETE FROM visitor WHERE seen_ms < $1;

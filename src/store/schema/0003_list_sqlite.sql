-- How many articles each list has that grows with the site, so that a page of it need not count a million
-- (a section's pages are made anew after each publication). list: a section's id; 0 what is not sponsored
-- (newest); -1 all. Like label.articles it counts what is scheduled: that is few, and taken off on reading.
CREATE TABLE list_total (
    list INTEGER PRIMARY KEY,
    articles INTEGER NOT NULL
) STRICT;

INSERT INTO list_total (list, articles)
SELECT section_id, count(*) FROM article_section WHERE listed_ms IS NOT NULL GROUP BY section_id;
INSERT INTO list_total (list, articles)
SELECT 0, count(*) FROM article WHERE listed_ms IS NOT NULL AND sponsor = '';
INSERT INTO list_total (list, articles)
SELECT -1, count(*) FROM article WHERE listed_ms IS NOT NULL;

-- Rows are made when they are missing: who copies articles into empty tables (loa restore of a damaged
-- database) counts them so.
CREATE TRIGGER list_total_article AFTER INSERT ON article WHEN new.listed_ms IS NOT NULL
BEGIN INSERT INTO list_total (list, articles)
    SELECT column1, 1 FROM (VALUES (-1), (0)) WHERE column1 = -1 OR new.sponsor = ''
    ON CONFLICT (list) DO UPDATE SET articles = articles + 1; END;

CREATE TRIGGER list_total_article_changed AFTER UPDATE OF listed_ms, sponsor ON article
WHEN (old.listed_ms IS NULL) <> (new.listed_ms IS NULL) OR (old.sponsor = '') <> (new.sponsor = '')
BEGIN UPDATE list_total SET articles = articles
        + (new.listed_ms IS NOT NULL AND (list = -1 OR new.sponsor = ''))
        - (old.listed_ms IS NOT NULL AND (list = -1 OR old.sponsor = ''))
    WHERE list IN (-1, 0); END;

CREATE TRIGGER list_total_article_gone AFTER DELETE ON article WHEN old.listed_ms IS NOT NULL
BEGIN UPDATE list_total SET articles = articles - 1
    WHERE list = -1 OR (list = 0 AND old.sponsor = ''); END;

CREATE TRIGGER list_total_section AFTER INSERT ON article_section WHEN new.listed_ms IS NOT NULL
BEGIN INSERT INTO list_total (list, articles) VALUES (new.section_id, 1)
    ON CONFLICT (list) DO UPDATE SET articles = articles + 1; END;

CREATE TRIGGER list_total_section_changed AFTER UPDATE OF listed_ms ON article_section
WHEN (old.listed_ms IS NULL) <> (new.listed_ms IS NULL)
BEGIN INSERT INTO list_total (list, articles)
    VALUES (new.section_id, (new.listed_ms IS NOT NULL) - (old.listed_ms IS NOT NULL))
    ON CONFLICT (list) DO UPDATE SET articles = articles + excluded.articles; END;

CREATE TRIGGER list_total_section_gone AFTER DELETE ON article_section WHEN old.listed_ms IS NOT NULL
BEGIN UPDATE list_total SET articles = articles - 1 WHERE list = old.section_id; END;

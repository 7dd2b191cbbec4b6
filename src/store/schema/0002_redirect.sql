-- Addresses of the site's former system (article/old_address.h has their spelling), kept for ever;
-- host '' is any. Sites that were merged had the same paths on their own hosts.
-- Each leads to an article wherever it stands now, or, made by hand, to an address.
CREATE TABLE redirect (
    old_path TEXT NOT NULL,
    host TEXT NOT NULL,
    article_id INTEGER REFERENCES article (id),
    target TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    PRIMARY KEY (old_path, host)
) STRICT, WITHOUT ROWID;
CREATE INDEX redirect_article ON redirect (article_id);

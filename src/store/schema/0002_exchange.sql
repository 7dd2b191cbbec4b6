-- Comments that came from another system, so that the same one is taken once (store_exchange.h).
CREATE TABLE comment_origin (
    article_id INTEGER NOT NULL REFERENCES article (id),
    key TEXT NOT NULL,
    comment_id INTEGER NOT NULL REFERENCES comment (id),
    PRIMARY KEY (article_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX comment_origin_of ON comment_origin (comment_id);

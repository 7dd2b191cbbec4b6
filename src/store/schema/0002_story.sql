-- Stories (docs/decisions/0017-stories.md): what articles are compared by, which are alike, and which
-- tell of the same event.

-- state: 0 compared, 1 waits for its time, 2 withdrawn. at_ms is article.order_ms. source: whose
-- report it is, "" this site's.
CREATE TABLE story_article (
    article_id INTEGER PRIMARY KEY REFERENCES article (id),
    state INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    source TEXT NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX story_waiting ON story_article (at_ms) WHERE state = 1;

-- By what others like it are found: the heaviest terms of each compared article. key is a span of
-- days and a term, so that new rows stand together, and looking near a day reads little.
CREATE TABLE story_term (
    key INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) STRICT, WITHOUT ROWID;

-- Both ways. alike is similarity(): 0 to 1000.
CREATE TABLE story_link (
    article_id INTEGER NOT NULL,
    near_id INTEGER NOT NULL,
    alike INTEGER NOT NULL,
    PRIMARY KEY (article_id, near_id)
) STRICT, WITHOUT ROWID;

-- A story has two articles or more; its id is that of its first article.
CREATE TABLE story (
    id INTEGER PRIMARY KEY,
    articles INTEGER NOT NULL,
    sources INTEGER NOT NULL,
    newest_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX story_newest ON story (newest_ms, id);

CREATE TABLE story_member (
    article_id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL
) STRICT;
CREATE INDEX story_members ON story_member (story_id, article_id);

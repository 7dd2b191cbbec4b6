-- Feeds that a site takes articles from, what came from them, and what happened (store_feed.h).
CREATE TABLE feed (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    logo TEXT NOT NULL,
    feed_url TEXT NOT NULL UNIQUE,
    site_url TEXT NOT NULL,
    section_slug TEXT NOT NULL,
    sections TEXT NOT NULL,
    is_press INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    agreement_number TEXT NOT NULL,
    agreement_ms INTEGER,
    agreement_until_ms INTEGER,
    scope INTEGER NOT NULL,
    hold_ms INTEGER NOT NULL,
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '',
    fetched_ms INTEGER,
    next_ms INTEGER,
    errors INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    topic TEXT NOT NULL DEFAULT '',
    hub TEXT NOT NULL DEFAULT '',
    hub_token TEXT NOT NULL DEFAULT '',
    hub_secret TEXT NOT NULL DEFAULT '',
    hub_state INTEGER NOT NULL DEFAULT 0,
    hub_until_ms INTEGER
) STRICT;
CREATE INDEX feed_hub_token ON feed (hub_token) WHERE hub_token <> '';

-- An entry of a feed, as long as the feed is there. body: Article JSON, while it waits.
CREATE TABLE feed_item (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feed (id),
    guid TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    article_id INTEGER REFERENCES article (id),
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,
    seen_ms INTEGER NOT NULL,
    checked_ms INTEGER,
    item_hash BLOB NOT NULL,
    page_hash BLOB,
    page_etag TEXT NOT NULL,
    page_modified TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (feed_id, guid)
) STRICT;
CREATE INDEX feed_item_of_article ON feed_item (article_id);
CREATE INDEX feed_item_check ON feed_item (state, checked_ms, id);
CREATE INDEX feed_item_state ON feed_item (feed_id, state, id);

-- Append-only: what the inspector asks for.
CREATE TABLE feed_event (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL,
    article_id INTEGER,
    at_ms INTEGER NOT NULL,
    kind TEXT NOT NULL,
    source_name TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE INDEX feed_event_of ON feed_event (feed_id, id);

-- The first schema. One shared dialect: a PostgreSQL engine reads INTEGER as bigint, BLOB as bytea,
-- INTEGER PRIMARY KEY as a bigint identity, and drops STRICT and WITHOUT ROWID.
-- Times are milliseconds since 1970 (_ms), days are day numbers (clock_day); an absent time is NULL.

CREATE TABLE section (
    id INTEGER PRIMARY KEY,
    parent_id INTEGER REFERENCES section (id),
    name TEXT NOT NULL,
    slug TEXT NOT NULL UNIQUE,
    position INTEGER NOT NULL
) STRICT;

CREATE INDEX section_children ON section (parent_id);

-- Every section with itself and all sections above it.
CREATE TABLE section_ancestor (
    section_id INTEGER NOT NULL REFERENCES section (id),
    ancestor_id INTEGER NOT NULL REFERENCES section (id),
    PRIMARY KEY (section_id, ancestor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX section_descendant ON section_ancestor (ancestor_id, section_id);

-- published_ms is the article's own word, order_ms the same or, without one, when it came to us: only
-- lists go by it. listed_ms = order_ms, or NULL while withdrawn: a list is "listed_ms <= now", from an
-- index.
-- The same value stands in every table that makes lists (article_section, article_label, article_count).
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    section_id INTEGER NOT NULL REFERENCES section (id),
    revision INTEGER NOT NULL,
    put_hash BLOB NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    kicker TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    published_ms INTEGER,
    order_ms INTEGER NOT NULL,
    updated_ms INTEGER,
    listed_ms INTEGER,
    withdrawn_ms INTEGER,
    picture TEXT NOT NULL,
    picture_alt TEXT NOT NULL,
    has_video INTEGER NOT NULL,
    aggregated INTEGER NOT NULL,
    featured INTEGER NOT NULL,
    comments_closed INTEGER NOT NULL,
    source_name TEXT NOT NULL,
    sponsor TEXT NOT NULL
) STRICT;
CREATE INDEX article_listed ON article (listed_ms, id);
CREATE INDEX article_updated ON article (updated_ms, listed_ms);
CREATE INDEX article_of_section ON article (section_id);
CREATE INDEX article_newest ON article (listed_ms, id) WHERE sponsor = '';
CREATE INDEX article_sponsored ON article (listed_ms, id) WHERE sponsor <> '';
CREATE INDEX article_featured ON article (listed_ms, id) WHERE featured = 1;
CREATE INDEX article_video ON article (listed_ms, id) WHERE has_video = 1;

-- Under what an article is known to an importer: one article may have several keys.
CREATE TABLE import_key (
    key TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_key_of ON import_key (article_id, key);

-- Append-only: what was published stays for inspection.
CREATE TABLE revision (
    article_id INTEGER NOT NULL REFERENCES article (id),
    number INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    hash BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (article_id, number)
) STRICT;

CREATE TABLE article_section (
    article_id INTEGER NOT NULL REFERENCES article (id),
    section_id INTEGER NOT NULL REFERENCES section (id),
    listed_ms INTEGER,
    PRIMARY KEY (article_id, section_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX section_list ON article_section (section_id, listed_ms, article_id);

-- Tags, topics and people; kind is enum store_label_kind. name_key (lower case) is the identity.
-- articles: how many that are not withdrawn carry it.
CREATE TABLE label (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    slug TEXT NOT NULL,
    articles INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, name_key),
    UNIQUE (kind, slug)
) STRICT;
CREATE INDEX label_most ON label (kind, articles, id);

-- A person who is writer and photographer stands twice in the byline and once in lists: only the
-- first row (is_first = 1) gets listed_ms.
CREATE TABLE article_label (
    article_id INTEGER NOT NULL REFERENCES article (id),
    kind INTEGER NOT NULL,
    position INTEGER NOT NULL,
    label_id INTEGER NOT NULL REFERENCES label (id),
    role INTEGER NOT NULL,
    is_first INTEGER NOT NULL,
    listed_ms INTEGER,
    PRIMARY KEY (article_id, kind, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX label_list ON article_label (label_id, listed_ms, article_id);

CREATE TABLE article_related (
    article_id INTEGER NOT NULL REFERENCES article (id),
    position INTEGER NOT NULL,
    related_id INTEGER NOT NULL REFERENCES article (id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX related_to ON article_related (related_id);

-- Apart from article: a flush of counters rewrites narrow rows, and what looks up listed_ms for
-- thousands of ids (search, most read) reads few pages.
CREATE TABLE article_count (
    article_id INTEGER PRIMARY KEY REFERENCES article (id),
    listed_ms INTEGER,
    views INTEGER NOT NULL DEFAULT 0,
    comments INTEGER NOT NULL DEFAULT 0,
    excellent INTEGER NOT NULL DEFAULT 0,
    liked INTEGER NOT NULL DEFAULT 0,
    fun INTEGER NOT NULL DEFAULT 0,
    improve INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Kept for ever. article_id 0: pages that are not articles.
CREATE TABLE article_day (
    day INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    views INTEGER NOT NULL,
    PRIMARY KEY (day, article_id)
) STRICT, WITHOUT ROWID;

-- month is year * 100 + month of the day.
CREATE TABLE site_day (
    day INTEGER PRIMARY KEY,
    month INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    views INTEGER NOT NULL,
    robot_views INTEGER NOT NULL
) STRICT;

CREATE TABLE visitor (
    tag INTEGER PRIMARY KEY,
    seen_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX visitor_seen ON visitor (seen_ms);

-- thread_id: the comment itself, or the one it replies to. state is enum store_comment_state.
CREATE TABLE comment (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    parent_id INTEGER REFERENCES comment (id),
    thread_id INTEGER,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    state INTEGER NOT NULL,
    sender BLOB NOT NULL
) STRICT;
CREATE INDEX comment_shown ON comment (article_id, state, thread_id, id);
CREATE INDEX comment_queue ON comment (state, id);
CREATE INDEX comment_reply ON comment (parent_id);
CREATE INDEX comment_sender ON comment (sender, state);

CREATE TABLE ban (
    sender BLOB PRIMARY KEY,
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reaction (
    article_id INTEGER NOT NULL REFERENCES article (id),
    reader BLOB NOT NULL,
    reaction INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (article_id, reader)
) STRICT, WITHOUT ROWID;

CREATE TABLE creative (
    id INTEGER PRIMARY KEY,
    slot TEXT NOT NULL,
    picture TEXT NOT NULL,
    picture_width_px INTEGER NOT NULL,
    picture_height_px INTEGER NOT NULL,
    alt TEXT NOT NULL,
    link TEXT NOT NULL,
    title TEXT NOT NULL,
    from_ms INTEGER,
    until_ms INTEGER,
    weight INTEGER NOT NULL,
    impressions INTEGER NOT NULL DEFAULT 0,
    clicks INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Kept for ever, also when the creative is gone.
CREATE TABLE creative_day (
    day INTEGER NOT NULL,
    creative_id INTEGER NOT NULL,
    impressions INTEGER NOT NULL,
    clicks INTEGER NOT NULL,
    PRIMARY KEY (day, creative_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE media (
    path TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    width_px INTEGER NOT NULL,
    height_px INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    tag TEXT NOT NULL
) STRICT;

-- The ledger of outbound links (docs/links.md). Times as everywhere.

-- Who brought links: a person and what they did, an import, a feed.
CREATE TABLE link_origin (
    id INTEGER PRIMARY KEY,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    first_ms INTEGER NOT NULL,
    UNIQUE (who, what)
) STRICT;

-- A registrable domain and what may be done with it (enum store_link_state); holder, object_id and revision
-- are where it was first seen.
CREATE TABLE link_domain (
    id INTEGER PRIMARY KEY,
    domain TEXT NOT NULL UNIQUE,
    state INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    origin_id INTEGER NOT NULL,
    holder INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    decided_ms INTEGER,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX link_domain_state ON link_domain (state, domain);

-- Each link with the revisions it stands in: from first_revision to last_revision, which is absent while it stands
-- there. holder (enum store_link_holder) and object_id: the article, the banner, …
CREATE TABLE link (
    id INTEGER PRIMARY KEY,
    holder INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    first_revision INTEGER NOT NULL,
    last_revision INTEGER,
    place INTEGER NOT NULL,
    domain_id INTEGER NOT NULL REFERENCES link_domain (id),
    origin_id INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    gone_ms INTEGER,
    url TEXT NOT NULL
) STRICT;
CREATE INDEX link_standing ON link (holder, object_id, last_revision, domain_id);
CREATE INDEX link_of_domain ON link (domain_id, id);
CREATE INDEX link_of_origin ON link (origin_id, domain_id);

-- The chain of seals (article/seal.h has its canonical form, docs/seals.md says what it is for).
-- Append-only. Times as everywhere; thing and act are enum seal_thing and seal_act.
CREATE TABLE seal_key (
    key_no INTEGER PRIMARY KEY,
    public_key BLOB NOT NULL
) STRICT;

CREATE TABLE seal (
    seq INTEGER PRIMARY KEY,
    thing INTEGER NOT NULL,
    act INTEGER NOT NULL,
    object_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    content BLOB NOT NULL,
    state BLOB NOT NULL,
    prev BLOB NOT NULL,
    skip BLOB NOT NULL,
    key_no INTEGER NOT NULL REFERENCES seal_key (key_no),
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX seal_of ON seal (thing, object_id, seq);

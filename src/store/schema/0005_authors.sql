-- The public keys of authors (store_author.h), in the order they came. Loa changes only revoked_ms of a row.
CREATE TABLE author_key (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES account (id),
    public_key TEXT NOT NULL UNIQUE,
    added_ms INTEGER NOT NULL,
    revoked_ms INTEGER
) STRICT;
CREATE INDEX author_key_of ON author_key (account_id, id);

-- The words that entries of the chain are hashed with, for programs that do not know a number yet: kind 0 is
-- seal.thing, 1 is seal.act.
CREATE TABLE seal_word (
    kind INTEGER NOT NULL,
    number INTEGER NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (kind, number)
) STRICT, WITHOUT ROWID;

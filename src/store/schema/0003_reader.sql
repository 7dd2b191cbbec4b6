-- The oldest schema whose programs can read this database, though not write it. A migration that only adds tables, and
-- columns with a default, leaves the number; any other sets it to its own version (docs/decisions/0027).
CREATE TABLE schema_reader (
    oldest INTEGER NOT NULL
) STRICT;
INSERT INTO schema_reader (oldest) VALUES (3);

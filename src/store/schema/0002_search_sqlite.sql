-- The search index as segments of posting lists in rows (docs/decisions/0010-search-index.md), in the
-- place of FTS5. What stood there is dropped; a server or `loa job SITE reindex` builds the new one.
DROP TABLE search_head;
DROP TABLE search_all;
DROP TABLE search_next_head;
DROP TABLE search_next_all;
DROP TABLE search_next_doc;
DROP TABLE search_doc;
DROP TABLE search_build;
DELETE FROM search_redo;

-- One index is in use (state 1), one may be being built (0), others are being removed (2). whole: it
-- was complete when it came into use. What changes while one is built stands in search_redo.
CREATE TABLE search_index (
    index_no INTEGER PRIMARY KEY AUTOINCREMENT,
    state INTEGER NOT NULL,
    whole INTEGER NOT NULL
) STRICT;
INSERT INTO search_index (state, whole) SELECT 1, NOT EXISTS (SELECT 1 FROM article);

-- A doc is never changed and never used again: an article that changes gets a new one, and a doc
-- without its row here is forgotten.
CREATE TABLE search_doc (
    doc INTEGER PRIMARY KEY AUTOINCREMENT,
    index_no INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    section_id INTEGER NOT NULL,
    listed_ms INTEGER,
    UNIQUE (index_no, article_id)
) STRICT;

-- The lists of a run of docs. state 0: in use; 1: being merged from the others of its run, all terms
-- below next_term are done; 2: being removed.
CREATE TABLE search_segment (
    segment INTEGER PRIMARY KEY AUTOINCREMENT,
    index_no INTEGER NOT NULL,
    state INTEGER NOT NULL,
    first_doc INTEGER NOT NULL,
    last_doc INTEGER NOT NULL,
    next_term INTEGER NOT NULL
) STRICT;
CREATE INDEX search_segment_place ON search_segment (index_no, state, first_doc);
CREATE INDEX search_segment_state ON search_segment (state);

-- store/postings.h says what position and postings are.
CREATE TABLE search_part (
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    postings BLOB NOT NULL,
    PRIMARY KEY (segment, position)
) STRICT, WITHOUT ROWID;

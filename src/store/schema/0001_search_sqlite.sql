-- Full text in SQLite: two FTS5 indexes over the terms that floor text makes, without the text, without
-- positions and without sizes (docs/decisions/0008-search.md). search_head holds the terms of titles,
-- tags and people, search_all those of everything. A term is an exact or folded syllable, or a folded
-- pair a_b; =… are the store's own. A doc is never changed and never used again: an article that
-- changes gets a new one, and a doc without its row in search_doc is forgotten.
CREATE TABLE search_doc (
    doc INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL UNIQUE,
    section_id INTEGER NOT NULL,
    listed_ms INTEGER
) STRICT;
CREATE VIRTUAL TABLE search_head USING fts5 (
    terms, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '-/._&=:'"
);
CREATE VIRTUAL TABLE search_all USING fts5 (
    terms, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '-/._&=:'"
);

-- The index that is being built anew beside the one in use; it replaces that one when it is whole.
CREATE TABLE search_next_doc (
    doc INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL UNIQUE,
    section_id INTEGER NOT NULL,
    listed_ms INTEGER
) STRICT;
CREATE VIRTUAL TABLE search_next_head USING fts5 (
    terms, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '-/._&=:'"
);
CREATE VIRTUAL TABLE search_next_all USING fts5 (
    terms, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '-/._&=:'"
);

-- One row while an index is being built; what changes meanwhile is noted and indexed again.
CREATE TABLE search_build (
    build_id INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE search_redo (
    article_id INTEGER PRIMARY KEY
) STRICT;

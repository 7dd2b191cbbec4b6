-- Full text in SQLite: FTS5 over the tokens that floor text made and article_search keeps. The
-- tokens are already folded as they should be, so the tokenizer only splits at spaces and leaves
-- marks, document numbers (22/2023/TT-BTTTT), R&D and file names whole. (It does lower case, which
-- the tokens are already.)
CREATE VIRTUAL TABLE search USING fts5 (
    title_exact,
    title_folded,
    body_exact,
    body_folded,
    content = 'article_search',
    content_rowid = 'article_id',
    tokenize = "unicode61 remove_diacritics 0 tokenchars '-/._&'"
);

-- Views of busy moments, as they came: a row for each flush, brought into article_count and article_day some
-- dozens at a time. counts: numbers of seven bits a byte (store/store_write_counters.c), in pairs: how
-- much larger the article's id is than the one before, and its views.
CREATE TABLE view_log (
    seq INTEGER PRIMARY KEY,
    day INTEGER NOT NULL,
    counts BLOB NOT NULL
) STRICT;

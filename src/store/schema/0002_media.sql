-- Where media came from: by content or by address (store_media.h).
CREATE TABLE media_origin (
    key TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    creator TEXT NOT NULL,
    credit TEXT NOT NULL,
    caption TEXT NOT NULL
) STRICT, WITHOUT ROWID;

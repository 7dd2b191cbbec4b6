-- The files of a medium (the picture itself, its renditions) and the hash of each, as they were written
-- (store_media.h). A medium of an older Loa has none until it is taken again.
CREATE TABLE media_files (
    path TEXT PRIMARY KEY REFERENCES media (path),
    files TEXT NOT NULL
) STRICT, WITHOUT ROWID;

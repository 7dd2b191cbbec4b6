-- Whether the owner gave the source its name; else it is what the feed calls itself, or its host, which was
-- all that a source without a name had until now.
ALTER TABLE feed ADD COLUMN is_named INTEGER NOT NULL DEFAULT 1;
UPDATE feed SET is_named = 0
WHERE feed_url = 'https://' || name OR feed_url LIKE 'https://' || name || '/%'
   OR feed_url = 'http://' || name OR feed_url LIKE 'http://' || name || '/%'
   OR feed_url LIKE 'http://' || name || ':%' OR feed_url LIKE 'https://' || name || ':%';

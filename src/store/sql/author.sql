-- The public keys of authors (store_author.h).

-- name: author_key_of
-- columns: id public_key
SELECT id, public_key FROM author_key WHERE account_id = $1 AND revoked_ms IS NULL ORDER BY id DESC LIMIT 1;

-- name: author_key_find
-- columns: id account_id revoked_ms disabled_ms
SELECT k.id AS id, k.account_id AS account_id, k.revoked_ms AS revoked_ms, p.disabled_ms AS disabled_ms
FROM author_key k JOIN account p ON p.id = k.account_id WHERE k.public_key = $1;

-- name: author_key_insert
-- columns: id
INSERT INTO author_key (account_id, public_key, added_ms) VALUES ($1, $2, $3) RETURNING id;

-- name: author_key_revoke
UPDATE author_key SET revoked_ms = $2 WHERE id = $1;

-- name: author_keys
-- columns: id account public_key added_ms revoked_ms
-- scan: a list of them all, some dozens
SELECT k.id AS id, p.name AS account, k.public_key AS public_key, k.added_ms AS added_ms, k.revoked_ms AS revoked_ms
FROM author_key k JOIN account p ON p.id = k.account_id ORDER BY k.id;

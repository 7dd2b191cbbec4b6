-- Accounts of the desk, their sessions, and the audit (store_account.h).

-- fragment: account
-- columns: id name role password totp created_ms disabled_ms codes seen_ms
a.id AS id, a.name AS name, a.role AS role, a.password AS password, length(a.totp) > 0 AS totp,
a.created_ms AS created_ms, a.disabled_ms AS disabled_ms,
(SELECT count(*) FROM account_code c WHERE c.account_id = a.id) AS codes,
(SELECT max(s.seen_ms) FROM account_session s WHERE s.account_id = a.id) AS seen_ms

-- name: accounts
-- columns: {account}
-- scan: all are listed; an office has tens
SELECT {account} FROM account a ORDER BY a.id;

-- name: account_by_name
-- columns: {account}
SELECT {account} FROM account a WHERE a.name = $1;

-- name: account_by_id
-- columns: {account}
SELECT {account} FROM account a WHERE a.id = $1;

-- fragment: session
-- columns: session_id account_id account_name confirmed started_ms active_ms agent network
s.id AS session_id, s.account_id AS account_id, a.name AS account_name, s.confirmed AS confirmed,
s.created_ms AS started_ms, s.seen_ms AS active_ms, s.agent AS agent, s.network AS network

-- name: session_by_mark
-- columns: {session}
SELECT {session} FROM account_session s JOIN account a ON a.id = s.account_id
WHERE s.mark = $1 AND a.disabled_ms IS NULL;

-- name: session_by_id
-- columns: {session}
SELECT {session} FROM account_session s JOIN account a ON a.id = s.account_id WHERE s.id = $1;

-- name: sessions_of
-- columns: {session}
SELECT {session} FROM account_session s JOIN account a ON a.id = s.account_id
WHERE s.account_id = $1 ORDER BY s.created_ms DESC, s.id DESC LIMIT $2;

-- name: sessions
-- columns: {session}
-- scan: all are listed; ended ones are removed, and an account has STORE_SESSIONS_MAX at most
SELECT {session} FROM account_session s JOIN account a ON a.id = s.account_id
ORDER BY s.id DESC LIMIT $1;

-- name: account_insert
-- columns: id
INSERT INTO account (name, role, password, totp, totp_next, totp_step, created_ms)
VALUES ($1, $2, $3, x'', x'', 0, $4) RETURNING id;

-- name: account_set_password
UPDATE account SET password = $2 WHERE id = $1;

-- name: account_set_role
UPDATE account SET role = $2 WHERE id = $1;

-- name: account_set_disabled
UPDATE account SET disabled_ms = $2 WHERE id = $1;

-- name: account_administrators
-- columns: n
-- scan: few accounts
SELECT count(*) AS n FROM account WHERE role = 0 AND disabled_ms IS NULL AND id <> $1;

-- name: account_secrets
-- columns: id totp totp_next
-- scan: few accounts
SELECT id, totp, totp_next FROM account;

-- name: account_totp
-- columns: totp totp_next totp_step
SELECT totp, totp_next, totp_step FROM account WHERE id = $1;

-- name: account_set_totp
UPDATE account SET totp = $2, totp_next = $3 WHERE id = $1;

-- name: account_set_step
UPDATE account SET totp_step = $2 WHERE id = $1;

-- name: account_code_insert
INSERT INTO account_code (account_id, code) VALUES ($1, $2);

-- name: account_code_remove
-- columns: account_id
DELETE FROM account_code WHERE account_id = $1 AND code = $2 RETURNING account_id;

-- name: account_codes_remove
DELETE FROM account_code WHERE account_id = $1;

-- A session begins only for who still has the password that was checked, and may sign in.
-- name: session_insert
-- columns: id
INSERT INTO account_session (mark, account_id, confirmed, created_ms, seen_ms, agent, network)
SELECT $2, a.id, $4, $5, $5, $6, $7 FROM account a
WHERE a.id = $1 AND a.disabled_ms IS NULL AND a.password = $3 RETURNING id;

-- name: session_confirm
UPDATE account_session SET mark = $2, confirmed = 1, created_ms = $3, seen_ms = $3 WHERE id = $1;

-- name: session_seen
UPDATE account_session SET seen_ms = $2, network = $3 WHERE id = $1 AND seen_ms < $2;

-- name: session_remove
-- columns: id
DELETE FROM account_session WHERE id = $1 AND account_id = $2 RETURNING id;

-- name: sessions_remove
DELETE FROM account_session WHERE account_id = $1 AND id <> $2;

-- name: sessions_remove_old
DELETE FROM account_session WHERE account_id = $1 AND created_ms < $2;

-- name: sessions_remove_many
DELETE FROM account_session WHERE account_id = $1 AND id NOT IN (
    SELECT id FROM account_session WHERE account_id = $1 ORDER BY created_ms DESC, id DESC LIMIT $2);

-- name: audit_insert
INSERT INTO account_audit (at_ms, who, act, about, network) VALUES ($1, $2, $3, $4, $5);

-- name: audit
-- columns: id at_ms who act about network
SELECT id, at_ms, who, act, about, network FROM account_audit WHERE id < $1 ORDER BY id DESC LIMIT $2;

-- name: audit_of_network
-- columns: at_ms
SELECT at_ms FROM account_audit
WHERE who = $1 AND network = $2 AND act = $3 AND at_ms >= $4 LIMIT 1;

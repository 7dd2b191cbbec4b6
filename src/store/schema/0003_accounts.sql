-- Who may sign in to the desk (store_account.h). Times as everywhere. role and act are enums of that header:
-- append only.
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role INTEGER NOT NULL,
    password TEXT NOT NULL,
    totp BLOB NOT NULL,
    totp_next BLOB NOT NULL,
    totp_step INTEGER NOT NULL,
    created_ms INTEGER,
    disabled_ms INTEGER
) STRICT;

-- code: the hash of a recovery code; a row goes when its code is used.
CREATE TABLE account_code (
    account_id INTEGER NOT NULL REFERENCES account (id),
    code BLOB NOT NULL,
    PRIMARY KEY (account_id, code)
) STRICT, WITHOUT ROWID;

-- mark: the hash of what the browser's cookie holds, which itself stands nowhere.
CREATE TABLE account_session (
    id INTEGER PRIMARY KEY,
    mark BLOB NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES account (id),
    confirmed INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    agent TEXT NOT NULL,
    network TEXT NOT NULL
) STRICT;
CREATE INDEX account_session_of ON account_session (account_id, created_ms);

-- The audit. Append-only: nothing of Loa changes or removes a row, and the database refuses whoever tries.
CREATE TABLE account_audit (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    who TEXT NOT NULL,
    act INTEGER NOT NULL,
    about TEXT NOT NULL,
    network TEXT NOT NULL
) STRICT;
CREATE INDEX account_audit_of ON account_audit (who, network, act, at_ms);
CREATE TRIGGER account_audit_stays BEFORE UPDATE ON account_audit
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER account_audit_remains BEFORE DELETE ON account_audit
BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;

-- The administrators of loa init stood in settings until now: "user:NAME", and their names in "users".
INSERT INTO account (name, role, password, totp, totp_next, totp_step)
SELECT substr(name, 6), 0, value, x'', x'', 0 FROM setting WHERE substr(name, 1, 5) = 'user:';
DELETE FROM setting WHERE substr(name, 1, 5) = 'user:' OR name = 'users';

-- Times are milliseconds since 1970 in UTC. Lists are JSON arrays of text.

CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    user_name TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    -- PHC string of argon2id.
    password TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    -- SHA-256 of the cookie's value.
    hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    expires_at INTEGER NOT NULL,
    -- When the password was last given (step-up).
    confirmed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    -- Lower case, for sorting and for unique names.
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    hint TEXT NOT NULL,
    -- Lower case name, description and hint.
    search_key TEXT NOT NULL,
    scopes TEXT NOT NULL,
    api_set TEXT,
    allowed_apis TEXT NOT NULL,
    blocked_apis TEXT NOT NULL,
    allowed_ips TEXT NOT NULL,
    blocked_ips TEXT NOT NULL,
    expires_at INTEGER,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    last_used_from TEXT,
    state TEXT NOT NULL CHECK (state IN ('enabled', 'disabled', 'revoked')),
    revoked_at INTEGER,
    version INTEGER NOT NULL,
    -- "Never expires" sorts after every date, "never used" before.
    expires_key INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(expires_at, 9223372036854775807)) VIRTUAL,
    used_key INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(last_used_at, -1)) VIRTUAL
) STRICT;

-- Holds all that the usual counts look at, so that they do not read the tokens.
CREATE INDEX tokens_by_state ON tokens (user_id, state, expires_key, revoked_at);
CREATE INDEX tokens_by_created ON tokens (user_id, created_at, seq);
CREATE INDEX tokens_by_name ON tokens (user_id, name_key, seq);
CREATE INDEX tokens_by_expiry ON tokens (user_id, expires_key, seq);
CREATE INDEX tokens_by_use ON tokens (user_id, used_key, seq);

CREATE TABLE secrets (
    -- SHA-256 is enough: a secret has 190 random bits, so there is nothing to guess.
    hash BLOB PRIMARY KEY,
    token INTEGER NOT NULL REFERENCES tokens (seq) ON DELETE CASCADE,
    -- Set when a newer secret has replaced this one and a grace period was asked for.
    accepted_until INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX secrets_by_token ON secrets (token);

-- What the protected API manages.
CREATE TABLE resources (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

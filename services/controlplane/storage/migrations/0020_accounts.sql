-- People log in; programs carry API tokens. The tokens that operators had until now go on as API tokens of theirs, until
-- they expire. Times are 0 where it has not come to that.
CREATE TABLE accounts (
  id TEXT PRIMARY KEY, password_hash BYTEA NOT NULL, second_factor BYTEA NOT NULL, pending_factor BYTEA NOT NULL,
  last_step BIGINT NOT NULL, recovery TEXT NOT NULL, invitation TEXT NOT NULL, invitation_expires_us BIGINT NOT NULL,
  invitation_resets BIGINT NOT NULL, disabled BIGINT NOT NULL);
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, owner TEXT NOT NULL, secret_hash TEXT NOT NULL, created_at_us BIGINT NOT NULL,
  seen_at_us BIGINT NOT NULL, confirmed_at_us BIGINT NOT NULL, expires_us BIGINT NOT NULL, source TEXT NOT NULL,
  program TEXT NOT NULL);
CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, secret_hash TEXT NOT NULL, grants TEXT NOT NULL,
  created_at_us BIGINT NOT NULL, expires_us BIGINT NOT NULL, used_at_us BIGINT NOT NULL, UNIQUE (owner, name));
INSERT INTO api_tokens (id, owner, name, secret_hash, grants, created_at_us, expires_us, used_at_us)
  SELECT id, id, 'before-accounts', secret_hash, grants, created_at_us, expires_us, 0 FROM operators;
ALTER TABLE operators DROP COLUMN secret_hash;
ALTER TABLE operators DROP COLUMN expires_us;

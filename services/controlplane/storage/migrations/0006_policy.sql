-- The policies that were published; the highest version counts.
CREATE TABLE policies (
  version BIGINT PRIMARY KEY, envelope BYTEA NOT NULL, published_by TEXT NOT NULL, published_at_us BIGINT NOT NULL);

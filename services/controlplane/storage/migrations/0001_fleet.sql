-- SQLite and PostgreSQL both take this text: no engine's own types, keys and functions. Times are microseconds since 1970 UTC.
CREATE TABLE meta (key TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO meta (key, value) VALUES ('epoch', 0);
INSERT INTO meta (key, value) VALUES ('revision', 0);

CREATE TABLE regions (name TEXT PRIMARY KEY, title TEXT NOT NULL, offline_after_us BIGINT NOT NULL);
CREATE TABLE sites (
  name TEXT PRIMARY KEY, region TEXT NOT NULL, title TEXT NOT NULL,
  latitude DOUBLE PRECISION NOT NULL, longitude DOUBLE PRECISION NOT NULL);
CREATE TABLE workloads (
  name TEXT PRIMARY KEY, artifact TEXT NOT NULL, runtime TEXT NOT NULL, source TEXT NOT NULL,
  rate_per_second DOUBLE PRECISION NOT NULL, gain DOUBLE PRECISION NOT NULL, shift DOUBLE PRECISION NOT NULL,
  noise DOUBLE PRECISION NOT NULL, memory_mb BIGINT NOT NULL, health_window_us BIGINT NOT NULL,
  min_success_ratio DOUBLE PRECISION NOT NULL, max_p95_ms DOUBLE PRECISION NOT NULL);

CREATE TABLE nodes (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, region TEXT NOT NULL, site TEXT NOT NULL, labels TEXT NOT NULL,
  hardware TEXT NOT NULL, agent_version TEXT NOT NULL, identity BIGINT NOT NULL, fingerprint TEXT NOT NULL,
  previous_fingerprint TEXT NOT NULL, certificate_pem TEXT NOT NULL, certificate_expires_us BIGINT NOT NULL,
  enrolled_at_us BIGINT NOT NULL, token TEXT NOT NULL);
CREATE TABLE node_status (
  node TEXT PRIMARY KEY REFERENCES nodes (id), last_seen_us BIGINT NOT NULL, boot_id TEXT NOT NULL, last_seq BIGINT NOT NULL,
  epoch_seen BIGINT NOT NULL, generation_seen BIGINT NOT NULL, agent_rss_kb BIGINT NOT NULL, worker_rss_kb BIGINT NOT NULL,
  upstream_bytes BIGINT NOT NULL, raw_bytes BIGINT NOT NULL);
CREATE TABLE workload_status (
  node TEXT NOT NULL REFERENCES nodes (id), workload TEXT NOT NULL, state BIGINT NOT NULL, generation BIGINT NOT NULL,
  target TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL, proven BIGINT NOT NULL, artifact TEXT NOT NULL,
  version TEXT NOT NULL, digest TEXT NOT NULL, has_previous BIGINT NOT NULL, previous TEXT NOT NULL, restarts BIGINT NOT NULL,
  PRIMARY KEY (node, workload));
CREATE TABLE arm_totals (
  node TEXT NOT NULL REFERENCES nodes (id), workload TEXT NOT NULL, version TEXT NOT NULL, counts BYTEA NOT NULL,
  PRIMARY KEY (node, workload, version));
CREATE TABLE assignments (
  node TEXT PRIMARY KEY REFERENCES nodes (id), generation BIGINT NOT NULL, epoch BIGINT NOT NULL, fingerprint TEXT NOT NULL,
  expires_us BIGINT NOT NULL, envelope BYTEA NOT NULL);
CREATE TABLE desired_workloads (
  node TEXT NOT NULL REFERENCES nodes (id), workload TEXT NOT NULL, release TEXT NOT NULL, rollout TEXT NOT NULL,
  PRIMARY KEY (node, workload));

CREATE TABLE enrol_tokens (
  id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL, region TEXT NOT NULL, site TEXT NOT NULL, labels TEXT NOT NULL,
  expires_us BIGINT NOT NULL, used_by TEXT NOT NULL, request_key TEXT NOT NULL, burned BIGINT NOT NULL, created_by TEXT NOT NULL);
CREATE TABLE operators (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, grants TEXT NOT NULL, secret_hash TEXT NOT NULL,
  created_at_us BIGINT NOT NULL, expires_us BIGINT NOT NULL);
CREATE TABLE releases (
  digest TEXT PRIMARY KEY, artifact TEXT NOT NULL, version TEXT NOT NULL, kind BIGINT NOT NULL, release_counter BIGINT NOT NULL,
  floor BIGINT NOT NULL, expires_us BIGINT NOT NULL, min_agent TEXT NOT NULL, variants TEXT NOT NULL, envelope BYTEA NOT NULL,
  published_at_us BIGINT NOT NULL, UNIQUE (artifact, version));
CREATE TABLE rollouts (
  id TEXT PRIMARY KEY, number BIGINT NOT NULL, workload TEXT NOT NULL, artifact TEXT NOT NULL, version TEXT NOT NULL,
  release TEXT NOT NULL, state BIGINT NOT NULL, author TEXT NOT NULL, created_at_us BIGINT NOT NULL,
  deadline_us BIGINT NOT NULL, ended_at_us BIGINT NOT NULL);
CREATE TABLE rollout_nodes (
  rollout TEXT NOT NULL, node TEXT NOT NULL REFERENCES nodes (id), node_name TEXT NOT NULL, generation BIGINT NOT NULL,
  had_version BIGINT NOT NULL, from_version TEXT NOT NULL, from_release TEXT NOT NULL, outcome BIGINT NOT NULL,
  reason TEXT NOT NULL, message TEXT NOT NULL, PRIMARY KEY (rollout, node));
CREATE TABLE answers (
  request_id TEXT PRIMARY KEY, actor TEXT NOT NULL, request TEXT NOT NULL, method TEXT NOT NULL, secret BIGINT NOT NULL,
  answer BYTEA NOT NULL, expires_us BIGINT NOT NULL);
CREATE TABLE audit_entries (
  seq BIGINT PRIMARY KEY, at_us BIGINT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
  detail TEXT NOT NULL, before_digest TEXT NOT NULL, after_digest TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL);

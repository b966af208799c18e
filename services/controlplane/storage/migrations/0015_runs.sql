-- Runs of runbooks: the attempts of their steps, who agreed, and evidence, which is written once and chained by
-- hashes. Times are 0 where it has not come to that.
CREATE TABLE runs (
  id TEXT PRIMARY KEY, runbook TEXT NOT NULL, version BIGINT NOT NULL, title TEXT NOT NULL, incident TEXT NOT NULL,
  region TEXT NOT NULL, drill BIGINT NOT NULL, state BIGINT NOT NULL, started_by TEXT NOT NULL, owner TEXT NOT NULL,
  started_at_us BIGINT NOT NULL, changed_at_us BIGINT NOT NULL, ended_at_us BIGINT NOT NULL, inputs TEXT NOT NULL,
  step TEXT NOT NULL, moves BIGINT NOT NULL, improved_at_us BIGINT NOT NULL, escalated_at_us BIGINT NOT NULL,
  escalate_to TEXT NOT NULL, reason TEXT NOT NULL, evidence BIGINT NOT NULL, head TEXT NOT NULL);
CREATE TABLE run_attempts (
  run TEXT NOT NULL, seq BIGINT NOT NULL, step TEXT NOT NULL, attempt BIGINT NOT NULL, state BIGINT NOT NULL,
  actor TEXT NOT NULL, outcome TEXT NOT NULL, subject TEXT NOT NULL, nodes BIGINT NOT NULL, regions BIGINT NOT NULL,
  traffic DOUBLE PRECISION NOT NULL, begun_at_us BIGINT NOT NULL, due_us BIGINT NOT NULL,
  holds_since_us BIGINT NOT NULL, acted_at_us BIGINT NOT NULL, ended_at_us BIGINT NOT NULL,
  undone_at_us BIGINT NOT NULL, undone_by TEXT NOT NULL, PRIMARY KEY (run, seq));
CREATE TABLE run_approvals (
  run TEXT NOT NULL, attempt BIGINT NOT NULL, actor TEXT NOT NULL, approves BIGINT NOT NULL, subject TEXT NOT NULL,
  comment TEXT NOT NULL, at_us BIGINT NOT NULL, PRIMARY KEY (run, attempt, actor));
CREATE TABLE run_evidence (
  run TEXT NOT NULL, seq BIGINT NOT NULL, at_us BIGINT NOT NULL, step TEXT NOT NULL, attempt BIGINT NOT NULL,
  kind BIGINT NOT NULL, actor TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL,
  redactions BIGINT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (run, seq));
-- What nodes are told to do besides what they run.
ALTER TABLE node_status ADD COLUMN takes_orders BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN orders_done BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN isolated BIGINT NOT NULL DEFAULT 0;
CREATE TABLE node_orders (
  node TEXT PRIMARY KEY, number BIGINT NOT NULL, isolated BIGINT NOT NULL, renewal BIGINT NOT NULL,
  restarts TEXT NOT NULL);

-- Whom alerts reach, what holds them back, who looks after them, what was told, and what there was.
CREATE TABLE alerting (
  place BIGINT PRIMARY KEY, text TEXT NOT NULL, applied_by TEXT NOT NULL, applied_at_us BIGINT NOT NULL);
CREATE TABLE silences (
  id TEXT PRIMARY KEY, matchers TEXT NOT NULL, starts_at_us BIGINT NOT NULL, ends_at_us BIGINT NOT NULL,
  updated_at_us BIGINT NOT NULL, created_by TEXT NOT NULL, comment TEXT NOT NULL, annotations TEXT NOT NULL);
CREATE TABLE acknowledgements (
  alert TEXT PRIMARY KEY, operator TEXT NOT NULL, at_us BIGINT NOT NULL, note TEXT NOT NULL);
CREATE TABLE notification_entries (
  group_key TEXT NOT NULL, receiver TEXT NOT NULL, firing TEXT NOT NULL, resolved TEXT NOT NULL,
  first_at_us BIGINT NOT NULL, at_us BIGINT NOT NULL, escalations BIGINT NOT NULL, PRIMARY KEY (group_key, receiver));
-- ended_at_us is 0 while it fires.
CREATE TABLE alert_history (
  alert TEXT NOT NULL, began_at_us BIGINT NOT NULL, ended_at_us BIGINT NOT NULL, labels TEXT NOT NULL,
  annotations TEXT NOT NULL, generator_url TEXT NOT NULL, PRIMARY KEY (alert, began_at_us));
CREATE INDEX alert_history_by_end ON alert_history (ended_at_us);

-- Incidents, the alerts that belong to them, and their timelines. Times are 0 where it has not come to that.
CREATE TABLE incidents (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, severity BIGINT NOT NULL, state BIGINT NOT NULL, region TEXT NOT NULL,
  workload TEXT NOT NULL, drill BIGINT NOT NULL, opened_by TEXT NOT NULL, opened_at_us BIGINT NOT NULL,
  changed_at_us BIGINT NOT NULL, first_bad_us BIGINT NOT NULL, detected_us BIGINT NOT NULL, paged_us BIGINT NOT NULL,
  acknowledged_us BIGINT NOT NULL, first_action_us BIGINT NOT NULL, mitigated_us BIGINT NOT NULL,
  resolved_us BIGINT NOT NULL, commander TEXT NOT NULL, scribe TEXT NOT NULL, liaison TEXT NOT NULL,
  suspect TEXT NOT NULL, merged_into TEXT NOT NULL, reason TEXT NOT NULL, events BIGINT NOT NULL, head TEXT NOT NULL,
  audit_seen BIGINT NOT NULL);
CREATE TABLE incident_alerts (
  incident TEXT NOT NULL, alert TEXT NOT NULL, began_at_us BIGINT NOT NULL, ended_at_us BIGINT NOT NULL,
  paged_at_us BIGINT NOT NULL, labels TEXT NOT NULL, summary TEXT NOT NULL,
  PRIMARY KEY (incident, alert, began_at_us));
CREATE TABLE incident_events (
  incident TEXT NOT NULL, seq BIGINT NOT NULL, at_us BIGINT NOT NULL, written_at_us BIGINT NOT NULL,
  kind BIGINT NOT NULL, actor TEXT NOT NULL, text TEXT NOT NULL, reference TEXT NOT NULL, pinned BIGINT NOT NULL,
  hash TEXT NOT NULL, PRIMARY KEY (incident, seq));

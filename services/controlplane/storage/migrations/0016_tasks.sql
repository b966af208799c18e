-- What was found when runbooks were held against the fleet, and what is to be done later. Times are 0 where it has not
-- come to that.
CREATE TABLE runbook_checks (name TEXT PRIMARY KEY, version BIGINT NOT NULL, at_us BIGINT NOT NULL, problems TEXT NOT NULL);
CREATE TABLE tasks (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, why TEXT NOT NULL, about TEXT NOT NULL, region TEXT NOT NULL,
  priority BIGINT NOT NULL, state BIGINT NOT NULL, owner TEXT NOT NULL, opened_by TEXT NOT NULL,
  opened_at_us BIGINT NOT NULL, due_us BIGINT NOT NULL, closed_by TEXT NOT NULL, closed_at_us BIGINT NOT NULL,
  reason TEXT NOT NULL);

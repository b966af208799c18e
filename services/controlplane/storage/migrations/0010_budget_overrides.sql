-- What an objective's budget does to rollouts (0 = as its indicator has it), and who let them go on in spite of it.
ALTER TABLE objectives ADD COLUMN budget_policy BIGINT NOT NULL DEFAULT 0;
CREATE TABLE budget_overrides (
  id TEXT PRIMARY KEY, region TEXT NOT NULL, objective TEXT NOT NULL, reason TEXT NOT NULL, by_operator TEXT NOT NULL,
  at_us BIGINT NOT NULL, expires_us BIGINT NOT NULL, revoked_by TEXT NOT NULL);

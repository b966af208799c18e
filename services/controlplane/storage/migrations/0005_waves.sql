-- Rollouts follow a plan in waves, are judged by looks, and approved by people. What was deployed before is one wave.
ALTER TABLE rollouts ADD COLUMN started_at_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rollouts ADD COLUMN plan TEXT NOT NULL DEFAULT '';
ALTER TABLE rollouts ADD COLUMN plan_digest TEXT NOT NULL DEFAULT 'sha256:0000000000000000000000000000000000000000000000000000000000000000';
ALTER TABLE rollouts ADD COLUMN seed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rollouts ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE rollouts ADD COLUMN message TEXT NOT NULL DEFAULT '';
UPDATE rollouts SET started_at_us = created_at_us;
ALTER TABLE rollout_nodes ADD COLUMN wave BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rollout_nodes ADD COLUMN assigned_at_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rollout_nodes ADD COLUMN proven_at_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE rollout_nodes ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
UPDATE rollout_nodes SET assigned_at_us =
  (SELECT created_at_us FROM rollouts WHERE rollouts.id = rollout_nodes.rollout);
CREATE TABLE rollout_waves (
  rollout TEXT NOT NULL, place BIGINT NOT NULL, name TEXT NOT NULL, state BIGINT NOT NULL, nodes BIGINT NOT NULL,
  started_at_us BIGINT NOT NULL, soaking_at_us BIGINT NOT NULL, ended_at_us BIGINT NOT NULL, looks BIGINT NOT NULL,
  verdict BIGINT NOT NULL, reason TEXT NOT NULL, why TEXT NOT NULL, odds DOUBLE PRECISION NOT NULL,
  slow_limit_ms DOUBLE PRECISION NOT NULL, soak_us BIGINT NOT NULL, approvals_needed BIGINT NOT NULL,
  PRIMARY KEY (rollout, place));
INSERT INTO rollout_waves
  SELECT id, 0, 'all', CASE WHEN state = 0 THEN 3 WHEN state = 1 THEN 5 ELSE 6 END,
    (SELECT COUNT(*) FROM rollout_nodes WHERE rollout = rollouts.id), created_at_us, 0, ended_at_us, 0, 0, '', '', 1, 0, 0, 0
  FROM rollouts;
CREATE TABLE rollout_approvals (
  rollout TEXT NOT NULL, wave BIGINT NOT NULL, operator TEXT NOT NULL, plan TEXT NOT NULL, approved BIGINT NOT NULL,
  reason TEXT NOT NULL, at_us BIGINT NOT NULL, expires_us BIGINT NOT NULL, PRIMARY KEY (rollout, wave, operator));
CREATE TABLE rollout_looks (
  rollout TEXT NOT NULL, wave BIGINT NOT NULL, number BIGINT NOT NULL, at_us BIGINT NOT NULL, verdict BIGINT NOT NULL,
  reason TEXT NOT NULL, why TEXT NOT NULL, canary_nodes BIGINT NOT NULL, reporting_nodes BIGINT NOT NULL,
  baseline_nodes BIGINT NOT NULL, canary_requests BIGINT NOT NULL, canary_bad BIGINT NOT NULL, canary_slow BIGINT NOT NULL,
  baseline_requests BIGINT NOT NULL, baseline_bad BIGINT NOT NULL, baseline_slow BIGINT NOT NULL,
  requests_needed BIGINT NOT NULL, dispersion DOUBLE PRECISION NOT NULL, bad_log_odds DOUBLE PRECISION NOT NULL,
  slow_log_odds DOUBLE PRECISION NOT NULL, permutation_p DOUBLE PRECISION NOT NULL, can_permute BIGINT NOT NULL,
  canary_over BIGINT NOT NULL, readings BYTEA NOT NULL, PRIMARY KEY (rollout, wave, number));

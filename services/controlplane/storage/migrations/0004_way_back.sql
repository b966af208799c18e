-- Rollouts that go or went back tell proofs on the version before (returned, 6) and nodes that stayed (7) apart from proofs
-- of the version that the rollout brought (1).
UPDATE rollout_nodes SET outcome = 6
  WHERE outcome = 1 AND had_version <> 0 AND rollout IN (SELECT id FROM rollouts WHERE state IN (3, 4));
UPDATE rollout_nodes SET outcome = 7, reason = 'no_version_before', message = 'nothing was proven there before'
  WHERE outcome IN (0, 1, 4) AND had_version = 0 AND rollout IN (SELECT id FROM rollouts WHERE state IN (3, 4));

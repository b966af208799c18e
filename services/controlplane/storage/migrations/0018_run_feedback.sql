-- What people who followed a run said of its runbook; and whether somebody went on without the approval of a step.
ALTER TABLE runs ADD COLUMN feedback TEXT NOT NULL DEFAULT '';
ALTER TABLE run_approvals ADD COLUMN broke_glass BIGINT NOT NULL DEFAULT 0;

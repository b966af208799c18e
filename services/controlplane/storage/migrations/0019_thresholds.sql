-- How sure a classifier has to be for its answers to be given out: as declared, and on single nodes (-1 = as declared).
ALTER TABLE workloads ADD COLUMN min_confidence DOUBLE PRECISION NOT NULL DEFAULT 0;
ALTER TABLE desired_workloads ADD COLUMN min_confidence DOUBLE PRECISION NOT NULL DEFAULT -1;
ALTER TABLE node_status ADD COLUMN takes_thresholds BIGINT NOT NULL DEFAULT 0;

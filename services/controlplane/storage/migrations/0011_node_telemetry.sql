-- How the telemetry of a node gets here: its queue and what never came of it, and the offset of its clock.
ALTER TABLE node_status ADD COLUMN queue TEXT NOT NULL DEFAULT '';
ALTER TABLE node_status ADD COLUMN seq_base BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN queues_lost BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN queue_depth BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN queue_bytes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN dropped_metrics BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN dropped_events BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN lost BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN declared_missing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN undeclared_missing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN clock_state BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN clock_offset_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN clock_uncertainty_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN uncorrected BIGINT NOT NULL DEFAULT 0;

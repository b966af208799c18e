-- For what share of time a node's machine was used too much; -1 where nobody knows what is in use.
ALTER TABLE node_status ADD COLUMN slots BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN slots_over BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN cpu_slots BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN cpu_over BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN cpu_permille BIGINT NOT NULL DEFAULT -1;
ALTER TABLE node_status ADD COLUMN memory_slots BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN memory_over BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN memory_permille BIGINT NOT NULL DEFAULT -1;
ALTER TABLE node_status ADD COLUMN disk_slots BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN disk_over BIGINT NOT NULL DEFAULT 0;
ALTER TABLE node_status ADD COLUMN disk_permille BIGINT NOT NULL DEFAULT -1;

-- Shadow and weights: which agents take them, what is desired by them, and the newest that nodes told of each stage.
-- `flips` are numbers with spaces between them.
ALTER TABLE node_status ADD COLUMN takes_stages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE desired_workloads ADD COLUMN staged BIGINT NOT NULL DEFAULT 0;
CREATE TABLE node_stages (
  node TEXT NOT NULL, workload TEXT NOT NULL, stage BIGINT NOT NULL, generation BIGINT NOT NULL,
  percent BIGINT NOT NULL, started_at_us BIGINT NOT NULL, compared BIGINT NOT NULL, differ BIGINT NOT NULL,
  errors BIGINT NOT NULL, drops BIGINT NOT NULL, log_e DOUBLE PRECISION NOT NULL,
  log_e_errors DOUBLE PRECISION NOT NULL, llr DOUBLE PRECISION NOT NULL, mean_shift DOUBLE PRECISION NOT NULL,
  slower DOUBLE PRECISION NOT NULL, peak_rss_kb BIGINT NOT NULL, classes BIGINT NOT NULL, flips TEXT NOT NULL,
  rollout TEXT NOT NULL, since_us BIGINT NOT NULL, PRIMARY KEY (node, workload, stage));

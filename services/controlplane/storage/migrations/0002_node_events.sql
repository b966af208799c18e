-- What nodes told about their installations, newest last: the report it came with, and its place there.
CREATE TABLE node_events (
  node TEXT NOT NULL REFERENCES nodes (id), seq BIGINT NOT NULL, place BIGINT NOT NULL, at_us BIGINT NOT NULL,
  workload TEXT NOT NULL, state BIGINT NOT NULL, generation BIGINT NOT NULL, version TEXT NOT NULL, reason TEXT NOT NULL,
  message TEXT NOT NULL, PRIMARY KEY (node, seq, place));

-- Game days, and what became of each fault on each node: that it was told is stored before it is. Times are 0 where it
-- has not come to that.
CREATE TABLE game_days (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, note TEXT NOT NULL, state BIGINT NOT NULL, started_by TEXT NOT NULL,
  started_at_us BIGINT NOT NULL, ends_by_us BIGINT NOT NULL, ended_at_us BIGINT NOT NULL, aborted_by TEXT NOT NULL,
  reason TEXT NOT NULL, faults TEXT NOT NULL);
CREATE TABLE game_day_nodes (
  game_day TEXT NOT NULL, fault BIGINT NOT NULL, node TEXT NOT NULL, name TEXT NOT NULL, region TEXT NOT NULL,
  state BIGINT NOT NULL, reason TEXT NOT NULL, told_us BIGINT NOT NULL, began_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL, PRIMARY KEY (game_day, fault, node));
-- Whether the owner of a node lets faults be given to it.
ALTER TABLE node_status ADD COLUMN drills BIGINT NOT NULL DEFAULT 0;

-- Every version of every runbook, as it was written. Only the newest may be retired.
CREATE TABLE runbooks (
  name TEXT NOT NULL, version BIGINT NOT NULL, text TEXT NOT NULL, digest TEXT NOT NULL, author TEXT NOT NULL,
  at_us BIGINT NOT NULL, retired BIGINT NOT NULL, PRIMARY KEY (name, version));

-- What a deployment itself counts. What is reported of it is in telemetry.db. `goal` is a number as text, or empty.
CREATE TABLE business_indicators (
  name TEXT PRIMARY KEY, title TEXT NOT NULL, unit TEXT NOT NULL, less_is_better BIGINT NOT NULL, goal TEXT NOT NULL,
  aggregation BIGINT NOT NULL);

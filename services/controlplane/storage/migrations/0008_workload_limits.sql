-- What a workload may take of a node besides memory; 0 = no limit, or the default of the node.
ALTER TABLE workloads ADD COLUMN cpu_percent BIGINT NOT NULL DEFAULT 0;
ALTER TABLE workloads ADD COLUMN max_processes BIGINT NOT NULL DEFAULT 0;

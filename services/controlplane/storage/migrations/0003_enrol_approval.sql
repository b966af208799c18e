-- Tokens whose node waits for an operator before it gets anything.
ALTER TABLE enrol_tokens ADD COLUMN needs_approval BIGINT NOT NULL DEFAULT 0;

-- upgrade
ALTER TABLE deployment ADD COLUMN labels JSON;

ALTER TABLE flow ADD COLUMN labels JSON;

ALTER TABLE flow_run ADD COLUMN labels JSON;

ALTER TABLE task_run ADD COLUMN labels JSON;

-- A downgrade leaves this index without its collation.
DROP INDEX IF EXISTS ix_flow_name_case_insensitive;
CREATE INDEX ix_flow_name_case_insensitive ON flow (name COLLATE NOCASE);

-- downgrade
ALTER TABLE deployment DROP COLUMN labels;

DROP INDEX IF EXISTS ix_flow_name_case_insensitive;
ALTER TABLE flow DROP COLUMN labels;
CREATE INDEX IF NOT EXISTS ix_flow_name_case_insensitive ON flow (name);

ALTER TABLE flow_run DROP COLUMN labels;

ALTER TABLE task_run DROP COLUMN labels;

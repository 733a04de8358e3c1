-- upgrade
ALTER TABLE deployment ADD COLUMN labels jsonb;
ALTER TABLE flow ADD COLUMN labels jsonb;
ALTER TABLE flow_run ADD COLUMN labels jsonb;
ALTER TABLE task_run ADD COLUMN labels jsonb;

-- downgrade
ALTER TABLE task_run DROP COLUMN labels;
ALTER TABLE flow_run DROP COLUMN labels;
ALTER TABLE flow DROP COLUMN labels;
ALTER TABLE deployment DROP COLUMN labels;

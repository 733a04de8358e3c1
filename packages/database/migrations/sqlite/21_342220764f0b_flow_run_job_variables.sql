-- upgrade
ALTER TABLE flow_run ADD COLUMN job_variables JSON DEFAULT '{}';

-- downgrade
ALTER TABLE flow_run DROP COLUMN job_variables;

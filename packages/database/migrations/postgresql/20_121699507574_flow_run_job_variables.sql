-- upgrade
ALTER TABLE flow_run ADD COLUMN job_variables jsonb DEFAULT '{}';

-- downgrade
ALTER TABLE flow_run DROP COLUMN job_variables;

-- upgrade
ALTER TABLE flow_run_input ADD COLUMN sender VARCHAR;

-- downgrade
ALTER TABLE flow_run_input DROP COLUMN sender;

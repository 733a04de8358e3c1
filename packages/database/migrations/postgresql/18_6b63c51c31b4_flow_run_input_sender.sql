-- upgrade
ALTER TABLE flow_run_input ADD COLUMN sender varchar;

-- downgrade
ALTER TABLE flow_run_input DROP COLUMN sender;

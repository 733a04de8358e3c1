-- upgrade
ALTER TABLE task_run ALTER COLUMN flow_run_id DROP NOT NULL;
ALTER TABLE log ALTER COLUMN flow_run_id DROP NOT NULL;

-- downgrade
-- Fails, and changes nothing, where there are task runs or logs without a flow run.
ALTER TABLE task_run ALTER COLUMN flow_run_id SET NOT NULL;
ALTER TABLE log ALTER COLUMN flow_run_id SET NOT NULL;

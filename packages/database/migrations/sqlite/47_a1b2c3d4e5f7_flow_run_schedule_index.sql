-- upgrade
CREATE INDEX IF NOT EXISTS ix_flow_run__schedule_id_scheduler ON flow_run (deployment_id, json_extract(created_by, '$.id'), next_scheduled_start_time) WHERE state_type = 'SCHEDULED' and auto_scheduled = 1;

-- downgrade
DROP INDEX IF EXISTS ix_flow_run__schedule_id_scheduler;

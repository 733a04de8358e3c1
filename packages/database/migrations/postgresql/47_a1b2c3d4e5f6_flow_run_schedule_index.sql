-- upgrade
-- no transaction
-- drop invalid index: ix_flow_run__schedule_id_scheduler
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_flow_run__schedule_id_scheduler ON flow_run (deployment_id, (created_by ->> 'id'), next_scheduled_start_time) WHERE state_type = 'SCHEDULED' AND auto_scheduled = true;

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_flow_run__schedule_id_scheduler;

-- upgrade
-- no transaction
-- drop invalid index: ix_task_run__state_type_start_time
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_task_run__state_type_start_time ON task_run (state_type, start_time);

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_task_run__state_type_start_time;

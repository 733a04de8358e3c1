-- upgrade
CREATE INDEX IF NOT EXISTS ix_task_run__state_type_start_time ON task_run (state_type, start_time);

-- downgrade
DROP INDEX IF EXISTS ix_task_run__state_type_start_time;

-- upgrade
-- no transaction
-- drop invalid index: ix_flow_run__state_type_coalesce_start_time
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_flow_run__state_type_coalesce_start_time ON flow_run (state_type, coalesce(start_time, expected_start_time));

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_flow_run__state_type_coalesce_start_time;

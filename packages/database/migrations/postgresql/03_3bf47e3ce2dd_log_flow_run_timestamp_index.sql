-- upgrade
-- no transaction
-- drop invalid index: ix_log__flow_run_id_timestamp
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_log__flow_run_id_timestamp ON log (flow_run_id, "timestamp");

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_log__flow_run_id_timestamp;

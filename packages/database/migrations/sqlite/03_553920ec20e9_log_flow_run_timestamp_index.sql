-- upgrade
CREATE INDEX IF NOT EXISTS ix_log__flow_run_id_timestamp ON log (flow_run_id, timestamp);

-- downgrade
DROP INDEX IF EXISTS ix_log__flow_run_id_timestamp;

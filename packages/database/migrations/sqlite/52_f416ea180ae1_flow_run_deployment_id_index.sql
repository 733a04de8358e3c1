-- upgrade
CREATE INDEX IF NOT EXISTS ix_flow_run__deployment_id ON flow_run (deployment_id);

-- downgrade
DROP INDEX IF EXISTS ix_flow_run__deployment_id;

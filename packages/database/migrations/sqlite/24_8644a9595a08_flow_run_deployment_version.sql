-- upgrade
ALTER TABLE flow_run ADD COLUMN deployment_version VARCHAR;
CREATE INDEX IF NOT EXISTS ix_flow_run__deployment_version ON flow_run (deployment_version);

-- downgrade
DROP INDEX IF EXISTS ix_flow_run__deployment_version;
ALTER TABLE flow_run DROP COLUMN deployment_version;

-- upgrade
-- no transaction
ALTER TABLE flow_run ADD COLUMN IF NOT EXISTS deployment_version varchar;
-- drop invalid index: ix_flow_run__deployment_version
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_flow_run__deployment_version ON flow_run (deployment_version);

-- downgrade
ALTER TABLE flow_run DROP COLUMN deployment_version;

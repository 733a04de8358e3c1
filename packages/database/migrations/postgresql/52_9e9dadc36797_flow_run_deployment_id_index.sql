-- upgrade
-- no transaction
-- drop invalid index: ix_flow_run__deployment_id
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_flow_run__deployment_id ON flow_run (deployment_id);

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_flow_run__deployment_id;

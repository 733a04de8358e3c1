-- upgrade
-- no transaction
-- drop invalid index: ix_artifact__key_created_desc
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_artifact__key_created_desc ON artifact (key, created DESC) INCLUDE (id, updated, type, task_run_id, flow_run_id);

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_artifact__key_created_desc;

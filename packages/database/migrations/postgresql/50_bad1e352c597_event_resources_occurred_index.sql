-- upgrade
-- no transaction
-- drop invalid index: ix_event_resources__occurred
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_event_resources__occurred ON event_resources (occurred);

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_event_resources__occurred;

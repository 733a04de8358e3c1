-- upgrade
-- no transaction
-- drop invalid index: ix_event_resources__event_id
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_event_resources__event_id ON event_resources (event_id);

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_event_resources__event_id;

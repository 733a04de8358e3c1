-- upgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_events__event_related_occurred;
DROP INDEX CONCURRENTLY IF EXISTS ix_events__related_resource_ids;
-- drop invalid index: ix_events__related_gin
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_events__related_gin ON events USING gin (related);
-- drop invalid index: ix_events__event_occurred
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_events__event_occurred ON events (event, occurred);
-- drop invalid index: ix_events__related_resource_ids_gin
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_events__related_resource_ids_gin ON events USING gin (related_resource_ids);

-- downgrade
-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS ix_events__related_gin;
DROP INDEX CONCURRENTLY IF EXISTS ix_events__event_occurred;
DROP INDEX CONCURRENTLY IF EXISTS ix_events__related_resource_ids_gin;
-- drop invalid index: ix_events__event_related_occurred
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_events__event_related_occurred ON events (event, related, occurred);
-- drop invalid index: ix_events__related_resource_ids
CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_events__related_resource_ids ON events (related_resource_ids);

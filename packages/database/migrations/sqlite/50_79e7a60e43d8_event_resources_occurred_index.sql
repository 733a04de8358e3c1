-- upgrade
CREATE INDEX IF NOT EXISTS ix_event_resources__occurred ON event_resources (occurred);

-- downgrade
DROP INDEX IF EXISTS ix_event_resources__occurred;

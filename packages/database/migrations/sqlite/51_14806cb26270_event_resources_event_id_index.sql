-- upgrade
CREATE INDEX IF NOT EXISTS ix_event_resources__event_id ON event_resources (event_id);

-- downgrade
DROP INDEX IF EXISTS ix_event_resources__event_id;

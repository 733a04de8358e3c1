-- upgrade
ALTER TABLE worker ADD COLUMN heartbeat_interval_seconds integer;

-- downgrade
ALTER TABLE worker DROP COLUMN heartbeat_interval_seconds;

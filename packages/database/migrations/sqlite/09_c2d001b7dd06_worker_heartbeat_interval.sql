-- upgrade
ALTER TABLE worker ADD COLUMN heartbeat_interval_seconds INTEGER;

-- downgrade
ALTER TABLE worker DROP COLUMN heartbeat_interval_seconds;

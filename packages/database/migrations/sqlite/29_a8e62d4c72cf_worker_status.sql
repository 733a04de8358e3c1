-- upgrade
ALTER TABLE work_pool ADD COLUMN last_transitioned_status_at DATETIME;
ALTER TABLE work_pool ADD COLUMN last_status_event_id CHAR(36);

ALTER TABLE worker ADD COLUMN status VARCHAR(7) DEFAULT 'OFFLINE' NOT NULL;

-- downgrade
ALTER TABLE work_pool DROP COLUMN last_transitioned_status_at;
ALTER TABLE work_pool DROP COLUMN last_status_event_id;

ALTER TABLE worker DROP COLUMN status;

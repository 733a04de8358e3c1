-- upgrade
ALTER TABLE work_pool ADD COLUMN last_transitioned_status_at timestamptz;
ALTER TABLE work_pool ADD COLUMN last_status_event_id uuid;

-- The downgrade, the reference's too, leaves the type behind.
DROP TYPE IF EXISTS worker_status;
CREATE TYPE worker_status AS ENUM ('ONLINE', 'OFFLINE');
ALTER TABLE worker ADD COLUMN status worker_status DEFAULT 'OFFLINE' NOT NULL;

-- downgrade
ALTER TABLE worker DROP COLUMN status;
ALTER TABLE work_pool DROP COLUMN last_transitioned_status_at;
ALTER TABLE work_pool DROP COLUMN last_status_event_id;

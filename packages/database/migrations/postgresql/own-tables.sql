-- What this server keeps beside the reference's tables; the reference ignores names that begin with ts_.
CREATE TABLE IF NOT EXISTS ts_concurrency_lease (
  id uuid NOT NULL PRIMARY KEY,
  created timestamptz NOT NULL,
  expiration timestamptz NOT NULL,
  resource_ids jsonb NOT NULL,
  slots integer NOT NULL,
  holder_type varchar,
  holder_id uuid
);
CREATE INDEX IF NOT EXISTS ix_ts_concurrency_lease__expiration ON ts_concurrency_lease (expiration);
CREATE INDEX IF NOT EXISTS ix_ts_concurrency_lease__holder_id ON ts_concurrency_lease (holder_id);
CREATE TABLE IF NOT EXISTS ts_service_lease (
  name varchar NOT NULL PRIMARY KEY,
  holder uuid NOT NULL,
  expires timestamptz NOT NULL
);
-- Events that the automations have not looked at yet.
CREATE TABLE IF NOT EXISTS ts_pending_event (
  id uuid NOT NULL PRIMARY KEY,
  created timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_ts_pending_event__created ON ts_pending_event (created);
-- Actions that an automation has triggered, until they are done.
CREATE TABLE IF NOT EXISTS ts_triggered_action (
  id uuid NOT NULL PRIMARY KEY,
  created timestamptz NOT NULL,
  automation_id uuid NOT NULL,
  attempts integer NOT NULL,
  claimed_until timestamptz NOT NULL,
  body jsonb NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_ts_triggered_action__claimed_until ON ts_triggered_action (claimed_until);
-- Infrastructure that workers are to remove, until it is removed or given up.
CREATE TABLE IF NOT EXISTS ts_cleanup (
  id uuid NOT NULL PRIMARY KEY,
  created timestamptz NOT NULL,
  work_pool_id uuid NOT NULL,
  work_queue_id uuid NOT NULL,
  kind varchar NOT NULL,
  target jsonb NOT NULL,
  deliveries integer NOT NULL,
  held_by varchar,
  token varchar,
  lease_expires timestamptz
);
CREATE INDEX IF NOT EXISTS ix_ts_cleanup__work_pool_id ON ts_cleanup (work_pool_id);
CREATE INDEX IF NOT EXISTS ix_ts_cleanup__lease_expires ON ts_cleanup (lease_expires);

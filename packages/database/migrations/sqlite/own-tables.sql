-- What this server keeps beside the reference's tables; the reference ignores names that begin with ts_.
CREATE TABLE IF NOT EXISTS ts_concurrency_lease (
  id CHAR(36) NOT NULL PRIMARY KEY,
  created DATETIME NOT NULL,
  expiration DATETIME NOT NULL,
  resource_ids JSON NOT NULL,
  slots INTEGER NOT NULL,
  holder_type VARCHAR,
  holder_id CHAR(36)
);
CREATE INDEX IF NOT EXISTS ix_ts_concurrency_lease__expiration ON ts_concurrency_lease (expiration);
CREATE INDEX IF NOT EXISTS ix_ts_concurrency_lease__holder_id ON ts_concurrency_lease (holder_id);
CREATE TABLE IF NOT EXISTS ts_service_lease (
  name VARCHAR NOT NULL PRIMARY KEY,
  holder CHAR(36) NOT NULL,
  expires DATETIME NOT NULL
);
-- Events that an automation waits for, from when they are kept until the automation has looked at them.
CREATE TABLE IF NOT EXISTS ts_pending_event (
  id CHAR(36) NOT NULL PRIMARY KEY,
  created DATETIME NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_ts_pending_event__created ON ts_pending_event (created);
-- Actions that an automation has triggered, until they are done.
CREATE TABLE IF NOT EXISTS ts_triggered_action (
  id CHAR(36) NOT NULL PRIMARY KEY,
  created DATETIME NOT NULL,
  automation_id CHAR(36) NOT NULL,
  attempts INTEGER NOT NULL,
  claimed_until DATETIME NOT NULL,
  body JSON NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_ts_triggered_action__claimed_until ON ts_triggered_action (claimed_until);
-- Infrastructure that workers are to remove, until it is removed or given up.
CREATE TABLE IF NOT EXISTS ts_cleanup (
  id CHAR(36) NOT NULL PRIMARY KEY,
  created DATETIME NOT NULL,
  work_pool_id CHAR(36) NOT NULL,
  work_queue_id CHAR(36) NOT NULL,
  kind VARCHAR NOT NULL,
  target JSON NOT NULL,
  deliveries INTEGER NOT NULL,
  held_by VARCHAR,
  token VARCHAR,
  lease_expires DATETIME
);
CREATE INDEX IF NOT EXISTS ix_ts_cleanup__work_pool_id ON ts_cleanup (work_pool_id);
CREATE INDEX IF NOT EXISTS ix_ts_cleanup__lease_expires ON ts_cleanup (lease_expires);

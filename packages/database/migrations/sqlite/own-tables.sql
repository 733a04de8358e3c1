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

-- What this server keeps beside the reference's tables; the reference ignores names that begin with ts_.
CREATE TABLE IF NOT EXISTS ts_concurrency_lease (
  id CHAR(36) NOT NULL PRIMARY KEY,
  created DATETIME NOT NULL,
  expiration DATETIME NOT NULL,
  resource_ids JSON NOT NULL,
  slots INTEGER NOT NULL,
  holder JSON
);
CREATE INDEX IF NOT EXISTS ix_ts_concurrency_lease__expiration ON ts_concurrency_lease (expiration);

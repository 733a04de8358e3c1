-- upgrade
CREATE TABLE new_automation_bucket (
  automation_id CHAR(36) NOT NULL,
  trigger_id CHAR(36) NOT NULL,
  bucketing_key JSON NOT NULL,
  last_event JSON,
  start DATETIME NOT NULL,
  "end" DATETIME NOT NULL,
  count INTEGER NOT NULL,
  last_operation VARCHAR,
  triggered_at DATETIME,
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  CONSTRAINT pk_automation_bucket PRIMARY KEY (id),
  CONSTRAINT fk_automation_bucket__automation_id__automation FOREIGN KEY (automation_id) REFERENCES automation (id) ON DELETE CASCADE
);
INSERT INTO new_automation_bucket (automation_id, trigger_id, bucketing_key, last_event, start, "end", count, last_operation, triggered_at, id, created, updated)
SELECT automation_id, trigger_id, bucketing_key, last_event, start, "end", count, last_operation, triggered_at, id, created, updated FROM automation_bucket;
DROP TABLE automation_bucket;
ALTER TABLE new_automation_bucket RENAME TO automation_bucket;
CREATE INDEX ix_automation_bucket__automation_id__end ON automation_bucket (automation_id, end);
CREATE INDEX ix_automation_bucket__updated ON automation_bucket (updated);
CREATE UNIQUE INDEX uq_automation_bucket__automation_id__trigger_id__bucketing_key ON automation_bucket (automation_id, trigger_id, bucketing_key);

-- downgrade
CREATE TABLE new_automation_bucket (
  automation_id CHAR(36) NOT NULL,
  trigger_id CHAR(36),
  bucketing_key JSON NOT NULL,
  last_event JSON,
  start DATETIME NOT NULL,
  "end" DATETIME NOT NULL,
  count INTEGER NOT NULL,
  last_operation VARCHAR,
  triggered_at TIMESTAMP NOT NULL,
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  CONSTRAINT pk_automation_bucket PRIMARY KEY (id),
  CONSTRAINT fk_automation_bucket__automation_id__automation FOREIGN KEY (automation_id) REFERENCES automation (id) ON DELETE CASCADE
);
INSERT INTO new_automation_bucket (automation_id, trigger_id, bucketing_key, last_event, start, "end", count, last_operation, triggered_at, id, created, updated)
SELECT automation_id, trigger_id, bucketing_key, last_event, start, "end", count, last_operation, triggered_at, id, created, updated FROM automation_bucket;
DROP TABLE automation_bucket;
ALTER TABLE new_automation_bucket RENAME TO automation_bucket;
CREATE INDEX ix_automation_bucket__automation_id__end ON automation_bucket (automation_id, end);
CREATE INDEX ix_automation_bucket__updated ON automation_bucket (updated);
CREATE UNIQUE INDEX uq_automation_bucket__automation_id__bucketing_key ON automation_bucket (automation_id, bucketing_key);

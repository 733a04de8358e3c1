-- upgrade
CREATE TABLE new_concurrency_limit_v2 (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  active BOOLEAN NOT NULL,
  name VARCHAR NOT NULL,
  "limit" INTEGER NOT NULL,
  active_slots INTEGER NOT NULL,
  denied_slots INTEGER NOT NULL,
  slot_decay_per_second FLOAT NOT NULL,
  avg_slot_occupancy_seconds FLOAT NOT NULL,
  CONSTRAINT pk_concurrency_limit_v2 PRIMARY KEY (id),
  CONSTRAINT uq_concurrency_limit_v2__name UNIQUE (name)
);
INSERT INTO new_concurrency_limit_v2 (id, created, updated, active, name, "limit", active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds)
SELECT id, created, updated, active, name, "limit", active_slots, denied_slots, coalesce(slot_decay_per_second, 0.0), avg_slot_occupancy_seconds FROM concurrency_limit_v2;
DROP TABLE concurrency_limit_v2;
ALTER TABLE new_concurrency_limit_v2 RENAME TO concurrency_limit_v2;
CREATE INDEX ix_concurrency_limit_v2__updated ON concurrency_limit_v2 (updated);

-- downgrade
CREATE TABLE new_concurrency_limit_v2 (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  active BOOLEAN NOT NULL,
  name VARCHAR NOT NULL,
  "limit" INTEGER NOT NULL,
  active_slots INTEGER NOT NULL,
  denied_slots INTEGER NOT NULL,
  slot_decay_per_second FLOAT,
  avg_slot_occupancy_seconds FLOAT NOT NULL,
  CONSTRAINT pk_concurrency_limit_v2 PRIMARY KEY (id),
  CONSTRAINT uq_concurrency_limit_v2__name UNIQUE (name)
);
INSERT INTO new_concurrency_limit_v2 (id, created, updated, active, name, "limit", active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds)
SELECT id, created, updated, active, name, "limit", active_slots, denied_slots, slot_decay_per_second, avg_slot_occupancy_seconds FROM concurrency_limit_v2;
DROP TABLE concurrency_limit_v2;
ALTER TABLE new_concurrency_limit_v2 RENAME TO concurrency_limit_v2;
CREATE INDEX ix_concurrency_limit_v2__updated ON concurrency_limit_v2 (updated);

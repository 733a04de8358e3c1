-- upgrade
CREATE TABLE new_automation_event_follower (
  leader_event_id CHAR(36) NOT NULL,
  follower_event_id CHAR(36) NOT NULL,
  received DATETIME NOT NULL,
  follower JSON NOT NULL,
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  scope VARCHAR NOT NULL,
  CONSTRAINT pk_automation_event_follower PRIMARY KEY (id)
);
INSERT INTO new_automation_event_follower (leader_event_id, follower_event_id, received, follower, id, created, updated, scope)
SELECT leader_event_id, follower_event_id, received, follower, id, created, updated, 'triggers' FROM automation_event_follower;
DROP TABLE automation_event_follower;
ALTER TABLE new_automation_event_follower RENAME TO automation_event_follower;
CREATE INDEX ix_automation_event_follower__leader_event_id ON automation_event_follower (leader_event_id);
CREATE INDEX ix_automation_event_follower__received ON automation_event_follower (received);
CREATE INDEX ix_automation_event_follower__scope ON automation_event_follower (scope);
CREATE INDEX ix_automation_event_follower__updated ON automation_event_follower (updated);
CREATE UNIQUE INDEX uq_follower_for_scope ON automation_event_follower (scope, follower_event_id);

-- downgrade
CREATE TABLE new_automation_event_follower (
  leader_event_id CHAR(36) NOT NULL,
  follower_event_id CHAR(36) NOT NULL,
  received DATETIME NOT NULL,
  follower JSON NOT NULL,
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  CONSTRAINT pk_automation_event_follower PRIMARY KEY (id),
  CONSTRAINT uq_automation_event_follower__follower_event_id UNIQUE (follower_event_id)
);
INSERT INTO new_automation_event_follower (leader_event_id, follower_event_id, received, follower, id, created, updated)
SELECT leader_event_id, follower_event_id, received, follower, id, created, updated FROM automation_event_follower;
DROP TABLE automation_event_follower;
ALTER TABLE new_automation_event_follower RENAME TO automation_event_follower;
CREATE INDEX ix_automation_event_follower__leader_event_id ON automation_event_follower (leader_event_id);
CREATE INDEX ix_automation_event_follower__received ON automation_event_follower (received);
CREATE INDEX ix_automation_event_follower__updated ON automation_event_follower (updated);

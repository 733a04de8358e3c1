-- upgrade
ALTER TABLE deployment ADD COLUMN paused BOOLEAN DEFAULT '0' NOT NULL;
CREATE INDEX IF NOT EXISTS ix_deployment__paused ON deployment (paused);

CREATE TABLE deployment_schedule (
  id CHAR(36) DEFAULT (lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', abs(random()) % 4 + 1, 1) || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))) NOT NULL,
  created DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  updated DATETIME DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')) NOT NULL,
  schedule JSON NOT NULL,
  active BOOLEAN NOT NULL,
  deployment_id CHAR(36) NOT NULL,
  CONSTRAINT pk_deployment_schedule PRIMARY KEY (id),
  CONSTRAINT fk_deployment_schedule__deployment_id__deployment FOREIGN KEY (deployment_id) REFERENCES deployment (id) ON DELETE CASCADE
);
CREATE INDEX ix_deployment_schedule__deployment_id ON deployment_schedule (deployment_id);
CREATE INDEX ix_deployment_schedule__updated ON deployment_schedule (updated);

INSERT INTO deployment_schedule (deployment_id, schedule, active)
SELECT id, schedule, is_schedule_active FROM deployment WHERE schedule <> 'null';

UPDATE deployment SET paused = NOT is_schedule_active;

-- downgrade
DROP TABLE deployment_schedule;

DROP INDEX IF EXISTS ix_deployment__paused;
ALTER TABLE deployment DROP COLUMN paused;

-- upgrade
CREATE TABLE deployment_schedule (
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  schedule jsonb NOT NULL,
  active boolean NOT NULL,
  deployment_id uuid NOT NULL,
  CONSTRAINT pk_deployment_schedule PRIMARY KEY (id),
  CONSTRAINT fk_deployment_schedule__deployment_id__deployment FOREIGN KEY (deployment_id) REFERENCES deployment (id) ON DELETE CASCADE
);
CREATE INDEX ix_deployment_schedule__deployment_id ON deployment_schedule (deployment_id);
CREATE INDEX ix_deployment_schedule__updated ON deployment_schedule (updated);

ALTER TABLE deployment ADD COLUMN paused boolean DEFAULT false NOT NULL;
CREATE INDEX ix_deployment__paused ON deployment (paused);

INSERT INTO deployment_schedule (deployment_id, schedule, active)
SELECT id, schedule, is_schedule_active FROM deployment WHERE schedule IS NOT NULL AND schedule <> 'null';
UPDATE deployment SET paused = true WHERE NOT is_schedule_active;

-- downgrade
ALTER TABLE deployment DROP COLUMN paused;
DROP TABLE deployment_schedule;

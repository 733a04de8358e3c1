-- upgrade
CREATE TABLE deployment_version (
  deployment_id uuid NOT NULL,
  branch varchar,
  version_info jsonb DEFAULT '{}' NOT NULL,
  description text,
  tags jsonb DEFAULT '[]' NOT NULL,
  labels jsonb,
  entrypoint varchar,
  pull_steps jsonb,
  parameters jsonb DEFAULT '{}' NOT NULL,
  parameter_openapi_schema jsonb,
  enforce_parameter_schema boolean DEFAULT false NOT NULL,
  work_queue_id uuid,
  work_queue_name varchar,
  infra_overrides jsonb DEFAULT '{}' NOT NULL,
  id uuid DEFAULT gen_random_uuid() NOT NULL,
  created timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  updated timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT pk_deployment_version PRIMARY KEY (id),
  CONSTRAINT fk_deployment_version__deployment_id__deployment FOREIGN KEY (deployment_id) REFERENCES deployment (id) ON DELETE CASCADE,
  CONSTRAINT fk_deployment_version__work_queue_id__work_queue FOREIGN KEY (work_queue_id) REFERENCES work_queue (id) ON DELETE SET NULL
);
CREATE INDEX ix_deployment_version__deployment_id ON deployment_version (deployment_id);
CREATE INDEX ix_deployment_version__updated ON deployment_version (updated);
CREATE INDEX ix_deployment_version__work_queue_id ON deployment_version (work_queue_id);
CREATE INDEX ix_deployment_version__work_queue_name ON deployment_version (work_queue_name);
CREATE UNIQUE INDEX uq_deployment_version__deployment__branch ON deployment_version (deployment_id, branch);

ALTER TABLE deployment ADD COLUMN version_id uuid;
CREATE INDEX ix_deployment__version_id ON deployment (version_id);

-- downgrade
ALTER TABLE deployment DROP COLUMN version_id;
DROP TABLE deployment_version;

-- upgrade
DROP INDEX IF EXISTS ix_artifact__key_created_desc;

CREATE INDEX IF NOT EXISTS ix_artifact__key_created_desc ON artifact (key, created DESC);

CREATE INDEX IF NOT EXISTS ix_artifact_collection__updated ON artifact_collection (updated);

DROP INDEX IF EXISTS ix_block_document__block_type_name_name;
CREATE INDEX IF NOT EXISTS ix_block_document__block_type_name__name ON block_document (block_type_name, name);

ALTER TABLE deployment DROP COLUMN schedule;
ALTER TABLE deployment DROP COLUMN is_schedule_active;
ALTER TABLE deployment DROP COLUMN flow_data;
ALTER TABLE deployment DROP COLUMN manifest_path;

ALTER TABLE deployment_schedule DROP COLUMN max_active_runs;
ALTER TABLE deployment_schedule DROP COLUMN catchup;

DROP INDEX IF EXISTS ix_flow_run__deployment_id;
CREATE INDEX IF NOT EXISTS ix_flow_run__scheduler_deployment_id_auto_scheduled_next_schedu ON flow_run (deployment_id, auto_scheduled, next_scheduled_start_time) WHERE state_type = 'SCHEDULED';

-- downgrade
DROP INDEX IF EXISTS ix_artifact__key_created_desc;

DROP INDEX IF EXISTS ix_artifact_collection__updated;
CREATE INDEX IF NOT EXISTS ix_artifact__key_created_desc ON artifact_collection (key, created);

DROP INDEX IF EXISTS ix_block_document__block_type_name__name;
CREATE INDEX IF NOT EXISTS ix_block_document__block_type_name_name ON block_document (block_type_name, name);

ALTER TABLE deployment ADD COLUMN schedule JSON;
ALTER TABLE deployment ADD COLUMN is_schedule_active BOOLEAN DEFAULT '1' NOT NULL;
ALTER TABLE deployment ADD COLUMN flow_data JSON;
ALTER TABLE deployment ADD COLUMN manifest_path VARCHAR;

ALTER TABLE deployment_schedule ADD COLUMN max_active_runs INTEGER;
ALTER TABLE deployment_schedule ADD COLUMN catchup BOOLEAN DEFAULT '0' NOT NULL;

DROP INDEX IF EXISTS ix_flow_run__scheduler_deployment_id_auto_scheduled_next_schedu;
CREATE INDEX IF NOT EXISTS ix_flow_run__deployment_id ON flow_run (deployment_id);

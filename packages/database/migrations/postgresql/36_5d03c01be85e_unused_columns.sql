-- upgrade
UPDATE artifact_collection SET latest_id = gen_random_uuid() WHERE latest_id IS NULL;
ALTER TABLE artifact_collection ALTER COLUMN latest_id SET NOT NULL;
CREATE INDEX ix_artifact_collection__updated ON artifact_collection (updated);
ALTER TABLE deployment DROP COLUMN schedule;
ALTER TABLE deployment DROP COLUMN is_schedule_active;
ALTER TABLE deployment DROP COLUMN flow_data;
ALTER TABLE deployment DROP COLUMN manifest_path;
DROP INDEX ix_flow_run__deployment_id;
ALTER TABLE deployment_schedule DROP COLUMN catchup;
ALTER TABLE deployment_schedule DROP COLUMN max_active_runs;

-- downgrade
CREATE INDEX ix_flow_run__deployment_id ON flow_run (deployment_id);
ALTER TABLE deployment_schedule ADD COLUMN max_active_runs integer;
ALTER TABLE deployment_schedule ADD COLUMN catchup boolean DEFAULT false NOT NULL;
ALTER TABLE deployment ADD COLUMN flow_data jsonb;
ALTER TABLE deployment ADD COLUMN is_schedule_active boolean DEFAULT true NOT NULL;
ALTER TABLE deployment ADD COLUMN manifest_path varchar;
ALTER TABLE deployment ADD COLUMN schedule jsonb;
DROP INDEX ix_artifact_collection__updated;
ALTER TABLE artifact_collection ALTER COLUMN latest_id DROP NOT NULL;

-- upgrade
ALTER TABLE artifact_collection ADD COLUMN task_run_id CHAR(36);
ALTER TABLE artifact_collection ADD COLUMN flow_run_id CHAR(36);
ALTER TABLE artifact_collection ADD COLUMN "type" VARCHAR;
ALTER TABLE artifact_collection ADD COLUMN data JSON;
ALTER TABLE artifact_collection ADD COLUMN description VARCHAR;
ALTER TABLE artifact_collection ADD COLUMN metadata_ JSON;

-- downgrade
ALTER TABLE artifact_collection DROP COLUMN task_run_id;
ALTER TABLE artifact_collection DROP COLUMN flow_run_id;
ALTER TABLE artifact_collection DROP COLUMN "type";
ALTER TABLE artifact_collection DROP COLUMN data;
ALTER TABLE artifact_collection DROP COLUMN description;
ALTER TABLE artifact_collection DROP COLUMN metadata_;

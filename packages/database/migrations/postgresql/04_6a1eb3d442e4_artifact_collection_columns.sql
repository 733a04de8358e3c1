-- upgrade
ALTER TABLE artifact_collection ADD COLUMN task_run_id uuid;
ALTER TABLE artifact_collection ADD COLUMN flow_run_id uuid;
ALTER TABLE artifact_collection ADD COLUMN type varchar;
ALTER TABLE artifact_collection ADD COLUMN data json;
ALTER TABLE artifact_collection ADD COLUMN description varchar;
ALTER TABLE artifact_collection ADD COLUMN metadata_ json;

-- downgrade
ALTER TABLE artifact_collection DROP COLUMN metadata_;
ALTER TABLE artifact_collection DROP COLUMN description;
ALTER TABLE artifact_collection DROP COLUMN data;
ALTER TABLE artifact_collection DROP COLUMN type;
ALTER TABLE artifact_collection DROP COLUMN flow_run_id;
ALTER TABLE artifact_collection DROP COLUMN task_run_id;

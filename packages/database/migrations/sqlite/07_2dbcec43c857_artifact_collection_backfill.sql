-- upgrade
-- Every row; the reference fills the 500 with the smallest ids.
UPDATE artifact_collection
SET data = artifact.data,
  description = artifact.description,
  flow_run_id = artifact.flow_run_id,
  task_run_id = artifact.task_run_id,
  "type" = artifact."type",
  metadata_ = artifact.metadata_
FROM artifact
WHERE artifact.id = artifact_collection.latest_id;

-- downgrade

-- upgrade
-- An empty database gets base.sql.

-- downgrade
-- pg_trgm stays: others may use it, and not every user may create it again.
DROP TABLE
  agent,
  artifact,
  artifact_collection,
  block_document,
  block_document_reference,
  block_schema,
  block_schema_reference,
  block_type,
  concurrency_limit,
  configuration,
  deployment,
  flow,
  flow_run,
  flow_run_notification_policy,
  flow_run_notification_queue,
  flow_run_state,
  log,
  saved_search,
  task_run,
  task_run_state,
  task_run_state_cache,
  work_pool,
  work_queue,
  worker;
DROP TYPE state_type;
DROP TYPE IF EXISTS worker_status;

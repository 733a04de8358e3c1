-- upgrade
-- An empty database gets base.sql.

-- downgrade
DROP TABLE agent;
DROP TABLE artifact;
DROP TABLE artifact_collection;
DROP TABLE block_document;
DROP TABLE block_document_reference;
DROP TABLE block_schema;
DROP TABLE block_schema_reference;
DROP TABLE block_type;
DROP TABLE concurrency_limit;
DROP TABLE configuration;
DROP TABLE deployment;
DROP TABLE flow;
DROP TABLE flow_run;
DROP TABLE flow_run_notification_policy;
DROP TABLE flow_run_notification_queue;
DROP TABLE flow_run_state;
DROP TABLE log;
DROP TABLE saved_search;
DROP TABLE task_run;
DROP TABLE task_run_state;
DROP TABLE task_run_state_cache;
DROP TABLE work_pool;
DROP TABLE work_queue;
DROP TABLE worker;

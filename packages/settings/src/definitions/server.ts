import {
  aliased,
  boolean,
  duration,
  integer,
  logLevel,
  number,
  optionalNumber,
  optionalString,
  path,
  secret,
  string,
} from "../fields.ts";
import { HOUR } from "../parse/duration.ts";
import { section } from "../section.ts";

export const serverSettings = section("server", {
  logging_level: aliased(logLevel("WARNING"), "PREFECT_LOGGING_SERVER_LEVEL"),
  analytics_enabled: boolean(true),
  metrics_enabled: aliased(boolean(false), "PREFECT_API_ENABLE_METRICS"),
  log_retryable_errors: aliased(boolean(false), "PREFECT_API_LOG_RETRYABLE_ERRORS"),
  register_blocks_on_start: aliased(boolean(true), "PREFECT_API_BLOCKS_REGISTER_ON_START"),
  memoize_block_auto_registration: aliased(boolean(true), "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION"),
  memo_store_path: aliased(path(), "PREFECT_MEMO_STORE_PATH"),
  deployment_schedule_max_scheduled_runs: aliased(integer(50), "PREFECT_DEPLOYMENT_SCHEDULE_MAX_SCHEDULED_RUNS"),
});

export const serverApiSettings = section("server.api", {
  auth_string: secret(),
  host: string("127.0.0.1"),
  port: integer(4200),
  base_path: optionalString(),
  default_limit: aliased(integer(200), "PREFECT_API_DEFAULT_LIMIT"),
  keepalive_timeout: integer(5),
  csrf_protection_enabled: aliased(boolean(false), "PREFECT_SERVER_CSRF_PROTECTION_ENABLED"),
  csrf_token_expiration: aliased(duration(HOUR), "PREFECT_SERVER_CSRF_TOKEN_EXPIRATION"),
  cors_allowed_origins: aliased(string("*"), "PREFECT_SERVER_CORS_ALLOWED_ORIGINS"),
  cors_allowed_methods: aliased(string("*"), "PREFECT_SERVER_CORS_ALLOWED_METHODS"),
  cors_allowed_headers: aliased(string("*"), "PREFECT_SERVER_CORS_ALLOWED_HEADERS"),
  websocket_ping_interval: number(20),
  websocket_ping_timeout: number(20),
  max_parameter_size: integer(524_288, { ge: 0 }),
});

export const serverConcurrencySettings = section("server.concurrency", {
  lease_storage: string("prefect.server.concurrency.lease_storage.memory"),
  initial_deployment_lease_duration: number(300, { ge: 30, le: 3600 }),
  maximum_concurrency_slot_wait_seconds: number(30, { ge: 0 }),
});

export const serverDeploymentsSettings = section("server.deployments", {
  concurrency_slot_wait_seconds: aliased(number(30, { ge: 0 }), "PREFECT_DEPLOYMENT_CONCURRENCY_SLOT_WAIT_SECONDS"),
});

export const serverDocketSettings = section("server.docket", {
  name: string("prefect-server"),
  url: string("memory://"),
});

export const serverEphemeralSettings = section("server.ephemeral", {
  enabled: aliased(boolean(false), "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"),
  startup_timeout_seconds: integer(20),
});

export const serverFlowRunGraphSettings = section("server.flow_run_graph", {
  max_nodes: aliased(integer(10_000), "PREFECT_API_MAX_FLOW_RUN_GRAPH_NODES"),
  max_artifacts: aliased(integer(10_000), "PREFECT_API_MAX_FLOW_RUN_GRAPH_ARTIFACTS"),
});

export const serverLogsSettings = section("server.logs", {
  stream_out_enabled: boolean(false),
  stream_publishing_enabled: boolean(false),
});

export const serverTasksSettings = section("server.tasks", {
  tag_concurrency_slot_wait_seconds: aliased(
    number(10, { ge: 0 }),
    "PREFECT_TASK_RUN_TAG_CONCURRENCY_SLOT_WAIT_SECONDS",
  ),
  max_cache_key_length: aliased(integer(2000), "PREFECT_API_TASK_CACHE_KEY_MAX_LENGTH"),
});

export const serverTasksSchedulingSettings = section("server.tasks.scheduling", {
  max_scheduled_queue_size: aliased(integer(1000), "PREFECT_TASK_SCHEDULING_MAX_SCHEDULED_QUEUE_SIZE"),
  max_retry_queue_size: aliased(integer(100), "PREFECT_TASK_SCHEDULING_MAX_RETRY_QUEUE_SIZE"),
  pending_task_timeout: aliased(duration(0), "PREFECT_TASK_SCHEDULING_PENDING_TASK_TIMEOUT"),
});

export const serverUiSettings = section("server.ui", {
  enabled: aliased(boolean(true), "PREFECT_UI_ENABLED"),
  v2_enabled: boolean(true),
  api_url: aliased(string(""), "PREFECT_UI_API_URL"),
  serve_base: aliased(string("/"), "PREFECT_UI_SERVE_BASE"),
  static_directory: aliased(optionalString(), "PREFECT_UI_STATIC_DIRECTORY"),
  show_promotional_content: boolean(true),
});

export const serverWorkerChannelSettings = section("server.worker_channel", {
  cleanup_queue_storage: string("prefect.server.worker_communication.cleanup_queue.memory"),
  cleanup_lease_seconds: number(30, { gt: 0 }),
  cleanup_max_delivery_attempts: integer(3, { ge: 1 }),
  cleanup_completed_idempotency_retention_seconds: optionalNumber(null, { ge: 0 }),
});

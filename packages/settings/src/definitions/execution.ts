import {
  aliased,
  anything,
  boolean,
  integer,
  logLevel,
  number,
  numberOrNumbers,
  optionalBoolean,
  optionalInteger,
  optionalString,
  path,
  retryDelay,
  string,
  stringSet,
} from "../fields.ts";
import { section } from "../section.ts";

export const flowsSettings = section("flows", {
  heartbeat_frequency: aliased(optionalInteger(180, { ge: 30 }), "PREFECT_RUNNER_HEARTBEAT_FREQUENCY"),
  default_retries: aliased(integer(0, { ge: 0 }), "PREFECT_FLOW_DEFAULT_RETRIES"),
  default_retry_delay_seconds: aliased(numberOrNumbers(0), "PREFECT_FLOW_DEFAULT_RETRY_DELAY_SECONDS"),
});

export const pluginsSettings = section("plugins", {
  enabled: aliased(boolean(false), "PREFECT_EXPERIMENTS_PLUGINS_ENABLED"),
  allow: aliased(stringSet(), "PREFECT_EXPERIMENTS_PLUGINS_ALLOW"),
  deny: aliased(stringSet(), "PREFECT_EXPERIMENTS_PLUGINS_DENY"),
  setup_timeout_seconds: aliased(number(20), "PREFECT_EXPERIMENTS_PLUGINS_SETUP_TIMEOUT_SECONDS"),
  strict: aliased(boolean(false), "PREFECT_EXPERIMENTS_PLUGINS_STRICT"),
  safe_mode: aliased(boolean(false), "PREFECT_EXPERIMENTS_PLUGINS_SAFE_MODE"),
});

export const resultsSettings = section("results", {
  default_serializer: string("pickle"),
  persist_by_default: boolean(false),
  default_storage_block: aliased(optionalString(), "PREFECT_DEFAULT_RESULT_STORAGE_BLOCK"),
  local_storage_path: aliased(path(), "PREFECT_LOCAL_STORAGE_PATH"),
});

export const runnerSettings = section("runner", {
  process_limit: integer(5),
  poll_frequency: integer(10),
  crash_on_cancellation_failure: boolean(false),
  auto_install_dependencies: boolean(false),
});

export const runnerServerSettings = section("runner.server", {
  enable: boolean(false),
  host: string("localhost"),
  port: integer(8080),
  log_level: logLevel("ERROR"),
  missed_polls_tolerance: integer(2),
});

export const tasksSettings = section("tasks", {
  refresh_cache: boolean(false),
  default_no_cache: boolean(false),
  disable_caching: boolean(false),
  default_retries: aliased(integer(0, { ge: 0 }), "PREFECT_TASK_DEFAULT_RETRIES"),
  default_retry_delay_seconds: aliased(retryDelay(0), "PREFECT_TASK_DEFAULT_RETRY_DELAY_SECONDS"),
  default_persist_result: optionalBoolean(),
});

export const tasksRunnerSettings = section("tasks.runner", {
  thread_pool_max_workers: aliased(optionalInteger(null, { gt: 0 }), "PREFECT_TASK_RUNNER_THREAD_POOL_MAX_WORKERS"),
  process_pool_max_workers: optionalInteger(null, { gt: 0 }),
});

export const tasksSchedulingSettings = section("tasks.scheduling", {
  default_storage_block: aliased(optionalString(), "PREFECT_TASK_SCHEDULING_DEFAULT_STORAGE_BLOCK"),
  delete_failed_submissions: aliased(boolean(true), "PREFECT_TASK_SCHEDULING_DELETE_FAILED_SUBMISSIONS"),
});

export const telemetrySettings = section("telemetry", {
  enable_resource_metrics: boolean(true),
  resource_metrics_interval_seconds: integer(10, { ge: 1 }),
});

export const testingSettings = section("testing", {
  test_mode: aliased(boolean(false), "PREFECT_TEST_MODE"),
  unit_test_mode: aliased(boolean(false), "PREFECT_UNIT_TEST_MODE"),
  unit_test_loop_debug: aliased(boolean(true), "PREFECT_UNIT_TEST_LOOP_DEBUG"),
  test_setting: aliased(anything("FOO"), "PREFECT_TEST_SETTING"),
});

export const workerSettings = section("worker", {
  debug_mode: boolean(false),
  heartbeat_seconds: number(30),
  query_seconds: number(10),
  prefetch_seconds: number(10),
  enable_cancellation: boolean(false),
  cancellation_poll_seconds: number(120),
});

export const workerWebserverSettings = section("worker.webserver", {
  host: string("0.0.0.0"),
  port: integer(8080),
});

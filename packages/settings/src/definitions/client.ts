import {
  aliased,
  boolean,
  choice,
  integer,
  logLevel,
  number,
  optionalBoolean,
  optionalString,
  path,
  secret,
  statusCodes,
  string,
  stringMap,
  stringList,
} from "../fields.ts";
import { section } from "../section.ts";

export const apiSettings = section("api", {
  url: optionalString(),
  auth_string: secret(),
  key: secret(),
  tls_insecure_skip_verify: boolean(false),
  ssl_cert_file: optionalString(),
  enable_http2: boolean(false),
  request_timeout: number(60),
});

export const cliSettings = section("cli", {
  colors: boolean(true),
  prompt: optionalBoolean(),
  wrap_lines: boolean(true),
});

export const clientSettings = section("client", {
  max_retries: integer(5, { ge: 0 }),
  retry_jitter_factor: number(0.2, { ge: 0 }),
  retry_extra_codes: statusCodes(),
  csrf_support_enabled: boolean(true),
  custom_headers: stringMap(),
  server_version_check_enabled: boolean(true),
});

export const clientMetricsSettings = section("client.metrics", {
  enabled: aliased(boolean(false), "PREFECT_CLIENT_ENABLE_METRICS"),
  port: integer(4201),
});

export const cloudSettings = section("cloud", {
  api_url: string("https://api.prefect.cloud/api"),
  enable_orchestration_telemetry: boolean(true),
  max_log_size: integer(25_000),
  ui_url: string(""),
});

export const deploymentsSettings = section("deployments", {
  default_work_pool_name: aliased(optionalString(), "PREFECT_DEFAULT_WORK_POOL_NAME"),
  default_docker_build_namespace: aliased(optionalString(), "PREFECT_DEFAULT_DOCKER_BUILD_NAMESPACE"),
});

export const eventsSettings = section("events", {
  worker_max_queue_size: integer(0, { ge: 0 }),
});

export const experimentsSettings = section("experiments", {
  warn: aliased(boolean(true), "PREFECT_EXPERIMENTAL_WARN"),
});

export const internalSettings = section("internal", {
  logging_level: aliased(logLevel("ERROR"), "PREFECT_LOGGING_INTERNAL_LEVEL"),
});

export const loggingSettings = section("logging", {
  level: logLevel("INFO"),
  config_path: aliased(path(), "PREFECT_LOGGING_SETTINGS_PATH"),
  extra_loggers: stringList(),
  log_prints: boolean(false),
  colors: boolean(true),
  markup: boolean(false),
});

export const loggingToApiSettings = section("logging.to_api", {
  enabled: boolean(true),
  batch_interval: number(2),
  batch_size: integer(4_000_000),
  max_log_size: integer(1_000_000),
  when_missing_flow: choice(["warn", "error", "ignore"], "warn"),
});

import { aliased, boolean, duration, durationMap, integer, number, vacuumTypes } from "../fields.ts";
import { DAY, HOUR } from "../parse/duration.ts";
import { section } from "../section.ts";

export const serverServicesCancellationCleanupSettings = section("server.services.cancellation_cleanup", {
  enabled: aliased(boolean(true), "PREFECT_API_SERVICES_CANCELLATION_CLEANUP_ENABLED"),
  loop_seconds: aliased(number(20), "PREFECT_API_SERVICES_CANCELLATION_CLEANUP_LOOP_SECONDS"),
  cancelling_timeout_seconds: number(300, { gt: 0 }),
});

export const serverServicesDbVacuumSettings = section("server.services.db_vacuum", {
  enabled: vacuumTypes(["events"]),
  loop_seconds: number(3600, { gt: 0 }),
  orphan_cleanup_loop_seconds: number(86_400, { gt: 0 }),
  retention_period: duration(90 * DAY, { numeric: true, gt: HOUR }),
  batch_size: integer(200, { gt: 0 }),
  event_retention_overrides: durationMap({ "prefect.flow-run.heartbeat": 7 * DAY }),
});

/** Of prefect-ts alone: when a flow run whose heartbeats stopped counts as crashed. */
export const serverServicesDeadRunsSettings = section("server.services.dead_runs", {
  enabled: boolean(true),
  loop_seconds: number(15, { gt: 0 }),
  inactivity_heartbeat_multiple: integer(3, { gt: 0 }),
  fallback_heartbeat_interval_seconds: integer(180, { gt: 0 }),
});

export const serverServicesEventPersisterSettings = section("server.services.event_persister", {
  enabled: aliased(boolean(true), "PREFECT_API_SERVICES_EVENT_PERSISTER_ENABLED"),
  batch_size: aliased(integer(20, { gt: 0 }), "PREFECT_API_SERVICES_EVENT_PERSISTER_BATCH_SIZE"),
  read_batch_size: aliased(integer(1, { gt: 0 }), "PREFECT_API_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE"),
  flush_interval: aliased(number(5, { gt: 0 }), "PREFECT_API_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL"),
  queue_max_size: integer(50_000, { gt: 0 }),
  max_flush_retries: integer(5, { gt: 0 }),
});

export const serverServicesEventLoggerSettings = section("server.services.event_logger", {
  enabled: aliased(boolean(false), "PREFECT_API_SERVICES_EVENT_LOGGER_ENABLED"),
});

export const serverServicesForemanSettings = section("server.services.foreman", {
  enabled: aliased(boolean(true), "PREFECT_API_SERVICES_FOREMAN_ENABLED"),
  loop_seconds: aliased(number(15), "PREFECT_API_SERVICES_FOREMAN_LOOP_SECONDS"),
  inactivity_heartbeat_multiple: aliased(integer(3), "PREFECT_API_SERVICES_FOREMAN_INACTIVITY_HEARTBEAT_MULTIPLE"),
  fallback_heartbeat_interval_seconds: aliased(
    integer(30),
    "PREFECT_API_SERVICES_FOREMAN_FALLBACK_HEARTBEAT_INTERVAL_SECONDS",
  ),
  deployment_last_polled_timeout_seconds: aliased(
    integer(60),
    "PREFECT_API_SERVICES_FOREMAN_DEPLOYMENT_LAST_POLLED_TIMEOUT_SECONDS",
  ),
  work_queue_last_polled_timeout_seconds: aliased(
    integer(60),
    "PREFECT_API_SERVICES_FOREMAN_WORK_QUEUE_LAST_POLLED_TIMEOUT_SECONDS",
  ),
});

export const serverServicesLateRunsSettings = section("server.services.late_runs", {
  enabled: aliased(boolean(true), "PREFECT_API_SERVICES_LATE_RUNS_ENABLED"),
  loop_seconds: aliased(number(5), "PREFECT_API_SERVICES_LATE_RUNS_LOOP_SECONDS"),
  after_seconds: aliased(duration(15, { numeric: true }), "PREFECT_API_SERVICES_LATE_RUNS_AFTER_SECONDS"),
});

export const serverServicesSchedulerSettings = section("server.services.scheduler", {
  enabled: aliased(boolean(true), "PREFECT_API_SERVICES_SCHEDULER_ENABLED"),
  loop_seconds: aliased(number(60), "PREFECT_API_SERVICES_SCHEDULER_LOOP_SECONDS"),
  deployment_batch_size: aliased(integer(100), "PREFECT_API_SERVICES_SCHEDULER_DEPLOYMENT_BATCH_SIZE"),
  max_runs: aliased(integer(100), "PREFECT_API_SERVICES_SCHEDULER_MAX_RUNS"),
  min_runs: aliased(integer(3), "PREFECT_API_SERVICES_SCHEDULER_MIN_RUNS"),
  max_scheduled_time: aliased(duration(100 * DAY), "PREFECT_API_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME"),
  min_scheduled_time: aliased(duration(HOUR), "PREFECT_API_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME"),
  insert_batch_size: aliased(integer(500), "PREFECT_API_SERVICES_SCHEDULER_INSERT_BATCH_SIZE"),
  recent_deployments_loop_seconds: number(5),
});

export const serverServicesPauseExpirationsSettings = section("server.services.pause_expirations", {
  enabled: aliased(boolean(true), "PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_ENABLED"),
  loop_seconds: aliased(number(5), "PREFECT_API_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS"),
});

export const serverServicesRepossessorSettings = section("server.services.repossessor", {
  enabled: boolean(true),
  loop_seconds: number(15),
});

export const serverServicesCleanupReconcilerSettings = section("server.services.cleanup_reconciler", {
  enabled: boolean(true),
  loop_seconds: number(5, { gt: 0 }),
  batch_size: integer(100, { gt: 0 }),
});

export const serverServicesTaskRunRecorderSettings = section("server.services.task_run_recorder", {
  enabled: aliased(boolean(true), "PREFECT_API_SERVICES_TASK_RUN_RECORDER_ENABLED"),
  read_batch_size: integer(1, { gt: 0 }),
  batch_size: integer(1, { gt: 0 }),
  flush_interval: number(5, { gt: 0 }),
});

export const serverServicesTriggersSettings = section("server.services.triggers", {
  enabled: aliased(boolean(true), "PREFECT_API_SERVICES_TRIGGERS_ENABLED"),
  read_batch_size: integer(1, { gt: 0 }),
  pg_notify_reconnect_interval_seconds: integer(10),
  pg_notify_heartbeat_interval_seconds: integer(5),
});

import { duration, json } from "@prefect-ts/database/values";
import type { DeploymentSchedule } from "@prefect-ts/schemas/deployment-schedule";
import { FlowRunPolicy } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import type { Settings } from "@prefect-ts/settings/settings";
import { uuid7 } from "../ids.ts";
import type { DeploymentPlace } from "../models/deployment-record.ts";
import { randomName } from "../names.ts";
import { stateDetails } from "../states/state.ts";
import { nextDates, type ScheduledDate } from "./dates.ts";

/** How far ahead runs are planned; the settings of the scheduler stand for what is left out. */
export interface Horizon {
  /** Now, if left out. */
  start?: Timestamp;
  end?: Timestamp;
  /** Runs are planned at least that far after `start`. */
  minSeconds?: number;
  minRuns?: number;
  maxRuns?: number;
}

function datesOf(settings: Settings, { schedule }: DeploymentSchedule, horizon: Horizon): ScheduledDate[] {
  const start = horizon.start ?? Timestamp.now();
  const minRuns = horizon.minRuns ?? settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS");
  const maxRuns = horizon.maxRuns ?? settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS");
  const least = horizon.minSeconds ?? settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MIN_SCHEDULED_TIME");
  const most = settings.get("PREFECT_SERVER_SERVICES_SCHEDULER_MAX_SCHEDULED_TIME");
  const enough = start.plus(least);
  const dates: ScheduledDate[] = [];
  for (const date of nextDates(schedule, { from: start, until: horizon.end ?? start.plus(most), count: maxRuns })) {
    dates.push(date);
    if (dates.length >= minRuns && !date.at.isBefore(enough)) break;
  }
  return dates;
}

const scheduleKind = ({ schedule }: DeploymentSchedule): string =>
  "cron" in schedule ? "CronSchedule" : "rrule" in schedule ? "RRuleSchedule" : "IntervalSchedule";

const policy = json(defaultsOf(FlowRunPolicy));
const empty = json({});

/** What all runs of a schedule have in common. */
function commonColumns(deployment: DeploymentPlace, planned: DeploymentSchedule) {
  return {
    flow_id: deployment.flow_id,
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    work_queue_name: deployment.work_queue_name,
    work_queue_id: deployment.work_queue_id,
    parameters: json({ ...deployment.parameters, ...planned.parameters }),
    infrastructure_document_id: deployment.infrastructure_document_id,
    tags: json(["auto-scheduled", ...deployment.tags]),
    labels: json({
      ...deployment.labels,
      "prefect.flow.id": deployment.flow_id,
      "prefect.deployment.id": deployment.id,
    }),
    auto_scheduled: true,
    state_type: "SCHEDULED" as const,
    state_name: "Scheduled",
    run_count: 0,
    total_run_time: duration(0),
    context: empty,
    empirical_policy: policy,
    job_variables: empty,
    created_by: json({ id: planned.id, type: "SCHEDULE", display_value: planned.slug || scheduleKind(planned) }),
  };
}

/** A run that a schedule asks for. */
export interface PlannedRun {
  /** The same for every server, the reference's included: the same run is never planned twice. */
  key: string;
  deploymentId: string;
  scheduleId: string;
  at: Timestamp;
  columns: ReturnType<typeof commonColumns>;
}

/** The runs of a deployment by one of its schedules, as far ahead as the horizon says. */
export function plannedRuns(
  settings: Settings,
  deployment: DeploymentPlace,
  schedule: DeploymentSchedule,
  horizon: Horizon = {},
): PlannedRun[] {
  const columns = commonColumns(deployment, schedule);
  return datesOf(settings, schedule, horizon).map(({ at, text }) => ({
    key: `scheduled ${deployment.id} ${schedule.id} ${text}`,
    deploymentId: deployment.id,
    scheduleId: schedule.id,
    at,
    columns,
  }));
}

/** A planned run and its state, as the rows that hold them. */
export function rowsOf({ key, at, columns }: PlannedRun, now: Timestamp) {
  const id = uuid7();
  const run = {
    ...columns,
    id,
    created: now,
    updated: now,
    name: randomName(),
    idempotency_key: key,
    state_timestamp: now,
    next_scheduled_start_time: at,
    expected_start_time: at,
  };
  const state = {
    id: uuid7(),
    created: now,
    updated: now,
    flow_run_id: id,
    type: "SCHEDULED" as const,
    name: "Scheduled",
    timestamp: now,
    message: "Flow run scheduled",
    state_details: json(stateDetails({ scheduled_time: at })),
  };
  return { run, state };
}

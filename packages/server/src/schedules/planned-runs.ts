import { duration, json } from "@prefect-ts/database/values";
import type { DeploymentSchedule } from "@prefect-ts/schemas/deployment-schedule";
import { FlowRunPolicy } from "@prefect-ts/schemas/flow-run";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { uuid7 } from "../ids.ts";
import type { DeploymentPlace } from "../models/deployment-record.ts";
import { randomName } from "../names.ts";
import { stateDetails } from "../states/state.ts";
import type { PlannedDates } from "./planned-dates.ts";

const scheduleKind = ({ schedule }: DeploymentSchedule): string =>
  "cron" in schedule ? "CronSchedule" : "rrule" in schedule ? "RRuleSchedule" : "IntervalSchedule";

const policy = json(defaultsOf(FlowRunPolicy));
const empty = json({});
const noTime = duration(0);

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
    total_run_time: noTime,
    context: empty,
    empirical_policy: policy,
    job_variables: empty,
    created_by: json({ id: planned.id, type: "SCHEDULE", display_value: planned.slug || scheduleKind(planned) }),
  };
}

export type CommonColumns = ReturnType<typeof commonColumns>;

/** A run that a schedule asks for. */
export interface PlannedRun {
  /** The same for every server, the reference's included: the same run is never planned twice. */
  key: string;
  deploymentId: string;
  scheduleId: string;
  at: Timestamp;
  /** The same object for all runs of a schedule. */
  columns: CommonColumns;
}

/** The runs of a deployment by one of its schedules. */
export function plannedRuns(
  dates: PlannedDates,
  deployment: DeploymentPlace,
  schedule: DeploymentSchedule,
): PlannedRun[] {
  const columns = commonColumns(deployment, schedule);
  return dates.of(schedule.schedule).map(({ at, text }) => ({
    key: `scheduled ${deployment.id} ${schedule.id} ${text}`,
    deploymentId: deployment.id,
    scheduleId: schedule.id,
    at,
    columns,
  }));
}

/** What the rows of a schedule's runs, and of their states, have in common when they are written at `now`. */
export function sharedValues(columns: CommonColumns, now: Timestamp) {
  return {
    run: { ...columns, created: now, updated: now, state_timestamp: now },
    state: {
      created: now,
      updated: now,
      type: "SCHEDULED" as const,
      name: "Scheduled",
      timestamp: now,
      message: "Flow run scheduled",
    },
  };
}

/** What a planned run's row, and its state's, have for themselves. */
export function ownValues({ key, at }: PlannedRun) {
  const id = uuid7();
  return {
    run: {
      id,
      name: randomName(),
      idempotency_key: key,
      next_scheduled_start_time: at,
      expected_start_time: at,
    },
    state: { id: uuid7(), flow_run_id: id, state_details: json(stateDetails({ scheduled_time: at })) },
  };
}

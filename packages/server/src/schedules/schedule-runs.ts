import { duration, json } from "@prefect-ts/database/values";
import type { DeploymentSchedule } from "@prefect-ts/schemas/deployment-schedule";
import { FlowRunPolicy } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { type DeploymentPlace, readDeploymentPlace } from "../models/deployment-record.ts";
import { readSchedules } from "../models/deployment-schedules.ts";
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

function datesOf(tx: Tx, { schedule }: DeploymentSchedule, horizon: Horizon, start: Timestamp): ScheduledDate[] {
  const { settings } = tx;
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

const policy = defaultsOf(FlowRunPolicy);

/** A planned run and its state, as the rows that hold them. */
function rowsOf(deployment: DeploymentPlace, planned: DeploymentSchedule, date: ScheduledDate, now: Timestamp) {
  const id = uuid7();
  const stateId = uuid7();
  const run = {
    id,
    created: now,
    updated: now,
    name: randomName(),
    flow_id: deployment.flow_id,
    deployment_id: deployment.id,
    deployment_version: deployment.version,
    work_queue_name: deployment.work_queue_name,
    work_queue_id: deployment.work_queue_id,
    parameters: json({ ...deployment.parameters, ...planned.parameters }),
    infrastructure_document_id: deployment.infrastructure_document_id,
    idempotency_key: `scheduled ${deployment.id} ${planned.id} ${date.text}`,
    tags: json(["auto-scheduled", ...deployment.tags]),
    labels: json({
      ...deployment.labels,
      "prefect.flow.id": deployment.flow_id,
      "prefect.deployment.id": deployment.id,
    }),
    auto_scheduled: true,
    state_type: "SCHEDULED" as const,
    state_name: "Scheduled",
    state_timestamp: now,
    next_scheduled_start_time: date.at,
    expected_start_time: date.at,
    run_count: 0,
    total_run_time: duration(0),
    context: json({}),
    empirical_policy: json(policy),
    job_variables: json({}),
    created_by: json({ id: planned.id, type: "SCHEDULE", display_value: planned.slug || scheduleKind(planned) }),
  };
  const state = {
    id: stateId,
    created: now,
    updated: now,
    flow_run_id: id,
    type: "SCHEDULED" as const,
    name: "Scheduled",
    timestamp: now,
    message: "Flow run scheduled",
    state_details: json(stateDetails({ scheduled_time: date.at })),
  };
  return { run, state };
}

/** So many rows have fewer parameters than SQLite takes in a statement. */
const rowsAtOnce = 500;

async function insert(tx: Tx, rows: readonly ReturnType<typeof rowsOf>[]): Promise<string[]> {
  const inserted = await tx.db
    .insertInto("flow_run")
    .values(rows.map(({ run }) => run))
    .onConflict((conflict) => conflict.columns(["flow_id", "idempotency_key"]).doNothing())
    .returning("id")
    .execute();
  if (inserted.length === 0) return [];
  const ids = new Set(inserted.map(({ id }) => id));
  const states = rows.filter(({ run }) => ids.has(run.id)).map(({ state }) => state);
  await tx.db.insertInto("flow_run_state").values(states).execute();
  for (const { id, flow_run_id } of states) {
    await tx.db.updateTable("flow_run").set({ state_id: id }).where("id", "=", flow_run_id).execute();
  }
  return [...ids];
}

/**
 * Plans the runs of a deployment by its active schedules, as far ahead as the horizon says; answers the new ones' ids.
 * A run that is planned already, by us or by the reference, is not planned again. Without such a deployment: none.
 */
export async function scheduleRuns(tx: Tx, deploymentId: string, horizon: Horizon = {}): Promise<string[]> {
  const deployment = await readDeploymentPlace(tx, deploymentId);
  if (!deployment) return [];
  const now = Timestamp.now();
  const start = horizon.start ?? now;
  const active = (await readSchedules(tx, deploymentId)).filter((schedule) => schedule.active);
  const rows = active.flatMap((schedule) =>
    datesOf(tx, schedule, horizon, start).map((date) => rowsOf(deployment, schedule, date, now)),
  );
  const ids: string[] = [];
  for (let i = 0; i < rows.length; i += rowsAtOnce) ids.push(...(await insert(tx, rows.slice(i, i + rowsAtOnce))));
  return ids;
}

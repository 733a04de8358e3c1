import type { Tx } from "../context.ts";
import { readDeploymentPlace } from "../models/deployment-record.ts";
import { readSchedules } from "../models/deployment-schedules.ts";
import { insertPlannedRuns } from "./insert-planned-runs.ts";
import { type Horizon, PlannedDates } from "./planned-dates.ts";
import { plannedRuns } from "./planned-runs.ts";

/**
 * Plans the runs of a deployment by its active schedules, as far ahead as the horizon says; answers the new ones' ids.
 * Without such a deployment: none.
 */
export async function scheduleRuns(tx: Tx, deploymentId: string, horizon: Horizon = {}): Promise<string[]> {
  const deployment = await readDeploymentPlace(tx, deploymentId);
  if (!deployment) return [];
  const active = (await readSchedules(tx, deploymentId)).filter((schedule) => schedule.active);
  const dates = new PlannedDates(tx.settings, horizon);
  return await insertPlannedRuns(
    tx,
    active.flatMap((schedule) => plannedRuns(dates, deployment, schedule)),
  );
}

import type { Session } from "@prefect-ts/database/database";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { setFlowRunState } from "../models/flow-runs.ts";
import { markLateRunsPolicy } from "../orchestration/policies/mark-late-runs.ts";
import { newState, stateDetails } from "../states/state.ts";
import { type Service, writeEach } from "./service.ts";

const mostAtOnce = 400;
/** Runs that become late within so many seconds are looked for too: they say when there is something to do again. */
const aheadSeconds = 60;

/**
 * The first runs that wait under the name `Scheduled` since before `before`. The times lead to few rows, the states to every
 * run that is planned; coalesce() keeps SQLite, which cannot tell, from going by the states.
 */
const readOverdue = ({ db }: Session, before: Timestamp) =>
  db
    .selectFrom("flow_run")
    .select(["id", "next_scheduled_start_time"])
    .where("next_scheduled_start_time", "<=", before)
    .where(({ fn, val }) => fn.coalesce("state_type", val(null)), "=", "SCHEDULED")
    .where(({ fn, val }) => fn.coalesce("state_name", val(null)), "=", "Scheduled")
    .orderBy("next_scheduled_start_time")
    .limit(mostAtOnce)
    .execute();

/** By its id alone: the time would seem to lead PostgreSQL to as few rows, but to all that are late. */
async function markLate(tx: Tx, id: string, before: Timestamp): Promise<void> {
  const run = await tx.db
    .selectFrom("flow_run")
    .select(["state_type", "state_name", "next_scheduled_start_time"])
    .where("id", "=", id)
    .executeTakeFirst();
  const isOverdue = run?.next_scheduled_start_time && !run.next_scheduled_start_time.isAfter(before);
  if (!isOverdue || run.state_type !== "SCHEDULED" || run.state_name !== "Scheduled") return;
  const details = stateDetails({ scheduled_time: run.next_scheduled_start_time });
  const state = newState("SCHEDULED", { name: "Late", state_details: details });
  await setFlowRunState(tx, { id, state, policy: markLateRunsPolicy });
}

/** Marks flow runs late that did not start soon after they should have. */
export const lateRuns: Service = {
  name: "late runs",
  setting: "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED",
  summary: "Marks flow runs late that did not start when they should have.",
  isEnabled: (settings) => settings.get("PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED"),
  everySeconds: (settings) => settings.get("PREFECT_SERVER_SERVICES_LATE_RUNS_LOOP_SECONDS"),
  async pass(context, signal) {
    const patience = context.settings.get("PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS");
    const before = Timestamp.now().plus(-patience);
    const ahead = before.plus(aheadSeconds);
    const runs = await context.read((session) => readOverdue(session, ahead));
    const next = runs.findIndex(({ next_scheduled_start_time: at }) => at?.isAfter(before));
    const late = next === -1 ? runs : runs.slice(0, next);
    await writeEach(context, signal, late, (tx, { id }) => markLate(tx, id, before));
    const soonest = next === -1 ? ahead : (runs[next]?.next_scheduled_start_time ?? ahead);
    return late.length === mostAtOnce ? undefined : { until: soonest.plus(patience) };
  },
};

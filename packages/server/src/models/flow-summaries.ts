import type { Session } from "@prefect-ts/database/database";
import type { SimpleNextFlowRun } from "@prefect-ts/schemas/ui";
import { sql } from "kysely";

/** How many deployments each of these flows has, by the flows' ids in the order given. */
export async function countDeployments(session: Session, flowIds: readonly string[]): Promise<Record<string, number>> {
  const rows =
    flowIds.length === 0
      ? []
      : await session.db
          .selectFrom("deployment")
          .select(({ fn }) => ["flow_id", fn.countAll<number>().as("count")])
          .where("flow_id", "in", flowIds)
          .groupBy("flow_id")
          .execute();
  const counts = new Map(rows.map(({ flow_id, count }) => [flow_id, count]));
  return Object.fromEntries(flowIds.map((id) => [id, counts.get(id) ?? 0]));
}

/**
 * The run of each of these flows that starts next, null where none is scheduled. Runs that wait are few beside those
 * that a flow has had, so they are gone through once for all flows.
 */
export async function nextRuns(
  { db, dialect }: Session,
  flowIds: readonly string[],
): Promise<Record<string, SimpleNextFlowRun | null>> {
  const rows =
    flowIds.length === 0
      ? []
      : await db
          .selectFrom((from) =>
            from
              .selectFrom("flow_run")
              .select(["id", "flow_id", "name", "state_name", "state_type", "next_scheduled_start_time"])
              .select(
                sql<number>`row_number() over (partition by flow_id order by next_scheduled_start_time, id)`.as(
                  "place",
                ),
              )
              .where("state_type", "=", "SCHEDULED")
              .where("next_scheduled_start_time", "is not", null)
              .where((is) => is(dialect.notByIndex(is.ref("flow_id")), "in", flowIds))
              .as("waiting"),
          )
          .select(["id", "flow_id", "name", "state_name", "state_type", "next_scheduled_start_time"])
          .where("place", "=", 1)
          .execute();
  const runs = new Map(rows.map((run) => [run.flow_id, toNextRun(run)]));
  return Object.fromEntries(flowIds.map((id) => [id, runs.get(id) ?? null]));
}

type Waiting = { [Key in keyof SimpleNextFlowRun]: SimpleNextFlowRun[Key] | null } & {
  id: string;
  flow_id: string;
  name: string;
};

function toNextRun({ state_name, state_type, next_scheduled_start_time, ...run }: Waiting): SimpleNextFlowRun | null {
  if (state_name === null || state_type === null || next_scheduled_start_time === null) return null;
  return { ...run, state_name, state_type, next_scheduled_start_time };
}

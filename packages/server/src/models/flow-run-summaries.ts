import type { Session } from "@prefect-ts/database/database";
import type { RunFilters } from "@prefect-ts/database/filters/matching";
import { flowRunPage } from "@prefect-ts/database/filters/page";
import type { FlowRunSort } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { SimpleFlowRun } from "@prefect-ts/schemas/ui";
import type { ListPart } from "./flows.ts";
import { estimatedRunTime, estimatedStartTimeDelta } from "./run-columns.ts";

/** Flow runs as points in a chart: when each started or should start, for how long it ran, and how late. */
export async function flowRunPoints(
  session: Session,
  filters: RunFilters,
  sort: FlowRunSort,
  part: ListPart,
): Promise<SimpleFlowRun[]> {
  const columns = session.db
    .selectFrom("flow_run")
    .select([
      "flow_run.id",
      "flow_run.state_type",
      "flow_run.start_time",
      "flow_run.expected_start_time",
      "flow_run.total_run_time",
      "flow_run.state_timestamp",
    ]);
  const now = Timestamp.now();
  const runs = await flowRunPage(session, columns, filters, sort, part);
  return runs.flatMap((run) => {
    const timestamp = run.start_time ?? run.expected_start_time;
    if (run.state_type === null || timestamp === null) return [];
    return [
      {
        id: run.id,
        state_type: run.state_type,
        timestamp,
        duration: estimatedRunTime(run, now),
        lateness: estimatedStartTimeDelta(run, now),
      },
    ];
  });
}

/** How many task runs each of these flow runs has, by their ids in the order given; those that stand for a subflow are not counted. */
export async function countTaskRunsOf(
  session: Session,
  flowRunIds: readonly string[],
): Promise<Record<string, number>> {
  const rows =
    flowRunIds.length === 0
      ? []
      : await session.db
          .selectFrom("task_run")
          .select(({ fn }) => ["flow_run_id", fn.countAll<number>().as("count")])
          .where("flow_run_id", "in", flowRunIds)
          .where(({ not, exists, selectFrom, lit }) =>
            not(
              exists(
                selectFrom("flow_run as subflow")
                  .select(lit(1).as("one"))
                  .whereRef("subflow.parent_task_run_id", "=", "task_run.id"),
              ),
            ),
          )
          .groupBy("flow_run_id")
          .execute();
  const counts = new Map(rows.map(({ flow_run_id, count }) => [flow_run_id, count]));
  return Object.fromEntries(flowRunIds.map((id) => [id, counts.get(id) ?? 0]));
}

export async function readFlowRunName(session: Session, id: string): Promise<string | null> {
  const run = await session.db.selectFrom("flow_run").select("name").where("id", "=", id).executeTakeFirst();
  return run?.name ?? null;
}

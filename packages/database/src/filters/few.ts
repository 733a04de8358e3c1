import { type SqlBool, sql } from "kysely";
import type { Session } from "../database.ts";
import type { Condition, MaybeCondition } from "./combine.ts";
import { flowRunLeads, taskRunLeads } from "./leads.ts";
import type { RunFilters } from "./related.ts";

/** To look up and sort so many takes a few milliseconds. */
const most = 2000;

/** The leads are tried one after another: the index of each is read until the rows are too many. */
async function firstFew(
  session: Session,
  table: "flow_run" | "task_run",
  leads: readonly Condition[],
): Promise<MaybeCondition> {
  const { findRows, rowKey } = session.dialect;
  if (!findRows) return undefined;
  for (const lead of leads) {
    const keys = sql`(select ${rowKey(table)} as key from ${sql.table(table)} where ${lead} limit ${sql.lit(most + 1)})`;
    const { count, areThese } = await findRows(session, table, keys);
    if (count <= most) return areThese;
  }
  return undefined;
}

/**
 * A condition that names a few flow runs, among which are all that match; undefined where no part of the filters leads to few,
 * or where the dialect finds out by itself.
 */
export const fewFlowRuns = (session: Session, filters: RunFilters): Promise<MaybeCondition> =>
  firstFew(session, "flow_run", flowRunLeads(filters, session.dialect));

/** As {@link fewFlowRuns}, of task runs: by their own fields, or by their flow runs where those are few. */
export async function fewTaskRuns(session: Session, filters: RunFilters): Promise<MaybeCondition> {
  const few = await firstFew(session, "task_run", taskRunLeads(filters, session.dialect));
  if (few) return few;
  const flowRuns = await fewFlowRuns(session, { ...filters, task_runs: null });
  if (!flowRuns) return undefined;
  const ofThose = sql<SqlBool>`task_run.flow_run_id in (select id from flow_run where ${flowRuns})`;
  return await firstFew(session, "task_run", [ofThose]);
}

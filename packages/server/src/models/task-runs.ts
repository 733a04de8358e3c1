import type { Session } from "@prefect-ts/database/database";
import { type RunFilters, taskRunsMatching } from "@prefect-ts/database/filters/matching";
import { taskRunPage } from "@prefect-ts/database/filters/page";
import type { TaskRunSort } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import type { Tx } from "../context.ts";
import { randomName } from "../names.ts";
import { countRuns } from "./all-runs.ts";
import type { ListPart } from "./flows.ts";
import { readTaskRunRow, selectTaskRuns, type TaskRunRecord } from "./task-run-record.ts";

/** Sets what the update names, an empty name to one made up; false where there is no such run. */
export async function updateTaskRun(tx: Tx, id: string, { name }: { name?: string }): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable("task_run")
    .set({ updated: Timestamp.now(), ...(name !== undefined && { name: name || randomName() }) })
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

export async function readTaskRuns(
  session: Session,
  filters: RunFilters,
  sort: TaskRunSort,
  part: ListPart,
): Promise<TaskRunRecord[]> {
  const rows = await taskRunPage(session, selectTaskRuns(session.db), filters, sort, part);
  return rows.map(readTaskRunRow);
}

export function countTaskRuns(session: Session, filters: RunFilters): Promise<number> {
  return countRuns(session, "task_run", filters, async () => {
    const { count } = await taskRunsMatching(session, filters)
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return count;
  });
}

/** Deletes a task run with its logs; false where there is no such run. */
export async function deleteTaskRun(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db.deleteFrom("task_run").where("id", "=", id).executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) return false;
  await tx.db.deleteFrom("log").where("task_run_id", "=", id).execute();
  return true;
}

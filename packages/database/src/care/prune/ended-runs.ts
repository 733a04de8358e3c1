import { terminalTypes } from "@prefect-ts/schemas/state";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { sql } from "kysely";
import type { Session, Transaction } from "../../database.ts";
import { mendCollections } from "../collections.ts";

/** How many rows of each kind were deleted. */
export interface Pruned {
  readonly flowRuns: number;
  readonly taskRuns: number;
  readonly logs: number;
  readonly artifacts: number;
}

export const nothing: Pruned = { flowRuns: 0, taskRuns: 0, logs: 0, artifacts: 0 };

export const sum = (a: Pruned, b: Pruned): Pruned => ({
  flowRuns: a.flowRuns + b.flowRuns,
  taskRuns: a.taskRuns + b.taskRuns,
  logs: a.logs + b.logs,
  artifacts: a.artifacts + b.artifacts,
});

/** The end of a batch: `isLast` where no more runs are found. */
export type PrunedBatch = Pruned & { readonly isLast: boolean };

/** Ended runs that no other run has begun: those become their own once that run is deleted. */
export const endedFlowRuns = ({ db, dialect }: Session, before: Timestamp) =>
  db
    .selectFrom("flow_run")
    .where("end_time", "<", before)
    .where(({ ref }) => dialect.notByIndex(ref("parent_task_run_id")), "is", null)
    .where(({ ref }) => dialect.notByIndex(ref("state_type")), "in", terminalTypes);

/** Ended task runs outside of flows. */
const endedTaskRuns = ({ db, dialect }: Session, before: Timestamp) =>
  db
    .selectFrom("task_run")
    .where("end_time", "<", before)
    .where(({ ref }) => dialect.notByIndex(ref("flow_run_id")), "is", null)
    .where(({ ref }) => dialect.notByIndex(ref("state_type")), "in", terminalTypes);

/** What would be deleted, but for runs that other ended runs have begun. */
export async function endedCounts(session: Session, before: Timestamp): Promise<Pruned> {
  const runs = () => endedFlowRuns(session, before).select("id");
  const { db } = session;
  const count = sql<number>`count(*)`.as("count");
  const [flowRuns, ofFlows, outside, logs, artifacts] = await Promise.all([
    endedFlowRuns(session, before).select(count).executeTakeFirstOrThrow(),
    db.selectFrom("task_run").where("flow_run_id", "in", runs()).select(count).executeTakeFirstOrThrow(),
    endedTaskRuns(session, before).select(count).executeTakeFirstOrThrow(),
    db.selectFrom("log").where("flow_run_id", "in", runs()).select(count).executeTakeFirstOrThrow(),
    db.selectFrom("artifact").where("flow_run_id", "in", runs()).select(count).executeTakeFirstOrThrow(),
  ]);
  return {
    flowRuns: flowRuns.count,
    taskRuns: ofFlows.count + outside.count,
    logs: logs.count,
    artifacts: artifacts.count,
  };
}

/** Deletes some flow runs that ended before an instant, with all that is theirs. */
export async function deleteEndedFlowRuns(tx: Transaction, before: Timestamp, most: number): Promise<PrunedBatch> {
  const found = await endedFlowRuns(tx, before)
    .select("id")
    .orderBy("end_time")
    .limit(most)
    .modifyEnd(tx.dialect.lockRows)
    .execute();
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return { ...nothing, isLast: true };
  const logs = await tx.db.deleteFrom("log").where("flow_run_id", "in", ids).executeTakeFirstOrThrow();
  const artifacts = await tx.db.deleteFrom("artifact").where("flow_run_id", "in", ids).executeTakeFirstOrThrow();
  const taskRuns = await tx.db.deleteFrom("task_run").where("flow_run_id", "in", ids).executeTakeFirstOrThrow();
  await tx.db.deleteFrom("flow_run").where("id", "in", ids).execute();
  if (artifacts.numDeletedRows > 0n) await mend(tx);
  return {
    flowRuns: ids.length,
    taskRuns: Number(taskRuns.numDeletedRows),
    logs: Number(logs.numDeletedRows),
    artifacts: Number(artifacts.numDeletedRows),
    isLast: false,
  };
}

/** Deletes some task runs outside of flows that ended before an instant, with all that is theirs. */
export async function deleteEndedTaskRuns(tx: Transaction, before: Timestamp, most: number): Promise<PrunedBatch> {
  const found = await endedTaskRuns(tx, before)
    .select("id")
    .orderBy("end_time")
    .limit(most)
    .modifyEnd(tx.dialect.lockRows)
    .execute();
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return { ...nothing, isLast: true };
  const ofTasks = (table: "log" | "artifact") =>
    tx.db.deleteFrom(table).where("task_run_id", "in", ids).where("flow_run_id", "is", null).executeTakeFirstOrThrow();
  const logs = await ofTasks("log");
  const artifacts = await ofTasks("artifact");
  await tx.db.deleteFrom("task_run").where("id", "in", ids).execute();
  if (artifacts.numDeletedRows > 0n) await mend(tx);
  return {
    flowRuns: 0,
    taskRuns: ids.length,
    logs: Number(logs.numDeletedRows),
    artifacts: Number(artifacts.numDeletedRows),
    isLast: false,
  };
}

async function mend(tx: Transaction): Promise<void> {
  for (const statement of mendCollections) await sql.raw(statement).execute(tx.db);
}

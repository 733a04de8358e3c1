import type { Session } from "@prefect-ts/database/database";
import { stateFromRow } from "../states/rows.ts";
import type { RunState } from "../states/state.ts";

const columns = [
  "state.id",
  "state.type",
  "state.name",
  "state.timestamp",
  "state.message",
  "state.state_details",
  "state.data",
] as const;

const selectFlowRunStates = ({ db }: Session) =>
  db
    .selectFrom("flow_run_state as state")
    .leftJoin("artifact as result", "result.id", "state.result_artifact_id")
    .select([...columns, "result.data as result"]);

const selectTaskRunStates = ({ db }: Session) =>
  db
    .selectFrom("task_run_state as state")
    .leftJoin("artifact as result", "result.id", "state.result_artifact_id")
    .select([...columns, "result.data as result"]);

export async function readFlowRunState(session: Session, id: string): Promise<RunState | undefined> {
  const row = await selectFlowRunStates(session).where("state.id", "=", id).executeTakeFirst();
  return row && stateFromRow(row, row.data ?? row.result);
}

/** All states that a flow run had, in their order. */
export async function readStatesOfFlowRun(session: Session, flowRunId: string): Promise<RunState[]> {
  const rows = await selectFlowRunStates(session)
    .where("state.flow_run_id", "=", flowRunId)
    .orderBy("state.timestamp")
    .execute();
  return rows.map((row) => stateFromRow(row, row.data ?? row.result));
}

export async function readTaskRunState(session: Session, id: string): Promise<RunState | undefined> {
  const row = await selectTaskRunStates(session).where("state.id", "=", id).executeTakeFirst();
  return row && stateFromRow(row, row.data ?? row.result);
}

/** All states that a task run had, in their order. */
export async function readStatesOfTaskRun(session: Session, taskRunId: string): Promise<RunState[]> {
  const rows = await selectTaskRunStates(session)
    .where("state.task_run_id", "=", taskRunId)
    .orderBy("state.timestamp")
    .execute();
  return rows.map((row) => stateFromRow(row, row.data ?? row.result));
}

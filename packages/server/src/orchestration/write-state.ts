import { type BoundQuery, type Prepared, prepared, preparedInsert } from "@prefect-ts/database/prepared";
import type { Tables } from "@prefect-ts/database/tables";
import { duration, json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { keepResult } from "../models/result-artifacts.ts";
import type { FlowRunRecord } from "../models/flow-run-record.ts";
import { changedColumns, type RunColumns } from "../models/run-columns.ts";
import type { TaskRunRecord } from "../models/task-run-record.ts";
import type { RunState } from "../states/state.ts";
import type { Writer } from "./engine.ts";
import type { Transition } from "./transition.ts";

const stateColumns = [
  ...(["id", "created", "updated", "type", "timestamp", "name", "message", "state_details"] as const),
  "result_artifact_id",
] as const;
const insertFlowRunState = preparedInsert("flow_run_state", [...stateColumns, "flow_run_id"]);
const insertTaskRunState = preparedInsert("task_run_state", [...stateColumns, "task_run_id"]);

const runColumns = [
  ...(["state_id", "state_type", "state_name", "state_timestamp", "run_count", "expected_start_time"] as const),
  ...(["next_scheduled_start_time", "start_time", "end_time", "total_run_time", "empirical_policy"] as const),
] as const;

const written: Record<string, (value: unknown) => unknown> = {
  total_run_time: (value) => duration(Number(value)),
  empirical_policy: json,
};

type RunTable = "flow_run" | "task_run";
type RunChange = { id: string } & Record<string, unknown>;
type ChangeRun = Prepared<RunChange, unknown>;
const changeRun: Record<RunTable, Map<string, ChangeRun>> = { flow_run: new Map(), task_run: new Map() };

/** Only what changed is written, since every written column costs the indexes it stands in; a statement a set of columns. */
function changeOf<Table extends RunTable>(table: Table, columns: readonly string[]): ChangeRun {
  const key = columns.join();
  let query = changeRun[table].get(key);
  if (!query) {
    query = prepared<RunChange>()((db, parameter) =>
      db
        .updateTable<keyof Tables>(table)
        .set(Object.fromEntries(columns.map((column) => [column, parameter(column)])))
        .where("id", "=", parameter("id")),
    );
    changeRun[table].set(key, query);
  }
  return query;
}

function writeRun<Run extends RunColumns & { updated: Timestamp }, Column extends keyof Run & string>(
  table: RunTable,
  columns: readonly Column[],
  { tx, run }: Transition<Run>,
  before: Run,
): void {
  const changed = Object.entries(changedColumns(run, before, columns));
  if (changed.length === 0) return;
  run.updated = Timestamp.now();
  const values = Object.fromEntries(changed.map(([column, value]) => [column, (written[column] ?? same)(value)]));
  const names = [...changed.map(([column]) => column), "updated"];
  tx.send(changeOf(table, names).with({ ...values, updated: run.updated, id: run.id }));
}

const same = (value: unknown) => value;

const rowOf = (state: RunState, resultId: string | null, now: Timestamp) => ({
  id: state.id,
  created: now,
  updated: now,
  type: state.type,
  timestamp: state.timestamp,
  name: state.name,
  message: state.message,
  state_details: json(state.state_details),
  result_artifact_id: resultId,
});

/** What the writers of flow runs and task runs differ in. */
interface Parts<Run> {
  table: RunTable;
  columns: readonly (keyof Run & string)[];
  ownerOf(run: Run): { flow_run_id: string | null; task_run_id: string | null };
  insertState(run: Run, row: ReturnType<typeof rowOf>): BoundQuery;
}

type Written = RunColumns & { updated: Timestamp };

/**
 * With `insertRun`, for a run that is not in the database yet: it is inserted with what its first state makes of it, and
 * together with that state where the dialect can, so that its many indexes are written once.
 */
function writerOf<Run extends Written>(parts: Parts<Run>, insertRun?: (run: Run) => BoundQuery): Writer<Run> {
  let stored: Run | undefined;
  return {
    async state({ tx, run, proposed }) {
      if (!proposed) return run.state;
      const now = Timestamp.now();
      const result = proposed.data === null ? null : await keepResult(tx, proposed.data, parts.ownerOf(run), now);
      if (result) proposed.data = result.data;
      run.state_id = proposed.id;
      run.state = result || proposed.data === null ? proposed : { ...proposed, data: null };
      const state = parts.insertState(run, rowOf(proposed, result?.id ?? null, now));
      if (insertRun) {
        stored = tx.dialect.insertsTogether ? { ...run } : { ...run, state_id: null };
        tx.send(insertRun(stored), state);
      } else tx.send(state);
      return proposed;
    },
    run: (transition, before) => writeRun(parts.table, parts.columns, transition, stored ?? before),
  };
}

const flowRunParts: Parts<FlowRunRecord> = {
  table: "flow_run",
  columns: runColumns,
  ownerOf: (run) => ({ flow_run_id: run.id, task_run_id: null }),
  insertState: (run, row) => insertFlowRunState.with({ ...row, flow_run_id: run.id }),
};

const taskRunParts: Parts<TaskRunRecord> = {
  table: "task_run",
  columns: [...runColumns, "flow_run_run_count"],
  ownerOf: (run) => ({ flow_run_id: run.flow_run_id, task_run_id: run.id }),
  insertState: (run, row) => insertTaskRunState.with({ ...row, task_run_id: run.id }),
};

export const writeFlowRunState = writerOf(flowRunParts);
export const writeTaskRunState = writerOf(taskRunParts);

/** Writers for one new run each. */
export const insertingFlowRun = (insert: (run: FlowRunRecord) => BoundQuery) => writerOf(flowRunParts, insert);
export const insertingTaskRun = (insert: (run: TaskRunRecord) => BoundQuery) => writerOf(taskRunParts, insert);

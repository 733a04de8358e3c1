import type { Session } from "@prefect-ts/database/database";
import { prepared, preparedInsert } from "@prefect-ts/database/prepared";
import { duration, json } from "@prefect-ts/database/values";
import type { TaskRunCreate } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { uuid7 } from "../ids.ts";
import type { Tx } from "../context.ts";
import { randomName } from "../names.ts";
import { insertingTaskRun } from "../orchestration/write-state.ts";
import { newState, stateFromRequest } from "../states/state.ts";
import type { LabelMap } from "./flow-run-labels.ts";
import { readTaskRunRow, selectTaskRuns, type TaskRunRecord } from "./task-run-record.ts";
import { governTaskRun } from "./task-run-state.ts";

const insertTaskRun = preparedInsert("task_run", [
  ...([
    "id",
    "created",
    "updated",
    "name",
    "state_id",
    "state_type",
    "state_name",
    "state_timestamp",
    "run_count",
  ] as const),
  ...(["expected_start_time", "next_scheduled_start_time", "start_time", "end_time", "total_run_time"] as const),
  ...(["flow_run_id", "task_key", "dynamic_key", "cache_key", "cache_expiration", "task_version"] as const),
  ...(["empirical_policy", "task_inputs", "tags", "labels", "flow_run_run_count"] as const),
]);

const insertionOf = (run: TaskRunRecord) =>
  insertTaskRun.with({
    ...run,
    total_run_time: duration(run.total_run_time),
    empirical_policy: json(run.empirical_policy),
    task_inputs: json(run.task_inputs),
    tags: json(run.tags),
    labels: json(run.labels),
  });

interface Keys {
  task_key: string;
  dynamic_key: string;
}

const ofFlowRun = prepared<Keys & { flow_run_id: string }>()((db, parameter) =>
  selectTaskRuns(db)
    .where("task_run.flow_run_id", "=", parameter("flow_run_id"))
    .where("task_run.task_key", "=", parameter("task_key"))
    .where("task_run.dynamic_key", "=", parameter("dynamic_key")),
);

const ofNoFlowRun = prepared<Keys>()((db, parameter) =>
  selectTaskRuns(db)
    .where("task_run.flow_run_id", "is", null)
    .where("task_run.task_key", "=", parameter("task_key"))
    .where("task_run.dynamic_key", "=", parameter("dynamic_key"))
    .limit(1),
);

async function existing(session: Session, { flow_run_id, ...keys }: TaskRunCreate): Promise<TaskRunRecord | undefined> {
  const { rows } =
    flow_run_id === null
      ? await session.run(ofNoFlowRun.with(keys))
      : await session.run(ofFlowRun.with({ ...keys, flow_run_id }));
  return rows[0] && readTaskRunRow(rows[0]);
}

const flowRunLabels = prepared<{ id: string }>()((db, parameter) =>
  db.selectFrom("flow_run").select("labels").where("id", "=", parameter("id")),
);

/** The labels of its flow run, then that one's id, then the client's own; later ones win. */
async function labelsFor(session: Session, { flow_run_id: id, labels }: TaskRunCreate): Promise<LabelMap> {
  if (id === null) return { ...labels };
  const { rows } = await session.run(flowRunLabels.with({ id }));
  return { ...rows[0]?.labels, "prefect.flow-run.id": id, ...labels };
}

/**
 * Makes a task run, pending where no state is given. One of the same flow run with the same task key and dynamic key is
 * answered as it is, and nothing is written.
 */
export async function createTaskRun(tx: Tx, given: TaskRunCreate): Promise<{ run: TaskRunRecord; isNew: boolean }> {
  const known = await existing(tx, given);
  if (known) return { run: known, isNew: false };
  const { state, id, name, ...fields } = given;
  const now = Timestamp.now();
  const run: TaskRunRecord = {
    ...fields,
    id: id ?? uuid7(),
    created: now,
    updated: now,
    name: name || randomName(),
    labels: await labelsFor(tx, given),
    state: null,
    state_id: null,
    state_type: null,
    state_name: null,
    state_timestamp: null,
    run_count: 0,
    flow_run_run_count: 0,
    expected_start_time: null,
    next_scheduled_start_time: null,
    start_time: null,
    end_time: null,
    total_run_time: 0,
  };
  const first = state ? stateFromRequest(state) : newState("PENDING");
  const writer = insertingTaskRun(insertionOf);
  await governTaskRun(tx, run, first, { force: true }, writer);
  return { run, isNew: true };
}

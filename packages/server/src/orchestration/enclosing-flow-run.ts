import { prepared } from "@prefect-ts/database/prepared";
import type { StateDetails, StateType } from "@prefect-ts/schemas/state";
import { readStateDetails } from "../states/rows.ts";
import type { TaskRunTransition } from "./transition.ts";

/** What a task run's rules want to know of its flow run. */
export interface EnclosingFlowRun {
  id: string;
  runCount: number;
  state: { type: StateType; details: StateDetails } | null;
}

const byId = prepared<{ id: string }>()((db, parameter) =>
  db
    .selectFrom("flow_run")
    .leftJoin("flow_run_state as state", "state.id", "flow_run.state_id")
    .select(["flow_run.id", "flow_run.run_count", "state.type", "state.state_details"])
    .where("flow_run.id", "=", parameter("id")),
);

const known = new WeakMap<TaskRunTransition, EnclosingFlowRun>();

/** The flow run that a task run belongs to, read once for each transition; undefined for a task run of its own. */
export async function enclosingFlowRun(transition: TaskRunTransition): Promise<EnclosingFlowRun | undefined> {
  const { tx, run } = transition;
  if (run.flow_run_id === null) return undefined;
  const read = known.get(transition);
  if (read) return read;
  const [row] = (await tx.run(byId.with({ id: run.flow_run_id }))).rows;
  if (!row) return undefined;
  const { type, state_details } = row;
  const flowRun: EnclosingFlowRun = {
    id: row.id,
    runCount: row.run_count,
    state: type === null ? null : { type, details: readStateDetails(state_details ?? {}) },
  };
  known.set(transition, flowRun);
  return flowRun;
}

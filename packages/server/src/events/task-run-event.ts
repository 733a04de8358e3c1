import { State } from "@prefect-ts/schemas/state";
import { TaskRun } from "@prefect-ts/schemas/task-run";
import { Seconds, Uuid, WithDefault } from "@prefect-ts/schemas/types";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { Type } from "typebox";
import { newState, type RunState } from "../states/state.ts";
import type { ReceivedEvent } from "./received-event.ts";

const {
  created: _created,
  updated: _updated,
  state: _state,
  state_id: _stateId,
  state_type: _stateType,
  state_name: _stateName,
  estimated_run_time: _runTime,
  estimated_start_time_delta: _startDelta,
  ...columns
} = TaskRun.properties;

/** The task run that an event carries, with the fields that are columns of its row. */
export type CarriedTaskRun = Omit<
  TaskRun,
  | "created"
  | "updated"
  | "state"
  | "state_id"
  | "state_type"
  | "state_name"
  | "estimated_run_time"
  | "estimated_start_time_delta"
>;

const carriedSchema = Type.Object({ ...columns, total_run_time: WithDefault(Seconds, 0) });

export interface TaskRunChange {
  taskRun: CarriedTaskRun;
  state: RunState;
}

/** Whether an event tells of a transition that the client made by itself, so that this server has to record it. */
export const isTaskRunChange = ({ event, resource }: Pick<ReceivedEvent, "event" | "resource">): boolean =>
  event.startsWith("prefect.task-run") && resource["prefect.orchestration"] === "client";

function objectId(resource: Record<string, string> | undefined, kind: string): string | null {
  const id = resource?.["prefect.resource.id"];
  if (id === undefined) return null;
  if (!id.startsWith(`${kind}.`)) throw new Error(`the resource ${id} is not a ${kind}`);
  return parse(Uuid, id.slice(kind.length + 1), ["resource"]);
}

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

/** The task run and its new state, as an event of the client tells them. Throws where the event does not. */
export function taskRunChange(event: ReceivedEvent): TaskRunChange {
  const id = objectId(event.resource, "prefect.task-run");
  const flowRun = event.related.find((related) => related["prefect.resource.role"] === "flow-run");
  const flowRunId = objectId(flowRun, "prefect.flow-run");
  const { validated_state: validated, task_run: carried } = event.payload;
  const state = parse(State, { id: event.id, timestamp: event.occurred, ...asObject(validated) }, ["validated_state"]);
  const taskRun = parse(carriedSchema, { id, flow_run_id: flowRunId, ...asObject(carried) }, ["task_run"]);
  const details = { ...state.state_details, task_run_id: id, flow_run_id: flowRunId };
  return {
    taskRun,
    state: {
      ...newState(state.type, { ...state, state_details: details }),
      id: state.id,
      timestamp: state.timestamp ?? event.occurred,
    },
  };
}

import { type Static, Type } from "typebox";
import { Operator } from "./common.ts";
import { FlowRun } from "./flow-run.ts";
import { DateTime, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

export const WorkerFilterLastHeartbeatTime = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
  },
  { $id: "WorkerFilterLastHeartbeatTime", additionalProperties: false },
);
export type WorkerFilterLastHeartbeatTime = Static<typeof WorkerFilterLastHeartbeatTime>;

export const WorkerStatus = Type.Enum(["ONLINE", "OFFLINE"], { $id: "WorkerStatus" });
export type WorkerStatus = Static<typeof WorkerStatus>;

export const WorkerFilterStatus = Type.Object(
  {
    any_: OrNull(Type.Array(WorkerStatus)),
    not_any_: OrNull(Type.Array(WorkerStatus)),
  },
  { $id: "WorkerFilterStatus", additionalProperties: false },
);
export type WorkerFilterStatus = Static<typeof WorkerFilterStatus>;

export const WorkerFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    last_heartbeat_time: OrNull(WorkerFilterLastHeartbeatTime),
    status: OrNull(WorkerFilterStatus),
  },
  { $id: "WorkerFilter", additionalProperties: false },
);
export type WorkerFilter = Static<typeof WorkerFilter>;

export const WorkerFlowRunResponse = Type.Object(
  {
    work_pool_id: Uuid,
    work_queue_id: Uuid,
    flow_run: FlowRun,
  },
  { $id: "WorkerFlowRunResponse" },
);
export type WorkerFlowRunResponse = Static<typeof WorkerFlowRunResponse>;

export const WorkerResponse = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String(),
    work_pool_id: Uuid,
    last_heartbeat_time: OrNull(DateTime),
    heartbeat_interval_seconds: OrNull(Type.Integer()),
    status: WithDefault(WorkerStatus, "OFFLINE"),
  },
  { $id: "WorkerResponse" },
);
export type WorkerResponse = Static<typeof WorkerResponse>;

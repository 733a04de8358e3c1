import { type Static, Type } from "typebox";
import { Operator } from "./common.ts";
import { DateTime, Nullable, OrNull, Uuid, WithDefault } from "./types.ts";

export const Log = Type.Object(
  {
    id: Uuid,
    created: Nullable(DateTime),
    updated: Nullable(DateTime),
    name: Type.String(),
    level: Type.Integer(),
    message: Type.String(),
    timestamp: DateTime,
    flow_run_id: OrNull(Uuid),
    task_run_id: OrNull(Uuid),
  },
  { $id: "Log" },
);
export type Log = Static<typeof Log>;

export const LogCreate = Type.Object(
  {
    name: Type.String(),
    level: Type.Integer(),
    message: Type.String(),
    timestamp: DateTime,
    flow_run_id: OrNull(Uuid),
    task_run_id: OrNull(Uuid),
  },
  { $id: "LogCreate", additionalProperties: false },
);
export type LogCreate = Static<typeof LogCreate>;

export const LogFilterFlowRunId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
  },
  { $id: "LogFilterFlowRunId", additionalProperties: false },
);
export type LogFilterFlowRunId = Static<typeof LogFilterFlowRunId>;

export const LogFilterLevel = Type.Object(
  {
    ge_: OrNull(Type.Integer()),
    le_: OrNull(Type.Integer()),
  },
  { $id: "LogFilterLevel", additionalProperties: false },
);
export type LogFilterLevel = Static<typeof LogFilterLevel>;

export const LogFilterTaskRunId = Type.Object(
  {
    any_: OrNull(Type.Array(Uuid)),
    is_null_: OrNull(Type.Boolean()),
  },
  { $id: "LogFilterTaskRunId", additionalProperties: false },
);
export type LogFilterTaskRunId = Static<typeof LogFilterTaskRunId>;

export const LogFilterTextSearch = Type.Object(
  {
    query: Type.String({ maxLength: 200 }),
  },
  { $id: "LogFilterTextSearch", additionalProperties: false },
);
export type LogFilterTextSearch = Static<typeof LogFilterTextSearch>;

export const LogFilterTimestamp = Type.Object(
  {
    before_: OrNull(DateTime),
    after_: OrNull(DateTime),
  },
  { $id: "LogFilterTimestamp", additionalProperties: false },
);
export type LogFilterTimestamp = Static<typeof LogFilterTimestamp>;

export const LogFilter = Type.Object(
  {
    operator: WithDefault(Operator, "and_"),
    level: OrNull(LogFilterLevel),
    timestamp: OrNull(LogFilterTimestamp),
    flow_run_id: OrNull(LogFilterFlowRunId),
    task_run_id: OrNull(LogFilterTaskRunId),
    text: OrNull(LogFilterTextSearch),
  },
  { $id: "LogFilter", additionalProperties: false },
);
export type LogFilter = Static<typeof LogFilter>;

export const LogSort = Type.Enum(["TIMESTAMP_ASC", "TIMESTAMP_DESC"], { $id: "LogSort" });
export type LogSort = Static<typeof LogSort>;

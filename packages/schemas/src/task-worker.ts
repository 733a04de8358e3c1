import { type Static, Type } from "typebox";
import { DateTime } from "./types.ts";

export const TaskWorkerFilter = Type.Object(
  {
    task_keys: Type.Array(Type.String()),
  },
  { $id: "TaskWorkerFilter" },
);
export type TaskWorkerFilter = Static<typeof TaskWorkerFilter>;

export const TaskWorkerResponse = Type.Object(
  {
    identifier: Type.String(),
    task_keys: Type.Array(Type.String()),
    timestamp: DateTime,
  },
  { $id: "TaskWorkerResponse" },
);
export type TaskWorkerResponse = Static<typeof TaskWorkerResponse>;

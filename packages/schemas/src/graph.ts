import { type Static, Type } from "typebox";
import { State, StateType } from "./state.ts";
import { TaskRunResult } from "./task-run.ts";
import { DateTime, Json, Nullable, Uuid } from "./types.ts";

export const DependencyResult = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    upstream_dependencies: Type.Array(TaskRunResult),
    state: Nullable(State),
    expected_start_time: Nullable(DateTime),
    start_time: Nullable(DateTime),
    end_time: Nullable(DateTime),
    total_run_time: Nullable(Type.Number()),
    estimated_run_time: Nullable(Type.Number()),
    untrackable_result: Type.Boolean(),
  },
  { $id: "DependencyResult" },
);
export type DependencyResult = Static<typeof DependencyResult>;

export const Edge = Type.Object(
  {
    id: Uuid,
  },
  { $id: "Edge" },
);
export type Edge = Static<typeof Edge>;

export const GraphArtifact = Type.Object(
  {
    id: Uuid,
    created: DateTime,
    key: Nullable(Type.String()),
    type: Nullable(Type.String()),
    is_latest: Type.Boolean(),
    data: Nullable(Json),
  },
  { $id: "GraphArtifact" },
);
export type GraphArtifact = Static<typeof GraphArtifact>;

export const GraphState = Type.Object(
  {
    id: Uuid,
    timestamp: DateTime,
    type: StateType,
    name: Type.String(),
  },
  { $id: "GraphState" },
);
export type GraphState = Static<typeof GraphState>;

export const Node = Type.Object(
  {
    kind: Type.Enum(["flow-run", "task-run"]),
    id: Uuid,
    label: Type.String(),
    state_type: StateType,
    start_time: DateTime,
    end_time: Nullable(DateTime),
    parents: Type.Array(Edge),
    children: Type.Array(Edge),
    encapsulating: Type.Array(Edge),
    artifacts: Type.Array(GraphArtifact),
  },
  { $id: "Node" },
);
export type Node = Static<typeof Node>;

export const Graph = Type.Object(
  {
    start_time: Nullable(DateTime),
    end_time: Nullable(DateTime),
    root_node_ids: Type.Array(Uuid),
    nodes: Type.Array(Type.Tuple([Uuid, Node])),
    artifacts: Type.Array(GraphArtifact),
    states: Type.Array(GraphState),
  },
  { $id: "Graph" },
);
export type Graph = Static<typeof Graph>;

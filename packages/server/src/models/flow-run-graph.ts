import type { Session } from "@prefect-ts/database/database";
import type { DependencyResult, Graph, GraphArtifact, GraphState } from "@prefect-ts/schemas/graph";
import type { TaskRunResult } from "@prefect-ts/schemas/task-run";
import type { Timestamp } from "@prefect-ts/schemas/timestamp";
import { ObjectNotFoundError } from "../errors.ts";
import { readFlowRun } from "./flow-run-record.ts";
import { readTaskRunRow, selectTaskRuns, toTaskRun } from "./task-run-record.ts";

type GraphNode = Graph["nodes"][number][1];

interface GraphRow {
  id: string;
  name: string;
  task_inputs: Record<string, unknown[]>;
  state_type: GraphNode["state_type"] | null;
  start_time: Timestamp | null;
  expected_start_time: Timestamp | null;
  end_time: Timestamp | null;
  subflow_id: string | null;
  subflow_name: string | null;
  subflow_state_type: GraphNode["state_type"] | null;
  subflow_start_time: Timestamp | null;
  subflow_expected_start_time: Timestamp | null;
  subflow_end_time: Timestamp | null;
  flow_name: string | null;
}

/** The input names under which a task keeps the runs that its call stood in. */
const encapsulatingInput = "__parents__";

/** More nodes than the server shows; the message says how many. */
export class GraphTooLargeError extends Error {
  override name = "GraphTooLargeError";
}

interface Limits {
  nodes: number;
  artifacts: number;
}

/** The graph of a flow run: its task runs, and in place of those that stand for a subflow, the subflow's run. */
export async function readFlowRunGraph(session: Session, id: string, since: Timestamp, limits: Limits): Promise<Graph> {
  const run = await readFlowRun(session, id);
  if (!run) throw new ObjectNotFoundError(`Flow run ${id} not found`);
  const rows = await readGraphRows(session, id);
  const nodes = toNodes(rows).filter(({ end_time }) => end_time === null || !end_time.isBefore(since));
  if (nodes.length > limits.nodes) {
    throw new GraphTooLargeError(`The graph of flow run ${id} has more than ${limits.nodes} nodes.`);
  }
  const artifacts = await readGraphArtifacts(session, id, limits.artifacts);
  for (const node of nodes) node.artifacts = artifacts.get(node.id) ?? [];
  return {
    start_time: run.start_time ?? run.expected_start_time,
    end_time: run.end_time,
    root_node_ids: nodes.filter(({ parents }) => parents.length === 0).map((node) => node.id),
    nodes: nodes.map((node) => [node.id, node]),
    artifacts: artifacts.get(null) ?? [],
    states: await readGraphStates(session, id),
  };
}

const readGraphRows = (session: Session, id: string): Promise<GraphRow[]> =>
  session.db
    .selectFrom("task_run")
    .leftJoin("flow_run as subflow", "subflow.parent_task_run_id", "task_run.id")
    .leftJoin("flow", "flow.id", "subflow.flow_id")
    .where("task_run.flow_run_id", "=", id)
    .select([
      ...(["task_run.id", "task_run.name", "task_run.task_inputs", "task_run.state_type"] as const),
      ...(["task_run.start_time", "task_run.expected_start_time", "task_run.end_time"] as const),
      "subflow.id as subflow_id",
      "subflow.name as subflow_name",
      "subflow.state_type as subflow_state_type",
      "subflow.start_time as subflow_start_time",
      "subflow.expected_start_time as subflow_expected_start_time",
      "subflow.end_time as subflow_end_time",
      "flow.name as flow_name",
    ])
    .execute();

function toNode(row: GraphRow): GraphNode | undefined {
  const isSubflow = row.subflow_id !== null;
  const start = row.subflow_start_time ?? row.subflow_expected_start_time ?? row.start_time ?? row.expected_start_time;
  const stateType = row.subflow_state_type ?? row.state_type;
  if (!start || !stateType) return undefined;
  const endOfCached = row.state_type === "COMPLETED" ? row.expected_start_time : null;
  return {
    kind: isSubflow ? "flow-run" : "task-run",
    id: row.subflow_id ?? row.id,
    label: isSubflow ? `${row.flow_name} / ${row.subflow_name}` : row.name,
    state_type: stateType,
    start_time: start,
    end_time: row.subflow_end_time ?? row.end_time ?? endOfCached,
    parents: [],
    children: [],
    encapsulating: [],
    artifacts: [],
  };
}

const byTime = (a: GraphNode, b: GraphNode) =>
  (a.start_time?.text ?? "").localeCompare(b.start_time?.text ?? "") ||
  (a.end_time?.text ?? "").localeCompare(b.end_time?.text ?? "");

const idOf = (input: unknown): string | undefined => {
  const id = typeof input === "object" && input !== null ? Reflect.get(input, "id") : undefined;
  return typeof id === "string" ? id : undefined;
};

interface NodeOfRow {
  row: GraphRow;
  node: GraphNode;
}

function toNodes(rows: readonly GraphRow[]): GraphNode[] {
  const found = rows.flatMap((row) => {
    const node = toNode(row);
    return node ? [{ row, node }] : [];
  });
  const nodes = new Map(found.map((entry) => [entry.node.id, entry]));
  found.sort((a, b) => byTime(a.node, b.node));
  for (const { row, node } of found) {
    for (const [name, inputs] of Object.entries(row.task_inputs)) {
      for (const input of inputs) connect(node, nodes.get(idOf(input) ?? ""), name === encapsulatingInput);
    }
  }
  for (const { node } of found) node.parents = sortedByStart(node.parents, nodes);
  return found.map(({ node }) => node);
}

/** The reference joins inputs with inputs, so an edge stands there as often as the task it comes from has inputs. */
const timesShown = ({ task_inputs }: GraphRow): number =>
  Math.max(
    1,
    Object.values(task_inputs).reduce((sum, inputs) => sum + Math.max(1, inputs.length), 0),
  );

function connect(node: GraphNode, other: NodeOfRow | undefined, encapsulates: boolean): void {
  if (!other) return;
  if (encapsulates) {
    if (!node.encapsulating.some(({ id }) => id === other.node.id)) node.encapsulating.push({ id: other.node.id });
    return;
  }
  for (let times = timesShown(other.row); times > 0; times--) {
    node.parents.push({ id: other.node.id });
    other.node.children.push({ id: node.id });
  }
}

const sortedByStart = (edges: GraphNode["parents"], nodes: Map<string, NodeOfRow>) =>
  edges.toSorted((a, b) =>
    (nodes.get(a.id)?.node.start_time?.text ?? "").localeCompare(nodes.get(b.id)?.node.start_time?.text ?? ""),
  );

async function readGraphArtifacts(
  session: Session,
  id: string,
  limit: number,
): Promise<Map<string | null, GraphArtifact[]>> {
  const rows = await session.db
    .selectFrom("artifact")
    .leftJoin("artifact_collection as collection", (join) =>
      join.onRef("collection.key", "=", "artifact.key").onRef("collection.latest_id", "=", "artifact.id"),
    )
    .where("artifact.flow_run_id", "=", id)
    .where("artifact.type", "!=", "result")
    .select([
      ...(["artifact.id", "artifact.created", "artifact.key", "artifact.type", "artifact.data"] as const),
      "artifact.task_run_id",
      "collection.id as collection_id",
    ])
    .orderBy("artifact.created")
    .limit(limit)
    .execute();
  const artifacts = new Map<string | null, GraphArtifact[]>();
  for (const { task_run_id, collection_id, data, ...artifact } of rows) {
    const shown = {
      ...artifact,
      data: artifact.type === "progress" ? data : null,
      is_latest: artifact.key === null || collection_id !== null,
    };
    artifacts.set(task_run_id, [...(artifacts.get(task_run_id) ?? []), shown]);
  }
  return artifacts;
}

const readGraphStates = (session: Session, id: string): Promise<GraphState[]> =>
  session.db
    .selectFrom("flow_run_state")
    .select(["id", "timestamp", "type", "name"])
    .where("flow_run_id", "=", id)
    .orderBy("timestamp")
    .execute();

const isTaskRunResult = (input: unknown): input is TaskRunResult => idOf(input) !== undefined;

/** The task runs of a flow run, each with those it took input from. Throws ObjectNotFoundError. */
export async function readDependencies(session: Session, id: string, limit: number): Promise<DependencyResult[]> {
  if (!(await readFlowRun(session, id))) throw new ObjectNotFoundError(`Flow run with id ${id} not found`);
  const rows = await selectTaskRuns(session.db).where("task_run.flow_run_id", "=", id).limit(limit).execute();
  return rows.map((row) => {
    const run = readTaskRunRow(row);
    const { name, state, expected_start_time, start_time, end_time, total_run_time, estimated_run_time } =
      toTaskRun(run);
    const inputs = Object.values(run.task_inputs).flat().filter(isTaskRunResult);
    return {
      id: run.id,
      name: name ?? "",
      upstream_dependencies: [...new Map(inputs.map((input) => [input.id, input])).values()],
      state,
      expected_start_time,
      start_time,
      end_time,
      total_run_time,
      estimated_run_time,
      untrackable_result: run.state?.state_details.untrackable_result ?? false,
    };
  });
}

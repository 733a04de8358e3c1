import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { WorkPoolFilter } from "@prefect-ts/schemas/work-pool";
import { WorkQueueFilter } from "@prefect-ts/schemas/work-queue";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Session } from "../database.ts";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { json } from "../values.ts";
import {
  deploymentsMatching,
  flowRunsMatching,
  flowsMatching,
  type RunFilters,
  taskRunsMatching,
  workPoolsMatching,
  workQueuesMatching,
} from "./matching.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const db = openSqlite(null, "test");
afterAll(() => db.close());

beforeAll(() =>
  db.write(async (tx) => {
    await tx.db
      .insertInto("flow")
      .values([
        { id: id(1), name: "Etl", tags: json(["a", "b"]) },
        { id: id(2), name: "report", tags: json([]) },
        { id: id(3), name: "idle", tags: json(["b"]) },
      ])
      .execute();
    await tx.db
      .insertInto("work_pool")
      .values([
        { id: id(1), name: "local", type: "process" },
        { id: id(2), name: "cloud", type: "docker" },
      ])
      .execute();
    await tx.db
      .insertInto("work_queue")
      .values([
        { id: id(1), name: "default", work_pool_id: id(1) },
        { id: id(2), name: "Fast-lane", work_pool_id: id(2) },
      ])
      .execute();
    await tx.db
      .insertInto("deployment")
      .values([
        {
          id: id(1),
          name: "nightly",
          flow_id: id(1),
          work_queue_id: id(1),
          work_queue_name: "default",
          paused: false,
          tags: json(["x", "y"]),
        },
        {
          id: id(2),
          name: "hourly",
          flow_id: id(1),
          work_queue_id: id(2),
          work_queue_name: "Fast-lane",
          paused: true,
          tags: json([]),
        },
        {
          id: id(3),
          name: "weekly",
          flow_id: id(2),
          work_queue_id: null,
          work_queue_name: null,
          paused: false,
          tags: json(["y"]),
        },
      ])
      .execute();
    await tx.db
      .insertInto("flow_run")
      .values([
        { id: id(1), name: "run-1", flow_id: id(1), deployment_id: id(1), work_queue_id: id(1), state_type: "RUNNING" },
        { id: id(2), name: "run-2", flow_id: id(1), deployment_id: id(2), work_queue_id: id(2), state_type: "FAILED" },
        { id: id(3), name: "run-3", flow_id: id(2), deployment_id: id(9), work_queue_id: null, state_type: "FAILED" },
      ])
      .execute();
    await tx.db
      .insertInto("task_run")
      .values([
        { id: id(1), name: "task-1", task_key: "t", dynamic_key: "0", flow_run_id: id(1) },
        { id: id(2), name: "task-2", task_key: "t", dynamic_key: "0", flow_run_id: id(3) },
        { id: id(3), name: "task-3", task_key: "t", dynamic_key: "0", flow_run_id: null },
      ])
      .execute();
  }),
);

interface Wire {
  flows?: object;
  flow_runs?: object;
  task_runs?: object;
  deployments?: object;
  work_pools?: object;
  work_pool_queues?: object;
}
const read = ({ flows, flow_runs, task_runs, deployments, work_pools, work_pool_queues }: Wire): RunFilters => ({
  flows: flows && parse(FlowFilter, flows),
  flow_runs: flow_runs && parse(FlowRunFilter, flow_runs),
  task_runs: task_runs && parse(TaskRunFilter, task_runs),
  deployments: deployments && parse(DeploymentFilter, deployments),
  work_pools: work_pools && parse(WorkPoolFilter, work_pools),
  work_pool_queues: work_pool_queues && parse(WorkQueueFilter, work_pool_queues),
});

type Find = (session: Session, filters: RunFilters) => Promise<{ name: string }[]>;
const flows: Find = (session, filters) => flowsMatching(session, filters).select("name").orderBy("name").execute();
const flowRuns: Find = (session, filters) =>
  flowRunsMatching(session, filters).select("name").orderBy("name").execute();
const taskRuns: Find = (session, filters) =>
  taskRunsMatching(session, filters).select("name").orderBy("name").execute();
const deployments: Find = (session, filters) =>
  deploymentsMatching(session, filters).select("name").orderBy("name").execute();
const workPools: Find = (session, filters) =>
  workPoolsMatching(session, filters).select("name").orderBy("name").execute();
const workQueues: Find = (session, filters) =>
  workQueuesMatching(session, filters).select("name").orderBy("name").execute();

type Case = [title: string, find: Find, filters: Wire, expected: string];
const check = async (_title: string, find: Find, filters: Wire, expected: string) => {
  const rows = await db.read((session) => find(session, read(filters)));
  expect(rows.map(({ name }) => name).join(" ")).toBe(expected);
};

const ownFields: Case[] = [
  ["flows: no filter", flows, {}, "Etl idle report"],
  ["flows: ids", flows, { flows: { id: { any_: [id(1)] } } }, "Etl"],
  ["flows: other ids", flows, { flows: { id: { not_any_: [id(1)] } } }, "idle report"],
  ["flows: names", flows, { flows: { name: { any_: ["idle"] } } }, "idle"],
  ["flows: part of a name", flows, { flows: { name: { like_: "eT" } } }, "Etl"],
  ["flows: all tags", flows, { flows: { tags: { all_: ["b"] } } }, "Etl idle"],
  ["flows: without tags", flows, { flows: { tags: { is_null_: true } } }, "report"],
  ["flows: deployed", flows, { flows: { deployment: { is_null_: false } } }, "Etl report"],
  ["flows: not deployed", flows, { flows: { deployment: { is_null_: true } } }, "idle"],
  [
    "flows: either field",
    flows,
    { flows: { operator: "or_", name: { any_: ["idle"] }, tags: { is_null_: true } } },
    "idle report",
  ],
  ["deployments: ids", deployments, { deployments: { id: { any_: [id(1)] } } }, "nightly"],
  ["deployments: other ids", deployments, { deployments: { id: { not_any_: [id(1)] } } }, "hourly weekly"],
  ["deployments: names", deployments, { deployments: { name: { any_: ["weekly"] } } }, "weekly"],
  ["deployments: part of a name", deployments, { deployments: { name: { like_: "LY" } } }, "hourly nightly weekly"],
  [
    "deployments: own name or flow's",
    deployments,
    { deployments: { flow_or_deployment_name: { like_: "E" } } },
    "hourly nightly weekly",
  ],
  [
    "deployments: flow's name",
    deployments,
    { deployments: { flow_or_deployment_name: { like_: "etl" } } },
    "hourly nightly",
  ],
  ["deployments: own name", deployments, { deployments: { flow_or_deployment_name: { like_: "week" } } }, "weekly"],
  ["deployments: paused", deployments, { deployments: { paused: { eq_: true } } }, "hourly"],
  ["deployments: not paused", deployments, { deployments: { paused: { eq_: false } } }, "nightly weekly"],
  ["deployments: all tags", deployments, { deployments: { tags: { all_: ["x", "y"] } } }, "nightly"],
  ["deployments: one of the tags", deployments, { deployments: { tags: { any_: ["y"] } } }, "nightly weekly"],
  ["deployments: without tags", deployments, { deployments: { tags: { is_null_: true } } }, "hourly"],
  ["deployments: work queues", deployments, { deployments: { work_queue_name: { any_: ["default"] } } }, "nightly"],
  [
    "deployments: the concurrency limit is ignored",
    deployments,
    { deployments: { concurrency_limit: { ge_: 5 } } },
    "hourly nightly weekly",
  ],
  [
    "deployments: the ignored limit does not widen or_",
    deployments,
    { deployments: { operator: "or_", concurrency_limit: { ge_: 5 }, paused: { eq_: true } } },
    "hourly",
  ],
  ["work pools: ids", workPools, { work_pools: { id: { any_: [id(2)] } } }, "cloud"],
  ["work pools: names", workPools, { work_pools: { name: { any_: ["local", "x"] } } }, "local"],
  ["work pools: types", workPools, { work_pools: { type: { any_: ["docker"] } } }, "cloud"],
  ["work queues: ids", workQueues, { work_pool_queues: { id: { any_: [id(1)] } } }, "default"],
  ["work queues: names", workQueues, { work_pool_queues: { name: { any_: ["default"] } } }, "default"],
  [
    "work queues: starts in any case",
    workQueues,
    { work_pool_queues: { name: { startswith_: ["x", "fast"] } } },
    "Fast-lane",
  ],
  ["work queues: a start is not a part", workQueues, { work_pool_queues: { name: { startswith_: ["lane"] } } }, ""],
  [
    "work queues: no starts say nothing",
    workQueues,
    { work_pool_queues: { name: { startswith_: [] } } },
    "Fast-lane default",
  ],
  [
    "work queues: no starts do not widen or_",
    workQueues,
    { work_pool_queues: { operator: "or_", name: { startswith_: [] }, id: { any_: [id(1)] } } },
    "default",
  ],
];
test.each(ownFields)("%s", check);

const neighbours: Case[] = [
  ["flows with a deployment", flows, { deployments: {} }, "Etl report"],
  ["flows with a paused deployment", flows, { deployments: { paused: { eq_: true } } }, "Etl"],
  ["flows with a deployment in a pool", flows, { work_pools: {} }, "Etl"],
  [
    "flows whose paused deployment is in another pool",
    flows,
    { deployments: { paused: { eq_: true } }, work_pools: { name: { any_: ["local"] } } },
    "",
  ],
  ["flows with a flow run", flows, { flow_runs: {} }, "Etl report"],
  ["flows with a failed flow run", flows, { flow_runs: { state: { type: { any_: ["FAILED"] } } } }, "Etl report"],
  ["flows with a task run", flows, { task_runs: {} }, "Etl report"],
  [
    "flows whose failed flow run has the task run",
    flows,
    { flow_runs: { state: { type: { any_: ["FAILED"] } } }, task_runs: {} },
    "report",
  ],
  ["flow runs of a flow", flowRuns, { flows: { id: { any_: [id(1)] } } }, "run-1 run-2"],
  ["flow runs of flows by name", flowRuns, { flows: { name: { like_: "rep" } } }, "run-3"],
  ["flow runs of no flow", flowRuns, { flows: { id: { any_: [] } } }, ""],
  [
    "flow runs of a flow or of those with a tag",
    flowRuns,
    { flows: { operator: "or_", id: { any_: [id(2)] }, tags: { all_: ["a"] } } },
    "run-1 run-2 run-3",
  ],
  ["flow runs of a deployment", flowRuns, { deployments: { id: { any_: [id(2)] } } }, "run-2"],
  ["flow runs of a deployment that is gone", flowRuns, { deployments: { id: { any_: [id(9)] } } }, ""],
  ["flow runs of a deployment that is there", flowRuns, { deployments: {} }, "run-1 run-2"],
  ["flow runs in a pool", flowRuns, { work_pools: { type: { any_: ["docker"] } } }, "run-2"],
  ["flow runs in a queue", flowRuns, { work_pool_queues: { name: { any_: ["default"] } } }, "run-1"],
  ["flow runs in a queue by id", flowRuns, { work_pool_queues: { id: { any_: [id(2)] } } }, "run-2"],
  [
    "flow runs in a queue of another pool",
    flowRuns,
    { work_pool_queues: { name: { any_: ["default"] } }, work_pools: { name: { any_: ["cloud"] } } },
    "",
  ],
  ["flow runs with a task run", flowRuns, { task_runs: {} }, "run-1 run-3"],
  ["flow runs by the task run's id", flowRuns, { task_runs: { id: { any_: [id(2), id(3)] } } }, "run-3"],
  [
    "flow runs by the task run's id and name",
    flowRuns,
    { task_runs: { id: { any_: [id(2)] }, name: { any_: ["task-1"] } } },
    "",
  ],
  ["flow runs by flow and task run", flowRuns, { flows: { name: { any_: ["Etl"] } }, task_runs: {} }, "run-1"],
  ["task runs without a filter", taskRuns, {}, "task-1 task-2 task-3"],
  ["task runs of a flow run", taskRuns, { flow_runs: { id: { any_: [id(1)] } } }, "task-1"],
  ["task runs of flow runs by state", taskRuns, { flow_runs: { state: { type: { any_: ["FAILED"] } } } }, "task-2"],
  ["task runs of any flow run", taskRuns, { flow_runs: {} }, "task-1 task-2"],
  ["task runs of a flow", taskRuns, { flows: { name: { any_: ["report"] } } }, "task-2"],
  ["task runs of a deployment", taskRuns, { deployments: { name: { any_: ["nightly"] } } }, "task-1"],
  ["task runs in a pool", taskRuns, { work_pools: { name: { any_: ["local"] } } }, "task-1"],
  ["task runs in a queue", taskRuns, { work_pool_queues: { name: { any_: ["Fast-lane"] } } }, ""],
  ["deployments of a flow", deployments, { flows: { name: { any_: ["report"] } } }, "weekly"],
  [
    "deployments of flows that are deployed",
    deployments,
    { flows: { deployment: { is_null_: false } } },
    "hourly nightly weekly",
  ],
  [
    "deployments with a running flow run",
    deployments,
    { flow_runs: { state: { type: { any_: ["RUNNING"] } } } },
    "nightly",
  ],
  ["deployments with a task run", deployments, { task_runs: {} }, "nightly"],
  ["deployments in a pool", deployments, { work_pools: { name: { any_: ["cloud"] } } }, "hourly"],
  ["deployments in a queue", deployments, { work_pool_queues: {} }, "hourly nightly"],
];
test.each(neighbours)("%s", check);

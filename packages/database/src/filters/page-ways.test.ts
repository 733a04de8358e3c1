import { DeploymentFilter } from "@prefect-ts/schemas/deployment";
import { FlowFilter } from "@prefect-ts/schemas/flow";
import { FlowRunFilter, FlowRunSort } from "@prefect-ts/schemas/flow-run";
import { StateType } from "@prefect-ts/schemas/state";
import { TaskRunFilter, TaskRunSort } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { orderFlowRuns, orderTaskRuns } from "../sorts.ts";
import { json } from "../values.ts";
import { flowRunsMatching, type RunFilters, taskRunsMatching } from "./matching.ts";
import { flowRunPage, taskRunPage } from "./page.ts";

// Enough of them that no way to a page reaches all: some filters fill it from the first in order, some lead to few, some to neither.
const runs = 6000;
const states = [...StateType.enum, null];
const start = Timestamp.parse("2026-01-01T00:00:00Z");
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const db = openSqlite(null, "test");
afterAll(() => db.close());

beforeAll(() =>
  db.write(async ({ db: tables }) => {
    for (const n of [0, 1, 2]) {
      const flow = { id: id(n), name: ["often", "seldom", "never"][n] ?? "" };
      await tables.insertInto("flow").values(flow).execute();
    }
    await tables
      .insertInto("deployment")
      .values({ id: id(0), name: "deployment", flow_id: id(1) })
      .execute();
    for (let n = 0; n < runs; n++) {
      const isSeldom = n % 400 === 7;
      const expected = start.plus((n * 7919) % runs);
      const times = {
        expected_start_time: expected,
        start_time: n % 3 === 0 ? null : expected.plus(0.5),
        end_time: n % 3 === 1 ? expected.plus(100) : null,
        state_type: states[n % states.length] ?? null,
      };
      const name = `run ${n}`;
      await tables
        .insertInto("flow_run")
        .values({
          ...times,
          id: id(n),
          name,
          flow_id: id(isSeldom ? 1 : 0),
          deployment_id: isSeldom ? id(0) : null,
          tags: json(n < 900 ? ["old"] : []),
        })
        .execute();
      const task = { task_key: "task", dynamic_key: "0", flow_run_id: id(n) };
      await tables
        .insertInto("task_run")
        .values({ ...times, ...task, name })
        .execute();
    }
  }),
);

const flowRuns = (filter: object): RunFilters => ({ flow_runs: parse(FlowRunFilter, filter) });
const taskRuns = (filter: object): RunFilters => ({ task_runs: parse(TaskRunFilter, filter) });
const state = (...any_: StateType[]) => ({ state: { type: { any_ } } });
const from = (seconds: number) => start.plus(seconds).toJSON();

const filters: [title: string, filters: RunFilters][] = [
  ["nothing", {}],
  ["a state", flowRuns(state("COMPLETED"))],
  ["states, one of them twice", flowRuns(state("FAILED", "SCHEDULED", "FAILED"))],
  ["no state", flowRuns(state())],
  ["any state but one", flowRuns({ state: { type: { not_any_: ["COMPLETED"] } } })],
  ["a flow of most runs", { flows: parse(FlowFilter, { name: { like_: "often" } }) }],
  ["a flow of few runs", { flows: parse(FlowFilter, { name: { like_: "seldom" } }) }],
  [
    "a flow of few runs and a state",
    { ...flowRuns(state("PENDING")), flows: parse(FlowFilter, { id: { any_: [id(1)] } }) },
  ],
  ["a flow without runs", { flows: parse(FlowFilter, { name: { any_: ["never"] } }) }],
  ["a deployment", { deployments: parse(DeploymentFilter, { name: { any_: ["deployment"] } }) }],
  ["a tag", flowRuns({ tags: { all_: ["old"] } })],
  ["a tag in a state", flowRuns({ tags: { any_: ["old"] }, ...state("PAUSED") })],
  ["a part of the names", flowRuns({ name: { like_: "77" } })],
  ["either of two conditions", flowRuns({ operator: "or_", ...state("CRASHED"), name: { like_: "run 5" } })],
  ["those that start late", flowRuns({ start_time: { after_: from(4800) } })],
  ["those that start early, in a state", flowRuns({ start_time: { before_: from(600) }, ...state("RUNNING") })],
  ["a span of expected starts", flowRuns({ expected_start_time: { after_: from(100), before_: from(160) } })],
  ["flow runs that ended", flowRuns({ end_time: { is_null_: false } })],
  ["a state of task runs", taskRuns(state("FAILED"))],
  ["a part of task runs' names", taskRuns({ name: { like_: "123" } })],
];
const pages = [
  { limit: 20, offset: 0 },
  { limit: 20, offset: 130 },
  { limit: 200, offset: 2500 },
];
const names = (rows: { name: string }[]) => rows.map(({ name }) => name);
// Where a column is the same or empty for many rows, any order of theirs is right.
const definite = (sort: FlowRunSort | TaskRunSort) => !sort.startsWith("END") && !sort.startsWith("NEXT");

test.each(filters)("pages of flow runs are those of the whole list, by %s", async (_title, filter) => {
  await db.read(async (session) => {
    const named = session.db.selectFrom("flow_run").select("flow_run.name");
    for (const sort of FlowRunSort.enum.filter(definite)) {
      const matching = flowRunsMatching(session, filter).select("flow_run.name");
      const all = names(await orderFlowRuns(matching, sort).execute());
      for (const page of pages) {
        const found = names(await flowRunPage(session, named, filter, sort, page));
        expect(found, sort).toEqual(all.slice(page.offset, page.offset + page.limit));
      }
    }
  });
});

test.each(filters)("pages of task runs are those of the whole list, by %s", async (_title, filter) => {
  await db.read(async (session) => {
    const named = session.db.selectFrom("task_run").select("task_run.name");
    for (const sort of TaskRunSort.enum.filter(definite)) {
      const matching = taskRunsMatching(session, filter).select("task_run.name");
      const all = names(await orderTaskRuns(matching, sort).execute());
      for (const page of pages) {
        const found = names(await taskRunPage(session, named, filter, sort, page));
        expect(found, sort).toEqual(all.slice(page.offset, page.offset + page.limit));
      }
    }
  });
});

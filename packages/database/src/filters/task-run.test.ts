import { TaskRunFilter } from "@prefect-ts/schemas/task-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { json } from "../values.ts";
import { taskRunsMatching } from "./matching.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
const hour = (n: number) => `2026-01-01T0${n}:00:00Z`;
const at = (n: number) => Timestamp.fromDatabase(`2026-01-01 0${n}:00:00`);
const db = openSqlite(null, "test");
afterAll(() => db.close());

beforeAll(() =>
  db.write(async (tx) => {
    await tx.db
      .insertInto("flow")
      .values({ id: id(1), name: "flow" })
      .execute();
    await tx.db
      .insertInto("flow_run")
      .values({ id: id(1), name: "run", flow_id: id(1) })
      .execute();
    const rows = [
      {
        id: id(1),
        name: "extract-0",
        flow_run_id: id(1),
        tags: json(["a", "b"]),
        state_type: "COMPLETED" as const,
        state_name: "Cached",
        expected_start_time: at(1),
        start_time: at(2),
        end_time: at(3),
      },
      { id: id(2), name: "load-0", flow_run_id: id(1), state_type: "RUNNING" as const, state_name: "Running" },
      { id: id(3), name: "free", expected_start_time: at(5) },
    ];
    for (const row of rows) {
      await tx.db
        .insertInto("task_run")
        .values({ task_key: "t", dynamic_key: row.name, ...row })
        .execute();
    }
    const child = { id: id(2), name: "child", flow_id: id(1), parent_task_run_id: id(2) };
    await tx.db.insertInto("flow_run").values(child).execute();
  }),
);

const all = "extract-0 free load-0";
const cases: [title: string, filter: object, expected: string][] = [
  ["no field", {}, all],
  ["ids", { id: { any_: [id(2)] } }, "load-0"],
  ["no ids at all match nothing", { id: { any_: [] } }, ""],
  ["names", { name: { any_: ["free"] } }, "free"],
  ["part of a name", { name: { like_: "-0" } }, "extract-0 load-0"],
  ["all tags", { tags: { all_: ["b"] } }, "extract-0"],
  ["without tags", { tags: { is_null_: true } }, "free load-0"],
  ["state types", { state: { type: { any_: ["RUNNING"] } } }, "load-0"],
  ["state names", { state: { name: { any_: ["Cached"] } } }, "extract-0"],
  [
    "state type or name",
    { state: { operator: "or_", type: { any_: ["RUNNING"] }, name: { any_: ["Cached"] } } },
    "extract-0 load-0",
  ],
  ["started before", { start_time: { before_: hour(2) } }, "extract-0"],
  ["started after takes no expected start", { start_time: { after_: hour(3) } }, ""],
  ["not started", { start_time: { is_null_: true } }, "free load-0"],
  ["ended after", { end_time: { after_: hour(3) } }, "extract-0"],
  ["ended before", { end_time: { before_: hour(2) } }, ""],
  ["ended", { end_time: { is_null_: false } }, "extract-0"],
  ["expected after", { expected_start_time: { after_: hour(2) } }, "free"],
  ["expected before", { expected_start_time: { before_: hour(2) } }, "extract-0"],
  ["standing for a subflow", { subflow_runs: { exists_: true } }, "load-0"],
  ["not standing for a subflow", { subflow_runs: { exists_: false } }, "extract-0 free"],
  ["flow runs", { flow_run_id: { any_: [id(1)] } }, "extract-0 load-0"],
  ["other flow runs", { flow_run_id: { any_: [id(2)] } }, ""],
  ["without flow run", { flow_run_id: { is_null_: true } }, "free"],
  ["an empty flow run filter asks for a flow run", { flow_run_id: {} }, "extract-0 load-0"],
  ["without flow run outweighs a list of them", { flow_run_id: { is_null_: true, any_: [id(1)] } }, "free"],
  ["a flow run filter of nulls says nothing", { flow_run_id: { is_null_: null } }, all],
  ["either field", { operator: "or_", id: { any_: [id(3)] }, tags: { all_: ["a"] } }, "extract-0 free"],
];
test.each(cases)("%s", async (_title, filter, expected) => {
  const names = await db.read(async (session) => {
    const query = taskRunsMatching(session, { task_runs: parse(TaskRunFilter, filter) });
    return (await query.select("name").orderBy("name").execute()).map(({ name }) => name);
  });
  expect(names.join(" ")).toBe(expected);
});

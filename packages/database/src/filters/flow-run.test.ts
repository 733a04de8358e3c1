import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { json } from "../values.ts";
import { flowRunsMatching } from "./matching.ts";

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
    const rows = [
      {
        id: id(1),
        name: "done-A_1",
        state_type: "COMPLETED" as const,
        state_name: "Completed",
        tags: json(["a", "b"]),
        deployment_id: id(1),
        work_queue_name: "q1",
        flow_version: "v1",
        expected_start_time: at(1),
        start_time: at(2),
        end_time: at(3),
        idempotency_key: "k1",
        created_by: json({ id: id(7), type: "DEPLOYMENT", display_value: "d" }),
      },
      {
        id: id(2),
        name: "late-b",
        state_type: "SCHEDULED" as const,
        state_name: "Late",
        tags: json(["b"]),
        deployment_id: id(2),
        expected_start_time: at(4),
        next_scheduled_start_time: at(4),
        idempotency_key: "k2",
        created_by: json({ id: null, type: "AUTOMATION", display_value: null }),
      },
      { id: id(3), name: "new" },
    ];
    for (const row of rows)
      await tx.db
        .insertInto("flow_run")
        .values({ flow_id: id(1), ...row })
        .execute();
    const parent = { id: id(1), name: "stand-in", task_key: "t", dynamic_key: "0", flow_run_id: id(1) };
    await tx.db.insertInto("task_run").values(parent).execute();
    await tx.db
      .updateTable("flow_run")
      .set({ parent_task_run_id: id(1) })
      .where("id", "=", id(2))
      .execute();
  }),
);

const matching = (filter: unknown) =>
  db.read(async (session) => {
    const query = flowRunsMatching(session, { flow_runs: parse(FlowRunFilter, filter) });
    return (await query.select("name").orderBy("name").execute()).map(({ name }) => name).join(" ");
  });

const all = "done-A_1 late-b new";
const fields: [title: string, filter: object, expected: string][] = [
  ["no field", {}, all],
  ["ids", { id: { any_: [id(1), id(3), id(9)] } }, "done-A_1 new"],
  ["other ids", { id: { not_any_: [id(1)] } }, "late-b new"],
  ["no ids at all match nothing", { id: { any_: [] } }, ""],
  ["no ids to leave out leave out nothing", { id: { not_any_: [] } }, all],
  ["names", { name: { any_: ["new", "done-a_1"] } }, "new"],
  ["part of a name in any case", { name: { like_: "ONE-a" } }, "done-A_1"],
  ["% and _ in part of a name stand for any characters", { name: { like_: "t%-_" } }, "late-b"],
  ["an empty part of a name says nothing", { name: { like_: "" } }, all],
  ["name and part of it", { name: { any_: ["new", "late-b"], like_: "late" } }, "late-b"],
  ["all tags", { tags: { all_: ["a", "b"] } }, "done-A_1"],
  ["a tag twice", { tags: { all_: ["b", "b"] } }, "done-A_1 late-b"],
  ["no tags to have say nothing", { tags: { all_: [] } }, all],
  ["one of the tags", { tags: { any_: ["a", "x"] } }, "done-A_1"],
  ["one of no tags matches nothing", { tags: { any_: [] } }, ""],
  ["without tags", { tags: { is_null_: true } }, "new"],
  ["with tags", { tags: { is_null_: false } }, "done-A_1 late-b"],
  ["either of the tag conditions", { tags: { operator: "or_", all_: ["a"], is_null_: true } }, "done-A_1 new"],
  ["deployments", { deployment_id: { any_: [id(2)] } }, "late-b"],
  ["without deployment", { deployment_id: { is_null_: true } }, "new"],
  ["with deployment", { deployment_id: { is_null_: false } }, "done-A_1 late-b"],
  ["this deployment or none", { deployment_id: { operator: "or_", any_: [id(1)], is_null_: true } }, "done-A_1 new"],
  ["work queues", { work_queue_name: { any_: ["q1"] } }, "done-A_1"],
  ["without work queue", { work_queue_name: { is_null_: true } }, "late-b new"],
  ["with work queue", { work_queue_name: { is_null_: false } }, "done-A_1"],
  ["flow versions", { flow_version: { any_: ["v1", "v2"] } }, "done-A_1"],
  ["state types", { state: { type: { any_: ["SCHEDULED", "RUNNING"] } } }, "late-b"],
  ["no other state types, and no runs without a state", { state: { type: { not_any_: ["SCHEDULED"] } } }, "done-A_1"],
  ["state names", { state: { name: { any_: ["Late"] } } }, "late-b"],
  ["other state names", { state: { name: { not_any_: ["Late"] } } }, "done-A_1"],
  [
    "state type or name",
    { state: { operator: "or_", type: { any_: ["COMPLETED"] }, name: { any_: ["Late"] } } },
    "done-A_1 late-b",
  ],
  [
    "a state type both included and excluded is ignored",
    { state: { type: { any_: ["SCHEDULED"], not_any_: ["SCHEDULED"] } } },
    all,
  ],
  ["started before, the end included", { start_time: { before_: hour(2) } }, "done-A_1"],
  ["expected after where not started", { start_time: { after_: hour(3) } }, "late-b"],
  ["the actual start outweighs the expected one", { start_time: { before_: hour(1) } }, ""],
  ["not started, though expected", { start_time: { is_null_: true } }, "late-b new"],
  ["started", { start_time: { is_null_: false } }, "done-A_1"],
  ["ended in a period", { end_time: { after_: hour(3), before_: hour(3) } }, "done-A_1"],
  ["ended later", { end_time: { after_: hour(4) } }, ""],
  ["not ended", { end_time: { is_null_: true } }, "late-b new"],
  ["expected before", { expected_start_time: { before_: hour(3) } }, "done-A_1"],
  ["expected after", { expected_start_time: { after_: hour(3) } }, "late-b"],
  ["next start before", { next_scheduled_start_time: { before_: hour(4) } }, "late-b"],
  ["next start after", { next_scheduled_start_time: { after_: hour(5) } }, ""],
  ["subflows of a run", { parent_flow_run_id: { any_: [id(1)] } }, "late-b"],
  ["subflows of a run without any", { parent_flow_run_id: { any_: [id(2)] } }, ""],
  ["subflows of no run", { parent_flow_run_id: { any_: [] } }, ""],
  ["parent task runs", { parent_task_run_id: { any_: [id(1)] } }, "late-b"],
  ["without parent", { parent_task_run_id: { is_null_: true } }, "done-A_1 new"],
  ["idempotency keys", { idempotency_key: { any_: ["k1"] } }, "done-A_1"],
  ["other keys, and no runs without a key", { idempotency_key: { not_any_: ["k1"] } }, "late-b"],
  ["creators", { created_by: { id_: [id(7)] } }, "done-A_1"],
  ["types of creators", { created_by: { type_: ["AUTOMATION"] } }, "late-b"],
  ["a creator's id and another's type", { created_by: { id_: [id(7)], type_: ["AUTOMATION"] } }, ""],
  [
    "a creator's id or another's type",
    { created_by: { operator: "or_", id_: [id(7)], type_: ["AUTOMATION"] } },
    "done-A_1 late-b",
  ],
  ["without creator", { created_by: { is_null_: true } }, "new"],
  ["with creator", { created_by: { is_null_: false } }, "done-A_1 late-b"],
];
test.each(fields)("%s", async (_title, filter, expected) => {
  expect(await matching(filter)).toBe(expected);
});

const combined: typeof fields = [
  ["fields narrow each other", { name: { like_: "e" }, tags: { any_: ["b"] }, id: { not_any_: [id(1)] } }, "late-b"],
  ["or_ takes either field", { operator: "or_", id: { any_: [id(3)] }, tags: { all_: ["a"] } }, "done-A_1 new"],
  [
    "or_ joins a field's own conditions by and_",
    { operator: "or_", name: { any_: ["new"], like_: "late" }, id: { any_: [id(1)] } },
    "done-A_1",
  ],
  [
    "or_ inside a field stays inside it",
    { deployment_id: { operator: "or_", any_: [id(1)], is_null_: true }, name: { like_: "new" } },
    "new",
  ],
  ["an empty object inside or_ lets everything through", { operator: "or_", id: {}, name: { any_: ["new"] } }, all],
  [
    "an ignored list inside or_ lets everything through",
    { operator: "or_", tags: { all_: [] }, name: { any_: ["new"] } },
    all,
  ],
  ["a field of null inside or_ is not there", { operator: "or_", id: null, name: { any_: ["new"] } }, "new"],
];
test.each(combined)("%s", async (_title, filter, expected) => {
  expect(await matching(filter)).toBe(expected);
});

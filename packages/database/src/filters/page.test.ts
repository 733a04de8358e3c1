import { FlowRunFilter } from "@prefect-ts/schemas/flow-run";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { parse } from "@prefect-ts/schemas/validation/compile";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openSqlite } from "../dialects/sqlite/open.ts";
import { flowRunPage, taskRunPage } from "./page.ts";

const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
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
      .insertInto("work_pool")
      .values({ id: id(1), name: "pool", type: "process" })
      .execute();
    await tx.db
      .insertInto("work_queue")
      .values({ id: id(1), name: "queue", work_pool_id: id(1) })
      .execute();
    for (const n of [3, 1, 4, 2, 5]) {
      const run = { id: id(n), name: `run-${n}`, flow_id: id(1), expected_start_time: at(n) };
      await tx.db
        .insertInto("flow_run")
        .values({ ...run, work_queue_id: n === 4 ? id(1) : null })
        .execute();
      const task = { name: `task-${n}`, task_key: "t", dynamic_key: "0", flow_run_id: id(n), end_time: at(n) };
      await tx.db.insertInto("task_run").values(task).execute();
    }
  }),
);

test("a page of flow runs keeps the filter, the order and the rows of joined tables", async () => {
  const flow_runs = parse(FlowRunFilter, { id: { not_any_: [id(5)] } });
  const rows = await db.read((session) => {
    const joined = session.db
      .selectFrom("flow_run")
      .leftJoin("work_queue as queue", "queue.id", "flow_run.work_queue_id")
      .select(["flow_run.name", "queue.name as queue"]);
    return flowRunPage(session, joined, { flow_runs }, "START_TIME_DESC", { limit: 2, offset: 0 });
  });
  expect(rows).toEqual([
    { name: "run-4", queue: "queue" },
    { name: "run-3", queue: null },
  ]);
});

test("a page of task runs starts at its offset", async () => {
  const rows = await db.read((session) => {
    const tasks = session.db.selectFrom("task_run").select("task_run.name");
    return taskRunPage(session, tasks, {}, "END_TIME_DESC", { limit: 2, offset: 3 });
  });
  expect(rows).toEqual([{ name: "task-2" }, { name: "task-1" }]);
});

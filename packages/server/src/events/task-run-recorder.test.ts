import { randomUUID } from "node:crypto";
import type { Event } from "@prefect-ts/schemas/event";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EventPipeline } from "./pipeline.ts";

let context: TestContext;
let pipeline: EventPipeline;
let flowRunId: string;
beforeEach(async () => {
  context = await testContext();
  pipeline = new EventPipeline(context);
  flowRunId = randomUUID();
  await context.write(async ({ db }) => {
    const flowId = randomUUID();
    await db.insertInto("flow").values({ id: flowId, name: "f" }).execute();
    await db.insertInto("flow_run").values({ id: flowRunId, flow_id: flowId, name: "r" }).execute();
  });
});
afterEach(async () => {
  await pipeline.close();
  await context.close();
});

const start = Timestamp.parse("2026-01-31T08:05:00Z");

interface Change {
  taskRunId: string;
  type: string;
  second: number;
  flowRun?: string | null;
  taskRun?: Record<string, unknown>;
  data?: unknown;
}

const change = ({ taskRunId, type, second, flowRun = flowRunId, taskRun = {}, data = null }: Change): Event => ({
  id: randomUUID(),
  occurred: start.plus(second),
  event: `prefect.task-run.${type}`,
  resource: { "prefect.resource.id": `prefect.task-run.${taskRunId}`, "prefect.orchestration": "client" },
  related: flowRun
    ? [{ "prefect.resource.id": `prefect.flow-run.${flowRun}`, "prefect.resource.role": "flow-run" }]
    : [],
  payload: {
    validated_state: { type: type.toUpperCase(), message: "", state_details: {}, data },
    task_run: { name: "t", task_key: "key", dynamic_key: "0", ...taskRun },
  },
  follows: null,
});

const taskRuns = () => context.read(({ db }) => db.selectFrom("task_run").selectAll().orderBy("id").execute());
const states = () =>
  context.read(({ db }) => db.selectFrom("task_run_state").selectAll().orderBy("timestamp").execute());

describe("task runs told by events", () => {
  test("show their newest state, and keep every one, in whatever order the events come", async () => {
    const taskRunId = randomUUID();
    const completed = change({ taskRunId, type: "Completed", second: 3, taskRun: { run_count: 1, tags: ["a"] } });
    await pipeline.publish([change({ taskRunId, type: "Pending", second: 1 }), completed]);
    await pipeline.publish([change({ taskRunId, type: "Running", second: 2, taskRun: { run_count: 7 } })]);
    expect(await taskRuns()).toMatchObject([
      {
        id: taskRunId,
        flow_run_id: flowRunId,
        state_id: completed.id,
        state_name: "Completed",
        run_count: 1,
        tags: ["a"],
      },
    ]);
    expect((await states()).map(({ name }) => name)).toEqual(["Pending", "Running", "Completed"]);
  });

  test("keep what an event does not mention", async () => {
    const taskRunId = randomUUID();
    const expected_start_time = "2026-01-31T08:05:00.123456Z";
    const first = { expected_start_time, labels: { a: 1 }, total_run_time: 1.5, empirical_policy: { retries: 2 } };
    await pipeline.publish([change({ taskRunId, type: "Pending", second: 1, taskRun: first })]);
    await pipeline.publish([change({ taskRunId, type: "Running", second: 2 })]);
    const [run] = await taskRuns();
    expect(run).toMatchObject({ labels: { a: 1 }, total_run_time: 1.5, empirical_policy: { retries: 2 } });
    expect(run?.expected_start_time?.toJSON()).toBe(expected_start_time);
  });

  test("have their state's result with the state", async () => {
    const taskRunId = randomUUID();
    await pipeline.publish([change({ taskRunId, type: "Completed", second: 1, data: { storage_key: "k" } })]);
    const details = { task_run_id: taskRunId, flow_run_id: flowRunId };
    expect(await states()).toMatchObject([{ data: { storage_key: "k" }, state_details: details }]);
  });

  test("of the same place in a flow run are one, under the first id", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await pipeline.publish([change({ taskRunId: first, type: "Running", second: 1 })]);
    await pipeline.publish([change({ taskRunId: second, type: "Completed", second: 2 })]);
    expect(await taskRuns()).toMatchObject([{ id: first, state_name: "Completed" }]);
    expect((await states()).map(({ task_run_id }) => task_run_id)).toEqual([first, first]);
  });

  test("are as they were after an event that comes again", async () => {
    const taskRunId = randomUUID();
    const events = [
      change({ taskRunId, type: "Running", second: 1 }),
      change({ taskRunId, type: "Failed", second: 2 }),
    ];
    await pipeline.publish(events);
    const before = [await taskRuns(), await states()];
    await pipeline.publish(events);
    expect([await taskRuns(), await states()]).toEqual(before);
  });

  test("of a flow run that is gone, and events that make no sense, keep no other out", async () => {
    const taskRunId = randomUUID();
    const orphan = change({ taskRunId: randomUUID(), type: "Running", second: 1, flowRun: randomUUID() });
    const nonsense = { ...change({ taskRunId: randomUUID(), type: "Running", second: 1 }), payload: {} };
    await pipeline.publish([orphan, nonsense, change({ taskRunId, type: "Running", second: 2 })]);
    expect(await taskRuns()).toMatchObject([{ id: taskRunId }]);
    expect(await context.read(({ db }) => db.selectFrom("events").select("id").execute())).toHaveLength(3);
  });

  test("that the server orchestrates are not recorded", async () => {
    const told = change({ taskRunId: randomUUID(), type: "Running", second: 1 });
    await pipeline.publish([{ ...told, resource: { ...told.resource, "prefect.orchestration": "server" } }]);
    expect(await taskRuns()).toEqual([]);
  });
});

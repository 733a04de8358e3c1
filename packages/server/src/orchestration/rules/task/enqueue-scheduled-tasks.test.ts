import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { enqueueScheduledTasks } from "./enqueue-scheduled-tasks.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [enqueueScheduledTasks];
const scheduled = (name?: string) => state("SCHEDULED", { ...(name && { name }), details: { deferred: true } });
const next = () => context.taskQueues.next(["task"], AbortSignal.timeout(100));

test("a scheduled background task run goes to its workers", async () => {
  const task = await runs.taskRun("PENDING");
  await runs.askTask(task, scheduled(), policy);
  expect(await next()).toMatchObject({ id: task.id, state_type: "SCHEDULED", state: { type: "SCHEDULED" } });
});

test("one that is created so goes there too", async () => {
  const task = await runs.taskRun(scheduled());
  expect((await next()).id).toBe(task.id);
});

test("a retry goes before those that wait", async () => {
  const first = await runs.taskRun(scheduled());
  const retried = await runs.taskRun("RUNNING");
  await runs.askTask(retried, scheduled("AwaitingRetry"), policy);
  expect([(await next()).id, (await next()).id]).toEqual([retried.id, first.id]);
});

test("other task runs do not", async () => {
  await runs.askTask(await runs.taskRun("PENDING"), "SCHEDULED", policy);
  await expect(next()).rejects.toThrow();
});

test("a task run that is not kept is not handed out", async () => {
  const undone = context.write(async (tx) => {
    const { createTaskRun } = await import("../../../models/create-task-run.ts");
    const { TaskRunCreate } = await import("@prefect-ts/schemas/task-run");
    const { defaultsOf } = await import("@prefect-ts/schemas/types");
    const { type, name, message, data, state_details } = scheduled();
    const given = { ...defaultsOf(TaskRunCreate), task_key: "task", dynamic_key: "0" };
    await createTaskRun(tx, { ...given, state: { type, name, message, data, state_details } });
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  await expect(next()).rejects.toThrow();
});

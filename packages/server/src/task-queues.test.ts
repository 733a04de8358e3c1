import { TaskRun } from "@prefect-ts/schemas/task-run";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { expect, test } from "vitest";
import { TaskQueues } from "./task-queues.ts";

const taskRun = (id: string, task_key = "a"): TaskRun => ({
  ...defaultsOf(TaskRun),
  id,
  task_key,
  dynamic_key: id,
  created: null,
  updated: null,
});
const queues = (sizes = { scheduled: 1000, retry: 100 }) => new TaskQueues(sizes);
const ids = (runs: readonly TaskRun[]) => runs.map(({ id }) => id);

test("task runs go out in the order in which they came, retries first", async () => {
  const q = queues();
  await q.enqueue(taskRun("1"));
  await q.enqueue(taskRun("2"));
  await q.retry(taskRun("3"));
  expect(ids([await q.next(["a"]), await q.next(["a"]), await q.next(["a"])])).toEqual(["3", "1", "2"]);
});

test("a worker gets task runs of its keys alone, the first key's before the others'", async () => {
  const q = queues();
  await q.enqueue(taskRun("1", "a"));
  await q.enqueue(taskRun("2", "b"));
  await q.enqueue(taskRun("3", "c"));
  expect(ids([await q.next(["c", "b"]), await q.next(["c", "b"])])).toEqual(["3", "2"]);
});

test("who waits gets the next one, the longest waiting first, and each goes to one", async () => {
  const q = queues();
  const waiting = [q.next(["b"]), q.next(["a", "b"]), q.next(["a"])];
  await q.enqueue(taskRun("1", "a"));
  await q.enqueue(taskRun("2", "a"));
  await q.retry(taskRun("3", "b"));
  expect(ids(await Promise.all(waiting))).toEqual(["3", "1", "2"]);
});

test("who no longer waits takes nothing", async () => {
  const q = queues();
  const gone = new AbortController();
  const waiting = q.next(["a"], gone.signal);
  gone.abort(new Error("gone"));
  await expect(waiting).rejects.toThrow("gone");
  await expect(q.next(["a"], gone.signal)).rejects.toThrow("gone");
  await q.enqueue(taskRun("1"));
  expect((await q.next(["a"])).id).toBe("1");
});

test("past its size a queue lets those who add wait until there is room", async () => {
  const q = queues({ scheduled: 1, retry: 1 });
  await q.enqueue(taskRun("1"));
  let admitted = false;
  const adding = q.enqueue(taskRun("2")).then(() => {
    admitted = true;
  });
  await Promise.resolve();
  expect(admitted).toBe(false);
  expect((await q.next(["a"])).id).toBe("1");
  await adding;
  expect((await q.next(["a"])).id).toBe("2");
});

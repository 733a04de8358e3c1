import { Runs } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { json } from "@prefect-ts/database/values";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { v4 as uuid4 } from "uuid";
import type { TaskRunRecord } from "../../../models/task-run-record.ts";
import { rule } from "../../rule.ts";
import { readLeasesOfHolder } from "../../../models/concurrency-leases.ts";
import { updateLimit } from "../../../models/concurrency-limits.ts";
import { releaseTaskConcurrencySlots } from "./release-task-concurrency-slots.ts";
import { secureTaskConcurrencySlots } from "./secure-task-concurrency-slots.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [secureTaskConcurrencySlots];

const stop = rule<TaskRunRecord>({
  name: "Stop",
  from: "any",
  to: "any",
  before: (_, decision) => decision.abort("stop"),
});

const tagged = (...tags: string[]) => runs.taskRun("PENDING", { tags });

/** A limit as releases before 3.4 kept it. */
async function oldLimit(tag: string, concurrency_limit: number, holders: string[] = []) {
  const now = Timestamp.now();
  const row = { id: uuid4(), created: now, updated: now, tag, concurrency_limit, active_slots: json(holders) };
  await context.write((tx) => tx.db.insertInto("concurrency_limit").values(row).execute());
}
const oldHolders = async (tag: string) =>
  (
    await context.read((session) =>
      session.db
        .selectFrom("concurrency_limit")
        .select("active_slots")
        .where("tag", "=", tag)
        .executeTakeFirstOrThrow(),
    )
  ).active_slots;

test("a task run takes a slot of each of its tags' limits, and a lease on them", async () => {
  const [a, b] = [await runs.limit("tag:a", 1), await runs.limit("tag:b", 2)];
  const task = await tagged("a", "b", "unlimited");
  expect((await runs.askTask(task, "RUNNING", policy)).status).toBe("ACCEPT");
  expect([await runs.taken(a.id), await runs.taken(b.id)]).toEqual([1, 1]);
  const leases = await context.read((session) => readLeasesOfHolder(session, task.id));
  expect(leases).toMatchObject([{ holder: { type: "task_run", id: task.id }, slots: 1 }]);
  const years = leases.map(({ expiration }) => expiration.since(Timestamp.now()) / (365 * 86_400));
  expect(years.map(Math.round), "no client renews it").toEqual([100]);
});

test("it waits where one of them is full, and takes no slot of the others", async () => {
  const [a, b] = [await runs.limit("tag:a", 1), await runs.limit("tag:b", 2)];
  await runs.askTask(await tagged("a"), "RUNNING", policy);
  const answer = await runs.askTask(await tagged("a", "b"), "RUNNING", policy);
  expect(answer).toMatchObject({
    status: "WAIT",
    state: { type: "PENDING" },
    details: { reason: "Concurrency limit reached for tags: a, b" },
  });
  expect([await runs.taken(a.id), await runs.taken(b.id)]).toEqual([1, 0]);
});

test("it gives up where a limit is 0", async () => {
  const b = await runs.limit("tag:b", 1);
  await runs.limit("tag:a", 0);
  expect(await runs.askTask(await tagged("a", "b"), "RUNNING", policy)).toMatchObject({
    status: "ABORT",
    details: { reason: 'The concurrency limit on tag "a" is 0 and will deadlock if the task tries to run again.' },
  });
  expect(await runs.taken(b.id)).toBe(0);
});

test("a limit that is switched off limits nothing", async () => {
  const { id } = await runs.limit("tag:a", 0);
  await context.write((tx) => updateLimit(tx, { id }, { active: false }));
  expect((await runs.askTask(await tagged("a"), "RUNNING", policy)).status).toBe("ACCEPT");
});

test("the slots are given back where a later rule stops the transition", async () => {
  const { id } = await runs.limit("tag:a", 1);
  await oldLimit("b", 1);
  await runs.askTask(await tagged("a", "b"), "RUNNING", [...policy, stop]);
  expect(await runs.taken(id)).toBe(0);
  expect(await oldHolders("b")).toEqual([]);
});

test("limits of older releases count, where the tag has no newer one", async () => {
  await oldLimit("a", 1);
  const first = await tagged("a");
  expect((await runs.askTask(first, "RUNNING", policy)).status).toBe("ACCEPT");
  expect(await oldHolders("a")).toEqual([first.id]);
  expect(await runs.askTask(await tagged("a"), "RUNNING", policy)).toMatchObject({
    status: "WAIT",
    details: { delay_seconds: 10, reason: "Concurrency limit for the a tag has been reached" },
  });
  await runs.limit("tag:a", 5);
  expect((await runs.askTask(await tagged("a"), "RUNNING", policy)).status).toBe("ACCEPT");
});

test("an older limit of 0 lets nothing run, and frees what was taken before", async () => {
  const { id } = await runs.limit("tag:b", 1);
  await oldLimit("a", 0);
  expect(await runs.askTask(await tagged("a", "b"), "RUNNING", policy)).toMatchObject({
    status: "ABORT",
    details: { reason: 'The concurrency limit on tag "a" is 0 and will deadlock if the task tries to run again.' },
  });
  expect(await runs.taken(id)).toBe(0);
});

test("of task runs that race for two slots two run", async () => {
  const { id } = await runs.limit("tag:a", 2);
  const tasks = await Promise.all([1, 2, 3, 4, 5].map(() => tagged("a")));
  const answers = await Promise.all(tasks.map((task) => runs.askTask(task, "RUNNING", policy)));
  expect(answers.filter(({ status }) => status === "ACCEPT")).toHaveLength(2);
  expect(await runs.taken(id)).toBe(2);
  await Promise.all(tasks.map((task) => runs.askTask(task, "COMPLETED", [releaseTaskConcurrencySlots])));
  expect(await runs.taken(id)).toBe(0);
});

import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { cacheInsertion } from "./cache-insertion.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [cacheInsertion];
const kept = () => context.read((session) => session.db.selectFrom("task_run_state_cache").selectAll().execute());
const done = (cache_key: string | null, cache_expiration: Timestamp | null = null) =>
  state("COMPLETED", { details: { cache_key, cache_expiration } });

test("a completed state is kept for its key until it expires", async () => {
  const until = Timestamp.parse("2100-01-01T00:00:00Z");
  const { status, state: now } = await runs.askTask(await runs.taskRun("RUNNING"), done("key", until), policy);
  expect(status).toBe("ACCEPT");
  expect(await kept()).toMatchObject([{ cache_key: "key", cache_expiration: until, task_run_state_id: now?.id }]);
});

test("a state without a key is not kept", async () => {
  await runs.askTask(await runs.taskRun("RUNNING"), done(null), policy);
  expect(await kept()).toEqual([]);
});

test("a key that is too long is said to be so, and kept with its state as in the reference", async () => {
  const answer = await runs.askTask(await runs.taskRun("RUNNING"), done("k".repeat(2001)), policy);
  expect(answer).toMatchObject({
    status: "REJECT",
    state: { type: "COMPLETED" },
    details: { reason: "Cache key exceeded maximum allowed length of 2000 characters." },
  });
  expect(await kept()).toHaveLength(1);
});

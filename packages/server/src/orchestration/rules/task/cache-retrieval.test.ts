import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { cacheRetrieval } from "./cache-retrieval.ts";
import { cacheInsertion } from "./cache-insertion.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [cacheRetrieval];
const running = (refresh_cache: boolean | null = null) =>
  state("RUNNING", { details: { cache_key: "key", refresh_cache } });

async function keep(message: string, cache_expiration: Timestamp | null = null) {
  const done = state("COMPLETED", {
    message,
    data: { type: "reference", storage_key: message },
    details: { cache_key: "key", cache_expiration },
  });
  await runs.askTask(await runs.taskRun("RUNNING"), done, [cacheInsertion]);
}

test("a task run with a known key takes the state that was kept, as a new one", async () => {
  await keep("first");
  const task = await runs.taskRun("PENDING");
  expect(await runs.askTask(task, running(), policy)).toMatchObject({
    status: "REJECT",
    state: {
      type: "COMPLETED",
      name: "Cached",
      message: "first",
      data: { storage_key: "first" },
      state_details: { task_run_id: task.id },
    },
    details: { reason: "Retrieved state from cache" },
    run: { state_name: "Cached", run_count: 0 },
  });
});

test("the newest state that has not expired counts", async () => {
  await keep("first", Timestamp.parse("2100-01-01T00:00:00Z"));
  await keep("second");
  await keep("expired", Timestamp.parse("2020-01-01T00:00:00Z"));
  const { state: now } = await runs.askTask(await runs.taskRun("PENDING"), running(), policy);
  expect(now?.message).toBe("second");
});

test("a task run that refreshes the cache runs", async () => {
  await keep("first");
  expect((await runs.askTask(await runs.taskRun("PENDING"), running(true), policy)).status).toBe("ACCEPT");
});

test("a task run without a key, or with another, runs", async () => {
  await keep("first");
  const other = state("RUNNING", { details: { cache_key: "other" } });
  expect((await runs.askTask(await runs.taskRun("PENDING"), "RUNNING", policy)).status).toBe("ACCEPT");
  expect((await runs.askTask(await runs.taskRun("PENDING"), other, policy)).status).toBe("ACCEPT");
});

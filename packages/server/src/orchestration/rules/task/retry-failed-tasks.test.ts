import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { TaskRunPolicy } from "@prefect-ts/schemas/task-run";
import { defaultsOf } from "@prefect-ts/schemas/types";
import { retryFailedTasks } from "./retry-failed-tasks.ts";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [retryFailedTasks];

/** What becomes of a task run that fails for the `times`th time. */
async function fail(fields: Partial<TaskRunPolicy>, { times = 1, retriable = null as boolean | null } = {}) {
  const task = await runs.taskRun("PENDING", { empirical_policy: { ...defaultsOf(TaskRunPolicy), ...fields } });
  for (let time = 0; time < times; time++) await runs.askTask(task, "RUNNING", []);
  const failed = state("FAILED", { message: "no luck", data: { type: "reference" }, details: { retriable } });
  const answer = await runs.askTask(task, failed, policy);
  return { ...answer, delay: answer.state?.state_details.scheduled_time?.since(Timestamp.now()) ?? 0 };
}

test("a failed task with retries left waits for the next, with what the failure said", async () => {
  expect(await fail({ retries: 1 })).toMatchObject({
    status: "REJECT",
    state: { type: "SCHEDULED", name: "AwaitingRetry", message: "no luck", data: { type: "reference" } },
    details: { reason: "Retrying" },
  });
});

test("without retries left, or with none, it fails", async () => {
  expect((await fail({ retries: 1 }, { times: 2 })).status).toBe("ACCEPT");
  expect((await fail({ retries: 0 })).status).toBe("ACCEPT");
  expect((await fail({})).status).toBe("ACCEPT");
});

test("it fails where its client says that it is not to be tried again", async () => {
  expect((await fail({ retries: 1 }, { retriable: false })).status).toBe("ACCEPT");
  expect((await fail({ retries: 1 }, { retriable: true })).status).toBe("REJECT");
});

test.each([
  [1, 1000],
  [2, 2000],
  [3, 3000],
  [4, 3000],
])("attempt %i waits its own time of a list, the last one for all after it", async (times, seconds) => {
  const { delay } = await fail({ retries: 5, retry_delay: [1000, 2000, 3000] }, { times });
  expect(Math.abs(delay - seconds)).toBeLessThan(60);
});

test("an empty list is no delay", async () => {
  expect(Math.abs((await fail({ retries: 1, retry_delay: [] })).delay)).toBeLessThan(60);
});

test("jitter scatters the delay, and leaves none alone", async () => {
  const delays = new Set<number>();
  for (let i = 0; i < 5; i++) {
    const { delay } = await fail({ retries: 1, retry_delay: 10_000, retry_jitter_factor: 0.5 });
    expect(delay).toBeLessThanOrEqual(15_000);
    delays.add(Math.round(delay));
  }
  expect(delays.size).toBeGreaterThan(1);
  expect(Math.abs((await fail({ retries: 1, retry_delay: 0, retry_jitter_factor: 0.5 })).delay)).toBeLessThan(60);
});

import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { waitForScheduledTime } from "./wait-for-scheduled-time.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [waitForScheduledTime];
const scheduledIn = (seconds: number, type: "SCHEDULED" | "PENDING" = "SCHEDULED") =>
  runs.flowRun(state(type, { details: { scheduled_time: Timestamp.now().plus(seconds) } }));

test.each(["SCHEDULED", "PENDING"] as const)("a %s run waits for its time", async (type) => {
  const answer = await runs.ask(await scheduledIn(3600, type), "RUNNING", policy);
  expect(answer).toMatchObject({
    status: "WAIT",
    state: { type },
    details: { type: "wait_details", reason: "Scheduled time is in the future" },
  });
  const { details } = answer;
  if (details.type !== "wait_details") throw new Error("does not wait");
  expect(Number.isInteger(details.delay_seconds)).toBe(true);
  expect(details.delay_seconds).toBeGreaterThan(3500);
});

test("a run whose time has come runs", async () => {
  expect((await runs.ask(await scheduledIn(0), "RUNNING", policy)).status).toBe("ACCEPT");
});

test("less than half a second is no wait", async () => {
  expect((await runs.ask(await scheduledIn(0.45), "RUNNING", policy)).status).toBe("ACCEPT");
});

test("a run that was scheduled for no time runs", async () => {
  expect((await runs.ask(await runs.flowRun("PENDING"), "RUNNING", policy)).status).toBe("ACCEPT");
});

test("task runs wait too", async () => {
  const task = await runs.taskRun(state("SCHEDULED", { details: { scheduled_time: Timestamp.now().plus(100) } }));
  expect((await runs.askTask(task, "RUNNING", policy)).status).toBe("WAIT");
});

import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyScheduledTime } from "./copy-scheduled-time.ts";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const policy = [copyScheduledTime];
const [earlier, later] = [Timestamp.parse("2020-01-01T00:00:00Z"), Timestamp.parse("2021-01-01T00:00:00Z")];
const scheduled = () => runs.flowRun(state("SCHEDULED", { details: { scheduled_time: earlier } }));

test("a pending run tells for when it was scheduled", async () => {
  const { state: now } = await runs.ask(await scheduled(), "PENDING", policy);
  expect(now?.state_details.scheduled_time).toEqual(earlier);
});

test("a time that is proposed wins", async () => {
  const { state: now } = await runs.ask(
    await scheduled(),
    state("PENDING", { details: { scheduled_time: later } }),
    policy,
  );
  expect(now?.state_details.scheduled_time).toEqual(later);
});

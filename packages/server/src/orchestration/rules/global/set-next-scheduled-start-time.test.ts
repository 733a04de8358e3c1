import { Runs, state } from "@prefect-ts/testing/runs";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Timestamp } from "@prefect-ts/schemas/timestamp";
let context: TestContext;
let runs: Runs;
beforeEach(async () => {
  context = await testContext();
  runs = new Runs(context);
});
afterEach(() => context.close());

const scheduled = (year: number) =>
  state("SCHEDULED", { details: { scheduled_time: Timestamp.parse(`${year}-01-01T00:00:00Z`) } });

test("a run tells for when it is scheduled while it is", async () => {
  const first = await runs.flowRun(scheduled(2100));
  expect(first.next_scheduled_start_time?.toJSON()).toBe("2100-01-01T00:00:00Z");
  const again = await runs.ask(first, scheduled(2101), []);
  expect(again.run.next_scheduled_start_time?.toJSON()).toBe("2101-01-01T00:00:00Z");
  const pending = await runs.ask(first, "PENDING", []);
  expect(pending.run.next_scheduled_start_time).toBeNull();
});

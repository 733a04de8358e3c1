import { Timestamp } from "@prefect-ts/schemas/timestamp";
import { type TestContext, testContext } from "@prefect-ts/testing/database";
import { testDialect } from "@prefect-ts/testing/test-database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFlow } from "../models/flows.ts";
import { withoutQuietPasses } from "./quiet-passes.ts";
import type { Quiet, Service } from "./service.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});
afterEach(() => context.close());

const never = new AbortController().signal;
const write = (name: string) => context.write((tx) => createFlow(tx, { name, tags: [], labels: {} }));

/** A service that counts its passes, each of which answers the next of `answers`. */
function counted(...answers: (Quiet | Error | undefined)[]) {
  const service: Service & { passes: number } = {
    name: "counted",
    setting: "PREFECT_SERVER_SERVICES_FOREMAN_ENABLED",
    summary: "Counts.",
    isEnabled: () => true,
    everySeconds: () => 1,
    passes: 0,
    async pass() {
      const answer = answers[service.passes++];
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { service, run: withoutQuietPasses(service, context) };
}

test.runIf(testDialect === "sqlite")(
  "a pass that would find nothing is left out until the database changes",
  async () => {
    const { service, run } = counted({}, {}, {});
    await run(never);
    await run(never);
    expect(service.passes).toBe(1);
    await write("change");
    await run(never);
    await run(never);
    expect(service.passes).toBe(2);
  },
);

test.runIf(testDialect === "sqlite")("a pass is made when the time has come that the last one named", async () => {
  const { service, run } = counted({ until: Timestamp.now().plus(3600) }, {});
  await run(never);
  await run(never);
  expect(service.passes).toBe(1);
  const due = counted({ until: Timestamp.now().plus(-1) }, {});
  await due.run(never);
  await due.run(never);
  expect(due.service.passes).toBe(2);
});

test("passes that say nothing, fail, or are on a database that does not tell of changes are all made", async () => {
  const { service, run } = counted(undefined, new Error("no"), testDialect === "sqlite" ? undefined : {}, {});
  await run(never);
  await expect(run(never)).rejects.toThrow("no");
  await run(never);
  await run(never);
  expect(service.passes).toBe(4);
});

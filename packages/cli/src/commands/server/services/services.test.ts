import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CommandLine } from "../../../testing/command-line.ts";

let cli: CommandLine;

beforeEach(() => {
  cli = new CommandLine();
});
afterEach(() => cli[Symbol.dispose]());

test("the services are listed with what enables them", async () => {
  const env = { PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED: "false" };
  const json = await cli.run("server services ls -o json", { env });
  expect(JSON.parse(json.stdout)).toEqual(
    expect.arrayContaining([
      {
        name: "LateRuns",
        enabled: false,
        environment_variable: "PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED",
        description: "Marks flow runs late that did not start when they should have.",
      },
      expect.objectContaining({ name: "Scheduler", enabled: true }),
      expect.objectContaining({ name: "FlowRunVacuum", enabled: false }),
      expect.objectContaining({ name: "Triggers", enabled: true }),
    ]),
  );
  const { stdout } = await cli.run("server services ls", { env });
  expect(stdout).toMatch(/│ LateRuns +│ x PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED +│ Marks/);
  expect(stdout).toMatch(/│ Scheduler +│ ✓ PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED +│ Plans/);
});

test("stopping where nothing runs says so, and clears what a dead process left", async () => {
  expect((await cli.run("server services stop")).stdout).toBe("No services are running in the background.\n");
  mkdirSync(cli.home, { recursive: true });
  writeFileSync(join(cli.home, "services.pid"), "not a number");
  expect((await cli.run("server services stop")).stdout).toBe("Services were not running\n");
  expect((await cli.run("server services stop")).stdout).toBe("No services are running in the background.\n");
});

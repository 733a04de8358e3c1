import { describe, expect, test, vi } from "vitest";
import { accepts } from "./accepted.ts";
import { difference } from "./harness/diff.ts";
import { findPython } from "./harness/python.ts";
import { RECORDED, readRecord } from "./harness/recorded.ts";
import { recordScenario, scenarioNames } from "./harness/scenario.ts";
import { serverNamed } from "./harness/server.ts";

/** More scenarios at once than a small machine has processors would only make each slower. */
vi.setConfig({ maxConcurrency: 2 });
/** A scenario starts several Python processes, and takes its time on a busy machine. */
const SCENARIO_LIMIT = 180_000;

const python = await findPython();
const scenarios = await scenarioNames();
const venv = "venv" in python ? python.venv : "";
if ("missing" in python) console.warn(`Skipped the flows of the official Python client: ${python.missing}`);

describe.skipIf("missing" in python)("a flow run by the official Python client", () => {
  const startServer = serverNamed("ours", venv);
  test.concurrent.each(scenarios)(
    "%s leaves the record that it leaves on the reference",
    { timeout: SCENARIO_LIMIT },
    async (name) => {
      const { record, printed } = await recordScenario(name, venv, startServer);
      const lines = difference(await readRecord(RECORDED, name), record, accepts);
      expect(lines, `${lines.join("\n")}\n\nThe script printed:\n${printed}`).toEqual([]);
    },
  );
});

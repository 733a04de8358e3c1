#!/usr/bin/env node
import { parseArgs } from "node:util";
import { accepts } from "./accepted.ts";
import { difference } from "./harness/diff.ts";
import { inParallel } from "./harness/pool.ts";
import { findPython } from "./harness/python.ts";
import { RECORDED, readRecord, writeRecord } from "./harness/recorded.ts";
import { recordScenario, scenarioNames } from "./harness/scenario.ts";
import { serverNamed } from "./harness/server.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    server: { type: "string", default: "reference" },
    out: { type: "string", default: RECORDED },
    jobs: { type: "string", default: "2" },
    verbose: { type: "boolean", default: false },
    compare: { type: "boolean", default: false },
  },
});

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const python = await findPython();
if ("missing" in python) throw new Error(`no Python environment with the official client: ${python.missing}`);
const startServer = serverNamed(values.server, python.venv);
const jobs = values.server.startsWith("http") ? 1 : Number(values.jobs);

await inParallel(positionals.length > 0 ? positionals : await scenarioNames(), jobs, async (name) => {
  const began = performance.now();
  try {
    const { record, exit, printed } = await recordScenario(name, python.venv, startServer);
    const lines = values.compare ? difference(await readRecord(values.out, name), record, accepts) : [];
    if (!values.compare) await writeRecord(values.out, name, record);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${lines.length > 0 ? "differs" : values.compare ? "same" : "recorded"}  ${name}  ${seconds} s`);
    if (lines.length > 0) {
      console.log(lines.join("\n"));
      process.exitCode = 1;
    }
    if (values.verbose || exit !== 0) console.log(`the script of ${name} ended with ${exit}:\n${printed}`);
  } catch (error) {
    console.log(`failed  ${name}: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
});

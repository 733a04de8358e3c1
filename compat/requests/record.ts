/**
 * Records what the reference answers to every request of the scenarios, each on a new server:
 *
 *     COMPAT_REFERENCE="prefect server start --port {port}" node --conditions=source compat/requests/record.ts [NAME …]
 */
import { writeFile } from "node:fs/promises";
import { findPython } from "../harness/python.ts";
import { serverNamed } from "../harness/server.ts";
import { play } from "./play.ts";
import { withoutServices } from "./services.ts";
import { scenarios, settings } from "./scenarios/index.ts";
import { writeTranscript } from "./transcript.ts";

/** The reference persists events at a pace of its own. */
const SETTLE = 2500;

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const python = await findPython();
if ("missing" in python) throw new Error(`no Python environment with the official client: ${python.missing}`);

const wanted = process.argv.slice(2);
for (const [name, scenario] of Object.entries(scenarios)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const server = await serverNamed("reference", python.venv, { ...withoutServices, ...settings[name] })();
  try {
    const exchanges = await play(server.url, scenario, { settle: SETTLE });
    await writeFile(new URL(`recorded/${name}.txt`, import.meta.url), writeTranscript(exchanges));
    console.log(`recorded  ${name}  ${exchanges.length} requests`);
  } finally {
    await server.stop();
  }
}

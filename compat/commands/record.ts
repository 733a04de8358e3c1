/**
 * Records what the official client's commands print against the reference:
 *
 *     node --conditions=source compat/commands/record.ts
 */
import { writeFile } from "node:fs/promises";
import { findPython } from "../harness/python.ts";
import { serverNamed } from "../harness/server.ts";
import { withoutServices } from "../requests/services.ts";
import { perform } from "./perform.ts";
import { writeTranscript } from "./transcript.ts";

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const python = await findPython();
if ("missing" in python) throw new Error(`no Python environment with the official client: ${python.missing}`);
const start = serverNamed("reference", python.venv, withoutServices);
const [source, target] = [await start(), await start()];
try {
  const performed = await perform(source.url, target.url, python.venv);
  await writeFile(new URL("recorded.txt", import.meta.url), writeTranscript(performed));
} finally {
  await Promise.all([source.stop(), target.stop()]);
}

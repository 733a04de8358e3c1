import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Api } from "./api.ts";
import { baseline, collectSettled } from "./collect.ts";
import { compareText, type Json, withSortedKeys } from "./json.ts";
import { normalise, type Places } from "./normalise.ts";
import { environment, run } from "./process.ts";
import { pythonIn } from "./python.ts";
import type { StartServer } from "./server.ts";

const FLOWS = join(import.meta.dirname, "..", "flows");
/** Lines a script prints for the record begin so. */
const FOR_THE_RECORD = "compat: ";
const SCRIPT_LIMIT = 120_000;

/** The names of all scenarios: the scripts in `flows/`, less what they share. */
export async function scenarioNames(): Promise<string[]> {
  const files = await readdir(FLOWS);
  const scripts = files.filter((file) => file.endsWith(".py") && file !== "support.py");
  return scripts.map((file) => file.slice(0, -3)).toSorted(compareText);
}

/** A scenario's record, and what its script printed, to tell why it went wrong. */
export interface Recording {
  record: Json;
  exit: number | string;
  printed: string;
}

/** Runs one scenario with the official client against a fresh server, and records what the API then shows. */
export async function recordScenario(name: string, venv: string, startServer: StartServer): Promise<Recording> {
  const server = await startServer();
  const home = await mkdtemp(join(tmpdir(), "prefect-compat-client-"));
  try {
    const api = new Api(server.url);
    const known = await baseline(api);
    const ended = await run([pythonIn(venv), join(FLOWS, `${name}.py`)], settings(home, server.url), SCRIPT_LIMIT);
    const places: Places = [
      [home, "<home>"],
      [FLOWS, "<flows>"],
      [venv, "<venv>"],
      [server.url.replace(/\/api$/, ""), "<server>"],
    ];
    const said = ended.stdout.split("\n").filter((line) => line.startsWith(FOR_THE_RECORD));
    const output = { exit: ended.exit, lines: said.map((line) => line.slice(FOR_THE_RECORD.length)) };
    const record = withSortedKeys(normalise(await collectSettled(api, known), output, places));
    return { record, exit: ended.exit, printed: ended.stdout + ended.stderr };
  } finally {
    await server.stop();
    await rm(home, { recursive: true, force: true });
  }
}

function settings(home: string, url: string): Record<string, string> {
  return environment({
    PREFECT_HOME: home,
    PREFECT_API_URL: url,
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: "false",
    PREFECT_LOGGING_TO_API_BATCH_INTERVAL: "0.2",
    DO_NOT_TRACK: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONUNBUFFERED: "1",
    PYTHONHASHSEED: "0",
    TZ: "UTC",
    COLUMNS: "200",
  });
}

import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Context } from "../core/context.ts";
import { CommandError } from "../core/errors.ts";
import { runtimeOf } from "../../bin/runtime.js";
import { welcome } from "./welcome.ts";
import { claimPidFile, pidFilePath, removePidFile, writePid } from "./pid-file.ts";

const PATIENCE_MS = 60_000;
const PROGRAM = fileURLToPath(new URL("../../bin/prefect.js", import.meta.url));

/** Flags of `server start`, in the words that the background process gets. */
const TOGGLES = [
  ["PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED", "--scheduler", "--no-scheduler"],
  ["PREFECT_SERVER_ANALYTICS_ENABLED", "--analytics-on", "--analytics-off"],
  ["PREFECT_SERVER_SERVICES_LATE_RUNS_ENABLED", "--late-runs", "--no-late-runs"],
  ["PREFECT_SERVER_UI_ENABLED", "--ui", "--no-ui"],
] as const;

/** What the background process says of itself once it answers. */
interface Ready {
  readonly url: string;
  readonly database: string;
}

/** Starts the server as a process of its own, and returns once it answers. */
export async function runInBackground(
  context: Context,
  settings: Settings,
  options: { services: boolean },
): Promise<void> {
  const pidFile = pidFilePath(settings);
  if (!claimPidFile(pidFile)) {
    throw new CommandError("A server is already running in the background. To stop it, run `prefect server stop`.");
  }
  const logFile = join(settings.get("PREFECT_HOME"), "server.log");
  try {
    const child = spawnServer(context, settings, logFile, options.services);
    if (child.pid !== undefined) writePid(pidFile, child.pid);
    const ready = await answers(child, logFile);
    child.disconnect();
    child.unref();
    context.print(welcome(ready));
  } catch (error) {
    removePidFile(pidFile);
    throw error;
  }
  context.print("The Prefect server is running in the background. Run `prefect server stop` to stop it.");
}

function spawnServer(context: Context, settings: Settings, logFile: string, services: boolean): ChildProcess {
  const log = openSync(logFile, "w", 0o600);
  const words = [
    ["--profile", settings.profileName],
    ["server", "start"],
    ["--host", settings.get("PREFECT_SERVER_API_HOST")],
    ["--port", String(settings.get("PREFECT_SERVER_API_PORT"))],
    ["--keep-alive-timeout", String(settings.get("PREFECT_SERVER_API_KEEPALIVE_TIMEOUT"))],
    ["--log-level", settings.get("PREFECT_SERVER_LOGGING_LEVEL")],
    ...TOGGLES.map(([name, on, off]) => [settings.get(name) ? on : off]),
    services ? [] : ["--no-services"],
  ];
  try {
    const { flags, environment } = runtimeOf(["server", "start"]);
    return spawn(process.execPath, [...flags, PROGRAM, ...words.flat()], {
      cwd: context.cwd,
      env: { ...context.env, ...environment },
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    });
  } finally {
    closeSync(log);
  }
}

function answers(child: ChildProcess, logFile: string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      child.kill();
      reject(new CommandError(`The server did not answer within ${PATIENCE_MS / 1000} seconds; see ${logFile}.`));
    }, PATIENCE_MS);
    child.once("message", (message) => {
      clearTimeout(patience);
      if (isReady(message)) resolve(message);
      else reject(new CommandError(`The server's process said something unexpected; see ${logFile}.`));
    });
    child.once("exit", () => {
      clearTimeout(patience);
      const said = readFileSync(logFile, "utf8").trim();
      reject(new CommandError(said === "" ? "The server ended as soon as it was started." : said));
    });
  });
}

function isReady(message: unknown): message is Ready {
  return typeof message === "object" && message !== null && "url" in message && "database" in message;
}

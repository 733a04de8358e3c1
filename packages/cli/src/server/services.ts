import { closeSync, openSync, readFileSync } from "node:fs";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings } from "@prefect-ts/settings/settings";
import type { Context } from "../core/context.ts";
import { CommandError } from "../core/errors.ts";
import { runtimeOf } from "../../bin/runtime.js";
import { claimPidFile, isRunning, readPid, removePidFile, servicesPidFilePath, writePid } from "./pid-file.ts";
import { stopSignal } from "./stop-signal.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/prefect.js", import.meta.url));

const alreadyRunning = () =>
  new CommandError("Services are already running in the background. To stop them, run `prefect server services stop`.");

/** Runs the background services in this process, without the API, until a signal ends them. */
export async function runServices(context: Context, settings: Settings): Promise<void> {
  // A process that was started in the background finds the PID file with its own entry.
  const isInBackground = process.send !== undefined;
  const other = readPid(servicesPidFilePath(settings));
  if (!isInBackground && other !== null && isRunning(other)) throw alreadyRunning();
  const stop = stopSignal();
  const { startServiceProcess } = await import("@prefect-ts/server/service-process");
  const services = await startServiceProcess(settings, (line) => context.warn(line.trimEnd()));
  try {
    if (services.names.length === 0) throw new CommandError("No services are enabled!");
    context.print(`Running ${services.names.join(", ")}.\nPress Ctrl+C to stop.`);
    process.send?.("running", undefined, undefined, () => process.disconnect());
    await stop;
  } finally {
    await services.close();
  }
  context.print("All services stopped.");
}

/** Starts the background services as a process of their own, and returns once they run. */
export async function runServicesInBackground(context: Context, settings: Settings): Promise<void> {
  const pidFile = servicesPidFilePath(settings);
  if (!claimPidFile(pidFile)) throw alreadyRunning();
  const logFile = join(settings.get("PREFECT_HOME"), "services.log");
  try {
    const child = spawnServices(context, settings, logFile);
    if (child.pid !== undefined) writePid(pidFile, child.pid);
    await runs(child, logFile);
    child.disconnect();
    child.unref();
  } catch (error) {
    removePidFile(pidFile);
    throw error;
  }
  context.print("Services are running in the background. Run `prefect server services stop` to stop them.");
}

function spawnServices(context: Context, settings: Settings, logFile: string): ChildProcess {
  const log = openSync(logFile, "w", 0o600);
  try {
    const { flags, environment } = runtimeOf(["server", "start"]);
    const words = ["--profile", settings.profileName, "server", "services", "start"];
    return spawn(process.execPath, [...flags, PROGRAM, ...words], {
      cwd: context.cwd,
      env: { ...context.env, ...environment },
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    });
  } finally {
    closeSync(log);
  }
}

async function runs(child: ChildProcess, logFile: string): Promise<void> {
  const isRunningNow = await Promise.race([
    once(child, "message").then(() => true),
    once(child, "exit").then(() => false),
  ]);
  if (isRunningNow) return;
  const said = readFileSync(logFile, "utf8").trim();
  throw new CommandError(said === "" ? "The services ended as soon as they were started." : said);
}

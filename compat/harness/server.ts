import { type StdioOptions, spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environment, freePort, leading, signalGroup } from "./process.ts";

/** A server to run scenarios against; `url` ends in `/api`. */
export interface Server {
  url: string;
  stop(): Promise<void>;
}

/** Starts a fresh server of one kind, on a free port with an empty home. */
export type StartServer = () => Promise<Server>;

const OURS = [process.execPath, join(import.meta.dirname, "../../packages/cli/bin/prefect.js")];
/** Both servers persist events at this pace (seconds), so that a scenario need not wait for the default of five. */
const FLUSH_INTERVAL = "0.3";
const START_LIMIT = 90_000;

/**
 * How to start what `--server` names: `ours`; `reference`, by the command in `COMPAT_REFERENCE` (with `{port}` and
 * `{home}` in it) or from the environment; or a URL, for a server that already runs and is left running. `extra`
 * are settings for those that are started.
 */
export function serverNamed(name: string, venv: string, extra: Record<string, string> = {}): StartServer {
  if (name.startsWith("http")) return async () => ({ url: name.replace(/\/$/, ""), stop: async () => {} });
  if (name === "ours") return () => start([...OURS, ...serve("{port}")], extra);
  if (name !== "reference") throw new Error(`--server ${name}: name "ours", "reference" or the URL of an API`);
  const command = process.env.COMPAT_REFERENCE?.split(" ") ?? [join(venv, "bin", "prefect"), ...serve("{port}")];
  return () => start(command, extra);
}

function serve(port: string): string[] {
  return ["server", "start", "--host", "127.0.0.1", "--port", port];
}

async function start(template: string[], extra: Record<string, string>): Promise<Server> {
  const port = String(await freePort());
  const home = await mkdtemp(join(tmpdir(), "prefect-compat-server-"));
  const logFile = join(home, "server.log");
  const log = await open(logFile, "w");
  const [program = "", ...args] = template.map((part) => part.replace("{port}", port).replace("{home}", home));
  const stdio: StdioOptions = ["ignore", log.fd, log.fd];
  const child = leading(spawn(program, args, { env: { ...settings(home), ...extra }, stdio, detached: true }));
  const ended = new Promise<void>((resolve) => {
    child.on("exit", () => resolve());
    child.on("error", () => resolve());
  });
  const stop = async () => {
    signalGroup(child, "SIGTERM");
    const timer = setTimeout(() => signalGroup(child, "SIGKILL"), 10_000);
    await ended;
    clearTimeout(timer);
    signalGroup(child, "SIGKILL");
    await log.close();
    await rm(home, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}/api`;
  let running = true;
  ended.then(() => {
    running = false;
  });
  for (const deadline = Date.now() + START_LIMIT; Date.now() < deadline && running; ) {
    if (await healthy(url)) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const said = (await readFile(logFile, "utf8")).trim().split("\n").slice(-15).join("\n");
  await stop();
  throw new Error(`the server did not start: ${program} ${args.join(" ")}\n${said}`);
}

function settings(home: string): Record<string, string> {
  return environment({
    PREFECT_HOME: home,
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL: FLUSH_INTERVAL,
    // Whether it or the client finds first that nobody resumed a flow is a matter of chance.
    PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED: "false",
    PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL: FLUSH_INTERVAL,
    DO_NOT_TRACK: "1",
  });
}

async function healthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`)).ok;
  } catch {
    return false;
  }
}

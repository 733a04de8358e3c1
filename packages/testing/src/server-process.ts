import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../cli/bin/prefect.js", import.meta.url));

/** How a process ended, and what it said until then. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The command `prefect` in a process of its own. */
export interface ProgramProcess {
  pid: number;
  ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): Promise<Ended>;
}

/** `prefect server start` in a process of its own. */
export interface ServerProcess extends ProgramProcess {
  /** Of the API; undefined if it ended before it served. */
  url: string | undefined;
}

function output(child: ChildProcess): { stdout: string; stderr: string } {
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.on("data", (chunk: Buffer) => {
      said[name] += chunk.toString();
    });
  }
  return said;
}

function startChild(home: string, words: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [program, ...words], {
    env: { PATH: process.env.PATH, PREFECT_HOME: home, PREFECT_SERVER_LOGGING_LEVEL: "ERROR", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = output(child);
  // A test that fails may not come to the end of its process.
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  child.once("close", () => process.off("exit", end));
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, ...said }));
  });
  const kill = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return { child, said, process: { pid: child.pid ?? 0, ended, kill } };
}

/** Starts a command as people do. */
export const startProgram = (
  home: string,
  words: readonly string[],
  env: Record<string, string> = {},
): ProgramProcess => startChild(home, words, env).process;

/** Starts the server as people do; resolves once it serves or has ended. */
export async function startServerProcess(
  home: string,
  { env = {}, args = ["--port", "0", "--no-services"] }: { env?: Record<string, string>; args?: string[] } = {},
): Promise<ServerProcess> {
  const { child, said, process } = startChild(home, ["server", "start", ...args], env);
  const serving = new Promise<string>((resolve) => {
    child.stdout?.on("data", () => {
      const url = /API +(http\S+)/.exec(said.stdout)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([serving, process.ended.then(() => undefined)]);
  return { ...process, url };
}

/** An empty folder for a server's home, and how to take it away. */
export function temporaryHome(): { home: string; remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

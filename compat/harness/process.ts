import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

/** Children that lead a group of their own, which would outlive this process if it ended before them. */
const leaders = new Set<ChildProcess>();
process.on("exit", () => {
  for (const leader of leaders) signalGroup(leader, "SIGKILL");
});

/** A child process that has ended. */
export interface Ended {
  /** Exit code, or the name of the signal that ended it. */
  exit: number | string;
  stdout: string;
  stderr: string;
}

/** Variables of this process without its own Prefect settings, plus the given ones. */
export function environment(extra: Record<string, string>): Record<string, string> {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !name.startsWith("PREFECT_")) own[name] = value;
  }
  return { ...own, ...extra };
}

/** Runs a program to its end; past the limit (milliseconds) it and all its children are killed. */
export function run(command: string[], env: Record<string, string>, limit: number): Promise<Ended> {
  const [program = "", ...args] = command;
  const child = leading(spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: true }));
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (part: string) => (output.stdout += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => (output.stderr += part));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => signalGroup(child, "SIGKILL"), limit);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ exit: code ?? signal ?? "unknown", ...output });
    });
  });
}

/** Takes note of a child started with `detached`, so that it and its children end with this process. */
export function leading<T extends ChildProcess>(child: T): T {
  leaders.add(child);
  child.on("exit", () => leaders.delete(child));
  return child;
}

/** Sends a signal to a process started as the head of its own group, and to its children. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has already ended.
  }
}

/** A TCP port that is free on 127.0.0.1 now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

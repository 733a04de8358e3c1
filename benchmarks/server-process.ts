import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** What serves unless another command is named: what was built here. */
const builtServer = [
  process.execPath,
  fileURLToPath(new URL("../packages/cli/bin/prefect.js", import.meta.url)),
  "server",
  "start",
];

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}

/** A server in a process of its own, on a new SQLite file unless its environment says otherwise. */
export class ServerProcess {
  readonly url: string;
  readonly home: string;
  /** From the command to the first healthy answer. */
  startSeconds = 0;
  private readonly port: number;
  private readonly env: Record<string, string>;
  private readonly command: readonly string[];
  private child: ChildProcess | undefined;

  private constructor(home: string, port: number, env: Record<string, string>, command: readonly string[]) {
    this.home = home;
    this.port = port;
    this.env = env;
    this.command = command;
    this.url = `http://127.0.0.1:${port}/api`;
  }

  /** `command` serves once `--host` and `--port` are added to it. */
  static async start(env: Record<string, string> = {}, command = builtServer): Promise<ServerProcess> {
    const home = mkdtempSync(join(tmpdir(), "prefect-ts-bench-"));
    const server = new ServerProcess(home, await freePort(), env, command);
    server.spawn();
    await server.untilHealthy();
    return server;
  }

  /** What it said, and those before it in its home. */
  get log(): string {
    return join(this.home, "server.log");
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Seconds of CPU used so far (Linux). */
  get cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.child?.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Resident memory in MiB (Linux). */
  get residentMiB(): number {
    return this.statusMiB("VmRSS");
  }

  /** The most that was resident so far, in MiB (Linux). */
  get peakResidentMiB(): number {
    return this.statusMiB("VmHWM");
  }

  /** Of its database. */
  get databaseUrl(): string {
    return this.env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] ?? `sqlite+aiosqlite:///${this.home}/prefect.db`;
  }

  /** Size of the database and its log, in MiB. */
  get databaseMiB(): number {
    const files = readdirSync(this.home).filter((name) => name.startsWith("prefect.db"));
    return Math.round(files.reduce((sum, name) => sum + readFileSync(join(this.home, name)).length, 0) / 2 ** 20);
  }

  /** Starts it again where it was, with what it had; it may end before it serves. */
  spawn(): void {
    const [program = "", ...args] = [...this.command, "--host", "127.0.0.1", "--port", String(this.port)];
    const env = { ...process.env, PREFECT_HOME: this.home, PREFECT_SERVER_LOGGING_LEVEL: "WARNING", ...this.env };
    const log = openSync(this.log, "a");
    const child = spawn(program, args, { env, stdio: ["ignore", log, log] });
    closeSync(log);
    // Whoever is ended by an error may not come to stop it.
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    child.once("exit", () => process.off("exit", end));
    this.child = child;
  }

  async untilHealthy(): Promise<void> {
    const begin = performance.now();
    while (!(await fetch(`${this.url}/health`).catch(() => undefined))?.ok) {
      if (!this.isRunning) throw new Error(`the server did not start: ${readFileSync(this.log, "utf8").slice(-2000)}`);
      await sleep(5);
    }
    this.startSeconds = (performance.now() - begin) / 1000;
  }

  /** Ends it at once, whatever it does. */
  kill(): Promise<void> {
    return this.end("SIGKILL");
  }

  /** Has it answer what it has begun with, and end. */
  close(): Promise<void> {
    return this.end("SIGTERM");
  }

  /** Ends it, and takes its home away. */
  async stop(): Promise<void> {
    await this.close();
    rmSync(this.home, { recursive: true, force: true });
  }

  private statusMiB(field: string): number {
    const status = readFileSync(`/proc/${this.child?.pid}/status`, "utf8");
    return Math.round(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || !this.isRunning) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }
}

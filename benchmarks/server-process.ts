import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../packages/cli/bin/prefect.js", import.meta.url));

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

/** A server in a process of its own, on a new SQLite file. */
export class ServerProcess {
  readonly url: string;
  readonly home: string;
  /** From the command to the first healthy answer. */
  readonly startSeconds: number;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string, home: string, startSeconds: number) {
    this.child = child;
    this.url = url;
    this.home = home;
    this.startSeconds = startSeconds;
  }

  static async start(): Promise<ServerProcess> {
    const home = mkdtempSync(join(tmpdir(), "prefect-ts-bench-"));
    const port = await freePort();
    const begin = performance.now();
    const args = [command, "server", "start", "--host", "127.0.0.1", "--port", String(port)];
    const env = { ...process.env, PREFECT_HOME: home, PREFECT_SERVER_LOGGING_LEVEL: "WARNING" };
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
    const url = `http://127.0.0.1:${port}/api`;
    while (!(await fetch(`${url}/health`).catch(() => undefined))?.ok) {
      if (child.exitCode !== null) throw new Error("the server did not start");
      await sleep(5);
    }
    return new ServerProcess(child, url, home, (performance.now() - begin) / 1000);
  }

  /** Seconds of CPU used so far (Linux). */
  get cpuSeconds(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Resident memory in MiB (Linux). */
  get residentMiB(): number {
    const match = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, "utf8"));
    return Math.round(Number(match?.[1] ?? 0) / 1024);
  }

  /** Size of the database and its log, in MiB. */
  get databaseMiB(): number {
    const files = readdirSync(this.home).filter((name) => name.startsWith("prefect.db"));
    return Math.round(files.reduce((sum, name) => sum + readFileSync(join(this.home, name)).length, 0) / 2 ** 20);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
    rmSync(this.home, { recursive: true, force: true });
  }
}

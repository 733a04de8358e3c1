import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "@prefect-ts/server/server";
import { loadSettings } from "@prefect-ts/settings/settings";
import { testDatabase } from "./test-database.ts";

/** What a server answered. */
export interface Answer {
  status: number;
  /** The parsed JSON; undefined for an empty body; the text itself where it is not JSON. */
  body: unknown;
  headers: Headers;
}

export interface TestServer {
  /** Of the API, e.g. `http://127.0.0.1:43210/api`. */
  url: string;
  /** Of its database, with its password: for another server on the same one. */
  databaseUrl: string;
  /** The folder of the database and of PREFECT_HOME. */
  home: string;
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

function parse(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A server of its own on a free port, on a new database; `env` sets its settings. */
export async function testServer(
  env: Record<string, string> = {},
  options: { services?: boolean; log?: (line: string) => void } = {},
): Promise<TestServer> {
  const home = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  const { url, drop } = await testDatabase(home);
  const database = { PREFECT_SERVER_DATABASE_CONNECTION_URL: url, PREFECT_SERVER_DATABASE_SQLALCHEMY_POOL_SIZE: "2" };
  const settings = loadSettings({
    env: { PREFECT_HOME: home, PREFECT_SERVER_LOGGING_LEVEL: "WARNING", ...database, ...env },
    cwd: home,
  });
  const server = await startServer({
    settings,
    host: "127.0.0.1",
    port: 0,
    services: options.services ?? false,
    log: options.log ?? ((line) => process.stderr.write(line)),
  });
  return {
    url: server.url,
    databaseUrl: settings.get("PREFECT_SERVER_DATABASE_CONNECTION_URL").reveal(),
    home,
    async request(method, path, body, headers = {}) {
      const response = await fetch(server.url + path, {
        method,
        redirect: "manual",
        headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      return { status: response.status, body: parse(await response.text()), headers: response.headers };
    },
    async close() {
      await server.close();
      await drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

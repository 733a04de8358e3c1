import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createContext, type ServerContext } from "@prefect-ts/server/context";
import type { Transaction } from "@prefect-ts/database/database";
import { openDatabase } from "@prefect-ts/database/open";
import type { Event } from "@prefect-ts/schemas/event";
import { loadSettings } from "@prefect-ts/settings/settings";
import { pino } from "pino";
import { testDatabase } from "./test-database.ts";

export interface TestContext extends ServerContext {
  /** What was emitted so far, in order. */
  readonly emitted: Event[];
  close(): Promise<void>;
}

/** What models work with, without a server: a new database, and a list in place of the events' pipeline. */
export async function testContext(env: Record<string, string> = {}): Promise<TestContext> {
  const home = mkdtempSync(join(tmpdir(), "prefect-ts-"));
  const { url, drop } = await testDatabase(home);
  const settings = loadSettings({
    env: { PREFECT_HOME: home, PREFECT_SERVER_DATABASE_CONNECTION_URL: url, ...env },
    cwd: home,
  });
  const database = await openDatabase(url, { readers: 1, writers: 4 });
  const emitted: Event[] = [];
  const events = {
    publish: async (published: readonly Event[]) => void emitted.push(...published),
    keep: async (tx: Transaction, kept: readonly Event[]) => tx.afterCommit(() => void emitted.push(...kept)),
  };
  const context = createContext({ settings, database, events, log: pino({ level: "silent" }) });
  return {
    ...context,
    emitted,
    async close() {
      await database.close();
      await drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

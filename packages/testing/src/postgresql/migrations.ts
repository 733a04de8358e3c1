import { readFileSync } from "node:fs";
import { chainOf } from "@prefect-ts/database/migrator/chain";
import { downgrade, type MigrationOptions, reset, upgrade } from "@prefect-ts/database/migrator/migrate";
import { openTarget } from "@prefect-ts/database/migrator/open-target";
import type { MigrationTarget } from "@prefect-ts/database/migrator/target";
import pg from "pg";
import { createDatabase } from "./databases.ts";

const factsQuery = readFileSync(new URL("./schema-facts.sql", import.meta.url), "utf8");

/** A PostgreSQL database to migrate. */
export interface MigrationDatabase {
  url: string;
  client: pg.Client;
  /** Each opens the database anew, as a process does. */
  upgrade(revision?: string, onStep?: MigrationOptions["onStep"]): Promise<void>;
  downgrade(revision: string): Promise<void>;
  reset(): Promise<void>;
  /** Runs a statement and gives its rows. */
  rows(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
  revision(): Promise<unknown>;
  /** What its schema is made of, in order. */
  facts(): Promise<string[]>;
  drop(): Promise<void>;
}

/** Makes a database without a schema. */
export async function migrationDatabase(): Promise<MigrationDatabase> {
  const { url, drop } = await createDatabase(process.env["PREFECT_TEST_SERVER"] ?? "");
  const client = new pg.Client(url);
  await client.connect();
  const migrate = async (work: (target: MigrationTarget) => Promise<unknown>) => {
    const { target } = await openTarget(url);
    try {
      await work(target);
    } finally {
      await target.close();
    }
  };
  const rows = async (sql: string, parameters: unknown[] = []) =>
    (await client.query<Record<string, unknown>>(sql, parameters)).rows;
  return {
    url,
    client,
    rows,
    upgrade: (revision = "head", onStep) =>
      migrate((target) => upgrade(target, { revision, ...(onStep && { onStep }) })),
    downgrade: (revision) => migrate((target) => downgrade(target, { revision })),
    reset: () => migrate(reset),
    revision: async () => (await rows("SELECT version_num FROM alembic_version"))[0]?.["version_num"],
    facts: async () => (await rows(factsQuery)).map(({ fact }) => String(fact)).toSorted(),
    async drop() {
      await client.end();
      await drop();
    },
  };
}

/** The id of the revision before another. */
export function before(revision: string): string {
  const chain = chainOf("postgresql");
  return chain[chain.findIndex(({ id }) => id === revision) - 1]?.id ?? "base";
}

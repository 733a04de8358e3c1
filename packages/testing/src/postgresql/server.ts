import pg from "pg";
import { startEmbedded } from "./embedded.ts";

/** A PostgreSQL server for tests. */
export interface PostgresqlServer {
  /** Of a database in which others can be made and dropped. */
  url: string;
  stop(): Promise<void>;
}

/** Where PostgreSQL is by default, as its installers leave it. */
const usual = "postgresql://postgres@127.0.0.1:5432/postgres";

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/**
 * The server that PREFECT_TEST_POSTGRESQL_URL names (`embedded`, or `embedded@` and a version on npm: one of its own), else the
 * one of this machine, else one of its own.
 */
export async function findServer(): Promise<PostgresqlServer> {
  const named = process.env["PREFECT_TEST_POSTGRESQL_URL"];
  const [kind, version] = named?.split("@") ?? [];
  if (kind === "embedded") return await startEmbedded(version);
  if (named !== undefined) return { url: named, stop: async () => {} };
  return (await answers(usual)) ? { url: usual, stop: async () => {} } : await startEmbedded();
}
